"""What changed between two states of a workspace: two versions, or a version and the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from casekit.difference.cases import compare_cases, tell_field
from casekit.difference.changes import Change
from casekit.difference.fields import compare_data
from casekit.difference.words import Speaker
from casekit.errors import CasekitError
from casekit.model.findings import Finding, sort_findings
from casekit.model.records import Case, Record
from casekit.model.when import at_instant
from casekit.workspace.case_places import list_changed_cases
from casekit.workspace.finding_cases import find_case_folder
from casekit.workspace.loading import CASE_FILE, WITHHELD, LoadedCase
from casekit.workspace.sources import Source, VersionFiles, WorkingFiles
from casekit.workspace.version_cases import load_version_cases
from casekit.workspace.workspace import Workspace

# The files beside the cases by the folder that they lie in, with the kind of their data.
_BESIDE: Mapping[str, str | None] = {
    "calendars": "calendar",
    "standards": "standards-pack",
    "directory": "provider",
    "templates": None,
    "trust": None,
}
# git is asked for what is not saved, however long it takes: somebody asked for just that.
_ANY_NUMBER = 10**9


@dataclass(frozen=True)
class CaseDifference:
    """What changed in one case; `findings` tell what cannot be read on either side.

    `before` and `after` are the case in both states, None where it is not there.
    """

    number: str
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]
    before: LoadedCase | None
    after: LoadedCase | None


def list_differing_cases(before: Workspace, after: Workspace) -> list[str]:
    """The numbers of the cases that two states of one workspace do not have alike, sorted.

    Raises GitFault, and Unreadable for a version that is made to exhaust whoever reads it.
    """
    assert before.version is not None and after.version is not None
    numbers: set[str] = set()
    repo = after.repo
    for one, other in (before.version, after.version), (after.version, before.version):
        listed = list_changed_cases(repo, one, other)
        numbers |= {place.number for place in listed.places}
        found = (find_case_folder(f"{finding.path}/") for finding in listed.findings)
        numbers |= {case[0] for case in found if case is not None}
    if isinstance(after.source, WorkingFiles):
        unsaved = repo.list_unsaved(["cases"], _ANY_NUMBER) or []
        numbers |= {case[0] for path in unsaved if (case := find_case_folder(path)) is not None}
    return sorted(numbers)


def compare_workspaces(
    before: Workspace, after: Workspace, numbers: Iterable[str], *, names: bool = False
) -> Iterator[CaseDifference]:
    """What changed in each of these cases, by their whole numbers."""
    wanted = list(numbers)
    sides = (_load_each(workspace, wanted) for workspace in (before, after))
    for older, newer in zip(*sides, strict=True):
        if older is not None or newer is not None:
            yield compare_loaded(older, newer, before, after, names=names)


def compare_loaded(
    older: LoadedCase | None,
    newer: LoadedCase | None,
    before: Workspace,
    after: Workspace,
    *,
    names: bool = False,
) -> CaseDifference:
    """What changed from one state of a case to the other, with its own file and attachments."""
    loaded = newer or older
    assert loaded is not None
    number = loaded.case.number
    both = [side for side in (older, newer) if side is not None]
    findings = sort_findings(dict.fromkeys(f for side in both for f in side.findings))
    errors = tuple(f for f in findings if f.severity == "error")
    if any(side.case.state in WITHHELD for side in both):
        # What a sealed file holds is not told, and neither is that it changed.
        states = [side.case.state if side else "not there" for side in (older, newer)]
        changes = []
        if states[0] != states[1]:
            says = f"the case file was {states[0]} and is {states[1]}; its content is not told"
            changes = [Change("state", "case", number, says, attention=True)]
        return CaseDifference(number, tuple(changes), (), older, newer)
    unreadable = {
        path.rpartition("/")[2].removesuffix(".yaml") for path in (f.path for f in errors)
    }
    changes = compare_cases(
        older.case if older else None,
        newer.case if newer else None,
        after.schemas,
        names=names,
        unreadable=unreadable,
    )
    if older is not None and newer is not None:
        speaker = Speaker(newer.case, after.schemas, names)
        changes[:0] = _compare_case_files(speaker, older, newer)
        changes += _compare_attachments(older, newer, before.source, after.source, names)
    return CaseDifference(number, tuple(changes), errors, older, newer)


def compare_beside(before: Workspace, after: Workspace) -> list[Change]:
    """What changed in the agency's own files: who works there, its rules, calendars, providers."""
    changes = _compare_file(before, after, "agency.yaml", "agency")
    for folder, kind in _BESIDE.items():
        paths = {p for side in (before, after) for p in side.source.list_paths(folder)}
        for path in sorted(paths):
            changes += _compare_file(before, after, path, kind if path.endswith(".yaml") else None)
    return changes


