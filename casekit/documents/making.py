"""The page of a document, of whatever kind: what every template of it gets."""

from __future__ import annotations

from datetime import date

from casekit.documents.catalogue import PLANS, Made, make_sheet
from casekit.documents.plan_page import build_plan_page
from casekit.documents.reader import Reader
from casekit.documents.request import Request
from casekit.errors import NotFound
from casekit.model.plans import plans_in_force
from casekit.model.records import Case, Record
from casekit.records.schemas import SchemaSet
from casekit.workspace.agency import Agency


def make_page(
    case: Case,
    name: str,
    audience: str,
    request: Request,
    *,
    agency: Agency,
    schemas: SchemaSet,
    version: str,
    printed_on: date,
) -> Made:
    """Make the page of a document for a reader, and what its reader must not know.

    Raises NotFound, UnknownAudience, and what make_sheet raises.
    """
    workers = {worker.id: worker.name for worker in agency.staff}
    if name in PLANS:
        page = build_plan_page(
            case,
            choose_plan(case, name, request.record).id,
            audience=audience,
            schemas=schemas,
            agency_name=agency.name,
            workers=workers,
            version=version,
            printed_on=printed_on,
        )
        return Made(page, ())
    reader = Reader.of(case, audience, schemas, workers, printed_on)
    return make_sheet(
        name, reader, request, agency_name=agency.name, version=version, printed_on=printed_on
    )


def choose_plan(case: Case, name: str, wanted: str | None) -> Record:
    """The plan that a document is about: the one named, or the newest, in force before others.

    Raises NotFound.
    """
    safety = name == "safety-plan"
    if wanted is not None:
        found = [r for r in case.facts("plan") if r.id == wanted or r.id.endswith(wanted)]
    else:
        plans = [p for p in plans_in_force(case) if (p.data["kind"] == "safety") == safety]
        # Without one in force, the newest is what people mean: the plan as it last was.
        newest = [p for p in case.facts("plan") if (p.data["kind"] == "safety") == safety][-1:]
        found = plans[-1:] or newest
    if len(found) != 1:
        raise NotFound(
            f"case {case.number} has no {name.replace('-', ' ')}"
            + (f" `{wanted}`" if wanted else ""),
            hint=f"plans of the case: {', '.join(r.id for r in case.facts('plan')) or 'none'}",
        )
    return found[0]
