"""What `casekit show` tells before anybody goes there, and what is agreed on and planned."""

from __future__ import annotations

from tests.cli.office import Office
from tests.cli.walk_around import AROUND, IN_CARE

AT = "2026-02-20T10:00:00-06:00"


def test_warnings_come_before_everything_else(office: Office) -> None:
    words = ("--change", "Sam", "--before-contact-warning", "Dan comes after dark")
    more = ("--before-contact-trigger", "raised voices", "--interpreter-needed")
    done = office.run("person", office.case, *words, *more, at=AT)
    assert done.code == 0, done.err
    shown = office.run("show", office.case, at=AT)
    assert shown.out.index("WARNING, Sam: Dan comes after dark") < shown.out.index("Children")
    said = office.run("show", office.case, "--format", "json", at=AT).data["before_you_go"]
    assert said == [
        "WARNING, Sam: Dan comes after dark",
        "avoid, Sam: raised voices",
        "interpreter for Sam: language not written down",
    ]
    form = office.run("contact", office.case, "--guided", at=AT)
    assert form.err.index("WARNING, Sam") < form.err.index("When was it?")


def test_team_family_time_and_plans_are_on_the_screen(office: Office) -> None:
    wanted = {"planned", "joined the team", "family time"}
    for step in (*AROUND, *IN_CARE):
        if step.name in wanted:
            done = office.run(step.command, office.case, *step.flags, at=AT)
            assert done.code == 0, done.err
    out = office.run("show", office.case, at=AT).out
    assert "Care team\n  class teacher: A. Example, Oak School" in out
    assert "Family time\n  Sam with Jo: every 7 days, at Marie's" in out
    assert "Planned\n  2026-02-12 15:00  w-sample with Jo, Sam: home visit" in out
    data = office.run("show", office.case, "--format", "json", at=AT).data
    assert [one["part"] for one in data["care_team"]] == ["class teacher"]
    assert [one["by"] for one in data["planned"]] == ["w-sample"]
