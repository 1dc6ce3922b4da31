"""The YAML profile: what is refused, how it is told, and what is read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import casekit.records
from casekit.errors import BadInput
from casekit.records.document import Position, name_path
from casekit.records.formatting import format_document
from casekit.records.limits import MAX_BYTES, MAX_FINDINGS, MAX_NODES
from casekit.records.profile import read_document
from casekit.records.second_reader import read_independently
from casekit.records.writing import dump_document

FAULTS = Path(__file__).parent / "faults"
FAULT_FILES = sorted(FAULTS.glob("*.yaml"))
# Too large to keep as files.
GENERATED = {
    "YAML-TOO-LARGE": b"note: " + b"x" * MAX_BYTES,
    "YAML-TOO-MANY-VALUES": b"with:\n" + b"  - x\n" * MAX_NODES,
}
# Where a fault is said to be, where line 1, column 1 would be too little.
PLACES = {
    "YAML-NOT-UTF8": (2, 10),
    "YAML-BIDI-CHARACTER": (1, 12),
    "YAML-DUPLICATE-KEY": (3, 1),
    "YAML-AMBIGUOUS-BOOLEAN": (2, 12),
    "YAML-AMBIGUOUS-NUMBER": (1, 8),
    "YAML-EMPTY-VALUE": (2, 1),
    "YAML-UNQUOTED-COLON": (1, 14),
    "YAML-UNCLOSED-QUOTE": (2, 7),
    "YAML-UNCLOSED-BRACKET": (1, 7),
    "YAML-INDENTATION": (3, 3),
    "YAML-MISSING-COLON": (2, 1),
    "YAML-AFTER-VALUE": (1, 14),
    "YAML-KEY-NOT-TEXT": (2, 1),
    "YAML-TOO-DEEP": (1, 39),
    "YAML-CONFLICT-MARKERS": (2, 1),
    "YAML-KEY-INVISIBLE": (2, 1),
}


def codes(content: bytes) -> list[str]:
    return [finding.code for finding in read_document(content, "record.yaml").findings]


@pytest.mark.parametrize("file", FAULT_FILES, ids=lambda file: file.stem)
def test_each_fault_has_its_code_its_place_and_a_way_out(file: Path) -> None:
    document = read_document(file.read_bytes(), f"people/{file.name}")
    (finding,) = document.findings
    assert finding.code == file.stem
    assert finding.path == f"people/{file.name}"
    assert finding.severity == "error"
    assert finding.hint
    assert document.data is None
    if file.stem in PLACES:
        assert (finding.line, finding.column) == PLACES[file.stem]


@pytest.mark.parametrize("code", GENERATED)
def test_what_is_too_much_is_refused(code: str) -> None:
    assert codes(GENERATED[code]) == [code]


def test_every_code_has_a_file_that_shows_it() -> None:
    package = Path(casekit.records.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in package.glob("*.py"))
    raised = set(re.findall(r'"(YAML-[A-Z0-9]+(?:-[A-Z0-9]+)*)"', source))
    assert raised == {file.stem for file in FAULT_FILES} | set(GENERATED)


def test_all_faults_of_a_file_are_told_in_their_order() -> None:
    content = b"a: no\nb: ~\na: 0123\nc: &x 1\nd: *x\ne: [1_000, {f: y}]\ng: he said: no\n"
    found = read_document(content, "").findings
    assert [(f.code, f.line) for f in found] == [
        ("YAML-AMBIGUOUS-BOOLEAN", 1),
        ("YAML-NULL", 2),
        ("YAML-DUPLICATE-KEY", 3),
        ("YAML-AMBIGUOUS-NUMBER", 3),
        ("YAML-ANCHOR", 4),
        ("YAML-ALIAS", 5),
        ("YAML-AMBIGUOUS-NUMBER", 6),
        ("YAML-AMBIGUOUS-BOOLEAN", 6),
        ("YAML-UNQUOTED-COLON", 7),
    ]


def test_a_duplicate_names_both_lines() -> None:
    (finding,) = read_document(b"a: 1\nb: 2\na: 3\n", "").findings
    assert (finding.line, finding.message) == (3, "the key a stands twice; the first is on line 1")


@pytest.mark.parametrize(
    "word",
    [
        *("yes", "No", "ON", "off", "y", "N", "True", "FALSE"),
        *("0123", "00", "0o17", "0x1F", "0b1", "1_000", "1.", ".5", "+5", "1e3", "1.5E3", "-_"),
        *(".inf", "-.INF", ".nan", "1234567890123456", "0.1234567890123456"),
        *("~", "null", "Null", "NULL", "=", "<<"),
    ],
)
def test_words_with_two_meanings_are_refused_as_values_and_read_in_quotes(word: str) -> None:
    assert len(codes(f"a: {word}\n".encode())) == 1
    assert len(codes(f"a: [{word}]\n".encode())) == 1
    assert read_document(f"a: '{word}'\n".encode(), "").data == {"a": word}
    assert len(codes(f"{word}: a\n".encode())) == 1
    assert read_document(f'"{word}": a\n'.encode(), "").data == {word: "a"}


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("true", True), ("false", False), ("0", 0), ("-12", -12), ("999999999999999", 10**15 - 1),
        ("3.25", 3.25), ("-0.5", -0.5), ("12:30", "12:30"), ("2026-11-21", "2026-11-21"),
        ("2026-11-21T10:00:00-06:00", "2026-11-21T10:00:00-06:00"), ("1.2.3", "1.2.3"),
        ("204-555-0100", "204-555-0100"), ("yesterday", "yesterday"), ("-abc", "-abc"),
        ("5%", "5%"), ("١٢", "١٢"), ('""', ""), ("'it''s'", "it's"), ('"a\\tb"', "a\tb"),
        ('"\\u202e"', "\u202e"), ("[]", []), ("{}", {}), ("{b: c}", {"b": "c"}),
        ('{"b":1}', {"b": 1}),
    ],
)  # fmt: skip
def test_words_with_one_meaning_are_read(word: str, value: object) -> None:
    document = read_document(f"a: {word}\n".encode(), "")
    assert document.findings == ()
    assert document.data == {"a": value}
    assert type(document.data["a"]) is type(value)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%FOO x\n---\na: 1\n", "YAML-DIRECTIVE"),
        (b"%TAG ! x\n---\na: 1\n", "YAML-DIRECTIVE"),
        (b"a: !<x> y\n", "YAML-TAG"),
        (b"a: !x!y z\n", "YAML-TAG"),
        (b"a: ! \n", "YAML-TAG"),
        (b"a: * text\n", "YAML-ALIAS"),
        (b"a: & text\n", "YAML-ANCHOR"),
        (b"*a : b\n", "YAML-ALIAS"),
        (b"*a\n", "YAML-ALIAS"),
        (b"a: &x {b: 1}\n", "YAML-ANCHOR"),
        (b"&x a: 1\n", "YAML-ANCHOR"),
        (b"? a\n: b\n", "YAML-COMPLEX-KEY"),
        (b"? |\n  a\n: b\n", "YAML-COMPLEX-KEY"),
        (b"? a: b\n: c\n", "YAML-COMPLEX-KEY"),
        (b"{[a]: b}\n", "YAML-COMPLEX-KEY"),
        (b"? \n: b\n", "YAML-KEY-NOT-TEXT"),
        (b": b\n", "YAML-INDENTATION"),
        (b"a: {b}\n", "YAML-EMPTY-VALUE"),
        (b"a:\n  -\n  - b\n", "YAML-EMPTY-VALUE"),
        (b"a\n", "YAML-NOT-A-RECORD"),
        (b"[a]\n", "YAML-NOT-A-RECORD"),
        (b"", "YAML-EMPTY-FILE"),
        (b"a: 1\n  b: 2\n", "YAML-INDENTATION"),
        (b"a: b\n- c\n", "YAML-INDENTATION"),
        (b"a:\n|\n b\n", "YAML-INDENTATION"),
        (b"a:\n-\n|\n  b\n", "YAML-INDENTATION"),
        (b"a: [b] c\n", "YAML-AFTER-VALUE"),
        (b"a: [b]#c\n", "YAML-AFTER-VALUE"),
        (b"a: 'b'#c\n", "YAML-AFTER-VALUE"),
        (b"a: 'it's'\n", "YAML-AFTER-VALUE"),
        (b'a: "x\n---\n', "YAML-UNCLOSED-QUOTE"),
        (b'a: "\\ud800"\n', "YAML-ESCAPE"),
        (b"a: x\xef\xbf\xbe\n", "YAML-CONTROL-CHARACTER"),
        (b"a: x\xef\xbb\xbf\n", "YAML-CONTROL-CHARACTER"),
        (b"a: x\xc2\x85\n", "YAML-LINE-SEPARATOR"),
        (b"a: \xed\xa0\x80\n", "YAML-NOT-UTF8"),
        (b"a: |\n  b\tc\n", "YAML-TAB"),
    ],
)
def test_other_forms_of_the_faults(content: bytes, code: str) -> None:
    assert code in codes(content)


@pytest.mark.parametrize(
    "content",
    [
        b"a: " + b"[" * 100_000,
        b"[" * 1_000_000,
        b"{" * 100_000,
        b"a: " + b"{b: " * 100_000,
        b"- " * 100_000,
        b"a:\n  " + b"- " * 100_000,
        b"? " * 100_000,
        b"".join(b" " * depth + b"a:\n" for depth in range(1000)),
        b"a: [" + b"&a b," * 100_000,
        b"a: [" + b"*a," * 100_000,
        b"a: 1" + b"_" * 1_000_000 + b"x",
        b"\t" * 1_000_000,
        bytes(range(256)) * 100,
    ],
    ids=lambda content: repr(content[:12]),
)
def test_a_hostile_file_is_refused_and_never_takes_the_process_with_it(content: bytes) -> None:
    found = read_document(content, "").findings
    assert len(found) <= MAX_FINDINGS
    assert found or content.startswith(b"a: 1_")


def test_the_depth_of_a_list_of_lists_is_bounded_in_every_style() -> None:
    assert codes(b"a: " + b"[" * 31 + b"x" + b"]" * 31 + b"\n") == []
    assert codes(b"a: " + b"[" * 32 + b"x" + b"]" * 32 + b"\n") == ["YAML-TOO-DEEP"]
    assert codes(b"a:\n  " + b"- " * 32 + b"x\n") == ["YAML-TOO-DEEP"]


def test_places_of_values_and_keys() -> None:
    content = "é: [a, {b: 'c'}]\nlist:\n- x\n- key: |\n    text\n".encode()
    document = read_document(content, "")
    assert dict(document.positions) == {
        (): Position(1, 1),
        ("é",): Position(1, 4),
        ("é", 0): Position(1, 5),
        ("é", 1): Position(1, 8),
        ("é", 1, "b"): Position(1, 12),
        ("list",): Position(3, 1),
        ("list", 0): Position(3, 3),
        ("list", 1): Position(4, 3),
        ("list", 1, "key"): Position(4, 8),
    }
    assert dict(document.key_positions) == {
        ("é",): Position(1, 1),
        ("é", 1, "b"): Position(1, 9),
        ("list",): Position(2, 1),
        ("list", 1, "key"): Position(4, 3),
    }
    assert len(document.key_positions) == 4
    assert document.locate(("list", 7, "absent")) == Position(3, 1)
    assert document.locate_key(("list",)) == Position(2, 1)
    assert document.locate_key(("list", 0)) == Position(3, 3)
    assert read_document(b"", "").locate(("a",)) == Position(1, 1)


def test_windows_line_ends_are_read_and_counted_as_lines() -> None:
    document = read_document(b"a: |\r\n  one\r\n  two\r\nb: no\r\n", "")
    assert [(f.code, f.line, f.column) for f in document.findings] == [
        ("YAML-AMBIGUOUS-BOOLEAN", 4, 4)
    ]
    assert read_document(b"a: |\r\n  one\r\n  two\r\n", "").data == {"a": "one\ntwo\n"}


@pytest.mark.parametrize(
    "content",
    [b"a: b\rc: d\n", b"# x\ra: 1\n", b"a: 1\r", b"a: 1\r\r\n",
     b"a: |\n  x\r  y\n", b"a: 'x\r  y'\n",
     b"\ra: 1\n", b"a: 1\r\nb: 2\r"],
)  # fmt: skip
def test_a_carriage_return_stands_only_in_a_windows_line_end(content: bytes) -> None:
    assert set(codes(content)) == {"YAML-LINE-END"}
    assert codes(content.replace(b"\r", b"\r\n").replace(b"\n\n", b"\n")) == []
    assert read_document(b'a: "x\\ry"\r\n', "").data == {"a": "x\ry"}


@pytest.mark.parametrize(
    "word",
    [
        *("2026-11-21", "2026-11-21T14:30:00-06:00", "2026-11-21 14:30", "2026-11-21T14:30:00Z"),
        *("2001-12-14t21:59:43.10-05:00", "2026-1-5", "2026-02-30", "0001-01-01", "14:30", "9:05"),
        *("14:30:59", "2026-11", "12-11-2026", "1/2/2026"),
    ],
)
def test_dates_and_times_of_day_stay_text_wherever_they_stand(word: str) -> None:
    content = f"a: {word}\nb:\n  - {word}\nc: [{word}, {{d: {word}}}]\ne: '{word}'\n".encode()
    expected = {"a": word, "b": [word], "c": [word, {"d": word}], "e": word}
    for text in (content, format_document(content)):
        assert read_document(text, "").data == expected
        assert read_independently(text.decode()) == expected


@pytest.mark.parametrize("word", ["190:20:30", "24:00", "1:2", "1:2:3.5", "-14:30", "1_4:30"])
def test_numbers_to_the_base_of_sixty_are_refused_but_for_times_of_day(word: str) -> None:
    assert codes(f"a: {word}\n".encode()) == ["YAML-AMBIGUOUS-NUMBER"]
    assert read_document(dump_document({"a": word}), "").data == {"a": word}


@pytest.mark.parametrize(
    "key",
    [
        *(" a", "a ", "a\u00a0", "a\u00a0b", "a\u200b", "\u200ca", "a\u200d", "a\u00ad"),
        *("a\ufe0f", "a\U000e0041", "a\U000e0100", "a\u3164", "a\u115f", "a\u2800", "a\u034f"),
        *("e\u0301", "\u0301a", "\u212b", "a\tb", "a\nb", "a\u0000", "a\u202e", "a\ue000"),
        *(" ", "\u3000", "a\u2060b"),
    ],
)  # fmt: skip
def test_what_nobody_can_see_in_a_key_is_refused_in_reading_and_writing(key: str) -> None:
    escaped = '"' + "".join(f"\\U{ord(sign):08x}" for sign in key) + '"'
    assert codes(f"{escaped}: 1\n".encode()) == ["YAML-KEY-INVISIBLE"]
    assert codes(f"a: [{{{escaped}: 1}}]\n".encode()) == ["YAML-KEY-INVISIBLE"]
    assert read_document(f"a: {escaped}\n".encode(), "").data == {"a": key}
    with pytest.raises(BadInput):
        dump_document({key: 1})


@pytest.mark.parametrize(
    "key", ["a", "a b", "é", "Zoë", "ключ", "מפתח", "名", "a-b", "x-a.b/c", "1.2.3", "ß"]
)
def test_keys_of_any_script_are_read(key: str) -> None:
    assert read_document(f"{key}: 1\n".encode(), "").data == {key: 1}


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b'a: "b\nc"\n', 2),
        (b'a: "b\n"\n', 2),
        (b"a:\n  b: 'c\n  d'\n", 3),
        (b"a:\n  - 'c\n  d'\n", 3),
        (b"a: [b,\nc]\n", 2),
        (b"a:\n  b: {c: 1,\n  d: 2}\n", 3),
        (b"a:\n  b: [c\n ]\n", 3),
        (b"a: [{\n}, b]\n", 2),
        (b"a: [b,\n[c\n]]\n", 2),
        (b"a: [\n  'b\nc']\n", 3),
        (b"- - [b,\n  c]\n".join([b"a:\n", b""]), 3),
    ],
)
def test_what_goes_on_in_quotes_and_brackets_stands_deeper(content: bytes, line: int) -> None:
    found = read_document(content, "").findings
    assert ("YAML-INDENTATION", line) in {(f.code, f.line) for f in found}


@pytest.mark.parametrize(
    "content",
    [b'a: "b\n c"\n', b'a: "b\n\n  c"\n', b"a: [\n  b\n]\n", b"a:\n  b: {\n    c: 1\n  }\n",
     b"a:\n- [b,\n  c]\n", b"a: [\n# why\n  b]\n", b'{"a": 1,\n"b": [2,\n3]}\n',
     b"a: [b,\n\n  c]\n"],
)  # fmt: skip
def test_and_may_stand_deeper_in_every_way(content: bytes) -> None:
    assert codes(content) == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a: [b,#c\n d]\n", "YAML-AFTER-VALUE"),
        (b"a: {# c\n b: d}\n", "YAML-AFTER-VALUE"),
        (b"a: |#c\n b\n", "YAML-AFTER-VALUE"),
        (b"a: |-#c\n b\n", "YAML-AFTER-VALUE"),
        (b"a: |2\n   b\n", "YAML-INDENTATION"),
        (b"a: >-1\n  b\n", "YAML-INDENTATION"),
        (b'a: "b\\\n\n  c"\n', "YAML-ESCAPE"),
        (b'a: "b \\\\\\\r\n  c"\r\n', "YAML-ESCAPE"),
        (b"a: |\nb: 1\n", "YAML-EMPTY-VALUE"),
        (b"a: |+\n\n\n", "YAML-EMPTY-VALUE"),
        (b"a: |\n \n  b\n", "YAML-INDENTATION"),
        (b"a: |\n  b\n ", "YAML-UNENDED-TEXT"),
        (b"a: 1\n...\n# b\n...\n", "YAML-DOCUMENTS"),
        (b"a: [b, -, c]\n", "YAML-AMBIGUOUS-SIGN"),
        (b"a: {b: -}\n", "YAML-AMBIGUOUS-SIGN"),
        (b"  --- a: 1\n", "YAML-KEY-NOT-TEXT"),
        (b"  ... : 1\n", "YAML-KEY-NOT-TEXT"),
    ],
)
def test_what_some_readers_read_otherwise_is_refused(content: bytes, code: str) -> None:
    assert codes(content) == [code]


def test_the_place_of_a_backslash_at_a_line_end() -> None:
    for end in (b"\n", b"\r\n"):
        (finding,) = read_document(b'a: "b' + end + b"  c\\" + end + b'  d"' + end, "").findings
        assert (finding.line, finding.column) == (2, 4)
    assert read_document(b'a: "b\\\\\n  c"\n', "").data == {"a": "b\\ c"}


def test_a_comma_before_a_hash_in_text_or_comment_is_none() -> None:
    content = b"a: ['b,#c', d#e, # f,#g\n 'h'] # ,#\n"
    assert read_document(content, "").data == {"a": ["b,#c", "d#e", "h"]}


def test_one_document_may_be_marked_as_such() -> None:
    assert read_document(b"---\na: 1\n...\n", "").data == {"a": 1}


def test_a_place_is_named_as_people_count() -> None:
    assert name_path(("allegations", 1, "child")) == "allegations[2].child"
    assert name_path(()) == ""
