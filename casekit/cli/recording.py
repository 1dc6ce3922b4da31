"""The recording commands: by flags, or by `--from FILE`; what was saved and what is due next."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from casekit.casework.commands import PEOPLE, PLAN_ITEMS, STEPS
from casekit.casework.intake import open_intake
from casekit.casework.planning import PLACES
from casekit.casework.recording import Recorded, record
from casekit.casework.request import Request
from casekit.cli.flags import Flag, collect, make_flags, make_parameters
from casekit.cli.output import Format, clean, say, talk, write_json
from casekit.cli.session import Session, open_schemas, open_session
from casekit.errors import Unreadable, UsageFault
from casekit.overview.due import judge_case, next_steps, obligation_row
from casekit.overview.words import say_obligation
from casekit.records.document import Document
from casekit.records.requests import read_request
from casekit.records.schemas import SchemaSet

FromFile = Annotated[
    str | None,
    typer.Option("--from", metavar="FILE", help="Read YAML or JSON; - is standard input."),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", "-n", help="Show what would be written; write nothing.")
]
Answer = Annotated[Format, typer.Option("--format", help="text or json.")]
Folder = Annotated[Path | None, typer.Option("-C", metavar="DIR", help="The workspace.")]
CaseNumber = Annotated[str, typer.Argument(metavar="CASE", help="The case number, or its start.")]
EXAMPLES = {
    "intake": "casekit intake --from report.yaml",
    "screen": 'casekit screen 2026-K7 --result "screened in" --response investigation '
    '--respond-within "48 hours" --reasons "..." --assign-to w-sample',
    "contact": 'casekit contact 2026-K7 --at 2026-01-20T16:00 --mode "in person" '
    '--place residence --purpose "home visit" --with Jo --seen Sam --narrative "..."',
    "approve": "casekit approve 2026-K7 safety-plan",
    "person": 'casekit person 2026-K7 --name "Marie Sample" --role family '
    '--relationship "to=Sam; is=grandparent"',
    "objective": 'casekit objective 2026-K7 --goal G1 --objective "..." --measure "..." '
    '--baseline "..." --target-date 2026-06-30',
}


def command(name: str) -> Callable[..., int]:
    """The typer command of a recording command, with the flags that its records' fields make."""
    schemas = open_schemas()
    flags = _flags_for(name, schemas)
    parameters = [*_leading(name), *make_parameters(flags)]

    def run(**given: Any) -> int:
        return _run(name, flags, given)

    run.__doc__ = _help(name)
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in parameters}
    return run


def _leading(name: str) -> list[inspect.Parameter]:
    def parameter(key: str, annotation: Any, default: Any = None) -> inspect.Parameter:
        return inspect.Parameter(
            key, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation
        )

    case = parameter("case", CaseNumber, inspect.Parameter.empty)
    found = [] if name == "intake" else [case]
    if name == "approve":
        scope = Annotated[
            str | None,
            typer.Argument(metavar="[SCOPE]", help="plan, safety-plan, determination, closing."),
        ]
        found.append(parameter("what", scope))
    if len(STEPS.get(name, ())) > 1:
        steps = ", ".join(STEPS[name])
        option = Annotated[
            str | None, typer.Option("--step", metavar="STEP", help=f"One of: {steps}.")
        ]
        found.append(parameter("step", option))
    return [
        *found,
        parameter("from_file", FromFile),
        parameter("how", Answer, Format.TEXT),
        parameter("dry_run", DryRun, False),
        parameter("directory", Folder),
    ]


def _flags_for(name: str, schemas: SchemaSet) -> list[Flag]:
    if name in PLAN_ITEMS:
        return _plan_item_flags(name)
    kinds = {"intake": ["report"]}.get(name) or (
        [name] if name in PEOPLE else [step.kind for step in STEPS[name].values()]
    )
    flags = make_flags(kinds, schemas)
    extra = {
        "intake": [Flag(("access",), "access", "text", False, "normal or restricted.")],
        "screen": [
            Flag(("assign_to",), "assign-to", "text", False, "The case manager from now on."),
            Flag(("open",), "open", "yes or no", False, "Open the case; it is when screened in."),
        ],
        "household": [
            Flag(("members",), "member", "text", True, "Who lives there."),
            Flag(("since",), "since", "text", False, "Since which day."),
        ],
        "person": [
            Flag(("change",), "change", "text", False, "Change this person instead of adding one.")
        ],
    }.get(name, [])
    people = [
        Flag(("people",), "new-person", "item", True, "Somebody new: name, role, called ..."),
        Flag(("households",), "new-household", "item", True, "A home: kind, address, members ..."),
    ]
    return [*flags, *extra, *([] if name in PEOPLE else people)]


def _plan_item_flags(name: str) -> list[Flag]:
    def text(key: str, about: str, flag: str | None = None) -> Flag:
        return Flag((key,), flag or key.replace("_", "-"), "text", False, about)

    plan = text("plan", "Which plan, when several are in force.")
    if name == "goal":
        return [
            text("goal", "What is to become of it, in broad words."),
            text("why", "Why: the need or cause that the assessment found."),
            Flag(("needs",), "need", "text", True, "The needs of the assessment: N1, N2."),
            plan,
        ]
    if name == "objective":
        return [
            text("goal_id", "The goal it belongs to: G1.", "goal"),
            text("objective", "What will be so: concrete and observable."),
            text("measure", "How everybody will know."),
            text("baseline", "How it is now."),
            text("target_date", "By which day."),
            plan,
        ]
    return [
        text("objective_id", "The objective it belongs to: G1.O1.", "objective"),
        text("what", "What is to be done."),
        Flag(("who",), "who", "text", True, "Who does it."),
        text("where", "Where."),
        text("how", "How."),
        text("when", "When, or how often."),
        text("due_on", "By which day at the latest."),
        plan,
    ]


