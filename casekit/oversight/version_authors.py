"""Who made a version: the key that signed it where it is signed, else what git was told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from casekit.history.signing import BadSignature, check_signature
from casekit.oversight.trust_line import TrustLine

_AUTHOR = re.compile(rb"^author [^\n]*<([^<>\n]*)> [0-9]+ [+-][0-9]{4}$", re.MULTILINE)
# A signature goes over several lines, each but the first indented by one space.
_SIGNATURE = re.compile(rb"^gpgsig ((?:[^\n]*\n)(?: [^\n]*\n)*)", re.MULTILINE)
# What git signs versions for.
_OF_GIT = "git"


class Author(NamedTuple):
    """A worker's id, None for somebody unknown, and whether a trusted key proves it."""

    worker: str | None
    is_proven: bool


def read_author(version: bytes, emails: Mapping[str, str], trust: TrustLine) -> Author:
    """Who made a version by its own bytes; `emails` gives workers by address, in small letters."""
    head, _, _ = version.partition(b"\n\n")
    head += b"\n"
    match = _SIGNATURE.search(head)
    if match is not None:
        armor = match[1].replace(b"\n ", b"\n").decode("ascii", "replace")
        words = version[: match.start()] + version[match.end() :]
        try:
            owner = trust.ever_owned(check_signature(armor, words, _OF_GIT))
        except BadSignature:
            owner = None
        if owner is not None:
            return Author(owner, True)
    told = _AUTHOR.search(head)
    email = told[1].decode("utf-8", "replace").casefold() if told else ""
    return Author(emails.get(email), False)
