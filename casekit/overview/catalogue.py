"""The packs of standards that there are: in force in a workspace, shipped, or in a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from casekit.errors import NotFound, Unreadable
from casekit.practice.rulebook import gather_packs
from casekit.practice.standards_lint import is_file_name, read_pack_file
from casekit.records.schemas import SchemaSet, suggest
from casekit.standards.composing import InForce, put_in_force
from casekit.standards.packs import (
    ALWAYS_IN_FORCE,
    Pack,
    list_packs,
    load_editions,
    read_pack,
)
from casekit.workspace.workspace import Workspace


class Entry(NamedTuple):
    """An edition of a pack, its time and places, and whether it is in force in the workspace."""

    used: InForce
    in_use: bool

    @property
    def pack(self) -> Pack:
        """The edition itself."""
        return self.used.pack


def list_entries(workspace: Workspace | None, everything: bool) -> list[Entry]:
    """The packs in force in a workspace; with `everything`, or without one, also all that ship."""
    used = gather_packs(workspace) if workspace else []
    found = [Entry(one, True) for one in used]
    if everything or workspace is None:
        known = {(one.pack.id, one.pack.edition) for one in used}
        for name in (*list_packs(), ALWAYS_IN_FORCE):
            found.extend(
                Entry(one, False)
                for one in put_in_force(load_editions(name), ())
                if (one.pack.id, one.pack.edition) not in known
            )
    return found


def find_editions(
    word: str, workspace: Workspace | None, schemas: SchemaSet, start: Path
) -> tuple[Pack, ...]:
    """What `PACK`, `PACK@EDITION` or the name of a file means, the oldest edition first.

    A file's name begins at `start`. Raises NotFound, and Unreadable with a file's faults.
    """
    if is_file_name(word):
        return (_read_file(word, schemas, start),)
    name, _, edition = word.partition("@")
    entries = list_entries(workspace, True)
    packs = [entry.pack for entry in entries if entry.pack.id == name]
    if not packs:
        known = tuple(dict.fromkeys(entry.pack.id for entry in entries))
        raise NotFound(f"there is no pack `{name}`", hint=suggest(name, known, "packs"))
    packs.sort(key=lambda pack: pack.effective_from)
    return (_choose_edition(packs, edition),) if edition else tuple(packs)


def _choose_edition(packs: list[Pack], edition: str) -> Pack:
    """The edition of that name, or the only one whose name begins like that; raises NotFound."""
    exact = [pack for pack in packs if pack.edition == edition]
    found = exact or [pack for pack in packs if pack.edition.startswith(edition)]
    if len(found) == 1:
        return found[0]
    what = "several editions" if found else "no edition"
    raise NotFound(
        f"the pack `{packs[0].id}` has {what} `{edition}`",
        hint="editions: " + ", ".join(pack.edition for pack in packs),
    )


def _read_file(word: str, schemas: SchemaSet, start: Path) -> Pack:
    document = read_pack_file(start / word, word, schemas)
    if document.findings or document.data is None:
        raise Unreadable(f"the pack in {word} cannot be read", document.findings)
    return read_pack(document.data, word, document.locate)


def count_verified(pack: Pack) -> dict[str, int]:
    """How many rules are verified how: primary, secondary, unverified, not found and so on."""
    order = ("primary", "secondary", "decision", "agency", "unverified", "not found")
    counted = Counter(rule.verification for rule in pack.rules)
    return {word: counted[word] for word in order if counted[word]}


def entry_row(entry: Entry) -> dict[str, Any]:
    """An edition of a pack as the contract for scripts writes it."""
    pack, force = entry.pack, entry.used.force

    def text(day: date | None) -> str | None:
        return day.isoformat() if day else None

    return {
        "pack": pack.id,
        "edition": pack.edition,
        "name": pack.name,
        "jurisdiction": pack.jurisdiction,
        "level": pack.level,
        "effective_from": text(pack.effective_from),
        "effective_to": text(force.until or pack.effective_to),
        "places": list(force.places),
        "in_force_here": entry.in_use,
        "rules": len(pack.rules),
        "enforced": sum(rule.enforced for rule in pack.rules),
        "provisions": len(pack.provisions),
        "verified": count_verified(pack),
    }


def select_pack_rules(packs: tuple[Pack, ...], wanted: str) -> Iterator[tuple[Pack, Any]]:
    """The rules of editions whose id is, or starts as, what somebody typed; raises NotFound."""
    rules = [(pack, rule) for pack in packs for rule in pack.rules]
    exact = [(pack, rule) for pack, rule in rules if rule.id == wanted]
    found = exact or [(pack, rule) for pack, rule in rules if rule.id.startswith(wanted)]
    if not found:
        known = tuple(dict.fromkeys(rule.id for _, rule in rules))
        raise NotFound(
            f"{packs[0].id} has no rule `{wanted}`", hint=suggest(wanted, known, "rules")
        )
    yield from found
