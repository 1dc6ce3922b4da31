"""Texts that would steer, hide or run, and a judge of what was let through."""

from __future__ import annotations

import re
import unicodedata

HOSTILE = (
    "\x1b[31mred\x1b[0m \x1b[2J\x1b[H",
    "\x1b]8;;http://evil.example\x07link\x1b]8;;\x07",
    "\x1b]52;c;cm0gLXJm\x07 \x1bP+q544e\x1b\\",
    "\x9b31mc1 \x9d0;title\x9c \x85next",
    "\u202eesrever\u202c \u2066isolate\u2069 \u200frtl \u061c",
    "[mother] [/office] [bold red]x[/] :smile: {{ 7 * 7 }} {% raw %}",
    "safe\rSaved, version 1234567",
    "back\x08\x08\x08space bell\x07 del\x7f",
    "line\u2028sep\u2029par\nerror[CODE] faked",
    "zero\u200bwidth \ufeffmark tag\U000e0041\U000e0042 blank\u3164",
    "=cmd|' /C calc'!A0 <b>bold</b> **x** [a](http://evil.example) |cell|",
    "tab\tcell\t=1+1",
    "z\u0301" + "\u0301" * 40 + "algo",
)
# All of it at once, where what is shown is one text.
ALL = " ".join(HOSTILE)


def find_steering(text: str, allowed: str = "\n") -> set[str]:
    """What may not be there raw, told without the code under test."""
    return {
        c
        for c in text
        if c not in allowed
        and (
            unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
            or 0xE0000 <= ord(c) <= 0xE0FFF
            or c == "\u3164"
        )
    } | ({"pile"} if re.search("\u0301{9}", text) else set())
