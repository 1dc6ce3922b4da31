"""The page of a document, of whatever kind: what every template of it gets."""

from __future__ import annotations

from datetime import date

from casekit.documents.catalogue import PLANS, Made, make_sheet
from casekit.documents.content_hash import stamp_page
from casekit.documents.plan_page import build_plan_page
from casekit.documents.plan_progress import list_notes
from casekit.documents.request import Request
from casekit.documents.tongue import ENGLISH, Tongue
from casekit.documents.translated import list_older
from casekit.errors import NotFound
from casekit.model.agreed import classes_kept_from, withheld_from
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
    tongue: Tongue = ENGLISH,
    receiver: str | None = None,
) -> Made:
    """Make the page of a document for a reader, and what its reader must not know.

    `receiver` gets this copy alone: the id of somebody of the case, or the name of an office.
    Raises NotFound, UnknownAudience, and what make_sheet raises.
    """
    workers = {worker.id: worker.name for worker in agency.staff}
    kept = list_classes_kept(case, receiver, printed_on)
    if name in PLANS:
        plan = choose_plan(case, name, request.record)
        page = build_plan_page(
            case,
            plan.id,
            audience=audience,
            schemas=schemas,
            agency_name=agency.name,
            workers=workers,
            version=version,
            printed_on=printed_on,
            tongue=tongue,
            without=kept,
        )
        made = Made(page, (), _list_told(case, plan))
    else:
        from casekit.documents.reader import Reader

        reader = Reader.of(case, audience, schemas, workers, printed_on, tongue, kept, agency.zone)
        made = make_sheet(
            name, reader, request, agency_name=agency.name, version=version, printed_on=printed_on
        )
    older = list_older(case, made.asked, tongue, schemas)
    made = made._replace(notices=(*made.notices, *older))
    if receiver is None:
        return made
    called = _names_of(case, receiver)[0]
    banner = {"banner": tongue.say("Confidential. Copy for {reader}.", reader=called)}
    page = stamp_page(made.page | banner, case.number, version, printed_on, tongue)
    told = [
        f"a consent of {consent.occurred.day} keeps from {called}: {what}"
        for name in _names_of(case, receiver)
        for consent, what in withheld_from(case, name, printed_on)
    ]
    return made._replace(page=page, notices=tuple(dict.fromkeys((*made.notices, *told))))


def _list_told(case: Case, plan: Record) -> tuple[Record, ...]:
    """The records that the page of a plan tells of."""
    of_plan = [
        r
        for r in case.facts("approval", "plan-end")
        if plan.id in (r.data.get("plan"), *r.data.get("approves", ()))
    ]
    return (plan, *case.facts("assignment"), *of_plan, *list_notes(case, plan.id))


def list_classes_kept(case: Case, receiver: str | None, day: date) -> frozenset[str]:
    """The classes of information that consents keep from the one who gets a copy alone."""
    if receiver is None:
        return frozenset()
    names = _names_of(case, receiver)
    return frozenset[str]().union(*(classes_kept_from(case, name, day) for name in names))


def _names_of(case: Case, receiver: str) -> list[str]:
    """What a receiver is called: somebody of the case by each name, an office as it was typed."""
    person = case.person(receiver)
    return [receiver] if person is None else list(dict.fromkeys((person.called, person.name)))


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
