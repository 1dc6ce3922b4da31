"""What a question can be answered with, where the case or the agency has the answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casekit.casework.desk import Desk
from casekit.casework.known import KNOWN_RECORDS
from casekit.cli.forms.fields import Field
from casekit.model.assessed import KINDS, standing_findings
from casekit.model.days import say_when
from casekit.model.family import eldest_first
from casekit.model.plans import plan_item_ids, plans_in_force
from casekit.model.records import Case, Person, Record
from casekit.model.ties import describe_ties
from casekit.overview.chronology import summarize
from casekit.practice.instrument_data import Instrument
from casekit.standards.obligations import Obligation
from casekit.workspace.agency import Agency

# Longer lists are not read to their end; what is older is named by its id.
MOST_RECORDS = 20
_LONGEST_LABEL = 90
# Fields that name children only.
CHILDREN = frozenset({"children", "child", "seen", "seen_alone"})


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: the value it stands for, what is shown, and the words that mean it too."""

    value: str
    label: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ground:
    """What a form stands on: the case (empty for an intake), the agency and whoever records.

    `duties` works out what is still to be done on the case, and `instruments` reads the forms, for
    the questions that need them.
    """

    case: Case
    agency: Agency
    desk: Desk
    duties: Callable[[], Sequence[Obligation]]
    instruments: Callable[[], Mapping[str, Instrument]] = dict


def find_choices(
    one: Field, kind: str, told: Mapping[str, Any], ground: Ground
) -> tuple[Choice, ...]:
    """The answers that a question offers; `told` is what was answered so far, top keys only."""
    if one.takes == "choice":
        return tuple(Choice(word, word) for word in one.choices)
    if one.takes != "reference":
        return ()
    match one.refers:
        case "person":
            return tuple(_people(one, ground.case))
        case "worker":
            today = ground.desk.today
            staff = [w for w in ground.agency.staff if w.works_on(today)]
            return tuple(Choice(w.id, f"{w.name} ({w.id})", (w.name, w.email)) for w in staff)
        case "instrument":
            return tuple(_instruments(told, ground))
        case "agency place":
            return tuple(Choice(p, p) for p in ground.agency.places)
        case "duty":
            return tuple(_duties(ground))
        case "goal" | "objective" | "plan item" | "need" | "cause" | "threat":
            return tuple(_parts(one.refers, kind, ground.case))
        case "order duty":
            return tuple(_order_duties(told, ground.case))
    return tuple(_records(one, kind, told, ground))


def _instruments(told: Mapping[str, Any], ground: Ground) -> Iterator[Choice]:
    """The forms of the chosen kind that ask something; threats have questions of their own."""
    for form in ground.instruments().values():
        if form.kind == told.get("instrument") and form.items and form.per != "threat":
            yield Choice(form.id, f"{form.title} ({len(form.items)} questions)", (form.title,))


def _people(one: Field, case: Case) -> Iterator[Choice]:
    for person in eldest_first(case.people):
        if one.key not in CHILDREN or person.role == "child":
            yield Choice(person.id, call(person, case), (person.called, person.name))


def call(person: Person, case: Case) -> str:
    """A person as a list of several shows them: what they are called, and what they are there."""
    about = ", ".join(describe_ties(person, case.people)) or person.role
    same = [p for p in case.people if p.called.casefold() == person.called.casefold()]
    return f"{person.called if len(same) == 1 else person.name} ({about})"


def _duties(ground: Ground) -> Iterator[Choice]:
    zone = ground.desk.zone
    for duty in ground.duties():
        until = f", due {say_when(duty.due, zone)}" if duty.due else ""
        person = ground.case.person(duty.subject) if isinstance(duty.subject, str) else None
        whom = f" - {person.called}" if person else ""
        part = f", {duty.part}" if duty.part else ""
        yield Choice(duty.id, f"{duty.rule.title}{part}{whom}{until}", (duty.rule.id,))


def _parts(refers: str, kind: str, case: Case) -> Iterator[Choice]:
    if refers in KINDS.values():
        yield from _findings(refers, case)
        return
    plans = [p for p in plans_in_force(case) if p.data["kind"] != "safety"]
    seen: set[str] = set()
    for plan in reversed(plans):
        for item, text in _plan_items(refers, plan):
            if item not in seen:
                seen.add(item)
                yield Choice(item, f"{item} {_shorten(text)}")


def _plan_items(refers: str, plan: Record) -> Iterator[tuple[str, str]]:
    for goal in plan.data.get("goals", ()):
        if refers in ("goal", "plan item"):
            yield goal["id"], goal["goal"]
        for objective in goal.get("objectives", ()):
            if refers in ("objective", "plan item"):
                yield objective["id"], objective["objective"]
            if refers == "plan item":
                for activity in objective.get("activities", ()):
                    yield activity["id"], activity["what"]


def _findings(refers: str, case: Case) -> Iterator[Choice]:
    """The needs, causes or threats that stand."""
    key = next(key for key, thing in KINDS.items() if thing == refers)
    for one in standing_findings(case, key, [child.id for child in case.children]):
        yield Choice(one.data["id"], f"{one.data['id']} {_shorten(one.data[refers])}")


def _order_duties(told: Mapping[str, Any], case: Case) -> Iterator[Choice]:
    order = case.find(str(told.get("order")))
    orders = [order] if order is not None else list(case.facts("order"))
    for one in orders:
        for duty in one.data.get("duties", ()):
            yield Choice(duty["id"], f"{duty['id']} {_shorten(duty['duty'])}")


def _records(one: Field, kind: str, told: Mapping[str, Any], ground: Ground) -> Iterator[Choice]:
    case = ground.case
    usual = KNOWN_RECORDS.get(kind, {}).get(one.key)
    if kind == "release":
        # What is let through stands in the file of a person or of a home.
        yield from _people(one, case)
        found = list(case.facts("household"))
    elif kind == "translation":
        # Most often the words of a plan, however long ago it was agreed.
        plans = list(plans_in_force(case))
        for plan in plans:
            yield Choice(plan.id, describe(plan, ground), (str(plan.data["kind"]),))
        found = [r for r in case.records if r.kind not in ("person", "household", "plan")]
    elif usual is not None:
        found = usual(case, told)
    elif one.refers == "plan":
        found = list(plans_in_force(case))
    elif one.refers == "record":
        found = [r for r in case.records if r.kind not in ("person", "household")]
    else:
        found = list(case.facts(one.refers))
    for record in list(reversed(found))[:MOST_RECORDS]:
        yield Choice(record.id, describe(record, ground))


def describe(record: Record, ground: Ground) -> str:
    """A record as a list of several shows it: what it is, of when, and what it says."""
    if record.kind == "household":
        return f"{record.data['kind']}, {_shorten(record.data['address'])}"
    when = say_when(record.occurred, ground.desk.zone)
    says = summarize(record, ground.case)
    if record.kind == "plan":
        says = f"{record.data['kind']} plan with {len(plan_item_ids(record))} parts"
        says = "safety plan" if record.data["kind"] == "safety" else says
    return _shorten(f"{record.kind} of {when}: {says}")


def _shorten(text: str) -> str:
    line = " ".join(str(text).split())
    return line if len(line) <= _LONGEST_LABEL else f"{line[: _LONGEST_LABEL - 3]}..."
