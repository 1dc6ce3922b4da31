"""Sealed values of records that are there: sealed later, replaced, or read with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from casekit.casework.desk import Desk
from casekit.casework.drafting import HEAD, Drafts, Recorded, order_keys
from casekit.casework.intake import REPORTER_FIELD
from casekit.casework.key_keeping import NothingSealed, unlock_case
from casekit.casework.naming import find_record
from casekit.casework.reporter_guard import find_named
from casekit.casework.request import Request
from casekit.casework.sealing import (
    ToSeal,
    find_sealing_key,
    known_names,
    refuse_known_reporter,
    refuse_named,
)
from casekit.errors import CasekitError, GateRefused, NotFound
from casekit.model.changes import Edit
from casekit.model.records import FOLDERS, Case, Record
from casekit.records.annotations import find_sealed_fields
from casekit.records.document import Document, name_path
from casekit.records.sealing import is_sealed, open_sealed_text, seal
from casekit.workspace.keys import KeyFolder
from casekit.workspace.loading import LoadedCase
from casekit.workspace.workspace import Workspace


class SealedAlready(GateRefused):
    """The report has another sealed value, or one that this person cannot compare."""

    code = "GATE-SEALED-ALREADY"

    def __init__(self, record: str, name: str, known: str) -> None:
        super().__init__(
            f"{record} has a sealed {name} already, {known}; nothing was changed",
            hint="is it the right case? To put this in its place, say --replace; the older one "
            "stays in history only",
        )


@dataclass(frozen=True)
class Opened:
    """A sealed value that was read; the plaintext is for the screen only."""

    record: str
    name: str
    plain: Mapping[str, str] = field(repr=False)


def choose_record(case: Case, said: str | None, wanted: Sequence[str]) -> Record:
    """The record that is meant: the one said, or the only one of these kinds; raises NotFound."""
    if said is not None:
        found_id, fault = find_record(said, "record", case)
        found = case.find(found_id)
        if fault is not None or found is None or found.kind not in wanted:
            raise NotFound(
                f"no record of {case.number} that can hold sealed values ends in `{said}`",
                hint=f"see the ids with: casekit chronology {case.number} --kind report "
                "--format tsv",
            )
        return found
    records = list(case.facts(*wanted))
    if len(records) != 1:
        ids = ", ".join(record.id for record in records)
        raise NotFound(
            f"{case.number} has {len(records) or 'no'} records that can hold sealed values",
            hint=f"say which: --record ID, one of {ids}" if records else None,
        )
    return records[0]


def list_sealable(workspace: Workspace, form: str | None = None) -> list[str]:
    """The kinds of record that have a sealed field, of any form or of this one."""
    forms = {kind: find_sealed_fields(kind, workspace.schemas).values() for kind in FOLDERS}
    return [kind for kind in FOLDERS if forms[kind] and (form is None or form in forms[kind])]


def seal_later(
    workspace: Workspace,
    loaded: LoadedCase,
    record: Record,
    what: ToSeal,
    desk: Desk,
    environment: Mapping[str, str],
    *,
    replace: bool,
) -> Recorded | None:
    """Seal a value of a record that is there; None when it holds the same already.

    Raises GateRefused for a value that is there and another, or cannot be read, unless `replace`,
    and what sealing raises.
    """
    case = loaded.case
    if what.name == REPORTER_FIELD:
        refuse_known_reporter(Request(record.data, loaded.places[record.path]))
    there: Any = record.data.get(what.name)
    if is_sealed(there):
        before = _try_to_open(workspace, case, there["sealed"], desk, environment)
        if before == dict(what.plain):
            return None
        if not replace:
            known = "and it says something else" if before is not None else "and you cannot read it"
            raise SealedAlready(record.id, what.name, known)
    folder = KeyFolder.of(workspace.repo, workspace.schemas)
    key, write = find_sealing_key(folder, case, workspace.agency, desk.now)
    drafts = Drafts(loaded, desk, workspace.agency, workspace.schemas)
    drafts.key_write = write
    drafts.learn_sealing_key(key)
    value = {"sealed": seal(what.plain, key)}
    data = order_keys(
        {**deepcopy(dict(record.data)), what.name: value}, workspace.schemas.get(record.kind)
    )
    edit = Edit(record.kind, record.path, (what.name,), value)
    if is_sealed(there):
        edit = Edit(record.kind, record.path, (what.name, "sealed"), value["sealed"])
    drafts.replace(record, data, [edit])
    return drafts.finish(f"Sealed in {case.number}")


def warn_named(record: Record, what: ToSeal, case: Case, workspace: Workspace) -> list[str]:
    """The fields of a record, saved long ago, that name whom the plaintext is about."""
    ours = {what.name, *HEAD}
    data = {key: value for key, value in record.data.items() if key not in ours}
    places = find_named(what.plain, data, known_names(case, workspace.agency))
    return [name_path(keys) for keys in dict.fromkeys(places)]


def _try_to_open(
    workspace: Workspace, case: Case, text: str, desk: Desk, environment: Mapping[str, str]
) -> dict[str, str] | None:
    try:
        _, _, pairs = unlock_case(workspace, case, desk, environment)
        return open_sealed_text(text, [pair.private for pair in pairs], case.path)
    except CasekitError:
        return None  # whoever seals need not be able to read


def open_to_look_for(
    workspace: Workspace, case: Case, desk: Desk, environment: Mapping[str, str]
) -> tuple[list[tuple[Record, str, dict[str, str]]], int]:
    """The sealed values that this person could open, and how many others there are.

    Nobody is shown them: a document is searched for them, so that none goes out by accident.
    """
    found = [
        (record, name, record.data[name]["sealed"])
        for record in case.records
        for name in find_sealed_fields(record.kind, workspace.schemas)
        if is_sealed(record.data.get(name))
    ]
    opened = []
    for record, name, text in found:
        plain = _try_to_open(workspace, case, text, desk, environment)
        if plain is not None:
            opened.append((record, name, plain))
    return opened, len(found) - len(opened)


def unseal(
    workspace: Workspace,
    loaded: LoadedCase,
    said: str | None,
    reason: str,
    desk: Desk,
    environment: Mapping[str, str],
) -> tuple[Recorded, list[Opened]]:
    """Open the sealed values of a case, or of one record, and draft the record of it.

    Raises NothingSealed, what opening raises, and BadInput when the reason names the person.
    """
    case = loaded.case
    kinds = list_sealable(workspace)
    records = [choose_record(case, said, kinds)] if said else list(case.records)
    found = [
        (record, name)
        for record in records
        for name in find_sealed_fields(record.kind, workspace.schemas)
        if is_sealed(record.data.get(name))
    ]
    if not found:
        raise NothingSealed(case.number)
    _, _, pairs = unlock_case(workspace, case, desk, environment)
    private = [pair.private for pair in pairs]
    opened = [
        Opened(r.id, name, open_sealed_text(r.data[name]["sealed"], private, r.path))
        for r, name in found
    ]
    read: list[dict[str, Any]] = [{"record": o.record, "field": o.name} for o in opened]
    request = Request(
        {"read": read, "reason": reason}, Document("casekit unseal", "", {"reason": reason})
    )
    # Only what somebody typed can name anybody; ids and names of fields are ours.
    typed = Request({"reason": reason}, request.document)
    for each in opened:
        refuse_named(ToSeal(each.name, each.plain), typed, case, workspace.agency)
    drafts = Drafts(loaded, desk, workspace.agency, workspace.schemas)
    drafts.add("unsealing", request)
    return drafts.finish(f"Unsealed in {case.number}"), opened
