"""Editions, places and levels: which rule lays a duty, and that no later one moves it."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from model.hand_made import CaseMaker, local, make_clock, make_rule

from casekit.errors import NotFound, Unreadable
from casekit.model.timeline import Event, Span, Timeline
from casekit.model.when import read_when
from casekit.standards.composing import compose, put_in_force
from casekit.standards.obligations import Obligation, find_obligations
from casekit.standards.packs import Pack, read_pack
from casekit.standards.rules import Rule

from .test_attacks_on_states import make_home
from .test_laws import KINDS, build

SEEN = {"event": "contact", "where": {"made": "completed"}, "with": {"all": ["the child"]}}
CALLED = {"event": "contact", "with": {"all": ["the child"]}}
CHANGE = date(2026, 3, 1)


def make_pack(edition: str, since: str, *rules: dict[str, Any], level: str = "state") -> Pack:
    """An edition of a pack of a test's own."""
    filled = [
        {
            "title": "A rule",
            "kind": "contact",
            "per": "child",
            "met by": SEEN,
            "reading": "None.",
            "source": {"instrument": "Law", "section": "1"},
            "verification": "primary",
            **rule,
        }
        for rule in rules
    ]
    data = {
        "id": "toy",
        "name": "Toy",
        "jurisdiction": "Nowhere",
        "level": level,
        "edition": edition,
        "effective_from": since,
        "rules": filled,
    }
    return read_pack(data, f"{edition}.yaml")


def two_editions(old: dict[str, Any], new: dict[str, Any]) -> tuple[Rule, ...]:
    packs = (
        make_pack("old", "2020-01-01", {"id": "rule", **old}),
        make_pack("new", CHANGE.isoformat(), {"id": "rule", **new}),
    )
    return compose(put_in_force(packs, ()), {})


def said(found: tuple[Obligation, ...]) -> list[tuple[str, str | None, str]]:
    return [(o.rule.edition, local(o.due), o.status) for o in found]


def judge(case: CaseMaker, now: str, rules: tuple[Rule, ...]) -> list[tuple[str, str | None, str]]:
    found = case.judge(now, rules)
    assert not found.unjudged
    return said(found.obligations)


# ------------------------------------------------------------------ editions


def test_a_duty_keeps_the_edition_of_the_day_that_began_it() -> None:
    rules = two_editions(
        {"from": "placed", "within": "30 days"}, {"from": "placed", "within": "5 days"}
    )
    case = make_home()
    case.add("placement", "2026-02-28 23:00", children=["sam"], setting="foster")
    case.add("placement", "2026-03-01 00:00", children=["sam"], setting="kinship")
    assert judge(case, "2026-03-03", rules) == [
        ("new", "2026-03-06", "upcoming"),
        ("old", "2026-03-30", "lapsed"),
    ]


def test_ids_of_two_editions_differ_and_those_of_the_first_are_as_ever() -> None:
    rules = two_editions(
        {"from": "placed", "within": "30 days"}, {"from": "placed", "within": "5 days"}
    )
    case = make_home()
    first = case.add("placement", "2026-02-01 09:00", children=["sam"], setting="foster")
    second = case.add("placement", "2026-03-02 09:00", children=["sam"], setting="kinship")
    ids = {o.id for o in case.judge("2026-03-03", rules).obligations}
    assert ids == {f"rule/sam/{first}/1", f"rule/sam/{second}/1@new"}


def test_the_oldest_edition_reaches_back() -> None:
    rules = two_editions(
        {"from": "placed", "within": "30 days"}, {"from": "placed", "within": "5 days"}
    )
    case = make_home()
    case.add("placement", "2019-05-01 09:00", children=["sam"], setting="foster")
    assert judge(case, "2019-05-02", rules) == [("old", "2019-05-31", "upcoming")]


def test_two_changes_in_one_file_on_both_sides_of_an_edition() -> None:
    seen = {"per": "case", "from": "household changed", "met by": {"event": "reviewed"}}
    rules = two_editions({**seen, "within": "30 days"}, {**seen, "within": "5 days"})
    case = make_home()
    stays = [
        {"household": "home", "from": "2026-02-20", "until": "2026-03-04"},
    ]
    case.add("person", "2026-01-01 09:00", id="rob", name="rob", role="family", memberships=stays)
    assert judge(case, "2026-03-05", rules)[-2:] == [
        ("new", "2026-03-09", "upcoming"),
        ("old", "2026-03-22", "upcoming"),
    ]


