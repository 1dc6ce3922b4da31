"""Taking one version back by a new one: by the records' fields, all of it or nothing.

What was changed again since is not overwritten: then nothing is taken back, and the list is told. A
record that the version added is never deleted; it is withdrawn, with who, when and why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from casekit.casework.deciding import write_joined
from casekit.casework.desk import Desk
from casekit.errors import ConflictingEdit, GateRefused, UsageFault
from casekit.history.objects import read_blobs
from casekit.history.walking import Difference, compare_versions
from casekit.model.findings import Finding, sort_findings
from casekit.model.records import FOLDERS
from casekit.practice.checks import check_case
from casekit.practice.scope import Scope
from casekit.records.document import Document, name_path
from casekit.records.edit import set_value
from casekit.records.joining import Collision, Decision, join_sides
from casekit.records.profile import read_document
from casekit.records.sealing import iter_seals
from casekit.records.three_ways import compare_sides, is_missing, is_same
from casekit.records.validation import find_faults
from casekit.workspace.finding_cases import find_case_folder
from casekit.workspace.loading import LoadedCase, make_record
from casekit.workspace.workspace import Workspace, make_modeline

# Who stood for something, and who read a secret, stays said; each has a way of its own.
_NEVER: Mapping[str, str] = {
    "approval": "an approval stands or falls with what it approves: record what is right, and let "
    "it be approved anew",
    "unsealing": "that somebody read a secret stays on record",
    "tombstone": "decide on the case file anew: casekit expunge CASE --state ...",
    "case": "a case that was opened in error is closed: casekit close; or destroyed: casekit "
    "expunge",
}


class NotTakenBack(GateRefused):
    """Something in the version cannot be taken back so; nothing of it was."""

    code = "GATE-NOT-TAKEN-BACK"

    def __init__(self, version: str, findings: Iterable[Finding]) -> None:
        super().__init__(
            f"version {version[:7]} was not taken back, and nothing was saved",
            sort_findings(findings),
        )


class ChangedSince(ConflictingEdit):
    """What the version wrote was written again since, so taking it back would undo that too."""

    code = "CHANGED-SINCE"

    def __init__(self, version: str, findings: Iterable[Finding]) -> None:
        super().__init__(
            f"what version {version[:7]} wrote was changed again since; nothing was taken back",
            hint="correct the record itself, or take back the newer version first: casekit log",
        )
        self.findings = sort_findings(findings)


class Back(NamedTuple):
    """One thing that goes back: the record, and its field, or that it is withdrawn or restored."""

    case: str
    path: str
    kind: str
    record: str
    what: str
    now: Any
    then: Any


@dataclass(frozen=True)
class Undone:
    """What a new version would write, in words and in files."""

    version: str
    backs: tuple[Back, ...]
    contents: Mapping[str, bytes]
    summary: str


def find_undone(workspace: Workspace, named: str) -> tuple[str, str]:
    """The version that is meant and the one before it; raises NotFound, UsageFault."""
    repo = workspace.repo
    version = repo.resolve(named)
    parents = repo.parents(version)
    if workspace.version is None or not repo.contains(workspace.version, version):
        raise UsageFault(
            f"version {version[:7]} is not part of what is here", hint="see: casekit log"
        )
    if len(parents) != 1:
        what = "joins two sides" if parents else "is the first one"
        raise UsageFault(
            f"version {version[:7]} {what} and cannot be taken back as one",
            hint="take back the versions of one side, the newest first: casekit log",
        )
    return version, parents[0]


def draft_undo(workspace: Workspace, named: str, reason: str | None, desk: Desk) -> Undone:
    """What taking a version back writes, judged as it would become.

    Without a `reason` what would be withdrawn is drafted with an empty one, to be shown. Raises
    NotFound, UsageFault, NotTakenBack, ChangedSince, Unreadable.
    """
    version, before = find_undone(workspace, named)
    changed = list(compare_versions(workspace.repo, before, version))
    drafts = _Drafts(workspace, version, reason or "", desk)
    for one in changed:
        drafts.take_back(one)
    if drafts.refused:
        raise NotTakenBack(version, drafts.refused)
    if drafts.newer:
        raise ChangedSince(version, drafts.newer)
    drafts.judge()
    cases = ", ".join(sorted({back.case for back in drafts.backs}))
    summary = f"Version {version[:7]} taken back in {cases}"
    return Undone(version, tuple(drafts.backs), drafts.contents, summary)


class _Drafts:
    def __init__(self, workspace: Workspace, version: str, reason: str, desk: Desk) -> None:
        self._workspace = workspace
        self._version = version
        self._reason = reason
        self._desk = desk
        self.backs: list[Back] = []
        self.contents: dict[str, bytes] = {}
        self.refused: list[Finding] = []
        self.newer: list[Finding] = []

    def take_back(self, change: Difference) -> None:
        """Draft what one file of the version goes back to, or note why it does not."""
        found = find_case_folder(change.path)
        if found is None or change.fault is not None or not change.path.endswith(".yaml"):
            self._refuse(
                change.path,
                "this file is no record of a case",
                "an administrator changes it by hand; only records are taken back",
            )
            return
        number, folder = found
        path = f"{self._workspace.folder_of(number)}{change.path[len(folder) :]}"
        was, made = (self._read_blob(oid, path) for oid in (change.before, change.after))
        now = self._read_now(path)
        whole = next((d for d in (made, was) if d is not None), None)
        if any(d is not None and d.findings for d in (was, made, now)) or whole is None:
            self._refuse(path, "the record cannot be read", "see: casekit check")
            return
        data: Any = whole.data
        kind = str(data.get("schema", "")).partition("/")[0] if "schema" in data else "case"
        if kind in _NEVER or kind not in FOLDERS:
            self._refuse(path, f"{kind}: not taken back so", _NEVER.get(kind, "by hand, with git"))
            return
        if self._touches_seals(was, made):
            self._refuse(
                path,
                "a sealed value was written there",
                "it is sealed anew with: casekit seal",
            )
            return
        if made is None:
            self._restore(number, path, kind, change, now)
        elif now is None:
            self._tell_newer(path, "the file is gone")
        elif was is None:
            self._withdraw(number, path, kind, made, now)
        else:
            self._put_back(number, path, kind, was, made, now)

    def judge(self) -> None:
        """Refuse what would leave a case with a fault that it has not now."""
        faults: list[Finding] = []
        for number in dict.fromkeys(back.case for back in self.backs):
            loaded = self._workspace.load(number)
            after = loaded
            for back in self.backs:
                if back.case == number and back.path in self.contents:
                    after = self._with(after, back, faults)
            known = {(f.code, f.path, f.message) for f in self._check(loaded)}
            faults += [f for f in self._check(after) if (f.code, f.path, f.message) not in known]
        if faults:
            raise NotTakenBack(self._version, dict.fromkeys(faults))

    def _with(self, loaded: LoadedCase, back: Back, faults: list[Finding]) -> LoadedCase:
        document = read_document(self.contents[back.path], back.path)
        schemas = self._workspace.schemas
        data: Any = document.data
        found = document.findings or find_faults(
            data, back.kind, schemas, document.locate, back.path, document.locate_key
        )
        faults.extend(found)
        if found:
            return loaded
        record = make_record(back.kind, data, back.path, self._desk.zone, document)
        return loaded.with_record(record, document)

    def _check(self, loaded: LoadedCase) -> list[Finding]:
        workspace = self._workspace
        scope = Scope(loaded, workspace.agency, workspace.schemas, self._desk.now)
        return [f for f in check_case(scope) if f.severity == "error"]

    def _withdraw(self, number: str, path: str, kind: str, made: Document, now: Document) -> None:
        data: Any = now.data
        if "voided" in data:
            return
        if not is_same(made.data, data):
            for each in compare_sides(made.data, data, made.data):
                self._tell_newer(path, name_path(each.keys))
            return
        voided = {
            "by": self._desk.worker.id,
            "at": _write_moment(self._desk.now, self._desk),
            "reason": self._reason or "-",
        }
        self.contents[path] = set_value(now.text.encode("utf-8"), ("voided",), voided)
        self.backs.append(Back(number, path, kind, str(data["id"]), "withdrawn", None, None))

    def _put_back(
        self, number: str, path: str, kind: str, was: Document, made: Document, now: Document
    ) -> None:
        newer: list[Collision] = []

        def note(collision: Collision) -> Decision:
            newer.append(collision)
            return () if is_missing(collision.here) else (collision.here,)

        joined = join_sides(made.data, now.data, was.data, note)
        for collision in newer:
            self._tell_newer(path, collision.name)
        if newer or is_same(joined, now.data):
            return
        modeline = make_modeline(path, kind)
        self.contents[path] = write_joined(joined, (now, was), modeline)
        for each in compare_sides(now.data, now.data, joined):
            name = str(joined["id"])
            backs = Back(number, path, kind, name, name_path(each.keys), each.here, each.there)
            self.backs.append(backs)

    def _restore(
        self, number: str, path: str, kind: str, change: Difference, now: Document | None
    ) -> None:
        if now is not None:
            self._tell_newer(path, "the file is there again")
            return
        content = self._read_bytes(change.before)
        self.contents[path] = content
        data: Any = read_document(content, path).data
        self.backs.append(Back(number, path, kind, str(data["id"]), "restored", None, None))

    def _touches_seals(self, was: Document | None, made: Document | None) -> bool:
        before, after = (dict(iter_seals(d.data)) if d else {} for d in (was, made))
        return before != after

    def _read_blob(self, oid: str | None, path: str) -> Document | None:
        return None if oid is None else read_document(self._read_bytes(oid), path)

    def _read_bytes(self, oid: str | None) -> bytes:
        assert oid is not None
        return read_blobs(self._workspace.repo, [oid])[oid]

    def _read_now(self, path: str) -> Document | None:
        source = self._workspace.source
        return read_document(source.read([path])[path], path) if source.has(path) else None

    def _refuse(self, path: str, message: str, hint: str) -> None:
        self.refused.append(Finding(code=NotTakenBack.code, message=message, path=path, hint=hint))

    def _tell_newer(self, path: str, what: str) -> None:
        self.newer.append(
            Finding(code=ChangedSince.code, message=f"changed since: {what}", path=path)
        )


def _write_moment(now: datetime, desk: Desk) -> str:
    return now.astimezone(desk.zone).isoformat(timespec="seconds")
