"""`casekit` and `python -m casekit`."""

from __future__ import annotations

import gc
import os
import sys


def run() -> int:
    """Answer the command line and give the exit code."""
    # A command on one case ends before there is anything to collect; looking for it all the same
    # takes a twentieth of its time. One over thousands of cases still collects.
    gc.set_threshold(400_000)
    from casekit.cli.front import answer

    return answer(sys.argv[1:])


def main() -> None:
    """Answer the command line and end the process.

    All is written and closed by then; taking the interpreter apart piece by piece would take a
    tenth of the time that a person waits.
    """
    code = run()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        pass  # whoever read it went away
    os._exit(code)


if __name__ == "__main__":
    main()
