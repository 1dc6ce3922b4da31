"""What the line of first parents tells verification: when each file came, and who made versions.

Read once, by two or three git processes, however many approvals there are.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO

from casekit.errors import CasekitError
from casekit.history.lineage import iter_line
from casekit.history.names import OddName
from casekit.history.repository import Repository
from casekit.history.runner import DamagedHistory
from casekit.history.walking import split_items
from casekit.model.findings import Finding
from casekit.oversight.listing import cannot_read, refuse_name
from casekit.oversight.story import Saved, find_clock_back
from casekit.trust.places import TRUST_FOLDER

# Where the records of decisions lie in a case.
DECISIONS_FOLDER = "decisions"
_IN_DECISIONS = f"/{DECISIONS_FOLDER}/"


@dataclass(eq=False)
class BranchLine:
    """The line up to a version, oldest first.

    `files` are the ids of what the newest version holds, `refused` its entries that are no plain
    files; `touched` says by path at which places of the line it was changed. `brought` gives the
    place in the line by which each version that is in the history at all came into it. `trust`
    says by place what became of files of the trust folder: the id of each, None where it is gone;
    `former` are the ids of what records of decisions said before, by path.
    """

    steps: list[Saved] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    refused: dict[str, OddName] = field(default_factory=dict)
    touched: dict[str, list[int]] = field(default_factory=dict)
    brought: dict[str, int] = field(default_factory=dict)
    merges: frozenset[str] = frozenset()
    # Versions off the line, and what merges changed by themselves, by path.
    aside: dict[str, list[str]] = field(default_factory=dict)
    trust: dict[int, dict[str, str | None]] = field(default_factory=dict)
    former: dict[str, list[str]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def entered(self, *paths: str) -> int:
        """The place of the version that brought these files as they are now; -1 for none."""
        return max([self.touched[p][-1] for p in paths if p in self.touched], default=-1)

    def authored(self, path: str, after: int, until: int) -> Iterator[str]:
        """The versions that changed a file by their own, between two places in the line."""
        for place in self.touched.get(path, ()):
            version = self.steps[place].id
            if after < place <= until and version not in self.merges:
                yield version
        for version in self.aside.get(path, ()):
            if after < self.brought[version] <= until:
                yield version

    def without_files(self) -> BranchLine:
        """The versions alone, without what became of any file."""
        return BranchLine(steps=self.steps, brought=self.brought, merges=self.merges)


def read_branch_line(repo: Repository, version: str) -> BranchLine:
    """Read the line up to a version by its full id; what cannot be read becomes a finding."""
    line = BranchLine()
    try:
        _follow(repo, version, line)
        parents = _read_parents(repo, version)
        _find_brought(line, parents)
        own = {step.id for step in line.steps}
        line.merges = frozenset(v for v in own if len(parents.get(v, ())) > 1)
        others = [v for v in parents if v not in own or v in line.merges]
        for other, path in _iter_own_changes(repo, others):
            line.aside.setdefault(path, []).append(other)
    except CasekitError as fault:
        line.findings.append(cannot_read(fault, "history"))
    return line


def _follow(repo: Repository, version: str, line: BranchLine) -> None:
    before = None
    files, touched = line.files, line.touched
    for place, step in enumerate(iter_line(repo, version)):
        if before is not None and step.saved < before.saved:
            line.findings.append(find_clock_back(before, step))
        before = step
        line.steps.append(Saved(step.id, max(step.written, step.saved)))
        for path, was, after, fault in step.changes:
            places = touched.get(path)
            if places is None:
                touched[path] = [place]
            else:
                places.append(place)
            if line.refused:
                line.refused.pop(path, None)
            if was is not None and _IN_DECISIONS in path:
                line.former.setdefault(path, []).append(was)
            if path.startswith(f"{TRUST_FOLDER}/"):
                line.trust.setdefault(place, {})[path] = after
            if after is not None and fault is None:
                files[path] = after
                continue
            files.pop(path, None)
            if after is not None and fault is not None:
                line.refused[path] = fault


def list_refused(line: BranchLine, folders: Sequence[str]) -> Iterator[Finding]:
    """Tell the entries of the newest version in some folders that are no plain files."""
    for path, fault in line.refused.items():
        if path.startswith(tuple(folders)):
            yield refuse_name(fault, path)


def _read_parents(repo: Repository, version: str) -> Mapping[str, Sequence[str]]:
    printed = repo.git.run(["rev-list", "--parents", "--end-of-options", version])
    rows = (row.split(" ") for row in printed.decode("ascii").splitlines())
    return {row[0]: row[1:] for row in rows}


def _find_brought(line: BranchLine, parents: Mapping[str, Sequence[str]]) -> None:
    for number, step in enumerate(line.steps):
        waiting = [step.id]
        while waiting:
            one = waiting.pop()
            if one not in line.brought:
                line.brought[one] = number
                waiting += parents.get(one, ())


def _iter_own_changes(repo: Repository, versions: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each version and each path that it changed; of a merge, what none of its parents has."""
    if not versions:
        return
    words = ["--stdin", "-r", "-z", "--raw", "--root", "-c", "--no-renames", "--no-abbrev"]
    words += ["--no-ext-diff", "--pretty=tformat:%H"]
    with repo.git.converse(["diff-tree", *words]) as process:
        assert process.stdin is not None and process.stdout is not None
        asking = threading.Thread(target=_ask, args=(process.stdin, versions), daemon=True)
        asking.start()
        version = ""
        items = split_items(process.stdout)
        for item in items:
            item = item.removeprefix(b"\n")
            if item.startswith(b":"):
                yield version, next(items, b"").decode("utf-8", "replace")
            elif item:
                version = item.decode("ascii")
        if process.wait():
            raise DamagedHistory("the versions that were merged cannot all be read")
        asking.join()


def _ask(stream: IO[bytes], versions: Iterable[str]) -> None:
    with suppress(OSError, ValueError):  # git ended, or nobody reads on: the answer tells
        stream.write("".join(f"{version}\n" for version in versions).encode("ascii"))
        stream.close()
