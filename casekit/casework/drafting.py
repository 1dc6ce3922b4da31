"""From a request to a record: names become ids, what is known is filled in, faults are told.

Nothing is written here. A draft that has a fault of any kind never becomes a change set.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from casekit.casework.desk import Desk
from casekit.casework.known import fill_in
from casekit.casework.local_time import complete_times, explain_gap
from casekit.casework.naming import resolve_names
from casekit.casework.request import Request
from casekit.errors import BadInput, NotFound
from casekit.model.changes import ChangeSet, Edit, NewRecord
from casekit.model.findings import Finding, sort_findings
from casekit.model.ids import make_record_id
from casekit.model.records import FOLDERS, Case, Person, Record
from casekit.practice.checks import check_case
from casekit.practice.scope import Scope
from casekit.records.schemas import SchemaSet
from casekit.records.validation import find_faults
from casekit.workspace.agency import Agency
from casekit.workspace.loading import CASE_FILE, LoadedCase, Places, make_record

if TYPE_CHECKING:
    from casekit.casework.prior.pairs import Pair
    from casekit.casework.prior.searching import Prior
    from casekit.casework.sealing import KeyWrite
    from casekit.practice.conditions.view import Gate

HEAD = ("schema", "id", "occurred_at", "occurred_on", "recorded_at", "recorded_by")
# Whoever sends a name that nobody bears has asked for something that is not there.
_UNKNOWN = frozenset(
    {
        "PERSON-UNKNOWN",
        "PERSON-AMBIGUOUS",
        "WORKER-UNKNOWN",
        "RECORD-UNKNOWN",
        "RECORD-AMBIGUOUS",
        "RECORD-KIND-DIFFERS",
    }
)


@dataclass(frozen=True)
class Recorded:
    """What a command wants saved, and the case as it becomes with it.

    `records` are the ids of its records, `items` those of plan items; `gates` were judged, and
    `notes` is what the worker is told besides.
    `key_write` must be kept before the changes are saved: what they seal opens with it only.
    `prior` is what an intake found of earlier contact, `twice` who may be in the case already.
    """

    changes: ChangeSet
    loaded: LoadedCase
    records: tuple[str, ...]
    items: tuple[str, ...] = ()
    gates: tuple[Gate, ...] = ()
    key_write: KeyWrite | None = None
    notes: tuple[str, ...] = ()
    prior: Prior | None = None
    twice: tuple[Pair, ...] = ()


@dataclass(eq=False)
class Drafts:
    """The records that one command is about to make, growing until they are judged together.

    `loaded` is the case as it would become with what was drafted so far. `refused` are people of
    the request who are at fault themselves; whatever rests on them is looked at and not made.
    """

    loaded: LoadedCase
    desk: Desk
    agency: Agency
    schemas: SchemaSet
    new: list[NewRecord] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    drafted: list[str] = field(default_factory=list)
    refused: list[Person] = field(default_factory=list)
    gates: tuple[Gate, ...] = ()
    key_write: KeyWrite | None = None
    notes: tuple[str, ...] = ()

    @property
    def case(self) -> Case:
        """The case as it would become."""
        return self.loaded.case

    def add(self, kind: str, request: Request, people: Sequence[Person] = ()) -> Record | None:
        """Draft a record; None, and findings, when the request is at fault.

        `people` are persons of the same command who can be named although their own drafts are
        not in the case yet.
        """
        before = len(self.findings)
        data = self.resolve(kind, request, people)
        findings = self.findings[before:]
        fill_in(kind, data, self.case, self.desk)
        data = self._with_head(kind, data)
        faults = find_faults(
            data, kind, self.schemas, request.locate, request.path, request.locate_key
        )
        # A name that fits nobody has been told already, and better.
        told = {(f.line, f.column) for f in findings}
        self.findings.extend(f for f in faults if (f.line, f.column) not in told)
        if findings or faults or self.refused:
            return None
        path = f"{self.case.path}/{FOLDERS[kind]}/{data['id']}.yaml"
        data = order_keys(data, self.schemas.get(kind))
        record = self._place(kind, data, path, request, self.desk.zone)
        self.new.append(NewRecord(kind, path, data))
        return record

    def resolve(self, kind: str, request: Request, people: Sequence[Person] = ()) -> dict[str, Any]:
        """Put ids in place of names and complete local times.

        Names that fit nobody, and times that a change of the clocks repeats or skips, are told.
        """
        data, findings = resolve_names(
            complete_times(request.data, self.desk.zone),
            kind,
            schemas=self.schemas,
            people=self._list_people(people),
            staff=self.agency.staff,
            case=self.case,
            request=request,
        )
        self.findings.extend(findings)
        self.findings.extend(self._find_gap(request))
        return data

    def _list_people(self, more: Sequence[Person]) -> tuple[Person, ...]:
        """Everybody who can be named, each once."""
        return tuple({p.id: p for p in (*more, *self.refused, *self.case.people)}.values())

    def _find_gap(self, request: Request) -> Iterator[Finding]:
        gap = explain_gap(str(request.data.get("occurred_at", "")), self.desk.zone)
        if gap is not None:
            yield request.fault(("occurred_at",), "TIME-NOT-ONE", *gap)

    def _with_head(self, kind: str, data: dict[str, Any]) -> dict[str, Any]:
        return {
            **data,
            "schema": f"{kind}/1",
            "id": data.get("id") or make_record_id(self.desk.today, self.desk.random_below),
            "recorded_at": self.desk.stamp,
            "recorded_by": self.desk.worker.id,
        }

    def _place(
        self, kind: str, data: Mapping[str, Any], path: str, request: Request, zone: tzinfo
    ) -> Record:
        record = make_record(kind, data, path, zone, request)
        self.loaded = self.loaded.with_record(record, request)
        self.drafted.append(record.id)
        return record

    def replace(
        self,
        record: Record,
        data: Mapping[str, Any],
        edits: Sequence[Edit],
        places: Places | None = None,
    ) -> None:
        """Put a changed record in place of the one on file; `edits` are how its file changes.

        `places` says where faults point; without it, into the file as it is.
        """
        places = places or self.loaded.places[record.path]
        faults = find_faults(
            data, record.kind, self.schemas, places.locate, places.path, places.locate_key
        )
        self.findings.extend(faults)
        if faults:
            return
        changed = make_record(record.kind, data, record.path, self.desk.zone, places)
        self.loaded = self.loaded.with_record(changed, places)
        self.drafted.append(record.id)
        self.edits.extend(edits)

    def learn_sealing_key(self, key: str) -> None:
        """Give the case its sealing key, and its file when it is there already."""
        if self.case.sealing_key is not None:
            return
        path = f"{self.case.path}/{CASE_FILE}"
        if path in self.loaded.places:
            self.edits.append(Edit("case", path, ("sealing_key",), key))
        self.loaded = replace(self.loaded, case=replace(self.case, sealing_key=key))

    def finish(self, summary: str, items: tuple[str, ...] = ()) -> Recorded:
        """Judge all drafts together and give what is to be saved; `items` are ids in a plan.

        Raises NotFound when a name or record is not there, BadInput for every other fault.
        """
        if not self.findings:
            scope = Scope(self.loaded, self.agency, self.schemas, self.desk.now)
            self.findings.extend(
                f for f in check_case(scope, only=frozenset(self.drafted)) if f.severity == "error"
            )
        self.refuse_faults()
        self.notes = (*self.notes, *self._tell_without_tie())
        changes = ChangeSet(self.case.number, summary, tuple(self.new), tuple(self.edits))
        return Recorded(
            changes,
            self.loaded,
            tuple(self.drafted),
            items,
            self.gates,
            self.key_write,
            self.notes,
        )

    def _tell_without_tie(self) -> list[str]:
        """Who is of the family and nothing says how: a visit to them would count for nobody."""
        case = self.case
        tied = {t["to"] for p in case.people for t in p.data.get("relationships", ())}
        return [
            f"nothing says how {p.called} belongs to the children, so a visit to {p.called} is "
            f'none to the family: casekit person {case.number} --change "{p.called}" '
            f'--relationship "to={case.children[0].called}; is=mother", or whatever it is'
            for p in case.people
            if p.id in self.drafted
            and p.role == "family"
            and p.id not in tied
            and not p.data.get("relationships")
            and case.children
        ]

    def refuse_faults(self) -> None:
        """Raise what was found so far, if anything."""
        if not self.findings:
            return
        faults = sort_findings(self.findings)
        if all(f.code in _UNKNOWN for f in faults):
            raise NothingToNameBy(faults)
        raise BadInput("nothing was saved", faults)


class NothingToNameBy(NotFound):
    """The request speaks of people or records that the case does not have."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("nothing was saved")
        self.findings = tuple(findings)


def order_keys(data: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    """Put the top keys in the order in which the schema lists them."""
    places = {key: number for number, key in enumerate(schema["properties"])}
    return dict(sorted(data.items(), key=lambda item: places.get(item[0], len(places))))


def empty_case(number: str, folder: str) -> LoadedCase:
    """A case that is about to be made."""
    return LoadedCase(Case(number, folder, "normal", ()), {}, ())
