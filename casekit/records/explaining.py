"""Saying in a caseworker's words what a schema objects to. Imported only when it does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from casekit.model.findings import Finding
from casekit.records.annotations import find_nodes
from casekit.records.document import Keys, Locate, Position, name_path
from casekit.records.formats import describe_bad_day, describe_bad_moment, is_day, is_moment
from casekit.records.scalars import Ambiguity, read_plain
from casekit.records.schemas import SchemaSet, suggest

_TYPE_NAMES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "keys with values",
}


def explain_faults(
    data: Any,
    kind: str,
    schemas: SchemaSet,
    locate: Locate,
    locate_key: Locate,
    path: str,
) -> tuple[Finding, ...]:
    """Explain data that the fast validator refused; never empty."""
    explainer = _Explainer(kind, schemas, locate, locate_key, path)
    validator = _make_validator(kind, schemas)
    findings: list[Finding] = []
    for error in validator.iter_errors(data):
        findings += explainer.explain(error)
    short = schemas.list_short_faults(kind, data)
    # jsonschema does not say where a key stands that may not be there at all (schema `false`).
    findings += (explainer.tell_not_here(keys) for keys, word, _ in short if word == "falseSchema")
    if not findings:
        # The validators disagree: the record is refused all the same, in the words at hand.
        unexplained = ((), "", "this does not keep to its schema")
        for keys, _, message in short or [unexplained]:
            hint = "look for a line end or a space behind the value, and take it out"
            findings.append(explainer.tell("SCHEMA-DISAGREE", keys, message, hint))
    # Two branches of a schema may object to the same thing; a form tells its length with it, and a
    # date that does not exist needs no word about its form.
    told = {(f.line, f.column, f.code) for f in findings}
    unique = dict.fromkeys(
        f
        for f in findings
        if not any((f.line, f.column, better) in told for better in _SAID_BETTER.get(f.code, ()))
    )
    return tuple(sorted(unique, key=lambda f: (f.line, f.column, f.code, f.message)))


def _make_validator(kind: str, schemas: SchemaSet) -> Draft202012Validator:
    def retrieve(uri: str) -> Resource[Any]:
        return DRAFT202012.create_resource(schemas.retrieve(uri))

    checker = FormatChecker()
    checker.checks("date")(is_day)
    checker.checks("date-time")(is_moment)
    registry: Registry[Any] = Registry(retrieve=retrieve)  # type: ignore[call-arg]
    return Draft202012Validator(schemas.get(kind), registry=registry, format_checker=checker)


class _Explainer:
    """Knows the record's schema and places; errors come as jsonschema's ValidationError."""

    def __init__(
        self, kind: str, schemas: SchemaSet, locate: Locate, locate_key: Locate, path: str
    ) -> None:
        self._kind = kind
        self._schemas = schemas
        self._locate = locate
        self._locate_key = locate_key
        self._path = path

    def tell(self, code: str, keys: Keys, message: str, hint: str | None) -> Finding:
        """A finding at a value."""
        return self._tell_at(self._locate(keys), code, keys, message, hint)

    def _tell_at(
        self, place: Position, code: str, keys: Keys, message: str, hint: str | None
    ) -> Finding:
        name = name_path(keys)
        return Finding(
            code=code,
            path=self._path,
            line=place.line,
            column=place.column,
            message=f"{name}: {message}" if name else message,
            hint=hint,
        )

    def explain(self, error: Any) -> Iterator[Finding]:
        """Give the findings for one error; some keywords object to several things at once."""
        keys: Keys = tuple(error.absolute_path)
        explain = _BY_KEYWORD.get(str(error.validator), _Explainer._other)
        yield from explain(self, error, keys)

    def _missing(self, error: Any, keys: Keys) -> Iterator[Finding]:
        missing = [name for name in error.validator_value if name not in error.instance]
        # jsonschema makes one error per missing key, each with the whole list.
        for name in missing:
            if f"{name!r} is a required" in error.message:
                yield self._tell_missing(keys, name)

    def _missing_dependent(self, error: Any, keys: Keys) -> Iterator[Finding]:
        for present, needed in error.validator_value.items():
            if present in error.instance:
                for name in needed:
                    if name not in error.instance:
                        yield self._tell_missing(keys, name, f" beside {present}")

    def _tell_missing(self, keys: Keys, name: str, beside: str = "") -> Finding:
        said = self._describe((*keys, name))
        hint = f"add the key {name}{f' ({said})' if said else ''}"
        return self.tell("SCHEMA-MISSING", keys, f"the key {name} is missing{beside}", hint)

    def _unknown_key(self, error: Any, keys: Keys) -> Iterator[Finding]:
        nodes = find_nodes(self._kind, keys, self._schemas)
        known = list(dict.fromkeys(k for node, _ in nodes for k in node.get("properties", ())))
        unknown = [name for name in error.instance if name not in known]
        for name in unknown:
            hint = suggest(name, [k for k in known if k not in error.instance], "free keys here")
            place = self._locate_key((*keys, name))
            message = f"the key {name} is not known here"
            yield self._tell_at(place, "SCHEMA-UNKNOWN-KEY", keys, message, hint)
        if not unknown and error.validator == "additionalProperties":
            yield from self._other(error, keys)
        # With unevaluatedProperties and no unknown key, the keys count as unknown only because
        # another fault is in them, which has its own error.

    def tell_not_here(self, keys: Keys) -> Finding:
        """A finding at a key that the rest of the record rules out."""
        place = self._locate_key(keys)
        message = "this cannot stand in this record"
        return self._tell_at(place, "SCHEMA-NOT-HERE", keys, message, "delete it")

    def _no_words(self, error: Any, keys: Keys) -> Iterator[Finding]:
        return iter(())

    def _type(self, error: Any, keys: Keys) -> Iterator[Finding]:
        wanted = error.validator_value
        names = [wanted] if isinstance(wanted, str) else list(wanted)
        yield self._tell_type(keys, names, error.instance)

    def _tell_type(self, keys: Keys, names: list[str], value: Any) -> Finding:
        words = " or ".join(_TYPE_NAMES.get(name, name) for name in names)
        hint = None
        if names == ["boolean"] and isinstance(value, str):
            hint = "write true or false"
        elif "string" in names and isinstance(value, bool):
            hint = self._describe(keys) or f'put it in quotes: "{json.dumps(value)}"'
        elif "string" in names and isinstance(value, (int, float)):
            hint = f'put it in quotes: "{json.dumps(value)}"'
        elif "array" in names and "object" in names:
            hint = "write what it has in braces, `{key: value}`, or a list of such"
        elif "array" in names:
            hint = "write each item on a line of its own, after `- `"
        elif isinstance(value, str) and not isinstance(read_plain(value), (str, Ambiguity)):
            hint = f"write {value} without quotes"
        elif "string" in names:
            hint = "write it as one text: on one line, or after `|` and indented below it"
        else:
            hint = self._describe(keys) or f"write {words}"
        given = "a list" if isinstance(value, list) else _show(value)
        if isinstance(value, str):
            given = f'the text "{given}"'
        return self.tell("SCHEMA-TYPE", keys, f"needs {words}, not {given}", hint)

    def _choice(self, error: Any, keys: Keys) -> Iterator[Finding]:
        wanted = error.validator_value if error.validator == "enum" else [error.validator_value]
        choices = [_show(choice) for choice in wanted]
        near = get_close_matches(_show(error.instance), choices, n=1)
        hint = f"one of: {', '.join(choices)}" if len(choices) > 1 else f"write {choices[0]}"
        if near and len(choices) > 1:
            hint = f"did you mean {near[0]}? {hint}"
        yield self.tell("SCHEMA-CHOICE", keys, f"{_show(error.instance)} is not a choice", hint)

    def _format(self, error: Any, keys: Keys) -> Iterator[Finding]:
        text = str(error.instance)
        if error.validator_value == "date":
            hint = "write year, month and day: 2026-11-21"
            yield self.tell("SCHEMA-DATE", keys, describe_bad_day(text), hint)
        elif error.validator_value == "date-time":
            hint = "write day, time and offset from UTC: 2026-11-21T14:30:00-06:00"
            yield self.tell("SCHEMA-DATE", keys, describe_bad_moment(text), hint)
        else:
            message = f"{_show(text)} is not written as {error.validator_value}"
            yield self.tell("SCHEMA-FORMAT", keys, message, self._say_form(error, keys))

    def _pattern(self, error: Any, keys: Keys) -> Iterator[Finding]:
        message = f"{_show(error.instance)} is not written in the form needed here"
        yield self.tell("SCHEMA-PATTERN", keys, message, self._say_form(error, keys))

    def _say_form(self, error: Any, keys: Keys) -> str:
        """What is asked for, in words; a pattern is for programs and tells a person nothing."""
        said = str(error.schema.get("description") or self._describe(keys) or "see the schema")
        example = _show(next(iter(error.schema.get("examples", ())), ""))
        return said if not example or example in said else f"{said}; for example {example}"

    def _length(self, error: Any, keys: Keys) -> Iterator[Finding]:
        limit, word = error.validator_value, str(error.validator)
        what = {"Length": "characters", "Items": "items", "Properties": "keys"}[word[3:]]
        what = what[:-1] if limit == 1 else what
        size = len(error.instance)
        message = f"needs at {'least' if word[:3] == 'min' else 'most'} {limit} {what}, not {size}"
        hint = self._describe(keys) or ("say more" if word[:3] == "min" else "say it in fewer")
        yield self.tell("SCHEMA-LENGTH", keys, message, hint)

    def _range(self, error: Any, keys: Keys) -> Iterator[Finding]:
        words = {
            "minimum": "at least",
            "maximum": "at most",
            "exclusiveMinimum": "more than",
            "exclusiveMaximum": "less than",
            "multipleOf": "a multiple of",
        }
        message = f"{error.instance} is not {words[str(error.validator)]} {error.validator_value}"
        yield self.tell("SCHEMA-RANGE", keys, message, self._describe(keys))

    def _twice(self, error: Any, keys: Keys) -> Iterator[Finding]:
        seen: list[Any] = []
        for index, item in enumerate(error.instance):
            if item in seen:
                message = f"{_show(item)} stands twice in the list"
                yield self.tell("SCHEMA-TWICE", (*keys, index), message, "delete one of the two")
            seen.append(item)

    def _alternatives(self, error: Any, keys: Keys) -> Iterator[Finding]:
        names = [_required_by(branch) for branch in error.validator_value]
        if all(names) and isinstance(error.instance, dict):
            yield from self._exactly_one(error, keys, [name for group in names for name in group])
            return
        here = [e for e in error.context if not e.path]
        if here and len(here) == len(error.context):
            if all(e.validator == "format" for e in here):
                message = describe_bad_day(str(error.instance))
                hint = "write a day, 2026-11-21, or a moment, 2026-11-21T14:30:00-06:00"
                yield self.tell("SCHEMA-DATE", keys, message, hint)
                return
            if all(e.validator == "type" for e in here):
                yield self._tell_type(keys, [e.validator_value for e in here], error.instance)
                return
        best = best_match([error])
        if best is error or best is None:
            # Nothing stands out: the first form that the value has the type of.
            best = next((e for e in error.context if e.validator != "type"), None)
        if best is None:
            message = "this fits more than one of the forms that it can have"
            yield self.tell("SCHEMA-ALTERNATIVES", keys, message, self._describe(keys))
            return
        yield from self.explain(best)

    def _exactly_one(self, error: Any, keys: Keys, names: list[str]) -> Iterator[Finding]:
        present = [name for name in names if name in error.instance]
        listed = " or ".join(names)
        if set(names) == {"occurred_at", "occurred_on"}:
            if present:
                message = "occurred_at and occurred_on both say when it happened"
                hint = "keep occurred_at where the time is known, otherwise occurred_on"
            else:
                message = "when it happened is missing"
                hint = (
                    "add occurred_at: 2026-11-21T14:30:00-06:00 where the time is known, "
                    "otherwise occurred_on: 2026-11-21"
                )
            code = "SCHEMA-OCCURRED"
        elif present:
            message, hint = f"only one of {listed} can stand here", "delete the others"
            code = "SCHEMA-ALTERNATIVES"
        else:
            message, hint = f"one of {listed} is missing", f"add {listed}"
            code = "SCHEMA-MISSING"
        place = self._locate_key((*keys, present[-1])) if present else self._locate(keys)
        yield self._tell_at(place, code, keys, message, hint)

    def _not(self, error: Any, keys: Keys) -> Iterator[Finding]:
        """What must not be so: of a text a line end within it, of keys that two of them stand."""
        if isinstance(error.instance, str):
            message = "a line end stands in it, and it is one line"
            yield self.tell("SCHEMA-OTHER", keys, message, "write it on one line")
        elif isinstance(error.instance, dict):
            message = f"these keys do not go together: {', '.join(map(str, error.instance))}"
            yield self.tell("SCHEMA-OTHER", keys, message, self._describe(keys) or "take one out")
        else:
            yield self._tell_type(keys, ["string"], error.instance)

    def _other(self, error: Any, keys: Keys) -> Iterator[Finding]:
        message = f"this does not fit ({error.validator}): {_shorten(error.message)}"
        yield self.tell("SCHEMA-OTHER", keys, message, self._describe(keys))

    def _describe(self, keys: Keys) -> str | None:
        for node, _ in find_nodes(self._kind, keys, self._schemas):
            said = node.get("description") or node.get("title")
            if said and keys:
                return str(said)
        return None


# Faults that say nothing new where another one stands at the same place.
_SAID_BETTER = {
    "SCHEMA-LENGTH": ("SCHEMA-PATTERN", "SCHEMA-DATE"),
    "SCHEMA-PATTERN": ("SCHEMA-DATE",),
    "SCHEMA-CHOICE": ("SCHEMA-TYPE",),
}
_Explain = Callable[[_Explainer, Any, Keys], Iterator[Finding]]
_BY_KEYWORD: dict[str, _Explain] = {
    "required": _Explainer._missing,
    "dependentRequired": _Explainer._missing_dependent,
    "additionalProperties": _Explainer._unknown_key,
    "unevaluatedProperties": _Explainer._unknown_key,
    "None": _Explainer._no_words,
    "type": _Explainer._type,
    "enum": _Explainer._choice,
    "const": _Explainer._choice,
    "format": _Explainer._format,
    "pattern": _Explainer._pattern,
    **dict.fromkeys(
        ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"),
        _Explainer._length,
    ),
    **dict.fromkeys(
        ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
        _Explainer._range,
    ),
    "uniqueItems": _Explainer._twice,
    "not": _Explainer._not,
    "oneOf": _Explainer._alternatives,
    "anyOf": _Explainer._alternatives,
}


def _required_by(branch: Any) -> list[str]:
    """The keys of a branch that says nothing but which keys must be there; otherwise none."""
    if isinstance(branch, dict) and set(branch) <= {"required", "not"}:
        return list(branch.get("required", ()))
    return []


def _show(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return _shorten(text)


def _shorten(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."
