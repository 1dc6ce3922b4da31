"""Which names a tree may hold, so that reading or writing a path can never leave its folder."""

from __future__ import annotations

import re
from functools import lru_cache

from casekit.errors import Unreadable
from casekit.history.limits import MAX_DEPTH, MAX_NAME_BYTES, MAX_REVISION_CHARACTERS
from casekit.model.visible import make_visible

# Some file systems ignore these inside a name, so that ".g\u200cit" opens ".git" there.
_IGNORED = frozenset(
    "\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u206a\u206b\u206c\u206d\u206e\u206f\ufeff"
)
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$"]
    + [f"{port}{digit}" for port in ("com", "lpt") for digit in "0123456789¹²³"]
)
_FORBIDDEN_IN_BRANCHES = frozenset(" ~^:?*[\\")

# What casekit writes beside a file before it puts it in place; never a record.
TEMP_PREFIX = ".casekit-"


class OddName(Unreadable):
    """A name in the history that could lead out of its folder, or that hides what it is."""

    def __init__(self, path: str, why: str) -> None:
        shown = show_text(path)
        super().__init__(
            f"the name {shown} is refused: {why}",
            hint="whoever keeps this repository must rename or remove it in git",
            path=shown,
        )


# Most paths are of this form, of which no computer takes a part for anything else; and one look at
# the whole tells it. Devices of Windows are left to the closer look.
_ORDINARY = re.compile(
    r"(?:(?!(?:con|prn|aux|nul|com[0-9]|lpt[0-9])[./])[a-z0-9_-](?:[a-z0-9_.-]*[a-z0-9_-])?/)+",
    re.IGNORECASE | re.ASCII,
)


def show_text(text: str) -> str:
    """Make control, bidi and undecodable characters of foreign text visible as escapes."""
    return make_visible(text)


def check_path(path: str) -> tuple[str, ...]:
    """Split a repository path at its slashes; raise OddName when a part of it is not plain."""
    parts = tuple(path.split("/"))
    if len(parts) - 1 > MAX_DEPTH:
        raise OddName(path[:200], f"it lies more than {MAX_DEPTH} folders deep")
    if not is_ordinary(path):
        for part in parts:
            check_name(part, path)
    return parts


def is_ordinary(path: str) -> bool:
    """Whether a path is one of those that check_path would not refuse, told at one look."""
    folder, slash, name = path.rpartition("/")
    return (
        (not slash or _is_ordinary_folder(folder))
        and _ORDINARY.fullmatch(f"{name}/") is not None
        and len(path) <= MAX_NAME_BYTES
    )


# The files of a folder come one after the other.
@lru_cache(maxsize=4096)
def _is_ordinary_folder(path: str) -> bool:
    return _ORDINARY.fullmatch(f"{path}/") is not None and path.count("/") < MAX_DEPTH


def check_name(name: str, path: str) -> None:
    """Raise OddName when the name of a file or folder, standing in this path, is not plain.

    Plain means: on no computer of the agency does it lead to another place than it says.
    """
    why = _why_not_plain(name)
    if why is not None:
        raise OddName(path if len(name) <= MAX_NAME_BYTES else path[:200], why)


# A history names the same folders over and over, file by file and version by version.
@lru_cache(maxsize=4096)
def _why_not_plain(name: str) -> str | None:
    if name in {"", ".", ".."}:
        return "it leads to another folder"
    if _imitates_git_folder(name):
        return "it stands for git's own folder"
    if "\\" in name:
        return "it has a backslash"
    if "/" in name:
        return "it has a slash within a name"
    if show_text(name) != name:
        return "it has hidden or control characters"
    if len(name.encode()) > MAX_NAME_BYTES:
        return f"a part of it is longer than {MAX_NAME_BYTES} bytes"
    # What Windows makes of a name: C: is a drive and a:b a hidden part of the file a; "a." and
    # "a " are the file a; NUL and com1.txt are no files. Refused everywhere: what one computer
    # can save, every other computer of the agency must be able to read.
    if ":" in name:
        return "it has a colon, which Windows takes for a drive or a hidden part"
    if name[-1] in ". ":
        return "it ends in a dot or a space, which Windows drops"
    if name.partition(".")[0].rstrip(" ").casefold() in _DEVICES:
        return "Windows keeps this name for a device"
    return None


def fold_name(name: str) -> str:
    """Give the form in which file systems that ignore case and composition compare a name."""
    if name.isascii():
        return name.lower()
    import unicodedata  # nearly every name is ASCII

    seen = "".join(character for character in name if character not in _IGNORED)
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", seen).casefold())


def is_branch_name(name: str) -> bool:
    """Tell whether git allows this name for a branch and no command takes it for an option."""
    parts = name.split("/")
    return (
        _FORBIDDEN_IN_BRANCHES.isdisjoint(name)
        and show_text(name) == name
        and not any(mark in name for mark in ("..", "@{"))
        and all(
            part and part[0] not in ".-" and not part.endswith((".", ".lock")) for part in parts
        )
        and len(name.encode()) <= MAX_NAME_BYTES
    )


def is_revision(text: str) -> bool:
    """Tell whether this names one version: branch, tag, id, or a step before one (`main~2`).

    git knows more: what a clone happened to have checked out (`@{-1}`), searches (`:/text`), paths
    (`HEAD:file`), ranges. Those mean something else in each clone, or more than one version.
    """
    name, _, steps = text[:MAX_REVISION_CHARACTERS].replace("^", "~").partition("~")
    return (
        len(text) <= MAX_REVISION_CHARACTERS
        and is_branch_name(name)
        and all(character in "~0123456789" for character in steps)
    )


def decode_path(raw: bytes) -> str:
    """Decode a path as git stores it; raise OddName when it is not UTF-8."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise OddName(raw.decode(errors="backslashreplace"), "it is not UTF-8") from None


def _imitates_git_folder(part: str) -> bool:
    # Windows drops trailing dots and spaces and what follows a colon, and gives ".git" a short
    # name: git~1 and so on, and when those are taken, two letters and four hexadecimal digits.
    seen = "".join(character for character in part if character not in _IGNORED)
    plain = fold_name(seen.split(":", 1)[0].rstrip(". "))
    if plain == ".git":
        return True
    short, mark, number = plain.partition("~")
    return bool(mark) and number.isdigit() and _is_short_for_git(short)


def _is_short_for_git(short: str) -> bool:
    return short == "git" or (len(short) == 6 and short[:2] == "gi" and _is_hex(short[2:]))


def _is_hex(text: str) -> bool:
    return all(character in "0123456789abcdef" for character in text)
