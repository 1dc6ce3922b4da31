"""What became of a plan: its items through progress, and the plan that follows it item by item."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from casekit.difference.changes import Change
from casekit.difference.fields import FieldChange, What, compare_data
from casekit.difference.words import Speaker, say_field, say_item
from casekit.model.plans import find_standings, iter_objectives, iter_replaced
from casekit.model.records import Case, Record, rank
from casekit.records.three_ways import show_value

_PARTS = ("goal", "objective", "activity")
_TIMES = {2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth"}
# The words that an item consists of, and what there is besides.
_OF_THE_PLAN = ("goals", "threats", "permanency")


def say_progress(speaker: Speaker, before: Case, record: Record) -> Change:
    """From which standing to which a progress note moves a part of a plan."""
    says, old, attention = _say_standing(speaker.case, before, record, record.data)
    return Change(
        code="progress",
        kind=record.kind,
        record=record.id,
        says=f"{says} ({record.occurred.day})",
        field=record.data["of"],
        before=old,
        after=record.data["status"],
        attention=attention,
    )


def say_review(speaker: Speaker, before: Case, record: Record) -> list[tuple[str, bool]]:
    """The same for each objective that a review judges, and whether it is to be looked at."""
    told = []
    for item in record.data.get("objectives", ()):
        says, _, attention = _say_standing(speaker.case, before, record, item)
        told.append((says, attention))
    return told


def _say_standing(case: Case, before: Case, record: Record, said: Any) -> tuple[str, str, bool]:
    """What a record says of one part of a plan beside what was said before it."""
    of, status = said["of"], said["status"]
    what = f"{_PARTS[of.count('.')]} {of}"
    # What came with the same change counts as well, up to this record.
    until = replace(case, records=tuple(r for r in case.records if rank(r) < rank(record)))
    standing = find_standings(until, said["plan"]).get(of)
    old = standing.status if standing else "not started"
    known = find_standings(before, said["plan"]).get(of)
    if known is not None and rank(known.record) > rank(record):
        says = f"{what}: noted afterwards as {status}, still {known.status}"
    elif old == status:
        says = f"{what} still {status}"
    else:
        says = f"{what} moved from {old} to {status}"
    # A review gives its reason and its measure in one field.
    measured = _says(said, "measured")
    has_reason = _says(said, "reason") or (record.kind == "review" and measured)
    if status in ("dropped", "not achieved", "not done") and not has_reason:
        return f"{says}, no reason given", old, True
    if status == "achieved" and not measured:
        return f"{says}, and nothing says by which measure", old, True
    return says, old, False


def say_followed_plan(speaker: Speaker, plan: Record) -> tuple[tuple[str, bool], ...]:
    """What a plan changes of the one that it takes the place of, and what is to be looked at."""
    older = speaker.case.find(plan.data.get("supersedes", ""))
    if older is None or older.kind != "plan":
        return tuple((line, False) for line in _say_objectives(speaker, plan))
    data = [{key: side.data.get(key, []) for key in _OF_THE_PLAN} for side in (older, plan)]
    changes = compare_data(data[0], data[1], "plan", speaker.schemas)
    return tuple(_say_detail(speaker, plan, change) for change in changes)


def _say_objectives(speaker: Speaker, plan: Record) -> Iterator[str]:
    """What a plan that follows no other one is to reach, until when."""
    for objective in iter_objectives(plan):
        until = f" until {objective['target_date']}" if "target_date" in objective else ""
        words = f": {show_value(objective['objective'])}" if speaker.names else ""
        yield f"objective {objective['id']}{until}{words}".replace("`", '"')


def _say_detail(speaker: Speaker, plan: Record, change: FieldChange) -> tuple[str, bool]:
    place = speaker.place(change)
    where = f"{place}: " if place else ""
    last = change.steps[-1]
    if change.what is What.MOVED:
        item = say_item(change.steps[-2])
        return f"{item} {change.before[-1]} is now {change.after[-1]}, its words unchanged", False
    if isinstance(change.keys[-1], int):
        value = change.after if change.what is What.ADDED else change.before
        listed = change.steps[-2]
        item = speaker.item(listed, last) if isinstance(value, dict) else say_item(listed)
        if change.what is What.CHANGED:
            return f"{where}{item} changed", False
        return f"{where}{item} {change.what.value}", change.what is What.REMOVED
    field = say_field(last)
    if last == "target_date" and change.what is What.CHANGED:
        says = f"{where}target date moved from {change.before} to {change.after}"
        if change.after > change.before:
            says = f"{where}target date slipped from {change.before} to {change.after}"
        # The plan right before says what the change begins with.
        earlier = list(iter_replaced(speaker.case, plan))[1:]
        return says + say_slip(speaker, plan, change, earlier), change.after > change.before
    values = (change.before, change.after)
    if change.what is What.CHANGED and all(
        speaker.is_shown("plan", change.keys, one) for one in values
    ):
        one, other = (speaker.value("plan", change.keys, value) for value in values)
        return f"{where}{field} changed from {one} to {other}", False
    word = "reworded" if change.what is What.CHANGED else change.what.value
    return f"{where}{field} {word}", last == "who" and change.what is What.REMOVED


def say_slip(speaker: Speaker, plan: Record, change: FieldChange, earlier: Iterable[Record]) -> str:
    """Behind a target date that lies later: for which time, and whether anybody says why.

    `earlier` are the plans before the older of the two dates, the newest first.
    """
    if not (isinstance(change.before, str) and change.after > change.before):
        return ""
    objective = change.steps[-2]
    dates = [str(change.after), str(change.before)]
    for one in earlier:
        dates += (
            str(item["target_date"])
            for item in iter_objectives(one)
            if item["id"] == objective and "target_date" in item
        )
    slips = sum(newer > older for newer, older in zip(dates, dates[1:], strict=False))
    told = f", for the {_TIMES.get(slips, f'{slips}th')} time" if slips > 1 else ""
    return told + ("" if _has_reason(speaker.case, plan, objective) else ", no reason given")


def _has_reason(case: Case, plan: Record, objective: str) -> bool:
    """Whether a note on this objective says what stands in the way, since the plan before."""
    plans = {plan.id, plan.data.get("supersedes")}
    return any(
        note.data["plan"] in plans
        and note.data["of"].startswith(objective)
        and any(_says(note.data, key) for key in ("reason", "barriers"))
        for note in case.facts("progress")
    )


def _says(data: Any, key: str) -> bool:
    return bool(str(data.get(key, "")).strip())
