"""The whole of a case for those who work on it: people, danger, law, goals, services, meetings."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.documents.directions import put_together
from casekit.documents.parts import (
    say_assessments,
    say_consents,
    say_contacts,
    say_family,
    say_family_time,
    say_findings,
    say_homes,
    say_order_duties,
    say_orders,
    say_people,
    say_services,
    say_team,
)
from casekit.documents.picture_part import show_course, show_family
from casekit.documents.plan_part import list_plans, say_plans
from casekit.documents.reader import Reader
from casekit.documents.request import Request, Sheet
from casekit.documents.sheet import Block, heading, items, section, sections, table
from casekit.documents.words import mark
from casekit.model.agreed import plans_to_meet
from casekit.model.schedules import find_next

AUDIENCES = ("team", "supervisor")
TITLE = mark("Case plan")


def build(reader: Reader, request: Request) -> Sheet:
    """Everything that holds now, on one paper."""
    say = reader.tongue.say
    children = request.choose_children(reader.case)
    ids = [child.id for child in children]
    return Sheet(
        title=say(TITLE),
        subtitle=say("for {names}", names=reader.name_all(ids)) if ids else "",
        facts=[(say("Risk"), _say_risk(reader, ids))],
        sections=sections(
            section(say("What has happened"), show_course(reader)),
            section(
                say("The children and their family"),
                say_people(reader, children),
                say_family(reader, children),
                show_family(reader),
                heading(say("What to know before a visit")),
                *_before_contact(reader),
            ),
            section(
                say("Safety"),
                heading(say("What is not safe")),
                say_findings(reader, "threats", ids),
                heading(say("Who does what about it")),
                *_safety_plans(reader, ids),
                heading(say("What was judged")),
                say_assessments(reader, ids, None, None),
            ),
            section(
                say("Legal status"),
                say_orders(reader, ids, reader.today),
                say_order_duties(reader, ids),
            ),
            section(
                say("Where the children have lived"),
                *(
                    block
                    for child in children
                    for block in (heading(reader.name(child.id)), say_homes(reader, child))
                ),
            ),
            section(
                say("Needs and strengths"),
                heading(say("Needs")),
                say_findings(reader, "needs", ids),
                heading(say("Causes")),
                say_findings(reader, "causes", ids),
                heading(say("Strengths")),
                say_findings(reader, "strengths", ids),
            ),
            section(
                say("Goals"),
                *say_plans(reader, ids),
            ),
            section(say("Services"), say_services(reader, ids)),
            section(say("Visits"), say_contacts(reader, children, None, None), _planned(reader)),
            section(say("Time with the family"), say_family_time(reader, ids)),
            section(say("Who works with the family"), say_team(reader)),
            section(say("Consents"), say_consents(reader)),
        ),
        signers=(say("Worker"), say("Supervisor")),
    )


def _say_risk(reader: Reader, ids: list[str]) -> str:
    newest: dict[str, str] = {}
    for seen in reader.facts("risk", "assessment", about=ids):
        if seen.text("risk"):
            for child in seen.record.children or ids:
                newest[child] = reader.tongue.word(seen.text("risk"), "risk")
    said = dict.fromkeys(
        reader.tongue.label(reader.name(child), newest[child]) for child in ids if child in newest
    )
    return put_together(said)


def _before_contact(reader: Reader) -> Iterator[Block | None]:
    say = reader.tongue.say
    rows = []
    for person in reader.case.people:
        seen = reader.person(person)
        told = seen.data.get("before_contact", {}) if seen else {}
        for key, value in told.items():
            words = value if isinstance(value, str) else _say_list(value)
            rows.append(
                (
                    reader.name(person.id),
                    reader.tongue.choice(key.replace("_", " "), "before a visit"),
                    words,
                )
            )
    yield table((say("Who"), say("About"), say("In words")), rows)


def _say_list(values: list[object]) -> str:
    said = []
    for value in values:
        if isinstance(value, dict):
            said.append(put_together(str(part) for part in value.values()))
        else:
            said.append(str(value))
    return put_together(said, "; ")


def _safety_plans(reader: Reader, ids: list[str]) -> Iterator[Block | None]:
    say = reader.tongue.say
    for plan in list_plans(reader.case, ids, ("safety",)):
        rows = [
            (
                str(threat.get("threat", "")),
                str(action.get("who", "")),
                reader.put_beside(str(action.get("does", "")), plan),
                str(action.get("when", "")),
            )
            for threat in reader.see(plan).data.get("threats", ())
            for action in threat.get("actions", ())
        ]
        yield table((say("What is not safe"), say("Who"), say("Does what"), say("When")), rows)


def _planned(reader: Reader) -> Block | None:
    said = []
    for plan in plans_to_meet(reader.case):
        seen = reader.see(plan)
        coming = find_next(reader.case, plan, reader.today)
        if coming is not None and seen.text("planned_for"):
            who = reader.tongue.say(
                "{who} with {names}",
                who=reader.name(seen.text("by")),
                names=reader.name_all(seen.data.get("with", ())),
            )
            every = reader.tongue.every(seen.text("every"))
            line = put_together((who, every))
            said.append(reader.tongue.label(reader.tongue.day(coming), line))
    return items(said)
