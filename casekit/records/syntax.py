"""The parser's complaints in plain words."""

from __future__ import annotations

from typing import Any, NamedTuple

from casekit.model.findings import Finding


class _Sentence(NamedTuple):
    code: str
    # Where to point: at the place where reading failed, or where the failed part began.
    at_beginning: bool
    message: str
    hint: str


_QUOTE = _Sentence(
    "YAML-UNCLOSED-QUOTE",
    True,
    "the quoted text that begins here has no closing quote",
    "end it with the same quote, or use a text block: `key: |` with the text indented below",
)
_BRACKET = _Sentence(
    "YAML-UNCLOSED-BRACKET",
    True,
    "the bracket that opens here is not closed, or a comma is missing between its items",
    "close it, or write one item a line, each after `- `",
)
_ESCAPE = _Sentence(
    "YAML-ESCAPE",
    False,
    'a backslash in "quoted text" is followed by something that has no meaning',
    "write \\\\ for a backslash, or use single quotes",
)
_INDENTATION = _Sentence(
    "YAML-INDENTATION",
    False,
    "this line does not begin where the lines around it do, or has no `key:`",
    "begin it in the same column as the key, or the `- `, that it belongs with",
)
_COLON = _Sentence(
    "YAML-UNQUOTED-COLON",
    False,
    "a colon and a space stand inside unquoted text",
    'put the whole text in quotes: note: "he said: no"',
)
_TOO_FAR_RIGHT = _Sentence(
    "YAML-INDENTATION",
    False,
    "this line is read as a continuation of the text above it, because it is indented deeper",
    "begin it in the same column as the key above",
)
_AFTER_VALUE = _Sentence(
    "YAML-AFTER-VALUE",
    False,
    "more stands after the end of the value",
    "put the whole value in quotes; inside single quotes write '' for an apostrophe",
)
_ALIAS = _Sentence(
    "YAML-ALIAS",
    True,
    "a value that begins with * refers to another place in YAML; casekit does not read that",
    'put text that begins with * in quotes: "* ..."',
)
_ANCHOR = _Sentence(
    "YAML-ANCHOR",
    True,
    "a value that begins with & gives it a name in YAML; casekit does not read that",
    'put text that begins with & in quotes: "& ..."',
)
_TAG = _Sentence(
    "YAML-TAG",
    True,
    "a value that begins with ! gives it a type in YAML; casekit does not read that",
    'put text that begins with ! in quotes: "! ..."',
)
_DIRECTIVE = _Sentence(
    "YAML-DIRECTIVE",
    True,
    "a line that begins with % instructs the parser; casekit does not read that",
    "delete the line",
)
_DOCUMENTS = _Sentence(
    "YAML-DOCUMENTS",
    False,
    "something stands behind a line ... or before it; that line ends a file",
    "delete the line; a second record needs a file of its own",
)
_DEFAULT = _Sentence(
    "YAML-SYNTAX",
    False,
    "the file cannot be read from here on",
    "look for a missing quote, bracket, colon or comma here or on the line before",
)

# By the first of these that stands in "context: problem" as libyaml writes them.
_BY_PROBLEM = (
    ("while scanning a quoted scalar", _QUOTE),
    ("did not find expected ',' or", _BRACKET),
    ("while parsing a quoted scalar", _ESCAPE),
    ("mapping values are not allowed", _COLON),
    (
        "could not find expected ':'",
        _Sentence(
            "YAML-MISSING-COLON",
            True,
            "this line has no `key: value`",
            "write a colon and a space after the key; a long text goes into a text block",
        ),
    ),
    (
        "found character that cannot start any token",
        _Sentence(
            "YAML-RESERVED-CHARACTER",
            False,
            "unquoted text cannot begin with this character",
            "put the whole text in quotes",
        ),
    ),
    (
        "block sequence entries are not allowed",
        _Sentence(
            "YAML-LIST-PLACE",
            False,
            "a list item begins in a place where none can stand",
            'begin the list on the next line; put text that begins with "- " in quotes',
        ),
    ),
    ("did not find expected <document start>", _DOCUMENTS),
    ("while scanning an alias", _ALIAS),
    ("while scanning an anchor", _ANCHOR),
    ("while scanning a tag", _TAG),
    ("while parsing a tag", _TAG),
    ("found undefined tag handle", _TAG),
    ("directive", _DIRECTIVE),
    ("did not find expected key", _INDENTATION),
    ("did not find expected '-' indicator", _INDENTATION),
    ("mapping keys are not allowed", _INDENTATION),
)


def explain_syntax(fault: Any, last_event: Any, path: str) -> Finding:
    """Turn the parser's exception into a finding; the last event before it tells near misses."""
    problem = f"{getattr(fault, 'context', None)}: {getattr(fault, 'problem', None)}"
    sentence = next((s for part, s in _BY_PROBLEM if part in problem), _DEFAULT)
    mark = getattr(fault, "problem_mark", None) or getattr(fault, "context_mark", None)
    last_mark = getattr(last_event, "end_mark", None)
    if mark and last_mark and mark.line == last_mark.line:
        if sentence is _COLON and last_event.start_mark.line < mark.line:
            sentence = _TOO_FAR_RIGHT
        elif sentence is _INDENTATION and last_event.start_mark.index < last_mark.index:
            # A value has just ended; the end of a list or mapping by lines has no width.
            sentence = _AFTER_VALUE
    if sentence.at_beginning:
        mark = getattr(fault, "context_mark", None) or mark
    return Finding(
        code=sentence.code,
        path=path,
        line=mark.line + 1 if mark else 0,
        column=mark.column + 1 if mark else 0,
        message=sentence.message,
        hint=sentence.hint,
    )
