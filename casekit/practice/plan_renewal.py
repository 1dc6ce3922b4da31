"""What goes on of a plan that a new one replaces: everything that is still open, as it was agreed.

A family is not asked for a second time what it has agreed to already. What was achieved or dropped
stays behind and is told, so that nobody takes it for forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from casekit.model.plans import Standing, find_reached, find_standings, what_is_open
from casekit.model.records import Case, Record
from casekit.practice.plan_draft import Finding

# What leaves nothing of an activity to carry out. One that was not done may well be the one to do.
_DONE = frozenset({"done", "replaced"})


@dataclass(frozen=True, slots=True)
class Item:
    """A goal, an objective or an activity of the plan that goes on, and the newest word on it.

    `data` is without its own objectives or activities, which are in `parts`; `past` is its day,
    where that has come and gone.
    """

    data: Mapping[str, Any]
    standing: Standing | None
    parts: tuple[Item, ...]
    past: date | None = None


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """What does not go on: its id, its words, what became of it and when that was said."""

    id: str
    says: str
    status: str
    day: date


@dataclass(frozen=True, slots=True)
class Renewal:
    """A plan in force as a new one could begin with it."""

    plan: Record
    goals: tuple[Item, ...]
    left: tuple[LeftBehind, ...]
    reached: Mapping[str, date]

    def answers(self, finding: Finding) -> bool:
        """Whether a goal that goes on answers a finding."""
        return any(
            finding.id in goal.data.get(key, ())
            for goal in self.goals
            for key in ("needs", "causes", "threats")
        )

    def has_reached(self, finding: Finding) -> bool:
        """Whether the goal that answers a finding was reached after it was found."""
        done = self.reached.get(finding.id)
        return done is not None and finding.found_on <= done and not self.answers(finding)

    def next_goal(self) -> int:
        """The first number that no goal of the plan ever had: an id never means two things."""
        numbers = [int(goal["id"][1:]) for goal in self.plan.data.get("goals", ())]
        return max(numbers, default=0) + 1


def renew(case: Case, plan: Record, today: date) -> Renewal:
    """What of a plan goes on, looked at on a day."""
    standings = find_standings(case, plan.id)
    goals: list[Item] = []
    left: list[LeftBehind] = []
    for goal in plan.data.get("goals", ()):
        objectives = []
        for objective in goal.get("objectives", ()):
            standing = standings.get(objective["id"])
            if standing is not None and what_is_open(standing) is None:
                left.append(_leave(objective, "objective", standing))
            else:
                objectives.append(_keep_objective(objective, standings, today, left))
        # A goal without anything to be done for it yet is not reached.
        if objectives or not goal.get("objectives"):
            data = _without(goal, "objectives")
            goals.append(Item(data, standings.get(goal["id"]), tuple(objectives)))
    return Renewal(plan, tuple(goals), tuple(left), find_reached(case, plan))


def _keep_objective(
    objective: Mapping[str, Any],
    standings: Mapping[str, Standing],
    today: date,
    left: list[LeftBehind],
) -> Item:
    kept = []
    for activity in objective.get("activities", ()):
        standing = standings.get(activity["id"])
        if standing is not None and standing.status in _DONE:
            left.append(_leave(activity, "what", standing))
            continue
        past = _past(activity, "due_on", today)
        kept.append(Item(_without(activity, "due_on" if past else ""), standing, (), past))
    return Item(
        _without(objective, "activities"),
        standings.get(objective["id"]),
        tuple(kept),
        _past(objective, "target_date", today),
    )


def _leave(item: Mapping[str, Any], words: str, standing: Standing) -> LeftBehind:
    return LeftBehind(item["id"], item[words], standing.status, standing.record.occurred.day)


def _without(item: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    return {name: value for name, value in item.items() if name != key}


def _past(item: Mapping[str, Any], key: str, today: date) -> date | None:
    day = date.fromisoformat(item[key]) if key in item else None
    return day if day is not None and day < today else None
