"""The picture of a case in the terminal: letters and words, so that it reads without colour."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from casekit.documents.pictures.lanes import STATES, Lane, Picture, count_days, list_ticks
from casekit.documents.pictures.timeline_svg import say_marks, say_title
from casekit.documents.tongue import ENGLISH, Tongue
from casekit.model.when import ONE_DAY

LEAST_WIDTH = 60
Column = Callable[[date], int]
_LABEL = 14


def draw_text(picture: Picture, width: int, tongue: Tongue = ENGLISH) -> Iterator[str]:
    """The picture in lines of so many columns; under LEAST_WIDTH it is drawn as wide as that.

    Of two marks in one column the later stands below the first.
    """
    states = {lane.state: tongue.say(STATES[lane.state]) for lane in picture.lanes}
    margin = max(_LABEL, *(len(state) + 2 for state in states.values()), 0)
    columns = max(width, LEAST_WIDTH) - margin - 1
    days = count_days(picture)

    def column(day: date) -> int:
        return min(columns - 1, (day - picture.start).days * columns // days)

    yield say_title(picture, tongue)
    yield ""
    yield from _axis(picture, columns, column, margin)
    for line in _mark_lines(picture, columns, column):
        yield f"{'':<{margin}} {line}".rstrip()
    shown = ""
    for lane in picture.lanes:
        if lane.called != shown:
            shown = lane.called
            yield shown
        drawn = _draw(lane, picture.end, columns, column, tongue)
        yield f"  {states[lane.state]:<{margin - 2}} {drawn}".rstrip()
    if picture.marks:
        yield ""
        yield say_marks(picture, tongue)


def _axis(picture: Picture, columns: int, column: Column, margin: int) -> Iterator[str]:
    names = [" "] * columns
    ruler = ["-"] * columns
    for day in list_ticks(picture.start, picture.end, max(2, columns // 9)):
        at = column(day)
        ruler[at] = "|"
        name = f"{day:%Y-%m}"
        if at + len(name) <= columns and all(c == " " for c in names[max(0, at - 1) : at + 8]):
            names[at : at + len(name)] = name
    yield f"{'':<{margin}} {''.join(names)}".rstrip()
    yield f"{'':<{margin}} {''.join(ruler)}"


def _mark_lines(picture: Picture, columns: int, column: Column) -> list[str]:
    lines: list[list[str]] = []
    for mark in sorted(picture.marks, key=lambda mark: (mark.day, mark.letter)):
        at = column(mark.day)
        line = next((one for one in lines if one[at] == " "), None)
        # The same again in one column says nothing new.
        if any(one[at] == mark.letter for one in lines):
            continue
        if line is None:
            line = [" "] * columns
            lines.append(line)
        line[at] = mark.letter
    return ["".join(line) for line in lines]


def _draw(lane: Lane, end: date, columns: int, column: Column, tongue: Tongue) -> str:
    """Each stretch from `[` to `]`, or `>` where it goes on, with as much of its word as fits."""
    cells = [" "] * columns
    for stretch in lane.stretches:
        first = column(stretch.start)
        # Up to where the next day begins: what held on one day only is that day wide.
        last = max(first, column(stretch.end + ONE_DAY) - 1)
        if stretch.end == end:
            last = columns - 1
        room = last - first + 1
        value = tongue.put(stretch.value)
        if room < 3:
            cells[first : last + 1] = value[:room]
            continue
        word = value[: room - 2]
        text = "[" + word + "-" * (room - 2 - len(word)) + (">" if stretch.goes_on else "]")
        cells[first : last + 1] = text
    return "".join(cells)
