"""The due list as a spreadsheet, read back by another program."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

openpyxl = pytest.importorskip("openpyxl")

from casekit.overview.exports import workbook  # noqa: E402
from casekit.overview.exports.faults import TooManyRows  # noqa: E402
from casekit.overview.exports.workbook import MAX_TEXT, write_workbook  # noqa: E402
from tests.overview.exports.sample import (  # noqa: E402
    WICKED,
    make_faults,
    make_row,
    make_rows,
    make_sheet,
)


def write(*told: Any) -> bytes:
    made = io.BytesIO()
    write_workbook(make_sheet(*told), made)
    return made.getvalue()


def read(content: bytes, page: str = "Due") -> list[dict[str, Any]]:
    """The rows of a page by their heading."""
    lines = list(openpyxl.load_workbook(io.BytesIO(content))[page].iter_rows())
    heads = [cell.value for cell in lines[0]]
    return [dict(zip(heads, line, strict=True)) for line in lines[1:]]


def test_cells_have_types() -> None:
    rows = read(write())
    assert len(rows) == len(make_rows())
    day, hour = rows[0], rows[2]
    assert str(day["Due on"].value) == "2026-03-11 00:00:00"
    assert (day["Due"].is_date, day["Due"].number_format) == (True, "yyyy-mm-dd")
    assert str(hour["Due"].value) == "2026-03-21 09:40:00"
    assert hour["Due"].number_format == "yyyy-mm-dd hh:mm"
    assert (day["Days overdue"].value, day["Days overdue"].data_type) == (9, "n")
    assert (day["Enforced"].value, rows[6]["Enforced"].value) == ("yes", "no")
    assert day["Case"].value == "2026-DB8TWXT"
    assert rows[7]["Due"].value is None


def test_the_sheet_is_ready_to_be_filtered() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write()))
    assert book.sheetnames == ["Due", "About"]
    page = book["Due"]
    assert page.freeze_panes == "B2"
    assert page.auto_filter.ref == f"A1:Z{len(make_rows()) + 1}"
    assert page.column_dimensions["F"].width > 40
    assert page.print_title_rows == "$1:$1"


@pytest.mark.parametrize("text", WICKED)
def test_no_text_is_run_or_becomes_a_link(text: str) -> None:
    content = write([make_row(title=text, worker=text, case=text)])
    cell = read(content)[0]["What"]
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    if text.isprintable():
        assert cell.value == text
    else:
        assert cell.value.isprintable()
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        page = parts.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in page
        assert b"hyperlink" not in page
        assert not [name for name in parts.namelist() if "rels" in name and "sheet" in name]


def test_what_the_list_is_of_and_what_it_lacks() -> None:
    pages = openpyxl.load_workbook(io.BytesIO(write(None, make_faults())))
    about = [[c.value for c in line if c.value] for line in pages["About"].iter_rows()]
    assert ["As of", "2026-03-20T10:30:12-05:00"] in about
    assert ["Version", "c67ce67f6951f6076fc45b26e1dd2f2163880456"] in about
    assert ["Version", "not saved"] in about
    assert ["Could not be read", "1 fault: rows may be missing"] in about
    assert [line[0] for line in about[-2:]] == ["error SCHEMA-CHOICE", "warning CALENDAR-YEAR"]
    assert "Jo" not in str(about)


def test_the_same_list_gives_the_same_bytes_and_another_moment_others() -> None:
    assert write() == write()
    with zipfile.ZipFile(io.BytesIO(write())) as parts:
        core = parts.read("docProps/core.xml").decode()
    assert core.count("2026-03-20T15:30:12Z") == 2


def test_a_list_that_does_not_fit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_ROWS", 3)
    assert len(read(write(make_rows()[:3]))) == 3
    with pytest.raises(TooManyRows, match="at most 3 rows") as fault:
        write(make_rows()[:4])
    assert (fault.value.exit_code, fault.value.code) == (2, "TOO-MANY-ROWS")


def test_a_text_that_does_not_fit_is_marked() -> None:
    cell = read(write([make_row(title="x" * (MAX_TEXT + 1))]))[0]["What"]
    assert (len(cell.value), cell.value[-6:]) == (MAX_TEXT, " [cut]")


def test_a_day_before_a_spreadsheet_can_count_is_text() -> None:
    assert read(write([make_row(last="1899-12-31")]))[0]["Last"].value == "1899-12-31"
