"""`check --level strict`: what is weak without being wrong, each with its place and the way out."""

from __future__ import annotations

from typing import Any

from casekit.records.writing import dump_document
from tests.cli.office import Answer, Office

AT = "2026-02-10T10:00:00-06:00"


def strict(office: Office, at: str = AT) -> list[dict[str, Any]]:
    done = office.run("check", "--level", "strict", "--format", "json", at=at)
    assert all(finding["severity"] == "warning" for finding in done.findings)
    return done.findings


def codes(office: Office) -> set[str]:
    return {finding["code"] for finding in strict(office)}


def add(office: Office, *words: str, stdin: str = "", at: str = AT) -> Answer:
    done = office.run(*words, stdin=stdin, at=at)
    assert done.code == 0, done.err
    return done


def test_the_basic_level_tells_none_of_it(office: Office) -> None:
    assert strict(office)
    assert office.run("check", at=AT).code == 0
    assert office.run("check", "--level", "strict", at=AT).code == 1


def test_a_code_may_be_asked_for_by_name(office: Office) -> None:
    done = office.run("check", "--only", "plan-not-asked", "--format", "json", at=AT)
    assert done.code == 1 and [f["code"] for f in done.findings] == ["PLAN-NOT-ASKED"]
    assert office.run("check", "--only", "NO-DEBRIEFING", at=AT).code == 0
    path = min(office.records("contact"))
    path.write_text("x: [\n")
    broken = office.run("check", "--only", "NO-DEBRIEFING", at=AT)
    assert broken.code == 4 and path.name in broken.out


def test_every_warning_has_a_line_and_a_way_out(office: Office) -> None:
    for finding in strict(office):
        assert finding["line"] > 0 and finding["hint"], finding


def test_what_changed_is_looked_at_as_strictly(office: Office) -> None:
    words = ("check", "--changed", "HEAD~1..", "--format", "json")
    assert office.run(*words, at=AT).findings == []
    assert office.run(*words, "--level", "strict", at=AT).findings != []


SAFETY_PLAN = {
    "occurred_on": "2026-02-01",
    "for": ["Jo"],
    "children": ["Sam"],
    "from": "2026-02-01",
    "threats": [
        {
            "id": "T1",
            "threat": "Nobody is there at night",
            "children": ["Sam"],
            "actions": [
                {"id": "a1", "who": "Marie", "does": "stays", "when": "nightly", "watched": "calls"}
            ],
        }
    ],
    "agreement": [{"person": "Jo", "answer": "agrees", "signed_on": "2026-02-01"}],
    "copies": [{"to": "Jo", "language": "English", "given_on": "2026-02-01"}],
}


def renew(office: Office, **changes: Any) -> Answer:
    """A new safety plan in place of the walk's."""
    data = {key: value for key, value in {**SAFETY_PLAN, **changes}.items() if value is not None}
    if "safety" not in str(changes.get("supersedes", "safety")):
        data.pop("supersedes", None)
    text = dump_document({**data, "supersedes": "safety"}).decode()
    return add(office, "safety-plan", office.case, "--from", "-", stdin=text)


def safety(office: Office) -> set[str]:
    return {code for code in codes(office) if code.startswith("SAFETY-PLAN")}


def test_a_safety_plan_is_signed_and_handed_over(office: Office) -> None:
    told = renew(office, agreement=None, copies=None)
    assert "SAFETY-PLAN-NOT-SIGNED" in told.err and "SAFETY-PLAN-NO-COPY" in told.err
    assert safety(office) == {"SAFETY-PLAN-NOT-SIGNED", "SAFETY-PLAN-NO-COPY"}
    renew(office)
    assert safety(office) == set()


def test_a_safety_plan_names_a_threat_for_every_child(office: Office) -> None:
    add(office, "person", office.case, "--name", "Ada Sample", "--called", "Ada", "--role", "child")
    renew(office, children=["Sam", "Ada"])
    assert safety(office) == {"SAFETY-PLAN-CHILD-LEFT-OUT"}


def test_a_safety_plan_is_looked_at_when_the_home_changes(office: Office) -> None:
    renew(office)
    (home,) = [path.stem for path in office.records("household")]
    words = ("person", office.case, "--name", "Lou Example", "--called", "Lou", "--role", "family")
    add(office, *words, "--membership", f"household={home}; from=2026-02-05")
    assert safety(office) == {"SAFETY-PLAN-HOUSEHOLD-CHANGED"}
    (told,) = [f for f in strict(office) if f["code"] == "SAFETY-PLAN-HOUSEHOLD-CHANGED"]
    assert told["message"] == "Lou moved in on 2026-02-05, after the plan was last looked at"
    words = ("review", office.case, "--on", "2026-02-06", "--child", "Sam", "--plan", "safety")
    add(office, *words, "--result", "return to assessment", "--reasons", "x")
    assert safety(office) == set()


