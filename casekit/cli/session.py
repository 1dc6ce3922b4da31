"""What every command opens first: the workspace, its rules, and the present moment."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from casekit.casework.local_time import complete
from casekit.cli.output import clean, talk
from casekit.errors import UsageFault
from casekit.model.when import read_when
from casekit.records.schemas import SchemaSet, open_shared
from casekit.resources import schemas_dir
from casekit.workspace.loading import require_whole
from casekit.workspace.workspace import Workspace, hold_workspace

if TYPE_CHECKING:
    from casekit.casework.desk import Desk
    from casekit.practice.rulebook import Rulebook
    from casekit.workspace.loading import LoadedCase

CLOCK_VARIABLE = "CASEKIT_CLOCK"
# Of the many ways in which ISO 8601 writes a date, the one that cannot be misread.
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ].*)?\Z")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?)?\Z"
)


@dataclass(frozen=True, eq=False)
class Session:
    """An open workspace and the moment at which the command looks at it (aware, UTC)."""

    workspace: Workspace
    now: datetime
    clock_is_set: bool

    @property
    def today(self) -> date:
        """The local day of the agency."""
        return self.now.astimezone(self.workspace.agency.zone).date()

    @cached_property
    def book(self) -> Rulebook:
        """The agency's rules."""
        from casekit.practice.rulebook import open_rulebook

        return open_rulebook(self.workspace)

    @cached_property
    def desk(self) -> Desk:
        """The worker who records; raises GitFault or NotFound when nobody is named."""
        from casekit.casework.desk import Desk

        identity = self.workspace.repo.identity()
        worker = self.workspace.agency.worker_at(identity.email)
        signs = self.workspace.proof is not None
        return Desk(worker, self.now, self.workspace.agency.zone, draw_below, signs=signs)

    @property
    def version_moment(self) -> datetime | None:
        """The moment that a new version bears: the real one, except in a fictional workspace."""
        return self.now if self.clock_is_set else None


def draw_below(limit: int) -> int:
    """A number from 0 up to, not including, a limit of at most 2**32, from the system's chance.

    `secrets` would do the same and import a third more of the standard library at every start.
    """
    bits = limit.bit_length()
    while True:
        number = int.from_bytes(os.urandom(4), "big") >> (32 - bits)
        if number < limit:
            return number


def open_schemas() -> SchemaSet:
    """The schemas that ship with casekit, compiled once in a process."""
    return open_shared(schemas_dir())


def open_session(
    directory: Path | None,
    *,
    today: str | None = None,
    as_known: str | None = None,
    saved: bool = False,
    environment: Mapping[str, str] | None = None,
) -> Session:
    """Open the workspace of a folder (the current one without one), or its newest version.

    `today` is a day, which then counts to its end, or a moment. Raises what opening a workspace
    raises, and UsageFault for a date that does not exist.
    """
    env = os.environ if environment is None else environment
    start = Path(directory) if directory is not None else Path.cwd()
    workspace = Workspace.open(start, open_schemas(), environment=env, saved=saved)
    if as_known is not None:
        if _DATE.match(as_known):
            as_known = read_known(as_known, workspace.agency.zone)
        workspace = Workspace.open(start, open_schemas(), environment=env, as_known=as_known)
    if today is None and as_known is not None:
        today = as_known if _DATE.match(as_known) else None
    return _begin(workspace, today, env)


@contextmanager
def open_to_save(
    directory: Path | None, *, environment: Mapping[str, str] | None = None
) -> Iterator[Session]:
    """Open the workspace for a command that saves: to the end of the block nobody else does.

    Raises what opening a workspace raises, and ConflictingEdit when another command saves for
    too long. What the caller must know besides is told at the end.
    """
    env = os.environ if environment is None else environment
    start = Path(directory) if directory is not None else Path.cwd()
    with hold_workspace(start, env) as repo:
        session = _begin(Workspace.read(repo, open_schemas()), None, env)
        session.workspace.refuse_unfinished_merge()
        try:
            yield session
        finally:
            tell_notices(session)


def _begin(workspace: Workspace, today: str | None, env: Mapping[str, str]) -> Session:
    session = _set_clock(workspace, today, env)
    tell_notices(session)
    return session


def tell_notices(session: Session) -> None:
    """Say, beside the answer, what whoever runs the command must know."""
    notices = session.workspace.repo.notices
    while notices:
        talk(clean(notices.pop(0)))


def _set_clock(workspace: Workspace, today: str | None, env: Mapping[str, str]) -> Session:
    clock = env.get(CLOCK_VARIABLE)
    if clock and not workspace.agency.fictional:
        talk(f"{CLOCK_VARIABLE} is not used: this workspace holds real cases")
        clock = None
    zone = workspace.agency.zone
    if today is not None:
        return Session(workspace, read_moment(today, zone, "--today"), False)
    if clock:
        return Session(workspace, read_moment(clock, zone, CLOCK_VARIABLE), True)
    return Session(workspace, datetime.now(UTC), False)


def unknown_act(command: str, word: str, acts: Iterable[str]) -> UsageFault:
    """Say that a command has no such act, with the one that was perhaps meant."""
    from casekit.records.schemas import suggest

    return UsageFault(f"casekit {command} has no `{word}`", hint=suggest(word, [*acts], "words"))


def read_day(text: str, zone: ZoneInfo, name: str) -> date:
    """The local day of what `read_moment` reads; raises UsageFault."""
    return read_moment(text, zone, name).astimezone(zone).date()


def read_moment(text: str, zone: ZoneInfo, name: str) -> datetime:
    """A day's last moment, or a moment, local when it bears no offset; raises UsageFault."""
    try:
        if not _MOMENT.match(text):
            raise ValueError(text)
        if len(text) == 10:
            return read_when(text, zone).latest
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=zone)
        return moment.astimezone(UTC)
    except ValueError as fault:
        raise UsageFault(
            f"{name}: `{text}` is not a date that exists",
            hint="write 2026-11-21, or 2026-11-21T14:30",
        ) from fault


def read_known(text: str, zone: ZoneInfo) -> str:
    """Complete a local time of `--as-known`; raises UsageFault for a date that does not exist."""
    read_moment(text, zone, "--as-known")
    return complete(text, zone)


def load_whole(session: Session, typed: str) -> LoadedCase:
    """A case with all of its records; raises Unreadable when one of them cannot be read."""
    loaded = session.workspace.load(session.workspace.find_case(typed))
    require_whole(loaded)
    return loaded
