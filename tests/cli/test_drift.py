"""Drift: what a case quietly stopped doing, told at its line, and gone when it is mended."""

from __future__ import annotations

from typing import Any

from casekit.practice.codes import read_codes
from casekit.practice.waiting import read_limits
from casekit.records.writing import dump_document
from tests.cli.office import Answer, Office

# The walk's plan began on 30 January; its activity was to be done by the end of March.
SPRING = "2026-04-20T10:00:00-05:00"
CODES = {
    "GOAL-WITHOUT-CONTACT",
    "OBJECTIVE-WITHOUT-PROGRESS",
    "ACTIVITY-PAST-DUE",
    "BARRIER-WITHOUT-CHANGE",
    "ACHIEVED-WITHOUT-MEASURE",
    "SERVICE-WITHOUT-OUTCOME",
    "SERVICE-TWICE",
    "ORDER-WITHOUT-ACTIVITY",
    "CONTACT-FALLING",
    "CHILD-NOT-SEEN-ALONE",
    "INTERPRETER-ABSENT",
    "RISK-LOWERED-UNASSESSED",
    "RISK-STALE",
}


def drift(office: Office, at: str = SPRING) -> dict[str, dict[str, Any]]:
    """What drifts at a moment, by code; every finding with a line and a way out."""
    done = office.run("check", "--level", "strict", "--format", "json", at=at)
    found = {f["code"]: f for f in done.findings if f["code"] in CODES}
    for finding in found.values():
        assert finding["line"] > 0 and finding["hint"] and finding["severity"] == "warning"
    return found


def add(office: Office, *words: str, at: str = SPRING, stdin: str = "") -> Answer:
    command, *rest = words
    done = office.run(command, office.case, *rest, at=at, stdin=stdin)
    assert done.code == 0, done.err
    return done


def visit(office: Office, on: str, *more: str, child: bool = True, at: str = SPRING) -> None:
    seen = ("--seen", "Sam") if child else ()
    words = ("--on", on, "--mode", "in person", "--place", "residence", "--purpose", "home visit")
    add(office, "contact", *words, *seen, *more, "--narrative", "x", at=at)


def test_what_drifts_in_the_walk_by_spring(office: Office) -> None:
    assert drift(office, "2026-02-10T10:00:00-06:00") == {}
    assert drift(office).keys() == {
        "GOAL-WITHOUT-CONTACT",
        "OBJECTIVE-WITHOUT-PROGRESS",
        "ACTIVITY-PAST-DUE",
    }


def test_a_contact_that_touches_the_goal(office: Office) -> None:
    assert "since the plan began on 2026-01-30" in drift(office)["GOAL-WITHOUT-CONTACT"]["message"]
    visit(office, "2026-02-20", "--objective", "G1.O1")
    assert "since 2026-02-20" in drift(office)["GOAL-WITHOUT-CONTACT"]["message"]
    visit(office, "2026-04-01", "--objective", "G1.O1")
    assert "GOAL-WITHOUT-CONTACT" not in drift(office)


def test_progress_of_an_activity_is_progress_of_its_objective(office: Office) -> None:
    words = ("--on", "2026-04-01", "--of", "G1.O1.A1", "--status", "in progress")
    add(office, "progress", *words)
    found = drift(office)
    assert "OBJECTIVE-WITHOUT-PROGRESS" not in found and "ACTIVITY-PAST-DUE" in found
    add(
        office, "progress", "--on", "2026-04-02", "--of", "G1.O1.A1", "--status", "not done",
        "--reason", "no shifts",
    )  # fmt: skip
    assert "ACTIVITY-PAST-DUE" not in drift(office)


def test_an_achieved_objective_says_what_was_measured(office: Office) -> None:
    words = ("progress", "--on", "2026-04-01", "--of", "G1.O1", "--status", "achieved")
    add(office, *words)
    found = drift(office)
    assert "ACHIEVED-WITHOUT-MEASURE" in found
    assert not {"GOAL-WITHOUT-CONTACT", "OBJECTIVE-WITHOUT-PROGRESS", "ACTIVITY-PAST-DUE"} & {
        *found
    }


def test_a_barrier_is_answered(office: Office) -> None:
    words = ("progress", "--on", "2026-03-01", "--of", "G1.O1", "--status", "in progress")
    add(office, *words, "--barriers", "No bus on Sundays.")
    assert "BARRIER-WITHOUT-CHANGE" in drift(office)
    more = ("--with", "r-sample", "--about", "the bus", "--advice", "a lift")
    add(office, "consult", "--on", "2026-04-02", *more)
    assert "BARRIER-WITHOUT-CHANGE" not in drift(office)


def test_a_service_is_followed_up_and_asked_for_once(office: Office) -> None:
    words = ("--service", "job coach", "--for", "Jo", "--why", "work")
    add(office, "service", "--on", "2026-02-10", "--provider", "coach", *words)
    assert "proposed since 2026-02-10" in drift(office)["SERVICE-WITHOUT-OUTCOME"]["message"]
    add(office, "service", "--on", "2026-04-10", "--provider", "other", *words)
    assert "at coach" in drift(office)["SERVICE-TWICE"]["message"]
    status = ("--step", "status", "--status", "declined", "--why", "two are too many")
    (first,) = [p for p in office.records("referral") if "provider: coach" in p.read_text()]
    add(office, "service", *status, "--on", "2026-04-11", "--referral", first.stem)
    assert not {"SERVICE-TWICE", "SERVICE-WITHOUT-OUTCOME"} & drift(office).keys()


