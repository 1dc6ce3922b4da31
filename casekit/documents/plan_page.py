"""One plan as a page: the plain data that every template of the plan gets, and nothing else.

A page holds only strings, lists, dicts and truth values. Every key is always there; what is absent
or withheld is an empty string or list, so a template need not know which of the two it was.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from casekit.documents.content_hash import stamp_page
from casekit.documents.directions import put_together
from casekit.documents.names import Names, name_all, name_one, read_names, replace_ids
from casekit.documents.plan_progress import read_progress, say_nothing_yet, show_day
from casekit.documents.projection import See, project
from casekit.documents.tongue import ENGLISH, Tongue
from casekit.documents.translated import Translations, read_translations, translate
from casekit.documents.words import LABELS, READERS, TITLES, mark
from casekit.errors import NotFound
from casekit.model.records import Case, Record

if TYPE_CHECKING:
    from casekit.records.schemas import SchemaSet

Item = dict[str, Any]


def build_plan_page(
    case: Case,
    plan_id: str,
    *,
    audience: str,
    schemas: SchemaSet,
    agency_name: str,
    workers: Mapping[str, str],
    version: str,
    printed_on: date,
    tongue: Tongue = ENGLISH,
    without: frozenset[str] = frozenset(),
) -> dict[str, Any]:
    """Bring together what an audience may read of a plan and of what became of it.

    `workers` gives the names of the agency's people by worker id; `without` are classes of
    information that a consent keeps from this receiver. Raises NotFound when the case has no such
    plan or it was voided, UnknownAudience.
    """
    record = next((plan for plan in case.facts("plan") if plan.id == plan_id), None)
    if record is None:
        raise NotFound(
            f"case {case.number} has no plan {plan_id} that counts",
            hint=f"see its plans with: casekit show {case.number}",
        )
    see = partial(project, audience=audience, schemas=schemas, without=without, case=case)
    plan = see(record.data, "plan")
    names = read_names(case, workers, tongue, see)
    progress = read_progress(case, plan_id, tongue, see)
    approvals = _read_approvals(case, plan_id, names, see)
    worker = _find_worker(case, plan, names, see)
    translations = read_translations(
        case, record, names, audience=audience, schemas=schemas, without=without
    )
    say = tongue.say
    page = {
        "language": tongue.code,
        "labels": {key: say(label) for key, label in LABELS.items()},
        "agency": agency_name,
        "title": say(TITLES.get(str(record.data["kind"]), mark("Plan"))),
        "subtitle": _subtitle(names, plan),
        "banner": say("Confidential. Copy for {reader}.", reader=say(READERS[audience])),
        "facts": _facts(case, record, plan, names, worker),
        "approved": bool(approvals),
        "approvals": [line for approval in approvals for line in approval["lines"]]
        or [say("Not yet approved by a supervisor")],
        "ended": _read_end(case, plan_id, tongue, see),
        "threats": [_threat(threat, names, translations) for threat in plan.get("threats", ())],
        "child_views": _child_views(plan, names, translations),
        "family_words": plan.get("family_words", ""),
        "family_words_translation": translate(plan.get("family_words", ""), translations),
        "permanency": _permanency(plan, names),
        "goals": [
            _goal(goal, place, names, progress, translations)
            for place, goal in enumerate(plan.get("goals", ()), start=1)
            if goal.get("goal")
        ],
        "participation": [
            {"person": name_one(names, part.get("person", "")), "how": part.get("how", "")}
            for part in plan.get("participation", ())
        ],
        "agreement": _agreement(record, plan, names, translations),
        "copies": [_copy(copy, names) for copy in plan.get("copies", ())],
        "signatures": _signatures(case, plan, names, worker, approvals),
        "case": case.number,
        "version": version,
    }
    named: dict[str, Any] = replace_ids(names, page)
    return stamp_page(named, case.number, version, printed_on, tongue)


def _subtitle(names: Names, plan: Item) -> str:
    people = plan.get("for") or plan.get("children", ())
    return names.tongue.say("for {names}", names=name_all(names, people)) if people else ""


def _find_worker(case: Case, plan: Item, names: Names, see: See) -> str:
    """The worker the reader can turn to: the case manager, before one is named the intake worker.

    Where nobody is assigned yet, who wrote the plan down.
    """
    assigned = {}
    for record in case.facts("assignment"):
        seen = see(record.data, "assignment")
        if "worker" in seen:
            assigned[seen.get("role")] = seen["worker"]
    worker = assigned.get("case manager") or assigned.get("intake worker")
    return name_one(names, worker or plan.get("recorded_by", ""))


def _facts(case: Case, record: Record, plan: Item, names: Names, worker: str) -> list[Item]:
    """The head of the document: label and value, empty ones left out."""
    tongue, say = names.tongue, names.tongue.say
    facts = [
        (say("Case"), case.number),
        (say("Children"), name_all(names, plan.get("children", ()))),
        (say("Worker"), worker),
        (say("Made on"), show_day(record, plan, tongue)),
        (say("Period"), tongue.period(plan.get("from", ""), plan.get("until", ""))),
        (say("We look at it again by"), tongue.date(plan.get("review_by", ""))),
        (say("Language"), tongue.note),
    ]
    return [{"label": label, "value": value} for label, value in facts if value]


def _read_approvals(case: Case, plan_id: str, names: Names, see: See) -> list[Item]:
    """Who approved the plan and when, oldest first; which plan it names is a link, not text."""
    approvals = []
    tongue = names.tongue
    for record in case.facts("approval"):
        if plan_id not in record.data["approves"]:
            continue
        seen = see(record.data, "approval")
        who = name_one(names, seen["approved_by"]) if "approved_by" in seen else ""
        on = show_day(record, seen, tongue)
        lines = [_say_approval(tongue, who, on)]
        if seen.get("conditions"):
            lines.append(tongue.label(tongue.say("On condition"), str(seen["conditions"])))
        approvals.append({"who": who, "on": on, "lines": lines})
    return approvals


def _say_approval(tongue: Tongue, who: str, on: str) -> str:
    who = who or tongue.say("a supervisor")
    if on:
        return tongue.say("Approved by {who} on {day}", who=who, day=on)
    return tongue.say("Approved by {who}", who=who)


def _read_end(case: Case, plan_id: str, tongue: Tongue, see: See) -> str:
    """A sentence that the plan no longer holds, or nothing: nobody should act on an old plan."""
    for record in case.facts("plan-end"):
        if record.data["plan"] == plan_id:
            seen = see(record.data, "plan-end")
            on = show_day(record, seen, tongue)
            say = tongue.say
            ended = say("This plan ended on {day}", day=on) if on else say("This plan ended")
            why = tongue.word(str(seen.get("reason", "")), "end of a plan")
            return tongue.label(ended, why) if why else ended
    return ""


def _threat(threat: Item, names: Names, translations: Translations) -> Item:
    return {
        "threat": threat.get("threat", ""),
        "children": name_all(names, threat.get("children", ())),
        "actions": [
            {
                "who": name_all(names, action.get("who", "")),
                "does": action.get("does", ""),
                "translation": translate(action.get("does", ""), translations),
                "when": action.get("when", ""),
                "watched": action.get("watched", ""),
            }
            for action in threat.get("actions", ())
        ],
    }


def _child_views(plan: Item, names: Names, translations: Translations) -> list[Item]:
    return [
        {
            "child": name_one(names, view.get("child", "")),
            "words": view["words"],
            "translation": translate(view["words"], translations),
            "how": view.get("how", ""),
        }
        for view in plan.get("child_views", ())
        if view.get("words")
    ]


def _permanency(plan: Item, names: Names) -> list[Item]:
    tongue, of = names.tongue, "permanency in plain words"
    return [
        {
            "child": name_one(names, goal.get("child", "")),
            "primary": tongue.choice(goal.get("primary", ""), of),
            "alternative": tongue.choice(goal.get("alternative", ""), of),
        }
        for goal in plan.get("permanency", ())
    ]


def _goal(
    goal: Item,
    place: int,
    names: Names,
    progress: Mapping[str, Item],
    translations: Translations,
) -> Item:
    number = _number(goal, str(place))
    return {
        "number": number,
        "goal": goal["goal"],
        "translation": translate(goal["goal"], translations),
        "why": goal.get("why", ""),
        "why_translation": translate(goal.get("why", ""), translations),
        "now": progress.get(goal.get("id", "")) or say_nothing_yet(names.tongue) | {"status": ""},
        "objectives": [
            _objective(objective, f"{number}.{nth}", names, progress, translations)
            for nth, objective in enumerate(goal.get("objectives", ()), start=1)
            if objective.get("objective")
        ],
    }


def _objective(
    objective: Item,
    place: str,
    names: Names,
    progress: Mapping[str, Item],
    translations: Translations,
) -> Item:
    tongue = names.tongue
    nothing = say_nothing_yet(tongue)
    return {
        "number": _number(objective, place),
        "objective": objective["objective"],
        "translation": translate(objective["objective"], translations),
        "measure": objective.get("measure", ""),
        "measure_translation": translate(objective.get("measure", ""), translations),
        "baseline": objective.get("baseline", ""),
        "baseline_translation": translate(objective.get("baseline", ""), translations),
        "target_date": tongue.date(objective.get("target_date", "")),
        "now": progress.get(objective.get("id", "")) or nothing,
        "activities": [
            {
                "what": activity.get("what", ""),
                "translation": translate(activity.get("what", ""), translations),
                "who": name_all(names, activity.get("who", ())),
                "where": activity.get("where", ""),
                "how": activity.get("how", ""),
                "when": activity.get("when", ""),
                "due": _say_due(tongue, activity),
                "now": progress.get(activity.get("id", "")) or nothing | {"status": ""},
            }
            for activity in objective.get("activities", ())
        ],
    }


def _say_due(tongue: Tongue, activity: Item) -> str:
    due = tongue.date(activity.get("due_on", ""))
    return tongue.say("by {day}", day=due) if due else ""


def _number(item: Item, place: str) -> str:
    """`G1.O2` reads `1.2`: by its id, so that every reader's copy has the same numbers."""
    return ".".join(re.findall("[0-9]+", item.get("id", ""))) or place


