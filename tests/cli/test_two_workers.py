"""What two workers recorded without knowing of each other, once git has put it together.

Each record was right in its own clone, and git found nothing wrong: check does.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from casekit.records.edit import append_item
from tests.cli.office import SUPERVISOR, WORKER, Office
from tests.cli.two import Two, edit

MARCH = "2026-03-02T12:00:00-06:00"
JULY = "2026-07-02T10:00:00-05:00"
PLACED = ("--child", "Sam", "--setting", "foster", "--reasons", "nobody at home")
CLOSE = (
    *("close", "--reason", "goals achieved", "--summary", "x"),
    *("--aftercare", "x", "--lessons", "x"),
    *("--unmet-gate", "gate=safety assessed; reason=seen by the school"),
    *("--unmet-gate", "gate=nothing overdue; reason=this test is in a hurry"),
)


@pytest.fixture
def two(office: Office, tmp_path: Path) -> Two:
    return Two(office, tmp_path / "there")


@pytest.fixture
def closing(closing_template: Office, tmp_path: Path) -> Two:
    return Two(closing_template.copy(tmp_path / "here"), tmp_path / "there")


def report(office: Office, at: str, by: tuple[str, str] = WORKER) -> str:
    """A further report on the open case."""
    done = office.run(
        *("intake", "--case", office.case, "--at", at[:16], "--reporter", "child"),
        *("--child", "Sam", "--narrative", "x", "--no-immediate-danger", "--format", "json"),
        at=at,
        by=by,
    )
    assert done.code == 0, done.err
    return str(done.data["records"][0])


def screen(result: str, at: str) -> Sequence[str]:
    limit = ("--priority", "24 hours", "--response", "investigation") if "in" in result[9:] else ()
    return ("screen", "--at", at, "--result", result, "--reasons", "x", *limit)


def codes(findings: Sequence[dict[str, Any]]) -> list[str]:
    return [f["code"] for f in findings]


def test_one_report_screened_twice_with_two_results(office: Office, tmp_path: Path) -> None:
    report(office, MARCH)
    two = Two(office, tmp_path / "there")
    two.record_here(*screen("screened in", "2026-03-02T13:00"), at="2026-03-02T13:05:00-06:00")
    two.record_there(*screen("screened out", "2026-03-02T14:00"), at="2026-03-02T14:05:00-06:00")
    (found,) = two.merge_cleanly()
    assert found["code"] == "SCREENED-TWICE"
    assert "`screened in` there, `screened out` here" in found["message"]
    assert "voided" in found["hint"]
    assert found["line"]


def test_a_screening_that_was_taken_back_counts_no_more(office: Office, tmp_path: Path) -> None:
    report(office, MARCH)
    two = Two(office, tmp_path / "there")
    two.record_here(*screen("screened in", "2026-03-02T13:00"), at="2026-03-02T13:05:00-06:00")
    two.record_there(*screen("screened out", "2026-03-02T14:00"), at="2026-03-02T14:05:00-06:00")
    (found,) = two.merge_cleanly()
    voided = "voided:\n  by: r-sample\n  at: 2026-03-03T09:00:00-06:00\n  reason: twice\n"
    edit(two.here, found["path"], r"\Z", voided)
    assert two.check() == []


def supersede(two: Two, kinds: tuple[str, str]) -> list[str]:
    first = two.here.records("plan")
    (old,) = (p.stem for p in first if "\nkind: family\n" in p.read_text())
    for record, kind in ((two.record_here, kinds[0]), (two.record_there, kinds[1])):
        record(
            *("plan", "--on", "2026-03-02", "--kind", kind, "--for", "Sam", "--child", "Sam"),
            *("--since", "2026-03-02", "--supersedes", old),
            at=MARCH,
        )
    return codes(two.merge_cleanly())


def test_one_plan_superseded_by_two(two: Two) -> None:
    assert supersede(two, ("family", "family")) == ["PLAN-SUPERSEDED-TWICE"]


def test_a_family_plan_and_a_child_plan_may_take_the_place_of_one(two: Two) -> None:
    assert supersede(two, ("family", "child")) == []


@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [
        (("--on", "2026-02-20"), ("--on", "2026-02-20"), ["PLACED-TWICE"]),
        (("--on", "2026-02-20"), ("--at", "2026-02-20T18:00"), ["PLACED-TWICE"]),
        (("--at", "2026-02-20T16:00"), ("--at", "2026-02-20T16:00"), ["PLACED-TWICE"]),
        # A move: the later one ends the first.
        (("--at", "2026-02-20T16:00"), ("--at", "2026-02-20T18:00"), []),
        (("--on", "2026-02-19"), ("--on", "2026-02-20"), []),
    ],
)
def test_a_child_placed_by_both(
    two: Two, first: tuple[str, str], second: tuple[str, str], wanted: list[str]
) -> None:
    two.record_here("placement", *first, *PLACED, at=MARCH)
    two.record_there("placement", *second, *PLACED, at=MARCH)
    found = two.merge_cleanly()
    assert codes(found) == wanted
    assert all("Sam is placed in " in f["message"] for f in found)


def test_a_stay_in_hospital_is_no_second_placement(two: Two) -> None:
    hospital = ("--child", "Sam", "--setting", "hospital", "--reasons", "a broken arm")
    two.record_here("placement", "--on", "2026-02-20", *PLACED, at=MARCH)
    two.record_there("placement", "--on", "2026-02-20", *hospital, at=MARCH)
    assert two.merge_cleanly() == []


@pytest.mark.parametrize(("left", "wanted"), [("26", ["PLACED-TWICE"]), ("24", []), ("23", [])])
def test_a_child_in_two_placements_at_once(
    office: Office, tmp_path: Path, left: str, wanted: list[str]
) -> None:
    office.run("placement", office.case, "--on", "2026-02-20", *PLACED, at=MARCH)
    two = Two(office, tmp_path / "there")
    two.record_here("placement", "--on", "2026-02-24", *PLACED, at=MARCH)
    two.record_there(
        *("placement", "--step", "end", "--on", f"2026-02-{left}", "--reason", "moved to kin"),
        at=MARCH,
    )
    found = two.merge_cleanly()
    assert codes(found) == wanted
    assert all("left this placement on 2026-02-26 and was placed in" in f["message"] for f in found)


@pytest.mark.parametrize(
    ("reason", "day", "wanted"),
    [
        ("returned", "2026-02-24", ["ENDED-TWICE"]),
        ("moved to kin", "2026-02-25", ["ENDED-TWICE"]),
        ("moved to kin", "2026-02-24", []),
    ],
)
def test_one_placement_ended_by_both(
    office: Office, tmp_path: Path, reason: str, day: str, wanted: list[str]
) -> None:
    """Whether the child went home decides on every duty towards a child in care."""
    office.run("placement", office.case, "--on", "2026-02-20", *PLACED, at=MARCH)
    two = Two(office, tmp_path / "there")
    end = ("placement", "--step", "end")
    two.record_here(*end, "--on", "2026-02-24", "--reason", "moved to kin", at=MARCH)
    two.record_there(*end, "--on", day, "--reason", reason, at=MARCH)
    found = two.merge_cleanly()
    assert codes(found) == wanted
    assert all(f"`{reason}` on {day}" in f["message"] for f in found)


def close_here(two: Two, *more: str) -> None:
    done = two.here.run(CLOSE[0], two.case, *CLOSE[1:], *more, by=SUPERVISOR, at=JULY)
    assert done.code == 0, done.err


def test_closed_here_while_a_report_came_in_there(closing: Two) -> None:
    """The report came before the closing; whoever closed did not know."""
    close_here(closing)
    at = "2026-07-02T09:00:00-05:00"
    report(closing.there, at, SUPERVISOR)
    closing.record_there(*screen("screened in", "2026-07-02T09:30"), at="2026-07-02T09:35:00-05:00")
    (found,) = closing.merge_cleanly()
    assert found["code"] == "CLOSED-AGAINST-GATE"
    assert "Sam has not been seen since the last report" in found["message"]
    assert "casekit reopen" in found["hint"]


def test_screened_in_there_after_it_was_closed_here(closing: Two) -> None:
    """Without this, due is silent: a closed case owes nothing."""
    close_here(closing)
    report(closing.there, "2026-07-02T11:00:00-05:00", SUPERVISOR)
    closing.record_there(*screen("screened in", "2026-07-02T11:30"), at="2026-07-02T11:35:00-05:00")
    (found,) = closing.merge_cleanly()
    assert found["code"] == "DONE-WHILE-CLOSED"
    assert "closed for Sam" in found["message"]
    assert "no duty follows from this screening" in found["message"]
    closing.record_here("reopen", "--reasons", "a new report", at="2026-07-02T12:00:00-05:00")
    assert closing.check() == []


@pytest.mark.parametrize("when", [(), ("--on", "2026-07-02")])
def test_placed_there_after_it_was_closed_here(closing: Two, when: tuple[str, ...]) -> None:
    """A closing of which only the day is told had happened when it was written down."""
    close_here(closing, *when)
    closing.record_there(
        "placement", "--at", "2026-07-02T14:00", *PLACED, at="2026-07-02T15:00:00-05:00"
    )
    assert codes(closing.merge_cleanly()) == ["DONE-WHILE-CLOSED"]


def test_two_workers_who_close_one_case_do_no_harm(closing: Two) -> None:
    close_here(closing)
    done = closing.there.run(CLOSE[0], closing.case, *CLOSE[1:], by=SUPERVISOR, at=JULY)
    assert done.code == 0, done.err
    assert closing.merge_cleanly() == []


def test_one_goal_id_twice_in_a_plan_that_merged_cleanly(office: Office, tmp_path: Path) -> None:
    (plan,) = (p for p in office.records("plan") if "\nkind: family\n" in p.read_text())
    two = Two(office, tmp_path / "there")
    goal = (
        "goals:\n  - id: G2\n    goal: first\n    why: x\n    needs:\n      - N1\n"
        "    objectives: []\n"
    )
    edit(two.here, plan.relative_to(office.root), r"^goals:\n", goal)
    there = two.there.root / plan.relative_to(office.root)
    item = {"id": "G2", "goal": "last", "why": "x", "needs": ["N1"], "objectives": []}
    there.write_bytes(append_item(there.read_bytes(), ("goals",), item))
    two.there.git("commit", "--quiet", "--all", "--message", "By hand")
    (found,) = two.merge_cleanly()
    assert found["code"] == "PLAN-ID-TWICE"
    assert found["hint"]


def test_one_key_added_at_two_places_merges_cleanly_and_is_found(two: Two) -> None:
    """The profile's own code: a mapping that has a key twice means two things."""
    (jo,) = (p for p in two.here.records("person") if "\ncalled: Jo\n" in p.read_text())
    path = jo.relative_to(two.here.root)
    edit(two.here, path, r"^recorded_at:", "phone: 555-0101\nrecorded_at:")
    edit(two.there, path, r"\Z", "phone: 555-0202\n")
    (found,) = two.merge_cleanly()
    assert found["code"] == "YAML-DUPLICATE-KEY"
    assert found["path"] == path.as_posix()


