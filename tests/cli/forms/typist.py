"""Somebody who knows what is to be recorded and answers whatever the form asks.

The typist is given the request that a file would hold, meets the questions one by one, and types
what the request says for each. So a form is tried without knowing its questions beforehand: that
it asks enough to say everything is what the test finds out.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from casekit.casework.commands import PLACES
from casekit.casework.desk import Desk
from casekit.casework.drafting import empty_case
from casekit.casework.request import Request
from casekit.cli.forms.asking import choose_step_of, make_form
from casekit.cli.forms.choices import Ground
from casekit.cli.forms.conversation import Conversation
from casekit.cli.forms.fields import OCCURRED
from casekit.cli.forms.paths import MENU, MORE, PEOPLE, SOMEBODY, Answers
from casekit.cli.forms.question import Question
from casekit.model.staff import Worker
from casekit.practice.instrument_data import read_instruments
from casekit.records.document import Document
from casekit.records.schemas import SchemaSet
from casekit.resources import schemas_dir
from casekit.workspace.workspace import Workspace

_ENDED = object()


@dataclass(eq=False)
class Memory:
    """A draft that lies nowhere."""

    answers: Answers = field(default_factory=dict)
    lines: dict[Any, list[str]] = field(default_factory=dict)

    def answer(self, path: Any, value: Any) -> None:
        self.answers[path] = value
        self.lines.pop(path, None)

    def add_line(self, path: Any, line: str) -> None:
        self.lines.setdefault(path, []).append(line)

    def drop_lines(self, path: Any) -> None:
        self.lines.pop(path, None)


@dataclass(eq=False)
class Typist:
    """Answers questions from a request; `typed` is every line that was typed."""

    data: Mapping[str, Any]
    question: Question | None = None
    waiting: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    told: set[str] = field(default_factory=set)
    is_terminal: bool = False

    def say(self, text: str = "") -> None:
        assert not text.startswith("  This needs"), (self.question, text)
        assert "is none of them" not in text, (self.question, self.question.choices, text)  # type: ignore[union-attr]

    def edit(self, text: str) -> str | None:
        raise AssertionError("nobody asked for an editor")

    def ask(self, prompt: str) -> str:
        assert self.question is not None
        if not self.waiting:
            self.asked.append(f"{self.question.path} {prompt}")
            self.waiting = self._answer(self.question)
        line = self.waiting.pop(0)
        self.typed.append(line)
        assert len(self.typed) < 400, self.asked[-20:]
        return line

    def _answer(self, question: Question) -> list[str]:
        path = question.path
        if path[-1] == MORE:
            return ["y" if len(self._find(path[:-2]) or ()) > path[-2] else "n"]
        if path[0] == MENU:
            for choice in question.choices:
                if choice.value == SOMEBODY and self._unnamed():
                    return [choice.label]
                if choice.value in self.data and choice.value not in self.told:
                    self.told.add(choice.value)
                    return [choice.label]
            return [""]
        if path[0] == SOMEBODY:
            return [self._unnamed()[0]]
        value = self._find(path)
        if path[0] == "family":
            value = [p["called"] for p in self.data.get("people", ()) if p["role"] != "child"]
        if value is None:
            return [""]
        if question.field.takes == "text" and not question.field.many:
            return [*str(value).split("\n"), "."]
        if question.field.refers == "person":
            said = [
                self._call(v, question) for v in (value if isinstance(value, list) else [value])
            ]
            return [", ".join(said)]
        if isinstance(value, bool):
            return ["y" if value else "n"]
        if isinstance(value, list):
            return [("," if question.choices else ";").join(str(v) for v in value)]
        return [str(value)]

    def _find(self, path: Any) -> Any:
        if path == (OCCURRED,):
            return self.data.get("occurred_at", self.data.get("occurred_on"))
        data: Any = self.data
        if path[0] == PEOPLE:
            data = next(p for p in self.data["people"] if p["name"] == path[1])
            path = path[2:]
        for key in path:
            try:
                data = data[key]
            except (KeyError, IndexError, TypeError):
                return None
        return data

    def _call(self, name: str, question: Question) -> str:
        new = next(
            (p for p in self.data.get("people", ()) if name in (p["name"], p["called"])), None
        )
        known = {word for choice in question.choices for word in choice.words}
        return (
            f"+{new['name']}"
            if new is not None and new["name"] not in known
            else (new["name"] if new is not None else name)
        )

    def _unnamed(self) -> list[str]:
        said = " ".join(self.typed)
        return [p["name"] for p in self.data.get("people", ()) if p["name"] not in said]


class _Watched(Conversation):
    def _show(self, question: Question) -> None:
        self.console.question = question  # type: ignore[attr-defined]
        super()._show(question)


def type_answers(
    name: str, data: Mapping[str, Any], root: Path, case: str, worker_email: str, now: datetime
) -> list[str]:
    """Every line to type so that a form records this request; the last ones save it."""
    schemas = SchemaSet(schemas_dir())
    environment = {"PATH": os.environ["PATH"], "HOME": str(root)}
    workspace = Workspace.open(root, schemas, environment=environment)
    data = dict(data)
    if "of" in data and PLACES.get(name, (None,))[0]:
        data[str(PLACES[name][0])] = data.pop("of")
    worker: Worker = workspace.agency.worker_at(worker_email)
    desk = Desk(worker, now, workspace.agency.zone, lambda limit: limit - 1)
    settled = ("step", "scope") if name in ("approve", "return") else ("step",)
    given = {key: data[key] for key in settled if key in data}
    step, label = choose_step_of(name, given.get("step"))
    base = Request({k: v for k, v in given.items() if k != "step"}, Document("", "", {}))
    form = make_form(name, step, label, base, schemas)
    loaded = workspace.load(case).case if case else empty_case("", "").case
    typist = Typist(data)
    ground = Ground(loaded, workspace.agency, desk, lambda: (), read_instruments)
    _Watched(form, ground, typist, Memory(), {}).ask_all()  # type: ignore[arg-type]
    return typist.typed