def _help(name: str) -> str:
    from casekit.cli.front import GROUPS

    does = next(does for _, group in GROUPS for n, _, does in group if n == name)
    case = "" if name == "intake" else " 2026-K7"
    example = EXAMPLES.get(name, f"casekit {name}{case} --from {name}.yaml")
    return f"{does[0].upper()}{does[1:]}.\n\n\b\nExample: {example}"


def _run(name: str, flags: list[Flag], given: Mapping[str, Any]) -> int:
    how: Format = given["how"]
    if how not in (Format.TEXT, Format.JSON):
        raise UsageFault(f"casekit {name} answers as text or json, not {how.value}")
    session = open_session(given["directory"])
    request = _read(name, flags, given)
    if name == "intake":
        taken = frozenset(session.workspace.case_folders)
        changes = open_intake(
            request, taken, session.workspace.agency, session.workspace.schemas, session.desk
        )
        done = Recorded(changes, tuple(str(r.data["id"]) for r in changes.new if "id" in r.data))
    else:
        number = session.workspace.find_case(given["case"])
        loaded = session.workspace.load(number)
        if loaded.findings:
            broken = [f for f in loaded.findings if f.severity == "error"]
            if broken:
                raise Unreadable(
                    f"case {number} has records that cannot be read; nothing was saved",
                    broken,
                    hint="mend them first, so that nothing is judged on half a case",
                )
        done = record(name, request, loaded, session.desk, session.book, session.workspace.schemas)
    if given["dry_run"]:
        return _show_dry_run(session, done, how)
    version = session.workspace.save(done.changes, session.version_moment)
    return _answer(session, done, version, how, given)


def _read(name: str, flags: list[Flag], given: Mapping[str, Any]) -> Request:
    """The request of a file with what flags add to it."""
    by_flags = collect(flags, given)
    if given.get("step"):
        by_flags["step"] = given["step"]
    if given.get("what"):
        by_flags["scope"] = given["what"].replace("-", " ")
    document = Document("the command line", "", {})
    data: dict[str, Any] = {}
    if given["from_file"] is not None:
        document = _read_file(given["from_file"])
        if document.findings or not isinstance(document.data, dict):
            raise Unreadable("nothing was saved", document.findings)
        data = document.data
    elif not by_flags:
        needed = _needed(name)
        raise UsageFault(
            f"casekit {name} was not told what to record" + (f": {needed}" if needed else ""),
            hint=f"give a file with --from, or flags: casekit {name} --help",
        )
    data = {**data, **by_flags}
    if name in PLAN_ITEMS:
        data = _friendly_plan_item(name, data)
    return Request(data, document)


def _friendly_plan_item(name: str, data: dict[str, Any]) -> dict[str, Any]:
    """In a file, the item may say `of: G1` for the goal or objective that it joins."""
    key = PLACES[name][0]
    if key and "of" in data:
        data = {**data, key: data["of"]}
        del data["of"]
    if key and key not in data:
        where = "of a goal: G1" if name == "objective" else "of an objective: G1.O1"
        raise UsageFault(
            f"casekit {name} was not told where it belongs",
            hint=f"write `of:` or --{key.removesuffix('_id')} with the id {where}",
        )
    return data


def _needed(name: str) -> str:
    if name in PLAN_ITEMS:
        return ", ".join(f"--{f.name}" for f in _plan_item_flags(name)[:-1])
    kind = "report" if name == "intake" else name if name in PEOPLE else None
    if kind is None:
        kind = next(iter(STEPS[name].values())).kind
    required = open_schemas().get(kind)["required"]
    return ", ".join(k for k in required if k not in ("schema", "id", "recorded_at", "recorded_by"))


def _read_file(name: str) -> Document:
    if name == "-":
        if sys.stdin is None or sys.stdin.closed:
            raise UsageFault("standard input is closed", hint="give a file: --from FILE")
        return read_request(sys.stdin.buffer.read(), "standard input")
    try:
        return read_request(Path(name).read_bytes(), name)
    except OSError as fault:
        raise Unreadable(f"{name} cannot be read: {fault.strerror}", path=name) from fault


def _show_dry_run(session: Session, done: Recorded, how: Format) -> int:
    files = session.workspace.plan_writes(done.changes)
    texts = {path: content.decode("utf-8") for path, content in files.items()}
    if how is Format.JSON:
        write_json(
            {
                "case": done.changes.case,
                "version": None,
                "next": [],
                "records": list(done.records),
                "files": texts,
            }
        )
        return 0
    for path, text in texts.items():
        say(f"--- {path}")
        say(clean(text, keep_lines=True).rstrip("\n"))
    talk("dry run: nothing was written")
    return 0


def _answer(
    session: Session, done: Recorded, version: str, how: Format, given: Mapping[str, Any]
) -> int:
    """Say what was saved and what is due next, as the case now is."""
    after = open_session(given["directory"])
    number = done.changes.case
    judged = judge_case(after.workspace.load(number), session.book, session.now)
    steps = next_steps(judged)
    short = session.workspace.repo.short(version)
    if how is Format.JSON:
        write_json(
            {
                "case": number,
                "version": version,
                "next": [obligation_row(o, after.workspace.agency.zone) for o in steps],
                "records": list(done.records),
                "items": list(done.items),
            }
        )
        return 0
    say(f"Saved, version {short}: {done.changes.summary}.")
    zone = after.workspace.agency.zone
    for step in steps[:3]:
        say("  " + clean(say_obligation(step, judged.case, zone, session.now)))
    if not steps:
        say("  Nothing is due on this case.")
    return 0
