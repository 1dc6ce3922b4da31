"""What somebody asked to record: data, and where each value of it was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from casekit.model.findings import Finding
from casekit.records.document import Keys, Position
from casekit.workspace.loading import Places


@dataclass(frozen=True, eq=False)
class Request:
    """The data of a `--from` file or of flags; `document` knows the places to name in messages.

    `prefix` leads to the part of the document that this request is, such as one person of several.
    """

    data: Mapping[str, Any]
    document: Places
    prefix: Keys = ()

    @property
    def path(self) -> str:
        """The name of the file, or `the command line`."""
        return self.document.path

    def locate(self, keys: Keys) -> Position:
        """Where a value of the request stands."""
        return self.document.locate((*self.prefix, *keys))

    def locate_key(self, keys: Keys) -> Position:
        """Where the key of a value of the request stands."""
        return self.document.locate_key((*self.prefix, *keys))

    def fault(
        self, keys: Keys, code: str, message: str, hint: str | None = None, *, at_key: bool = False
    ) -> Finding:
        """A finding at a value of the request, or at its key, where the key is what is wrong."""
        place = self.locate_key(keys) if at_key else self.locate(keys)
        return Finding(
            code=code,
            message=message,
            path=self.path,
            line=place.line,
            column=place.column,
            hint=hint,
        )

    def part(self, *keys: str | int) -> Request:
        """The request that lies under these keys."""
        data: Any = self.data
        for key in keys:
            data = data[key]
        return Request(data, self.document, (*self.prefix, *keys))

    def without(self, *keys: str) -> Request:
        """The same request, some keys left out."""
        return replace(self, data={k: v for k, v in self.data.items() if k not in keys})

    def with_defaults(self, **defaults: Any) -> Request:
        """The same request with values for keys that are not given."""
        return replace(self, data={**defaults, **self.data})
