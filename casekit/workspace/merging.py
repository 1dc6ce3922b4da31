"""A merge that git left unfinished, told field by field instead of as a fault of form."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace

from casekit.errors import ConflictingEdit
from casekit.history.files import look_at
from casekit.history.repository import Repository
from casekit.history.unmerged import (
    WITHOUT_MARK,
    Unfinished,
    UnmergedFile,
    find_unfinished,
    read_unmerged,
)
from casekit.model.findings import Finding, sort_findings
from casekit.records.document import Document, Keys, name_path
from casekit.records.profile import read_document
from casekit.records.three_ways import ABSENT, UNKNOWN, Difference, compare_sides, show_value
from casekit.workspace.loading import LoadedCase

# Differences that one finding lists; the file itself has the others.
_LISTED = 8


class UnfinishedMerge(ConflictingEdit):
    """git is in the middle of putting two sides together; what is true is not decided yet."""

    code = "MERGE-UNFINISHED"

    def __init__(self, unfinished: Unfinished, findings: Sequence[Finding], message: str) -> None:
        super().__init__(
            message,
            hint="decide what is left with: casekit resolve; go on with: "
            f"{unfinished.go_on}; or leave it for later with: {unfinished.give_up}",
        )
        self.findings = tuple(findings)


def refuse_unfinished_merge(repo: Repository) -> None:
    """Raise UnfinishedMerge while git is in the middle of one; a few looks, no program."""
    unfinished = find_unfinished(repo.git_dir)
    if unfinished is not None:
        raise UnfinishedMerge(
            unfinished, (), "a merge with somebody else's work is not finished; nothing was saved"
        )


def refuse_unmerged(repo: Repository, path: str) -> None:
    """Raise UnfinishedMerge, with all that is left to decide, when this file is part of it."""
    merge = find_merge_findings(repo)
    if path in merge:
        raise UnfinishedMerge(
            find_unfinished(repo.git_dir) or WITHOUT_MARK,
            sort_findings(f for some in merge.values() for f in some),
            f"{path} is in the middle of a merge and cannot be used until it is decided",
        )


def tell_merge(loaded: LoadedCase, merge: Mapping[str, Sequence[Finding]]) -> LoadedCase:
    """The case with what is left to decide in place of the faults that the marks of git make."""
    folder = f"{loaded.case.path}/"
    kept = [f for f in loaded.findings if f.path not in merge or not f.code.startswith("YAML-")]
    told = [f for path, some in merge.items() if path.startswith(folder) for f in some]
    return replace(loaded, findings=sort_findings([*kept, *told])) if told else loaded


def find_merge_findings(repo: Repository) -> Mapping[str, tuple[Finding, ...]]:
    """What an unfinished merge leaves to decide, by path; empty when nothing waits.

    Raises OddName, GitFault.
    """
    unfinished = find_unfinished(repo.git_dir) or WITHOUT_MARK
    return {
        file.path: tuple(_Teller(file, unfinished, repo).tell()) for file in read_unmerged(repo)
    }


class _Teller:
    """Says what is left to decide about one file."""

    def __init__(self, file: UnmergedFile, unfinished: Unfinished, repo: Repository) -> None:
        self.file = file
        self.path = file.path
        # The hints are there to be typed: a name from elsewhere must stay a name.
        self.typed = shlex.quote(file.path)
        self.finish = f"git add {self.typed}, {unfinished.go_on}"
        ours, theirs = "--ours", "--theirs"
        self.here, self.there = (ours, theirs) if unfinished.ours_is_here else (theirs, ours)
        self.working = _read(_look_at_working(repo, file.path), file.path)
        self.sides: list[Document | None] = []

    def tell(self) -> list[Finding]:
        file = self.file
        if not file.is_plain or (file.here is None and file.there is None):
            return [self._unfinished("git could not tell what is to lie here", self._by_hand())]
        if file.here is None or file.there is None:
            return [self._deleted()]
        if not self.path.endswith(".yaml"):
            return [self._unfinished("both sides changed this file", self._right_value())]
        base, here, there = self.sides = [
            _read(content, self.path) for content in (file.base, file.here, file.there)
        ]
        assert here is not None and there is not None
        for side, where in ((here, "here"), (there, "on the other side")):
            if side.findings:
                said = side.findings[0]
                return [
                    self._unfinished(
                        f"both sides changed this file, and what it says {where} cannot be read: "
                        f"line {said.line}: {said.message}",
                        self._right_value(),
                    )
                ]
        before = ABSENT if base is None else UNKNOWN if base.findings else base.data
        differences = compare_sides(before, here.data, there.data)
        found = [self._collision(d) for d in differences if d.kind in ("collision", "same id")]
        single = [d for d in differences if d.kind in ("here", "there")]
        if single or not found:
            found.append(self._no_collision(single, among=bool(found)))
        return found

    def _collision(self, difference: Difference) -> Finding:
        d = difference
        name = name_path(d.keys)
        if d.kind == "same id":
            inner = compare_sides(ABSENT, d.here, d.there)
            apart = [c for c in inner if c.kind == "collision"][:_LISTED]
            here = ", ".join(f"{name_path(c.keys)} {show_value(c.here, c.there)}" for c in apart)
            there = ", ".join(f"{name_path(c.keys)} {show_value(c.there, c.here)}" for c in apart)
            return self._finding(
                "MERGE-SAME-ID",
                f"{name}: both sides added an item called `{d.here['id']}`: "
                f"{here} here, {there} on the other side",
                f"keep both and give one of them the next free id, then: {self.finish}",
                d.keys,
            )
        here, there = show_value(d.here, d.there), show_value(d.there, d.here)
        was = show_value(d.before, d.here)
        before = "" if d.before in (ABSENT, UNKNOWN) else f"; before: {was}"
        return self._finding(
            "MERGE-COLLISION",
            f"{name} was changed on both sides: {here} here, {there} on the other side{before}",
            self._right_value(),
            d.keys,
        )

    def _no_collision(self, single: Sequence[Difference], *, among: bool) -> Finding:
        parts = [
            f"{where}: {', '.join(changes)}"
            for where, kind in (("here", "here"), ("on the other side", "there"))
            if (changes := _list_changes([d for d in single if d.kind == kind]))
        ]
        said = "; ".join(parts)
        if not parts:
            message = "both sides say the same in this file and only write it differently"
            hint = self._right_value()
        elif among:
            message = f"besides, only one side changed: {said}"
            hint = "keep these as well when you write the right values into the file"
        else:
            message = f"both sides changed this file and do not contradict each other: {said}"
            hint = (
                "keep both, with: casekit resolve; or let the file hold all of it, without the "
                f"lines of git that begin with <<<<<<<, ======= and >>>>>>>, then: {self.finish}"
            )
        return self._unfinished(message, hint, single[0].keys if single else ())

    def _deleted(self) -> Finding:
        """One side took the file away and the other changed it."""
        is_here = self.file.here is not None
        kept = self.file.here if is_here else self.file.there
        changed = ""
        if self.file.base is not None and self.path.endswith(".yaml"):
            base, side = _read(self.file.base, self.path), _read(kept, self.path)
            if base and side and not base.findings and not side.findings:
                # Compared with itself on the other side, so that each difference is the one's.
                differences = compare_sides(base.data, side.data, base.data)
                changed = ": " + ", ".join(_list_changes(differences)) if differences else ""
        if self.file.base is None:
            message = "git could not tell whether this file stays: only one side has it"
        elif is_here:
            message = f"the other side deleted this file, and it was changed here{changed}"
        else:
            message = f"this file was deleted here, and the other side changed it{changed}"
        return self._finding(
            "MERGE-DELETED",
            message,
            f"a record is voided and never deleted: keep it with git checkout "
            f"{self.here if is_here else self.there} -- {self.typed}, then: {self.finish}",
            (),
        )

    def _right_value(self) -> str:
        if self.working is not None and not self.working.findings:
            return f"if the file now says what is right: {self.finish}. {self._one_side()}"
        return (
            "decide it with: casekit resolve; or write the right value into the file, then: "
            f"{self.finish}. {self._one_side()}"
        )

    def _one_side(self) -> str:
        return (
            f"To take one side whole, first: git checkout {self.here} -- {self.typed} (what is "
            f"here) or git checkout {self.there} -- {self.typed} (the other side)"
        )

    def _by_hand(self) -> str:
        return f"see both sides with: git status; put the right file here, then: {self.finish}"

    def _unfinished(self, message: str, hint: str, keys: Keys = ()) -> Finding:
        return self._finding("MERGE-UNFINISHED", message, hint, keys)

    def _finding(self, code: str, message: str, hint: str, keys: Keys) -> Finding:
        line = self._find_line(keys)
        return Finding(
            code=code, message=message, path=self.path, line=line, column=min(line, 1), hint=hint
        )

    def _find_line(self, keys: Keys) -> int:
        """The line of a value in the working file, between the marks of git; 0 without one."""
        if self.working is None:
            return 0
        if not self.working.findings:
            return self.working.locate_key(keys).line
        lines = self.working.text.splitlines()
        hunk = set(_lines_between_marks(lines))
        for side in self.sides[1:]:
            if side is not None and keys in side.outline:
                wanted = side.text.splitlines()[side.locate_key(keys).line - 1]
                for number in sorted(hunk):
                    if lines[number - 1] == wanted:
                        return number
        return min(hunk, default=0)


def _look_at_working(repo: Repository, path: str) -> bytes | None:
    try:
        return look_at(repo.root, path).data
    except ConflictingEdit:
        return None  # a link or a folder lies there, which is what git could not decide


def _read(content: bytes | None, path: str) -> Document | None:
    return None if content is None else read_document(content, path)


def _list_changes(differences: Sequence[Difference]) -> list[str]:
    """What one side changed, each with the value it gave."""
    told = [
        f"{name_path(d.keys)} {show_value(d.here if d.kind == 'here' else d.there)}"
        for d in differences[:_LISTED]
    ]
    return told + ([f"and {len(differences) - _LISTED} more"] if len(differences) > _LISTED else [])


def _lines_between_marks(lines: Sequence[str]) -> list[int]:
    found: list[int] = []
    inside = False
    for number, line in enumerate(lines, start=1):
        if line.startswith("<<<<<<<"):
            inside = True
        if inside:
            found.append(number)
        if line.startswith(">>>>>>>"):
            inside = False
    return found
