"""How hard a document reads for the family or child it is for, and which sentence is the hardest.

Measured on the page, so of nothing that its reader may not see. The measure is that of the plan
lint, LIX; how much is too much is known for English only, so no other language is measured.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from casekit.documents.tongue import ENGLISH_CODE, Tongue

# The readers for whom a page should be easy.
READERS = ("family", "child")
# What names, dates and frames the page, or is no text at all.
_PASSED_OVER = frozenset(
    (
        *("labels", "banner", "agency", "language", "title", "subtitle", "facts", "case", "copies"),
        *("footer", "printed", "version", "content", "stamps", "signatures", "approvals"),
        *("kind", "svg", "icon", "icon_alt", "alt", "heads", "label", "number", "now"),
        *("due", "on", "target_date", "by", "lang"),
    )
)
# Shorter texts are names, days and choices.
_FEWEST_WORDS = 4
# In a shorter sentence one long word counts too much.
_WHOLE_SENTENCE = 6
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")


class ReadingLevel(NamedTuple):
    """The level of a whole page, how high it should be at most, and its hardest sentence."""

    level: int
    limit: int
    hardest: str
    hardest_level: int

    @property
    def is_hard(self) -> bool:
        """Whether the page reads harder than it should."""
        return self.level > self.limit


def read_level(page: Mapping[str, Any], audience: str, tongue: Tongue) -> ReadingLevel | str | None:
    """How hard a page reads; why it cannot be said, or None where nobody asks or there is no text.

    The level is LIX, as `casekit check` measures the plan.
    """
    if audience not in READERS:
        return None
    if {tongue.code, tongue.records_in} != {ENGLISH_CODE}:
        return (
            "how hard it reads is not measured: the limits hold for pages and records in English "
            "only; let somebody who reads the language read it aloud"
        )
    from casekit.practice.plan_lint import measure_lix
    from casekit.practice.plan_words import load_plan_words

    words = load_plan_words(ENGLISH_CODE)
    texts = [t for t in _texts(page) if len(t.split()) >= _FEWEST_WORDS and _is_latin(t)]
    level = measure_lix("\n".join(texts))
    if words is None or level is None:
        return None
    sentences = [said.strip() for text in texts for said in _SENTENCE.findall(text)]
    whole = [said for said in sentences if len(said.split()) >= _WHOLE_SENTENCE]
    ranked = [(measure_lix(said) or 0, said) for said in whole]
    # The first of several that are as hard.
    hard, said = max(ranked, key=lambda one: one[0], default=(0, ""))
    return ReadingLevel(level, words.lix[audience], said, hard)


def say_level(read: ReadingLevel | str) -> str:
    """The level as a line for whoever made the document."""
    if isinstance(read, str):
        return read
    told = f"reads at LIX {read.level} ({read.limit} or lower is the aim; a newspaper is about 40)"
    if not read.hardest:
        return told
    return f"{told}; the hardest sentence ({read.hardest_level}): {read.hardest}"


def _is_latin(text: str) -> bool:
    """Whether most letters are of the alphabet that the measure was made for."""
    letters = [letter for letter in text if letter.isalpha()]
    return 2 * sum(letter < "\u0250" for letter in letters) > len(letters)


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, Mapping):
        for key, child in node.items():
            if key not in _PASSED_OVER:
                yield from _texts(child)
    elif isinstance(node, list | tuple):
        for child in node:
            yield from _texts(child)
