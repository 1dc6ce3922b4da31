"""A finished page for a browser as the tripwire reads it, and what must not be in one at all.

Whatever wrote the page, this is another judge of it: an element or attribute that is not on the
lists here is refused, so a page can fetch, run, send or hide nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser

from casekit.documents.faults import TemplateFault

_HEAD = frozenset({"html", "head", "meta", "title", "style", "body"})
_BLOCKS = frozenset(
    (
        *("header", "main", "footer", "nav", "section", "article", "aside", "div", "p", "br", "hr"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "blockquote"),
        *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "figure", "figcaption"),
        *("address", "pre"),
    )
)
# What stands in one of these is no part of the word before it.
_APART = _BLOCKS | {"text", "tspan", "title", "desc"}
_INLINE = frozenset(
    (
        *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "i", "q", "s", "small", "span"),
        *("strong", "sub", "sup", "time", "u"),
    )
)
_DRAWN = frozenset(
    (
        *("svg", "g", "path", "line", "rect", "circle", "ellipse", "polygon", "polyline", "text"),
        *("tspan", "title", "desc", "defs", "pattern", "clippath", "marker"),
    )
)
_ATTRIBUTES = frozenset(
    (
        *("class", "id", "lang", "dir", "title", "href", "scope", "colspan", "rowspan", "headers"),
        *("role", "tabindex", "datetime", "start", "hidden"),
    )
)
# Of a drawing: where and how; each of them is a number, a colour or a word of the form.
_GEOMETRY = re.compile(
    r"[-+0-9.,%\seMmLlHhVvCcSsQqTtAaZz]*|((translate|rotate|scale|matrix)\([-+0-9.,e\s]*\)\s*)+"
)
_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}|url\(#[\w-]+\)")
# Words of the form: they say nothing of anybody, though a person may be called so.
_OF_THE_FORM = frozenset(
    (
        *("auto", "ltr", "rtl", "img", "group", "row", "col", "true", "false", "none", "utf-8"),
        *("round", "middle", "start", "end", "bold", "italic", "normal", "central", "hanging"),
        *("stroke", "sans-serif", "0"),
        *("wide", "banner", "agency", "facts", "icon", "pictured", "note", "line", "label", "who"),
        *("standing", "skip", "approved", "signatures", "content"),
    )
)
_OUR_ID = re.compile(r"part-[0-9-]+")
_BETWEEN_STYLE = re.compile(r"<style>.*?</style>|<svg\b.*?</svg>", re.DOTALL)
_BODY = re.compile(r"<body>.*</body>", re.DOTALL)


class _Page(HTMLParser):
    """What a page says: in its text, in its attributes, and where nobody sees it."""

    def __init__(self, template: str) -> None:
        super().__init__(convert_charrefs=True)
        self.template = template
        self.text: list[str] = []
        self.attributes: list[str] = []
        self.hidden: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        drawn = "svg" in self.open or tag == "svg"
        inside = "body" in self.open
        allowed = (_DRAWN if drawn else _BLOCKS | _INLINE) if inside else _HEAD
        if tag not in allowed:
            raise self._refuse(f"`<{tag}>`")
        for name, value in attrs:
            self._judge(tag, name, value or "", drawn, inside)
        if tag in _APART:
            self.text.append("\n")
        if tag not in ("br", "hr", "meta"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # To a browser an element of HTML that is closed at once is open all the same.
        self.handle_starttag(tag, attrs)
        if "svg" in self.open:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open[-1:] != [tag]:
            raise self._refuse(f"`</{tag}>` where another element is still open")
        self.open.pop()
        if tag in _APART:
            self.text.append("\n")

    def handle_data(self, data: str) -> None:
        if self.open[-1:] == ["style"]:
            return
        (self.text if "body" in self.open else self.hidden).append(data)

    def handle_comment(self, data: str) -> None:
        self.hidden.append(data)

    def handle_decl(self, decl: str) -> None:
        if decl != "DOCTYPE html":
            raise self._refuse("a declaration")

    def unknown_decl(self, data: str) -> None:
        raise self._refuse("a declaration")

    def handle_pi(self, data: str) -> None:
        raise self._refuse("a processing instruction")

    def _judge(self, tag: str, name: str, value: str, drawn: bool, inside: bool) -> None:
        if not inside:
            return  # the frame is ours
        known = name in _ATTRIBUTES or name.startswith(("aria-", "data-"))
        # A drawing has been looked at when it was placed; it may say where, and nothing that runs.
        if not known and not (drawn and not name.startswith("on") and name != "style"):
            raise self._refuse(f"`{name}=` of a `<{tag}>`")
        if name.rpartition(":")[2] == "href" and not value.startswith("#"):
            raise self._refuse("a link that leads out of the page")
        if re.search(r"url\((?!#)", value):
            raise self._refuse("what lies in another file")
        if not drawn and (value in _OF_THE_FORM or _OUR_ID.fullmatch(value)):
            return
        if drawn and name not in ("aria-label", "title") and _says_nothing(value):
            return
        self.attributes.append(value)

    def _refuse(self, what: str) -> TemplateFault:
        return TemplateFault(
            f"the document would have {what} in it",
            path=self.template,
            hint="take it out of the template: a page is whole in itself and runs nothing",
        )


def _says_nothing(value: str) -> bool:
    forms = (_GEOMETRY, _COLOUR)
    return value in _OF_THE_FORM or any(form.fullmatch(value) for form in forms)


def read_web_parts(page: str, name: str, template: str) -> dict[str, str]:
    """The text of a page, its attributes, what a browser does not show of it, and its own name.

    The source is looked at as well, in case a browser reads it otherwise than this. Raises
    TemplateFault for what a page may not have.
    """
    read = _Page(template)
    read.feed(page)
    read.close()
    if read.rawdata or read.open:
        raise TemplateFault(
            "the document would have an element that is not closed",
            path=template,
            hint="close every element of the template by its own end",
        )
    body = _BODY.search(page)
    source = unescape(_BETWEEN_STYLE.sub(" ", body[0] if body else page))
    return {
        "text": "".join(read.text),
        "attributes": "\n".join(_lines(read.attributes)),
        "metadata": "\n".join(_lines(read.hidden)),
        "source": source,
        "file name": name,
    }


def _lines(said: list[str]) -> Iterator[str]:
    for each in said:
        if each.strip():
            yield each.strip()
