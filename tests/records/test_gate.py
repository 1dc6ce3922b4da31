"""What is refused before the parser sees it, and that nothing is which would be read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casekit.records import profile
from casekit.records.gate import find_refusal
from casekit.records.limits import MAX_DEPTH, MAX_DEPTH_BEFORE_PARSING
from casekit.records.nesting import find_deep_nesting
from casekit.records.profile import read_document, read_past_gate
from casekit.records.writing import dump_document

from .strategies import laid_out, records, scraps

OURS = b"<<<<<<< HEAD\n"
THEIRS = b">>>>>>> office\n"


def codes(content: bytes) -> list[str]:
    return [finding.code for finding in read_document(content, "record.yaml").findings]


@settings(max_examples=200, deadline=None)
@given(st.one_of(records.map(dump_document), laid_out()))
def test_the_gate_refuses_nothing_that_is_read(content: bytes) -> None:
    text = content.decode()
    assert find_refusal(text, "") is None
    assert find_deep_nesting(text) is None


@settings(max_examples=200, deadline=None)
@given(scraps, st.sampled_from(["[", "{", "[[", "{a: ", "- ", "? ", "'", '"', "a:\n "]), st.data())
def test_what_the_gate_refuses_would_be_refused(text: str, piece: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    text = text[:at] + piece * 80 + text[at:]
    if find_deep_nesting(text) is not None:
        assert read_past_gate(text, "").findings


@pytest.mark.parametrize(
    "content",
    [
        b"a: |\n" + b"  [[[[ {{{{ - - - ? ? ?\n" * 100,
        b"a: >-\n" + b"".join(b"  " * depth + b"- [\n" for depth in range(1, 100)),
        b"a: one\n" + b"".join(b" " * depth + b"- [ {\n" for depth in range(1, 100)),
        b"a: '" + b"[" * 100 + b"'\n",
        b'a: "' + b'[\\"' * 100 + b'"\n',
        b"a: see " + b"[ { " * 100 + b"\n",
        b"a: 1 # " + b"[{" * 100 + b"\n",
        b"# " + b"[{" * 100 + b"\na: 1\n",
        b"a: |\n" + b"  b: [[[[ # {{{{\n" * 100,
        b"a:\n" + b" " * 30 + b"b: 1\nc: |\n" + b"  d: [[[[\n" * 100,
        b"a: [it's, '[', \"{\"]\n" + b"# [\n" * 30,
        b"a: [" + b"[b], " * 100 + b"{c: d}]\n",
        b"a: [" + b"['b'], " * 100 + b"{c: d}]\n",
        b"a: [b # [[[[\n" + b" , c\n" * 50 + b" ]\n" + b"# [\n" * 20,
        b"a: {b: '" + b"}]" * 50 + b"', c: [" + b"{}, " * 50 + b"]}\n",
        b"a:\n" + b"- b:\n  - c: [[d]]\n" * 100,
        b"a: " + b"[" * (MAX_DEPTH - 1) + b"x" + b"]" * (MAX_DEPTH - 1) + b"\n",
        b"a:\n" + b" " * 60 + b"b: [" + b"[], " * 20 + b"]\n",
        b"---\na: 1 # [[[[[[[[[[[[[[[[[[[[\n...\n",
        b"a: |\r\n" + b"  [[[[\r\n" * 20 + b"b: '[\r\n  ['\r\n",
    ],
    ids=lambda content: repr(content[:20]),
)
def test_brackets_and_dashes_in_text_are_text(content: bytes) -> None:
    assert find_deep_nesting(content.decode()) is None
    assert codes(content) == []


@pytest.mark.parametrize(
    "content",
    [b"a: " + b"[" * 100_000, b"? " * 100_000, b"".join(b" " * n + b"a:\n" for n in range(200)),
     b"a: 1\n...\n%TAG ! x\n---\nb: 1\n", b"a: 1\n" + OURS + b"=======\n" + THEIRS],
    ids=lambda content: repr(content[:8]),
)  # fmt: skip
def test_the_parser_never_sees_what_the_gate_refuses(
    content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explode(text: str) -> None:
        raise AssertionError("the parser saw it")

    monkeypatch.setattr(profile, "CParser", explode)
    assert len(codes(content)) == 1


@pytest.mark.parametrize("sign", ["[", "{b: ", "- ", "? "])
def test_the_gate_stands_where_its_bound_says(sign: str) -> None:
    start = "a: " if sign in "[{b: " else ""
    at_bound = MAX_DEPTH_BEFORE_PARSING - (1 if start else 0)
    assert find_deep_nesting(start + sign * at_bound + "'x'") is None
    assert find_deep_nesting(start + sign * (at_bound + 1) + "'x'") is not None


def test_a_place_too_deep_is_told() -> None:
    (finding,) = read_document(b"a: 1\nb:\n  " + b"[" * 100, "").findings
    assert (finding.code, finding.line, finding.column) == ("YAML-TOO-DEEP", 3, 66)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"a: 1\n" + OURS + b"b: 1\n=======\nb: 2\n" + THEIRS, 2),
        (OURS + b"b: 1\n=======\nb: 2\n" + THEIRS, 1),
        (b"a: |\n  one\n" + OURS + b"  two\n=======\n  three\n" + THEIRS + b"  four\n", 3),
        (b"a: [b,\n" + OURS + b"  c,\n=======\n  d,\n" + THEIRS + b"  e]\n", 2),
        (b'{"a": "b\n' + OURS + b"c\n=======\nd\n" + THEIRS + b'"}\n', 2),
        (b"# why\n" + OURS + b"# one\n=======\n# two\n" + THEIRS + b"a: 1\n", 2),
        (b"a: 1\n" + OURS + b"||||||| 1f2e\nb: 0\n=======\nb: 2\n" + THEIRS, 2),
        ((b"a: 1\n" + OURS + b"b: 1\n=======\nb: 2\n" + THEIRS).replace(b"\n", b"\r\n"), 2),
        (b"a: 1\n<<<<<<<\nb: 1\n=======\n>>>>>>>\n", 2),
    ],
)
def test_an_unfinished_merge_is_told_at_its_first_mark(content: bytes, line: int) -> None:
    (finding,) = read_document(content, "").findings
    assert (finding.code, finding.line, finding.column) == ("YAML-CONFLICT-MARKERS", line, 1)
    assert "--ours" in str(finding.hint)


@pytest.mark.parametrize(
    "content",
    [b"a: 1\n" + THEIRS, b"a: 1\n=======\nb: 2\n", OURS + b"a: 1\n", b"a: 1\n||||||| 1f2e\n",
     b"a: |\n  b\n=======\n  c\n"],
)  # fmt: skip
def test_a_mark_that_was_left_is_told_where_the_file_cannot_be_read(content: bytes) -> None:
    (finding,) = read_document(content, "").findings
    assert finding.code == "YAML-CONFLICT-MARKERS"
    assert "left" in finding.message


@pytest.mark.parametrize(
    "content",
    [
        b"a: |\n  " + OURS + b"  =======\n  " + THEIRS,
        b"a: |\n  Title\n  =======\n  text\n",
        b"a: '=======\n  b'\n",
        b"a: <<<<<<< b ======= >>>>>>> c\n",
        b"=======a: 1\n<<<<<<<b: 2\n",
        b"# <<<<<<< HEAD\n# =======\n# >>>>>>> x\na: 1\n",
    ],
)
def test_text_like_a_mark_is_text(content: bytes) -> None:
    assert codes(content) == []


def test_a_percent_sign_in_text_is_text() -> None:
    assert codes(b"a: 5%\nb: |\n  %YAML 1.2\nc: '\n  %x'\n# %\n{}\n"[:-3]) == []
    assert codes(b"{a: b\n%c\n}\n") == []
