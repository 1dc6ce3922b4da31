"""Proposals for a calendar: what the `holidays` library knows of a place and a year.

The library is a good start and no authority. What a place's law calls a holiday for everybody is
proposed as certain; what only some offices keep is marked for a decision, which people take.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, NamedTuple

from casekit.errors import UsageFault

# Whose holidays an agency keeps, by the pack of casework that it works by.
PLACES: Mapping[str, str] = {
    "ca-mb-cfs": "CA-MB",
    "us-ma-dcf": "US-MA",
    "us-de-dfs": "US-DE",
    "us-oh-pcsa": "US-OH",
    "us-wa-dcyf": "US-WA",
    "gb-eng-wt": "GB-ENG",
    "gb-wls-wsp": "GB-WLS",
}
# The library's groups of days that not every office keeps, and how a decider is told.
_SOME_OFFICES = {
    "optional": "optional holiday",
    "government": "government holiday",
    "bank": "bank holiday",
}
# What the library takes for certain and practice does not.
_UNCERTAIN: Mapping[tuple[str, str], str] = {
    ("US-DE", "Election Day"): "a holiday of even years only; some offices work",
}
# The library speaks the language of the machine unless it is told; files must not differ by that.
_LANGUAGES = {"CA": "en_CA", "GB": "en_GB", "US": "en_US"}


class UnknownPlace(UsageFault):
    """Nobody said whose holidays to propose, or it is no place that the library knows."""

    code = "CALENDAR-NO-PLACE"

    def __init__(self, message: str) -> None:
        super().__init__(
            message,
            hint="name a country, or a country and its part: --place CA-MB, US-WA or GB-ENG",
        )


class ProposedDay(NamedTuple):
    """A day that may not be worked; `why` says why somebody must decide, None when it is certain.

    The name says where it stands for a holiday that falls on a weekend: `(observed)`.
    """

    date: date
    name: str
    why: str | None


class Proposal(NamedTuple):
    """The days of a place and year, in their order, and where they come from."""

    place: str
    year: int
    source: str
    days: tuple[ProposedDay, ...]


def find_place(packs: Collection[str]) -> str:
    """The place whose holidays go with these packs; raises UnknownPlace unless it is one."""
    places = sorted({PLACES[pack] for pack in packs if pack in PLACES})
    if len(places) != 1:
        why = f"its packs are of {' and '.join(places)}" if places else "its packs do not say"
        raise UnknownPlace(f"whose holidays does this agency keep? {why}")
    return places[0]


def propose_days(place: str, year: int) -> Proposal:
    """Ask the library for the holidays of a place such as CA-MB in a year.

    Raises UnknownPlace for a place, or a year of it, that the library does not know.
    """
    import holidays
    from holidays.version import __version__ as edition

    country, _, part = place.partition("-")

    def ask(category: str) -> Mapping[date, str]:
        return holidays.country_holidays(
            country,
            subdiv=part or None,
            years=year,
            categories=category,
            language=_LANGUAGES.get(country),
        )

    try:
        certain: dict[date, str] = dict(ask("public"))
    except NotImplementedError as fault:
        raise UnknownPlace(f"`{place}` is no place whose holidays are known") from fault
    if not certain:
        raise UnknownPlace(f"no holidays of {place} are known for {year}")
    known: Any = getattr(holidays, country).supported_categories
    open_days: dict[date, tuple[str, list[str]]] = {}
    for category, why in _SOME_OFFICES.items():
        for day, name in ask(category).items() if category in known else ():
            if day not in certain:
                open_days.setdefault(day, (name, []))[1].append(why)
    for day, name in list(certain.items()):
        if (place, name) in _UNCERTAIN:
            open_days[day] = (name, [_UNCERTAIN[place, name]])
            del certain[day]
    days = [ProposedDay(day, name, None) for day, name in certain.items()]
    days += [ProposedDay(day, name, "; ".join(why)) for day, (name, why) in open_days.items()]
    return Proposal(
        place,
        year,
        f"Proposed from the library holidays {edition} for {place}; "
        "to be compared with the law of the place",
        tuple(sorted(days)),
    )
