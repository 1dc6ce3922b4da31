"""`casekit due --what-if`: what would be due if something were decided now. Nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from casekit.cli.consequences import write_consequences
from casekit.cli.output import (
    Format,
    finding_as_data,
    finding_as_text,
    say,
    talk,
    write_json,
    write_rows,
    write_table,
)
from casekit.cli.session import Session, read_day, tell_notices
from casekit.errors import UsageFault
from casekit.model.findings import Finding, sort_findings
from casekit.overview.consequences import consequence_row
from casekit.overview.due import (
    is_far,
    list_pressing,
    name_subject,
    obligation_row,
    tell_unjudged,
)
from casekit.overview.row_words import FAR_DAYS
from casekit.overview.supposing import Supposed, read_supposition, suppose
from casekit.overview.words import say_status
from casekit.standards.obligations import Obligation

COLUMNS = (
    "case",
    "supposed",
    "change",
    "status",
    "due",
    "due_before",
    "status_before",
    "rule",
    "title",
    "part",
    "per",
    "subject",
    "enforced",
    "id",
)


def write_supposed(
    session: Session,
    cases: Sequence[str] | None,
    typed: Sequence[str],
    until: str | None,
    how: str,
) -> int:
    """Answer for each named case; without any, for the only one there is. Raises UsageFault."""
    workspace, how = session.workspace, Format(how)
    horizon = None
    if until is not None:
        horizon = read_day(until, workspace.agency.zone, "--until")
    wanted = [read_supposition(text, workspace.schemas) for text in typed]
    numbers = [workspace.find_case(case) for case in cases or ()]
    if not numbers:
        every = list(workspace.case_folders)
        if len(every) != 1:
            raise UsageFault(
                f"--what-if asks about named cases, and here are {len(every)}",
                hint="name them: casekit due 2026-K7 --what-if risk=medium",
            )
        numbers = [workspace.find_case(every[0])]
    answers = [
        suppose(workspace.load(number), session.book, wanted, session.now, horizon)
        for number in dict.fromkeys(numbers)
    ]
    findings = _collect(session, answers)
    if how is Format.JSON:
        write_json(_as_data(session, answers, findings))
    elif how is not Format.TEXT:
        write_rows([row for one in answers for row in _rows(session, one)], COLUMNS, how)
    else:
        for one in answers:
            _write_text(session, one)
    for finding in findings:
        talk(finding_as_text(finding))
    tell_notices(session)
    if any(f.severity == "error" for f in findings):
        return 4
    owed = (o for one in answers for o in _listed(session, one))
    return int(any(o.counts_as_overdue for o in owed))


def _collect(session: Session, answers: Sequence[Supposed]) -> tuple[Finding, ...]:
    found = list(session.book.findings)
    for one in answers:
        found.extend(one.now.loaded.findings)
        for judged in (one.now, one.then):
            found.extend(tell_unjudged(judged.judgement.unjudged))
    return sort_findings(dict.fromkeys(found))


def _listed(session: Session, one: Supposed) -> list[Obligation]:
    """What would be due, as `casekit due` lists it."""
    return list_pressing(one.then, session.now)


def _write_text(session: Session, one: Supposed) -> None:
    zone, case = session.workspace.agency.zone, one.now.case
    said = " and ".join(decision.in_words for decision in one.decisions)
    say(f"Case {case.number}, only supposed: as if {said}. Nothing was recorded.")
    say()
    if one.consequences:
        say("What would change:")
        write_consequences(one.consequences, case, session)
    else:
        say("Nothing would change.")
    say()
    say("What would then be due:")
    rows = []
    day = session.today
    owed = [o for o in _listed(session, one) if o.is_live or o.status == "missed"]
    for o in owed:
        if is_far(o, day):
            continue
        what = o.rule.title + (f", {o.part}" if o.part else "")
        advice = "" if o.rule.enforced else "advice"
        whom = name_subject(o, {case.number: case})
        rows.append([say_status(o, zone, session.now), what, whom, advice])
    if rows:
        write_table(rows, ["When", "What", "For", ""])
    else:
        say("Nothing." if not owed else f"Nothing within {FAR_DAYS} days.")
    say()


def _rows(session: Session, one: Supposed) -> list[dict[str, Any]]:
    """What would be due and what would be gone, each with what changes about it, if anything."""
    zone = session.workspace.agency.zone
    said = "; ".join(map(str, one.decisions))
    changed = {c.duty.id: c for c in one.consequences}
    listed = _listed(session, one)
    ids = {o.id for o in listed}
    gone = [c.duty for c in one.consequences if c.duty.id not in ids]
    rows = []
    for o in [*listed, *gone]:
        row = {**obligation_row(o, zone), "supposed": said, "change": None}
        if o.id in changed:
            told = consequence_row(changed[o.id], zone)
            row |= {
                "change": told["change"],
                "due": told["due_after"],
                "status": told["status_after"] or "gone",
                "due_before": told["due_before"],
                "status_before": told["status_before"],
            }
        rows.append(row)
    return rows


def _as_data(
    session: Session, answers: Sequence[Supposed], findings: Sequence[Finding]
) -> dict[str, Any]:
    zone = session.workspace.agency.zone
    return {
        "as_of": session.now.astimezone(zone).isoformat(timespec="seconds"),
        "version": session.workspace.version,
        "obligations": [obligation_row(o, zone) for one in answers for o in _listed(session, one)],
        "findings": [finding_as_data(f) for f in findings],
        "supposition": [
            {
                "case": one.now.case.number,
                "decisions": [
                    {
                        "what": decision.what,
                        "value": decision.value,
                        "children": [person.id for person in decision.children],
                    }
                    for decision in one.decisions
                ],
                "consequences": [consequence_row(c, zone) for c in one.consequences],
            }
            for one in answers
        ],
    }