def test_one_record_id_at_two_paths(two: Two) -> None:
    contact = two.here.records("contact")[0]
    text = contact.read_text()
    for office, name in ((two.here, "2026-02-20-zzzzzz"), (two.there, "2026-02-20-yyyyyy")):
        file = office.root / contact.relative_to(two.here.root).with_name(f"{name}.yaml")
        file.write_text(text.replace(contact.stem, "2026-02-20-zzzzzz"))
        office.git("add", "--all")
        office.git("commit", "--quiet", "--message", "By hand")
    found = two.merge_cleanly()
    assert codes(found) == ["FILE-NAME-DIFFERS", "ID-TWICE"]


@pytest.mark.parametrize(
    ("field", "others"),
    [("id", {"email": "k@agency.example"}), ("email", {"id": "kim-sample"})],
)
def test_one_colleague_twice_in_agency_yaml(two: Two, field: str, others: dict[str, str]) -> None:
    worker = {"id": "k-sample", "name": "K. Sample", "email": "k.sample@agency.example"}
    lines = "".join(f"    {key}: {value}\n" for key, value in list(worker.items())[1:])
    first = f"people:\n  - id: k-sample\n{lines}    roles:\n      - worker\n"
    edit(two.here, "agency.yaml", r"^people:\n", first)
    file = two.there.root / "agency.yaml"
    item = {**worker, **others, "roles": ["worker"]}
    file.write_bytes(append_item(file.read_bytes(), ("people",), item))
    two.there.git("commit", "--quiet", "--all", "--message", "By hand")
    (found,) = two.merge_cleanly()
    assert (found["code"], found["path"]) == ("AGENCY-TWICE", "agency.yaml")
    assert f"{field} `{worker[field]}` stands under `people` twice" in found["message"]


def test_of_two_limits_of_one_rule_neither_wins_in_silence(two: Two) -> None:
    item = {
        "rule": "mb-111-close",
        "within": "3 working days",
        "decided_by": "r-sample",
        "decided_on": "2026-01-02",
    }
    lines = "".join(f"    {key}: {value}\n" for key, value in item.items())
    edit(two.here, "agency.yaml", r"^people:\n", f"limits:\n  -{lines[3:]}people:\n")
    two.there.git("pull", "--quiet", str(two.here.root), "main")
    file = two.there.root / "agency.yaml"
    other = {**item, "within": "4 working days"}
    file.write_bytes(append_item(file.read_bytes(), ("limits",), other))
    two.there.git("commit", "--quiet", "--all", "--message", "By hand")
    (found,) = two.merge_cleanly()
    assert found["code"] == "AGENCY-TWICE"
    assert "rule `mb-111-close` stands under `limits` twice" in found["message"]
