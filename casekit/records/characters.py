"""The byte gate: what a record file may hold before any parser sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from casekit.model.findings import Finding
from casekit.records.limits import MAX_BYTES, MAX_FINDINGS

# Everything that is refused raw: the C0 controls but LF and CRLF, DEL and the C1 controls, the
# Unicode line separators (libyaml and git count lines differently there), the bidi controls
# (they show a reader another text than the one that is stored), the byte-order mark and the two
# non-characters that no YAML parser accepts.
REFUSED_CHARACTERS = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|\r(?!\n)"
)


def decode_text(content: bytes, path: str) -> tuple[str, tuple[Finding, ...]]:
    """Turn bytes into text and tell every character that may not be in it."""
    if len(content) > MAX_BYTES:
        return "", (
            Finding(
                code="YAML-TOO-LARGE",
                path=path,
                message=f"the file has {len(content):,} bytes; at most {MAX_BYTES:,} are read",
                hint="keep scans and long documents as attachments",
            ),
        )
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as fault:
        before = content[: fault.start].decode("utf-8")
        line, column = _count_position(before, len(before))
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
    return text, tuple(_find_refused(text, path))


def _find_refused(text: str, path: str) -> Iterator[Finding]:
    for count, match in enumerate(REFUSED_CHARACTERS.finditer(text)):
        if count == MAX_FINDINGS:
            return
        code, message, hint = _describe_character(match.group(), match.start())
        line, column = _count_position(text, match.start())
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
    if "\u202a" <= character <= "\u2069":
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


def _count_position(text: str, index: int) -> tuple[int, int]:
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)
