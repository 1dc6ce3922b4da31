"""Every document by its name: for whom it is made, and what makes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from casekit.documents.faults import NotForReader
from casekit.documents.kinds import (
    case_plan,
    child_plan,
    closing_summary,
    contact_chronology,
    court_report,
    disclosure_log,
    leaving_care_plan,
    placement_information,
    referral_letter,
    review_report,
)
from casekit.documents.reader import Reader
from casekit.documents.request import Request, Sheet
from casekit.documents.sheet_page import assemble
from casekit.model.records import Record

# A plan has a page of its own form: casekit.documents.plan_page.
PLANS = ("plan", "safety-plan")


class _Kind(NamedTuple):
    """For whom a document is made, the usual reader first, and what makes it."""

    audiences: tuple[str, ...]
    build: Callable[[Reader, Request], Sheet]


_SHEETS: Mapping[str, _Kind] = {
    name: _Kind(kind.AUDIENCES, kind.build)
    for name, kind in (
        ("case-plan", case_plan),
        ("child-plan", child_plan),
        ("court-report", court_report),
        ("review-report", review_report),
        ("contact-chronology", contact_chronology),
        ("placement-information", placement_information),
        ("referral-letter", referral_letter),
        ("closing-summary", closing_summary),
        ("leaving-care-plan", leaving_care_plan),
        ("disclosure-log", disclosure_log),
    )
}
NAMES = (*PLANS, *_SHEETS)
# Each of these is about one child, so a case has as many of them as children.
OF_ONE_CHILD = ("child-plan", "placement-information", "leaving-care-plan")


class Made(NamedTuple):
    """A page, and what whoever renders it must know and its reader must not.

    `asked` are the records that were asked for it.
    """

    page: dict[str, Any]
    notices: tuple[str, ...]
    asked: tuple[Record, ...] = ()


def readers_of(name: str) -> tuple[str, ...]:
    """For whom a document is made, the usual reader first."""
    if name in PLANS:
        return ("family", "child", "team", "supervisor", "carer", "court", "provider")
    return _SHEETS[name].audiences


def make_sheet(
    name: str, reader: Reader, request: Request, *, agency_name: str, version: str, printed_on: date
) -> Made:
    """Write a document for a reader.

    Raises NotForReader for a reader whom the document is not made for, NotFound where the case has
    nothing to tell of, UsageFault where it must be said of whom.
    """
    allowed = readers_of(name)
    if reader.audience not in allowed:
        raise NotForReader(name, reader.audience, allowed)
    sheet = _SHEETS[name].build(reader, request)
    page = assemble(sheet, reader, agency_name=agency_name, version=version, printed_on=printed_on)
    return Made(page, tuple(sheet.notices), tuple(reader.asked.values()))
