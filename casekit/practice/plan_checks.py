"""A plan as a whole: needs without a goal, only the family at work, no child's view, hard words.

Everything is a warning with its place in the plan: a lint asks, and only a worker knows.
"""

from __future__ import annotations

from collections.abc import Iterator

from casekit.model.assessed import KINDS, standing_findings
from casekit.model.findings import Finding
from casekit.model.plans import (
    SETTLED,
    find_reached,
    find_standings,
    iter_replaced,
    plans_in_force,
)
from casekit.model.records import Record
from casekit.practice.child_voice import can_be_asked
from casekit.practice.plan_blanks import iter_texts
from casekit.practice.plan_lint import lint_objective, measure_lix
from casekit.practice.plan_places import objective_places
from casekit.practice.plan_words import PlanWords, load_plan_words
from casekit.practice.scope import Scope, at_item
from casekit.records.document import Keys

# Kinds of plan that are made with a family; a safety plan is short and made in an hour.
WITH_FAMILY = ("family", "child", "transition")


def find_weak_words(scope: Scope, record: Record) -> Iterator[Finding]:
    """What is weak in a plan in force, each weakness at its line, as warnings."""
    if record.data["kind"] not in WITH_FAMILY:
        return
    if record.id not in {plan.id for plan in plans_in_force(scope.loaded.case)}:
        return
    words = load_plan_words()
    if words is None:
        return
    for finding in _find_weak(scope, record, words):
        yield finding._replace(severity="warning")


def _find_weak(scope: Scope, record: Record, words: PlanWords) -> Iterator[Finding]:
    made = record.occurred.day
    standings = find_standings(scope.loaded.case, record.id)
    for keys, objective in objective_places(record):
        settled = standings.get(objective["id"])
        if settled is not None and settled.status in SETTLED:
            continue
        for weakness in lint_objective(objective, words, made):
            where: Keys = (*keys, weakness.field) if weakness.field in objective else keys
            says = f"{objective['id']}: {weakness.says}"
            yield scope.finding(record, where, weakness.code, says, weakness.better)
    goals = record.data.get("goals", ())
    if goals:
        yield from _check_findings_answered(scope, record)
        yield from _check_who_does(scope, record, words)
        yield from _check_reading(scope, record, words)
        yield from _check_taking_part(scope, record)


def _check_findings_answered(scope: Scope, record: Record) -> Iterator[Finding]:
    """Each need, cause and threat that stands has a goal, and each goal has one of them."""
    case = scope.loaded.case
    goals = record.data["goals"]
    reached = {
        name: day
        for older in iter_replaced(case, record)
        for name, day in find_reached(case, older).items()
    }
    for key, thing in KINDS.items():
        answered = {one for goal in goals for one in goal.get(key, ())}
        for one in standing_findings(case, key, record.children):
            done = reached.get(one.data["id"])
            if one.data["id"] not in answered and (done is None or one.record.occurred.day > done):
                yield scope.finding(
                    record,
                    ("goals",),
                    f"PLAN-{thing.upper()}-WITHOUT-GOAL",
                    f"no goal answers {thing} {one.data['id']}: {one.data[thing]}",
                    f"name it under `{key}:` of the goal that answers it, or say why none does",
                )
    for number, goal in enumerate(goals):
        if not any(goal.get(key) for key in KINDS):
            yield scope.finding(
                record,
                ("goals", number, "goal"),
                "PLAN-GOAL-WITHOUT-NEED",
                f"{goal['id']} points at no need, cause or threat that an assessment found",
                "name them under `needs:`, `causes:` or `threats:`; see them with: casekit "
                f"chronology {case.number} --kind assessment",
            )
    strong = standing_findings(case, "strengths", record.children)
    if strong and not any(goal.get("strengths") for goal in goals):
        yield scope.finding(
            record,
            ("goals",),
            "PLAN-NO-STRENGTH",
            "no goal builds on a strength of the family",
            f"name one under `strengths:` of a goal, such as: {strong[0].data['strength']}",
        )


