"""Adoption: the child gets a case of its own, restricted, and only a sealed link joins the two.

The new case lies in another workspace: whoever has a clone of one can read all of it. Nothing that
tells of the birth family goes along, and each case says which the other one is only to those whom
its agency names (case planning flow chart, Reunification not possible).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casekit.casework.desk import Desk
from casekit.casework.drafting import Drafts, Recorded, empty_case
from casekit.casework.intake import draft_case_file
from casekit.casework.naming import find_person
from casekit.casework.request import Request
from casekit.casework.sealing import NoReaders, find_sealing_key
from casekit.errors import GateRefused, NotFound
from casekit.model.findings import Finding
from casekit.model.ids import make_case_number
from casekit.model.records import Case, Person, Record
from casekit.records.document import Document
from casekit.records.sealing import seal
from casekit.workspace.keys import KeyFolder
from casekit.workspace.loading import LoadedCase
from casekit.workspace.workspace import Workspace

# What a child is, whoever its family is. What tells of others (relationships, households, what was
# decided about people on file, what to know before a meeting, notes) stays behind.
CARRIED = (
    *("birth", "gender", "languages", "interpreter", "culture", "faith", "community"),
    *("indigenous", "nation", "disability"),
)


@dataclass(frozen=True)
class Side:
    """A workspace and who works there now."""

    workspace: Workspace
    desk: Desk


@dataclass(frozen=True)
class Adoption:
    """What is to be saved: the new case there, and the link to it here."""

    there: Recorded
    here: Recorded
    number: str


def draft_adoption(
    here: Side, there: Side, loaded: LoadedCase, child_name: str, name: str, called: str | None
) -> Adoption:
    """Draft the adopted child's own case, and the sealed links in both.

    Raises NotFound for a child that the case does not have, GateRefused while no adoption of it is
    final or when it has its link already, and what drafting and sealing raise.
    """
    child = _find_child(loaded.case, child_name)
    _refuse(loaded.case, child)
    number = make_case_number(there.desk.today.year, there.desk.random_below)
    while there.workspace.has_case(number):
        number = make_case_number(there.desk.today.year, there.desk.random_below)
    new = _drafts(there, empty_case(number, there.workspace.place_new_case(number)))
    old = _drafts(here, loaded)
    person = _add_person(new, child, name, called)
    to_old = {
        "case": loaded.case.number,
        "child": child.id,
        "agency": here.workspace.agency.name,
    }
    to_new = {"case": number, "child": person, "agency": there.workspace.agency.name}
    _add_link(new, there, person, "after", to_old)
    new.new.insert(0, draft_case_file(new, "restricted"))
    _add_link(old, here, child.id, "before", to_new)
    return Adoption(
        new.finish(f"Case {number}"), old.finish(f"Adoption in {loaded.case.number}"), number
    )


def refuse_one_workspace(here: Workspace, there: Workspace) -> None:
    """Raise GateRefused where both cases would lie in one workspace."""
    if here.root == there.root:
        fault = Finding(
            code="GATE-ADOPTION-SAME-WORKSPACE",
            message="both cases would lie in one workspace, where one who reads one reads both",
            path=str(there.root),
            hint="make one for restricted cases (casekit init DIR), and say --into DIR",
        )
        raise GateRefused("nothing was saved", [fault])


def _drafts(side: Side, loaded: LoadedCase) -> Drafts:
    return Drafts(loaded, side.desk, side.workspace.agency, side.workspace.schemas)


def _find_child(case: Case, said: str) -> Person:
    found, fault = find_person(said, case.children)
    child = case.person(found)
    if fault is not None or child is None:
        raise NotFound(
            f"{case.number} has no child `{said}`",
            hint=f"see who is in it: casekit show {case.number}",
        )
    return child


def _refuse(case: Case, child: Person) -> None:
    faults = []
    linked = [r for r in case.facts("adoption-link") if r.data["side"] == "before"]
    if any(child.id in r.children for r in linked):
        faults.append(
            (
                "GATE-ADOPTION-LINKED",
                f"{child.called} has a case after the adoption already",
                f'who may know which: casekit unseal {case.number} --reason "..."',
            )
        )
    if not any(_is_final(record, child) for record in case.records if not record.is_voided):
        faults.append(
            (
                "GATE-ADOPTION-NOT-FINAL",
                f"no adoption of {child.called} is final in this case",
                "what a hearing came to is not read by a machine; record that the placement ended "
                f"in adoption: casekit placement {case.number} --step end --reason adopted",
            )
        )
    if faults:
        raise GateRefused(
            "nothing was saved",
            [Finding(code=c, message=m, path=case.path, hint=h) for c, m, h in faults],
        )


def _is_final(record: Record, child: Person) -> bool:
    final = (record.kind, record.data.get("reason")) == ("placement-end", "adopted")
    return final and (not record.children or child.id in record.children)


def _request(data: Mapping[str, Any]) -> Request:
    return Request(dict(data), Document("casekit adoption", "", dict(data)))


def _add_person(drafts: Drafts, child: Person, name: str, called: str | None) -> str:
    carried = {key: child.data[key] for key in CARRIED if key in child.data}
    data = {"name": name, "role": "child", "occurred_on": drafts.desk.today.isoformat(), **carried}
    if called is not None:
        data["called"] = called
    made = drafts.add("person", _request(data))
    drafts.refuse_faults()
    assert made is not None
    return made.id


def _add_link(drafts: Drafts, side: Side, child: str, which: str, plain: Mapping[str, str]) -> None:
    folder = KeyFolder.of(side.workspace.repo, side.workspace.schemas)
    agency = side.workspace.agency
    try:
        key, write = find_sealing_key(folder, drafts.case, agency, side.desk.now)
    except NoReaders as fault:
        fault.hint = f"in {side.workspace.root} a supervisor runs once: casekit keys make"
        raise
    drafts.key_write = write
    drafts.learn_sealing_key(key)
    data = {
        "occurred_on": side.desk.today.isoformat(),
        "children": [child],
        "side": which,
        "link": {"sealed": seal(plain, key)},
    }
    drafts.add("adoption-link", _request(data))
