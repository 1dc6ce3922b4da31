"""A supervisor lets one withheld value stand in what one kind of reader gets, or in one of it."""

from __future__ import annotations

from casekit.casework.drafting import Drafts
from casekit.casework.naming import choose_person, find_record
from casekit.casework.request import Request
from casekit.documents.withheld import list_withheld
from casekit.errors import BadInput, GateRefused
from casekit.model.findings import Finding
from casekit.model.records import Record


def name_released(drafts: Drafts, request: Request) -> Request:
    """Put the whole id of the record and the value itself into a request.

    Raises BadInput for a value that is given, a record that is not there, and a field that is not
    withheld from these readers.
    """
    if "value" in request.data:
        raise _fault(request, "value", "FILLED-IN", "casekit writes the value", "leave `value` out")
    said, field = request.data.get("record"), request.data.get("field")
    audience = request.data.get("audience")
    if not (isinstance(said, str) and isinstance(field, str) and isinstance(audience, str)):
        return request  # the schema says what is missing
    record_id, fault = find_record(said, "record", drafts.case)
    if fault is not None:
        # A person's file is named as people are named everywhere.
        record_id = choose_person(said, drafts.case.people)
    withheld = list_withheld(
        drafts.case,
        audience=audience,
        schemas=drafts.schemas,
        staff=drafts.agency.staff,
        document=request.data.get("document"),
    )
    of_record = [one for one in withheld if one.record.id == record_id]
    found = next((one for one in of_record if one.field == field), None)
    if found is None:
        names = ", ".join(one.field for one in of_record) or "none"
        raise _fault(
            request,
            "field",
            "RELEASE-NOT-WITHHELD",
            f"`{field}` of {record_id} is not withheld from {audience}",
            f"what is looked for of that record: {names}",
        )
    told = {**request.data, "record": record_id, "value": found.value}
    return Request(told, request.document, request.prefix)


def _fault(request: Request, key: str, code: str, message: str, hint: str | None) -> BadInput:
    return BadInput("nothing was saved", [request.fault((key,), code, message, hint)])


def judge_release(drafts: Drafts, _release: Record, request: Request) -> None:
    """Only a supervisor decides that something withheld leaves; raises GateRefused."""
    if drafts.desk.worker.holds("supervisor", drafts.desk.today):
        return
    finding = Finding(
        code="GATE-RELEASE-ROLE",
        message=f"{drafts.desk.worker.id} is no supervisor in agency.yaml on that day",
        path=request.path,
        hint="a supervisor decides on it, under the supervisor's own git identity",
    )
    raise GateRefused("nothing was saved", [finding])
