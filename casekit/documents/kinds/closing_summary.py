"""How the work ended: why, what was reached, what is there from now on, and what was left open."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.documents.parts import say_services
from casekit.documents.plan_part import say_all_goals
from casekit.documents.reader import Reader
from casekit.documents.request import Request, Sheet
from casekit.documents.sheet import Block, pairs, section, sections, table, text
from casekit.documents.tongue import capitalize
from casekit.documents.words import mark
from casekit.errors import NotFound
from casekit.model.plans import casework_plans
from casekit.model.records import Record

AUDIENCES = ("family", "team", "supervisor", "court", "child")
TITLE = mark("How our work together ended")


def build(reader: Reader, request: Request) -> Sheet:
    """A closing, the newest unless another is named; raises NotFound."""
    say = reader.tongue.say
    record = _choose(reader, request)
    seen = reader.see(record)
    children = sorted(record.children)
    return Sheet(
        title=say(TITLE),
        subtitle=say("for {names}", names=reader.name_all(children)),
        facts=[
            (say("Ended on"), seen.day),
            (say("Because"), seen.choice("reason", "end of the work")),
            (say("Approved by"), _approved_by(reader, record)),
        ],
        sections=sections(
            section(say("In short"), text(seen.text("summary"))),
            section(say("What was reached"), *_goals(reader, record)),
            section(say("What is there from now on"), text(seen.text("aftercare"))),
            section(say("Services"), say_services(reader, children)),
            section(
                say("What was left open, and why"),
                table(
                    (say("What"), say("Why it may stay open")),
                    [
                        (capitalize(str(gate.get("gate", ""))), str(gate.get("reason", "")))
                        for gate in seen.data.get("unmet_gates", ())
                    ],
                ),
            ),
            section(say("What we learned"), pairs((say("Lessons"), seen.text("lessons")))),
        ),
        signers=(say("Worker"), say("Supervisor")),
    )


def _choose(reader: Reader, request: Request) -> Record:
    found = [
        r
        for r in reader.case.facts("closing")
        if (request.record is None or r.id.endswith(request.record))
        and (not request.children or r.children & frozenset(request.children))
    ]
    if not found:
        raise NotFound(
            f"case {reader.case.number} is not closed",
            hint=f"what stands in the way: casekit process {reader.case.number}",
        )
    return found[-1]


def _approved_by(reader: Reader, record: Record) -> str:
    for seen in reader.facts("approval"):
        if seen.record.data["scope"] == "closing" and record.id in seen.record.data["approves"]:
            return reader.name(seen.text("approved_by"))
    return ""


def _goals(reader: Reader, record: Record) -> Iterator[Block | None]:
    """The goals of the last plans that nothing replaced."""
    plans = casework_plans(reader.case, record.children)
    replaced = {plan.data.get("supersedes") for plan in plans}
    last = [
        plan
        for plan in plans
        if plan.id not in replaced and plan.occurred.earliest <= record.occurred.latest
    ]
    yield from say_all_goals(reader, last)
