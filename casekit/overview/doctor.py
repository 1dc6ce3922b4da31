"""Is this machine and this workspace in order? Findings, each with the way out."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from casekit.errors import CasekitError
from casekit.history.repository import read_identity
from casekit.model.findings import Finding, Severity
from casekit.practice.rulebook import Rulebook
from casekit.resources import sample_cases_dir, schemas_dir, templates_dir
from casekit.standards.calendars import (
    MissingCalendarYear,
    UnsignedCalendarYear,
    name_calendar_file,
)
from casekit.workspace.workspace import SCHEMA_FOLDER, Workspace

# Limits of thirty days and more reach into the next year from here on, and courts publish theirs.
WARN_FROM_MONTH = 10


def examine_machine(folder: Path, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Look at Python, git, the parsers and the files that ship with casekit."""
    for find in (schemas_dir, templates_dir, sample_cases_dir):
        try:
            find()
        except CasekitError as fault:
            yield _finding("DOCTOR-FILES", fault.message, fault.hint)
    try:
        read_identity(folder, environment)
    except CasekitError as fault:
        yield _finding("DOCTOR-IDENTITY", fault.message, fault.hint)
    for module, what in (("yaml.cyaml", "the fast YAML parser"), ("typst", "the PDF writer")):
        try:
            __import__(module)
        except ImportError as missing:
            yield _finding(
                "DOCTOR-LIBRARY",
                f"{what} does not load: {missing}",
                "install casekit again: python -m pip install --force-reinstall casekit",
            )
    if sys.flags.utf8_mode == 0 and sys.getfilesystemencoding().lower() != "utf-8":
        yield _finding(
            "DOCTOR-ENCODING", "file names are not UTF-8 here", "set PYTHONUTF8=1", "warning"
        )


def examine_workspace(
    workspace: Workspace, book: Rulebook, environment: Mapping[str, str], today: date
) -> Iterator[Finding]:
    """Look at an open workspace: who saves, calendars, limits, sources, editor files."""
    yield from _examine_people(workspace, environment)
    yield from book.findings
    yield from _examine_calendars(book, today)
    asked = dict.fromkeys(rule for used in book.packs for rule in used.pack.asks_agency)
    open_rules = [rule for rule in asked if rule not in workspace.agency.limits]
    if open_rules:
        yield _finding(
            "DOCTOR-LIMITS",
            f"no number is known for: {', '.join(open_rules)}",
            "decide on your agency's own and write it under `limits:` in agency.yaml",
            "warning",
        )
    unsure = [r.id for r in book.rules if r.enforced and r.verification == "secondary"]
    if unsure:
        yield _finding(
            "DOCTOR-SOURCES",
            f"enforced from a secondary source: {', '.join(unsure)}",
            "compare each with the statute itself before you rely on it",
            "warning",
        )
    stale = find_stale_schemas(workspace.root)
    if stale:
        yield _finding(
            "DOCTOR-SCHEMAS",
            f"{len(stale)} files of {SCHEMA_FOLDER}/ differ from those of this casekit",
            "bring them up to date for your editor: casekit doctor --refresh-schemas",
            "warning",
        )


def find_stale_schemas(root: Path) -> list[str]:
    """The schemas that the workspace keeps for editors and that this casekit would write anew."""
    folder = root / SCHEMA_FOLDER
    return sorted(
        path.name
        for path in schemas_dir().glob("*.schema.json")
        if not (folder / path.name).is_file()
        or (folder / path.name).read_bytes() != path.read_bytes()
    )


def _examine_people(workspace: Workspace, environment: Mapping[str, str]) -> Iterator[Finding]:
    try:
        workspace.agency.worker_at(read_identity(workspace.root, environment).email)
    except CasekitError as fault:
        yield _finding("DOCTOR-WORKER", fault.message, fault.hint)
    supervisors = [w.id for w in workspace.agency.staff if "supervisor" in w.roles]
    if not supervisors or len(workspace.agency.staff) < 2:
        yield _finding(
            "DOCTOR-SUPERVISOR",
            "nobody can approve what the only person here writes",
            "add a supervisor under `people:` in agency.yaml",
            "warning",
        )


def _examine_calendars(book: Rulebook, today: date) -> Iterator[Finding]:
    """Tell of a year that is not signed off: this one, and from October on the next."""
    used: dict[str, list[str]] = {}
    for purpose, folder in book.agency.calendar_folders.items():
        used.setdefault(folder, []).append(purpose)
    years = [today.year] + ([today.year + 1] if today.month >= WARN_FROM_MONTH else [])
    for folder, purposes in sorted(used.items()):
        calendar = book.clock.calendars[purposes[0]]
        for year in years:
            if year in calendar.years:
                continue
            kind = UnsignedCalendarYear if year in calendar.unsigned else MissingCalendarYear
            yield Finding(
                code="DOCTOR-CALENDAR",
                message=f"no {' or '.join(purposes)} days of {year} are signed off: "
                f"{kind.say_why(folder, year)}",
                path=name_calendar_file(folder, year),
                severity="error" if year == today.year else "warning",
                hint=kind.say_way(folder, year),
            )


def _finding(
    code: str, message: str, hint: str | None = None, severity: Severity = "error"
) -> Finding:
    return Finding(
        code=code,
        message=message,
        path="this machine" if code in MACHINE_CODES else "agency.yaml",
        severity=severity,
        hint=hint,
    )


MACHINE_CODES = frozenset({"DOCTOR-FILES", "DOCTOR-IDENTITY", "DOCTOR-LIBRARY", "DOCTOR-ENCODING"})
