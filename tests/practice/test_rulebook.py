"""The rules an agency works by: its packs, its own numbers, its calendars."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from casekit.casework.founding import Founding, found_workspace, make_worker
from casekit.errors import NotFound, UsageFault
from casekit.practice.rulebook import Rulebook, open_rulebook, select_rules
from casekit.records.schemas import SchemaSet
from casekit.resources import schemas_dir
from casekit.standards.durations import Duration
from casekit.standards.rules import Gate, Rule, Within
from casekit.workspace.workspace import Workspace

ENVIRONMENT = {
    **os.environ,
    "GIT_AUTHOR_NAME": "W. Sample",
    "GIT_AUTHOR_EMAIL": "w.sample@agency.example",
    "GIT_COMMITTER_NAME": "W. Sample",
    "GIT_COMMITTER_EMAIL": "w.sample@agency.example",
}


def make_workspace(folder: Path, limits: Mapping[str, str]) -> Workspace:
    people = (make_worker("W. Sample", "w.sample@agency.example", ("worker",)),)
    founding = Founding("Test", "America/Winnipeg", ("ca-mb-cfs",), people, True, limits)
    found_workspace(folder, founding, datetime(2026, 1, 1, tzinfo=UTC), environment=ENVIRONMENT)
    return Workspace.open(folder, SchemaSet(schemas_dir()), environment=ENVIRONMENT)


def open_book(folder: Path, limits: Mapping[str, str]) -> Rulebook:
    return open_rulebook(make_workspace(folder, limits))


def find_rule(book: Rulebook, rule_id: str) -> Rule:
    (rule,) = (rule for rule in book.rules if rule.id == rule_id)
    return rule


def test_a_rule_without_a_number_is_a_gate_and_advice(tmp_path: Path) -> None:
    rule = find_rule(open_book(tmp_path / "files", {}), "mb-112-family-assessment")
    assert isinstance(rule.clock, Gate)
    assert not rule.enforced


def test_the_agencys_own_number_is_enforced(tmp_path: Path) -> None:
    rule = find_rule(
        open_book(tmp_path / "files", {"mb-112-family-assessment": "30 days"}),
        "mb-112-family-assessment",
    )
    assert isinstance(rule.clock, Within)
    assert rule.clock.length == Duration(30, "days")
    assert (rule.enforced, rule.verification) == (True, "agency")


def test_an_unverified_number_gives_way_to_the_agencys(tmp_path: Path) -> None:
    rule = find_rule(
        open_book(tmp_path / "files", {"mb-111-response": "24 hours"}), "mb-111-response"
    )
    assert isinstance(rule.clock, Within)
    assert (rule.clock.length, rule.enforced) == (Duration(24, "hours"), True)


def test_a_limit_for_no_rule_is_refused_at_the_founding(tmp_path: Path) -> None:
    with pytest.raises(UsageFault, match="mb-999"):
        open_book(tmp_path / "files", {"mb-999": "24 hours"})


def test_a_limit_for_no_rule_in_the_file_is_told(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "files", {"mb-111-response": "24 hours"})
    path = workspace.root / "agency.yaml"
    path.write_text(path.read_text("utf-8").replace("mb-111-response", "mb-999"), "utf-8")
    again = Workspace.open(workspace.root, workspace.schemas, environment=ENVIRONMENT)
    with pytest.raises(NotFound, match="mb-999"):
        open_rulebook(again)


def test_a_calendar_year_at_fault_counts_as_missing(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "files", {})
    path = workspace.root / "calendars" / "court" / "2026.yaml"
    path.write_text(path.read_text("utf-8").replace("2026-02-16", "2026-02-30"), "utf-8")
    book = open_rulebook(workspace)
    assert [f.code for f in book.findings] == ["SCHEMA-DATE"]
    assert 2026 not in book.clock.calendars["court"].years
    assert 2026 in book.clock.calendars["working"].years


def test_every_rule_of_every_pack_says_where_it_stands_written(tmp_path: Path) -> None:
    for rule in open_book(tmp_path / "files", {}).rules:
        assert rule.reading, rule.id
        assert rule.source.instrument, rule.id
        assert rule.source.section, rule.id
        if rule.verification in ("unverified", "not found"):
            assert not rule.enforced, rule.id


def test_rules_are_found_by_the_start_of_their_id(tmp_path: Path) -> None:
    book = open_book(tmp_path / "files", {})
    assert [r.id for r in select_rules(book.rules, "mb-cfsa-27")] == ["mb-cfsa-27-court"]
    assert len(select_rules(book.rules, "mb-114-s2-high")) == 3
    assert select_rules(book.rules, "zz") == ()
