"""The lint of standards: one reproducing file per code, and the packs that ship are clean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from casekit.model.building import build_timeline
from casekit.model.events import ASKED_EVENTS, EXTRA_EVENT_KINDS, PLAIN_EVENTS
from casekit.model.findings import Finding
from casekit.model.timeline import Timeline
from casekit.practice.standards_lint import lint_named, lint_shipped
from casekit.records.profile import read_document
from casekit.records.schemas import SchemaSet
from casekit.resources import schemas_dir
from casekit.standards.linting import CODES
from casekit.standards.patterns import ROLES
from casekit.standards.vocabulary import PEOPLE, STAFF, Vocabulary
from casekit.workspace.agency import read_agency
from casekit.workspace.loading import load_case

FOLDER = Path(__file__).parent / "lint"
EXAMPLES = sorted(FOLDER.iterdir())
SCHEMAS = SchemaSet(schemas_dir())
PAGE = Path(__file__).parents[2] / "docs" / "writing-standards.md"


def files_of(example: Path) -> list[Path]:
    return sorted(example.glob("*.yaml")) if example.is_dir() else [example]


def lint(*paths: Path) -> tuple[Finding, ...]:
    return lint_named([str(path) for path in paths], None, SCHEMAS, Path())


def expected(path: Path) -> list[str]:
    words = path.read_text("utf-8").splitlines()[0].removeprefix("# expect: ")
    return [] if words == "nothing" else words.split("; ")


def told(path: Path, found: tuple[Finding, ...]) -> list[str]:
    return [f"{f.code} {f.line}:{f.column}" for f in found if f.path == str(path)]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda p: p.stem)
def test_a_fault_is_told_where_it_stands(example: Path) -> None:
    found = lint(*files_of(example))
    assert [told(p, found) for p in files_of(example)] == [expected(p) for p in files_of(example)]
    assert all(f.hint for f in found if f.code not in ("PACK-RULE",))


def test_every_code_has_a_file_that_shows_it() -> None:
    shown = {
        word.split()[0] for example in EXAMPLES for p in files_of(example) for word in expected(p)
    }
    assert shown - {"SCHEMA-PATTERN"} == set(CODES)


def test_the_packs_that_ship_are_clean() -> None:
    assert [(f.path, f.line, f.code, f.message) for f in lint_shipped(SCHEMAS)] == []


def test_the_example_of_every_key_is_clean() -> None:
    assert lint(FOLDER.parent / "pack_examples" / "valid-every-key.yaml") == ()


# What makes each of these right: the same file with one word changed has nothing to tell.
MENDED = {
    "rule-event-unknown": ("removal", "apprehension"),
    "rule-state-unknown": ("foster care starts", "placement starts"),
    "rule-attribute-unknown": ("done", "made"),
    "rule-value-unknown": ("face to face", "in person"),
    "rule-value-unknown-role": ("approved by", "by"),
    "rule-range-empty": ("under: 12", "under: 13"),
    "rule-nobody-there-staff": (", case manager", ""),
    "rule-conditions-exclude": ("at home", "out of home"),
    "rule-force-empty": ("2026-04-30", "2026-05-01"),
    "rule-force-empty-before-edition": ("2025-12-31", "2026-01-01"),
    "rule-per-never-birthday": ("per: case", "per: child"),
    "rule-per-never-event": ("order made", "service status"),
    "rule-part-contradicts": ("mode: voice", "mode: in person"),
    "rule-opens-after-due": ("90 days after", "90 days before"),
    "rule-not-before-too-long": ("6 weeks", "2 weeks"),
    "rule-total-too-long": ("24 months", "6 months"),
    "rule-met-by-itself": ("per: plan", "per: child"),
    "rules-contradict": ("every: 2 months", "every: 1 month"),
    "rule-no-reading": ("None.", "Each day counts."),
    "rule-no-source": ('section: "-"', 'section: "7"'),
    "rule-unverified-enforced": ("enforce: true", "enforce: false"),
    "rule-limit-not-found": ("verification: not found", "verification: unverified"),
    "rule-outside-series": (
        "while: {risk: low}",
        "series: seeing the child\n    while: {risk: low}",
    ),
    "pack-define-unused": ("went: placed", "visit: placed"),
}


@pytest.mark.parametrize("name", MENDED)
def test_what_is_mended_is_not_told(name: str, tmp_path: Path) -> None:
    text = (FOLDER / f"{name}.yaml").read_text("utf-8")
    before, after = MENDED[name]
    assert text.count(before) >= 1
    path = tmp_path / "mended.yaml"
    path.write_text(text.replace(before, after), "utf-8")
    assert lint(path) == ()


def test_editions_that_follow_one_another_are_right(tmp_path: Path) -> None:
    for number, before, after in ((1, "2026-06-30", "2026-07-31"), (2, "", "")):
        text = (FOLDER / "pack-editions-gap" / f"{number}.yaml").read_text("utf-8")
        (tmp_path / f"{number}.yaml").write_text(text.replace(before, after) if before else text)
    assert lint(*sorted(tmp_path.iterdir())) == ()


def test_a_stricter_rule_of_a_narrower_group_is_no_contradiction(tmp_path: Path) -> None:
    text = (FOLDER / "rules-contradict.yaml").read_text("utf-8")
    path = tmp_path / "pack.yaml"
    path.write_text(text.replace("every: 2 months", "every: 2 weeks"), "utf-8")
    assert lint(path) == ()


def test_conditions_that_exclude_one_another_are_no_contradiction(tmp_path: Path) -> None:
    text = (FOLDER / "rules-contradict.yaml").read_text("utf-8")
    path = tmp_path / "pack.yaml"
    mended = re.sub(r"in care: true, track: \[.*?\]", "track: at home", text)
    assert mended != text
    path.write_text(mended, "utf-8")
    assert lint(path) == ()


def test_a_file_that_is_no_yaml_has_its_own_faults(tmp_path: Path) -> None:
    path = tmp_path / "pack.yaml"
    path.write_text("rules: [\n", "utf-8")
    assert [f.code for f in lint(path)] and all(f.code.startswith("YAML-") for f in lint(path))


@pytest.mark.parametrize(
    "text",
    [
        "rules: 3\n",
        "define: 3\nrules: [{id: a, while: [x], met by: 3, verification: [a]}]\n",
        "effective_from: 3\nid: [a]\nrules:\n  - {id: a, from: 3, within: 2}\n  - 7\n",
        "define: {a: {first of: 7}}\nrules: [{met by: [{event: 3}], from: a, gate: x}]\n",
    ],
)
def test_any_shape_is_told_and_never_a_crash(text: str, tmp_path: Path) -> None:
    path = tmp_path / "pack.yaml"
    path.write_text(text, "utf-8")
    assert lint(path)


# ------------------------------------------------------------------ the vocabulary itself


def test_every_event_that_a_record_gives_has_attributes_to_ask_for() -> None:
    words = Vocabulary(SCHEMAS)
    assert set(words.events) == {*PLAIN_EVENTS.values(), *ASKED_EVENTS.values(), *EXTRA_EVENT_KINDS}
    for event in words.events:
        assert "age" in words.attributes(event)


def sample_timelines() -> Iterator[Timeline]:
    top = Path(__file__).parents[2] / "sample-cases" / "willow-river"
    agency = read_agency(read_document((top / "agency.yaml").read_bytes(), "agency.yaml").data)
    for folder in sorted((top / "cases").glob("*/*")):
        files = {p.relative_to(top).as_posix(): p.read_bytes() for p in folder.rglob("*.yaml")}
        place = folder.relative_to(top).as_posix()
        loaded = load_case(folder.name, place, files, SCHEMAS, agency.zone)
        yield build_timeline(
            loaded.case, agency.zone, agency.staff, datetime(2040, 1, 1, tzinfo=UTC)
        )


def test_what_the_sample_cases_say_is_in_the_vocabulary() -> None:
    """A new event, attribute or state that is missing there would be refused in a right rule."""
    words = Vocabulary(SCHEMAS)
    timelines = list(sample_timelines())
    events = [event for timeline in timelines for event in timeline.events]
    assert len({event.name for event in events}) > 15
    for event in events:
        assert event.name in words.events
        assert set(event.attributes) <= set(words.attributes(event.name)), event.name
        for key, value in event.attributes.items():
            if isinstance(value, str | bool) and key != "by":
                assert words.attributes(event.name)[key].has(value), (event.name, key, value)
    for span in (span for timeline in timelines for span in timeline.spans):
        assert words.states[span.state].has(span.value), (span.state, span.value)


def test_who_can_be_with_somebody_are_roles_of_the_language() -> None:
    assert {*ROLES, "the child", "each child"} == PEOPLE | STAFF


def test_the_page_on_writing_standards_tells_every_code() -> None:
    rows = re.findall(r"^\| `([A-Z-]+)` \| (.*) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert dict(rows) == dict(CODES)
