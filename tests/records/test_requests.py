"""What `--from` is given may be YAML or JSON; both are held to the same rules."""

from __future__ import annotations

import inspect
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

import casekit.records
from casekit.records.document import Position
from casekit.records.edit import is_same_data
from casekit.records.limits import MAX_BYTES, MAX_DEPTH, MAX_FINDINGS, MAX_NODES
from casekit.records.requests import read_request

from .strategies import records

DEEP = b'{"a": ' + b"[" * 32 + b"]" * 32 + b"}"
FAULTS = {
    "JSON-SYNTAX": (b'{"a": 1,\n "b" 2}', 2, 6),
    "JSON-DUPLICATE-KEY": (b'{"a": 1,\n "b": 2,\n "a": 3}', 3, 2),
    "JSON-NULL": (b'{"a": null}', 1, 7),
    "JSON-NUMBER": (b'{"a": 1e3}', 1, 7),
    "JSON-HALF-CHARACTER": (b'{"a": "\\ud800"}', 1, 7),
    "JSON-KEY-TOO-LONG": (b'{"' + b"k" * 129 + b'": 1}', 1, 2),
    "JSON-TOO-DEEP": (DEEP, 1, 38),
    "JSON-TOO-MANY-VALUES": (b'{"a": [' + b"1," * MAX_NODES + b"1]}", 1, 8 + 2 * (MAX_NODES - 3)),
    "JSON-KEY-INVISIBLE": (b'{"made ": 1}', 1, 2),
    "JSON-TOO-LARGE": (b"{" + b" " * MAX_BYTES + b"}", 0, 0),
    "JSON-NOT-UTF8": (b'{"a": "\xff"}', 1, 8),
    "JSON-BIDI-CHARACTER": ('{"a": "\u202e"}'.encode(), 1, 8),
}


@pytest.mark.parametrize("code", FAULTS)
def test_each_fault_has_its_code_its_place_and_a_way_out(code: str) -> None:
    content, line, column = FAULTS[code]
    document = read_request(content, "-")
    (finding,) = document.findings
    assert (finding.code, finding.line, finding.column) == (code, line, column)
    assert finding.hint
    assert document.data is None


def test_every_code_is_shown_here() -> None:
    source = (Path(casekit.records.__file__).parent / "requests.py").read_text(encoding="utf-8")
    raised = set(re.findall(r'"(JSON-[A-Z0-9]+(?:-[A-Z0-9]+)*)"', source))
    assert raised <= set(FAULTS)
    assert raised


@settings(max_examples=150, deadline=None)
@given(records)
def test_json_is_read_as_it_was_meant(data: dict[str, Any]) -> None:
    for indent in (None, 2, "\t"):
        document = read_request(json.dumps(data, indent=indent).encode(), "-")
        assert document.findings == ()
        assert is_same_data(document.data, data)


def test_places_of_values_and_keys() -> None:
    document = read_request(b'{"a": [1,\n  {"b": "c"}]}', "-")
    assert dict(document.positions) == {
        (): Position(1, 1),
        ("a",): Position(1, 7),
        ("a", 0): Position(1, 8),
        ("a", 1): Position(2, 3),
        ("a", 1, "b"): Position(2, 9),
    }
    assert dict(document.key_positions) == {("a",): Position(1, 2), ("a", 1, "b"): Position(2, 4)}


@pytest.mark.parametrize(
    "content",
    [b'{"a": NaN}', b'{"a": -Infinity}', b'{"a": 1E400}', b'{"a": ' + b"9" * 5000 + b"}",
     b'{"a": 1234567890123456}', b'{"a": 0.1234567890123456}'],
)  # fmt: skip
def test_numbers_that_cannot_be_kept_are_refused(content: bytes) -> None:
    assert [f.code for f in read_request(content, "-").findings] == ["JSON-NUMBER"]


@pytest.mark.parametrize(
    "content",
    [b"{", b'{"a"', b'{"a":', b'{"a":1', b'{"a":1,}', b"{a: b}", b"{,}", b'{"a":[1,]}',
     b'{"a":[,]}', b'{"a":1} x', b'{"a":"', b'{"a":"\n"}', b'{"a":tru}', b'{"a":"\\q"}'],
)  # fmt: skip
def test_broken_json_is_told(content: bytes) -> None:
    assert [f.code for f in read_request(content, "-").findings] == ["JSON-SYNTAX"]


def test_all_faults_are_told() -> None:
    found = read_request(b'{"a": null, "a": 1e3, "b": null}', "-").findings
    assert [f.code for f in found] == [
        "JSON-NULL",
        "JSON-DUPLICATE-KEY",
        "JSON-NUMBER",
        "JSON-NULL",
    ]


def test_many_tabs_do_not_hide_what_is_refused() -> None:
    content = b'{"a":' + b"\t" * (MAX_FINDINGS + 1) + '"\u202e"}'.encode()
    assert [f.code for f in read_request(content, "-").findings] == ["JSON-BIDI-CHARACTER"]


def test_keys_count_as_values_do_in_yaml() -> None:
    pairs = ",".join(f'"k{number}": {number}' for number in range(MAX_NODES // 2))
    assert [f.code for f in read_request(f"{{{pairs}}}".encode(), "-").findings] == [
        "JSON-TOO-MANY-VALUES"
    ]


def test_the_deepest_request_needs_few_frames_of_python() -> None:
    deepest = b'{"a": ' + b"[" * (MAX_DEPTH - 1) + b"]" * (MAX_DEPTH - 1) + b"}"
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 4 * MAX_DEPTH)
    try:
        assert read_request(deepest, "-").findings == ()
        assert [f.code for f in read_request(DEEP * 1000, "-").findings] == ["JSON-TOO-DEEP"]
    finally:
        sys.setrecursionlimit(before)


def test_anything_else_is_yaml() -> None:
    assert read_request(b"made: completed\n", "-").data == {"made": "completed"}
    assert [f.code for f in read_request(b"made: no\n", "-").findings] == ["YAML-AMBIGUOUS-BOOLEAN"]
