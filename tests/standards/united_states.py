"""Cases by hand for the packs of the United States: zones, holidays and questions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from model.hand_made import CaseMaker, read_moment_of, written

from casekit.standards.calendars import Calendar, Year
from casekit.standards.clocks import Clock
from casekit.standards.composing import compose, put_in_force
from casekit.standards.obligations import Obligation, find_obligations
from casekit.standards.packs import Pack, load_editions, load_pack
from casekit.standards.rules import Rule

NEW_YORK = ZoneInfo("America/New_York")
LOS_ANGELES = ZoneInfo("America/Los_Angeles")
HOLIDAYS_2026 = {
    date(2026, 1, 1): "New Year's Day",
    date(2026, 1, 19): "Martin Luther King Jr. Day",
    date(2026, 2, 16): "Presidents' Day",
    date(2026, 5, 25): "Memorial Day",
    date(2026, 6, 19): "Juneteenth",
    date(2026, 7, 3): "Independence Day",
    date(2026, 9, 7): "Labor Day",
    date(2026, 11, 11): "Veterans Day",
    date(2026, 11, 26): "Thanksgiving",
    date(2026, 12, 25): "Christmas Day",
}
REMOVED = "2026-01-15 14:00"


def make_clock(zone: tzinfo) -> Clock:
    """A clock with the holidays of 2026 and, in the other years, only weekends."""
    years = {
        year: Year(non_working=HOLIDAYS_2026 if year == 2026 else {}) for year in range(2000, 2060)
    }
    return Clock(zone, {name: Calendar(name, years) for name in ("working", "court")})


@cache
def rules_of(*packs: str) -> tuple[Rule, ...]:
    """The rules of packs as an agency has them that chose these."""
    used = [used for pack in packs for used in put_in_force(load_editions(pack), ())]
    return compose(used, {})


def find(
    case: CaseMaker,
    now: str,
    rule: str,
    packs: tuple[str, ...],
    subject: str | None = None,
    horizon: str | None = None,
) -> list[Obligation]:
    """The obligations of one rule at a moment, perhaps for one subject."""
    chosen = [r for r in rules_of(*packs) if r.id == rule]
    assert chosen, rule
    found = find_obligations(
        case.timeline(now),
        chosen,
        make_clock(case.zone),
        read_moment_of(now, case.zone),
        horizon=date.fromisoformat(horizon) if horizon else None,
    )
    assert not found.unjudged
    return [o for o in found.obligations if subject in (None, o.subject.id)]


def said(found: list[Obligation], zone: tzinfo) -> list[tuple[str | None, str]]:
    """Due and status of each."""
    return [written(o, zone) for o in found]


def said_of_all(pack: Pack) -> Mapping[str, tuple[str, bool]]:
    """Of every rule and provision of a pack, the verification and whether it is enforced."""
    of_rules = {rule.id: (rule.verification, rule.enforced) for rule in pack.rules}
    of_provisions = {p.id: (p.verification, False) for p in pack.provisions}
    assert not of_rules.keys() & of_provisions.keys()
    return {**of_rules, **of_provisions}


def check_rows(pack_id: str, rows: Mapping[str, str], more: Mapping[str, str]) -> None:
    """Hold a pack against the list of what it must have, and what else it has of the same rows."""
    pack = load_pack(pack_id)
    found = said_of_all(pack)
    assert {key: verification for key, (verification, _) in found.items()} == {**rows, **more}
    for rule in pack.rules:
        sure = rule.verification in ("primary", "secondary")
        assert rule.enforced == sure, rule.id
        assert rule.reading and rule.source.instrument and rule.source.section
    for provision in pack.provisions:
        assert provision.says and provision.why_no_clock


def make_home(
    zone: tzinfo, born: str = "2018-06-02", children: tuple[str, ...] = ("sam",)
) -> CaseMaker:
    """A family with an open case since 5 January 2026."""
    case = CaseMaker(zone)
    for child in children:
        case.child(child, born)
    case.adult("jo", "mother", children)
    case.add("opening", "2026-01-05 09:00", children=list(children))
    case.add("assignment", "2026-01-05 09:00", worker="w-sample", role="case manager")
    return case


def remove(
    case: CaseMaker, when: str = REMOVED, children: tuple[str, ...] = ("sam",), **placement: object
) -> str:
    """Take children into care and place them at once; gives the placement."""
    case.add("apprehension", when, children=list(children), by="w-sample")
    standard = {"setting": "foster", "carers": ["fay"]}
    return case.add("placement", when, children=list(children), **{**standard, **placement})


def hear(
    case: CaseMaker,
    when: str,
    hearing: str,
    *determinations: str,
    children: tuple[str, ...] = ("sam",),
) -> str:
    """A hearing that was held and what the court determined."""
    found = {"determinations": list(determinations)} if determinations else {}
    return case.add("hearing", when, children=list(children), hearing=hearing, **found)


def tell(
    case: CaseMaker,
    when: str,
    about: str,
    to: str,
    children: tuple[str, ...] = ("sam",),
    **data: object,
) -> str:
    """A notice that was sent."""
    return case.add("notice", when, about=about, to_kind=to, children=list(children), **data)
