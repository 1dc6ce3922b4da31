"""The module on Indian children: every row is there, and every number by hand."""

from __future__ import annotations

import pytest
from model.hand_made import CaseMaker, local

from casekit.standards.packs import load_pack

from .united_states import NEW_YORK, check_rows, find, hear, make_home, remove, said, tell

PACK = ("us-icwa",)
Said = list[tuple[str | None, str]]
ROWS = {
    "icwa-notice-wait": "primary",
    "icwa-extension": "primary",
    "icwa-secretary": "primary",
    "icwa-consent": "primary",
    "icwa-active-efforts": "primary",
    "icwa-foster-standard": "primary",
    "icwa-tpr-standard": "primary",
    "icwa-adoptive-preference": "primary",
    "icwa-foster-preference": "primary",
    "icwa-vacate": "primary",
    "icwa-emergency": "primary",
    "icwa-emergency-30d": "unverified",
}


def ask(case: CaseMaker, now: str, rule: str, subject: str | None = None) -> Said:
    return said(find(case, now, rule, PACK, subject), NEW_YORK)


def make_case(affiliation: str = "yes") -> CaseMaker:
    case = CaseMaker(NEW_YORK)
    case.child("sam", "2018-06-02", indigenous=affiliation)
    case.adult("jo", "mother", ["sam"])
    case.add("opening", "2026-01-05 09:00", children=["sam"])
    return case


def apply(
    case: CaseMaker,
    when: str = "2026-03-02",
    kind: str = "protection",
    children: tuple[str, ...] = ("sam",),
) -> str:
    return case.add("application", when, children=list(children), application=kind, court="x")


def serve(case: CaseMaker, application: str, to: str, received: str | None) -> None:
    """A notice by registered mail that was sent on 2 March, and its receipt."""
    notice = tell(
        *(case, "2026-03-02", "application", to), record=application, method="registered mail"
    )
    if received:
        case.add("notice-receipt", received, notice=notice, received_by="x")


def test_every_row_is_a_rule_or_a_provision() -> None:
    check_rows("us-icwa", ROWS, {})
    assert load_pack("us-icwa").level == "module"


# ------------------------------------------------------------------ ten days after the receipts


@pytest.mark.parametrize(
    ("held", "status"),
    [("2026-03-18 23:00", "open"), ("2026-03-19 09:00", "met"), ("2026-03-19", "met")],
    ids=["one day too early", "day 10", "day 10, hour unknown"],
)
def test_no_hearing_before_day_ten_after_the_later_receipt(held: str, status: str) -> None:
    case = make_case()
    application = apply(case)
    serve(case, application, "parent", "2026-03-05")
    serve(case, application, "nation or community", "2026-03-09")
    hear(case, held, "adjudication")
    (gate,) = find(case, "2026-04-01", "icwa-notice-wait", PACK)
    assert (gate.status, local(gate.opens, NEW_YORK)) == (status, "2026-03-19")
    assert gate.rule.enforced


@pytest.mark.parametrize(
    ("held", "status"), [("2026-03-21", "open"), ("2026-03-22", "met")], ids=["day 9", "day 10"]
)
def test_the_parents_receipt_may_be_the_later_one(held: str, status: str) -> None:
    case = make_case()
    application = apply(case)
    serve(case, application, "parent", "2026-03-12")
    serve(case, application, "nation or community", "2026-03-09")
    hear(case, held, "adjudication")
    assert ask(case, "2026-04-01", "icwa-notice-wait") == [(None, status)]


def test_a_hearing_too_early_is_made_good_by_a_later_one() -> None:
    case = make_case()
    application = apply(case)
    serve(case, application, "parent", "2026-03-05")
    serve(case, application, "nation or community", "2026-03-09")
    hear(case, "2026-03-18", "adjudication")
    later = hear(case, "2026-03-25", "adjudication")
    (gate,) = find(case, "2026-04-01", "icwa-notice-wait", PACK)
    assert (gate.status, gate.met_by) == ("met", later)


@pytest.mark.parametrize(
    ("parent", "nation"),
    [("2026-03-05", None), (None, "2026-03-09"), (None, None)],
    ids=["the nation's is missing", "the parent's is missing", "none"],
)
def test_what_was_only_sent_opens_nothing(parent: str | None, nation: str | None) -> None:
    case = make_case()
    application = apply(case)
    serve(case, application, "parent", parent)
    serve(case, application, "nation or community", nation)
    hear(case, "2026-06-01", "adjudication")
    (gate,) = find(case, "2026-07-01", "icwa-notice-wait", PACK)
    assert (gate.status, gate.opens) == ("open", None)


def test_the_secretarys_receipt_stands_for_an_unknown_nations() -> None:
    case = make_case("reason to know")
    application = apply(case)
    serve(case, application, "guardian", "2026-03-05")
    serve(case, application, "federal authority", "2026-03-12")
    hear(case, "2026-03-22", "disposition")
    (gate,) = find(case, "2026-04-01", "icwa-notice-wait", PACK)
    assert (gate.status, local(gate.opens, NEW_YORK)) == ("met", "2026-03-22")


