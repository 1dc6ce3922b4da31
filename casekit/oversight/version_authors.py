"""Who made a version: the key that signed it where it is signed, else what git was told."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from casekit.history.folders import ManyObjects
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


class AuthorReader:
    """Reads who made versions, each once; `emails` gives workers by address, in small letters."""

    def __init__(self, emails: Mapping[str, str], trust: TrustLine, objects: ManyObjects) -> None:
        self._emails = emails
        self._trust = trust
        self._objects = objects
        self._known: dict[str, Author] = {}

    def read(self, versions: Sequence[str]) -> list[Author]:
        """Who made each of these versions; nobody known for one that cannot be read."""
        new = [version for version in versions if version not in self._known]
        for version, content in zip(new, self._objects.read_each(new, "commit"), strict=True):
            self._known[version] = (
                read_author(content, self._emails, self._trust)
                if isinstance(content, bytes)
                else Author(None, False)
            )
        return [self._known[version] for version in versions]


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
