"""Everything that changed in a case between two states of it, each thing told once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from casekit.difference.changes import Change
from casekit.difference.fields import FieldChange, What, compare_data
from casekit.difference.plans import say_followed_plan, say_progress, say_review, say_slip
from casekit.difference.risks import say_levels, say_risk
from casekit.difference.words import Speaker, say_field, say_item, say_kind
from casekit.model.plans import iter_replaced
from casekit.model.records import Case, Record, rank
from casekit.records.schemas import SchemaSet
from casekit.records.sealing import is_sealed


def compare_cases(
    before: Case | None,
    after: Case | None,
    schemas: SchemaSet,
    *,
    names: bool = False,
    unreadable: Collection[str] = (),
) -> list[Change]:
    """Every change from one state of a case to another, None where there is no case.

    In the order of what happened, people and households first. `unreadable` are ids of records that
    one of the states holds in a file that cannot be read: nothing is said of them here. With
    `names`, names of people and free texts are told as well.
    """
    case = after or before
    assert case is not None
    speaker = Speaker(case, schemas, names)
    older = {r.id: r for r in reversed(before.records)} if before else {}
    newer = {r.id: r for r in reversed(after.records)} if after else {}
    changes = [*_compare_files(before, after)]
    everybody = {**older, **newer}
    ordered = sorted(everybody.values(), key=lambda r: (r.kind not in _STANDING, *rank(r)))
    for record in ordered:
        if record.id in unreadable:
            continue
        one, other = older.get(record.id), newer.get(record.id)
        if one is None:
            changes.append(_tell_new(speaker, before, record))
        elif other is None:
            changes.append(_tell_gone(speaker, record))
        elif one.data is not other.data:
            changes += _compare_records(speaker, one, other)
    return changes


# What a case has besides what happened.
_STANDING = frozenset({"person", "household"})


def _compare_files(before: Case | None, after: Case | None) -> Iterator[Change]:
    """That a case is new, or gone."""
    if before is None or after is None:
        case = after or before
        assert case is not None
        says = "this case is new" if before is None else "this case is gone, with all its records"
        code = "case-added" if before is None else "case-removed"
        yield Change(code, "case", case.number, says, attention=before is not None)
        return


def _tell_new(speaker: Speaker, before: Case | None, record: Record) -> Change:
    """A record that was not there: in the words of its kind where it says more than itself."""
    if record.is_voided:
        says = f"recorded and withdrawn: {speaker.record(record)}"
        return Change("record-added", record.kind, record.id, says)
    if record.kind == "progress" and before is not None:
        return say_progress(speaker, before, record)
    if record.kind == "risk":
        return say_risk(speaker, record)
    details, attention = _say_details(speaker, before, record)
    if record.kind == "plan" and "supersedes" in record.data:
        says = f"{speaker.record(record)} takes the place of {record.data['supersedes']}"
        return Change(
            *("plan-replaced", record.kind, record.id, says),
            details=details,
            attention=attention,
        )
    summary = speaker.summary(record)
    says = f"recorded: {speaker.record(record)}"
    if record.kind in _STANDING:
        says = f"added: {speaker.record(record)}"
    return Change(
        *("record-added", record.kind, record.id, f"{says}: {summary}" if summary else says),
        details=details,
        attention=attention,
    )


def _say_details(
    speaker: Speaker, before: Case | None, record: Record
) -> tuple[tuple[str, ...], bool]:
    """What a new record means for others, line by line, and whether one is to be looked at."""
    lines: Sequence[tuple[str, bool]] = ()
    if record.kind == "plan":
        lines = say_followed_plan(speaker, record)
    elif record.kind == "review" and before is not None:
        lines = say_review(speaker, before, record)
    elif record.kind == "assessment" and "risk" in record.data:
        lines = say_levels(speaker, record)
    return tuple(says for says, _ in lines), any(attention for _, attention in lines)


def _tell_gone(speaker: Speaker, record: Record) -> Change:
    # A record that is wrong is withdrawn and stays; one that is gone is missed by nobody else.
    says = f"gone: {speaker.record(record)}; a record is withdrawn, never deleted"
    return Change("record-removed", record.kind, record.id, says, attention=True)


def _compare_records(speaker: Speaker, one: Record, other: Record) -> Iterator[Change]:
    if one.kind != other.kind:
        says = f"{one.id} was a {say_kind(one.kind)} and is a {say_kind(other.kind)}"
        yield Change(
            *("kind-changed", other.kind, other.id, says, "schema", one.kind, other.kind),
            attention=True,
        )
        return
    for change in compare_data(one.data, other.data, other.kind, speaker.schemas):
        yield tell_field(speaker, other, change)


def tell_field(speaker: Speaker, record: Record, change: FieldChange) -> Change:
    """One value of a record that differs, in words and as data."""
    where = ", ".join(filter(None, (speaker.record(record), speaker.place(change))))
    field = ".".join(change.steps)
    if change.what is What.MOVED:
        listed = say_item(change.steps[-2])
        old, new = change.before[-1], change.after[-1]
        says = f"{where}: {listed} {old} is now {listed} {new}, its words unchanged"
        return Change("item-moved", record.kind, record.id, says, field, old, new)
    if change.steps == ("voided",) and change.what is What.ADDED:
        says = f"withdrawn: {speaker.record(record)}, by {change.after['by']}"
        return Change("record-withdrawn", record.kind, record.id, says, field, attention=True)
    shown = all(
        value is None or speaker.is_shown(record.kind, change.keys, value)
        for value in (change.before, change.after)
    )
    code, says, attention = _say_value(speaker, record, change, where)
    if change.steps[-1] == "target_date" and record.kind == "plan" and change.what is What.CHANGED:
        earlier = iter_replaced(speaker.case, record)
        says, attention = f"{says}{say_slip(speaker, record, change, earlier)}", True
    return Change(
        code=code,
        kind=record.kind,
        record=record.id,
        says=says,
        field=field,
        before=change.before if shown else None,
        after=change.after if shown else None,
        withheld=not shown,
        attention=attention,
    )


def _say_value(
    speaker: Speaker, record: Record, change: FieldChange, where: str
) -> tuple[str, str, bool]:
    """The code, the words, and whether a supervisor must not overlook it."""
    kind, keys = record.kind, change.keys
    if isinstance(keys[-1], int):
        return _say_item(speaker, record, change, where)
    field = say_field(change.steps[-1])
    one = speaker.value(kind, keys, change.before, change.after)
    other = speaker.value(kind, keys, change.after, change.before)
    is_shown = speaker.is_shown(kind, keys, change.after if change.after is not None else "")
    attention = change.steps[-1] in _WATCHED
    if change.what is What.REORDERED:
        return "reordered", f"{where}: {field} in another order", False
    if change.what is What.ADDED:
        says = f"{field} added: {other}" if is_shown else f"{field} added"
        return "field-added", f"{where}: {says}", attention
    if change.what is What.REMOVED:
        shown = speaker.is_shown(kind, keys, change.before)
        says = f"{field} removed, was {one}" if shown else f"{field} removed"
        return "field-removed", f"{where}: {says}", attention or change.steps[-1] == "who"
    if is_sealed(change.before) or is_sealed(change.after):
        return "field-changed", f"{where}: {field}: the sealed value was replaced", True
    if isinstance(change.after, str) and not speaker.is_code(kind, keys, change.after):
        says = f"{field} reworded"
        if is_shown:
            says += f" from {one} to {other}"
        return "reworded", f"{where}: {says}", attention
    return "field-changed", f"{where}: {field} changed from {one} to {other}", attention


# What decides, wherever it stands, and is edited in a record that was there.
_WATCHED = frozenset(
    (
        *("risk", "result", "conclusion", "safely", "finding", "status", "until", "from", "access"),
        *("recorded_at", "recorded_by", "approved_by", "approves", "occurred_on", "occurred_at"),
        *("respond_within", "voided", "only_for", "protected"),
    )
)


def _say_item(
    speaker: Speaker, record: Record, change: FieldChange, where: str
) -> tuple[str, str, bool]:
    """An item of a list that was added, taken out, or changed as a whole."""
    kind, keys = record.kind, change.keys
    listed = say_item(change.steps[-2])
    value = change.after if change.after is not None else change.before
    if isinstance(value, Mapping):
        listed = speaker.item(change.steps[-2], change.steps[-1])
    one = speaker.value(kind, keys, change.before, change.after)
    other = speaker.value(kind, keys, change.after, change.before)
    shown = not isinstance(value, Mapping) and speaker.is_shown(kind, keys, value)
    if change.what is What.ADDED:
        says = f"{listed} added: {other}" if shown else f"{listed} added{_count(value)}"
        return "item-added", f"{where}: {says}", False
    if change.what is What.REMOVED:
        says = f"{listed} removed: {one}" if shown else f"{listed} removed"
        return "item-removed", f"{where}: {says}", True
    says = f"{listed} changed from {one} to {other}" if shown else f"{listed} reworded"
    return "item-changed", f"{where}: {says}", False


def _count(value: Any) -> str:
    """How many activities an objective brings, or objectives a goal."""
    if not isinstance(value, Mapping):
        return ""
    lists = [(key, part) for key, part in value.items() if isinstance(part, list) and part]
    told = [
        f"{len(part)} {say_item(key) if len(part) == 1 else say_field(key)}"
        for key, part in lists
        if all(isinstance(item, Mapping) for item in part)
    ]
    return f" ({', '.join(told)})" if told else ""