def _load_each(workspace: Workspace, numbers: Sequence[str]) -> Iterator[LoadedCase | None]:
    """Cases of one state in the order asked, None for one that is not there.

    What is odd in a version, such as a link, is among the findings of its case.
    """
    if not isinstance(workspace.source, VersionFiles):
        for number in numbers:
            yield workspace.load(number) if number in workspace.case_folders else None
        return
    places = {place.number: place for place in workspace.source.cases.places}
    loaded = load_version_cases(workspace, (places[n] for n in numbers if n in places))
    for number in numbers:
        yield next(loaded) if number in places else None


def _compare_case_files(speaker: Speaker, older: LoadedCase, newer: LoadedCase) -> Iterator[Change]:
    number = newer.case.number
    sides: list[Any] = [
        getattr(side.places.get(f"{side.case.path}/{CASE_FILE}"), "data", None)
        for side in (older, newer)
    ]
    if None not in sides:
        yield from _compare_data(speaker, sides[0], sides[1], "case", number)
    if older.case.path != newer.case.path:
        says = f"the case moved from {older.case.path} to {newer.case.path}"
        yield Change("case-moved", "case", number, says)


def _compare_attachments(
    older: LoadedCase, newer: LoadedCase, before: Source, after: Source, names: bool
) -> Iterator[Change]:
    """Files that are no records. Their names are of free choice, so they may hold a client's."""
    number = newer.case.number
    sides = [_list_others(older, before), _list_others(newer, after)]
    for inner in sorted(sides[0].keys() | sides[1].keys()):
        one, other = (side.get(inner) for side in sides)
        if one is not None and other is not None:
            if _holds_the_same(before, one, after, other):
                continue
            word = "changed"
        else:
            word = "added" if one is None else "gone"
        folder = inner.partition("/")[0]
        what = f"file {inner}" if names else f"a file in {folder}"
        yield Change(
            code=f"file-{word}",
            kind="attachment",
            record=number,
            says=f"{what}: {word}",
            field=inner if names else folder,
            withheld=not names,
            attention=word != "added",
        )


def _holds_the_same(before: Source, one: str, after: Source, other: str) -> bool:
    """Whether two files hold the same bytes; of two versions git knows it without reading them."""
    if isinstance(before, VersionFiles) and isinstance(after, VersionFiles):
        return before.id_of(one) == after.id_of(other)
    return before.read([one])[one] == after.read([other])[other]


def _list_others(loaded: LoadedCase, source: Source) -> dict[str, str]:
    folder = loaded.case.path
    try:
        paths: Sequence[str] = source.list_paths(folder)
    except CasekitError:
        # A link or the like is among the case's findings; nothing beside it is judged here.
        return {}
    return {p.removeprefix(f"{folder}/"): p for p in paths if not p.endswith(".yaml")}


def _compare_file(before: Workspace, after: Workspace, path: str, kind: str | None) -> list[Change]:
    has = [side.source.has(path) for side in (before, after)]
    if not all(has):
        word = "added" if has[1] else "gone"
        return [Change(f"file-{word}", kind or "file", path, f"{path}: {word}", attention=True)]
    contents = [side.source.read([path])[path] for side in (before, after)]
    if contents[0] == contents[1]:
        return []
    changed = Change("file-changed", kind or "file", path, f"{path}: changed", attention=True)
    if kind is None:
        return [changed]
    documents = [side.read_checked(path, kind) for side in (before, after)]
    if any(document.findings or document.data is None for document in documents):
        return [changed]
    speaker = Speaker(Case("", "", "", ()), after.schemas)
    return list(_compare_data(speaker, documents[0].data, documents[1].data, kind, path))


def _compare_data(
    speaker: Speaker, older: Any, newer: Any, kind: str, name: str
) -> Iterator[Change]:
    """What changed in a file that is no record of anything that happened."""
    record = Record(kind, name, name, 1, at_instant(_NEVER, UTC), _NEVER, "", newer)
    for change in compare_data(older, newer, kind, speaker.schemas):
        yield tell_field(speaker, record, change)


_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
