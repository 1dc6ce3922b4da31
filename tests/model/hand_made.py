"""Cases made by hand: records without files, and a clock with every calendar year signed off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from casekit.model.building import build_timeline
from casekit.model.ids import ALPHABET
from casekit.model.records import Case, Record
from casekit.model.staff import Worker
from casekit.model.timeline import Span, Timeline
from casekit.model.when import on_day, read_when
from casekit.standards.calendars import Calendar, Year
from casekit.standards.clocks import Clock
from casekit.standards.obligations import Judgement, Obligation, find_obligations
from casekit.standards.packs import load_pack
from casekit.standards.reading import read_rule
from casekit.standards.rules import Rule

WINNIPEG = ZoneInfo("America/Winnipeg")
STAFF = (
    Worker("w-sample", "W. Sample", "w.sample@agency.example", frozenset({"worker"})),
    Worker("k-sample", "K. Sample", "k.sample@agency.example", frozenset({"worker"})),
    Worker("r-sample", "R. Sample", "r.sample@agency.example", frozenset({"supervisor"})),
)
CLOSED_2026 = {
    date(2026, 1, 1): "New Year's Day",
    date(2026, 2, 16): "Louis Riel Day",
    date(2026, 4, 3): "Good Friday",
    date(2026, 5, 18): "Victoria Day",
    date(2026, 7, 1): "Canada Day",
    date(2026, 9, 7): "Labour Day",
    date(2026, 9, 30): "Orange Shirt Day",
    date(2026, 10, 12): "Thanksgiving",
    date(2026, 12, 25): "Christmas Day",
}


def make_clock(zone: tzinfo = WINNIPEG, years: Iterable[int] = range(2000, 2060)) -> Clock:
    """A clock whose working and court days have the holidays of 2026 and no others."""
    signed = {year: Year(non_working=CLOSED_2026 if year == 2026 else {}) for year in years}
    return Clock(zone, {name: Calendar(name, signed) for name in ("working", "court")})


@cache
def pack_rules(pack: str = "ca-mb-cfs") -> tuple[Rule, ...]:
    """The rules of a shipped pack, after the limits that decisions carry."""
    return (*load_pack("decided").rules, *load_pack(pack).rules)


def make_rule(data: Mapping[str, Any], define: Mapping[str, Any] | None = None) -> Rule:
    """A rule of a test's own."""
    return read_rule({"id": "rule", **data}, define or {})


