"""Keys of sealed values: a person's own, who is let in, who is shut out, a new key for a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casekit.casework.desk import Desk
from casekit.casework.sealing import KeyWrite, list_recipients
from casekit.errors import CasekitError, GateRefused, NotFound
from casekit.model.changes import ChangeSet, Edit
from casekit.model.records import Case
from casekit.model.staff import Worker
from casekit.records.sealing import (
    KeyPair,
    SealedToOthers,
    iter_seals,
    make_key_pair,
    open_sealed_text,
    seal,
)
from casekit.workspace.agency import AGENCY_FILE
from casekit.workspace.keys import CaseKeys, KeyFolder, KeyMissing, NotAReader
from casekit.workspace.loading import CASE_FILE
from casekit.workspace.own_key import (
    OwnKey,
    OwnKeyMissing,
    find_own_key,
    read_own_key,
    write_own_key,
)
from casekit.workspace.readers import find_managers, name_readers
from casekit.workspace.workspace import Workspace


class NothingSealed(NotFound):
    """The case has no sealed value, and so no key."""

    code = "NOTHING-SEALED"

    def __init__(self, number: str) -> None:
        super().__init__(f"nothing is sealed in {number}, so it has no key")


class WithoutKey(NotFound):
    """A worker has no public key to whom anything could be given."""

    code = "NO-PUBLIC-KEY"

    def __init__(self, worker: str) -> None:
        super().__init__(
            f"{worker} has no public key in {AGENCY_FILE}",
            hint=f"{worker} runs once, on their own computer: casekit keys make",
        )


class KeyOfAnother(GateRefused):
    """A public key stands under another person: with it, one person would read as the other."""

    code = "GATE-KEY-OF-ANOTHER"

    def __init__(self, worker: str, other: str) -> None:
        super().__init__(
            f"the key on this computer is {other}'s in {AGENCY_FILE}, so it cannot be {worker}'s",
            hint="each person has a key of their own: git config --global casekit.identity "
            "names the file of yours; casekit keys make makes it",
        )


class LastReader(CasekitError):
    """Nobody would be left who can read."""

    exit_code = 8
    code = "LAST-READER"


@dataclass(frozen=True, eq=False)
class KeyChange:
    """What changes with the keys of a case: the key file, and the records that are sealed anew."""

    write: KeyWrite
    changes: ChangeSet | None
    sealed_anew: int = 0


def make_own_key(workspace: Workspace, desk: Desk, environment: Mapping[str, str]) -> OwnKey:
    """This person's key, made now if there is none; raises UnusableKey, OwnKeyOpen."""
    path = find_own_key(workspace.repo, environment)
    try:
        return read_own_key(path)
    except OwnKeyMissing:
        write_own_key(path, make_key_pair(), desk.now)
    return read_own_key(path)


def publish_own_key(workspace: Workspace, desk: Desk, own: OwnKey) -> ChangeSet | None:
    """Put the public halves under the person in agency.yaml; None when they are there.

    Raises KeyOfAnother.
    """
    for other in workspace.agency.staff:
        if other.id != desk.worker.id and set(own.public) & set(other.seal_to):
            raise KeyOfAnother(desk.worker.id, other.id)
    number = next(n for n, w in enumerate(workspace.agency.staff) if w.id == desk.worker.id)
    edits = tuple(
        Edit("agency", AGENCY_FILE, ("people", number, "seal_to"), key, append=True)
        for key in own.public
        if key not in desk.worker.seal_to
    )
    return ChangeSet("", f"Public key of {desk.worker.id}", edits=edits) if edits else None


def unlock_case(
    workspace: Workspace, case: Case, desk: Desk, environment: Mapping[str, str]
) -> tuple[KeyFolder, CaseKeys, tuple[KeyPair, ...]]:
    """Open the keys of a case as this person can.

    Raises NothingSealed, KeyMissing, OwnKeyMissing, OwnKeyOpen, NotAReader and what reading raises.
    """
    if case.sealing_key is None:
        raise NothingSealed(case.number)
    if not desk.worker.works_on(desk.today):
        raise NotAReader(f"{desk.worker.id} has left the agency, as agency.yaml says")
    folder = KeyFolder.of(workspace.repo, workspace.schemas)
    keys = folder.require(case.number)
    own = read_own_key(find_own_key(workspace.repo, environment))
    return folder, keys, keys.unlock(desk.worker.id, own.private)


