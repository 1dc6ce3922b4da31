"""What is decided of an unfinished merge, and the records that come of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Any

from casekit.casework.resolving import BOTH, HERE, THERE, Question, WaitingFile, Writer
from casekit.errors import BadInput, UsageFault
from casekit.records.annotations import find_nodes
from casekit.records.document import Document
from casekit.records.formatting import find_comments, format_document
from casekit.records.joining import Decision, Place, join_lists, join_sides
from casekit.records.schemas import SchemaSet
from casekit.records.sealing import is_sealed
from casekit.records.three_ways import is_missing, is_same
from casekit.records.validation import find_faults
from casekit.records.writing import dump_document
from casekit.workspace.workspace import make_modeline

Decisions = Mapping[Place, Decision]


def decide(question: Question, choice: str, zone: tzinfo) -> Decision:
    """What a choice makes of a collision; raises UsageFault for one that it does not have."""
    collision = question.collision
    if choice not in question.options:
        why = f"the field takes: {', '.join(question.options)}"
        if choice == BOTH and collision.what == "same id":
            why = f"other records name {collision.name}: keep one, and add the other as a new item"
        raise UsageFault(f"{question.name}: `{choice}` is not possible here", hint=why)
    if choice == HERE:
        return as_decision(collision.here)
    if choice == THERE:
        return as_decision(collision.there)
    if collision.what == "same id":
        return collision.here, collision.there
    if isinstance(collision.here, list):
        return (join_lists(collision.here, collision.there),)
    mine = _sign(collision.here, question.here_by, "here", zone)
    return (f"{mine}\n\n{_sign(collision.there, question.there_by, 'the other side', zone)}",)


def as_decision(value: Any) -> Decision:
    """A value of one side as what is to stand."""
    return () if is_missing(value) else (value,)


def _sign(text: str, by: Writer | None, otherwise: str, zone: tzinfo) -> str:
    who = f"{by.name}, {by.saved.astimezone(zone):%Y-%m-%d}" if by else otherwise
    return f"({who}:) {text.strip()}"


def read_own(question: Question, typed: str, schemas: SchemaSet) -> Decision:
    """A value of somebody's own, as the field takes it; raises UsageFault where it cannot be typed.

    Whether it is right the schema says, once the record is put together.
    """
    collision = question.collision
    nodes = [node for node, _ in find_nodes(question.file.kind, collision.keys, schemas)]
    types = {node.get("type") for node in nodes} - {None}
    if collision.what != "value" or is_sealed(collision.here) or is_sealed(collision.there):
        types = {"object"}
    text = typed.strip()
    if types == {"integer"} and text.lstrip("-").isdigit():
        return (int(text),)
    if types == {"boolean"} and text in ("yes", "no"):
        return (text == "yes",)
    if types <= {"string"} and text:
        return (text,)
    raise UsageFault(
        f"{question.name}: `{typed}` cannot be typed as its value",
        hint="yes or no, a number, or a text, as the field takes it; anything else: choose one "
        "side, and correct it afterwards",
    )


def put_together(file: WaitingFile, decisions: Decisions, schemas: SchemaSet) -> bytes:
    """The file with the edits of both sides and what was decided, in canonical form.

    Raises BadInput where the record would not be right.
    """
    modeline = make_modeline(file.path, file.kind)
    if file.kept is not None:
        return format_document(file.kept, modeline)
    data = join_sides(file.base, file.here, file.there, lambda c: decisions[c.place])
    faults = find_faults(data, file.kind, schemas, file.sides[0].locate, file.path)
    if faults and (flat := _flatten(data, decisions)) is not None:
        # What must stand on one line takes both texts on one line.
        again = find_faults(flat, file.kind, schemas, file.sides[0].locate, file.path)
        data, faults = (data, faults) if again else (flat, again)
    if faults:
        raise BadInput(
            "with what was chosen the record would not be right; nothing was written",
            [fault._replace(line=0, column=0) for fault in faults],
            hint="choose another value there",
        )
    return write_joined(data, file.sides, modeline)


def write_joined(data: Mapping[str, Any], sides: Sequence[Document], modeline: str) -> bytes:
    """What two sides of a record became, in canonical form, with the comments of both."""
    for side in sides:
        if is_same(side.data, data):
            return format_document(side.text.encode("utf-8"), modeline)
    return _with_comments(dump_document(data, modeline), sides)


def _flatten(data: Any, decisions: Decisions) -> Any | None:
    joined = {d[0] for d in decisions.values() if d and isinstance(d[0], str) and "\n\n(" in d[0]}
    if not joined:
        return None

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: walk(child) for key, child in value.items()}
        if isinstance(value, list):
            return [walk(child) for child in value]
        return " ".join(value.split()) if isinstance(value, str) and value in joined else value

    return walk(data)


def _with_comments(content: bytes, sides: Sequence[Document]) -> bytes:
    """The comments of both sides above the record: where each belongs nobody can say any more."""
    first, _, rest = content.decode("utf-8").partition("\n")
    comments = dict.fromkeys(
        comment
        for side in sides
        for comment in find_comments(side)
        if "yaml-language-server:" not in comment
    )
    return "\n".join([first, *comments, rest]).encode("utf-8")
