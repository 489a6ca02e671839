#!/usr/bin/env bash
# Install the system packages that are missing, or say exactly what to run. With "test", those of the tests too.
set -euo pipefail
list="$(dirname "$0")/system.txt"
kind="${1:-}"

packages() {
    sed -n "s/^$1 //p" "$list" | while read -r package command; do
        [ -n "$command" ] && command -v "$command" >/dev/null 2>&1 || printf '%s ' "$package"
    done
}

drawn() { pkg-config --exists cairo pangocairo 2>/dev/null && command -v cc >/dev/null 2>&1; }
tested() { [ "$kind" != test ] || { command -v ffprobe && command -v npm; } >/dev/null 2>&1; }
drawn && tested && exit 0

case "$(uname -s)" in
Linux)
    wanted="$(packages apt)"
    [ "$kind" != test ] || wanted="$wanted$(packages apt-test)"
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "These libraries are needed, under the names that your system gives them: $wanted" >&2
        echo "Install them and run this again." >&2
        exit 2
    fi
    if [ "$(id -u)" = 0 ]; then
        as=""
    elif sudo -n true 2>/dev/null; then
        as="sudo"
    else
        echo "Some system libraries are missing, and installing them takes your password. Run this, then try again:" >&2
        echo "    sudo apt-get update && sudo apt-get install --yes --no-install-recommends $wanted" >&2
        exit 2
    fi
    $as apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $as apt-get install --yes -qq --no-install-recommends $wanted >/dev/null
    ;;
Darwin)
    wanted="$(packages brew)"
    [ "$kind" != test ] || wanted="$wanted$(packages brew-test)"
    if ! command -v brew >/dev/null 2>&1; then
        echo "Some system libraries are missing. Install Homebrew (https://brew.sh), run this, then try again:" >&2
        echo "    brew install $wanted" >&2
        exit 2
    fi
    brew install --quiet $wanted
    ;;
*)
    echo "This runs on Linux and macOS; on Windows use WSL, and follow the way for Linux there." >&2
    exit 2
    ;;
esac
drawn || { echo "cairo and pango were installed, and pkg-config still does not find them: see $list" >&2; exit 2; }
