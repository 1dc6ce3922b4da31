"""`casekit caseload`: every open case by its risk, and how much each worker carries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from casekit.cli.choosing import Filters
from casekit.cli.due_options import Fresh
from casekit.cli.options import AsKnown, Directory, HowToAnswer, Today, Working
from casekit.cli.output import (
    Format,
    clean,
    count,
    finding_as_data,
    say,
    tell_findings,
    write_json,
    write_rows,
    write_table,
)
from casekit.cli.roots import Question, open_answer, open_asked
from casekit.cli.session import tell_notices
from casekit.errors import UsageFault
from casekit.overview.caseload import (
    WEIGHTS,
    CaseLoad,
    WorkerLoad,
    sum_by_worker,
)
from casekit.overview.index.asking import Choice
from casekit.records.schemas import suggest

COLUMNS = (
    *("case", "worker", "risk", "tracks", "children", "in_care", "overdue", "due_soon"),
    *("longest_unseen_since", "weight", "offered", "waiting", "danger"),
)
_HEADS = ("Case", "Worker", "Risk", "Track", "Children", "In care", "Overdue", "Soon", "Seen")
_DESKS = ("Worker", "Cases", "Children", "High risk", "In care", "Overdue", "Weight", "Hard events")
NOBODY = "nobody"


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return caseload


def caseload(
    worker: Annotated[
        str | None, typer.Option("--worker", metavar="WORKER", help="Only this worker's cases.")
    ] = None,
    risk: Annotated[
        str | None,
        typer.Option("--risk", metavar="RISK", help='high, medium, low, none or "not decided".'),
    ] = None,
    today: Today = None,
    as_known: AsKnown = None,
    working: Working = False,
    fresh: Fresh = False,
    how: HowToAnswer = Format.TEXT,
    directory: Directory = None,
) -> int:
    """Every open case, danger and the highest risk first, and what each worker carries.

    Hard events are removals and deaths of the last 90 days. Weights are casekit's own: 3, 2 or 1 by
    risk, and one more for each child in care.

    \b
    Example: casekit caseload --risk high
    """
    question = Question(today, as_known, None, Filters(), False, working, fresh)
    session = open_asked(directory, question)
    staff = [one.id for one in session.workspace.agency.staff]
    for flag, said, known in (("--worker", worker, staff), ("--risk", risk, list(WEIGHTS))):
        if said is not None and said not in known:
            raise UsageFault(f"{flag}: there is no `{said}`", hint=suggest(said, known, flag[2:]))
    with open_answer(session, Choice(), question) as report:
        loads, findings = report.loads(), report.findings
    desks = sum_by_worker(loads)
    shown = [
        one
        for one in loads
        if (worker is None or one.worker == worker) and (risk is None or one.risk == risk)
    ]
    if how is Format.JSON:
        zone = session.workspace.agency.zone
        write_json(
            {
                "as_of": session.now.astimezone(zone).isoformat(timespec="seconds"),
                "version": session.workspace.version,
                "cases": [_as_data(one) for one in shown],
                "workers": [one._asdict() for one in desks],
                "findings": [finding_as_data(f) for f in findings],
            }
        )
    elif how in (Format.TSV, Format.CSV) or how is Format.MD:
        rows = [
            {
                **_as_data(one),
                "tracks": "; ".join(one.tracks),
                "offered": "; ".join(f"{offer.to} since {offer.since}" for offer in one.offers),
                "waiting": "; ".join(f"{w.what} since {w.since}" for w in one.waiting),
            }
            for one in shown
        ]
        write_rows(rows, COLUMNS, how)
    else:
        _say(shown, desks)
    tell_notices(session)
    return tell_findings(findings)


def _as_data(load: CaseLoad) -> dict[str, Any]:
    return {
        "case": load.case,
        "worker": load.worker,
        "risk": load.risk,
        "tracks": list(load.tracks),
        "children": load.children,
        "in_care": load.in_care,
        "overdue": load.overdue,
        "due_soon": load.due_soon,
        "longest_unseen_since": load.seen.isoformat() if load.seen else None,
        "weight": load.weight,
        "danger": load.danger,
        "offered": [{"to": o.to, "since": o.since.isoformat()} for o in load.offers],
        "waiting": [
            {"what": one.what, "since": one.since.isoformat(), "record": one.record}
            for one in load.waiting
        ],
    }


def _say(shown: list[CaseLoad], desks: list[WorkerLoad]) -> None:
    if not shown:
        say("No open case of these." if desks else "No open case.")
        return
    write_table(
        [
            (
                *(one.case, one.worker or NOBODY),
                *(f"DANGER, {one.risk}" if one.danger else one.risk, "; ".join(one.tracks)),
                *(str(one.children), str(one.in_care), str(one.overdue), str(one.due_soon)),
                one.seen.isoformat() if one.seen else "never",
            )
            for one in shown
        ],
        _HEADS,
    )
    say("")
    write_table(
        [(one.worker or NOBODY, *(str(number) for number in one[1:])) for one in desks],
        _DESKS,
    )
    say("")
    for one in shown:
        for offer in one.offers:
            say(
                clean(
                    f"{one.case} was offered to {offer.to} on {offer.since}, who has not answered: "
                    "it is still yours."
                )
            )
    for one in shown:
        for waiting in one.waiting:
            said = f"{one.case} waits for a supervisor: {waiting.what} of {waiting.since}"
            say(clean(f"{said}, {waiting.record}"))
    say(f"{count(len(shown), 'open case')}, the highest risk first.")
