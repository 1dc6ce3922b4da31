"""What contradicts itself is refused: each would make a duty disappear without a sound."""

from __future__ import annotations

import shutil

import pytest

from tests.cli.office import SUPERVISOR, WORKER, Office, snapshot

NOW = "2026-03-02T12:00:00-06:00"
CONTRADICTIONS = [
    pytest.param(
        [
            "contact",
            "--at",
            "2015-01-13 10:00",
            "--mode",
            "in person",
            "--place",
            "residence",
            "--purpose",
            "safety",
            "--seen",
            "Sam",
            "--narrative",
            "x",
        ],
        "SEEN-BEFORE-BIRTH",
        id="seen before birth",
    ),
    pytest.param(
        [
            "court",
            "--step",
            "order",
            "--on",
            "2026-02-01",
            "--child",
            "Sam",
            "--court",
            "x",
            "--legal-status",
            "supervision order",
            "--since",
            "2026-02-15",
            "--until",
            "2026-02-01",
        ],
        "END-BEFORE-BEGINNING",
        id="an order over before it begins",
    ),
    pytest.param(
        [
            "assess",
            "--on",
            "2026-02-20",
            "--instrument",
            "risk",
            "--child",
            "Sam",
            "--summary",
            "x",
        ],
        "ASSESSMENT-WITHOUT-RESULT",
        id="a risk assessment without a risk",
    ),
    pytest.param(
        [
            "assess",
            "--on",
            "2026-02-20",
            "--instrument",
            "safety",
            "--child",
            "Sam",
            "--summary",
            "x",
        ],
        "ASSESSMENT-WITHOUT-RESULT",
        id="a safety assessment without a conclusion",
    ),
    pytest.param(
        ["progress", "--on", "2026-02-20", "--of", "G1.O1", "--status", "done"],
        "STATUS-WORD",
        id="an activity's word on an objective",
    ),
    pytest.param(
        ["progress", "--on", "2026-01-02", "--of", "G1.O1", "--status", "in progress"],
        "BEFORE-ITS-CAUSE",
        id="progress before the plan",
    ),
    pytest.param(
        [
            "plan",
            "--on",
            "2026-02-20",
            "--kind",
            "child",
            "--for",
            "Sam",
            "--child",
            "Sam",
            "--since",
            "2026-02-20",
            "--goal",
            "id=G1; goal=x; why=y; needs=[N77]; objectives=[]",
        ],
        "NEED-UNKNOWN",
        id="a goal for no need",
    ),
    pytest.param(
        [
            "person",
            "--name",
            "sam  SAMPLE",
            "--role",
            "child",
            "--birth-date",
            "2018-06-02",
            "--birth-certainty",
            "known",
        ],
        "PERSON-TWICE",
        id="somebody twice",
    ),
]


@pytest.mark.parametrize(("words", "code"), CONTRADICTIONS)
def test_a_contradiction_is_refused_and_nothing_is_written(
    untouched: Office, words: list[str], code: str
) -> None:
    before = snapshot(untouched.root)
    command, *flags = words
    done = untouched.run(command, untouched.case, *flags, "--format", "json", at=NOW)
    assert done.code == 2, done.err
    assert code in {f["code"] for f in done.findings}
    assert all(f["hint"] for f in done.findings)
    assert snapshot(untouched.root) == before


def test_a_deleted_record_is_missed(office: Office) -> None:
    """A record that is gone takes its duties with it, so nobody may call that clean."""
    record = office.records("contact")[0]
    record.unlink()
    for words in (("due", "--working"), ("check",)):
        done = office.run(*words, "--format", "json", at=NOW)
        assert done.code in (1, 4)
        (fault,) = [f for f in done.findings if f["code"] == "RECORD-DELETED"]
        assert fault["path"].endswith(record.name)
        assert "git checkout HEAD" in fault["hint"]


def test_a_case_without_its_case_file_stays_in_sight(office: Office) -> None:
    (office.root / "cases" / office.case[:4] / office.case / "case.yaml").unlink()
    done = office.run("due", "--working", "--format", "json", at=NOW)
    assert done.code == 4
    assert {"CASE-FILE-MISSING", "RECORD-DELETED"} <= {f["code"] for f in done.findings}
    assert done.data["obligations"]


def test_nobody_approves_in_anothers_name(office: Office) -> None:
    made = office.run(
        *("plan", office.case, "--on", "2026-02-20", "--kind", "child", "--for", "Sam"),
        *("--child", "Sam", "--since", "2026-02-20", "--format", "json"),
        at=NOW,
    )
    assert made.code == 0, made.err
    plan = made.data["records"][0]
    done = office.run(
        *("approve", office.case, "--scope", "plan", "--approve", plan),
        *("--approved-by", "r-sample", "--format", "json"),
        by=WORKER,
        at=NOW,
    )
    assert done.code == 8
    assert "GATE-APPROVER-IS-OTHER" in {f["code"] for f in done.findings}


def test_an_empty_plan_is_not_approved(office: Office) -> None:
    office.run(
        *("plan", office.case, "--on", "2026-02-20", "--kind", "child", "--for", "Sam"),
        *("--child", "Sam", "--since", "2026-02-20"),
        at=NOW,
    )
    done = office.run("approve", office.case, "plan", "--format", "json", by=SUPERVISOR, at=NOW)
    assert done.code == 8
    assert {f["code"] for f in done.findings} == {"GATE-EMPTY-PLAN"}


def test_immediate_danger_stands_first_until_the_children_are_seen(office: Office) -> None:
    made = office.run(
        *("intake", "--case", office.case, "--at", "2026-03-02 11:00", "--reporter", "child"),
        *("--child", "Sam", "--narrative", "x", "--immediate-danger"),
        *("--immediate-danger-what", "a knife", "--format", "json"),
        at=NOW,
    )
    assert made.code == 0, made.err
    first = next(o for o in made.data["next"] if o["enforced"] and o["status"] != "overdue")
    assert first["rule"] == "decided-immediate-danger"


def test_a_day_only_order_answers_the_apprehension_of_that_day(office: Office) -> None:
    steps = [
        ["--step", "apprehension", "--at", "2026-02-25 10:00", "--child", "Sam", "--grounds", "x"],
        [
            "--step",
            "order",
            "--on",
            "2026-02-25",
            "--child",
            "Sam",
            "--court",
            "x",
            "--legal-status",
            "temporary guardianship or custody",
            "--since",
            "2026-02-25",
        ],
    ]
    for flags in steps:
        done = office.run("court", office.case, *flags, at=NOW)
        assert done.code == 0, done.err
    shown = office.run("show", office.case, "--format", "json", at=NOW)
    states = shown.data["children"][0]["states"]
    assert states["legal status"] == "temporary guardianship or custody"


@pytest.mark.parametrize("command", ["due", "next"])
def test_a_case_that_is_gone_altogether_is_missed(office: Office, command: str) -> None:
    shutil.rmtree(office.root / "cases" / "2026")
    done = office.run(command, "--working", "--format", "json", at=NOW)
    assert done.code == 4
    assert {f["code"] for f in done.findings} == {"RECORD-DELETED"}
