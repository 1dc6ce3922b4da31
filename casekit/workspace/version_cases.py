"""Loading the cases of one version, many at a time, from git's objects.

What is read here is the same as Workspace.load reads of a version, but for one thing: an odd name
(a link, another repository, a name that leads elsewhere) is told as a finding of the case that it
lies in, and hides no other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import tzinfo
from itertools import islice
from typing import TYPE_CHECKING

from casekit.errors import CasekitError, Unreadable
from casekit.history import limits
from casekit.history.folders import Folder, ManyObjects
from casekit.history.listing import EndlessTree
from casekit.history.repository import Repository
from casekit.model.findings import Finding
from casekit.records.quick import QuickReader
from casekit.records.schemas import SchemaSet
from casekit.trust.places import APPROVALS_FOLDER
from casekit.workspace.case_places import CasePlace, tell_unreadable
from casekit.workspace.loading import LoadedCase, load_case
from casekit.workspace.workspace import Workspace

if TYPE_CHECKING:
    from casekit.trust.proof import Proof

# So many cases are listed together before their files are read.
_CASES_AT_ONCE = 64
# A case of ten years has some hundred; what is beyond keeps its reader busy with names alone.
MAX_ENTRIES_OF_CASE = 20_000
_MAX_REPEATS_OF_CASE = 400


def load_version_cases(workspace: Workspace, places: Iterable[CasePlace]) -> Iterator[LoadedCase]:
    """Load cases of a workspace's version in the order given, a few at a time in memory.

    What cannot be read of a case is among its findings. Raises GitFault when git cannot go on.
    """
    schemas, zone = workspace.schemas, workspace.agency.zone
    return load_places(workspace.repo, places, schemas, zone, proof=workspace.proof)


def load_places(
    repo: Repository,
    places: Iterable[CasePlace],
    schemas: SchemaSet,
    zone: tzinfo,
    reader: QuickReader | None = None,
    only: Collection[str] | None = None,
    proof: Proof | None = None,
) -> Iterator[LoadedCase]:
    """Load cases from the objects of a repository; `reader` keeps what it remembers.

    `only` names the folders of a case that are looked into, such as people: what lies in the others
    is then missing from each case. `proof` judges approvals. Raises as load_version_cases does.
    """
    read = (reader or QuickReader()).read
    waiting = iter(places)
    with ManyObjects(repo) as objects:
        while some := list(islice(waiting, _CASES_AT_ONCE)):
            cases = [_CaseFiles(place, only, with_statements=proof is not None) for place in some]
            _list_files(objects, cases)
            wanted = [oid for case in cases for oid in case.oids]
            answers = objects.read_each(wanted, "blob")
            for case in cases:
                contents = case.take(answers)
                yield load_case(
                    *(case.place.number, case.place.folder, contents, schemas, zone),
                    unreadable=case.findings,
                    read=read,
                    proof=proof,
                )


class _CaseFiles:
    """The files of one case as its folders list them."""

    def __init__(
        self, place: CasePlace, only: Collection[str] | None, *, with_statements: bool
    ) -> None:
        self.place = place
        self._only = only
        self._statements = f"{place.folder}/{APPROVALS_FOLDER}" if with_statements else None
        self.findings: list[Finding] = []
        # Of what is read: records, and statements where they are judged. Of others only the names.
        self.oids: list[str] = []
        self._paths: list[str] = []
        self._others: list[str] = []
        self._seen: set[str] = set()
        self._entries = 0
        self._repeats = 0
        self._is_refused = False

    def add(self, path: str, oid: str, folder: Folder | CasekitError) -> list[tuple[str, str]]:
        """Take note of what a folder of the case holds; give the folders in it, by path and id."""
        if self._is_refused:
            return []
        if isinstance(folder, CasekitError):
            self.findings.append(tell_unreadable(folder, path))
            return []
        self.findings.extend(tell_unreadable(fault, fault.path or path) for fault in folder.refused)
        self._entries += len(folder.entries)
        # The same folder in many places: a few bytes name millions of files.
        self._repeats += len(folder.entries) if oid in self._seen else 0
        self._seen.add(oid)
        if (
            self._entries > MAX_ENTRIES_OF_CASE
            or self._repeats > _MAX_REPEATS_OF_CASE
            or path.count("/") > limits.MAX_DEPTH
        ):
            self._refuse()
            return []
        inner: list[tuple[str, str]] = []
        for entry in folder.entries:
            name, _, entry_oid = entry
            place = f"{path}/{name}"
            if entry.is_folder:
                if self._only is None or path != self.place.folder or name in self._only:
                    inner.append((place, entry_oid))
            elif name.endswith(".yaml") or path == self._statements:
                self._paths.append(place)
                self.oids.append(entry_oid)
            else:
                self._others.append(place)
        return inner

    def take(self, answers: Iterator[bytes | CasekitError]) -> dict[str, bytes]:
        """Take the contents from among the answers, a finding for each fault."""
        contents = dict.fromkeys(self._others, b"")
        total = 0
        for path, answer in zip(self._paths, answers, strict=False):
            fault = answer if isinstance(answer, CasekitError) else None
            if isinstance(answer, bytes):
                total += len(answer)
                if total <= limits.MAX_BLOBS_BYTES:
                    contents[path] = answer
                    continue
                fault = _refuse_bytes()
            if fault is not None:
                self.findings.append(tell_unreadable(fault, path))
        return contents

    def _refuse(self) -> None:
        self._is_refused = True
        why = f"a case has more than {MAX_ENTRIES_OF_CASE:,} files and folders, or they repeat"
        self.findings = [tell_unreadable(EndlessTree(why), self.place.folder)]
        self.oids, self._paths, self._others = [], [], []


def _list_files(objects: ManyObjects, cases: Sequence[_CaseFiles]) -> None:
    """Fill in the files of cases, level by level, all of a level in one go."""
    waiting = [(case, case.place.folder, case.place.tree) for case in cases]
    while waiting:
        folders = objects.read_folders([(path, oid) for _, path, oid in waiting])
        waiting = [
            (case, *inner)
            for (case, path, oid), folder in zip(waiting, folders, strict=True)
            for inner in case.add(path, oid, folder)
        ]


def _refuse_bytes() -> Unreadable:
    return Unreadable(
        f"the files of this case have more than {limits.MAX_BLOBS_BYTES:,} bytes together",
        hint="keep scans and long documents as attachments",
    )
