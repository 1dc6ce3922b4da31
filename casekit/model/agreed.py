"""What is agreed on and goes on: planned contacts, care team, family time, services, consents.

Nothing of it is stored: it follows from what began and what ended.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from casekit.model.records import Case, Person, Record
from casekit.model.when import add_years

# From this age on a young person's own consent stands beside a grown-up's; most places say so.
_OWN_CONSENT = 16
# What a service comes to.
_ENDED = frozenset({"completed", "declined", "ended early"})


def plans_to_meet(case: Case) -> Sequence[Record]:
    """The planned contacts that were neither made, tried, nor called off, oldest first.

    What is planned again and again goes on until it is called off.
    """
    over = {r.data["appointment"] for r in case.facts("appointment-end") if "only_on" not in r.data}
    tried = {r.data["appointment"] for r in case.facts("contact") if "appointment" in r.data}
    return [
        r
        for r in case.facts("appointment")
        if r.id not in over and ("every" in r.data or r.id not in tried)
    ]


def care_team(case: Case) -> Sequence[Record]:
    """Who works with the family besides the agency's own workers, those who left apart."""
    gone = {r.data["member"] for r in case.facts("team-member-end")}
    return [r for r in case.facts("team-member") if r.id not in gone]


def family_times(case: Case) -> Sequence[Record]:
    """What is agreed on when children in care are with their families, as far as it goes on."""
    over = {r.data["family_time"] for r in case.facts("family-time-end")}
    return [r for r in case.facts("family-time") if r.id not in over]


def consents_in_force(case: Case, day: date) -> Sequence[Record]:
    """The consents that nobody has withdrawn and that have not run out on a day."""
    over = {r.data["consent"] for r in case.facts("consent-withdrawal")}
    return [
        r
        for r in case.facts("consent")
        if r.id not in over
        and ("until" not in r.data or date.fromisoformat(r.data["until"]) >= day)
    ]


def consents_to(case: Case, receiver: str, day: date) -> Sequence[Record]:
    """The consents in force on a day that name a receiver, in any case of letters.

    What a child agrees to is heard and recorded, and opens no file: somebody grown up consents.
    """
    children = {c.id: c for c in case.children}
    return [
        r
        for r in consents_in_force(case, day)
        if receiver.casefold() in map(str.casefold, r.data["to"])
        and (r.data["person"] not in children or _may_consent(children[r.data["person"]], day))
    ]


def _may_consent(child: Person, day: date) -> bool:
    born = child.birth.get("date")
    return born is not None and add_years(date.fromisoformat(born), _OWN_CONSENT) <= day


def withheld_from(case: Case, receiver: str, day: date) -> Sequence[tuple[Record, str]]:
    """What consents in force keep from a receiver: each consent, with what it names.

    A consent that lets the receiver have something keeps from it whatever is not plainly kept from
    another one that the same consent names; any other consent, what it keeps from this very one.
    """
    return [(consent, item["what"]) for consent, item in _kept_from(case, receiver, day)]


def classes_kept_from(case: Case, receiver: str, day: date) -> frozenset[str]:
    """The classes of information that consents in force keep from a receiver."""
    kept = _kept_from(case, receiver, day)
    return frozenset(str(item["class"]) for _, item in kept if "class" in item)


def _kept_from(case: Case, receiver: str, day: date) -> Iterator[tuple[Record, Mapping[str, Any]]]:
    me = receiver.casefold()
    for consent in consents_in_force(case, day):
        named = {each.casefold() for each in consent.data["to"]}
        for item in consent.data.get("withheld", ()):
            whom = item["from"].casefold()
            if whom == me or (me in named and whom not in named):
                yield consent, item


def referrals_with_status(case: Case) -> Sequence[tuple[Record, Record]]:
    """Each referral with the newest word on it, which is its own until another one comes."""
    newest = {r.data["referral"]: r for r in case.facts("referral-status")}
    return [(r, newest.get(r.id, r)) for r in case.facts("referral")]


def referrals_under_way(case: Case) -> Sequence[tuple[Record, Record]]:
    """Those of them that have not come to an end."""
    return [pair for pair in referrals_with_status(case) if pair[1].data["status"] not in _ENDED]
