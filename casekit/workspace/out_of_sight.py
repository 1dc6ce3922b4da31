"""What would drop out of sight without a word: records that are gone, cases behind a link."""

from __future__ import annotations

from casekit.model.findings import Finding
from casekit.workspace.sources import WorkingFiles
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


def find_linked(workspace: Workspace) -> tuple[Finding, ...]:
    """Links where cases lie: they are not followed, and a case behind one is not seen."""
    if not isinstance(workspace.source, WorkingFiles):
        return ()
    return tuple(
        Finding(
            code="UNREADABLE",
            message="this is a link, not followed: what is behind it was not looked at",
            path=path,
            hint="put the folder itself in its place, or remove the link",
        )
        for path in sorted(workspace.source.list_linked())
    )
