"""The questions of an instrument, asked about each person, what was answered before beside them."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.cli.forms.choices import Choice, Ground
from casekit.cli.forms.fields import Field
from casekit.cli.forms.paths import CAREGIVERS, ITEMS, Answers
from casekit.cli.forms.question import Question
from casekit.model.days import say_day
from casekit.model.records import Record
from casekit.practice.form_answers import EVERYBODY, answers_of, find_previous
from casekit.practice.instrument_data import Instrument, Item
from casekit.practice.scoring import asked_items


def ask_form_items(name: str, answers: Answers, ground: Ground) -> Iterator[Question]:
    """Every question of an instrument about everybody it asks about, each followed by why."""
    instrument = ground.instruments().get(name)
    if instrument is None:
        return
    subjects = [EVERYBODY]
    if instrument.per == "child":
        subjects = list(answers.get(("children",)) or ())
    elif instrument.per == "caregiver":
        yield _ask_caregivers(ground)
        subjects = list(answers.get((CAREGIVERS,)) or ())
    before = find_previous(ground.case, None, name)
    for subject in subjects:
        given = {
            str(path[2]): str(value)
            for path, value in answers.items()
            if path[0] == ITEMS and path[1] == subject and path[3] == "value"
        }
        for item in asked_items(instrument, given):
            yield from _ask_item(instrument, item, str(subject), before, ground)


def _ask_caregivers(ground: Ground) -> Question:
    adults = tuple(
        Choice(p.id, p.called, (p.called, p.name)) for p in ground.case.people if p.role != "child"
    )
    about = "Each adult who cares for the children."
    ask = Field(CAREGIVERS, "About whom?", about, "reference", True, refers="caregiver", many=True)
    return Question((CAREGIVERS,), ask, adults)


def _ask_item(
    instrument: Instrument, item: Item, subject: str, before: Record | None, ground: Ground
) -> Iterator[Question]:
    person = ground.case.person(subject)
    heads = (instrument.title, item.section, person.called if person else "")
    about = " - ".join(part for part in heads if part)
    path = (ITEMS, subject, item.id)
    title = item.question + _say_before(item, subject, before)
    if item.takes_text:
        ask = Field(item.id, title, item.help, "text", True)
        yield Question((*path, "value"), ask, (), about)
        return
    choices = tuple(
        Choice(option.value, f"{option.label}: {option.means}", (option.label,))
        for option in item.choices
    )
    ask = Field(item.id, title, item.help, "choice", True)
    yield Question((*path, "value"), ask, choices, about)
    why = Field("reason", "Why? What did you see or hear?", item.help, "text", True)
    yield Question((*path, "reason"), why, (), about)


def _say_before(item: Item, subject: str, before: Record | None) -> str:
    """What was answered the last time, so that the new answer is given beside it."""
    if before is None:
        return ""
    answer = answers_of(before).get(subject, {}).get(item.id)
    if answer is None:
        return ""
    reason = f", because: {answer['reason']}" if "reason" in answer else ""
    return f" ({say_day(before.occurred.day)}: {answer['value']}{reason})"
