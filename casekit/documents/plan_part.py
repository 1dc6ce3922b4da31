"""How plans stand, as documents tell it: goals, objectives by their measure, how far they are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from casekit.documents.picture_part import show_progress
from casekit.documents.plan_progress import say_nothing_yet
from casekit.documents.reader import Reader
from casekit.documents.sheet import Block, heading, pairs, table, text
from casekit.documents.tongue import Tongue
from casekit.documents.translated import put_beside, say_translation
from casekit.documents.words import TITLES
from casekit.model.plans import plans_in_force
from casekit.model.records import Case, Record


def list_plans(case: Case, children: Collection[str], kinds: Collection[str] = ()) -> list[Record]:
    """The plans in force for some of the children, safety plans apart unless they are asked for."""
    return [
        plan
        for plan in plans_in_force(case)
        if plan.children & frozenset(children)
        and (plan.data["kind"] in kinds if kinds else plan.data["kind"] != "safety")
    ]


def say_goals(reader: Reader, plan: Record) -> list[Block | None]:
    """Each goal of a plan with its objectives and where they stand, in words."""
    say = reader.tongue.say
    seen = reader.see(plan)
    progress = reader.progress(plan)
    blocks: list[Block | None] = []
    for number, goal in enumerate(seen.data.get("goals", ()), start=1):
        if not goal.get("goal"):
            continue
        rows = [
            (
                reader.put_beside(str(objective["objective"]), plan),
                _say_measure(reader, plan, objective),
                reader.tongue.date(str(objective.get("target_date", ""))),
                _say_standing(reader.tongue, progress.get(str(objective.get("id")))),
            )
            for objective in goal.get("objectives", ())
            if objective.get("objective")
        ]
        blocks.append(
            heading(say("Goal {number}: {goal}", number=str(number), goal=str(goal["goal"])))
        )
        blocks.append(text(say_translation(reader.translate(plan, str(goal["goal"])))))
        why = reader.put_beside(str(goal.get("why", "")), plan)
        blocks.append(pairs((say("Why this matters"), why)))
        blocks.append(
            table(
                (say("What is to be reached"), say("Measured by"), say("By when"), say("Now")), rows
            )
        )
    return blocks


def _say_measure(reader: Reader, plan: Record, objective: Mapping[str, Any]) -> str:
    measure, begun = str(objective.get("measure", "")), str(objective.get("baseline", ""))
    if not begun:
        return reader.put_beside(measure, plan)
    said = reader.tongue.say("{measure} (at first: {baseline})", measure=measure, baseline=begun)
    return put_beside(said, *(reader.translate(plan, words) for words in (measure, begun)))


def _say_standing(tongue: Tongue, now: Mapping[str, Any] | None) -> str:
    """The status in words with its day, and what was measured."""
    now = now or say_nothing_yet(tongue)
    head = str(now["status"]) + (f", {now['on']}" if now["on"] else "")
    return "\n".join([head, *now["lines"]])


def say_plans(reader: Reader, children: Collection[str]) -> Iterator[Block | None]:
    """Every plan in force for these children, with a picture of how far it has come."""
    plans = list_plans(reader.case, children)
    for plan in plans:
        if len(plans) > 1:
            yield from _say_which(reader, plan)
        yield show_progress(reader, plan)
        yield from say_goals(reader, plan)


def say_all_goals(reader: Reader, plans: Collection[Record]) -> Iterator[Block | None]:
    """The goals of these plans; where there are several, under the name of each."""
    for plan in plans:
        if len(plans) > 1:
            yield from _say_which(reader, plan)
        yield from say_goals(reader, plan)


def _say_which(reader: Reader, plan: Record) -> Iterator[Block | None]:
    """Of which plan the goals are that follow: each counts its own from one, as on its paper."""
    say, seen = reader.tongue.say, reader.see(plan)
    if not any(goal.get("goal") for goal in seen.data.get("goals", ())):
        return
    title = say(TITLES[str(plan.data["kind"])])
    yield heading(say("{plan} of {day}", plan=title, day=seen.day) if seen.day else title)
    children = [child.id for child in reader.case.children if child.id in plan.children]
    yield pairs((say("For"), reader.name_all(children)))
