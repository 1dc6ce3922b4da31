"""`casekit standards diff`: what changed between two packs, and what that would do to cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from pathlib import Path
from typing import Any

from casekit.cli.consequences import COLUMNS as CASE_COLUMNS
from casekit.cli.consequences import write_consequences
from casekit.cli.output import (
    Format,
    clean,
    count,
    finding_as_data,
    finding_as_text,
    say,
    talk,
    write_json,
    write_rows,
)
from casekit.cli.session import Session, open_schemas
from casekit.errors import UsageFault
from casekit.overview.catalogue import find_editions
from casekit.overview.consequences import consequence_row
from casekit.overview.rule_change import ChangeReport, judge_change
from casekit.standards.comparing import Changed, compare_packs
from casekit.standards.packs import Pack
from casekit.workspace.out_of_sight import list_readable

WORD_COLUMNS = ("what", "id", "title", "change", "aspect", "before", "after")


def write_diff(
    session: Session | None,
    a: str,
    b: str,
    cases: Sequence[str] | None,
    judged: bool,
    how: Format,
) -> int:
    """What changed from A to B; with `judged` also what becomes of cases, None meaning all."""
    workspace = session.workspace if session else None
    schemas = workspace.schemas if workspace else open_schemas()
    # Of a pack without the name of an edition the newest is meant.
    before, after = (find_editions(word, workspace, schemas, Path())[-1] for word in (a, b))
    changed = compare_packs(before, after)
    report = _judge(session, before, after, cases) if session is not None and judged else None
    zone = session.workspace.agency.zone if session else None
    if how is Format.JSON:
        write_json(_as_data(session, before, after, changed, report))
    elif how in (Format.TSV, Format.CSV) and report is not None and zone is not None:
        write_rows(_case_rows(report, zone), CASE_COLUMNS, how)
    elif how is not Format.TEXT:
        write_rows(_word_rows(changed), WORD_COLUMNS, how)
        if report is not None and zone is not None:
            say()
            write_rows(_case_rows(report, zone), CASE_COLUMNS, how)
    else:
        _write_words(before, after, changed)
        if report is not None and session is not None:
            _write_cases(session, report)
    for finding in report.findings if report else ():
        talk(finding_as_text(finding))
    return report.exit_code if report else 0


def _judge(
    session: Session, before: Pack, after: Pack, cases: Sequence[str] | None
) -> ChangeReport:
    workspace = session.workspace
    if cases is None:
        numbers, withheld = list_readable(workspace)
    else:
        typed = [word.strip() for one in cases for word in one.split(",") if word.strip()]
        if not typed:
            raise UsageFault("--cases names no case", hint="write --cases 2026-K7, or --all-cases")
        numbers, withheld = [workspace.find_case(word) for word in typed], []
    return judge_change(
        workspace,
        session.book,
        before,
        after,
        dict.fromkeys(numbers),
        session.now,
        withheld,
    )


def _name(pack: Pack) -> str:
    return f"{pack.id} {pack.edition}"


def _write_words(before: Pack, after: Pack, changed: Sequence[Changed]) -> None:
    say(f"From {_name(before)} to {_name(after)}")
    say()
    for one in changed:
        what = "" if one.what == "rule" else f"{one.what} "
        say(f"{one.kind.capitalize()}: {what}{one.id}, {one.title}")
        if one.kind != "changed":
            limit = next((a for a in one.aspects if a.name in ("limit", "says")), None)
            if limit:
                say(f"  {limit.name}: {clean(limit.after or limit.before)}")
            continue
        for aspect in one.aspects:
            say(f"  {aspect.name}: {aspect.before or 'not said'} -> {aspect.after or 'not said'}")
    if not changed:
        say("Nothing changed in what the rules say.")


def _write_cases(session: Session, report: ChangeReport) -> None:
    say()
    touched = [case for case in report.cases if case.consequences]
    for case in touched:
        say(f"Case {case.loaded.case.number}")
        write_consequences(case.consequences, case.loaded.case, session)
        say()
    if not touched:
        say("No duty of these cases would change.")
    talk(f"{count(len(report.cases), 'case')} judged, {len(touched)} would change")


def _word_rows(changed: Sequence[Changed]) -> list[dict[str, Any]]:
    return [
        {
            "what": one.what,
            "id": one.id,
            "title": one.title,
            "change": one.kind,
            "aspect": aspect.name,
            "before": aspect.before or None,
            "after": aspect.after or None,
        }
        for one in changed
        for aspect in one.aspects
    ]


def _case_rows(report: ChangeReport, zone: tzinfo) -> list[dict[str, Any]]:
    return [consequence_row(c, zone) for case in report.cases for c in case.consequences]


def _as_data(
    session: Session | None,
    before: Pack,
    after: Pack,
    changed: Sequence[Changed],
    report: ChangeReport | None,
) -> dict[str, Any]:
    def head(pack: Pack) -> dict[str, str]:
        return {"pack": pack.id, "edition": pack.edition, "name": pack.name}

    as_of, rows, judged, version = None, [], None, None
    if report is not None and session is not None:
        zone = session.workspace.agency.zone
        as_of = session.now.astimezone(zone).isoformat(timespec="seconds")
        rows, version = _case_rows(report, zone), session.workspace.version
        judged = len(report.cases)
    return {
        "before": head(before),
        "after": head(after),
        "changed": [
            {
                "what": one.what,
                "id": one.id,
                "title": one.title,
                "change": one.kind,
                "aspects": [
                    {"aspect": a.name, "before": a.before or None, "after": a.after or None}
                    for a in one.aspects
                ],
            }
            for one in changed
        ],
        "as_of": as_of,
        "version": version,
        "cases": judged,
        "consequences": rows,
        "findings": [finding_as_data(f) for f in report.findings] if report else [],
    }
