"""What was answered in a form and not saved yet: it outlives a closed window and a power cut.

A draft is a file of lines below git's own folder, readable for its owner only, that grows with
every answer and is synced before the next question. A form that is open holds the file's lock, so
that two windows never write one draft. What is to be sealed never comes here.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from casekit.cli.forms.paths import Answers
from casekit.cli.forms.paths import Path as Keys
from casekit.history.journal import PRIVATE_FOLDER

_FOLDER = "drafts"
_ENDING = ".jsonl"
_NAME = re.compile(r"(?P<form>[a-z-]+?)-(?P<case>new|[0-9]{4}-[0-9A-Z]{7})-[0-9a-f]{8}\.jsonl")
# Nobody types as much; a file that is larger is none of ours.
_MOST_BYTES = 4_000_000


@dataclass(eq=False)
class Draft:
    """An open draft: its answers so far, and the lines of a text that was not ended yet."""

    path: Path
    handle: int
    head: dict[str, Any]
    answers: Answers = field(default_factory=dict)
    lines: dict[Keys, list[str]] = field(default_factory=dict)
    is_open: bool = True

    def answer(self, path: Keys, value: Any) -> None:
        """Keep an answer; raises OSError when it cannot be written."""
        self.answers[path] = value
        self.lines.pop(path, None)
        self._write({"at": list(path), "is": value})

    def take_back(self, path: Keys) -> None:
        """Forget an answer; raises OSError."""
        self.answers.pop(path, None)
        self._write({"back": list(path)})

    def add_line(self, path: Keys, line: str) -> None:
        """Keep one line of a text that is being written; raises OSError."""
        self.lines.setdefault(path, []).append(line)
        self._write({"at": list(path), "line": line})

    def drop_lines(self, path: Keys) -> None:
        """Forget the lines of a text; raises OSError."""
        if self.lines.pop(path, None) is not None:
            self._write({"drop": list(path)})

    def __enter__(self) -> Draft:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the draft and leave it where it is; without an answer it is removed."""
        if self.is_open and not self.answers and not self.lines:
            self.remove()
        if self.is_open:
            self.is_open = False
            os.close(self.handle)

    def remove(self) -> None:
        """The draft is saved, or not wanted: remove it."""
        with suppress(OSError):
            self.path.unlink()
        if self.is_open:
            self.is_open = False
            os.close(self.handle)

    def _write(self, entry: dict[str, Any]) -> None:
        line = json.dumps(entry, ensure_ascii=False).encode("utf-8", "surrogateescape") + b"\n"
        while line:
            line = line[os.write(self.handle, line) :]
        os.fsync(self.handle)


def begin_draft(git_dir: Path, form: str, case: str | None, head: dict[str, Any]) -> Draft:
    """Begin a draft of a form; raises OSError when it cannot be written."""
    folder = _make_folder(git_dir)
    mark = os.urandom(4).hex()
    path = folder / f"{form}-{case or 'new'}-{mark}{_ENDING}"
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
    handle = os.open(path, flags, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    draft = Draft(path, handle, head)
    draft._write({"draft": 1, **head})
    return draft


def find_drafts(git_dir: Path, form: str, case: str | None) -> Iterator[Draft]:
    """The drafts of a form that no window has open, newest first; each is locked by now."""
    folder = git_dir / PRIVATE_FOLDER / _FOLDER
    found = folder.glob(f"{form}-{case or 'new'}-*{_ENDING}")
    with suppress(OSError):
        for path in sorted(found, key=_changed, reverse=True):
            draft = _open(path)
            if draft is not None:
                yield draft


def list_waiting(git_dir: Path) -> Iterator[str]:
    """Every draft in words, newest first, with the command that goes on with it."""
    folder = git_dir / PRIVATE_FOLDER / _FOLDER
    for path in sorted(folder.glob(f"*{_ENDING}"), key=_changed, reverse=True):
        found = _NAME.fullmatch(path.name)
        try:
            lines = path.read_bytes()[:_MOST_BYTES].split(b"\n")
            begun = str(json.loads(lines[0])["begun"])[:16].replace("T", " ")
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if found is None:
            continue
        command, _, step = found["form"].partition("-")
        if found["form"] == "safety-plan" or found["form"].startswith("safety-plan-"):
            command, step = "safety-plan", found["form"].removeprefix("safety-plan").strip("-")
        words = [command, *([found["case"]] if found["case"] != "new" else [])]
        words += ["--step", step] if step else []
        answers = sum(b'"is"' in line for line in lines)
        said = f"{answers} answers" if answers != 1 else "1 answer"
        yield f"a form begun on {begun}, {said}; go on with: casekit {' '.join(words)}"


def _changed(path: Path) -> float:
    try:
        return path.lstat().st_mtime
    except OSError:
        return 0


def _open(path: Path) -> Draft | None:
    try:
        handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        content = os.pread(handle, _MOST_BYTES, 0)
    except OSError:
        os.close(handle)
        return None
    draft = _replay(path, handle, content)
    if draft is None:
        os.close(handle)
    elif not content.endswith(b"\n"):
        # The last line was cut off in the middle; the next one begins anew.
        os.write(handle, b"\n")
    return draft


def _replay(path: Path, handle: int, content: bytes) -> Draft | None:
    """The draft as its lines tell it; a line that was cut off, or is not ours, is passed over."""
    draft: Draft | None = None
    for raw in content.split(b"\n"):
        try:
            entry = json.loads(raw)
        except ValueError:
            continue
        if not isinstance(entry, dict):
            continue
        if draft is None:
            if entry.get("draft") != 1:
                return None
            draft = Draft(path, handle, {k: v for k, v in entry.items() if k != "draft"})
            continue
        keys = _keys(entry)
        if not keys:
            continue
        if "is" in entry:
            draft.answers[keys] = entry["is"]
            draft.lines.pop(keys, None)
        elif "line" in entry:
            draft.lines.setdefault(keys, []).append(str(entry["line"]))
        elif "back" in entry:
            draft.answers.pop(keys, None)
        elif "drop" in entry:
            draft.lines.pop(keys, None)
    return draft


def _keys(entry: dict[str, Any]) -> Keys:
    for name in ("at", "back", "drop"):
        if isinstance(entry.get(name), list):
            return tuple(key for key in entry[name] if isinstance(key, (str, int)))
    return ()


def _make_folder(git_dir: Path) -> Path:
    folder = git_dir / PRIVATE_FOLDER / _FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