def test_an_order_is_carried_out(office: Office) -> None:
    order = {
        "step": "order",
        "occurred_on": "2026-02-20",
        "children": ["Sam"],
        "court": "Family Division",
        "legal_status": "supervision order",
        "from": "2026-02-20",
        "duties": [{"id": "nights", "duty": "An adult is there at night.", "who": "Jo"}],
    }
    add(office, "court", "--from", "-", stdin=dump_document(order).decode())
    assert "the last word is of 2026-02-20" in drift(office)["ORDER-WITHOUT-ACTIVITY"]["message"]
    words = ("court", "--step", "implementation", "--duty", "nights", "--on", "2026-04-01")
    add(office, *words, "--implementation", "done")
    assert "ORDER-WITHOUT-ACTIVITY" not in drift(office)


def test_contact_does_not_fall_while_the_risk_is_high(office: Office) -> None:
    words = ("determine", "--step", "risk", "--child", "Sam", "--risk", "high", "--reasons", "x")
    add(office, *words, "--on", "2026-03-02")
    visit(office, "2026-03-05", "--seen-alone", "Sam")
    visit(office, "2026-03-15", "--seen-alone", "Sam")
    visit(office, "2026-04-15", "--seen-alone", "Sam")
    told = drift(office)["CONTACT-FALLING"]["message"]
    assert "in the last 30 days: 1, in the 30 before: 2" in told
    visit(office, "2026-04-16", "--seen-alone", "Sam")
    assert "CONTACT-FALLING" not in drift(office)


def test_a_child_is_seen_alone(office: Office) -> None:
    visit(office, "2026-04-10")
    assert "CHILD-NOT-SEEN-ALONE" not in drift(office)
    visit(office, "2026-04-15")
    assert "CHILD-NOT-SEEN-ALONE" in drift(office)
    visit(office, "2026-04-16", "--seen-alone", "Sam")
    assert "CHILD-NOT-SEEN-ALONE" not in drift(office)


def test_an_interpreter_is_there_for_who_needs_one(office: Office) -> None:
    person = ("--name", "Lou Example", "--called", "Lou", "--role", "family")
    add(office, "person", *person, "--interpreter-needed", "--interpreter-language", "Cree")
    words = ("--on", "2026-04-10", "--mode", "voice", "--place", "office", "--purpose", "planning")
    add(office, "contact", *words, "--with", "Lou", "--narrative", "x")
    assert "Lou needs an interpreter (Cree)" in drift(office)["INTERPRETER-ABSENT"]["message"]
    (path,) = [p for p in office.records("contact") if "mode: voice" in p.read_text()]
    path.write_text(path.read_text() + "interpreter:\n  used: true\n  language: Cree\n")
    assert "INTERPRETER-ABSENT" not in drift(office)


def test_a_risk_is_lower_for_a_reason(office: Office) -> None:
    words = ("determine", "--step", "risk", "--child", "Sam", "--reasons", "x")
    add(office, *words, "--risk", "high", "--on", "2026-03-02")
    add(office, *words, "--risk", "medium", "--on", "2026-03-20")
    assert "from high to medium" in drift(office)["RISK-LOWERED-UNASSESSED"]["message"]


def test_a_risk_is_judged_again(office: Office) -> None:
    late = "2026-05-10T10:00:00-05:00"
    assert "last judged on 2026-01-28" in drift(office, late)["RISK-STALE"]["message"]
    words = ("--on", "2026-05-01", "--instrument", "risk", "--child", "Sam", "--risk", "low")
    add(office, "assess", *words, "--summary", "x", at=late)
    assert "RISK-STALE" not in drift(office, late)


def test_a_closed_case_has_nothing_left_to_drift(office: Office) -> None:
    (folder,) = office.root.glob("cases/*/*")
    (child,) = [p.stem for p in office.records("person") if "role: child" in p.read_text()]
    closing = {
        "schema": "closing/1",
        "id": "2026-04-01-k7q4mz",
        "occurred_on": "2026-04-01",
        "recorded_at": "2026-04-01T10:00:00-05:00",
        "recorded_by": "r-sample",
        "children": [child],
        "reason": "other",
        "summary": "x",
    }
    (folder / "decisions" / "2026-04-01-k7q4mz.yaml").write_bytes(dump_document(closing))
    assert drift(office) == {}


def test_a_case_that_is_closed_for_one_child_goes_on_for_the_others(office: Office) -> None:
    words = ("--name", "Ada Sample", "--called", "Ada", "--role", "child")
    add(office, "person", *words, "--birth-date", "2020-01-01", "--birth-certainty", "known")
    (folder,) = office.root.glob("cases/*/*")
    sam, ada = (
        next(p.stem for p in office.records("person") if f"called: {name}\n" in p.read_text())
        for name in ("Sam", "Ada")
    )
    opening = next(iter(office.records("opening")))
    opening.write_text(opening.read_text().replace(f"- {sam}\n", f"- {sam}\n  - {ada}\n"))
    closing = {
        "schema": "closing/1",
        "id": "2026-04-01-k7q4mz",
        "occurred_on": "2026-04-01",
        "recorded_at": "2026-04-01T10:00:00-05:00",
        "recorded_by": "r-sample",
        "children": [ada],
        "reason": "other",
        "summary": "x",
    }
    (folder / "decisions" / "2026-04-01-k7q4mz.yaml").write_bytes(dump_document(closing))
    assert "ACTIVITY-PAST-DUE" in drift(office)


def test_every_limit_belongs_to_a_sign() -> None:
    assert read_limits().keys() <= read_codes().keys()
    assert all(days > 0 for days in read_limits().values())