def visit(office: Office, *explained: str) -> None:
    words = ("--on", "2026-02-09", "--mode", "in person", "--place", "residence")
    more = [word for one in explained for word in ("--explained", one)]
    told = ("--purpose", "planning", "--with", "Jo", "--narrative", "x", *more)
    add(office, "contact", office.case, *words, *told)


def unexplained(office: Office) -> list[str]:
    return [f["message"] for f in strict(office) if f["code"] == "NOT-EXPLAINED"]


def test_help_authority_and_rights_are_explained(office: Office) -> None:
    (told,) = unexplained(office)
    assert told.endswith(
        "the agency's duty to protect; what the agency can help with; "
        "that the agency wants to keep the family together; rights and complaints"
    )
    visit(office, "the agency's duty to protect", "what the agency can help with")
    visit(office, "that the agency wants to keep the family together")
    (told,) = unexplained(office)
    assert told.endswith("was explained: rights and complaints")
    visit(office, "rights and complaints")
    assert unexplained(office) == []


def test_why_a_child_is_moved_is_explained(office: Office) -> None:
    visit(
        office,
        *("the agency's duty to protect", "what the agency can help with"),
        *("that the agency wants to keep the family together", "rights and complaints"),
    )
    words = ("--step", "apprehension", "--on", "2026-02-08", "--child", "Sam", "--grounds", "x")
    add(office, "court", office.case, *words)
    assert unexplained(office) == [
        "no contact since this apprehension says that it was explained: why the child is moved; "
        "that the child is to return as soon as possible"
    ]
    visit(office, "why the child is moved", "that the child is to return as soon as possible")
    assert unexplained(office) == []


def test_a_permanent_plan_is_told(office: Office) -> None:
    words = ("--step", "apprehension", "--on", "2026-02-05", "--child", "Sam", "--grounds", "x")
    add(office, "court", office.case, *words, "--explained-to", "Jo")
    track = ("--step", "track", "--child", "Sam", "--track", "permanency", "--reasons", "x")
    add(office, "determine", office.case, *track, "--on", "2026-02-07")
    visit(office, "rights and complaints")
    assert any("that a permanent plan will be made" in told for told in unexplained(office))
    visit(office, "that a permanent plan will be made")
    assert not any("that a permanent plan" in told for told in unexplained(office))


def test_a_threat_wants_a_goal(office: Office) -> None:
    threat = "id=T1; threat=a dog that bites; children=[Sam]; why=x"
    five = ("imminent", "observable", "vulnerable_child", "out_of_control", "severity")
    criteria = "".join(f"; criteria.{one}=true" for one in five)
    words = ("--on", "2026-02-01", "--instrument", "safety", "--child", "Sam", "--summary", "x")
    more = ("--conclusion", "safe with a plan", "--threat", threat + criteria)
    add(office, "assess", office.case, *words, *more)
    (found,) = [f for f in strict(office) if f["code"] == "PLAN-THREAT-WITHOUT-GOAL"]
    assert found["message"] == "no goal answers threat T1: a dog that bites"
    (plan,) = [p for p in office.records("plan") if "kind: family" in p.read_text()]
    why = "    why: No night care.\n"
    assert why in plan.read_text()
    plan.write_text(plan.read_text().replace(why, why + "    threats: [T1]\n"))
    assert "PLAN-THREAT-WITHOUT-GOAL" not in codes(office)


def test_a_cause_wants_a_goal_and_a_strength_wants_to_be_used(office: Office) -> None:
    cause = "id=C1; cause=night work; kind=cause; domain=income; evidence=her shifts"
    words = ("--on", "2026-02-01", "--instrument", "family strengths and needs", "--child", "Sam")
    more = ("--cause", cause, "--strength", "domain=caregiving; strength=Marie comes at once")
    add(office, "assess", office.case, *words, *more, "--summary", "x")
    found = {f["code"]: f for f in strict(office)}
    assert "no goal answers cause C1: night work" in found["PLAN-CAUSE-WITHOUT-GOAL"]["message"]
    assert "such as: Marie comes at once" in found["PLAN-NO-STRENGTH"]["hint"]
