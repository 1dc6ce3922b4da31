"""`casekit prior`: every earlier report, opening and risk of this family."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from casekit.casework.prior.history import iter_events
from casekit.casework.prior.searching import Prior, search_prior
from casekit.cli.options import AsKnown, Directory, HowToAnswer, OneCase, Today
from casekit.cli.output import (
    Format,
    clean,
    finding_as_data,
    say,
    tell_findings,
    write_json,
    write_rows,
)
from casekit.cli.prior_words import prior_as_data, say_prior
from casekit.cli.session import Session, open_session
from casekit.model.findings import sort_findings

COLUMNS = ("case", "match", "day", "kind", "what", "record", "path")


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return prior


def prior(
    case: OneCase,
    today: Today = None,
    as_known: AsKnown = None,
    how: HowToAnswer = Format.TEXT,
    directory: Directory = None,
) -> int:
    """Every earlier report, opening and risk of the people of a case.

    Searches all cases anew, by name, birth date, telephone, address and family; the highest risk
    comes first. Other cases are read as they were last saved. Exit 4 when something could not be
    read.

    \b
    Example: casekit prior 2026-K7
    """
    session = open_session(directory, today=today, as_known=as_known)
    workspace = session.workspace
    loaded = workspace.load(workspace.find_case(case))
    found = search_prior(workspace, loaded, session.now, before=loaded)
    number = loaded.case.number
    if how is Format.JSON:
        write_json(_as_data(found, number, session))
    elif how is Format.TEXT:
        say(f"Case {number}, and what was before")
        for line in say_prior(found, number, None):
            say(clean(line))
    else:
        write_rows(list(_rows(found)), COLUMNS, how)
    findings = sort_findings(dict.fromkeys([*loaded.findings, *found.findings]))
    return tell_findings(findings)


def _as_data(found: Prior, number: str, session: Session) -> dict[str, Any]:
    zone = session.workspace.agency.zone
    return {
        "case": number,
        "as_of": session.now.astimezone(zone).isoformat(timespec="seconds"),
        "version": session.workspace.version,
        "prior": prior_as_data(found),
        "events": [
            {
                "case": event.case,
                "match": found.match_of(event.case),
                "day": event.day,
                "kind": event.kind,
                "what": event.what,
                "record": event.record,
                "path": event.path,
            }
            for event in iter_events(told.history for told in found.cases)
        ],
        "findings": [finding_as_data(f) for f in found.findings],
    }


def _rows(found: Prior) -> Iterator[dict[str, Any]]:
    """Everything as rows: the highest risk, the turns, who may be whom, what was not searched."""
    if found.highest is not None:
        risk, match = found.highest
        yield {
            "case": risk.case,
            "match": match,
            "day": risk.day,
            "kind": "highest risk",
            "what": f"{risk.risk}: {risk.reasons}",
            "record": risk.record,
        }
    for event in iter_events(told.history for told in found.cases):
        yield {**event._asdict(), "match": found.match_of(event.case)}
    for pair in found.pairs:
        decided = pair.decision.verdict if pair.decision is not None else "not decided"
        yield {
            "case": pair.case,
            "match": pair.match,
            "kind": "possible duplicate",
            "what": f"{pair.name} and {pair.other_name}: {'; '.join((decided, *pair.reasons))}",
            "record": pair.other,
        }
    for each in found.not_searched:
        yield {"kind": "not searched", "what": f"{each.what}: {each.why}"}
