"""Nothing that could tell who reported gets into a message or into another field.

A message about a text that says who reported keeps its place and its code and repeats no word of
the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from casekit.errors import CasekitError
from casekit.model.findings import Finding
from casekit.records.document import Keys, name_path

# How people write the key, in a text that perhaps cannot even be parsed: `reporter_name`, also
# without its colon, `Reporter phone:`, and `reporter:` with more below or behind it.
_PART = "(?:ident|name|phone|tel|e-?mail|addr|contact|by)"
_MENTION = re.compile(
    rf"report(?:er|ed)(?:[_-]{_PART}| ?{_PART}[a-z]*[\"']?\s{{0,9}}[:=])"
    r"|reporter[\"']?\s{0,9}:\s{0,99}(?:\{|[\"']?(?:name|phone|e-?mail|address)[\"']?\s{0,9}:)",
    re.IGNORECASE,
)
# Messages made of the schema's own words only.
_HARMLESS = frozenset(
    {"SCHEMA-MISSING", "SCHEMA-OCCURRED", "REPORTER-IDENTITY", "REPORTER-NAMED", "REPORTER-KIND"}
)
# Errors about this computer, its keys and its git, raised without sight of what was sent. Any
# other may quote it.
_BLIND = frozenset(
    {
        *("GIT", "CONFLICT", "MISSING-TOOL", "NOT-ASKED", "NO-READERS", "SEAL-BAD"),
        *("KEY-FILE", "KEY-MISSING", "KEY-UNUSABLE"),
    }
)
_NOTHING_SAVED = "nothing was saved"
_UNREPEATED = "its words are not repeated, because the text says who reported"
_SHORTEST_WORD = 4
# A shorter name of one word stands inside of others (Port in report): it counts as a word only.
_SHORTEST_ALONE = 8
# Fewer digits are an extension, or a year.
_SHORTEST_NUMBER = 6
_PHONE_DIGITS = 7
# The keys that the schemas know are all of this form, and no others are saved.
_KEY = re.compile(r"[a-z][a-z_]*")
_WORD = re.compile(r"[^\W_]+")


def mentions_reporter(text: str | bytes) -> bool:
    """Whether a text seems to hold who reported, readable as a request or not."""
    if isinstance(text, bytes):
        # Also in an encoding that is going to be refused.
        text = text.replace(b"\0", b"").decode("latin-1")
    return _MENTION.search(text) is not None


def hide_values(fault: CasekitError, paths: Iterable[str]) -> None:
    """Take every word of a request out of an error; `paths` are the names of the request."""
    named = frozenset(paths)
    findings: tuple[Finding, ...] = getattr(fault, "findings", ())
    ours = [f for f in findings if f.path in named]
    if ours:
        fault.findings = tuple(  # type: ignore[attr-defined]
            _hide(f) if f.path in named else f for f in findings
        )
    from_elsewhere = bool(findings) and not ours
    if fault.code not in _BLIND and not from_elsewhere and fault.message != _NOTHING_SAVED:
        fault.message = f"{_NOTHING_SAVED}; {_UNREPEATED}"
        fault.args = (fault.message,)
        fault.hint = None if ours else "look at what was sent: casekit intake --help tells the form"


def _hide(finding: Finding) -> Finding:
    if finding.code in _HARMLESS:
        return finding
    if finding.code.startswith(("YAML-", "JSON-")):
        what, hint = "this place cannot be read", _ways(finding.code)
    elif finding.code == "SCHEMA-UNKNOWN-KEY":
        what, hint = "a key here is not known", "the keys are in casekit intake --help"
    elif finding.code.startswith(("PERSON-", "WORKER-", "RECORD-")):
        what = "a name here fits nobody, or several people or records"
        hint = "add the person under `people:`, or write the id"
    else:
        what, hint = "what stands here does not fit", "see casekit intake --help"
    return finding._replace(message=f"{what}; {_UNREPEATED}", hint=hint)


def _ways(code: str) -> str:
    if "AMBIGUOUS" in code or code in ("YAML-NULL", "YAML-EMPTY-VALUE"):
        return "write true or false, put what is text in quotes, and leave out what is empty"
    if code in ("YAML-UNQUOTED-COLON", "YAML-RESERVED-CHARACTER", "YAML-AFTER-VALUE"):
        return "put the whole value in quotes"
    return "look for a missing quote, colon, bracket or space at or above this line"


def find_named(
    plain: Mapping[str, str], data: Mapping[str, Any], known: Iterable[str]
) -> Iterator[Keys]:
    """The places of texts that name whom `plain` is about; `known` are names that may stand there.

    Compared are the name, telephone number and e-mail address, letters and digits only, and each
    longer word of the name as it is written.
    """
    known = list(known)
    own = _fold(plain.get("name", ""))
    is_known = own in {_fold(name) for name in known}
    needles = set(_needles(plain))
    if is_known:
        needles.discard(own)
    known_words = {word.casefold() for name in known for word in _WORD.findall(name)}
    words = {
        word
        for word in _WORD.findall(plain.get("name", ""))
        if len(word) >= _SHORTEST_WORD and word.casefold() not in known_words
    }
    for keys, text in _texts(data, ()):
        about_people = keys[:1] in (("people",), ("households",))
        if is_known and about_people:
            continue  # somebody of the family reported: their own number belongs there
        folded = _fold(text)
        names = not about_people and not words.isdisjoint(_WORD.findall(text))
        if names or any(needle in folded for needle in needles):
            yield keys


def say_place(keys: Keys, plain: Mapping[str, str]) -> str:
    """A place in a request in words that do not give the person away."""
    place = name_path(keys)
    hidden = [*_needles(plain), *map(_fold, _WORD.findall(plain.get("name", "")))]
    return "a key" if any(word and word in _fold(place) for word in hidden) else place


def _needles(plain: Mapping[str, str]) -> Iterator[str]:
    for key in ("name", "email"):
        text = plain.get(key, "")
        is_alone = len(_WORD.findall(text)) == 1
        if len(_fold(text)) >= (_SHORTEST_ALONE if is_alone else _SHORTEST_WORD):
            yield _fold(text)
    digits = "".join(c for c in plain.get("phone", "") if c.isdecimal())
    if len(digits) >= _SHORTEST_NUMBER:
        yield digits[-_PHONE_DIGITS:]


def _fold(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _texts(value: Any, keys: Keys) -> Iterator[tuple[Keys, str]]:
    if isinstance(value, str):
        yield keys, value
    elif isinstance(value, Mapping):
        for key, child in value.items():
            if not _KEY.fullmatch(str(key)):
                yield (*keys, str(key)), str(key)
            yield from _texts(child, (*keys, str(key)))
    elif isinstance(value, list | tuple):
        for index, child in enumerate(value):
            yield from _texts(child, (*keys, index))
