"""What one case says to whoever gets the next report: every turn it took, and its highest risk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from casekit.model.records import Case, Record

# From the highest down.
RISKS = ("high", "medium", "low", "none")
_NO_REASONS = "No reasons were written down."


class EarlierRisk(NamedTuple):
    """A level of risk that somebody wrote down: when, why in full, and which record says so."""

    risk: str
    day: str
    reasons: str
    case: str
    record: str
    kind: str


class EarlierEvent(NamedTuple):
    """One turn of an earlier case in a line; `day` is the local one."""

    case: str
    day: str
    kind: str
    what: str
    record: str
    path: str


class EarlierCase(NamedTuple):
    """What a case says of its family: its turns, oldest first, and every risk, the highest first.

    `threats` are the days on which an assessment found a safety threat.
    """

    case: str
    events: tuple[EarlierEvent, ...]
    risks: tuple[EarlierRisk, ...]
    threats: tuple[str, ...]

    @property
    def openings(self) -> int:
        """How often it was opened, reopenings among them."""
        return sum(event.kind in ("opening", "reopening") for event in self.events)

    @property
    def reports(self) -> int:
        """How many reports and requests for help came in."""
        return sum(event.kind == "report" for event in self.events)

    @property
    def highest_risk(self) -> EarlierRisk | None:
        """The highest one, of several the latest; a lower one that came later hides nothing."""
        return self.risks[0] if self.risks else None


def read_history(case: Case, now: datetime) -> EarlierCase:
    """What a case says of all that had happened by an aware moment; voided records say nothing."""
    events = [
        EarlierEvent(case.number, r.occurred.day.isoformat(), r.kind, what, r.id, r.path)
        for r in case.records
        if r.kind in _TELLERS and not r.is_voided and r.occurred.earliest <= now
        if (what := _TELLERS[r.kind](r, case))
    ]
    known = [r for r in case.facts("risk", "assessment") if r.occurred.earliest <= now]
    risks = rank_risks(
        EarlierRisk(
            r.data["risk"], r.occurred.day.isoformat(), _say_reasons(r), case.number, r.id, r.kind
        )
        for r in known
        if "risk" in r.data
    )
    threats = tuple(r.occurred.day.isoformat() for r in known if r.data.get("threats"))
    return EarlierCase(case.number, tuple(events), risks, threats)


def rank_risks(risks: Iterable[EarlierRisk]) -> tuple[EarlierRisk, ...]:
    """The highest first; of one level the latest, a decision before the assessment of its day."""
    latest_first = sorted(risks, key=lambda r: (r.day, r.kind == "risk", r.record), reverse=True)
    return tuple(sorted(latest_first, key=lambda r: RISKS.index(r.risk)))


def _say_reasons(record: Record) -> str:
    if "reasons" in record.data:
        return str(record.data["reasons"]).strip() or _NO_REASONS
    said = [str(record.data[key]).strip() for key in ("summary", "why") if key in record.data]
    said += [str(threat["threat"]).strip() for threat in record.data.get("threats", ())]
    return "\n".join(dict.fromkeys(filter(None, said))) or _NO_REASONS


def _names(people: Sequence[str], case: Case) -> str:
    known = {person.id: person.called for person in case.people}
    return ", ".join(known.get(person, person) for person in people)


def _join(*parts: Any) -> str:
    return "; ".join(" ".join(str(part).split()) for part in parts if part)


def _tell_report(record: Record, case: Case) -> str:
    harms = dict.fromkeys(a["allegation"] for a in record.data.get("allegations", ()))
    screened = [s for s in case.facts("screening") if s.data["report"] == record.id]
    results = [f"{s.data['result']} on {s.occurred.day.isoformat()}" for s in screened]
    danger = "immediate danger" if record.data["immediate_danger"]["present"] else ""
    kind = ", ".join(harms) or str(record.data["kind"])
    return _join(kind, danger, ", ".join(results) or "not screened yet")


def _tell_determination(record: Record, case: Case) -> str:
    return _join(
        *(
            f"{f['allegation']} of {_names([f['child']], case)}: {f['finding']}"
            for f in record.data["findings"]
        )
    )


def _tell_risk(record: Record, case: Case) -> str:
    return _join(f"{record.data['risk']} for {_names(record.data['children'], case)}",
                 record.data["reasons"])  # fmt: skip


def _tell_assessment(record: Record, _case: Case) -> str:
    """Only one that says something about danger; the others tell of needs and strengths."""
    data = record.data
    if not {"risk", "threats", "conclusion"} & set(data):
        return ""
    risk = f"risk {data['risk']}" if "risk" in data else ""
    threats = [f"threat: {threat['threat']}" for threat in data.get("threats", ())]
    return _join(data["instrument"], data.get("conclusion"), risk, *threats)


def _tell(*keys: str) -> Any:
    def tell(record: Record, _case: Case) -> str:
        return _join(*(record.data.get(key) for key in keys)) or record.kind

    return tell


def _with_names(*keys: str) -> Any:
    def tell(record: Record, case: Case) -> str:
        named = _names(record.data.get("children", ()), case)
        return _join(named, *(record.data.get(key) for key in keys)) or record.kind

    return tell


_TELLERS: Mapping[str, Any] = {
    "report": _tell_report,
    "opening": _tell("service", "reasons"),
    "reopening": _tell("reasons"),
    "determination": _tell_determination,
    "risk": _tell_risk,
    "assessment": _tell_assessment,
    "apprehension": _with_names("grounds"),
    "placement": _with_names("setting"),
    "closing": _tell("reason", "summary"),
}
KINDS = tuple(_TELLERS)


def iter_events(cases: Iterable[EarlierCase]) -> Iterator[EarlierEvent]:
    """The events of several cases, the latest first."""
    return iter(
        sorted(
            (event for case in cases for event in case.events),
            key=lambda e: (e.day, e.case, e.record),
            reverse=True,
        )
    )
