"""`casekit init`: a new workspace for an agency."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from casekit.casework.founding import (
    Founding,
    found_workspace,
    make_worker,
    rules_without_number,
)
from casekit.cli.output import Format, clean, say, write_json
from casekit.cli.session import CLOCK_VARIABLE, open_to_save, read_moment
from casekit.errors import UsageFault
from casekit.history.repository import read_identity
from casekit.standards.packs import list_calendar_proposals, list_packs
from casekit.workspace.agency import AGENCY_FILE


class Forge(StrEnum):
    """Where branches are looked at before they are merged."""

    GITHUB = "github"
    GITLAB = "gitlab"
    FORGEJO = "forgejo"


_PERSON = re.compile(r"\s*([^<>]+?)\s*<([^<>\s]+@[^<>\s]+)>\s*\Z")


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return init


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    name: Annotated[
        str | None, typer.Option("--name", metavar="TEXT", help="The agency's name.")
    ] = None,
    timezone: Annotated[
        str | None, typer.Option("--timezone", metavar="ZONE", help="Such as America/Winnipeg.")
    ] = None,
    standards: Annotated[
        list[str] | None,
        typer.Option("--standards", metavar="PACK", help=f"One of: {', '.join(list_packs())}."),
    ] = None,
    fictional: Annotated[
        bool, typer.Option("--fictional", help="For samples and tests: no real person is in it.")
    ] = False,
    worker: Annotated[
        list[str] | None,
        typer.Option("--worker", metavar="'NAME <EMAIL>'", help="Somebody who works here."),
    ] = None,
    supervisor: Annotated[
        list[str] | None,
        typer.Option("--supervisor", metavar="'NAME <EMAIL>'", help="Somebody who approves."),
    ] = None,
    limit: Annotated[
        list[str] | None,
        typer.Option(
            "--limit", metavar="RULE=TIME", help="The agency's own number where a pack has none."
        ),
    ] = None,
    forge: Annotated[
        Forge | None,
        typer.Option(
            "--forge", help="Add pipeline, owners and request text to the workspace in DIR."
        ),
    ] = None,
    how: Annotated[Format, typer.Option("--format", help="text or json.")] = Format.TEXT,
) -> int:
    """Make a new workspace for an agency. You become its first person, worker and supervisor.

    \b
    Example: casekit init files --name "Willow Agency" --timezone America/Winnipeg
      --standards ca-mb-cfs --supervisor "R. Sample <r.sample@agency.example>"
    Example: casekit init files --forge github
    """
    if forge is not None and (folder / AGENCY_FILE).is_file():
        return _add_forge(folder, forge, how)
    missing = [
        option
        for option, given in (
            ("--name", name),
            ("--timezone", timezone),
            ("--standards", standards),
        )
        if not given
    ]
    if missing or name is None or timezone is None or not standards:
        raise UsageFault(
            f"casekit init was not told: {', '.join(missing)}",
            hint=f"packs: {', '.join(list_packs())}; see casekit init --help",
        )
    identity = read_identity(Path.cwd(), os.environ)
    me = make_worker(identity.name, identity.email, ("worker", "supervisor"))
    people = _people(
        me, [("worker", w) for w in worker or ()], [("supervisor", s) for s in supervisor or ()]
    )
    limits = dict(_read_limit(text) for text in limit or ())
    founding = Founding(name, timezone, tuple(standards), tuple(people), fictional, limits)
    clock = os.environ.get(CLOCK_VARIABLE) if fictional else None
    now = datetime.now(UTC)
    if clock:
        now = read_moment(clock, ZoneInfo(timezone), CLOCK_VARIABLE)
    version, files = found_workspace(
        folder, founding, now, environment=os.environ, when=now if clock else None
    )
    open_rules = rules_without_number(standards, limits)
    if forge is not None:
        version, more = _save_forge(folder, forge)
        files = sorted([*files, *more])
    if how is Format.JSON:
        write_json({"version": version, "files": list(files), "rules_without_number": open_rules})
        return 0
    say(clean(f"Made {folder}, version {version[:7]}."))
    if len(people) == 1:
        say("  You are its only person. Nobody approves their own work: add a supervisor to")
        say("  agency.yaml before the first plan.")
    years = sorted({str(c["year"]) for p in standards for c in list_calendar_proposals(p)})
    if years:
        say(f"  Read calendars/ ({', '.join(years)}): the days in it are a proposal and count as")
        say(f"  signed off by you ({me['id']}). Correct what is wrong.")
    else:
        say("  No working days and no court days are known yet. Propose, decide and sign a year:")
        say("  casekit calendar --help")
    say("  Who reported can be kept, sealed, once a supervisor has a key: casekit keys make")
    if open_rules:
        say("  No number is known for: " + ", ".join(open_rules))
        say("  Set your agency's own under `limits:` in agency.yaml.")
    say(clean(f"  Next: cd {folder} && casekit intake --help"))
    return 0


def _save_forge(folder: Path, forge: Forge) -> tuple[str, tuple[str, ...]]:
    from casekit.casework.forge import add_forge

    with open_to_save(folder) as session:
        return add_forge(session.workspace, forge.value)


def _add_forge(folder: Path, forge: Forge, how: Format) -> int:
    version, files = _save_forge(folder, forge)
    if how is Format.JSON:
        write_json({"version": version, "files": list(files), "rules_without_number": []})
        return 0
    if not files:
        say(f"Everything for {forge.value} is there.")
        return 0
    say(clean(f"Saved, version {version[:7]}:"))
    for path in files:
        say(clean(f"  {path}"))
    say("  Read the head of the pipeline's file: it says what to set in the forge itself.")
    return 0


def _people(me: dict[str, Any], *groups: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """Everybody once, with all roles that were said of them."""
    people = {me["email"].casefold(): me}
    for role, text in (pair for group in groups for pair in group):
        match = _PERSON.match(text)
        if match is None:
            raise UsageFault(
                f"--{role}: `{text}` is no person", hint="write 'Name <name@agency.example>'"
            )
        person = people.setdefault(match[2].casefold(), make_worker(match[1], match[2], ()))
        if role not in person["roles"]:
            person["roles"].append(role)
    ids: set[str] = set()
    for person in people.values():
        base, number = person["id"], 2
        while person["id"] in ids:
            person["id"], number = f"{base}-{number}", number + 1
        ids.add(person["id"])
    return list(people.values())


def _read_limit(text: str) -> tuple[str, str]:
    rule, equals, within = text.partition("=")
    if not equals:
        raise UsageFault(
            f"--limit: `{text}` is not written as RULE=TIME",
            hint="such as mb-111-response=24 hours",
        )
    return rule.strip(), within.strip()
