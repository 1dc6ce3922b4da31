"""From ids to what people are called, as far as the reader may know them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from casekit.documents.directions import set_apart
from casekit.documents.projection import See
from casekit.documents.tongue import Tongue
from casekit.documents.words import mark
from casekit.model.ids import ALPHABET, RECORD_ID
from casekit.model.records import Case

ID_IN_TEXT = re.compile(rf"(?<![0-9])[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}-[{ALPHABET.lower()}]{{6}}")
NOT_NAMED = mark("somebody who is not named here")


@dataclass(frozen=True, slots=True)
class Names:
    """What the people of a case and the agency's workers are called, by id, and in which tongue."""

    people: Mapping[str, str]
    workers: Mapping[str, str]
    tongue: Tongue


def read_names(case: Case, workers: Mapping[str, str], tongue: Tongue, see: See) -> Names:
    """Collect the names that a reader may `see`; a withheld name reads as not named.

    Voided people keep their names here: a plan that still mentions them must not show an id.
    """
    people = {}
    not_named = tongue.say(NOT_NAMED)
    for record in case.records:
        if record.kind == "person":
            seen = see(record.data, "person")
            people[record.id] = str(seen.get("called") or seen.get("name") or not_named)
    return Names(people, workers, tongue)


def name_one(names: Names, who: str) -> str:
    """Name a person or worker by id; anything else is free text and stays."""
    if who in names.people:
        return names.people[who]
    if RECORD_ID.match(who):
        return names.tongue.say(NOT_NAMED)
    return names.workers.get(who, who)


def name_all(names: Names, who: str | Iterable[str]) -> str:
    """Name one or several as a sentence has them: `Jo, Sam and Ada`."""
    everybody = [who] if isinstance(who, str) else who
    return names.tongue.listing([name_one(names, one) for one in everybody])


def replace_ids(names: Names, node: Any) -> Any:
    """Put names for people's ids inside free text, all through a page."""
    if isinstance(node, str):
        if node in names.people:
            return names.people[node]
        return ID_IN_TEXT.sub(lambda found: set_apart(names.people.get(found[0], found[0])), node)
    if isinstance(node, list):
        return [replace_ids(names, item) for item in node]
    if isinstance(node, dict):
        return {key: replace_ids(names, value) for key, value in node.items()}
    return node
