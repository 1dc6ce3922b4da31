"""A document as a page of plain data: a head, sections of blocks, and who signs.

A block says what it is and holds nothing but text, so one template for each form of paper prints
every document, and a template of the agency's own gets the same. What is empty is left out before
it gets here: nothing shows that something was withheld.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from casekit.documents.translated import Translation, translate

Block = dict[str, Any]
Section = dict[str, Any]


def text(words: str) -> Block | None:
    """A paragraph; the lines of a text stay lines."""
    return {"kind": "text", "text": words} if words else None


def note(words: str) -> Block | None:
    """A paragraph in small print."""
    return {"kind": "note", "text": words} if words else None


def quote(words: str, who: str = "", translation: Translation | None = None) -> Block | None:
    """What somebody said, who it was, and how a translator put it in the language of the page."""
    if not words:
        return None
    told = translation or translate(words, {})
    return {"kind": "quote", "words": words, "translation": told, "who": who}


def heading(words: str) -> Block | None:
    """A heading below that of the section."""
    return {"kind": "heading", "text": words} if words else None


def pairs(*entries: tuple[str, str]) -> Block | None:
    """Labels with what stands beside each; empty ones are left out."""
    items = [{"label": label, "value": value} for label, value in entries if value]
    return {"kind": "pairs", "items": items} if items else None


def items(words: Iterable[str]) -> Block | None:
    """A list with a point before each."""
    said = [one for one in words if one]
    return {"kind": "list", "items": said} if said else None


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Block | None:
    """Rows under heads; a column in which no row has anything is left out, and so is a bare row."""
    filled = [row for row in rows if any(row)]
    kept = [place for place in range(len(heads)) if any(row[place] for row in filled)]
    if not kept:
        return None
    return {
        "kind": "table",
        "heads": [heads[place] for place in kept],
        "rows": [[row[place] for place in kept] for row in filled],
    }


def picture(svg: str, alt: str, *, said_beside: bool = False) -> Block | None:
    """A drawing, with what it tells in words for whoever cannot see it.

    Where the document says the same in words anyway (`said_beside`), a paper without pictures does
    not say it twice.
    """
    said = "beside" if said_beside else ""
    return {"kind": "picture", "svg": svg, "alt": alt, "said": said} if svg else None


def section(title: str, *blocks: Block | None) -> Section | None:
    """A part of the document; None where it has nothing but headings to show."""
    shown = _drop_bare_headings([block for block in blocks if block is not None])
    return {"heading": title, "blocks": shown} if shown else None


def _drop_bare_headings(blocks: list[Block]) -> list[Block]:
    kept: list[Block] = []
    for place, block in enumerate(blocks):
        following = blocks[place + 1 : place + 2]
        is_bare = not following or following[0]["kind"] == "heading"
        if block["kind"] != "heading" or not is_bare:
            kept.append(block)
    return kept


def sections(*found: Section | None) -> list[Section]:
    """Those of them that have something to show."""
    return [one for one in found if one is not None]
