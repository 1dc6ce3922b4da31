"""A child in danger: nobody puts it aside alone, and it stands on top until somebody was there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.cli.office import SUPERVISOR, Answer, Office

AT = "2026-02-10T10:00:00-06:00"
LATER = "2026-02-10T12:00:00-06:00"


@pytest.fixture
def called(empty: Office) -> Office:
    """A call about a child who is in danger now."""
    new = "name=Kim Sample; called=Kim; role=child; birth.date=2018-01-01; birth.certainty=known"
    words = ("--at", "2026-02-10T09:00", "--reporter", "neighbour", "--immediate-danger")
    more = ("--immediate-danger-what", "He is alone with her tonight.", "--narrative", "Shouting.")
    done = empty.run(
        "intake", *words, *more, "--new-person", new, "--child", "Kim", "--format", "json", at=AT
    )
    assert done.code == 0, done.err
    return replace(empty, case=done.data["case"])


def screen(office: Office, *words: str, by: tuple[str, str] | None = None) -> Answer:
    who = {"by": by} if by else {}
    return office.run("screen", office.case, *words, "--reasons", "Noise.", at=AT, **who)


def danger(office: Office, at: str = LATER) -> list[str]:
    told: list[str] = office.run("show", office.case, "--format", "json", at=at).data["danger"]
    assert (told == []) == ("DANGER" not in office.run("show", office.case, at=at).out)
    return told


def live(office: Office, rule: str, at: str = LATER) -> list[str]:
    rows = office.run("due", office.case, "--rule", rule, "--format", "json", at=at).data
    return [row["status"] for row in rows["obligations"] if row["status"] == "open"]


@pytest.mark.parametrize("result", ["screened out", "information only"])
def test_one_worker_does_not_put_it_aside(called: Office, result: str) -> None:
    refused = screen(called, "--result", result)
    assert refused.code == 8 and "GATE-DANGER-NOW" in refused.err
    assert '--respond-within "24 hours"' in refused.err
    assert screen(called, "--result", result, by=SUPERVISOR).code == 0
    (line,) = danger(called)
    assert line == (
        "immediate danger reported on 2026-02-10: He is alone with her tonight.; "
        f"not seen since: Kim; {result} by r-sample: Noise."
    )


@pytest.mark.parametrize(
    ("limit", "code"), [("30 working days", 8), ("25 hours", 8), ("1 day", 8), ("24 hours", 0)]
)
def test_nor_does_it_wait(called: Office, limit: str, code: int) -> None:
    done = screen(called, "--result", "screened in", "--respond-within", limit)
    assert done.code == code
    assert ("GATE-DANGER-LIMIT" in done.err) == bool(code)


def test_it_stands_on_top_until_the_child_was_seen(called: Office) -> None:
    assert screen(called, "--result", "screened in", "--respond-within", "24 hours").code == 0
    assert danger(called) and live(called, "decided-immediate-danger")
    words = ("--at", "2026-02-10T11:00", "--mode", "in person", "--place", "residence")
    more = ("--purpose", "safety", "--seen", "Kim", "--narrative", "x")
    assert called.run("contact", called.case, *words, *more, at=LATER).code == 0
    assert danger(called) == [] == live(called, "decided-immediate-danger")


def judge(office: Office, conclusion: str, at: str) -> None:
    words = ("--instrument", "safety", "--child", "Kim", "--conclusion", conclusion)
    done = office.run("assess", office.case, "--at", at[:16], *words, "--summary", "x", at=at)
    assert done.code == 0, done.err


@pytest.fixture
def unsafe(called: Office) -> Office:
    assert screen(called, "--result", "screened in", "--respond-within", "24 hours").code == 0
    words = ("--at", "2026-02-10T09:30", "--mode", "in person", "--place", "residence")
    more = ("--purpose", "safety", "--seen", "Kim", "--narrative", "x")
    assert called.run("contact", called.case, *words, *more, at=AT).code == 0
    judge(called, "unsafe", AT)
    return called


def test_an_unsafe_child_is_due_now(unsafe: Office) -> None:
    assert danger(unsafe) == ["Kim was judged unsafe and is not in care"]
    assert live(unsafe, "decided-unsafe") == ["open"]
    first = unsafe.run("next", "--worker", "w-sample", at=LATER)
    assert unsafe.run("due", unsafe.case, at=LATER).out.splitlines()[1].split("  ")[0]
    assert first.code in (0, 1, 2)


def test_a_removal_ends_it(unsafe: Office) -> None:
    words = ("--step", "apprehension", "--at", "2026-02-10T11:00", "--child", "Kim")
    done = unsafe.run("court", unsafe.case, *words, "--grounds", "x", at=LATER)
    assert done.code == 0, done.err
    assert danger(unsafe) == [] == live(unsafe, "decided-unsafe")


def test_a_return_against_the_judgement_brings_it_back(unsafe: Office) -> None:
    later = "2026-03-01T12:00:00-06:00"
    for words in (
        ("court", "--step", "apprehension", "--at", "2026-02-10T11:00", "--grounds", "x"),
        ("placement", "--on", "2026-02-10", "--setting", "kinship", "--reasons", "x"),
        ("placement", "--step", "end", "--on", "2026-02-27", "--reason", "returned"),
    ):
        command, *rest = words
        child = () if "end" in words else ("--child", "Kim")
        done = unsafe.run(command, unsafe.case, *rest, *child, at=later)
        assert done.code == 0, done.err
    assert danger(unsafe, later) == ["Kim was judged unsafe and is not in care"]
    assert live(unsafe, "decided-unsafe", later) == ["open"]
    judge(unsafe, "safe", later)
    assert danger(unsafe, later) == [] == live(unsafe, "decided-unsafe", later)


def test_a_plan_that_does_not_protect_yet_is_told(unsafe: Office) -> None:
    judge(unsafe, "safe with a plan", LATER)
    assert danger(unsafe) == ["no safety plan protects Kim"]
    assert live(unsafe, "decided-unsafe") == []


def test_what_cannot_be_judged_is_no_all_clear(office: Office) -> None:
    """The limit counts working days of a year that nobody signed off."""
    at = "2031-02-10T12:00:00-06:00"
    words = ("--at", "2031-02-10T09:00", "--reporter", "neighbour", "--child", "Sam")
    more = ("--no-immediate-danger", "--narrative", "Shouting.", "--format", "json")
    made = office.run("intake", "--case", office.case, *words, *more, at=at)
    assert made.code == 0, made.err
    limit = ("--result", "screened in", "--respond-within", "5 working days", "--reasons", "x")
    made = office.run("screen", office.case, *limit, at=at)
    assert made.code == 0, made.err
    done = office.run("show", office.case, at=at)
    assert done.code == 4 and "CALENDAR-MISSING" in done.err
