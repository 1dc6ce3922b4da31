"""What a case already says of earlier contact, without a search: its reports and its own past."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from casekit.casework.prior.history import EarlierRisk, rank_risks, read_history
from casekit.model.identity import list_ruled_out, list_undecided
from casekit.model.records import Case

_NEVER = ""


class Before(NamedTuple):
    """The highest earlier risk with its reasons, and how much there was.

    `undecided` are possible duplicates that nobody has decided on.
    """

    highest: EarlierRisk | None
    match: str
    openings: int
    reports: int
    threat_found: bool
    undecided: int


def read_before(case: Case, now: datetime) -> Before:
    """What was known before the present episode: by the searches at intake, and by the case itself.

    What a later search no longer found does not lower it: the highest of all counts. Only what
    belongs to people who were since decided to be others is not this family's.
    """
    others = list_ruled_out(case)
    reports = [r for r in case.facts("report") if r.occurred.earliest <= now]
    priors = [
        _without(r.data["prior_contact"], others) for r in reports if "prior_contact" in r.data
    ]
    found = [
        (_read_risk(p["highest_risk"]), str(p["highest_risk"]["match"]))
        for p in priors
        if "highest_risk" in p
    ]
    own = read_history(case, now)
    begun = [e.day for e in own.events if e.kind in ("opening", "reopening")]
    latest = begun[-1] if len(begun) > 1 else _NEVER
    # What lies before the newest of several openings is the past of this very case.
    earlier = own._replace(
        events=tuple(e for e in own.events if e.day < latest),
        risks=tuple(r for r in own.risks if r.day < latest),
        threats=tuple(day for day in own.threats if day < latest),
    )
    found += [(risk, "this case") for risk in earlier.risks[:1]]
    best = rank_risks(risk for risk, _ in found)
    highest = best[0] if best else None
    return Before(
        highest,
        next((match for risk, match in found if risk == highest), ""),
        max([earlier.openings, *(int(p.get("openings", 0)) for p in priors)]),
        max([earlier.reports, *(int(p.get("reports", 0)) for p in priors)]),
        bool(earlier.threats) or any(p.get("threat_found") for p in priors),
        sum(1 for _ in list_undecided(case)),
    )


def _without(prior: Mapping[str, Any], others: frozenset[str]) -> Mapping[str, Any]:
    """What a search found, less the cases of other people."""
    left = [one for one in prior.get("found", ()) if one["case"] not in others]
    if len(left) == len(prior.get("found", ())):
        return prior
    told: dict[str, Any] = {
        "openings": sum(int(one.get("openings", 0)) for one in left),
        "reports": sum(int(one.get("reports", 0)) for one in left),
        "threat_found": any(one.get("threat_found") for one in left),
    }
    risks = [
        {"match": "possible", **one["highest_risk"], **_whose(one)}
        for one in left
        if "highest_risk" in one
    ]
    if risks:
        best = rank_risks(_read_risk(risk) for risk in risks)[0]
        told["highest_risk"] = next(risk for risk in risks if _read_risk(risk) == best)
    return told


def _whose(found: Mapping[str, Any]) -> Mapping[str, Any]:
    return {key: found[key] for key in ("case", "match") if key in found}


def _read_risk(data: Mapping[str, Any]) -> EarlierRisk:
    return EarlierRisk(data["risk"], data["day"], data["reasons"], data["case"], data["record"], "")