def test_an_edition_needs_no_calendar_of_years_that_another_one_judges() -> None:
    rules = two_editions(
        {"from": "placed", "within": "30 days"}, {"from": "placed", "within": "5 working days"}
    )
    case = make_home()
    case.add("placement", "2025-12-29 09:00", children=["sam"], setting="foster")
    case.add("placement", "2026-03-02 09:00", children=["sam"], setting="kinship")
    found = case.judge("2026-03-03", rules, clock=make_clock(years=[2026]))
    assert (said(found.obligations)[-1], found.unjudged) == (("new", "2026-03-09", "upcoming"), ())


def test_an_edition_that_was_over_before_the_case_needs_no_calendar() -> None:
    old = {"from": "placed", "within": "5 days"}
    rules = two_editions({"due": "5 working days after placed"}, old)
    case = CaseMaker()
    case.child("sam", "2018-06-02")
    case.add("placement", "2026-03-02 09:00", children=["sam"], setting="foster")
    found = case.judge("2026-03-03", rules, clock=make_clock(years=[2025]))
    assert (said(found.obligations), found.unjudged) == ([("new", "2026-03-07", "upcoming")], ())
    # While the older edition was the one to judge, its calendar is asked for as ever.
    case.add("report", "2026-02-27 09:00", children=["sam"])
    assert case.judge("2026-03-03", rules, clock=make_clock(years=[2025])).unjudged


def test_an_edition_that_is_still_to_come_lays_no_rolling_duty() -> None:
    rules = compose(
        put_in_force(
            (
                make_pack("old", "2020-01-01", {"id": "rule", "from": "placed", "within": "1 day"}),
                make_pack(
                    "new", CHANGE.isoformat(), {"id": "visits", **ROLLING, "every": "1 week"}
                ),
            ),
            (),
        ),
        {},
    )
    case = in_care()
    assert [e for e, _, _ in judge(case, "2026-02-28", rules)] == ["old"]
    assert ("new", "2026-03-08", "upcoming") in judge(case, "2026-03-01", rules)
    ahead = case.judge("2026-02-28", rules, horizon="2026-03-01")
    assert ("new", "2026-03-08", "upcoming") in said(ahead.obligations)


ROLLING: dict[str, Any] = {"while": {"in care": True}, "counting from": "last", "series": "care"}


def rolling(every: str, **more: Any) -> dict[str, Any]:
    return {**ROLLING, "every": every, **more}


def in_care(*visits: str) -> CaseMaker:
    case = make_home()
    case.add("placement", "2026-02-01 09:00", children=["sam"], setting="foster")
    for visit in visits:
        case.contact(visit, ["jo"], ["sam"])
    return case


def test_what_was_due_when_the_edition_changed_stays_due() -> None:
    rules = two_editions(rolling("1 month"), rolling("1 week"))
    case = in_care("2026-02-20 10:00")
    assert judge(case, "2026-03-04", rules)[-1] == ("old", "2026-03-20", "upcoming")
    assert judge(case, "2026-05-01", rules)[-1] == ("old", "2026-03-20", "overdue")


def test_the_new_edition_judges_from_the_first_time_under_it() -> None:
    rules = two_editions(rolling("1 month"), rolling("1 week"))
    case = in_care("2026-02-20 10:00", "2026-03-04 10:00", "2026-03-09 10:00")
    assert judge(case, "2026-03-10", rules) == [
        ("old", "2026-03-01", "met"),
        ("new", "2026-03-11", "met"),
        ("new", "2026-03-16", "upcoming"),
        ("old", "2026-03-20", "met"),
    ]


def test_a_weaker_new_edition_takes_nothing_back() -> None:
    rules = two_editions(rolling("1 week"), rolling("3 months"))
    case = in_care("2026-02-06 10:00")
    assert judge(case, "2026-04-01", rules)[-1] == ("old", "2026-02-13", "overdue")


