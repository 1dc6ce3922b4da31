#!/usr/bin/env python3
"""Print the lowest version of every library that pyproject.toml allows, one requirement a line.

    python .ci/lowest_requirements.py pyproject.toml > lowest.txt
    python -m pip install -r lowest.txt

A lower bound that nobody installs is a guess; with this the tests can run on them.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

_REQUIREMENT = re.compile(
    r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)\s*(?P<extras>\[[^\]]*\])?\s*(?P<bounds>[^;]*)"
)


def pin_lowest(requirement: str) -> str:
    """`rich>=13.7` -> `rich==13.7`; raises ValueError for one that names no lower bound."""
    match = _REQUIREMENT.match(requirement)
    lowest = []
    if match is not None and ";" not in requirement:
        bounds = (bound.strip() for bound in match["bounds"].split(","))
        lowest = [bound.removeprefix(">=").strip() for bound in bounds if bound.startswith(">=")]
    if match is None or len(lowest) != 1:
        raise ValueError(f"{requirement!r} names no lower bound: write it as name>=version")
    return f"{match['name']}{match['extras'] or ''}=={lowest[0]}"


def lowest_requirements(project: Mapping[str, Any], extras: Iterable[str]) -> list[str]:
    """The pins for the `[project]` table's dependencies and those of some of its extras."""
    listed = list(project["dependencies"])
    for extra in extras:
        listed += project["optional-dependencies"][extra]
    return [pin_lowest(requirement) for requirement in listed]


def main() -> None:
    """Read the file named on the command line, print the pins."""
    project = tomllib.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["project"]
    sys.stdout.write("\n".join(lowest_requirements(project, ["test"])) + "\n")


if __name__ == "__main__":
    main()
