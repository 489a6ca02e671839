"""The `reel` command."""

from __future__ import annotations

import signal
import sys


def main() -> None:
    """Run the command line; what is wrong is told in a message, with exit code 2."""
    from reel.cli import reel
    from script.errors import ScriptError

    # Asked to end, leave by the way of an exception: child processes are then ended as well, and half files taken away.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        reel(standalone_mode=True)
    except ScriptError as error:
        print(f"reel: {error}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
