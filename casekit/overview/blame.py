"""Who set each value that a field of a record had, when, and what was approved while it held."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from casekit.errors import NotFound
from casekit.model.plans import list_given, plans_in_force
from casekit.model.records import Case, Record
from casekit.records.profile import read_document
from casekit.records.sealing import is_sealed
from casekit.records.three_ways import ABSENT, UNKNOWN, is_same
from casekit.workspace.loading import CASE_FILE, LoadedCase
from casekit.workspace.sources import WorkingFiles
from casekit.workspace.value_history import (
    find_value,
    read_field,
    read_record_line,
    settings_of,
    state_of,
)
from casekit.workspace.workspace import Workspace


class Held(NamedTuple):
    """A value that a field had: who set it, when, in which version, and the approvals it had.

    ABSENT is no value, UNKNOWN one that cannot be read. Without a version it is not saved yet.
    `merged` where two sides were joined and this one was kept. `approvals` are ids of records.
    """

    value: Any
    author: str | None
    worker: str | None
    saved: datetime | None
    version: str | None
    merged: bool
    approvals: tuple[str, ...]

    @property
    def is_sealed(self) -> bool:
        """Whether the value may only be read with a reason, by `casekit unseal`."""
        return is_sealed(self.value)


class Blamed(NamedTuple):
    """A field of a record, by the keys and ids that lead to it, with every value it had."""

    path: str
    record: str | None
    field: tuple[str, ...]
    held: tuple[Held, ...]


def blame(workspace: Workspace, loaded: LoadedCase, record: str | None, field: str) -> Blamed:
    """Every value that a field had, the oldest first. Raises NotFound, GitFault."""
    case, version = loaded.case, workspace.version
    path = _find_path(workspace, case, record) if record is not None else None
    if path is None:
        path = _find_by_field(workspace, case, field)
    current = _read_now(workspace, path)
    steps = read_record_line(workspace.repo, version, case.number, path) if version else ()
    states = [current, *(state_of(step) for step in reversed(steps))]
    names = read_field(field, [state for state in states if isinstance(state, dict)])
    settings = settings_of(workspace.repo, steps, names)
    held = [
        Held(
            setting.value,
            setting.step.author.name,
            _worker(workspace, setting.step.author.email),
            setting.step.saved,
            setting.step.version,
            setting.merged,
            (),
        )
        for setting in settings
    ]
    name = path.rpartition("/")[2].removesuffix(".yaml")
    for approval in list_given(case):
        if name in approval.data["approves"]:
            _add_approval(workspace, case, path, names, approval, held)
    value = find_value(current, names)
    is_working = isinstance(workspace.source, WorkingFiles)
    if is_working and not is_same(held[-1].value if held else ABSENT, value):
        held.append(Held(value, None, None, None, None, False, ()))
    return Blamed(path, None if path.endswith(f"/{CASE_FILE}") else name, names, tuple(held))


def _worker(workspace: Workspace, email: str) -> str | None:
    staff = workspace.agency.staff
    return next((w.id for w in staff if w.email.casefold() == email.casefold()), None)


def _add_approval(
    workspace: Workspace,
    case: Case,
    path: str,
    names: Sequence[str],
    approval: Record,
    held: list[Held],
) -> None:
    """Put an approval beside the value that stood in the version which brought it."""
    repo, version = workspace.repo, workspace.version
    steps = read_record_line(repo, version, case.number, approval.path) if version else ()
    if not steps:
        return
    brought = steps[0].version
    seen = [s for s in read_record_line(repo, brought, case.number, path) if s.content is not None]
    if not seen:
        return
    value = find_value(state_of(seen[-1]), names)
    for number in range(len(held) - 1, -1, -1):
        one = held[number]
        if is_same(one.value, value) and one.version and repo.contains(brought, one.version):
            held[number] = one._replace(approvals=(*one.approvals, approval.id))
            return


def _read_now(workspace: Workspace, path: str) -> Any:
    if not workspace.source.has(path):
        return ABSENT
    document = read_document(workspace.source.read([path])[path], path)
    return UNKNOWN if document.findings else document.data


def _find_path(workspace: Workspace, case: Case, said: str) -> str:
    """The file of the record that somebody means by its id, its end, its kind or a name."""
    found = [r for r in case.records if r.id == said]
    if not found and said == "plan":
        found = [p for p in plans_in_force(case) if p.data["kind"] != "safety"][-1:]
    for fits in (_is_plan, _is_called, _is_kind, _ends):
        found = found or [r for r in case.records if fits(r, said)]
    if len(found) == 1:
        return found[0].path
    if not found:
        # What cannot be read is no record of the case, and has its history all the same.
        paths = workspace.source.list_paths(case.path)
        if said == "case":
            return f"{case.path}/{CASE_FILE}"
        same = [path for path in paths if path.endswith(f"/{said}.yaml")]
        if len(same) == 1:
            return same[0]
    what = f"{len(found)} records fit" if found else "no record of the case fits"
    names = ", ".join(r.id for r in found[:8])
    raise NotFound(
        f"{what} `{said}`",
        hint=f"name one by its id: {names}"
        if found
        else f"see the ids with: casekit chronology {case.number} --format tsv",
    )


def _is_plan(record: Record, said: str) -> bool:
    return record.kind == "plan" and record.data["kind"] == said


def _is_called(record: Record, said: str) -> bool:
    names = {str(record.data.get(key, "")).casefold() for key in ("called", "name")}
    return record.kind == "person" and said.casefold() in names


def _is_kind(record: Record, said: str) -> bool:
    return record.kind == said


def _ends(record: Record, said: str) -> bool:
    return len(said) > 2 and record.id.endswith(said.casefold())


def _find_by_field(workspace: Workspace, case: Case, field: str) -> str:
    """The one record that has such a field; a plan in force before those that are over."""
    file = f"{case.path}/{CASE_FILE}"
    now = _read_now(workspace, file)
    found = list(_having([(file, now)] if isinstance(now, dict) else [], field))
    for records in (plans_in_force(case), case.records):
        found = found or list(_having([(r.path, r.data) for r in records], field))
    if len(found) == 1:
        return found[0]
    what = f"{len(found)} records have" if found else "no record of the case has"
    raise NotFound(
        f"{what} the field `{field}`",
        hint=f"name the record too: casekit blame {case.number} RECORD {field}",
    )


def _having(records: Sequence[tuple[str, Mapping[str, Any]]], field: str) -> Iterator[str]:
    for path, data in records:
        try:
            read_field(field, [data])
        except NotFound:
            continue
        yield path
