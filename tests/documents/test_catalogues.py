"""The catalogues: everything that a document can say is in each of them, and nothing else is.

What it can say is found twice: sentences in the source, by the extractor of Babel, and the choices
of lists in the schemas.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from casekit.documents.tongue import LANGUAGES, Tongue, find_language
from casekit.documents.words import CHOICES
from casekit.resources import locales_dir, schemas_dir

CODE = Path(__file__).resolve().parents[2] / "casekit"
SOURCE = CODE / "documents"
OTHERS = [language for language in LANGUAGES if language != "en"]
KEYWORDS = {"say": None, "mark": None, "mark_count": (1, 2), "say_count": (1, 2)}
# What the model has to say has no language yet.
PHRASES = {"phrase": None}
PLACE = re.compile(r"\{(\w*)\}")

# What a choice is about, by the name of it in the source, and where the schemas list the choices.
LISTS = {
    "answer": [("plan", "agreement.answer")],
    "audience": [("release", "audience")],
    "before a visit": [("person", "before_contact")],
    "conclusion": [("assessment", "conclusion")],
    "document": [("handover", "document"), ("release", "document")],
    "end of a placement": [("placement-end", "reason")],
    "end of a plan": [("plan-end", "reason")],
    "end of the work": [("closing", "reason")],
    "entry of a passport": [],
    "entry of health or education": [("health", "kind"), ("education", "kind")],
    "ground": [("sharing", "ground")],
    "hearing": [("hearing", "hearing")],
    "household": [("household", "kind")],
    "how the work ends": [("review", "end")],
    "implementation": [("order-status", "implementation")],
    "instrument": [("assessment", "instrument")],
    "legal_status": [("order", "legal_status"), ("agreement", "legal_status")],
    "mode": [("contact", "mode")],
    "objective": [("review", "objectives.status")],
    "permanency": [("plan", "permanency.primary"), ("plan", "permanency.alternative")],
    "permanency in plain words": [
        ("plan", "permanency.primary"),
        ("plan", "permanency.alternative"),
    ],
    "place": [("contact", "place")],
    "plan": [("plan", "kind")],
    "purpose": [("contact", "purposes")],
    "relationship": [("person", "relationships.is")],
    "result of a review": [("review", "result")],
    "review": [("review", "kind")],
    "risk": [("risk", "risk"), ("assessment", "risk")],
    "service": [("referral", "status"), ("referral-status", "status")],
    "setting": [("placement", "setting")],
    "status": [("progress", "status"), ("review", "objectives.status")],
    "strength": [("assessment", "strengths.domain")],
    "supervision": [("family-time", "supervision")],
    "track": [("track", "track")],
}


@cache
def read_schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((schemas_dir() / name).read_text("utf-8"))
    return found


def follow(node: dict[str, Any]) -> dict[str, Any]:
    """The schema itself, where a field only refers to a common one."""
    if "$ref" not in node:
        return node
    name, _, path = node["$ref"].partition("#/$defs/")
    return follow(read_schema(name)["$defs"][path])


def list_choices(kind: str, path: str) -> Iterator[str]:
    """The choices of a field, or the names of the fields where it is a group of them."""
    node = read_schema(f"{kind}.schema.json")
    for key in path.split("."):
        node = follow(node["properties"][key])
        node = follow(node.get("items", node))
    if "enum" in node:
        yield from node["enum"]
    else:
        yield from (name.replace("_", " ") for name in node["properties"])


def all_choices() -> set[tuple[str, str]]:
    from_schemas = {
        (about, choice)
        for about, fields in LISTS.items()
        for kind, path in fields
        for choice in list_choices(kind, path)
    }
    passport = {("entry of a passport", word) for word in CHOICES["entry of a passport"]}
    # Ties from the other side have no word of their own on file.
    other_way = {("relationship", "parent"), ("relationship", "grandchild")}
    return from_schemas | passport | other_way


@cache
def all_sentences() -> frozenset[str | tuple[str, str]]:
    python = [("**.py", "python")]
    found = [
        *extract_from_dir(SOURCE, python, {}, KEYWORDS | PHRASES),
        *extract_from_dir(CODE / "model", python, {}, PHRASES),
    ]
    return frozenset(message for _, _, message, _, _ in found)


@cache
def read_catalogue(language: str) -> Catalog:
    path = locales_dir() / language / "LC_MESSAGES" / "documents.po"
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def test_the_extractor_finds_what_the_source_says() -> None:
    sentences = all_sentences()
    assert len(sentences) > 250
    assert {"Report to the court", "I live {where}.", "with relatives"} <= sentences
    assert ("every week", "every {n} weeks") in sentences


def test_every_use_of_a_choice_is_known_here() -> None:
    """By the second argument of `choice` and `word`, or by the field where there is none."""
    used = set()
    for path in (*SOURCE.rglob("*.py"), *(CODE / "model").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            if isinstance(node.func, ast.Name):
                called = node.func.id
            if called in ("choice", "word", "Choice"):
                last = node.args[-1]
                if isinstance(last, ast.Constant):
                    used.add(last.value)
    # Of these the name stands beside the call: `of = "permanency"`.
    beside = {"permanency", "permanency in plain words", "track", "entry of health or education"}
    assert used | beside == set(LISTS)
    assert set(CHOICES) <= set(LISTS)


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_has_every_sentence_and_nothing_else(language: str) -> None:
    catalogue = read_catalogue(language)
    there = {message.id for message in catalogue if message.id and not message.context}
    assert there == all_sentences()
    assert not catalogue.obsolete


@pytest.mark.parametrize("language", OTHERS)
def test_a_catalogue_has_every_choice_and_nothing_else(language: str) -> None:
    there = {(message.context, message.id) for message in read_catalogue(language)}
    assert {one for one in there if one[0]} == all_choices()


@pytest.mark.parametrize("language", OTHERS)
def test_every_translation_is_there_is_settled_and_keeps_its_places(language: str) -> None:
    for message in read_catalogue(language):
        if not message.id:
            continue
        assert not message.fuzzy, message.id
        many = isinstance(message.id, tuple)
        ids = message.id if many else (message.id,)
        said = message.string if many else (message.string,)
        assert len(said) == len(ids) and all(said), message.id
        for number, (one, other) in enumerate(zip(ids, said, strict=True)):
            places = sorted(PLACE.findall(other))
            # One of a kind needs no number: every week.
            if not (many and number == 0 and not places):
                assert places == sorted(PLACE.findall(one)), message.id
            assert other == other.strip() and "  " not in other, message.id
            assert one.endswith(".") == other.endswith("."), message.id


@pytest.mark.parametrize("language", OTHERS)
def test_the_header_says_how_the_language_counts(language: str) -> None:
    catalogue = read_catalogue(language)
    path = locales_dir() / language / "LC_MESSAGES" / "documents.po"
    assert catalogue.num_plurals == 2
    assert f'"Language: {language}\\n"' in path.read_text("utf-8")
    assert catalogue.plural_expr == {"fr": "(n > 1)", "es": "(n != 1)"}[language]


def test_signs_are_those_of_french() -> None:
    for message in read_catalogue("fr"):
        for text in message.string if isinstance(message.string, tuple) else (message.string,):
            if message.id:
                assert "'" not in text, "the apostrophe is ’"
                assert not re.search(r"(?<!\N{NO-BREAK SPACE})[:;!?]", text), text


@pytest.mark.parametrize("language", OTHERS)
def test_every_choice_is_said_in_the_language(language: str) -> None:
    tongue = Tongue.of(language)
    english = Tongue.of("en")
    same = {
        (about, choice)
        for about, choice in all_choices()
        if tongue.choice(choice, about) == english.choice(choice, about)
    }
    assert same <= {
        *(("permanency", "adoption"), ("permanency in plain words", "adoption")),
        *(("entry of health or education", "exclusion"),),
        *(("entry of health or education", "hospital"), ("setting", "hospital")),
        *(("relationship", "parent"), ("document", "plan")),
    }


def test_the_languages_are_those_that_have_a_catalogue() -> None:
    assert {path.name for path in locales_dir().iterdir()} == set(OTHERS)
    assert [find_language(language) for language in LANGUAGES] == list(LANGUAGES)
