"""Flags of a recording command, made from the schemas of the records that it makes.

The schema is the one place that says which fields there are and what they ask; its titles are the
help. Lists take a flag several times, one level of nested fields joins the names with a dash, and
an item with fields of its own is written `field=value; field=value`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from casekit.errors import UsageFault
from casekit.records.schemas import SchemaSet

# The tool fills these in.
NOT_ASKED = frozenset({"schema", "id", "recorded_at", "recorded_by", "voided"})
# `--from` is the file; a plan or an order that runs from a day takes `--since`.
SHORTER = {"occurred_at": "at", "occurred_on": "on", "from": "since"}
IRREGULAR = {
    "children": "child",
    "for": "for",
    "others": "other",
    "threats_judged": "judged",
    # `--duty` is taken: it names one duty when its implementation is recorded.
    "duties": "order-duty",
}
# A question whose answer has the question's own name: `--would-benefit`, and its other fields.
SAME_NAME = {
    ("would_benefit", "benefit"): "would-benefit",
    ("siblings_together", "together"): "siblings-together",
    ("siblings_together", "why_not"): "why-not-together",
    ("immediate_danger", "present"): "immediate-danger",
    ("form", "id"): "form",
}


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag: the keys of the field it sets, what it takes, and its section of the help."""

    keys: tuple[str, ...]
    name: str
    takes: str  # text, number, yes or no, item
    many: bool
    help: str
    metavar: str = "TEXT"
    section: str = ""
    # Of an item: its fields as they are typed, such as `actions.1.who`, and which are lists.
    fields: tuple[str, ...] = ()
    lists: frozenset[str] = frozenset()

    @property
    def parameter(self) -> str:
        """The name of the Python parameter."""
        return "flag_" + "_".join(self.keys).replace("-", "_")


def make_flags(kinds: Iterable[str], schemas: SchemaSet) -> list[Flag]:
    """The flags for several kinds of record together, each field once."""
    flags: dict[tuple[str, ...], Flag] = {}
    for kind in kinds:
        for flag in _flags_of(schemas.get(kind), (), kind, schemas):
            flags.setdefault(flag.keys, flag)
    return list(flags.values())


def collect(flags: Iterable[Flag], given: Mapping[str, Any]) -> dict[str, Any]:
    """The request that flags make; raises UsageFault for an item that cannot be read."""
    request: dict[str, Any] = {}
    for flag in flags:
        value = given.get(flag.parameter)
        if value is None or value == []:
            continue
        if flag.takes == "item":
            value = [_fill_lists(read_item(item, flag.name), flag.lists) for item in value]
        target = request
        for key in flag.keys[:-1]:
            target = target.setdefault(key, {})
        target[flag.keys[-1]] = value
    return request


def read_item(text: str, flag: str) -> dict[str, Any]:
    """Read `child=Sam; birth.date=2018-06-02; children=[Sam, Ada]; actions.1.who=Marie`.

    A number in a name counts the items of a list from 1. Raises UsageFault when it is not that.
    """
    item: dict[str, Any] = {}
    for part in text.split(";"):
        key, equals, value = part.partition("=")
        if not equals or not key.strip():
            raise UsageFault(
                f"--{flag}: `{part.strip()}` is not written as field=value",
                hint="write field=value; field=value - a file given with --from holds any text",
            )
        target: Any = item
        names = key.strip().split(".")
        for name, following in zip(names, [*names[1:], ""], strict=True):
            inner: Any = [] if following.isdecimal() else {}
            filled = inner if following else _read_scalar(value.strip())
            target = _enter(target, name, filled, flag)
    return item


def _fill_lists(node: Any, lists: frozenset[str], above: str = "") -> Any:
    """One text where a list belongs is a list of it: nobody writes brackets around one name."""
    if isinstance(node, list):
        return [_fill_lists(each, lists, f"{above}.1") for each in node]
    if isinstance(node, dict):
        return {
            key: _fill_lists(value, lists, f"{above}.{key}" if above else key)
            for key, value in node.items()
        }
    return [node] if above in lists and isinstance(node, str) else node


def _enter(target: Any, name: str, value: Any, flag: str) -> Any:
    """Put a value under a name, or into the list at its number, unless a collection is there."""
    if isinstance(target, dict):
        return _enter_named(target, name, value, flag)
    place = int(name) - 1 if name.isdecimal() and isinstance(target, list) else -1
    if isinstance(target, list) and place == len(target):
        target.append(value)
    if not isinstance(target, list) or not 0 <= place < len(target):
        raise UsageFault(
            f"--{flag}: the items of a list are numbered 1, 2, 3 without a gap, not {name}"
        )
    return target[place]


