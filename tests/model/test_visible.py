"""What steers the reader's screen or hides in a text is seen, and what languages need stays."""

from __future__ import annotations

import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.model.visible import MAX_ACCENTS, make_visible

# Format characters that are drawn: number and end marks of Arabic, Syriac and Kaithi.
DRAWN = set(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
STEERING = {"Cc", "Cf", "Cs", "Zl", "Zp"}
ACCENT = "\u0301"
TRICKY = st.text(
    st.one_of(
        st.sampled_from(
            "ab \\\n\r\t\x1b\x9b\u202e\u2066\u200b\u200c\u200d\u00ad\ufe0f\u3164\u0646"
        ),
        st.sampled_from(f"{ACCENT}\u0302\u20dd\U000e0041\U000e0100\udcff\u2764\u2028"),
        st.characters(),
    )
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb", r"a\u202eb"),
        ("a\u2066b\u200f", r"a\u2066b\u200f"),
        ("bell\x07 esc\x1b[31m", r"bell\x07 esc\x1b[31m"),
        ("c1 \x9b31m \x85", r"c1 \x9b31m \x85"),
        ("back\x08\x7f", r"back\x08\x7f"),
        ("one\r\ntwo\rthree\n", r"one\r\ntwo\rthree\n"),
        ("tab\there", r"tab\there"),
        ("line\u2028end\u2029", r"line\u2028end\u2029"),
        ("tag\U000e0041", r"tag\U000e0041"),
        ("half \udc9b", r"half \udc9b"),
        ("never \ufffe \U0010ffff \ufdd0", r"never \ufffe \U0010ffff \ufdd0"),
        ("blank \u3164 \u115f \uffa0 \u2800", r"blank \u3164 \u115f \uffa0 \u2800"),
        ("w-sam\u200bple w-sam\u2060ple", r"w-sam\u200bple w-sam\u2060ple"),
        ("\u00adsoft\u00ad", r"\xadsoft\xad"),
        ("\ufeffmark", r"\ufeffmark"),
        ("A\ufe00 \ufe0f", r"A\ufe00 \ufe0f"),
        ("\u0646\u200c\u200c\u200d", "\u0646\u200c" r"\u200c\u200d"),
        ("\u2764\ufe0f\ufe0f", "\u2764\ufe0f" r"\ufe0f"),
    ],
)
def test_what_steers_or_hides_is_written_out(text: str, shown: str) -> None:
    assert make_visible(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "[mother] é ᓀ $400 {{ x }} C:\\new \\x1b",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian, with a non-joiner
        "\u0915\u094d\u200d\u0937",  # Devanagari, with a joiner
        "\u1780\u200b\u1781",  # Khmer, whose words a space of no width parts
        "\u182d\u180b \u1820\u180e\u1820",  # Mongolian
        "\u845b\U000e0100",  # a name of Japan in its own form
        "\u2764\ufe0f\u200d\U0001f525 1\ufe0f\u20e3 \u00a9\ufe0f",  # emoji
        "soft\u00adhyphen",
        "\u0600\u0661 \u06dd",  # number marks of Arabic
        "Việt Nam, Vie\u0323\u0302t, \u0e17\u0e35\u0e48, \u05d1\u05bc\u05b0\u0596",
        "a\u00a0b\u202fc",
        "\ue000 \U0002fa20",  # private use and rare characters are drawn, if only as a box
    ],
)
def test_what_languages_need_stays(text: str) -> None:
    assert make_visible(text) == text


def test_no_character_of_a_steering_category_passes_alone() -> None:
    passed = {
        chr(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in STEERING and make_visible(chr(code)) == chr(code)
    }
    assert passed <= DRAWN


@given(text=TRICKY)
def test_nothing_that_steers_is_left(text: str) -> None:
    shown = make_visible(text)
    left = {c for c in shown if unicodedata.category(c) in STEERING} - DRAWN
    assert left <= set("\u00ad\u200b\u200c\u200d\u180e")
    assert not {
        c for c in make_visible(text, keep_lines=True) if unicodedata.category(c) == "Cc"
    } - {"\n"}


@given(text=TRICKY, keep_lines=st.booleans())
def test_a_second_time_changes_nothing(text: str, keep_lines: bool) -> None:
    shown = make_visible(text, keep_lines=keep_lines)
    assert make_visible(shown, keep_lines=keep_lines) == shown


@given(text=st.text(st.characters(exclude_categories=["C", "Z", "M"])))
def test_plain_text_is_left_alone(text: str) -> None:
    hidden = set("\u115f\u1160\u3164\uffa0\u2800")
    assert make_visible("".join(c for c in text if c not in hidden)) == "".join(
        c for c in text if c not in hidden
    )


def test_accents_pile_up_only_so_far() -> None:
    most = "e" + ACCENT * MAX_ACCENTS
    assert make_visible(most) == most
    assert make_visible(most + ACCENT * 2 + "x") == most + r"\u0301\u0301" + "x"
    assert make_visible(most * 3) == most * 3
    assert make_visible("e" + "\u20dd\u0488" * 5) == "e" + "\u20dd\u0488" * 4 + r"\u20dd\u0488"
    assert make_visible("…" * 50) == "…" * 50


def test_lines_are_kept_where_they_are_wanted() -> None:
    assert make_visible("one\r\ntwo\n\tthree\rfour\x85", keep_lines=True) == (
        "one\ntwo\n three\\rfour\\x85"
    )


def test_the_table_of_categories_is_not_loaded_for_it() -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-I", "-c"),
            "import sys; from casekit.model.visible import make_visible\n"
            "make_visible('Jo é\\x1b \\u202e'); assert 'unicodedata' not in sys.modules",
        ],
        check=False,
    )
    assert done.returncode == 0
