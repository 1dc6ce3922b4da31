"""Small drawings that lead a child through a page: lines only, readable in grey."""

from __future__ import annotations

from collections.abc import Mapping

# Drawn by us, in a square of 48 units; each is a few lines that a child could draw.
_LINES: Mapping[str, str] = {
    "house": '<path d="M6 24 24 8l18 16M11 21v19h26V21M20 40V29h8v11"/>',
    "shield": '<path d="M24 6 9 11v12c0 10 7 16 15 19 8-3 15-9 15-19V11zM17 24l5 5 9-10"/>',
    "star": '<path d="m24 6 5.5 11.5L42 19l-9 9 2 13-11-6-11 6 2-13-9-9 12.5-1.5z"/>',
    "people": '<circle cx="16" cy="15" r="6"/><circle cx="34" cy="20" r="4.5"/>'
    '<path d="M5 41c0-9 5-15 11-15s11 6 11 15M27 41c0-7 3-12 7-12s8 5 8 12"/>',
    "hands": '<circle cx="24" cy="12" r="6"/><path d="M24 18v14M10 20l14 6 14-6M16 43l8-11 8 11"/>',
    "calendar": '<path d="M7 11h34v31H7zM7 20h34M16 6v9M32 6v9"/>'
    '<path d="M15 27h5M28 27h5M15 34h5M28 34h5"/>',
    "speech": '<path d="M6 9h36v24H24l-10 9v-9H6zM14 18h20M14 25h12"/>',
    "phone": '<path d="M12 6h8l3 10-5 4c2 5 5 8 10 10l4-5 10 3v8c0 3-2 5-5 5'
    'C21 41 7 27 7 11c0-3 2-5 5-5z"/>',
}


def draw(name: str) -> str:
    """The drawing of a name as SVG."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" fill="none" '
        'stroke="#1d3140" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round">'
        f"{_LINES[name]}</svg>"
    )
