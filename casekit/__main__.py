"""`casekit` and `python -m casekit`."""

from __future__ import annotations

import sys


def main() -> None:
    """Answer the command line and exit."""
    from casekit.cli.front import answer

    sys.exit(answer(sys.argv[1:]))


if __name__ == "__main__":
    main()
