"""The report of a review: each objective against its measure, what was said, what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casekit.documents.parts import say_contacts
from casekit.documents.reader import Reader
from casekit.documents.request import Request, Sheet
from casekit.documents.sheet import Block, pairs, quote, section, sections, table
from casekit.documents.words import mark
from casekit.errors import NotFound
from casekit.model.plans import iter_objectives
from casekit.model.records import Record

AUDIENCES = ("family", "team", "supervisor", "court", "child")
TITLE = mark("Review")


def build(reader: Reader, request: Request) -> Sheet:
    """A review, the newest one unless another is named; raises NotFound."""
    say = reader.tongue.say
    record = _choose(reader, request)
    seen = reader.see(record)
    ids = sorted(record.children)
    children = [child for child in reader.case.children if child.id in record.children]
    earlier = [
        r
        for r in reader.case.facts("review")
        if r.children & record.children and r.occurred.earliest < record.occurred.earliest
    ]
    since = earlier[-1].occurred.day if earlier else None
    return Sheet(
        title=say(TITLE),
        subtitle=say("for {names}", names=reader.name_all(ids)) if ids else "",
        facts=[
            (say("Held on"), seen.day),
            (say("Kind of review"), seen.choice("kind", "review")),
            (say("Took part"), reader.name_all(seen.data.get("participants", ()))),
            (say("The one before"), reader.see(earlier[-1]).day if earlier else ""),
            (say("Next review by"), seen.date("next_review_by")),
        ],
        sections=sections(
            section(say("What was reached"), _objectives(reader, record)),
            section(
                say("Visits since the last review"),
                say_contacts(reader, children, since, record.occurred.day),
            ),
            section(
                say("What was said"),
                *(
                    quote(
                        str(said.get("words", "")),
                        reader.name(str(said.get("person", ""))),
                        reader.translate(record, str(said.get("words", ""))),
                    )
                    for said in seen.data.get("feedback", ())
                ),
            ),
            section(
                say("What was decided"),
                pairs(
                    (say("Result"), seen.choice("result", "result of a review")),
                    (say("Because"), seen.text("reasons")),
                    (say("The work ends by"), seen.choice("end", "how the work ends")),
                ),
            ),
        ),
        signers=(say("Worker"), say("Supervisor")),
    )


def _choose(reader: Reader, request: Request) -> Record:
    wanted = request.record
    found = [
        r
        for r in reader.case.facts("review")
        if (wanted is None or r.id.endswith(wanted))
        and (not request.children or r.children & frozenset(request.children))
    ]
    if not found:
        raise NotFound(
            f"case {reader.case.number} has no such review",
            hint=f"hold one first: casekit review {reader.case.number}",
        )
    return found[-1]


def _objectives(reader: Reader, record: Record) -> Block | None:
    """Each objective that was judged, beside its measure and how it was at first."""
    say = reader.tongue.say
    rows = []
    for judged in record.data.get("objectives", ()):
        # One at a time, so that what is withheld cannot shift a judgement onto another objective.
        alone = record._replace(data={**record.data, "objectives": [judged]})
        shown: Mapping[str, Any] = next(iter(reader.see(alone).data.get("objectives", ())), {})
        plan = reader.case.find(str(judged["plan"]))
        words = _find_objective(reader, plan, str(judged["of"])) if plan else {}
        rows.append(
            (
                *(
                    reader.put_beside(str(words.get(key, "")), plan) if plan else ""
                    for key in ("objective", "measure", "baseline")
                ),
                str(shown.get("measured", "")),
                reader.tongue.choice(str(shown.get("status", "")), "objective"),
            )
        )
    return table(
        (say("Objective"), say("Measured by"), say("At first"), say("Now"), say("Came to")), rows
    )


def _find_objective(reader: Reader, plan: Record, name: str) -> Mapping[str, Any]:
    shown = plan._replace(data=reader.see(plan).data)
    return next((one for one in iter_objectives(shown) if one.get("id") == name), {})
