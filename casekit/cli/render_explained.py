"""`casekit render --explain`: the fields that a copy leaves out, and who may read them."""

from __future__ import annotations

from casekit.cli.output import say
from casekit.documents.faults import UnknownAudience
from casekit.documents.projection import AUDIENCES
from casekit.documents.withheld import list_left_out
from casekit.model.records import Case, Record
from casekit.records.schemas import SchemaSet


def explain_left_out(case: Case, plan: Record, audience: str, schemas: SchemaSet) -> int:
    """What of a plan and of what became of it does not get to the page; raises UnknownAudience."""
    if audience not in AUDIENCES:
        raise UnknownAudience(audience, AUDIENCES)
    told = [
        r
        for r in case.facts("person", "assignment", "approval", "plan-end", "progress")
        if r.kind in ("person", "assignment") or plan.id in _plans_of(r)
    ]
    found = list_left_out([plan, *told], audience=audience, schemas=schemas)
    say(f"Left out of the {plan.data['kind']} plan for {audience}, and who may read it. No values.")
    said: dict[str, list[str]] = {}
    for one in found:
        readers = ", ".join(one.readers) or "nobody: sealed, or not named for any reader"
        person = one.record.kind == "person"
        called = f" ({case.call(one.record.id)})" if person else ""
        head = f"{one.record.kind} {one.record.id}{called}"
        said.setdefault(head, []).append(f"{one.field}: {readers}")
    for record, fields in said.items():
        say(f"  {record}")
        for field in fields:
            say(f"    {field}")
    return 0


def _plans_of(record: Record) -> list[str]:
    named = record.data.get("approves") or [record.data.get("plan", "")]
    return [str(one) for one in named]
