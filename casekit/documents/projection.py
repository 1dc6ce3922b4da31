"""What one reader may see of a record: named leaves only, everything else is withheld."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from casekit.documents.faults import UnknownAudience
from casekit.records.annotations import iter_annotated

if TYPE_CHECKING:
    from casekit.records.schemas import SchemaSet

AUDIENCES = ("team", "supervisor", "family", "child", "carer", "court", "provider")


def project(
    data: Mapping[str, Any], kind: str, *, audience: str, schemas: SchemaSet
) -> dict[str, Any]:
    """Keep the leaves of a record that its schema discloses to the audience.

    A leaf without the annotation `x-disclosure` is withheld, and what is empty afterwards vanishes:
    nothing shows that there was something. Raises UnknownAudience.
    """
    if audience not in AUDIENCES:
        raise UnknownAudience(audience, AUDIENCES)
    root: dict[Any, Any] = {}
    for keys, value, annotation in iter_annotated(data, kind, schemas, "x-disclosure"):
        if isinstance(annotation, list) and audience in annotation:
            _plant(root, data, keys, value)
    projected: dict[str, Any] = _settle(root)
    return projected


class _Sparse(dict[int, Any]):
    """A list under construction: kept items by their old place, gaps closed at the end."""


def _plant(root: dict[Any, Any], data: Any, keys: tuple[str | int, ...], value: Any) -> None:
    """Put a leaf where it stood, making the mappings and lists on the way."""
    here = root
    for key in keys[:-1]:
        data = data[key]
        here = here.setdefault(key, {} if isinstance(data, Mapping) else _Sparse())
    here[keys[-1]] = value


def _settle(node: Any) -> Any:
    """Turn what was planted into plain dicts and lists, in the order of the record."""
    if isinstance(node, _Sparse):
        return [_settle(node[place]) for place in sorted(node)]
    if isinstance(node, dict):
        return {key: _settle(child) for key, child in node.items()}
    return node
