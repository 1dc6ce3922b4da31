"""docs/formats.md says what is so: its tables and examples against the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from casekit.casework.commands import STEPS
from casekit.cli.flags import NOT_ASKED
from casekit.cli.front import EXITS
from casekit.cli.session import open_schemas
from casekit.model.records import FOLDERS
from casekit.records.profile import read_document
from casekit.records.requests import read_request
from tests.cli.contract import NAMES, read_schema
from tests.cli.office import Office

PAGE = Path(__file__).parents[2] / "docs" / "formats.md"
TEXT = PAGE.read_text("utf-8") if PAGE.is_file() else ""


def section(title: str) -> str:
    """The text under a heading."""
    return TEXT.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def table(head: str) -> list[list[str]]:
    """The rows of the table whose first column has this head."""
    rows = re.search(rf"^\| {re.escape(head)} \|.*\n\| ---.*\n((?:\|.*\n)+)", TEXT, re.MULTILINE)
    assert rows, head
    # A bar inside a cell is escaped.
    split = [re.split(r"(?<!\\)\|", line)[1:-1] for line in rows[1].splitlines()]
    return [[cell.strip() for cell in row] for row in split]


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def test_the_kinds_their_folders_and_what_they_need() -> None:
    schemas = open_schemas()
    wanted = []
    for kind in ("case", *FOLDERS):
        schema = schemas.get(kind)
        needed = [k for k in schema["properties"] if k in schema["required"]]
        folder = f"{FOLDERS[kind]}/" if kind in FOLDERS else "case.yaml"
        wanted.append([kind, folder, ", ".join(k for k in needed if k not in NOT_ASKED)])
    assert table("kind") == wanted


def test_the_steps() -> None:
    wanted = [[c, ", ".join(steps)] for c, steps in STEPS.items() if len(steps) > 1]
    assert sorted(row for row in table("command") if len(row) == 2) == sorted(wanted)


def test_the_answers_and_their_keys() -> None:
    rows = re.findall(
        r"^\| [^|]+ \| ([a-z-]+) \| ([^|]+) \|$", section("JSON answers"), re.MULTILINE
    )
    told = {name: keys for name, keys in rows if name in NAMES}
    assert set(told) == set(NAMES)
    for name, keys in told.items():
        known = [key for key in read_schema(name)["properties"] if key != "schema_version"]
        named = re.findall(r"[a-z_]+", keys.replace(" with `--dry-run`", "").replace("and ", ""))
        assert named == known


def test_the_keys_of_obligations_and_findings() -> None:
    shared = read_schema("common")["$defs"]
    text = section("JSON answers")
    for name, before in (("obligation", "An obligation has"), ("finding", "finding has")):
        sentence = text.partition(before)[2].partition(";" if name == "finding" else ". ")[0]
        assert re.findall(r"`([a-z_]+)`", sentence) == list(shared[name]["properties"])


def test_the_status_words() -> None:
    words = [word for row in table("status") for word in row[0].split(", ")]
    known = read_schema("common")["$defs"]["obligation"]["properties"]["status"]["enum"]
    assert sorted(words) == sorted(known)


def test_the_exit_codes() -> None:
    told = [row[0] for row in table("code")]
    assert told == re.findall(r"\b\d+\b", EXITS)


@pytest.mark.parametrize("word", ["yes", "no", "0123", "1_000", "~"])
def test_the_words_that_are_refused(word: str) -> None:
    assert f"`{word}`" in section("YAML, and what is refused")
    assert read_document(f"a: {word}\n".encode(), "x").findings


def test_the_record_is_one() -> None:
    document = read_document(blocks("yaml")[0].encode(), "page")
    assert document.findings == ()
    assert open_schemas().is_valid("contact", document.data)


def test_the_request_is_one(office: Office) -> None:
    text = blocks("yaml")[1]
    assert read_request(text.encode(), "page").findings == ()
    done = office.run(
        "contact", office.case, "--from", "-", stdin=text, at="2026-02-11T09:00:00-06:00"
    )
    assert done.code == 0, done.err


def test_the_people_come_along(office: Office) -> None:
    text = blocks("yaml")[1] + blocks("yaml")[2]
    done = office.run(
        "contact", office.case, "--from", "-", stdin=text, at="2026-02-11T09:00:00-06:00"
    )
    assert done.code == 0, done.err
    told = office.run("show", office.case, "--format", "json", at="2026-02-11T10:00:00-06:00")
    assert "Cora" in {person["called"] for person in told.data["others"]}
