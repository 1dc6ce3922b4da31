"""A bundle that came from another office: everything is proved before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casekit.casework.desk import Desk
from casekit.casework.drafting import empty_case
from casekit.casework.sealing import KeyWrite, NoReaders, list_recipients
from casekit.errors import ConflictingEdit, Unreadable
from casekit.history.commit import commit_files
from casekit.model.building import build_timeline
from casekit.model.findings import Finding
from casekit.model.records import Case, Person
from casekit.model.transfers import open_offers
from casekit.records.annotations import iter_annotated
from casekit.records.canonical import canonical_json, sha256_of
from casekit.records.profile import read_document
from casekit.records.sealing import KeyPair, iter_seals, make_key_pair, public_half
from casekit.workspace.case_bundle import Bundle, DamagedBundle
from casekit.workspace.keys import CaseKeys, KeyFolder, LockedKey, UnusableKeyFile, lock_key
from casekit.workspace.loading import LoadedCase, ReadFile, load_case
from casekit.workspace.readers import name_readers
from casekit.workspace.workspace import Workspace

# What was decided about a file itself, and lets it be read and written.
_READABLE = frozenset({"active", "restricted"})


class CaseHere(ConflictingEdit):
    """The case of a bundle has a folder in this workspace, which says something else."""

    code = "CASE-HERE"

    def __init__(self, number: str, folder: str) -> None:
        super().__init__(
            f"case {number} is in this workspace already, and is not as the bundle has it; nothing "
            "was written",
            hint=f"see what is here: casekit log {number}; a bundle never changes a case that is "
            "there. To take it in beside, use another workspace",
            path=folder,
        )


@dataclass(frozen=True, eq=False)
class Arrived:
    """A bundle that was proved, as it would lie in this workspace.

    `is_here` when a former run has taken it in. `open_children` are those for whom the sender's
    case is open. `strangers` are ids of workers in the records whom agency.yaml does not have,
    `namesakes` those that it has too, and which may be other people.
    """

    bundle: Bundle
    loaded: LoadedCase
    contents: Mapping[str, bytes]
    is_here: bool
    open_children: tuple[Person, ...]
    strangers: tuple[str, ...]
    namesakes: tuple[str, ...]

    @property
    def summary(self) -> str:
        """The message of the version; it names nobody."""
        return f"Case {self.loaded.case.number} received, bundle {self.bundle.number}"


def judge_bundle(bundle: Bundle, workspace: Workspace, desk: Desk) -> Arrived:
    """Judge the records of a bundle as they would lie in this workspace.

    Raises Unreadable with every fault of form, DamagedBundle where the records are not what the
    manifest says, CaseHere.
    """
    number = str(bundle.manifest["case"])
    folder = _find_folder(workspace, number) or workspace.place_new_case(number)
    contents = {f"{folder}/{inner}": data for inner, data in bundle.files.items()}
    sums: dict[str, str] = {}

    def read(content: bytes, path: str) -> ReadFile:
        document = read_document(content, path)
        if not document.findings:
            sums[path.removeprefix(f"{folder}/")] = sha256_of(canonical_json(document.data))
        return document

    zone = workspace.agency.zone
    loaded = load_case(number, folder, contents, workspace.schemas, zone, read=read)
    _refuse_faults(loaded.findings)
    for why in _find_untruths(bundle, loaded.case, sums):
        raise DamagedBundle(why)
    is_here = _is_here(workspace, number, contents)
    workers = _list_workers(loaded.case, workspace)
    known = {worker.id for worker in workspace.agency.staff}
    return Arrived(
        bundle,
        loaded,
        contents,
        is_here,
        _open_children(loaded.case, workspace, desk),
        tuple(sorted(workers - known)),
        tuple(sorted(workers & known)),
    )


def plan_keys(arrived: Arrived, workspace: Workspace, desk: Desk) -> KeyWrite | None:
    """The key file that the case needs here; None where nothing was ever sealed in it.

    Keys that came along are given to this office's readers. Where none did, the case gets a key of
    this office for what is sealed from now on: else it would go on being sealed to the sender.
    Raises NoReaders, UnusableKey, UnusableKeyFile.
    """
    case = arrived.loaded.case
    if case.sealing_key is None:
        return None
    folder = KeyFolder.of(workspace.repo, workspace.schemas)
    there = folder.read(case.number)
    if there is not None:
        if there.knows(case.sealing_key):
            return None  # a run that ended before its version has left it
        raise UnusableKeyFile(
            f"there is a key file for {case.number}, and it is not of the case in the bundle",
            hint="find out where it comes from, and move it away",
            path=str(folder.path),
        )
    recipients = _name_recipients(case, workspace, desk)
    pairs = [KeyPair(public_half(private), private) for private in arrived.bundle.keys]
    if pairs:
        # The one in use first.
        pairs.sort(key=lambda pair: pair.public != case.sealing_key)
        current, *older = (lock_key(pair, recipients) for pair in pairs)
        return KeyWrite(folder, CaseKeys(case.number, current, tuple(older)))
    current = lock_key(make_key_pair(), recipients)
    return KeyWrite(folder, CaseKeys(case.number, current, (LockedKey(case.sealing_key, ()),)))


def take_in(
    arrived: Arrived, keys: KeyWrite | None, workspace: Workspace, when: datetime | None
) -> str | None:
    """Put the case into the workspace as one version, bytes unchanged, and give the version.

    What is here already is not saved again. `when` dates the version; None is now. Raises
    UnfinishedMerge, ConflictingEdit, GitFault, UnusableKeyFile.
    """
    if arrived.is_here:
        return workspace.version
    workspace.refuse_unfinished_merge()
    if keys is not None:
        keys.keep()
    return commit_files(
        workspace.repo,
        arrived.contents,
        message=arrived.summary,
        when=when,
        expected_head=workspace.version,
    )


def _name_recipients(case: Case, workspace: Workspace, desk: Desk) -> list[tuple[str, str]]:
    """Each reader of this office with each key: those of the sender's records are not asked."""
    nobody_yet = empty_case(case.number, case.path).case
    readers = name_readers(workspace.agency, nobody_yet, desk.now)
    recipients = list_recipients(readers) or list_recipients([desk.worker])
    if not recipients:
        who = " or ".join(worker.id for worker in readers) or desk.worker.id
        raise NoReaders(
            f"nothing was written: there are sealed values in {case.number}, and nobody here could "
            "read what will be sealed in it",
            hint=f"{who} runs once: casekit keys make; then run the command again",
        )
    return recipients


