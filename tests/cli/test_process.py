"""`casekit process`: where each child stands at each moment, the ways on, and wrong turns."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from casekit.casework.stories import play_stories
from casekit.resources import stories_dir
from tests.cli.office import SUPERVISOR, WORKER, Office
from tests.cli.walk import WALK, take

LATER = "2026-06-10T10:00:00-05:00"


@pytest.fixture(scope="module")
def river(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The sample agency with the case of Red River."""
    top = tmp_path_factory.mktemp("river")
    (top / "home").mkdir()
    office = Office(top / "files", top / "home")
    env = office.environment(WORKER, None, None)
    numbers = play_stories(office.root, stories_dir("willow-river"), env)
    return replace(office, case=numbers["red-river"])


def stand(office: Office, *words: str, **options: Any) -> dict[str, Any]:
    """Where each child stands, by what it is called."""
    done = office.run("process", office.case, "--format", "json", *words, **options)
    assert done.code == 0, done.err
    return {child["called"]: child for child in done.data["children"]}


RED_RIVER = {
    # Day and hour: the stage, the track, and what is missing.
    "2026-01-12T10:00": ("screening", None, ["report screened"]),
    "2026-01-13T12:00": (
        "response",
        "at home",
        ["child seen", "safety judged", "danger controlled"],
    ),
    "2026-01-13T16:00": ("response", "at home", ["danger controlled"]),
    "2026-01-13T18:00": (
        "determination",
        "at home",
        [
            "every allegation decided",
            "staying decided",
            "benefit decided",
            "determination approved",
        ],
    ),
    # The removal begins a new round: what was learned at home does not answer for care.
    "2026-02-12T09:00": (
        "assessment",
        "out of home",
        ["risk decided", "strengths and needs assessed", "child's needs assessed"],
    ),
    "2026-06-27T09:00": ("assessment", "at home", ["strengths and needs assessed"]),
}


@pytest.mark.parametrize("moment", RED_RIVER)
def test_red_river_stands_where_the_story_is(river: Office, moment: str) -> None:
    stage, track, missing = RED_RIVER[moment]
    sam = stand(river, "--today", moment)["Sam"]
    assert (sam["stage"], sam["track"]) == (stage, track)
    assert [gate["gate"] for gate in sam["needs"]] == missing


def test_red_river_is_closed_in_the_end(river: Office) -> None:
    for child in stand(river, "--today", "2026-10-31").values():
        assert (child["state"], child["stage"], child["ways"]) == ("closed", None, [])
        assert child["since"] == "2026-10-30"


def test_each_condition_that_is_met_names_its_record(river: Office) -> None:
    known = {r["id"] for r in river.run("show", river.case, "--format", "json").data["records"]}
    sam = stand(river, "--today", "2026-01-13T18:00")["Sam"]
    assert sam["done"]
    for gate in sam["done"]:
        assert gate["met"] and gate["record"] in known


def test_what_leads_home_is_each_threat_judged_by_name(river: Office) -> None:
    def way(moment: str) -> dict[str, Any]:
        ways = stand(river, "--today", moment)["Ada"]["ways"]
        (found,) = [w for w in ways if w["name"] == "supervise at home"]
        return found  # type: ignore[no-any-return]

    before, after = way("2026-06-20"), way("2026-06-25T23:00")
    assert (
        not before["ready"]
        and "judged the 3 threats and factors again" in before["conditions"][0]["says"]
    )
    assert after["ready"] and after["leads_to"] == "at home"


def test_as_known_leaves_out_what_was_written_later(river: Office) -> None:
    assert stand(river, "--as-known", "2026-02-10")["Sam"]["track"] == "at home"


