"""Who is or was a couple on a day, and how it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from casekit.model.ties import COUPLES, Tie

# What a tie between two comes to while it lasts, and once it is over.
_NOW = {
    "spouse": "married",
    "partner": "cohabiting",
    "separated spouse": "separated",
    "former spouse": "divorced",
    "former partner": "parted",
}
_THEN = {
    "spouse": "divorced",
    "partner": "parted",
    "separated spouse": "separated",
    "former spouse": "divorced",
    "former partner": "parted",
}
# Of two words without a day, the one that tells of an end is the later one.
_LATER = ("partner", "former partner", "spouse", "separated spouse", "former spouse")
OVER = frozenset({"divorced", "parted"})


@dataclass(frozen=True, slots=True)
class Couple:
    """Two people and how it stands: married, cohabiting, separated, divorced or parted."""

    pair: tuple[str, str]
    stands: str
    since: date | None
    until: date | None

    @property
    def is_over(self) -> bool:
        """Whether they are a couple no more; who is separated still is married."""
        return self.stands in OVER


def read_couples(
    ties: Iterable[Tie], day: date, died: Mapping[str, date | None], order: Mapping[str, int]
) -> tuple[Couple, ...]:
    """The couples among these ties on a day, the newest word on each."""
    said: dict[tuple[str, str], list[Tie]] = {}
    for tie in ties:
        if tie.is_ in COUPLES and tie.person != tie.to:
            one, other = sorted((tie.person, tie.to), key=order.__getitem__)
            said.setdefault((one, other), []).append(tie)
    return tuple(
        _judge(pair, some, day, died)
        for pair, some in sorted(said.items(), key=lambda item: [order[p] for p in item[0]])
    )


def _judge(
    pair: tuple[str, str], ties: Iterable[Tie], day: date, died: Mapping[str, date | None]
) -> Couple:
    newest = max(
        ties,
        key=lambda tie: (
            _day(tie, "until") is None or str(tie.data["until"]) >= day.isoformat(),
            str(tie.data.get("from", "")),
            _LATER.index(tie.is_),
        ),
    )
    since, until = _day(newest, "from"), _day(newest, "until")
    stands = _NOW[newest.is_]
    if until is not None and until < day:
        # A marriage that death ended was not divorced.
        widowed = any((end := died.get(each)) is not None and end <= until for each in pair)
        if not widowed:
            stands = _THEN[newest.is_]
    return Couple(pair, stands, since, until)


def _day(tie: Tie, key: str) -> date | None:
    return date.fromisoformat(tie.data[key]) if key in tie.data else None
