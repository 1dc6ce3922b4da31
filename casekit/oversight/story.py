"""What the line of versions tells: clocks that went back, and records that were taken away.

Only first parents count: they are what the agency's branch held, version by version.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from casekit.errors import CasekitError
from casekit.history.lineage import Step, iter_line
from casekit.history.repository import Repository
from casekit.model.findings import Finding
from casekit.oversight.listing import cannot_read
from casekit.workspace.finding_cases import find_case_folder

# How much later than its version a record may say that it was written down. Both are told by the
# same computer within one command; a record that was written by hand on one and saved on another
# suffers from both clocks, and those of computers that ask a time server differ by seconds.
TOLERANCE = timedelta(minutes=5)


class Saved(NamedTuple):
    """A version by its id, and the later of the moments at which it was written and saved."""

    id: str
    at: datetime

    @property
    def name(self) -> str:
        """The seven characters that people are shown, with the moment."""
        return f"{self.id[:7]} of {self.at:%Y-%m-%d %H:%M:%S} UTC"


@dataclass(frozen=True, slots=True)
class Removal:
    """A file of a case that a version took away, and the id of the bytes that it had."""

    path: str
    number: str
    folder: str
    oid: str
    by: Saved


@dataclass(eq=False)
class Story:
    """The line of versions as far as it can be read."""

    versions: int = 0
    newest: Saved | None = None
    # The version that brought each record file which is still there.
    arrived: dict[str, Saved] = field(default_factory=dict)
    removed: dict[str, Removal] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def read_story(repo: Repository, version: str) -> Story:
    """Follow first parents up to a version; what cannot be read becomes a finding."""
    story = Story()
    before: Step | None = None
    try:
        for step in iter_line(repo, version):
            if before is not None and step.saved < before.saved:
                story.findings.append(find_clock_back(before, step))
            before = step
            _take_in(story, step)
    except CasekitError as fault:
        story.findings.append(cannot_read(fault, "history"))
    return story


def find_removals(
    story: Story,
    removed_ids: Mapping[str, str],
    kept: Set[tuple[str, str]],
    cases: frozenset[str],
    destroyed: frozenset[str],
) -> list[Finding]:
    """Tell every file of a case that was removed and is not there under another name.

    `removed_ids` gives what each removed file was (a record's id, or the id of its bytes), `kept`
    holds (case number, that) of everything the newest version has; `cases` are the numbers of the
    cases it has, `destroyed` those whose records were destroyed by decision.
    """
    findings = []
    whole: dict[tuple[str, str, Saved], int] = {}
    # What was renamed and then removed is one removal, the last.
    last = {(each.number, removed_ids[each.path]): each for each in story.removed.values()}
    for identity, removal in last.items():
        if removal.number in destroyed or identity in kept:
            continue
        if removal.number not in cases:
            key = (removal.number, removal.folder, removal.by)
            whole[key] = whole.get(key, 0) + 1
            continue
        findings.append(
            _find_removal(removal.path, removal.by, "this record was saved, and removed by version")
        )
    for (number, folder, by), count in whole.items():
        files = "file" if count == 1 else "files"
        what = f"{count} {files} of case {number}, which is gone, were removed by version"
        findings.append(_find_removal(folder, by, what))
    return findings


def _take_in(story: Story, step: Step) -> None:
    saved = Saved(step.id, max(step.written, step.saved))
    story.versions += 1
    story.newest = saved
    for change in step.changes:
        case = find_case_folder(change.path)
        if case is None or change.fault is not None:
            continue
        if change.after is None:
            story.arrived.pop(change.path, None)
            story.removed[change.path] = Removal(change.path, *case, change.before or "", saved)
        elif change.before is None and change.path.endswith(".yaml"):
            story.arrived[change.path] = saved


def find_clock_back(before: Step, step: Step) -> Finding:
    """Say that a version bears an earlier moment than the one that it follows."""
    return Finding(
        code="CLOCK-WENT-BACK",
        severity="warning",
        message=f"version {step.id[:7]} bears {step.saved:%Y-%m-%d %H:%M:%S} UTC, but follows "
        f"{before.id[:7]} of {before.saved:%Y-%m-%d %H:%M:%S} UTC",
        path="history",
        hint="see whose clock was wrong: casekit log; --as-known goes by these dates",
    )


def find_shallow() -> Finding:
    """Say that the clone lacks the beginning of the history."""
    return Finding(
        code="SHALLOW-CLONE",
        severity="warning",
        message="this clone is shallow: what was saved before its first version is not in it, and "
        "was not verified",
        path="history",
        hint="fetch the rest: git fetch --unshallow",
    )


def _find_removal(path: str, by: Saved, what: str) -> Finding:
    return Finding(
        code="RECORD-DELETED-IN-HISTORY",
        message=f"{what} {by.name}; records are voided, never deleted",
        path=path,
        hint=f'bring it back: git restore --source={by.id[:12]}~1 -- "{path}", then save that '
        "with git",
    )
