"""Every code of the checks is explained, and each planted fault is found at its line, alone."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from casekit.casework.planting import find_record_file, plant, with_ids
from casekit.casework.stories import play_stories
from casekit.errors import Unreadable
from casekit.overview.checking import check_workspace
from casekit.practice.codes import Code, read_codes
from casekit.practice.waiting import read_limits
from casekit.records.schemas import open_shared
from casekit.resources import schemas_dir, stories_dir
from casekit.workspace.workspace import Workspace
from tests.cli.contract import find_breaches
from tests.cli.office import Office

ROOT = Path(__file__).parents[2]
SCHEMAS = open_shared(schemas_dir())
CODES = read_codes()
# Where findings about cases, plans and the agency are made; gates, forms and packs have others.
CHECKS = (
    *("births", "checks", "collisions", "consistency", "places", "plan_blanks", "plan_checks"),
    *("plan_lint", "safety_plan_checks", "form_answers", "agency_checks"),
)


@dataclass(frozen=True)
class Sample:
    """The sample agency, its case numbers, and the bytes of its cases."""

    root: Path
    numbers: dict[str, str]
    files: dict[str, bytes]

    def check(self) -> list[tuple[str, str, int]]:
        workspace = Workspace.open(self.root, SCHEMAS)
        now = datetime(2026, 11, 20, tzinfo=UTC)
        cases = list(workspace.case_folders)
        report = check_workspace(workspace, cases, now, whole=True, strict=True)
        for finding in report.findings:
            assert finding.hint, finding
        return [(f.code, f.path, f.line) for f in report.findings]


# What of a sample agency an example may change or add to.
CHANGED = ("cases", "standards", "calendars", "instruments", "banks", "agency.yaml", "process.yaml")


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sample]:
    found = {}
    for agency in ("willow-river", "birch-lake"):
        root = tmp_path_factory.mktemp("planted") / agency
        numbers = play_stories(root, stories_dir(agency), os.environ)
        paths = [path for name in CHANGED for path in (root / name, *(root / name).rglob("*"))]
        files = {p.relative_to(root).as_posix(): p.read_bytes() for p in paths if p.is_file()}
        found[agency] = Sample(root, dict(numbers), files)
    return found


@pytest.fixture
def clean(samples: dict[str, Sample], code: Code) -> Iterator[Sample]:
    """The sample agency of a code as it is; afterwards it is so again."""
    assert code.example is not None
    sample = samples[code.example.agency]
    yield sample
    for name in CHANGED:
        path = sample.root / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    for name, content in sample.files.items():
        path = sample.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


@pytest.mark.trial
def test_the_sample_agencies_have_no_fault(samples: dict[str, Sample]) -> None:
    assert [sample.check() for sample in samples.values()] == [[], []]


PLANTED = [code for code in CODES.values() if code.example is not None]


@pytest.mark.trial
@pytest.mark.parametrize("code", PLANTED, ids=lambda code: code.code)
def test_a_planted_fault_is_found_at_its_line_and_nothing_else(code: Code, clean: Sample) -> None:
    assert code.example is not None
    folder = Workspace.open(clean.root, SCHEMAS).folder_of(clean.numbers[code.example.case])
    plant(clean.root, folder, code.example, SCHEMAS)
    told = code.example.told
    path = find_record_file(clean.root, folder, told["in"], told.get("with"))
    wanted = with_ids(clean.root / folder, told["at"])
    lines = [n for n, line in enumerate(path.read_text().splitlines(), 1) if wanted in line]
    found = clean.check()
    assert found
    for one in found:
        assert one[:2] == (code.code, path.relative_to(clean.root).as_posix())
        assert one[2] in lines


# Codes that look like those of a check and are told by another command only.
ELSEWHERE = {
    *("CALENDAR-MISSING", "CALENDAR-UNSIGNED", "CALENDAR-NO-PLACE", "CALENDAR-NO-PROPOSAL"),
    *("CALENDAR-SIGNED", "CALENDAR-OPEN-DAY", "PROCESS-LOST"),
    # What no schema of ours can bring; the explainer has words for it all the same.
    *("SCHEMA-ALTERNATIVES", "SCHEMA-FORMAT", "SCHEMA-NOT-HERE", "SCHEMA-UNKNOWN-KIND"),
}
# Beginnings of the codes that a file, a pack, a form, a calendar or a process of its own brings.
OF_FILES = ("YAML", "SCHEMA", "RULE", "RULES", "PACK", "CALENDAR", "INSTRUMENT", "PROCESS")


def list_codes() -> set[str]:
    """The codes in the text of the checks, but for those that a name is put together from."""
    folder = ROOT / "casekit" / "practice"
    files = [folder / f"{name}.py" for name in CHECKS]
    files += [*(folder / "strict").glob("*.py"), *(folder / "drift").glob("*.py")]
    found = {c for f in files for c in _codes_in(f)}
    for path in (ROOT / "casekit").rglob("*.py"):
        found |= {c for c in _codes_in(path) if c.partition("-")[0] in OF_FILES}
    composed = {f"PLAN-{what}-WITHOUT-GOAL" for what in ("NEED", "CAUSE", "THREAT")}
    found -= {c for c in found if c.startswith("GATE-")}  # test_refusal_codes looks for these
    return (found | composed | {"NEED-UNKNOWN", "CAUSE-UNKNOWN"}) - ELSEWHERE


def _codes_in(path: Path) -> set[str]:
    return set(re.findall(r'"([A-Z]+(?:-[A-Z0-9]+)+)"', path.read_text("utf-8")))


def test_every_code_of_the_checks_is_explained() -> None:
    assert list_codes() - CODES.keys() == set()
    everywhere = {c for path in (ROOT / "casekit").rglob("*.py") for c in _codes_in(path)}
    of_check = {code.code for code in CODES.values() if code.is_of_check}
    assert of_check - list_codes() - everywhere == {Unreadable.code}
    assert read_limits().keys() <= CODES.keys()


def test_what_is_not_planted_is_tried_elsewhere() -> None:
    for code in CODES.values():
        for name in code.tried_in:
            assert code.code in (ROOT / name).read_text("utf-8"), (code.code, name)


def test_a_code_is_explained(empty: Office, tmp_path: Path) -> None:
    done = empty.run("check", "--explain", "child-not-told")
    assert done.code == 0
    assert "CHILD-NOT-TOLD (casekit check --level strict)" in done.out
    assert "is left out" in done.out and "Why: " in done.out
    days = empty.run("check", "--explain", "RISK-STALE")
    assert "Told after 90 days" in days.out
    unknown = empty.run("check", "--explain", "CHILD-NOT-TOLDE")
    assert unknown.code == 3 and "did you mean CHILD-NOT-TOLD" in unknown.err


@pytest.mark.trial
@pytest.mark.parametrize("code", CODES)
def test_every_code_is_told_in_words(empty: Office, code: str) -> None:
    done = empty.run("check", "--explain", code)
    assert done.code == 0 and done.out.startswith(code), done.err


def test_an_example_can_be_made_and_looked_at(empty: Office, tmp_path: Path) -> None:
    target = tmp_path / "example"
    made = empty.run("check", "--explain", "CHILD-NOT-TOLD", "--example", str(target))
    assert made.code == 0, made.err
    assert f"casekit check --only CHILD-NOT-TOLD -C {target}\n" in made.out
    seen = empty.run(
        *("check", "--only", "CHILD-NOT-TOLD", "-C", str(target), "--format", "json"),
        at="2026-11-20T12:00:00-06:00",
    )
    assert [f["code"] for f in seen.findings] == ["CHILD-NOT-TOLD"]
    again = empty.run("check", "--explain", "CHILD-NOT-TOLD", "--example", str(target))
    assert again.code == 2 and "is there already" in again.err
    assert empty.run("check", "--example", str(target)).code == 2


def test_the_answer_for_programs(empty: Office) -> None:
    one = empty.run("check", "--explain", "RISK-STALE", "--format", "json").data
    assert find_breaches("codes", one) == [] and one["codes"][0]["days"] == 90
    every = empty.run("check", "--explain", "all", "--format", "json").data
    assert find_breaches("codes", every) == []
    assert len(every["codes"]) == len(CODES)
    assert "RISK-STALE\n  A risk was decided" in empty.run("check", "--explain", "all").out
