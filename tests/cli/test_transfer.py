"""Handing a case over: offered, accepted or refused; the sender answers until it is accepted."""

from __future__ import annotations

from typing import Any

from tests.cli.office import SUPERVISOR, Answer, Office

AT = "2026-02-10T10:00:00-06:00"
LATE = "2026-03-10T10:00:00-05:00"
OFFER = ("--on", "2026-02-09", "--to", "Assiniboine Family Services", "--reasons", "They move.")

ANSWER = ("--on", "2026-02-10", "--by", "the intake desk", "--reasons", "x")


def transfer(office: Office, step: str, *words: str, at: str = AT) -> Answer:
    return office.run("transfer", office.case, "--step", step, *words, at=at)


def told(office: Office, at: str = LATE) -> dict[str, Any]:
    done = office.run("check", "--level", "strict", "--format", "json", at=at)
    return {f["code"]: f for f in done.findings if f["code"].startswith("TRANSFER")}


def close(office: Office, *more: str) -> Answer:
    words = ("--reason", "transferred", "--summary", "x", *more)
    return office.run("close", office.case, *words, "-n", by=SUPERVISOR, at=AT)


def test_nothing_is_answered_that_was_not_offered(office: Office) -> None:
    refused = transfer(office, "accept", *ANSWER)
    assert refused.code == 2 and "transfer" in refused.err
    assert transfer(office, "offer", *OFFER, "--mandated").code == 0
    assert transfer(office, "refuse", *ANSWER).code == 0
    assert transfer(office, "accept", *ANSWER).code == 2


def test_an_answer_says_what_its_step_says(office: Office) -> None:
    transfer(office, "offer", *OFFER, "--mandated")
    words = ("transfer", office.case, "--step", "accept", *ANSWER)
    slip = office.run(*words, "--from", "-", stdin="answer: refused\n", at=AT)
    assert slip.code == 2 and "error[STEP-DIFFERS] answer:" in slip.err


def test_a_case_is_closed_as_transferred_only_when_somebody_took_it_over(office: Office) -> None:
    assert "GATE-TRANSFER-ACCEPTED] nobody has taken over: Sam" in close(office).err
    transfer(office, "offer", *OFFER, "--mandated")
    assert "GATE-TRANSFER-ACCEPTED" in close(office).err
    transfer(office, "accept", *ANSWER)
    refused = close(office)
    assert refused.code == 8 and "GATE-TRANSFER-ACCEPTED" not in refused.err


def test_an_offer_is_followed_up(office: Office) -> None:
    transfer(office, "offer", *OFFER, "--mandated")
    assert told(office, AT) == {}
    assert "until it accepts, this agency answers" in told(office)["TRANSFER-UNANSWERED"]["message"]
    transfer(office, "accept", *ANSWER, at=LATE)
    assert told(office) == {}


def test_a_transfer_that_nobody_orders_has_a_consent(office: Office) -> None:
    transfer(office, "offer", *OFFER, "--no-mandated")
    assert told(office, AT).keys() == {"TRANSFER-WITHOUT-CONSENT"}
    words = ("--on", "2026-02-10", "--person", "Jo", "--scope", "the file")
    done = office.run("consent", office.case, *words, "--to", "Assiniboine Family Services", at=AT)
    assert done.code == 0, done.err
    assert told(office, AT) == {}
