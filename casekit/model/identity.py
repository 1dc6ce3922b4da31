"""Decisions that two people on file are one, or are not: who decided, when and why.

They stand in the file of the person, under `identity`; `same_person` holds bare ids, which nobody
answers for. Nothing is ever merged: a decision only says which histories belong to whom.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple

from casekit.model.records import Case, Record

Verdict = Literal["same person", "different person"]


class Decision(NamedTuple):
    """What was decided about a person and a person of some case.

    `case` is empty where only an id was written down; `decided_by` as well.
    """

    case: str
    person: str
    verdict: Verdict
    decided_by: str = ""
    why: str = ""


def read_decisions(person: Mapping[str, Any]) -> dict[tuple[str, str], Decision]:
    """The decisions in a person's file by case and person, the newest of each."""
    found = [(0.0, Decision("", other, "same person")) for other in person.get("same_person", ())]
    for item in person.get("identity", ()):
        moment = datetime.fromisoformat(item["decided_at"]).timestamp()
        who = (item["decided_by"], item.get("why", ""))
        found.append((moment, Decision(item["case"], item["person"], item["decision"], *who)))
    # A different person is what is left where two clones decided differently at one moment.
    found.sort(key=lambda each: (each[0], each[1].verdict == "different person"))
    return {(d.case, d.person): d for _, d in found}


class Undecided(NamedTuple):
    """A possible duplicate that a report tells of, as its item number `place`, still to decide."""

    report: Record
    place: int
    person: str
    case: str
    other: str


def list_undecided(case: Case) -> Iterator[Undecided]:
    """The possible duplicates on file that still need a decision, each once."""
    decided = {person.id: read_decisions(person.data) for person in case.people}
    told: set[tuple[str, str, str]] = set()
    for report in case.facts("report"):
        items = report.data.get("prior_contact", {}).get("possible_duplicates", ())
        for place, item in enumerate(items):
            key = (item["person"], item["case"], item["other_person"])
            if item["decision"] != "not decided" or item["match"] not in ("likely", "possible"):
                continue
            if key in told or _is_decided(*key, case.number, decided):
                continue
            told.add(key)
            yield Undecided(report, place, *key)


def list_ruled_out(case: Case) -> frozenset[str]:
    """Other cases that a report found, and whose people are by now all decided to be others."""
    decided = {person.id: read_decisions(person.data) for person in case.people}
    found: dict[str, list[bool]] = {}
    for report in case.facts("report"):
        for item in report.data.get("prior_contact", {}).get("possible_duplicates", ()):
            if item["match"] not in ("likely", "possible") and item["decision"] != "same person":
                continue
            own = decided.get(item["person"], {})
            decision = own.get((item["case"], item["other_person"]))
            verdict = decision.verdict if decision else item["decision"]
            found.setdefault(item["case"], []).append(verdict == "different person")
    return frozenset(other for other, are_others in found.items() if all(are_others))


def _is_decided(
    person: str,
    case: str,
    other: str,
    number: str,
    decided: Mapping[str, Mapping[tuple[str, str], Decision]],
) -> bool:
    own = decided.get(person, {})
    theirs = decided.get(other, {}) if case == number else {}
    return (case, other) in own or ("", other) in own or (number, person) in theirs
