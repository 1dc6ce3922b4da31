"""Each bound is kept where it says, and docs/formats.md says it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from casekit.records import limits
from casekit.records.profile import read_document

FORMATS = Path(__file__).parents[2] / "docs" / "formats.md"
# In the words of the document.
WORDS = {
    "MAX_BYTES": "bytes",
    "MAX_NODES": "keys and values",
    "MAX_DEPTH": "levels",
    "MAX_KEY_LENGTH": "characters in a key",
    "MAX_DIGITS": "digits in a number",
    "MAX_FINDINGS": "faults told",
}


def test_every_bound_is_documented_with_its_number() -> None:
    rows = re.findall(r"^\| ([a-z ]+) \| ([0-9,]+) \|", FORMATS.read_text("utf-8"), re.MULTILINE)
    told = {words: int(number.replace(",", "")) for words, number in rows}
    assert told == {words: getattr(limits, name) for name, words in WORDS.items()}
    bounds = {name for name in vars(limits) if name.startswith("MAX_")}
    assert bounds - set(WORDS) == {"MAX_DEPTH_BEFORE_PARSING"}


@pytest.mark.parametrize(
    ("at_bound", "beyond"),
    [
        (b"a: " + b"x" * (limits.MAX_BYTES - 4) + b"\n", b"a: " + b"x" * (limits.MAX_BYTES - 3)
         + b"\n"),
        (b"a:\n" + b"- x\n" * (limits.MAX_NODES - 3), b"a:\n" + b"- x\n" * (limits.MAX_NODES - 2)),
        (b"a: " + b"[" * 31 + b"]" * 31, b"a: " + b"[" * 32 + b"]" * 32),
        (b"k" * limits.MAX_KEY_LENGTH + b": 1\n", b"k" * (limits.MAX_KEY_LENGTH + 1) + b": 1\n"),
        (b"a: " + b"9" * limits.MAX_DIGITS, b"a: " + b"9" * (limits.MAX_DIGITS + 1)),
        (b"a: 0." + b"9" * (limits.MAX_DIGITS - 1), b"a: 0." + b"9" * limits.MAX_DIGITS),
    ],
    ids=["bytes", "keys and values", "levels", "key", "digits", "decimals"],
)  # fmt: skip
def test_what_is_at_a_bound_is_read_and_what_is_beyond_is_not(
    at_bound: bytes, beyond: bytes
) -> None:
    assert read_document(at_bound, "").findings == ()
    assert len(read_document(beyond, "").findings) == 1


def test_no_more_faults_are_told_than_the_bound() -> None:
    found = read_document(b"a: [" + b"no, " * 200 + b"x]\n", "").findings
    assert len(found) == limits.MAX_FINDINGS