def test_what_met_the_old_duty_need_not_meet_the_new_one() -> None:
    rules = two_editions(rolling("1 month", **{"met by": CALLED}), rolling("1 week"))
    case = in_care("2026-02-20 10:00")
    case.contact("2026-03-05 10:00", ["jo"], ["sam"], made="attempted")
    assert judge(case, "2026-03-06", rules)[-1] == ("old", "2026-03-20", "met")
    assert ("new", "2026-03-12", "upcoming") in judge(case, "2026-03-06", rules)


def test_a_rule_that_the_older_edition_had_not_begins_when_it_comes_into_force() -> None:
    packs = (
        make_pack("old", "2020-01-01", {"id": "other", "from": "placed", "within": "1 day"}),
        make_pack("new", CHANGE.isoformat(), {"id": "rule", **rolling("2 weeks")}),
    )
    rules = compose(put_in_force(packs, ()), {})
    case = in_care("2026-02-20 10:00")
    assert ("new", "2026-03-15", "upcoming") in judge(case, "2026-03-04", rules)


def test_another_rule_of_the_series_is_a_duty_beside_one_that_was_left_undone() -> None:
    """The monthly visit of the old edition stays owed; the new weekly one does not wait for it."""
    packs = (
        make_pack("old", "2020-01-01", {"id": "monthly", **rolling("1 month")}),
        make_pack("new", CHANGE.isoformat(), {"id": "weekly", **rolling("1 week")}),
    )
    rules = compose(put_in_force(packs, ()), {})
    found = in_care("2026-02-20 10:00").judge("2026-04-01", rules).obligations
    assert [(o.rule.id, local(o.due), o.status) for o in found] == [
        ("monthly", "2026-03-01", "met"),
        ("weekly", "2026-03-08", "overdue"),
        ("monthly", "2026-03-20", "overdue"),
    ]


@pytest.mark.parametrize(
    ("east", "west", "judging"),
    [
        # East would have begun the work after the move, west before it: neither saw it begin.
        ("20 days", "2 days", ["west-visit"]),
        # Each saw it begin, and each asks for its own.
        ("2 days", "20 days", ["east-visit", "west-visit"]),
    ],
)
def test_a_computed_day_of_a_case_that_moves_is_judged(
    east: str, west: str, judging: list[str]
) -> None:
    """Placed on 20 February and due on 22 March; the case moves from east to west on 1 March."""
    packs = [
        make_pack("1", "2020-01-01", _after_placing("east-visit", east)),
        make_pack("1", "2020-01-01", _after_placing("west-visit", west)),
    ]
    used = [
        put_in_force([pack], (place,)) for pack, place in zip(packs, ("east", "west"), strict=True)
    ]
    rules = compose([each for one in used for each in one], {})
    case = make_home()
    case.add("placement", "2026-02-20 09:00", children=["sam"], setting="foster")
    for day, place in (("2026-02-01", "east"), ("2026-03-01", "west")):
        case.add("assignment", f"{day} 09:00", worker="w-sample", role="case manager", place=place)
    found = case.judge("2026-03-20", rules).obligations
    assert sorted(o.rule.id for o in found) == judging
    assert {local(o.due) for o in found} == {"2026-03-22"}


def test_a_raised_risk_after_the_change_still_takes_the_earlier_due_along() -> None:
    def at(level: str, every: str) -> dict[str, Any]:
        return {
            "id": f"at-{level}",
            "while": {"risk": level},
            "every": every,
            "counting from": "last",
            "series": "seeing",
        }

    packs = (
        make_pack("old", "2020-01-01", at("medium", "1 month"), at("high", "2 weeks")),
        make_pack("new", CHANGE.isoformat(), at("medium", "3 weeks"), at("high", "1 week")),
    )
    rules = compose(put_in_force(packs, ()), {})
    case = make_home()
    case.add("risk", "2026-02-15 09:00", children=["sam"], risk="medium")
    case.add("risk", "2026-03-12 09:00", children=["sam"], risk="high")
    # Medium of old: due 15 March. High of new from 12 March: due 19 March; the earlier one stands.
    assert judge(case, "2026-03-13", rules) == [("new", "2026-03-15", "upcoming")]


