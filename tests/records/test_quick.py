"""The quick reader gives what the strict profile gives, on whatever file, or leaves it to it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casekit.records.document import Document
from casekit.records.limits import MAX_BYTES
from casekit.records.profile import read_document
from casekit.records.quick import QuickDocument, QuickReader
from casekit.records.writing import dump_document

from . import fuzz
from .hostile.corpus import RECORDS, REQUESTS
from .strategies import laid_out, records, scraps

ROOT = Path(__file__).parents[2]
FILES = [
    *ROOT.glob("sample-cases/**/*.yaml"),
    *ROOT.glob("tests/**/*.yaml"),
]
HOSTILE = RECORDS | REQUESTS
SEEDS = fuzz.collect_seeds()


def compare(content: bytes, reader: QuickReader | None = None) -> str:
    """How a file is read, after it was compared with the strict profile."""
    return fuzz.judge_quick(content, reader or QuickReader(), read_document(content, "x"))


def test_every_file_that_we_have_is_read_alike() -> None:
    reader = QuickReader()
    found = [compare(path.read_bytes(), reader) for path in FILES]
    assert found.count("quick") > 100
    assert found.count("refused") > 30


def test_every_hostile_file_is_left_to_the_strict_profile() -> None:
    reader = QuickReader()
    found = {why: compare(content, reader) for why, (content, _) in HOSTILE.items()}
    assert {why for why, how in found.items() if how == "quick"} == set()
    assert list(found.values()).count("refused") > 100


def test_the_records_of_the_sample_case_are_all_read_quickly() -> None:
    records = list((ROOT / "sample-cases/willow-river/cases").rglob("*.yaml"))
    assert len(records) > 50
    assert {compare(path.read_bytes()) for path in records} == {"quick"}


@settings(max_examples=300, deadline=None)
@given(st.lists(records, min_size=1, max_size=3))
def test_whatever_casekit_writes_is_read_alike(written: list[dict[str, object]]) -> None:
    reader = QuickReader()
    for record in written:
        compare(dump_document(record, "a modeline"), reader)


@settings(max_examples=300, deadline=None)
@given(laid_out())
def test_whatever_a_person_may_lay_out_is_read_alike(content: bytes) -> None:
    compare(content)


@settings(max_examples=300, deadline=None)
@given(scraps, st.sampled_from(["", "\n", "a: ", "a:\n  ", "a:\n  - "]))
def test_whatever_pieces_yaml_is_made_of_are_read_alike(text: str, start: str) -> None:
    compare((start + text).encode())


@settings(max_examples=500, deadline=None)
@given(st.integers(0, 2**32))
def test_whatever_becomes_of_a_file_it_is_read_alike(seed: int) -> None:
    compare(fuzz.mutate(random.Random(seed), SEEDS), fuzz.READER)


# Each differs from what is read quickly by one thing only.
NOT_QUICK = {
    "a list too far left": b"a:\n  b:\n    c:\n  - x\n",
    "a list in the column of its key": b"a:\n- x\n",
    "a list too far right": b"a:\n    - x\n",
    "a mapping too far right": b"a:\n    b: x\n",
    "a colon without a space": b"http://example\n",
    "an item without a space": b"a:\n  -x\n",
    "a colon in an item": b"a:\n  - b:c: d\n",
    "a colon and a space": b"a: b: c\n",
    "a colon at the end": b"a: b:\n",
    "a comment behind": b"a: b # c\n",
    "a comment between": b"a: b\n# c\nd: e\n",
    "an empty line": b"a: b\n\nc: d\n",
    "an empty line at the end": b"a: b\n\n",
    "no line end at the end": b"a: b",
    "a space at the end": b"a: b \n",
    "two spaces before": b"a:  b\n",
    "nothing": b"a:\n",
    "a second line": b"a: b\n  c\n",
    "a key twice": b"a: b\nc: d\na: e\n",
    "a key twice further down": b"a:\n  b: c\n  b: d\n",
    "a truth word": b"a: yes\n",
    "a truth word for a key": b"yes: b\n",
    "a truth word for a key further down": b"a:\n  - no: b\n",
    "an odd number": b"a: 0123\n",
    "an empty file": b"",
    "only comments": b"# a\n",
    "a document's beginning": b"---\na: b\n",
    "a document's end": b"a: b\n...\n",
    "line ends of Windows": b"a: b\r\n",
    "a tab": b"a: b\tc\n",
    "a direction sign": "a: b\u202ec\n".encode(),
    "not UTF-8": b"a: \xff\n",
    "single quotes": b"a: 'b'\n",
    "a quote that goes on": b'a: "b\n  c"\n',
    "half a character": b'a: "\\ud83d\\ude00"\n',
    "an escape of YAML only": b'a: "\\x41"\n',
    "text behind quotes": b'a: "b" c\n',
    "brackets": b"a: [b, c]\n",
    "braces": b"a: {b: c}\n",
    "an alias": b"a: *b\n",
    "an anchor": b"a: &b c\n",
    "a tag": b"a: !b c\n",
    "a folded block": b"a: >\n  b\n",
    "a block that keeps its end": b"a: |+\n  b\n\n",
    "a block with a number": b"a: |2\n  b\n",
    "a block that begins deeper": b"a: |\n    b\n",
    "a block that begins with an empty line": b"a: |\n\n  b\n",
    "a block with a space at a line's end": b"a: |\n  b \n  c\n",
    "a block too far left": b"a:\n  b: |\n  c\n",
    "a block of nothing": b"a: |\n",
    "an unfinished merge": b"a: b\n<<<<<<< ours\nc: d\n=======\nc: e\n>>>>>>> theirs\n",
    "a merge in a text": b"a: |\n  <<<<<<< ours\n",
    "too many lines": b"a: |\n" + b"  b\n" * 2_000,
    "too large": b"a: |\n" + b"  b\n" * (MAX_BYTES // 4),
    "too deep": b"".join(b"  " * n + b"a:\n" for n in range(20)) + b"  " * 20 + b"b: c\n",
}

# Met before, so that what is remembered of them cannot mislead.
MET_BEFORE = b"a:\n  - x\nb: c\nd:\n  e:\n    - x\nf: //example\n"


@pytest.mark.parametrize("why", NOT_QUICK)
def test_what_has_no_known_shape_is_left_to_the_strict_profile(why: str) -> None:
    reader = QuickReader()
    assert compare(MET_BEFORE, reader) == "quick"
    assert compare(NOT_QUICK[why], reader) != "quick"


QUICK = {
    "numbers": b"a: 1\nb: -5\nc: 1.5\nd: 0\n",
    "text that begins as a number": b"a: 12 nights\nb: -5 degrees\nc: 2026-01-12\nd: 12:30\n",
    "truth": b"a: true\nb: false\n",
    "quotes": b'a: ""\n'.replace(b'""', b'"b: c"') + b'd: "e\\n\\"f\\u202e"\n',
    "an empty text": b'a: ""\n',
    "empty lists and mappings": b"a: []\nb: {}\nc:\n  - []\n  - {}\n",
    "blocks": b"a: |\n  b\n    c\n\n  - d: e\nf: |-\n  # g\n  h\n",
    "a block in a list": b"a:\n  - |\n    b\n    c\n  - d: |-\n      e\n      f\n",
    "lists in mappings in lists": b"a:\n  - b: c\n    d:\n      - e\n      - f: g\n  - h\n",
    "other scripts": "a: Élise\nb: 日本\n".encode(),
    "comments above": b"# a\n#b: c\na: b\n",
    "no comment": b"a: b\n",
}


@pytest.mark.parametrize("why", QUICK)
def test_the_shapes_that_casekit_writes_are_read_quickly(why: str) -> None:
    assert compare(QUICK[why]) == "quick"


def test_what_was_read_belongs_to_who_asked_for_it() -> None:
    reader = QuickReader()
    content = b"a:\n  - x\n  - z\nb: []\n"
    for _ in range(3):
        document = reader.read(content, "x")
        assert isinstance(document, QuickDocument)
        assert document.data == {"a": ["x", "z"], "b": []}
        document.data["a"].append("w")
        document.data["b"].append("w")


def test_what_is_remembered_stays_bounded() -> None:
    reader = QuickReader()
    for number in range(30_000):
        reader.read(b"a: word%d\nb:\n  - word%d\n" % (number, number), "x")
    assert sum(map(len, (reader._known, *reader._lists))) < 6_000
    assert compare(b"a: word1\nb:\n  - word1\n", reader) == "quick"


def test_places_are_those_of_the_strict_profile() -> None:
    content = b"# c\na: 1\nb:\n  - c: 2\n    d: 3\n"
    quick, strict = QuickReader().read(content, "x"), read_document(content, "x")
    assert isinstance(quick, QuickDocument)
    assert isinstance(strict, Document)
    for keys in ((), ("a",), ("b",), ("b", 0), ("b", 0, "d"), ("b", 0, "z"), ("z",), ("b", 7)):
        assert quick.locate(keys) == strict.locate(keys)
        assert quick.locate_key(keys) == strict.locate_key(keys)
