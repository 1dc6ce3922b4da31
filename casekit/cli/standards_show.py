"""`casekit standards list`, `show` and `pages`: the packs, one pack or rule, pages for reading."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from casekit.cli.output import (
    Format,
    count,
    say,
    talk,
    wrap_labelled,
    write_json,
    write_rows,
    write_table,
)
from casekit.cli.session import Session, open_schemas
from casekit.errors import Unreadable, UsageFault
from casekit.overview.catalogue import (
    Entry,
    entry_row,
    find_editions,
    list_entries,
    select_pack_rules,
)
from casekit.overview.standards_page import (
    MADE_LINE,
    make_pages,
    say_in_force,
    say_verified,
    write_page,
    write_rule,
)
from casekit.standards.comparing import say_rule
from casekit.standards.composing import put_in_force
from casekit.standards.describing import describe_clock, describe_conditions, describe_pattern
from casekit.standards.packs import Pack
from casekit.standards.rules import Rule

LIST_COLUMNS = (
    "pack",
    "edition",
    "effective_from",
    "effective_to",
    "places",
    "level",
    "rules",
    "enforced",
    "verified",
    "in_force_here",
    "name",
)
RULE_COLUMNS = (
    "pack",
    "edition",
    "rule",
    "title",
    "per",
    "conditions",
    "limit",
    "met_by",
    "enforced",
    "verification",
    "source",
    "reading",
)


def write_list(session: Session | None, everything: bool, how: Format) -> int:
    """The packs in force in a workspace; outside of one, or with --all, those that ship."""
    if session is None and not everything:
        talk("This folder is not a workspace; these packs ship with casekit.")
    entries = list_entries(session.workspace if session else None, everything)
    rows = [entry_row(entry) for entry in entries]
    if how is Format.JSON:
        write_json({"packs": rows})
    elif how is not Format.TEXT:
        flat = [{**row, "verified": _say_counts(row["verified"])} for row in rows]
        write_rows(flat, LIST_COLUMNS, how)
    else:
        shown_use = everything and session is not None
        heads = ["Pack", "Edition", "Level", "In force", "Rules", "Verified"]
        table = [_list_row(entry, shown_use) for entry in entries]
        write_table(table, [*heads, "Here"] if shown_use else heads)
    return 0


def _list_row(entry: Entry, shown_use: bool) -> list[str]:
    pack = entry.pack
    row = [pack.id, pack.edition, pack.level, say_in_force(entry.used), str(len(pack.rules))]
    row.append(say_verified(pack))
    return [*row, "yes" if entry.in_use else "no"] if shown_use else row


def _say_counts(verified: dict[str, int]) -> str:
    return ", ".join(f"{number} {word}" for word, number in verified.items())


def write_pack(session: Session | None, word: str, rule: str | None, how: Format) -> int:
    """A pack, or the rules of it whose id starts as what somebody typed."""
    workspace = session.workspace if session else None
    schemas = workspace.schemas if workspace else open_schemas()
    packs = find_editions(word, workspace, schemas, Path())
    if rule is not None:
        chosen = list(select_pack_rules(packs, rule))
    else:
        chosen = [(pack, one) for pack in packs for one in pack.rules]
    if how is Format.JSON:
        write_json(
            {
                "packs": [entry_row(Entry(u, False)) for u in put_in_force(packs, ())],
                "rules": [_rule_row(pack, one) for pack, one in chosen],
                "provisions": [
                    {
                        "pack": pack.id,
                        "edition": pack.edition,
                        **provision._asdict(),
                        "source": str(provision.source),
                    }
                    for pack in packs
                    for provision in pack.provisions
                ]
                if rule is None
                else [],
            }
        )
    elif how in (Format.TSV, Format.CSV):
        write_rows([_rule_row(pack, one) for pack, one in chosen], RULE_COLUMNS, how)
    elif how is Format.MD:
        lines = (
            write_page(put_in_force(packs, ())).splitlines()
            if rule is None
            else [line for _, one in chosen for line in write_rule(one)]
        )
        for line in lines:
            say(line)
    else:
        for line in _as_text(packs, chosen, rule is not None):
            say(line)
    return 0


def _as_text(
    packs: tuple[Pack, ...], chosen: list[tuple[Pack, Rule]], one_rule: bool
) -> Iterator[str]:
    for used in put_in_force(packs, ()):
        pack = used.pack
        rules = [rule for own, rule in chosen if own is pack]
        if one_rule:
            for rule in rules:
                yield from _rule_text(pack, rule)
            continue
        yield f"{pack.name}, edition {pack.edition}"
        facts = [
            ("Pack", f"{pack.id}, level {pack.level}, {pack.jurisdiction}"),
            ("In force", say_in_force(used)),
            ("Rules", f"{len(pack.rules)}: {say_verified(pack)}"),
        ]
        if pack.data.get("note"):
            facts.append(("Note", str(pack.data["note"])))
        for name, text in facts:
            yield from wrap_labelled(name, text, 14)
        yield ""
        for rule in rules:
            yield f"{rule.id}: {rule.title}" + ("" if rule.enforced else " (advice)")
            yield from wrap_labelled("Limit", describe_clock(rule), 14)
            if rule.conditions:
                yield from wrap_labelled("While", describe_conditions(rule.conditions), 14)
            yield from wrap_labelled("Source", f"{rule.source} [{rule.verification}]", 14)
        for provision in pack.provisions:
            yield f"{provision.id}: {provision.title} (no clock: {provision.why_no_clock})"
            yield from wrap_labelled("Says", provision.says, 14)
            yield from wrap_labelled("Source", f"{provision.source} [{provision.verification}]", 14)
        yield ""


def _rule_text(pack: Pack, rule: Rule) -> Iterator[str]:
    yield rule.title
    yield from wrap_labelled("Rule", f"{rule.id} of {pack.id}, edition {pack.edition}", 14)
    for name, text in say_rule(rule).items():
        if name != "title":
            yield from wrap_labelled(name.capitalize(), text, 14)
    yield ""


def _rule_row(pack: Pack, rule: Rule) -> dict[str, Any]:
    return {
        "pack": pack.id,
        "edition": pack.edition,
        "level": pack.level,
        "rule": rule.id,
        "title": rule.title,
        "kind": rule.kind,
        "per": rule.per,
        "conditions": describe_conditions(rule.conditions) or None,
        "limit": describe_clock(rule),
        "met_by": "; or ".join(describe_pattern(p) for p in rule.met_by),
        "replaces": list(rule.replaces),
        "reading": rule.reading,
        "source": str(rule.source),
        "verification": rule.verification,
        "enforced": rule.enforced,
    }


def write_pages(folder: Path, how: Format) -> int:
    """Write a page for each pack that ships into a folder; what is right already is left alone."""
    changed = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in make_pages().items():
            path = folder / name
            if path.is_file() and not path.read_bytes().startswith(MADE_LINE.encode()):
                raise UsageFault(
                    f"{path} is somebody's own page, and would be written over",
                    hint="name a folder of its own for the pages",
                )
            if not path.is_file() or path.read_bytes() != text.encode():
                path.write_bytes(text.encode())
                changed.append(name)
    except OSError as fault:
        raise Unreadable(
            f"the pages cannot be written into {folder}: {fault.strerror}",
            hint="name a folder that you may write in",
        ) from fault
    if how is Format.JSON:
        write_json({"folder": str(folder), "changed": changed})
    elif how is not Format.TEXT:
        write_rows([{"file": name} for name in changed], ("file",), how)
    else:
        for name in changed:
            say(f"wrote {folder / name}")
        talk(f"{count(len(changed), 'page')} written")
    return 0
