"""An edit changes what was asked, and not a byte more."""

from __future__ import annotations

import copy
import os
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casekit.errors import BadInput, NotFound, Unreadable
from casekit.records.document import Keys
from casekit.records.edit import EditFault, add_key, append_item, is_same_data, set_value
from casekit.records.layout import Layout, get_value
from casekit.records.profile import read_document

from .strategies import laid_out, values


def common_ends(before: bytes, after: bytes) -> tuple[int, int]:
    """How many bytes at the beginning and at the end are the same."""
    start = len(os.path.commonprefix([before, after]))
    end = len(os.path.commonprefix([before[::-1], after[::-1]]))
    return start, end


@settings(max_examples=150, deadline=None)
@given(laid_out(), values, st.data())
def test_setting_a_value_keeps_every_other_byte(content: bytes, value: Any, data: Any) -> None:
    document = read_document(content, "")
    places = [keys for keys in document.outline if keys]
    keys: Keys = data.draw(st.sampled_from(places))
    changed = set_value(content, keys, value)

    expected = copy.deepcopy(document.data)
    get_value(expected, keys[:-1])[keys[-1]] = value
    assert is_same_data(read_document(changed, "").data, expected)
    # Outside of the old value, its marker and the line it ends on, nothing may differ.
    layout = Layout(document)
    key_event = document.outline[keys][0]
    first = layout.start(keys) if key_event is None else key_event.end_mark.index
    last = layout.line_end(layout.end(keys))
    before_it = len(document.text[:first].encode())
    behind_it = len(document.text[last:].encode())
    comments_between = document.text[first : layout.start(keys)].strip(" \r\n:")
    assert comments_between in changed.decode()
    same_start, same_end = common_ends(content, changed)
    assert same_start >= before_it or content == changed
    assert same_end >= behind_it or not document.text.endswith("\n")
    if b"\r\n" in content:
        assert b"\n" not in changed.replace(b"\r\n", b"")


@settings(max_examples=150, deadline=None)
@given(laid_out(), values, st.data())
def test_adding_only_inserts(content: bytes, value: Any, data: Any) -> None:
    document = read_document(content, "")
    is_collection = {keys: type(get_value(document.data, keys)) for keys in document.outline}
    mappings = [keys for keys, kind in is_collection.items() if kind is dict]
    lists = [keys for keys, kind in is_collection.items() if kind is list]
    keys: Keys = data.draw(st.sampled_from(mappings + lists))
    expected = copy.deepcopy(document.data)
    if is_collection[keys] is dict:
        changed = add_key(content, keys, "new key", value)
        get_value(expected, keys)["new key"] = value
    else:
        changed = append_item(content, keys, value)
        get_value(expected, keys).append(value)
    assert is_same_data(read_document(changed, "").data, expected)
    if get_value(document.data, keys):
        start, end = common_ends(content, changed)
        assert start + end >= len(content)


ORIGINAL = """\
# yaml-language-server: $schema=x
schema: plan/1     # the kind
goals:
-   id: G1   # first
    goal: 'Jo is safe at home'
    needs: [N1, N2]   # from the assessment
    objectives: []

# what comes next
until: 2027-01-31
family_words: |
    We want
      this.

note: a very long line that nobody may wrap because a wrapped line is a changed line in the diff
"""


@pytest.mark.parametrize(
    ("keys", "value", "old", "new"),
    [
        (("until",), "2027-02-28", "2027-01-31", "2027-02-28"),
        (("goals", 0, "needs", 1), "N3", "N2]", "N3]"),
        (("goals", 0, "goal"), "Jo is well: at home", "'Jo is safe at home'", '"Jo is well: at home"'),
        (("schema",), {"a": 1}, "schema: plan/1     # the kind", "schema:     # the kind\n  a: 1"),
        (("goals", 0, "needs"), ["N4"], " [N1, N2]   # from the assessment",
         "   # from the assessment\n      - N4"),
        (("family_words",), "Two\nlines\n", "|\n    We want\n      this.\n", "|\n  Two\n  lines\n"),
        (("goals", 0, "objectives"), [{"id": "G1.O1"}], "objectives: []",
         "objectives:\n      - id: G1.O1"),
        (("goals",), "none", "goals:\n-   id: G1   # first\n    goal: 'Jo is safe at home'\n"
         "    needs: [N1, N2]   # from the assessment\n    objectives: []", "goals: none"),
        (("voided",), {"by": "w-sample"}, "in the diff\n", "in the diff\nvoided:\n  by: w-sample\n"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_how_an_edit_looks(keys: Keys, value: Any, old: str, new: str, newline: str) -> None:
    assert ORIGINAL.count(old) == 1
    content = ORIGINAL.replace("\n", newline).encode()
    expected = ORIGINAL.replace(old, new).replace("\n", newline).encode()
    assert set_value(content, keys, value) == expected


@pytest.mark.parametrize(
    ("keys", "value", "old", "new"),
    [
        (("goals", 0, "needs"), "N3", "N2]", "N2, N3]"),
        (("goals", 0, "objectives"), "x", "objectives: []", "objectives:\n      - x"),
        (("goals",), {"id": "G2", "needs": []}, "objectives: []\n",
         "objectives: []\n- id: G2\n  needs: []\n"),
        (("copies",), "Jo", "in the diff\n", "in the diff\ncopies:\n  - Jo\n"),
    ],
)  # fmt: skip
def test_how_an_appended_item_looks(keys: Keys, value: Any, old: str, new: str) -> None:
    expected = ORIGINAL.replace(old, new)
    assert append_item(ORIGINAL.encode(), keys, value).decode() == expected


def test_an_edit_ends_the_last_line_it_makes() -> None:
    assert add_key(b"name: Jo", (), "role", "child") == b"name: Jo\nrole: child\n"
    assert (
        append_item(b"with:\n- Jo # x", ("with",), "a\nb") == b"with:\n- Jo # x\n- |-\n  a\n  b\n"
    )


def test_setting_what_stands_there_changes_nothing() -> None:
    content = b"name:   'Jo'   # quoted\n"
    assert set_value(content, ("name",), "Jo") == content


@pytest.mark.parametrize("keys", [("absent", "name"), ("name", "first"), (), ("with", 7)])
def test_a_place_that_is_not_there_is_told(keys: Keys) -> None:
    with pytest.raises(NotFound):
        set_value(b"name: Jo\nwith: [Sam]\n", keys, "x")


def test_what_cannot_be_read_or_written_is_refused() -> None:
    with pytest.raises(Unreadable) as unreadable:
        set_value(b"name: no\n", ("name",), "Jo")
    assert [f.code for f in unreadable.value.findings] == ["YAML-AMBIGUOUS-BOOLEAN"]
    with pytest.raises(BadInput):
        set_value(b"name: Jo\n", ("name",), "\ud800")
    with pytest.raises(EditFault):
        add_key(b"name: Jo\n", (), "name", "Sam")
    with pytest.raises(NotFound):
        append_item(b"name: Jo\n", ("name",), "Sam")
