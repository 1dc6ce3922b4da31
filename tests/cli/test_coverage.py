"""docs/coverage.md, line by line: the command runs, the record has the field, all is held."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from casekit.practice.conditions.registry import CONDITIONS
from casekit.records.schemas import SchemaSet
from casekit.resources import schemas_dir
from casekit.standards.packs import load_editions
from tests.cli.office import SUPERVISOR, WORKER, Office
from tests.cli.walk import WALK, take

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "coverage.md"
SCHEMAS = SchemaSet(schemas_dir())
AT = "2026-02-10T10:00:00-06:00"
IN_CARE = "2026-03-21T10:00:00-05:00"
HELD = re.compile(r"(condition|check|strict|gate|rule|field|shown) (.+)")
# Commands that record take --dry-run; the others only read.
READERS = {
    *("services", "chronology", "prior", "due", "process", "explain", "instruments", "check"),
    *("caseload", "show", "picture"),
    "report",
}
PROVIDER = """schema: provider/1
id: willow-house
name: Willow House
services:
  - service: Night care
    domains: [caregiving]
    capacity: 2
"""


@dataclass(frozen=True)
class Row:
    """One line of a table."""

    where: str
    asked: str
    command: str
    kind: str
    field: tuple[str, ...]
    held: str
    in_care: bool = False


def read_rows() -> Iterator[Row]:
    in_care = False
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        in_care = in_care or line.startswith("## Care")
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        if line.startswith("| ") and len(cells) == 5 and cells[0] not in ("Where", "---"):
            kind, *field = cells[3].split(".")
            command = cells[2].strip("`")
            yield Row(cells[0], cells[1], command, kind, tuple(field), cells[4], in_care)


ROWS = list(read_rows())
SOURCES = "\n".join(p.read_text("utf-8") for p in (ROOT / "casekit").rglob("*.py"))
SOURCES += "\n".join(p.read_text("utf-8") for p in (ROOT / "casekit").rglob("*.yaml"))
# Also the transcripts and the files with one fault each.
TESTS = "\n".join(
    f"{path.name}\n{path.read_text('utf-8', 'replace')}"
    for path in (ROOT / "tests").rglob("*")
    if path.suffix in (".py", ".yaml", ".txt") and path.name != "test_coverage.py"
)


def test_every_table_was_read() -> None:
    assert len(ROWS) >= 180
    letters = {row.where.split()[0] for row in ROWS}
    assert letters == {"D", "M", "C", "I", "F"}


@pytest.fixture(scope="module")
def ready(template: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A case up to its approved plan, with a further report and a determination that wait."""
    office = template.copy(tmp_path_factory.mktemp("coverage") / "files")
    (office.root / "directory").mkdir()
    (office.root / "directory" / "willow-house.yaml").write_text(PROVIDER)
    words = ("--at", "2026-02-09T09:00", "--reporter", "neighbour", "--child", "Sam")
    more = ("--no-immediate-danger", "--narrative", "Noise.")
    done = office.run("intake", "--case", office.case, *words, *more, at=AT)
    assert done.code == 0, done.err
    return office


@pytest.fixture(scope="module")
def placed(ready: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The same once Sam had to leave home."""
    office = ready.copy(tmp_path_factory.mktemp("coverage") / "placed")
    for step in WALK:
        if step.name in ("apprehended", "placed"):
            office = take(step, office, "yaml")
    return office


@pytest.fixture
def where(row: Row, request: pytest.FixtureRequest) -> Office:
    """The case on which a line of the tables is tried."""
    office: Office = request.getfixturevalue("placed" if row.in_care else "ready")
    return office


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.where}: {row.asked[:40]}")
def test_the_command_does_it(row: Row, where: Office) -> None:
    ready, at = where, IN_CARE if row.in_care else AT
    words = shlex.split(row.command)
    newest = max(ready.records("report"), key=lambda path: path.name).stem
    words = [ready.case if word == "CASE" else word for word in words]
    words = [newest if word == "last" else word for word in words]
    by = SUPERVISOR if words[0] == "approve" else WORKER
    if words[0] in READERS or "--draft" in words or "--what-if" in words:
        done = ready.run(*words, by=by, at=at)
        assert done.code in (0, 1), done.err
        kind, _, what = row.held.partition(" ")
        if kind == "shown":
            assert what.casefold() in (done.out + done.err).casefold()
        return
    done = ready.run(*words, "--dry-run", "--format", "json", by=by, at=at)
    if words[0] == "approve" and done.code == 3:
        # What is approved already waits for nobody; the walk of every command approves it.
        assert "there is nothing to approve" in done.err
        return
    assert done.code == 0, done.err
    texts = "\n".join(done.data["files"].values())
    assert f"schema: {row.kind}/1" in texts or row.kind not in ("report", "plan", "contact")
    assert re.search(rf"^[ -]*{row.field[-1]}:", texts, re.MULTILINE), (row.field, texts)


SHOWN = [row for row in ROWS if row.held.startswith("shown ")]


@pytest.mark.parametrize(
    "row",
    [row for row in SHOWN if shlex.split(row.command)[0] not in READERS],
    ids=lambda row: f"{row.where}: {row.asked[:40]}",
)
def test_what_is_recorded_is_shown_to_whoever_reads(
    row: Row, where: Office, tmp_path: Path
) -> None:
    """Saved on a copy, and then looked for where a worker looks."""
    office, at = where.copy(tmp_path / "files"), IN_CARE if row.in_care else AT
    words = [office.case if word == "CASE" else word for word in shlex.split(row.command)]
    done = office.run(*words, at=at)
    assert done.code == 0, done.err
    read = [office.run(reader, office.case, at=at).out for reader in ("show", "chronology")]
    assert row.held.removeprefix("shown ").casefold() in "\n".join(read).casefold()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.where}: {row.asked[:40]}")
def test_the_record_has_the_field(row: Row) -> None:
    node, base = SCHEMAS.get(row.kind), row.kind
    for name in row.field:
        node, base = _into(node, base)
        assert name in node["properties"], f"{row.kind} has no {'.'.join(row.field)}"
        node = node["properties"][name]


def _into(node: Mapping[str, Any], base: str) -> tuple[Mapping[str, Any], str]:
    """The object behind references and lists."""
    while True:
        if "$ref" in node:
            node, base = SCHEMAS.resolve(node["$ref"], base)
        elif node.get("type") == "array":
            node = node["items"]
        else:
            return node, base


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.where}: {row.asked[:40]}")
def test_what_holds_it_is_there_and_tried(row: Row) -> None:
    found = HELD.fullmatch(row.held)
    assert found, row.held
    kind, what = found.groups()
    match kind:
        case "condition":
            assert what in CONDITIONS
        case "field":
            record, name = what.split(".")
            assert name in SCHEMAS.get(record)["required"]
        case "rule":
            packs = [*load_editions("ca-mb-cfs"), *load_editions("decided")]
            rules = {rule.id for pack in packs for rule in pack.rules}
            assert what in rules
        case "check" | "strict" | "gate":
            # Codes put together from parts are looked for by their last part, or as a gate's name.
            gate = what.removeprefix("GATE-").replace("-", " ").lower()
            assert what in SOURCES or what.rpartition("-")[2] in SOURCES or gate in SOURCES
            assert what in TESTS
