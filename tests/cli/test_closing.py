"""Closing: each gate by a record of its own; what a supervisor decides against stays in sight."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.office import SUPERVISOR, Answer, Office

AT = "2026-07-02T10:00:00-05:00"
LOOKED = ("--aftercare", "The school looks on.", "--lessons", "Ask the school earlier.")


@pytest.fixture
def ready(closing_template: Office, tmp_path: Path) -> Office:
    """A case whose closing has been approved; its last safety assessment is not `safe`."""
    return closing_template.copy(tmp_path / "files")


def close(
    office: Office, *words: str, reason: str = "goals achieved", at: str = AT, by: str = "lead"
) -> Answer:
    who = {"by": SUPERVISOR} if by == "lead" else {}
    said = ("--reason", reason, "--summary", "x", *words)
    return office.run("close", office.case, *said, "--format", "json", at=at, **who)


def against(*gates: str) -> list[str]:
    return [w for gate in gates for w in ("--unmet-gate", f"gate={gate}; reason=because {gate}")]


def codes(done: Answer) -> set[str]:
    assert done.code == 8, done.out
    return {f["code"] for f in done.findings}


def test_a_child_not_seen_since_the_report_keeps_the_case_open(ready: Office) -> None:
    words = ("--at", "2026-07-01T08:00", "--reporter", "neighbour", "--child", "Sam")
    words += ("--no-immediate-danger", "--narrative", "Shouting.")
    made = ready.run("intake", "--case", ready.case, *words, at="2026-07-01T09:00:00-05:00")
    assert made.code == 0, made.err
    done = close(ready, *LOOKED)
    told = {f["code"]: f["message"] for f in done.findings}
    assert done.code == 8
    assert told["GATE-CHILD-SEEN"] == "Sam has not been seen since the last report"


def test_what_was_decided_against_is_in_the_record_in_log_and_in_show(ready: Office) -> None:
    left = ("safety assessed", "nothing overdue")
    done = close(ready, *LOOKED, *against(*left))
    assert done.code == 0, done.err
    (path,) = ready.records("closing")
    for gate in left:
        assert f"gate: {gate}" in path.read_text()
        assert gate in ready.run("log", ready.case, "--limit", "1", at=AT).out
        assert f"{gate}: because {gate}" in ready.run("show", ready.case, at=AT).out
        assert f"`{gate}`: because {gate}" in ready.run("chronology", ready.case, at=AT).out
    (told,) = ready.run("show", ready.case, "--format", "json", at=AT).data["closed_against"]
    assert [gate["gate"] for gate in told["gates"]] == list(left)
    assert told["by"] == "r-sample"


def test_it_stays_in_sight_after_a_reopening(ready: Office) -> None:
    assert close(ready, *LOOKED, *against("safety assessed", "nothing overdue")).code == 0
    later = "2026-08-01T10:00:00-05:00"
    assert ready.run("reopen", ready.case, "--reasons", "x", at=later).code == 0
    assert "safety assessed: because" in ready.run("show", ready.case, at=later).out


def test_only_what_is_open_can_be_decided_against(ready: Office) -> None:
    done = close(ready, *LOOKED, *against("safety assessed", "nothing overdue", "reviewed", "odd"))
    assert codes(done) == {"GATE-OVERRIDE-NEEDLESS"}
    assert [f["message"].split("`")[1] for f in done.findings] == ["odd", "reviewed"]


def test_it_looks_ahead_and_back(ready: Office) -> None:
    done = close(ready, *against("safety assessed", "nothing overdue"))
    assert codes(done) == {"GATE-AFTERCARE-SAID", "GATE-LESSONS-WRITTEN"}


@pytest.mark.parametrize(
    ("status", "more", "says"),
    [
        ("achieved", ("--measured", "every night"), None),
        ("achieved", (), "achieved, but nothing says by which measure"),
        ("dropped", (), "dropped, but nothing says why"),
        ("dropped", ("--reason", "They moved."), None),
        ("not achieved", ("--reason", "x"), "not achieved"),
    ],
)
def test_a_goal_is_met_by_its_measure_or_left_with_a_reason(
    office: Office, status: str, more: tuple[str, ...], says: str | None
) -> None:
    at = "2026-02-11T09:00:00-06:00"
    words = ("--on", "2026-02-10", "--of", "G1.O1", "--status", status, *more)
    made = office.run("progress", office.case, *words, at=at)
    assert made.code == 0, made.err
    told = {f["code"]: f["message"] for f in close(office, at=at).findings}
    assert told.get("GATE-OBJECTIVE-SETTLED", "x")[-len(says or "x") :] == (says or "x")


@pytest.mark.parametrize(
    ("reason", "more", "says"),
    [
        ("goals achieved", (), "is not started"),
        ("failed", (), "ended (failed), and nothing explains it"),
        ("failed", ("--explanation", "They moved away."), None),
    ],
)
def test_a_plan_that_ended_answers_for_its_goals(
    office: Office, reason: str, more: tuple[str, ...], says: str | None
) -> None:
    at = "2026-02-11T09:00:00-06:00"
    words = ("--step", "end", "--reason", reason, *more)
    made = office.run("plan", office.case, *words, at=at)
    assert made.code == 0, made.err
    told = {f["code"]: f["message"] for f in close(office, at=at).findings}
    assert told.get("GATE-OBJECTIVE-SETTLED", "x")[-len(says or "x") :] == (says or "x")


def test_an_end_from_outside_is_open_from_every_track(office: Office) -> None:
    at = "2026-02-11T09:00:00-06:00"
    words = ("--on", "2026-02-10", "--child", "Sam", "--kind", "closing", "--reasons", "x")
    end = ("--end", "death")
    wrong = office.run("review", office.case, *words, "--result", "continue", *end, at=at)
    assert wrong.code == 8 and "a review that names a death ends in: close" in wrong.err
    made = office.run("review", office.case, *words, "--result", "close", *end, at=at)
    assert made.code == 0, made.err
    left = codes(close(office, *LOOKED, reason="died", at=at))
    assert left == {"GATE-APPROVED", "GATE-DIED"}, "nobody can see a child who has died"
    died = office.run("person", office.case, "--change", "Sam", "--died-on", "2026-02-10", at=at)
    assert died.code == 0, died.err
    other = {f["code"]: f["message"] for f in close(office, *LOOKED, at=at).findings}
    assert other["GATE-REVIEWED"].endswith("ends in a death, not in: goals achieved")
    ok = office.run(
        "approve", office.case, "closing", by=SUPERVISOR, at="2026-02-11T10:00:00-06:00"
    )
    assert ok.code == 0, ok.err
    assert close(office, *LOOKED, reason="died", at="2026-02-11T11:00:00-06:00").code == 0


def test_one_of_two_children_can_leave(ready: Office) -> None:
    """What is open for the one who stays does not hold the other."""
    at = "2026-07-01T15:00:00-05:00"
    new = ("--name", "Ada Sample", "--called", "Ada", "--role", "child")
    assert ready.run("person", ready.case, *new, at=at).code == 0
    gates = ("safety assessed", "nothing overdue")
    whole = codes(close(ready, *LOOKED, *against(*gates), "--child", "Sam", "--child", "Ada"))
    assert whole == {"GATE-CHILD-SEEN", "GATE-REVIEWED"}
    assert close(ready, *LOOKED, *against(*gates), "--child", "Sam").code == 0


def test_the_gates_are_named_with_their_records(ready: Office) -> None:
    done = close(ready, *LOOKED, *against("safety assessed", "nothing overdue"), "-n")
    named = {g["gate"]: g["record"] for g in done.data["gates"]}
    assert named.keys() >= {"child seen", "objective settled", "reviewed", "approved"}
    known = {r["id"] for r in ready.run("show", ready.case, "--format", "json").data["records"]}
    for gate in ("child seen", "objective settled", "reviewed", "approved"):
        assert named[gate] in known


def test_a_visit_before_the_last_move_does_not_count(ready: Office) -> None:
    at = "2026-07-02T09:00:00-05:00"
    placed = ("--on", "2026-07-01", "--child", "Sam", "--setting", "kinship", "--reasons", "x")
    assert ready.run("placement", ready.case, *placed, at=at).code == 0
    told = {f["code"]: f["message"] for f in close(ready, *LOOKED).findings}
    assert told["GATE-CHILD-SEEN"] == "Sam has not been seen since the placement of 2026-07-01"
    seen = ("--on", "2026-07-02", "--mode", "in person", "--place", "placement", "--seen", "Sam")
    more = ("--purpose", "placement visit", "--narrative", "x")
    assert ready.run("contact", ready.case, *seen, *more, at="2026-07-02T09:30:00-05:00").code == 0
    assert "GATE-CHILD-SEEN" not in codes(close(ready, *LOOKED))


def test_a_closing_dated_back_is_judged_by_what_had_happened_then(ready: Office) -> None:
    """The review and its approval came after that day: the closing must not stand before them."""
    done = close(ready, *LOOKED, "--on", "2026-05-01")
    assert {"GATE-REVIEWED", "GATE-APPROVED"} <= codes(done)
    assert "as of 2026-05-01, by what had happened until then" in done.data["error"]["message"]


@pytest.mark.parametrize(
    ("reason", "code", "says"),
    [
        ("adopted", "GATE-ADOPTED", "Sam was adopted"),
        ("guardianship", "GATE-GUARDIANSHIP", "Sam has a guardian for good"),
        ("died", "GATE-DIED", "Sam has died"),
        ("aged out", "GATE-AGED-OUT", "Sam has come of age"),
    ],
)
def test_a_reason_for_closing_is_on_file(ready: Office, reason: str, code: str, says: str) -> None:
    told = {f["code"]: f for f in close(ready, *LOOKED, reason=reason).findings}
    assert told[code]["message"] == f"nothing on file tells that {says}"
    assert told[code]["hint"]


def test_each_open_gate_names_the_command_that_meets_it(ready: Office) -> None:
    for finding in close(ready, *LOOKED).findings:
        assert ready.case in finding["hint"], finding


def test_nobody_closes_against_what_did_not_happen(ready: Office) -> None:
    for name, reason in (("died", "died"), ("adopted", "adopted"), ("approved", "other")):
        done = close(ready, *LOOKED, *against(name), reason=reason)
        assert codes(done) == {"GATE-OVERRIDE-NEVER"}


def test_who_is_in_care_and_under_an_order_stays(ready: Office) -> None:
    at = "2026-07-02T09:00:00-05:00"
    placed = ("--on", "2026-07-01", "--child", "Sam", "--setting", "foster", "--reasons", "x")
    assert ready.run("placement", ready.case, *placed, at=at).code == 0
    words = ("--step", "order", "--on", "2026-07-01", "--child", "Sam", "--court", "Family Court")
    words += ("--legal-status", "temporary guardianship or custody", "--since", "2026-07-01")
    made = ready.run("court", ready.case, *words, at=at)
    assert made.code == 0, made.err
    assert {"GATE-NOT-IN-CARE", "GATE-NO-ORDER-IN-FORCE"} <= codes(close(ready, *LOOKED))


def test_a_case_is_not_reopened_before_it_was_closed(ready: Office) -> None:
    new = ("--name", "Ada Sample", "--called", "Ada", "--role", "child")
    assert ready.run("person", ready.case, *new, at=AT).code == 0
    gates = against("safety assessed", "nothing overdue")
    assert close(ready, *LOOKED, *gates, "--child", "Sam").code == 0
    later = "2026-07-10T10:00:00-05:00"
    early = ready.run("reopen", ready.case, "--on", "2026-07-01", "--reasons", "x", at=later)
    assert early.code == 8 and "on 2026-07-01 the case was still open for Sam" in early.err
    ada = ready.run("reopen", ready.case, "--child", "Ada", "--reasons", "x", at=later)
    assert ada.code == 8 and "never open for Ada" in ada.err
    done = ready.run("reopen", ready.case, "--reasons", "x", at=later)
    assert done.code == 0, done.err
