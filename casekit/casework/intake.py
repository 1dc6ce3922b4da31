"""Intake: a report, or a request for help, becomes a case folder with its people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casekit.casework.desk import Desk
from casekit.casework.drafting import Drafts, Recorded, empty_case
from casekit.casework.people import BROUGHT_ALONG, add_people_and_households
from casekit.casework.prior.filing import refuse_filled_in
from casekit.casework.request import Request
from casekit.errors import BadInput
from casekit.model.changes import NewRecord
from casekit.model.ids import make_case_number
from casekit.records.sealing import is_sealed
from casekit.workspace.workspace import Workspace

if TYPE_CHECKING:
    from casekit.casework.sealing import Sealer

REPORTER_FIELD = "reporter_identity"
# The keys under which people would write who reported, although nothing seals it there.
REPORTER_KEYS = frozenset(
    {
        "reporter_name",
        "reporter_phone",
        "reporter_address",
        "reporter_email",
        "reporter_contact",
        REPORTER_FIELD,
        "reported_by",
    }
)


def open_intake(
    request: Request, workspace: Workspace, desk: Desk, sealer: Sealer | None = None
) -> Recorded:
    """Draft a new case with its first report, under a number that nothing here has had.

    What other cases say of its people is searched when all of it is right: `surface_prior`.
    Raises BadInput with every fault, also for anything that would name the reporter, and what
    sealing raises.
    """
    refuse_reporter(request)
    refuse_filled_in(request, workspace.schemas)
    number = make_case_number(desk.today.year, desk.random_below)
    while workspace.has_case(number):
        number = make_case_number(desk.today.year, desk.random_below)
    empty = empty_case(number, workspace.place_new_case(number))
    drafts = Drafts(empty, desk, workspace.agency, workspace.schemas)
    if sealer is not None:
        from casekit.casework.sealing import seal_into

        request = seal_into(drafts, request, sealer)
    access = request.data.get("access", "normal")
    drafts.new.append(draft_case_file(drafts, str(access)))
    add_people_and_households(drafts, request)
    drafts.add("report", request.without(*BROUGHT_ALONG, "access").with_defaults(kind="concern"))
    return drafts.finish(f"Intake of {number}")


def draft_case_file(drafts: Drafts, access: str) -> NewRecord:
    """The file of a new case, with the sealing key that it has learned by now."""
    desk = drafts.desk
    data = {
        "schema": "case/1",
        "number": drafts.case.number,
        "recorded_at": desk.stamp,
        "recorded_by": desk.worker.id,
        "created_on": desk.today.isoformat(),
        "access": access,
    }
    if drafts.case.sealing_key is not None:
        data["sealing_key"] = drafts.case.sealing_key
    return NewRecord("case", f"{drafts.case.path}/case.yaml", data)


def refuse_reporter(request: Request) -> None:
    """Raise BadInput for every key under which a request would name who reported in the open."""
    given = sorted(
        key
        for key in REPORTER_KEYS & set(request.data)
        if key != REPORTER_FIELD or not is_sealed(request.data[key])
    )
    if isinstance(request.data.get("reporter"), dict):
        given.append("reporter")
    if not given:
        return
    message = "who reported would stand here for everybody to read"
    hint = (
        "write only the kind of reporter (`reporter: mandated professional`) and take the rest out "
        "of the file; casekit asks for it with --ask-reporter, or reads it with "
        f"`{REPORTER_FIELD}:` from a pipe (--from -), and seals it"
    )
    code = "REPORTER-IDENTITY"
    findings = [request.fault((key,), code, message, hint, at_key=True) for key in given]
    raise BadInput("nothing was saved", findings)
