"""`casekit standards`: the packs in force, what they say, whether they make sense, what changes."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from casekit.cli.options import AsKnown, Directory, HowToAnswer, Today
from casekit.cli.output import Format, count, talk, write_findings
from casekit.cli.session import Session, open_schemas, open_session, unknown_act
from casekit.errors import UsageFault
from casekit.workspace.workspace import NotAWorkspace


class Act(StrEnum):
    """What is done with standards."""

    LIST = "list"
    SHOW = "show"
    LINT = "lint"
    DIFF = "diff"
    PAGES = "pages"


# How many words each takes behind it, at least and at most, and how that is written.
_TAKES: dict[Act, tuple[int, int, str]] = {
    Act.LIST: (0, 0, ""),
    Act.SHOW: (1, 2, " PACK[@EDITION] [RULE]"),
    Act.LINT: (0, 100, " [FILE|PACK]..."),
    Act.DIFF: (2, 100, " A B [--cases CASE...]"),
    Act.PAGES: (1, 1, " DIR"),
}


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return standards


def standards(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ACTION] [WORD]...",
            help="list (meant when none is said), show, lint, diff or pages.",
        ),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="With list: also the packs that are not in force here.")
    ] = False,
    cases: Annotated[
        list[str] | None,
        typer.Option("--cases", metavar="CASE...", help="With diff: judge these cases."),
    ] = None,
    all_cases: Annotated[
        bool, typer.Option("--all-cases", help="With diff: judge every case.")
    ] = False,
    today: Today = None,
    as_known: AsKnown = None,
    how: HowToAnswer = Format.TEXT,
    directory: Directory = None,
) -> int:
    """The standards that duties come from: packs, their editions and rules.

    \b
      standards list              the packs in force here
      standards show PACK [RULE]  what a pack, or one rule of it, says
      standards lint [FILE|PACK]  rules that never fire, are never met, or
                                  contradict; exit 1 when there are errors
      standards diff A B          what changed, and with --cases what becomes
                                  overdue, moves or falls away; A and B are
                                  PACK, PACK@EDITION or a file
      standards pages DIR         a page for each pack that ships

    \b
    Example: casekit standards diff ca-mb-cfs standards/own.yaml --all-cases
    """
    act, rest = _read_words(words or [])
    _refuse_options(
        act,
        everything=everything,
        cases=bool(cases or all_cases),
        today=today,
        as_known=as_known,
    )
    match act:
        case Act.LIST:
            from casekit.cli.standards_show import write_list

            return write_list(_open(directory, as_known), everything, how)
        case Act.SHOW:
            from casekit.cli.standards_show import write_pack

            return write_pack(
                _open(directory, as_known), rest[0], rest[1] if rest[1:] else None, how
            )
        case Act.LINT:
            return _lint(_open(directory, as_known), rest, how)
        case Act.DIFF:
            from casekit.cli.standards_diff import write_diff

            # A relative name of a file is meant from where somebody stands.
            # The cases behind the first one after --cases come as words.
            more = rest[2:]
            if more and not cases:
                raise UsageFault(
                    f"casekit standards diff compares two packs, and `{more[0]}` is a third word",
                    hint=f"cases are named with: --cases {more[0]}",
                )
            if cases and all_cases:
                raise UsageFault(
                    "--cases and --all-cases do not go together", hint="leave one of them out"
                )
            asked = bool(cases or all_cases)
            session = (
                open_session(directory, today=today, as_known=as_known)
                if asked
                else _open(directory, as_known)
            )
            chosen = [*cases, *more] if cases else None
            return write_diff(session, rest[0], rest[1], chosen, asked, how)
        case Act.PAGES:
            from casekit.cli.standards_show import write_pages

            return write_pages(Path(rest[0]), how)


def _read_words(words: list[str]) -> tuple[Act, list[str]]:
    if not words:
        return Act.LIST, []
    if words[0] not in tuple(Act):
        raise unknown_act("standards", words[0], Act)
    act, rest = Act(words[0]), words[1:]
    least, most, written = _TAKES[act]
    if not least <= len(rest) <= most:
        raise UsageFault(
            f"casekit standards {act} is written: casekit standards {act}{written}",
            hint="see: casekit standards --help",
        )
    return act, rest


def _refuse_options(
    act: Act, *, everything: bool, cases: bool, today: str | None, as_known: str | None
) -> None:
    """What an action does not heed is refused: it would look as if it had been."""
    wrong = {
        "--all goes with list": everything and act is not Act.LIST,
        "--cases and --all-cases go with diff": cases and act is not Act.DIFF,
        "--today goes with diff and --cases or --all-cases": today is not None and not cases,
        "--as-known does not go with pages": as_known is not None and act is Act.PAGES,
    }
    for message, is_wrong in wrong.items():
        if is_wrong:
            raise UsageFault(message, hint="see: casekit standards --help")


def _open(directory: Path | None, as_known: str | None) -> Session | None:
    """The workspace, or None outside of one: what ships can be read anywhere."""
    try:
        return open_session(directory, as_known=as_known)
    except NotAWorkspace:
        if directory is not None or as_known is not None:
            raise
        return None


def _lint(session: Session | None, words: list[str], how: Format) -> int:
    from casekit.model.findings import judge_findings
    from casekit.practice.standards_lint import lint_in_force, lint_named, lint_shipped

    workspace = session.workspace if session else None
    schemas = workspace.schemas if workspace else open_schemas()
    if words:
        findings = lint_named(words, workspace, schemas, Path())
    elif workspace is not None:
        findings = lint_in_force(workspace)
    else:
        talk("This folder is not a workspace; the packs that ship were looked at.")
        findings = lint_shipped(schemas)
    write_findings({}, findings, how, count(len(findings), "finding"))
    return judge_findings(findings)
