"""Where the parts of a plan stand, by the newest progress notes and reviews."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from casekit.documents.directions import set_apart
from casekit.documents.projection import See
from casekit.documents.tongue import Tongue
from casekit.model.records import Case, Record


def say_nothing_yet(tongue: Tongue) -> dict[str, Any]:
    """How a part of a plan stands of which nobody noted anything."""
    return {"status": tongue.say("Nothing noted yet"), "on": "", "lines": []}


def read_progress(case: Case, plan_id: str, tongue: Tongue, see: See) -> dict[str, dict[str, Any]]:
    """Say for each goal, objective and activity what was noted last, by when it happened.

    The status is the newest one; what was measured stays until it is measured again, with its day.
    """
    latest: dict[str, dict[str, Any]] = {}
    measured: dict[str, tuple[str, str]] = {}
    for record in list_notes(case, plan_id):
        for item, seen in _notes_on_plan(record, plan_id, see):
            on = show_day(record, seen, tongue)
            if seen.get("measured"):
                measured[item] = (str(seen["measured"]), on)
            latest[item] = {
                "status": tongue.choice(str(seen.get("status", "")), "status"),
                "on": tongue.date(str(seen.get("done_on", ""))) or on,
                "lines": _explain(seen, tongue),
            }
    for item, (what, on) in measured.items():
        latest[item]["lines"].insert(0, f"{set_apart(what)} ({on})" if on else what)
    return latest


def list_notes(case: Case, plan_id: str) -> list[Record]:
    """The progress notes and reviews that say anything of a plan, oldest first."""
    return [
        record
        for record in case.facts("progress", "review")
        if record.data.get("plan") == plan_id
        or any(note["plan"] == plan_id for note in record.data.get("objectives", ()))
    ]


def _notes_on_plan(record: Record, plan_id: str, see: See) -> Iterator[tuple[str, dict[str, Any]]]:
    """What one record notes about the plan; which item it is about is a link, not shown text."""
    if record.kind == "progress":
        if record.data["plan"] == plan_id:
            seen = see(record.data, "progress")
            yield str(record.data["of"]), seen
        return
    for note in record.data.get("objectives", ()):
        if note["plan"] == plan_id:
            # One at a time, so that what is withheld cannot shift one note onto another item.
            alone = {**record.data, "objectives": [note]}
            seen = see(alone, "review")
            when: dict[str, Any] = {
                key: seen[key] for key in ("occurred_at", "occurred_on") if key in seen
            }
            yield str(note["of"]), {**when, **next(iter(seen.get("objectives", ())), {})}


def show_day(record: Record, seen: Mapping[str, Any], tongue: Tongue) -> str:
    """The day a record happened in words, or nothing where the reader may not know it."""
    if "occurred_at" in seen or "occurred_on" in seen:
        return tongue.day(record.occurred.day)
    return ""


def _explain(seen: dict[str, Any], tongue: Tongue) -> list[str]:
    labels = {
        "reason": tongue.say("Why"),
        "barriers": tongue.say("What got in the way"),
        "replaced_by": tongue.say("Replaced by"),
    }
    return [tongue.label(label, str(seen[key])) for key, label in labels.items() if seen.get(key)]