def test_the_walk_goes_through_the_stages_in_their_order(
    empty_template: Office, tmp_path: Path
) -> None:
    office = empty_template.copy(tmp_path / "files")
    seen: list[tuple[str, str | None]] = []
    for step in WALK:
        office = take(step, office, "yaml")
        at = f"{step.at}:00-0{6 if step.at < '2026-03-08' else 5}:00"
        sam = stand(office, at=at)["Sam"]
        if not seen or seen[-1] != (sam["state"], sam["stage"]):
            seen.append((sam["state"], sam["stage"]))
    assert seen == [
        ("waiting", "screening"),
        ("open", "response"),
        ("open", "determination"),
        ("open", "assessment"),
        ("open", "closing"),
        ("closed", None),
        ("open", "response"),
    ]


def test_a_factor_that_contributed_is_judged_again_too(office: Office) -> None:
    cause = "id=C1; cause=night work; kind=contributing factor; domain=income; evidence=her shifts"
    words = ("--on", "2026-02-01", "--instrument", "family strengths and needs", "--child", "Sam")
    home = ("--step", "apprehension", "--on", "2026-02-05", "--child", "Sam", "--grounds", "x")
    placed = ("--on", "2026-02-05", "--child", "Sam", "--setting", "kinship", "--reasons", "x")
    judged = ("--on", "2026-02-08", "--instrument", "return home", "--child", "Sam")
    said = ("--conclusion", "safe", "--summary", "x", "--judged")

    def needs() -> str:
        ways = stand(office, at=LATER)["Sam"]["ways"]
        (way,) = [w for w in ways if w["name"] == "supervise at home"]
        return str(way["conditions"][0]["says"])

    for request in (
        ("assess", *words, "--cause", cause, "--summary", "x"),
        ("court", *home),
        ("placement", *placed),
        ("assess", *judged, *said, "threat=another; still=gone; reasons=x"),
    ):
        done = office.run(request[0], office.case, *request[1:], at=LATER)
        assert done.code == 0, done.err
    assert needs() == "not judged again: C1"
    more = ("--on", "2026-02-09", *judged[2:], *said, "threat=C1; still=gone; reasons=x")
    assert office.run("assess", office.case, *more, at=LATER).code == 0
    assert needs() == "judged again on 2026-02-09"


# ------------------------------------------------------------ wrong turns


def review(office: Office, result: str, *more: str, **options: Any) -> Any:
    words = ("--on", "2026-06-10", "--child", "Sam", "--plan", plan_of(office))
    return office.run(
        *("review", office.case, *words, "--result", result, "--reasons", "x", *more),
        **{"at": LATER, **options},
    )


def plan_of(office: Office) -> str:
    plans = [p for p in office.records("plan") if "kind: safety" not in p.read_text()]
    return plans[-1].stem


@pytest.mark.parametrize("result", ["continue", "supervise at home", "consider permanent custody"])
def test_a_child_at_home_has_three_ways_on(office: Office, result: str) -> None:
    refused = review(office, result)
    assert refused.code == 8
    assert "GATE-WAY-NOT-OPEN] Sam is on the track `at home`" in refused.err
    for way in ("close (", "return to assessment (", "consider placement ("):
        assert way in refused.err
    assert not office.records("review")


@pytest.mark.parametrize("result", ["close", "return to assessment", "consider placement"])
def test_each_of_them_is_open(office: Office, result: str) -> None:
    assert review(office, result).code == 0
    sam = stand(office, at=LATER)["Sam"]
    if result == "consider placement":
        assert sam["waits_for"] == "consider placement"
        said = office.run("process", office.case, at=LATER).out
        assert "A review decided: consider placement. Record what was done about it." in said
    if result == "return to assessment":
        assert sam["stage"] == "assessment" and sam["since"] == "2026-06-10"


def remove(office: Office) -> None:
    done = office.run(
        *("court", office.case, "--step", "apprehension", "--at", "2026-06-01T10:00"),
        *("--child", "Sam", "--grounds", "x"),
        at=LATER,
    )
    assert done.code == 0, done.err


