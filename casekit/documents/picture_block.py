"""Pictures of a page: SVG with the words that stand for it where it cannot be seen.

A picture is a block of the page, `{"kind": "picture", "svg": "...", "alt": "..."}`, which the
function `picture` of `templates/picture.typ` draws.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from casekit.documents.faults import PictureFault

KIND = "picture"
_SVG = "{http://www.w3.org/2000/svg}svg"


def make_picture(svg: str, alt: str, *, name: str) -> dict[str, str]:
    """The block for a picture; `name` is what a fault calls it.

    Raises PictureFault without alternative text, and for an SVG that is broken or not whole in
    itself.
    """
    if not alt.strip():
        raise PictureFault(
            "it has no alternative text, so nobody learns of it who cannot see it",
            name=name,
            hint="say in a sentence or two what it shows",
        )
    return {"kind": KIND, "svg": _settle(svg, name), "alt": alt.strip()}


def settle_pictures(node: Any, place: str = "page") -> Any:
    """The page with each of its pictures looked at; a fault names the place: `page blocks 2`."""
    if isinstance(node, Mapping):
        if node.get("kind") == KIND and "svg" in node:
            picture = make_picture(str(node["svg"]), str(node.get("alt") or ""), name=place)
            return {**node, **picture}
        return {key: settle_pictures(value, f"{place} {key}") for key, value in node.items()}
    if isinstance(node, list):
        return [settle_pictures(item, f"{place} {n}") for n, item in enumerate(node, start=1)]
    return node


def _settle(svg: str, name: str) -> str:
    """An SVG in one spelling, so that every character it draws is seen by the check of glyphs."""
    from xml.etree import ElementTree  # most documents have no picture

    if re.search("<!(DOCTYPE|ENTITY)", svg, re.IGNORECASE):
        raise PictureFault(
            "it declares a document type or entities", name=name, hint="leave them out"
        )
    try:
        root = ElementTree.fromstring(svg)  # noqa: S314 - without entities there is nothing to expand
        settled = ElementTree.canonicalize(svg)
    except ElementTree.ParseError as fault:
        raise PictureFault(f"it is no XML: {fault}", name=name) from fault
    if root.tag != _SVG:
        raise PictureFault(
            "it is no SVG", name=name, hint='it begins with <svg xmlns="http://www.w3.org/2000/svg"'
        )
    for element in root.iter():
        for key, value in element.attrib.items():
            if key.rpartition("}")[2] == "href" and not value.startswith("#"):
                raise PictureFault(
                    "it shows what lies in another file",
                    name=name,
                    hint="draw everything in the SVG itself",
                )
    return settled


def embed_picture(svg: str, number: int, alt: str) -> str:
    """A settled SVG as it stands in a page for a browser, read aloud by its alternative text only.

    Without `alt` it is passed over. `number` keeps its ids apart from those of other pictures.
    """
    from xml.etree import ElementTree

    root = ElementTree.fromstring(svg)  # noqa: S314 - settled: without entities
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        given = [(key.rpartition("}")[2], value) for key, value in element.attrib.items()]
        element.attrib.clear()
        for key, value in given:
            if key == "id":
                value = f"drawn-{number}-{value}"
            elif key == "href":
                value = f"#drawn-{number}-{value[1:]}"
            if key != "role" and not key.startswith("aria-"):
                element.set(key, value.replace("url(#", f"url(#drawn-{number}-"))
    for element in [one for one in root if one.tag in ("title", "desc")]:
        # Shown when the mouse rests on it, in the place of what is drawn there.
        root.remove(element)
    root.attrib.update({"role": "img", "aria-label": alt} if alt else {"aria-hidden": "true"})
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=False)
