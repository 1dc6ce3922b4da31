"""The byte gate: what a record file may hold before any parser sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from casekit.model.findings import Finding
from casekit.records.limits import MAX_BYTES, MAX_FINDINGS

# Everything that is refused raw: the C0 controls but LF and CRLF, DEL and the C1 controls, the
# Unicode line separators (libyaml and git count lines differently there), all of Unicode's bidi
# controls (they show a reader another text than the one that is stored), the byte-order mark and
# the two non-characters that no YAML parser accepts.
_REFUSED_BESIDES_TABS = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
    "\ufeff\ufffe\uffff"
)
REFUSED_CHARACTERS = re.compile(f"[\t{_REFUSED_BESIDES_TABS}]|\r(?!\n)")
# A file with nothing else needs no closer look.
_PLAIN_ASCII = b"\n" + bytes(range(0x20, 0x7F))


def decode_text(
    content: bytes, path: str, *, are_tabs_read: bool = False
) -> tuple[str, tuple[Finding, ...]]:
    """Turn bytes into text and tell every character that may not be in it.

    JSON may hold tabs between its values; inside a text its own rules forbid them.
    """
    if len(content) > MAX_BYTES:
        return "", (
            Finding(
                code="YAML-TOO-LARGE",
                path=path,
                message=f"the file has {len(content):,} bytes; at most {MAX_BYTES:,} are read",
                hint="keep scans and long documents as attachments",
            ),
        )
    if not content.translate(None, _PLAIN_ASCII):
        return content.decode("ascii"), ()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as fault:
        before = content[: fault.start].decode("utf-8")
        line, column = count_position(before, len(before))
        return "", (
            Finding(
                code="YAML-NOT-UTF8",
                path=path,
                line=line,
                column=column,
                message=f"the byte 0x{content[fault.start]:02x} is not UTF-8 text",
                hint="save the file again with the encoding UTF-8",
            ),
        )
    refused = REFUSED_CHARACTERS
    if are_tabs_read:
        refused = re.compile(f"[{_REFUSED_BESIDES_TABS}]|\r(?!\n)")
    return text, tuple(_find_refused(text, path, refused))


def _find_refused(text: str, path: str, refused: re.Pattern[str]) -> Iterator[Finding]:
    line, counted = 1, 0
    for match in islice(refused.finditer(text), MAX_FINDINGS):
        index = match.start()
        code, message, hint = _describe_character(match.group(), index)
        line += text.count("\n", counted, index)
        counted = index
        column = index - text.rfind("\n", 0, index)
        yield Finding(code=code, path=path, line=line, column=column, message=message, hint=hint)


def _describe_character(character: str, index: int) -> tuple[str, str, str]:
    name = f"U+{ord(character):04X}"
    if character == "\t":
        return "YAML-TAB", "a tab stands here", 'use spaces; inside "quoted text" write \\t'
    if character == "\r":
        return (
            "YAML-LINE-END",
            "a line ends with a carriage return alone",
            "save the file again with the line ends of Unix or Windows",
        )
    if character == "\ufeff" and index == 0:
        return (
            "YAML-BOM",
            "the file starts with a byte-order mark",
            "save the file again as UTF-8 without BOM",
        )
    if character in "\x85\u2028\u2029":
        return (
            "YAML-LINE-SEPARATOR",
            f"the invisible line separator {name} stands here",
            "delete it and begin a new line",
        )
    if character in "\u061c\u200e\u200f" or "\u202a" <= character <= "\u2069":
        return (
            "YAML-BIDI-CHARACTER",
            f"the invisible direction sign {name} stands here; it makes text look reordered",
            f'delete it; where it is meant, write \\u{ord(character):04x} inside "quoted text"',
        )
    return (
        "YAML-CONTROL-CHARACTER",
        f"the invisible character {name} stands here",
        "delete it",
    )


def count_position(text: str, index: int) -> tuple[int, int]:
    """The line and column of an index, both counted from 1."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)
