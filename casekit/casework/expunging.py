"""The end of a case file: sealed, opened again, or destroyed; and what destroying leaves behind.

git forgets nothing that somebody has a copy of. So what is destroyed here is the working file, the
newest version's records and the one key that opens what was sealed; the rest is named, with the
way.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casekit.casework.desk import Desk
from casekit.errors import BadInput, GateRefused, Unreadable, UsageFault
from casekit.history.journal import PRIVATE_FOLDER
from casekit.history.signing import SigningKey, sign
from casekit.model.changes import ChangeSet, NewRecord
from casekit.model.ids import make_record_id
from casekit.model.records import Case
from casekit.practice.rulebook import Rulebook
from casekit.records.document import Position
from casekit.records.validation import find_faults
from casekit.workspace.keys import KeyFolder
from casekit.workspace.loading import CASE_FILE, TOMBSTONE_FILE, LoadedCase, require_whole
from casekit.workspace.out_of_sight import find_deleted
from casekit.workspace.tombstones import NAMESPACE, STATES, signed_statement
from casekit.workspace.workspace import Workspace

_WORD = re.compile(r"[^\W\d_]+")
# Who may decide on the end of a file.
ROLES = ("supervisor", "administrator")


class MayNotDecide(GateRefused):
    """The end of a case file is decided by somebody with authority."""

    code = "GATE-EXPUNGE-ROLE"

    def __init__(self, worker: str) -> None:
        super().__init__(
            f"{worker} may not decide on the end of a case file",
            hint=f"a person with the role {' or '.join(ROLES)} does this",
        )


class StillOpen(GateRefused):
    """A case that is open, or has something due, has duties; they must not go out of sight."""

    code = "GATE-STILL-OPEN"

    def __init__(self, number: str, state: str, waiting: Sequence[str]) -> None:
        if waiting:
            why = f"case {number} waits for something ({waiting[0]})"
            way = f"see when, and do it first: casekit due {number}"
        else:
            why, way = f"case {number} is open", f"close it first: casekit close {number} --help"
        super().__init__(f"{why}: a file is not {state} while anything can be due in it", hint=way)


class AlreadyDestroyed(GateRefused):
    """What is destroyed stays destroyed."""

    code = "GATE-DESTROYED"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"case {number} is destroyed, and that is final; nothing was changed",
            hint="should records of it have come back with a merge, destroy them once more: "
            f"casekit expunge {number} --help",
        )


class NamesSomebody(UsageFault):
    """The tombstone stays when the records are gone: nobody of the family stands in it."""

    def __init__(self, flag: str) -> None:
        super().__init__(
            f"{flag} names a person of the case, and the tombstone outlives the case; "
            "nothing was changed",
            hint="say it without a name",
        )


@dataclass(frozen=True, slots=True)
class Remains:
    """What is left of a destroyed case, as far as this computer can tell."""

    versions: int
    first_version: str | None
    remotes: tuple[str, ...]
    private: tuple[str, ...]
    key_was_here: bool


def draft_state(
    workspace: Workspace,
    loaded: LoadedCase,
    state: str,
    words: Mapping[str, str],
    desk: Desk,
    book: Rulebook,
    key: SigningKey,
) -> ChangeSet:
    """Draft the decision that a case file is in another state from now on.

    `words` has reason and authority. Raises UsageFault where the state is none or is that already,
    NamesSomebody, MayNotDecide, AlreadyDestroyed, StillOpen, BadInput; Unreadable where the case is
    not whole.
    """
    case = loaded.case
    if state not in STATES:
        raise UsageFault(f"`{state}` is no state", hint=f"one of: {', '.join(STATES)}")
    tombstone = next((r for r in case.records if r.kind == "tombstone"), None)
    remaining = list_remaining(workspace, case.path)
    # Files of a destroyed case that a merge has brought back are destroyed once more.
    has_come_back = case.state == "destroyed" and bool(remaining)
    if case.state == state and not has_come_back:
        raise UsageFault(f"case {case.number} is {state} already; nothing was changed")
    if not any(desk.worker.holds(role, desk.today) for role in ROLES):
        raise MayNotDecide(desk.worker.id)
    if case.state == "destroyed" and state != "destroyed":
        raise AlreadyDestroyed(case.number)
    _refuse_names(case, words)
    if state in ("sealed", "destroyed"):
        _refuse_deleted(workspace, case.path)
        if not has_come_back:
            # Half a case may hide what is due in the other half.
            require_whole(loaded)
            _refuse_open(case, state, desk, book)
    data: dict[str, Any] = {
        "schema": "tombstone/1",
        "id": make_record_id(desk.today, desk.random_below),
        "occurred_at": desk.stamp,
        "recorded_at": desk.stamp,
        "recorded_by": desk.worker.id,
        "case": case.number,
        "state": state,
        "before": tombstone.data["before"] if tombstone and has_come_back else case.state,
        **words,
        "files": len(workspace.source.list_paths(case.path)),
        "last_version": workspace.version or "",
    }
    if state == "destroyed" and case.sealing_key is not None:
        data["destroyed_key"] = case.sealing_key
    data["signature"] = sign(signed_statement(data), NAMESPACE, key)
    path = f"{case.path}/{TOMBSTONE_FILE}"
    nowhere = Position(0, 0)
    faults = find_faults(data, "tombstone", workspace.schemas, lambda _: nowhere, "casekit expunge")
    if faults:
        raise BadInput("nothing was changed", faults)
    return ChangeSet(
        case.number,
        f"Case {case.number} is {state}",
        new=(NewRecord("tombstone", path, data),),
        removed=tuple(remaining) if state == "destroyed" else (),
    )


def list_remaining(workspace: Workspace, folder: str) -> list[str]:
    """The files of a case that destroying it removes: all but its number and the tombstone."""
    kept = {f"{folder}/{CASE_FILE}", f"{folder}/{TOMBSTONE_FILE}"}
    return [path for path in workspace.source.list_paths(folder) if path not in kept]


def _refuse_deleted(workspace: Workspace, folder: str) -> None:
    """What is only deleted in the folder would stay in the newest version, unseen."""
    deleted = [f for f in find_deleted(workspace) if f.path.startswith(f"{folder}/")]
    if deleted:
        raise Unreadable("the case is not whole; nothing was changed", deleted)


def _refuse_open(case: Case, state: str, desk: Desk, book: Rulebook) -> None:
    """What is open or waits for somebody stays where the deadline reports see it."""
    timeline = book.timeline(case, desk.now)
    waiting = [
        o.rule.title
        for o in book.judge(timeline, desk.now).obligations
        if o.is_live and o.rule.enforced and o.rule.kind != "retention"
    ]
    is_open = any(s.state == "episode open" and s.end is None for s in timeline.spans)
    if is_open or waiting:
        raise StillOpen(case.number, state, [] if is_open else waiting)


def _refuse_names(case: Case, words: Mapping[str, str]) -> None:
    names = {
        part
        for record in case.records
        if record.kind == "person" and isinstance(record.data.get("name"), str)
        for part in _WORD.findall(record.data["name"].casefold())
        if len(part) > 1
    }
    for key, told in words.items():
        if names & set(_WORD.findall(told.casefold())):
            raise NamesSomebody(f"--{key}")


def destroy_the_rest(workspace: Workspace, loaded: LoadedCase) -> Remains:
    """After the version: destroy the key and everything private that casekit kept of the case.

    May be run again, also where an earlier run was interrupted. Raises UnusableKeyFile, GitFault.
    """
    number, folder = loaded.case.number, loaded.case.path
    was_here = KeyFolder.of(workspace.repo, workspace.schemas).destroy(number)
    private = list(_clear_private(workspace.repo.git_dir / PRIVATE_FOLDER, number, folder))
    versions = workspace.repo.list_versions(folder)
    return Remains(
        versions=len(versions),
        first_version=versions[-1] if versions else None,
        remotes=tuple(workspace.repo.list_remotes()),
        private=tuple(private),
        key_was_here=was_here,
    )


def _clear_private(top: Path, number: str, folder: str) -> Sequence[str]:
    """Remove saved-aside files, drafts and the index; gives what was removed."""
    removed = []
    for aside in sorted((top / "saved-aside").glob(f"*/{folder}")):
        shutil.rmtree(aside)
        removed.append("edits that were kept aside")
    for draft in sorted(top.glob(f"drafts/*{number}*")):
        if draft.is_dir():
            shutil.rmtree(draft)
        else:
            draft.unlink()
        removed.append("drafts")
    # With what SQLite keeps beside it.
    for place in sorted(top.glob("index*")):
        place.unlink()
        removed.append("the index")
    return list(dict.fromkeys(removed))


def describe_remains(number: str, folder: str, remains: Remains) -> list[str]:
    """What is left and how to get rid of it, in plain words."""
    said = [
        f"Case {number} is destroyed in this folder. What remains, and how to end it:",
        f"- The history here: {remains.versions} versions hold its records in plain text, the "
        f"oldest {str(remains.first_version)[:7]}. To take them out, in a fresh clone that "
        "everybody then uses instead of theirs: git filter-repo --invert-paths "
        f"--path {folder}",
        "- Every other clone, on every computer: each holds the same. Have each of them deleted "
        "and cloned anew.",
        "- Reports of other cases of the same people: what they found in this one stands there "
        f"under prior_contact. See which: git grep -l {number} -- cases",
    ]
    if remains.remotes:
        said.append(
            f"- The forge ({', '.join(remains.remotes)}): its copy, pull requests, caches and "
            "forks. After a forced push ask whoever runs it to remove unreachable versions."
        )
    said += [
        "- Backups, also of the key folder: until they are overwritten by their own schedule.",
        "- What was printed, mailed, exported, or opened in an editor that keeps copies.",
        "- What was sealed cannot be read any more with any key that casekit keeps here"
        + ("." if remains.key_was_here else "; no key file was on this computer."),
        "- The disk itself may keep deleted blocks: an encrypted disk is the answer to that.",
    ]
    return said


def require_confirmation(number: str, said: str | None) -> None:
    """Destroying needs the whole case number, typed; raises UsageFault."""
    if (said or "").strip().upper() != number:
        raise UsageFault(
            "destroying a case file cannot be undone, and was not confirmed; nothing was changed",
            hint=f"--confirm {number}",
        )
