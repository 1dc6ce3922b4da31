"""What a closing gives as its reason must be on file: saying "adopted" adopts nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from casekit.model.records import Record
from casekit.model.when import add_years
from casekit.practice.conditions.view import Gate, View, last_of, make_gate


def ended_so(reason: str, view: View) -> Iterator[Gate]:
    """Whether what the reason says has happened to the child; of other reasons nothing."""
    happened = _HAPPENED.get(reason)
    if happened is not None:
        says = f"{view.called} {_SAID[reason]}"
        yield make_gate(reason, happened(view), says, f"nothing on file tells that {says}")


def _today(view: View) -> date:
    return view.now.astimezone(view.timeline.zone).date()


def _was_adopted(view: View) -> Record | None:
    # A hearing may have refused it: what it came to is told in words.
    return _left_care(view, "adopted")


def _has_guardian(view: View) -> Record | None:
    orders = [r for r in view.facts("order") if r.data["legal_status"] == "permanent guardianship"]
    return _left_care(view, "guardianship") or last_of(orders)


def _left_care(view: View, reason: str) -> Record | None:
    return last_of([r for r in view.facts("placement-end") if r.data["reason"] == reason])


def _has_died(view: View) -> Record | None:
    died = view.child.data.get("died_on")
    is_told = died is not None and date.fromisoformat(died) <= _today(view)
    return view.case.find(view.child.id) if is_told else None


def _is_of_age(view: View) -> Record | None:
    born = view.child.birth.get("date")
    # Who came of age, or whose birth date nobody knows for certain, may leave as grown up.
    is_so = born is None or add_years(date.fromisoformat(born), 18) <= _today(view)
    unsure = view.child.birth.get("certainty") != "known"
    return view.case.find(view.child.id) if is_so or unsure else None


_HAPPENED: Mapping[str, Callable[[View], Record | None]] = {
    "adopted": _was_adopted,
    "guardianship": _has_guardian,
    "died": _has_died,
    "aged out": _is_of_age,
}
_SAID: Mapping[str, str] = {
    "adopted": "was adopted",
    "guardianship": "has a guardian for good",
    "died": "has died",
    "aged out": "has come of age",
}
