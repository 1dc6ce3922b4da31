"""People and households that a request brings along, so that they can be named at once.

Any request may carry `people:` and `households:`: the foster carer enters the case with the
placement that names her. A household may list its `members:`; they become dated memberships of the
people, which is how records keep them.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any

from casekit.casework.drafting import Drafts
from casekit.casework.naming import find_person
from casekit.casework.request import Request
from casekit.model.changes import Edit
from casekit.model.ids import make_record_id
from casekit.model.records import Person

BROUGHT_ALONG = ("people", "households")


def add_people_and_households(drafts: Drafts, request: Request) -> None:
    """Draft the people and households of a request; they may speak of each other by name."""
    people = _list(drafts, request, "people")
    households = _list(drafts, request, "households")
    with_ids = [_with_id(drafts, part) for part in people]
    named = [person for part in with_ids for person in _as_named(part)]
    memberships: dict[str, list[dict[str, Any]]] = {}
    for part in households:
        _add_household(drafts, part, named, memberships)
    for part in with_ids:
        joined = memberships.pop(str(part.data["id"]), [])
        if joined:
            given = part.data.get("memberships", [])
            part = replace(part, data={**part.data, "memberships": [*given, *joined]})
        if drafts.add("person", part, named) is None:
            # What is wrong with somebody is told there, and not again wherever they are named.
            drafts.refused += _as_named(part)
    for person_id, joined in memberships.items():
        _join(drafts, person_id, joined)


def _as_named(part: Request) -> list[Person]:
    """Somebody new as far as they can be named, whatever else is wrong with them."""
    said = {key: part.data[key] for key in ("name", "called") if part.data.get(key)}
    names = {key: str(text) for key, text in said.items() if not isinstance(text, list | Mapping)}
    if not names:
        return []
    # Without a name of its own, what somebody is called has to do.
    first = next(iter(names.values()))
    return [Person(str(part.data["id"]), {"role": "other", "name": first, **names})]


def _with_id(drafts: Drafts, part: Request) -> Request:
    return part.with_defaults(id=make_record_id(drafts.desk.today, drafts.desk.random_below))


def _list(drafts: Drafts, request: Request, key: str) -> list[Request]:
    given = request.data.get(key, [])
    if isinstance(given, list) and all(isinstance(item, Mapping) for item in given):
        return [request.part(key, number) for number in range(len(given))]
    item = "name: ... and role: ..." if key == "people" else "kind: ... and address: ..."
    message = f"`{key}` is a list, each item with its own fields"
    _fault(drafts, request, (key,), message, hint=f"begin each with `- `, then {item}")
    return []


def _add_household(
    drafts: Drafts,
    part: Request,
    named: list[Person],
    memberships: dict[str, list[dict[str, Any]]],
) -> None:
    record = drafts.add("household", part.without("members", "since", "main_carers"), named)
    if record is None:
        return
    since = part.data.get("since", drafts.desk.today.isoformat())
    carers = part.data.get("main_carers", [])
    for number, name in enumerate(part.data.get("members", ())):
        found, fault = find_person(str(name), (*drafts.case.people, *named))
        if fault is not None:
            _fault(drafts, part, ("members", number), fault[1], fault[0], fault[2])
            continue
        entry = {"household": record.id, "from": since}
        if name in carers:
            entry["main_carer"] = True
        memberships.setdefault(found, []).append(entry)


def _join(drafts: Drafts, person_id: str, joined: list[dict[str, Any]]) -> None:
    """Add memberships to somebody whose file is already there."""
    record = drafts.case.find(person_id)
    if record is None:
        return
    data = deepcopy(dict(record.data))
    data["memberships"] = [*data.get("memberships", ()), *joined]
    edits = [Edit("person", record.path, ("memberships",), m, append=True) for m in joined]
    drafts.replace(record, data, edits)


def change_person(drafts: Drafts, who: str, request: Request) -> None:
    """Set fields of somebody's file; a list that is given is added to what is there."""
    person_id, fault = find_person(who, drafts.case.people)
    if fault is not None:
        _fault(drafts, request, ("change",), fault[1], fault[0], fault[2])
        return
    record = drafts.case.find(person_id)
    assert record is not None
    given = drafts.resolve("person", request.without("change"))
    data = deepcopy(dict(record.data))
    edits: list[Edit] = []
    for key, value in given.items():
        if isinstance(value, list) and isinstance(data.get(key), list):
            data[key].extend(value)
            edits.extend(Edit("person", record.path, (key,), v, append=True) for v in value)
        else:
            data[key] = value
            edits.append(Edit("person", record.path, (key,), value))
    if not drafts.findings:
        drafts.replace(record, data, edits, request)


def _fault(
    drafts: Drafts,
    request: Request,
    keys: tuple[str | int, ...],
    message: str,
    code: str = "SCHEMA-TYPE",
    hint: str | None = None,
) -> None:
    drafts.findings.append(request.fault(keys, code, message, hint))
