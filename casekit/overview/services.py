"""Services of the directory that fit what is needed, with the places that are free now.

How many places a provider has stands in `directory/`; how many are taken is counted from the
referrals of all cases, because a number that somebody must keep up to date is soon wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casekit.model.agreed import referrals_with_status
from casekit.model.assessed import standing_findings
from casekit.model.findings import Finding
from casekit.model.records import Case
from casekit.workspace.loading import LoadedCase
from casekit.workspace.parallel import map_all
from casekit.workspace.workspace import Workspace

# Who has a place, and who stands in line for one.
TAKEN = frozenset({"accepted", "started"})
WAITING = frozenset({"sent", "waiting"})
_FOLDERS = ("services",)
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Offer:
    """One service of a provider; `free` is None where nobody wrote down how many places it has."""

    provider: str
    service: str
    domains: tuple[str, ...]
    languages: tuple[str, ...]
    capacity: int | None
    taken: int
    waiting: int
    contact: str
    phone: str

    @property
    def free(self) -> int | None:
        """Places that nobody has; never less than none."""
        return None if self.capacity is None else max(0, self.capacity - self.taken)


def find_needs(case: Case) -> tuple[frozenset[str], frozenset[str]]:
    """The areas of life in which assessments found needs that stand, and the languages spoken."""
    children = frozenset(child.id for child in case.children)
    domains = {one.data["domain"] for one in standing_findings(case, "needs", children)}
    languages = {
        language
        for person in case.people
        if person.role in ("child", "family")
        for language in person.data.get("languages", ())
    }
    return frozenset(domains), frozenset(languages)


def list_offers(
    workspace: Workspace, domains: Collection[str], languages: Collection[str]
) -> tuple[list[Offer], list[Finding]]:
    """The services of these areas of life (all without any), most free places first, and faults.

    With languages, what is offered in one of them comes before what is not. Raises GitFault.
    """
    findings: list[Finding] = []
    counted, faults = _count_referrals(workspace)
    findings += faults
    offers: list[Offer] = []
    for path in workspace.source.list_paths("directory"):
        if not path.endswith(".yaml"):
            continue
        document = workspace.read_checked(path, "provider")
        findings += document.findings
        data: Any = document.data
        if document.findings or data is None:
            continue
        for one in data["services"]:
            known = tuple(one.get("domains", ()))
            if domains and not set(domains) & set(known):
                continue
            key = _key(data["name"], one["service"])
            offers.append(
                Offer(
                    provider=data["name"],
                    service=one["service"],
                    domains=known,
                    languages=tuple(one.get("languages", ())),
                    capacity=one.get("capacity"),
                    taken=counted[(key, True)],
                    waiting=counted[(key, False)],
                    contact=data.get("contact", ""),
                    phone=data.get("phone", ""),
                )
            )
    return sorted(offers, key=lambda offer: _place(offer, languages)), findings


def name_providers(workspace: Workspace) -> dict[str, str]:
    """The name of each provider of the directory that can be read, by its id."""
    return {data["id"]: data["name"] for _, data in read_providers(workspace)}


def read_providers(workspace: Workspace) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each provider of the directory that can be read, with the path of its file."""
    for path in workspace.source.list_paths("directory"):
        if path.endswith(".yaml"):
            document = workspace.read_checked(path, "provider")
            data: Any = document.data
            if not document.findings and data is not None:
                yield path, data


def _place(offer: Offer, languages: Collection[str]) -> tuple[bool, bool, int, str, str]:
    """Free places before none, the family's language before others, many places before few."""
    spoken = {one.casefold() for one in offer.languages}
    fits = not languages or bool(spoken & {one.casefold() for one in languages})
    free = offer.free
    return free == 0, not fits, -(free if free is not None else 0), offer.provider, offer.service


def _key(provider: str, service: str) -> Key:
    return " ".join(provider.casefold().split()), " ".join(service.casefold().split())


def _count_referrals(
    workspace: Workspace,
) -> tuple[Counter[tuple[Key, bool]], list[Finding]]:
    """How many of each service are taken, and how many wait, over all cases."""
    counted: Counter[tuple[Key, bool]] = Counter()
    findings: list[Finding] = []
    for answer in map_all(workspace, _look_at, only=_FOLDERS):
        standing, unread = answer.answer or ((), ())
        counted.update(standing)
        findings += (*answer.faults, *unread)
    return counted, findings


def _look_at(loaded: LoadedCase) -> tuple[Sequence[tuple[Key, bool]], Sequence[Finding]]:
    """The services that a case has a place in, or waits for, and what could not be read of it."""
    found: list[tuple[Key, bool]] = []
    for referral, last in referrals_with_status(loaded.case):
        status = last.data["status"]
        if status in TAKEN | WAITING:
            key = _key(referral.data["provider"], referral.data["service"])
            found.append((key, status in TAKEN))
    return found, loaded.findings
