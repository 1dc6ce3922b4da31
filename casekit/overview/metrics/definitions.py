"""What each metric is, as data: its definition, where that stands written, and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from casekit.errors import Unreadable
from casekit.overview.metrics.periods import Period
from casekit.records.profile import read_document
from casekit.standards.rules import Source

DEFINITIONS_FILE = Path(__file__).resolve().parent / "definitions.yaml"
# What a rate is multiplied with, by the word for its unit.
UNITS: Mapping[str, int] = {"percent": 100, "per 1,000 days": 1_000, "per 100,000 days": 100_000}


class Reading(NamedTuple):
    """How a part of a definition is understood here that its source does not say itself."""

    text: str
    source: str | None
    verification: str


class Comparison(NamedTuple):
    """A value to hold a figure against; days without a bound leave it open on that side."""

    name: str
    value: int | float
    verification: str
    source: str
    note: str | None
    since: date | None
    until: date | None

    def applies_to(self, period: Period) -> bool:
        """Whether the value was in force when the period began."""
        return (self.since is None or self.since <= period.first) and (
            self.until is None or period.first <= self.until
        )


class Definition(NamedTuple):
    """One metric. `follow_up` is how many years after the period it looks, None for a running one.

    `numerator` and `denominator` say what is counted, `thing` is the denominator's unit in a word.
    """

    id: str
    title: str
    unit: str
    better: str
    measured_over: str
    follow_up: int | None
    definition: str
    numerator: str
    denominator: str
    thing: str
    source: Source
    verification: str
    readings: tuple[Reading, ...]
    comparisons: tuple[Comparison, ...]

    @property
    def per(self) -> int:
        """What the rate is multiplied with."""
        return UNITS[self.unit]

    def fits(self, period: Period) -> bool:
        """Whether the period is of the kind that the metric's comparison values are meant for."""
        match self.measured_over:
            case "a federal fiscal year":
                return period.is_fiscal_year
            case "twelve months":
                return period.is_twelve_months
        return True


def load_definitions() -> tuple[Definition, ...]:
    """The metrics that ship with casekit, in their order; raise Unreadable for a damaged file."""
    document = read_document(DEFINITIONS_FILE.read_bytes(), DEFINITIONS_FILE.name)
    if document.findings or document.data is None:
        raise Unreadable("the definitions of the metrics cannot be read", document.findings)
    data: Any = document.data
    return tuple(_read_definition(item) for item in data["metrics"])


def _read_definition(data: Mapping[str, Any]) -> Definition:
    return Definition(
        id=data["id"],
        title=data["title"],
        unit=data["unit"],
        better=data["better"],
        measured_over=data["measured_over"],
        follow_up=data.get("follow_up_years"),
        definition=data["definition"],
        numerator=data["numerator"],
        denominator=data["denominator"],
        thing=data["thing"],
        source=Source(**data["source"]),
        verification=data["verification"],
        readings=tuple(
            Reading(r["text"], r.get("source"), r["verification"]) for r in data["readings"]
        ),
        comparisons=tuple(_read_comparison(c) for c in data["comparisons"]),
    )


def _read_comparison(data: Mapping[str, Any]) -> Comparison:
    return Comparison(
        name=data["name"],
        value=data["value"],
        verification=data["verification"],
        source=data["source"],
        note=data.get("note"),
        since=date.fromisoformat(data["since"]) if "since" in data else None,
        until=date.fromisoformat(data["until"]) if "until" in data else None,
    )
