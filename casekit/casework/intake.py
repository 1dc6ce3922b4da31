"""Intake: a report, or a request for help, becomes a case folder with its people."""

from __future__ import annotations

from casekit.casework.desk import Desk
from casekit.casework.drafting import Drafts, Recorded, empty_case
from casekit.casework.people import BROUGHT_ALONG, add_people_and_households
from casekit.casework.request import Request
from casekit.errors import BadInput
from casekit.model.changes import NewRecord
from casekit.model.findings import Finding
from casekit.model.ids import make_case_number
from casekit.records.schemas import SchemaSet
from casekit.workspace.agency import Agency

# Who called is never asked for and never stored: until it can be sealed, only the kind of
# reporter is kept. These are the keys under which people would write it all the same.
REPORTER_KEYS = frozenset(
    {
        "reporter_name",
        "reporter_phone",
        "reporter_address",
        "reporter_email",
        "reporter_contact",
        "reporter_identity",
        "reported_by",
    }
)


def open_intake(
    request: Request, taken: frozenset[str], agency: Agency, schemas: SchemaSet, desk: Desk
) -> Recorded:
    """Draft a new case with its first report; `taken` are the case numbers in use.

    Raises BadInput with every fault, also for anything that would name the reporter.
    """
    refuse_reporter(request)
    number = make_case_number(desk.today.year, desk.random_below)
    while number in taken:
        number = make_case_number(desk.today.year, desk.random_below)
    drafts = Drafts(empty_case(number, desk.today.year), desk, agency, schemas)
    access = request.data.get("access", "normal")
    drafts.new.append(_case_file(drafts, str(access)))
    add_people_and_households(drafts, request)
    drafts.add("report", request.without(*BROUGHT_ALONG, "access").with_defaults(kind="concern"))
    return drafts.finish(f"Intake of {number}")


def _case_file(drafts: Drafts, access: str) -> NewRecord:
    desk = drafts.desk
    data = {
        "schema": "case/1",
        "number": drafts.case.number,
        "recorded_at": desk.stamp,
        "recorded_by": desk.worker.id,
        "created_on": desk.today.isoformat(),
        "access": access,
    }
    return NewRecord("case", f"{drafts.case.path}/case.yaml", data)


def refuse_reporter(request: Request) -> None:
    """Raise BadInput for every key under which a request would name who reported."""
    given = sorted(REPORTER_KEYS & set(request.data))
    if isinstance(request.data.get("reporter"), dict):
        given.append("reporter")
    if not given:
        return
    findings = []
    for key in given:
        place = request.document.locate_key((*request.prefix, key))
        findings.append(
            Finding(
                code="REPORTER-IDENTITY",
                message="who reported is not stored here, because it cannot be sealed yet",
                path=request.path,
                line=place.line,
                column=place.column,
                hint="write only the kind of reporter (`reporter: mandated professional`), take "
                "the rest out of the file, and keep it where your agency keeps it safe",
            )
        )
    raise BadInput("nothing was saved", findings)
