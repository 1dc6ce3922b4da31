"""The lines of a draft: what is agreed already, with a comment above each part, as YAML to edit."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from casekit.model.records import Case
from casekit.records.writing import render_block

_ITEM = re.compile(r"( *)- id: (.+)")


def quote(text: str) -> str:
    """A text as YAML and JSON both read it."""
    return json.dumps(text, ensure_ascii=False)


def comment(text: str) -> str:
    """A text on one line, as a comment takes it."""
    return " ".join(text.split())


def name_people(case: Case, value: Any) -> Any:
    """Data with what people are called in place of their ids, where only one is called so."""
    called = Counter(person.called.casefold() for person in case.people)
    names = {p.id: p.called for p in case.people if called[p.called.casefold()] == 1}
    return _replace(value, names)


def _replace(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, Mapping):
        return {key: _replace(item, names) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_replace(item, names) for item in value]
    return value


def render_items(
    items: Sequence[Mapping[str, Any]], comments: Mapping[str, Sequence[str]], *, indent: int
) -> Iterator[str]:
    """Items as lines, each under the comments that its id has.

    Raises BadInput for what the file format does not hold.
    """
    asked = dict(comments)
    for line in render_block(list(items), indent=indent):
        found = _ITEM.fullmatch(line)
        if found is not None:
            for said in asked.pop(found[2], ()):
                yield f"{found[1]}# {comment(said)}"
        yield line
