"""Leaving care: a checklist with evidence, coming of age, and the young adult's own episode."""

from __future__ import annotations

from typing import Any

import pytest

from casekit.practice.instrument_data import read_instruments
from casekit.records.writing import dump_document
from tests.cli.office import SUPERVISOR, Answer, Office

FORM = read_instruments(())["leaving-care"]
START = "2026-01-12T12:00:00-06:00"
INTAKE = {
    "occurred_at": "2026-01-12 09:40",
    "reporter": "mandated professional",
    "people": [
        {
            "name": "Kim Sample",
            "called": "Kim",
            "role": "child",
            "birth": {"date": "2008-06-02", "certainty": "known"},
        }
    ],
    "children": ["Kim"],
    "immediate_danger": {"present": False},
    "narrative": "Nowhere to sleep.",
}


def run(office: Office, *words: str, at: str, **options: Any) -> Answer:
    command, *more = words
    done = office.run(command, office.case, *more, at=at, **options)
    assert done.code == 0, done.err
    return done


@pytest.fixture
def youth(empty: Office) -> Office:
    """A young person of 17 in a foster home under a permanent order, with a transition plan."""
    text = dump_document(INTAKE)
    done = empty.run("intake", "--from", "-", "--format", "json", stdin=text, at=START)
    assert done.code == 0, done.err
    office = Office(empty.root, empty.home, done.data["case"])
    at = "2026-01-12T18:00:00-06:00"
    screen = ("--result", "screened in", "--response", "investigation", "--reasons", "x")
    run(office, "screen", *screen, "--respond-within", "48 hours", at=at)
    met = ("--mode", "in person", "--place", "office", "--purpose", "safety", "--seen", "Kim")
    run(office, "contact", "--on", "2026-01-12", *met, "--narrative", "x", at=at)
    placed = ("--child", "Kim", "--setting", "foster", "--reasons", "x")
    run(office, "placement", "--at", "2026-01-12 17:00", *placed, at=at)
    order = ("--step", "order", "--on", "2026-01-13", "--child", "Kim", "--court", "The court")
    order += ("--legal-status", "permanent guardianship", "--since", "2026-01-13")
    run(office, "court", *order, at="2026-01-13T18:00:00-06:00")
    plan = {
        "occurred_on": "2026-01-20",
        "kind": "transition",
        "for": ["Kim"],
        "children": ["Kim"],
        "from": "2026-01-20",
        "goals": [
            {"id": "G1", "goal": "Kim lives in a home of the own.", "why": "x", "objectives": []}
        ],
    }
    text = dump_document(plan)
    run(office, "plan", "--from", "-", stdin=text, at="2026-01-20T18:00:00-06:00")
    return office


def ask(office: Office, at: str, **differ: str) -> None:
    answers = [
        {"item": i.id, "about": "Kim", "value": differ.get(i.id.replace(" ", "_"), "in hand")}
        | {"reason": "seen on the table"}
        for i in FORM.items
    ]
    data = {
        "occurred_on": at[:10],
        "children": ["Kim"],
        "form": "leaving-care",
        "answers": answers,
        "needs": [
            {"id": f"N{n}", "domain": "housing", "need": "x", "why": "x", "children": ["Kim"]}
            for n, _ in enumerate(differ, 1)
        ],
        "summary": "x",
    }
    run(office, "assess", "--from", "-", stdin=dump_document(data), at=at)


def told(office: Office, at: str) -> set[str]:
    done = office.run("check", "--level", "strict", "--format", "json", at=at)
    return {f["code"] for f in done.findings}


def test_the_plan_is_due_at_the_age_of_the_pack_and_then_the_checklist_is_asked(
    youth: Office,
) -> None:
    (path,) = youth.records("person")
    path.write_text(path.read_text().replace("2008-06-02", "2009-06-02"))
    youth.git("commit", "-qam", "x")
    at = "2026-01-21T09:00:00-06:00"
    done = youth.run("explain", youth.case, "mb-117-transition-plan", "--format", "json", at=at)
    assert done.data["explanations"][0]["obligation"]["due"][:10] == "2026-01-12", (
        "15, or entering care"
    )
    assert "LEAVING-CARE-UNASKED" not in told(youth, "2026-05-01T09:00:00-05:00")
    assert "LEAVING-CARE-UNASKED" in told(youth, "2026-07-20T09:00:00-05:00")
    assert "LEAVING-CARE-UNASKED" not in told(youth, "2027-06-04T09:00:00-05:00"), "of age"
    ask(youth, "2026-05-02T10:00:00-05:00")
    assert "LEAVING-CARE-UNASKED" not in told(youth, "2026-07-20T09:00:00-05:00")


