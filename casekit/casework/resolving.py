"""An unfinished merge decided field by field: what collides, in words, and what becomes of it.

Nothing is written here before everything is decided. What nobody can decide field by field, such as
a file that cannot be read on one side, is left to people, with the way out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from casekit.errors import CasekitError, ConflictingEdit
from casekit.history.files import look_at
from casekit.history.finishing import Sides, find_sides
from casekit.history.unmerged import UnmergedFile, read_unmerged
from casekit.model.findings import Finding
from casekit.records.annotations import find_nodes
from casekit.records.document import Document
from casekit.records.joining import Collision, Decision, join_sides
from casekit.records.profile import read_document
from casekit.records.schemas import SchemaSet
from casekit.records.three_ways import ABSENT, UNKNOWN, is_missing, is_same
from casekit.workspace.finding_cases import find_case_folder
from casekit.workspace.loading import CASE_FILE, TOMBSTONE_FILE
from casekit.workspace.merging import find_merge_findings
from casekit.workspace.value_history import read_field, read_record_line, settings_of
from casekit.workspace.workspace import Workspace

HERE, THERE, BOTH = "here", "there", "both"
# What makes a file this record and no other: two that differ here are two records.
_IDENTITY = ("schema", "id", "recorded_at", "recorded_by")


class Writer(NamedTuple):
    """Who gave a field its value on one side, and the aware moment of that version."""

    name: str
    saved: datetime


@dataclass(frozen=True, eq=False)
class Question:
    """A collision as people are asked of it; `options` are the choices that make sense."""

    file: WaitingFile
    collision: Collision
    title: str
    here_by: Writer | None
    there_by: Writer | None
    options: tuple[str, ...]

    @property
    def name(self) -> str:
        """What the field is called on the command line."""
        return self.collision.name


@dataclass(frozen=True, eq=False)
class WaitingFile:
    """A record that both sides changed, or that one side deleted and the other changed."""

    path: str
    number: str
    kind: str
    base: Any
    here: Any
    there: Any
    working: bytes | None
    sides: tuple[Document, ...]
    collisions: tuple[Collision, ...] = ()
    # Only one side has it still: a record is never deleted.
    kept: bytes | None = None

    @property
    def data(self) -> Mapping[str, Any]:
        """What one of the sides says, for naming the record."""
        found: Mapping[str, Any] = self.here if not is_missing(self.here) else self.there
        return found


@dataclass(frozen=True, eq=False)
class Resolution:
    """All that an unfinished merge leaves to decide, and what must be decided elsewhere."""

    files: tuple[WaitingFile, ...]
    questions: tuple[Question, ...]
    left: tuple[Finding, ...]


@dataclass(eq=False)
class _Noted:
    found: list[Collision] = field(default_factory=list)

    def __call__(self, collision: Collision) -> Decision:
        self.found.append(collision)
        return () if collision.here is ABSENT else (collision.here,)


def open_resolution(workspace: Workspace, number: str | None = None) -> Resolution:
    """What waits to be put together, of one case or of all. Raises GitFault, Unreadable."""
    repo = workspace.repo
    waiting = [f for f in read_unmerged(repo) if number is None or _number_of(f.path) == number]
    told = find_merge_findings(repo) if waiting else {}
    files: list[WaitingFile] = []
    left: list[Finding] = []
    for one in waiting:
        opened = _open_file(workspace, one)
        if isinstance(opened, WaitingFile):
            files.append(opened)
        elif opened is None:
            left += told.get(one.path, ())
        else:
            left.append(opened)
    sides = find_sides(repo) if any(file.collisions for file in files) else Sides(None, None)
    questions = [
        _ask(workspace, file, collision, sides) for file in files for collision in file.collisions
    ]
    return Resolution(tuple(files), tuple(questions), tuple(left))


def _number_of(path: str) -> str | None:
    found = find_case_folder(path)
    return found[0] if found else None


def _open_file(workspace: Workspace, file: UnmergedFile) -> WaitingFile | Finding | None:
    """A file that can be decided by its fields; else why not, None where `check` tells it."""
    number, path = _number_of(file.path), file.path
    name = path.rpartition("/")[2]
    if number is None or not file.is_plain or not name.endswith(".yaml"):
        return None
    if name == TOMBSTONE_FILE:
        return _left(path, "both sides decided on the case file itself, and each signed it")
    try:
        working = look_at(workspace.root, path).data
    except ConflictingEdit:
        return None
    if file.here is None or file.there is None:
        return _open_deleted(workspace, file, number, working)
    sides = tuple(read_document(content, path) for content in (file.here, file.there))
    if any(side.findings for side in sides):
        return None
    if _is_typed(working, file):
        return _left(
            path,
            "somebody has written into this file by hand since git stopped",
            f"if it now says what is right: git add {path}. To let casekit resolve ask instead, "
            f"throw the edit away first: git checkout --merge -- {path}",
        )
    here, there = (side.data for side in sides)
    base = _read_base(file)
    opened = _make_file(file, number, base, here, there, working, sides)
    if any(c.name in _IDENTITY for c in opened.collisions):
        return _left(
            path,
            "the two sides have two different records under one id",
            f"keep one here and put the other beside it under an id of its own: git show :3:{path}",
        )
    return opened


def _open_deleted(
    workspace: Workspace, file: UnmergedFile, number: str, working: bytes | None
) -> WaitingFile | Finding | None:
    kept = file.there if file.here is None else file.here
    if file.base is None or kept is None:
        return None
    tombstone = workspace.read_tombstone(number)
    if tombstone is not None and tombstone["state"] == "destroyed":
        return _left(
            file.path,
            f"case {number} was destroyed on one side, and this record of it changed on the other",
            f"let it go: git rm -- {file.path}",
        )
    side = read_document(kept, file.path)
    if side.findings:
        return None
    return WaitingFile(
        *(file.path, number, _kind_of(file.path, side.data), ABSENT, side.data, ABSENT),
        working=working,
        sides=(side,),
        kept=kept,
    )


def _make_file(
    file: UnmergedFile,
    number: str,
    base: Any,
    here: Any,
    there: Any,
    working: bytes | None,
    sides: tuple[Document, ...],
) -> WaitingFile:
    noted = _Noted()
    join_sides(base, here, there, noted)
    kind = _kind_of(file.path, here)
    return WaitingFile(
        file.path, number, kind, base, here, there, working, sides, tuple(noted.found)
    )


def _read_base(file: UnmergedFile) -> Any:
    if file.base is None:
        return ABSENT
    base = read_document(file.base, file.path)
    return UNKNOWN if base.findings else base.data


def _kind_of(path: str, data: Any) -> str:
    if path.endswith(f"/{CASE_FILE}"):
        return "case"
    return str(data.get("schema", "")).partition("/")[0] if isinstance(data, dict) else ""


def _is_typed(working: bytes | None, file: UnmergedFile) -> bool:
    """Whether the working file holds a line that no side has and git did not write."""
    if working is None:
        return False
    known = {
        line.strip()
        for content in (file.base, file.here, file.there)
        if content is not None
        for line in content.splitlines()
    }
    marks = (b"<<<<<<<", b"=======", b">>>>>>>", b"|||||||")
    lines = [line.strip() for line in working.splitlines()]
    if not any(line.startswith(marks) for line in lines):
        return working not in (file.here, file.there)
    return any(line not in known and not line.startswith(marks) for line in lines)


def _left(path: str, message: str, hint: str | None = None) -> Finding:
    way = hint or f"see both sides with: git show :2:{path} and git show :3:{path}; put the right "
    way += "" if hint else f"one in its place, then: git add {path}"
    return Finding(code="MERGE-UNFINISHED", message=message, path=path, hint=way)


def _ask(workspace: Workspace, file: WaitingFile, collision: Collision, sides: Sides) -> Question:
    options = [HERE, THERE]
    if _can_keep_both(workspace, file, collision):
        options.append(BOTH)
    title = find_title(file.kind, collision, workspace.schemas)
    here_by, there_by = (
        _find_writer(workspace, file, collision, version, value)
        for version, value in ((sides.here, collision.here), (sides.there, collision.there))
    )
    return Question(file, collision, title, here_by, there_by, tuple(options))


def find_title(kind: str, collision: Collision, schemas: SchemaSet) -> str:
    """What the schema calls the field, and the item that it belongs to by its id."""
    nodes = find_nodes(kind, collision.keys, schemas)
    title = next((str(n["title"]) for n, _ in nodes if "title" in n), "")
    if collision.what == "order":
        title = f"order of: {title or collision.name}"
    if collision.what == "same id":
        return f"{title} {collision.name}".strip()
    item = collision.name.rpartition(".")[0]
    return f"{item}, {title}" if item and title else title or collision.name


def is_free_text(kind: str, collision: Collision, schemas: SchemaSet) -> bool:
    """Whether both sides wrote a text of their own words, of which both can be kept."""
    if not isinstance(collision.here, str) or not isinstance(collision.there, str):
        return False
    nodes = [node for node, _ in find_nodes(kind, collision.keys, schemas)]
    closed = ("enum", "const", "format", "pattern", "x-refers-to")
    return bool(nodes) and not any(word in node for node in nodes for word in closed)


def _can_keep_both(workspace: Workspace, file: WaitingFile, collision: Collision) -> bool:
    if collision.what == "same id":
        # A record that names the id means the item of one side: it must not come to mean another.
        return not _is_named(workspace, file, collision.name)
    if collision.what == "order":
        return False
    if isinstance(collision.here, list) and isinstance(collision.there, list):
        return True
    return is_free_text(file.kind, collision, workspace.schemas)


def _is_named(workspace: Workspace, file: WaitingFile, name: str) -> bool:
    loaded = workspace.load(file.number)
    return any(
        _names(record.data, name) for record in loaded.case.records if record.path != file.path
    )


def _names(value: Any, name: str) -> bool:
    if isinstance(value, Mapping):
        return any(_names(child, name) for child in value.values())
    if isinstance(value, (list, tuple)):
        return any(_names(child, name) for child in value)
    return isinstance(value, str) and (value == name or value.startswith(f"{name}."))


def _find_writer(
    workspace: Workspace,
    file: WaitingFile,
    collision: Collision,
    version: str | None,
    value: Any,
) -> Writer | None:
    """Who gave the value on a side; None where the history of that side does not tell."""
    if version is None:
        return None
    try:
        steps = read_record_line(workspace.repo, version, file.number, file.path)
        if collision.what == "order":
            return Writer(steps[-1].author.name, steps[-1].saved) if steps else None
        sides = [side for side in (file.here, file.there) if isinstance(side, dict)]
        if not is_missing(file.base):
            sides.append(file.base)
        settings = settings_of(workspace.repo, steps, read_field(collision.name, sides))
    except CasekitError:
        return None  # whose it is helps to decide, and is no reason not to ask
    last = settings[-1] if settings else None
    if last is None or not is_same(last.value, value):
        return None
    return Writer(last.step.author.name, last.step.saved)