def test_an_emergency_hearing_is_not_what_must_wait() -> None:
    case = make_case()
    application = apply(case)
    serve(case, application, "parent", "2026-03-02")
    serve(case, application, "nation or community", "2026-03-02")
    hear(case, "2026-03-20", "shelter or preliminary")
    assert ask(case, "2026-04-01", "icwa-notice-wait") == [(None, "open")]


def test_each_application_waits_for_its_own_receipts() -> None:
    case = make_case()
    first = apply(case)
    serve(case, first, "parent", "2026-03-05")
    serve(case, first, "nation or community", "2026-03-05")
    second = apply(case, "2026-03-10", "termination of parental rights")
    hear(case, "2026-03-20", "adjudication")
    assert ask(case, "2026-04-01", "icwa-notice-wait", first) == [(None, "met")]
    assert ask(case, "2026-04-01", "icwa-notice-wait", second) == [(None, "open")]


@pytest.mark.parametrize(
    ("affiliation", "gates"), [("yes", 1), ("reason to know", 1), ("no", 0), ("unknown", 0)]
)
@pytest.mark.parametrize(
    "rule", ["icwa-notice-wait", "icwa-active-efforts", "icwa-foster-standard"]
)
def test_for_whom_the_module_holds(rule: str, affiliation: str, gates: int) -> None:
    case = make_case(affiliation)
    apply(case)
    assert len(ask(case, "2026-04-01", rule)) == gates


def test_of_two_siblings_one_is_enough_and_the_others_own_application_is_free() -> None:
    case = make_case()
    case.child("ada", "2020-01-01", indigenous="no")
    both = apply(case, children=("sam", "ada"))
    alone = apply(case, "2026-03-03", children=("ada",))
    assert ask(case, "2026-04-01", "icwa-notice-wait", both) == [(None, "open")]
    assert ask(case, "2026-04-01", "icwa-notice-wait", alone) == []


def test_an_application_for_supervision_at_home_is_no_foster_care() -> None:
    case = make_case()
    apply(case, kind="supervision")
    assert ask(case, "2026-04-01", "icwa-notice-wait") == []


# ------------------------------------------------------------------ what the court must find


def test_what_opens_the_way_to_an_order() -> None:
    case = make_case()
    foster = apply(case)
    tpr = apply(case, "2026-03-10", "termination of parental rights")
    rules = ("icwa-active-efforts", "icwa-foster-standard", "icwa-tpr-standard")

    def statuses() -> list[list[str]]:
        return [[status for _, status in ask(case, "2026-06-01", rule)] for rule in rules]

    assert statuses() == [["open", "open"], ["open"], ["open"]]
    hear(case, "2026-03-05", "adjudication", "active efforts unsuccessful")
    assert statuses() == [["met", "open"], ["open"], ["open"]]
    hear(case, "2026-04-05", "disposition", "continued custody likely harmful")
    assert statuses() == [["met", "open"], ["met"], ["open"]]
    hear(
        *(case, "2026-05-05", "termination"),
        *("continued custody likely harmful", "active efforts unsuccessful"),
    )
    assert statuses() == [["met", "met"], ["met"], ["met"]]
    assert foster != tpr


# ------------------------------------------------------------------ consent, emergency


@pytest.mark.parametrize(
    ("signed", "status"),
    [("2026-06-11", "open"), ("2026-06-12", "met")],
    ids=["day 10", "day 11"],
)
def test_consent_is_good_from_day_eleven_after_the_birth(signed: str, status: str) -> None:
    case = CaseMaker(NEW_YORK)
    case.child("kit", "2026-06-01", indigenous="yes")
    data = {"children": ["kit"], "legal_status": "voluntary agreement"}
    case.add("opening", "2026-05-01 09:00", children=["kit"])
    case.add("agreement", "2026-06-02", step="offered", **data)
    case.add("agreement", signed, step="signed", **data)
    assert ask(case, "2026-07-01", "icwa-consent") == [(None, status)]


def test_an_older_childs_parent_may_sign_at_once() -> None:
    case = make_case()
    data = {"children": ["sam"], "legal_status": "voluntary agreement"}
    case.add("agreement", "2026-06-02 10:00", step="offered", **data)
    case.add("agreement", "2026-06-02 11:00", step="signed", **data)
    assert ask(case, "2026-07-01", "icwa-consent") == [(None, "met")]


def test_an_emergency_removal_ends_with_the_way_home_or_an_order() -> None:
    case = make_case()
    placement = remove(case)
    assert ask(case, "2026-01-20", "icwa-emergency") == [(None, "open")]
    (advice,) = find(case, "2026-02-15", "icwa-emergency-30d", PACK)
    assert (local(advice.due, NEW_YORK), advice.status) == ("2026-02-14", "overdue")
    assert not advice.counts_as_overdue
    case.add(
        "placement-end", "2026-02-10", placement=placement, children=["sam"], reason="returned"
    )
    assert ask(case, "2026-02-15", "icwa-emergency") == [(None, "met")]
    assert ask(case, "2026-02-15", "icwa-emergency-30d") == [("2026-02-14", "met")]


def test_a_child_of_no_nation_has_no_duty_of_the_module() -> None:
    case = make_home(NEW_YORK)
    remove(case)
    apply(case)
    for rule in load_pack("us-icwa").rules:
        assert ask(case, "2026-04-01", rule.id) == [], rule.id