@pytest.mark.parametrize(
    ("old", "new"), [("3 months", "1 year"), ("1 year", "3 months")], ids=["earlier", "later"]
)
def test_a_computed_day_between_two_editions_is_judged_by_one_of_them(old: str, new: str) -> None:
    """Ada turns 18 after the change; what begins the work lies on either side of it."""
    rules = two_editions(
        {"opens": f"{old} before birthday 18", "due": "birthday 18"},
        {"opens": f"{new} before birthday 18", "due": "birthday 18"},
    )
    case = make_home()
    case.child("ada", "2008-08-01")
    found = [o for o in case.judge("2026-07-01", rules).obligations if o.subject.id == "ada"]
    assert [local(o.due) for o in found] == ["2026-08-01"]


def test_each_of_several_computed_days_between_two_editions_is_judged() -> None:
    rules = two_editions(
        {"due": "180 days after plan agreed", "not before": "10 days", "per": "case"},
        {"due": "180 days after plan agreed", "not before": "40 days", "per": "case"},
    )
    zone = make_home().zone
    events = tuple(
        Event("plan agreed", read_when(f"{day}T10:00:00-05:00", zone), record=day)
        for day in ("2025-05-01", "2025-09-20", "2025-09-21")
    )
    episode = Span("episode open", True, read_when("2025-04-01T09:00:00-05:00", zone))
    timeline = Timeline("c", zone, events, (episode,))
    now = read_when("2026-04-30T09:00:00-05:00", zone).earliest
    found = find_obligations(timeline, rules, make_clock(), now).obligations
    assert [(o.rule.edition, o.due.day.isoformat()) for o in found if o.due] == [
        ("old", "2025-10-28"),
        ("new", "2026-03-19"),
        ("new", "2026-03-20"),
    ]


def _after_placing(name: str, opens: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "due": "30 days after placed", "opens": f"{opens} after placed", **more}


@pytest.mark.parametrize(("old", "new"), [("20 days", "2 days"), ("2 days", "20 days")])
def test_a_computed_day_between_a_rule_and_its_stand_in_is_judged_by_one(
    old: str, new: str
) -> None:
    federal = make_pack("1", "2020-01-01", _after_placing("visit", old), level="federal")
    state = make_pack("2", "2026-03-01", _after_placing("own", new, replaces=["visit"]))
    older = make_pack("0", "2020-01-01", {"id": "x", "from": "removed", "within": "1 day"})
    rules = compose([*put_in_force([federal], ()), *put_in_force([older, state], ())], {})
    case = make_home()
    case.add("placement", "2026-02-20 09:00", children=["sam"], setting="foster")
    found = case.judge("2026-03-03", rules).obligations
    first = "own" if old == "20 days" else "visit"
    assert [(o.rule.id, o.due and o.due.day.isoformat()) for o in found] == [(first, "2026-03-22")]


def test_an_agency_may_keep_to_one_edition() -> None:
    packs = (
        make_pack("old", "2020-01-01", {"id": "rule", "from": "placed", "within": "30 days"}),
        make_pack("new", "2026-03-01", {"id": "rule", "from": "placed", "within": "5 days"}),
    )
    case = make_home()
    case.add("placement", "2026-03-02 09:00", children=["sam"], setting="foster")
    kept = compose(put_in_force(packs, (), "old"), {})
    assert judge(case, "2026-03-03", kept) == [("old", "2026-04-01", "upcoming")]
    with pytest.raises(NotFound, match="no edition `1999`"):
        put_in_force(packs, (), "1999")


