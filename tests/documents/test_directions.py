"""What runs left and what runs right in one line, as a PDF orders it."""

from __future__ import annotations

import pytest

from casekit.documents.directions import find_names, isolate
from casekit.documents.folding import fold
from casekit.documents.tripwire import Text

ARABIC = "\u0646\u062c\u062a\u0645\u0639"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Goal 3: plain", "Goal 3: plain"),
        (f"Goal 3: {ARABIC} 10:30 {ARABIC}.", f"Goal 3: \u2067{ARABIC} 10:30 {ARABIC}.\u2069"),
        (f"{ARABIC}. (23 October 2026)", f"{ARABIC}. (\u206623 October 2026\u2069)"),
        (f"{ARABIC}: every 2 weeks", f"{ARABIC}: \u2066every 2 weeks\u2069"),
        (f"{ARABIC} 12/03/2026", f"{ARABIC} 12/03/2026"),
        (f"Jo\n{ARABIC}", f"Jo\n{ARABIC}"),
    ],
)
def test_each_keeps_its_own_order(text: str, shown: str) -> None:
    assert isolate(text) == shown
    assert fold(isolate(text)) == fold(text)
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
        (f"{NAME} {ARABIC}x.", f"{NAME} {ARABIC}\u2066x\u2069."),
        (f"{NAME} \u0643\u062a\u0628.", f"{NAME} \u0643\u062a\u0628."),
    ],
)
def test_a_line_that_begins_with_a_name_runs_as_the_rest_does(text: str, shown: str) -> None:
    assert isolate(text, find_names([NAME, ARABIC] if "x." not in text else [NAME])) == shown
    assert fold(isolate(text)) == fold(text)
    assert find_names(["Jo", "Sam"]) is None
