"""Lines of a picture as paths: plain, double, zigzag, broken; told apart without any colour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import hypot

Point = tuple[float, float]

_DASHES = {"dashed": "7 4", "dotted": "1.5 4", "unrecorded": "9 3 1.5 3", "none": "6 5"}
_STEP, _SWING, _APART = 5.0, 3.5, 2.0
INK, PALE = "#222222", "#666666"


def draw_line(points: Sequence[Point], style: str, width: float = 1.6) -> Iterator[str]:
    """The parts of a line of one style along these points."""
    if length(points) < 0.5:
        return
    if style == "conflict":
        yield _path(list(_zigzag(points)), width=1.4)
    elif style == "close":
        yield _path(_aside(points, _APART), width=1.4)
        yield _path(_aside(points, -_APART), width=1.4)
    elif style == "adoptive":
        yield _path(_aside(points, _APART), width=1.4)
        yield _path(_aside(points, -_APART), width=1.4, dash=_DASHES["dashed"])
    elif style == "cut off":
        yield from _broken(points)
    elif style == "strong":
        yield _path(points, width=5.0)
    else:
        yield _path(points, width=width, dash=_DASHES.get(style, ""))


def draw_slashes(x: float, y: float, count: int) -> Iterator[str]:
    """One or two strokes across a level line."""
    for number in range(count):
        at = x + 6 * number
        yield _path([(at - 4, y + 8), (at + 4, y - 8)], width=1.8)


def draw_arrow(points: Sequence[Point]) -> str:
    """A head at the end of a line."""
    (x0, y0), (x1, y1) = points[-2], points[-1]
    far = hypot(x1 - x0, y1 - y0) or 1.0
    dx, dy = (x1 - x0) / far, (y1 - y0) / far
    left = (x1 - 11 * dx - 5 * dy, y1 - 11 * dy + 5 * dx)
    right = (x1 - 11 * dx + 5 * dy, y1 - 11 * dy - 5 * dx)
    return f'<path d="{_d([(x1, y1), left, right])}Z" fill="{INK}"/>'


def length(points: Sequence[Point]) -> float:
    """How long a line is."""
    return sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points))


def walk(points: Sequence[Point], far: float) -> tuple[Point, Point]:
    """The point so far along a line, and the direction there."""
    for a, b in pairwise(points):
        step = hypot(b[0] - a[0], b[1] - a[1])
        if step and far <= step + 1e-6:
            part = far / step
            at = (a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part)
            return at, ((b[0] - a[0]) / step, (b[1] - a[1]) / step)
        far -= step
    return points[-1], (1.0, 0.0)


def _zigzag(points: Sequence[Point]) -> Iterator[Point]:
    whole = length(points)
    count = max(2, round(whole / _STEP))
    yield points[0]
    for number in range(1, count):
        (x, y), (dx, dy) = walk(points, whole * number / count)
        swing = _SWING if number % 2 else -_SWING
        yield x - dy * swing, y + dx * swing
    yield points[-1]


def _aside(points: Sequence[Point], by: float) -> list[Point]:
    """The same line a little to one side of itself; its corners stay corners."""
    found: list[Point] = []
    points = [p for n, p in enumerate(points) if n == 0 or length((points[n - 1], p)) > 0.1]
    for number, (x, y) in enumerate(points):
        ways = []
        for a, b in ((number - 1, number), (number, number + 1)):
            if a >= 0 and b < len(points):
                far = hypot(points[b][0] - points[a][0], points[b][1] - points[a][1])
                if far:
                    ways.append(
                        ((points[b][0] - points[a][0]) / far, (points[b][1] - points[a][1]) / far)
                    )
        if len(ways) == 2:
            (ax, ay), (bx, by_) = ways
            turn = 1 + ax * bx + ay * by_
            # Where a line turns back on itself there is no corner to keep.
            scale = by / turn if turn > 0.2 else by
            found.append((x - (ay + by_) * scale, y + (ax + bx) * scale))
        elif ways:
            found.append((x - ways[0][1] * by, y + ways[0][0] * by))
        else:
            found.append((x, y))
    return found


def _broken(points: Sequence[Point]) -> Iterator[str]:
    """A line with a gap in its middle, and a bar at each side of the gap."""
    whole = length(points)
    for start, end, bar in (
        (0.0, whole / 2 - 4, whole / 2 - 4),
        (whole / 2 + 4, whole, whole / 2 + 4),
    ):
        yield _path(_part(points, start, end), width=1.4)
        (x, y), (dx, dy) = walk(points, bar)
        yield _path([(x - dy * 7, y + dx * 7), (x + dy * 7, y - dx * 7)], width=1.8)


def _part(points: Sequence[Point], start: float, end: float) -> list[Point]:
    found = [walk(points, max(0.0, start))[0]]
    far = 0.0
    for a, b in pairwise(points):
        far += hypot(b[0] - a[0], b[1] - a[1])
        if start < far < end:
            found.append(b)
    return [*found, walk(points, end)[0]]


def _path(points: Sequence[Point], *, width: float, dash: str = "") -> str:
    broken = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path d="{_d(points)}" fill="none" stroke="{INK}" stroke-width="{width}"'
        f' stroke-linejoin="round" stroke-linecap="round"{broken}/>'
    )


def _d(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)


def number(value: float) -> str:
    """A number as short as it can be written, to a tenth."""
    text = f"{value:.1f}"
    return (
        text.removesuffix(".0").replace("-0", "0")
        if text in ("-0.0", "0.0")
        else (text.removesuffix(".0"))
    )