def _check_who_does(scope: Scope, record: Record, words: PlanWords) -> Iterator[Finding]:
    """The agency does its part, and nobody carries more than one can."""
    case = scope.loaded.case
    kin = [p for p in case.people if p.role != "professional"]
    family = {name.casefold() for p in kin for name in (p.name, p.called)}
    load: dict[str, int] = {}
    others = False
    for _, objective in objective_places(record):
        for activity in objective.get("activities", ()):
            for who in activity["who"]:
                if who.casefold() in family:
                    load[who] = load.get(who, 0) + 1
                else:
                    others = True
    if load and not others:
        yield scope.finding(
            record,
            ("goals",),
            "PLAN-AGENCY-DOES-NOTHING",
            "everything in the plan is done by the family, and nothing by the agency",
            "say what the worker or a service does, where, how and when",
        )
    for who, number in load.items():
        if number > words.most_at_once["activities"]:
            yield scope.finding(
                record,
                ("goals",),
                "PLAN-TOO-MUCH",
                f"{who} has {number} things to do at once",
                "begin with what protects the children; put the others into the next plan",
            )
    objectives = sum(1 for _ in objective_places(record))
    if objectives > words.most_at_once["objectives"]:
        yield scope.finding(
            record,
            ("goals",),
            "PLAN-TOO-MUCH",
            f"{objectives} objectives at once are more than a family can carry",
            f"keep the {words.most_at_once['objectives']} that protect the children first",
        )


def _check_reading(scope: Scope, record: Record, words: PlanWords) -> Iterator[Finding]:
    """The plan reads easily enough for the family that is to live by it."""
    shown = ("goal", "objective", "measure", "what", "how")
    texts = [text for keys, text in iter_texts(record.data["goals"], ()) if keys[-1] in shown]
    level = measure_lix(". ".join(text.rstrip(". ") for text in texts))
    limit = words.lix["family"]
    if level is not None and level > limit:
        yield scope.finding(
            record,
            ("goals",),
            "PLAN-HARD-TO-READ",
            f"the plan reads at LIX {level}; a family's plan should stay under {limit}",
            "write shorter sentences, and short words that are used at a kitchen table",
        )


def _check_taking_part(scope: Scope, record: Record) -> Iterator[Finding]:
    """Family and child had their say, and whoever disagrees has an answer."""
    case, data = scope.loaded.case, record.data
    views = {one["child"] for one in data.get("child_views", ())}
    for child in case.children:
        if child.id not in record.children or child.id in views:
            continue
        if can_be_asked(child, record.occurred.day):
            yield scope.finding(
                record,
                at_item(record, "children", child.id),
                "PLAN-NO-CHILD-VIEW",
                f"the plan does not say what {child.called} wants",
                "ask, and write it under `child_views:` in the child's own words",
            )
    if not data.get("participation"):
        yield scope.finding(
            record,
            ("for",),
            "PLAN-NO-PARTICIPATION",
            "the plan does not say who took part in making it, and how",
            "write it under `participation:`",
        )
    for number, one in enumerate(data.get("agreement", ())):
        if one["answer"] == "disagrees" and not one.get("agency_answer"):
            yield scope.finding(
                record,
                ("agreement", number),
                "PLAN-DISAGREEMENT-UNANSWERED",
                f"{case.call(one['person'])} disagrees and has no answer",
                "write under `agency_answer:` what changes because of it, or why not",
            )
    if data["kind"] == "child" and not data.get("permanency"):
        yield scope.finding(
            record,
            ("kind",),
            "PLAN-NO-PERMANENCY-GOAL",
            "a child's plan says where the child is to grow up: a first and a second choice",
            "write them under `permanency:` for each child",
        )
    for number, one in enumerate(data.get("permanency", ())):
        if one["primary"] == one["alternative"]:
            yield scope.finding(
                record,
                ("permanency", number, "alternative"),
                "PLAN-NO-PERMANENCY-GOAL",
                f"both choices are: {one['primary']}",
                "name another second choice, so that time is not lost if the first one fails",
            )
