"""`casekit check`: are the records right?"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from casekit.cli.options import AsKnown, Directory, SomeCases
from casekit.cli.output import Format, Shown, count, say, talk, write_findings
from casekit.cli.progress import show_progress
from casekit.cli.session import Session, open_session
from casekit.errors import UsageFault
from casekit.overview.checking import CheckReport, check_changed, check_workspace


class Level(StrEnum):
    """How much is told: what is wrong, or also what is weak."""

    BASIC = "basic"
    STRICT = "strict"


class Answer(StrEnum):
    """How check answers: as every reader does, or as forges and their tools take findings."""

    TEXT = "text"
    JSON = "json"
    TSV = "tsv"
    CSV = "csv"
    MD = "md"
    GITHUB = "github"
    GITLAB = "gitlab"
    JUNIT = "junit"
    SARIF = "sarif"


_FOR_FORGES = frozenset({Answer.GITHUB, Answer.GITLAB, Answer.JUNIT, Answer.SARIF})


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return check


def check(
    cases: SomeCases = None,
    as_known: AsKnown = None,
    changed: Annotated[
        str | None,
        typer.Option(
            "--changed",
            metavar="A..B",
            help="Only what version B changed since A; A...B is judged by A's own rules.",
        ),
    ] = None,
    merge: Annotated[
        bool,
        typer.Option(
            "--merge",
            help="Only what the newest merge brought, or the VERSION named in place of cases.",
        ),
    ] = False,
    level: Annotated[
        Level, typer.Option("--level", help="strict also tells plans that say too little.")
    ] = Level.BASIC,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="CODE", help="Only findings of this code. May be repeated."),
    ] = None,
    explain: Annotated[
        str | None,
        typer.Option(
            "--explain",
            metavar="CODE",
            help="What a code of check, or of a refusal, means; why; the way out. all lists them.",
        ),
    ] = None,
    example: Annotated[
        Path | None,
        typer.Option(
            "--example",
            metavar="DIR",
            help="With --explain: make the sample agency there, with a fault that brings the code.",
        ),
    ] = None,
    answer: Annotated[
        Answer,
        typer.Option("--format", help="How to answer; the last four name no client."),
    ] = Answer.TEXT,
    directory: Directory = None,
) -> int:
    """Are the records right? Tells every fault with file, line and the way out; changes nothing.

    Exit 1 with findings, 4 when a file cannot be read or a merge is not decided.

    \b
    Example: casekit check 2026-K7
    Example: casekit check --changed main.. --level strict
    Example: casekit check --changed main...HEAD --format github
    Example: casekit check --merge
    Example: casekit check --only CHILD-NOT-SEEN-ALONE
    Example: casekit check --explain CHILD-NOT-SEEN-ALONE
    Example: casekit check --explain GATE-PLAN-SIGNED
    """
    how = None if answer in _FOR_FORGES else Format(answer.value)
    if explain is not None or example is not None:
        if how is None:
            raise UsageFault(
                f"--explain does not answer as {answer.value}", hint="leave out --format"
            )
        from casekit.cli.check_explained import explain_code

        return explain_code(explain, example, how)
    codes = _read_only(only or ())
    # Who names a code wants it told, at whatever level it is.
    strict = level is Level.STRICT or bool(codes)
    if merge:
        if changed is not None or as_known is not None or len(cases or ()) > 1:
            raise UsageFault(
                "--merge goes with one version, and with neither --changed nor --as-known",
                hint="write: casekit check --merge, or casekit check --merge VERSION",
            )
        session, report = _check_merge(cases[0] if cases else None, directory, strict)
    elif changed is not None:
        session, report = _check_changed(changed, cases, as_known, directory, strict)
    else:
        session = open_session(directory, as_known=as_known)
        places = session.workspace
        numbers = [places.find_case(c) for c in cases] if cases else list(places.case_folders)
        report = check_workspace(
            places,
            dict.fromkeys(numbers),
            session.now,
            whole=not cases,
            strict=strict,
            watch=partial(show_progress, doing="Checking cases"),
            environment=os.environ,
        )
    if codes:
        report = report.only(codes)
    summary = f"{count(report.cases, 'case')} checked, {count(len(report.findings), 'finding')}"
    if how is None:
        from casekit.overview.exports.annotations import WRITERS

        say(Shown(WRITERS[answer](report.findings).rstrip("\n")))
        talk(summary)
    else:
        head = {"version": session.workspace.version, "cases": report.cases}
        write_findings(head, report.findings, how, summary)
    return report.exit_code


def _read_only(words: Sequence[str]) -> frozenset[str]:
    """The codes that are asked for; raises NotFound, and UsageFault for one that no check tells."""
    if not words:
        return frozenset()
    from casekit.practice.codes import find_code

    # A mistyped code, or one that only other commands tell, would be silence for ever.
    found = [find_code(word) for word in words]
    for code in found:
        if not code.is_of_check:
            raise UsageFault(
                f"--only: {code.code} is told by other commands, never as a finding of check",
                hint=f"what it means, and the way out: casekit check --explain {code.code}",
            )
    return frozenset(code.code for code in found)


def _check_merge(
    named: str | None, directory: Directory, strict: bool
) -> tuple[Session, CheckReport]:
    from casekit.overview.merge_checking import check_merge, find_merge

    repo = open_session(directory, saved=True).workspace.repo
    session = open_session(directory, as_known=find_merge(repo, named))
    return session, check_merge(session.workspace, session.now, strict=strict)


def _check_changed(
    changed: str,
    cases: SomeCases,
    as_known: str | None,
    directory: Directory,
    strict: bool,
) -> tuple[Session, CheckReport]:
    if cases or as_known is not None:
        raise UsageFault(
            "--changed goes with neither cases nor --as-known",
            hint="it finds the cases itself: casekit check --changed A..B",
        )
    first, _, after = changed.partition("..")
    is_judged = after.startswith(".")
    after = after.removeprefix(".")
    if not first or after.startswith("."):
        raise UsageFault(f"--changed: `{changed}` names no version", hint="write A..B, A...B, or A")
    if not is_judged:
        session = open_session(directory, as_known=after or None, saved=not after)
        return session, check_changed(session.workspace, first, session.now, strict=strict)
    from casekit.cli.diff import open_fork

    judge, left, session = open_fork(first, after, directory)
    assert left.workspace.version is not None
    return session, check_changed(
        *(session.workspace, left.workspace.version, session.now),
        strict=strict,
        judge=judge.workspace,
    )
