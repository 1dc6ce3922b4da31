"""What an interpreter or translator made of a record's texts, for a page in that language.

The original stays where it is; beside it stands the translation with who made it. One that is older
than its original is on no page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from casekit.documents.directions import set_apart, set_apart_below
from casekit.documents.names import Names, name_one
from casekit.documents.projection import project
from casekit.documents.tongue import Tongue, find_language
from casekit.model.records import Case, Record
from casekit.records.document import name_path
from casekit.records.originals import find_original, iter_free_texts

if TYPE_CHECKING:
    from casekit.records.schemas import SchemaSet

# The text, by whom it is, and the code of its language; all empty where there is none.
Translation = dict[str, str]
# By the words of the original.
Translations = Mapping[str, Translation]


def translate(words: str, translations: Translations) -> Translation:
    """The translation of these words, empty where there is none."""
    return dict(translations.get(words, {"text": "", "by": "", "lang": ""}))


def say_translation(one: Translation) -> str:
    """A translation in one line, with whose it is; empty where there is none."""
    return f"{set_apart(one['text'])} ({one['by']})" if one["text"] and one["by"] else one["text"]


def put_beside(words: str, *translations: Translation) -> str:
    """Words in a cell or an item, with their translations in lines of their own below them."""
    lines = [line for one in translations for line in say_translation(one).split("\n") if line]
    return "\n".join([words, *(set_apart_below(line, words) for line in lines)])


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
    made = [
        one
        for one in case.facts("translation")
        if one.data["record"] == record.id and _is_in(names.tongue, one)
    ]
    originals = iter_free_texts(record.data, record.kind, schemas) if made else ()
    says = {name_path(keys): words for keys, words in originals}
    found: dict[str, Translation] = {}
    for one in made:
        words = says.get(str(one.data["field"]))
        if words is None or words != one.data["value"]:
            continue
        seen = project(
            one.data, one.kind, audience=audience, schemas=schemas, without=without, case=case
        )
        if "text" not in seen:
            continue
        who = name_one(names, str(seen.get("translated_by", "")))
        found[words] = {
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