def _enter_named(target: dict[str, Any], name: str, value: Any, flag: str) -> Any:
    """A name that comes again adds to what stands under it: nobody's name is dropped in silence."""
    there = target.setdefault(name, value)
    if there is value or (isinstance(there, (dict, list)) and value in ({}, [])):
        return there
    if isinstance(there, dict) or isinstance(value, dict):
        raise UsageFault(f"--{flag}: `{name}` has parts of its own, and a text besides")
    if isinstance(there, bool) or isinstance(value, bool):
        raise UsageFault(f"--{flag}: `{name}` is said twice", hint="say it once")
    both = [*(there if isinstance(there, list) else [there])]
    both += value if isinstance(value, list) else [value]
    target[name] = both
    return both


def _read_scalar(text: str) -> Any:
    if text in ("true", "false"):
        return text == "true"
    if text.startswith("[") and text.endswith("]"):
        return [_read_scalar(part.strip()) for part in text[1:-1].split(",") if part.strip()]
    return text


def _flags_of(
    schema: Mapping[str, Any], above: tuple[str, ...], file: str, schemas: SchemaSet
) -> Iterator[Flag]:
    for key, field in schema.get("properties", {}).items():
        if not above and key in NOT_ASKED:
            continue
        keys = (*above, key)
        field, inner = follow_refs(field, file, schemas)
        # What is to be sealed never stands on a command line: shells and process lists keep it.
        if "x-sealed" in field:
            continue
        if field.get("readOnly"):
            continue
        about = field.get("title", key)
        kind = field.get("type")
        if kind == "object" and not above:
            yield from _flags_of(field, keys, inner, schemas)
        elif kind == "array":
            items, _ = follow_refs(field.get("items", {}), inner, schemas)
            if items.get("type") == "object":
                parts = tuple(_parts_of(items, inner, schemas))
                fields = tuple(name for name, _ in parts)
                lists = frozenset(name for name, is_list in parts if is_list)
                shown = ", ".join(fields)
                help_text = f"{_sentence(about)} Write field=value; field=value. Fields: {shown}."
                name = _flag_name(keys, many=True)
                yield Flag(
                    keys, name, "item", True, help_text, "FIELDS", fields=fields, lists=lists
                )
            else:
                help_text = _sentence(about) + _choices(items)
                name = _flag_name(keys, many=True)
                yield Flag(keys, name, "text", True, help_text, _metavar(items))
        elif kind == "boolean":
            yield Flag(keys, _flag_name(keys), "yes or no", False, _sentence(about))
        elif kind == "integer":
            yield Flag(keys, _flag_name(keys), "number", False, _sentence(about), "NUMBER")
        elif kind != "object":
            help_text = _sentence(about) + _choices(field)
            yield Flag(keys, _flag_name(keys), "text", False, help_text, _metavar(field))


def _parts_of(
    schema: Mapping[str, Any], file: str, schemas: SchemaSet, above: str = ""
) -> Iterator[tuple[str, bool]]:
    """The fields of an item as they are typed, and whether each is a list of plain values."""
    for key, field in schema.get("properties", {}).items():
        field, inner = follow_refs(field, file, schemas)
        if field.get("readOnly") or "x-sealed" in field:
            continue
        name = f"{above}{key}"
        if field.get("type") == "object":
            yield from _parts_of(field, inner, schemas, f"{name}.")
        elif field.get("type") == "array":
            items, below = follow_refs(field.get("items", {}), inner, schemas)
            if items.get("type") == "object":
                yield from _parts_of(items, below, schemas, f"{name}.1.")
            else:
                yield name, True
        else:
            yield name, False


def follow_refs(
    field: Mapping[str, Any], file: str, schemas: SchemaSet
) -> tuple[Mapping[str, Any], str]:
    """A field with what its `$ref` says, its own words first; and the file in which that stands."""
    while "$ref" in field:
        target, file = schemas.resolve(field["$ref"], file)
        field = {**target, **{k: v for k, v in field.items() if k != "$ref"}}
    return field, file


def _choices(field: Mapping[str, Any]) -> str:
    return f" One of: {', '.join(field['enum'])}." if "enum" in field else ""


def _sentence(title: str) -> str:
    return title if title.endswith(("?", ".")) else f"{title}."


def _flag_name(keys: tuple[str, ...], *, many: bool = False) -> str:
    if keys in SAME_NAME:
        return SAME_NAME[keys]
    *above, last = keys
    if many:
        last = IRREGULAR.get(last) or (
            f"{last[:-3]}y" if last.endswith("ies") else last.removesuffix("s")
        )
    last = SHORTER.get(last, last)
    return "-".join([*above, last]).replace("_", "-")


def _metavar(field: Mapping[str, Any]) -> str:
    refers = field.get("x-refers-to")
    if refers is not None:
        return {"person": "PERSON", "worker": "WORKER", "case": "CASE"}.get(refers, "RECORD")
    return {"date": "DATE", "date-time": "TIME"}.get(field.get("format", ""), "TEXT")
