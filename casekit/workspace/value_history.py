"""Which values one field of a record had, and who set each of them, when, in which version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from casekit.errors import NotFound
from casekit.history.file_line import FileStep, read_file_line
from casekit.history.repository import Repository
from casekit.records.profile import read_document
from casekit.records.three_ways import ABSENT, UNKNOWN, is_mapping, is_same, items_by_id
from casekit.workspace.finding_cases import usual_folders


class Setting(NamedTuple):
    """A version that gave a field its value: ABSENT took it out, UNKNOWN cannot be read.

    `merged` where the version joined two sides and kept the value of one against the other's.
    """

    step: FileStep
    value: Any
    merged: bool = False


def read_settings(
    repo: Repository, version: str, number: str, path: str, field: Sequence[str]
) -> tuple[Setting, ...]:
    """Every value that a field had up to a version, in the order of the history.

    `path` is the record's in any version; a case that lay in another folder is followed there. The
    field is named by keys and by ids of items. Raises what reading the history raises.
    """
    return settings_of(repo, read_record_line(repo, version, number, path), field)


def settings_of(
    repo: Repository, steps: Sequence[FileStep], field: Sequence[str]
) -> tuple[Setting, ...]:
    """Every value that a field had in the versions that wrote its record."""
    held: dict[str, Any] = {step.version: find_value(state_of(step), field) for step in steps}
    set_in: dict[str, str] = {}
    found: list[Setting] = []
    for step in steps:
        value = held[step.version]
        before = [parent for parent in step.parents if parent in held]
        same = next((p for p in before if is_same(held[p], value)), None)
        if same is None:
            set_in[step.version] = step.version
            if before or value is not ABSENT:
                found.append(Setting(step, value))
            continue
        set_in[step.version] = set_in[same]
        others = [p for p in before if not is_same(held[p], value)]
        # What was merely not there yet on the other side was not decided against.
        if any(not repo.contains(same, set_in[other]) for other in others):
            found.append(Setting(step, value, merged=True))
    return tuple(found)


def read_record_line(
    repo: Repository, version: str, number: str, path: str
) -> tuple[FileStep, ...]:
    """The versions that wrote a record, wherever the folder of its case lay."""
    folder, _, inner = path.partition(f"/{number}/")
    places = dict.fromkeys([f"{folder}/{number}", *usual_folders(number)])
    return read_file_line(repo, version, [f"{place}/{inner}" for place in places])


def state_of(step: FileStep) -> Any:
    """What the record held in a version; ABSENT where it was not there, UNKNOWN if unreadable."""
    if step.content is None:
        return ABSENT
    document = read_document(step.content, step.path)
    return UNKNOWN if document.findings else document.data


def find_value(data: Any, field: Sequence[str]) -> Any:
    """The value that keys and ids of items lead to; ABSENT where there is none."""
    value = data
    for word in field:
        if value is UNKNOWN:
            return UNKNOWN
        if is_mapping(value):
            value = value.get(word, ABSENT)
        else:
            items = items_by_id(value) if isinstance(value, list) else None
            value = items[word][1] if items and word in items else ABSENT
    return value


def read_field(text: str, records: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The keys and ids that a field's name means in one of the states of a record.

    `G1.O2.target_date` and `goals.G1.objectives.G1.O2.target_date` are one. Raises NotFound.
    """
    for data in records:
        found = _match(data, text)
        if found is not None:
            return found
    known = sorted({key for data in records for key in data})
    raise NotFound(
        f"the record has no field `{text}`",
        hint=f"its fields are: {', '.join(known)}; items go by their id, such as G1.O2.target_date",
    )


def _match(value: Any, text: str) -> tuple[str, ...] | None:
    if not text:
        return ()
    if is_mapping(value):
        for key, child in value.items():
            if text == key or text.startswith(f"{key}."):
                rest = _match(child, text[len(key) + 1 :])
                if rest is not None:
                    return (key, *rest)
        # An id leads to its item from wherever it stands.
        for key, child in value.items():
            if isinstance(child, list):
                rest = _match(child, text)
                if rest is not None:
                    return (key, *rest)
        return None
    items = items_by_id(value) if isinstance(value, list) else None
    for name, (_, child) in sorted((items or {}).items(), key=lambda pair: -len(pair[0])):
        if text == name or text.startswith(f"{name}."):
            rest = _match(child, text[len(name) + 1 :])
            if rest is not None:
                return (name, *rest)
    for name, (_, child) in (items or {}).items():
        inner = _match_below(child, text)
        if inner is not None:
            return (name, *inner)
    return None


def _match_below(item: Any, text: str) -> tuple[str, ...] | None:
    """An item of a list within this item: `G1.O2` within the goal G1."""
    for key, child in item.items():
        if isinstance(child, list):
            rest = _match(child, text)
            if rest is not None:
                return (key, *rest)
    return None
