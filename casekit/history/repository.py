"""An agency's folder as a git repository: which version is current, and who saves."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from casekit.errors import ConflictingEdit, GitFault, NotFound
from casekit.history.config import refuse_programs
from casekit.history.filters import silence_filters
from casekit.history.journal import Journal
from casekit.history.location import find_git_dirs, read_head, refuse_foreign_folder
from casekit.history.names import decode_path, is_revision, show_text
from casekit.history.runner import DamagedHistory, Git, Refused

_FULL_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_IDENT = re.compile(rb"(?P<name>[^<>\n]*) <(?P<email>[^<>\n]*)> (?P<stamp>\d+ [+-]\d{4})\n?")


class NoIdentity(GitFault):
    """git does not know who saves."""

    def __init__(self) -> None:
        super().__init__(
            "git does not know who saves here",
            hint='run: git config --global user.name "Your Name"'
            " and: git config --global user.email you@agency.example",
        )


class SavedMeanwhile(ConflictingEdit):
    """The branch is no longer where it was when this change was worked out."""

    def __init__(self) -> None:
        super().__init__(
            "somebody saved in between; nothing of yours was saved",
            hint="run the command again",
        )


class Identity(NamedTuple):
    """Who saves, as git is told: name and e-mail address."""

    name: str
    email: str


class Signature(NamedTuple):
    """An identity as git writes it into a version, with the present moment and its offset."""

    who: bytes
    now: str


@dataclass(frozen=True, eq=False)
class Repository:
    """A working folder with its git folders, whose own configuration was found harmless."""

    root: Path
    git: Git
    git_dir: Path
    common_dir: Path
    hash_name: str
    # What whoever runs the command must be told, beyond its answer.
    notices: list[str] = field(default_factory=list)

    @cached_property
    def journal(self) -> Journal:
        """The journal of the saves in this working folder."""
        return Journal(self.git_dir)

    @classmethod
    def open(cls, root: Path, environment: Mapping[str, str] | None = None) -> Repository:
        """Open the repository whose top is this folder.

        Raises GitFault when there is none or its git folder leads elsewhere, ConfiguredProgram
        when its own configuration could start a program, MissingTool without git.
        """
        root = root.absolute()
        git_dir, common_dir = find_git_dirs(root)
        git = Git(root, environment)
        settings = refuse_programs(git, git_dir, common_dir)
        refuse_foreign_folder(root, git_dir, common_dir, settings)
        hash_name = settings.get("extensions.objectformat", "sha1")
        if hash_name not in {"sha1", "sha256"}:
            raise GitFault(
                f"this repository counts its versions with {show_text(hash_name)},"
                " which casekit does not know",
                hint="install a newer casekit",
            )
        return cls(root, git, git_dir, common_dir, hash_name)

    @classmethod
    def create(
        cls, root: Path, branch: str = "main", environment: Mapping[str, str] | None = None
    ) -> Repository:
        """Make a repository in this folder, made too if it is missing, without any version yet.

        Raises ConflictingEdit when the folder already is one, GitFault, MissingTool.
        """
        root = root.absolute()
        if (root / ".git").exists():
            raise ConflictingEdit(
                f"the folder {show_text(str(root))} already keeps a history",
                hint="choose another folder",
            )
        try:
            root.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise GitFault(
                f"the folder {show_text(str(root))} cannot be made: {fault.strerror}",
                hint="choose a folder in which you may write",
            ) from fault
        git = Git(root, environment)
        doing = "make the repository"
        git.run(["init", "--quiet", "--template=", f"--initial-branch={branch}"], doing=doing)
        # Large workspaces stay quick; line ends stay as they were written.
        for key, value in (("feature.manyFiles", "true"), ("core.autocrlf", "false")):
            git.run(["config", "--local", key, value], doing=doing)
        made = cls.open(root, environment)
        made.journal.make()
        return made

    def head(self) -> str | None:
        """Give the id of the current version, None before the first one."""
        try:
            return self._commit_id("HEAD")
        except NotFound:
            self._require_unborn()
            return None

    def ref(self) -> str | None:
        """Give the full name of the branch that is checked out; None off any branch."""
        written = (read_head(self.git_dir) or "").partition("ref: ")[2]
        if written.startswith("refs/heads/") and not written.endswith("/.invalid"):
            return written
        # Off any branch, or a store of another kind, which keeps nothing true in that file.
        try:
            ref = self.git.run(["symbolic-ref", "--quiet", "HEAD"]).decode().rstrip("\n")
        except Refused as fault:
            if fault.status != 1:  # 1: HEAD is a version by itself
                raise DamagedHistory("the name of the branch cannot be read") from fault
            return None
        return ref if ref.startswith("refs/heads/") else None

    def branch(self) -> str:
        """Name the branch that a new version would go to; raise GitFault off any branch."""
        ref = self.ref()
        if ref is None:
            raise GitFault(
                "an older version is checked out, so there is no branch to save to",
                hint="go back with: git switch main (or the name of your branch)",
            )
        return ref.removeprefix("refs/heads/")

    def tip(self, ref: str) -> str | None:
        """Give the version that a branch points to by its full name, None when it is not there."""
        listed = self.git.run(["for-each-ref", "--format=%(objectname) %(refname)", ref])
        for line in listed.decode("utf-8", "replace").splitlines():
            version, _, name = line.partition(" ")
            if name == ref:  # a pattern also fits what lies below it
                return version
        return None

    def list_versions(self, folder: str) -> list[str]:
        """The versions that changed something in a folder, on any branch, newest first."""
        args = ["rev-list", "--all", "--", folder]
        return self.git.run(args).decode("ascii").split()

    def list_remotes(self) -> list[str]:
        """The names of the places that this repository exchanges versions with."""
        return [show_text(n) for n in self.git.run(["remote"]).decode(errors="replace").split()]

    def contains(self, version: str, earlier: str) -> bool:
        """Tell whether a version was built on an earlier one; False for one that is not there.

        Raises GitFault when git cannot tell.
        """
        try:
            self.git.run(["merge-base", "--is-ancestor", earlier, version])
        except Refused as fault:
            # 1 is git's no; anything else is one only where a version is not there.
            is_known = self.has_version(version) and self.has_version(earlier)
            if fault.status != 1 and is_known:
                raise
            return False
        return True

    def parents(self, version: str) -> tuple[str, ...]:
        """The versions that one was built on, by full ids; a merge has several."""
        words = ["rev-list", "--max-count=1", "--parents", "--end-of-options", version]
        return tuple(self.git.run(words).decode("ascii").split()[1:])

    def newest_merge(self, version: str) -> str | None:
        """The newest merge on the line of first parents up to a version, that one included."""
        words = ["rev-list", "--first-parent", "--merges", "--max-count=1", "--end-of-options"]
        return self.git.run([*words, version]).decode("ascii").strip() or None

    def common_version(self, one: str, other: str) -> str | None:
        """The version that two were both built on, the newest; None where they share none."""
        try:
            return self.git.run(["merge-base", one, other]).decode("ascii").split()[0]
        except Refused as fault:
            if fault.status != 1:
                raise
            return None

    def short(self, version: str) -> str:
        """Shorten a version's id to the seven characters that people are shown."""
        return version[:7]

    def identity(self) -> Identity:
        """Tell who saves, as the user set it and never guessed; raise NoIdentity."""
        return _as_identity(self.signature())

    def signature(self) -> Signature:
        """Give who saves and the present moment as git writes them; raise NoIdentity."""
        return self._signature

    @cached_property
    def _signature(self) -> Signature:
        # Asked twice by each command that saves: who records, and who the version is from.
        return _read_signature(self.git)

    def list_deleted(self, folder: str) -> list[str]:
        """The files below a folder that the current version has and the working folder lacks."""
        # diff-index and not diff: diff would write what it learned into the index.
        options = ["-z", "--name-only", "--no-renames", "--diff-filter=D", "HEAD", "--", folder]
        printed = self.git.run(
            ["diff-index", *options],
            env_extra=silence_filters(self.git),
            doing="compare the folder with what was saved",
        )
        return sorted(decode_path(raw) for raw in printed.split(b"\0") if raw)

    def list_removed(self, earlier: str, later: str, folder: str) -> list[str]:
        """The files below a folder that one version had and a later one has not, by full ids."""
        return self._list_differing(["--diff-filter=D"], earlier, later, folder)

    def list_added(self, earlier: str, later: str, folder: str) -> list[str]:
        """The files below a folder that a later version has and one before it had not."""
        return self._list_differing(["--diff-filter=A"], earlier, later, folder)

    def list_other_count(self, text: str, earlier: str, later: str, folder: str) -> list[str]:
        """The files that both versions have, and that hold a text more or less often in one."""
        return self._list_differing(["--diff-filter=M", f"-S{text}"], earlier, later, folder)

    def _list_differing(
        self, which: Sequence[str], earlier: str, later: str, folder: str
    ) -> list[str]:
        options = ["-r", "-z", "--name-only", "--no-renames", *which]
        words = [*options, "--end-of-options", earlier, later, "--", folder]
        printed = self.git.run(
            ["diff-tree", *words],
            # It would read the whole list of the working files, and asks it nothing.
            env_extra={"GIT_INDEX_FILE": str(self.git_dir / "casekit" / "no-list-of-files")},
            doing="compare two versions",
        )
        return sorted(decode_path(raw) for raw in printed.split(b"\0") if raw)

    def list_unsaved(self, folders: Sequence[str], at_most: int) -> list[str] | None:
        """The files below folders that differ from the current version, and new ones.

        None where the folder has more files than that: git would have to look at each of them.
        """
        if count_entries(self.git_dir / "index") > at_most:
            return None
        words = ["--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--", *folders]
        printed = self.git.run(
            ["status", *words],
            env_extra=silence_filters(self.git),
            doing="compare the folder with what was saved",
        )
        return sorted(decode_path(raw[3:]) for raw in printed.split(b"\0") if raw)

    def resolve(self, revision: str) -> str:
        """Find the version that a user's words name (branch, tag, short id); raise NotFound."""
        if not is_revision(revision):
            raise NotFound(f"there is no version {show_text(revision)!r}", hint="see: casekit log")
        try:
            return self._commit_id(revision)
        except NotFound as fault:
            # A clone has other branches only as those of the place that it came from.
            words = ["for-each-ref", "--format=%(refname:short)", "--count=1"]
            found = self.git.run([*words, f"refs/remotes/*/{revision}"]).decode(errors="replace")
            if found.strip():
                fault.hint = f"did you mean {show_text(found.strip())}?"
            raise

    def has_version(self, version: str) -> bool:
        """Tell whether a version with this full id is there."""
        try:
            return self._commit_id(version) == version
        except NotFound:
            return False

    def version_at(self, moment: datetime) -> str | None:
        """Find the version that was current at an aware moment, None before the first one.

        Along first parents from the current version, the newest in order whose committer date is
        at or before the moment, so that one clock that was wrong does not hide what came after.
        """
        if moment.tzinfo is None:
            raise ValueError("a moment without an offset")
        seconds = math.floor(moment.timestamp())
        head = self.head()
        if head is None or seconds < 0:
            return None
        args = ["rev-list", "--first-parent", "--max-count=1", f"--before=@{seconds} +0000"]
        found = self.git.run([*args, "--end-of-options", head]).decode("ascii").strip()
        return found or None

    def saved_at(self, version: str) -> datetime:
        """The moment that a version bears, aware, by its full id; raises GitFault."""
        words = ["rev-list", "--max-count=1", "--format=%cI", "--end-of-options", version]
        printed = self.git.run(words).decode("ascii", "replace").splitlines()
        try:
            return datetime.fromisoformat(printed[1])
        except (IndexError, ValueError) as fault:
            raise DamagedHistory("git did not give the moment of a version") from fault

    def _require_unborn(self) -> None:
        # A branch that points nowhere must never look like a workspace without versions.
        branch = self.branch()
        try:
            self.git.run(["rev-parse", "--verify", "--quiet", "HEAD"])
        except Refused:
            if not (self.common_dir / "refs" / "heads" / branch).exists():
                return
        raise DamagedHistory(f"the branch {show_text(branch)} has no readable version")

    def _commit_id(self, revision: str) -> str:
        words = ["rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"]
        try:
            version = self.git.run(words).decode("ascii").strip()
            if not is_full_id(version):
                raise DamagedHistory("git did not give the id of a version")
            return version
        except Refused as fault:
            raise NotFound(
                f"there is no version {revision!r}, or more than one begins like that",
                hint="see: casekit log",
            ) from fault


