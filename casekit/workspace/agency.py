"""The agency as its `agency.yaml` says: name, time zone, packs, calendars, people and limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from casekit.errors import NotFound, Unreadable
from casekit.model.staff import Worker

AGENCY_FILE = "agency.yaml"
# What days are counted for; without a word in agency.yaml the folders are called the same.
PURPOSES = ("working", "court")
# To whom the key of sealed values is given where the agency says nothing else.
DEFAULT_READERS = ("supervisor", "assigned worker")


class ChosenPack(NamedTuple):
    """A pack that the agency works by: perhaps only one edition, perhaps only in some places."""

    pack: str
    edition: str | None = None
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency, ready to ask.

    `calendars` tells which folder of `calendars/` counts working days and which court days;
    `limits` are the agency's own numbers, by rule id; `told_after` its own days for what the
    strict level tells, by code; `sealing_readers` says who can read what is
    sealed; `languages` are those it writes in, the usual one first; `forge_names` says whether a
    forge may be shown names of people.
    """

    name: str
    fictional: bool
    zone: ZoneInfo
    standards: tuple[ChosenPack, ...]
    calendars: Mapping[str, str]
    staff: tuple[Worker, ...]
    limits: Mapping[str, str]
    due_soon_days: int
    told_after: Mapping[str, int] = field(default_factory=dict)
    sealing_readers: tuple[str, ...] = DEFAULT_READERS
    places: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    forge_names: bool = False

    @property
    def calendar_folders(self) -> Mapping[str, str]:
        """The folder of `calendars/` for working days and for court days."""
        return {purpose: self.calendars.get(purpose, purpose) for purpose in PURPOSES}

    def worker(self, worker_id: str) -> Worker | None:
        """The worker of that id."""
        return next((w for w in self.staff if w.id == worker_id), None)

    def worker_at(self, email: str) -> Worker:
        """The worker with that e-mail address; raise NotFound when there is none."""
        for worker in self.staff:
            if worker.email.casefold() == email.casefold():
                return worker
        raise NotFound(
            f"nobody in {AGENCY_FILE} has the e-mail address {email}, under which git knows you",
            hint=f"add yourself under `people:` in {AGENCY_FILE}, or correct it: "
            "git config user.email you@agency.example",
        )


def read_agency(data: Mapping[str, Any]) -> Agency:
    """Build an agency from a file that fits the schema; raise Unreadable for an unknown zone."""
    try:
        zone = ZoneInfo(data["timezone"])
    except (ZoneInfoNotFoundError, ValueError) as fault:
        raise Unreadable(
            f"`{data['timezone']}` in {AGENCY_FILE} is no time zone",
            hint="write a name such as America/Winnipeg or Europe/London",
            path=AGENCY_FILE,
        ) from fault
    return Agency(
        name=data["name"],
        fictional=bool(data.get("fictional", False)),
        zone=zone,
        standards=tuple(
            ChosenPack(s["pack"], s.get("edition"), tuple(s.get("places", ())))
            for s in data["standards"]
        ),
        places=tuple(place["id"] for place in data.get("places", ())),
        languages=tuple(data["languages"]),
        forge_names=bool(data.get("forge_names", False)),
        calendars=data.get("calendars", {}),
        staff=tuple(_read_worker(p) for p in data["people"]),
        limits={limit["rule"]: limit["within"] for limit in data.get("limits", ())},
        due_soon_days=int(data.get("due_soon_days", 1)),
        told_after={item["code"]: item["days"] for item in data.get("told_after", ())},
        sealing_readers=tuple(data.get("sealing", {}).get("readers", DEFAULT_READERS)),
    )


def _read_worker(data: Mapping[str, Any]) -> Worker:
    return Worker(
        id=data["id"],
        name=data["name"],
        email=data["email"],
        roles=frozenset(data["roles"]),
        since=date.fromisoformat(data["from"]) if "from" in data else None,
        until=date.fromisoformat(data["until"]) if "until" in data else None,
        seal_to=tuple(data.get("seal_to", ())),
        signing_keys=tuple(data.get("signing_keys", ())),
        team=data.get("team"),
        office=data.get("office"),
    )
