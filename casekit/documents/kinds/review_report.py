"""The report of a review: each objective against its measure, what was said, what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casekit.documents.parts import say_choice, say_contacts
from casekit.documents.reader import Reader
from casekit.documents.request import Request, Sheet
from casekit.documents.sheet import Block, pairs, quote, section, sections, table
from casekit.errors import NotFound
from casekit.model.plans import iter_objectives
from casekit.model.records import Record

AUDIENCES = ("family", "team", "supervisor", "court", "child")
TITLE = "Review"


def build(reader: Reader, request: Request) -> Sheet:
    """A review, the newest one unless another is named; raises NotFound."""
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
        title=TITLE,
        subtitle=f"for {reader.name_all(ids)}" if ids else "",
        facts=[
            ("Held on", seen.day),
            ("Kind of review", say_choice(seen.text("kind"))),
            ("Took part", reader.name_all(seen.data.get("participants", ()))),
            ("The one before", reader.see(earlier[-1]).day if earlier else ""),
            ("Next review by", seen.date("next_review_by")),
        ],
        sections=sections(
            section("What was reached", _objectives(reader, record)),
            section(
                "Visits since the last review",
                say_contacts(reader, children, since, record.occurred.day),
            ),
            section(
                "What was said",
                *(
                    quote(str(said.get("words", "")), reader.name(str(said.get("person", ""))))
                    for said in seen.data.get("feedback", ())
                ),
            ),
            section(
                "What was decided",
                pairs(
                    ("Result", say_choice(seen.text("result"))),
                    ("Because", seen.text("reasons")),
                    ("The work ends by", say_choice(seen.text("end"))),
                ),
            ),
        ),
        signers=("Worker", "Supervisor"),
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
    rows = []
    for judged in record.data.get("objectives", ()):
        # One at a time, so that what is withheld cannot shift a judgement onto another objective.
        alone = record._replace(data={**record.data, "objectives": [judged]})
        shown: Mapping[str, Any] = next(iter(reader.see(alone).data.get("objectives", ())), {})
        words = _find_objective(reader, str(judged["plan"]), str(judged["of"]))
        rows.append(
            (
                str(words.get("objective", "")),
                str(words.get("measure", "")),
                str(words.get("baseline", "")),
                str(shown.get("measured", "")),
                say_choice(str(shown.get("status", ""))),
            )
        )
    return table(("Objective", "Measured by", "At first", "Now", "Came to"), rows)


def _find_objective(reader: Reader, plan_id: str, name: str) -> Mapping[str, Any]:
    plan = reader.case.find(plan_id)
    if plan is None:
        return {}
    shown = plan._replace(data=reader.see(plan).data)
    return next((one for one in iter_objectives(shown) if one.get("id") == name), {})
