"""The words of the plan lint as data: lists by meaning, what a finding says, a better wording."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from casekit.errors import Unreadable
from casekit.practice.word_forms import noun_forms, verb_forms
from casekit.records.profile import read_document

FOLDER = Path(__file__).resolve().parent / "plan_words"
# Longer texts are no objective any more; what lies behind is told by other findings.
LONGEST = 2_000
# So many words may stand where a phrase has a gap.
_GAP = r"(?:\S+ ){0,4}"


@dataclass(frozen=True, slots=True)
class PlanWords:
    """The lists and limits of one language, each list as one pattern over folded text."""

    lix: Mapping[str, int]
    most_at_once: Mapping[str, int]
    verbs: Mapping[str, re.Pattern[str]]
    nouns: Mapping[str, re.Pattern[str]]
    words: Mapping[str, re.Pattern[str]]
    evidence: Mapping[str, re.Pattern[str]]
    sayings: Mapping[str, Mapping[str, str]]


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
    return PlanWords(
        lix=data["lix"],
        most_at_once=data["most_at_once"],
        verbs={
            name: _whole_words(form for verb in verbs for form in verb_forms(verb))
            for name, verbs in data["verbs"].items()
        },
        nouns={
            name: _whole_words(form for noun in nouns for form in noun_forms(noun))
            for name, nouns in data["nouns"].items()
        },
        words={name: _whole_words(phrases) for name, phrases in data["words"].items()},
        evidence={name: _whole_words(phrases) for name, phrases in data["evidence"].items()},
        sayings=data["sayings"],
    )


def _whole_words(phrases: Iterable[str]) -> re.Pattern[str]:
    # The longest first, so that `take part` is not read as `take`.
    ordered = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(_as_pattern, ordered))})(?![\w-])")


def _as_pattern(phrase: str) -> str:
    pattern = re.escape(phrase)
    pattern = pattern.replace(re.escape(" ... "), f" {_GAP}")
    return pattern.replace(re.escape("*"), r"[\w'-]*").replace(re.escape("#"), r"\d{1,4}")
