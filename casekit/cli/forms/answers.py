"""From what somebody typed to the value of an answer, or to what is wrong with it, in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from casekit.cli.forms.choices import Choice, Ground
from casekit.cli.forms.paths import NEW
from casekit.cli.forms.question import Question
from casekit.cli.forms.said_dates import NotOneDay, SaidWhen, read_said, say_said
from casekit.records.characters import REFUSED_CHARACTERS
from casekit.standards.durations import parse_duration


class Misread(ValueError):
    """An answer that does not fit the question; `hint` says what to type."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Read:
    """The value of an answer, and how it was understood where that is not plain from the typing."""

    value: Any
    echo: str = ""


def read_answer(question: Question, typed: str, ground: Ground) -> Read:
    """Read one answer that is not empty; raises Misread."""
    one = question.field
    text = typed.strip()
    if one.takes == "text":
        return Read(_many_texts(typed) if one.many else clean_text(typed))
    match one.takes:
        case "when" | "day" | "moment":
            return _read_when(question, text, ground)
        case "yes or no":
            return Read(_read_yes(text))
        case "number":
            if not re.fullmatch(r"[0-9]{1,6}", text):
                raise Misread(f"`{text}` is not a whole number", "write digits only, such as 45")
            return Read(int(text))
        case "duration":
            return Read(_read_length(text))
        case "choice" | "reference" | "menu":
            return _read_choices(question, text)
    if one.many:
        return Read([_line(part, one.longest) for part in text.split(";") if part.strip()])
    return Read(_line(text, one.longest))


def _read_when(question: Question, text: str, ground: Ground) -> Read:
    one, desk = question.field, ground.desk
    try:
        said = read_said(text, desk.now, desk.zone, ahead=one.ahead)
    except NotOneDay as fault:
        raise Misread(str(fault), fault.hint) from fault
    if one.takes == "day" and said.time is not None:
        said = SaidWhen(said.day, None, said.day.isoformat())
    if one.takes == "when" and said.day > desk.today:
        words = say_said(said, desk.today)
        raise Misread(f"{words} lies in the future", "record what has happened; plan what has not")
    return Read(said.stamp, say_said(said, desk.today))


def _read_yes(text: str) -> bool:
    word = text.casefold()
    if word in ("y", "yes"):
        return True
    if word in ("n", "no"):
        return False
    raise Misread(f"`{text}` is neither yes nor no", "type y or n")


def _read_length(text: str) -> str:
    try:
        parse_duration(text)
    except ValueError as fault:
        raise Misread(str(fault), "write a length such as 24 hours or 5 working days") from fault
    return text


def _line(text: str, longest: int) -> str:
    line = " ".join(clean_text(text).split())
    if longest and len(line) > longest:
        raise Misread(f"that is {len(line)} characters long; at most {longest} fit here")
    return line


def _many_texts(typed: str) -> list[str]:
    return [clean_text(part) for part in typed.split(";") if part.strip()]


def clean_text(typed: str) -> str:
    """Text with its line ends made plain; raises Misread for what a record may not hold."""
    text = typed.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    text = "\n".join(line.rstrip() for line in text.split("\n")).strip()
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as fault:
        raise Misread("a part of that is not UTF-8 text", "type it again") from fault
    found = REFUSED_CHARACTERS.search(text)
    if found is not None:
        raise Misread(
            f"the invisible character U+{ord(found[0]):04X} is in it", "type or paste it without"
        )
    return text


def _read_choices(question: Question, text: str) -> Read:
    many = question.field.many
    words = [part.strip() for part in text.split(",")] if many else [text]
    if many and len(words) == 1 and re.fullmatch(r"[0-9]+( [0-9]+)+", text):
        words = text.split()
    if many and text.casefold() == "all":
        chosen = list(question.choices)
    else:
        chosen = [_read_choice(question, word) for word in words if word]
    values = list(dict.fromkeys(choice.value for choice in chosen))
    shown = ", ".join(dict.fromkeys(choice.label for choice in chosen))
    echo = "" if shown.casefold() == text.casefold() else shown
    return Read(values if many else values[0], echo)


def _read_choice(question: Question, word: str) -> Choice:
    choices = question.choices
    takes_new = question.takes_new
    if takes_new and word.startswith(NEW):
        name = _line(word.removeprefix(NEW), 200)
        if not name:
            raise Misread("there is no name behind the +", "write + and the full name")
        return Choice(f"{NEW}{name}", f"{name} (new)")
    if re.fullmatch(r"[0-9]{1,3}", word):
        if 1 <= int(word) <= len(choices):
            return choices[int(word) - 1]
        raise Misread(f"there is no number {word} here", _say_range(choices))
    fitting = _find_fitting(choices, word.casefold())
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        several = " or ".join(choice.label for choice in fitting[:4])
        raise Misread(f"`{word}` could be {several}", "type its number")
    hint = _say_range(choices)
    if takes_new:
        hint += f"; somebody new: {NEW}{word}"
    raise Misread(f"`{word}` is none of them", hint)


def _find_fitting(choices: Sequence[Choice], word: str) -> list[Choice]:
    """The choices that are called so; else those that begin so."""
    exact = [
        c
        for c in choices
        if word in (c.value.casefold(), c.label.casefold(), *(w.casefold() for w in c.words))
    ]
    return exact or [
        c
        for c in choices
        if any(name.casefold().startswith(word) for name in (c.value, c.label, *c.words))
    ]


def _say_range(choices: Sequence[Choice]) -> str:
    if not choices:
        return "there is nothing to choose from yet"
    return "type a number from 1 to " + str(len(choices)) if len(choices) > 1 else "type 1"