def judge(office: Office, threat: str, still: str, on: str = "2026-06-08") -> None:
    done = office.run(
        *("assess", office.case, "--on", on, "--instrument", "return home"),
        *("--child", "Sam", "--summary", "x", "--conclusion", "safe with a plan"),
        *("--judged", f"threat={threat}; still={still}; reasons=x"),
        at=LATER,
    )
    assert done.code == 0, done.err


def test_a_child_in_care_has_four_ways_and_home_leads_over_the_threats(office: Office) -> None:
    remove(office)
    for result in ("continue", "consider placement"):
        assert review(office, result).code == 8
    for result in ("supervise at home", "close"):
        refused = review(office, result)
        assert refused.code == 8 and "GATE-WAY-NEEDS" in refused.err
        assert f"casekit process {office.case}" in refused.err
    judge(office, "nobody at night", "present")
    assert "still present: nobody at night" in review(office, "supervise at home").err
    judge(office, "nobody at night", "gone", on="2026-06-09")
    assert review(office, "supervise at home").code == 0


def test_every_threat_of_the_removal_is_judged_by_its_name(office: Office) -> None:
    threat = (
        "id=T{0}; threat={1}; children=[Sam]; why=x; criteria.imminent=true; "
        "criteria.observable=true; criteria.vulnerable_child=true; criteria.out_of_control=true; "
        "criteria.severity=true"
    )
    done = office.run(
        *("assess", office.case, "--on", "2026-05-30", "--instrument", "safety", "--child", "Sam"),
        *("--threat", threat.format(1, "Left alone"), "--threat", threat.format(2, "Beaten")),
        *("--conclusion", "unsafe", "--summary", "x"),
        at=LATER,
    )
    assert done.code == 0, done.err
    remove(office)
    judge(office, "left alone", "gone")
    assert "not judged again: T2" in review(office, "supervise at home").err
    judge(office, "T2", "controlled")
    assert review(office, "supervise at home").code == 0


def decide_track(office: Office, track: str) -> Any:
    words = ("determine", office.case, "--step", "track", "--child", "Sam")
    return office.run(*words, "--track", track, "--reasons", "x", at=LATER)


def test_the_track_changes_only_where_a_way_leads(office: Office) -> None:
    refused = decide_track(office, "permanency")
    assert refused.code == 8 and "GATE-WAY-NOT-OPEN" in refused.err
    remove(office)
    assert decide_track(office, "at home").code == 8
    ways = {w["name"]: w for w in stand(office, at=LATER)["Sam"]["ways"]}
    assert not ways["permanency"]["ready"]
    assert review(office, "consider permanent custody").code == 0
    assert decide_track(office, "permanency").code == 0
    later = "2026-06-12T10:00:00-05:00"
    sam = stand(office, at=later)["Sam"]
    assert sam["track"] == "permanency"
    assert "psychosocial assessment written" in [gate["gate"] for gate in sam["needs"]]
    assert review(office, "close", at=later).code == 8
    assert review(office, "continue", at=later).code == 0


def test_siblings_go_their_own_ways(office: Office) -> None:
    for words in (
        ("--name", "Ada Sample", "--called", "Ada", "--role", "child"),
        ("--name", "Kim Sample", "--called", "Kim", "--role", "child", "--birth-date"),
    ):
        more = ("2026-12-24", "--birth-certainty", "expected") if "Kim" in words[3] else ()
        assert office.run("person", office.case, *words, *more, at=LATER).code == 0
    remove(office)
    stands = stand(office, at=LATER)
    assert stands["Sam"]["track"] == "out of home"
    assert stands["Ada"]["state"] in ("waiting", "open") and stands["Ada"]["track"] != "out of home"
    assert stands["Kim"]["state"] == "expected" and stands["Kim"]["ways"] == []
    said = office.run("process", office.case, "--child", "Kim", at=LATER).out
    assert "Kim: not born yet: a person expected" in said and "Sam" not in said


