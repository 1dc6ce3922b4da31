"""Handing a case over: until the receiver accepts, the sender answers for every child."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from casekit.model.records import Case, Record


def open_offers(case: Case, now: datetime | None = None) -> Sequence[Record]:
    """The offers that nobody has accepted or refused yet, of all or of those up to a moment."""

    def made(kind: str) -> Sequence[Record]:
        return [r for r in case.facts(kind) if now is None or r.occurred.earliest <= now]

    answered = {r.data["transfer"] for r in made("transfer-answer")}
    return [r for r in made("transfer") if r.id not in answered]


def accepted_transfers(case: Case) -> Sequence[tuple[Record, Record]]:
    """Each offer that was accepted, with its acceptance."""
    offers = {r.id: r for r in case.facts("transfer")}
    return [
        (offers[r.data["transfer"]], r)
        for r in case.facts("transfer-answer")
        if r.data["answer"] == "accepted" and r.data["transfer"] in offers
    ]


def not_taken_over(case: Case) -> frozenset[str]:
    """The children for whom no receiver has accepted the responsibility."""
    children = frozenset(child.id for child in case.children)
    taken = [offer.children or children for offer, _ in accepted_transfers(case)]
    return children.difference(*taken)
