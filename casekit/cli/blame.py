"""`casekit blame`: who set a value, when, and what was approved while it stood."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import tzinfo
from typing import Annotated, Any

import typer

from casekit.cli.options import AsKnown, Directory, HowToAnswer, OneCase
from casekit.cli.output import (
    Format,
    clean,
    finding_as_data,
    say,
    tell_findings,
    wrap_behind,
    write_json,
    write_rows,
)
from casekit.cli.session import open_session
from casekit.cli.value_words import write_value
from casekit.errors import UsageFault
from casekit.overview.blame import Blamed, Held, blame
from casekit.records.three_ways import ABSENT, UNKNOWN, cover_sealed

COLUMNS = ("value", "standing", "author", "worker", "saved", "version", "merged", "approvals")


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return show_blame


def show_blame(
    case: OneCase,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[RECORD] FIELD",
            help="The record by its id, its kind, or plan for the one in force; then the field, "
            "such as G1.O2.target_date.",
        ),
    ],
    as_known: AsKnown = None,
    how: HowToAnswer = Format.TEXT,
    directory: Directory = None,
) -> int:
    """Every value that a field had: who set it, when, in which version, with which approval.

    Who set it is who saved the version. A sealed value stays sealed.

    \b
    Example: casekit blame 2026-K7 plan G1.O2.target_date
    Example: casekit blame 2026-K7 Jo phone --format csv
    """
    if len(words) > 2:
        raise UsageFault(
            f"`{words[2]}` is a word too many",
            hint="write: casekit blame CASE RECORD FIELD",
        )
    session = open_session(directory, as_known=as_known)
    workspace, zone = session.workspace, session.workspace.agency.zone
    loaded = workspace.load(workspace.find_case(case))
    found = blame(workspace, loaded, words[0] if words[1:] else None, words[-1])
    rows = [_as_data(held, zone) for held in found.held]
    if how is Format.JSON:
        write_json(
            {
                "version": workspace.version,
                "case": loaded.case.number,
                "path": found.path,
                "record": found.record,
                "field": ".".join(found.field),
                "values": rows,
                "findings": [finding_as_data(finding) for finding in loaded.findings],
            }
        )
    elif how is not Format.TEXT:
        shown = [
            row | {"value": write_value(held.value)}
            for row, held in zip(rows, found.held, strict=True)
        ]
        write_rows(shown, COLUMNS, how)
    else:
        for line in _as_lines(found, zone):
            say(clean(line))
    return tell_findings(loaded.findings)


def _standing(held: Held) -> str:
    if held.is_sealed:
        return "sealed"
    if held.value is ABSENT:
        return "none"
    return "unreadable" if held.value is UNKNOWN else "value"


def _as_data(held: Held, zone: tzinfo) -> dict[str, Any]:
    standing = _standing(held)
    saved = held.saved.astimezone(zone).isoformat(timespec="seconds") if held.saved else None
    return {
        "value": cover_sealed(held.value) if standing == "value" else None,
        "standing": standing,
        "author": held.author,
        "worker": held.worker,
        "saved": saved,
        "version": held.version,
        "merged": held.merged,
        "approvals": list(held.approvals),
    }


def _as_lines(found: Blamed, zone: tzinfo) -> Iterator[str]:
    yield f"{'.'.join(found.field)} in {found.path}"
    for held in found.held:
        when = f"{held.saved.astimezone(zone):%Y-%m-%d %H:%M}" if held.saved else "not saved yet"
        version = (held.version or "")[:7]
        kept = "  (kept when two sides were joined)" if held.merged else ""
        yield f"{when}  {version:<7}  {held.author or ''}{kept}".rstrip()
        for line in write_value(held.value).splitlines() or [""]:
            yield from wrap_behind("    ", line, 80)
        for approval in held.approvals:
            yield f"    approved so: {approval}"