def _find_folder(workspace: Workspace, number: str) -> str | None:
    if workspace.has_case(number):
        return workspace.folder_of(number)
    return workspace.case_folders.get(number)


def _is_here(workspace: Workspace, number: str, contents: Mapping[str, bytes]) -> bool:
    """Whether the saved version holds each file as it is in the bundle; raises CaseHere."""
    folder = _find_folder(workspace, number)
    if folder is None:
        return False
    saved = Workspace.read(workspace.repo, workspace.schemas, saved=True)
    there = set(saved.source.list_paths(folder))
    paths = list(contents)
    if not there.issuperset(paths) or saved.source.read(paths) != contents:
        raise CaseHere(number, folder)
    return True


def _refuse_faults(findings: Sequence[Finding]) -> None:
    faults = [finding for finding in findings if finding.severity == "error"]
    if faults:
        raise Unreadable(
            "the bundle holds records that cannot be read here; nothing was written",
            faults,
            hint="the sender mends them, and makes the bundle once more; where a kind or a field "
            "is unknown, a newer casekit may know it",
        )


def _find_untruths(bundle: Bundle, case: Case, sums: Mapping[str, str]) -> Iterator[str]:
    """Where the records are not what the manifest says of them."""
    manifest = bundle.manifest
    for entry in manifest["files"]:
        if sums.get(entry["path"]) != entry["content_sha256"]:
            yield f"{entry['path']} does not say what its checksum says"
    for record in case.records:
        inner = record.path.removeprefix(f"{case.path}/")
        if record.kind != "tombstone" and not inner.endswith(f"/{record.id}.yaml"):
            yield f"{inner} holds a record of another id"
    if case.state not in _READABLE:
        yield f"it says that the case was {case.state}"
    if {each["path"] for each in manifest["left_out"]} & bundle.files.keys():
        yield "it holds what it says was left out"
    if sum(1 for r in case.records for _ in iter_seals(r.data)) != manifest["sealed"]["values"]:
        yield "it does not count its sealed values right"
    if bundle.keys and case.sealing_key not in manifest["sealed"]["keys"]:
        yield "the sealing keys in it are not those of the case"
    if manifest["purpose"] == "transfer":
        told = (manifest["offer"], manifest["to"], manifest["mandated"])
        if told not in [(o.id, o.data["to"], o.data["mandated"]) for o in open_offers(case)]:
            yield "it holds no such offer"


def _open_children(case: Case, workspace: Workspace, desk: Desk) -> tuple[Person, ...]:
    timeline = build_timeline(case, workspace.agency.zone, workspace.agency.staff, desk.now)
    open_ = {s.subject for s in timeline.spans if s.state == "episode open" and s.end is None}
    return tuple(child for child in case.children if child.id in open_)


def _list_workers(case: Case, workspace: Workspace) -> set[str]:
    found: set[Any] = {record.recorded_by for record in case.records}
    for record in case.records:
        for _, value, target in iter_annotated(
            record.data, record.kind, workspace.schemas, "x-refers-to"
        ):
            if target == "worker":
                found.add(value)
    return {str(each) for each in found}
