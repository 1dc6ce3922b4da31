"""Founding a workspace: the files a new agency begins with, as one first version."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from casekit.errors import ConflictingEdit, GitFault, UsageFault
from casekit.history.commit import commit_files
from casekit.history.repository import Repository
from casekit.records.writing import dump_document
from casekit.resources import schemas_dir
from casekit.standards.durations import parse_duration
from casekit.standards.packs import list_calendar_proposals, load_editions, load_pack
from casekit.workspace.workspace import SCHEMA_FOLDER, make_modeline

CALENDARS = {"working": "working", "court": "court"}
GUIDE = """\
# {name}

Case files of {name}, kept with casekit. Every record is a YAML file under `cases/`; every change is
a version in this folder's history. What to do next:

    casekit                     what is due
    casekit intake --help       begin a case
    casekit check               are the records right?

Whoever has a copy of this folder can read everything in it.
"""


@dataclass(frozen=True)
class Founding:
    """What an agency says of itself at the start; limits are rule id -> length of time."""

    name: str
    timezone: str
    packs: tuple[str, ...]
    people: tuple[Mapping[str, Any], ...]
    fictional: bool
    limits: Mapping[str, str]

    @property
    def zone(self) -> ZoneInfo:
        """The agency's time zone."""
        return ZoneInfo(self.timezone)


def found_workspace(
    root: Path,
    founding: Founding,
    now: datetime,
    *,
    environment: Mapping[str, str] | None = None,
    when: datetime | None = None,
) -> tuple[str, Sequence[str]]:
    """Make a folder a workspace and give its first version and what was written.

    `when` dates the version; None is the present. Raises UsageFault for an unknown zone or limit,
    NotFound for an unknown pack, ConflictingEdit when the folder holds something, GitFault.
    """
    _refuse_unknown(founding)
    made = not root.exists()
    if not made and any(root.iterdir()):
        raise ConflictingEdit(
            f"{root} is not empty", hint="name a new folder; nothing was changed in this one"
        )
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise GitFault(f"{root} cannot be made: {fault.strerror}", hint="name another") from fault
    contents = first_files(founding, now)
    repo = Repository.create(root, environment=environment)
    version = commit_files(
        repo, contents, message=f"Workspace of {founding.name}", when=when, expected_head=None
    )
    return version, sorted(contents)


def first_files(founding: Founding, now: datetime) -> dict[str, bytes]:
    """The files of a new workspace by their paths."""
    agency = agency_data(founding, now.astimezone(founding.zone).date())
    contents = {
        "agency.yaml": dump_document(agency, make_modeline("agency.yaml", "agency")),
        "README.md": GUIDE.format(name=founding.name).encode("utf-8"),
        # Line ends are part of what was recorded: no tool may change them on the way.
        # Records in words, for who looks with git itself and has set up casekit's diff driver.
        ".gitattributes": b"* -text\n/cases/**/*.yaml diff=casekit\n",
        ".gitignore": b".casekit-*.tmp\n",
        ".vscode/settings.json": _editor_settings(),
    }
    for path in sorted(schemas_dir().glob("*.schema.json")):
        contents[f"{SCHEMA_FOLDER}/{path.name}"] = path.read_bytes()
    signer = str(founding.people[0]["id"])
    today = now.astimezone(founding.zone).date()
    for pack in founding.packs:
        for proposal in list_calendar_proposals(pack):
            for folder in CALENDARS.values():
                place, data = _calendar(folder, proposal, signer, today)
                contents[place] = dump_document(data, make_modeline(place, "calendar"))
    return contents


def agency_data(founding: Founding, today: date) -> dict[str, Any]:
    """What `agency.yaml` says."""
    data: dict[str, Any] = {"schema": "agency/1", "name": founding.name}
    if founding.fictional:
        data["fictional"] = True
    data |= {
        "timezone": founding.timezone,
        "languages": ["en"],
        "standards": [{"pack": pack} for pack in founding.packs],
        "calendars": dict(CALENDARS),
        "people": [dict(person) for person in founding.people],
    }
    if founding.limits:
        data["limits"] = [
            {
                "rule": rule,
                "within": within,
                "decided_by": founding.people[0]["id"],
                "decided_on": today.isoformat(),
            }
            for rule, within in founding.limits.items()
        ]
    return data


def rules_without_number(packs: Sequence[str], limits: Mapping[str, str]) -> Sequence[str]:
    """The rules for which the agency should set its own number and has not yet."""
    asked = [rule for pack in packs for rule in load_pack(pack).asks_agency]
    return [rule for rule in asked if rule not in limits]


def make_worker(name: str, email: str, roles: Sequence[str]) -> dict[str, Any]:
    """A person of agency.yaml, the id made of the name."""
    slug = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:40] or "worker"
    return {"id": slug, "name": name, "email": email, "roles": list(roles)}


def _refuse_unknown(founding: Founding) -> None:
    try:
        ZoneInfo(founding.timezone)
    except (ZoneInfoNotFoundError, ValueError) as fault:
        raise UsageFault(
            f"`{founding.timezone}` is no time zone",
            hint="write a name such as America/Winnipeg or Europe/London",
        ) from fault
    known = {
        rule.id
        for pack_id in founding.packs
        for pack in load_editions(pack_id)
        for rule in pack.rules
    }
    for rule, within in founding.limits.items():
        if rule not in known:
            raise UsageFault(
                f"--limit: no chosen pack has a rule `{rule}`",
                hint="rules that ask for a number: "
                + ", ".join(rules_without_number(founding.packs, {})),
            )
        try:
            parse_duration(within)
        except ValueError as fault:
            raise UsageFault(f"--limit {rule}: {fault}") from fault


def _calendar(
    folder: str, proposal: Mapping[str, Any], signer: str, today: date
) -> tuple[str, dict[str, Any]]:
    return f"calendars/{folder}/{proposal['year']}.yaml", {
        "schema": "calendar/1",
        "name": folder,
        "year": proposal["year"],
        "weekend": ["saturday", "sunday"],
        "non_working": proposal["non_working"],
        "source": proposal["source"],
        "signed_by": signer,
        "signed_on": today.isoformat(),
    }


def _editor_settings() -> bytes:
    """Where a YAML editor without modelines finds the schema of each kind of file."""
    from casekit.model.records import FOLDERS

    folders: dict[str, list[str]] = {}
    for kind, folder in FOLDERS.items():
        folders.setdefault(folder, []).append(kind)
    # A folder with several kinds is told apart by each file's own modeline.
    mapping = {
        f"./{SCHEMA_FOLDER}/{kinds[0]}.schema.json": f"cases/**/{folder}/*.yaml"
        for folder, kinds in folders.items()
        if len(kinds) == 1
    }
    mapping |= {
        f"./{SCHEMA_FOLDER}/agency.schema.json": "agency.yaml",
        f"./{SCHEMA_FOLDER}/case.schema.json": "cases/**/case.yaml",
        f"./{SCHEMA_FOLDER}/calendar.schema.json": "calendars/**/*.yaml",
        f"./{SCHEMA_FOLDER}/provider.schema.json": "directory/*.yaml",
    }
    settings = {
        "yaml.schemas": dict(sorted(mapping.items())),
        "yaml.schemaStore.enable": False,
        "yaml.hoverSchemaSource": False,
        "files.eol": "\n",
    }
    return (json.dumps(settings, indent=2) + "\n").encode("utf-8")
