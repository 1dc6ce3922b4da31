"""`casekit` and `python -m casekit`."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Answer the command line and exit."""
    # A command ends before there is much to collect; looking for it again and again while the
    # libraries load takes a twentieth of its time.
    gc.set_threshold(50_000)
    from casekit.cli.front import answer

    sys.exit(answer(sys.argv[1:]))


if __name__ == "__main__":
    main()
