"""What runs left and what runs right in one line, as a PDF orders it."""

from __future__ import annotations

import pytest

from casekit.documents.directions import isolate
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