def close(youth: Office, at: str, reason: str = "aged out") -> dict[str, str]:
    words = ("--reason", reason, "--summary", "x", "--aftercare", "x", "--lessons", "x")
    done = youth.run("close", youth.case, *words, "--format", "json", "-n", at=at, by=SUPERVISOR)
    return {f["code"]: f["message"] for f in done.findings} if done.code else {}


def test_nobody_is_closed_as_aged_out_who_is_not_prepared(youth: Office) -> None:
    at = "2026-05-30T10:00:00-05:00"
    code = "GATE-PREPARED-TO-LEAVE-CARE"
    assert close(youth, at)[code] == "nobody asked Kim what is ready for leaving care"
    ask(youth, "2026-05-02T10:00:00-05:00", home="begun")
    assert close(youth, at)[code] == "the checklist of 2026-05-02: home not in hand"
    ask(youth, "2026-05-29T10:00:00-05:00")
    assert code not in close(youth, at)


def sign(youth: Office, at: str, until: str) -> None:
    words = ("--step", "agreement-signed", "--child", "Kim", "--legal-status")
    words += ("young adult agreement", "--since", "2026-06-02", "--until", until)
    run(youth, "court", *words, "--on", at[:10], "--terms", "x", at=at)


def test_the_agreement_is_the_young_adults_own_episode(youth: Office) -> None:
    later = "2026-09-01T10:00:00-05:00"
    assert "closed on 2026-06-0" in youth.run("show", youth.case, at=later).out
    assert "CLOSING-MISSING" in told(youth, later)
    sign(youth, "2026-05-20T10:00:00-05:00", "2029-06-01")
    shown = youth.run("show", youth.case, at=later)
    assert ", open" in shown.out.partition("\n")[0]
    assert "CLOSING-MISSING" not in told(youth, later)
    assert "young adult agreement" in shown.out
    due = youth.run("due", youth.case, "--today", "2029-05-30", "--format", "json", at=later)
    ends = {o["rule"]: o["due"] for o in due.data["obligations"]}
    assert ends["mb-118-max-age"] == "2029-06-02"
    stage = youth.run("process", youth.case, "--format", "json", at=later).data["children"][0]
    assert stage["stage"] == "planning", "no investigation, no risk of a young adult"
    assert stage["since"] == "2026-05-20"


def test_it_ends_by_its_own_end_or_a_closing_of_its_own(youth: Office) -> None:
    sign(youth, "2026-05-20T10:00:00-05:00", "2029-06-01")
    words = ("--step", "agreement-ended", "--child", "Kim", "--on", "2027-01-10")
    words += ("--legal-status", "young adult agreement")
    at = "2027-01-10T10:00:00-06:00"
    assert "GATE-NOT-OPEN" not in close(youth, at, "moved")
    run(youth, "court", *words, at=at)
    later = "2027-02-01T10:00:00-06:00"
    assert "closed on 2027-01-10" in youth.run("show", youth.case, at=later).out


def test_an_agreement_that_runs_out_is_told(youth: Office) -> None:
    sign(youth, "2026-05-20T10:00:00-05:00", "2026-12-31")
    code = "AGREEMENT-RUNS-OUT"
    assert code not in told(youth, "2026-12-01T09:00:00-06:00")
    assert code in told(youth, "2026-12-02T09:00:00-06:00")
    assert code in told(youth, "2027-02-02T09:00:00-06:00"), "also when it is over"
    sign(youth, "2026-12-20T10:00:00-06:00", "2027-12-31")
    assert code not in told(youth, "2027-02-02T09:00:00-06:00")


@pytest.mark.parametrize(("change", "why"), [(None, "aged out"), ("died_on: 2026-05-03\n", "died")])
def test_figures_say_why_care_ended(youth: Office, change: str | None, why: str) -> None:
    """Nobody has written down an end of the placement: the child's own file says it."""
    if change:
        (path,) = youth.records("person")
        path.write_text(path.read_text() + change)
        youth.git("commit", "-qam", "x")
    words = ("permanency-entries", "--period", "2026", "--cases", "--today", "2027-06-01")
    done = youth.run("report", *words, "--format", "json", at="2027-06-01T10:00:00-05:00")
    assert done.code == 0, done.err
    assert f"({why})" in done.out
