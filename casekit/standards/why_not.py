"""Why a rule lays no duty on a subject: what is missing, in the order in which it would be asked.

Is the rule in force here and now? Do its conditions hold? Has what begins a duty happened, and of
what nearly did, what was wrong with it?
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from casekit.model.days import say_day
from casekit.model.timeline import RANKED_STATES, Event, Span, Subject, Timeline
from casekit.model.when import age_on
from casekit.standards.calendars import MissingCalendarYear
from casekit.standards.describing import (
    describe_force,
    describe_moment,
    describe_pattern,
    say_value,
)
from casekit.standards.durations import Duration
from casekit.standards.duties import LEAST_DAYS_OF_A_MONTH, Scene, find_duties
from casekit.standards.force import PLACE, find_force
from casekit.standards.moments import (
    Birthday,
    EventMoment,
    Moment,
    Offset,
    Pick,
    StateEdge,
    find_moments,
)
from casekit.standards.patterns import EventPattern, event_fits, matching_events, value_fits
from casekit.standards.rules import Anchored, DueAt, Gate, Quota, Rolling, Rule, Total, Within
from casekit.standards.windows import AGE, WHOLE_TIME, Window, find_windows

Names = Mapping[str, str]
# States that a closing ends, and that nothing gives before the case is opened.
_ONLY_WHILE_OPEN = frozenset({"episode open", "risk", "track"})


def why_not(rule: Rule, scene: Scene, names: Names, instead: Sequence[Rule] = ()) -> str:
    """Why a rule lays no duty on the scene's subject as of its moment.

    `names` are those of the children by their id; `instead` are the rules that stand for this one.
    """
    outside = _why_not_in_force(rule, scene, instead)
    if outside:
        return f"not now, because {outside}"
    if not rule.after_closing and (closed := _closed_on(scene)):
        return f"not now, because the case was closed on {say_day(closed)}"
    windows = find_windows(rule.conditions, scene.timeline, scene.subject)
    if _ONLY_WHILE_OPEN & set(rule.conditions) and not scene.timeline.spans_for(
        scene.subject, "episode open"
    ):
        return "not yet, because the case has not been opened"
    if not any(_holds(w, scene) for w in windows):
        missing = _why_conditions_fail(rule.conditions, scene, names)
        held = _when_held(windows, scene)
        return f"not now, because {missing}" + (f"; {held}" if held else "")
    return _why_nothing_began(rule, windows, scene, names)


def _holds(window: Window, scene: Scene) -> bool:
    started = window.start is None or window.start.earliest <= scene.present.instant
    return started and (window.end is None or scene.present.instant <= window.end.latest)


def _closed_on(scene: Scene) -> date | None:
    """When the last episode of the subject ended; None while one is open, or none ever was."""
    ends = [span.end for span in scene.timeline.spans_for(scene.subject, "episode open")]
    over = [end for end in ends if end is not None and end.earliest <= scene.present.instant]
    return max(end.day for end in over) if ends and len(over) == len(ends) else None


def _when_held(windows: Sequence[Window], scene: Scene) -> str:
    """When the conditions held last, or will hold as far as is known: an age comes by itself."""
    now = scene.present.instant
    later = [w.start for w in windows if w.start is not None and w.start.earliest > now]
    if later:
        return f"they hold from {say_day(later[0].day)} on, if nothing changes"
    ended = [(w.start, w.end) for w in windows if w.end is not None and w.end.latest < now]
    if not ended:
        return ""
    start, end = ended[-1]
    since = f"from {say_day(start.day)} " if start else ""
    return f"its conditions held {since}to {say_day(end.day)}, and nothing began a duty then"


# ------------------------------------------------------------------ in force


def _why_not_in_force(rule: Rule, scene: Scene, instead: Sequence[Rule]) -> str:
    force, today = rule.force, scene.present.today
    edition = f"edition {rule.edition} of {rule.pack}" if rule.edition else "the rule"
    if force.since and today < force.since:
        return f"{edition} is in force from {say_day(force.since)} on"
    if force.until and today > force.until:
        return (
            f"{edition} was in force to {say_day(force.until)}; what begins now is not judged by it"
        )
    if any(_holds(w, scene) for w in find_force(force, scene.timeline, scene.subject)):
        return ""
    places = sorted(
        {
            str(span.value)
            for span in scene.timeline.spans_for(scene.subject, PLACE)
            if span.holds_at(scene.present.instant)
        }
    )
    if force.places and not set(places) & set(force.places):
        here = " and ".join(places) or "another place"
        return f"the case is worked in {here}, and the rule binds {describe_force(force)}"
    names = ", ".join(f"{r.id} of {r.pack} ({r.level})" for r in instead) or "another rule"
    return f"{names} stands in its place"


# ------------------------------------------------------------------ conditions


def _why_conditions_fail(conditions: Mapping[str, Any], scene: Scene, names: Names) -> str:
    subject = scene.subject
    if len(subject.children) <= 1:
        one = next(iter(subject.children), None)
        child = Subject("child", one, subject.children) if one else subject
        return "; ".join(_missing(conditions, child, scene, names.get(one, one) if one else ""))
    if subject.per == "case" and (higher := _outranked(conditions, scene, names)):
        return higher
    return "; ".join(
        " and ".join(found)
        for child in sorted(subject.children)
        if (found := list(_missing(conditions, _child(child), scene, names.get(child, child))))
    )


def _child(child: str) -> Subject:
    return Subject("child", child, frozenset({child}))


def _outranked(conditions: Mapping[str, Any], scene: Scene, names: Names) -> str:
    """The case has the highest of a ranked state that its children have."""
    for state, ranks in RANKED_STATES.items():
        if state not in conditions:
            continue
        for child in sorted(scene.subject.children):
            if list(_missing(conditions, _child(child), scene, "")):
                continue
            above = [
                (ranks.index(span.value), other, span.value)
                for other in sorted(scene.subject.children - {child})
                for span in _now(_child(other), state, scene)
                if span.value in ranks
            ]
            if above:
                _, other, value = max(above)
                return (
                    f"the {state} of the case is the highest of its children's: {value}, for "
                    f"{names.get(other, other)}"
                )
    return ""


def _missing(
    conditions: Mapping[str, Any], subject: Subject, scene: Scene, who: str
) -> Iterator[str]:
    of = f" of {who}" if who else ""
    for state, wanted in conditions.items():
        if state == AGE:
            yield from _wrong_age(wanted, subject, scene, of)
            continue
        spans = list(_now(subject, state, scene))
        if any(value_fits(wanted, span.value) for span in spans):
            continue
        values = " and ".join(sorted({say_value(span.value) for span in spans}))
        if isinstance(wanted, bool):
            yield f"{who or 'the child'} is not {_as_adjective(state)}"
        elif values:
            yield f"the {state}{of} is {values}, not {say_value(wanted)}"
        else:
            yield f"no {state}{of} is on file ({say_value(wanted)} is asked for)"


def _as_adjective(state: str) -> str:
    """A state as it is said of somebody: `in a placement`, `in care`."""
    return {"placement": "placed", "episode open": "of an open case"}.get(state, state)


def _wrong_age(wanted: Any, subject: Subject, scene: Scene, of: str) -> Iterator[str]:
    born = scene.timeline.births.get(subject.id)
    if born is None:
        yield f"no birth date{of} is on file, so the age is not known"
        return
    age = age_on(scene.present.today, born.day)
    if not value_fits(wanted, age):
        yield f"the age{of} is {age}, not {say_value(wanted)}"


def _now(subject: Subject, state: str, scene: Scene) -> Iterator[Span]:
    return (
        s for s in scene.timeline.spans_for(subject, state) if s.holds_at(scene.present.instant)
    )


# ------------------------------------------------------------------ what begins it


def _why_nothing_began(rule: Rule, windows: Sequence[Window], scene: Scene, names: Names) -> str:
    match rule.clock:
        case Quota():
            return (
                "not yet, because its conditions have not held for "
                f"{LEAST_DAYS_OF_A_MONTH} days of this calendar month"
            )
        case Rolling():
            return "not now, because the case is not open"
        case Within(trigger) | Gate(trigger) | Total(trigger):
            moment: Moment = trigger
        case DueAt(due):
            moment = due
        case Anchored(_, anchor):
            moment = anchor
    try:
        absent = _why_no_moment(moment, windows, scene, names)
        if absent:
            return f"not yet, because {absent}"
        return _why_no_duty(rule, scene)
    except MissingCalendarYear as fault:
        return f"not known, because {fault.message}"


def _why_no_duty(rule: Rule, scene: Scene) -> str:
    """What would begin a duty is there, and still there is none."""
    if isinstance(rule.clock, Within) and not isinstance(rule.clock.length, Duration):
        length = rule.clock.length
        decided = list(matching_events(length.pattern, scene.timeline, scene.subject))
        if decided:
            return (
                f"not yet, because {describe_pattern(length.pattern)} of "
                f"{say_day(decided[-1].when.day)} set no {length.field} that the rule knows"
            )
        why = _why_no_event(length.pattern, scene, {})
        return f"not yet, because no {length.field} was decided on: {why}"
    duties = list(find_duties(rule, scene))
    if duties:
        force = describe_force(rule.force)
        return (
            f"no, because what began it was on {say_day(duties[-1].since.day)}, and edition "
            f"{rule.edition} of {rule.pack} is in force {force}; the edition of that day judges it"
        )
    if isinstance(rule.clock, Total):
        return f"no longer, because the days did not add up to {rule.clock.total} while it held"
    return "no longer, because what it hangs on was over before it could arise"


def _why_no_moment(moment: Moment, windows: Sequence[Window], scene: Scene, names: Names) -> str:
    """Why a moment has not come within the time in which the conditions hold; empty if it has."""

    def came(one: Moment, window: Window) -> list[date]:
        return [
            found.when.day
            for found in find_moments(one, scene.timeline, scene.subject, window, scene.clock)
        ]

    if any(came(moment, window) for window in windows):
        return ""
    if isinstance(moment, Offset):
        return _why_no_moment(moment.base, windows, scene, names)
    days = came(moment, WHOLE_TIME)
    if days:
        return (
            f"`{describe_moment(moment)}` was on {say_day(days[-1])}, when its conditions did not "
            "hold"
        )
    match moment:
        case Birthday():
            return "no birth date is on file, so nobody knows when that birthday is"
        case StateEdge(state, "starts"):
            return f"`{state}` has not started"
        case StateEdge(state):
            began = scene.timeline.spans_for(scene.subject, state)
            return f"`{state}` has not {'ended' if began else 'started'}"
        case EventMoment(pattern):
            return _why_no_event(pattern, scene, names)
        case Pick(_, items, absent):
            reasons = [
                why for item in items if (why := _why_no_moment(item, windows, scene, names))
            ]
            if absent == "wait" and len(reasons) < len(items):
                return "all of its moments must be known, and " + " and ".join(reasons)
            return "; ".join(dict.fromkeys(reasons))
        case _:
            return f"there was no: {describe_moment(moment)}"


def _why_no_event(pattern: EventPattern, scene: Scene, names: Names) -> str:
    """Of all that happened under that name, the last one and what was wrong with it."""
    same = [e for e in scene.timeline.events if e.name == pattern.event]
    if not same:
        return f"there is no `{pattern.event}` on file"
    own = [e for e in scene.timeline.events_for(scene.subject) if e.name == pattern.event]
    if not own:
        others = " and ".join(names[c] for c in sorted(same[-1].subjects) if c in names)
        whom = others or "something else"
        return f"`{pattern.event}` of {say_day(same[-1].when.day)} concerns {whom}"
    last = own[-1]
    wrong = _what_is_wrong(pattern, last, scene)
    return f"`{pattern.event}` of {say_day(last.when.day)} is not what is asked for: {wrong}"


def _what_is_wrong(pattern: EventPattern, event: Event, scene: Scene) -> str:
    for key, wanted in pattern.where.items():
        one = EventPattern(pattern.event, {key: wanted})
        if not event_fits(one, event, *_where(scene)):
            return _say_wrong(key, wanted, event, scene)
    absent = [
        role
        for role in pattern.all_of
        if not event_fits(EventPattern(event.name, {}, (role,)), event, *_where(scene))
    ]
    return "it was without " + (" and ".join(absent) or " or ".join(pattern.any_of))


def _say_wrong(key: str, wanted: Any, event: Event, scene: Scene) -> str:
    value = event.attributes.get(key)
    if key == "by":
        return f"it was not by the {say_value(wanted)}"
    if key == AGE:
        concerned = scene.subject.children & (event.subjects or scene.subject.children)
        births = [b.day for child in concerned if (b := scene.timeline.births.get(child))]
        value = sorted(age_on(event.when.day, born) for born in births)
        if not value:
            return "no birth date is on file, so the age is not known"
    if value is None or value == []:
        return f"it says no {key}, and {say_value(wanted)} is asked for"
    if not _is_plain(value):
        return f"{key} is not {say_value(wanted)}"
    return f"{key} is {say_value(value)}, not {say_value(wanted)}"


def _where(scene: Scene) -> tuple[Timeline, Subject]:
    return scene.timeline, scene.subject


def _is_plain(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(_is_plain(item) for item in value)
    return isinstance(value, str | int | bool)
