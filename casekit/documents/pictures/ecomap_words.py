"""An ecomap in words: for the terminal, and for whoever cannot see the picture."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.documents.pictures.genogram_words import say_home
from casekit.model.offices import Around
from casekit.model.surroundings import Surroundings

LINES = {
    "strong": "strong",
    "ordinary": "ordinary",
    "strain": "strained",
    "none": "nothing now: waiting, over, or cut off",
    "": "no line: no record says how it is",
}


def tell_surroundings(surroundings: Surroundings) -> Iterator[str]:
    """The whole picture in lines of words."""
    if not surroundings.inside and not surroundings.around:
        yield "Nobody is on file."
        return
    inside = [
        one.called
        + (f" (placed: {surroundings.away[one.id]})" if one.id in surroundings.away else "")
        for one in surroundings.inside
    ]
    yield f"In the middle, {say_middle(surroundings)}: {', '.join(inside) or 'nobody'}."
    group = ""
    for one in surroundings.around:
        if one.group != group:
            group = one.group
            yield f"{group[:1].upper()}{group[1:]}:"
        yield f"  {say_around(one)}."


def say_middle(surroundings: Surroundings) -> str:
    """What the middle stands for."""
    return say_home(surroundings.home) if surroundings.home else "no household is recorded"


def say_around(one: Around) -> str:
    """Somebody or something around, and how the tie is."""
    about = f" ({one.about})" if one.about else ""
    line = LINES[one.line].partition(":")[0]
    said = "; ".join(part for part in (line, one.said, "help comes from there" * one.helps) if part)
    return f"{one.called}{about}: {said}"
