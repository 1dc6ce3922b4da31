"""From answers to the request that a file or flags would make; from faults back to questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casekit.cli.forms.fields import OCCURRED, Field
from casekit.cli.forms.paths import CAREGIVERS, ITEMS, NEW, PEOPLE, Answers, Path
from casekit.cli.forms.question import Question
from casekit.cli.forms.questions import Form
from casekit.records.document import Keys, Position

# Asked so that somebody comes into the case, and no field of its record.
NOT_RECORDED = frozenset({"family", CAREGIVERS})


@dataclass(frozen=True)
class AnswerPlaces:
    """Where a value of the request comes from: its line is the question's number, from 1."""

    keys: Sequence[Keys]
    path: str = "the answers"

    def locate(self, keys: Keys) -> Position:
        """The question that gave this value, or one inside of it; line 0 where none did."""
        best, length = 0, 0
        for number, own in enumerate(self.keys, start=1):
            common = min(len(own), len(keys))
            if common > length and own[:common] == keys[:common]:
                best, length = number, common
        return Position(best, 1 if best else 0)

    locate_key = locate


def assemble(
    form: Form, done: Sequence[Question], answers: Answers
) -> tuple[dict[str, Any], AnswerPlaces]:
    """The data of the request, and which question each value comes from."""
    data: dict[str, Any] = {k: v for k, v in form.given.items() if k != "step"}
    people: dict[str, dict[str, Any]] = {}
    items: dict[Path, dict[str, Any]] = {}
    keys: list[Keys] = []
    for question in done:
        value = answers[question.path]
        for name in _new_names(value) if question.field.refers == "person" else ():
            people.setdefault(name, {"name": name})
        if question.path[0] == ITEMS:
            item = items.setdefault(question.path[:3], _new_item(question.path))
            item[str(question.path[3])] = value
            keys.append(("answers", len(items) - 1, str(question.path[3])))
            continue
        keys.append(_keys_of(question.path, value, people))
        if question.is_of_form or value is None or question.path[0] in NOT_RECORDED:
            continue
        if question.path[0] == PEOPLE:
            who = people.setdefault(str(question.path[1]), {"name": question.path[1]})
            _put(who, question.path[2:], _without_mark(value))
        elif question.path == (OCCURRED,):
            data["occurred_at" if "T" in value else "occurred_on"] = value
        elif len(question.path) == 2 and isinstance(question.path[1], int):
            people.setdefault(str(value), {"name": value})
        else:
            _put(data, question.path, _without_mark(value))
    if items:
        data["answers"] = [*data.get("answers", ()), *items.values()]
    _count_ids(data, form.fields, "")
    for person in people.values():
        # Whoever comes in as a child is not asked for a part in the case.
        person.setdefault("role", "child")
    if people:
        data["people"] = [*data.get("people", ()), *people.values()]
    return data, AnswerPlaces(keys)


def _new_item(path: Path) -> dict[str, Any]:
    about = {"about": path[1]} if path[1] else {}
    return {"item": path[2], **about}


def _keys_of(path: Path, value: Any, people: Mapping[str, Any]) -> Keys:
    if path[0] == PEOPLE:
        names = list(people)
        name = str(path[1])
        number = names.index(name) if name in names else len(names)
        return (PEOPLE, number, *path[2:])
    if path == (OCCURRED,):
        return ("occurred_at" if isinstance(value, str) and "T" in value else "occurred_on",)
    return path


def _new_names(value: Any) -> list[str]:
    """Who is named for the first time in an answer: a person even if nothing more is known."""
    said = value if isinstance(value, list) else [value]
    return [v.removeprefix(NEW) for v in said if isinstance(v, str) and v.startswith(NEW)]


def _without_mark(value: Any) -> Any:
    """Names of new people stand in the request as names; the mark was for the form."""
    if isinstance(value, list):
        return [_without_mark(item) for item in value]
    return value[len(NEW) :] if isinstance(value, str) and value.startswith(NEW) else value


def _put(data: Any, path: Path, value: Any) -> None:
    for key, following in zip(path, path[1:], strict=False):
        empty: Any = [] if isinstance(following, int) else {}
        if isinstance(data, list):
            if len(data) == key:
                data.append(empty)
            data = data[int(key)]
        else:
            data = data.setdefault(key, empty)
    if isinstance(data, list):
        data.append(value)
    else:
        data[path[-1]] = value


def _count_ids(data: Any, fields: Sequence[Field], above: str) -> None:
    """Give the items of lists the ids that say where they belong: G1, G1.O2, G1.O2.A1."""
    for one in fields:
        inside = data.get(one.key) if isinstance(data, dict) else None
        if one.takes == "object" and inside:
            _count_ids(inside, one.fields, above)
        if one.takes != "list" or not isinstance(inside, list):
            continue
        letter = next((part.counted for part in one.fields if part.counted), "")
        for number, item in enumerate(inside, start=1):
            own = f"{letter}{number}" if letter else ""
            if above and letter in ("O", "A"):
                own = f"{above}.{own}"
            if own and isinstance(item, dict):
                inside[number - 1] = item = {"id": own, **item}
            _count_ids(item, one.fields, own if letter in ("G", "O") else "")
