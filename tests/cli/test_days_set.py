"""Days that a plan, a review or an order set: each is a duty, met by what it asks for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.office import Office

AT = "2026-02-11T09:00:00-06:00"
REVIEW = ("--kind", "scheduled", "--result", "return to assessment", "--reasons", "x")


def duties(office: Office, rule: str, today: str) -> list[dict[str, Any]]:
    done = office.run("due", office.case, "--today", today, "--format", "json", at=AT)
    return [o for o in done.data["obligations"] if o["rule"] == rule]


def review(office: Office, on: str, *more: str, at: str = AT) -> None:
    words = ("--on", on, "--child", "Sam", *REVIEW, *more)
    done = office.run("review", office.case, *words, at=at)
    assert done.code == 0, done.err


@pytest.fixture
def ordered(office: Office) -> Office:
    """An order with two duties of one day and one without a day."""
    words = ("--step", "order", "--on", "2026-02-10", "--child", "Sam", "--court", "The court")
    words += ("--legal-status", "supervision order", "--since", "2026-02-10")
    words += ("--order-duty", "id=therapy; duty=See a therapist; who=Jo; due_on=2026-03-10")
    words += ("--order-duty", "id=school; duty=Go to school; who=Sam; due_on=2026-03-10")
    words += ("--order-duty", "id=visits; duty=Let the agency in; who=Jo")
    done = office.run("court", office.case, *words, at=AT)
    assert done.code == 0, done.err
    return office


def implement(office: Office, duty: str, how: str, on: str = "2026-03-09") -> None:
    words = ("--step", "implementation", "--on", on, "--duty", duty, "--implementation", how)
    done = office.run("court", office.case, *words, at="2026-03-20T09:00:00-05:00")
    assert done.code == 0, done.err


def test_each_duty_of_an_order_that_has_a_day_is_due(ordered: Office) -> None:
    found = duties(ordered, "decided-order-duty", "2026-03-11")
    assert [(o["due"], o["status"]) for o in found] == [("2026-03-10", "overdue")] * 2
    text = ordered.run("due", ordered.case, "--today", "2026-03-11", at=AT)
    assert text.code == 1
    assert "Do what the order asks" in text.out
    assert "therapy, order of 2026-02-10" in text.out
    assert "visits" not in text.out, "nobody set a day for it"


def test_a_duty_is_met_by_its_own_implementation(ordered: Office) -> None:
    implement(ordered, "school", "done")
    implement(ordered, "therapy", "partly")
    stand = {
        o["subject"].rsplit(":")[-1]: o["status"]
        for o in duties(ordered, "decided-order-duty", "2026-03-11")
    }
    assert stand == {"school": "met", "therapy": "overdue"}
    why = ordered.run("explain", ordered.case, "decided-order-duty", "--today", "2026-03-11", at=AT)
    assert why.code == 0, why.err
    assert "The order sets a day for this duty." in why.out


def test_the_end_of_the_order_ends_its_duties(ordered: Office) -> None:
    words = ("--step", "end-order", "--on", "2026-03-01", "--reason", "expired")
    at = "2026-03-02T09:00:00-06:00"
    done = ordered.run("court", ordered.case, *words, at=at)
    assert done.code == 0, done.err
    found = duties(ordered, "decided-order-duty", "2026-03-11")
    assert {o["status"] for o in found} == {"lapsed"}


def test_a_review_meets_the_day_that_the_last_one_set(office: Office) -> None:
    review(office, "2026-02-10", "--next-review-by", "2026-03-10")
    (one,) = duties(office, "decided-next-review", "2026-03-11")
    assert (one["due"], one["status"]) == ("2026-03-10", "overdue"), "it does not meet itself"
    later = "2026-04-01T09:00:00-05:00"
    review(office, "2026-03-05", "--next-review-by", "2026-05-05", at=later)
    stand = {o["due"]: o["status"] for o in duties(office, "decided-next-review", "2026-03-11")}
    assert stand == {"2026-03-10": "met", "2026-05-05": "upcoming"}


def test_a_plan_that_names_a_day_for_its_review_is_reviewed(office: Office) -> None:
    (plan,) = [p for p in office.records("plan") if "kind: family" in p.read_text()]
    plan.write_text(
        plan.read_text().replace("kind: family\n", "kind: family\nreview_by: 2026-03-01\n")
    )
    office.git("commit", "-qam", "x")
    (one,) = duties(office, "decided-plan-review", "2026-03-02")
    assert one["status"] == "overdue"
    review(office, "2026-02-20", at="2026-02-21T09:00:00-06:00")
    (one,) = duties(office, "decided-plan-review", "2026-03-02")
    assert one["status"] == "met"


def test_what_an_order_asked_keeps_a_case_open(ordered: Office) -> None:
    words = ("--reason", "goals achieved", "--summary", "x")
    done = ordered.run("close", ordered.case, *words, at="2026-03-12T09:00:00-05:00")
    assert done.code == 8
    assert "Do what the order asks" in done.err
