"""Everything that happened in a case, in order, and how late each thing was written down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from casekit.model.episodes import left_open
from casekit.model.events import ASKED_EVENTS
from casekit.model.records import Case, Record
from casekit.model.when import When
from casekit.overview.record_texts import fold, list_texts

# What a record says in one line: the fields that tell most, per kind.
TELLING: dict[str, tuple[str, ...]] = {
    "report": ("kind", "reporter", "narrative"),
    "screening": ("result", "response", "respond_within", "reasons"),
    "opening": ("service", "reasons"),
    "assignment": ("worker", "role"),
    "determination": ("findings", "can_remain_safely", "would_benefit"),
    "risk": ("risk", "reasons"),
    "track": ("track", "reasons"),
    "consultation": ("about", "advice"),
    "approval": ("scope", "approved_by", "conditions"),
    "sent-back": ("scope", "returned_by", "comments"),
    "closing": ("reason", "summary"),
    "reopening": ("reasons",),
    "assessment": ("instrument", "conclusion", "risk", "summary"),
    "plan": ("kind", "from", "until"),
    "plan-end": ("reason", "explanation"),
    "progress": ("of", "status", "measured", "reason"),
    "contact": ("made", "mode", "place", "reason", "narrative"),
    "referral": ("service", "provider", "status"),
    "referral-status": ("status", "why"),
    "placement": ("setting", "reasons"),
    "placement-end": ("reason", "why"),
    "apprehension": ("grounds",),
    "application": ("application", "court", "hearing_on", "grounds"),
    "hearing": ("hearing", "outcome"),
    "order": ("legal_status", "from", "until"),
    "order-end": ("reason", "why"),
    "order-status": ("duty", "implementation"),
    "agreement": ("legal_status", "step"),
    "notice": ("about", "to", "method"),
    "notice-receipt": ("received_by", "proof"),
    "consent": ("scope",),
    "consent-withdrawal": ("reason",),
    "review": ("kind", "result", "reasons"),
    "transfer": ("to", "reasons"),
    "transfer-answer": ("answer", "by", "reasons"),
    "appointment": ("planned_for", "by", "place"),
    "appointment-end": ("reason",),
    "meeting": ("meeting", "about", "minutes"),
    "debriefing": ("held", "with", "next"),
    "release": ("field", "audience", "reason"),
    "translation": ("field", "language", "translated_by"),
    "handover": ("document", "audience", "given_to"),
    "team-member": ("name", "part"),
    "team-member-end": ("reason",),
    "sharing": ("what", "with", "ground", "why"),
    "advocacy": ("kind", "raised_by", "what"),
    "advocacy-answer": ("by", "answer", "settled"),
    "home-considered": ("home", "decision", "reasons"),
    "family-time": ("every", "where", "supervision"),
    "family-time-held": ("held", "reason", "went"),
    "family-time-end": ("reason",),
    "health": ("kind", "what", "by"),
    "education": ("kind", "what", "by"),
    "extension": ("obligation", "until", "reason", "approved_by"),
    "exception": ("obligation", "reason", "ground", "approved_by"),
    "adoption-link": ("side",),
    "unsealing": ("by", "reason"),
}


@dataclass(frozen=True)
class Entry:
    """One line of a chronology; `days_late` are local days between happening and writing down.

    `doubt` is the code of why an approval counts for nothing, None where it does.
    """

    record: Record
    occurred: When
    kind: str
    who: tuple[str, ...]
    says: str
    days_late: int
    recorded_by: str
    voided: bool
    doubt: str | None

    @property
    def mark(self) -> str:
        """That it does not count, to be said behind its kind; nothing where it does."""
        void = " VOIDED" if self.voided else ""
        return f"{void} COUNTS FOR NOTHING: {self.doubt}" if self.doubt else void


def tell_chronology(case: Case, zone: tzinfo, now: datetime) -> Iterator[Entry]:
    """Every record of a case but people and households that had happened by now, oldest first."""
    names = {person.id: person.called for person in case.people}
    for record in case.records:
        if record.kind in ("person", "household") or record.occurred.earliest > now:
            continue
        recorded_on = record.recorded_at.astimezone(zone).date()
        yield Entry(
            record,
            record.occurred,
            record.kind,
            tuple(names.get(p, p) for p in _people_of(record)),
            summarize(record, case),
            max(0, (recorded_on - record.occurred.day).days),
            record.recorded_by,
            record.is_voided,
            doubt.code if (doubt := case.unproven.get(record.id)) is not None else None,
        )


@dataclass(frozen=True)
class Wanted:
    """Which lines somebody asks for; what is None or empty leaves out nothing.

    `who` is the id of a person that the record names, `days_late` local days at least,
    `about` words of which each stands somewhere in the record, whatever their case and accents.
    """

    kinds: frozenset[str] = frozenset()
    since: date | None = None
    until: date | None = None
    who: str | None = None
    by: str | None = None
    days_late: int | None = None
    about: str | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether anything is left out."""
        return self != Wanted()

    def choose(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """The lines that fit, in their order."""
        words = fold(self.about).split() if self.about else []
        for entry in entries:
            day = entry.occurred.day
            if (
                (not self.kinds or entry.kind in self.kinds)
                and (self.since is None or day >= self.since)
                and (self.until is None or day <= self.until)
                and (self.by is None or entry.recorded_by == self.by)
                and (self.days_late is None or entry.days_late >= self.days_late)
                and (self.who is None or self.who in dict(list_texts(entry.record.data)).values())
                and _has_words(entry.record, words)
            ):
                yield entry


def _has_words(record: Record, words: list[str]) -> bool:
    if not words:
        return True
    text = fold(" ".join(dict(list_texts(record.data)).values()))
    return all(word in text for word in words)


def summarize(record: Record, case: Case) -> str:
    """A record of a case in one line: its most telling fields."""
    # Without who approved, it is a wish; that it was granted another record says.
    wish = record.kind in ASKED_EVENTS and not case.is_decided(record)
    parts = ["asked for"] if wish else []
    for key in TELLING.get(record.kind, ()):
        value = record.data.get(key)
        if isinstance(value, list) and value and isinstance(value[0], dict):
            value = _say_decided(value, case)
        if isinstance(value, dict) and "benefit" in value:
            value = f"would {'' if value['benefit'] else 'not '}benefit: {value['reasons']}"
        if isinstance(value, dict):
            value = value.get("reasons") or value.get("what")
        if isinstance(value, bool):
            value = key.replace("_", " ") if value else f"not {key.replace('_', ' ')}"
        if isinstance(value, list):
            value = ", ".join(map(str, value))
        if value is not None:
            parts.append(" ".join(str(value).split()))
    parts += [f"against the gate `{gate}`: {why}" for gate, why in left_open(record).items()]
    return "; ".join(parts)


def _say_decided(items: Sequence[Mapping[str, Any]], case: Case) -> str:
    """What was decided for each child, such as `neglect supported`, `can stay safely`."""
    several = len({one.get("child") for one in items}) > 1
    said = []
    for one in items:
        if "finding" in one:
            words = f"{one['allegation']} {one['finding']}"
        else:
            words = "can stay safely" if one.get("safely") else "cannot stay safely"
        said.append(f"{case.call(one['child'])}: {words}" if several else words)
    return ", ".join(said)


def _people_of(record: Record) -> list[str]:
    listed = [*record.data.get("children", ()), *record.data.get("seen", ())]
    with_ = record.data.get("with", ())
    listed += [with_] if isinstance(with_, str) else with_
    listed += [one["child"] for one in record.data.get("findings", ())]
    return list(dict.fromkeys(listed))
