"""Earlier contact in real repositories: told at once, kept in the report, decided by people."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.cli.contract import find_breaches
from tests.cli.office import SUPERVISOR, Answer, Office
from tests.history.test_signing import make_key

NOW = "2026-02-20T09:00:00-06:00"
SAM = {
    "name": "Sam Sample",
    "called": "Sam",
    "role": "child",
    "birth": {"date": "2018-06-02", "certainty": "known"},
}
JO = {
    "name": "Jo Sample",
    "role": "family",
    "relationships": [{"to": "Sam", "is": "mother", "main_carer": True}],
}
FIRST_SCREEN = 24


def report(*people: Any, child: str = "Sam", **more: Any) -> dict[str, Any]:
    return {
        "occurred_at": "2026-01-12T09:40:00-06:00",
        "reporter": "neighbour",
        "people": list(people or (SAM, JO)),
        "children": [child],
        "allegations": [{"child": child, "allegation": "neglect", "description": "alone"}],
        "immediate_danger": {"present": False},
        "narrative": "Alone at night.",
        **more,
    }


def intake(office: Office, request: dict[str, Any], *words: str) -> Answer:
    made = office.run("intake", "--from", "-", *words, stdin=json.dumps(request), at=NOW)
    assert made.code == 0, made.err
    return made


def take(office: Office, request: dict[str, Any] | None = None) -> str:
    case: str = intake(office, request or report(), "--format", "json").data["case"]
    return case


def do(office: Office, *words: str) -> Answer:
    done = office.run(*words, at=NOW)
    assert done.code == 0, done.err
    return done


def screen_in(office: Office, case: str, *words: str) -> Answer:
    within = ("--respond-within", "24 hours", "--reasons", "x")
    return do(office, "screen", case, "--result", "screened in", *within, *words)


def decide_risk(office: Office, case: str, risk: str, reasons: str) -> None:
    words = ("--step", "risk", "--child", "Sam", "--risk", risk, "--reasons", reasons)
    do(office, "determine", case, *words)


def prior_of(office: Office, case: str, *words: str) -> Any:
    done = office.run("prior", case, "--format", "json", *words, at=NOW)
    assert find_breaches("prior", done.data) == []
    return done.data["prior"]


def others(prior: Any) -> dict[str, str]:
    """The cases besides the one that was asked about, and how sure they are."""
    return {c["case"]: c["match"] for c in prior["cases"] if c["match"] != "this case"}


def kept(office: Office, case: str) -> str:
    (path,) = replace(office, case=case).records("report")
    return path.read_text()


def person(office: Office, case: str, name: str) -> str:
    for path in replace(office, case=case).records("person"):
        if f"\nname: {name}\n" in path.read_text():
            return path.stem
    raise AssertionError(name)


@pytest.fixture(scope="module")
def seven_template(empty_template: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A family that was opened seven times; the risk was high in the third."""
    office = empty_template.copy(tmp_path_factory.mktemp("seven") / "files")
    for number in range(1, 8):
        case = take(office)
        screen_in(office, case)
        if number == 3:
            decide_risk(office, case, "high", "Sam was found alone for the third night.\nNo food.")
            office = replace(office, case=case)
        else:
            decide_risk(office, case, "low", "An aunt is there every night.")
    return office


@pytest.fixture
def seven(seven_template: Office, tmp_path: Any) -> Office:
    return seven_template.copy(tmp_path / "files")


def test_the_eighth_opening_says_the_high_risk_of_the_third_on_the_first_screen(
    seven: Office,
) -> None:
    own = {"summary": "Known to us; last time all was well."}
    told = intake(seven, report(prior_contact=own))
    lines = told.out.splitlines()
    assert lines[0].startswith("Saved, version ")
    assert lines[1].startswith("  HIGHEST EARLIER RISK: high, on 2026-02-20, in case " + seven.case)
    assert [line.strip() for line in lines[2:4]] == [
        "Sam was found alone for the third night.",
        "No food.",
    ]
    screen = "\n".join(lines[:FIRST_SCREEN])
    assert "7 openings and 7 reports in 7 cases" in screen
    assert "Not searched: other workspaces and agencies" in told.out


