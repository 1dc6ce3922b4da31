"""Whether a record keeps to its schema, and how a fault is told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from casekit.errors import NotFound, Unreadable
from casekit.model.findings import Finding
from casekit.records.profile import read_document
from casekit.records.schemas import SchemaSet
from casekit.records.validation import find_faults

from .conftest import COMMON, write_schemas

GOOD = """\
schema: visit/1
occurred_on: 2026-11-21
made: completed
seen: [p1, p2]
"""


def check(text: str, schemas: SchemaSet) -> list[Finding]:
    document = read_document(text.encode(), "contacts/x.yaml")
    assert document.findings == ()
    found = find_faults(
        document.data, "visit", schemas, document.locate, document.path, document.locate_key
    )
    return list(found)


def test_a_good_record_has_no_faults(schemas: SchemaSet) -> None:
    assert check(GOOD, schemas) == []


CASES: list[tuple[str, str, str, int, int, str, str | None]] = [
    ("seen: [p1, p2]\n", "", "SCHEMA-MISSING", 1, 1, "the key seen is missing", "add the key seen"),
    ("made: completed\n", "", "SCHEMA-MISSING", 1, 1, "the key made is missing",
     "add the key made (Whether it took place)"),
    ("seen:", "sen: [p3]\nseen:", "SCHEMA-UNKNOWN-KEY", 4, 1, "the key sen is not known here",
     "the free keys here are: reason, others, minutes, used, email, until, note, findings, "
     "occurred_at"),
    ("seen:", "minuts: 5\nseen:", "SCHEMA-UNKNOWN-KEY", 4, 1, "the key minuts is not known here",
     "did you mean minutes?"),
    ("[p1, p2]", "p1", "SCHEMA-TYPE", 4, 7, 'seen: needs a list, not the text "p1"',
     "write each item on a line of its own, after `- `"),
    ("[p1, p2]", "[p1]\nnote: 2045550100", "SCHEMA-TYPE", 5, 7,
     "note: needs text, not 2045550100", 'put it in quotes: "2045550100"'),
    ("[p1, p2]", '[p1]\nminutes: "12"', "SCHEMA-TYPE", 5, 10,
     'minutes: needs a whole number, not the text "12"', "write 12 without quotes"),
    ("[p1, p2]", "[p1]\nnote: [a]", "SCHEMA-TYPE", 5, 7, "note: needs text, not a list",
     "write it as one text: on one line, or after `|` and indented below it"),
    ("completed", "complete", "SCHEMA-CHOICE", 3, 7, "made: complete is not a choice",
     "did you mean completed? one of: completed, attempted"),
    ("visit/1", "visit/2", "SCHEMA-CHOICE", 1, 9, "schema: visit/2 is not a choice",
     "write visit/1"),
    ("2026-11-21", "2026-02-30", "SCHEMA-DATE", 2, 14,
     "occurred_on: 2026-02-30 is not a date that exists",
     "write year, month and day: 2026-11-21"),
    ("2026-11-21", "21.11.2026", "SCHEMA-DATE", 2, 14,
     "occurred_on: this is not a day written as YYYY-MM-DD",
     "write year, month and day: 2026-11-21"),
    ("occurred_on: 2026-11-21", "occurred_at: 2026-02-30T10:00:00Z", "SCHEMA-DATE", 2, 14,
     "occurred_at: 2026-02-30 is not a date that exists",
     "write day, time and offset from UTC: 2026-11-21T14:30:00-06:00"),
    ("occurred_on: 2026-11-21", "occurred_at: 2026-11-21T10:00:00", "SCHEMA-DATE", 2, 14,
     "occurred_at: the offset from UTC is missing",
     "write day, time and offset from UTC: 2026-11-21T14:30:00-06:00"),
    ("[p1, p2]", "[p1]\nuntil: soon", "SCHEMA-DATE", 5, 8,
     "until: this is not a day written as YYYY-MM-DD",
     "write a day, 2026-11-21, or a moment, 2026-11-21T14:30:00-06:00"),
    ("occurred_on: 2026-11-21\n", "", "SCHEMA-OCCURRED", 1, 1, "when it happened is missing",
     "add occurred_at: 2026-11-21T14:30:00-06:00 where the time is known, "
     "otherwise occurred_on: 2026-11-21"),
    ("made", "occurred_at: 2026-11-21T10:00:00Z\nmade", "SCHEMA-OCCURRED", 2, 1,
     "occurred_at and occurred_on both say when it happened",
     "keep occurred_at where the time is known, otherwise occurred_on"),
    ("[p1, p2]", "[p1, Jo]", "SCHEMA-PATTERN", 4, 12,
     "seen[2]: Jo is not written in the form needed here", "The id of a person; for example p1"),
    ("[p1, p2]", "[p1, x]", "SCHEMA-PATTERN", 4, 12,
     "seen[2]: x is not written in the form needed here", "The id of a person; for example p1"),
    ("[p1, p2]", "[p1]\nfindings:\n  - child: p1\n  - child: Jo", "SCHEMA-PATTERN", 7, 12,
     "findings[2].child: Jo is not written in the form needed here",
     "The id of a person; for example p1"),
    ("[p1, p2]", "[p1]\nfindings:\n  - child: p1\n    chld: p2", "SCHEMA-UNKNOWN-KEY", 7, 5,
     "findings[1]: the key chld is not known here", "the free keys here are: within"),
    ("[p1, p2]", "[p1, p2, p3, p4]", "SCHEMA-LENGTH", 4, 7,
     "seen: needs at most 3 items, not 4", "say it in fewer"),
    ("[p1, p2]", '[p1]\nnote: ""', "SCHEMA-LENGTH", 5, 7,
     "note: needs at least 1 character, not 0", "say more"),
    ("[p1, p2]", "[p1, p1]", "SCHEMA-TWICE", 4, 12, "seen[2]: p1 stands twice in the list",
     "delete one of the two"),
    ("[p1, p2]", "[p1]\nminutes: 0", "SCHEMA-RANGE", 5, 10, "minutes: 0 is not at least 1", None),
    ("[p1, p2]", "[p1]\nused: true", "SCHEMA-MISSING", 1, 1,
     "the key minutes is missing beside used", "add the key minutes"),
    ("[p1, p2]", "[p1]\nreason: none", "SCHEMA-NOT-HERE", 5, 1,
     "reason: this cannot stand in this record", "delete it"),
    ("[p1, p2]", "[p1]\nfindings:\n  - child: p1\n    within: [a]", "SCHEMA-TYPE", 7, 13,
     "findings[1].within: needs text or keys with values or a whole number, not a list",
     "write it as one text: on one line, or after `|` and indented below it"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "code", "line", "column", "message", "hint"), CASES)
def test_how_a_fault_is_told(
    old: str, new: str, code: str, line: int, column: int, message: str, hint: str | None,
    schemas: SchemaSet,
) -> None:  # fmt: skip
    assert GOOD.count(old) == 1
    (finding,) = check(GOOD.replace(old, new), schemas)
    assert finding == Finding(
        code=code, path="contacts/x.yaml", line=line, column=column, message=message, hint=hint
    )


def test_all_faults_are_told_in_their_order(schemas: SchemaSet) -> None:
    text = "schema: visit/2\nmade: x\nseen: [z]\nfoo: 1\n"
    assert [(f.line, f.code) for f in check(text, schemas)] == [
        (1, "SCHEMA-OCCURRED"),
        (1, "SCHEMA-CHOICE"),
        (2, "SCHEMA-CHOICE"),
        (3, "SCHEMA-PATTERN"),
        (4, "SCHEMA-UNKNOWN-KEY"),
    ]


def test_an_unknown_kind_is_told_with_the_nearest(schemas: SchemaSet) -> None:
    document = read_document(b"id: x\nschema: vist/1\n", "x.yaml")
    (finding,) = find_faults(document.data, "vist", schemas, document.locate, "x.yaml")
    assert (finding.code, finding.line, finding.hint) == (
        "SCHEMA-UNKNOWN-KIND",
        2,
        "did you mean visit?",
    )


@pytest.mark.parametrize(
    "moment",
    ["2026-11-21T23:59:60Z", "2026-11-21T24:00:00Z", "2026-11-21t10:00:00z", "2026-11-21 10:00:00Z",
     "2026-11-21T10:00Z", "2026-11-21T10:00:00+24:00", "2026-11-21T10:00:00.1234567Z",
     "٢٠٢٦-11-21T10:00:00Z", "0000-01-01T00:00:00Z"],
)  # fmt: skip
def test_moments_that_python_could_not_read_are_refused(moment: str, schemas: SchemaSet) -> None:
    text = GOOD.replace("occurred_on: 2026-11-21", f'occurred_at: "{moment}"')
    assert [f.code for f in check(text, schemas)] == ["SCHEMA-DATE"]


def test_where_the_validators_disagree_the_record_is_refused(schemas: SchemaSet) -> None:
    # jsonschema takes anything with an @ for an address, jsonschema-rs does not.
    (finding,) = check(GOOD + 'email: "a b@c"\n', schemas)
    assert (finding.code, finding.line) == ("SCHEMA-DISAGREE", 5)
    assert finding.message.startswith("email: ")


def test_kinds_and_what_is_not_one(schemas: SchemaSet) -> None:
    assert schemas.kinds() == ("visit",)
    assert schemas.get("visit")["$id"].endswith("/visit.schema.json")
    for name in ("common", "../visit", "vist", ""):
        with pytest.raises(NotFound):
            schemas.get(name)


def test_references_never_leave_the_folder(tmp_path: Path) -> None:
    elsewhere = {"properties": {"a": {"$ref": "https://example.invalid/x.schema.json"}}}
    schemas = write_schemas(tmp_path, {"common": COMMON, "away": elsewhere})
    with pytest.raises(Exception, match="not one of them"):
        schemas.is_valid("away", {})


def test_a_format_that_nobody_checks_is_a_fault_of_the_schema(tmp_path: Path) -> None:
    schemas = write_schemas(tmp_path, {"odd": {"properties": {"a": {"format": "dat"}}}})
    with pytest.raises(ValueError, match="dat"):
        schemas.is_valid("odd", {})


@pytest.mark.parametrize("text", ["{", "[]", ""])
def test_a_broken_schema_file_is_told_with_its_path(text: str, tmp_path: Path) -> None:
    (tmp_path / "odd.schema.json").write_text(text, encoding="utf-8")
    with pytest.raises(Unreadable) as unreadable:
        SchemaSet(tmp_path).get("odd")
    assert unreadable.value.path == str(tmp_path / "odd.schema.json")


def run(code: str, *arguments: str) -> Any:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], check=True, capture_output=True, text=True
    ).stdout.split()


def test_a_good_record_is_checked_without_the_slow_libraries(
    schemas: SchemaSet, tmp_path: Path
) -> None:
    code = (
        "import sys, pathlib; from casekit.records.schemas import SchemaSet;"
        "from casekit.records.validation import find_faults;"
        "from casekit.records.profile import read_document;"
        "from casekit.records import edit, formatting, writing, requests;"
        f"d = read_document({GOOD!r}.encode(), 'x');"
        "s = SchemaSet(pathlib.Path(sys.argv[1]));"
        "assert find_faults(d.data, 'visit', s, d.locate, 'x') == ();"
        "print(*(m for m in ('jsonschema', 'ruamel.yaml', 'difflib') if m in sys.modules))"
    )
    assert run(code, str(tmp_path)) == []
