"""Each shipped pack can be chosen, alone and with its neighbours, and says what is due."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.cli.office import SUPERVISOR, Answer, Office

CHOICES = [
    ("us-federal",),
    ("us-icwa",),
    ("us-oh-pcsa",),
    ("us-wa-dcyf",),
    ("us-federal", "us-icwa", "us-oh-pcsa"),
]
# Of each pack a rule that the case below sets going, its due and how it stands on 20 March 2026.
EXPECTED = {
    "us-federal": ("case-plan-initial", "2026-03-16", "overdue"),
    "us-icwa": ("icwa-emergency", None, "open"),
    "us-oh-pcsa": ("oh-place-visit1", "2026-01-22", "overdue"),
    "us-wa-dcyf": ("wa-visit-in-care", "2026-03-31", "upcoming"),
}


def found(folder: Path, home: Path, packs: tuple[str, ...]) -> Answer:
    home.mkdir()
    chosen = [word for pack in packs for word in ("--standards", pack)]
    return Office(folder, home).run(
        *("init", str(folder), "--name", "Willow Agency", "--timezone", "America/New_York"),
        *chosen,
        *("--fictional", "--worker", "W. Sample <w.sample@agency.example>"),
        by=SUPERVISOR,
        at="2026-01-05T09:00:00-05:00",
        cwd=home,
    )


def record(office: Office, command: str, data: dict[str, Any], at: str) -> Office:
    words = [command, *([office.case] if office.case else []), "--from", "-", "--format", "json"]
    done = office.run(*words, stdin=json.dumps(data), at=at)
    assert done.code == 0, done.err
    return replace(office, case=done.data["case"])


def write_calendars(office: Office) -> None:
    for year in (2026, 2027):
        path = office.root / "calendars" / "working" / f"{year}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            f"schema: calendar/1\nname: working\nyear: {year}\nnon_working:\n"
            f"  - {{date: {year}-01-01, name: New Year's Day}}\n"
            "source: made up for a test\nsigned_by: r-sample\nsigned_on: 2026-01-05\n"
        )
    office.git("add", "calendars")
    office.git("commit", "-qm", "Calendars of two years")


def remove_sam(office: Office) -> Office:
    report = {
        "occurred_at": "2026-01-14T10:00:00-05:00",
        "reporter": "neighbour",
        "people": [
            {
                "name": "Sam Sample",
                "called": "Sam",
                "role": "child",
                "birth": {"date": "2018-06-02", "certainty": "known"},
                "indigenous": "reason to know",
            },
            {"name": "Fay Sample", "called": "Fay", "role": "carer"},
        ],
        "children": ["Sam"],
        "immediate_danger": {"present": False},
        "narrative": "Alone at night.",
    }
    office = record(office, "intake", report, "2026-01-14T11:00:00-05:00")
    screening = {
        "occurred_at": "2026-01-14T12:00:00-05:00",
        "result": "screened in",
        "priority": "emergent",
        "respond_within": "48 hours",
        "reasons": "A child of seven alone.",
    }
    office = record(office, "screen", screening, "2026-01-14T12:10:00-05:00")
    removal = {
        "occurred_at": "2026-01-15T14:00:00-05:00",
        "children": ["Sam"],
        "step": "apprehension",
        "grounds": "Nobody was there to look after Sam.",
    }
    office = record(office, "court", removal, "2026-01-15T15:00:00-05:00")
    placement = {
        "occurred_at": "2026-01-15T14:30:00-05:00",
        "children": ["Sam"],
        "setting": "foster",
        "carers": ["Fay"],
        "reasons": "No carer at home.",
    }
    return record(office, "placement", placement, "2026-01-15T15:10:00-05:00")


@pytest.mark.parametrize("packs", CHOICES, ids=" and ".join)
def test_init_and_due_with(packs: tuple[str, ...], tmp_path: Path) -> None:
    made = found(tmp_path / "files", tmp_path / "home", packs)
    assert made.code == 0, made.err
    office = Office(tmp_path / "files", tmp_path / "home")
    assert office.run("due", at="2026-01-05T10:00:00-05:00").code == 0
    write_calendars(office)
    office = remove_sam(office)
    done = office.run("due", "--format", "json", at="2026-03-20T09:00:00-04:00")
    assert done.findings == [], done.err
    rows = {row["rule"]: row for row in done.data["obligations"]}
    for pack in packs:
        rule, due, status = EXPECTED[pack]
        assert (rows[rule]["due"], rows[rule]["status"]) == (due, status)
    overdue = any(row["status"] == "overdue" and row["enforced"] for row in rows.values())
    assert done.code == (1 if overdue else 0)
    if packs != ("us-icwa",):
        assert overdue


def test_init_asks_for_the_number_that_ohios_pack_is_not_sure_of(tmp_path: Path) -> None:
    made = found(tmp_path / "files", tmp_path / "home", ("us-oh-pcsa",))
    assert "No number is known for: oh-assessment-complete" in made.out
