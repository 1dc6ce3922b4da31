"""What is written is read back as the same data, by us and by an independent reader."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings

from casekit.errors import BadInput
from casekit.records.edit import is_same_data
from casekit.records.profile import read_document
from casekit.records.second_reader import read_independently
from casekit.records.writing import dump_document

from .strategies import laid_out, records


def read(content: bytes) -> Any:
    document = read_document(content, "record.yaml")
    assert document.findings == ()
    return document.data


@settings(max_examples=250, deadline=None)
@given(records)
def test_what_is_written_is_read_back(data: dict[str, Any]) -> None:
    content = dump_document(data)
    assert is_same_data(read(content), data)
    assert is_same_data(read_independently(content.decode()), data)


@settings(max_examples=150, deadline=None)
@given(records)
def test_writing_what_was_read_changes_nothing(data: dict[str, Any]) -> None:
    content = dump_document(data)
    assert dump_document(read(content)) == content


@settings(max_examples=150, deadline=None)
@given(laid_out())
def test_both_readers_agree_on_what_people_lay_out(content: bytes) -> None:
    assert is_same_data(read(content), read_independently(content.replace(b"\r\n", b"\n")))


def test_the_canonical_form() -> None:
    data = {
        "schema": "contact/1",
        "occurred_on": "2026-11-21",
        "made": "completed",
        "minutes": 45,
        "with": ["2026-11-21-k7q4mz", "no"],
        "others": [],
        "birth": {"certainty": "known"},
        "threats": [{"id": "T1", "children": ["a", "b"]}, [["deep"], {"x": 1.5}]],
        "narrative": 'Saw Jo at home.\n\nShe said: "I\'m fine".\n',
        "wishes": "one\ntwo",
        "words": " begins with a space",
    }
    modeline = "yaml-language-server: $schema=../schemas/contact.schema.json"
    assert dump_document(data, modeline).decode() == (
        "# yaml-language-server: $schema=../schemas/contact.schema.json\n"
        "schema: contact/1\n"
        "occurred_on: 2026-11-21\n"
        "made: completed\n"
        "minutes: 45\n"
        "with:\n"
        "  - 2026-11-21-k7q4mz\n"
        '  - "no"\n'
        "others: []\n"
        "birth:\n"
        "  certainty: known\n"
        "threats:\n"
        "  - id: T1\n"
        "    children:\n"
        "      - a\n"
        "      - b\n"
        "  - - - deep\n"
        "    - x: 1.5\n"
        "narrative: |\n"
        "  Saw Jo at home.\n"
        "\n"
        '  She said: "I\'m fine".\n'
        "wishes: |-\n"
        "  one\n"
        "  two\n"
        'words: " begins with a space"\n'
    )


def test_invisible_characters_are_written_visibly() -> None:
    assert (
        dump_document({"note": "a\tb\x07\u202e\u2028é"})
        == (
            '{"note": "a\\tb\\u0007\\u202e\\u2028é"}'.replace('{"note":', "note:")[:-1] + "\n"
        ).encode()
    )


def test_a_line_is_never_wrapped() -> None:
    content = dump_document({"note": "word " * 5000 + "end", "other": "no: " * 5000})
    assert content.count(b"\n") == 2


@pytest.mark.parametrize(
    "value",
    [
        "half \ud800 character",
        10**15,
        -(10**15),
        math.nan,
        math.inf,
        0.1 + 0.2,
        1e300,
        {"k" * 129: "x"},
        "x" * 1_048_576,
        ["x"] * 8_000,
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_a_record_cannot_hold_is_refused_before_it_is_written(value: Any) -> None:
    with pytest.raises(BadInput, match="cannot be kept") as refused:
        dump_document({"note": value})
    assert {finding.code for finding in refused.value.findings} == {"RECORD-UNWRITABLE"}


def test_depth_is_bounded_alike_in_writing_and_reading() -> None:
    value: Any = "deep"
    for _ in range(31):
        value = [value]
    assert read(dump_document({"note": value})) == {"note": value}
    with pytest.raises(BadInput):
        dump_document({"note": [value]})
    too_deep = b"note: " + b"[" * 32 + b"deep" + b"]" * 32 + b"\n"
    assert [f.code for f in read_document(too_deep, "").findings] == ["YAML-TOO-DEEP"]


@pytest.mark.parametrize("value", [None, {1: "x"}, {"a"}, b"bytes"])
def test_what_is_no_data_is_a_programming_error(value: Any) -> None:
    with pytest.raises(TypeError):
        dump_document({"note": value})
