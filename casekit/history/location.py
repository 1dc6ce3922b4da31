"""Where a working folder keeps its git folder, found and judged by reading, before git looks.

A folder that somebody hands over can bring its own `.git`, and each file in it can send git
elsewhere or make it wait for ever. So:

- What git opens by a fixed name must be a plain file, and a folder a real folder: no link, no pipe.
- A git folder that is not `.git` in the working folder must point back to it. Otherwise a `.git`
  file or link could make casekit save into a repository that knows nothing of this folder.
- `commondir` may lead only from a linked worktree to the repository it belongs to.
- Alternates are refused: evidence that lies in somebody else's folder can vanish there.
- HEAD must name a branch, or a version by its id.

No effect, and so not refused, have hooks, grafts and replacements (the runner turns them off),
`.gitattributes` (see filters.py), legacy remotes, odd names among packed references; a shallow
clone, a sparse clone and its index are ordinary.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from pathlib import Path

from casekit.errors import GitFault
from casekit.history.files import open_plain
from casekit.history.limits import MAX_POINTER_BYTES
from casekit.history.names import is_branch_name, show_text

_OWN_FILES = ("HEAD", "index", "logs/HEAD", "info/sparse-checkout", "config.worktree")
_SHARED_FILES = ("config", "packed-refs", "shallow", "info/attributes", "info/exclude")
_SHARED_FOLDERS = ("objects", "objects/info", "objects/pack", "refs", "refs/heads", "info", "logs")
_HEX = frozenset("0123456789abcdef")


class OddGitFolder(GitFault):
    """Something in the git folder is not what git itself would have put there."""

    def __init__(self, place: Path | str, why: str, hint: str | None = None) -> None:
        super().__init__(
            f"{show_text(str(place))} {why}",
            hint=hint or "restore the folder from a clone or a backup",
        )


class ForeignGitFolder(GitFault):
    """The git folder belongs to another working folder."""

    def __init__(self, root: Path, git_dir: Path) -> None:
        shown = show_text(str(root))
        super().__init__(
            f"the history of {shown} is kept in {show_text(str(git_dir))}, which does not know"
            " this folder",
            hint="if it is a worktree that was moved, run in it: git worktree repair ; if you put"
            ' the git folder there yourself: git config core.worktree "$PWD" ; otherwise do not'
            " use this folder, clone it afresh",
        )


def find_git_dirs(root: Path) -> tuple[Path, Path]:
    """Give the git folder of this working folder and the one it shares with other worktrees.

    Raises GitFault when the folder is not the top of a repository, OddGitFolder when something
    in the git folder would lead elsewhere or make git wait.
    """
    git_dir = _find_git_dir(root)
    common_dir = _find_common_dir(root, git_dir)
    _refuse_odd_entries(git_dir, common_dir)
    return git_dir, common_dir


def refuse_foreign_folder(
    root: Path, git_dir: Path, common_dir: Path, settings: Mapping[str, str]
) -> None:
    """Refuse a git folder that belongs to another working folder, and a HEAD that leads nowhere.

    `settings` are the repository's own. Raises ForeignGitFolder, OddGitFolder.
    """
    worktree = settings.get("core.worktree")
    if worktree is not None:
        if not _is_same(git_dir / worktree, root):
            raise ForeignGitFolder(root, git_dir)
    elif git_dir != root / ".git" or git_dir.is_symlink():
        back = _read_line(git_dir / "gitdir")
        if back is None or not _is_same((git_dir / back).parent, root):
            raise ForeignGitFolder(root, git_dir)
    if settings.get("extensions.refstorage", "files") == "files":  # the other kind keeps no HEAD
        _refuse_odd_head(git_dir, common_dir)


def read_head(git_dir: Path) -> str | None:
    """The one line of HEAD as it stands; None when it cannot be read."""
    return _read_line(git_dir / "HEAD")


def is_plain_file(path: Path, limit: int) -> bool:
    """Tell whether this is a file, not a link to one, of at most so many bytes."""
    try:
        found = path.lstat()
    except (OSError, ValueError):
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size <= limit


def _find_git_dir(root: Path) -> Path:
    entry = root / ".git"
    if entry.is_dir():
        return entry
    line = _read_line(entry)
    word, _, target = (line or "").partition(": ")
    if word != "gitdir" or not target:
        raise _no_repository(root)
    git_dir = Path(os.path.normpath(root / target))
    if not git_dir.is_dir():
        raise _no_repository(root)
    return git_dir


def _find_common_dir(root: Path, git_dir: Path) -> Path:
    pointer = git_dir / "commondir"
    if not os.path.lexists(pointer):
        return git_dir
    line = _read_line(pointer)
    common = git_dir.parent.parent
    linked = git_dir.parent.name == "worktrees" and git_dir != root / ".git"
    if line is None or not linked or not _is_same(git_dir / line, common):
        raise OddGitFolder(pointer, "leads to another repository")
    return common


def _refuse_odd_entries(git_dir: Path, common_dir: Path) -> None:
    # Plain text and no Path for each: every command looks at all of them.
    own, shared = str(git_dir) + os.sep, str(common_dir) + os.sep
    for place in [own + name for name in _OWN_FILES] + [shared + name for name in _SHARED_FILES]:
        if not _has_kind(place, stat.S_ISREG):
            raise OddGitFolder(place, "is not a plain file")
    for name in _SHARED_FOLDERS:
        if not _has_kind(shared + name, stat.S_ISDIR):
            raise OddGitFolder(shared + name, "is not a folder of its own")
    alternates = common_dir / "objects" / "info" / "alternates"
    if os.path.lexists(alternates) and not is_plain_file(alternates, 0):
        raise OddGitFolder(
            alternates,
            "says that parts of the history are kept in another folder",
            "bring them here, if you trust that folder: git repack -a -d ; then remove the file",
        )


def _refuse_odd_head(git_dir: Path, common_dir: Path) -> None:
    head = git_dir / "HEAD"
    line = _read_line(head)
    if line is None:
        raise OddGitFolder(head, "cannot be read")
    ref = line.removeprefix("ref:").strip() if line.startswith("ref:") else None
    if ref is None:
        if len(line) not in {40, 64} or not _HEX.issuperset(line):
            raise OddGitFolder(head, "names neither a branch nor a version")
        return
    if not ref.startswith("refs/") or not is_branch_name(ref.removeprefix("refs/")):
        raise OddGitFolder(
            head,
            f"names a branch that is refused: {show_text(ref)}",
            "go to a branch with a plain name: git switch main (or the name of your branch)",
        )
    place = str(common_dir)
    *folders, name = ref.split("/")
    for folder in folders:
        place += os.sep + folder
        if not _has_kind(place, stat.S_ISDIR):
            raise OddGitFolder(place, "is not a folder of its own")
    if not _has_kind(place + os.sep + name, stat.S_ISREG):
        raise OddGitFolder(place + os.sep + name, "is not a plain file")


def _has_kind(place: str, is_kind: Callable[[int], bool]) -> bool:
    try:
        return is_kind(os.lstat(place).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return True  # what is absent leads nowhere; git says what it misses
    except (OSError, ValueError):
        return False


def _is_same(place: Path, root: Path) -> bool:
    try:
        return place.samefile(root)
    except (OSError, ValueError):
        return False


def _read_line(path: Path) -> str | None:
    """Read the one line of a small file; None for a link, a pipe, and whatever else it may be."""
    try:
        with open_plain(path) as file:
            data = file.read(MAX_POINTER_BYTES + 1)
        line = data.decode().rstrip("\r\n")
    except (OSError, ValueError):
        return None
    return line if len(data) <= MAX_POINTER_BYTES and show_text(line) == line else None


def _no_repository(root: Path) -> GitFault:
    return GitFault(
        f"the folder {show_text(str(root))} keeps no history of its own",
        hint="make a workspace with: casekit init DIR, or go to the top folder of one",
    )
