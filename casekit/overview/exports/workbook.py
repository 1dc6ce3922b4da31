"""A due list as a spreadsheet: typed cells, text that is never run, and a page about the list."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, BinaryIO

from casekit import __version__
from casekit.overview.exports.faults import TooManyRows
from casekit.overview.exports.sheet import (
    COLUMNS,
    Column,
    DueSheet,
    read_moment,
    say_faults,
    say_place,
)
from casekit.overview.exports.sheet import say_value as say

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

# The form's own bounds; the first row is the heading.
MAX_ROWS = 1_048_576 - 1
MAX_TEXT = 32_767
# The earliest day that every spreadsheet counts alike; an earlier one is written as text.
_FIRST_DAY = date(1900, 3, 1)

# What people look for comes first.
_ORDER = (
    *("case", "status", "due_on", "due", "days_overdue", "title", "part", "enforced"),
    *("worker", "unit", "office", "workspace", "per", "subject", "last", "since", "opens"),
    *("met_at", "met_by", "ended", "trigger", "rule", "kind", "source", "verification", "id"),
)
_BY_KEY = {column.key: column for column in COLUMNS}
_SHOWN = tuple(_BY_KEY[key] for key in _ORDER)
# In characters of the usual letter.
_WIDTHS = {"title": 44, "source": 40, "id": 44, "rule": 24, "workspace": 28}
_WIDTH_BY_KIND = {
    "text": 18,
    "word": 16,
    "list": 18,
    "bool": 10,
    "number": 13,
    "day": 12,
    "when": 17,
}


def write_workbook(sheet: DueSheet, stream: BinaryIO) -> None:
    """Write an .xlsx file with the sheets Due and About; the same list gives the same bytes.

    Days are dates and instants are local date-times of the agency. Raises TooManyRows.
    """
    from io import BytesIO

    from xlsxwriter import Workbook

    # Made in memory: a temporary file of a case list would be one more copy to forget.
    made = BytesIO()
    book = Workbook(
        made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties(
        {
            "title": f"Due as of {sheet.local_as_of}",
            "author": f"casekit {__version__}",
            # Else the library takes the computer's clock.
            "created": sheet.as_of.astimezone(UTC).replace(tzinfo=None, microsecond=0),
        }
    )
    pages = _Pages(book)
    pages.write_about(sheet, pages.write_due(sheet))
    book.close()
    stream.write(made.getvalue())


class _Pages:
    """The sheets of a workbook with the forms that their cells have."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.text = book.add_format({"valign": "top"})
        self.wrapped = book.add_format({"valign": "top", "text_wrap": True})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
        self.moment = book.add_format(
            {"num_format": "yyyy-mm-dd hh:mm", "valign": "top", "align": "left"}
        )

    def write_due(self, sheet: DueSheet) -> int:
        page = self.book.add_worksheet("Due")
        for number, column in enumerate(_SHOWN):
            width = _WIDTHS.get(column.key, _WIDTH_BY_KIND[column.kind])
            page.set_column(number, number, width)
            page.write_string(0, number, column.heading, self.bold)
        count = 0
        for count, row in enumerate(sheet.rows, start=1):
            if count > MAX_ROWS:
                raise TooManyRows(MAX_ROWS)
            for number, column in enumerate(_SHOWN):
                self._write_cell(page, count, number, column, row.get(column.key), sheet)
        page.freeze_panes(1, 1)
        page.autofilter(0, 0, count, len(_SHOWN) - 1)
        page.repeat_rows(0)
        page.set_landscape()
        return count

    def write_about(self, sheet: DueSheet, rows: int) -> None:
        page = self.book.add_worksheet("About")
        page.set_column(0, 0, 24)
        page.set_column(1, 2, 60)
        lines: list[tuple[str, ...]] = [
            ("As of", sheet.local_as_of),
            ("Time zone", str(sheet.zone)),
            ("Rows", str(rows)),
            ("Made by", f"casekit {__version__}"),
        ]
        for each in sheet.workspaces:
            lines += [("Workspace", each.name), ("Version", each.version or "not saved")]
        errors = sheet.errors
        lines.append(
            ("Could not be read", f"{say_faults(errors)}: rows may be missing")
            if errors
            else ("Could not be read", "nothing: everything was read and judged")
        )
        for each, fault in sheet.findings:
            lines.append((f"{fault.severity} {fault.code}", say_place(fault), each.name))
        for number, line in enumerate(lines):
            for place, cell in enumerate(line):
                form = self.wrapped if place else self.bold
                page.write_string(number, place, _shorten(say(cell)), form)

    def _write_cell(
        self, page: Worksheet, row: int, number: int, column: Column, value: Any, sheet: DueSheet
    ) -> None:
        if value is None:
            return
        if column.kind == "number":
            page.write_number(row, number, value, self.text)
        elif column.kind == "bool":
            page.write_string(row, number, "yes" if value else "no", self.text)
        elif column.kind in ("day", "when"):
            self._write_moment(page, row, number, value, sheet)
        else:
            page.write_string(row, number, _shorten(say(value)), self.text)

    def _write_moment(
        self, page: Worksheet, row: int, number: int, value: str, sheet: DueSheet
    ) -> None:
        moment = read_moment(value, sheet.zone)
        form: Format = self.moment if isinstance(moment, datetime) else self.day
        day = moment.date() if isinstance(moment, datetime) else moment
        if day < _FIRST_DAY:
            page.write_string(row, number, say(value), self.text)
            return
        # A spreadsheet knows no zone: what it shows is the agency's own time.
        local = moment if isinstance(moment, datetime) else datetime.combine(moment, time())
        page.write_datetime(row, number, local.replace(tzinfo=None, microsecond=0), form)


def _shorten(text: str) -> str:
    """A cell's text within the form's bound; what was cut is marked, never silently gone."""
    mark = " [cut]"
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - len(mark)] + mark
