"""Makes a workspace with one case of about 29 files, entered through the command line alone.

    python benchmarks/make_case.py FOLDER        FOLDER/files is the workspace

Everything in it is invented.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ZONE = "-06:00"
FILES = 29
TODAY = "2026-03-20T12:00:00-06:00"

INTAKE: dict[str, Any] = {
    "occurred_at": "2026-01-12T09:40:00-06:00",
    "kind": "concern",
    "reporter": "mandated professional",
    "reporter_profession": "school",
    "how": "telephone",
    "people": [
        {
            "name": "Sam Sample",
            "called": "Sam",
            "role": "child",
            "birth": {"date": "2018-06-02", "certainty": "known"},
        },
        {
            "name": "Ada Sample",
            "called": "Ada",
            "role": "child",
            "birth": {"date": "2021-11-20", "certainty": "known"},
        },
        {
            "name": "Jo Sample",
            "called": "Jo",
            "role": "family",
            "relationships": [
                {"to": "Sam", "is": "mother", "main_carer": True},
                {"to": "Ada", "is": "mother", "main_carer": True},
            ],
        },
    ],
    "households": [
        {"kind": "family home", "address": "1 Example Street", "members": ["Jo", "Sam", "Ada"]}
    ],
    "children": ["Sam", "Ada"],
    "allegations": [
        {
            "child": "Sam",
            "allegation": "neglect",
            "alleged": ["Jo"],
            "description": "alone all night",
        }
    ],
    "immediate_danger": {"present": False},
    "narrative": "Sam slept at his desk. The school says that it is the third time this month.\n",
}
SCREENING = {
    "occurred_at": "2026-01-12T11:10:00-06:00",
    "result": "screened in",
    "priority": "48 hours",
    "response": "investigation",
    "reasons": "Two children without a carer at night.",
    "assign_to": "w-sample",
}
PLAN = {
    "occurred_on": "2026-01-30",
    "kind": "family",
    "for": ["Jo"],
    "children": ["Sam", "Ada"],
    "from": "2026-01-30",
    "until": "2026-07-30",
    "goals": [
        {
            "id": "G1",
            "goal": "Sam and Ada are cared for day and night.",
            "why": "Jo works at night and has nobody.",
            "objectives": [
                {
                    "id": f"G1.O{number}",
                    "objective": objective,
                    "measure": "Told by Jo and by the children, each alone",
                    "baseline": "Four nights a week alone",
                    "target_date": "2026-06-30",
                    "activities": [
                        {
                            "id": f"G1.O{number}.A1",
                            "what": "Agrees who comes on which night",
                            "who": ["Jo"],
                            "where": "At home",
                            "how": "With the worker, then alone",
                            "when": "Every Sunday",
                        }
                    ],
                }
                for number, objective in enumerate(
                    ("An adult is at home every night.", "Sam is at school every day."), start=1
                )
            ],
        }
    ],
    "child_views": [{"child": "Sam", "words": "I want to sleep.", "how": "Told alone"}],
    "agreement": [{"person": "Jo", "answer": "agrees", "signed_on": "2026-01-30"}],
}

RISK = {
    "step": "risk",
    "occurred_at": "2026-01-31T16:00:00-06:00",
    "children": ["Sam", "Ada"],
    "risk": "none",
    "reasons": "Somebody is there every night.",
}


def contact_request(day: str) -> dict[str, Any]:
    """A home visit on a day."""
    return {
        "occurred_at": f"{day}T16:00:00{ZONE}",
        "made": "completed",
        "mode": "in person",
        "place": "residence",
        "purposes": ["home visit"],
        "with": ["Jo"],
        "seen": ["Sam", "Ada"],
        "seen_alone": ["Sam"],
        "narrative": "Both children were at home and had eaten.\nJo showed the list of nights.\n",
    }


def make_case(folder: Path, casekit: Sequence[str]) -> tuple[Path, str]:
    """Build the workspace below a folder; give its path and the number of its case."""
    root = folder / "files"
    environment = make_environment(folder)

    def run(at: str, *words: str, given: Mapping[str, Any] | None = None) -> str:
        done = subprocess.run(
            [*casekit, *words],
            env={**environment, "CASEKIT_CLOCK": at},
            input=None if given is None else json.dumps(given),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return done.stdout

    def record(at: str, command: str, case: str, given: Mapping[str, Any]) -> None:
        run(at, command, case, "-C", str(root), "--from", "-", given=given)

    init = ["init", str(root), "--name", "Willow Agency", "--timezone", "America/Winnipeg"]
    run(f"2026-01-12T08:00:00{ZONE}", *init, "--standards", "ca-mb-cfs", "--fictional")
    intake = ["intake", "-C", str(root), "--from", "-", "--format", "json"]
    answer = run(f"2026-01-12T10:00:00{ZONE}", *intake, given=INTAKE)
    case: str = json.loads(answer)["case"]
    record(f"2026-01-12T12:00:00{ZONE}", "screen", case, SCREENING)
    record(f"2026-01-30T17:00:00{ZONE}", "plan", case, PLAN)
    record(f"2026-01-31T17:00:00{ZONE}", "determine", case, RISK)
    for day in range(13, 32):
        if count_files(root) == FILES:
            break
        record(
            f"2026-02-{day - 12:02d}T18:00:00{ZONE}",
            "contact",
            case,
            contact_request(f"2026-01-{day}"),
        )
    if count_files(root) != FILES:
        raise RuntimeError(f"the case has {count_files(root)} files, not {FILES}")
    return root, case


def count_files(root: Path) -> int:
    """The files of all cases of a workspace."""
    return sum(1 for _ in root.glob("cases/*/*/**/*.yaml"))


def make_environment(folder: Path) -> dict[str, str]:
    """A home of its own with a fictional worker; bytecode is kept, as on a user's machine."""
    (folder / ".gitconfig").write_text("[user]\nname = W. Sample\nemail = w@agency.example\n")
    dropped = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONUNBUFFERED")
    return {
        **{key: value for key, value in os.environ.items() if key not in dropped},
        "HOME": str(folder),
        "GIT_CONFIG_NOSYSTEM": "1",
        "CASEKIT_CLOCK": TODAY,
    }


if __name__ == "__main__":
    place = Path(sys.argv[1]).resolve()
    place.mkdir(parents=True, exist_ok=True)
    made, number = make_case(place, [sys.executable, "-m", "casekit"])
    sys.stdout.write(f"{made} {number}\n")
