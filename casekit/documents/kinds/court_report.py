"""The report to a court: what has become of the children and of the plan since the last hearing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from casekit.documents.directions import put_together
from casekit.documents.parts import (
    say_assessments,
    say_contacts,
    say_family,
    say_family_time,
    say_findings,
    say_homes,
    say_order_duties,
    say_orders,
    say_people,
    say_services,
    within,
)
from casekit.documents.passport_part import say_passports
from casekit.documents.plan_part import list_plans, say_plans
from casekit.documents.reader import Reader, Seen
from casekit.documents.request import Request, Sheet
from casekit.documents.sheet import Block, heading, pairs, quote, section, sections
from casekit.documents.words import mark
from casekit.model.records import Person, Record

AUDIENCES = ("court", "team", "supervisor")
TITLE = mark("Report to the court")


def build(reader: Reader, request: Request) -> Sheet:
    """Everything since the last hearing, or since the agency removed a child or was called."""
    say = reader.tongue.say
    children = request.choose_children(reader.case)
    ids = [child.id for child in children]
    last = _find_last_hearing(reader, ids, request)
    since = request.since or (last.record.occurred.day if last else None)
    since = since or _find_beginning(reader)
    until = request.until or reader.today
    return Sheet(
        title=say(TITLE),
        subtitle=say("on {names}", names=reader.name_all(ids)),
        facts=_say_facts(reader, ids, last, since, until),
        sections=sections(
            section(
                say("The children and their family"),
                say_people(reader, children),
                say_family(reader, children),
            ),
            section(say("Legal status"), say_orders(reader, ids, until)),
            section(
                say("What the court ordered, and what became of it"), say_order_duties(reader, ids)
            ),
            section(say("Where the children have lived"), *_homes(reader, children, since, until)),
            section(
                say("Safety and risk"),
                say_assessments(reader, ids, since, until),
                heading(say("What is not safe")),
                say_findings(reader, "threats", ids),
                heading(say("Strengths of the family")),
                say_findings(reader, "strengths", ids),
            ),
            section(
                say("The plan, and how far it has come"),
                *say_plans(reader, ids),
            ),
            section(say("Services"), say_services(reader, ids)),
            section(
                say("Visits by the agency"),
                say_contacts(reader, children, since, until),
                heading(say("Time with the family")),
                say_family_time(reader, ids),
            ),
            section(
                say("Health and education"),
                *(block for child in children for block in say_passports(reader, child)),
            ),
            section(say("In their own words"), *_voices(reader, ids, since, until)),
            section(say("Where each child is to grow up"), *_permanency(reader, ids)),
            section(say("What the agency asks for"), *_recommendation(reader, ids)),
        ),
        signers=(say("Worker"), say("Supervisor")),
    )


def _find_last_hearing(reader: Reader, ids: list[str], request: Request) -> Seen | None:
    held = [
        seen
        for seen in reader.facts("hearing", about=ids)
        if seen.record.occurred.day < (request.until or reader.today)
    ]
    return held[-1] if held else None


def _find_beginning(reader: Reader) -> date | None:
    begun: list[Record] = [*reader.case.facts("apprehension", "report")]
    removed = [record for record in begun if record.kind == "apprehension"]
    first = (removed or begun)[:1]
    return first[0].occurred.day if first else None


def _say_facts(
    reader: Reader, ids: list[str], last: Seen | None, since: date | None, until: date
) -> list[tuple[str, str]]:
    courts = [seen.text("court") for seen in reader.facts("hearing", "order", about=ids)]
    say, tongue = reader.tongue.say, reader.tongue
    held = f"{last.choice('hearing')}, {last.day}" if last else ""
    window = {"since": tongue.day(since) if since else "", "until": tongue.day(until)}
    next_day = last.date("next_hearing_on") if last else ""
    return [
        (say("Court"), next((court for court in reversed(courts) if court), "")),
        (say("Last hearing"), held),
        (say("Next hearing"), next_day),
        (say("Tells of"), say("{since} to {until}", **window) if since else ""),
    ]


def _homes(
    reader: Reader, children: list[Person], since: date | None, until: date
) -> Iterator[Block | None]:
    for child in children:
        yield heading(reader.name(child.id))
        yield say_homes(reader, child, since, until)


def _voices(
    reader: Reader, ids: list[str], since: date | None, until: date
) -> Iterator[Block | None]:
    for plan in list_plans(reader.case, ids):
        seen = reader.see(plan)
        for view in seen.data.get("child_views", ()):
            words, child = str(view.get("words", "")), reader.name(str(view.get("child", "")))
            yield quote(words, child, reader.translate(plan, words))
        words = seen.text("family_words")
        yield quote(words, reader.tongue.say("The family"), reader.translate(plan, words))
    for seen in reader.facts("review", about=ids, where=lambda r: within(r, since, until)):
        for said in seen.data.get("feedback", ()):
            words = str(said.get("words", ""))
            who = put_together((reader.name(str(said.get("person", ""))), seen.day))
            yield quote(words, who, reader.translate(seen.record, words))


def _permanency(reader: Reader, ids: list[str]) -> Iterator[Block | None]:
    say, choice, of = reader.tongue.say, reader.tongue.choice, "permanency"
    for plan in list_plans(reader.case, ids):
        for goal in reader.see(plan).data.get("permanency", ()):
            yield heading(reader.name(str(goal.get("child", ""))))
            yield pairs(
                (say("What we are working for"), choice(str(goal.get("primary", "")), of)),
                (say("If that cannot be"), choice(str(goal.get("alternative", "")), of)),
            )


def _recommendation(reader: Reader, ids: list[str]) -> Iterator[Block | None]:
    say = reader.tongue.say
    newest = reader.newest("review", about=ids)
    if newest is not None:
        yield pairs(
            (say("The last review came to"), newest.choice("result", "result of a review")),
            (say("On"), newest.day),
            (say("Because"), newest.text("reasons")),
        )
