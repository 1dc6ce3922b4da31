"""What can stand in the way of a document, each naming what to do about it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from casekit.errors import MissingTool, NotFound, Unreadable, UsageFault


class UnknownAudience(UsageFault):
    """A document was asked for a reader that no schema knows."""

    code = "UNKNOWN-AUDIENCE"

    def __init__(self, audience: str, known: Sequence[str]) -> None:
        super().__init__(
            f"there is no audience {audience!r}", hint=f"the audiences are: {', '.join(known)}"
        )


class UnknownLanguage(UsageFault):
    """A document was asked for in a language that casekit has no words in."""

    code = "UNKNOWN-LANGUAGE"

    def __init__(self, language: str, known: Sequence[str]) -> None:
        super().__init__(
            f"there are no documents in {language!r}", hint=f"the languages are: {', '.join(known)}"
        )


class NotForReader(UsageFault):
    """A document was asked for a reader for whom it is not made."""

    code = "NOT-FOR-READER"

    def __init__(self, document: str, audience: str, allowed: Sequence[str]) -> None:
        super().__init__(
            f"{document} is not made for {audience}",
            hint=f"it is made for: {', '.join(allowed)}",
        )


class TemplateFault(Unreadable):
    """A template cannot be used: it reaches outside its folder, or it does not compile."""

    code = "TEMPLATE"

    def __init__(
        self, message: str, *, path: str, line: int | None = None, hint: str | None = None
    ) -> None:
        super().__init__(message, hint=hint, path=path)
        self.line = line


class NoWordTemplate(NotFound):
    """The agency has no Word template for a document, and casekit has none of its own."""

    code = "NO-TEMPLATE"

    def __init__(self, document: str, path: str) -> None:
        super().__init__(
            f"there is no Word template for the {document}",
            hint=f"put one at {path} in the workspace, with {{{{ page.title }}}} and the like in "
            "it; or use --format pdf",
        )


class MissingAltText(TemplateFault):
    """A template has a picture or a formula without words for those who cannot see it."""

    code = "MISSING-ALT-TEXT"

    def __init__(self, *, path: str, line: int | None = None) -> None:
        super().__init__(
            "a picture, figure or formula has no alternative text",
            path=path,
            line=line,
            hint='say in a sentence what it shows: image("FILE", alt: "...") or'
            " figure(alt: ...); what is mere ornament goes into pdf.artifact(...)",
        )


class PictureFault(Unreadable):
    """A picture of a page cannot be printed as it is."""

    code = "PICTURE"

    def __init__(self, message: str, *, name: str, hint: str | None = None) -> None:
        super().__init__(f"the picture `{name}` cannot be printed: {message}", hint=hint)
        self.name = name


class PrivateCharacters(Unreadable):
    """The text has characters that mean nothing outside the font they were typed in."""

    code = "PRIVATE-CHARACTER"

    def __init__(self, characters: Sequence[str]) -> None:
        self.characters = tuple(characters)
        shown = ", ".join(f"U+{ord(character):04X}" for character in self.characters)
        super().__init__(
            f"{shown}: only one font knows what this is, so nobody could read or hear it later",
            hint="type the letter that Unicode has for it; the Markdown document takes it as it is",
        )


class MissingGlyphs(MissingTool):
    """The text has characters that no font given draws; a PDF would show empty boxes."""

    code = "MISSING-GLYPH"

    def __init__(self, characters: Sequence[str]) -> None:
        self.characters = tuple(characters)
        shown = ", ".join(_describe(character) for character in self.characters)
        packages = ", ".join(dict.fromkeys(_font_package(c) for c in self.characters))
        super().__init__(
            f"no font draws {shown}; the PDF would show an empty box",
            hint=f"install a font that has them (on Debian or Ubuntu: apt install {packages})"
            " and name its folder, for example --font-dir /usr/share/fonts/truetype/noto;"
            " the Markdown document needs no font",
        )


def _describe(character: str) -> str:
    points = " ".join(f"U+{ord(symbol):04X}" for symbol in character)
    return f"{character} ({points} {unicodedata.name(character[0], 'without a name')})"


def _font_package(character: str) -> str:
    """The distribution's package that draws a character, by the first word of its Unicode name."""
    name = unicodedata.name(character[0], "")
    if name.startswith(("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO")):
        return "fonts-noto-cjk"
    if unicodedata.category(character[0]) == "So":
        return "fonts-noto-color-emoji"
    return "fonts-noto-core"
