"""One small case, told as every recording command once: the same request as a file and as flags.

It is no example of good practice: it goes through all commands as fast as it can.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Literal

from casekit.records.writing import dump_document
from tests.cli.office import SUPERVISOR, Answer, Office
from tests.cli.step import Step
from tests.cli.walk_around import AROUND, IN_CARE
from tests.cli.walk_to_end import TO_END
from tests.cli.walk_to_plan import TO_PLAN

Way = Literal["yaml", "json", "flags"]
_PLACED = 1 + next(n for n, step in enumerate(TO_END) if step.name == "placed")
WALK = (*TO_PLAN, *AROUND, *TO_END[:_PLACED], *IN_CARE, *TO_END[_PLACED:])


def found_office(root: Path, home: Path, *packs: str) -> Office:
    """A new workspace in which nothing has been recorded."""
    office = Office(root, home)
    made = office.run(
        *("init", str(root), "--name", "Willow Agency", "--timezone", "America/Winnipeg"),
        *(word for pack in packs or ("ca-mb-cfs",) for word in ("--standards", pack)),
        "--fictional",
        *("--worker", "W. Sample <w.sample@agency.example>"),
        by=SUPERVISOR,
        at="2026-01-05T09:00:00-06:00",
        cwd=home,
    )
    assert made.code == 0, made.err
    return office


def ask(step: Step, office: Office, way: Way, *more: str) -> Answer:
    """Give a step to the command line in one of the three ways; a file goes through a pipe."""
    words = [step.command, *([office.case] if step.command != "intake" else []), *more]
    at = f"{step.at}:00-0{6 if step.at < '2026-03-08' else 5}:00"
    if way == "flags":
        return office.run(*words, *step.words, *step.flags, by=step.by, at=at)
    text = json.dumps(step.data) if way == "json" else dump_document(step.data).decode()
    return office.run(*words, "--from", "-", by=step.by, at=at, stdin=text)


def take(step: Step, office: Office, way: Way) -> Office:
    """Record a step; the office knows its case from the intake on."""
    done = ask(step, office, way, "--format", "json")
    assert done.code == 0, f"{step.name} by {way}: {done.err}"
    return replace(office, case=done.data["case"])
