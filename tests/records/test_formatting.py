"""Laying a file out keeps its data and comments, and twice is the same as once."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from casekit.errors import Unreadable
from casekit.records.edit import is_same_data
from casekit.records.formatting import find_comments, format_document
from casekit.records.profile import read_document
from casekit.records.writing import dump_document

from .strategies import laid_out, records

MODELINE = "yaml-language-server: $schema=../schemas/plan.schema.json"


@settings(max_examples=150, deadline=None)
@given(laid_out())
def test_data_and_comments_survive_and_a_second_run_changes_nothing(content: bytes) -> None:
    before = read_document(content, "")
    formatted = format_document(content, MODELINE)
    after = read_document(formatted, "")
    assert is_same_data(after.data, before.data)
    assert formatted.startswith(f"# {MODELINE}\n".encode())
    assert b"\r" not in formatted
    assert formatted.endswith(b"\n")
    assert format_document(formatted, MODELINE) == formatted
    kept = [c for c in find_comments(before) if "yaml-language-server" not in c]
    assert find_comments(after)[1:] == kept


@settings(max_examples=100, deadline=None)
@given(records)
def test_what_casekit_writes_is_laid_out_already(data: dict[str, object]) -> None:
    content = dump_document(data, MODELINE)
    assert format_document(content, MODELINE) == content


def test_how_it_looks() -> None:
    content = (
        b"---\r\n"
        b"# Red River, fictional\r\n"
        b"schema:   plan/1   # the kind\r\n"
        b"until: 2027-01-31\r\n"
        b"goals:\r\n"
        b"-   id: G1\r\n"
        b"    goal: 'Jo is safe'   # hers\r\n"
        b"    # why it matters\r\n"
        b"    why: |\r\n"
        b"        One\r\n"
        b"\r\n"
        b"        two\r\n"
        b"note: " + b"a long line " * 20 + b"ends\r\n"
    )
    assert format_document(content, MODELINE).decode() == (
        f"# {MODELINE}\n"
        "# Red River, fictional\n"
        "schema: plan/1  # the kind\n"
        "until: 2027-01-31\n"
        "goals:\n"
        "  - id: G1\n"
        "    goal: 'Jo is safe'  # hers\n"
        "    # why it matters\n"
        "    why: |\n"
        "      One\n"
        "\n"
        "      two\n"
        "note: " + "a long line " * 20 + "ends\n"
    )


def test_an_old_modeline_gives_way_and_a_text_like_one_stays() -> None:
    content = b"# yaml-language-server: $schema=old\nnote: |\n  # yaml-language-server: text\n  x\n"
    assert format_document(content, MODELINE).decode() == (
        f"# {MODELINE}\nnote: |\n  # yaml-language-server: text\n  x\n"
    )
    assert format_document(content) == content


def test_a_file_that_cannot_be_read_is_refused_with_its_faults() -> None:
    with pytest.raises(Unreadable) as unreadable:
        format_document(b"a: no\nb: ~\n")
    assert [f.code for f in unreadable.value.findings] == ["YAML-AMBIGUOUS-BOOLEAN", "YAML-NULL"]


def test_odd_forms_and_the_comments_in_them() -> None:
    content = b"""\
with: [Jo,   # the eldest
       Sam]  # the youngest
quoted: "one
  two

  three"   # folded
plain: one
  two
kept: >-
     folded
     by hand

        and deeper
lists:
- - a   # first
  -   - b
      # inside
      - c
  # behind
-
  # above
  key:
  # its value
    value
empty: {   # nothing
  }
last: |+
    text


"""
    expected = b"""\
# the eldest
with:  # the youngest
  - Jo
  - Sam
quoted: |-  # folded
  one two
  three
plain: one two
kept: >-
  folded
  by hand

     and deeper
lists:
  - - a  # first
    - - b
      # inside
      - c
    # behind
    # above
    # its value
  - key: value
# nothing
empty: {}
last: |+
  text


"""
    assert format_document(content).decode() == expected.decode()
    assert format_document(expected) == expected
    assert read_document(expected, "").data == read_document(content, "").data


def test_a_record_in_braces_is_laid_out_in_lines() -> None:
    assert format_document(b"# why\n{a: 1, b: [c]}  # so\n") == b"# why\na: 1\nb:\n  - c  # so\n"
    assert format_document(b"{} # nothing\n") == b"{}  # nothing\n"


def test_blank_lines_around_text_blocks_stay_what_they_are() -> None:
    assert format_document(b"a: |\n   t\n\n  \n") == b"a: |\n  t\n"
    content = b"a: |+\n  t\n\nb:\n\n  # z\n  c\n"
    assert format_document(content) == b"a: |+\n  t\n\n# z\nb: c\n"
