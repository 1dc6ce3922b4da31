"""The rules that every schema of a record keeps, as pure functions: schema in, complaints out.

A validator overlooks an unknown keyword and a missing help text; these rules do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]

AUDIENCES = ("team", "supervisor", "family", "child", "carer", "court", "provider")
ALWAYS = ("team", "supervisor")
REFERS_TO = frozenset(
    {
        "person",
        "worker",
        "household",
        "plan",
        "report",
        "order",
        "notice",
        "placement",
        "referral",
        "consent",
        "assessment",
        "review",
        "hearing",
        "record",
        "case",
        *("appointment", "advocacy", "transfer", "family-time", "team-member"),
    }
)
KEYWORDS = frozenset(
    {
        "$schema",
        "$id",
        "$ref",
        "$defs",
        "title",
        "description",
        "type",
        "const",
        "enum",
        "properties",
        "required",
        "oneOf",
        "anyOf",
        "not",
        "additionalProperties",
        "items",
        "minItems",
        "maxItems",
        "uniqueItems",
        "minLength",
        "maxLength",
        "pattern",
        "format",
        "minimum",
        "maximum",
        "examples",
        # What casekit fills in itself: no flag sets it, and a request that gives it is refused.
        "readOnly",
        "x-refers-to",
        "x-disclosure",
        "x-sealed",
        "x-ask",
        "x-trace",
        "x-ordered",
        "x-class",
    }
)
# The forms of plaintexts: what is sealed in a field with `x-sealed: FORM`.
SEALED_FORMS = frozenset({"reporter-identity", "linked-case"})
SEALED_REF = "common.schema.json#/$defs/sealed"
COMMON_REF = "common.schema.json#/$defs/"
LOCAL_REF = "#/$defs/"
RECORD_ID = "recordId"
NO_LINE_BREAK = {"pattern": "[\\n\\r]"}


def lint_schema(name: str, schema: Schema, common: Schema) -> list[str]:
    """All complaints about one schema file; `common` is the file of the shared parts."""
    found = list(_lint_identity(name, schema))
    for path, node in _walk_raw(schema, ""):
        found += _lint_node(path, node, common)
    for path, node in _walk_fields(schema, "", common):
        found += _lint_field(path, node, common)
    return sorted(set(found))


def lint_pattern(pattern: str) -> list[str]:
    """All complaints about a regular expression on its own."""
    found = []
    if not (pattern.startswith("^") and pattern.endswith("$")):
        found.append("pattern is not anchored at both ends")
    if "\\" in pattern:
        found.append("pattern has a backslash: write a class such as [0-9] or [.]")
    if "(?" in pattern:
        found.append("pattern looks around or names a group")
    if "|" in _strip_groups(pattern):
        found.append("pattern has a choice outside a group, which the anchors do not hold")
    if _has_nested_quantifier(pattern):
        found.append("pattern has a quantifier within a repeated group")
    return found


def resolve_field(node: Schema, common: Schema) -> Schema:
    """The node with what it refers to filled in; what stands beside the reference wins."""
    if "$ref" not in node:
        return node
    target = common["$defs"].get(node["$ref"].rpartition("/")[2], {})
    beside = {key: value for key, value in node.items() if key != "$ref"}
    return {**resolve_field(target, common), **beside}


def _lint_identity(name: str, schema: Schema) -> Iterator[str]:
    if schema.get("$id") != f"https://casekit.invalid/schemas/{name}.schema.json":
        yield "$id is not the file's name"
    if schema.get("$schema") != "https://json-schema.org/draft/2020-12/schema":
        yield "$schema is not 2020-12"
    if not (schema.get("title") and schema.get("description")):
        yield "the file has no title or description"
    if "$defs" in schema:
        return
    mark = schema.get("properties", {}).get("schema", {})
    if mark.get("const") != f"{name}/1" or "schema" not in schema.get("required", ()):
        yield f"schema: is not required to be {name}/1"


def _lint_node(path: str, node: Schema, common: Schema) -> Iterator[str]:
    """What holds for each schema object, whether or not it is a field."""
    for keyword in sorted(set(node) - KEYWORDS):
        yield f"{path}: keyword {keyword} is not used here"
    if "properties" in node or node.get("type") == "object":
        if node.get("additionalProperties") is not False or node.get("type") != "object":
            yield f"{path}: object is not closed"
        for key in node.get("required", ()):
            if key not in node.get("properties", {}):
                yield f"{path}: required {key} is not a property"
    if node.get("type") == "array" and not ("maxItems" in node and "items" in node):
        yield f"{path}: list has no bound or no items"
    if node.get("type") == "integer" and not ("minimum" in node and "maximum" in node):
        yield f"{path}: number has no bounds"
    if node.get("type") == "string":
        yield from _lint_string(path, node)
    if "$ref" in node:
        yield from _lint_ref(path, node["$ref"], common)
    if ("x-sealed" in node) != (node.get("$ref") == SEALED_REF):
        yield f"{path}: a sealed value has x-sealed, and nothing else has"
    if "x-sealed" in node and (node["x-sealed"] not in SEALED_FORMS or "." in path or "[" in path):
        yield f"{path}: x-sealed names no form, or stands deeper than the record"


def _lint_string(path: str, node: Schema) -> Iterator[str]:
    if "enum" in node or "const" in node:
        return
    if "maxLength" not in node:
        yield f"{path}: text has no maxLength"
    if "pattern" not in node:
        if not node.get("minLength"):
            yield f"{path}: text may be empty"
        return
    for complaint in lint_pattern(node["pattern"]):
        yield f"{path}: {complaint}"
    # `$` of some engines lets one line break at the end pass.
    fixed = node.get("minLength") == node.get("maxLength")
    if not fixed and node.get("not") != NO_LINE_BREAK:
        yield f"{path}: a line break after the end would pass"
    if not node.get("examples"):
        yield f"{path}: pattern has no example"


def _lint_ref(path: str, ref: str, common: Schema) -> Iterator[str]:
    prefix, _, name = ref.rpartition("/")
    if f"{prefix}/" not in (COMMON_REF, LOCAL_REF) or name not in common["$defs"]:
        yield f"{path}: {ref} is no common part"


def _lint_field(path: str, node: Schema, common: Schema) -> Iterator[str]:
    """What holds for each property and each scalar item, references filled in."""
    if not (node.get("title") and node.get("description")):
        yield f"{path}: no title or no description"
    if node.get("type") in ("object", "array"):
        return
    audiences = node.get("x-disclosure")
    if not isinstance(audiences, list):
        yield f"{path}: no x-disclosure"
    elif [name for name in AUDIENCES if name in audiences] != audiences:
        yield f"{path}: x-disclosure has other words, another order, or a word twice"
    elif node.get("x-sealed"):
        if audiences:
            yield f"{path}: a sealed text is for no audience"
    elif not set(ALWAYS) <= set(audiences):
        yield f"{path}: x-disclosure leaves out the team or the supervisor"
    refers = node.get("x-refers-to")
    if refers is not None and refers not in REFERS_TO:
        yield f"{path}: x-refers-to {refers} is not known"
    is_record_id = node.get("pattern") == common["$defs"].get(RECORD_ID, {}).get("pattern", "-")
    if is_record_id and refers is None and path != "id":
        yield f"{path}: the id of a record without x-refers-to"


def _walk_raw(node: Schema, path: str) -> Iterator[tuple[str, Schema]]:
    """Each schema object of the file, references left as they are."""
    yield path, node
    for key in ("properties", "$defs"):
        for name, part in node.get(key, {}).items():
            yield from _walk_raw(part, f"{path}.{name}" if path else name)
    if "items" in node:
        yield from _walk_raw(node["items"], f"{path}[]")


def _walk_fields(node: Schema, path: str, common: Schema) -> Iterator[tuple[str, Schema]]:
    """Each property and each scalar item of a record, references filled in."""
    for name, part in node.get("properties", {}).items():
        here = f"{path}.{name}" if path else name
        field = resolve_field(part, common)
        if "x-sealed" in node:
            field = {**field, "x-sealed": node["x-sealed"]}
        yield here, field
        yield from _walk_fields(field, here, common)
    if "items" in node:
        item = resolve_field(node["items"], common)
        if item.get("type") != "object":
            yield f"{path}[]", item
        yield from _walk_fields(item, f"{path}[]", common)


def _strip_groups(pattern: str) -> str:
    """The pattern without what stands in parentheses or classes."""
    kept, depth, in_class = "", 0, False
    for sign in pattern:
        if in_class:
            in_class = sign != "]"
        elif sign == "[":
            in_class = True
        elif sign in "()":
            depth += 1 if sign == "(" else -1
        elif depth == 0:
            kept += sign
    return kept


def _has_nested_quantifier(pattern: str) -> bool:
    """Whether a group that may repeat holds something that may repeat; `?` and {4} do not."""
    repeats = [False]
    in_class = False
    for at, sign in enumerate(pattern):
        if in_class:
            in_class = sign != "]"
        elif sign == "[":
            in_class = True
        elif sign == "(":
            repeats.append(False)
        elif sign == ")" and len(repeats) > 1:
            inner = repeats.pop()
            if inner and _is_repeat(pattern, at + 1):
                return True
            repeats[-1] = repeats[-1] or inner
        elif _is_repeat(pattern, at):
            repeats[-1] = True
    return False


def _is_repeat(pattern: str, at: int) -> bool:
    rest = pattern[at:]
    if rest[:1] == "{":
        return "," in rest[: rest.find("}")]
    return rest[:1] in ("*", "+")
