"""More time, and duties set aside: which extensions and exceptions count, and why others do not.

Either counts only when a supervisor approved it before the limit ran out (Ohio asks for this in
5101:2-36-11). A worker asks, and a supervisor approves; or a supervisor decides at once. Both are
in the supervisor's own name, never by who is responsible for the case or by who asked. What was
written down after the limit was not there in time, whatever day it names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from casekit.model.events import ASKED_EVENTS, PLAIN_EVENTS
from casekit.model.timeline import Event, Timeline
from casekit.model.when import When, read_when, write_when
from casekit.standards.duties import Scene
from casekit.standards.rules import Quota, Rolling, Rule

GrantStanding = Literal["in effect", "waiting", "without effect"]
GrantFault = Literal[
    "not allowed",
    "not later",
    "too long",
    "too late",
    "not approved",
    "approver is other",
    "approver is author",
    "approver role",
    "approver is responsible",
]
# A fault, and the same in words.
Told = tuple[GrantFault, str]
_KINDS: Mapping[str, str] = {
    name: kind for kind in ASKED_EVENTS for name in (PLAIN_EVENTS[kind], ASKED_EVENTS[kind])
}


class Grant(NamedTuple):
    """An extension or an exception on file, and whether it counts for the duty that it names.

    `limit` is the one that it found, `approval` the record by which it was approved: its own where
    a supervisor decided at once. Without effect, and where an approval does not count, `fault` and
    `why` say what is wrong.
    """

    kind: str
    record: str
    asked: When
    asked_by: str
    reason: str
    ground: str | None
    until: When | None
    limit: When | None
    approved: When | None = None
    approved_by: str | None = None
    approval: str | None = None
    standing: GrantStanding = "waiting"
    fault: GrantFault | None = None
    why: str = ""

    @property
    def is_in_effect(self) -> bool:
        """Whether the limit is a later one, or the duty set aside, because of it."""
        return self.standing == "in effect"


def read_asked(timeline: Timeline) -> Mapping[str, Sequence[Event]]:
    """The extensions and exceptions on file, by the id of the duty that each names."""
    found: dict[str, list[Event]] = {}
    for event in timeline.events:
        if event.name in _KINDS:
            found.setdefault(str(event.attributes["obligation"]), []).append(event)
    return found


def judge_grants(
    rule: Rule, due: When | None, asked: Iterable[Event], scene: Scene
) -> tuple[Grant, ...]:
    """Judge what is on file for one duty, in the order of the approvals, extensions first.

    `due` is the limit that the rule sets. Raises MissingCalendarYear when the longest extension
    that the rule allows cannot be counted.
    """
    found = sorted(((_approvals(e, scene.timeline), e) for e in asked), key=_by_approval)
    judged: list[Grant] = []
    limit = due
    for approvals, event in found:
        if _KINDS[event.name] == "extension":
            grant = _judge_extension(rule, due, limit, event, approvals, scene)
            limit = grant.until if grant.is_in_effect else limit
            judged.append(grant)
    for approvals, event in found:
        if _KINDS[event.name] == "exception":
            fault = _refuse_exception(rule)
            judged.append(_judge(event, approvals, None, limit, fault, scene))
    return tuple(judged)


def _by_approval(found: tuple[Sequence[Event], Event]) -> tuple[datetime, str]:
    approvals, event = found
    moments = [written_down(e) for e in approvals] or [written_down(event)]
    return min(moments), event.record or ""


def written_down(event: Event) -> datetime:
    """From when on a decision was on file: not before it happened, whatever was written."""
    recorded: datetime = event.attributes["recorded at"]
    return max(event.when.earliest, recorded)


def _approvals(asked: Event, timeline: Timeline) -> Sequence[Event]:
    """What approves it, oldest first: the record itself, and approvals that name it."""
    own = [asked] if "approved by" in asked.attributes else []
    named = [e for e in timeline.events if e.name == "approved" and asked.record in e.about]
    return own + sorted(named, key=lambda e: (written_down(e), e.record or ""))


def _judge_extension(
    rule: Rule,
    due: When | None,
    limit: When | None,
    event: Event,
    approvals: Sequence[Event],
    scene: Scene,
) -> Grant:
    zone = scene.clock.zone
    until = read_when(str(event.attributes["until"]), zone)
    fault = _refuse_extension(rule, limit)
    if fault is None and due is not None and limit is not None:
        assert rule.extend_at_most is not None
        furthest = scene.clock.move(due, rule.extend_at_most)
        if until.latest <= limit.latest:
            end = write_when(limit, zone)
            fault = "not later", f"{write_when(until, zone)} is not later than the limit, {end}"
        elif until.latest > furthest.latest:
            most = f"at most {rule.extend_at_most}: until {write_when(furthest, zone)}"
            fault = "too long", f"the rule allows {most}"
    return _judge(event, approvals, until, limit, fault, scene)


def _refuse_extension(rule: Rule, limit: When | None) -> Told | None:
    """Why a duty of this rule can have no later limit at all."""
    if rule.extend_at_most is None:
        return "not allowed", f"the rule {rule.id} allows no extension"
    if limit is None:
        return "not allowed", "it has no limit that could be extended"
    if isinstance(rule.clock, Quota):
        # What is done after the month counts for the next one.
        return "not allowed", "what belongs to a calendar month cannot be extended"
    return None


def _refuse_exception(rule: Rule) -> Told | None:
    """Why a duty of this rule cannot be set aside at all."""
    if not rule.may_be_excused:
        return "not allowed", f"the rule {rule.id} allows no exception"
    if isinstance(rule.clock, Rolling):
        # The next limit is counted from when this duty is done: nothing would ever be due again.
        return "not allowed", (
            "a duty that is counted from the last time cannot be set aside: none would follow it"
        )
    return None


def _judge(
    event: Event,
    approvals: Sequence[Event],
    until: When | None,
    limit: When | None,
    fault: Told | None,
    scene: Scene,
) -> Grant:
    """Whether it counts, `fault` being what is wrong with it before anybody asks who approved."""
    said = event.attributes
    grant = Grant(
        _KINDS[event.name],
        event.record or "",
        event.when,
        str(said["recorded by"]),
        str(said.get("reason", "")),
        said.get("ground"),
        until,
        limit,
    )
    over = limit is not None and scene.present.has_passed(limit.latest)
    told: Told | None = None
    for approval in approvals:
        told = fault or _refuse_approval(approval, event, limit, scene)
        grant = grant._replace(
            approved=approval.when,
            approved_by=str(approval.attributes["approved by"]),
            approval=approval.record,
        )
        if told is None:
            return grant._replace(standing="in effect")
    if told is None:
        told = fault or _refuse_request(event, limit, scene)
    if told is None:
        return grant
    lost = over or told[0] in ("not allowed", "not later", "too long")
    return grant._replace(
        standing="without effect" if lost else "waiting", fault=told[0], why=told[1]
    )


def _refuse_request(event: Event, limit: When | None, scene: Scene) -> Told | None:
    """Why what nobody has approved has no effect any more."""
    if limit is None or not scene.present.has_passed(limit.latest):
        return None
    end = write_when(limit, scene.clock.zone)
    if written_down(event) > limit.latest:
        return "too late", f"it was asked for after the limit, {end}, had run out"
    return "not approved", f"nobody approved it before the limit, {end}, ran out"


def _refuse_approval(
    approval: Event, asked: Event, limit: When | None, scene: Scene
) -> Told | None:
    """Why an approval does not count."""
    name = str(approval.attributes["approved by"])
    writer = str(approval.attributes["recorded by"])
    if writer != name:
        return "approver is other", f"{writer} wrote down the approval in the name of {name}"
    if approval is not asked and name == asked.attributes["recorded by"]:
        return "approver is author", f"{name} asked for it and so cannot approve it"
    if name not in scene.timeline.holders("supervisor", scene.subject, approval.when):
        return "approver role", f"{name} was no supervisor on {approval.when.day}"
    if name in scene.timeline.holders("case manager", scene.subject, approval.when):
        return "approver is responsible", (
            f"{name} was the case manager on {approval.when.day} and so cannot approve it"
        )
    if limit is not None and written_down(approval) > limit.latest:
        end = write_when(limit, scene.clock.zone)
        in_time = approval.when.latest <= limit.latest
        how = "the approval was written down" if in_time else "it was approved"
        return "too late", f"{how} after the limit, {end}, had run out"
    return None
