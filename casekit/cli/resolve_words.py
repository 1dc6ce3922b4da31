"""How a collision is told: which record, which field, what each side says, who wrote it when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from typing import Any

from casekit.casework.resolving import Question, WaitingFile, Writer
from casekit.cli.output import wrap_behind
from casekit.cli.value_words import write_value
from casekit.records.joining import Collision
from casekit.records.three_ways import UNKNOWN, is_missing

_WIDTH = 80


def name_record(file: WaitingFile, zone: tzinfo) -> str:
    """A record by its kind, day and id; a person by what they are called."""
    data = file.data
    kind = f"{data['kind']} plan" if file.kind == "plan" and "kind" in data else file.kind
    if file.kind == "case":
        return f"Case {file.number}, its own file"
    if file.kind == "person":
        return f"Person {data.get('called') or data.get('name')}, case {file.number}"
    day = str(data.get("occurred_at") or data.get("occurred_on") or "")[:10]
    of = f" of {day}" if day else ""
    return f"{kind.capitalize()}{of} ({data.get('id')}), case {file.number}"


def question_as_lines(question: Question, zone: tzinfo) -> Iterator[str]:
    """Everything that is to be known of a collision, on lines of eighty columns at most."""
    collision = question.collision
    yield name_record(question.file, zone)
    yield f"  {question.title}  ({question.name})"
    if collision.what == "same id":
        yield from wrap_behind("  ", "both added an item under this id, and not the same", _WIDTH)
    elif not is_missing(collision.before) or collision.before is UNKNOWN:
        yield from _say_value("Before", collision.before, None, zone)
    yield from _say_value("Here", collision.here, question.here_by, zone)
    yield from _say_value("There", collision.there, question.there_by, zone)


def _say_value(label: str, value: Any, by: Writer | None, zone: tzinfo) -> Iterator[str]:
    who = ""
    if by is not None:
        who = f"  [{by.name}, {by.saved.astimezone(zone):%Y-%m-%d %H:%M}]"
    yield f"  {label}:{who}"
    for line in write_value(value).splitlines() or [""]:
        yield from wrap_behind("    ", line, _WIDTH) or [""]


def say_options(collision: Collision, options: tuple[str, ...]) -> list[tuple[str, str]]:
    """The choices by what is typed for them: a number, and the words for it."""
    words = {"here": "what was written here", "there": "what came from elsewhere"}
    words["both"] = (
        "both items"
        if collision.what == "same id"
        else (
            "both lists" if isinstance(collision.here, list) else "both texts, each with its author"
        )
    )
    return [(str(n), words[option]) for n, option in enumerate(options, start=1)]
