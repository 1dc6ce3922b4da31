"""The picture of a case in the terminal: letters and words, so that it reads without colour."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from casekit.documents.pictures.lanes import MARKS, STATES, Lane, Picture, count_days, list_ticks
from casekit.model.when import ONE_DAY

LEAST_WIDTH = 60
Column = Callable[[date], int]
_LABEL = 14


def draw_text(picture: Picture, width: int) -> Iterator[str]:
    """The picture in lines of so many columns; under LEAST_WIDTH it is drawn as wide as that.

    Of two marks in one column the later stands below the first.
    """
    columns = max(width, LEAST_WIDTH) - _LABEL - 1
    days = count_days(picture)

    def column(day: date) -> int:
        return min(columns - 1, (day - picture.start).days * columns // days)

    yield f"Case {picture.case}, {picture.start.isoformat()} to {picture.end.isoformat()}"
    yield ""
    yield from _axis(picture, columns, column)
    for line in _mark_lines(picture, columns, column):
        yield f"{'':<{_LABEL}} {line}".rstrip()
    shown = ""
    for lane in picture.lanes:
        if lane.called != shown:
            shown = lane.called
            yield shown
        drawn = _draw(lane, picture.end, columns, column)
        yield f"  {STATES[lane.state]:<{_LABEL - 2}} {drawn}".rstrip()
    letters = dict.fromkeys(mark.letter for mark in picture.marks)
    if letters:
        yield ""
        yield "; ".join(f"{letter} {MARKS[letter]}" for letter in MARKS if letter in letters)


def _axis(picture: Picture, columns: int, column: Column) -> Iterator[str]:
    names = [" "] * columns
    ruler = ["-"] * columns
    for day in list_ticks(picture.start, picture.end, max(2, columns // 9)):
        at = column(day)
        ruler[at] = "|"
        name = f"{day:%Y-%m}"
        if at + len(name) <= columns and all(c == " " for c in names[max(0, at - 1) : at + 8]):
            names[at : at + len(name)] = name
    yield f"{'':<{_LABEL}} {''.join(names)}".rstrip()
    yield f"{'':<{_LABEL}} {''.join(ruler)}"


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


def _draw(lane: Lane, end: date, columns: int, column: Column) -> str:
    """Each stretch from `[` to `]`, or `>` where it goes on, with as much of its word as fits."""
    cells = [" "] * columns
    for stretch in lane.stretches:
        first = column(stretch.start)
        # Up to where the next day begins: what held on one day only is that day wide.
        last = max(first, column(stretch.end + ONE_DAY) - 1)
        if stretch.end == end:
            last = columns - 1
        room = last - first + 1
        if room < 3:
            cells[first : last + 1] = stretch.value[:room]
            continue
        word = stretch.value[: room - 2]
        text = "[" + word + "-" * (room - 2 - len(word)) + (">" if stretch.goes_on else "]")
        cells[first : last + 1] = text
    return "".join(cells)
