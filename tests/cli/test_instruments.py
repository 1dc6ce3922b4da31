"""Assessments by a form, from the command line: whole, with reasons, beside the one before."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from casekit.records.writing import dump_document
from tests.cli.office import Answer, Office
from tests.practice.test_instruments import SUM

AT = "2026-02-10T10:00:00-06:00"
RISK = {"serious-harm": "no", "some-harm": "yes", "concerns": "yes"}


def assess(office: Office, form: str, said: dict[str, str], on: str, **more: Any) -> Answer:
    """An assessment by a form about Sam, with a reason for everything."""
    about = {} if form in ("family-strengths-and-needs", "cfsr-items") else {"about": "Sam"}
    data = {
        "occurred_on": on,
        "form": form,
        "children": ["Sam"],
        "answers": [
            {"item": item, **about, "value": value, "reason": f"seen on {on}"}
            for item, value in said.items()
        ],
        "summary": "x",
        **more,
    }
    data = {key: value for key, value in data.items() if value is not None}
    text = dump_document(data).decode()
    return office.run("assess", office.case, "--from", "-", stdin=text, at=AT)


def codes(answer: Answer) -> list[str]:
    """The codes of the findings of an answer, in their order."""
    return re.findall(r"error\[([A-Z-]+)\]", answer.err)


def test_the_last_answer_stands_beside_the_new_one(office: Office) -> None:
    assert assess(office, "risk-levels", RISK, "2026-02-01", risk="medium").code == 0
    low = {**RISK, "some-harm": "no"}
    assert assess(office, "risk-levels", low, "2026-02-09", risk="low").code == 0
    told = office.run("instruments", "risk-levels", "--case", office.case, "--format", "json")
    rows = {row["item"]: row for row in told.data["answers"]}
    assert rows["some-harm"] == {
        "item": "some-harm",
        "about": rows["some-harm"]["about"],
        "called": "Sam",
        "question": rows["some-harm"]["question"],
        "value": "no",
        "reason": "seen on 2026-02-09",
        "before": "yes",
        "before_reason": "seen on 2026-02-01",
        "changed": True,
        "informants": [],
    }
    assert not rows["concerns"]["changed"]
    text = office.run("instruments", "risk-levels", "--case", office.case).out
    assert "changed: no - seen on 2026-02-09\n    before: yes - seen on 2026-02-01" in text


def test_the_version_of_the_form_is_kept(office: Office) -> None:
    assert assess(office, "risk-levels", RISK, "2026-02-01", risk="medium").code == 0
    (record,) = [p for p in office.records("assessment") if "form:" in p.read_text()]
    assert "form:\n  id: risk-levels\n  version: 2026-11-27\n" in record.read_text()
    assert "instrument: risk\n" in record.read_text()
    assert office.run("check", at=AT).code == 0


def test_what_is_not_whole_or_not_reasoned_is_refused(office: Office) -> None:
    data = {
        "occurred_on": "2026-02-01",
        "form": "risk-levels",
        "children": ["Sam"],
        "answers": [
            {"item": "serious-harm", "about": "Sam", "value": "no"},
            {"item": "some-harm", "about": "Sam", "value": "perhaps", "reason": "x"},
            {"item": "some-hram", "about": "Sam", "value": "yes", "reason": "x"},
            {"item": "serious-harm", "about": "Sam", "value": "yes", "reason": "x"},
            {"item": "serious-harm", "value": "yes", "reason": "x"},
        ],
        "risk": "low",
        "summary": "x",
    }
    text = dump_document(data).decode()
    refused = office.run("assess", office.case, "--from", "-", stdin=text, at=AT)
    assert refused.code == 2
    found = {
        (code, int(line))
        for line, code in re.findall(r"input:(\d+):\d+: error\[([A-Z-]+)\]", refused.err)
    }
    assert found == {
        ("ASSESSMENT-INCOMPLETE", 6),
        ("ASSESSMENT-ANSWER-WITHOUT-REASON", 6),
        ("ASSESSMENT-VALUE-UNKNOWN", 11),
        ("ASSESSMENT-ITEM-UNKNOWN", 13),
        ("ASSESSMENT-ANSWERED-TWICE", 17),
        ("ASSESSMENT-ABOUT", 21),
    }


def test_several_informants_are_heard_and_the_workers_own_answer_counts(office: Office) -> None:
    answers = [
        {"item": item, "about": "Sam", "value": value, "reason": "x"}
        for item, value in RISK.items()
    ]
    teacher = {"item": "some-harm", "about": "Sam", "value": "no", "reason": "y"}
    answers += [
        {**teacher, "informant": "the teacher"},
        {**teacher, "informant": "Marie", "value": "yes"},
    ]
    done = assess(office, "risk-levels", {}, "2026-02-01", risk="medium", answers=answers)
    assert done.code == 0, done.err
    said = office.run("instruments", "risk-levels", "--case", office.case, "--format", "json")
    row = next(row for row in said.data["answers"] if row["item"] == "some-harm")
    assert row["value"] == "yes" and row["informants"] == ["the teacher: no", "Marie: yes"]


def test_another_level_than_the_answers_come_to_needs_a_reason(office: Office) -> None:
    refused = assess(office, "risk-levels", RISK, "2026-02-01", risk="low")
    assert codes(refused)[0] == "ASSESSMENT-SCORE-DIFFERS"
    assert "the answers come to medium, and the record says low" in refused.err
    why = {"differs_because": "The aunt moves in tonight."}
    assert assess(office, "risk-levels", RISK, "2026-02-01", risk="low", **why).code == 0


def test_what_is_marked_as_a_need_is_written_down_as_one(office: Office) -> None:
    told = office.run("instruments", "family-strengths-and-needs", "--format", "json").data
    said = {q["item"]: "enough" for q in told["questions"]} | {"income": "need"}
    refused = assess(office, "family-strengths-and-needs", said, "2026-02-01")
    assert codes(refused)[0] == "ASSESSMENT-NOT-LISTED"
    needs = [{"id": "N1", "domain": "income", "need": "Day shifts.", "why": "Night work."}]
    causes = [
        {
            "id": "C1",
            "cause": "No work by day nearby.",
            "kind": "cause",
            "domain": "income",
            "evidence": "Jo asked at three places.",
        }
    ]
    done = assess(
        office, "family-strengths-and-needs", said, "2026-02-01", needs=needs, causes=causes
    )
    assert done.code == 0, done.err


def test_each_caregiver_is_answered_about(office: Office) -> None:
    told = office.run("instruments", "protective-capacities", "--format", "json").data
    answers = [
        {"item": q["item"], "about": who, "value": "shown", "reason": "x"}
        for q in told["questions"]
        for who in ("Jo", "Marie")
    ]
    more = {"answers": answers[:-1], "strengths": [{"domain": "safety", "strength": "x"}]}
    refused = assess(office, "protective-capacities", {}, "2026-02-01", **more)
    assert "is not complete about Marie: carries-on" in refused.err
    more["answers"] = answers
    assert assess(office, "protective-capacities", {}, "2026-02-01", **more).code == 0


def test_a_child_is_not_safe_while_a_threat_meets_all_five(office: Office) -> None:
    criteria = ("imminent", "observable", "vulnerable_child", "out_of_control", "severity")
    threat = {
        "id": "T1",
        "threat": "left alone",
        "children": ["Sam"],
        "criteria": dict.fromkeys(criteria, True),
        "why": "x",
    }
    more = {"threats": [threat], "answers": None}
    refused = assess(office, "safety-threshold", {}, "2026-02-01", conclusion="safe", **more)
    assert codes(refused)[0] == "ASSESSMENT-SCORE-DIFFERS"
    threat["criteria"] = {**dict.fromkeys(criteria, True), "severity": False}
    done = assess(office, "safety-threshold", {}, "2026-02-01", conclusion="safe", **more)
    assert done.code == 0, done.err


def test_an_agency_has_instruments_without_code(office: Office) -> None:
    folder = office.root / "instruments"
    folder.mkdir()
    (folder / "ours.yaml").write_text(SUM.replace("kind: child needs", "kind: risk"))
    listed = office.run("instruments", "--format", "json").data["instruments"]
    assert {one["id"] for one in listed if one["own"]} == {"own"}
    refused = assess(office, "own", {"a": "3", "b": "3"}, "2026-02-01", risk="high")
    assert "not complete about Sam: c" in refused.err
    done = assess(office, "own", {"a": "3", "b": "3", "c": "0"}, "2026-02-01", risk="high")
    assert done.code == 0, done.err
    assert office.run("check", at=AT).code == 0
    (folder / "ours.yaml").write_text(SUM.replace("per: child", "per: chld"))
    told = office.run("check", "--format", "json", at=AT)
    # An assessment by it is there, which nobody can judge now.
    assert told.code == 4
    assert ("SCHEMA-CHOICE", "instruments/ours.yaml", 6) in {
        (f["code"], f["path"], f["line"]) for f in told.findings
    }
    assert office.run("instruments").code == 4
    assert office.run("due", office.case, at=AT).code in (0, 1)


def test_an_empty_form_and_one_that_is_not_there(office: Office) -> None:
    assert codes(assess(office, "cans-shaped", {}, "2026-02-01"))[0] == "ASSESSMENT-FORM-EMPTY"
    refused = assess(office, "risk-level", {}, "2026-02-01")
    assert codes(refused)[0] == "ASSESSMENT-FORM-UNKNOWN"
    assert "did you mean risk-levels?" in refused.err
    assert office.run("instruments", "risk-level").code == 3


@pytest.mark.parametrize("how", ["text", "md", "tsv", "csv", "json"])
def test_every_form_can_be_printed(untouched: Office, how: str) -> None:
    for one in untouched.run("instruments", "--format", "json").data["instruments"]:
        shown = untouched.run("instruments", one["id"], "--format", how)
        assert shown.code == 0 and shown.err == ""
        if how == "json":
            assert len(json.loads(shown.out)["questions"]) == one["items"]


def test_a_form_about_threats_names_one_or_says_that_the_child_is_safe(office: Office) -> None:
    more = {"instrument": "safety", "answers": None}
    refused = assess(
        office, "safety-threshold", {}, "2026-02-01", conclusion="safe with a plan", **more
    )
    assert refused.code == 2 and "ASSESSMENT-INCOMPLETE" in codes(refused)
    done = assess(office, "safety-threshold", {}, "2026-02-01", conclusion="safe", **more)
    assert done.code == 0, done.err


def test_a_form_is_for_its_own_kind_of_assessment(office: Office) -> None:
    data = {
        "occurred_on": "2026-02-01",
        "instrument": "risk",
        "children": ["Sam"],
        "form": "child-needs",
        "answers": [{"item": "medical", "about": "Sam", "value": "well", "reason": "x"}],
        "summary": "x",
    }
    done = office.run("assess", office.case, "--from", "-", stdin=dump_document(data), at=AT)
    assert done.code == 2 and "error[ASSESSMENT-FORM-DIFFERS]" in done.err
