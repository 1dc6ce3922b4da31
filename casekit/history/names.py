"""Which names a tree may hold, so that reading or writing a path can never leave its folder."""

from __future__ import annotations

from casekit.errors import Unreadable
from casekit.model.visible import make_visible

# Some file systems ignore these inside a name, so that ".g\u200cit" opens ".git" there.
_IGNORED = frozenset(
    "\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u206a\u206b\u206c\u206d\u206e\u206f\ufeff"
)
_LONGEST_NAME_BYTES = 255


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


def show_text(text: str) -> str:
    """Make control, bidi and undecodable characters of foreign text visible as escapes."""
    return make_visible(text)


def check_path(path: str) -> tuple[str, ...]:
    """Split a repository path at its slashes; raise OddName when a part of it is not plain."""
    parts = tuple(path.split("/"))
    for part in parts:
        if part in {"", ".", ".."}:
            raise OddName(path, "it leads to another folder")
        if _imitates_git_folder(part):
            raise OddName(path, "it stands for git's own folder")
        if "\\" in part:
            raise OddName(path, "it has a backslash")
        if show_text(part) != part:
            raise OddName(path, "it has hidden or control characters")
        if len(part.encode()) > _LONGEST_NAME_BYTES:
            raise OddName(path, f"a part of it is longer than {_LONGEST_NAME_BYTES} bytes")
    return parts


def decode_path(raw: bytes) -> str:
    """Decode a path as git stores it; raise OddName when it is not UTF-8."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise OddName(raw.decode(errors="backslashreplace"), "it is not UTF-8") from None


def _imitates_git_folder(part: str) -> bool:
    # Windows drops trailing dots and spaces and what follows a colon, and knows git~1.
    seen = "".join(character for character in part if character not in _IGNORED)
    plain = seen.split(":", 1)[0].rstrip(". ").casefold()
    return plain in {".git", "git~1"}
