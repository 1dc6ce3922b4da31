"""What can stand in the way of an export, each naming what to do about it."""

from __future__ import annotations

from casekit.errors import UsageFault


class TooManyRows(UsageFault):
    """A due list is longer than a sheet of a spreadsheet can be."""

    code = "TOO-MANY-ROWS"

    def __init__(self, most: int) -> None:
        super().__init__(
            f"a sheet holds at most {most:,} rows, and there are more",
            hint="name some of the cases, or use --format parquet or csv",
        )
