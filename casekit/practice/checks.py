"""What is right beyond the form: plain functions from a loaded case to findings.

A check never writes and never raises for what it finds. Each takes the case as it is, or as it
would become, so that the same check serves `casekit check` and every recording command.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from casekit.model.findings import Finding, sort_findings
from casekit.model.ids import has_right_check_symbol
from casekit.model.plans import casework_plans, plan_item_ids
from casekit.model.records import Record
from casekit.practice.births import check_birth
from casekit.practice.consistency import (
    check_agreement,
    check_born,
    check_conclusion,
    check_instrument,
    check_named_twice,
    check_needs,
    check_plan_dates,
    check_planned_day,
    check_proven,
    check_sequence,
    check_signed,
    check_spans,
    check_status_words,
    find_undecided,
)
from casekit.practice.places import check_place, check_placed
from casekit.practice.plan_blanks import check_blanks
from casekit.practice.scope import Scope
from casekit.practice.translations import check_translation
from casekit.records.annotations import iter_annotated
from casekit.records.document import Keys

Check = Callable[[Scope, Record], Iterator[Finding]]


def check_case(scope: Scope, only: frozenset[str] | None = None) -> tuple[Finding, ...]:
    """Run every check over the records of a case, or over those with the ids in `only`."""
    found = [
        finding
        for record in scope.loaded.case.records
        if only is None or record.id in only
        for check in CHECKS
        for finding in check(scope, record)
    ]
    if only is None:
        found.extend(_check_number(scope))
        found.extend(_find_ids_twice(scope))
        found.extend(check_placed(scope))
        found.extend(find_undecided(scope))
        # Only who checks a whole case asks what two clones recorded against each other.
        from casekit.practice.collisions import find_collisions

        found.extend(find_collisions(scope))
    return sort_findings(found)


def check_references(scope: Scope, record: Record) -> Iterator[Finding]:
    """Every person, worker and record that is referred to exists."""
    case = scope.loaded.case
    for keys, value, target in iter_annotated(
        record.data, record.kind, scope.schemas, "x-refers-to"
    ):
        if target in (None, "case"):
            continue  # refers to nothing, or to a case that may lie in another workspace
        if target == "worker":
            if scope.agency.worker(value) is None:
                yield scope.finding(
                    record,
                    keys,
                    "WORKER-UNKNOWN",
                    f"`{value}` is nobody in agency.yaml",
                    "write the id of one of the people there, or add the person",
                )
            continue
        other = case.find(value)
        if other is None and _is_unread(scope, value):
            continue  # it is there; why it cannot be read is told at its own place
        if other is None:
            code = "PERSON-UNKNOWN" if target == "person" else "RECORD-UNKNOWN"
            thing = "record" if target == "record" else target
            yield scope.finding(
                record,
                keys,
                code,
                f"there is no {thing} `{value}` in case {case.number}",
                f"see who there is: casekit show {case.number}; the ids of records: casekit "
                f"chronology {case.number} --format tsv",
            )
        elif target not in ("record", other.kind):
            yield scope.finding(
                record,
                keys,
                "RECORD-KIND-DIFFERS",
                f"`{value}` is a {other.kind} record; a record of kind {target} belongs here",
                f"find its id: casekit chronology {case.number} --kind {target} --format tsv",
            )


def _is_unread(scope: Scope, record_id: str) -> bool:
    return any(f.path.endswith(f"/{record_id}.yaml") for f in scope.loaded.findings)


def check_future(scope: Scope, record: Record) -> Iterator[Finding]:
    """Nothing happened later than now, and nothing was written down before it happened."""
    key = "occurred_at" if "occurred_at" in record.data else "occurred_on"
    if key not in record.data:
        return
    if record.occurred.earliest > scope.now:
        yield scope.finding(
            record,
            (key,),
            "OCCURRED-IN-FUTURE",
            f"{record.data[key]} lies in the future",
            "record what has happened; plan what has not",
        )
    elif record.occurred.earliest > record.recorded_at:
        yield scope.finding(
            record,
            (key,),
            "RECORDED-TOO-EARLY",
            f"it was written down at {record.data['recorded_at']}, before it happened",
            "correct whichever of the two is wrong",
        )


def check_children(scope: Scope, record: Record) -> Iterator[Finding]:
    """Who is named as a child is one."""
    children = {p.id for p in scope.loaded.case.people if p.role == "child"}
    known = {p.id for p in scope.loaded.case.people}
    for key in ("children", "seen", "seen_alone"):
        for number, person in enumerate(record.data.get(key, ())):
            if person in known and person not in children:
                yield scope.finding(
                    record,
                    (key, number),
                    "CHILD-IS-ADULT",
                    "who is named here is not a child of this case",
                    "put adults under `with`" if key != "children" else None,
                )


def check_contact(scope: Scope, record: Record) -> Iterator[Finding]:
    """A child seen alone was seen; an attempt saw nobody and says why it failed."""
    if record.kind != "contact":
        return
    data = record.data
    for number, child in enumerate(data.get("seen_alone", ())):
        if child not in data.get("seen", ()):
            yield scope.finding(
                record,
                ("seen_alone", number),
                "SEEN-ALONE-NOT-SEEN",
                "a child seen alone must also be named under `seen`",
                "name the child under `seen:` too, or take it out here",
            )
    if data["made"] == "attempted":
        if data.get("seen"):
            yield scope.finding(
                record,
                ("seen",),
                "ATTEMPT-SAW-CHILD",
                "an attempted contact saw nobody",
                "write `made: completed`, or leave `seen` out",
            )
        if "reason" not in data:
            yield scope.finding(
                record,
                (),
                "ATTEMPT-WITHOUT-REASON",
                "an attempted contact says why it was not made",
                "add `reason:`",
            )
    if data.get("seen") and data["mode"] != "in person":
        yield scope.finding(
            record,
            ("seen",),
            "SEEN-NOT-IN-PERSON",
            "a child is seen only when somebody is there in person",
            "name who took part under `with`",
        )


def check_screening(scope: Scope, record: Record) -> Iterator[Finding]:
    """A report that is screened in gets a limit for the first response; a link leads to a case."""
    if record.kind != "screening":
        return
    data = record.data
    if data["result"] == "screened in" and "respond_within" not in data:
        yield scope.finding(
            record,
            ("priority",),
            "SCREENING-WITHOUT-LIMIT",
            "the screening does not say how soon every child must be seen",
            "add `respond_within:` with a length of time, such as 24 hours or 5 working days",
        )
    linked = data.get("linked_case", scope.loaded.case.number)
    if data["result"] == "linked to open case" and linked == scope.loaded.case.number:
        yield scope.finding(
            record,
            ("linked_case",) if "linked_case" in data else ("result",),
            "SCREENING-LINKS-NOWHERE",
            "the report is linked to no other case, so nobody would answer it",
            "name the open case under `linked_case:`; what lies in the open case is screened in",
        )


def check_plan_ids(scope: Scope, record: Record) -> Iterator[Finding]:
    """Ids in a plan say where they belong: G1, G1.O2, G1.O2.A1, each once."""
    if record.kind != "plan":
        return
    for g, goal in enumerate(record.data.get("goals", ())):
        yield from _check_id(scope, record, ("goals", g), goal["id"], "G")
        for o, objective in enumerate(goal.get("objectives", ())):
            keys: Keys = ("goals", g, "objectives", o)
            yield from _check_id(scope, record, keys, objective["id"], f"{goal['id']}.O")
            for a, activity in enumerate(objective.get("activities", ())):
                place = (*keys, "activities", a)
                yield from _check_id(scope, record, place, activity["id"], f"{objective['id']}.A")


def _check_id(
    scope: Scope, record: Record, keys: Keys, written: str, prefix: str
) -> Iterator[Finding]:
    siblings: Any = record.data
    for key in keys[:-1]:
        siblings = siblings[key]
    ids = [item["id"] for item in siblings]
    rest = written.removeprefix(prefix)
    if not written.startswith(prefix) or not rest.isdecimal():
        yield scope.finding(
            record,
            (*keys, "id"),
            "PLAN-ID",
            f"`{written}` does not say where it belongs",
            f"write {prefix} and a number, such as {prefix}1",
        )
    elif ids.count(written) > 1 and ids.index(written) != keys[-1]:
        yield scope.finding(
            record,
            (*keys, "id"),
            "PLAN-ID-TWICE",
            f"`{written}` stands in the plan twice",
            "give the newer of the two the next free number, and what belongs to it as well",
        )


def check_plan_items(scope: Scope, record: Record) -> Iterator[Finding]:
    """Progress and reviews speak of goals, objectives and activities that their plan has."""
    said: list[tuple[Keys, str, str]] = []
    if record.kind == "progress":
        said.append((("of",), record.data["plan"], record.data["of"]))
    if record.kind == "review":
        said.extend(
            (("objectives", n, "of"), item["plan"], item["of"])
            for n, item in enumerate(record.data.get("objectives", ()))
        )
    for keys, plan_id, item in said:
        plan = scope.loaded.case.find(plan_id)
        if plan is not None and plan.kind == "plan" and item not in plan_item_ids(plan):
            yield scope.finding(
                record,
                keys,
                "PLAN-ITEM-UNKNOWN",
                f"plan {plan_id} has no `{item}`",
                f"it has: {', '.join(sorted(plan_item_ids(plan))) or 'no goals yet'}",
            )


def check_review(scope: Scope, record: Record) -> Iterator[Finding]:
    """A review looks at plans, but for an initial conference and the end of what had none."""
    if record.kind != "review" or record.data["plans"]:
        return
    kind = record.data["kind"]
    before = [
        plan
        for plan in casework_plans(scope.loaded.case, record.children)
        if plan.occurred.day <= record.occurred.day
    ]
    if kind != "initial conference" and (kind != "closing" or before):
        yield scope.finding(
            record,
            ("plans",),
            "REVIEW-WITHOUT-PLAN",
            "the review names no plan that it looked at",
            "name the plans under `plans:`; a meeting without one is recorded with: "
            f"casekit meeting {scope.loaded.case.number}",
        )


def check_file_name(scope: Scope, record: Record) -> Iterator[Finding]:
    """The file is called by the record's id, which never changes."""
    name = record.path.rpartition("/")[2]
    if record.kind == "tombstone":
        return  # there is one for a case, under a name of its own
    if name != f"{record.id}.yaml":
        yield scope.finding(
            record,
            ("id",),
            "FILE-NAME-DIFFERS",
            f"the file is called {name} but its record is {record.id}",
            f"rename the file to {record.id}.yaml",
        )


