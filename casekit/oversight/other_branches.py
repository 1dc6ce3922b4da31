"""Records on other branches that would collide with those of a version when both are joined."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from casekit.errors import CasekitError
from casekit.history.branches import Branch
from casekit.history.repository import Repository
from casekit.history.walking import Difference, PatientReader, compare_versions
from casekit.model.findings import Finding
from casekit.oversight.content import Content, find_id_twice
from casekit.oversight.listing import Listing, cannot_read, refuse_name
from casekit.records.profile import read_document
from casekit.workspace.finding_cases import find_case_folder, find_case_twice
from casekit.workspace.loading import CASE_FILE

# What no correction changes in a record: two files that differ in it are two records.
_LASTING = ("schema", "id", "recorded_at", "recorded_by")


@dataclass(eq=False)
class _Search:
    """What was found so far: the version that is verified, and what other branches add to it."""

    listing: Listing
    content: Content
    reader: PatientReader
    folders: dict[str, str]
    # Of the branch at hand: the files it lacks, the cases that it has in another folder, and the
    # records that it has at another path of the same case.
    gone: set[str] = field(default_factory=set)
    strayed: dict[str, str] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    # Record id -> path and branch, of records that the version itself does not have.
    elsewhere: dict[str, tuple[str, str]] = field(default_factory=dict)
    at_path: dict[str, tuple[Any, str]] = field(default_factory=dict)


def check_branches(
    repo: Repository,
    version: str,
    branches: list[Branch],
    listing: Listing,
    content: Content,
    reader: PatientReader,
) -> Iterator[Finding]:
    """Compare the newest version of every other branch with the one that is verified.

    Names and kinds of entries are judged on every branch, ids on those that hold something the
    version does not have yet.
    """
    search = _Search(listing, content, reader, dict(tuple(listing.cases)))
    seen = {version}
    for branch in branches:
        if branch.version in seen:
            continue
        seen.add(branch.version)
        try:
            is_joined = repo.contains(version, branch.version)
            search.gone.clear()
            search.strayed.clear()
            search.moved.clear()
            for change in compare_versions(repo, version, branch.version):
                if change.after is None:
                    search.gone.add(change.path)
                if change.fault is not None and change.after is not None:
                    yield refuse_name(change.fault, f"branch {branch.name}: {change.path}")
                elif change.after is not None and not is_joined:
                    yield from _check_file(search, branch, change)
            yield from _find_what_stayed(search, branch)
        except CasekitError as fault:
            yield cannot_read(fault, f"branch {branch.name}")


def _check_file(search: _Search, branch: Branch, change: Difference) -> Iterator[Finding]:
    case = find_case_folder(change.path)
    if case is None or not change.path.endswith(".yaml"):
        return
    number, folder = case
    if change.path == f"{folder}/{CASE_FILE}":
        if search.folders.setdefault(number, folder) != folder:
            search.strayed[number] = folder
        return
    record = _read_record(search, change.after or "")
    if record is None:
        yield Finding(
            code="BRANCH-RECORD-UNREADABLE",
            severity="warning",
            message=f"on branch {branch.name} this record cannot be read; its id was not compared",
            path=change.path,
            hint=f"see what is wrong: casekit verify --integrity {branch.name}",
        )
        return
    yield from _compare_paths(search, branch, change, record)
    yield from _compare_ids(search, branch, change, record)


def _find_what_stayed(search: _Search, branch: Branch) -> Iterator[Finding]:
    """What a branch has at another place, and no longer at the one that is known, was moved."""
    for number, folder in search.strayed.items():
        known = search.folders[number]
        if f"{known}/{CASE_FILE}" not in search.gone:
            yield find_case_twice(number, folder, known, branch.name)
    for record_id, path in search.moved.items():
        here = search.content.paths[record_id]
        if here not in search.gone:
            yield find_id_twice(record_id, path, here, branch.name)


def _compare_paths(
    search: _Search, branch: Branch, change: Difference, record: dict[str, Any]
) -> Iterator[Finding]:
    """One path stands for one record, on every branch."""
    other, where = search.at_path.get(change.path, (None, ""))
    if change.before is not None:
        other, where = _read_record(search, change.before), "the version that is verified"
    if other is not None and _lasting(other) != _lasting(record):
        yield Finding(
            code="PATH-TWICE",
            message=f"on branch {branch.name} and on {where} this file holds two different "
            f"records ({record.get('id')} and {other.get('id')})",
            path=change.path,
            hint="give the newer of the two a new id and file name before the branches are joined",
        )
    search.at_path.setdefault(change.path, (record, f"branch {branch.name}"))


def _compare_ids(
    search: _Search, branch: Branch, change: Difference, record: dict[str, Any]
) -> Iterator[Finding]:
    """One id stands at one path; a record that was moved within its case is still one."""
    record_id = str(record.get("id"))
    here = search.content.paths.get(record_id)
    if here is not None:
        if here == change.path:
            return
        if _may_be_moved(search, change.path, here, record):
            search.moved[record_id] = change.path
        else:
            yield find_id_twice(record_id, change.path, here, branch.name)
        return
    path, first = search.elsewhere.setdefault(record_id, (change.path, branch.name))
    if path != change.path:
        where = f"{path} on branch {first}"
        yield find_id_twice(record_id, change.path, where, branch.name)


def _may_be_moved(search: _Search, path: str, here: str, record: dict[str, Any]) -> bool:
    one, two = find_case_folder(path), find_case_folder(here)
    if one is None or two is None or one[0] != two[0]:
        return False
    other = _read_record(search, search.listing.files[here])
    return other is not None and _lasting(other) == _lasting(record)


def _read_record(search: _Search, oid: str) -> dict[str, Any] | None:
    data = search.reader.read(oid)
    if isinstance(data, CasekitError):
        return None
    document = read_document(data, oid)
    return document.data if isinstance(document.data, dict) else None


def _lasting(record: dict[str, Any]) -> list[Any]:
    return [record.get(key) for key in _LASTING]
