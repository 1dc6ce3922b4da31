"""What is around a family besides its people: services, school, health, faith, the agency."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from casekit.model.agreed import care_team, plans_to_meet, referrals_with_status
from casekit.model.assessed import standing_findings
from casekit.model.family import eldest_first
from casekit.model.phrases import Choice, Every, Said, phrase
from casekit.model.records import Case, Record

# The line that each state of a referral comes to: it goes on, or there is nothing of it now.
_REFERRALS = {"started": "ordinary"}
_ENTRY = "entry of health or education"
_SCHOOL = ("school or day care", "change of school")
_SEEN = frozenset({"doctor", "dentist", "eyes or ears", "hospital", "mental health", "development"})
# Areas of life whose strengths lie around a family, not in it.
_STRENGTHS = frozenset({"social support", "culture and identity"})


class Around(NamedTuple):
    """Somebody or something around a family.

    `line` is strong, ordinary, strain, none, or empty where no record says; `helps` whether the
    record tells that help comes from there; `said` what else it tells, `person` whose file it is.
    """

    called: Said
    about: tuple[Said, ...]
    group: str
    line: str
    helps: bool
    said: tuple[Said, ...]
    person: str = ""


def list_offices(
    case: Case,
    inside: Collection[str],
    day: date,
    staff: Mapping[str, str],
    providers: Mapping[str, str],
) -> Iterator[Around]:
    """All of them, group by group."""
    yield from _schools(case)
    yield from _health(case)
    yield from _belonging(case, inside)
    yield from _services(case, providers)
    yield from _team(case)
    yield from _strengths(case)
    yield from _agency(case, day, staff)


def _named(case: Case, some: Collection[str]) -> list[str]:
    return [one.called for one in eldest_first(case.people) if one.id in some]


def _schools(case: Case) -> Iterator[Around]:
    """The newest word on each child's school; children of one school together."""
    newest: dict[str, Record] = {}
    for record in case.facts("education"):
        if record.data.get("kind") in _SCHOOL and "what" in record.data:
            newest.update(dict.fromkeys(record.children, record))
    pupils: dict[str, list[str]] = {}
    for person in eldest_first(case.people):
        if person.id in newest:
            pupils.setdefault(_one_line(newest[person.id].data["what"]), []).append(person.called)
    for what, names in pupils.items():
        about = phrase("of {whom}", whom=tuple(names))
        yield Around(what, (about,), "school", "ordinary", False, ())


def _health(case: Case) -> Iterator[Around]:
    """Who saw a child, each once, with the last day."""
    names = {name.casefold() for one in case.people for name in (one.name, one.called)}
    seen: dict[Said, tuple[list[str], set[str], date]] = {}
    for record in case.facts("health"):
        kind = str(record.data.get("kind", ""))
        who: Said = _one_line(record.data.get("by", ""))
        # What the family itself told is no tie to a doctor.
        if str(who).casefold() in names or kind not in _SEEN | {"immunisation"}:
            continue
        if not who:
            if kind not in _SEEN:
                continue
            who = Choice(kind, _ENTRY)
        children, kinds, _ = seen.setdefault(who, ([], set(), record.occurred.day))
        children += [name for name in _named(case, record.children) if name not in children]
        kinds.add(kind)
        seen[who] = (children, kinds, record.occurred.day)
    for who, (children, kinds, last) in seen.items():
        what = tuple(Choice(kind, _ENTRY) for kind in sorted(kinds))
        what = tuple(one for one in what if one != who and one.value != who)
        about = _for(children, what)
        yield Around(who, about, "health", "ordinary", False, (phrase("last {day}", day=last),))


def _for(names: Collection[str], what: tuple[Said, ...] | Said = ()) -> tuple[Said, ...]:
    """For whom, and what that is; either may be unknown."""
    if not names:
        return (what,) if what else ()
    if not what:
        return (phrase("for {whom}", whom=tuple(names)),)
    return (phrase("{what} for {whom}", what=what, whom=tuple(names)),)


def _belonging(case: Case, inside: Collection[str]) -> Iterator[Around]:
    for key, group in (("faith", "faith"), ("community", "community"), ("nation", "nation")):
        found: dict[str, list[str]] = {}
        for person in eldest_first(case.people):
            if person.id in inside and key in person.data:
                found.setdefault(_one_line(person.data[key]), []).append(person.called)
        for what, names in found.items():
            yield Around(what, (tuple(names),), group, "ordinary", False, ())


def _services(case: Case, providers: Mapping[str, str]) -> Iterator[Around]:
    newest: dict[tuple[str, str], tuple[Record, Record]] = {}
    for referral, status in referrals_with_status(case):
        key = (str(referral.data.get("service", "")), str(referral.data.get("provider", "")))
        newest[key] = (referral, status)
    for (service, provider), (referral, status) in newest.items():
        state = str(status.data.get("status", ""))
        line = _REFERRALS.get(state, "none" if state else "")
        whom = [
            one.called
            for one in eldest_first(case.people)
            if one.id in referral.data.get("for", ())
        ]
        called = _one_line(service or provider)
        name = _one_line(providers.get(provider, provider))
        about = ((name,) if name and name != called else ()) + _for(whom)
        said = (
            phrase("{status} {day}", status=Choice(state, "service"), day=status.occurred.day)
            if state
            else ""
        )
        helps = state == "started" and bool(whom)
        yield Around(called, about, "services", line, helps, (said,) if said else ())


def _team(case: Case) -> Iterator[Around]:
    now = {record.id for record in care_team(case)}
    for record in case.facts("team-member"):
        whom = _named(case, record.data.get("for", ()))
        part = str(record.data.get("part", ""))
        stays = record.id in now
        yield Around(
            str(record.data.get("name", part)), _for(whom, part), "team",
            "ordinary" if stays else "none", stays and bool(whom),
            () if stays else (phrase("has left"),), str(record.data.get("person", "")),
        )  # fmt: skip


def _strengths(case: Case) -> Iterator[Around]:
    children = [child.id for child in case.children]
    for found in standing_findings(case, "strengths", children):
        if found.data.get("domain") in _STRENGTHS and "strength" in found.data:
            said = phrase("assessed {day}", day=found.record.occurred.day)
            yield Around(
                _one_line(found.data["strength"]),
                (Choice(str(found.data["domain"]), "strength"),),
                "strengths", "strong", False, (said,),
            )  # fmt: skip


def _agency(case: Case, day: date, staff: Mapping[str, str]) -> Iterator[Around]:
    """Who is assigned to the case, and with whom something is planned."""
    found: dict[str, Said] = {}
    for record in case.facts("assignment"):
        if record.data.get("role") == "case manager" and "worker" in record.data:
            found = {str(record.data["worker"]): phrase("case manager")}
    planned: dict[str, Said] = {}
    for record in plans_to_meet(case):
        if "by" in record.data and _is_ahead(record.data, day):
            worker = str(record.data["by"])
            every = record.data.get("every")
            when = (
                Every(str(every))
                if every
                else date.fromisoformat(str(record.data["planned_for"])[:10])
            )
            planned[worker] = phrase("visit planned, {when}", when=when)
            found.setdefault(worker, phrase("worker"))
    for worker, part in found.items():
        said = (planned[worker],) if worker in planned else ()
        yield Around(staff.get(worker, worker), (part,), "the agency", "ordinary", False, said)


def _is_ahead(planned: Mapping[str, Any], day: date) -> bool:
    last = planned.get("until") if "every" in planned else planned.get("planned_for")
    return last is None or str(last)[:10] >= day.isoformat()


def _one_line(text: object) -> str:
    return " ".join(str(text).split())
