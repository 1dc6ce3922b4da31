"""Every pack that ships: an agency can begin with it, record a case and ask what is due."""

from __future__ import annotations

from pathlib import Path

import pytest

from casekit.standards.packs import list_packs, load_editions
from tests.cli.contract import find_breaches
from tests.cli.office import SUPERVISOR, Office
from tests.cli.walk import WALK, take

# Each pack with a zone in which it is used, and what a first report has due by a day or an hour.
PACKS = {
    "gb-eng-wt": ("Europe/London", {"eng-referral-decision": "2026-01-13"}),
    "gb-wls-wsp": ("Europe/London", {}),
    "int-cpms": ("Africa/Nairobi", {"cpms-initial-assessment": "2026-01-14"}),
    "us-de-dfs": ("America/New_York", {}),
    "us-ma-dcf": ("America/New_York", {"ma-screen": "2026-01-13"}),
}
CALENDAR = """\
schema: calendar/1
name: working
year: 2026
weekend: [saturday, sunday]
non_working: [{date: 2026-01-01, name: New Year's Day}]
source: A test
signed_by: r-sample
signed_on: 2026-01-05
"""
REPORTED = "2026-01-12T12:00:00-06:00"


def test_the_packs_are_there_to_choose() -> None:
    assert set(list_packs()) >= set(PACKS)
    assert [p.edition for p in load_editions("us-ma-dcf")] == ["2006", "2009", "2023-01-06"]


@pytest.mark.parametrize("pack", PACKS)
def test_an_agency_begins_and_asks_what_is_due(pack: str, tmp_path: Path) -> None:
    zone, expected = PACKS[pack]
    (tmp_path / "home").mkdir()
    office = Office(tmp_path / "files", tmp_path / "home")
    made = office.run(
        *("init", str(office.root), "--name", "Willow Agency", "--timezone", zone),
        *("--standards", pack, "--fictional", "--worker", "W. Sample <w.sample@agency.example>"),
        *("--format", "json"),
        by=SUPERVISOR,
        at="2026-01-05T09:00:00-06:00",
        cwd=office.home,
    )
    assert (made.code, find_breaches("init", made.data)) == (0, []), made.err
    asked = load_editions(pack)[-1].asks_agency
    assert made.data["rules_without_number"] == list(asked)

    office = take(WALK[0], office, "json")
    calendar = office.root / "calendars" / "working" / "2026.yaml"
    if any("working days" in str(rule) for rule in load_editions(pack)[-1].data["rules"]):
        # Working days are counted only by a year that somebody signed off.
        calendar.unlink(missing_ok=True)
        due = office.run("due", "--format", "json", at=REPORTED)
        missing = {f["code"] for f in due.findings}
        assert (due.code, missing) == ((4, {"CALENDAR-MISSING"}) if expected else (0, set()))
    calendar.parent.mkdir(parents=True, exist_ok=True)
    calendar.write_text(CALENDAR, "utf-8")
    due = office.run("due", "--working", "--format", "json", at=REPORTED)
    assert (due.code, due.findings, find_breaches("due", due.data)) == (0, [], []), due.err
    found = {o["rule"]: o["due_on"] for o in due.data["obligations"] if o["due_on"]}
    assert found == expected
