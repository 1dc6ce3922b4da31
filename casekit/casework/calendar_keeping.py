"""Calendars of working and court days: a year is proposed, its open days decided, and signed off.

Only a year that was signed off counts. What was decided about a day stays in the file beside it, so
that whoever signs sees it, and proposing again asks nothing twice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from casekit.casework.desk import Desk
from casekit.errors import ConflictingEdit, GateRefused, NotFound, Unreadable, UsageFault
from casekit.model.changes import ChangeSet, Edit, NewRecord
from casekit.model.findings import Finding
from casekit.records.document import Document
from casekit.standards.calendars import list_open_days, name_calendar_file
from casekit.standards.proposals import ProposedDay, UnknownPlace, find_place, propose_days
from casekit.workspace.agency import PURPOSES
from casekit.workspace.workspace import Workspace

KIND = "calendar"
SIGNERS = ("supervisor", "administrator")
CERTAIN_BEFORE = "holiday of the place, but not in this file when it was proposed again"
_PLACE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,6})?\Z")


class NoProposal(NotFound):
    """There is no file of that year to decide on or to sign."""

    code = "CALENDAR-NO-PROPOSAL"

    def __init__(self, folder: str, year: int) -> None:
        super().__init__(
            f"nobody has proposed the year {year} of calendar `{folder}` yet",
            hint=f"casekit calendar propose {year} --calendar {folder} --write",
            path=name_calendar_file(folder, year),
        )


class AlreadySigned(ConflictingEdit):
    """What was signed off is not changed by a proposal, nor decided again."""

    code = "CALENDAR-SIGNED"

    def __init__(self, path: str, data: Mapping[str, Any]) -> None:
        super().__init__(
            f"{path} was signed off by {data['signed_by']} on {data['signed_on']}; "
            "nothing was changed",
            hint="correct a mistake in the file itself, and save that with git",
            path=path,
        )


class MayNotSign(GateRefused):
    """Whether a limit falls on a day depends on the calendar: somebody with authority signs it."""

    code = "GATE-CALENDAR-ROLE"

    def __init__(self, worker: str) -> None:
        super().__init__(
            f"{worker} may not sign off a calendar",
            hint=f"a person with the role {' or '.join(SIGNERS)} in agency.yaml does this",
        )


class NotReadyToSign(GateRefused):
    """Days are still marked for a decision, or do not belong into the year."""

    code = "GATE-CALENDAR-OPEN"

    def __init__(self, path: str, findings: Sequence[Finding]) -> None:
        super().__init__(
            f"{path} cannot be signed off yet; nothing was changed",
            findings,
            hint="mend each of these, then sign again",
        )


def find_folder(workspace: Workspace, said: str) -> str:
    """The folder that is meant by working, court or a folder's name; raises NotFound."""
    used = workspace.agency.calendar_folders
    if said in PURPOSES:
        return used[said]
    there = {p.split("/")[1] for p in workspace.source.list_paths("calendars") if p.count("/") > 1}
    if said not in there | set(used.values()):
        raise NotFound(
            f"--calendar: there is no calendar `{said}`",
            hint=f"one of: {', '.join(sorted({*PURPOSES, *used.values(), *there}))}; which folders "
            "are used is said under `calendars:` in agency.yaml",
        )
    return said


def read_year(workspace: Workspace, folder: str, year: int) -> Document | None:
    """The file of a year, None where there is none; raises Unreadable when it is at fault."""
    path = name_calendar_file(folder, year)
    if not workspace.source.has(path):
        return None
    document = workspace.read_calendar(path)
    if document.findings or document.data is None:
        raise Unreadable(f"{path} cannot be used until it is mended", document.findings, path=path)
    return document


def draft_proposal(
    workspace: Workspace, folder: str, year: int, place: str | None, *, to_save: bool
) -> ChangeSet:
    """Propose a year: a new file, or what one that nobody has signed lacks; empty for nothing new.

    Without a place, that of the year before, or of the agency's packs. Every day that stands in
    the file stays as it is. Only to look at, a signed year is proposed as if there were no file.
    Raises UnknownPlace, AlreadySigned, ConflictingEdit for another place, Unreadable.
    """
    document = read_year(workspace, folder, year)
    before = _find_year_before(workspace, folder, year)
    data: Any = document.data if document else None
    if document and _is_signed(data):
        if to_save:
            raise AlreadySigned(document.path, data)
        before, data = data, None
    wanted = _name_place(workspace, place, data or before)
    if data and data.get("place", wanted) != wanted:
        raise ConflictingEdit(
            f"the file proposes the holidays of {data['place']}, not of {wanted}",
            hint="to begin anew, remove the file, save that with git, and propose again",
            path=name_calendar_file(folder, year),
        )
    proposal = propose_days(wanted, year)
    summary = f"Proposed calendar {folder} {year}"
    path = name_calendar_file(folder, year)
    if data:
        known = {day["date"] for day in (*data["non_working"], *data.get("optional", ()))}
        # What somebody took out must not come back without a question.
        added = [
            Edit(KIND, path, ("optional",), _as_open(day), append=True)
            for day in proposal.days
            if day.date.isoformat() not in known and _matters(day, data)
        ]
        return ChangeSet("", summary, edits=tuple(added))
    new: dict[str, Any] = {"schema": "calendar/1", "name": folder, "year": year, "place": wanted}
    new["weekend"] = list((before or {}).get("weekend", ("saturday", "sunday")))
    new["non_working"] = [
        {"date": d.date.isoformat(), "name": d.name} for d in proposal.days if d.why is None
    ]
    optional = [_as_open(d) for d in proposal.days if d.why is not None and _matters(d, new)]
    if optional:
        new["optional"] = optional
    new["source"] = proposal.source
    if folder == workspace.agency.calendar_folders["court"]:
        new["source"] += "; the court's own days were not checked"
    return ChangeSet("", summary, new=(NewRecord(KIND, path, new),))