def add_reader(
    workspace: Workspace, case: Case, worker: Worker, desk: Desk, environment: Mapping[str, str]
) -> KeyChange | None:
    """Let one more worker read; None when nothing changes. Raises WithoutKey, as unlock_case."""
    recipients = [key for _, key in list_recipients([worker])]
    if not recipients:
        raise WithoutKey(worker.id)
    folder, keys, pairs = unlock_case(workspace, case, desk, environment)
    after = keys.with_reader(worker.id, recipients, pairs)
    return None if after == keys else KeyChange(KeyWrite(folder, after, keys), None)


def rotate_keys(
    workspace: Workspace,
    case: Case,
    desk: Desk,
    environment: Mapping[str, str],
    without: str | None = None,
) -> KeyChange:
    """A new key for those who can read now, save one, and every sealed value sealed to it.

    Raises NotFound when that one cannot read anyway, LastReader, and as unlock_case.
    """
    folder, keys, pairs = unlock_case(workspace, case, desk, environment)
    readers = keys.current.workers()
    if without is not None and not any(
        without in locked.workers() for locked in (keys.current, *keys.previous)
    ):
        raise NotFound(
            f"{without} cannot read what is sealed in {case.number}",
            hint=f"who can: casekit keys {case.number}",
        )
    staying = [
        worker
        for worker in workspace.agency.staff
        if worker.id in readers - {without} and worker.works_on(desk.today)
    ]
    recipients = list_recipients(staying)
    if not recipients:
        raise LastReader(
            f"nobody would be left who can read what is sealed in {case.number}",
            hint=f"let somebody in first: casekit keys add {case.number} WORKER",
        )
    pair = make_key_pair()
    has_foreign = any(not locked.readers for locked in keys.previous)
    edits = _seal_anew(case, [p.private for p in pairs], pair.public, leave_closed=has_foreign)
    edits.append(Edit("case", f"{case.path}/{CASE_FILE}", ("sealing_key",), pair.public))
    summary = f"New sealing key of {case.number}"
    return KeyChange(
        KeyWrite(folder, keys.rotated(pair, recipients), keys),
        ChangeSet(case.number, summary, edits=tuple(edits)),
        len(edits) - 1,
    )


def _seal_anew(
    case: Case, private: Sequence[str], public: str, *, leave_closed: bool
) -> list[Edit]:
    """Every sealed value anew; with `leave_closed` those stay that no key at hand opens."""
    edits = []
    for record in case.records:
        for keys, text in iter_seals(record.data):
            try:
                plain = open_sealed_text(text, private, record.path)
            except SealedToOthers:
                if not leave_closed:
                    raise
                continue  # sealed by the office that the case came from
            edits.append(Edit(record.kind, record.path, keys, seal(plain, public)))
    return edits


def let_managers_read(
    workspace: Workspace, case: Case, desk: Desk, environment: Mapping[str, str]
) -> list[str]:
    """Give the key to case managers who should read and cannot; says what was done or is to do.

    Raises CasekitError when the keys cannot be looked at.
    """
    agency = workspace.agency
    keys = KeyFolder.of(workspace.repo, workspace.schemas).read(case.number)
    there = keys.current.workers() if keys else frozenset()
    managers = find_managers(agency, case, desk.now)
    wanted = [w for w in name_readers(agency, case, desk.now) if w.id in managers - there]
    said = []
    for worker in wanted:
        try:
            change = add_reader(workspace, case, worker, desk, environment)
            if change is not None:
                change.write.keep()
                said.append(f"{worker.id} can read what is sealed in {case.number} from now on")
        except WithoutKey as fault:
            said.append(f"{fault.message}; then a reader runs: {_way(case, worker)}")
        except (NotAReader, OwnKeyMissing, KeyMissing):
            said.append(
                f"{worker.id} cannot read what is sealed here yet; a reader, such as a "
                f"supervisor, runs: {_way(case, worker)}"
            )
        except CasekitError as fault:
            said.append(f"{worker.id} cannot read what is sealed here yet: {fault.message}")
    return said


def _way(case: Case, worker: Worker) -> str:
    return f"casekit keys add {case.number} {worker.id}"
