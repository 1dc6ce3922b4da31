"""Earlier contact in words and for programs: the highest risk always comes first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from casekit.casework.prior.before import Before
from casekit.casework.prior.filing import case_as_data, pair_as_data, risk_as_data
from casekit.casework.prior.history import EarlierRisk, iter_events
from casekit.casework.prior.pairs import Pair
from casekit.casework.prior.searching import Prior
from casekit.cli.output import clean, count, wrap_behind

# So many lines of each sort fit on a first screen; `casekit prior` has them all.
_FIRST_SCREEN = 10
_SURE = {
    "this case": "this very case",
    "same person": "the same family, as somebody decided",
    "likely": "likely the same family",
    "possible": "possibly the same family",
}


def say_prior(prior: Prior, case: str, most: int | None = _FIRST_SCREEN) -> list[str]:
    """What a search found, in lines; at most so many openings and reports, and people."""
    if not prior.cases:
        searched = count(prior.searched, "other case")
        lines = [f"  No earlier contact was found in this workspace ({searched} searched)."]
    else:
        lines = [*_say_highest(prior), *_say_count(prior)]
        lines += _say_turns(prior, case, most)
    lines += say_pairs(prior.pairs, case, most)
    lines += [
        line
        for each in prior.not_searched
        for line in wrap_behind("  Not searched: ", clean(f"{each.what}: {each.why}"), 100)
    ]
    return lines


def say_risk(risk: EarlierRisk, match: str) -> list[str]:
    """The highest earlier risk with its reasons in full."""
    sure = f" ({_SURE[match]})" if match in _SURE else ""
    # That it was none is no alarm, and is said all the same: somebody looked.
    label = "Highest earlier risk" if risk.risk == "none" else "HIGHEST EARLIER RISK"
    head = f"  {label}: {risk.risk}, on {risk.day}, in case {risk.case}{sure}"
    lines = [head]
    for part in risk.reasons.splitlines():
        lines += wrap_behind("    ", clean(part), 100)
    return [*lines, f"    says {_say_kind(risk.kind)} {risk.record}"]


def say_before(before: Before, case: str) -> list[str]:
    """What a case itself says of earlier contact."""
    lines = say_risk(before.highest, before.match) if before.highest is not None else []
    if before.openings or before.reports:
        if before.highest is None:
            lines.append("  No earlier risk is on file.")
        counted = _say_numbers(before.openings, before.reports)
        threat = "; a safety threat was found" if before.threat_found else ""
        lines.append(f"  Earlier: {counted}{threat}. All of it: casekit prior {case}")
    if before.undecided:
        lines.append(
            f"  {count(before.undecided, 'possible duplicate')} to decide on: casekit prior {case}"
        )
    return lines


def say_pairs(pairs: Sequence[Pair], case: str, most: int | None = _FIRST_SCREEN) -> list[str]:
    """Who may be whom, with the reasons, and how to decide."""
    if not pairs:
        return []
    lines = ["  Perhaps the same people:"]
    for pair in pairs[:most]:
        where = "this case" if pair.case == case else f"case {pair.case}"
        decided = f"decided: {pair.decision.verdict}; " if pair.decision is not None else ""
        head = f"    {pair.name} and {pair.other_name} ({where}, {pair.other}): "
        why = "; ".join(pair.reasons)
        text = f"{head}{decided}{pair.match}, {pair.likeness} of 100: {why}"
        lines += wrap_behind("    ", clean(text.strip()), 100)
    if most is not None and len(pairs) > most:
        lines.append(f"    and {len(pairs) - most} more: casekit prior {case}")
    first = next((pair for pair in pairs if pair.is_open), None)
    if first is not None:
        other = first.other if first.case == case else f"{first.case}/{first.other}"
        lines.append(
            f"    decide: casekit person {case} --change {first.person} "
            f'--same-person {other} --why "..." (or --different-person)'
        )
    return lines


def prior_as_data(prior: Prior) -> dict[str, Any]:
    """What a search found, for programs."""
    return {
        "highest_risk": risk_as_data(*prior.highest) if prior.highest is not None else None,
        "openings": prior.openings,
        "reports": prior.reports,
        "threat_found": bool(prior.threats),
        "searched": prior.searched,
        "cases": [case_as_data(told) for told in prior.cases],
        "possible_duplicates": [pair_as_data(pair) for pair in prior.pairs],
        "not_searched": [
            {"what": each.what, "why": each.why, "unreadable": each.is_fault}
            for each in prior.not_searched
        ],
    }


def before_as_data(before: Before) -> dict[str, Any]:
    """What a case itself says of earlier contact, for programs."""
    highest = before.highest
    return {
        "highest_risk": risk_as_data(highest, before.match) if highest is not None else None,
        "openings": before.openings,
        "reports": before.reports,
        "threat_found": before.threat_found,
        "undecided": before.undecided,
    }


def _say_highest(prior: Prior) -> Iterator[str]:
    if prior.highest is None:
        yield "  No earlier risk is on file."
        return
    yield from say_risk(*prior.highest)
    sure = prior.highest_sure
    if sure is not None and sure != prior.highest:
        yield from say_risk(*sure)


def _say_count(prior: Prior) -> Iterator[str]:
    threat = f"; a safety threat was found on {prior.threats[0]}" if prior.threats else ""
    numbers = _say_numbers(prior.openings, prior.reports)
    yield f"  Earlier: {numbers} in {count(len(prior.cases), 'case')}{threat}"


def _say_numbers(openings: int, reports: int) -> str:
    return f"{count(openings, 'opening')} and {count(reports, 'report')}"


def _say_turns(prior: Prior, case: str, most: int | None) -> Iterator[str]:
    """Openings and reports, a line each, the latest first; all turns where there is no limit."""
    turns = [
        event
        for event in iter_events(told.history for told in prior.cases)
        if most is None or event.kind in ("report", "opening", "reopening")
    ]
    for event in turns[:most]:
        line = f"    {event.day}  {event.kind:<13} {event.case}  {event.what}"
        yield line if most is None or len(line) <= 110 else line[:107] + "..."
    if most is not None and len(turns) > most:
        yield f"    and {len(turns) - most} more: casekit prior {case}"


def _say_kind(kind: str) -> str:
    return {"risk": "the risk decision", "assessment": "the assessment"}.get(kind, "the record")
