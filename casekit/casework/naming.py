"""From the names people say to the ids that records keep.

A worker types `Sam`; the record says `2026-01-12-k7q4mz`. A name must fit exactly one person of
the case; anything else is a finding, never a guess.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from casekit.casework.request import Request
from casekit.errors import NotFound
from casekit.model.findings import Finding
from casekit.model.ids import RECORD_ID
from casekit.model.plans import plans_in_force
from casekit.model.records import Case, Person
from casekit.model.staff import Worker
from casekit.records.annotations import iter_annotated
from casekit.records.document import Keys
from casekit.records.schemas import SchemaSet


def resolve_names(
    data: Mapping[str, Any],
    kind: str,
    *,
    schemas: SchemaSet,
    people: Sequence[Person],
    staff: Sequence[Worker],
    case: Case | None,
    request: Request,
) -> tuple[dict[str, Any], list[Finding]]:
    """Give the data with ids in place of names, and a finding for each name that fits nobody.

    `data` is that of the request, as far as it is filled in; `request` knows the places.
    """
    resolved: dict[str, Any] = deepcopy(dict(data))
    findings: list[Finding] = []
    for keys, value, target in list(iter_annotated(data, kind, schemas, "x-refers-to")):
        if target in (None, "case") or not isinstance(value, str):
            continue
        if target == "person":
            found, fault = find_person(value, people)
        elif target == "worker":
            found, fault = find_worker(value, staff)
        else:
            found, fault = find_record(value, str(target), case)
        if fault is not None:
            findings.append(request.fault(keys, *fault))
        else:
            _set(resolved, keys, found)
    return resolved, findings


Fault = tuple[str, str, str | None]


def find_person(said: str, people: Sequence[Person]) -> tuple[str, Fault | None]:
    """The id of the one person who is called that, or a fault that names who there is."""
    wanted = fold(said)
    exact = [p for p in people if p.id == said]
    named = exact or [p for p in people if wanted in (fold(p.called), fold(p.name))]
    if not exact:
        # Who has no other name to be called by answers to the first name too.
        named += [
            p
            for p in people
            if p not in named
            and (p.called == p.name or not named)
            and wanted == fold(p.name).split(" ")[0]
        ]
    if len(named) == 1:
        return named[0].id, None
    if len(named) > 1:
        return said, (
            "PERSON-AMBIGUOUS",
            f"{len(named)} people of the case are called `{said}`",
            _tell_apart(named),
        )
    names = [p.called for p in people]
    from difflib import get_close_matches  # only who mistypes waits for it

    close = get_close_matches(said, names, n=1, cutoff=0.6)
    hint = f"did you mean {close[0]}?" if close else None
    if hint is None:
        known = ", ".join(names) or "nobody yet"
        hint = f"known here: {known}; add a person under `people:` or with casekit person"
    return said, ("PERSON-UNKNOWN", f"nobody in the case is called `{said}`", hint)


def _tell_apart(people: Sequence[Person]) -> str:
    if len({fold(p.name) for p in people}) == len(people):
        return "write the full name: " + " or ".join(p.name for p in people)
    return "they bear the same name, so write the id: " + ", ".join(p.id for p in people)


def find_worker(said: str, staff: Sequence[Worker]) -> tuple[str, Fault | None]:
    """The id of the one worker with that id, name or e-mail address."""
    wanted = fold(said)
    found = [w for w in staff if wanted in (fold(w.id), fold(w.name), fold(w.email))]
    if len(found) == 1:
        return found[0].id, None
    known = ", ".join(w.id for w in staff)
    return said, (
        "WORKER-UNKNOWN",
        f"`{said}` is nobody in agency.yaml",
        f"write one of: {known}",
    )


def choose_person(said: str, people: Sequence[Person]) -> str:
    """The id of the one person who is called that; raises NotFound with who there is."""
    found, fault = find_person(said, people)
    if fault is not None:
        raise NotFound(fault[1], hint=fault[2])
    return found


def find_record(said: str, target: str, case: Case | None) -> tuple[str, Fault | None]:
    """A whole id is taken as it is (a check judges it); the end of one must fit one record.

    A plan may be named by its kind while one such plan is in force (`plan: safety`), and a home by
    its kind while the case has one of it (`household: family home`).
    """
    if RECORD_ID.match(said) or case is None:
        return said, None
    found = [
        r for r in case.records if r.id.endswith(said.lower()) and target in (r.kind, "record")
    ]
    if target == "plan":
        found = [p for p in plans_in_force(case) if p.data["kind"] == said] or found
    if target == "household":
        found = [h for h in case.facts("household") if h.data["kind"] == said] or found
    if len(found) == 1:
        return found[0].id, None
    thing = "record" if target == "record" else f"{target} record"
    return said, (
        "RECORD-AMBIGUOUS" if found else "RECORD-UNKNOWN",
        f"{len(found) or 'no'} {thing}{'s' if len(found) > 1 else ''} of the case "
        f"{'end' if len(found) > 1 else 'ends'} in `{said}`",
        f"see the ids with: casekit chronology {case.number} --format tsv",
    )


def fold(text: str) -> str:
    """A text as names are compared: without case, and without what spaces differ in."""
    return " ".join(text.casefold().split())


def _set(data: Any, keys: Keys, value: Any) -> None:
    for key in keys[:-1]:
        data = data[key]
    data[keys[-1]] = value
