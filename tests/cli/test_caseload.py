"""`casekit caseload`: the highest risk first, what is late, and what each worker carries."""

from __future__ import annotations

from typing import Any

from casekit.overview.caseload import CaseLoad, sum_by_worker
from tests.cli.office import Office
from tests.cli.walk import WALK, take

AT = "2026-02-10T10:00:00-06:00"


def read(office: Office, *more: str, at: str = AT) -> dict[str, Any]:
    done = office.run("caseload", *more, "--format", "json", at=at)
    assert done.code == 0, done.err
    found: dict[str, Any] = done.data
    return found


def test_an_open_case_with_its_risk_and_its_desk(office: Office) -> None:
    found = read(office)
    (case,) = found["cases"]
    assert case["case"] == office.case and case["worker"] == "w-sample"
    assert (case["risk"], case["tracks"], case["children"]) == ("low", ["at home"], 1)
    assert case["longest_unseen_since"] == "2026-01-13" and case["weight"] == 1
    (desk,) = found["workers"]
    assert (desk["worker"], desk["cases"], desk["weight"], desk["hard_events"]) == (
        *("w-sample", 1, 1, 0),
    )


def test_a_removal_weighs_and_strains(office: Office) -> None:
    words = ("--step", "apprehension", "--on", "2026-02-05", "--child", "Sam", "--grounds", "x")
    assert office.run("court", office.case, *words, at=AT).code == 0
    home = ("--on", "2026-02-05", "--child", "Sam", "--setting", "kinship", "--reasons", "x")
    assert office.run("placement", office.case, *home, at=AT).code == 0
    found = read(office)
    assert found["cases"][0]["in_care"] == 1 and found["cases"][0]["weight"] == 2
    assert found["workers"][0]["hard_events"] == 1
    late = read(office, "--today", "2026-06-05")
    assert late["workers"][0]["hard_events"] == 0


def test_only_open_cases_and_those_asked_for(empty: Office) -> None:
    office = take(WALK[0], empty, "yaml")
    assert read(office)["cases"] == []
    done = office.run("caseload", at=AT)
    assert done.out == "No open case.\n"


def test_a_worker_or_a_risk_may_be_asked_for(office: Office) -> None:
    assert read(office, "--risk", "high")["cases"] == []
    assert len(read(office, "--risk", "low", "--worker", "w-sample")["cases"]) == 1
    done = office.run("caseload", at=AT)
    assert "1 open case, the highest risk first." in done.out
    for how in ("tsv", "csv", "md"):
        assert office.case in office.run("caseload", "--format", how, at=AT).out


def test_what_cannot_be_read_never_looks_clean(office: Office) -> None:
    path = min(office.records("contact"))
    path.write_text(path.read_text() + "mode: [in person\n")
    for words in (("caseload", "--working"), ("services",)):
        done = office.run(*words, at=AT)
        assert done.code == 4 and path.name in done.err


def test_an_edit_that_is_not_saved_is_told_and_counted_when_asked(office: Office) -> None:
    path = min(office.records("contact"))
    path.unlink()
    saved = office.run("caseload", at=AT)
    assert "2026-01-13" in saved.out and path.name in saved.err
    assert office.run("caseload", "--working", at=AT).code == 4


def test_without_the_index_it_is_the_same(office: Office) -> None:
    for words in ((), ("--today", "2026-06-05"), ("--today", "2026-01-12")):
        kept = [office.run("caseload", *words, at=AT) for _ in range(2)]
        fresh = office.run("caseload", *words, "--fresh", at=AT)
        assert [k.out for k in kept] == [fresh.out] * 2 and kept[0].code == fresh.code


def test_a_slip_of_the_pen_is_no_empty_list(office: Office) -> None:
    for words in (("--risk", "hihg"), ("--worker", "w-smaple")):
        done = office.run("caseload", *words, at=AT)
        assert done.code == 2 and f"there is no `{words[1]}`" in done.err and "hint" in done.err
    assert office.run("caseload", "--risk", "high", at=AT).out == "No open case of these.\n"


def test_the_heaviest_desk_comes_first() -> None:
    def load(worker: str | None, risk: str) -> CaseLoad:
        return CaseLoad("2026-K7Q4MZ3", worker, risk, (), 1, 0, 0, 0, None, 0, (), False)

    desks = sum_by_worker([load("a", "low"), load("b", "high"), load(None, "medium")])
    assert [desk.worker for desk in desks] == ["b", None, "a"]


def test_an_offer_that_waits_is_named(office: Office) -> None:
    words = ("--on", "2026-02-09", "--to", "Elm Services", "--mandated", "--reasons", "x")
    assert office.run("transfer", office.case, *words, at=AT).code == 0
    (case,) = read(office)["cases"]
    assert case["offered"] == [{"to": "Elm Services", "since": "2026-02-09"}]
    assert read(office, "--today", "2026-02-08")["cases"][0]["offered"] == []
    shown = office.run("caseload", at=AT).out
    assert "was offered to Elm Services on 2026-02-09, who has not answered: it is still" in shown
    refused = ("--step", "refuse", "--on", "2026-02-10", "--by", "the desk", "--reasons", "x")
    assert office.run("transfer", office.case, *refused, at=AT).code == 0
    assert read(office)["cases"][0]["offered"] == []