CLOCKS: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
    ({"from": "placed", "within": "20 days"}, {"from": "placed", "within": "3 days"}),
    (rolling("1 month"), rolling("4 days")),
    (rolling("4 days"), rolling("1 month", **{"met by": CALLED})),
    (
        {"every": "1 month", "counting from": "in care starts"},
        {"every": "1 week", "counting from": "in care starts"},
    ),
    (
        {"while": {"in care": True}, "each": "calendar month"},
        {"while": {"in care": True}, "each": "calendar month", "at least": 3},
    ),
    (
        {"from": "in care starts", "total": "1 month", "in the last": "3 months"},
        {"from": "in care starts", "total": "1 week", "in the last": "3 months"},
    ),
)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("clocks", CLOCKS, ids=lambda pair: " ".join(pair[0])[:24])
def test_a_later_edition_never_moves_a_deadline_of_an_earlier_one(
    clocks: tuple[dict[str, Any], dict[str, Any]], seed: int
) -> None:
    chance = random.Random(seed)
    first = date(2026, 1, 1).toordinal()
    compared = 0
    for _ in range(12):
        steps = [
            (chance.choice(KINDS), chance.choice(("sam", "ada")), chance.randint(0, 3))
            for _ in range(chance.randint(3, 12))
        ]
        day = date.fromordinal(first + chance.randint(10, 120))
        now = date.fromordinal(first + chance.randint(60, 200)).isoformat()
        packs = (
            make_pack("old", "2020-01-01", {"id": "rule", **clocks[0]}),
            make_pack("new", day.isoformat(), {"id": "rule", **clocks[1]}),
        )
        case = build(steps)
        alone = case.judge(now, compose(put_in_force(packs[:1], ()), {})).obligations
        both = {o.id: o for o in case.judge(now, compose(put_in_force(packs, ()), {})).obligations}
        for obligation in alone:
            if obligation.since.day < day:
                kept = both[obligation.id]
                compared += 1
                assert (kept.due, kept.status, kept.met_by) == (
                    obligation.due,
                    obligation.status,
                    obligation.met_by,
                )
    assert compared


# ------------------------------------------------------------------ places and levels


def test_a_pack_binds_in_its_places_and_everywhere_while_no_place_is_known() -> None:
    pack = make_pack("1", "2020-01-01", {"id": "rule", "from": "placed", "within": "30 days"})
    rules = compose(put_in_force([pack], ("north",)), {})

    def placed(*places: tuple[str, str]) -> list[tuple[str, str | None, str]]:
        case = make_home()
        for when, place in places:
            case.add("assignment", when, worker="w-sample", role="case manager", place=place)
        case.add("placement", "2026-02-01 09:00", children=["sam"], setting="foster")
        return judge(case, "2026-02-02", rules)

    assert len(placed()) == 1
    assert len(placed(("2026-01-05 09:00", "north"))) == 1
    assert placed(("2026-01-05 09:00", "south")) == []
    # The first place on file holds for the time before it; the next one from its day on.
    assert len(placed(("2026-02-10 09:00", "north"))) == 1
    assert placed(("2026-01-02 09:00", "north"), ("2026-01-20 09:00", "south")) == []


def test_a_rule_of_a_higher_level_replaces_one_of_a_lower_level() -> None:
    federal = make_pack(
        "1", "2020-01-01", {"id": "visit", "from": "placed", "within": "30 days"}, level="federal"
    )
    state = make_pack(
        "1",
        "2026-03-01",
        {"id": "own", "from": "placed", "within": "5 days", "replaces": ["visit"]},
    )
    older = make_pack("0", "2020-01-01", {"id": "x", "from": "removed", "within": "1 day"})
    rules = compose([*put_in_force([federal], ()), *put_in_force([older, state], ())], {})
    case = make_home()
    case.add("placement", "2026-02-27 09:00", children=["sam"], setting="foster")
    case.add("placement", "2026-03-01 00:30", children=["sam"], setting="treatment")
    case.add("placement", "2026-03-02 09:00", children=["sam"], setting="kinship")
    found = case.judge("2026-03-03", rules).obligations
    assert [(o.rule.id, local(o.due)) for o in found] == [
        ("own", "2026-03-06"),
        ("own", "2026-03-07"),
        ("visit", "2026-03-29"),
    ]


@pytest.mark.parametrize(
    ("level", "more"),
    [("federal", {}), ("state", {"verification": "unverified", "enforce": False})],
    ids=["same level", "not verified"],
)
def test_nothing_weaker_silences_a_rule(level: str, more: dict[str, Any]) -> None:
    federal = make_pack(
        "1", "2020-01-01", {"id": "visit", "from": "placed", "within": "30 days"}, level="federal"
    )
    other = make_pack(
        "1",
        "2020-01-01",
        {"id": "own", "from": "placed", "within": "5 days", "replaces": ["visit"], **more},
        level=level,
    )
    rules = compose([*put_in_force([federal], ()), *put_in_force([other], ())], {})
    case = make_home()
    case.add("placement", "2026-02-27 09:00", children=["sam"], setting="foster")
    assert len(case.judge("2026-03-01", rules).obligations) == 2