def test_a_review_of_siblings_is_judged_for_each(river: Office, tmp_path: Path) -> None:
    office = river.copy(tmp_path / "files")
    refused = office.run(
        *("review", office.case, "--on", "2026-01-31", "--child", "Sam", "--child", "Ada"),
        *("--plan", "family", "--result", "continue", "--reasons", "x"),
        at="2026-02-01T10:00:00-06:00",
    )
    assert refused.code in (3, 8)


def test_a_report_that_was_not_taken_in(empty: Office) -> None:
    office = take(WALK[0], empty, "yaml")
    assert stand(office)["Sam"]["needs"][0]["says"] == "the report is not screened"
    words = ("--result", "screened out", "--reasons", "noise")
    assert office.run("screen", office.case, *words, at=LATER).code == 0
    assert stand(office, at=LATER)["Sam"]["state"] == "not taken in"
    assert "the report was not taken in" in office.run("process", office.case, at=LATER).out


# ------------------------------------------------------------ shapes and the agency's own


@pytest.mark.parametrize("how", ["text", "md", "tsv", "csv", "mermaid"])
def test_every_shape_names_stage_and_ways(office: Office, how: str) -> None:
    done = office.run("process", office.case, "--format", how, at=LATER)
    assert done.code == 0 and done.err == ""
    assert "Determination" in done.out or "determination" in done.out
    assert "consider placement" in done.out


def test_no_name_is_a_part_of_the_picture(office: Office) -> None:
    name = 'x"]; click a "javascript:alert(1)" %% end'
    words = ("person", office.case, "--change", "Sam", "--called", name)
    assert office.run(*words, at=LATER).code == 0
    said = office.run("process", office.case, "--format", "mermaid", at=LATER).out
    line = next(part for part in said.splitlines() if "click" in part)
    assert line.startswith('  determination["Determination - x#34;#93;#59; click')
    assert line.count('"') == 2 and "javascript:alert(1)" in line.replace("#", "")


def test_an_agency_has_a_process_of_its_own(office: Office) -> None:
    from casekit.practice.process_data import SHIPPED

    text = SHIPPED.read_text(encoding="utf-8")
    own = text.replace("      - result: consider placement\n", "      - result: continue\n")
    own = own.replace(
        "        leads to: out of home\n        requires: [danger at home judged]\n",
        "        leads to: implementation\n        requires: []\n",
    )
    (office.root / "process.yaml").write_text(own)
    ways = [w["name"] for w in stand(office, at=LATER)["Sam"]["ways"] if w["kind"] == "review"]
    assert ways == ["close", "return to assessment", "continue"]
    assert review(office, "consider placement").code == 8
    assert review(office, "continue").code == 0
    assert office.run("check", at=LATER).code == 0


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("[report screened]", "[report screend]", "PROCESS-CONDITION"),
        ("leads to: permanency", "leads to: nowhere", "PROCESS-LEADS-NOWHERE"),
        ("      out of home: [child's", "      in space: [child's", "PROCESS-TRACK"),
        ("{from: out of home, to: permanency", "{from: out of home, to: space", "PROCESS-TRACK"),
        ("gate: [permanent home final]", "gate: [out of care]", "PROCESS-GATE"),
        ("result: continue", "result: go on", "SCHEMA-CHOICE"),
    ],
)
def test_faults_of_it_are_told_with_their_line(
    office: Office, old: str, new: str, code: str
) -> None:
    from casekit.practice.process_data import SHIPPED

    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    (office.root / "process.yaml").write_text(text.replace(old, new, 1))
    line = text[: text.index(old)].count("\n") + 1
    told = office.run("check", "--format", "json", at=LATER)
    assert told.code == 1
    assert (code, "process.yaml", line) in {
        (f["code"], f["path"], f["line"]) for f in told.findings
    }
    refused = office.run("process", office.case, at=LATER)
    assert refused.code == 4 and f"process.yaml:{line}:" in refused.err
    # What is due does not wait for it.
    assert office.run("due", office.case, at=LATER, by=SUPERVISOR).code in (0, 1)
