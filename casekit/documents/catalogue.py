"""Every document by its name: for whom it is made, and what makes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from casekit.documents.faults import NotForReader
from casekit.documents.request import Request, Sheet
from casekit.model.records import Record

if TYPE_CHECKING:
    from casekit.documents.reader import Reader

# A plan has a page of its own form: casekit.documents.plan_page.
PLANS = ("plan", "safety-plan")
SHEETS = (
    *("case-plan", "child-plan", "court-report", "review-report", "contact-chronology"),
    *("placement-information", "referral-letter", "closing-summary", "leaving-care-plan"),
    "disclosure-log",
)
NAMES = (*PLANS, *SHEETS)
# Each of these is about one child, so a case has as many of them as children.
OF_ONE_CHILD = ("child-plan", "placement-information", "leaving-care-plan")


class _Kind(NamedTuple):
    """For whom a document is made, the usual reader first, and what makes it."""

    audiences: tuple[str, ...]
    build: Callable[[Reader, Request], Sheet]


@cache
def _load_sheets() -> Mapping[str, _Kind]:
    """Loaded when one is asked for: who prints a plan need not wait for them."""
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

    kinds = (
        *(case_plan, child_plan, court_report, review_report, contact_chronology),
        *(placement_information, referral_letter, closing_summary, leaving_care_plan),
        disclosure_log,
    )
    return {
        name: _Kind(kind.AUDIENCES, kind.build) for name, kind in zip(SHEETS, kinds, strict=True)
    }


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
    return _load_sheets()[name].audiences


def make_sheet(
    name: str, reader: Reader, request: Request, *, agency_name: str, version: str, printed_on: date
) -> Made:
    """Write a document for a reader.

    Raises NotForReader for a reader whom the document is not made for, NotFound where the case has
    nothing to tell of, UsageFault where it must be said of whom.
    """
    from casekit.documents.sheet_page import assemble

    allowed = readers_of(name)
    if reader.audience not in allowed:
        raise NotForReader(name, reader.audience, allowed)
    sheet = _load_sheets()[name].build(reader, request)
    page = assemble(sheet, reader, agency_name=agency_name, version=version, printed_on=printed_on)
    return Made(page, tuple(sheet.notices), tuple(reader.asked.values()))
