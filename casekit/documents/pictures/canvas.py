"""The beginning of every picture: its size, its white ground, and what it shows in words."""

from __future__ import annotations

from casekit.documents.pictures.lettering import quote


def open_picture(title: str, said: str, width: object, height: object) -> list[str]:
    """The first parts of an SVG document; `said` is for whoever cannot see it."""
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        'aria-labelledby="title desc" font-family="sans-serif" font-size="12">',
        f'<title id="title">{quote(title)}</title>',
        f'<desc id="desc">{quote(said)}</desc>',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
