"""`casekit` and `python -m casekit`."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Answer the command line and exit."""
    # A command on one case ends before there is anything to collect; looking for it all the same
    # takes a twentieth of its time. One over thousands of cases still collects.
    gc.set_threshold(400_000)
    from casekit.cli.front import answer

    sys.exit(answer(sys.argv[1:]))


if __name__ == "__main__":
    main()
