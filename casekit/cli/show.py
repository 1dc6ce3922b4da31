"""`casekit show`: a case on one screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from casekit.casework.prior.before import read_before
from casekit.cli.options import AsKnown, Directory, HowToAnswer, OneCase, Today
from casekit.cli.output import (
    Format,
    finding_as_data,
    say,
    tell_findings,
    write_json,
    write_rows,
)
from casekit.cli.prior_words import before_as_data, say_before
from casekit.cli.session import Session, open_session
from casekit.model.agreed import care_team, family_times, plans_to_meet
from casekit.model.days import say_when
from casekit.model.episodes import left_open
from casekit.model.records import Case, Record
from casekit.model.schedules import find_next
from casekit.overview.before_contact import know_before
from casekit.overview.chronology import Entry, tell_chronology
from casekit.overview.due import JudgedCase, judge_case, next_steps, obligation_row, tell_unjudged
from casekit.overview.showing import CaseView, view_case
from casekit.overview.words import say_obligation


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return show


def show(
    case: OneCase,
    today: Today = None,
    as_known: AsKnown = None,
    how: HowToAnswer = Format.TEXT,
    directory: Directory = None,
) -> int:
    """A case on one screen: who, where it stands, what is due, what happened last.

    \b
    Example: casekit show 2026-K7
    """
    session = open_session(directory, today=today, as_known=as_known)
    zone = session.workspace.agency.zone
    loaded = session.workspace.load(session.workspace.find_case(case))
    judged = judge_case(loaded, session.book, session.now)
    view = view_case(judged, session.today, session.now)
    if how is Format.JSON:
        write_json(_as_data(view, judged, session))
    elif how in (Format.TSV, Format.CSV):
        columns = ("id", "called", "role", "age", "states")
        write_rows(_people_rows(view), columns, how)
    else:
        entries = list(tell_chronology(loaded.case, zone, session.now))[-5:]
        for line in _as_lines(view, judged, entries, session):
            say(_as_markdown(line) if how is Format.MD else line)
    # What could not be judged is no all-clear: a limit that is missing here is told.
    return tell_findings([*loaded.findings, *tell_unjudged(judged.judgement.unjudged)])


def _as_markdown(line: str) -> str:
    from casekit.documents.markdown import escape_markdown

    return ("- " if line.startswith("  ") else "") + escape_markdown(line)


def _as_lines(
    view: CaseView, judged: JudgedCase, entries: list[Entry], session: Session
) -> list[str]:
    zone = session.workspace.agency.zone
    open_word = "open" if view.is_open else view.call
    if view.closed_on:
        open_word = f"closed on {view.closed_on.isoformat()}"
    manager = f", case manager {view.manager}" if view.manager and view.is_open else ""
    lines = [f"Case {view.case.number}, {open_word}{manager}"]
    if view.danger:
        lines += ["", "DANGER", *(f"  {line}" for line in view.danger)]
    first = know_before(view.case)
    if first:
        lines += ["", "Before you go", *(f"  {line}" for line in first)]
    before = say_before(read_before(view.case, session.now), view.case.number)
    if before:
        lines += ["", "Before", *before]
    lines += ["", "Children"]
    for child in view.children:
        age = f", {child.age}" if child.age is not None else ""
        if "died_on" in child.person.data:
            age = f", died {child.person.data['died_on']}"
        states = "; ".join(f"{k}: {v}" for k, v in child.states.items() if k != "episode open")
        seen = f"last seen {child.last_seen.isoformat()}" if child.last_seen else "never seen"
        lines.append(f"  {child.person.called}{age}  {'; '.join(filter(None, (seen, states)))}")
    if view.others:
        lines += ["", "Others"]
        lines += [f"  {person.called}  {relation}" for person, relation in view.others]
    if view.is_open:  # what was agreed does not go on in a case that was closed
        lines += _say_agreed(view.case, session.today)
    lines += ["", "Due"]
    steps = next_steps(judged, session.today, 8)
    lines += [f"  {say_obligation(o, view.case, zone, session.now)}" for o in steps]
    if not steps:
        lines.append("  Nothing is due.")
    more = len(next_steps(judged, session.today, None)) - len(steps)
    if more:
        lines.append(f"  ... and {more} more: casekit due {view.case.number}")
    missed = [o for o in judged.judgement.obligations if o.status == "missed"]
    if missed:
        lines.append(f"  Missed for good: {len(missed)}; see casekit due {view.case.number}")
    if view.plans:
        lines += ["", "Plans in force" if view.is_open else "Plans, as they last stood"]
    for standing in view.plans:
        approved = "approved" if standing.approved else "NOT APPROVED"
        doubts = [
            doubt.code
            for one, doubt in view.case.unproven.items()
            if (approval := view.case.find(one)) is not None
            and standing.plan.id in approval.data.get("approves", ())
        ]
        if doubts and not standing.approved:
            approved += f", its approval counts for nothing: {doubts[-1]}"
        lines.append(
            f"  {standing.plan.data['kind']} plan of {say_when(standing.plan.occurred, zone)}, "
            f"{approved}  ({standing.plan.id})"
        )
        lines += [f"    {k} {status}: {text}" for k, (text, status) in standing.objectives.items()]
    for closing in view.against:
        who = closing.recorded_by
        lines += ["", f"Closed on {closing.occurred.day} against what was open, by {who}"]
        lines += [f"  {gate}: {why}" for gate, why in left_open(closing).items()]
    lines += ["", "Last"]
    for entry in reversed(entries):
        says = entry.says if len(entry.says) <= 90 else entry.says[:87] + "..."
        lines.append(f"  {say_when(entry.occurred, zone)}  {entry.kind}{entry.mark}: {says}")
    return lines


def _next_meeting(case: Case, plan: Record, today: date) -> str:
    """The day and hour of a planned contact; of one that comes again, of the next time."""
    said = str(plan.data["planned_for"])[:16].replace("T", " ")
    coming = find_next(case, plan, today) if "every" in plan.data else None
    return f"{coming}{said[10:]}" if coming else said


def _say_agreed(case: Case, today: date) -> list[str]:
    """Who else works with the family, what is planned, and when children see their family."""
    called = {person.id: person.called for person in case.people}

    def names(people: Iterable[str]) -> str:
        return ", ".join(called.get(one, one) for one in people)

    team = [
        f"  {r.data['part']}: {r.data['name']}"
        + (f" ({r.data['reach']})" if "reach" in r.data else "")
        for r in care_team(case)
    ]
    times = [
        f"  {names(r.data['children'])} with {names(r.data['with'])}: every {r.data['every']}, "
        f"{r.data['where']}"
        for r in family_times(case)
    ]
    planned = [
        f"  {_next_meeting(case, r, today)}  {r.data['by']} with "
        f"{names(r.data['with'])}: {', '.join(r.data['purposes'])}"
        + (f", every {r.data['every']}" if "every" in r.data else "")
        for r in sorted(plans_to_meet(case), key=lambda r: _next_meeting(case, r, today))
    ]
    return [
        line
        for head, some in (("Care team", team), ("Family time", times), ("Planned", planned))
        if some
        for line in ("", head, *some)
    ]


def _people_rows(view: CaseView) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {
            "id": c.person.id,
            "called": c.person.called,
            "role": "child",
            "age": c.age,
            "states": "; ".join(f"{k}: {v}" for k, v in c.states.items()),
        }
        for c in view.children
    ]
    rows += [
        {"id": p.id, "called": p.called, "role": p.role, "age": None, "states": relation}
        for p, relation in view.others
    ]
    return rows


def _as_data(view: CaseView, judged: JudgedCase, session: Session) -> dict[str, Any]:
    zone = session.workspace.agency.zone
    return {
        "case": view.case.number,
        "as_of": session.now.astimezone(zone).isoformat(timespec="seconds"),
        "version": session.workspace.version,
        "open": view.is_open,
        "closed_on": view.closed_on.isoformat() if view.closed_on else None,
        "case_manager": view.manager,
        "care_team": [
            {"id": r.id, "name": r.data["name"], "part": r.data["part"]}
            for r in care_team(view.case)
        ],
        "planned": [
            {key: r.data[key] for key in ("planned_for", "by", "with", "purposes")} | {"id": r.id}
            for r in plans_to_meet(view.case)
        ],
        "danger": list(view.danger),
        "before_you_go": list(know_before(view.case)),
        "before": before_as_data(read_before(view.case, session.now)),
        "children": [
            {
                "id": c.person.id,
                "called": c.person.called,
                "age": c.age,
                "states": c.states,
                "last_seen": c.last_seen.isoformat() if c.last_seen else None,
            }
            for c in view.children
        ],
        "others": [
            {"id": p.id, "called": p.called, "role": p.role, "relation": relation}
            for p, relation in view.others
        ],
        "plans": [
            {
                "id": s.plan.id,
                "kind": s.plan.data["kind"],
                "approved": s.approved,
                "objectives": [
                    {"id": k, "objective": text, "status": status}
                    for k, (text, status) in s.objectives.items()
                ],
            }
            for s in view.plans
        ],
        "closed_against": [
            {
                "id": r.id,
                "by": r.recorded_by,
                "gates": [{"gate": g, "reason": why} for g, why in left_open(r).items()],
            }
            for r in view.against
        ],
        "due": [obligation_row(o, zone) for o in judged.judgement.obligations if o.is_live],
        "records": [{"id": r.id, "kind": r.kind, "path": r.path} for r in view.case.records],
        "findings": [
            finding_as_data(f)
            for f in (*judged.loaded.findings, *tell_unjudged(judged.judgement.unjudged))
        ],
    }
