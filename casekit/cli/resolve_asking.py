"""Asking a person which side is to stand, one collision after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from casekit.casework.deciding import as_decision, decide, put_together, read_own
from casekit.casework.resolving import Question
from casekit.cli.forms.console import Console, NoMoreAnswers
from casekit.cli.output import wrap_behind
from casekit.cli.resolve_words import question_as_lines, say_options
from casekit.cli.session import Session
from casekit.errors import BadInput, UsageFault
from casekit.records.joining import Decision

_BACK, _OWN = "b", "o"


class Chosen(NamedTuple):
    """What was decided of a collision: the word for it, and the value that is to stand."""

    word: str
    value: Decision


class Asker:
    """Asks on a terminal; elsewhere it says what is missing."""

    def __init__(self, session: Session, environment: Mapping[str, str]) -> None:
        self._zone = session.workspace.agency.zone
        self._schemas = session.workspace.schemas
        self._console = Console(environment, session.workspace.repo.git_dir)

    def ask(self, questions: Sequence[Question]) -> dict[Question, Chosen]:
        """What a person decides of each; raises UsageFault without a terminal, or at its end."""
        if not self._console.is_terminal:
            for question in questions:
                for line in question_as_lines(question, self._zone):
                    self._console.say(line)
            raise self._missing(questions)
        chosen: list[Chosen] = []
        self._console.say("Two people wrote at once. Nothing is written before the last answer.")
        while len(chosen) < len(questions):
            question = questions[len(chosen)]
            self._console.say()
            self._console.say(f"{len(chosen) + 1} of {len(questions)}")
            for line in question_as_lines(question, self._zone):
                self._console.say(line)
            try:
                made = self._ask_one(question, may_go_back=bool(chosen))
            except NoMoreAnswers as end:
                raise self._missing(questions[len(chosen) :]) from end
            if made is None:
                chosen.pop()
            else:
                chosen.append(made)
        return dict(zip(questions, chosen, strict=True))

    def _ask_one(self, question: Question, *, may_go_back: bool) -> Chosen | None:
        choices = say_options(question.collision, question.options)
        for typed, words in choices:
            self._console.say(f"    {typed}  {words}")
        self._console.say(f"    {_OWN}  another value")
        if may_go_back:
            self._console.say(f"    {_BACK}  back to the one before")
        while True:
            typed = self._console.ask("  Which is to stand? ").strip().casefold()
            if typed == _BACK and may_go_back:
                return None
            found = [n for n, (number, _) in enumerate(choices) if typed == number]
            try:
                if found:
                    word = question.options[found[0]]
                    return Chosen(word, decide(question, word, self._zone))
                if typed == _OWN:
                    value = read_own(
                        question, self._console.ask("  What is right? "), self._schemas
                    )
                    self._judge(question, value)
                    return Chosen("another value", value)
            except UsageFault as fault:
                self._say(f"{fault.message}. {fault.hint}")
                continue
            except BadInput as fault:
                for finding in fault.findings:
                    self._say(f"{finding.message}. {finding.hint or ''}".rstrip())
                continue
            self._console.say("  Type one of the signs on the left.")

    def _say(self, text: str) -> None:
        for line in wrap_behind("  ", text, 80):
            self._console.say(line)

    def _judge(self, question: Question, value: Decision) -> None:
        """Whether the schema takes the value; raises BadInput. The other fields as they are here.

        A fault that is there also with what was written here is none of this value.
        """
        file = question.file
        here = {c.place: as_decision(c.here) for c in file.collisions}
        try:
            put_together(file, here, self._schemas)
        except BadInput:
            return
        put_together(file, {**here, question.collision.place: value}, self._schemas)

    def _missing(self, questions: Sequence[Question]) -> UsageFault:
        names = ", ".join(question.name for question in questions)
        return UsageFault(
            f"casekit resolve was not told which is to stand: {names}",
            hint="say it for each: --choose FIELD=ours, theirs or both, or --set FIELD=VALUE; or "
            "for all: --take ours",
        )
