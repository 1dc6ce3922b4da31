"""What an interpreter or a translator made of a text, kept beside the original."""

from __future__ import annotations

from casekit.casework.drafting import Drafts
from casekit.casework.naming import choose_person, find_record
from casekit.casework.request import Request
from casekit.errors import BadInput, NotFound
from casekit.records.document import name_path
from casekit.records.originals import find_original, iter_free_texts

# So many fields are named; whoever wants another one reads the record.
_MOST_NAMED = 12


def name_translated(drafts: Drafts, request: Request) -> Request:
    """Put the whole id of the record and the words themselves into a request.

    Raises BadInput for words that are given, a record that is not there, and a field that is no
    free text of it.
    """
    if "value" in request.data:
        raise _fault(request, "value", "FILLED-IN", "casekit writes the value", "leave `value` out")
    said, field = request.data.get("record"), request.data.get("field")
    if not (isinstance(said, str) and isinstance(field, str)):
        return request  # the schema says what is missing
    record_id = _find(said, drafts, request)
    found = find_original(drafts.case, {"record": record_id, "field": field}, drafts.schemas)
    if found is None:
        record = drafts.case.find(record_id)
        texts = iter_free_texts(record.data, record.kind, drafts.schemas) if record else ()
        names = [name_path(keys) for keys, _ in texts]
        told = ", ".join(names[:_MOST_NAMED]) or "none"
        raise _fault(
            request,
            "field",
            "TRANSLATION-OF-NOTHING",
            f"`{field}` is no free text of {record_id}",
            f"texts of that record: {told}" + (", ..." if len(names) > _MOST_NAMED else ""),
        )
    told_now = {**request.data, "record": record_id, "value": found[2]}
    return Request(told_now, request.document, request.prefix)


def _find(said: str, drafts: Drafts, request: Request) -> str:
    """The id of a record by its end, of the one plan of a kind, of somebody's file by the name."""
    record_id, fault = find_record(said, "record", drafts.case)
    if fault is None:
        return record_id
    plan_id, no_plan = find_record(said, "plan", drafts.case)
    if no_plan is None:
        return plan_id
    try:
        return choose_person(said, drafts.case.people)
    except NotFound:
        code, message, hint = fault
        raise _fault(request, "record", code, message, hint) from None


def _fault(request: Request, key: str, code: str, message: str, hint: str | None) -> BadInput:
    return BadInput("nothing was saved", [request.fault((key,), code, message, hint)])
