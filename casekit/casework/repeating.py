"""The same request again: a script that did not hear the answer may ask once more.

A request may give the id of its record. Where the case holds that record already and it says what
the request says, everything that came with it was saved too, because a save is whole or nothing.
"""

from __future__ import annotations

from typing import Any

from casekit.casework.commands import PEOPLE, STEPS
from casekit.casework.desk import Desk
from casekit.casework.drafting import Drafts, Recorded
from casekit.casework.naming import find_worker
from casekit.casework.people import BROUGHT_ALONG
from casekit.casework.request import Request
from casekit.errors import ConflictingEdit
from casekit.model.changes import ChangeSet
from casekit.model.records import FOLDERS, Record
from casekit.records.schemas import SchemaSet
from casekit.workspace.agency import Agency
from casekit.workspace.loading import LoadedCase
from casekit.workspace.workspace import Workspace


class RecordDiffers(ConflictingEdit):
    """A record of that id is on file and says something else than the request."""

    code = "RECORD-DIFFERS"

    def __init__(self, record: Record, keys: list[str]) -> None:
        super().__init__(
            f"{record.id} is on file and differs in: {', '.join(keys)}; nothing was saved",
            hint="leave `id` out, to record something new; to correct what is on file, edit "
            f"{record.path}",
            path=record.path,
            line=record.line,
        )


class RecordElsewhere(ConflictingEdit):
    """A record of that id is on file in another case."""

    code = "RECORD-ELSEWHERE"

    def __init__(self, record_id: str, number: str) -> None:
        super().__init__(
            f"{record_id} is on file in case {number}; nothing was saved",
            hint="see whether the case number is right; to record something new, leave `id` out",
        )


def refuse_id_of_another_case(
    command: str, request: Request, loaded: LoadedCase, workspace: Workspace
) -> None:
    """A request repeated with a wrong case number is no new record; raises RecordElsewhere."""
    record_id = str(request.data["id"])
    if loaded.case.find(record_id) is not None:
        return
    for folder in sorted({FOLDERS[kind] for kind in _list_kinds(command)}):
        number = workspace.find_record(folder, record_id)
        if number not in (None, loaded.case.number):
            raise RecordElsewhere(record_id, number)


def find_repeated(
    command: str,
    request: Request,
    loaded: LoadedCase,
    desk: Desk,
    agency: Agency,
    schemas: SchemaSet,
    *,
    seals: str | None = None,
) -> Recorded | None:
    """Give what an earlier run of the same request saved, as a change set without changes.

    None where the request gives no id or nothing has it. `seals` names the field that the request
    has a value to seal for. Raises RecordDiffers when anything that is asked for is not on file.
    """
    record = loaded.case.find(str(request.data.get("id", "")))
    if record is None:
        return None
    steps = STEPS.get(command, {})
    step = steps.get(str(request.data.get("step", next(iter(steps), ""))))
    if record.kind not in ((step.kind,) if step else _list_kinds(command)):
        raise RecordDiffers(record, [f"its kind, which is {record.kind}"])
    fields = schemas.get(record.kind)["properties"]
    beside = [key for key in request.data if key not in fields]
    drafts = Drafts(loaded, desk, agency, schemas)
    said = drafts.resolve(record.kind, request.without(*BROUGHT_ALONG, *beside))
    drafts.refuse_faults()
    differing = [key for key, value in said.items() if not _says(record.data, key, value)]
    differing += [key for key in beside if not _is_on_file(key, request, record, drafts)]
    if seals is not None and seals not in record.data:
        differing.append(seals)
    if differing:
        raise RecordDiffers(record, differing)
    return Recorded(ChangeSet(loaded.case.number, ""), loaded, (record.id,))


def _list_kinds(command: str) -> set[str]:
    """The kinds of record that a command may make under the id of its request."""
    return {command} if command in PEOPLE else {s.kind for s in STEPS.get(command, {}).values()}


def _is_on_file(key: str, request: Request, record: Record, drafts: Drafts) -> bool:
    """Whether what a request asks for beside its record was saved along with it."""
    case, asked = drafts.case, request.data[key]
    with_it = [r for r in case.records if r.data.get("recorded_at") == record.data["recorded_at"]]
    match key:
        case "step":
            return True
        case "access":
            return bool(case.access == asked)
        case "people" | "households":
            name, kind = ("name", "person") if key == "people" else ("address", "household")
            known = {r.data.get(name) for r in case.records if r.kind == kind}
            entries = asked if isinstance(asked, list) else [asked]
            return all(isinstance(e, dict) and e.get(name) in known for e in entries)
        case "assign_to":
            worker, _ = find_worker(str(asked), drafts.agency.staff)
            return any(r.kind == "assignment" and r.data["worker"] == worker for r in with_it)
        case "open":
            return asked is True or not any(r.kind == "opening" for r in with_it)
    return False


def _says(data: Any, key: str, value: Any) -> bool:
    """Whether a record says what was asked for; what casekit filled in besides is no difference."""
    if key not in data:
        return False
    if key in _ADDED_TO:
        return _says_among(data[key], value)
    if isinstance(value, dict) and isinstance(data[key], dict):
        return all(_says(data[key], inner, value[inner]) for inner in value)
    if isinstance(value, list) and isinstance(data[key], list):
        return len(value) == len(data[key]) and all(
            _says({"": have}, "", want) for have, want in zip(data[key], value, strict=True)
        )
    return bool(data[key] == value)


# casekit adds to these what it found or who decided when; what was asked for is among it.
_ADDED_TO = frozenset({"prior_contact", "identity"})
_FILLED_IN = frozenset({"decided_at", "decided_by"})


def _says_among(data: Any, value: Any) -> bool:
    """Whether what was asked for is on file, perhaps among more of its sort."""
    if isinstance(value, dict) and isinstance(data, dict):
        asked = value.keys() - _FILLED_IN
        return all(key in data and _says_among(data[key], value[key]) for key in asked)
    if isinstance(value, list) and isinstance(data, list):
        return all(any(_says_among(have, want) for have in data) for want in value)
    return bool(data == value)
