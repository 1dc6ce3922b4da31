"""What the tests of the shipped packs share: a family, calendars, and the rules with editions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from zoneinfo import ZoneInfo

from model.hand_made import CaseMaker, written

from casekit.standards.calendars import Calendar, Year
from casekit.standards.clocks import Clock
from casekit.standards.composing import compose, put_in_force
from casekit.standards.obligations import Judgement, Obligation
from casekit.standards.packs import Pack, load_editions
from casekit.standards.rules import Gate, Rolling, Rule

BOTH = ["sam", "ada"]
Row = tuple[str | None, str]


def make_family(zone: ZoneInfo) -> CaseMaker:
    """A mother and her two children in one home, and a foster carer."""
    case = CaseMaker(zone)
    home = case.add("household", "2000-01-01 09:00", id="home", kind="family home")
    lives = {"household": home, "from": "2000-01-01"}
    case.child("sam", "2004-06-02", memberships=[lives])
    case.child("ada", "2006-01-20", memberships=[lives])
    case.adult("jo", "mother", BOTH, memberships=[{**lives, "main_carer": True}])
    case.adult("fay", "foster carer", role="carer")
    return case


def add_report(
    case: CaseMaker,
    received: str,
    screened: str,
    *,
    children: Iterable[str] = ("sam",),
    also: Iterable[str] = (),
    **screening: str,
) -> str:
    """A report and its screening in; `also` are children whom only the screening names."""
    named = [*children]
    report = case.add("report", received, children=named, reporter="neighbour", how="telephone")
    case.add(
        "screening",
        screened,
        report=report,
        children=[*named, *also],
        **{"result": "screened in", **screening},
    )
    return report


def make_days(zone: ZoneInfo, years: Mapping[int, Iterable[str]]) -> Clock:
    """Working and court days of the years that were signed off, by their month and day."""
    signed = {
        year: Year(non_working={date.fromisoformat(f"{year}-{day}"): "holiday" for day in days})
        for year, days in years.items()
    }
    return Clock(zone, {name: Calendar(name, signed) for name in ("working", "court")})


@cache
def bind(pack: str) -> tuple[Rule, ...]:
    """The rules of all editions of a pack, each in its time."""
    return compose(put_in_force(load_editions(pack), ()), {})


def judge(case: CaseMaker, now: str, pack: str, rule_id: str, clock: Clock) -> Judgement:
    """What one rule of a pack says, in all its editions and with the rest of its series."""
    series = {rule.series for rule in bind(pack) if rule.id == rule_id}
    assert series, f"no rule {rule_id}"
    return case.judge(now, [r for r in bind(pack) if r.series in series], clock=clock)


def find(
    case: CaseMaker, now: str, pack: str, rule_id: str, clock: Clock, subject: str | None = None
) -> list[Obligation]:
    """The duties of one rule, perhaps of one subject, oldest due first."""
    found = judge(case, now, pack, rule_id, clock)
    assert not found.unjudged
    return [
        o for o in found.obligations if o.rule.id == rule_id and subject in (None, o.subject.id)
    ]


def rows(found: Iterable[Obligation], zone: ZoneInfo) -> list[Row]:
    """Due and status of each duty."""
    return [written(o, zone) for o in found]


def labels(pack: Pack) -> dict[str, str]:
    """How sure each rule and each provision is."""
    both = [(r.id, r.verification) for r in pack.rules]
    both += [(p.id, p.verification) for p in pack.provisions]
    assert len(dict(both)) == len(both), "an id is used twice"
    return dict(both)


def find_breaches(pack: Pack) -> list[str]:
    """What no pack may do: enforce what is not sure, or give a number that was not found."""
    unsure = ("unverified", "not found")
    asks = set(pack.asks_agency)
    return [
        *(f"{r.id} is enforced" for r in pack.rules if r.verification in unsure and r.enforced),
        *(
            f"{r.id} has a number"
            for r in pack.rules
            if r.verification == "not found" and not isinstance(r.clock, Gate)
        ),
        *(
            f"{r.id} does not ask"
            for r in pack.rules
            if r.verification == "not found" and r.id not in asks
        ),
        *(
            f"{r.id} rolls and cannot be excused"
            for r in pack.rules
            if r.may_be_excused and isinstance(r.clock, Rolling)
        ),
        *(f"{r.id} has no reading" for r in pack.rules if len(r.reading) < 20),
    ]