def test_a_shorter_summary_buries_nothing(seven: Office) -> None:
    own = {"summary": "Known to us; all was well.", "searched": ["the old card index"]}
    made = intake(seven, report(prior_contact=own), "--format", "json")
    assert find_breaches("recorded", made.data) == []
    prior, case = made.data["prior"], made.data["case"]
    assert next(iter(prior)) == "highest_risk"
    assert prior["highest_risk"]["case"] == seven.case
    assert prior["highest_risk"]["reasons"] == "Sam was found alone for the third night.\nNo food."
    assert (prior["openings"], prior["reports"], len(prior["cases"])) == (7, 7, 7)
    text = kept(seven, case)
    assert "  highest_risk:\n    risk: high\n" in text
    assert "  summary: Known to us; all was well.\n" in text
    assert "    - the old card index\n" in text
    assert text.count("      openings: 1\n") == 7
    # The decision to open it says so again, and so does whoever opens the case's page later.
    assert screen_in(seven, case).out.splitlines()[1].startswith("  HIGHEST EARLIER RISK: high")
    shown = do(seven, "show", case)
    assert "HIGHEST EARLIER RISK: high" in "\n".join(shown.out.splitlines()[:4])
    asked = do(seven, "show", case, "--format", "json").data["before"]
    assert (asked["highest_risk"]["risk"], asked["openings"]) == ("high", 7)


def test_what_only_the_search_may_say_no_request_says(empty: Office) -> None:
    risk = {"risk": "none", "day": "2020-01-01", "reasons": "x", "case": "2020-K7Q4MZ3"}
    given = {"highest_risk": risk, "found": [{"case": "2020-K7Q4MZ3", "what": "x", "openings": 9}]}
    refused = empty.run(
        *("intake", "--from", "-", "--format", "json"),
        stdin=json.dumps(report(prior_contact=given)),
        at=NOW,
    )
    assert (refused.code, {f["code"] for f in refused.findings}) == (2, {"FILLED-IN"})
    assert len(refused.findings) == 2


def test_a_rehearsal_tells_it_and_writes_nothing(seven: Office) -> None:
    before = seven.git("rev-parse", "HEAD")
    told = intake(seven, report(), "-n")
    assert "HIGHEST EARLIER RISK: high" in told.out
    assert seven.git("rev-parse", "HEAD") == before


def test_the_same_request_again_changes_nothing_and_tells_it_again(seven: Office) -> None:
    request = report(id="2026-02-20-k7q4mz", prior_contact={"searched": ["the card index"]})
    first = intake(seven, request, "--format", "json").data
    again = intake(seven, request, "--format", "json").data
    assert again["version"] == first["version"]
    assert again["prior"]["highest_risk"] == first["prior"]["highest_risk"]
    assert again["prior"]["openings"] == 7


def test_nobody_is_named_in_a_version_message_or_a_path(seven: Office) -> None:
    take(seven)
    words = seven.git("log", "--format=%B", "--name-only")
    assert not {"Sam", "Jo", "Sample"} & set(words.replace("/", " ").replace("-", " ").split())


def test_a_report_that_was_screened_out_is_found_when_the_next_call_comes(empty: Office) -> None:
    first = take(empty)
    do(empty, "screen", first, "--result", "screened out", "--reasons", "Noise.")
    told = intake(empty, report())
    assert told.out.splitlines()[1] == "  No earlier risk is on file."
    assert f"{first}  neglect; screened out on 2026-02-20" in told.out
    assert "0 openings and 1 report in 1 case" in told.out


