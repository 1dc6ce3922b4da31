"""What to know before anybody goes there: shown before everything else (component 10, trauma).

Warnings first, then what frightens, whom and what makes it easier, and who needs an interpreter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from casekit.model.family import eldest_first
from casekit.model.records import Case, Person

_ASKED = (
    ("warnings", "WARNING"),
    ("triggers", "avoid"),
    ("safe_times_and_places", "good times and places"),
    ("safe_people", "it is easier with"),
)


def know_before(case: Case) -> Sequence[str]:
    """A line for each thing to know, warnings of all people first; empty when there is nothing."""
    said = [line for person in eldest_first(case.people) for line in _of(person)]
    return [line for rank in range(len(_ASKED) + 1) for line, of in said if of == rank]


def _of(person: Person) -> Iterator[tuple[str, int]]:
    known = person.data.get("before_contact", {})
    for rank, (key, words) in enumerate(_ASKED):
        if known.get(key):
            yield f"{words}, {person.called}: {'; '.join(known[key])}", rank
    if known.get("note"):
        yield f"note, {person.called}: {known['note']}", len(_ASKED)
    interpreter = person.data.get("interpreter", {})
    if interpreter.get("needed"):
        language = interpreter.get("language", "language not written down")
        yield f"interpreter for {person.called}: {language}", len(_ASKED)
