"""Assessments by a form: its version is filled in, its answers are judged before the save."""

from __future__ import annotations

from casekit.casework.drafting import Drafts
from casekit.casework.request import Request
from casekit.errors import BadInput
from casekit.model.assessed import KINDS, standing_findings
from casekit.model.records import Record
from casekit.practice.form_answers import check_form
from casekit.practice.rulebook import Rulebook
from casekit.practice.scope import Scope
from casekit.records.schemas import suggest


def name_form(request: Request, book: Rulebook) -> Request:
    """Let a form be named by its id alone, and fill in which version of it is meant.

    Raises BadInput for a form that is not there or that asks nothing, Unreadable for instruments
    of the agency at fault.
    """
    said = request.data["form"]
    name = str(said.get("id", "")) if isinstance(said, dict) else str(said)
    instrument = book.instruments.get(name)
    if instrument is None or (instrument.is_empty_form and not instrument.items):
        code, message = "ASSESSMENT-FORM-UNKNOWN", f"there is no form `{name}`"
        hint = suggest(name, tuple(book.instruments), "forms")
        if instrument is not None:
            code, message = "ASSESSMENT-FORM-EMPTY", f"the form `{name}` has no questions yet"
            hint = "copy it into instruments/ of the workspace and fill in what you may use"
        raise BadInput("nothing was saved", [request.fault(("form",), code, message, hint)])
    version = said.get("version") if isinstance(said, dict) else None
    form = {"id": name, "version": version or instrument.version}
    changed = Request({**request.data, "form": form}, request.document, request.prefix)
    return changed.with_defaults(instrument=instrument.kind)


def tell_replaced(drafts: Drafts, made: Record) -> None:
    """Say beside the answer what of an earlier assessment stands no more: the newest counts."""
    before = drafts.loaded.without_record(made.id).case
    lost = []
    for key, thing in KINDS.items():
        left = {one.data["id"] for one in standing_findings(drafts.case, key, made.children)}
        lost += [
            f"{thing} {one.data['id']}, {one.data[thing]}"
            for one in standing_findings(before, key, made.children)
            if one.data["id"] not in left and one.data["id"] not in _judged(made)
        ]
    if lost:
        said = f"stands no more, because this assessment does not name it: {'; '.join(lost)}"
        drafts.notes = (*drafts.notes, said)


def _judged(made: Record) -> set[str]:
    return {one["threat"] for one in made.data.get("threats_judged", ())}


def judge_answers(drafts: Drafts, made: Record, book: Rulebook) -> None:
    """Add what is wrong with the answers of an assessment to what the drafts are refused for."""
    scope = Scope(drafts.loaded, drafts.agency, drafts.schemas, drafts.desk.now)
    drafts.findings.extend(
        finding
        for finding in check_form(scope, made, book.instruments)
        if finding.severity == "error"
    )
