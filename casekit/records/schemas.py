"""The schemas of the record kinds, read and compiled when they are first asked for.

jsonschema-rs answers yes or no from these files, with our own judge of dates and no network.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from casekit.errors import NotFound, Unreadable
from casekit.records.document import Keys
from casekit.records.formats import is_day, is_moment

SCHEMA_PREFIX = "https://casekit.invalid/schemas/"
_SUFFIX = ".schema.json"
# Definitions that the kinds share; no record is of this kind.
_SHARED = "common"
_MOMENTS_REMEMBERED = 1024


class SchemaSet:
    """The schemas in one folder, each read and compiled when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kinds: tuple[str, ...] | None = None
        self._schemas: dict[str, dict[str, Any]] = {}
        self._validators: dict[str, Any] = {}
        self._sharing: set[str] = set()
        # What `annotations` has found out about values, by the schemas that speak about them.
        self.worked_out: dict[tuple[int, ...], Any] = {}
        # The fast validator asks for every moment of every record; many come again.
        self._formats: dict[str, Callable[..., bool]] = {
            "date": lru_cache(_MOMENTS_REMEMBERED)(is_day),
            "date-time": lru_cache(_MOMENTS_REMEMBERED)(is_moment),
        }

    def __reduce__(self) -> tuple[Callable[[Path], SchemaSet], tuple[Path]]:
        # What is compiled stays here; another process compiles once, however often it is sent.
        return open_shared, (self._folder,)

    @property
    def folder(self) -> Path:
        """The folder that the schemas lie in."""
        return self._folder

    def kinds(self) -> tuple[str, ...]:
        """The record kinds that have a schema, sorted."""
        if self._kinds is None:
            names = (path.name for path in self._folder.glob(f"*{_SUFFIX}"))
            kinds = {name.removesuffix(_SUFFIX) for name in names}
            self._kinds = tuple(sorted(kinds - {_SHARED}))
        return self._kinds

    def get(self, kind: str) -> dict[str, Any]:
        """The schema of a record kind; raises NotFound with the nearest kind, Unreadable."""
        if kind not in self.kinds():
            raise NotFound(
                f"there is no record kind {kind}", hint=suggest(kind, self.kinds(), "kinds")
            )
        return self._load(kind)

    def resolve(self, reference: str, base: str) -> tuple[Any, str]:
        """Give the schema that a `$ref` in the file of `base` means, and the name of its file.

        Raises ValueError for a reference that leads nowhere: a fault in our schemas.
        """
        uri, _, pointer = reference.partition("#")
        name = uri.removeprefix(SCHEMA_PREFIX).removesuffix(_SUFFIX) if uri else base
        node: Any = self._load(name)
        try:
            for part in pointer.split("/")[1:]:
                key = part.replace("~1", "/").replace("~0", "~")
                node = node[int(key)] if isinstance(node, list) else node[key]
        except (LookupError, ValueError) as fault:
            raise ValueError(f"the schema {base} refers to {reference}, which is absent") from fault
        return node, name

    def retrieve(self, uri: str) -> dict[str, Any]:
        """Give the schema of an address, from the folder only; raises ValueError for others."""
        address, _, _ = uri.partition("#")
        if not address.startswith(SCHEMA_PREFIX):
            raise ValueError(f"the schemas refer to {uri}, which is not one of them")
        return self._load(address.removeprefix(SCHEMA_PREFIX).removesuffix(_SUFFIX))

    def is_valid(self, kind: str, data: Any) -> bool:
        """Whether the data keeps to the schema of its kind. Raises as `get` does."""
        validator = self._validators.get(kind) or self._compile(kind)
        return bool(validator.is_valid(data))

    def list_short_faults(self, kind: str, data: Any) -> list[tuple[Keys, str, str]]:
        """What the fast validator objects to: place, keyword, and message in its own words."""
        errors = self._compile(kind).iter_errors(data)
        return [(tuple(error.instance_path), error.kind.name, error.message) for error in errors]

    def _compile(self, kind: str) -> Any:
        if kind not in self._validators:
            from jsonschema_rs import validator_for

            schema = self.get(kind)
            if kind in self._sharing:
                # Read here, where a fault of it is ours to tell: the library swallows it.
                self._load(_SHARED)
            self._validators[kind] = validator_for(
                schema,
                validate_formats=True,
                ignore_unknown_formats=False,
                formats=self._formats,
                retriever=self.retrieve,
            )
        return self._validators[kind]

    def _load(self, name: str) -> dict[str, Any]:
        if name not in self._schemas:
            path = self._folder / f"{name}{_SUFFIX}"
            try:
                content = path.read_bytes()
                schema = json.loads(content)
            except (OSError, ValueError) as fault:
                raise Unreadable(
                    f"the schema {path.name} cannot be read: {fault}", path=str(path)
                ) from fault
            if not isinstance(schema, dict):
                raise Unreadable(f"the schema {path.name} is not a JSON object", path=str(path))
            self._schemas[name] = schema
            if f"{_SHARED}{_SUFFIX}#".encode() in content:
                self._sharing.add(name)
        return self._schemas[name]


@lru_cache(maxsize=4)
def open_shared(folder: Path) -> SchemaSet:
    """The schemas of a folder; the same set for whoever asks in this process."""
    return SchemaSet(folder)


def suggest(word: str, known: Collection[str], what: str) -> str:
    """A hint with the known word that is nearest, or with all of them, sets in order."""
    from difflib import get_close_matches

    words = list(known) if isinstance(known, Sequence) else sorted(known)
    near = get_close_matches(word, words, n=1)
    if near:
        return f"did you mean {near[0]}?"
    return f"the {what} are: {', '.join(words)}" if words else f"there are no {what}"