def draft_decisions(
    workspace: Workspace, folder: str, year: int, days: Sequence[date], decision: str
) -> ChangeSet:
    """Decide on marked days of a proposal: `in` for not worked, `out` for worked.

    Empty where it stands so already. Raises NoProposal, AlreadySigned, NotFound, Unreadable.
    """
    document = _require_year(workspace, folder, year)
    data: Any = document.data
    if _is_signed(data):
        raise AlreadySigned(document.path, data)
    optional = data.get("optional", ())
    places = {item["date"]: number for number, item in enumerate(optional)}
    edits = []
    for day in days:
        number = places.get(day.isoformat())
        if number is None:
            marked = ", ".join(optional[n]["date"] for n in list_open_days(data)) or "none is left"
            raise NotFound(
                f"{day} is not marked for a decision in {document.path}; nothing was changed",
                hint=f"still to decide: {marked}. Any other day is changed in the file itself",
                path=document.path,
            )
        if optional[number]["decision"] != decision:
            edits.append(Edit(KIND, document.path, ("optional", number, "decision"), decision))
    return ChangeSet("", f"Decided on days of calendar {folder} {year}", edits=tuple(edits))


def draft_signature(workspace: Workspace, folder: str, year: int, desk: Desk) -> ChangeSet:
    """Sign a year off; empty where it is.

    Raises NoProposal, MayNotSign, NotReadyToSign with a finding for each day, Unreadable.
    """
    document = _require_year(workspace, folder, year)
    data: Any = document.data
    findings = tuple(_find_hindrances(document, year, folder))
    if _is_signed(data) and not findings:
        return ChangeSet("", "")
    if not any(desk.worker.holds(role, desk.today) for role in SIGNERS):
        raise MayNotSign(desk.worker.id)
    if findings:
        raise NotReadyToSign(document.path, findings)
    edits = (
        Edit(KIND, document.path, ("signed_by",), desk.worker.id),
        Edit(KIND, document.path, ("signed_on",), desk.today.isoformat()),
    )
    return ChangeSet("", f"Signed off calendar {folder} {year}", edits=edits)


def _is_signed(data: Mapping[str, Any]) -> bool:
    return "signed_by" in data and "signed_on" in data


def _require_year(workspace: Workspace, folder: str, year: int) -> Document:
    document = read_year(workspace, folder, year)
    if document is None:
        raise NoProposal(folder, year)
    return document


def _find_hindrances(document: Document, year: int, folder: str) -> list[Finding]:
    data: Any = document.data
    found = []
    for number in list_open_days(data):
        day = data["optional"][number]
        place = document.locate(("optional", number, "decision"))
        found.append(
            Finding(
                code="CALENDAR-OPEN-DAY",
                message=f"{day['date']}, {day['name']}, is still marked for a decision",
                path=document.path,
                line=place.line,
                column=place.column,
                # A year that somebody signed is no longer decided on by command.
                hint="write `decision: in` (not worked) or `decision: out` (worked) there"
                if _is_signed(data)
                else f"casekit calendar decide {year} {day['date']} in --calendar {folder} (not "
                "worked), or out (worked); or write it in the file",
            )
        )
    for key in ("non_working", "optional"):
        for number, day in enumerate(data.get(key, ())):
            if date.fromisoformat(day["date"]).year != year:
                place = document.locate((key, number, "date"))
                found.append(
                    Finding(
                        code="CALENDAR-OTHER-YEAR",
                        message=f"{day['date']} is not a day of {year}",
                        path=document.path,
                        line=place.line,
                        column=place.column,
                        hint="correct the date, or put the day into the file of its year",
                    )
                )
    return found


def _find_year_before(workspace: Workspace, folder: str, year: int) -> Mapping[str, Any] | None:
    """The newest earlier year of a calendar: its weekend and its place are likely to hold on."""
    earlier = [
        document.data
        for document in workspace.read_calendars()
        if document.path.split("/")[1] == folder
        and document.data is not None
        and document.data["year"] < year
    ]
    return max(earlier, key=lambda data: int(data["year"]), default=None)


def _name_place(workspace: Workspace, said: str | None, known: Mapping[str, Any] | None) -> str:
    if said is None:
        if known is not None and "place" in known:
            return str(known["place"])
        return find_place([chosen.pack for chosen in workspace.agency.standards])
    place = said.strip().upper()
    if not _PLACE.match(place):
        raise UnknownPlace(f"--place: `{said}` is not written as a place")
    return place


def _as_open(day: ProposedDay) -> dict[str, Any]:
    return {
        "date": day.date.isoformat(),
        "name": day.name,
        "why": day.why or CERTAIN_BEFORE,
        "decision": "open",
    }


def _matters(day: ProposedDay, data: Mapping[str, Any]) -> bool:
    """Whether the day would be worked otherwise: nobody decides about a Sunday."""
    weekend = data.get("weekend", ("saturday", "sunday"))
    return day.date.strftime("%A").lower() not in weekend


def read_day(text: str, year: int) -> date:
    """A day of that year as it was typed; raises UsageFault."""
    try:
        day = date.fromisoformat(text)
    except ValueError as fault:
        raise UsageFault(
            f"`{text}` is not a date that exists", hint=f"write {year}-11-21"
        ) from fault
    if day.year != year or day.isoformat() != text:
        raise UsageFault(f"`{text}` is no day of {year}", hint=f"write {year}-11-21")
    return day
