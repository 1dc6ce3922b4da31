"""How the branches of a restored backup stand to those of a workspace.

The id of a version is made from all that led to it: where the ids are the same, so is every byte.
"""

from __future__ import annotations

from collections.abc import Mapping

from casekit.errors import GitFault
from casekit.history.branches import count_versions
from casekit.history.repository import Repository
from casekit.model.findings import Finding, Severity

_BRANCHES = "refs/heads/"


def compare_with_workspace(
    restored: Repository, workspace: Repository, versions: Mapping[str, str], newest: str
) -> tuple[int | None, list[Finding]]:
    """Tell how many versions the workspace has gained since, and what does not fit together.

    `versions` are those of the backup by full name of branch or tag. Raises GitFault.
    """
    ours = _list_tips(workspace)
    roots = _list_roots(restored, newest)
    if not any(workspace.contains(tip, root) for tip in ours.values() for root in roots):
        return None, [_find_other_workspace()]
    findings = []
    for name, theirs in versions.items():
        if name.startswith(_BRANCHES):
            findings += _compare_branch(restored, workspace, name, theirs, ours.get(name))
    findings += (_find_not_in_backup(name) for name in sorted(ours.keys() - versions.keys()))
    head = workspace.head()
    behind = None
    if head is not None and workspace.contains(head, newest):
        behind = count_versions(workspace, head, newest)
    return behind, findings


def _compare_branch(
    restored: Repository, workspace: Repository, name: str, theirs: str, ours: str | None
) -> list[Finding]:
    if ours == theirs:
        return []
    shown = name.removeprefix(_BRANCHES)
    if workspace.has_version(theirs):
        if ours is None or workspace.contains(ours, theirs):
            return []
        return [
            _finding(
                "DRILL-BRANCH-MOVED",
                "error",
                f"branch {shown} no longer leads to version {theirs[:7]}, as it did for the backup",
                f"see what it held: git log {theirs[:12]}; bring it back: "
                f"git branch before {theirs[:12]}",
            )
        ]
    if ours is None:
        return [
            _finding(
                "DRILL-BACKUP-AHEAD",
                "warning",
                f"the backup holds a branch {shown} ({theirs[:7]}) that this workspace lacks",
                f"take it over: git fetch FILE {name}:{name}",
            )
        ]
    if restored.contains(theirs, ours):
        count = count_versions(restored, theirs, ours)
        return [
            _finding(
                "DRILL-BACKUP-AHEAD",
                "warning",
                f"the backup holds {count} versions of branch {shown} that this workspace lacks",
                f"take them over: git fetch FILE {name}",
            )
        ]
    return [
        _finding(
            "DRILL-DIVERGED",
            "error",
            f"branch {shown} of the backup ({theirs[:7]}) and that of this workspace each hold "
            "versions that the other lacks",
            f"take them over beside your own and compare: git fetch FILE {name}:{_BRANCHES}backup",
        )
    ]


def _list_tips(workspace: Repository) -> dict[str, str]:
    listed = workspace.git.run(["for-each-ref", "--format=%(objectname) %(refname)", _BRANCHES])
    tips = (line.split(" ", 1) for line in listed.decode(errors="backslashreplace").splitlines())
    return {name: version for version, name in tips}


def _list_roots(restored: Repository, newest: str) -> list[str]:
    """The versions with which the history of the backup begins; none when it cannot be read."""
    try:
        found = restored.git.run(["rev-list", "--max-parents=0", "--end-of-options", newest])
    except GitFault:  # what is missing is among the findings of its own check
        return [newest]
    return found.decode("ascii").split()


def _find_not_in_backup(name: str) -> Finding:
    shown = name.removeprefix(_BRANCHES)
    return _finding(
        "DRILL-NOT-IN-BACKUP",
        "warning",
        f"branch {shown} is not in the backup",
        "make another backup: casekit backup FILE",
    )


def _find_other_workspace() -> Finding:
    return _finding(
        "DRILL-OTHER-WORKSPACE",
        "error",
        "this backup is of another workspace: they share no version",
        "name the workspace that it is of with -C DIR",
    )


def _finding(code: str, severity: Severity, message: str, hint: str) -> Finding:
    return Finding(
        code=code,
        severity=severity,
        message=message,
        path="backup",
        hint=hint,
    )