def count_entries(index: Path) -> int:
    """How many files git's index lists, by its head; 0 where there is none."""
    try:
        with index.open("rb") as file:
            head = file.read(12)
    except OSError:
        return 0
    return int.from_bytes(head[8:], "big") if head[:4] == b"DIRC" and len(head) == 12 else 0


def read_identity(folder: Path, environment: Mapping[str, str] | None = None) -> Identity:
    """Tell who would save in a folder that need not be a repository yet; raise NoIdentity."""
    return _as_identity(_read_signature(Git(folder.absolute(), environment)))


def _read_signature(git: Git) -> Signature:
    try:
        printed = git.run(["var", "GIT_AUTHOR_IDENT"], doing="tell who saves")
    except Refused as fault:
        raise NoIdentity from fault
    match = _IDENT.fullmatch(printed)
    if match is None:
        raise NoIdentity
    who = match["name"] + b" <" + match["email"] + b">"
    return Signature(who, match["stamp"].decode("ascii"))


def _as_identity(signature: Signature) -> Identity:
    name, _, email = signature.who.decode(errors="replace").rpartition(" <")
    return Identity(name, email.removesuffix(">"))


def is_full_id(text: str) -> bool:
    """Tell whether this text is the full id of an object and nothing else."""
    return _FULL_ID.fullmatch(text) is not None
