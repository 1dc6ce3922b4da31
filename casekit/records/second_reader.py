"""A second, independent reading of a file, for the one command that rewrites people's files.

Our own profile reads through libyaml's events. ruamel.yaml's parser shares no code with it and
follows YAML 1.2: where both read the same data, a new layout has changed nothing.
"""

from __future__ import annotations

from typing import Any

# What would make a date of `2026-01-12`: in records dates are text.
_TIMESTAMP = "tag:yaml.org,2002:timestamp"


def read_independently(text: str) -> Any:
    """The data of a document as ruamel.yaml reads it; raises what ruamel.yaml raises."""
    from ruamel.yaml import YAML
    from ruamel.yaml.resolver import VersionedResolver

    class WithoutDates(VersionedResolver):
        """The resolver of YAML 1.2 that leaves dates alone."""

        @property
        def versioned_resolver(self) -> Any:
            resolvers = super().versioned_resolver
            return {
                first: [(tag, pattern) for tag, pattern in pairs if tag != _TIMESTAMP]
                for first, pairs in resolvers.items()
            }

    yaml = YAML(typ="safe", pure=True)
    yaml.Resolver = WithoutDates
    return yaml.load(text)
