"""A child's own page, short and with pictures: what happens, who helps, what I said."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.documents.directions import put_together, set_apart
from casekit.documents.pictograms import draw
from casekit.documents.plan_part import list_plans
from casekit.documents.reader import Reader
from casekit.documents.request import Request, Sheet
from casekit.documents.sheet import Block, Section, items, quote, section, sections
from casekit.documents.translated import put_beside
from casekit.documents.words import mark
from casekit.errors import NotFound, UsageFault
from casekit.model.agreed import care_team, family_times, plans_to_meet
from casekit.model.records import Person
from casekit.model.schedules import find_next

AUDIENCES = ("child", "team", "supervisor")
TITLE = mark("My plan")
# Who cares for whom is on no child's page: it may reach a sister who lives elsewhere.
_HOMES = {
    "kinship": mark("with relatives"),
    "customary care": mark("with people of my community"),
    "foster": mark("in a foster home"),
    "group or residential": mark("in a house with other young people"),
    "treatment": mark("in a place where I get help"),
    "qualified residential treatment": mark("in a place where I get help"),
    "place of safety": mark("in a safe place"),
    "hospital": mark("in hospital"),
    "independent living": mark("in a place of my own"),
    "trial home visit": mark("at home again, to try"),
    "adoptive home": mark("with my new family"),
}


def build(reader: Reader, request: Request) -> Sheet:
    """Of one child; raises UsageFault where it must be said which, NotFound without a plan."""
    say = reader.tongue.say
    child = _choose(reader, request)
    return Sheet(
        title=say(TITLE),
        subtitle=reader.name(child.id),
        facts=[],
        sections=sections(
            _part(say("Where I live"), "house", _home(reader, child)),
            _part(say("Keeping me safe"), "shield", *_safety(reader, child)),
            _part(say("What will get better"), "star", *_goals(reader, child)),
            _part(say("When I see my family"), "people", _family(reader, child)),
            _part(say("Who helps me"), "hands", _helpers(reader, child)),
            _part(say("Who comes to see me"), "calendar", _visits(reader, child)),
            _part(say("What I said"), "speech", *_words(reader, child)),
            _part(
                say("If something is not right"),
                "phone",
                items(
                    [
                        say("You may say no, ask why, and say it again."),
                        say("You may talk to somebody alone."),
                        say("You may say if a grown-up did something wrong. It is not your fault."),
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
    home, since = _HOMES.get(placed[-1].text("setting")), placed[-1].day
    if home is None:
        return None
    say = reader.tongue.say
    where = say(home)
    if since:
        return items([say("I live {where} since {day}.", where=where, day=since)])
    return items([say("I live {where}.", where=where)])


def _safety(reader: Reader, child: Person) -> Iterator[Block | None]:
    for plan in list_plans(reader.case, [child.id], ("safety",)):
        said = [
            put_beside(
                reader.tongue.label(reader.name(str(action["who"])), str(action["does"]))
                + (f" ({set_apart(str(action['when']))})" if action.get("when") else ""),
                reader.translate(plan, str(action["does"])),
            )
            for threat in reader.see(plan).data.get("threats", ())
            for action in threat.get("actions", ())
            if action.get("who") and action.get("does")
        ]
        yield items(said)


def _goals(reader: Reader, child: Person) -> Iterator[Block | None]:
    for plan in list_plans(reader.case, [child.id]):
        goals = reader.see(plan).data.get("goals", ())
        yield items(reader.put_beside(str(goal.get("goal", "")), plan) for goal in goals)


def _family(reader: Reader, child: Person) -> Block | None:
    said = []
    for record in family_times(reader.case):
        seen = reader.see(record)
        if child.id in record.children:
            who = reader.name_all(seen.data.get("with", ()))
            how = (reader.tongue.every(seen.text("every")), seen.text("where"))
            said.append(reader.tongue.label(who, put_together(how)))
    return items(said)


def _helpers(reader: Reader, child: Person) -> Block | None:
    say = reader.tongue.say
    said = []
    for seen in reader.facts("assignment"):
        if seen.text("worker"):
            said.append(say("{name} is my worker.", name=reader.name(seen.text("worker"))))
    team = [
        reader.see(r) for r in care_team(reader.case) if child.id in r.data.get("for", [child.id])
    ]
    said = said[-1:]
    for seen in team:
        name = reader.name(seen.text("person")) if seen.text("person") else seen.text("name")
        said.append(reader.tongue.label(name, seen.text("part")) if seen.text("part") else name)
    return items(said)


def _visits(reader: Reader, child: Person) -> Block | None:
    said = []
    for plan in plans_to_meet(reader.case):
        coming = find_next(reader.case, plan, reader.today)
        seen = reader.see(plan)
        if coming is not None and child.id in plan.data["with"] and seen.text("planned_for"):
            who, day = reader.name(seen.text("by")), reader.tongue.day(coming)
            said.append(reader.tongue.say("{name} comes on {day}.", name=who, day=day))
    return items(said)


def _words(reader: Reader, child: Person) -> Iterator[Block | None]:
    plans = (
        *list_plans(reader.case, [child.id], ("safety",)),
        *list_plans(reader.case, [child.id]),
    )
    for plan in plans:
        for view in reader.see(plan).data.get("child_views", ()):
            if view.get("child") == child.id:
                words = str(view.get("words", ""))
                yield quote(words, translation=reader.translate(plan, words))
