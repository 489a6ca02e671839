#!/usr/bin/env bash
# Make .venv from a lock file: requirements/environment.sh run|out|test. Every package is checked against its digest.
set -euo pipefail
cd "$(dirname "$0")/.."
lock="requirements/$1.txt"
stamp=".venv/.made-from-$1"

python=""
for name in "${PYTHON:-}" python3 python3.13 python3.12 python3.11; do
    if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 \
        && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python="$name"
        break
    fi
done
if [ -z "$python" ]; then
    echo "Python 3.11 or later is needed, and none was found. Install it, or name it: make PYTHON=/path/to/python3" >&2
    exit 2
fi

bash requirements/system.sh "$([ "$1" = test ] && echo test)"
# An environment has its own path written into its commands: one whose folder was moved is made anew.
here="$(pwd -P)"
wanted="$here $(cat requirements/build.txt "$lock" pyproject.toml | cksum)"
if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
    exit 0
fi
echo "Making the environment in .venv from $lock ..." >&2
if [ ! -x .venv/bin/python ] || ! grep -qsF "$here/.venv/bin/" .venv/bin/pip; then
    "$python" -m venv --clear .venv
fi
export PATH="$PWD/.venv/bin:$PATH" PIP_DISABLE_PIP_VERSION_CHECK=1
python -m pip install --quiet --require-hashes --no-deps -r requirements/build.txt
# The tools that build packages are those just installed, not whatever is newest.
# The lock names everything: what a package asks for is not looked up again. An older pip, asked for a package with an
# extra, would take the newest there is instead of the one that is pinned, and then refuse it for its digest.
python -m pip install --quiet --require-hashes --no-deps --no-build-isolation -r "$lock"
python -m pip install --quiet --no-deps --no-build-isolation --editable .
if ! lacking="$(python -m pip check)"; then
    printf '%s does not hold all that its packages need; make it anew with: make lock\n%s\n' "$lock" "$lacking" >&2
    exit 2
fi
printf '%s\n' "$wanted" >"$stamp"
# The larger environments hold all that the smaller ones need.
holds() { printf '%s\n' "$here $(cat requirements/build.txt "requirements/$1.txt" pyproject.toml | cksum)" >".venv/.made-from-$1"; }
[ "$1" = run ] || holds run
[ "$1" != test ] || holds out