def read_moment_of(text: str, zone: tzinfo = WINNIPEG) -> datetime:
    """`2026-01-12 09:40` as a local time, or a whole day's last moment."""
    if len(text) == 10:
        return on_day(date.fromisoformat(text), zone).latest
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@dataclass
class CaseMaker:
    """Collects records; each has an id of its own and is written down when it happened."""

    zone: tzinfo = WINNIPEG
    records: list[Record] = field(default_factory=list)

    def add(
        self,
        kind: str,
        when: str,
        /,
        *,
        recorded: str | None = None,
        recorded_by: str | None = None,
        **data: Any,
    ) -> str:
        """Add a record and give its id; `when` is a day, or a day and a local time."""
        key = "occurred_on" if len(when) == 10 else "occurred_at"
        text = when if len(when) == 10 else read_moment_of(when, self.zone).isoformat()
        recorded_at = read_moment_of(recorded or when, self.zone)
        data = {key: text, **data}
        record_id = data.pop("id", self._next_id(when[:10]))
        self.records.append(
            Record(
                kind,
                record_id,
                f"{kind}/{record_id}.yaml",
                1,
                read_when(text, self.zone),
                recorded_at.astimezone(UTC),
                # Who approves writes it down personally.
                recorded_by or data.get("approved_by", "w-sample"),
                data,
            )
        )
        return str(record_id)

    def _next_id(self, day: str) -> str:
        number, symbols = len(self.records) + 1, ""
        while number:
            number, digit = divmod(number, len(ALPHABET))
            symbols = ALPHABET[digit].lower() + symbols
        return f"{day}-{symbols:0>6}"

    def child(self, name: str, born: str | None, **data: Any) -> str:
        """Add a child."""
        birth = {"birth": {"date": born, "certainty": "known"}} if born else {}
        return self.add(
            "person", "2000-01-01 09:00", id=name, name=name, role="child", **birth, **data
        )

    def adult(self, name: str, is_: str = "mother", to: Iterable[str] = (), **data: Any) -> str:
        """Add somebody of the family, related to the children."""
        ties = [{"to": child, "is": is_} for child in to]
        return self.add(
            "person",
            "2000-01-01 09:00",
            id=name,
            name=name,
            **{"role": "family", "relationships": ties, **data},
        )

    def contact(
        self, when: str, people: Iterable[str] = (), seen: Iterable[str] = (), **data: Any
    ) -> str:
        """Add a visit: in person, completed, at home, by W. Sample, unless told otherwise."""
        standard = {
            "by": "w-sample",
            "made": "completed",
            "mode": "in person",
            "place": "residence",
            "with": list(people),
            "seen": list(seen),
        }
        return self.add("contact", when, **{**standard, **data})

    def case(self) -> Case:
        """The case as far as it was told."""
        return Case("2026-K7Q4MZ3", "cases/2026/2026-K7Q4MZ3", "normal", tuple(self.records))

    def timeline(self, now: str | datetime, staff: Iterable[Worker] = STAFF) -> Timeline:
        """The timeline as it stood at a moment."""
        moment = read_moment_of(now, self.zone) if isinstance(now, str) else now
        return build_timeline(self.case(), self.zone, staff, moment)

    def judge(
        self,
        now: str,
        rules: Iterable[Rule] | None = None,
        *,
        horizon: str | None = None,
        clock: Clock | None = None,
    ) -> Judgement:
        """What the rules say at a moment; without rules, Manitoba's."""
        return find_obligations(
            self.timeline(now),
            pack_rules() if rules is None else tuple(rules),
            clock or make_clock(self.zone),
            read_moment_of(now, self.zone),
            horizon=date.fromisoformat(horizon) if horizon else None,
        )

    def find(self, now: str, rule_id: str, subject: str | None = None) -> list[Obligation]:
        """The obligations of one of Manitoba's rules at a moment, perhaps for one subject."""
        rules = [rule for rule in pack_rules() if rule.id == rule_id]
        series = [r for r in pack_rules() if r.series == rules[0].series]
        found = self.judge(now, series)
        assert not found.unjudged
        return [
            o for o in found.obligations if o.rule.id == rule_id and subject in (None, o.subject.id)
        ]

    def without(self, record_id: str) -> CaseMaker:
        """A copy in which one record was never made."""
        return CaseMaker(self.zone, [r for r in self.records if r.id != record_id])

    def until(self, moment: str) -> CaseMaker:
        """A copy that knows nothing of what happened later."""
        last = read_moment_of(moment, self.zone)
        return CaseMaker(self.zone, [r for r in self.records if r.occurred.earliest <= last])


def written(obligation: Obligation, zone: tzinfo = WINNIPEG) -> tuple[str | None, str]:
    """Due and status, the due as a local day or a local minute."""
    due = obligation.due
    if due is None:
        return None, obligation.status
    if not due.is_exact:
        return due.day.isoformat(), obligation.status
    return due.earliest.astimezone(zone).strftime("%Y-%m-%d %H:%M"), obligation.status


def local(moment: Any, zone: tzinfo = WINNIPEG) -> str | None:
    """A `When` as a local day or minute."""
    if moment is None:
        return None
    if not moment.is_exact:
        return str(moment.day.isoformat())
    return str(moment.earliest.astimezone(zone).strftime("%Y-%m-%d %H:%M"))


def dated(
    spans: Iterable[Span], state: str, subject: str | None
) -> list[tuple[Any, str | None, str | None]]:
    """Value, start and end of the spans of one state of one subject."""
    return [
        (s.value, local(s.start), local(s.end))
        for s in spans
        if s.state == state and s.subject == subject
    ]


def one_day_later(day: str) -> str:
    """The following day."""
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
