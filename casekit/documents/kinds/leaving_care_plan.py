"""The plan of a young person who leaves care: what is in hand, what is still to come, who helps."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.documents.parts import say_consents, say_orders, say_team
from casekit.documents.passport_part import say_passports
from casekit.documents.plan_part import list_plans, say_all_goals
from casekit.documents.reader import Reader
from casekit.documents.request import Request, Sheet
from casekit.documents.sheet import Block, heading, items, quote, section, sections
from casekit.documents.words import mark
from casekit.errors import NotFound, UsageFault
from casekit.model.records import Person

AUDIENCES = ("child", "team", "supervisor", "carer", "court")
TITLE = mark("Leaving care")
_KINDS = ("transition", "aftercare")


def build(reader: Reader, request: Request) -> Sheet:
    """Of one young person with such a plan; raises NotFound and UsageFault."""
    say = reader.tongue.say
    person = _choose(reader, request)
    plans = list_plans(reader.case, [person.id], _KINDS)
    # Brothers may share a plan; where one has a plan of his own, that is his page.
    plans = [plan for plan in plans if person.id in plan.data["for"]] or plans
    return Sheet(
        title=say(TITLE),
        subtitle=reader.name(person.id),
        facts=[
            (say("Plan of"), ", ".join(day for plan in plans if (day := reader.see(plan).day))),
            (
                say("Next look at it"),
                ", ".join(filter(None, (reader.see(p).date("review_by") for p in plans))),
            ),
        ],
        sections=sections(
            section(say("What I say"), *_words(reader, person)),
            section(say("What is in hand"), *_checklist(reader, person)),
            section(
                say("What I want to reach"),
                *say_all_goals(reader, plans),
            ),
            section(
                say("What was agreed with the agency"),
                say_orders(reader, [person.id], reader.today),
            ),
            section(say("Who helps me"), say_team(reader)),
            section(say("My health and my education"), *say_passports(reader, person)),
            section(say("What I agreed to"), say_consents(reader)),
        ),
        signers=(reader.name(person.id), say("Worker")),
    )


def _choose(reader: Reader, request: Request) -> Person:
    found = [
        child
        for child in request.choose_children(reader.case)
        if list_plans(reader.case, [child.id], _KINDS)
    ]
    if not found:
        raise NotFound(
            f"nobody in case {reader.case.number} has a plan for leaving care in force",
            hint=f"make one: casekit plan {reader.case.number} --kind transition",
        )
    if len(found) > 1:
        raise UsageFault(
            f"{len(found)} young people have such a plan",
            hint="say whose: " + ", ".join(f"--child {child.called}" for child in found),
        )
    return found[0]


def _words(reader: Reader, person: Person) -> Iterator[Block | None]:
    for plan in list_plans(reader.case, [person.id], _KINDS):
        for view in reader.see(plan).data.get("child_views", ()):
            if view.get("child") == person.id:
                words = str(view.get("words", ""))
                yield quote(words, reader.name(person.id), reader.translate(plan, words))


def _checklist(reader: Reader, person: Person) -> Iterator[Block | None]:
    """The newest assessment of readiness: its strengths, and what is still needed."""
    say = reader.tongue.say
    done = [
        seen
        for seen in reader.facts("assessment", about=[person.id])
        if seen.record.data["instrument"] == "transition survey"
    ]
    for seen in done[-1:]:
        yield items(str(one.get("strength", "")) for one in seen.data.get("strengths", ()))
        yield heading(say("Still to come"))
        yield items(str(one.get("need", "")) for one in seen.data.get("needs", ()))
        yield heading(seen.choice("conclusion"))
