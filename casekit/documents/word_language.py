"""A page written with a template of Word: the same small language, in the paragraphs of a docx.

docxtpl finds the words of the language in the XML and puts the outcome in their place; what they
may say and reach, and how each value is escaped, is judged here as for any other template.
"""

from __future__ import annotations

import codecs
import html
import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any

import jinja2
from docxtpl import DocxTemplate
from lxml import etree
from markupsafe import Markup, escape

from casekit.documents.directions import show_in_order
from casekit.documents.template_language import (
    Rendered,
    TemplateFailed,
    TemplateLanguage,
    telling_faults,
)

# For the names in a zip file: loaded from a file when first used, and none can be opened by then.
FOR_LATER = codecs.lookup("cp437")
# What Jinja calls a template that was given as text.
_NAME = "<template>"
_TAG = re.compile(r"<[^>]+>")
# Of a paragraph so much is enough to find it again.
_SHOWN = 60
# The earliest moment that a zip file knows: the same page gives the same bytes.
_MOMENT = (1980, 1, 1, 0, 0, 0)
# What docxtpl renders of the document's own properties.
_PROPERTIES = ("author", "comments", "identifier", "language", "subject", "title")


class WordLanguage(TemplateLanguage):
    """The language of templates, its values escaped for XML."""

    def __init__(self, seen: dict[str, bool] | None = None) -> None:
        super().__init__({}, seen)
        self.finalize = _print_value
        # White space in XML is the space between two words.
        self.trim_blocks = self.lstrip_blocks = False


def _print_value(value: Any) -> Markup:
    """Escape what a template prints; only text and whole numbers can be printed."""
    # Constants of a template come escaped; nothing else is marked, as no filter does it.
    if type(value) in (Rendered, Markup):
        return Markup(value)  # noqa: S704 - escaped when it was made
    if not isinstance(value, jinja2.Undefined | str) and type(value) is not int:
        raise TypeError(f"only text can be printed, not {type(value).__name__}")
    shown = str(escape(show_in_order(str(value)).strip()))
    # docxtpl looks for its own signs in what was rendered, and renders footnotes once for each
    # section: a brace of a value must not be one until the file is read.
    return Markup(shown.replace("{", "&#123;").replace("}", "&#125;"))  # noqa: S704


class _Paper(DocxTemplate):  # type: ignore[misc]
    """A docx that tells its faults with the paragraph they are in."""

    def render_xml_part(self, src_xml: str, part: Any, context: Any, jinja_env: Any = None) -> str:
        try:
            with telling_faults((_NAME,), _NAME):
                return str(super().render_xml_part(src_xml, part, context, jinja_env))
        except TemplateFailed as failed:
            # docxtpl puts each paragraph on a line of its own.
            lines = re.sub(r"<w:p([ >])", r"\n<w:p\1", src_xml).split("\n")
            found = lines[failed.line - 1 : failed.line] if failed.line else []
            said = html.unescape(_TAG.sub("", "".join(found))).strip()[:_SHOWN]
            where = f" (in the paragraph: {said})" if said else ""
            raise TemplateFailed(f"{failed.message}{where}", "", None) from failed

    def fix_tables(self, xml: str) -> Any:
        # docxtpl would drop what does not fit without a word.
        try:
            etree.fromstring(xml)
        except etree.XMLSyntaxError as fault:
            raise TemplateFailed(
                "what stands between two {% %} of the template is no whole paragraph, row or cell; "
                "write {%p %}, {%tr %} or {%tc %}",
                "",
                None,
            ) from fault
        return super().fix_tables(xml)

    def render_properties(self, context: Any, jinja_env: Any = None) -> None:
        with telling_faults((_NAME,), _NAME):
            super().render_properties(context, jinja_env)
            # They are text, and no XML as yet.
            for name in _PROPERTIES:
                known = self.docx.core_properties
                setattr(known, name, html.unescape(getattr(known, name)))


def render_word(
    template: bytes, page: Mapping[str, Any], seen: dict[str, bool] | None = None
) -> bytes:
    """Write a page with a docx; raises TemplateFailed, and what running out of memory raises."""
    paper = _Paper(io.BytesIO(template))
    try:
        paper.init_docx()
    except MemoryError:
        raise
    except Exception as fault:
        raise TemplateFailed("this is no Word document (.docx)", "", None) from fault
    paper.render({"page": page}, WordLanguage(seen), autoescape=True)
    made = io.BytesIO()
    # Not by docxtpl, which would look for pictures to replace.
    paper.docx.save(made)
    return _settle(made)


def _settle(made: io.BytesIO) -> bytes:
    """The same files in the same order, none with the moment at which it was made."""
    settled = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(settled, "w") as new:
        for one in old.infolist():
            new.writestr(
                zipfile.ZipInfo(one.filename, _MOMENT), old.read(one), zipfile.ZIP_DEFLATED
            )
    return settled.getvalue()
