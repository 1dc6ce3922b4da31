"""Steps that the casework does not allow yet: exit 8, each condition by name, no byte."""

from __future__ import annotations

from tests.cli.office import SUPERVISOR, WORKER, Office, snapshot
from tests.cli.walk import WALK, ask

NOW = "2026-02-11T09:00:00-06:00"


def test_closing_too_early_names_each_gate(untouched: Office) -> None:
    done = untouched.run(
        *("close", untouched.case, "--reason", "goals achieved", "--summary", "x"),
        *("--format", "json"),
        at=NOW,
    )
    assert done.code == 8
    told = {f["code"]: f["message"] for f in done.findings}
    assert set(told) == {
        *("GATE-SAFETY-ASSESSED", "GATE-OBJECTIVE-SETTLED", "GATE-REVIEWED"),
        *("GATE-SAFETY-PLAN-ENDED", "GATE-APPROVED"),
        *("GATE-AFTERCARE-SAID", "GATE-LESSONS-WRITTEN"),
    }
    assert "Sam" in told["GATE-SAFETY-ASSESSED"], "a child is called by name, not by an id"
    assert "G1.O1" in told["GATE-OBJECTIVE-SETTLED"]
    assert "nothing was saved" in done.data["error"]["message"]


def test_what_is_overdue_keeps_a_case_open(untouched: Office) -> None:
    done = untouched.run(
        *("close", untouched.case, "--reason", "goals achieved", "--summary", "x"),
        at="2026-06-01T09:00:00-05:00",
    )
    assert done.code == 8
    assert "error[GATE-NOTHING-OVERDUE] overdue: " in done.err


def test_a_worker_cannot_decide_against_a_gate(untouched: Office) -> None:
    done = untouched.run(
        *("close", untouched.case, "--reason", "moved", "--summary", "x"),
        *("--unmet-gate", "gate=reviewed; reason=in a hurry"),
        at=NOW,
    )
    assert done.code == 8
    assert "error[GATE-OVERRIDE-ROLE]" in done.err


def test_a_supervisor_decides_against_gates_one_by_one(untouched: Office) -> None:
    done = untouched.run(
        *("close", untouched.case, "--reason", "moved", "--summary", "x"),
        *("--unmet-gate", "gate=reviewed; reason=the family moved", "--format", "json"),
        at=NOW,
        by=SUPERVISOR,
    )
    assert done.code == 8
    codes = {f["code"] for f in done.findings}
    assert "GATE-REVIEWED" not in codes
    assert "GATE-APPROVED" in codes


def test_an_author_does_not_approve_their_own_work(office: Office) -> None:
    plan = next(s for s in WALK if s.name == "safety plan")
    made = office.run(
        *("safety-plan", office.case, "--on", "2026-02-10", *plan.flags[2:]),
        at=NOW,
        by=SUPERVISOR,
    )
    assert made.code == 0, made.err
    before = snapshot(office.root)
    done = office.run("approve", office.case, "safety-plan", by=SUPERVISOR, at=NOW)
    assert done.code == 8
    assert "error[GATE-APPROVER-IS-AUTHOR]" in done.err
    assert snapshot(office.root) == before


def test_only_a_supervisor_approves(office: Office) -> None:
    plan = next(s for s in WALK if s.name == "safety plan")
    made = office.run(
        *("safety-plan", office.case, "--on", "2026-02-10", *plan.flags[2:]),
        at=NOW,
        by=SUPERVISOR,
    )
    assert made.code == 0, made.err
    before = snapshot(office.root)
    done = office.run("approve", office.case, "safety-plan", by=WORKER, at=NOW)
    assert done.code == 8
    assert "error[GATE-APPROVER-ROLE]" in done.err
    assert snapshot(office.root) == before


def test_nothing_to_approve(untouched: Office) -> None:
    done = untouched.run("approve", untouched.case, "plan", by=SUPERVISOR, at=NOW)
    assert done.code == 3
    assert "nothing to approve" in done.err


def test_an_approved_plan_is_not_changed_underneath(untouched: Office) -> None:
    step = next(s for s in WALK if s.name == "objective")
    done = untouched.run("objective", untouched.case, *step.flags, at=NOW)
    assert done.code == 8
    assert "error[GATE-PLAN-APPROVED]" in done.err
    assert "supersedes" in done.err


def test_a_report_is_screened_once(untouched: Office) -> None:
    step = next(s for s in WALK if s.name == "screened in")
    done = untouched.run("screen", untouched.case, *step.flags, at=NOW)
    assert done.code == 8
    assert "error[GATE-SCREENED-ALREADY]" in done.err


def test_an_open_case_is_not_reopened(untouched: Office) -> None:
    done = untouched.run("reopen", untouched.case, "--reasons", "x", at=NOW)
    assert done.code == 8
    assert "error[GATE-NOT-CLOSED]" in done.err and "still open for Sam" in done.err


def test_a_case_that_was_never_opened_is_not_closed(empty: Office) -> None:
    case = ask(WALK[0], empty, "yaml", "--format", "json").data["case"]
    before = snapshot(empty.root)
    done = empty.run("close", case, "--reason", "other", "--summary", "x")
    assert done.code == 8
    assert "error[GATE-NOT-OPEN]" in done.err
    assert snapshot(empty.root) == before
