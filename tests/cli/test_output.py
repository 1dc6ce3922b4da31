"""The one file through which words leave: what it cleans, and how cells and JSON are written."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.cli import output
from casekit.cli.output import Format, Shown, clean, say, talk, write_json, write_rows
from casekit.model.visible import make_visible
from tests.cli.hostile import HOSTILE, find_steering

# What languages need: joiners and soft hyphens, and number signs that are drawn.
LANGUAGES = set("\u00ad\u200b\u200c\u200d\u180e") | set(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
TRICKY = st.lists(
    st.one_of(
        st.sampled_from(HOSTILE),
        st.sampled_from("=+-@;\"',\t\r\n\0 \uff1d\uff0b\uff0d\uff20\ufe63\u00a0\u3000'|\\ab1"),
        st.characters(),
    ),
    max_size=12,
).map("".join)


class Streams:
    """Standard output and standard error, caught."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.out, self.err = io.StringIO(newline=""), io.StringIO(newline="")
        monkeypatch.setattr("sys.stdout", self.out)
        monkeypatch.setattr("sys.stderr", self.err)


def caught(write: Any, *given: Any) -> str:
    """What a function writes to the two streams."""
    with pytest.MonkeyPatch.context() as patched:
        streams = Streams(patched)
        write(*given)
        return streams.out.getvalue() + streams.err.getvalue()


@given(text=TRICKY)
def test_say_and_talk_clean_what_is_not_known_to_be_clean(text: str) -> None:
    for write in (say, talk):
        for given_ in (text, "- " + clean(text), f"{clean(text, keep_lines=True)}\n"):
            written = caught(write, given_)
            assert written.count("\n") == 1
            assert find_steering(written) <= LANGUAGES


def test_only_what_is_shown_keeps_its_lines() -> None:
    assert caught(say, clean("a\nb", keep_lines=True)) == "a\nb\n"
    assert caught(say, "a\nb") == "a\\nb\n"
    assert type(clean("a") + "b") is str
    assert isinstance(clean("a"), Shown)


@given(key=TRICKY, text=TRICKY)
def test_json_parses_to_the_very_text_and_carries_no_raw_steering(key: str, text: str) -> None:
    answer = {"a": {f"k{key}": [text, {"b": text}]}, "n": 1}
    written = caught(write_json, answer)
    assert json.loads(written) == {"schema_version": 1, **answer}
    assert find_steering(written) <= LANGUAGES
    written.encode("utf-8")


# As the spreadsheets of the world read: cells parted by comma, semicolon or tab.
RUNS = re.compile("[=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b]")
COLUMNS = ("first", "second", "days", "yes", "list")


def rows_of(text: str, other: str) -> list[dict[str, Any]]:
    return [
        {"first": text, "second": other, "days": -3, "yes": True, "list": [other, text]},
        {"first": other, "second": text, "days": None, "yes": False, "list": []},
    ]


@given(text=TRICKY, other=TRICKY)
def test_no_spreadsheet_runs_a_cell(text: str, other: str) -> None:
    rows = rows_of(text, other)
    for how in (Format.CSV, Format.TSV):
        written = caught(write_rows, rows, COLUMNS, how)
        for delimiter in ",;" if how is Format.CSV else "\t":
            for row in csv.reader(io.StringIO(written, newline=""), delimiter=delimiter):
                for cell in row:
                    plain = cell.strip('" ').strip()
                    assert plain == "-3" or not RUNS.match(plain), (how, delimiter, cell)


@given(text=TRICKY, other=TRICKY)
def test_every_row_and_cell_is_where_it_was(text: str, other: str) -> None:
    rows = rows_of(text, other)
    written = caught(write_rows, rows, COLUMNS, Format.CSV)
    as_csv = list(csv.reader(io.StringIO(written, newline="")))
    written = caught(write_rows, rows, COLUMNS, Format.TSV)
    as_tsv = list(csv.reader(io.StringIO(written, newline=""), delimiter="\t"))
    by_hand = [line.split("\t") for line in written.removesuffix("\n").split("\n")]
    for table in (as_csv, as_tsv, by_hand):
        assert table[0] == list(COLUMNS)
        assert [len(row) for row in table] == [5, 5, 5]
        assert [row[2] for row in table[1:]] == ["-3", ""]
        assert [row[3] for row in table[1:]] == ["yes", "no"]
    for place, wanted in ((0, text), (1, other)):
        # The guard is all that is added.
        shown = make_visible(wanted)
        assert as_csv[1][place].replace("'", "") == shown.replace("'", "")
        if not re.search('[;=+@"-]', shown) and not any(RUNS.search(c) for c in shown):
            assert as_csv[1][place] == as_tsv[1][place] == shown


@pytest.mark.parametrize(
    ("cell", "in_csv", "in_tsv"),
    [
        ("=1+1", '"\'=1+1"', "'=1+1"),
        (" =1+1", '"\' =1+1"', "' =1+1"),
        ("\u00a0@SUM(A1)", '"\'\u00a0@SUM(A1)"', "'\u00a0@SUM(A1)"),
        ("\uff1d1", '"\'\uff1d1"', "'\uff1d1"),
        ("+1 204 555 0100", '"\'+1 204 555 0100"', "'+1 204 555 0100"),
        ("-5", '"\'-5"', "'-5"),
        (-5, "-5", "-5"),
        (2.5, "2.5", "2.5"),
        (None, '""', ""),
        (True, '"yes"', "yes"),
        ("a;=1", '"a;\'=1"', "a;'=1"),
        ("a = 1; b", '"a = 1; b"', "a = 1; b"),
        ('"x', '"""x"', "'\"x"),
        ("\t=1", '"\\t=1"', "\\t=1"),
        ("a\nb\0", '"a\\nb\\x00"', "a\\nb\\x00"),
        ("Jo, Sam", '"Jo, Sam"', "Jo, Sam"),
    ],
)
def test_cells_of_a_table(cell: Any, in_csv: str, in_tsv: str) -> None:
    assert caught(write_rows, [{"a": cell}], ["a"], Format.CSV) == f'"a"\n{in_csv}\n'
    assert caught(write_rows, [{"a": cell}], ["a"], Format.TSV) == f"a\n{in_tsv}\n"


def test_nothing_in_the_command_line_writes_but_through_the_one_file() -> None:
    """The front door prints its own fixed words; render and exporting write bytes."""
    folder = Path(output.__file__).parent
    allowed = {"output.py": None, "front.py": 6, "render_ask.py": 3, "exporting.py": 4}
    allowed["progress.py"] = 1
    for path in sorted(folder.glob("*.py")):
        names = [
            ast.unparse(node)
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if (isinstance(node, ast.Name) and node.id in ("print", "input"))
            or (isinstance(node, ast.Attribute) and node.attr in ("stdout", "stderr", "echo"))
        ]
        most = allowed.get(path.name, 0)
        assert most is None or len(names) <= most, f"{path.name}: {names}"
