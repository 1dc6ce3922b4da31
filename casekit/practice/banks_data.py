"""Banks of goals: short plain beginnings by area of life, ours and an agency's own.

A bank proposes and finishes nothing: every objective has blanks that only the family can fill.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from casekit.errors import Unreadable
from casekit.model.findings import Finding
from casekit.practice.rulebook import BANKS, find_own_files
from casekit.records.profile import read_document
from casekit.records.schemas import open_shared
from casekit.records.validation import find_faults
from casekit.resources import schemas_dir
from casekit.workspace.workspace import Workspace

SHIPPED = Path(__file__).resolve().parent / BANKS


@dataclass(frozen=True, slots=True)
class Beginning:
    """The beginning of an objective, with blanks, and what to ask about it."""

    start: str
    ask: str


@dataclass(frozen=True, slots=True)
class BankGoal:
    """A broad goal, when it fits, and how objectives of it may begin; `bank` says where from."""

    goal: str
    when: str
    objectives: tuple[Beginning, ...]
    bank: str


@lru_cache(maxsize=4)
def read_banks(own: tuple[tuple[str, bytes], ...] = ()) -> Mapping[str, tuple[BankGoal, ...]]:
    """The goals by area of life, those of the agency before ours; raises Unreadable."""
    shipped = [(str(path), path.read_bytes()) for path in sorted(SHIPPED.glob("*.yaml"))]
    found: dict[str, tuple[BankGoal, ...]] = {}
    faults: list[Finding] = []
    for path, content in (*own, *shipped):
        domain, goals, findings = _read(path, content)
        faults += findings
        found[domain] = (*found.get(domain, ()), *goals)
    if faults:
        raise Unreadable(
            "the banks of goals cannot be used until they are mended", faults, path=faults[0].path
        )
    return found


def check_banks(workspace: Workspace) -> list[Finding]:
    """The faults of the agency's own banks."""
    own = find_own_files(workspace, BANKS)
    return [finding for path, content in own for finding in _read(path, content)[2]]


def _read(path: str, content: bytes) -> tuple[str, tuple[BankGoal, ...], list[Finding]]:
    document = read_document(content, path)
    findings = list(document.findings)
    if not findings:
        schemas = open_shared(schemas_dir())
        findings += find_faults(
            document.data, "bank", schemas, document.locate, path, document.locate_key
        )
    if findings or document.data is None:
        return "", (), findings
    data: Any = document.data
    bank = f"{data['domain']}, {data['version']}"
    goals = tuple(
        BankGoal(
            one["goal"],
            one["when"],
            tuple(Beginning(o["start"], o["ask"]) for o in one["objectives"]),
            bank,
        )
        for one in data["goals"]
    )
    return data["domain"], goals, []
