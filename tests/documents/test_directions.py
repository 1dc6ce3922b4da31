"""What runs left and what runs right in one line, as a PDF orders it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.documents.directions import (
    close_hints,
    drop_hints,
    find_names,
    isolate,
    put_together,
    set_apart,
    show,
    show_in_order,
)
from casekit.documents.folding import fold
from casekit.documents.pictures.lettering import measure, shorten, wrap
from casekit.documents.pictures.progress_svg import STATIONS, Row, draw_progress
from casekit.documents.tongue import Tongue
from casekit.documents.tripwire import Text

ARABIC = "\u0646\u062c\u062a\u0645\u0639"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Goal 3: plain", "Goal 3: plain"),
        (f"Goal 3: {ARABIC} 10:30 {ARABIC}.", f"Goal 3: \u2067{ARABIC} 10:30 {ARABIC}\u2069."),
        (f"{ARABIC}. (23 October 2026)", f"{ARABIC}. (\u206623 October 2026\u2069)"),
        (f"{ARABIC}: every 2 weeks", f"{ARABIC}: \u2066every 2 weeks\u2069"),
        (f"{ARABIC} 12/03/2026", f"{ARABIC} 12/03/2026"),
        (f"Jo\n{ARABIC}", f"Jo\n{ARABIC}"),
    ],
)
def test_each_keeps_its_own_order(text: str, shown: str) -> None:
    assert isolate(text) == shown
    assert fold(isolate(text)) == fold(text)
    # The same on any other paper, with hints that come through what writes out the rest.
    assert show_in_order(text) == shown.translate({0x2066: 0x2068, 0x2067: 0x2068})
    assert show(show_in_order(text)) == show_in_order(text)
    assert Text(isolate(text)).words == Text(text).words, "the hints hide nothing from the search"


NAME = "\u0633\u0627\u0645\u064a"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        # Else the level of one child would stand beside the name of the other.
        (f"{NAME}: low, {ARABIC}: high", f"\u2067{NAME}\u2069: low, \u2067{ARABIC}\u2069: high"),
        (f"{NAME} was offered nights", f"\u2067{NAME}\u2069 was offered nights"),
        (f"{NAME}", f"\u2067{NAME}\u2069"),
        # A sentence of its own runs from the right, also where it begins with a name.
        (f"{NAME} {ARABIC}x.", f"{NAME} {ARABIC}x."),
        (f"{NAME} \u0643\u062a\u0628.", f"{NAME} \u0643\u062a\u0628."),
    ],
)
def test_a_line_that_begins_with_a_name_runs_as_the_rest_does(text: str, shown: str) -> None:
    assert isolate(text, find_names([NAME, ARABIC] if "x." not in text else [NAME])) == shown
    assert fold(isolate(text)) == fold(text)
    assert find_names(["Jo", "Sam"]) is None


HALVES = f"{ARABIC} Dr. W. Sample {NAME}"
BROKEN = f"b\u2069{NAME}"


def spell(text: str) -> str:
    """With letters for the hints, so that a failure can be read."""
    for hint, letter in zip("\u2066\u2067\u2068\u2069", "<({)", strict=True):
        text = text.replace(hint, letter)
    return text


@pytest.mark.parametrize(
    ("line", "shown", "printed"),
    [
        # What was wrong: each half beside the name stood where the other one belongs.
        (
            f"Goal 2: {set_apart(HALVES)}",
            f"Goal 2: {{{HALVES})",
            f"Goal 2: ({ARABIC} Dr. W. Sample {NAME})",
        ),
        (
            Tongue().label(NAME, "low") + ", " + Tongue().label(f"Jo ({ARABIC})", f"{ARABIC}\nso"),
            f"{{{NAME}): low, {{Jo ({ARABIC})): {{{ARABIC})\nso",
            f"({NAME}): low, <Jo (({ARABIC}))): ({ARABIC})\nso",
        ),
        (put_together(["", HALVES]), HALVES, HALVES),
        (
            Tongue().say("for {names}", names=Tongue().listing([NAME, "Jo"])),
            f"for {{{NAME}) and Jo",
            f"for ({NAME}) and Jo",
        ),
        # A hint of the record's own ends neither ours nor anything else.
        (f"a {set_apart(BROKEN)}", f"a {{b\\u2069{NAME})", f"a <b\\u2069({NAME}))"),
        ("\u2068a\u2069\u2069 \u2066b", "{a)\\u2069 \\u2066b", "a\\u2069 \\u2066b"),
    ],
)
def test_words_of_a_record_run_their_own_way_as_a_whole(
    line: str, shown: str | None, printed: str
) -> None:
    assert shown is None or spell(show(line)) == shown
    assert spell(isolate(show(line))) == printed
    assert drop_hints(line) == "".join(c for c in show(line) if c not in "\u2068\u2069")
    assert Text(show(line)).words == Text(drop_hints(line)).words, "nothing hides from the search"


def test_what_is_cut_in_a_picture_ends_what_it_set_apart() -> None:
    said = f"1.1 {set_apart(HALVES * 4)}"
    assert (
        spell(shorten(said, 120, 12)).startswith("1.1 {") and shorten(said, 120, 12)[-1] == "\u2069"
    )
    # What a label is cut from is told whole beside it.
    drawn = draw_progress([Row("1.1", HALVES * 9, "achieved", "Achieved")], "t", STATIONS)
    assert f"1.1 \u2068{HALVES * 9}\u2069: Achieved." in drawn and show(drawn) == drawn
    lines = wrap(said, 120, 12, 3)
    assert len(lines) == 3 and all(show(line) == line for line in lines)
    assert measure(set_apart(NAME), 12) == measure(NAME, 12)
    assert close_hints(["a \u2068b", "c", "d\u2069"]) == [
        "a \u2068b\u2069",
        "\u2068c\u2069",
        "\u2068d\u2069",
    ]


@given(st.lists(st.sampled_from([*"ab1.\n\u2068\u2069\u202e\\", NAME, ARABIC]), max_size=20))
def test_every_hint_that_is_shown_begins_and_ends_in_its_line(letters: list[str]) -> None:
    text = "".join(letters)
    apart = set_apart(text)
    shown = show(f"x {apart} y")
    assert (
        show(shown) == shown and set_apart(apart) == apart and fold(show(apart)) == fold(show(text))
    )
    for line in shown.split("\n"):
        open_now = [line[: place + 1].count("\u2068") - line[: place + 1].count("\u2069")
                    for place in range(len(line))]  # fmt: skip
        assert not open_now or (min(open_now) >= 0 and open_now[-1] == 0)
    assert shown.startswith("x ") and shown.endswith(" y") and "\u202e" not in shown
