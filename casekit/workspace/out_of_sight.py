"""What would drop out of sight without a word: what is gone, closed to us, or sealed."""

from __future__ import annotations

from casekit.errors import GateRefused, Unreadable
from casekit.history.unmerged import find_unfinished
from casekit.model.findings import Finding
from casekit.workspace.finding_cases import find_case_twice
from casekit.workspace.loading import TOMBSTONE_FILE
from casekit.workspace.sources import JUDGED, VersionFiles, WorkingFiles
from casekit.workspace.workspace import Workspace


def find_deleted(workspace: Workspace) -> tuple[Finding, ...]:
    """Records that the newest version holds and the working files lack.

    A record is voided and never deleted: what is gone would take its duties with it.
    """
    if workspace.version is None or not isinstance(workspace.source, WorkingFiles):
        return ()
    return tuple(
        Finding(
            code="RECORD-DELETED",
            message="this file was saved and is gone from the folder",
            path=path,
            hint=f"bring it back: git checkout HEAD -- {path}; to take a record back, give it "
            "`voided:` with by, at and reason",
        )
        for path in workspace.repo.list_deleted("cases")
    )


def list_readable(workspace: Workspace) -> tuple[list[str], list[Finding]]:
    """The numbers of all cases that may be read, and a finding for each place not looked into.

    Nothing is left of a destroyed case that could be passed over.
    """
    numbers: list[str] = []
    withheld = list(find_closed(workspace))
    for number, folder in workspace.case_folders.items():
        try:
            numbers.append(workspace.find_case(number))
        except (GateRefused, Unreadable) as fault:
            if fault.code == "CASE-DESTROYED":
                continue
            withheld.append(
                Finding(
                    code=fault.code,
                    message=f"{fault.message}: not looked at",
                    path=f"{folder}/{TOMBSTONE_FILE}",
                    severity="error" if isinstance(fault, Unreadable) else "warning",
                    hint=fault.hint,
                )
            )
    return numbers, withheld


def find_closed(workspace: Workspace) -> tuple[Finding, ...]:
    """What is not looked into where cases lie: links, unreadable folders, a case's second folder.

    A case, or a record, behind one is not seen.
    """
    if isinstance(workspace.source, VersionFiles):
        return workspace.source.cases.findings
    if not isinstance(workspace.source, WorkingFiles):
        return ()
    twice = (
        find_case_twice(number, other, first)
        for number, (first, *others) in workspace.all_case_folders.items()
        for other in others
    )
    return *twice, *(
        Finding(
            code="UNREADABLE",
            message=f"{what}: what is behind it was not looked at",
            path=path,
            hint="put a folder that you may read in its place, or remove it",
        )
        for path, what in sorted(workspace.source.list_closed())
    )


# Up to so many files git says at once what was edited; beyond, the answer would wait for it.
_FEW_FILES = 6_000


def tell_unsaved(workspace: Workspace) -> str | None:
    """What is in the folder and not in the version that is read, in a sentence."""
    if find_unfinished(workspace.repo.git_dir) is not None:
        return (
            "git is in the middle of a merge: what it brings is not counted here; "
            "--working counts the files as they are"
        )
    unsaved = workspace.repo.list_unsaved(JUDGED, _FEW_FILES)
    if not unsaved:
        return None
    more = f" and {len(unsaved) - 1} more" if len(unsaved) > 1 else ""
    return f"{unsaved[0]}{more}: not saved, and not counted here; --working counts it"
