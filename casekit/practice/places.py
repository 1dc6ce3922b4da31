"""Whether records name places that the agency has: by them it is known which packs bind a case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from casekit.model.findings import Finding
from casekit.model.records import Record
from casekit.model.states import WITH_PLACE
from casekit.practice.scope import Scope
from casekit.workspace.loading import CASE_FILE


def check_place(scope: Scope, record: Record) -> Iterator[Finding]:
    """A place that agency.yaml does not list takes a case out of all packs bound to places."""
    place = record.data.get("place") if record.kind in WITH_PLACE else None
    if place is not None and place not in scope.agency.places:
        yield scope.finding(
            record,
            ("place",),
            "PLACE-UNKNOWN",
            f"`{place}` is no place of the agency",
            say_places(scope.agency.places),
        )


def check_placed(scope: Scope) -> Iterator[Finding]:
    """A case that is open and of which no record says in which place it is worked."""
    bound = [chosen.pack for chosen in scope.agency.standards if chosen.places]
    case = scope.loaded.case
    if not bound or any("place" in r.data for r in case.facts(*WITH_PLACE)):
        return
    if not scope.is_open:
        return
    yield Finding(
        code="CASE-WITHOUT-PLACE",
        message=f"no record says in which place case {case.number} is worked, so all packs that "
        f"are bound to places bind it: {', '.join(bound)}",
        path=f"{case.path}/{CASE_FILE}",
        severity="warning",
        hint=f"say it with the next assignment: casekit assign {case.number} --place "
        f"{scope.agency.places[0] if scope.agency.places else 'PLACE'}",
    )


def say_places(known: Sequence[str]) -> str:
    """A hint with the places that there are."""
    if known:
        return f"the places in agency.yaml are: {', '.join(known)}"
    return "list it in agency.yaml under `places:`, with id and name"
