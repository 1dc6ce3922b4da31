"""The search at the moment when a report comes in: it goes into the report, and is told at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from casekit.casework.desk import Desk
from casekit.casework.drafting import Recorded, order_keys
from casekit.casework.prior.filing import FIELD, file_prior
from casekit.casework.prior.pairs import find_twice
from casekit.casework.prior.searching import search_prior
from casekit.model.records import Record
from casekit.records.validation import find_faults
from casekit.workspace.loading import LoadedCase
from casekit.workspace.workspace import Workspace


def surface_prior(
    done: Recorded, workspace: Workspace, desk: Desk, before: LoadedCase | None = None
) -> Recorded:
    """Search for earlier contact with the people of a drafted report, and write it into it.

    `before` is the case as it was, for a further report. A report that was saved already is not
    changed, but what is known is told again. Raises GitFault when git cannot go on.
    """
    drafted = [new for new in done.changes.new if new.kind == "report"]
    reports = {new.data["id"] for new in drafted} or {*done.records}
    if before is not None:
        for report in reports:
            before = before.without_record(report)
    new_people = None if before is None else {*done.records} - reports
    prior = search_prior(workspace, done.loaded, desk.now, before=before, new=new_people)
    changes, loaded = done.changes, done.loaded
    for new in drafted:
        filed = file_prior(prior, new.data.get(FIELD, {}))
        data = order_keys({**new.data, FIELD: filed}, workspace.schemas.get("report"))
        _require_valid(data, workspace)
        place = changes.new.index(new)
        whole = (*changes.new[:place], new._replace(data=data), *changes.new[place + 1 :])
        changes = changes._replace(new=whole)
        loaded = _with_data(loaded, str(new.data["id"]), data)
    return replace(done, changes=changes, loaded=loaded, prior=prior)


def tell_twice(done: Recorded) -> Recorded:
    """Find among the people who were just drafted those who may stand in the case already."""
    people = {new.data["id"] for new in done.changes.new if new.kind == "person"}
    people |= {edit.path.rpartition("/")[2][:-5] for edit in done.changes.edits
               if edit.kind == "person"}  # fmt: skip
    if not people:
        return done
    return replace(done, twice=tuple(p for p in find_twice(done.loaded.case, people) if p.is_open))


def _require_valid(data: dict[str, Any], workspace: Workspace) -> None:
    """What is not valid must never be saved, not even by a fault of ours."""
    from casekit.records.document import Position

    def nowhere(_keys: Any) -> Position:
        return Position(0, 0)

    faults = find_faults(data, "report", workspace.schemas, nowhere, "report", nowhere)
    if faults:
        raise AssertionError(f"the history found does not fit its record: {faults[0].code}")


def _with_data(loaded: LoadedCase, record_id: str, data: dict[str, Any]) -> LoadedCase:
    record = loaded.case.find(record_id)
    assert isinstance(record, Record)
    return loaded.with_record(record._replace(data=data), loaded.places[record.path])
