"""`casekit explain`: why something is due, or why not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from casekit.cli.options import AsKnown, Directory, HowToAnswer, OneCase, Today
from casekit.cli.output import (
    Format,
    clean,
    finding_as_data,
    finding_as_text,
    say,
    talk,
    write_json,
    write_rows,
)
from casekit.cli.session import Session, open_session
from casekit.errors import NotFound
from casekit.overview.due import judge_case, obligation_row, say_subject
from casekit.overview.explaining import Explanation, explain, grant_row
from casekit.overview.words import say_grant, say_status, say_when


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return explain_case


def explain_case(
    case: OneCase,
    rule: Annotated[
        str | None,
        typer.Argument(
            metavar="[RULE]", help="A rule, the start of its id, or an obligation's id."
        ),
    ] = None,
    only_live: Annotated[
        bool, typer.Option("--live", help="Leave out what was met, excused or has lapsed.")
    ] = False,
    today: Today = None,
    as_known: AsKnown = None,
    how: HowToAnswer = Format.TEXT,
    directory: Directory = None,
) -> int:
    """Why something is due on a case, with the rule, its source and the record that began it.

    With a rule that does not apply, it says why not.

    \b
    Example: casekit explain 2026-K7 mb-114-s2-high-child
    """
    session = open_session(directory, today=today, as_known=as_known)
    loaded = session.workspace.load(session.workspace.find_case(case))
    judged = judge_case(loaded, session.book, session.now)
    found = [
        e
        for e in explain(judged, session.book, session.now, rule)
        if not only_live or (e.obligation is not None and e.obligation.is_live)
    ]
    if rule is not None and not found and not only_live:
        raise NotFound(
            f"no rule in force is called `{rule}`",
            hint="rules in force: " + ", ".join(r.id for r in session.book.rules),
        )
    if how is Format.JSON:
        zone = session.workspace.agency.zone
        write_json(
            {
                "case": loaded.case.number,
                "as_of": session.now.astimezone(zone).isoformat(timespec="seconds"),
                "version": session.workspace.version,
                "explanations": [_as_data(e, session) for e in found],
                "findings": [finding_as_data(f) for f in loaded.findings],
            }
        )
    elif how in (Format.TSV, Format.CSV):
        rows = [{**_as_data(e, session), **_standing(e, session)} for e in found]
        write_rows(rows, ("rule", "subject", "status", "due", "reading", "source", "why_not"), how)
    else:
        for explanation in found:
            who = say_subject(explanation.rule.per, explanation.subject, loaded.case)
            for line in _as_lines(explanation, session, who, how):
                say(line)
        if not found:
            say("Nothing is due on this case.")
    for finding in loaded.findings:
        talk(finding_as_text(finding))
    return 4 if any(f.severity == "error" for f in loaded.findings) else 0


def _as_lines(e: Explanation, session: Session, who: str, how: Format) -> list[str]:
    zone = session.workspace.agency.zone
    o = e.obligation
    part = f", {o.part}" if o and o.part else ""
    title = f"{e.rule.title}{part} - {who}"
    rows: list[tuple[str, str]] = []
    if o is not None:
        rows.append(("Stands", say_status(o, zone, session.now)))
    else:
        rows.append(("Stands", f"does not apply: {e.why_not}"))
    rows.append(("Rule", f"{e.rule.id}: {e.clock}"))
    if o is not None:
        rows.append(("Id", o.id))
    if not e.rule.enforced:
        rows.append(("Enforced", "no: it is shown as advice and never counts as overdue"))
    if o is not None:
        rows.append(("Counted", f"from {say_when(o.since, zone)}"))
        if e.trigger:
            rows.append(("Begun by", e.trigger))
        if o.last:
            rows.append(("Last", say_when(o.last, zone)))
        if e.skipped:
            days = "; ".join(f"{s.day:%d %b} {s.reason}" for s in e.skipped)
            rows.append(("Skipped", days))
        if o.due:
            rows.append(("Due", say_when(o.due, zone) + ("" if o.due.is_exact else ", to its end")))
        if e.met_by:
            rows.append(("Met", f"{say_when(o.met_at, zone)}, {e.met_by}"))
        rows.extend(say_grant(placed, zone) for placed in e.grants)
    rows.append(("Met by", e.needs))
    rows.append(("Reading", e.rule.reading))
    rows.append(("Source", f"{e.rule.source} [{e.rule.verification}]"))
    if how is Format.MD:
        from casekit.documents.markdown import escape_markdown

        facts = (f"- **{k}:** {escape_markdown(v)}" for k, v in rows)
        return [f"### {escape_markdown(title)}", "", *facts, ""]
    return [title, *(line for k, v in rows for line in _wrap(k, clean(v))), ""]


def _wrap(label: str, text: str) -> list[str]:
    import textwrap

    return textwrap.wrap(
        text,
        width=80,
        initial_indent=f"  {label + ':':<10}",
        subsequent_indent=" " * 12,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _standing(e: Explanation, session: Session) -> dict[str, Any]:
    """The obligation as `casekit due` lists it; empty where the rule does not apply."""
    zone = session.workspace.agency.zone
    return obligation_row(e.obligation, zone) if e.obligation else {}


def _as_data(e: Explanation, session: Session) -> dict[str, Any]:
    zone = session.workspace.agency.zone
    return {
        "rule": e.rule.id,
        "title": e.rule.title,
        "per": e.rule.per,
        "subject": e.subject,
        "applies": e.obligation is not None,
        "obligation": _standing(e, session) or None,
        "why_not": e.why_not,
        "clock": e.clock,
        "trigger_at": e.trigger,
        "met_by_at": e.met_by,
        "skipped": [{"day": s.day.isoformat(), "reason": s.reason} for s in e.skipped],
        "extensions": [grant_row(p, zone) for p in e.grants if p.grant.kind == "extension"],
        "exceptions": [grant_row(p, zone) for p in e.grants if p.grant.kind == "exception"],
        "would_be_met_by": e.needs,
        "reading": e.rule.reading,
        "source": str(e.rule.source),
        "enforced": e.rule.enforced,
        "verification": e.rule.verification,
    }
