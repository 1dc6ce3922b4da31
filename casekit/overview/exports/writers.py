"""Which writer makes which form, and whether what it needs is installed."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from casekit.errors import LibraryMissing
from casekit.overview.exports.sheet import DueSheet

Writer = Callable[[DueSheet, BinaryIO], None]


def find_writer(form: str) -> Writer:
    """The writer of a form: ndjson, xlsx, ics, html or parquet.

    Asked before cases are judged, because that takes time. Raises LibraryMissing.
    """
    return _FINDERS[form]()


def _find_ndjson() -> Writer:
    from casekit.overview.exports.ndjson import write_ndjson

    return write_ndjson


def _find_workbook() -> Writer:
    try:
        import xlsxwriter  # noqa: F401 - is it there?
    except ModuleNotFoundError as fault:
        raise LibraryMissing("xlsx", "XlsxWriter", "reports") from fault
    from casekit.overview.exports.workbook import write_workbook

    return write_workbook


def _find_calendar() -> Writer:
    try:
        import icalendar  # noqa: F401 - is it there?
    except ModuleNotFoundError as fault:
        raise LibraryMissing("ics", "icalendar", "reports") from fault
    from casekit.overview.exports.calendar import write_calendar

    return write_calendar


def _find_web_page() -> Writer:
    from casekit.overview.exports.web_page import write_web_page

    return write_web_page


def _find_parquet() -> Writer:
    try:
        import pyarrow.parquet  # noqa: F401 - is it there?
    except ModuleNotFoundError as fault:
        raise LibraryMissing("parquet", "pyarrow", "analytics") from fault
    from casekit.overview.exports.parquet import write_parquet

    return write_parquet


_FINDERS: dict[str, Callable[[], Writer]] = {
    "ndjson": _find_ndjson,
    "xlsx": _find_workbook,
    "ics": _find_calendar,
    "html": _find_web_page,
    "parquet": _find_parquet,
}