def _agreement(record: Record, plan: Item, names: Names, translations: Translations) -> list[Item]:
    answered = {
        given["person"] for given in record.data.get("agreement", ()) if given.get("agency_answer")
    }
    answers = []
    for given in plan.get("agreement", ()):
        agency_answer = given.get("agency_answer", "")
        if given.get("answer") == "disagrees" and given.get("person") not in answered:
            agency_answer = names.tongue.say("The agency has not answered this yet.")
        answers.append(
            {
                "person": name_one(names, given.get("person", "")),
                "answer": names.tongue.word(given.get("answer", ""), "answer"),
                "words": given.get("words", ""),
                "translation": translate(given.get("words", ""), translations),
                "agency_answer": agency_answer,
            }
        )
    return answers


def _copy(copy: Item, names: Names) -> str:
    tongue, say = names.tongue, names.tongue.say
    parts = [name_one(names, copy.get("to", ""))]
    if copy.get("language"):
        parts.append(say("in {language}", language=copy["language"]))
    if copy.get("given_on"):
        parts.append(say("given on {day}", day=tongue.date(copy["given_on"])))
    if copy.get("read_in"):
        parts.append(say("read aloud in {language}", language=copy["read_in"]))
    return put_together(parts)


def _signatures(
    case: Case, plan: Item, names: Names, worker: str, approvals: list[Item]
) -> list[Item]:
    """A line for everybody who was asked or whose plan it is, the worker and the supervisor.

    Children sign where somebody wrote down that they were asked.
    """
    tongue, say = names.tongue, names.tongue.say
    lines = [
        {
            "name": name_one(names, given.get("person", "")),
            "role": "",
            "signed": say("Signed on {day}", day=tongue.date(given["signed_on"]))
            if "signed_on" in given
            else "",
        }
        for given in plan.get("agreement", ())
        if given.get("answer") != "not asked"
    ]
    asked = {given.get("person") for given in plan.get("agreement", ())}
    lines += [
        {"name": person.called, "role": "", "signed": ""}
        for one in plan.get("for", ())
        if one not in asked
        and (person := case.person(one)) is not None
        and person.role != "child"
        and names.people.get(one) == person.called
    ]
    lines.append({"name": worker, "role": say("Worker"), "signed": ""})
    newest = approvals[-1] if approvals else {"who": "", "on": ""}
    approved = say("Approved on {day}", day=newest["on"]) if newest["on"] else ""
    lines.append({"name": newest["who"], "role": say("Supervisor"), "signed": approved})
    return lines
