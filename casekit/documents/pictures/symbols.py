"""The symbols of people: square, circle, diamond and triangle."""

from __future__ import annotations

from casekit.documents.pictures.strokes import INK, number


def draw_symbol(shape: str, x: float, y: float, half: float) -> str:
    """Square, circle, diamond or triangle around a middle."""
    look = f'fill="#ffffff" stroke="{INK}" stroke-width="1.6"'
    left, right, up, down = (number(v) for v in (x - half, x + half, y - half, y + half))
    if shape == "circle":
        return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(half)}" {look}/>'
    if shape == "square":
        side = number(2 * half)
        return f'<rect x="{left}" y="{up}" width="{side}" height="{side}" {look}/>'
    if shape == "diamond":
        points = f"{number(x)},{up} {right},{number(y)} {number(x)},{down} {left},{number(y)}"
    else:
        points = f"{number(x)},{up} {right},{down} {left},{down}"
    return f'<polygon points="{points}" {look}/>'
