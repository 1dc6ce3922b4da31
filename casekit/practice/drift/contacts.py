"""Drift in contact: fewer visits at high risk, a child never alone, an interpreter not there."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.model.findings import Finding
from casekit.model.records import Record
from casekit.practice.child_voice import can_be_asked
from casekit.practice.drift.view import CaseView
from casekit.practice.waiting import days_of

# A child who was seen so often could have been seen alone once.
_OFTEN = 2
_SPOKEN = frozenset({"in person", "video", "voice"})


def find_falling_contact(view: CaseView) -> Iterator[Finding]:
    """The risk is high, and the child is seen less often than in the window before."""
    code = "CONTACT-FALLING"
    length = days_of(view.scope.agency, code)
    for child in view.case.children:
        decided = view.risks(child)
        if not decided or decided[-1].data["risk"] != "high":
            continue
        days = [
            r.occurred.day
            for r in view.made()
            if r.data["mode"] == "in person" and child.id in r.data.get("seen", ())
        ]
        now = sum(view.is_within(code, day) for day in days)
        before = sum(view.is_within(code, day, 2) for day in days) - now
        if now < before:
            yield view.scope.finding(
                decided[-1],
                ("risk",),
                code,
                f"the risk to {child.called} is high; visits that saw {child.called} in the last "
                f"{length} days: {now}, in the {length} before: {before}",
                "see the child, or decide on the risk anew with a reason",
            )


def find_never_alone(view: CaseView) -> Iterator[Finding]:
    """A child old enough to talk who is seen again and again, and never alone."""
    code = "CHILD-NOT-SEEN-ALONE"
    length = days_of(view.scope.agency, code)
    for child in view.case.children:
        if not can_be_asked(child, view.today):
            continue
        seen = [
            r
            for r in view.made()
            if child.id in r.data.get("seen", ()) and view.is_within(code, r.occurred.day)
        ]
        if len(seen) >= _OFTEN and not any(child.id in r.data.get("seen_alone", ()) for r in seen):
            yield view.scope.finding(
                seen[-1],
                ("seen",),
                code,
                f"{len(seen)} visits in {length} days saw {child.called}, and none alone",
                "take a walk with the child, and name it under `seen_alone:`",
            )


def find_missing_interpreters(view: CaseView) -> Iterator[Finding]:
    """Somebody needs an interpreter, and nobody interpreted when they were spoken with."""
    needing = {
        person.id: person
        for person in view.case.people
        if person.data.get("interpreter", {}).get("needed")
    }
    for contact in view.made():
        if contact.data["mode"] not in _SPOKEN or _was_interpreted(contact):
            continue
        there = [*contact.data.get("with", ()), *contact.data.get("seen", ())]
        for who in dict.fromkeys(person for person in there if person in needing):
            language = needing[who].data["interpreter"].get("language", "an interpreter")
            yield view.scope.finding(
                contact,
                ("mode",),
                "INTERPRETER-ABSENT",
                f"{view.case.call(who)} needs an interpreter ({language}), and none was there",
                "go again with one, and write it under `interpreter:`; or correct what the person "
                "needs",
            )


def _was_interpreted(contact: Record) -> bool:
    return bool(contact.data.get("interpreter", {}).get("used"))
