"""What the practice documents ask and a record leaves out: told at its line, gone when mended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from casekit.records.writing import dump_document
from tests.cli.office import Answer, Office

AT = "2026-02-20T10:00:00-06:00"
Act = Callable[[Office], None]


def told(office: Office, at: str = AT) -> dict[str, dict[str, Any]]:
    done = office.run("check", office.case, "--level", "strict", "--format", "json", at=at)
    found = {finding["code"]: finding for finding in done.findings}
    for finding in found.values():
        assert finding["severity"] == "warning" and finding["line"] > 0 and finding["hint"]
    return found


def record(office: Office, command: str, *words: str, at: str = AT, **data: Any) -> Answer:
    """Record by flags, or by a file where there are fields."""
    stdin = dump_document(data).decode() if data else ""
    more = ("--from", "-") if data else ()
    done = office.run(command, office.case, *words, *more, at=at, stdin=stdin)
    assert done.code == 0, done.err
    return done


def visit(office: Office, *words: str, purpose: str = "planning", on: str = "2026-02-10") -> None:
    usual = ("--on", on, "--mode", "in person", "--place", "residence", "--purpose", purpose)
    record(office, "contact", *usual, *words, "--narrative", "x")


def remove(office: Office, *, told_what: str | None = None) -> None:
    """Sam comes into care on 5 February."""
    words = ("--step", "apprehension", "--on", "2026-02-05", "--child", "Sam", "--grounds", "x")
    record(office, "court", *words)
    more = ("--told", told_what) if told_what else ()
    home = ("--on", "2026-02-05", "--child", "Sam", "--setting", "kinship", "--reasons", "x")
    record(office, "placement", *home, *more)


def change_person(office: Office, **fields: Any) -> None:
    (path,) = [p for p in office.records("person") if "called: Sam\n" in p.read_text()]
    path.write_text(path.read_text() + dump_document(fields).decode())


def screen_second(office: Office, **fields: Any) -> None:
    words = ("--at", "2026-02-09T09:00", "--reporter", "neighbour", "--child", "Sam")
    more = ("--no-immediate-danger", "--narrative", "Noise.")
    done = office.run("intake", "--case", office.case, *words, *more, at=AT)
    assert done.code == 0, done.err
    record(office, "screen", **fields)


def assess(office: Office, **fields: Any) -> None:
    usual = {
        "occurred_on": "2026-02-12",
        "instrument": "family strengths and needs",
        "children": ["Sam"],
        "summary": "x",
    }
    record(office, "assess", **{**usual, **fields})


NEED = {"id": "N2", "domain": "income", "need": "day work", "why": "nights"}
CAUSE = {
    "id": "C1",
    "cause": "no bus",
    "kind": "cause",
    "domain": "income",
    "evidence": "the timetable",
}
STRENGTH = {"domain": "income", "strength": "She cooks well."}
LATER = {"occurred_on": "2026-02-13"}
BOTH = [{"who": "Jo"}, {"who": "Sam"}]
APPLIED = {
    "step": "application",
    "occurred_on": "2026-02-06",
    "children": ["Sam"],
    "court": "Family Division",
    "application": "supervision",
}
SENT = ("--step", "status", "--on", "2026-02-11", "--status")

# The code, what brings it, and what mends it.
CASES: dict[str, tuple[Act, Act]] = {
    "SCREENING-WITHOUT-RESPONSE": (
        lambda o: screen_second(
            o, result="screened in", respond_within="5 days", reasons="x"
        ),
        lambda o: edit_last(o, "screening", "result: screened in\n", "response: assessment\n"),
    ),
    "REFERRED-TO-NOBODY": (
        lambda o: screen_second(o, result="referred to community services", reasons="x"),
        lambda o: edit_last(o, "screening", "result: referred to community services\n",
                            "referred_to: Willow House\n"),
    ),
    "SCREENING-CONTRADICTS": (
        lambda o: screen_second(
            o, result="screened out", reasons="x", criteria_met=True, involvement_warranted=True
        ),
        lambda o: swap(o, "screening", "warranted: true", "warranted: false"),
    ),
    "JUDGED-UNSEEN": (
        lambda o: (
            screen_second(o, result="screened in", respond_within="5 days", reasons="x"),
            record(o, "assess", "--on", "2026-02-11", "--instrument", "risk", "--child", "Sam",
                   "--risk", "low", "--summary", "x"),
        ),
        lambda o: visit(o, "--seen", "Sam", purpose="safety"),
    ),
    "REMOVED-UNSEEN": (
        remove,
        lambda o: visit(o, "--seen", "Sam", purpose="apprehension or removal", on="2026-02-05"),
    ),
    "PLANNED-UNSEEN": (
        lambda o: None,
        lambda o: visit(o, "--seen", "Sam", on="2026-01-29"),
    ),
    "NEEDS-WITHOUT-CAUSE": (
        lambda o: assess(o, needs=[NEED], informants=BOTH),
        lambda o: assess(o, causes=[CAUSE], informants=BOTH, **LATER),
    ),
    "NEEDS-WITHOUT-STRENGTHS": (
        lambda o: assess(o, needs=[NEED], informants=BOTH),
        lambda o: assess(o, strengths=[STRENGTH], informants=BOTH, **LATER),
    ),
    "ONE-INFORMANT": (
        lambda o: assess(o),
        lambda o: assess(o, informants=BOTH, **LATER),
    ),
    "FAMILY-NOT-HEARD": (
        lambda o: assess(o, informants=[{"who": "Sam"}, {"who": "the school"}]),
        lambda o: assess(o, informants=BOTH, **LATER),
    ),
    "CHILD-NOT-HEARD": (
        lambda o: assess(o, informants=[{"who": "Jo"}, {"who": "the school"}]),
        lambda o: assess(o, informants=BOTH, **LATER),
    ),
    "STAYS-AGAINST-DECISION": (
        lambda o: record(o, "assess", "--on", "2026-02-03", "--instrument", "safety", "--child",
                         "Sam", "--conclusion", "unsafe", "--summary", "x"),
        lambda o: record(o, "assess", "--on", "2026-02-04", "--instrument", "safety", "--child",
                         "Sam", "--conclusion", "safe", "--summary", "x"),
    ),
    "CARE-WITHOUT-GROUND": (
        lambda o: record(o, "placement", "--on", "2026-02-05", "--child", "Sam", "--setting",
                         "kinship", "--reasons", "x"),
        lambda o: record(o, "court", "--step", "order", "--on", "2026-02-05", "--child", "Sam",
                         "--court", "x", "--legal-status", "temporary guardianship or custody",
                         "--since", "2026-02-05"),
    ),
    "PLAN-NO-PERMANENCY-GOAL": (
        remove,
        lambda o: record(
            o, "plan", occurred_on="2026-02-12", kind="child", children=["Sam"],
            **{"for": ["Sam"], "from": "2026-02-12"},
            permanency=[
                {"child": "Sam", "primary": "reunification", "alternative": "guardianship"}
            ],
        ),
    ),
    "RETURN-CONDITIONS-MISSING": (
        lambda o: (remove(o), assess(o, informants=BOTH)),
        lambda o: assess(o, informants=BOTH, return_when="Marie sleeps there each night."),
    ),
    "NO-FAMILY-TIME": (
        remove,
        lambda o: record(
            o, "family-time", occurred_on="2026-02-06", children=["Sam"],
            **{"with": ["Jo"], "from": "2026-02-06"}, every="7 days", where="at Marie's",
            supervision="none", reasons="x",
        ),
    ),
    "PARENT-NOT-SEEN": (remove, lambda o: visit(o, "--with", "Jo", purpose="after a removal")),
    "RETURNED-UNJUDGED": (
        lambda o: (
            remove(o),
            record(o, "placement", "--step", "end", "--on", "2026-02-18", "--reason", "returned"),
        ),
        lambda o: record(
            o, "assess", occurred_on="2026-02-17", instrument="return home", children=["Sam"],
            conclusion="safe", summary="x",
            threats_judged=[{"threat": "nights", "still": "gone", "reasons": "x"}],
        ),
    ),
    "CHILD-NOT-TOLD": (
        remove,
        lambda o: edit_last(o, "placement", "setting: kinship\n", "told: That Marie is near.\n"),
    ),
    "SIBLINGS-APART-UNEXPLAINED": (
        lambda o: record(o, "placement", "--on", "2026-02-05", "--child", "Sam", "--setting",
                         "kinship", "--reasons", "x", "--no-siblings-together"),
        lambda o: edit_last(o, "placement", "  together: false\n", "  why_not: No room.\n"),
    ),
    "NO-DEBRIEFING": (
        remove,
        lambda o: record(o, "debrief", "--on", "2026-02-07", "--worker", "w-sample", "--with", "x"),
    ),
    "LANGUAGE-NOT-ASKED": (
        lambda o: None,
        lambda o: [p.write_text(p.read_text() + "languages: [English]\n")
                   for p in o.records("person")],
    ),
    "NATION-NOT-ASKED": (lambda o: None, lambda o: change_person(o, indigenous="unknown")),
    "PLAN-LANGUAGE": (
        lambda o: (
            [p.write_text(p.read_text() + "languages: [Cree]\n") for p in o.records("person")],
            edit_plan(o, "copies:\n  - to: Jo\n    language: English\n    given_on: 2026-02-01\n"),
        ),
        lambda o: swap(o, "plan", "language: English", "language: Cree"),
    ),
    "PLAN-WITHOUT-CULTURE": (
        lambda o: change_person(o, indigenous="yes"),
        lambda o: swap(o, "assessment", "domain: caregiving", "domain: culture and identity"),
    ),
    "PLAN-NOT-ASKED": (
        lambda o: None,
        lambda o: edit_plan(o, f"agreement:\n  - person: {person(o, 'Jo')}\n    answer: agrees\n"),
    ),
    "COMPLAINT-UNANSWERED": (
        lambda o: record(o, "advocate", "--on", "2026-01-15", "--kind", "complaint", "--for", "Jo",
                         "--raised-by", "Jo", "--what", "x"),
        lambda o: record(o, "advocate", "--step", "answer", "--on", "2026-02-19", "--by", "x",
                         "--answer", "x", "--settled"),
    ),
    "NOT-REPRESENTED": (
        lambda o: record(o, "court", **APPLIED),
        lambda o: record(o, "advocate", "--on", "2026-02-07", "--kind", "representation", "--for",
                         "Sam", "--raised-by", "the court", "--what", "x"),
    ),
    "SERVICE-WITHOUT-CONSENT": (
        lambda o: (
            record(o, "service", "--on", "2026-02-10", "--service", "x", "--provider", "y",
                   "--for", "Jo", "--why", "x", "--objective", "G1.O1"),
            record(o, "service", *SENT, "sent"),
        ),
        lambda o: record(o, "service", *SENT, "consented"),
    ),
    "SERVICE-WITHOUT-OBJECTIVE": (
        lambda o: record(o, "service", "--on", "2026-02-10", "--service", "x", "--provider", "y",
                         "--for", "Jo", "--why", "x"),
        lambda o: edit_last(o, "referral", "service: x\n", "objective: G1.O1\n"),
    ),
    "INTERVIEWED-TWICE": (
        lambda o: [visit(o, "--seen", "Sam", on=day, purpose="interview about what happened")
                   for day in ("2026-02-10", "2026-02-11")],
        lambda o: swap_newest(o, "contact", "interview about what happened", "assessment"),
    ),
    "NO-CASE-MANAGER": (
        lambda o: [p.write_text(p.read_text().replace("role: case manager", "role: supervisor"))
                   for p in o.records("assignment")],
        lambda o: record(o, "assign", "--worker", "w-sample"),
    ),
    "ENDED-WITHOUT-REASON": (
        lambda o: record(o, "progress", "--on", "2026-02-10", "--of", "G1.O1", "--status",
                         "dropped"),
        lambda o: edit_last(o, "progress", "status: dropped\n", "reason: They moved.\n"),
    ),
    "DISRUPTED-WITHOUT-REASON": (
        lambda o: (
            remove(o),
            record(o, "placement", "--step", "end", "--on", "2026-02-18", "--reason", "disrupted"),
        ),
        lambda o: edit_last(o, "placement-end", "reason: disrupted\n", "why: Too far away.\n"),
    ),
    "REVIEW-LEAVES-OUT": (
        lambda o: review(o),
        lambda o: edit_last(o, "review", "kind: scheduled\n",
                            f"objectives:\n  - plan: {family_plan(o)}\n    of: G1.O1\n"
                            "    status: in progress\n    measured: two of five nights\n"),
    ),
    "REVIEW-WITHOUT-FEEDBACK": (
        lambda o: review(o),
        lambda o: edit_last(o, "review", "kind: scheduled\n",
                            f"feedback:\n  - person: {person(o, 'Jo')}\n    words: It helps.\n"),
    ),
    "SAFETY-PLAN-THREAT-LEFT-OUT": (
        lambda o: record(
            o, "assess", occurred_on="2026-02-10", instrument="safety", children=["Sam"],
            conclusion="safe with a plan", summary="x",
            threats=[{
                "id": "T2", "threat": "A dog that bites", "children": ["Sam"], "why": "x",
                "criteria": dict.fromkeys(
                    ("imminent", "observable", "vulnerable_child", "out_of_control", "severity"),
                    True,
                ),
            }],
        ),
        lambda o: record(
            o, "assess", occurred_on="2026-02-11", instrument="return home", children=["Sam"],
            conclusion="safe with a plan", summary="x",
            threats_judged=[{"threat": "T2", "still": "gone", "reasons": "sold"}],
        ),
    ),
}  # fmt: skip


def family_plan(office: Office) -> str:
    (path,) = [p for p in office.records("plan") if "kind: family" in p.read_text()]
    return path.stem


def review(office: Office, *more: str, on: str = "2026-02-16") -> None:
    words = ("--on", on, "--child", "Sam", "--plan", "family", "--reasons", "x")
    at = "2026-02-27T10:00:00-06:00"
    record(office, "review", *words, "--result", "return to assessment", *more, at=at)


def person(office: Office, called: str) -> str:
    (path,) = [p for p in office.records("person") if f"called: {called}\n" in p.read_text()]
    return path.stem


def edit_last(office: Office, kind: str, after: str, more: str) -> None:
    """Add a line behind another in the newest file of a kind that has it."""
    path = max((p for p in office.records(kind) if after in p.read_text()), key=lambda p: p.name)
    path.write_text(path.read_text().replace(after, after + more, 1))


def swap(office: Office, kind: str, old: str, new: str) -> None:
    for path in office.records(kind):
        path.write_text(path.read_text().replace(old, new))


def swap_newest(office: Office, kind: str, old: str, new: str) -> None:
    path = [p for p in office.records(kind) if old in p.read_text()][-1]
    path.write_text(path.read_text().replace(old, new))


def edit_plan(office: Office, more: str) -> None:
    (path,) = [p for p in office.records("plan") if "kind: family" in p.read_text()]
    path.write_text(path.read_text() + more)


@pytest.mark.parametrize("code", CASES)
def test_what_is_left_out_is_told_until_it_is_mended(code: str, office: Office) -> None:
    bring, mend = CASES[code]
    bring(office)
    at = "2026-02-28T10:00:00-06:00"
    assert code in told(office, at)
    mend(office)
    assert code not in told(office, at)


def test_a_name_is_a_whole_word(office: Office) -> None:
    assess(office, informants=[{"who": "the job coach"}, {"who": "the same school"}])
    assert {"CHILD-NOT-HEARD", "FAMILY-NOT-HEARD"} <= told(office).keys()


def test_a_consent_is_one_for_who_was_told(office: Office) -> None:
    words = ("--on", "2026-02-10", "--service", "x", "--provider", "Willow House", "--for", "Jo")
    record(office, "service", *words, "--why", "x", "--objective", "G1.O1")
    record(office, "service", *SENT, "sent")
    consent = ("--on", "2026-02-11", "--person", "Jo", "--scope", "x", "--to")
    record(office, "consent", *consent, "the school")
    assert "SERVICE-WITHOUT-CONSENT" in told(office)
    record(office, "consent", *consent, "willow house", "--until", "2026-02-12")
    assert "SERVICE-WITHOUT-CONSENT" in told(office)
    record(office, "consent", *consent, "willow house")
    assert "SERVICE-WITHOUT-CONSENT" not in told(office)


def test_what_is_judged_after_a_return_does_not_mend_it(office: Office) -> None:
    remove(office)
    record(office, "placement", "--step", "end", "--on", "2026-02-18", "--reason", "returned")
    judged = [{"threat": "nights", "still": "gone", "reasons": "x"}]
    late = {"occurred_on": "2026-02-19", "instrument": "return home", "children": ["Sam"]}
    record(office, "assess", **late, conclusion="safe", summary="x", threats_judged=judged)
    assert "RETURNED-UNJUDGED" in told(office)


def test_a_missing_permanency_goal_is_told_once(office: Office) -> None:
    remove(office)
    plan = {"kind": "child", "children": ["Sam"], "for": ["Sam"], "from": "2026-02-12"}
    goal = {"id": "G1", "goal": "x", "why": "x", "objectives": []}
    data = {"occurred_on": "2026-02-12", **plan, "goals": [goal]}
    done = office.run("plan", office.case, "--from", "-", at=AT, stdin=dump_document(data).decode())
    assert done.code == 0, done.err
    done = office.run("check", "--only", "PLAN-NO-PERMANENCY-GOAL", "--format", "json", at=AT)
    assert len(done.findings) == 1


def test_a_request_says_what_is_wished_for(empty: Office) -> None:
    words = ("--at", "2026-02-09T10:00", "--reporter", "self", "--kind", "voluntary request")
    new = ("--new-person", "name=Kim Sample; role=child", "--child", "Kim Sample")
    more = ("--no-immediate-danger", "--narrative", "x", "--format", "json")
    done = empty.run("intake", *words, *new, *more, at=AT)
    found = empty.run("check", done.data["case"], "--level", "strict", "--format", "json", at=AT)
    assert [f["code"] for f in found.findings] == ["REQUEST-WITHOUT-WISHES"]


def test_a_conference_may_come_before_the_first_plan(office: Office) -> None:
    data = {"occurred_on": "2026-02-10", "children": ["Sam"], "plans": [], "kind": "core group"}
    data |= {"result": "return to assessment", "reasons": "x"}
    refused = office.run(
        "review", office.case, "--from", "-", at=AT, stdin=dump_document(data).decode()
    )
    assert refused.code == 2 and "REVIEW-WITHOUT-PLAN" in refused.err
    record(office, "review", **{**data, "kind": "initial conference"})


def test_what_never_had_a_plan_can_be_closed_by_a_review(empty: Office) -> None:
    """A family that moves before anything was planned: there is nothing to look back at."""
    new = ("--new-person", "name=Kim Sample; role=child", "--child", "Kim Sample")
    words = ("--on", "2026-02-09", "--reporter", "neighbour", "--no-immediate-danger")
    words += ("--narrative", "x")
    made = empty.run("intake", *words, *new, "--format", "json", at=AT)
    assert made.code == 0, made.err
    screen = ("--result", "screened in", "--response", "assessment", "--reasons", "x")
    done = empty.run("screen", made.data["case"], *screen, "--respond-within", "5 days", at=AT)
    assert done.code == 0, done.err
    ended = ("--on", "2026-02-10", "--kind", "closing", "--result", "close")
    ended += ("--end", "transfer", "--reasons", "x")
    done = empty.run("review", made.data["case"], "--child", "Kim Sample", *ended, at=AT)
    assert done.code == 0, done.err
    (path,) = Office(empty.root, empty.home, made.data["case"]).records("review")
    assert "plans: []" in path.read_text()
    asked = ("check", "--only", "REVIEW-WITHOUT-FEEDBACK", "--format", "json")
    assert empty.run(*asked, at=AT).findings == [], "nobody was ever met who could be asked"
