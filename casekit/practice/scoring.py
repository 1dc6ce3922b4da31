"""What the answers to a form come to: pure functions from answers to an outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casekit.practice.instrument_data import Instrument, Item


@dataclass(frozen=True, slots=True)
class Outcome:
    """What answers come to, in the form's own words, and which questions are still open.

    `result` is None while questions are open, and where the form scores nothing.
    """

    result: str | None
    words: str
    missing: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        """Whether every question that is asked has an answer."""
        return not self.missing


def asked_items(instrument: Instrument, answers: Mapping[str, str]) -> tuple[Item, ...]:
    """The questions that are asked, given what was answered so far."""
    found: list[Item] = []
    for item in instrument.items:
        if item.only_if is None or answers.get(item.only_if[0]) in item.only_if[1]:
            found.append(item)
    return tuple(found)


def score(instrument: Instrument, answers: Mapping[str, str]) -> Outcome:
    """What the answers, values by item, about one person come to."""
    items = asked_items(instrument, answers)
    missing = tuple(item.id for item in items if item.id not in answers)
    if missing:
        return Outcome(None, f"not complete: {', '.join(missing)}", missing)
    chosen = [(item, answers[item.id]) for item in items if not item.takes_text]
    result, words = _result(instrument, chosen)
    return Outcome(result, words, ())


def _result(instrument: Instrument, chosen: Sequence[tuple[Item, str]]) -> tuple[str | None, str]:
    scoring = instrument.scoring
    match scoring["rule"]:
        case "all of" | "any of":
            meets = [value == scoring["value"] for _, value in chosen]
            is_met = all(meets) if scoring["rule"] == "all of" else any(meets)
            number = f"{sum(meets)} of {len(meets)} {scoring['value']}"
            return (scoring["gives"] if is_met else scoring["otherwise"]), number
        case "first of":
            for (item, value), gives in zip(chosen, scoring["gives"], strict=False):
                if value == scoring["value"]:
                    return gives, f"{item.question} {value}"
            return scoring["otherwise"], f"no question is answered with {scoring['value']}"
        case "highest":
            order = list(scoring["order"])
            ranked = [(order.index(value), item, value) for item, value in chosen if value in order]
            if not ranked:
                return None, "nothing was rated"
            _, item, value = max(ranked, key=lambda one: one[0])
            return value, f"the highest is {value}: {item.question}"
        case "sum":
            total = sum(int(value) for _, value in chosen)
            fitting = [band for band in scoring["bands"] if band["from"] <= total]
            gives = max(fitting, key=lambda band: band["from"])["gives"] if fitting else None
            return gives, f"{total} in all"
        case "lists":
            named = [item.question for item, value in chosen if value in scoring["value"]]
            return None, f"{len(named)} marked for {scoring['into']}"
    return None, "this form scores nothing"