def test_a_further_report_is_told_the_past_of_its_own_case(empty: Office) -> None:
    case = take(empty)
    screen_in(empty, case)
    decide_risk(empty, case, "high", "Alone all week.")
    decide_risk(empty, case, "low", "An aunt is there.")
    more = {k: v for k, v in report().items() if k != "people"}
    made = intake(empty, {**more, "case": case}, "--format", "json").data["prior"]
    assert (made["highest_risk"]["risk"], made["highest_risk"]["match"]) == ("high", "this case")
    assert (made["openings"], made["reports"]) == (1, 1)
    assert made["possible_duplicates"] == []


def test_half_siblings_in_two_cases_meet_in_their_mother(empty: Office) -> None:
    home = {"kind": "family home", "address": "1 Example Street", "members": ["Jo Sample"]}
    first = take(empty, report(households=[home]))
    screen_in(empty, first)
    decide_risk(empty, first, "high", "Alone all week.")
    ada = {"name": "Ada Other", "role": "child"}
    mother = {**JO, "relationships": [{"to": "Ada Other", "is": "mother"}]}
    moved = {**home, "address": "1 Example St."}
    second = take(empty, report(ada, mother, child="Ada Other", households=[moved]))
    prior = prior_of(empty, second)
    assert prior["highest_risk"]["case"] == first
    assert [d["other_person"] for d in prior["possible_duplicates"]] == [
        person(empty, first, "Jo Sample")
    ]


def test_an_unborn_child_is_a_person_expected(empty: Office) -> None:
    expected = {"date": "2026-02-24", "certainty": "expected"}
    unborn = {"name": "Baby", "role": "child", "birth": expected}
    mother = {**JO, "relationships": [{"to": "Baby", "is": "mother"}]}
    first = take(empty, report(unborn, mother, child="Baby"))
    born = {"date": "2026-02-12", "certainty": "known"}
    ada = {"name": "Ada Sample", "role": "child", "birth": born}
    mother = {**JO, "relationships": [{"to": "Ada Sample", "is": "mother"}]}
    prior = prior_of(empty, take(empty, report(ada, mother, child="Ada Sample")))
    found = {d["other_person"]: d for d in prior["possible_duplicates"]}
    pair = found[person(empty, first, "Baby")]
    assert pair["match"] == "possible"
    assert pair["reasons"][0].startswith("born when the other one was expected")


def test_a_strangers_name_is_told_as_unlikely_and_its_history_is_not_theirs(empty: Office) -> None:
    old = {**SAM, "birth": {"date": "2009-01-30", "certainty": "known"}}
    first = take(empty, report(old))
    screen_in(empty, first)
    decide_risk(empty, first, "high", "Another family.")
    prior = prior_of(empty, take(empty, report(SAM)))
    assert (prior["highest_risk"], others(prior)) == (None, {})
    assert [d["match"] for d in prior["possible_duplicates"]] == ["unlikely"]
    assert empty.run("check", at=NOW).code == 0


def test_a_case_that_cannot_be_read_is_said(seven: Office) -> None:
    folder = seven.root / "cases" / "2026" / seven.case
    for path in folder.glob("people/*.yaml"):
        path.write_text("schema: person/1\nname: [Quillfeather\n")
    seven.git("commit", "-qam", "Broken")
    made = intake(seven, report(), "--format", "json").data
    unread = [n for n in made["prior"]["not_searched"] if n["unreadable"]]
    assert [n["what"] for n in unread] == [f"2 files of case {seven.case}"]
    assert f"2 files of case {seven.case}" in kept(seven, made["case"])
    assert "Quillfeather" not in json.dumps(made)
    asked = seven.run("prior", made["case"], at=NOW)
    assert asked.code == 4
    assert "Not searched: 2 files of case" in asked.out


