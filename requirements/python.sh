#!/usr/bin/env bash
# Print a Python that is new enough for the project. $PYTHON goes first; then what the system calls python3.
set -euo pipefail

new_enough='import sys; sys.exit(sys.version_info < (3, 11))'
for name in ${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11 python; do
    if command -v "$name" >/dev/null 2>&1 && "$name" -c "$new_enough" >/dev/null 2>&1; then
        command -v "$name"
        exit 0
    fi
    if [ "$name" = "${PYTHON:-}" ]; then
        echo "PYTHON=$PYTHON is not a Python of 3.11 or newer that runs." >&2
        exit 2
    fi
done
cat >&2 <<'END'
Python 3.11 or newer is needed, and none was found.
  Debian 12, Ubuntu 24.04 or newer: sudo apt-get install python3 python3-venv python3-dev
  macOS:                            brew install python
  elsewhere:                        install it, then say which: make videos PYTHON=/path/to/python3
END
exit 2
