"""Standards packs: an edition of somebody's manual, as data."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from casekit.errors import NotFound, Unreadable
from casekit.model.findings import Finding
from casekit.records.profile import read_document
from casekit.standards.durations import parse_duration
from casekit.standards.moments import RuleFault
from casekit.standards.rules import Rule, read_rule, with_agency_limit

# Limits that decisions carry bind in every agency, whatever its packs.
ALWAYS_IN_FORCE = "decided"


class Pack(NamedTuple):
    """An edition of a manual: its rules, and what else it fixes."""

    id: str
    name: str
    jurisdiction: str
    edition: str
    effective_from: date
    rules: tuple[Rule, ...]
    priorities: Mapping[str, str]
    asks_agency: tuple[str, ...]


def packs_dir() -> Path:
    """The folder of the packs that ship with casekit."""
    return Path(__file__).resolve().parent / "packs"


def list_packs() -> Sequence[str]:
    """The ids of the packs an agency can choose."""
    return sorted(p.stem for p in packs_dir().glob("*.yaml") if p.stem != ALWAYS_IN_FORCE)


def load_pack(pack_id: str) -> Pack:
    """Load a shipped pack by its id; raise NotFound or Unreadable."""
    if pack_id != ALWAYS_IN_FORCE and pack_id not in list_packs():
        raise NotFound(
            f"there is no standards pack `{pack_id}`",
            hint=f"packs that ship with casekit: {', '.join(list_packs())}",
        )
    path = packs_dir() / f"{pack_id}.yaml"
    return read_pack(_read_shipped(path), path.name)


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
    document = read_document(content, path.name)
    if document.findings or document.data is None:
        raise Unreadable(f"the standards pack {path.name} cannot be read", document.findings)
    if not sys.dont_write_bytecode:
        with suppress(OSError):
            kept.parent.mkdir(exist_ok=True)
            beside = kept.with_suffix(f".{os.getpid()}.tmp")
            beside.write_text(json.dumps(document.data), "utf-8")
            os.replace(beside, kept)
    return document.data


def read_pack(data: Mapping[str, Any], path: str) -> Pack:
    """Build a pack from a file that fits the schema; raise Unreadable for a rule without sense."""
    define = data.get("define", {})
    rules, faults = [], []
    for number, rule in enumerate(data["rules"]):
        try:
            rules.append(read_rule(rule, define))
        except (RuleFault, ValueError, KeyError) as fault:
            name = rule.get("id", f"number {number + 1}")
            faults.append(Finding(code="PACK-RULE", message=f"rule {name}: {fault}", path=path))
    if faults:
        raise Unreadable(f"the standards pack {path} has rules that make no sense", faults)
    return Pack(
        id=data["id"],
        name=data["name"],
        jurisdiction=data["jurisdiction"],
        edition=data["edition"],
        effective_from=date.fromisoformat(data["effective_from"]),
        rules=tuple(rules),
        priorities={p["priority"]: p["respond_within"] for p in data.get("priorities", ())},
        asks_agency=tuple(r["id"] for r in data["rules"] if r.get("ask_agency")),
    )


def apply_limits(rules: Iterable[Rule], limits: Mapping[str, str]) -> tuple[Rule, ...]:
    """Put the agency's own numbers (rule id -> length) in place; raise NotFound for a stray one."""
    by_id = {rule.id: rule for rule in rules}
    for rule_id, length in limits.items():
        if rule_id not in by_id:
            raise NotFound(
                f"agency.yaml sets a limit for `{rule_id}`, which no pack in force has",
                hint="see the rule ids with: casekit due --format json, or casekit explain CASE",
            )
        try:
            by_id[rule_id] = with_agency_limit(by_id[rule_id], parse_duration(length))
        except ValueError as fault:
            raise Unreadable(f"agency.yaml, limit for {rule_id}: {fault}") from fault
    return tuple(by_id.values())


def list_calendar_proposals(pack_id: str) -> Sequence[Mapping[str, Any]]:
    """The years of non-working days that ship with a pack, for an agency to sign off."""
    found = []
    for path in sorted((packs_dir() / "calendars").glob(f"{pack_id}-*.yaml")):
        document = read_document(path.read_bytes(), path.name)
        if document.data is None:
            raise Unreadable(f"{path.name} cannot be read", document.findings)
        found.append(document.data)
    return found
