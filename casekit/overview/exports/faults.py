"""What can stand in the way of an export, each naming what to do about it."""

from __future__ import annotations

from casekit.errors import MissingTool, UsageFault


class LibraryMissing(MissingTool):
    """A form of export needs a library that is not installed with casekit itself."""

    code = "MISSING-LIBRARY"

    def __init__(self, form: str, library: str, extra: str) -> None:
        super().__init__(
            f"--format {form} needs {library}, which is not installed here",
            hint=f"python -m pip install 'casekit[{extra}]'",
        )


class TooManyRows(UsageFault):
    """A due list is longer than a sheet of a spreadsheet can be."""

    code = "TOO-MANY-ROWS"

    def __init__(self, most: int) -> None:
        super().__init__(
            f"a sheet holds at most {most:,} rows, and there are more",
            hint="name some of the cases, or use --format parquet or csv",
        )