def test_a_broken_record_of_a_case_of_theirs_is_said_too(seven: Office) -> None:
    (risk,) = replace(seven, case=seven.case).records("risk")
    risk.write_text("schema: risk/1\nid: [\n")
    seven.git("commit", "-qam", "Broken")
    prior = intake(seven, report(), "--format", "json").data["prior"]
    assert prior["highest_risk"]["risk"] == "low"
    assert [n["what"] for n in prior["not_searched"] if n["unreadable"]] == [
        f"1 file of case {seven.case}"
    ]


def test_what_nobody_has_saved_yet_is_said(seven: Office) -> None:
    (risk,) = replace(seven, case=seven.case).records("risk")
    risk.write_text(risk.read_text().replace("risk: high", "risk: low"))
    prior = intake(seven, report(), "--format", "json").data["prior"]
    assert prior["highest_risk"]["risk"] == "high"
    assert f"unsaved edits of case {seven.case}" in [n["what"] for n in prior["not_searched"]]


def test_whatever_an_old_record_holds_fits_into_the_new_one(empty: Office) -> None:
    first = take(empty)
    whole = {"instrument": "risk", "children": ["Sam"], "risk": "high", "occurred_on": "2026-02-01"}
    long = {**whole, "summary": "x" * 100_000, "why": "y" * 100_000}
    assert empty.run("assess", first, "--from", "-", stdin=json.dumps(long), at=NOW).code == 0
    assert prior_of(empty, take(empty))["highest_risk"]["reasons"].startswith("x")
    other = {"name": "Tess Other", "role": "child"}
    second = take(empty, report(other, child="Tess Other"))
    blank = {**whole, "children": ["Tess Other"], "summary": " "}
    assert empty.run("assess", second, "--from", "-", stdin=json.dumps(blank), at=NOW).code == 0
    told = prior_of(empty, take(empty, report(other, child="Tess Other")))
    assert told["highest_risk"]["reasons"] == "No reasons were written down."


@pytest.mark.parametrize("state", ["sealed", "destroyed"])
def test_a_case_file_that_nobody_may_read_is_said_and_not_read(state: str, empty: Office) -> None:
    (empty.home / ".ssh").mkdir(exist_ok=True)
    if not (empty.home / ".ssh" / "id_ed25519").exists():
        make_key(empty.home / ".ssh" / "id_ed25519")
    first = take(empty)
    do(empty, "screen", first, "--result", "screened out", "--reasons", "Noise.")
    words = ("--state", "sealed") if state == "sealed" else ("--confirm", first)
    gone = empty.run(
        *("expunge", first, "--reason", "x", "--authority", "y", *words), by=SUPERVISOR, at=NOW
    )
    assert gone.code == 0, gone.err
    prior = intake(empty, report(), "--format", "json").data["prior"]
    assert (prior["cases"], prior["possible_duplicates"]) == ([], [])
    said = [n for n in prior["not_searched"] if state in n["what"]]
    assert len(said) == 1
    assert first in said[0]["why"]
    assert not said[0]["unreadable"]


def test_a_restricted_case_is_found(empty: Office) -> None:
    first = take(empty, report(access="restricted"))
    assert others(prior_of(empty, take(empty))) == {first: "likely"}


def test_check_asks_until_somebody_decides(empty: Office) -> None:
    first, second = take(empty), take(empty)

    def undecided() -> list[Any]:
        found = empty.run("check", "--format", "json", at=NOW).findings
        return [f for f in found if f["code"] == "DUPLICATE-UNDECIDED"]

    assert [f["severity"] for f in undecided()] == ["warning", "warning"]
    do(empty, "person", second, "--change", "Sam", "--same-person", first, "--why", "One date.")
    assert len(undecided()) == 1
    other = f"{first}/{person(empty, first, 'Jo Sample')}"
    do(empty, "person", second, "--change", "Jo", "--different-person", other)
    assert undecided() == []
    decided = {d["decision"] for d in prior_of(empty, second)["possible_duplicates"]}
    assert decided == {"same person", "different person"}
    sam = prior_of(empty, second)["possible_duplicates"][0]
    assert (sam["decided_by"], sam["why"]) == ("w-sample", "One date.")
    assert others(prior_of(empty, second)) == {first: "same person"}
    # The other case knows it as well.
    assert prior_of(empty, first)["possible_duplicates"][0]["decision"] == "same person"