def test_the_agencys_number_goes_to_every_edition() -> None:
    packs = (
        make_pack("old", "2020-01-01", {"id": "rule", "from": "placed", "within": "30 days"}),
        make_pack("new", "2026-03-01", {"id": "rule", "from": "placed", "within": "5 days"}),
    )
    rules = compose(put_in_force(packs, ()), {"rule": "2 days"})
    case = make_home()
    case.add("placement", "2026-02-27 09:00", children=["sam"], setting="foster")
    assert judge(case, "2026-02-28", rules) == [("old", "2026-03-01", "due soon")]
    with pytest.raises(NotFound, match="no pack in force has"):
        compose(put_in_force(packs, ()), {"other": "2 days"})
    with pytest.raises(Unreadable, match="limit for rule"):
        compose(put_in_force(packs, ()), {"rule": "2 fortnights"})


# ------------------------------------------------------------------ the other new words


def test_parts_of_a_limit_are_duties_of_their_own() -> None:
    rule = make_rule(
        {
            "per": "child",
            "from": {"event": "placed", "where": {"setting": "runaway or missing"}},
            "within": "24 hours",
            "met by": {"event": "notice sent", "where": {"about": "missing child"}},
            "of which": [
                {"name": "to the police", "where": {"to kind": "law enforcement"}},
                {"name": "to the centre", "where": {"to kind": "missing children centre"}},
            ],
        }
    )
    case = make_home()
    case.add("placement", "2026-02-10 08:00", children=["sam"], setting="runaway or missing")
    told = {"about": "missing child", "children": ["sam"]}
    case.add("notice", "2026-02-10 09:00", to_kind="law enforcement", **told)
    case.add("notice", "2026-02-11 09:00", to_kind="missing children centre", **told)
    found = case.judge("2026-02-12", [rule]).obligations
    assert {(o.part, local(o.due), o.status) for o in found} == {
        ("to the police", "2026-02-11 08:00", "met"),
        ("to the centre", "2026-02-11 08:00", "met late"),
    }


def test_a_limit_may_ask_for_several_and_says_how_many_were_made() -> None:
    rule = make_rule(
        {"per": "child", "from": "placed", "within": "20 days", "at least": 3, "met by": SEEN}
    )
    case = in_care("2026-02-03 10:00", "2026-02-10 10:00")
    (duty,) = case.judge("2026-02-12", [rule]).obligations
    assert (duty.status, duty.done, duty.needed) == ("upcoming", 2, 3)
    case.contact("2026-02-21 10:00", ["jo"], ["sam"])
    assert case.judge("2026-02-22", [rule]).obligations[0].status == "met"
    late = in_care("2026-02-03 10:00", "2026-02-10 10:00", "2026-02-22 10:00")
    assert late.judge("2026-02-23", [rule]).obligations[0].status == "met late"


def test_a_gate_may_have_to_wait() -> None:
    """What is held before the notice has lain ten days opens nothing."""
    rule = make_rule(
        {
            "per": "application",
            "from": "application filed",
            "gate": "the hearing",
            "opens": {
                "last of": [f"10 days after {name}" for name in ("parent told", "nation told")]
            },
            "met by": {"event": "hearing held"},
        },
        {
            "parent told": {"event": "notice received", "where": {"to kind": "parent"}},
            "nation told": {
                "event": "notice received",
                "where": {"to kind": "nation or community"},
            },
        },
    )
    case = make_home()
    filed = case.add("application", "2026-02-13 09:00", children=["sam"])
    for when, kind in (("2026-02-14 09:00", "parent"), ("2026-02-20 09:00", "nation or community")):
        sent = case.add(
            "notice", "2026-02-13 10:00", about="application", to_kind=kind, record=filed
        )
        case.add("notice-receipt", when, notice=sent)

    def held(when: str) -> Obligation:
        more = replace(case, records=list(case.records))
        more.add("hearing", when, children=["sam"], hearing="shelter or preliminary")
        (duty,) = more.judge("2026-03-20", [rule]).obligations
        return duty

    assert (held("2026-03-01 09:00").status, local(held("2026-03-01 09:00").opens)) == (
        "open",
        "2026-03-02",
    )
    assert held("2026-03-02 09:00").status == "met"


