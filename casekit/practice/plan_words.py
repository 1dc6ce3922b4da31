"""The words of the plan lint as data: patterns by field, what they mean, and a better wording."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from casekit.errors import Unreadable
from casekit.records.profile import read_document

FOLDER = Path(__file__).resolve().parent / "plan_words"
# Longer texts are no objective any more; what lies behind is told by other findings.
LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words that make a field of an objective say too little, and what to write instead."""

    code: str
    field: str
    wanted: re.Pattern[str]
    unless: re.Pattern[str] | None
    says: str
    better: str

    def find(self, text: str) -> str | None:
        """The words that were found, unless the text makes up for them."""
        folded = fold(text)
        if self.unless is not None and self.unless.search(folded):
            return None
        found = self.wanted.search(folded)
        return found.group().strip() if found else None


@dataclass(frozen=True, slots=True)
class PlanWords:
    """The patterns and limits of one language."""

    language: str
    version: str
    lix: Mapping[str, int]
    age_of_view: int
    most_at_once: Mapping[str, int]
    patterns: tuple[Pattern, ...]
    counted: re.Pattern[str]
    verbs: re.Pattern[str]


def fold(text: str) -> str:
    """Lower case, one space between words, plain quotation marks, and not longer than is read."""
    return " ".join(text[:LONGEST].casefold().replace("\u2019", "'").split())


@lru_cache(maxsize=4)
def load_plan_words(language: str = "en") -> PlanWords | None:
    """The words of a language; None where there are none yet. Raises Unreadable."""
    path = FOLDER / f"{language}.yaml"
    if not path.is_file():
        return None
    document = read_document(path.read_bytes(), path.name)
    if document.findings or document.data is None:
        raise Unreadable("the words of the plan lint cannot be read", document.findings)
    data: Any = document.data
    lists = {name: "|".join(map(re.escape, words)) for name, words in data["lists"].items()}
    return PlanWords(
        language=data["language"],
        version=data["version"],
        lix=data["lix"],
        age_of_view=data["age_of_view"],
        most_at_once=data["most_at_once"],
        patterns=tuple(_read_pattern(one, lists) for one in data["patterns"]),
        counted=_whole_words(lists["counted"]),
        verbs=_whole_words("|".join(map(re.escape, data["verbs"]))),
    )


def _read_pattern(data: Mapping[str, Any], lists: Mapping[str, str]) -> Pattern:
    def fill(pattern: str) -> str:
        for name, words in lists.items():
            pattern = pattern.replace("{" + name + "}", words)
        return pattern

    wanted = "|".join(f"(?:{fill(one)})" for one in data["any"])
    return Pattern(
        code=data["code"],
        field=data["in"],
        wanted=_whole_words(wanted),
        unless=_whole_words(fill(data["unless"])) if "unless" in data else None,
        says=data["says"],
        better=data["better"],
    )


def _whole_words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")
