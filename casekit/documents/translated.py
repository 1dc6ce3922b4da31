"""What an interpreter or translator made of a record's texts, for a page in that language.

The original stays where it is; beside it stands the translation with who made it. One that is older
than its original is on no page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from casekit.documents.names import Names, name_one
from casekit.documents.projection import project
from casekit.documents.tongue import Tongue, find_language
from casekit.model.records import Case, Record
from casekit.records.originals import find_original

if TYPE_CHECKING:
    from casekit.records.schemas import SchemaSet

# The text, by whom it is, and the code of its language; all empty where there is none.
Translation = dict[str, str]
# By the words of the original.
Translations = Mapping[str, Translation]


def translate(words: str, translations: Translations) -> Translation:
    """The translation of these words, empty where there is none."""
    return dict(translations.get(words, {"text": "", "by": "", "lang": ""}))


def read_translations(
    case: Case,
    record: Record,
    names: Names,
    *,
    audience: str,
    schemas: SchemaSet,
    without: frozenset[str] = frozenset(),
) -> Translations:
    """The translations of a record's texts into the language of the page that its reader may see.

    Of several of the same words the newest counts. `without` are classes of information that a
    consent keeps from this receiver.
    """
    found: dict[str, Translation] = {}
    for one in case.facts("translation"):
        if one.data["record"] != record.id or not _is_in(names.tongue, one):
            continue
        original = find_original(case, one.data, schemas)
        seen = project(
            one.data, one.kind, audience=audience, schemas=schemas, without=without, case=case
        )
        if original is None or original[2] != one.data["value"] or "text" not in seen:
            continue
        who = name_one(names, str(seen.get("translated_by", "")))
        found[original[2]] = {
            "text": str(seen["text"]),
            "by": names.tongue.say("Translated by {name}", name=who) if who else "",
            "lang": names.tongue.code,
        }
    return found


def list_older(
    case: Case, told: Iterable[Record], tongue: Tongue, schemas: SchemaSet
) -> tuple[str, ...]:
    """For whoever renders: which translations of the records told of are on no page, and why."""
    ids = {record.id for record in told}
    notices = []
    for one in case.facts("translation"):
        if one.data["record"] not in ids or not _is_in(tongue, one):
            continue
        original = find_original(case, one.data, schemas)
        if original is None or original[2] != one.data["value"]:
            notices.append(
                f"not shown, because its original was changed since: the translation {one.id} of "
                f"`{one.data['field']}` in {one.data['record']}"
            )
    return tuple(notices)


def _is_in(tongue: Tongue, translation: Record) -> bool:
    return find_language(str(translation.data["language"])) == tongue.code
