"""An agency's own days for what the strict level tells."""

from __future__ import annotations

from tests.cli.office import Office

DAY = "2026-03-10T10:00:00-05:00"


def tell(office: Office, *more: str) -> list[str]:
    asked = ("check", "--only", "RISK-STALE", "--format", "json", *more)
    return [f["code"] for f in office.run(*asked, at=DAY).findings]


def set_days(office: Office, code: str, days: int) -> None:
    path = office.root / "agency.yaml"
    text = path.read_text("utf-8")
    path.write_text(f"{text}told_after:\n  - code: {code}\n    days: {days}\n", "utf-8")
    office.git("commit", "-qam", "Days of our own")


def test_a_finding_is_told_after_the_agencys_own_days(office: Office) -> None:
    assert tell(office) == []
    set_days(office, "RISK-STALE", 30)
    assert tell(office) == ["RISK-STALE"]
    said = office.run("check", "--explain", "RISK-STALE").out
    assert "Told after 90 days, unless `told_after` in agency.yaml says otherwise." in said


def test_days_for_a_code_that_waits_for_none_are_told(office: Office) -> None:
    set_days(office, "RISK-STALEE", 30)
    done = office.run("check", "--format", "json", at=DAY)
    (found,) = (f for f in done.findings if f["code"] == "AGENCY-DAYS-UNKNOWN")
    assert "did you mean RISK-STALE?" in found["hint"]
    assert found["path"] == "agency.yaml" and found["line"] > 1


def test_the_same_placement_twice_is_told_as_it_is_saved(office: Office) -> None:
    words = ("--on", "2026-02-20", "--child", "Sam", "--setting", "kinship", "--reasons", "x")
    at = "2026-02-20T20:00:00-06:00"
    first = office.run("placement", office.case, *words, at=at)
    assert first.code == 0 and "PLACED-TWICE" not in first.err
    second = office.run("placement", office.case, *words, at=at)
    assert second.code == 0 and "PLACED-TWICE" in second.err and "`voided:`" in second.err
