"""The `reel` command."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; what is wrong is told in a message, with exit code 2."""
    from reel.cli import reel
    from script.errors import ScriptError

    try:
        reel(standalone_mode=True)
    except ScriptError as error:
        print(f"reel: {error}", file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
