"""`casekit plan --draft` and the lint of plans, on real files."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.office import Answer, Office

AT = "2026-02-10T10:00:00-06:00"


SAFETY_ENDED = ("--on", "2026-02-09", "--reason", "no longer needed", "--explanation", "x")
ENDED = ("--step", "end", "--on", "2026-02-09", "--plan", "family", "--reason", "failed")


@pytest.fixture
def unplanned(office: Office) -> Office:
    """The case without a plan in force."""
    add(office, "plan", office.case, *ENDED, "--explanation", "x")
    return office


def draft(office: Office, *more: str) -> Answer:
    return office.run("plan", office.case, "--draft", *more, at=AT)


def fill_in(text: str) -> str:
    """What a worker says with the family, in place of every blank."""
    lines = []
    for line in text.splitlines():
        key = line.strip().partition(":")[0].removeprefix("- ")
        said = {"for": "Jo", "target_date": "2026-06-30", "who": "Jo"}.get(key, "every night")
        if key == "{person":
            line = line.replace("???", "Jo", 1).replace('answer: "???"', "answer: agrees")
        lines.append(line.replace("???", said))
    return "\n".join(lines) + "\n"


def test_a_draft_answers_what_was_found_and_saves_nothing(unplanned: Office) -> None:
    before = unplanned.git("rev-parse", "HEAD")
    done = draft(unplanned)
    assert done.code == 0 and unplanned.git("rev-parse", "HEAD") == before
    (assessment,) = [p.stem for p in unplanned.records("assessment") if "needs:" in p.read_text()]
    assert f"# Answers need N1 of {assessment}: night care Why: night work" in done.out
    assert "needs: [N1]" in done.out and done.out.count('measure: "???"') == 3
    assert "fill in every ???" in done.err


def test_a_blank_cannot_be_saved(unplanned: Office) -> None:
    refused = unplanned.run(
        "plan", unplanned.case, "--from", "-", stdin=draft(unplanned).out, at=AT
    )
    assert refused.code in (2, 3)
    # The last one that is left is told as what it is.
    text = fill_in(draft(unplanned).out).replace("how: every night", "how: ???", 1)
    text = fill_in(draft(unplanned).out)
    place = text.index('how: "every night"')
    text = text[:place] + 'how: "???"' + text[place + len('how: "every night"') :]
    refused = unplanned.run("plan", unplanned.case, "--from", "-", stdin=text, at=AT)
    assert refused.code == 2
    line = text[:place].count("\n") + 1
    assert f":{line}:" in refused.err and "error[PLAN-BLANK]" in refused.err


def test_a_filled_draft_is_a_plan(unplanned: Office) -> None:
    text = fill_in(draft(unplanned).out)
    done = unplanned.run("plan", unplanned.case, "--from", "-", stdin=text, at=AT)
    assert done.code == 0, done.err
    # The caregiving of a family is its own to carry, and the agency does something too.
    assert "PLAN-AGENCY-DOES-NOTHING" in done.err


def test_what_was_found_is_there_for_programs(unplanned: Office) -> None:
    (one,) = draft(unplanned, "--format", "json").data["proposals"]
    assert one["domain"] == "caregiving"
    assert [f["id"] for f in one["findings"]] == ["N1"]
    assert all("???" in o["start"] for goal in one["goals"] for o in goal["objectives"])


def test_an_agency_has_beginnings_of_its_own(unplanned: Office) -> None:
    (unplanned.root / "banks").mkdir()
    (unplanned.root / "banks" / "night.yaml").write_text(
        "schema: bank/1\ndomain: caregiving\nlanguage: en\nversion: 2026-11-27\ngoals:\n"
        "  - goal: Somebody sleeps there.\n    when: x\n    objectives:\n"
        '      - {start: "??? sleeps there", ask: "Who?"}\n'
    )
    first = draft(unplanned, "--format", "json").data["proposals"][0]["goals"][0]
    assert first["goal"] == "Somebody sleeps there."
    (unplanned.root / "banks" / "night.yaml").write_text("schema: bank/1\ndomain: caregivin\n")
    assert draft(unplanned).code == 4
    told = unplanned.run("check", "--format", "json", at=AT)
    assert ("SCHEMA-CHOICE", "banks/night.yaml", 2) in {
        (f["code"], f["path"], f["line"]) for f in told.findings
    }


def test_without_findings_there_is_nothing_to_answer(empty: Office) -> None:
    from tests.cli.walk import WALK, take

    office = take(WALK[0], empty, "yaml")
    refused = draft(office)
    assert refused.code == 3 and "assess first" in refused.err


def strict(office: Office) -> set[str]:
    done: Any = office.run("check", "--level", "strict", "--format", "json", at=AT)
    return {finding["code"] for finding in done.findings}


def add(office: Office, *words: str, at: str = AT) -> Answer:
    done = office.run(*words, at=at)
    assert done.code == 0, done.err
    return done


def test_weak_words_are_told_as_they_are_saved_and_by_check(office: Office) -> None:
    words = ("--on", "2026-02-09", "--for", "Jo", "--child", "Sam", "--since", "2026-02-09")
    plan = add(office, "plan", office.case, *words, "--supersedes", "family")
    assert "PLAN-" not in plan.err
    added = add(office, "goal", office.case, "--goal", "Sam is safe.", "--why", "x")
    assert "PLAN-NEED-WITHOUT-GOAL no goal answers need N1: night care" in added.err
    said = (
        *("--goal", "G1", "--objective", "Jo completes the class", "--measure", "Certificate"),
        *("--baseline", "None", "--target-date", "2026-06-30"),
    )
    told = add(office, "objective", office.case, *said).err
    assert "PLAN-SERVICE-NOT-CHANGE G1.O1: `completes the class`" in told
    found = strict(office)
    assert {
        *("PLAN-SERVICE-NOT-CHANGE", "PLAN-BASELINE-EMPTY", "PLAN-NEED-WITHOUT-GOAL"),
        *("PLAN-NO-PARTICIPATION", "PLAN-NO-CHILD-VIEW", "PLAN-GOAL-WITHOUT-NEED"),
    } <= found
    assert office.run("check", at=AT).code == 0


def test_a_disagreement_has_an_answer_and_a_child_two_places_to_grow_up(office: Office) -> None:
    same = "child=Sam; primary=reunification; alternative=reunification"
    words = (
        *("--kind", "child", "--on", "2026-02-09", "--for", "Sam", "--child", "Sam"),
        *("--since", "2026-02-09", "--permanency", same),
        *("--agreement", "person=Jo; answer=disagrees"),
    )
    add(office, "plan", office.case, *words)
    add(office, "goal", office.case, "--goal", "x", "--why", "x", "--plan", "child")
    assert {"PLAN-DISAGREEMENT-UNANSWERED", "PLAN-NO-PERMANENCY-GOAL"} <= strict(office)


def test_more_than_a_family_can_carry(office: Office) -> None:
    words = ("--on", "2026-02-09", "--for", "Jo", "--child", "Sam", "--since", "2026-02-09")
    add(office, "plan", office.case, *words, "--supersedes", "family")
    add(office, "goal", office.case, "--goal", "x", "--why", "x", "--need", "N1")
    for number in range(6):
        said = (
            *("--goal", "G1", "--objective", f"Jo is in by {number + 1} on five days of seven."),
            *("--measure", "days of seven", "--baseline", "two", "--target-date", "2026-06-30"),
        )
        add(office, "objective", office.case, *said)
    assert "PLAN-TOO-MUCH" in strict(office)


def test_a_safety_plan_begins_with_the_threats_that_stand(office: Office) -> None:
    five = ("imminent", "observable", "vulnerable_child", "out_of_control", "severity")
    add(office, "safety-plan", office.case, "--step", "end", *SAFETY_ENDED)
    threat = "id=T1; threat=Sam is alone at night; children=Sam; why=night work; "
    threat += "; ".join(f"criteria.{one}=true" for one in five)
    words = ("--on", "2026-02-09", "--instrument", "safety", "--child", "Sam", "--summary", "x")
    more = ("--conclusion", "safe with a plan", "--threat", threat)
    judged = office.run("assess", office.case, *words, *more, at=AT)
    assert judged.code == 0, judged.err
    before = office.git("rev-parse", "HEAD")
    done = office.run("safety-plan", office.case, "--draft", at=AT)
    assert done.code == 0 and office.git("rev-parse", "HEAD") == before, done.err
    assert "  - id: T1\n" in done.out and "fill in every ???" in done.err
    refused = office.run("safety-plan", office.case, "--from", "-", stdin=done.out, at=AT)
    assert refused.code in (2, 3)
    filled = done.out.replace('["???"]', "[Jo]").replace('person: "???"', "person: Jo")
    filled = filled.replace('answer: "???"', "answer: agrees").replace('id: "???"', "id: nights")
    made = office.run(
        "safety-plan", office.case, "--from", "-", stdin=filled.replace("???", "Marie stays"), at=AT
    )
    assert made.code == 0, made.err
    # What was agreed goes on, and only who took part and agreed is asked anew.
    again = office.run("safety-plan", office.case, "--draft", at=AT).out
    assert "# As agreed so far: does each of them still work?\n" in again
    assert "      - id: nights\n        who: Marie stays\n" in again and "supersedes: " in again
    assert 'for: ["Jo"]' in again and again.count("???") == 7
    # Another threat under the same id is another threat.
    words = (*words[:-1], "y", *more[:-1], threat.replace("alone at night", "shouted at"))
    later = "2026-02-10T12:00:00-06:00"
    assert office.run("assess", office.case, *words, at=later).code == 0
    other = office.run("safety-plan", office.case, "--draft", at=later).out
    assert "# Agreed so far for T1, Sam is alone at night: Marie stays, Marie stays\n" in other
    assert other.count('who: "???"') == 1


def test_where_no_threat_stands_there_is_no_safety_plan_to_draft(empty: Office) -> None:
    new = "name=Kim Sample; called=Kim; role=child; birth.date=2018-01-01; birth.certainty=known"
    words = ("--on", "2026-02-09", "--reporter", "neighbour", "--no-immediate-danger")
    more = ("--new-person", new, "--child", "Kim", "--narrative", "x", "--format", "json")
    case = empty.run("intake", *words, *more, at=AT).data["case"]
    done = empty.run("safety-plan", case, "--draft", at=AT)
    assert done.code == 3 and "--instrument safety" in done.err


def change_plan(office: Office) -> None:
    """A plan with an objective that is reached, one that is open, and work that is done."""
    objective = ("--measure", "nights of seven", "--baseline", "two", "--goal", "G1")
    words = ("--on", "2026-02-09", "--for", "Jo", "--child", "Sam", "--since", "2026-02-09")
    add(office, "plan", office.case, *words, "--supersedes", "family")
    add(office, "goal", office.case, "--goal", "Sam is looked after.", "--why", "x", "--need", "N1")
    for day, says in (("2026-02-12", "Jo calls Sam at eight"), ("2026-06-30", "Jo is in by ten")):
        add(office, "objective", office.case, *objective, "--objective", says, "--target-date", day)
    work = ("--where", "home", "--how", "by phone", "--when", "nights", "--who", "Jo")
    for objective_id, what in (("G1.O1", "Calls"), ("G1.O2", "Swaps"), ("G1.O2", "Asks Marie")):
        add(office, "activity", office.case, *work, "--objective", objective_id, "--what", what)
    noted = ("progress", office.case, "--on", "2026-02-10")
    add(office, *noted, "--of", "G1.O1", "--status", "in progress", "--measured", "four of seven")
    add(office, *noted, "--of", "G1.O2.A1", "--status", "done")


def test_a_changed_plan_begins_with_what_goes_on(office: Office) -> None:
    change_plan(office)
    done = office.run("plan", office.case, "--draft", at="2026-02-20T10:00:00-06:00")
    assert done.code == 0, done.err
    out = done.out
    assert "supersedes: " in out and 'for: ["Jo"]' in out and "needs:\n      - N1\n" in out
    # What is past needs a new day, with the old one beside it; what is ahead stays.
    assert "# in progress on 2026-02-10: four of seven\n" in out
    assert "# its day was 2026-02-12\n" in out and 'target_date: "???"' in out
    assert "target_date: 2026-06-30" in out
    # Work that is done is told and not done again, and keeps its number.
    assert "#   G1.O2.A1, done on 2026-02-10: Swaps\n" in out
    assert "what: Swaps" not in out and "- id: G1.O2.A2\n" in out
    text = fill_in(out.replace('target_date: "???"', "target_date: 2026-05-31"))
    made = office.run(
        "plan", office.case, "--from", "-", stdin=text, at="2026-02-20T11:00:00-06:00"
    )
    assert made.code == 0, made.err
    plans = office.run("show", office.case, "--format", "json", at="2026-02-20T12:00:00-06:00")
    assert plans.code in (0, 1)


def test_what_is_done_is_not_asked_for_again(office: Office) -> None:
    change_plan(office)
    for name in ("G1.O1", "G1.O2"):
        said = ("--status", "achieved", "--measured", "seven of seven")
        noted = ("progress", office.case, "--on", "2026-02-10", "--of", name, *said)
        add(office, *noted, at="2026-02-10T11:00:00-06:00")
    done = draft(office)
    assert "goals: []" in done.out and '--step end --reason "goals achieved"' in done.out
    assert "#   need N1, night care\n" in done.out
    assert draft(office, "--format", "json").data["proposals"] == []
    # Found again later, it wants a goal again, and a number that nothing else ever had.
    found = "id=N1; domain=caregiving; need=night care; why=night work"
    words = ("--on", "2026-02-10", "--instrument", "family strengths and needs", "--child", "Sam")
    add(office, "assess", office.case, *words, "--need", found, "--summary", "x")
    later = draft(office, "--format", "json").data
    assert (later["goals"] == [] and len(later["proposals"]) == 1) or later["left"]


def test_what_was_open_is_not_left_behind_in_silence(office: Office) -> None:
    change_plan(office)
    words = ("--on", "2026-02-10", "--for", "Jo", "--child", "Sam", "--since", "2026-02-10")
    add(office, "plan", office.case, *words, "--supersedes", "family")
    assert "OBJECTIVE-LEFT-BEHIND" in strict(office)
    old = [p.stem for p in office.records("plan")]
    for name in ("G1.O1", "G1.O2"):
        for plan in old:
            office.run(
                *("progress", office.case, "--on", "2026-02-10", "--plan", plan, "--of", name),
                *("--status", "dropped", "--reason", "x"),
                at="2026-02-10T11:00:00-06:00",
            )
    later = "2026-02-10T12:00:00-06:00"
    left = office.run("check", "--level", "strict", "--format", "json", at=later).findings
    assert [f["message"] for f in left if f["code"] == "OBJECTIVE-LEFT-BEHIND"] == []


def test_which_plan_is_replaced_is_said_where_two_are_in_force(office: Office) -> None:
    assert draft(office, "--supersedes", "family").code == 0
    unknown = draft(office, "--supersedes", "zzzzzz")
    assert unknown.code == 3 and "casekit chronology" in unknown.err
    words = ("--on", "2026-02-09", "--for", "Jo", "--child", "Sam", "--since", "2026-02-09")
    add(office, "plan", office.case, *words)
    refused = draft(office)
    assert refused.code == 3 and "--supersedes" in refused.err
    (one, *_) = [p.stem for p in office.records("plan") if "kind: family" in p.read_text()]
    assert f"supersedes: {one}" in draft(office, "--supersedes", one).out
