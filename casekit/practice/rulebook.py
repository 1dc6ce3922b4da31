"""The rules an agency works by: its packs, its own numbers and its calendars, put together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from casekit.errors import Unreadable
from casekit.model.building import build_timeline
from casekit.model.findings import Finding
from casekit.model.records import Case
from casekit.model.timeline import Timeline
from casekit.model.when import Present
from casekit.standards.calendars import Calendar, Year, is_signed_off, read_calendar_year
from casekit.standards.clocks import Clock
from casekit.standards.composing import InForce, compose, put_in_force
from casekit.standards.obligations import Judgement, RuleGroups, find_obligations, group_rules
from casekit.standards.packs import ALWAYS_IN_FORCE, Pack, load_editions, read_pack
from casekit.standards.priorities import Priorities
from casekit.standards.rules import Rule
from casekit.workspace.agency import Agency
from casekit.workspace.workspace import Workspace

if TYPE_CHECKING:
    from casekit.practice.banks_data import BankGoal
    from casekit.practice.instrument_data import Instrument
    from casekit.practice.process_data import Process

PROCESS_FILE = "process.yaml"
INSTRUMENTS = "instruments"
BANKS = "banks"


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """Rules, clock and people of an agency: all that judging a case needs besides the case.

    `findings` are faults in the calendars; a faulty year counts as missing.
    """

    agency: Agency
    packs: tuple[InForce, ...]
    rules: tuple[Rule, ...]
    clock: Clock
    findings: tuple[Finding, ...]
    # What the agency's own process.yaml holds; read when somebody asks for it.
    own_process: bytes | None = None
    # The agency's own instruments, by their files.
    own_instruments: tuple[tuple[str, bytes], ...] = ()
    # The agency's own banks of goals, by their files.
    own_banks: tuple[tuple[str, bytes], ...] = ()
    # The rules by what is judged together, the same for every case.
    groups: RuleGroups = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "groups", group_rules(self.rules))

    def timeline(self, case: Case, now: datetime | Present) -> Timeline:
        """The timeline of a case as it stood at an aware instant."""
        return build_timeline(case, self.agency.zone, self.agency.staff, now)

    def judge(
        self, timeline: Timeline, now: datetime | Present, horizon: date | None = None
    ) -> Judgement:
        """All obligations of a timeline that was built up to `now`, an aware instant."""
        return find_obligations(
            timeline,
            self.groups,
            self.clock,
            now,
            horizon=horizon,
            due_soon_days=self.agency.due_soon_days,
        )

    @property
    def process(self) -> Process:
        """The stages, tracks and ways on; raises Unreadable for the agency's own at fault."""
        from casekit.practice.process_data import read_process

        return read_process(self.own_process)

    @property
    def instruments(self) -> Mapping[str, Instrument]:
        """The instruments by id, the agency's own before ours; raises Unreadable for a fault."""
        from casekit.practice.instrument_data import read_instruments

        return read_instruments(self.own_instruments)

    @property
    def banks(self) -> Mapping[str, tuple[BankGoal, ...]]:
        """The beginnings of goals by area of life, the agency's own first; raises Unreadable."""
        from casekit.practice.banks_data import read_banks

        return read_banks(self.own_banks)

    @property
    def priorities(self) -> Priorities:
        """What a screening's priority means as a limit."""
        return Priorities(self.packs)


def open_rulebook(workspace: Workspace) -> Rulebook:
    """Put together the rulebook of a workspace; raises Unreadable for a pack or limit at fault."""
    agency = workspace.agency
    packs = gather_packs(workspace)
    rules = compose(packs, agency.limits)
    calendars, findings = _read_calendars(workspace)
    return Rulebook(
        agency,
        tuple(packs),
        rules,
        Clock(agency.zone, calendars),
        findings,
        find_own_process(workspace),
        find_own_files(workspace, INSTRUMENTS),
        find_own_files(workspace, BANKS),
    )


def find_own_files(workspace: Workspace, folder: str) -> tuple[tuple[str, bytes], ...]:
    """The agency's own instruments, or banks of goals, by path."""
    if not workspace.source.has_folder(folder):
        return ()
    paths = [p for p in workspace.source.list_paths(folder) if p.endswith(".yaml")]
    found = workspace.source.read(paths)
    return tuple((path, found[path]) for path in sorted(paths))


def find_own_process(workspace: Workspace) -> bytes | None:
    """What the agency's own process.yaml holds; None where it works by the one that ships."""
    if not workspace.source.has(PROCESS_FILE):
        return None
    return workspace.source.read([PROCESS_FILE])[PROCESS_FILE]


def gather_packs(workspace: Workspace) -> list[InForce]:
    """The packs in force in a workspace, each edition with its time, the agency's own first.

    Raises NotFound and Unreadable.
    """
    packs = list(_own_standards(workspace))
    for chosen in workspace.agency.standards:
        editions = load_editions(chosen.pack)
        packs.extend(put_in_force(editions, chosen.places, chosen.edition))
    packs.extend(put_in_force(load_editions(ALWAYS_IN_FORCE), ()))
    return packs


def with_packs(book: Rulebook, packs: Sequence[InForce]) -> Rulebook:
    """The rulebook as it would be with other packs; the agency's numbers for rules that it has."""
    known = {rule.id for used in packs for rule in used.pack.rules}
    limits = {rule: within for rule, within in book.agency.limits.items() if rule in known}
    return replace(book, packs=tuple(packs), rules=compose(packs, limits))


def _own_standards(workspace: Workspace) -> Iterator[InForce]:
    """The agency's own rules; one file that cannot be read would drop duties, so it stops all."""
    editions: dict[str, list[Pack]] = {}
    for document in workspace.read_standards():
        if document.findings or document.data is None:
            raise Unreadable(
                f"the agency's own standards in {document.path} cannot be read",
                document.findings,
                hint=f"mend it, and try: casekit standards lint {document.path}",
                path=document.path,
            )
        pack = read_pack(document.data, document.path, document.locate)
        if pack.level != "agency":
            raise Unreadable(
                f"{document.path} says `level: {pack.level}`",
                hint="an agency's own rules are of `level: agency`",
                path=document.path,
            )
        editions.setdefault(pack.id, []).append(pack)
    for packs in editions.values():
        yield from put_in_force(sorted(packs, key=lambda pack: pack.effective_from), ())


def _read_calendars(workspace: Workspace) -> tuple[dict[str, Calendar], tuple[Finding, ...]]:
    years: dict[str, dict[int, Year]] = {}
    unsigned: dict[str, set[int]] = {}
    findings: list[Finding] = []
    for document in workspace.read_calendars():
        folder = document.path.split("/")[1]
        if document.findings or document.data is None:
            findings.extend(document.findings)
            continue
        number, year = read_calendar_year(document.data)
        if is_signed_off(document.data):
            years.setdefault(folder, {})[number] = year
        else:
            unsigned.setdefault(folder, set()).add(number)
    calendars = {
        purpose: Calendar(folder, years.get(folder, {}), frozenset(unsigned.get(folder, ())))
        for purpose, folder in workspace.agency.calendar_folders.items()
    }
    return calendars, tuple(findings)


def select_rules(rules: Iterable[Rule], wanted: str) -> tuple[Rule, ...]:
    """The rules whose id is, or starts as, what somebody typed."""
    exact = tuple(rule for rule in rules if rule.id == wanted)
    return exact or tuple(rule for rule in rules if rule.id.startswith(wanted))
