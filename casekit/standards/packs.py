"""Standards packs: an edition of somebody's manual, as data."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from casekit.errors import NotFound, Unreadable
from casekit.model.findings import Finding
from casekit.records.document import Locate, Position
from casekit.records.profile import read_document
from casekit.standards.moments import RuleFault
from casekit.standards.reading import read_rule
from casekit.standards.rules import Rule, Source

# Of a file whose places nobody kept.
NOWHERE = Position(0, 0)
# Limits that decisions carry bind in every agency, whatever its packs.
ALWAYS_IN_FORCE = "decided"


class Provision(NamedTuple):
    """What a text fixes beside its limits, and why no clock counts it."""

    id: str
    title: str
    says: str
    why_no_clock: str
    source: Source
    verification: str


class Pack(NamedTuple):
    """An edition of a manual: its rules, and what else it fixes."""

    id: str
    name: str
    jurisdiction: str
    level: str
    edition: str
    effective_from: date
    effective_to: date | None
    rules: tuple[Rule, ...]
    priorities: Mapping[str, str]
    asks_agency: tuple[str, ...]
    provisions: tuple[Provision, ...]
    data: Mapping[str, Any]


def packs_dir() -> Path:
    """The folder of the packs that ship with casekit."""
    return Path(__file__).resolve().parent / "packs"


def list_packs() -> Sequence[str]:
    """The ids of the packs an agency can choose."""
    return sorted({_pack_id(path) for path in _pack_files()} - {ALWAYS_IN_FORCE})


def _pack_files() -> Iterator[Path]:
    """A pack is one file, or a folder with a file for each edition."""
    yield from packs_dir().glob("*.yaml")
    yield from packs_dir().glob("*/[0-9]*.yaml")


def list_pack_files(pack_id: str) -> Sequence[Path]:
    """The files of a shipped pack, one for each edition; none where there is no such pack."""
    return sorted(path for path in _pack_files() if _pack_id(path) == pack_id)


def _pack_id(path: Path) -> str:
    return path.stem if path.parent == packs_dir() else path.parent.name


def load_editions(pack_id: str) -> tuple[Pack, ...]:
    """Load a shipped pack in all its editions, the oldest first; raise NotFound or Unreadable."""
    # A name from agency.yaml never becomes a path.
    paths = list_pack_files(pack_id)
    if not paths:
        raise NotFound(
            f"there is no standards pack `{pack_id}`",
            hint=f"packs that ship with casekit: {', '.join(list_packs())}",
        )
    packs = [read_pack(_read_shipped(path), show_name(path)) for path in paths]
    return tuple(sorted(packs, key=lambda pack: pack.effective_from))


def load_pack(pack_id: str, edition: str | None = None) -> Pack:
    """Load one edition of a shipped pack, without a name the newest; raise as above."""
    editions = load_editions(pack_id)
    if edition is None:
        return editions[-1]
    for pack in editions:
        if pack.edition == edition:
            return pack
    known = ", ".join(pack.edition for pack in editions)
    raise NotFound(
        f"the pack `{pack_id}` has no edition `{edition}`", hint=f"its editions: {known}"
    )


def show_name(path: Path) -> str:
    """How the file of a shipped pack is called in messages."""
    return path.relative_to(packs_dir()).as_posix()


def _read_shipped(path: Path) -> Any:
    """The data of a shipped pack: as YAML, or from what an earlier start has kept of it.

    Reading a manual of five hundred lines takes as long as loading ten modules. So the data is
    kept beside Python's own compiled files, under the same rules: by the content of its source,
    in a folder that may be missing or read-only, and not at all where Python is told to write none.
    """
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()[:32]
    kept = path.parent / "__pycache__" / f"{path.stem}.{digest}.json"
    try:
        return json.loads(kept.read_bytes())
    except (OSError, ValueError):
        pass
    document = read_document(content, show_name(path))
    if document.findings or document.data is None:
        raise Unreadable(f"the standards pack {show_name(path)} cannot be read", document.findings)
    if not sys.dont_write_bytecode:
        with suppress(OSError):
            kept.parent.mkdir(exist_ok=True)
            beside = kept.with_suffix(f".{os.getpid()}.tmp")
            beside.write_text(json.dumps(document.data), "utf-8")
            os.replace(beside, kept)
    return document.data


def read_pack(data: Mapping[str, Any], path: str, locate: Locate | None = None) -> Pack:
    """Build a pack from a file that fits the schema; raise Unreadable for a rule without sense.

    `locate` tells where in the file a rule stands.
    """
    define = data.get("define", {})
    rules, faults = [], []
    for number, rule in enumerate(data["rules"]):
        try:
            rules.append(read_rule(rule, define))
        except (RuleFault, ValueError, KeyError) as fault:
            name = rule.get("id", f"number {number + 1}")
            place = locate(("rules", number)) if locate else NOWHERE
            faults.append(Finding("PACK-RULE", f"rule {name}: {fault}", path, *place))
    if faults:
        raise Unreadable(f"the standards pack {path} has rules that make no sense", faults)
    until = data.get("effective_to")
    return Pack(
        id=data["id"],
        name=data["name"],
        jurisdiction=data["jurisdiction"],
        level=data["level"],
        edition=data["edition"],
        effective_from=date.fromisoformat(data["effective_from"]),
        effective_to=date.fromisoformat(until) if until else None,
        rules=tuple(
            replace(rule, pack=data["id"], level=data["level"], edition=data["edition"])
            for rule in rules
        ),
        priorities={p["priority"]: p["respond_within"] for p in data.get("priorities", ())},
        asks_agency=tuple(r["id"] for r in data["rules"] if r.get("ask_agency")),
        provisions=tuple(_read_provision(p) for p in data.get("provisions", ())),
        data=data,
    )


def _read_provision(data: Mapping[str, Any]) -> Provision:
    return Provision(
        data["id"],
        data["title"],
        data["says"],
        data["why no clock"],
        Source(**data["source"]),
        data["verification"],
    )


def list_calendar_proposals(pack_id: str) -> Sequence[Mapping[str, Any]]:
    """The years of non-working days that ship with a pack, for an agency to sign off."""
    found = []
    for path in sorted((packs_dir() / "calendars").glob(f"{pack_id}-*.yaml")):
        document = read_document(path.read_bytes(), path.name)
        if document.data is None:
            raise Unreadable(f"{path.name} cannot be read", document.findings)
        found.append(document.data)
    return found