def test_while_a_gate_does_not_know_when_it_may_open_nothing_counts() -> None:
    rule = make_rule(
        {
            "from": "application filed",
            "gate": "the hearing",
            "opens": "10 days after notice received",
            "met by": {"event": "hearing held"},
        }
    )
    case = make_home()
    case.add("application", "2026-02-13 09:00", children=["sam"])
    case.add("hearing", "2026-03-01 09:00", children=["sam"], hearing="review")
    (duty,) = case.judge("2026-03-20", [rule]).obligations
    assert (duty.status, duty.opens) == ("open", None)


@pytest.mark.parametrize(("early", "status"), [({}, "overdue"), ({"early": "counts"}, "met")])
def test_what_is_done_earlier_counts_where_the_rule_says_so(
    early: dict[str, str], status: str
) -> None:
    rule = make_rule(
        {
            "per": "child",
            "from": "placed",
            "within": "4 hours",
            "not before": "2 hours",
            "met by": SEEN,
            **early,
        }
    )
    case = in_care("2026-02-01 10:00")
    (duty,) = case.judge("2026-02-01 14:00", [rule]).obligations
    assert (duty.status, local(duty.opens)) == (status, "2026-02-01 11:00")


def test_age_is_a_condition_from_birthday_to_birthday() -> None:
    rule = make_rule(
        {
            "per": "child",
            "while": {"in care": True, "age": {"at least": 14, "under": 18}},
            "every": "1 year",
            "counting from": "birthday 14",
            "met by": SEEN,
        }
    )
    case = CaseMaker()
    case.child("max", "2012-03-01")
    case.child("kim", None)
    case.add("opening", "2026-01-01 09:00", children=["max", "kim"])
    for child in ("max", "kim"):
        case.add("placement", "2026-01-01 09:00", children=[child], setting="foster")
    found = case.judge("2031-01-01", [rule], horizon="2031-01-01").obligations
    # The one whose birth nobody knows has no age to be judged by.
    assert {o.subject.id for o in found} == {"max"}
    assert [local(o.due) for o in found] == [f"{year}-03-01" for year in range(2027, 2031)]
    assert all(local(o.ended) in (None, "2030-02-28 23:59") for o in found)


def test_days_may_add_up_without_a_window() -> None:
    rule = make_rule(
        {
            "per": "child",
            "while": {"in care": True},
            "from": "in care starts",
            "total": "30 days",
            "met by": SEEN,
        }
    )
    case = make_home()
    first = case.add("placement", "2020-01-01 09:00", children=["sam"], setting="foster")
    case.add(
        "placement-end", "2020-01-21 09:00", placement=first, children=["sam"], reason="returned"
    )
    case.add("placement", "2026-02-01 09:00", children=["sam"], setting="foster")
    found = case.judge("2026-02-05", [rule]).obligations
    assert [local(o.due) for o in found] == ["2026-02-11"]


def test_belonging_to_a_nation_is_a_condition() -> None:
    rule = make_rule(
        {
            "per": "child",
            "while": {"Indigenous affiliation": ["yes", "reason to know"]},
            "from": "placed",
            "within": "1 day",
            "met by": SEEN,
        }
    )
    case = CaseMaker()
    for name, known in (("max", "reason to know"), ("kim", "no"), ("ana", None)):
        case.child(name, "2015-01-01", **({"indigenous": known} if known else {}))
    case.add("opening", "2026-01-01 09:00", children=["max", "kim", "ana"])
    case.add("placement", "2026-02-01 09:00", children=["max", "kim", "ana"], setting="foster")
    found = case.judge("2026-02-01 10:00", [rule]).obligations
    assert [o.subject.id for o in found] == ["max"]
