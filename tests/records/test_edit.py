"""An edit changes what was asked, and not a byte more."""

from __future__ import annotations

import copy
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
    return count_same(before, after), count_same(before[::-1], after[::-1])


def count_same(one: bytes, other: bytes) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))


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
        (("goals", 0, "goal"), "Jo: at home", "'Jo is safe at home'", '"Jo: at home"'),
        (("schema",), {"a": 1}, "schema: plan/1     # the kind", "schema:     # the kind\n  a: 1"),
        (("goals", 0, "needs"), ["N4"], " [N1, N2]   # from the assessment",
         "   # from the assessment\n      - N4"),
        (("family_words",), "Two\nlines\n", "|\n    We want\n      this.\n", "|\n  Two\n  lines\n"),
        (("goals", 0, "objectives"), [{"id": "G1.O1"}], "objectives: []",
         "objectives:\n      - id: G1.O1"),
        (("goals",), "none", "goals:\n-   id: G1   # first\n    goal: 'Jo is safe at home'\n"
         "    needs: [N1, N2]   # from the assessment\n    objectives: []", "goals: none"),
        (("voided",), {"by": "w-sample"}, "the diff\n", "the diff\nvoided:\n  by: w-sample\n"),
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


ODD = """\
with: [Jo,   # the eldest
       Sam, ]  # the youngest
quoted: "one
  two"   # folded
below:
  # why
  text   # so
pairs: {a: 1,
  b: {c: 'd'}}
nested:
- - x
  -   u: 1
      v: |
        lines

# end
"""


@pytest.mark.parametrize(
    ("keys", "value", "old", "new"),
    [
        (("with", 0), "Ada: 9", "Jo", '"Ada: 9"'),
        (("with",), ["Ada"], "with: [Jo,   # the eldest\n       Sam, ]  #", "with:  #"),
        (("quoted",), "a\nb\n", '"one\n  two"   # folded', "|   # folded\n  a\n  b"),
        (("below",), ["a"], "  text   # so", "  - a   # so"),
        (("below",), "no", "text", '"no"'),
        (("pairs", "b", "c"), ["e", {"f": "g\nh"}], "'d'", '[e, {f: "g\\nh"}]'),
        (("nested", 0, 0), {"k": "v"}, "- - x", "- - k: v"),
        (("nested", 0, 1), "w", "u: 1\n      v: |\n        lines", "w"),
        (("nested", 0, 1, "v"), "one", "v: |\n        lines", "v: one"),
        (("nested",), "none", "nested:\n- - x\n  -   u: 1\n      v: |\n        lines",
         "nested: none"),
        (("nested",), {"k": []}, "- - x\n  -   u: 1\n      v: |\n        lines", "  k: []"),
        (("nested", 0, 1, "v"), "a\n\n\n", "|\n        lines", '"a\\n\\n\\n"'),
    ],
)  # fmt: skip
def test_how_edits_of_odd_forms_look(keys: Keys, value: Any, old: str, new: str) -> None:
    assert ODD.count(old) == 1
    expected = ODD.replace(old, new)
    if keys == ("with",):
        expected = expected.replace("# the youngest", "# the youngest\n  - Ada")
    assert set_value(ODD.encode(), keys, value).decode() == expected


def test_additions_to_odd_forms() -> None:
    assert append_item(ODD.encode(), ("with",), "Ada") == ODD.replace("Sam,", "Sam, Ada,").encode()
    assert add_key(ODD.encode(), ("pairs", "b"), "e", "f: g") == (
        ODD.replace("c: 'd'", "c: 'd', e: \"f: g\"").encode()
    )
    assert add_key(ODD.encode(), ("nested", 0, 1), "new", True) == (
        ODD.replace("        lines\n", "        lines\n      new: true\n").encode()
    )


def test_a_text_block_is_not_put_where_blank_lines_would_join_it() -> None:
    assert set_value(b"a: x\n   \nb: 1\n", ("a",), "y\nz\n") == b'a: "y\\nz\\n"\n   \nb: 1\n'
    assert add_key(b"a: {b: {}}\n", ("a", "b"), "c", 1) == b"a: {b: {c: 1}}\n"
    assert append_item(b"a: {b: [ ]}\n", ("a", "b"), "c") == b"a: {b: [c ]}\n"
    assert append_item(b"a:\n- b\n  # c\n", ("a",), "d\n\n") == b'a:\n- b\n- "d\\n\\n"\n  # c\n'
    assert set_value(b"a:\n- b ", ("a",), "c\nd\n") == b"a: |\n  c\n  d\n"
