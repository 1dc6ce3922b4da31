"""What a search found, in the form in which it is kept and handed to programs.

In a report it stands beside what the worker wrote: neither takes the place of the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casekit.casework.prior.history import EarlierCase, EarlierRisk
from casekit.casework.prior.pairs import Pair
from casekit.casework.prior.searching import Prior, Told
from casekit.casework.request import Request
from casekit.errors import BadInput
from casekit.records.schemas import SchemaSet

FIELD = "prior_contact"
# What the worker may have written as well: lists, the worker's part first.
_LISTS = ("searched", "found", "not_searched")
# What a record's fields may hold; casekit's own part of a list is cut before the worker's.
_LONGEST_LINE, _LONGEST_TEXT, _LONGEST_LIST = 200, 100_000, 500


def refuse_filled_in(request: Request, schemas: SchemaSet) -> None:
    """Raise BadInput where a request gives what only the search itself may say."""
    given = request.data.get(FIELD)
    if not isinstance(given, Mapping):
        return  # what else is wrong with it the schema tells
    fields = schemas.get("report")["properties"][FIELD]["properties"]
    ours = [(FIELD, key) for key in given if fields.get(key, {}).get("readOnly")]
    inner = fields["found"]["items"]["properties"]
    for number, item in enumerate(given.get("found", ()) if "found" in given else ()):
        if isinstance(item, Mapping):
            ours += [
                (FIELD, "found", number, key)  # type: ignore[misc]
                for key in item
                if inner.get(key, {}).get("readOnly")
            ]
    if not ours:
        return
    raise BadInput(
        "nothing was saved",
        [
            request.fault(
                keys,
                "FILLED-IN",
                f"casekit fills in `{keys[-1]}` itself, from the cases on file",
                "leave it out; your own words belong under `summary`, and what other agencies told "
                "you under `found`",
                at_key=True,
            )
            for keys in ours
        ],
    )


def file_prior(prior: Prior, given: Mapping[str, Any]) -> dict[str, Any]:
    """The `prior_contact` of a report: what was found, with what the worker wrote beside it."""
    cases = f"{prior.searched:,} case{'' if prior.searched == 1 else 's'}"
    ours: Mapping[str, list[Any]] = {
        "searched": [f"this workspace ({cases}), by name, birth date, telephone, address, family"],
        "found": [case_as_data(told) for told in prior.cases],
        "not_searched": [
            {"what": _cut(each.what), "why": each.why[:_LONGEST_TEXT]}
            for each in prior.not_searched
        ],
    }
    filed: dict[str, Any] = {}
    if prior.highest is not None:
        filed["highest_risk"] = risk_as_data(*prior.highest)
    filed |= _count(prior.openings, prior.reports, bool(prior.threats))
    for key in _LISTS:
        own = given.get(key, [])
        whole = [*own, *(item for item in ours[key] if item not in own)]
        if whole:
            filed[key] = whole[:_LONGEST_LIST]
        if key == "found" and prior.pairs:
            filed["possible_duplicates"] = [pair_as_data(pair) for pair in prior.pairs]
    return {**filed, **{key: value for key, value in given.items() if key not in _LISTS}}


def risk_as_data(risk: EarlierRisk, match: str) -> dict[str, Any]:
    """The highest risk, with how sure it is that its case is the family's."""
    return {
        "risk": risk.risk,
        "day": risk.day,
        "reasons": risk.reasons[:_LONGEST_TEXT],
        "case": risk.case,
        "match": match,
        "record": risk.record,
    }


def pair_as_data(pair: Pair) -> dict[str, Any]:
    """Two people who may be one, and what was decided; no names but those within the reasons."""
    decided = pair.decision
    data = {
        "person": pair.person,
        "case": pair.case,
        "other_person": pair.other,
        "likeness": pair.likeness,
        "match": pair.match,
        "reasons": list(pair.reasons),
        "decision": decided.verdict if decided else "not decided",
    }
    if decided is not None and decided.decided_by:
        data["decided_by"] = decided.decided_by
    if decided is not None and decided.why:
        data["why"] = decided.why
    return data


def say_case(history: EarlierCase) -> str:
    """A case in a line: how many reports and openings, how it ended, the highest risk."""
    parts = [_plural(history.reports, "report"), _plural(history.openings, "opening")]
    closings = [event for event in history.events if event.kind == "closing"]
    openings = [event for event in history.events if event.kind in ("opening", "reopening")]
    said = ", ".join(parts)
    if openings and (not closings or closings[-1].day < openings[-1].day):
        said += "; not closed"
    elif closings:
        said += f"; closed on {closings[-1].day}: {closings[-1].what.partition(';')[0]}"
    elif history.reports:
        last = [event for event in history.events if event.kind == "report"][-1]
        said += f"; {last.what}"
    if history.highest_risk is not None:
        said += f"; highest risk {history.highest_risk.risk} on {history.highest_risk.day}"
    if history.threats:
        said += f"; safety threat found on {history.threats[-1]}"
    return said


def case_as_data(told: Told) -> dict[str, Any]:
    """An earlier case: in words, in numbers, and its highest risk where one is on file."""
    history = told.history
    data: dict[str, Any] = {
        "case": history.case,
        "what": say_case(history),
        "match": told.match,
        **_count(history.openings, history.reports, bool(history.threats)),
    }
    if history.highest_risk is not None:
        risk = risk_as_data(history.highest_risk, told.match)
        data["highest_risk"] = {k: v for k, v in risk.items() if k not in ("case", "match")}
    return data


def _count(openings: int, reports: int, threat_found: bool) -> dict[str, Any]:
    return {"openings": openings, "reports": reports, "threat_found": threat_found}


def _plural(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _cut(line: str) -> str:
    return line if len(line) <= _LONGEST_LINE else line[: _LONGEST_LINE - 3] + "..."