def check_release(scope: Scope, record: Record) -> Iterator[Finding]:
    """What is withheld leaves by a supervisor's decision, or not at all."""
    if record.kind != "release":
        return
    worker = scope.agency.worker(record.recorded_by)
    if worker is None or not worker.holds("supervisor", record.occurred.day):
        yield scope.finding(
            record,
            ("recorded_by",),
            "RELEASE-BY-NOBODY",
            f"{record.recorded_by} was no supervisor on that day, so this lets nothing through",
            "a supervisor decides anew: casekit release; give this one `voided:`",
        )


def check_tombstone(scope: Scope, record: Record) -> Iterator[Finding]:
    """What was decided about a case file is signed by who decided."""
    if record.kind == "tombstone":
        from casekit.workspace.tombstones import judge_signature

        yield from judge_signature(record, scope.agency)


def _check_number(scope: Scope) -> Iterator[Finding]:
    case = scope.loaded.case
    if not has_right_check_symbol(case.number):
        yield Finding(
            code="CASE-NUMBER",
            message=f"the last symbol of {case.number} does not fit the others",
            path=f"{case.path}/case.yaml",
            hint="the folder or the number was mistyped; history has the right one: casekit log",
        )


def _find_ids_twice(scope: Scope) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for record in scope.loaded.case.records:
        if record.id in seen:
            yield scope.finding(
                record,
                ("id",),
                "ID-TWICE",
                f"{record.id} is also the id of {seen[record.id]}",
                "give the newer of the two a new id and file name",
            )
        seen.setdefault(record.id, record.path)


CHECKS: tuple[Check, ...] = (
    check_file_name,
    check_references,
    check_future,
    check_proven,
    check_birth,
    check_children,
    check_contact,
    check_screening,
    check_plan_ids,
    check_plan_items,
    check_review,
    check_sequence,
    check_signed,
    check_conclusion,
    check_agreement,
    check_planned_day,
    check_spans,
    check_plan_dates,
    check_born,
    check_needs,
    check_blanks,
    check_status_words,
    check_instrument,
    check_named_twice,
    check_place,
    check_release,
    check_tombstone,
    check_translation,
)
