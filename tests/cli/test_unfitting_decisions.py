"""Decisions that do not fit what they decide on, told by the strict level."""

from __future__ import annotations

import pytest

from casekit.records.writing import dump_document
from tests.cli.office import SUPERVISOR, Office
from tests.cli.test_closing import LOOKED, against, close

AT = "2026-07-02T10:00:00-05:00"


def told(office: Office, at: str = AT) -> dict[str, str]:
    done = office.run("check", office.case, "--level", "strict", "--format", "json", at=at)
    return {f["code"]: f["message"] for f in done.findings}


def test_a_finding_is_about_what_was_alleged(office: Office) -> None:
    (path,) = office.records("determination")
    assert "FINDING-NOT-ALLEGED" not in told(office)
    path.write_text(path.read_text().replace("allegation: neglect", "allegation: sexual abuse"))
    assert told(office)["FINDING-NOT-ALLEGED"] == "the report does not allege sexual abuse of Sam"


@pytest.mark.parametrize(("risk", "is_told"), [("medium", True), ("none", False)])
def test_a_success_is_closed_at_low_risk(
    closing_template: Office, tmp_path_factory: pytest.TempPathFactory, risk: str, is_told: bool
) -> None:
    office = closing_template.copy(tmp_path_factory.mktemp("risk") / "files")
    data = {
        "step": "risk",
        "occurred_on": "2026-07-01",
        "children": ["Sam"],
        "risk": risk,
        "reasons": "x",
    }
    made = office.run(
        "determine", office.case, "--from", "-", at=AT, stdin=dump_document(data).decode()
    )
    assert made.code == 0, made.err
    left = ("safety assessed", "nothing overdue")
    done = close(office, *LOOKED, *against(*left))
    assert done.code == 0, done.err
    assert ("CLOSED-AT-RISK" in told(office)) == is_told


def test_a_birth_that_should_have_come_is_asked_for(office: Office) -> None:
    words = ("--name", "Baby Sample", "--role", "child", "--birth-certainty", "expected")
    made = office.run(
        "person", office.case, *words, "--birth-date", "2026-06-10", at="2026-05-01T10:00:00-05:00"
    )
    assert made.code == 0, made.err
    assert "BIRTH-NOT-RECORDED" not in told(office, "2026-06-20T10:00:00-05:00")
    assert "expected on 2026-06-10" in told(office)["BIRTH-NOT-RECORDED"]


def test_what_the_process_still_asks_is_told_when_a_plan_is_approved(office: Office) -> None:
    """A supervisor may approve, and must know what is missing."""
    data = {
        "occurred_on": "2026-06-01",
        "for": ["Jo"],
        "children": ["Sam"],
        "from": "2026-06-01",
        "supersedes": office.records("plan")[-1].stem,
        "goals": [
            {
                "id": "G1",
                "goal": "Sam is looked after every night.",
                "why": "x",
                "needs": ["N1"],
                "objectives": [
                    {
                        "id": "G1.O1",
                        "objective": "Jo",
                        "measure": "x",
                        "baseline": "x",
                        "target_date": "2026-08-01",
                        "activities": [
                            {
                                "id": "G1.O1.A1",
                                "what": "x",
                                "who": ["Jo"],
                                "how": "x",
                                "when": "x",
                                "where": "x",
                            }
                        ],
                    }
                ],
            }
        ],
    }
    made = office.run("plan", office.case, "--from", "-", at=AT, stdin=dump_document(data).decode())
    assert made.code == 0, made.err
    done = office.run("approve", office.case, "plan", by=SUPERVISOR, at="2026-07-02T11:00:00-05:00")
    assert done.code == 0, done.err
    assert "missing: child's view recorded" in done.err + done.out


def test_what_was_signed_is_not_added_to_later(office: Office) -> None:
    data = {
        "occurred_on": "2026-06-01",
        "kind": "transition",
        "for": ["Jo"],
        "children": ["Sam"],
        "from": "2026-06-01",
        "agreement": [{"person": "Jo", "answer": "agrees", "signed_on": "2026-06-01"}],
    }
    made = office.run(
        "plan",
        office.case,
        *("--from", "-"),
        at="2026-06-01T10:00:00-05:00",
        stdin=dump_document(data).decode(),
    )
    assert made.code == 0, made.err
    words = ("goal", office.case, "--plan", "transition", "--goal", "x", "--why", "x")
    assert office.run(*words, at="2026-06-01T18:00:00-05:00").code == 0
    refused = office.run(*words, at="2026-06-02T18:00:00-05:00")
    assert refused.code == 8 and "GATE-PLAN-SIGNED" in refused.err
    assert "signed by Jo" in refused.err and "supersedes" in refused.err


def test_the_track_follows_an_order_of_permanent_custody(office: Office) -> None:
    at = "2026-03-02T12:00:00-06:00"
    for words in (
        ("court", "--step", "apprehension", "--on", "2026-02-10", "--grounds", "x"),
        ("placement", "--on", "2026-02-10", "--setting", "foster", "--reasons", "x"),
        (
            *("court", "--step", "order", "--on", "2026-02-20", "--court", "x"),
            *("--legal-status", "permanent guardianship", "--since", "2026-02-20"),
        ),
    ):
        done = office.run(words[0], office.case, *words[1:], "--child", "Sam", at=at)
        assert done.code == 0, done.err
    assert "Sam is under permanent guardianship" in told(office, at)["TRACK-BEHIND-ORDER"]
    words = ("--step", "track", "--track", "permanency", "--child", "Sam", "--reasons", "x")
    done = office.run("determine", office.case, *words, at=at)
    assert done.code == 0, done.err
    assert "TRACK-BEHIND-ORDER" not in told(office, at)


def test_a_second_plan_of_the_same_kind_says_which_it_replaces(office: Office) -> None:
    first = next(p for p in office.records("plan") if "kind: family" in p.read_text()).stem
    words = ("--on", "2026-06-01", "--for", "Jo", "--child", "Sam", "--since", "2026-06-01")
    made = office.run("plan", office.case, *words, at=AT)
    assert made.code == 0 and "PLAN-BESIDE-ANOTHER" in made.err + made.out, made.err
    assert "PLAN-BESIDE-ANOTHER" in told(office)
    office.git("revert", "--no-edit", "HEAD")
    after = office.run("plan", office.case, *words, "--supersedes", first, at=AT)
    assert after.code == 0 and "PLAN-BESIDE-ANOTHER" not in told(office)


def test_an_agreement_ends_no_order_and_is_no_childs_own(office: Office) -> None:
    words = ("court", office.case, "--on", "2026-02-10", "--child", "Sam")
    at = "2026-02-10T10:00:00-06:00"
    order = ("--court", "x", "--legal-status", "temporary guardianship or custody")
    made = office.run(*words, "--step", "order", *order, "--since", "2026-02-10", at=at)
    assert made.code == 0, made.err
    young = ("--legal-status", "young adult agreement")
    refused = office.run(*words, "--step", "agreement-ended", *young, at=at)
    assert refused.code == 2 and "AGREEMENT-NEVER-SIGNED" in refused.err
    refused = office.run(*words, "--step", "agreement-signed", *young, at=at)
    assert refused.code == 2 and "AGREEMENT-TOO-YOUNG" in refused.err
    own = ("--legal-status", "voluntary agreement")
    for step in ("agreement-signed", "agreement-ended"):
        assert office.run(*words, "--step", step, *own, at=at).code == 0
