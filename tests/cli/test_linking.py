"""A call linked to an open case is answered there: it is on file there, and that case is open."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.cli.office import Answer, Office

AT = "2026-02-10T10:00:00-06:00"
CALL = ("--at", "2026-02-10T09:00", "--reporter", "neighbour", "--narrative", "Shouting.")


def call(office: Office, *words: str, danger: bool = False) -> Office:
    how = "--immediate-danger" if danger else "--no-immediate-danger"
    done = office.run("intake", *CALL, *words, how, "--format", "json", at=AT)
    assert done.code == 0, done.err
    return replace(office, case=done.data["case"])


@pytest.fixture
def second(office: Office) -> Office:
    """A second call about the family of the open case, taken as a new case."""
    new = "name=Sam Sample; called=Sam; role=child; birth.date=2018-06-02; birth.certainty=known"
    return call(office, "--new-person", new, "--child", "Sam Sample")


def link(office: Office, to: str) -> Answer:
    words = (
        "--result",
        "linked to open case",
        "--linked-case",
        to,
        "--reasons",
        "Its worker goes.",
    )
    return office.run("screen", office.case, *words, at=AT)


def live(office: Office) -> list[str]:
    data = office.run("due", office.case, "--format", "json", at=AT).data
    return [r["rule"] for r in data["obligations"] if r["status"] in ("open", "overdue")]


def test_it_is_written_down_there_first(office: Office, second: Office) -> None:
    refused = link(second, office.case)
    assert refused.code == 8 and "GATE-LINK-REPORT" in refused.err
    assert f"casekit intake --case {office.case}" in refused.err
    call(office, "--case", office.case, "--child", "Sam")
    done = link(second, office.case[:7])
    assert done.code == 0, done.err
    assert f"linked_case: {office.case}\n" in second.records("screening")[0].read_text()
    assert "mb-cfsa-18.4" not in live(second)
    assert "mb-cfsa-18.4" in live(office), "the open case owes the answer now"


def test_danger_is_danger_there_too(office: Office) -> None:
    new = "name=Sam Sample; called=Sam; role=child; birth.date=2018-06-02; birth.certainty=known"
    second = call(office, "--new-person", new, "--child", "Sam Sample", danger=True)
    call(office, "--case", office.case, "--child", "Sam")
    refused = link(second, office.case)
    assert refused.code == 8 and "no report of immediate danger of 2026-02-10" in refused.err


def test_a_case_is_not_linked_to_itself(office: Office) -> None:
    call(office, "--case", office.case, "--child", "Sam")
    refused = link(office, office.case)
    assert refused.code == 8 and "GATE-LINKED-TO-ITSELF" in refused.err
    assert "screen it in" in refused.err


def test_nobody_answers_in_a_case_that_is_not_open(second: Office) -> None:
    new = "name=Kim Sample; called=Kim; role=child; birth.date=2018-01-01; birth.certainty=known"
    never = call(second, "--new-person", new, "--child", "Kim")
    refused = link(second, never.case)
    assert refused.code == 8 and "GATE-LINK-CLOSED" in refused.err


def test_a_link_names_its_case(second: Office) -> None:
    words = ("--result", "linked to open case", "--reasons", "x")
    refused = second.run("screen", second.case, *words, at=AT)
    assert refused.code == 2 and "SCREENING-LINKS-NOWHERE" in refused.err


def test_a_case_that_is_not_there_is_told_at_its_place(second: Office) -> None:
    text = "result: linked to open case\nreasons: x\nlinked_case: 2026-ZZ\n"
    refused = second.run("screen", second.case, "--from", "-", stdin=text, at=AT)
    assert refused.code == 2 and ":3:14: error[CASE-UNKNOWN]" in refused.err, refused.err
    by_flag = link(second, "2026-ZZ")
    assert by_flag.code == 2 and "--linked-case: there is no case" in by_flag.err
