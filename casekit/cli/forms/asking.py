"""A recording command without a file: opens its form or its draft, and gives the request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from casekit.casework.commands import PEOPLE, PLAN_ITEMS, Step
from casekit.casework.drafting import empty_case
from casekit.casework.request import Request
from casekit.cli.forms.assembling import AnswerPlaces
from casekit.cli.forms.choices import Choice, Ground
from casekit.cli.forms.console import WIDTH, Console, NoMoreAnswers
from casekit.cli.forms.conversation import INTRODUCTION, Conversation, Stopped, finish
from casekit.cli.forms.drafts import Draft, begin_draft, find_drafts
from casekit.cli.forms.fields import (
    Field,
    fields_of_plan_item,
    fields_of_step,
    steps_of,
)
from casekit.cli.forms.questions import Form
from casekit.cli.output import clean, talk, wrap_behind
from casekit.cli.session import Session, load_whole
from casekit.errors import NotFound, UsageFault
from casekit.model.days import say_when
from casekit.model.records import Case
from casekit.model.when import read_when
from casekit.records.schemas import SchemaSet

if TYPE_CHECKING:
    from casekit.casework.drafting import Recorded

Rehearse = Callable[[Request, str | None], "Recorded"]


@dataclass(eq=False)
class Answered:
    """A form that was answered and read back: its request, its case, and the draft to remove."""

    request: Request
    case: str | None
    draft: Draft
    knows_reporter: bool


def ask_request(
    name: str, given: Mapping[str, Any], base: Request, session: Session, rehearse: Rehearse
) -> Answered:
    """Ask for everything that `base`, which flags made, does not say yet.

    `rehearse` drafts a request on a case and raises what recording raises. Raises UsageFault when
    the answers end early, KeyboardInterrupt when somebody stops.
    """
    import os

    workspace = session.workspace
    workspace.refuse_unfinished_merge()
    folder = workspace.repo.git_dir / "casekit" / "drafts"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    console = Console(os.environ, folder)
    draft: Draft | None = None
    try:
        case, number = _choose_case(name, given, base, session, console)
        step, label = _choose_step(name, base, console)
        form = make_form(name, step, label, base, workspace.schemas)
        ground = Ground(
            case,
            workspace.agency,
            session.desk,
            _duties(session, case),
            lambda: session.book.instruments,
        )
        console.say(f"{form.called}, case {number}." if number else f"{form.called}.")
        _say_before(name, case, console)
        draft = _choose_draft(form, number, session, console)
        for line in wrap_behind("", INTRODUCTION, WIDTH):
            console.say(line)
        conversation = Conversation(form, ground, console, draft, {})

        def try_it(data: dict[str, Any], places: AnswerPlaces) -> Recorded:
            return rehearse(_as_request(data, places, label), number)

        data = finish(conversation, try_it)
        answered = _as_request(data, AnswerPlaces(()), label)
        return Answered(answered, number, draft, _ask_for_reporter(name, base, console))
    except NoMoreAnswers as end:
        kept = _keep(draft)
        raise UsageFault(
            "the answers ended before the form did; nothing was saved",
            hint="the draft is kept: the same command goes on with it" if kept else None,
        ) from end
    except (Stopped, KeyboardInterrupt):
        kept = _keep(draft)
        talk("")
        if kept:
            again = f"casekit {name} {number}" if number else f"casekit {name}"
            talk(clean(f"Nothing was saved. The draft is kept; go on with: {again}"))
        raise KeyboardInterrupt from None
    except BaseException:
        _keep(draft)
        raise


def _say_before(name: str, case: Case, console: Console) -> None:
    """What to know before somebody goes there, above the first question."""
    if name in ("contact", "appointment"):
        from casekit.overview.before_contact import know_before

        for line in know_before(case):
            for wrapped in wrap_behind("  ", line, WIDTH):
                console.say(clean(wrapped))


def _keep(draft: Draft | None) -> bool:
    if draft is None:
        return False
    has_something = bool(draft.answers or draft.lines)
    draft.close()
    return has_something


def _as_request(data: dict[str, Any], places: AnswerPlaces, label: str) -> Request:
    return Request({**data, "step": label} if label else data, places)


def _choose_case(
    name: str, given: Mapping[str, Any], base: Request, session: Session, console: Console
) -> tuple[Case, str | None]:
    said = given.get("case") or base.data.get("case")
    if said is None and name == "intake":
        return empty_case("", "").case, None
    while said is None:
        typed = console.ask("Which case? Its number, or the start of it: ").strip()
        try:
            said = session.workspace.find_case(typed) if typed else None
        except NotFound as fault:
            console.say(f"  {fault.message}")
    loaded = load_whole(session, str(said))
    return loaded.case, loaded.case.number


def _choose_step(name: str, base: Request, console: Console) -> tuple[Step | None, str]:
    steps = steps_of(name)
    if name in PLAN_ITEMS:
        return None, ""
    said = base.data.get("step")
    if said is None and len(steps) > 1:
        from casekit.cli.forms.answers import Misread, read_answer
        from casekit.cli.forms.question import Question

        choices = tuple(Choice(label, step.called, (label,)) for label, step in steps.items())
        one = Field("step", "What is it about?", "The step of this command.", "choice", True)
        question = Question(("step",), one, choices)
        console.say(one.title)
        for number, choice in enumerate(choices, start=1):
            console.say(f"  {number} {choice.label}")
        while said is None:
            typed = console.ask(f"Choose 1 to {len(choices)}: ").strip()
            try:
                said = _first(read_answer(question, typed, None).value) if typed else None  # type: ignore[arg-type]
            except Misread as fault:
                console.say(f"  {fault}: {fault.hint}")
    return choose_step_of(name, said)


def choose_step_of(name: str, said: Any) -> tuple[Step | None, str]:
    """A step of a command and the label to ask for it by; raises UsageFault for an unknown one."""
    steps = steps_of(name)
    if not steps:
        return None, ""
    label = str(said) if said is not None else next(iter(steps))
    if label not in steps:
        from casekit.records.schemas import suggest

        hint = suggest(label, tuple(steps), "steps")
        raise UsageFault(f"casekit {name} has no step `{label}`", hint=hint)
    return steps[label], label if name not in PEOPLE and len(steps) > 1 else ""


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) else value


def make_form(name: str, step: Step | None, label: str, base: Request, schemas: SchemaSet) -> Form:
    """The form of a step, without what the request says already."""
    person = fields_of_step("", Step("person", "Person"), schemas)
    given = {key: value for key, value in base.data.items() if key not in ("case", "step")}
    if step is None:
        return Form(name, "", "plan", name.capitalize(), fields_of_plan_item(name, schemas), given)
    fields = fields_of_step(name, step, schemas)
    new_people = () if step.kind == "person" else person
    return Form(name, label, step.kind, step.called, fields, {**given, **step.fixed}, new_people)


def _duties(session: Session, case: Case) -> Callable[[], Any]:
    def find() -> Any:
        from casekit.overview.due import judge_case

        judged = judge_case(load_whole(session, case.number), session.book, session.now)
        return [o for o in judged.judgement.obligations if o.is_live]

    return find


def _choose_draft(form: Form, number: str | None, session: Session, console: Console) -> Draft:
    """Go on with what was begun, if its writer wants to; else begin anew."""
    git_dir = session.workspace.repo.git_dir
    desk = session.desk
    name = f"{form.command}-{form.step}" if form.step else form.command
    for draft in find_drafts(git_dir, name, number):
        if draft.head.get("by") != desk.worker.id or not (draft.answers or draft.lines):
            draft.close()
            continue
        begun = read_when(str(draft.head.get("begun")), desk.zone)
        said = len([path for path in draft.answers if path[-1] not in ("another?",)])
        console.say(f"A draft of {say_when(begun, desk.zone)} is here, with {said} answers.")
        while True:
            typed = console.ask("Go on with it? y goes on, n throws it away, l leaves it: ")
            word = typed.strip().casefold()[:1]
            if word in ("y", "n", "l"):
                break
        if word == "y":
            return draft
        draft.remove() if word == "n" else draft.close()
    return begin_draft(git_dir, name, number, {"by": desk.worker.id, "begun": desk.stamp})


def _ask_for_reporter(name: str, base: Request, console: Console) -> bool:
    """Whether who reported is known, so that it is asked for and sealed, after everything else."""
    if name != "intake":
        return False
    while True:
        ask = "Do you know who reported? It is asked for now and sealed at once. y or n [n]: "
        word = console.ask(ask).strip().casefold()
        if word in ("", "n", "no"):
            return False
        if word in ("y", "yes"):
            return True
