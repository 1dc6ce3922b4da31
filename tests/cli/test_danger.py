"""A child in danger: nobody puts it aside alone, and it stands on top until somebody was there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casekit.records.writing import dump_document
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
    live = ("open", "upcoming", "due soon", "overdue")
    return [row["status"] for row in rows["obligations"] if row["status"] in live]


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


def test_the_safety_of_who_was_seen_is_judged(called: Office) -> None:
    """One look ends the danger of the call, and says nothing of the home."""
    assert screen(called, "--result", "screened in", "--respond-within", "24 hours").code == 0
    words = ("--at", "2026-02-10T11:00", "--mode", "in person", "--place", "residence")
    more = ("--purpose", "safety", "--seen", "Kim", "--narrative", "x")
    assert called.run("contact", called.case, *words, *more, at=LATER).code == 0
    assert live(called, "decided-danger-judged") == ["open"]
    judge(called, "safe", LATER)
    assert live(called, "decided-danger-judged") == []


def test_an_earlier_moment_knows_nothing_of_a_later_visit(called: Office) -> None:
    words = ("--at", "2026-02-10T11:00", "--mode", "in person", "--place", "residence")
    more = ("--purpose", "safety", "--seen", "Kim", "--narrative", "x")
    assert called.run("contact", called.case, *words, *more, at=LATER).code == 0
    assert danger(called) == []
    before = ("--today", "2026-02-10T09:30", "--format", "json")
    (line,) = called.run("show", called.case, *before, at=LATER).data["danger"]
    assert "not seen since: Kim" in line


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
    assert danger(unsafe) == ["Kim is unsafe and not in care"]
    assert live(unsafe, "decided-unsafe") == ["due soon"]
    assert unsafe.run("due", unsafe.case, at=LATER).code == 0
    tomorrow = "2026-02-11T12:00:00-06:00"
    late = unsafe.run("due", unsafe.case, at=tomorrow)
    assert late.code == 1 and "Unsafe at home" in late.out.splitlines()[1]
    assert "Unsafe at home" in unsafe.run("next", at=tomorrow).out.splitlines()[0]


def test_a_removal_ends_it(unsafe: Office) -> None:
    words = ("--step", "apprehension", "--at", "2026-02-10T11:00", "--child", "Kim")
    done = unsafe.run("court", unsafe.case, *words, "--grounds", "x", at=LATER)
    assert done.code == 0, done.err
    assert danger(unsafe) == [] == live(unsafe, "decided-unsafe")


UNJUDGED = (
    "Kim is at home again, and nobody has judged what led to the removal again since the removal"
)
LU = ("--role", "child", "--birth-date", "2020-01-01", "--birth-certainty", "known")


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
    assert danger(unsafe, later) == ["Kim is unsafe and not in care", UNJUDGED]
    assert live(unsafe, "decided-unsafe", later) == ["overdue"]
    judge(unsafe, "safe", later)
    # Safe in general is not yet: each threat of the removal judged by its name.
    assert danger(unsafe, later) == [UNJUDGED] and live(unsafe, "decided-unsafe", later) == []


def test_on_trial_at_home_is_at_home(unsafe: Office) -> None:
    later = "2026-02-20T12:00:00-06:00"
    home = ("placement", "--on", "2026-02-10", "--reasons", "x", "--setting")
    for words in (
        ("court", "--step", "apprehension", "--at", "2026-02-10T11:00", "--grounds", "x"),
        (*home, "foster"),
    ):
        command, *rest = words
        done = unsafe.run(command, unsafe.case, *rest, "--child", "Kim", at=later)
        assert done.code == 0, done.err
    assert danger(unsafe, later) == [] == live(unsafe, "decided-unsafe", later)
    trial = ("placement", unsafe.case, "--on", "2026-02-20", "--reasons", "x", "--child", "Kim")
    done = unsafe.run(*trial, "--setting", "trial home visit", at=later)
    assert done.code == 0 and "DANGER: Kim is unsafe and not in care" in done.err
    assert danger(unsafe, later) == ["Kim is unsafe and not in care", UNJUDGED]
    assert live(unsafe, "decided-unsafe", later) == ["due soon"]


def test_a_child_that_is_missing_is_in_danger(unsafe: Office) -> None:
    later = "2026-02-20T12:00:00-06:00"
    words = ("--at", "2026-02-10T11:00", "--grounds", "x", "--child", "Kim")
    done = unsafe.run("court", unsafe.case, "--step", "apprehension", *words, at=later)
    assert done.code == 0, done.err
    gone = ("placement", unsafe.case, "--on", "2026-02-18", "--reasons", "x", "--child", "Kim")
    assert unsafe.run(*gone, "--setting", "runaway or missing", at=later).code == 0
    assert danger(unsafe, later) == ["Kim is missing from care since 2026-02-18"]
    assert live(unsafe, "decided-missing", later) == ["overdue"]
    back = (*gone[:2], "--on", "2026-02-20", *gone[4:], "--setting", "foster")
    assert unsafe.run(*back, at=later).code == 0
    assert danger(unsafe, later) == [] == live(unsafe, "decided-missing", later)


def test_nobody_is_safe_beside_a_threat(unsafe: Office) -> None:
    five = ("imminent", "observable", "vulnerable_child", "out_of_control", "severity")
    threat = "id=T1; threat=Kim is alone; children=Kim; why=nights; "
    threat += "; ".join(f"criteria.{one}=true" for one in five)
    words = ("--on", "2026-02-10", "--instrument", "safety", "--child", "Kim", "--summary", "x")
    told = (*words, "--conclusion", "safe", "--threat", threat)
    refused = unsafe.run("assess", unsafe.case, *told, at=LATER)
    assert refused.code == 2 and "SAFE-BESIDE-THREAT" in refused.err
    still = ("--conclusion", "safe", "--judged", "threat=T1; still=present; reasons=x")
    refused = unsafe.run("assess", unsafe.case, *words, *still, at=LATER)
    assert refused.code == 2 and "SAFE-BESIDE-THREAT" in refused.err


def test_a_safety_plan_protects_whom_its_threats_name(unsafe: Office) -> None:
    done = unsafe.run("person", unsafe.case, "--name", "Lu Sample", *LU, at=LATER)
    assert done.code == 0, done.err
    five = ("imminent", "observable", "vulnerable_child", "out_of_control", "severity")
    threat = "id=T1; threat=They are alone; children=Kim; children=Lu Sample; why=nights; "
    threat += "; ".join(f"criteria.{one}=true" for one in five)
    both = ("--child", "Kim", "--child", "Lu Sample")
    words = ("--at", "2026-02-10T11:45", "--instrument", "safety", *both, "--summary", "x")
    told = (*words, "--conclusion", "safe with a plan", "--threat", threat)
    done = unsafe.run("assess", unsafe.case, *told, at=LATER)
    assert done.code == 0, done.err
    (path,) = [p for p in unsafe.records("assessment") if "They are alone" in p.read_text()]
    assert path.read_text().count("      - 2026") == 2, "both children are named by the threat"
    action = "actions.1.id=a; actions.1.who=W. Sample; actions.1.does=x; actions.1.when=x; "
    action += "actions.1.watched=x"
    plan = f"id=T1; threat=They are alone; children=Kim; {action}"
    words = ("--on", "2026-02-10", "--for", "Kim", *both, "--since", "2026-02-10")
    done = unsafe.run("safety-plan", unsafe.case, *words, "--threat", plan, at=LATER)
    assert done.code == 0, done.err
    approve = ("approve", unsafe.case, "safety-plan", "--on", "2026-02-10")
    done = unsafe.run(*approve, by=SUPERVISOR, at=LATER)
    assert done.code == 0, done.err
    # Lu stands on the plan, and nothing that it does is about Lu.
    assert danger(unsafe) == ["no safety plan controls for Lu Sample: T1 They are alone"]


def test_a_plan_that_does_not_protect_yet_is_told(unsafe: Office) -> None:
    judge(unsafe, "safe with a plan", LATER)
    assert danger(unsafe) == ["no safety plan protects Kim"]
    assert live(unsafe, "decided-unsafe") == ["due soon"]
    plan = {
        "occurred_at": "2026-02-10T12:00:00-06:00",
        "for": ["Kim"],
        "children": ["Kim"],
        "from": "2026-02-10",
        "until": "2026-02-20",
        "threats": [
            {
                "id": "T1",
                "threat": "He is alone with her.",
                "children": ["Kim"],
                "actions": [
                    {"id": "a", "who": "Pat", "does": "stays", "when": "nights", "watched": "x"}
                ],
            }
        ],
    }
    text = dump_document(plan).decode()
    made = unsafe.run("safety-plan", unsafe.case, "--from", "-", stdin=text, at=LATER)
    assert made.code == 0, made.err
    assert danger(unsafe) == ["the safety plan of Kim is not approved"]
    assert live(unsafe, "decided-unsafe") == []
    ok = unsafe.run("approve", unsafe.case, "safety-plan", by=SUPERVISOR, at=LATER)
    assert ok.code == 0, ok.err
    assert danger(unsafe) == []
    over = "2026-02-21T09:00:00-06:00"
    assert danger(unsafe, over) == ["the safety plan of Kim ran out on 2026-02-20"]
    assert live(unsafe, "decided-unsafe", over) != []


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


def test_it_comes_first_in_the_caseload_before_anybody_opened_the_case(called: Office) -> None:
    (load,) = called.run("caseload", "--format", "json", at=LATER).data["cases"]
    assert load["danger"] and load["worker"] is None
    assert "DANGER, not decided" in called.run("caseload", at=LATER).out


def told(office: Office, code: str, at: str = LATER) -> bool:
    done = office.run("check", office.case, "--only", code, "--format", "json", at=at)
    return bool(done.findings)


def test_who_hurt_the_child_does_not_protect_it_alone(office: Office) -> None:
    (report,) = office.records("report")
    (jo,) = [p.stem for p in office.records("person") if "called: Jo" in p.read_text()]
    text = report.read_text()
    report.write_text(
        text.replace("allegation: neglect\n", f"allegation: neglect\n    alleged: [{jo}]\n")
    )
    (plan,) = [p for p in office.records("plan") if "kind: safety" in p.read_text()]
    assert not told(office, "SAFETY-PLAN-RESTS-ON")
    text = plan.read_text()
    plan.write_text(text.replace("who: Marie", "who: Jo"))
    assert told(office, "SAFETY-PLAN-RESTS-ON")


def test_a_child_whom_nobody_looks_at(office: Office) -> None:
    at = "2026-02-12T10:00:00-06:00"
    new = ("--name", "Ada Sample", "--called", "Ada", "--role", "child")
    assert office.run("person", office.case, *new, at=at).code == 0
    assert told(office, "CHILD-LEFT-OUT", at)
    words = ("--at", "2026-02-12T09:00", "--mode", "in person", "--place", "residence")
    more = ("--purpose", "safety", "--seen", "Ada", "--narrative", "x")
    assert office.run("contact", office.case, *words, *more, at=at).code == 0
    assert not told(office, "CHILD-LEFT-OUT", at)


@pytest.mark.parametrize(
    ("day", "is_told"), [("2026-01-29", True), ("2026-01-30", False), ("2027-01-30", True)]
)
def test_a_signature_has_a_possible_day(office: Office, day: str, is_told: bool) -> None:
    (plan,) = [p for p in office.records("plan") if "kind: family" in p.read_text()]
    (jo,) = [p.stem for p in office.records("person") if "called: Jo" in p.read_text()]
    answer = f"agreement:\n  - person: {jo}\n    answer: agrees\n    signed_on: {day}\n"
    plan.write_text(plan.read_text() + answer)
    assert told(office, "SIGNED-WHEN") == is_told


def test_a_mistyped_code_is_no_all_clear(office: Office) -> None:
    done = office.run("check", "--only", "CHILD-LEFT-OU", at=LATER)
    assert done.code == 3 and "did you mean CHILD-LEFT-OUT?" in done.err


def test_a_threat_is_not_dropped_without_a_word(unsafe: Office) -> None:
    five = ("imminent", "observable", "vulnerable_child", "out_of_control", "severity")
    threat = "id=T1; threat=He is alone with her; children=Kim; why=x; "
    threat += "; ".join(f"criteria.{one}=true" for one in five)
    words = ("--at", "2026-02-10T10:30", "--instrument", "safety", "--child", "Kim")
    more = ("--conclusion", "unsafe", "--summary", "x", "--threat", threat)
    made = unsafe.run("assess", unsafe.case, *words, *more, at="2026-02-10T10:30:00-06:00")
    assert made.code == 0, made.err
    judge(unsafe, "safe", LATER)
    assert told(unsafe, "SAFE-WITH-THREAT")
