"""A page as PDF by Typst, the same bytes for the same page, no network.

It is tagged for screen readers (PDF/UA-1) and made to be kept (PDF/A-2a).
"""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from casekit.documents.directions import Names, find_names, isolate, show
from casekit.documents.faults import (
    MissingAltText,
    MissingGlyphs,
    PrivateCharacters,
    TemplateFault,
)
from casekit.documents.pdf_streams import settle_stream_ends
from casekit.documents.picture_block import settle_pictures
from casekit.resources import templates_dir

if TYPE_CHECKING:
    import typst

TEMPLATE = "plan.typ"

# PDF/A-4 stands on PDF 2.0, which PDF/UA-1 does not know; PDF/A-3 differs from 2 by attachments of
# any kind, and we attach none.
STANDARDS: list[typst.PDFStandard] = ["ua-1", "a-2a"]

# Under these standards, Typst refuses a glyph that no font has; otherwise it prints an empty box.
NO_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
# Under PDF/A-2a it refuses a character of the private use areas, whatever font has it.
PRIVATE = re.compile(r'the PDF contains the codepoint `"(.+?)"`', re.DOTALL)
NO_ALT_TEXT = re.compile(r"missing alt text\n\s*┌─ (?P<file>.+?):(?P<line>[0-9]+):[0-9]+\n")
# Typst writes a character it cannot print as `\u{f0000}`.
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")

# `import` and `include` must name a file by a literal path: a computed one could name a package.
LOADS = re.compile(r"(?<![\w-])(?:import|include)\b(?!\s*\"[^\"@\\]*\")|(?<![\w.-])eval\s*\(")


def render_pdf(
    page: Mapping[str, Any],
    *,
    printed_at: datetime,
    template: str = TEMPLATE,
    template_dir: Path | None = None,
    font_dirs: Sequence[Path] = (),
    names: Sequence[str] = (),
) -> bytes:
    """Write a page as PDF with a template: that of plans, or `sheet.typ`.

    `printed_at` (aware) is the date of the document. `names` are those of people that may stand in
    it, so that a line of ours that begins with one runs as the rest of it does. Fonts are those
    inside Typst and those in `font_dirs`; the system's are never searched. Raises MissingGlyphs
    when a character has no glyph, PrivateCharacters, PictureFault for a picture of the page,
    MissingAltText for one of the template, TemplateFault when that is broken or reaches for a
    package.
    """
    import typst

    folder = template_dir or templates_dir()
    if template_dir is not None:
        refuse_packages(folder)  # of our own a test knows that they reach for nothing
    fonts = _open_fonts(tuple(font_dirs))
    text = json.dumps(_visible(settle_pictures(page), find_names(names)), ensure_ascii=False)
    refuse_missing_glyphs(text, fonts)
    try:
        written = typst.compile(
            folder / template,
            root=folder,
            format="pdf",
            font_paths=fonts,
            sys_inputs={"page": text},
            pdf_standards=STANDARDS,
            timestamp=int(printed_at.timestamp()),
        )
    except typst.TypstError as fault:
        _raise_for_characters(fault)
        if without := NO_ALT_TEXT.search(fault.diagnostic):
            # Typst writes the path as seen from here, not from the template's folder.
            path, line = os.path.abspath(without["file"]), int(without["line"])
            raise MissingAltText(path=path, line=line) from fault
        raise TemplateFault(
            f"the template does not compile: {fault.message}",
            path=str(folder / template),
            hint="; ".join(fault.hints) or None,
        ) from fault
    return settle_stream_ends(written)


@lru_cache(maxsize=4)
def _open_fonts(folders: tuple[Path, ...]) -> typst.Fonts:
    """Of many documents, all are printed with the same ones."""
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=list(folders))


def refuse_missing_glyphs(text: str, fonts: typst.Fonts) -> None:
    """Raise MissingGlyphs when a character of the text, set alone, is in none of the fonts.

    Typst looks at a letter with its accents as one: where a font has the accent and not the letter,
    the check while compiling passes and the letter prints as an empty box.
    """
    import typst

    alone = sorted(symbol for symbol in set(text) if not symbol.isascii() and _stands_alone(symbol))
    if not alone:
        return
    try:
        typst.compile(
            b'#set document(title: "glyphs")\n#sys.inputs.text',
            format="pdf",
            font_paths=fonts,
            sys_inputs={"text": " ".join(alone)},
            pdf_standards=STANDARDS,
        )
    except typst.TypstError as fault:
        _raise_for_characters(fault)
        raise


def _stands_alone(symbol: str) -> bool:
    """Whether a character is drawn by itself: no accent, no joiner, no space."""
    category = unicodedata.category(symbol)
    return category[0] not in "MZ" and category != "Cf"


def _raise_for_characters(fault: typst.TypstError) -> None:
    if missing := _read_characters(NO_GLYPH, fault):
        raise MissingGlyphs(missing) from fault
    if private := _read_characters(PRIVATE, fault):
        raise PrivateCharacters(private) from fault


def _read_characters(pattern: re.Pattern[str], fault: typst.TypstError) -> list[str]:
    shown = set(pattern.findall(fault.diagnostic))
    return sorted({ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) for text in shown})


def refuse_packages(folder: Path) -> None:
    """Raise TemplateFault when a template could load a package: Typst fetches those by network."""
    for template in sorted(folder.rglob("*.typ")):
        for number, line in enumerate(
            template.read_text("utf-8", errors="replace").splitlines(), start=1
        ):
            if LOADS.search(line):
                raise TemplateFault(
                    "a template may load only files of its own folder, by a literal path",
                    path=str(template),
                    line=number,
                    hint='copy what is needed beside the template and write #import "file.typ"',
                )


def _visible(node: Any, names: Names | None) -> Any:
    """The page with control and direction characters shown in every text, and hints of our own."""
    if isinstance(node, str):
        return isolate(show(node).strip(), names)
    if isinstance(node, Mapping):
        return {key: _visible(value, names) for key, value in node.items()}
    if isinstance(node, list):
        return [_visible(item, names) for item in node]
    return node
