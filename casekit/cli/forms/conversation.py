"""The talk itself: one question at a time, `?` for help, `<` back, each answer kept at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from casekit.cli.forms.answers import Misread, Read, clean_text, read_answer
from casekit.cli.forms.assembling import AnswerPlaces, assemble
from casekit.cli.forms.choices import Ground
from casekit.cli.forms.console import WIDTH, Console
from casekit.cli.forms.drafts import Draft
from casekit.cli.forms.paths import Path
from casekit.cli.forms.question import Question
from casekit.cli.forms.questions import Form, list_questions
from casekit.cli.forms.read_back import read_back, say_value
from casekit.cli.forms.said_dates import EXAMPLES
from casekit.cli.output import wrap_behind

HELP, BACK, LEAVE_OUT, END_OF_TEXT, EDITOR = "?", "<", "-", ".", "e"
INTRODUCTION = (
    "One question at a time. ? helps, < goes back, - leaves out what is optional, and Enter takes "
    "what stands in brackets. Nothing is saved before you say so at the end; until then your "
    "answers are kept as a draft, also when you stop with Ctrl-C."
)


LONG_WAY = "Write or paste as many lines as you like. A full stop alone ends it; e opens an editor."
SHORT_WAY = "A full stop alone on a line ends it."


class Stopped(Exception):
    """Whoever answers wants to stop; the draft stays."""


class GoBack(Exception):
    """`<`: the question before this one is asked again."""


@dataclass(eq=False)
class Conversation:
    """A form that is being filled in.

    `former` are answers that were taken back: the question offers them again.
    """

    form: Form
    ground: Ground
    console: Console
    draft: Draft
    former: dict[Path, Any]
    _has_told_how: bool = False

    def ask_all(self) -> list[Question]:
        """Ask until nothing is left to ask, and give the questions in their order.

        Raises NoMoreAnswers, KeyboardInterrupt, and OSError when the draft cannot be kept.
        """
        about = None
        while True:
            done, question = list_questions(self.form, self.draft.answers, self.ground)
            if question is None:
                return done
            if question.about and question.about != about:
                self.console.say()
                self.console.say(question.about)
            about = question.about
            try:
                value = self._ask(question)
            except GoBack:
                if not done:
                    self.console.say("  This is the first question.")
                    continue
                last = done[-1]
                self.former[last.path] = self.draft.answers[last.path]
                self.draft.take_back(last.path)
                continue
            self.draft.answer(question.path, value)

    def take_back(self, question: Question) -> None:
        """Ask a question again; its answer is offered."""
        self.former[question.path] = self.draft.answers[question.path]
        self.draft.take_back(question.path)

    def _ask(self, question: Question) -> Any:
        former = self.former.pop(question.path, None)
        self._show(question)
        while True:
            try:
                if question.field.takes == "text" and not question.field.many:
                    read = self._ask_text(question, former)
                else:
                    read = self._ask_line(question, former)
            except Misread as fault:
                self.console.say(f"  {_sentence(str(fault))}")
                if fault.hint:
                    self.console.say(f"  {_sentence(fault.hint)}")
                continue
            if read.echo:
                self.console.say(f"  = {read.echo}")
            return read.value

    def _show(self, question: Question) -> None:
        """The answers to choose from, each on a line of its own with its number."""
        one = question.field
        if question.choices or one.takes in ("choice", "reference", "menu"):
            self.console.say()
            self.console.say(f"{one.title}{self._say_default(question)}")
            for number, choice in enumerate(question.choices, start=1):
                self.console.say(f"  {number} {choice.label}")
            if question.takes_new and not question.choices:
                self.console.say("  Nobody is in the case yet: write + and the full name.")
        elif one.takes == "text" and not one.many:
            self.console.say()
            self.console.say(f"{one.title}{self._say_default(question)}")
            self.console.say(f"  {SHORT_WAY if self._has_told_how else LONG_WAY}")
            self._has_told_how = True

    def _ask_line(self, question: Question, former: Any) -> Read:
        one = question.field
        shown = "" if former is None else f" [before: {say_value(former, question, self.ground)}]"
        if question.choices or one.takes in ("choice", "reference", "menu"):
            ask = f"{_how_many(question)}{shown}: "
        else:
            self.console.say()
            ask = f"{one.title}{self._say_default(question)}{shown} "
        typed = self.console.ask(ask).strip()
        if typed == HELP:
            self._help(question)
            return self._ask_line(question, former)
        if typed == BACK:
            raise GoBack
        if typed == LEAVE_OUT:
            return self._leave_out(question)
        if not typed:
            return self._take_empty(question, former)
        return read_answer(question, typed.removeprefix("\\"), self.ground)

    def _take_empty(self, question: Question, former: Any) -> Read:
        default = question.field.default
        if former is not None:
            return Read(former)
        if default == "now":
            return Read(None)
        if default:
            return read_answer(question, default, self.ground)
        return self._leave_out(question)

    def _leave_out(self, question: Question) -> Read:
        if question.is_optional:
            return Read(None)
        raise Misread("this needs an answer", "? says more; Ctrl-C stops and keeps the draft")

    def _ask_text(self, question: Question, former: Any) -> Read:
        """Lines up to one with a full stop alone; each is kept as it comes."""
        kept = self.draft.lines.get(question.path, [])
        if kept:
            self.console.say("  You had written this already; go on behind it:")
            for line in kept:
                self.console.say(f"  | {line}")
        elif former is not None:
            self.console.say(f"  Before: {say_value(former, question, self.ground)}")
            self.console.say("  A full stop alone keeps it.")
        while True:
            for line in self.console.ask("  | ").split("\n"):
                lines = self.draft.lines.get(question.path, [])
                if not lines or lines == [""]:
                    read = self._begin_text(question, line.strip(), former)
                    if read is not None:
                        return read
                    if line.strip() in (HELP, EDITOR):
                        continue
                if line.strip() == END_OF_TEXT:
                    return self._end_text(question, "\n".join(lines))
                if line.strip() == BACK:
                    raise GoBack
                self.draft.add_line(question.path, line)

    def _begin_text(self, question: Question, first: str, former: Any) -> Read | None:
        """What the first line of a text may ask for instead of being one."""
        if first == HELP:
            self._help(question)
        elif first == EDITOR:
            text = self.console.edit(former or "")
            if text is not None and text.strip():
                self.draft.drop_lines(question.path)
                return Read(clean_text(text))
        elif first in (END_OF_TEXT, "") and former is not None:
            return Read(former)
        elif first in (LEAVE_OUT, END_OF_TEXT, ""):
            self.draft.drop_lines(question.path)
            return self._leave_out(question)
        return None

    def _end_text(self, question: Question, text: str) -> Read:
        try:
            cleaned = clean_text(text)
        except Misread:
            # The lines are kept apart no longer, or the same fault would come back with them.
            self.draft.drop_lines(question.path)
            raise
        return Read(cleaned) if cleaned else self._leave_out(question)

    def _help(self, question: Question) -> None:
        one = question.field
        for line in (one.help or one.title, *_how_to_answer(question)):
            for wrapped in wrap_behind("  ", line, WIDTH):
                self.console.say(wrapped)

    def _say_default(self, question: Question) -> str:
        default = question.field.default
        if default:
            known = [c.label for c in question.choices if c.value == default]
            return f" [{known[0] if known else default}]"
        return " (optional)" if question.is_optional and question.field.takes != "menu" else ""


def finish(
    talk: Conversation, rehearse: Callable[[dict[str, Any], AnswerPlaces], Any]
) -> dict[str, Any]:
    """Ask, judge, read back, and give the request once whoever answers says: save.

    `rehearse` drafts the request without saving it, gives what it would become, and raises what
    recording raises. Raises Stopped, NoMoreAnswers, KeyboardInterrupt; a refusal that stands when
    somebody stops is raised again.
    """
    from casekit.errors import BadInput, GateRefused, NotFound

    while True:
        done = talk.ask_all()
        data, places = assemble(talk.form, done, talk.draft.answers)
        refused: BadInput | GateRefused | NotFound | None = None
        recorded = None
        try:
            recorded = rehearse(data, places)
        except (BadInput, GateRefused, NotFound) as fault:
            refused = fault
            if _ask_again(talk, done, fault):
                continue
        read_back(talk.form, done, talk.draft.answers, talk.ground, talk.console, recorded)
        if _decide(talk, done, refused):
            return data


def _ask_again(talk: Conversation, done: list[Question], fault: Any) -> bool:
    """Say what is not right yet, and take back the answers that it comes from."""
    talk.console.say()
    talk.console.say("Not right yet:")
    again: list[Question] = []
    findings = getattr(fault, "findings", ())
    if not findings:
        talk.console.say(f"  {_sentence(fault.message)}")
        if fault.hint:
            talk.console.say(f"  {_sentence(fault.hint)}")
    for finding in findings:
        question = done[finding.line - 1] if 0 < finding.line <= len(done) else None
        where = f"{question.field.title} " if question is not None else ""
        talk.console.say(f"  {where}{_sentence(finding.message)}")
        if finding.hint:
            talk.console.say(f"  {_sentence(finding.hint)}")
        if question is not None and question.path in talk.draft.answers:
            again.append(question)
    for question in dict.fromkeys(q.path for q in again):
        talk.take_back(next(q for q in again if q.path == question))
    return bool(again)


def _decide(talk: Conversation, done: list[Question], refused: Any) -> bool:
    """Whether it is to be saved; otherwise something was taken back to be asked again."""
    answered = [q for q in done if not q.is_of_form]
    while True:
        ask = "Save? y saves, a number changes that answer, q stops and keeps the draft: "
        if refused is not None:
            ask = "A number changes that answer, q stops and keeps the draft: "
        talk.console.say()
        typed = talk.console.ask(ask).strip().casefold()
        if typed in ("y", "yes") and refused is None:
            return True
        if typed in ("q", "n", "no", "quit"):
            if refused is not None:
                raise refused
            raise Stopped
        if typed == BACK and done:
            talk.take_back(done[-1])
            return False
        if typed.isdecimal() and 1 <= int(typed) <= len(answered):
            talk.take_back(answered[int(typed) - 1])
            return False
        talk.console.say(f"  Type y, q, or a number from 1 to {len(answered)}.")


def _how_many(question: Question) -> str:
    one = question.field
    if not question.choices:
        return "Write + and the full name" if question.takes_new else "Your answer"
    number = f"1 to {len(question.choices)}" if len(question.choices) > 1 else "1"
    if one.takes == "menu":
        return f"Choose {number}, or press Enter when you are done"
    several = ", several with commas, or all" if one.many else ""
    new = "; + and a full name adds somebody" if question.takes_new else ""
    return f"Choose {number}{several}{new}"


def _how_to_answer(question: Question) -> list[str]:
    one = question.field
    lines: list[str] = []
    if one.takes in ("when", "day", "moment"):
        lines.append(f"Days like these: {EXAMPLES}, 3 weeks ago, in 6 months.")
    if one.takes == "yes or no":
        lines.append("Type y or n.")
    if one.takes == "duration":
        lines.append("A length such as 24 hours or 5 working days.")
    if one.takes in ("choice", "reference", "menu"):
        lines.append("Type its number, or the beginning of its words.")
    if one.many and one.takes in ("line", "text"):
        lines.append("Several: put a semicolon between them.")
    if question.is_optional:
        lines.append("It can be left out: press Enter, or type -.")
    return lines


def _sentence(text: str) -> str:
    whole = text[:1].upper() + text[1:]
    return whole if whole.endswith((".", "?", "!")) else f"{whole}."
