"""What was answered, read back in words before anything is saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from casekit.cli.forms.choices import Ground, call, describe
from casekit.cli.forms.console import Console
from casekit.cli.forms.fields import OCCURRED
from casekit.cli.forms.paths import NEW, Answers
from casekit.cli.forms.question import Question
from casekit.cli.forms.questions import Form
from casekit.cli.output import wrap_behind
from casekit.model.days import say_when
from casekit.model.when import read_when

if TYPE_CHECKING:
    from casekit.casework.drafting import Recorded

# What a search found is told in words of its own.
_TOLD_APART = frozenset({"prior_contact"})
_INDENT = "      "


def read_back(
    form: Form,
    done: Sequence[Question],
    answers: Answers,
    ground: Ground,
    console: Console,
    recorded: Recorded | None,
) -> None:
    """Say every answer with its number, then what casekit adds to it by itself."""
    console.say()
    console.say(f"{form.called}. Read it once more:")
    about = ""
    number = 0
    for question in done:
        if question.is_of_form:
            continue
        number += 1
        if question.about != about and question.about:
            console.say(f"  {question.about}")
        about = question.about
        value = answers[question.path]
        said = "left out" if value is None else say_value(value, question, ground)
        if question.path == (OCCURRED,) and value is None:
            said = "now"
        lines = [line for part in said.split("\n") for line in wrap_behind("", part)] or [""]
        console.say(f"  {number:>2}  {question.field.title} {lines[0]}")
        for line in lines[1:]:
            console.say(f"{_INDENT}{line}")
    if recorded is not None and recorded.prior is not None:
        # Before anybody decides on a report, and not only when it is saved.
        from casekit.cli.prior_words import say_prior

        for line in say_prior(recorded.prior, recorded.changes.case):
            console.say(line)
    if recorded is not None:
        added = list(_say_added(form, done, recorded, ground))
        if added:
            console.say("  Filled in by casekit:")
            for line in added:
                console.say(f"{_INDENT}{line}")


def say_value(value: Any, question: Question, ground: Ground) -> str:
    """An answer in words: names for ids, days written out."""
    one = question.field
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        separator = ", " if question.choices else "; "
        return separator.join(say_value(item, question, ground) for item in value)
    text = str(value)
    if one.takes in ("when", "day", "moment"):
        return say_when(read_when(text, ground.desk.zone), ground.desk.zone)
    if text.startswith(NEW) and one.refers == "person":
        return f"{text.removeprefix(NEW)} (new)"
    label = next((choice.label for choice in question.choices if choice.value == text), None)
    return label or text


def _say_added(
    form: Form, done: Sequence[Question], recorded: Recorded, ground: Ground
) -> Iterator[str]:
    """What the records will say that nobody was asked for: the report meant, the children."""
    asked = {str(question.path[0]) for question in done} | set(form.given)
    for new in recorded.changes.new:
        if new.kind != form.kind:
            if new.kind not in ("person", "household", "case"):
                yield f"with it, a record of its own: {new.kind}"
            continue
        titles = {one.key: one.title for one in form.fields}
        for key, value in new.data.items():
            if key in titles and key not in asked and key not in _TOLD_APART:
                yield f"{titles[key]} {_say_stored(value, recorded, ground)}"


def _say_stored(value: Any, recorded: Recorded, ground: Ground) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(_say_stored(item, recorded, ground) for item in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{k}: {_say_stored(v, recorded, ground)}" for k, v in value.items())
    text = str(value)
    case = recorded.loaded.case
    person = case.person(text)
    if person is not None:
        return call(person, case)
    record = case.find(text)
    if record is not None:
        return describe(record, ground)
    worker = ground.agency.worker(text)
    return worker.name if worker is not None else text
