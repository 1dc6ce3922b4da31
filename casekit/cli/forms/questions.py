"""The questions of a form in their order, as a function of what was answered so far.

Answers lie by path in one flat mapping: `("children",)`, `("threats", 0, "why")`. What comes next
is worked out anew after each answer, so going back, going on after an interruption and changing an
answer in the end are the same thing: an answer is taken out, and the first question without one is
asked. `None` is the answer of somebody who leaves a question out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from casekit.cli.forms.choices import CHILDREN, Choice, Ground, find_choices
from casekit.cli.forms.fields import WHEN, Field
from casekit.cli.forms.items import ask_form_items
from casekit.cli.forms.paths import MENU, MORE, NEW, PEOPLE, SOMEBODY, Answers, Path
from casekit.cli.forms.question import Question


@dataclass(frozen=True)
class Form:
    """What is recorded: a command, its step, the kind of record, and the fields asked for.

    `given` are values that are settled already: by flags, or because the step says so. `person`
    are the fields of somebody new; empty where nobody new may come in.
    """

    command: str
    step: str
    kind: str
    called: str
    fields: tuple[Field, ...]
    given: Mapping[str, Any]
    person: tuple[Field, ...] = ()


def list_questions(
    form: Form, answers: Answers, ground: Ground
) -> tuple[list[Question], Question | None]:
    """The questions that are answered, in order, and the next one; None at the end.

    What a draft answers and the question does not take (any more) is asked again.
    """
    done: list[Question] = []
    for question in _Walk(form, answers, ground).questions():
        if question.path not in answers or not question.takes(answers[question.path]):
            return done, question
        done.append(question)
    return done, None


@dataclass(frozen=True)
class _Walk:
    form: Form
    answers: Answers
    ground: Ground
    # Who is new is asked about where they are first named, and nowhere else.
    introduced: set[str] = field(default_factory=set)

    def questions(self) -> Iterator[Question]:
        offered: list[Field] = []
        for one in self.form.fields:
            if one.key in self.form.given or (one.takes == WHEN and self._is_given_when()):
                continue
            if (one.required or one.asked) and self._applies(one, ()):
                yield from self._field(one, (), "", is_optional=not one.required)
            else:
                offered.append(one)
        yield from self._menu(offered)

    def _is_given_when(self) -> bool:
        return bool({"occurred_at", "occurred_on"} & self.form.given.keys())

    def _menu(self, offered: Sequence[Field]) -> Iterator[Question]:
        """What is asked only of those who want to say it, one after the other."""
        left = {one.key: one for one in offered if self._can_be_answered(one)}
        if self.form.person:
            left[SOMEBODY] = Field(SOMEBODY, "Somebody new to the case", "", "new person")
        number = 0
        while left:
            choices = tuple(Choice(key, one.title) for key, one in left.items())
            help_text = "What is rarely needed. Choose one, or press Enter when you are done."
            ask = Field(MENU, "Anything else?", help_text, "menu")
            yield Question((MENU, number), ask, choices, is_optional=True)
            chosen = self.answers.get((MENU, number))
            number += 1
            if chosen is None:
                return
            if chosen == SOMEBODY:
                name = Field("name", "What is the full name?", "As papers have it.", "line", True)
                yield Question((SOMEBODY, number), name)
                said = self.answers.get((SOMEBODY, number))
                if said:
                    yield from self._new_person(str(said), is_child=False)
            elif chosen in left:
                yield from self._field(left.pop(chosen), (), "", is_optional=False)

    def _can_be_answered(self, one: Field) -> bool:
        return one.takes != "reference" or bool(self._choices(one)) or self._takes_new(one)

    def _takes_new(self, one: Field) -> bool:
        return one.refers == "person" and bool(self.form.person)

    def _others(self, one: Field, path: Path) -> tuple[Choice, ...]:
        """Whom a question about somebody new can name: everybody else."""
        own = f"{NEW}{path[1]}" if path[0] == PEOPLE else None
        return tuple(choice for choice in self._choices(one) if choice.value != own)

    def _choices(self, one: Field) -> tuple[Choice, ...]:
        found = find_choices(one, self.form.kind, self._told(), self.ground)
        if self._takes_new(one):
            found += tuple(
                Choice(f"{NEW}{name}", f"{name} (new)", (name,)) for name in self.new_people()
            )
        return found

    def _told(self) -> dict[str, Any]:
        top = {str(p[0]): v for p, v in self.answers.items() if len(p) == 1 and v is not None}
        return {**self.form.given, **top}

    def new_people(self) -> list[str]:
        """The names of those who were told to be new to the case, in the order of their coming."""
        return list(dict.fromkeys(str(p[1]) for p in self.answers if p[0] == PEOPLE and len(p) > 2))

    def _applies(self, one: Field, above: Path, *, is_child: bool = False) -> bool:
        for key, values in one.only_if.items():
            said = self.answers.get((*above, key), None if above else self.form.given.get(key))
            if key == "role" and is_child:
                said = "child"  # who comes in as a child is not asked for a part in the case
            if said not in values:
                return False
        return True

    def _field(
        self, one: Field, above: Path, about: str, *, is_optional: bool
    ) -> Iterator[Question]:
        path = (*above, one.key)
        if one.takes == "object":
            yield from self._object(one, path, about, is_optional)
        elif one.takes == "list":
            yield from self._list(one, path, about, is_optional)
        elif one.takes == "reference" and one.refers != "person":
            choices = self._choices(one)
            if is_optional and (not choices or (one.refers == "plan" and len(choices) == 1)):
                return
            if len(choices) == 1 and not is_optional and not one.default:
                one = replace(one, default=choices[0].value)
            if not self._is_known(one, above, choices):
                yield Question(path, one, choices, about, is_optional)
            if one.refers == "instrument" and self.answers.get(path):
                yield from ask_form_items(str(self.answers[path]), self.answers, self.ground)
        else:
            choices = self._others(one, path)
            if one.refers == "person" and is_optional and not choices and not self._takes_new(one):
                return
            if one.key in CHILDREN and len(choices) == 1 and not is_optional:
                one = replace(one, default=choices[0].value)
            yield Question(path, one, choices, about, is_optional, self._takes_new(one))
            if one.refers == "person":
                yield from self._people_named(self.answers.get(path), one)

    def _is_known(self, one: Field, above: Path, choices: Sequence[Choice]) -> bool:
        """What the case has one answer to is filled in and not asked."""
        from casekit.casework.known import KNOWN_RECORDS

        usual = one.key in KNOWN_RECORDS.get(self.form.kind, ())
        return not above and usual and len(choices) == 1

    def _object(self, one: Field, path: Path, about: str, is_optional: bool) -> Iterator[Question]:
        for number, part in enumerate(one.fields):
            if part.only_if and not self._applies(part, path):
                continue
            leave_out = not part.required or (is_optional and number == 0)
            yield from self._field(part, path, about or one.title, is_optional=leave_out)
            first = self.answers.get((*path, part.key), ...)
            if number == 0 and is_optional and first in (None, False):
                return

    def _list(self, one: Field, path: Path, about: str, is_optional: bool) -> Iterator[Question]:
        """Item after item; whether there is another one is asked, and of the first one only where
        there may be none."""
        number = 0
        above = f"{about}, " if about else ""
        while number < 100:
            if number or is_optional:
                title = f"{one.title.rstrip('?')}: anything to record?"
                title = f"Another {_small(one.item)}?" if number else title
                default = one.default if one.default and not number else "no"
                more = Field(MORE, title, one.help, "yes or no", default=default)
                yield Question((*path, number, MORE), more, (), about, is_optional=True)
                if not self.answers.get((*path, number, MORE)):
                    return
            here = f"{above}{one.item} {number + 1}"
            for part in one.fields:
                if part.takes == "counted" or (
                    part.only_if and not self._applies(part, (*path, number))
                ):
                    continue
                yield from self._field(part, (*path, number), here, is_optional=not part.required)
            number += 1

    def _people_named(self, said: Any, one: Field) -> Iterator[Question]:
        names = said if isinstance(said, list) else [said]
        for name in names:
            is_new = isinstance(name, str) and name.startswith(NEW)
            if is_new and name not in self.introduced:
                self.introduced.add(name)
                is_child = one.key in CHILDREN
                yield from self._new_person(name.removeprefix(NEW), is_child=is_child)

    def _new_person(self, name: str, *, is_child: bool) -> Iterator[Question]:
        path: Path = (PEOPLE, name)
        for one in self.form.person:
            part = one
            if part.key in ("name", "note") or (part.key == "role" and is_child):
                continue
            if (part.required or part.asked) and self._applies(part, path, is_child=is_child):
                if part.key == "relationships" and not self._has_others(name):
                    continue
                yield from self._field(part, path, name, is_optional=not part.required)

    def _has_others(self, name: str) -> bool:
        """Whether anybody was known before this one, to be a relation of."""
        return bool(self.ground.case.people) or self.new_people()[:1] != [name]


def _small(title: str) -> str:
    return title[:1].lower() + title[1:]
