"""Walking a schema and the data beside it: which fields there are, and what is said about them.

A field's annotation (`x-disclosure`, `x-refers-to`) is the one beside its `$ref`, or else the one
at the definition, or else that of the branches of allOf, anyOf, oneOf, then and else. Where
branches say different lists, what they have in common counts: the narrower audience. Items of a
list without an annotation have that of their list; keys of a mapping have their own or none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from casekit.records.document import Keys

if TYPE_CHECKING:
    from casekit.records.schemas import SchemaSet

# A schema and the name of the file it stands in, against which its references are resolved.
Node = tuple[Mapping[str, Any], str]

ANY_ITEM = "*"
_BRANCHES = ("allOf", "anyOf", "oneOf")
_CONDITIONS = ("then", "else")
_SCALARS = {"string", "integer", "number", "boolean"}


def leaves(
    schema: Mapping[str, Any], schemas: SchemaSet
) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """Give every field that holds text, a number or a truth value, once.

    The path has `*` for any list item and for any key of an open mapping. The leaf's schema has
    its references followed, and its `x-` keywords as iter_annotated judges them.
    """
    base = str(schema.get("$id", "")).rpartition("/")[2].removesuffix(".schema.json")
    yield from _walk([(schema, base)], (), {}, (), schemas)


def iter_annotated(
    data: Any, kind: str, schemas: SchemaSet, keyword: str
) -> Iterator[tuple[Keys, Any, Any]]:
    """Give each scalar of the data with its keys and its annotation, None where it has none."""
    found: list[tuple[Keys, Any, Any]] = []
    fields = _find_fields([(schemas.get(kind), kind)], schemas)
    _annotate(data, (), fields, None, keyword, found)
    return iter(found)


def find_nodes(kind: str, keys: Keys, schemas: SchemaSet) -> list[Node]:
    """Every schema that speaks about the value at these keys, references followed."""
    nodes: list[Node] = [(schemas.get(kind), kind)]
    for key in keys:
        nodes = _step(_expand_all(nodes, schemas), key)
    return _expand_all(nodes, schemas)


def _walk(
    nodes: Sequence[Node],
    path: tuple[str, ...],
    inherited: Mapping[str, Any],
    above: tuple[int, ...],
    schemas: SchemaSet,
) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    expanded = _expand_all(nodes, schemas)
    # A schema that contains itself has been told already where it first appeared.
    fresh = [node for node in expanded if id(node[0]) not in above]
    if expanded and all("$ref" in node for node, _ in fresh):
        return
    above = (*above, *(id(node[0]) for node in fresh))
    names = dict.fromkeys(name for node, _ in fresh for name in node.get("properties", ()))
    has_items = any(isinstance(node.get("items"), Mapping) for node, _ in fresh)
    is_open = any(
        isinstance(node.get(word), Mapping)
        for node, _ in fresh
        for word in ("additionalProperties", "unevaluatedProperties")
    )
    own = _find_x_keywords(nodes, schemas)
    is_scalar = any(_SCALARS & _types(node) for node, _ in fresh)
    if is_scalar or not (names or has_items or is_open):
        leaf: dict[str, Any] = {}
        for node, _ in reversed(expanded):
            leaf.update(node)
        yield path, {**leaf, **inherited, **own}
    for name in names:
        yield from _walk(_step(fresh, name), (*path, name), {}, above, schemas)
    if has_items:
        items = _step(fresh, 0)
        yield from _walk(items, (*path, ANY_ITEM), {**inherited, **own}, above, schemas)
    if is_open:
        yield from _walk(_step(fresh, ""), (*path, ANY_ITEM), {}, above, schemas)


def _types(node: Mapping[str, Any]) -> set[str]:
    types = node.get("type", ())
    return {types} if isinstance(types, str) else set(types)


def _find_x_keywords(nodes: Sequence[Node], schemas: SchemaSet) -> dict[str, Any]:
    keywords = {
        word for node, _ in _expand_all(nodes, schemas) for word in node if word.startswith("x-")
    }
    return {word: _find_annotation(nodes, word, schemas) for word in sorted(keywords)}


class _Fields:
    """What the schemas that speak about one value say of it, worked out once for all data."""

    __slots__ = ("_annotations", "_expanded", "_nodes", "_schemas", "_steps")

    def __init__(self, nodes: Sequence[Node], schemas: SchemaSet) -> None:
        self._nodes = nodes
        self._schemas = schemas
        self._expanded: list[Node] | None = None
        self._annotations: dict[str, Any] = {}
        self._steps: dict[str | int, _Fields] = {}

    def annotation(self, keyword: str) -> Any:
        """What they say with this keyword; None where none says anything."""
        if keyword not in self._annotations:
            self._annotations[keyword] = _find_annotation(self._nodes, keyword, self._schemas)
        return self._annotations[keyword]

    def step(self, key: str | int) -> _Fields:
        """What speaks about one key or item of the value."""
        found = self._steps.get(key)
        if found is None:
            if self._expanded is None:
                self._expanded = _expand_all(self._nodes, self._schemas)
            found = _find_fields(_step(self._expanded, key), self._schemas)
            # Keys that no schema names are without number.
            if isinstance(key, int) or any(
                key in schema.get("properties", ()) for schema, _ in self._expanded
            ):
                self._steps[key] = found
        return found


def _find_fields(nodes: Sequence[Node], schemas: SchemaSet) -> _Fields:
    mark = tuple(id(schema) for schema, _ in nodes)
    found: _Fields | None = schemas.worked_out.get(mark)
    if found is None:
        found = schemas.worked_out[mark] = _Fields(nodes, schemas)
    return found


def _annotate(
    value: Any,
    keys: Keys,
    fields: _Fields,
    inherited: Any,
    keyword: str,
    found: list[tuple[Keys, Any, Any]],
) -> None:
    """Find the scalars of a value; a list is filled, because thousands are asked for at a time."""
    if not isinstance(value, str):
        if isinstance(value, Mapping):
            for key, child in value.items():
                _annotate(child, (*keys, key), fields.step(key), None, keyword, found)
            return
        if isinstance(value, (list, tuple)):
            own = fields.annotation(keyword)
            own = inherited if own is None else own
            for index, child in enumerate(value):
                _annotate(child, (*keys, index), fields.step(index), own, keyword, found)
            return
    own = fields.annotation(keyword)
    found.append((keys, value, inherited if own is None else own))


def _find_annotation(nodes: Sequence[Node], keyword: str, schemas: SchemaSet) -> Any:
    """What these schemas, all of which speak about one value, say with this keyword."""
    found = [_annotation_of(node, keyword, schemas, ()) for node in nodes]
    return _join([annotation for annotation in found if annotation is not None], keyword)


def _annotation_of(node: Node, keyword: str, schemas: SchemaSet, above: tuple[int, ...]) -> Any:
    schema, base = node
    if keyword in schema:
        return schema[keyword]
    if id(schema) in above:
        return None
    above = (*above, id(schema))
    if "$ref" in schema:
        target = _annotation_of(schemas.resolve(schema["$ref"], base), keyword, schemas, above)
        if target is not None:
            return target
    found = [_annotation_of(branch, keyword, schemas, above) for branch in _branches(node)]
    return _join([annotation for annotation in found if annotation is not None], keyword)


def _join(found: list[Any], keyword: str) -> Any:
    if not found:
        return None
    joined = found[0]
    if all(other == joined for other in found):
        return joined
    if {type(annotation) for annotation in found} != {list}:
        raise ValueError(f"the schemas say {keyword} differently about one field: {found}")
    return [item for item in joined if all(item in other for other in found)]


def _branches(node: Node) -> Iterator[Node]:
    schema, base = node
    for word in _BRANCHES:
        for branch in schema.get(word, ()):
            if isinstance(branch, Mapping):
                yield branch, base
    for word in _CONDITIONS:
        if isinstance(schema.get(word), Mapping):
            yield schema[word], base


def _expand_all(nodes: Sequence[Node], schemas: SchemaSet) -> list[Node]:
    """The schemas themselves and all that they refer to or branch into, once each."""
    expanded: dict[int, Node] = {}
    waiting = list(reversed(nodes))
    while waiting:
        node = waiting.pop()
        schema, base = node
        if not isinstance(schema, Mapping) or id(schema) in expanded:
            continue
        expanded[id(schema)] = node
        following = list(_branches(node))
        if "$ref" in schema:
            following.insert(0, schemas.resolve(schema["$ref"], base))
        waiting.extend(reversed(following))
    return list(expanded.values())


def _step(nodes: Sequence[Node], key: str | int) -> list[Node]:
    """The schemas that speak about one key or item of what these speak about."""
    found: list[tuple[Any, str]] = []
    for schema, base in nodes:
        if isinstance(key, int):
            first = schema.get("prefixItems", ())
            found.append((first[key] if key < len(first) else schema.get("items"), base))
            continue
        named = [schema["properties"][key]] if key in schema.get("properties", ()) else []
        patterns = schema.get("patternProperties", {}).items()
        named += [child for pattern, child in patterns if re.search(pattern, key)]
        open_words = ("additionalProperties", "unevaluatedProperties")
        found += [(child, base) for child in named or [schema.get(word) for word in open_words]]
    return [(schema, base) for schema, base in found if isinstance(schema, Mapping)]


def find_sealed_fields(kind: str, schemas: SchemaSet) -> dict[str, str]:
    """The fields of a kind that hold sealed values, each with the form of its plaintext."""
    fields = schemas.get(kind).get("properties", {})
    return {key: str(part["x-sealed"]) for key, part in fields.items() if "x-sealed" in part}
