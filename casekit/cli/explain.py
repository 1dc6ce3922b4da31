"""`casekit explain`: why something is due, or why not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Annotated, Any

import typer

from casekit.cli.options import AsKnown, Directory, HowToAnswer, OneCase, Today
from casekit.cli.output import (
    Format,
    finding_as_data,
    say,
    tell_findings,
    wrap_labelled,
    write_json,
    write_rows,
)
from casekit.cli.session import Session, open_session
from casekit.errors import NotFound
from casekit.model.days import say_day, say_when
from casekit.model.records import Case
from casekit.model.when import write_when
from casekit.overview.due import judge_case, obligation_row, say_subject
from casekit.overview.explaining import Explanation, explain, grant_row
from casekit.overview.words import say_grant, say_status
from casekit.records.schemas import suggest
from casekit.standards.explain import SkippedDay
from casekit.standards.obligations import Obligation


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
        known = tuple(dict.fromkeys(r.id for r in session.book.rules))
        raise NotFound(
            f"no rule in force is called `{rule}`", hint=suggest(rule, known, "rules in force")
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
            who = _say_whom(explanation, loaded.case)
            for line in _as_lines(explanation, session, who, how):
                say(line)
        if not found:
            say("Nothing is due on this case.")
    return tell_findings(loaded.findings)


def _say_whom(e: Explanation, case: Case) -> str:
    if e.subject is None:
        return "nobody" if e.rule.per == "child" else f"no {e.rule.per}"
    return say_subject(e.rule.per, e.subject, case)


def _as_lines(e: Explanation, session: Session, who: str, how: Format) -> list[str]:
    o = e.obligation
    part = f", {o.part}" if o and o.part else ""
    title = f"{e.rule.title}{part} - {who}"
    rows = list(_list_facts(e, session))
    if how is Format.MD:
        from casekit.documents.markdown import escape_markdown

        facts = (f"- **{k}:** {escape_markdown(v)}" for k, v in rows)
        return [f"### {escape_markdown(title)}", "", *facts, ""]
    return [title, *(line for k, v in rows for line in wrap_labelled(k, v, 12)), ""]


def _list_facts(e: Explanation, session: Session) -> Iterator[tuple[str, str]]:
    """What a reader needs to check it by hand: how it stands, how it was counted, what meets it."""
    zone = session.workspace.agency.zone
    o = e.obligation
    if o is None:
        yield "Stands", f"does not apply: {e.why_not}"
    else:
        yield "Stands", say_status(o, zone, session.now)
    yield "Rule", f"{e.rule.id}: {e.clock}"
    if o is not None:
        yield "Id", o.id
    if e.conditions:
        yield "While", e.conditions
    if not e.rule.enforced:
        yield "Enforced", "no: it is shown as advice and never counts as overdue"
    if o is not None:
        yield from _list_counted(e, o, session)
    yield ("Met by" if o is not None and not o.is_live else "Would meet"), e.needs
    yield "Reading", e.rule.reading
    yield "Source", f"{e.rule.source} [{e.rule.verification}]"
    if e.rule.edition:
        in_force = f", in force {e.in_force}" if e.in_force else ""
        yield "Edition", f"{e.rule.edition} of {e.rule.pack} ({e.rule.level}){in_force}"
    if e.instead_of:
        yield "Instead of", ", ".join(e.instead_of)
    if e.replaced_by:
        yield "Replaced by", ", ".join(e.replaced_by)


def _list_counted(e: Explanation, o: Obligation, session: Session) -> Iterator[tuple[str, str]]:
    zone = session.workspace.agency.zone
    yield "Counted", f"from {say_when(o.since, zone)}"
    if e.trigger:
        yield "Begun by", e.trigger
    if e.opens:
        yield "Opens", e.opens
    if o.last:
        yield "Last", say_when(o.last, zone)
    if e.done:
        yield "Done", e.done
    if e.skipped:
        yield "Skipped", "; ".join(map(_say_skipped, e.skipped))
    if o.due:
        yield "Due", say_when(o.due, zone) + ("" if o.due.is_exact else ", to its end")
    if e.earlier:
        yield (
            "Stands over",
            "this limit was open when the condition changed, and is earlier than the one counted "
            f"anew ({say_when(e.earlier, zone)})",
        )
    if e.met_by:
        yield "Met", f"{say_when(o.met_at, zone)}, {e.met_by}"
    yield from (say_grant(placed, zone) for placed in e.grants)
    if o.ended and o.status in ("missed", "lapsed"):
        yield "Ended", f"{say_when(o.ended, zone)}: what it hung on was over"


def _say_skipped(skipped: SkippedDay) -> str:
    """A day and why it did not count; a Sunday needs no reason."""
    day = say_day(skipped.day)
    is_weekday = day.startswith(skipped.reason[:3]) and skipped.reason.endswith("day")
    return day if is_weekday and " " not in skipped.reason else f"{day} ({skipped.reason})"


def _standing(e: Explanation, session: Session) -> dict[str, Any]:
    """The obligation as `casekit due` lists it; empty where the rule does not apply."""
    zone = session.workspace.agency.zone
    return obligation_row(e.obligation, zone) if e.obligation else {}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _as_data(e: Explanation, session: Session) -> dict[str, Any]:
    zone, o = session.workspace.agency.zone, e.obligation
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
        "conditions": e.conditions or None,
        "done": o.done if o else None,
        "needed": o.needed if o else None,
        "counts_from": e.opens,
        "counted_anew": write_when(e.earlier, zone) if e.earlier else None,
        "pack": e.rule.pack,
        "edition": e.rule.edition,
        "level": e.rule.level,
        "in_force": {
            "from": _day(e.rule.force.since),
            "to": _day(e.rule.force.until),
            "places": list(e.rule.force.places),
        },
        "instead_of": list(e.instead_of),
        "replaced_by": list(e.replaced_by),
        "skipped": [{"day": s.day.isoformat(), "reason": s.reason} for s in e.skipped],
        "extensions": [grant_row(p, zone) for p in e.grants if p.grant.kind == "extension"],
        "exceptions": [grant_row(p, zone) for p in e.grants if p.grant.kind == "exception"],
        "would_be_met_by": e.needs,
        "reading": e.rule.reading,
        "source": str(e.rule.source),
        "enforced": e.rule.enforced,
        "verification": e.rule.verification,
    }
