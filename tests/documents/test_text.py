"""Nothing hides in printed text."""

from __future__ import annotations

import pytest

from casekit.documents.text import make_visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb", "a\\u202Eb"),
        ("a\u2066b\u200f", "a\\u2066b\\u200F"),
        ("bell\x07 esc\x1b[31m", "bell\\u0007 esc\\u001B[31m"),
        ("one\r\ntwo\rthree", "one\ntwo\\u000Dthree"),
        ("tab\there", "tab here"),
        ("line\u2028end", "line\\u2028end"),
        ("tag\U000e0041", "tag\\U000E0041"),
        ("soft\u00adhyphen, \u0646\u06cc\u200c", "soft\u00adhyphen, \u0646\u06cc\u200c"),
        ("[mother] é ᓀ\n", "[mother] é ᓀ\n"),
    ],
)
def test_control_and_direction_characters_are_shown(text: str, shown: str) -> None:
    assert make_visible(text) == shown
