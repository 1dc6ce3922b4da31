"""A child's own page, short and with pictures: what happens, who helps, what I said."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.documents.parts import list_plans
from casekit.documents.pictograms import draw
from casekit.documents.reader import Reader
from casekit.documents.request import Request, Sheet
from casekit.documents.sheet import Block, Section, items, quote, section, sections
from casekit.documents.words import write_day
from casekit.errors import NotFound, UsageFault
from casekit.model.agreed import care_team, family_times, plans_to_meet
from casekit.model.records import Person
from casekit.model.schedules import find_next

AUDIENCES = ("child", "team", "supervisor")
TITLE = "My plan"
# Who cares for whom is on no child's page: it may reach a sister who lives elsewhere.
_HOMES = {
    "kinship": "with relatives",
    "customary care": "with people of my community",
    "foster": "in a foster home",
    "group or residential": "in a house with other young people",
    "treatment": "in a place where I get help",
    "qualified residential treatment": "in a place where I get help",
    "place of safety": "in a safe place",
    "hospital": "in hospital",
    "independent living": "in a place of my own",
    "trial home visit": "at home again, to try",
    "adoptive home": "with my new family",
}


def build(reader: Reader, request: Request) -> Sheet:
    """Of one child; raises UsageFault where it must be said which, NotFound without a plan."""
    child = _choose(reader, request)
    return Sheet(
        title=TITLE,
        subtitle=reader.name(child.id),
        facts=[],
        sections=sections(
            _part("Where I live", "house", _home(reader, child)),
            _part("Keeping me safe", "shield", *_safety(reader, child)),
            _part("What will get better", "star", *_goals(reader, child)),
            _part("When I see my family", "people", _family(reader, child)),
            _part("Who helps me", "hands", _helpers(reader, child)),
            _part("Who comes to see me", "calendar", _visits(reader, child)),
            _part("What I said", "speech", *_words(reader, child)),
            _part(
                "If something is not right",
                "phone",
                items(
                    [
                        "You may say no, ask why, and say it again.",
                        "You may talk to somebody alone.",
                        "You may say if a grown-up did something wrong. It is not your fault.",
                    ]
                ),
            ),
        ),
    )


def _part(title: str, sign: str, *blocks: Block | None) -> Section | None:
    found = section(title, *blocks)
    return None if found is None else {**found, "icon": draw(sign), "icon_alt": ""}


def _choose(reader: Reader, request: Request) -> Person:
    found = [
        child
        for child in request.choose_children(reader.case)
        if list_plans(reader.case, [child.id]) or list_plans(reader.case, [child.id], ("safety",))
    ]
    if not found:
        raise NotFound(
            f"no child of case {reader.case.number} has a plan in force",
            hint=f"make one: casekit plan {reader.case.number}",
        )
    if len(found) > 1:
        raise UsageFault(
            f"{len(found)} children have a plan; each gets a page of its own",
            hint="say whose: " + ", ".join(f"--child {child.called}" for child in found),
        )
    return found[0]


def _home(reader: Reader, child: Person) -> Block | None:
    over = {
        r.data["placement"] for r in reader.case.facts("placement-end") if child.id in r.children
    }
    placed = [s for s in reader.facts("placement", about=[child.id]) if s.record.id not in over]
    if not placed:
        return None
    where = _HOMES.get(placed[-1].text("setting"), "")
    since = f" since {placed[-1].day}" if placed[-1].day else ""
    return items([f"I live {where}{since}." if where else ""])


def _safety(reader: Reader, child: Person) -> Iterator[Block | None]:
    for plan in list_plans(reader.case, [child.id], ("safety",)):
        said = [
            f"{reader.name(str(action['who']))}: {action['does']}"
            + (f" ({action['when']})" if action.get("when") else "")
            for threat in reader.see(plan).data.get("threats", ())
            for action in threat.get("actions", ())
            if action.get("who") and action.get("does")
        ]
        yield items(said)


def _goals(reader: Reader, child: Person) -> Iterator[Block | None]:
    for plan in list_plans(reader.case, [child.id]):
        goals = reader.see(plan).data.get("goals", ())
        yield items(str(goal.get("goal", "")) for goal in goals)


def _family(reader: Reader, child: Person) -> Block | None:
    said = []
    for record in family_times(reader.case):
        seen = reader.see(record)
        if child.id in record.children:
            who = reader.name_all(seen.data.get("with", ()))
            where = f", {seen.text('where')}" if seen.text("where") else ""
            said.append(f"{who}: every {seen.text('every')}{where}")
    return items(said)


def _helpers(reader: Reader, child: Person) -> Block | None:
    said = []
    for seen in reader.facts("assignment"):
        if seen.text("worker"):
            said.append(f"{reader.name(seen.text('worker'))} is my worker.")
    team = [
        reader.see(r) for r in care_team(reader.case) if child.id in r.data.get("for", [child.id])
    ]
    said = said[-1:]
    for seen in team:
        name = reader.name(seen.text("person")) if seen.text("person") else seen.text("name")
        said.append(f"{name}: {seen.text('part')}" if seen.text("part") else name)
    return items(said)


def _visits(reader: Reader, child: Person) -> Block | None:
    said = []
    for plan in plans_to_meet(reader.case):
        coming = find_next(reader.case, plan, reader.today)
        seen = reader.see(plan)
        if coming is not None and child.id in plan.data["with"] and seen.text("planned_for"):
            said.append(f"{reader.name(seen.text('by'))} comes on {write_day(coming)}.")
    return items(said)


def _words(reader: Reader, child: Person) -> Iterator[Block | None]:
    plans = (
        *list_plans(reader.case, [child.id], ("safety",)),
        *list_plans(reader.case, [child.id]),
    )
    for plan in plans:
        for view in reader.see(plan).data.get("child_views", ()):
            if view.get("child") == child.id:
                yield quote(str(view.get("words", "")))
