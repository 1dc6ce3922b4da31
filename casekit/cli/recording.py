"""The recording commands: by flags, or by `--from FILE`; what was saved and what is due next."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from casekit.casework.commands import ON_DUTIES, STEPS
from casekit.cli.flag_options import make_parameters
from casekit.cli.options import Directory
from casekit.cli.recorder import DECISIONS, Reply, record_request
from casekit.cli.recording_flags import flags_for, say_needed
from casekit.cli.session import open_schemas

FromFile = Annotated[
    str | None,
    typer.Option("--from", metavar="FILE", help="Read YAML or JSON; - is standard input."),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", "-n", help="Show what would be written; write nothing.")
]
AskReporter = Annotated[bool, typer.Option("--ask-reporter", help="Ask who reported, and seal it.")]
Guided = Annotated[
    bool,
    typer.Option("--guided", help="Ask line by line for what is not said; also through a pipe."),
]
Draft = Annotated[
    bool,
    typer.Option("--draft", help="Print a plan's beginning, to fill in; save nothing."),
]
# On a terminal the form asks which case is meant.
CaseOfForm = Annotated[
    str | None, typer.Argument(metavar="CASE", help="The case number, or its start.")
]
Agreed = Annotated[
    bool,
    typer.Option("--yes", help="Agree without being asked, where decisions are signed."),
]
Acknowledge = Annotated[
    list[str] | None,
    typer.Option(
        "--acknowledge",
        metavar="CODE",
        help="A finding or open gate that you know of; repeatable. Where approvals are signed.",
    ),
]
Answer = Annotated[Reply, typer.Option("--format", help="How to answer.")]
EXAMPLES = {
    "intake": ("casekit intake --from report.yaml",),
    "screen": (
        'casekit screen 2026-K7 --result "screened in" --reasons "..."',
        '--response investigation --respond-within "48 hours"',
        "--assign-to w-sample",
    ),
    "assign": ("casekit assign 2026-K7 --worker w-sample",),
    "contact": (
        'casekit contact 2026-K7 --at 2026-01-20T16:00 --mode "in person"',
        '--place residence --purpose "home visit" --with Jo --seen Sam',
        '--narrative "..."',
    ),
    "approve": ("casekit approve 2026-K7 safety-plan",),
    "return": (
        "casekit return 2026-K7 plan",
        '--comments "Say who calls Marie on the weekend."',
    ),
    "progress": (
        "casekit progress 2026-K7 --on 2026-04-28 --of G1.O1",
        '--status achieved --measured "every night since 30 January"',
    ),
    "person": (
        'casekit person 2026-K7 --name "Marie Sample" --role family',
        '--relationship "to=Sam; is=grandparent"',
    ),
    "household": (
        'casekit household 2026-K7 --kind "family home" --address "..."',
        "--member Jo --member Sam --since 2026-01-12",
    ),
    "goal": ('casekit goal 2026-K7 --goal "..." --why "..." --need N1',),
    "objective": (
        'casekit objective 2026-K7 --goal G1 --objective "..."',
        '--measure "..." --baseline "..." --target-date 2026-06-30',
    ),
    "activity": (
        'casekit activity 2026-K7 --objective G1.O1 --what "..." --who Jo',
        '--where "..." --how "..." --when "Tuesdays at 2 p.m."',
    ),
    "plan": ("casekit plan 2026-K7 --draft > plan.yaml",),
    "safety-plan": ("casekit safety-plan 2026-K7 --draft > safety-plan.yaml",),
    "hand-over": (
        "casekit hand-over 2026-K7 --document plan --audience family",
        "--content 0a1b2c3d4e5f --given-to Jo",
    ),
    "placement": (
        "casekit placement 2026-K7 --step end --reason returned",
        "--on 2026-06-26",
    ),
    "court": ("casekit court 2026-K7 --step hearing --from hearing.yaml",),
    "extend": (
        'casekit extend 2026-K7 mb-113-plan-due --by "15 days"',
        '--reason "The interpreter is away this week."',
    ),
    "excuse": (
        "casekit excuse 2026-K7 mb-notice",
        '--reason "Nobody knows where he is; the court was told."',
    ),
    "close": ('casekit close 2026-K7 --reason "goals achieved" --summary "..."',),
    "reopen": ('casekit reopen 2026-K7 --reasons "..."',),
}


def command(name: str) -> Callable[..., int]:
    """The typer command of a recording command, with the flags that its records' fields make."""
    schemas = open_schemas()
    flags = flags_for(name, schemas)
    parameters = [*_leading(name), *make_parameters(flags)]

    def run(**given: Any) -> int:
        if given.pop("draft", False):
            if name == "safety-plan":
                from casekit.cli.safety_plan_draft import show_safety_draft

                return show_safety_draft(given["case"], given["how"], given["directory"])
            from casekit.cli.plan_draft import show_draft

            said = (given["flag_kind"], given["flag_supersedes"])
            return show_draft(given["case"], *said, given["how"], given["directory"])
        return record_request(name, flags, given)

    run.__doc__ = _help(name, say_needed(name, schemas))
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in parameters}
    return run


def _leading(name: str) -> list[inspect.Parameter]:
    def parameter(key: str, annotation: Any, default: Any = None) -> inspect.Parameter:
        return inspect.Parameter(
            key, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation
        )

    case = parameter("case", CaseOfForm)
    found = [] if name == "intake" else [case]
    if name in DECISIONS:
        scope = Annotated[
            str | None,
            typer.Argument(metavar="[SCOPE]", help="plan, safety-plan, closing, extension, ..."),
        ]
        found += [parameter("scope", scope), parameter("agreed", Agreed, False)]
    if name == "approve":
        found.append(parameter("acknowledge", Acknowledge))
    if name in ON_DUTIES:
        duty = Annotated[
            str | None,
            typer.Argument(
                metavar="[OBLIGATION]", help="Its id, or its rule's while only one duty fits."
            ),
        ]
        found.append(parameter("obligation", duty))
    if len(STEPS.get(name, ())) > 1:
        steps = ", ".join(STEPS[name])
        option = Annotated[
            str | None, typer.Option("--step", metavar="STEP", help=f"One of: {steps}.")
        ]
        found.append(parameter("step", option))
    if name == "intake":
        found.append(parameter("ask_reporter", AskReporter, False))
    if name in ("plan", "safety-plan"):
        found.append(parameter("draft", Draft, False))
    return [
        *found,
        parameter("from_file", FromFile),
        parameter("how", Answer, Reply.TEXT),
        parameter("guided", Guided, False),
        parameter("dry_run", DryRun, False),
        parameter("directory", Directory),
    ]


def _help(name: str, needed: Sequence[tuple[str, str]]) -> str:
    from casekit.cli.front import GROUPS

    does = next(does for _, group in GROUPS for n, _, does in group if n == name)
    case = "" if name == "intake" else " 2026-K7"
    example = EXAMPLES.get(name, (f"casekit {name}{case} --from {name}.yaml",))
    lines = [f"{does[0].upper()}{does[1:]}.", ""]
    if len(needed) == 1:
        lines += [f"A file given with --from, or these flags: {needed[0][1]}."]
    else:
        lines += ["The first --step is meant when none is said; each needs a file, or:", ""]
        lines += ["\b", *(_wrap_step(step, flags) for step, flags in needed)]
    return "\n".join([*lines, "", "\b", "Example: " + " \\\n  ".join(example)])


def _wrap_step(step: str, flags: str) -> str:
    return textwrap.fill(
        flags,
        width=76,
        initial_indent=f"  {step:<20} ",
        subsequent_indent=" " * 23,
        break_on_hyphens=False,
    )
