"""`casekit diff`: what changed between two versions, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from casekit.cli.options import Directory, HowToAnswer
from casekit.cli.output import (
    Format,
    Shown,
    clean,
    count,
    finding_as_data,
    say,
    tell_findings,
    write_json,
    write_rows,
)
from casekit.cli.session import Session, open_session
from casekit.errors import NotFound, UsageFault
from casekit.model.findings import Finding

if TYPE_CHECKING:
    from casekit.difference.changes import Change
    from casekit.difference.versions import CaseDifference

COLUMNS = ("case", "attention", "text", "code", "kind", "record", "field", "before", "after")


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return diff


def diff(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[A..B]",
            help="Two versions, branches or days; A...B what came since B left A; A alone: to "
            "the files as they are.",
        ),
    ] = None,
    cases: Annotated[
        list[str] | None,
        typer.Option("--case", metavar="CASE", help="Only this case. May be repeated."),
    ] = None,
    names: Annotated[
        bool, typer.Option("--names", help="Also names of people, and the words of texts.")
    ] = False,
    pull_request: Annotated[
        bool, typer.Option("--pr", help="One Markdown page on what B brings since it left A.")
    ] = False,
    driver: Annotated[
        bool, typer.Option("--driver", help="For git itself, as its diff driver: one file.")
    ] = False,
    how: HowToAnswer = Format.TEXT,
    directory: Directory = None,
) -> int:
    """What changed, in the words of casework: record by record, and objective by objective.

    Without versions: what is not saved yet. People are told by their part and id, and texts only as
    reworded, so that it can be shown to a forge. `!` marks what must not be overlooked. Exit 4
    when a file cannot be read.

    \b
    Example: casekit diff main..HEAD
    Example: casekit diff 2026-11-01..2026-11-28 --case 2026-K7 --names
    Example: casekit diff --pr main..HEAD
    """
    if driver:
        return _drive(words or [])
    if words is not None and len(words) > 1:
        raise UsageFault(
            f"casekit diff takes one pair of versions, not {len(words)} words",
            hint=f"such as: casekit diff {words[0]}..{words[1]}",
        )
    versions = words[0] if words else None
    if pull_request:
        if cases or how not in (Format.TEXT, Format.MD):
            raise UsageFault(
                "--pr is a page on the whole branch, in Markdown",
                hint="for programs: casekit diff A...B --format json",
            )
        return _write_page(versions, names, directory)
    before, after = open_both(versions, directory)
    from casekit.difference.versions import (
        compare_beside,
        compare_workspaces,
        list_differing_cases,
    )

    numbers = list_differing_cases(before.workspace, after.workspace)
    beside: list[Change] = []
    if cases:
        wanted = {find_in_either(case, before, after) for case in cases}
        numbers = [number for number in numbers if number in wanted]
    else:
        beside = compare_beside(before.workspace, after.workspace)
    found = compare_workspaces(before.workspace, after.workspace, numbers, names=names)
    return _answer(before, after, beside, found, how)


def _drive(words: Sequence[str]) -> int:
    """Answer git: it gives a path, and of either side a file, its id and its mode."""
    if len(words) not in (7, 9):
        raise UsageFault(
            "--driver is called by git, with a path and two files",
            hint="set it up with: git config --global diff.casekit.command 'casekit diff --driver'",
        )
    from casekit.cli.session import open_schemas
    from casekit.difference.files import compare_files

    path, old, new = words[0], words[1], words[4]
    say(clean(f"casekit {path}"))
    if "/dev/null" in (old, new):
        say("  added" if old == "/dev/null" else "! gone")
        return 0
    contents = [Path(side).read_bytes() for side in (old, new)]
    lines = compare_files(path, contents[0], contents[1], open_schemas())
    if lines is None:
        # No record, or one that cannot be read: what git itself would show is to be seen.
        lines = [f"changed; see the lines with: git diff --no-ext-diff -- {path}"]
    for line in lines or ["only its form changed"]:
        say(clean(f"  {line}"))
    return 0


def _write_page(versions: str | None, names: bool, directory: Path | None) -> int:
    from casekit.overview.branch_page import write_page
    from casekit.overview.branch_report import report_branch

    first, dots, second = (versions or "").partition("..")
    if not dots or not first:
        raise UsageFault(
            "--pr needs the branch that the work goes to, and the one that it is on",
            hint="such as: casekit diff --pr main..HEAD",
        )
    judge, before, after = open_fork(first, second.removeprefix("."), directory)
    agency = judge.workspace.agency
    if names and not agency.forge_names:
        raise UsageFault(
            "this agency does not let names stand on the pages of a forge",
            hint="a forge keeps what it is shown; to allow it all the same, write in agency.yaml: "
            "forge_names: true. For your own eyes: casekit diff A..B --names",
        )
    report = report_branch(
        *(before.workspace, after.workspace, judge.workspace, judge.book, judge.now),
        names=agency.forge_names,
    )
    say(Shown(write_page(report, agency.zone).rstrip("\n")))
    # What cannot be read is on the page by its code: its own words may quote a record.
    return 0 if report.is_whole else 4


def open_both(versions: str | None, directory: Path | None) -> tuple[Session, Session]:
    """The two states that are compared; raises UsageFault, and NotFound for an unknown version."""
    text = versions or "HEAD"
    first, dots, second = text.partition("..")
    is_since = second.startswith(".")
    second = second.removeprefix(".")
    if not first or second.startswith(".") or (is_since and not dots):
        raise UsageFault(
            f"`{text}` names no two versions",
            hint="write A..B, or A.. for the newest saved version, or A for the files as they are",
        )
    if is_since:
        _, before, after = open_fork(first, second, directory)
        return before, after
    after = open_session(directory, as_known=second or "HEAD" if dots else None)
    return open_session(directory, as_known=first), after


def open_fork(first: str, second: str, directory: Path | None) -> tuple[Session, Session, Session]:
    """One branch, the version at which another left it, and that one; HEAD if it is not named.

    Raises NotFound for an unknown version, and where they have none in common.
    """
    after = open_session(directory, as_known=second or "HEAD")
    ahead = open_session(directory, as_known=first)
    left = after.workspace.repo.common_version(_id(ahead), _id(after))
    if left is None:
        raise NotFound(
            f"`{first}` and `{second or 'HEAD'}` have no version in common",
            hint="see the branches: git branch --all",
        )
    return ahead, open_session(directory, as_known=left), after


def find_in_either(typed: str, before: Session, after: Session) -> str:
    """A case by what was typed, also one that only the older state has; raises UnknownCase."""
    try:
        return after.workspace.find_case(typed, whatever_state=True)
    except NotFound:
        return before.workspace.find_case(typed, whatever_state=True)


def _id(session: Session) -> str:
    version = session.workspace.version
    assert version is not None
    return version


def _answer(
    before: Session,
    after: Session,
    beside: Sequence[Change],
    found: Iterable[CaseDifference],
    how: Format,
) -> int:
    from casekit.workspace.sources import WorkingFiles

    findings: list[Finding] = []
    rows: list[dict[str, Any]] = []
    told: list[tuple[str, Sequence[Change]]] = [("", beside)] if beside else []
    for difference in found:
        findings += difference.findings
        if difference.changes:
            told.append((difference.number, difference.changes))
    for number, changes in told:
        rows += ({"case": number or None, **change.as_data()} for change in changes)
    is_saved = not isinstance(after.workspace.source, WorkingFiles)
    if how is Format.JSON:
        write_json(
            {
                "before": before.workspace.version,
                "after": after.workspace.version if is_saved else None,
                "changes": rows,
                "findings": [finding_as_data(f) for f in findings],
            }
        )
    elif how is not Format.TEXT:
        write_rows(rows, COLUMNS, how)
    else:
        for number, changes in told:
            _say_case(number, changes)
        if not told:
            say("Nothing changed." if is_saved else "Nothing is unsaved.")
    return 0 if how is Format.JSON and not findings else tell_findings(findings)


def _say_case(number: str, changes: Sequence[Change]) -> None:
    look = sum(change.attention for change in changes)
    marked = f", {look} to look at" if look else ""
    heading = f"Case {number}" if number else "The agency's own files"
    say(clean(f"{heading}: {count(len(changes), 'change')}{marked}"))
    for change in changes:
        say(clean(f"{'!' if change.attention else ' '} {change.says}"))
        for line in change.details:
            say(clean(f"      {line}"))