def test_a_history_that_is_not_theirs_is_put_aside(seven: Office) -> None:
    case = take(seven)
    for who in ("Sam", "Jo"):
        name = f"{who} Sample"
        do(seven, "person", case, "--change", who, "--different-person", f"{seven.case}/{name}")
    prior = prior_of(seven, case)
    assert prior["highest_risk"]["risk"] == "low"
    assert seven.case not in others(prior)
    assert len(others(prior)) == 6


def test_who_is_the_same_may_be_said_with_the_report(empty: Office) -> None:
    first = take(empty)
    sam = {**SAM, "same_person": f"{first}/Sam", "why": "The school knows him."}
    jo = {**JO, "same_person": [first]}
    second = take(empty, report(sam, jo))
    assert empty.run("check", at=NOW).code == 0
    assert "      decision: same person\n" in kept(empty, second)
    assert "      why: The school knows him.\n" in kept(empty, second)
    wrong = report({**SAM, "same_person": f"{first}/Quillfeather"})
    refused = empty.run("intake", "--from", "-", stdin=json.dumps(wrong), at=NOW)
    assert refused.code == 3
    assert "nobody in the case is called `Quillfeather`" in refused.err


def test_somebody_decided_to_be_the_same_counts_whatever_the_likeness(empty: Office) -> None:
    other = {"name": "Oluwaseun Redsky", "role": "child"}
    first = take(empty, report(other, child="Oluwaseun Redsky"))
    case = take(empty, report({**SAM, "same_person": f"{first}/Oluwaseun Redsky"}))
    assert others(prior_of(empty, case)) == {first: "same person"}


def test_a_child_added_again_is_told(empty: Office) -> None:
    case = take(empty)
    born = ("--birth-date", "2018-06-02", "--birth-certainty", "known")
    words = ("person", case, "--name", "Sam Sampel", "--role", "child", *born)
    rehearsed = do(empty, *words, "--format", "json", "-n").data
    assert find_breaches("recorded", rehearsed) == []
    assert {d["case"] for d in rehearsed["possible_duplicates"]} == {case}
    made = do(empty, *words)
    assert "Perhaps the same people:" in made.out
    assert "Sam Sampel and Sam Sample (this case" in made.out
    told = do(empty, "person", case, "--name", "Ada Sample", "--role", "child", "--format", "json")
    assert "possible_duplicates" not in told.data


def test_siblings_typed_twice_stand_in_the_report(empty: Office) -> None:
    twin = {**SAM, "name": "Sam Sampel", "called": "Sampel"}
    case = take(empty, report(SAM, JO, twin))
    (found,) = prior_of(empty, case)["possible_duplicates"]
    assert (found["case"], found["match"]) == (case, "likely")
    assert f"      case: {case}\n" in kept(empty, case)


def test_prior_as_it_was_known(seven: Office) -> None:
    case = take(seven)
    then = seven.git("rev-parse", "HEAD")
    do(seven, "person", case, "--change", "Sam", "--same-person", seven.case)
    now, was = (others(prior_of(seven, case, *words)) for words in ((), ("--as-known", then)))
    assert (now[seven.case], was[seven.case]) == ("same person", "likely")


@pytest.mark.parametrize("how", ["tsv", "csv", "md"])
def test_rows_begin_with_the_highest_risk_and_end_with_what_was_not_searched(
    how: str, seven: Office
) -> None:
    rows = do(seven, "prior", take(seven), "--format", how).out.splitlines()
    first = rows[2] if how == "md" else rows[1]
    assert "highest risk" in first
    assert "third night" in first
    assert "not searched" in rows[-1]
