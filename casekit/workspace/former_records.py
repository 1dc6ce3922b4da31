"""What the files of people and homes said before they were changed or taken away.

Whoever searches a document for secrets asks here: an address that was protected, and then changed,
is as secret as before.
"""

from __future__ import annotations

from collections.abc import Iterator

from casekit.errors import CasekitError
from casekit.history.former import list_former
from casekit.history.objects import FileEntry
from casekit.history.walking import PatientReader
from casekit.model.records import Record
from casekit.workspace.loading import load_case
from casekit.workspace.workspace import Workspace

FOLDERS = ("people", "households")
# Of one case: beyond so many changes to its people the oldest are left alone.
MOST = 2_000


def read_former(workspace: Workspace, number: str, *, among_all: bool = False) -> Iterator[Record]:
    """The people and homes of a case as earlier versions had them, newest first.

    With `among_all` the history of all cases is read once and kept, for whoever asks case after
    case. What an earlier form of a file had, and the schema no longer knows, is not read. Raises
    GitFault, and what keeps an earlier content from being read: a search that left something out
    would look like a clean one.
    """
    folder = workspace.folder_of(number)
    heads = tuple(f"{folder}/{name}/" for name in FOLDERS)
    listed = list_former(workspace.repo, "cases" if among_all else folder)
    entries: list[FileEntry] = [one for one in listed if one.path.startswith(heads)][:MOST]
    if not entries:
        return
    with PatientReader(workspace.repo.git) as reader:
        contents = reader.read_many([one.oid for one in entries])
    for entry in entries:
        content = contents[entry.oid]
        if isinstance(content, CasekitError):
            raise content
        zone = workspace.agency.zone
        yield from load_case(
            number, folder, {entry.path: content}, workspace.schemas, zone
        ).case.records
