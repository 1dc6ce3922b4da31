"""What parts of documents must not get wrong, whatever way it was recorded."""

from __future__ import annotations

from tests.cli.office import Office

AT = "2026-02-10T10:00:00-06:00"


def case_plan(office: Office, *more: str, at: str = AT) -> str:
    done = office.run("render", office.case, "case-plan", *more, at=at)
    assert done.code == 0, done.err
    return done.out


def test_a_tie_said_from_the_childs_side_is_told(office: Office) -> None:
    new = ("--name", "Lu Sample", "--role", "family")
    assert office.run("person", office.case, *new, at=AT).code == 0
    assert "| Lu Sample |" not in case_plan(office)
    said = ("--change", "Sam", "--relationship", "to=Lu Sample; is=child")
    done = office.run("person", office.case, *said, at=AT)
    assert done.code == 0, done.err
    assert "| Lu Sample | Lu Sample | parent of Sam |" in case_plan(office)


def test_an_agreement_that_ended_holds_no_more(office: Office) -> None:
    words = ("court", office.case, "--child", "Sam", "--legal-status", "voluntary agreement")
    signed = office.run(*words, "--step", "agreement-signed", "--on", "2026-02-09", at=AT)
    assert signed.code == 0, signed.err
    assert "Voluntary agreement" in case_plan(office)
    later = "2026-02-12T10:00:00-06:00"
    ended = office.run(*words, "--step", "agreement-ended", "--on", "2026-02-12", at=later)
    assert ended.code == 0, ended.err
    assert "Voluntary agreement" not in case_plan(office, at=later)


def test_a_copy_for_one_is_for_nobody_by_guess(office: Office) -> None:
    new = ("--name", "Jo Example", "--called", "Jo", "--role", "family")
    assert office.run("person", office.case, *new, at=AT).code == 0
    refused = office.run("render", office.case, "plan", "--to", "Jo", at=AT)
    assert refused.code == 3 and "2 people of the case are called `Jo`" in refused.err
    slip = office.run("render", office.case, "plan", "--to", "Marei", at=AT)
    assert slip.code == 3 and "did you mean Marie?" in slip.err
    assert office.run("render", office.case, "plan", "--to", "Willow School", at=AT).code == 0
