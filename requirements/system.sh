#!/usr/bin/env bash
# Install what the project needs from the system, where something of it is missing; `system.sh test` looks for what the
# tests use besides. Where it may not install, it prints what to run and exits with 2.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
purpose=${1:-}

# The packages under a heading of system.txt, on one line.
packages() {
    awk -v wanted="[$1]" '/^\[/ { inside = ($0 == wanted); next } inside && NF && !/^#/ { printf "%s ", $1 }' \
        "$here/system.txt"
}

# What is missing, a line each; nothing when all is there.
missing() {
    if ! command -v pkg-config >/dev/null 2>&1; then
        echo "pkg-config"
    else
        for library in cairo pangocairo; do
            pkg-config --exists "$library" || echo "$library (with its headers)"
        done
    fi
    command -v cc >/dev/null 2>&1 || command -v gcc >/dev/null 2>&1 || echo "a C compiler"
    local python
    if python=$("$here/python.sh" 2>/dev/null); then
        "$python" -c 'import ensurepip, venv' >/dev/null 2>&1 || echo "the venv module of $python"
        "$python" -c 'import os, sys, sysconfig; sys.exit(not os.path.exists(
            os.path.join(sysconfig.get_path("include"), "Python.h")))' || echo "the headers of $python"
    fi
    if [ "$purpose" = test ]; then
        command -v ffprobe >/dev/null 2>&1 || echo "ffprobe"
    fi
}

# Say what is missing and what to run for it, and stop.
give_up() {
    {
        echo "The system lacks:"
        missing | sed 's/^/  /'
        echo "$1"
        [ -z "${2:-}" ] || echo "  $2"
    } >&2
    exit 2
}

[ -n "$(missing)" ] || exit 0

if command -v apt-get >/dev/null 2>&1; then
    wanted="$(packages apt)$([ "$purpose" = test ] && packages 'apt test' || true)"
    if [ "$(id -u)" = 0 ]; then
        as_root=""
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root="sudo"
    else
        give_up "Installing it takes the rights of an administrator. Run this, then the same command again:" \
            "sudo apt-get update && sudo apt-get install -y $wanted"
    fi
    echo "Installing from the system's packages: $wanted" >&2
    # shellcheck disable=SC2086  # both are lists of words
    { $as_root apt-get update -q && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qy \
        --no-install-recommends $wanted; } >&2
elif command -v brew >/dev/null 2>&1; then
    wanted="$(packages brew)$([ "$purpose" = test ] && packages 'brew test' || true)"
    echo "Installing with Homebrew: $wanted" >&2
    # shellcheck disable=SC2086
    brew install $wanted >&2
elif [ "$(uname -s)" = Darwin ]; then
    give_up "Install Homebrew (https://brew.sh), then the same command again; or, if you have another package manager, see:" \
        "requirements/system.txt"
else
    give_up "This system has no apt-get. Install what it calls these, then run the same command again:" "$(packages apt)"
fi

[ -z "$(missing)" ] || give_up "They were installed, and something is still not found. See requirements/system.txt."
