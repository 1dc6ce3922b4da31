"""Red River as records, from the first call to the closing; everybody in it is made up."""

from __future__ import annotations

from model.hand_made import CaseMaker

BOTH = ["sam", "ada"]


def make_red_river() -> tuple[CaseMaker, dict[str, str]]:
    """The whole case, and the ids of the records that the tests speak of."""
    case = CaseMaker()
    ids: dict[str, str] = {}
    _people(case)
    _january(case, ids)
    _february(case, ids)
    _in_care(case, ids)
    _home_again(case, ids)
    return case, ids


def _people(case: CaseMaker) -> None:
    home = case.add("household", "2026-01-12 09:50", id="home", kind="family home")
    since = {"household": home, "from": "2024-05-01"}
    case.child("sam", "2018-06-02", memberships=[since])
    case.child("ada", "2021-11-20", memberships=[since])
    case.adult("jo", "mother", BOTH, memberships=[{**since, "main_carer": True}])
    case.adult(
        "marie",
        "grandmother",
        BOTH,
        memberships=[{"household": home, "from": "2026-06-25"}],
    )
    case.adult("dan", "father", ["ada"])
    case.adult("fay", "foster carer", role="carer")


def _january(case: CaseMaker, ids: dict[str, str]) -> None:
    ids["report"] = case.add("report", "2026-01-12 09:40", children=BOTH)
    case.add(
        "screening",
        "2026-01-12 11:10",
        report=ids["report"],
        children=BOTH,
        result="screened in",
        priority="48 hours",
        respond_within="48 hours",
        response="investigation",
    )
    case.add("opening", "2026-01-12 11:10", report=ids["report"], children=BOTH)
    case.add("assignment", "2026-01-12 11:10", worker="w-sample", role="case manager")
    case.contact("2026-01-13 10:15", made="attempted")
    ids["first visit"] = case.contact("2026-01-13 14:00", ["jo"], BOTH, seen_alone=["sam"])
    ids["safety plan"] = case.add("plan", "2026-01-13 15:30", kind="safety", children=BOTH)
    ids["safety plan approval"] = case.add(
        "approval",
        "2026-01-13 17:30",
        scope="safety plan",
        approves=[ids["safety plan"]],
        approved_by="r-sample",
    )
    ids["20 Jan"] = case.contact("2026-01-20 16:00", ["jo"], BOTH)
    ids["high"] = case.add("risk", "2026-01-20 16:00", children=BOTH, risk="high")
    case.add("assessment", "2026-01-26", instrument="family strengths and needs", children=BOTH)
    ids["27 Jan"] = case.contact("2026-01-27 17:00", ["jo"], BOTH, by="k-sample")
    ids["family plan"] = case.add("plan", "2026-01-30", kind="family", children=BOTH)
    case.add(
        "approval",
        "2026-02-02",
        scope="plan",
        approves=[ids["family plan"]],
        approved_by="r-sample",
    )


def _february(case: CaseMaker, ids: dict[str, str]) -> None:
    ids["3 Feb"] = case.contact("2026-02-03 16:30", ["jo", "marie"])
    ids["11 Feb"] = case.contact("2026-02-11 16:20", ["jo"], BOTH, by="k-sample")
    ids["apprehension"] = case.add("apprehension", "2026-02-11 16:20", children=BOTH, by="k-sample")
    case.add("plan-end", "2026-02-11 16:20", plan=ids["safety plan"], reason="child removed")
    ids["placement"] = case.add(
        "placement", "2026-02-11 18:00", children=BOTH, setting="foster", carers=["fay"]
    )
    ids["application"] = case.add(
        "application", "2026-02-13", children=BOTH, hearing_on="2026-03-12"
    )
    notice = case.add(
        "notice", "2026-02-13", about="application", record=ids["application"], children=BOTH
    )
    ids["notice received"] = case.add("notice-receipt", "2026-02-13", notice=notice)
    ids["17 Feb"] = case.contact("2026-02-17 11:00", ["fay"], BOTH, place="placement")
    case.contact("2026-02-24", ["fay"], mode="voice", recorded="2026-03-09 09:00")
    ids["care plan"] = case.add(
        "plan",
        "2026-02-27",
        kind="child",
        children=BOTH,
        supersedes=ids["family plan"],
    )
    case.add(
        "approval", "2026-03-02", scope="plan", approves=[ids["care plan"]], approved_by="r-sample"
    )


def _in_care(case: CaseMaker, ids: dict[str, str]) -> None:
    hearing = case.add("hearing", "2026-03-12", children=BOTH, hearing="disposition")
    case.add(
        "order",
        "2026-03-12",
        children=BOTH,
        legal_status="temporary guardianship or custody",
        hearing=hearing,
        **{"from": "2026-03-12", "until": "2026-09-11"},
    )
    for day in ("2026-03-16", "2026-04-15", "2026-05-14", "2026-06-12"):
        ids[day] = case.contact(day, ["fay"], BOTH, place="placement")
    case.add("assessment", "2026-06-25 10:00", instrument="safety", children=BOTH)
    ids["return plan"] = case.add("plan", "2026-06-25 15:00", kind="safety", children=BOTH)
    case.add(
        "approval",
        "2026-06-25 16:00",
        scope="safety plan",
        approves=[ids["return plan"]],
        approved_by="r-sample",
    )


def _home_again(case: CaseMaker, ids: dict[str, str]) -> None:
    case.add(
        "order",
        "2026-06-26",
        children=BOTH,
        legal_status="supervision order",
        **{"from": "2026-06-26", "until": "2026-09-26"},
    )
    ids["return"] = case.add(
        "placement-end",
        "2026-06-26 13:00",
        placement=ids["placement"],
        children=BOTH,
        reason="returned",
    )
    ids["medium"] = case.add("risk", "2026-06-26 13:00", children=BOTH, risk="medium")
    ids["26 Jun"] = case.contact("2026-06-26 15:00", ["jo"], BOTH)
    ids["30 Jun"] = case.contact("2026-06-30 17:00", ["jo", "marie"], BOTH)
    for day in ("07-14", "07-28", "08-11", "08-25", "09-08", "09-22", "10-06", "10-20"):
        ids[day] = case.contact(f"2026-{day} 17:00", ["jo"], BOTH)
    case.add("assessment", "2026-10-20 17:30", instrument="safety", children=BOTH)
    review = case.add(
        "review",
        "2026-10-23",
        children=BOTH,
        plans=[ids["care plan"], ids["return plan"]],
        kind="closing",
        result="close",
    )
    case.add("risk", "2026-10-23", children=BOTH, risk="low")
    case.add("plan-end", "2026-10-23", plan=ids["return plan"], reason="no longer needed")
    ids["closing"] = case.add(
        "closing", "2026-10-30", children=BOTH, reason="goals achieved", review=review
    )
