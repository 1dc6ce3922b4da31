"""`casekit calendar`: working and court days of a year, from the proposal to the signature."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Annotated

import typer

from casekit.casework.calendar_keeping import (
    NoProposal,
    draft_decisions,
    draft_proposal,
    draft_signature,
    find_folder,
    read_day,
)
from casekit.cli.options import AsKnown, Directory, Today
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
    write_table,
)
from casekit.cli.session import Session, open_session, open_to_save, unknown_act
from casekit.errors import UsageFault
from casekit.model.changes import ChangeSet
from casekit.model.findings import Finding, judge_findings
from casekit.overview.calendars import CalendarYear, day_rows, list_calendar_years, year_row
from casekit.records.profile import read_document


class Act(StrEnum):
    """What is done with calendars."""

    LIST = "list"
    SHOW = "show"
    PROPOSE = "propose"
    DECIDE = "decide"
    SIGN = "sign"


class CalendarFormat(StrEnum):
    """How calendars are answered; yaml is the file of one year."""

    TEXT = "text"
    JSON = "json"
    YAML = "yaml"
    TSV = "tsv"
    CSV = "csv"
    MD = "md"


_WORDS = {
    Act.LIST: "[YEAR]",
    Act.SHOW: "[YEAR]",
    Act.PROPOSE: "YEAR",
    Act.DECIDE: "YEAR DATE... in|out",
    Act.SIGN: "YEAR",
}
_YEAR_COLUMNS = (
    *("calendar", "used_for", "year", "state", "to_decide", "place", "signed_by", "signed_on"),
    "path",
)
_DAY_COLUMNS = ("calendar", "date", "weekday", "name", "worked", "why")
_WORKED = {None: "to decide", False: "no", True: "yes"}


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return calendar


def calendar(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ACTION] [YEAR] [DATE]...",
            help="list (meant when none is said), show, propose, decide or sign.",
        ),
    ] = None,
    which: Annotated[
        str | None,
        typer.Option(
            "--calendar",
            metavar="NAME",
            help="working (meant when a year is changed), court, or a folder of calendars/.",
        ),
    ] = None,
    place: Annotated[
        str | None,
        typer.Option(
            "--place",
            metavar="CODE",
            help="Whose holidays, such as CA-MB, US-WA, GB-ENG; else those of your packs.",
        ),
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Save the proposal; without it, it is only printed.")
    ] = False,
    how: Annotated[
        CalendarFormat, typer.Option("--format", help="How to answer; yaml is for one year.")
    ] = CalendarFormat.TEXT,
    today: Today = None,
    as_known: AsKnown = None,
    directory: Directory = None,
) -> int:
    """Which days count as working and court days: proposed, decided, signed off.

    \b
      calendar [list] [YEAR]    which years are signed off, proposed, missing
      calendar show [YEAR]      the days of a year
      calendar propose YEAR     a proposal, from the holidays of a place
      calendar decide YEAR DATE... in|out
                                is a marked day a holiday (in), or worked (out)?
      calendar sign YEAR        a supervisor or administrator signs the year off

    Only a year that was signed off counts. Nothing is signed while a day is
    still marked for a decision.

    \b
    Example: casekit calendar propose 2027 --calendar court --place CA-MB --write
    """
    act, year, rest = _read_words(words or [])
    _refuse_stray(act, place, write, today, as_known)
    if act in (Act.LIST, Act.SHOW):
        session = open_session(directory, today=today, as_known=as_known)
        folder = None if which is None else find_folder(session.workspace, which)
        return _show(session, act, year, folder, how)
    assert year is not None
    if act is Act.PROPOSE and not write:
        return _print_proposal(open_session(directory), which, year, place, how)
    with open_to_save(directory) as session:
        workspace, folder = session.workspace, find_folder(session.workspace, which or "working")
        match act:
            case Act.PROPOSE:
                changes = draft_proposal(workspace, folder, year, place, to_save=True)
            case Act.DECIDE:
                days = [read_day(text, year) for text in rest[:-1]]
                changes = draft_decisions(workspace, folder, year, days, rest[-1])
            case _:
                changes = draft_signature(workspace, folder, year, session.desk)
        told = _save(session, changes)
    after = open_session(directory)
    if how is not CalendarFormat.TEXT:
        return _show(after, Act.SHOW, year, folder, how, asked=False)
    say(told)
    _tell_next(after, year, folder)
    return 0


def _read_words(words: list[str]) -> tuple[Act, int | None, list[str]]:
    act = Act.LIST
    if words and words[0] in tuple(Act):
        act, words = Act(words[0]), words[1:]
    elif words and not words[0].isdigit():
        raise unknown_act("calendar", words[0], Act)
    year, rest = words[:1], words[1:]
    fits = not rest if act is not Act.DECIDE else len(rest) > 1 and rest[-1] in ("in", "out")
    if not fits or (not year and act not in (Act.LIST, Act.SHOW)):
        raise UsageFault(
            f"casekit calendar {act} is written: casekit calendar {act} {_WORDS[act]}",
            hint="see: casekit calendar --help",
        )
    if not year:
        return act, None, rest
    typed = year[0]
    if not (typed.isascii() and typed.isdigit() and len(typed) == 4 and 1900 <= int(typed) < 2200):
        raise UsageFault(f"`{typed}` is no year from 1900 to 2199", hint="write it as 2027")
    return act, int(typed), rest


def _refuse_stray(
    act: Act, place: str | None, write: bool, today: str | None, as_known: str | None
) -> None:
    """An option that would change nothing was meant for something: it is not passed over."""
    stray = []
    if act is not Act.PROPOSE:
        stray += ["--place"] * (place is not None) + ["--write"] * write
    if act not in (Act.LIST, Act.SHOW):
        stray += ["--today"] * (today is not None) + ["--as-known"] * (as_known is not None)
    if stray:
        raise UsageFault(
            f"casekit calendar {act} does not take {' or '.join(stray)}",
            hint="see: casekit calendar --help",
        )


def _print_proposal(
    session: Session, which: str | None, year: int, place: str | None, how: CalendarFormat
) -> int:
    workspace, folder = session.workspace, find_folder(session.workspace, which or "working")
    changes = draft_proposal(workspace, folder, year, place, to_save=False)
    used_for = [u for u, f in workspace.agency.calendar_folders.items() if f == folder]
    proposed = CalendarYear(folder, tuple(used_for), year, "proposed", None)
    content = workspace.plan_writes(changes).get(proposed.path)
    if content is None:
        content = workspace.source.read([proposed.path])[proposed.path]
    document = read_document(content, proposed.path)
    if how in (CalendarFormat.TEXT, CalendarFormat.YAML):
        say(clean(document.text.removesuffix("\n"), keep_lines=True))
    else:
        _write_years([proposed._replace(data=document.data)], Act.SHOW, None, (), how)
    talk("A proposal; nothing was written. To save it, say --write.")
    return 0


def _save(session: Session, changes: ChangeSet) -> str:
    if changes.is_empty:
        return "Nothing changed: it stands so already."
    version = session.workspace.save(changes, session.version_moment)
    return f"Saved, version {session.workspace.repo.short(version)}: {changes.summary}."


def _tell_next(session: Session, year: int, folder: str) -> None:
    """What is left to do before the year counts."""
    found = _find_years(session, year, folder)[0]
    option = f" --calendar {folder}"
    row = year_row(found)
    if row["to_decide"]:
        say(f"  {count(row['to_decide'], 'day')} to decide, each in (not worked) or out (worked):")
        for day in day_rows(found.data or {}):
            if day["worked"] is None:
                say(f"  {day['date']} {day['weekday']:<9} {day['name']} ({day['why'] or 'open'})")
        say(f"  Next: casekit calendar decide {year} DATE in|out{option}")
    elif found.state == "proposed":
        say(f"  Next: read {found.path}; a supervisor or administrator then runs")
        say(f"  casekit calendar sign {year}{option}")


def _find_years(session: Session, year: int | None, folder: str | None) -> list[CalendarYear]:
    today = session.today
    return [
        found
        for found in list_calendar_years(session.workspace, today)
        if (year is None or found.year == year) and (folder is None or found.folder == folder)
    ]


def _show(
    session: Session,
    act: Act,
    year: int | None,
    folder: str | None,
    how: CalendarFormat,
    *,
    asked: bool = True,
) -> int:
    if act is Act.SHOW and year is None:
        year = session.today.year
    years = _find_years(session, year, folder)
    findings = tuple(finding for found in years for finding in found.findings)
    if act is Act.SHOW and not findings and not any(found.data for found in years):
        assert year is not None
        raise NoProposal(folder or find_folder(session.workspace, "working"), year)
    if how is CalendarFormat.YAML:
        _print_file(session, act, [found for found in years if found.data])
    else:
        _write_years(years, act, session.workspace.version, findings, how)
    if how is not CalendarFormat.JSON:
        for finding in findings:
            talk(finding_as_text(finding))
    return judge_findings(findings) if asked else 0


def _print_file(session: Session, act: Act, years: Sequence[CalendarYear]) -> None:
    if act is not Act.SHOW or len(years) > 1:
        raise UsageFault(
            "--format yaml shows the file of one year",
            hint="such as: casekit calendar show 2027 --calendar court --format yaml",
        )
    for found in years:
        text = session.workspace.read_calendar(found.path).text
        say(clean(text.removesuffix("\n"), keep_lines=True))


def _write_years(
    years: Sequence[CalendarYear],
    act: Act,
    version: str | None,
    findings: Sequence[Finding],
    how: CalendarFormat,
) -> None:
    if how is CalendarFormat.JSON:
        rows = [{**year_row(y), "days": list(day_rows(y.data)) if y.data else []} for y in years]
        found = [finding_as_data(finding) for finding in findings]
        write_json({"version": version, "calendars": rows, "findings": found})
    elif how is CalendarFormat.TEXT and act is Act.LIST:
        heads = ("calendar", "for", "year", "state", "signed")
        write_table([_cells(year) for year in years], heads)
    elif how is CalendarFormat.TEXT:
        for number, year in enumerate(y for y in years if y.data):
            if number:
                say()
            _show_days(year)
    elif act is Act.LIST:
        write_rows([year_row(year) for year in years], _YEAR_COLUMNS, Format(how.value))
    else:
        days = [
            {"calendar": year.folder, **day} for year in years for day in day_rows(year.data or {})
        ]
        write_rows(days, _DAY_COLUMNS, Format(how.value))


def _cells(year: CalendarYear) -> list[str]:
    row = year_row(year)
    state = year.state
    if row["to_decide"]:
        state += f", {count(row['to_decide'], 'day')} to decide"
    signed = f"{row['signed_on']} by {row['signed_by']}" if year.state == "signed" else ""
    return [year.folder, ", ".join(year.used_for), str(year.year), state, signed]


def _show_days(year: CalendarYear) -> None:
    folder, used_for, number, state, signed = _cells(year)
    about = f"calendars/{folder} {number}, for {used_for or 'nothing'} days: {state}"
    say(f"{about} {signed}".rstrip())
    assert year.data is not None
    write_table(
        [[d["date"], d["weekday"], _WORKED[d["worked"]], d["name"]] for d in day_rows(year.data)],
        ("date", "weekday", "worked", "name"),
    )
    row = year_row(year)
    say(f"Besides: every {' and '.join(day.capitalize() for day in row['weekend'])}.")
    say(clean(f"Source: {row['source']}", keep_lines=True))
