"""A due list as plain data: what every form of export is made of.

No case, no workspace and no rule is needed here, so a list may come from one workspace, from many,
or out of an index.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import cached_property
from typing import Any, Literal, NamedTuple

from casekit.model.findings import Finding
from casekit.model.visible import make_visible
from casekit.model.when import read_when

Row = Mapping[str, Any]
# word: text of which there are few, such as a status; when: a day, or an instant; list: of texts.
ColumnKind = Literal["text", "word", "list", "bool", "number", "day", "when"]


class Column(NamedTuple):
    """One column of a due list: its key in a row, its heading for people, what it holds."""

    key: str
    heading: str
    kind: ColumnKind


# What a row says of where it comes from; the keys after these are those of `obligation_row`.
ORIGIN = (
    Column("workspace", "Workspace", "word"),
    Column("office", "Office", "word"),
    Column("unit", "Unit", "word"),
    Column("worker", "Worker", "word"),
)
OBLIGATION = (
    Column("id", "Identity", "text"),
    Column("case", "Case", "text"),
    Column("rule", "Rule", "word"),
    Column("title", "What", "word"),
    Column("part", "Part", "word"),
    Column("kind", "Kind", "word"),
    Column("per", "Per", "word"),
    Column("subject", "Subject", "text"),
    Column("status", "Status", "word"),
    Column("enforced", "Enforced", "bool"),
    Column("since", "Since", "when"),
    Column("due", "Due", "when"),
    Column("due_on", "Due on", "day"),
    Column("opens", "Opens", "when"),
    Column("met_at", "Met at", "when"),
    Column("met_by", "Met by", "text"),
    Column("last", "Last", "when"),
    Column("ended", "Ended", "when"),
    Column("days_overdue", "Days overdue", "number"),
    Column("trigger", "Trigger", "text"),
    Column("source", "Source", "word"),
    Column("verification", "Verification", "word"),
    Column("extended_from", "Extended from", "when"),
    Column("extended_by", "Extended by", "list"),
    Column("excused_by", "Excused by", "text"),
    Column("waiting", "Asked for, not approved", "list"),
    Column("done", "Done", "number"),
    Column("needed", "Needed", "number"),
)
COLUMNS = (*ORIGIN, *OBLIGATION)


@dataclass(frozen=True)
class SheetWorkspace:
    """A workspace that a due list was read from: its version, and what was wrong on the way."""

    name: str
    version: str | None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, eq=False)
class DueSheet:
    """A due list at a moment (aware): the keys of a row are those of COLUMNS, missing ones None.

    A row may also have a `version`, where workspaces share a name. `rows` may be such that they can
    be read only once, so that a list need not fit into memory.
    """

    as_of: datetime
    zone: tzinfo
    workspaces: tuple[SheetWorkspace, ...]
    rows: Iterable[Row]

    @property
    def local_as_of(self) -> str:
        """The moment as JSON answers write it, with the agency's offset."""
        return self.as_of.astimezone(self.zone).isoformat(timespec="seconds")

    @property
    def findings(self) -> Iterator[tuple[SheetWorkspace, Finding]]:
        """Every fault with the workspace it was met in."""
        return ((each, fault) for each in self.workspaces for fault in each.findings)

    @property
    def errors(self) -> int:
        """How many faults mean that the list may lack something."""
        return sum(fault.severity == "error" for _, fault in self.findings)

    @cached_property
    def _versions(self) -> Mapping[str, str | None]:
        return {each.name: each.version for each in self.workspaces}

    def version_of(self, row: Row) -> str | None:
        """The version that a row was read from: its own, else that of its workspace."""
        own: str | None = row.get("version")
        return own or self._versions.get(str(row.get("workspace")))


def say_value(value: object) -> str:
    """A value as one line of text in which nothing steers or hides; nothing for None."""
    if isinstance(value, list | tuple):
        return " ".join(map(say_value, value))
    return "" if value is None else make_visible(str(value))


def read_moment(value: str, zone: tzinfo) -> datetime | date:
    """What a `when` of a row says: an instant in the zone's own time, or a plain day."""
    when = read_when(value, zone)
    return when.earliest.astimezone(zone) if when.is_exact else when.day


def say_faults(number: int) -> str:
    """So many faults, in words."""
    return f"{number:,} fault{'' if number == 1 else 's'}"


def say_place(finding: Finding) -> str:
    """Where a fault is, without its words: those may quote a record, and an export travels."""
    place = make_visible(finding.path)
    return f"{place}:{finding.line}:{finding.column}" if finding.line else place
