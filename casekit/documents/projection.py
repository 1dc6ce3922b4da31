"""What one reader may see of a record: named leaves only, everything else is withheld."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from casekit.documents.faults import UnknownAudience
from casekit.records.annotations import iter_annotated
from casekit.records.document import Keys
from casekit.records.originals import find_original

if TYPE_CHECKING:
    from casekit.model.records import Case
    from casekit.records.schemas import SchemaSet

# What a reader may see of a record, of its data and its kind: `project` with all else given.
See = Callable[[Mapping[str, Any], str], dict[str, Any]]
# Who works on the case: what a record narrows, it narrows for everybody else.
INSIDE = frozenset({"team", "supervisor"})
AUDIENCES = ("team", "supervisor", "family", "child", "carer", "court", "provider")


# What a translation repeats of its original, and says of it in another language.
COPIED = frozenset({("value",), ("text",)})

# An item that names its area of life is of the class of that area, whatever its field.
_AREAS: Mapping[str, str] = {
    "substance use": "substance use",
    "mental health": "health",
    "physical health": "health",
    "development": "health",
    "education": "education",
}
# Whoever else has a file in a case is neither of the family nor there in an office.
_OF_THE_CASE = frozenset({"child", "family", "professional"})
_THIRD_PARTY = "third party"


def project(
    data: Mapping[str, Any],
    kind: str,
    *,
    audience: str,
    schemas: SchemaSet,
    without: frozenset[str] = frozenset(),
    case: Case | None = None,
) -> dict[str, Any]:
    """Keep the leaves of a record that its schema discloses to the audience.

    A leaf without the annotation `x-disclosure` is withheld, and what is empty afterwards vanishes:
    nothing shows that there was something. `without` are classes of information that a consent
    keeps from this receiver. Without the `case` nobody reads a translation: its readers are those
    of its original. Raises UnknownAudience.
    """
    if audience not in AUDIENCES:
        raise UnknownAudience(audience, AUDIENCES)
    root: dict[Any, Any] = {}
    for keys, value, readers in iter_disclosed(data, kind, schemas, without, case):
        if audience in readers:
            _plant(root, data, keys, value)
    projected: dict[str, Any] = _settle(root)
    return projected


def iter_disclosed(
    data: Mapping[str, Any],
    kind: str,
    schemas: SchemaSet,
    without: frozenset[str] = frozenset(),
    case: Case | None = None,
) -> Iterator[tuple[Keys, Any, tuple[str, ...]]]:
    """Each leaf of a record with its keys and who may read it; nobody where the schema is silent.

    What the record itself says (`only_for`) narrows the readers outside the agency, and never
    widens them; so do the classes of information that are to be left out. What was translated, and
    the translation, have the readers of the original, as its record narrows them; nobody where
    that is not to be found in the `case`.
    """
    of_original: tuple[str, ...] = ()
    if kind == "translation" and case is not None:
        of_original = _read_readers_of_original(data, schemas, without, case)
    narrowed = data.get("only_for")
    classes = classify(data, kind, schemas) if without else {}
    for keys, value, annotation in iter_annotated(data, kind, schemas, "x-disclosure"):
        readers = annotation if isinstance(annotation, list) else []
        if kind == "translation" and keys in COPIED:
            readers = list(of_original)
        # The words of the original are no more secret here than where they stand.
        if narrowed is not None and (kind, keys) != ("translation", ("value",)):
            readers = [one for one in readers if one in INSIDE or one in narrowed]
        if without & classes.get(keys, frozenset()):
            readers = [one for one in readers if one in INSIDE]
        yield keys, value, tuple(readers)


def _read_readers_of_original(
    data: Mapping[str, Any], schemas: SchemaSet, without: frozenset[str], case: Case
) -> tuple[str, ...]:
    found = find_original(case, data, schemas)
    if found is None:
        return ()
    record, wanted, _ = found
    told = iter_disclosed(record.data, record.kind, schemas, without)
    return next((readers for keys, _, readers in told if keys == wanted), ())


def classify(data: Mapping[str, Any], kind: str, schemas: SchemaSet) -> dict[Keys, frozenset[str]]:
    """The classes of information of each leaf that is of any: by its schema, or its area of life.

    All that is on file of a person is of a third party, unless the person is of the family or a
    professional.
    """
    found: dict[Keys, frozenset[str]] = {}
    is_third = kind == "person" and data.get("role") not in _OF_THE_CASE
    for keys, _, annotation in iter_annotated(data, kind, schemas, "x-class"):
        node: Any = data
        classes = {_THIRD_PARTY} if is_third else set()
        area = annotation
        for key in keys:
            if isinstance(node, Mapping):
                area = _AREAS.get(node.get("domain", ""), area)
            node = node[key]
        classes |= {str(one) for one in (annotation, area) if one is not None}
        if classes:
            found[keys] = frozenset(classes)
    return found


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
