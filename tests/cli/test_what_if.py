"""casekit due --what-if: what would be due, what that changes, and that nothing is written."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from tests.cli import walk
from tests.cli.contract import find_breaches
from tests.cli.office import Office

DAY = "2026-02-11"


def ask(office: Office, *decisions: str, today: str = DAY) -> tuple[int, Any]:
    words = [word for one in decisions for word in ("--what-if", one)]
    done = office.run("due", office.case, "--today", today, *words, "--format", "json")
    if done.code in (0, 1):
        assert find_breaches("due", done.data) == []
    return done.code, done.data


def changes(answer: Any) -> list[tuple[str, str, str | None, str | None]]:
    (one,) = answer["supposition"]
    return [(c["change"], c["rule"], c["due_before"], c["due_after"]) for c in one["consequences"]]


def test_a_higher_risk_asks_for_more_and_sooner(untouched: Office) -> None:
    code, answer = ask(untouched, "risk=high")
    assert (code, changes(answer)) == (
        0,
        [
            ("appears", "mb-114-s2-high-cm", None, "2026-02-28"),
            ("appears", "mb-114-s2-high-cm", None, "2026-02-28"),
            ("moves", "mb-114-s2-high-family", "2026-02-28", "2026-02-18"),
            ("moves", "mb-114-s2-high-child", "2026-02-28", "2026-02-25"),
            ("vanishes", "mb-114-s2-low-cm", "2026-04-28", None),
            ("vanishes", "mb-114-s2-low-home", "2026-04-28", None),
        ],
    )
    (one,) = answer["supposition"]
    assert one["case"] == untouched.case
    (decision,) = one["decisions"]
    assert (decision["what"], decision["value"], len(decision["children"])) == ("risk", "high", 1)
    due = {o["rule"]: o["due"] for o in answer["obligations"] if o["status"] == "upcoming"}
    assert due["mb-114-s2-high-family"] == "2026-02-18"
    assert "mb-114-s2-low-family" not in due


def test_what_is_so_already_changes_nothing(untouched: Office) -> None:
    assert changes(ask(untouched, "risk=low")[1]) == []


def test_a_closing_takes_duties_away_and_leaves_what_was_missed(untouched: Office) -> None:
    code, answer = ask(untouched, "closed")
    assert (code, {c[0] for c in changes(answer)}) == (0, {"vanishes"})
    code, answer = ask(untouched, "closed", today="2026-03-20")
    assert [c[:2] for c in changes(answer)][:2] == [
        ("is missed", "mb-114-s2-low-child"),
        ("is missed", "mb-114-s2-low-family"),
    ]
    assert {o["status"] for o in answer["obligations"]} == {"missed"}
    words = ("due", untouched.case, "--today", DAY, "--what-if", "closed", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(untouched.run(*words).out)))
    assert {r["change"] for r in rows} == {"vanishes"}


def test_one_child_may_be_named(untouched: Office) -> None:
    by_name = ask(untouched, "risk=high:Sam")[1]["supposition"]
    assert by_name == ask(untouched, "risk=high")[1]["supposition"]


def test_decisions_follow_one_another(untouched: Office) -> None:
    _, answer = ask(untouched, "risk=high", "risk=low")
    assert changes(answer) == []
    code, answer = ask(untouched, "closed", "risk=high")
    assert (code, "not open for any child" in answer["error"]["message"]) == (2, True)


def test_the_track_of_a_child_in_care(office: Office) -> None:
    words = ("placement", office.case, "--child", "Sam", "--setting", "foster", "--format", "json")
    placed = office.run(
        *words,
        "--at",
        "2026-02-10 10:00",
        "--reasons",
        "Nobody was at home.",
        at=f"{DAY}T09:00:00-06:00",
    )
    assert placed.code == 0, placed.err
    code, answer = ask(office, "track=permanency")
    assert code == 0
    assert answer["supposition"][0]["decisions"][0]["value"] == "permanency"


@pytest.mark.parametrize(
    ("decision", "message", "hint"),
    [
        ("risk=huge", "`huge` is no risk", "risk=high|medium|low|none"),
        ("risk", "needs a value", "risk=high|medium|low|none"),
        ("mood=good", "does not know `mood`", "track=out of home|permanency"),
        ("track=at home", "`at home` is no track", "track=out of home|permanency"),
        ("closed=now", "takes no value", "closed"),
        ("track=permanency", "no child asked about is in care", "a return"),
        ("risk=high:Max", "`Max` is no child", "the children are: Sam"),
    ],
)
def test_what_cannot_be_supposed_is_told_with_what_can(
    decision: str, message: str, hint: str, untouched: Office
) -> None:
    code, answer = ask(untouched, decision)
    assert (code, find_breaches("error", answer)) == (2, [])
    assert message in answer["error"]["message"]
    assert hint in answer["error"]["hint"]


def test_a_case_must_be_named_where_there_are_several(untouched: Office, office: Office) -> None:
    alone = untouched.run("due", "--what-if", "risk=high", "--today", DAY)
    assert (alone.code, untouched.case in alone.out) == (0, True)
    assert walk.ask(walk.WALK[0], office, "yaml").code == 0
    several = office.run("due", "--what-if", "risk=high", "--today", DAY)
    assert (several.code, "name them" in several.err) == (2, True)


def test_people_are_told_that_it_is_only_supposed(untouched: Office) -> None:
    done = untouched.run("due", untouched.case, "--today", DAY, "--what-if", "risk=high")
    first = done.out.splitlines()[0]
    assert first == (
        f"Case {untouched.case}, only supposed: as if risk high were decided for Sam. Nothing was "
        "recorded."
    )
    assert "What would change:" in done.out and "What would then be due:" in done.out
    moved = next(line for line in done.out.splitlines() if line.startswith("moves"))
    assert "Sat 28 Feb 2026 -> Wed 18 Feb 2026" in moved
    assert "See the family, low risk (monthly) -> See the family, high risk (weekly)" in moved


@pytest.mark.parametrize("how", ["tsv", "csv", "md"])
def test_rows_say_what_was_supposed(how: str, untouched: Office) -> None:
    words = ("due", untouched.case, "--today", DAY, "--what-if", "risk=high", "--format", how)
    done = untouched.run(*words)
    assert (done.code, "risk=high for Sam" in done.out) == (0, True)
    if how == "csv":
        rows = list(csv.DictReader(io.StringIO(done.out)))
        gone = {r["rule"] for r in rows if r["change"] == "vanishes"}
        assert gone == {"mb-114-s2-low-cm", "mb-114-s2-low-home"}
        assert {r["due_before"] for r in rows if r["change"] == "moves"} == {"2026-02-28"}


def test_without_it_the_answer_is_as_ever(untouched: Office) -> None:
    done = untouched.run("due", untouched.case, "--today", DAY, "--format", "json")
    assert "supposition" not in json.loads(done.out)
