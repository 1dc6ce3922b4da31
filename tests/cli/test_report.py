"""`casekit report` on real workspaces: what it says, to whom, and what it never leaves out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from casekit.overview.metrics.catalogue import COUNTERS
from tests.cli.contract import find_breaches
from tests.cli.office import SUPERVISOR, Answer, Office

NOW = "2026-05-20T09:00:00-05:00"
NAMES = ("Sam", "Jo", "Marie", "Cora")


def ask(office: Office, *words: str, at: str = NOW) -> Answer:
    return office.run("report", *words, at=at)


def metric(office: Office, name: str, *words: str, at: str = NOW) -> dict[str, Any]:
    done = ask(office, name, *words, "--format", "json", at=at)
    assert find_breaches("report", done.data) == []
    (found,) = done.data["metrics"]
    return dict(found)


@pytest.fixture
def in_care(office: Office) -> Office:
    """Sam is placed on 20 February, seen in March in the placement, and not in April."""
    placed = ("--child", "Sam", "--setting", "foster", "--reasons", "no carer at home")
    seen = ("--mode", "in person", "--place", "placement", "--purpose", "placement visit")
    for at, words in (
        ("2026-02-20T12:00:00-06:00", ("placement", office.case, *placed)),
        (
            "2026-03-10T12:00:00-05:00",
            ("contact", office.case, *seen, "--seen", "Sam", "--narrative", "Sam is well."),
        ),
    ):
        done = office.run(*words, "--at", at[:16], at=at)
        assert done.code == 0, done.err
    return office


def test_every_metric_is_there_with_its_period(untouched: Office) -> None:
    done = ask(untouched, "--format", "json")
    assert (done.code, find_breaches("report", done.data)) == (0, [])
    assert done.data["cases"] == {"counted": 1, "left_out": []}
    assert {m["id"]: m["period"]["name"] for m in done.data["metrics"]} == dict.fromkeys(
        COUNTERS, "FFY2025"
    ) | dict.fromkeys(list(COUNTERS)[:4], "FFY2026") | {
        "recurrence": "FFY2024",
        "permanency-entries": "FFY2024",
        "re-entry": "FFY2023",
    }
    for found in done.data["metrics"]:
        assert found["period"]["over"] is (found["period"]["name"] != "FFY2026")


def test_a_figure_tells_the_cases_and_children_behind_it(in_care: Office) -> None:
    found = metric(in_care, "visits-made")
    (sam,) = found["parts"]
    assert (found["numerator"]["number"], found["denominator"]["number"]) == (1, 2)
    assert (found["rate"], found["unit"]) == (50.0, "percent")
    assert (sam["case"], sam["says"]) == (in_care.case, "no visit in 2026-04")
    person = next(p for p in in_care.records("person") if "called: Sam" in p.read_text())
    assert sam["child"] == person.stem
    home = metric(in_care, "visits-in-residence")
    assert (home["numerator"]["number"], home["denominator"]["number"]) == (1, 1)


def test_the_table_for_people(in_care: Office) -> None:
    done = ask(in_care)
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[0] == "1 case counted, as of Wed 20 May 2026 09:00"
    visits = next(line for line in lines if "visits-made" in line)
    assert "FFY2026 so far  50 %" in visits and "1 of 2 months in care" in visits
    assert "at least 95 % (primary): not said, the period is not over" in visits
    stability = next(line for line in lines if "re-entry" in line)
    assert "no cases" in stability and "5.6 % (unverified)" in stability
    assert "reached" not in stability
    assert "casekit report METRIC" in done.err


def test_one_metric_tells_all_there_is_to_it(untouched: Office) -> None:
    done = ask(untouched, "first", "--period", "2026")
    assert done.code == 0
    assert "First response in time (first-response)" in done.out
    assert "What it means" in done.out and "Source: The agency's own decisions" in done.out
    head = next(line for line in done.out.splitlines() if "Median" in line)
    assert "9 of 10  In time  Late  No response, overdue  No response yet" in head
    assert any(line.startswith("all ") for line in done.out.splitlines())


@pytest.mark.parametrize("how", ["text", "tsv", "csv", "md", "json"])
def test_the_cases_behind_and_never_a_name(how: str, in_care: Office) -> None:
    done = ask(in_care, "--period", "2026", "--cases", "--format", how)
    assert done.code == 0
    assert in_care.case in done.out and "no visit in 2026" in done.out.replace("\\", "")
    assert not [name for name in NAMES if name in done.out]


def test_the_rows_of_a_spreadsheet(in_care: Office) -> None:
    done = ask(in_care, "--format", "tsv")
    head, *rows = [line.split("\t") for line in done.out.splitlines()]
    cells = [dict(zip(head, row, strict=True)) for row in rows]
    visits = next(c for c in cells if c["metric"] == "visits-made")
    assert (visits["numerator"], visits["denominator"], visits["rate"]) == ("1", "2", "50.0")
    never = next(c for c in cells if c["metric"] == "recurrence")
    assert (never["denominator"], never["rate"]) == ("0", "")
    kinds = {c["group"] for c in cells if c["metric"] == "recording-lateness"}
    assert {"", "contact", "placement", "report"} <= kinds


def test_without_a_case_there_are_no_figures_and_no_fault(empty: Office) -> None:
    done = ask(empty, "--cases")
    assert done.code == 0
    assert done.out.startswith("0 cases counted")
    assert "no case behind any" in done.out
    assert {m["rate"] for m in ask(empty, "--format", "json").data["metrics"]} == {None}


def test_a_case_that_cannot_be_read_whole_is_in_no_figure_and_is_told(in_care: Office) -> None:
    contact = in_care.records("contact")[0]
    contact.write_text(contact.read_text().replace("mode: in person", 'mode: "in person'))
    done = ask(in_care, "--format", "json")
    assert done.code == 4
    assert done.data["cases"]["counted"] == 0
    (left,) = done.data["cases"]["left_out"]
    assert (left["case"], left["why"]) == (in_care.case, "records cannot be read")
    assert {f["path"] for f in done.findings} == {contact.relative_to(in_care.root).as_posix()}
    assert f"{in_care.case}: records cannot be read" in ask(in_care).out


def test_a_record_that_is_gone_leaves_its_case_out(in_care: Office) -> None:
    in_care.records("contact")[0].unlink()
    done = ask(in_care, "--format", "json")
    assert (done.code, [f["code"] for f in done.findings]) == (4, ["RECORD-DELETED"])
    assert [item["why"] for item in done.data["cases"]["left_out"]] == [
        "records are gone from the folder"
    ]


def test_a_case_that_is_gone_altogether_is_told(in_care: Office) -> None:
    import shutil

    shutil.rmtree(in_care.root / "cases" / "2026" / in_care.case)
    done = ask(in_care, "--format", "json")
    assert (done.code, done.data["cases"]["counted"]) == (4, 0)
    assert [(item["case"], item["why"]) for item in done.data["cases"]["left_out"]] == [
        (in_care.case, "the case is gone from the folder")
    ]


def test_a_sealed_case_is_told_and_counted_nowhere(in_care: Office) -> None:
    folder = in_care.root / "cases" / "2026" / in_care.case
    example = Path(__file__).parents[1] / "schemas" / "examples" / "tombstone"
    text = next(iter(sorted(example.glob("valid-*.yaml")))).read_text()
    case = next(line for line in text.splitlines() if line.startswith("case: "))
    state = next(line for line in text.splitlines() if line.startswith("state: "))
    text = text.replace(case, f"case: {in_care.case}").replace(state, "state: sealed")
    (folder / "tombstone.yaml").write_text(text)
    done = ask(in_care, "--format", "json")
    assert [f["code"] for f in done.findings] == ["CASE-SEALED"]
    assert (done.code, done.data["cases"]["counted"]) == (0, 0)
    assert [(item["case"], item["why"]) for item in done.data["cases"]["left_out"]] == [
        (in_care.case, "it was not looked at")
    ]


def test_a_missing_calendar_year_leaves_a_report_unjudged(office: Office) -> None:
    flags = ("--at", "2026-12-29 11:00", "--reporter", "neighbour", "--child", "Sam")
    at = "2026-12-29T12:00:00-06:00"
    told = ("--narrative", "Shouting at night.", "--no-immediate-danger")
    assert office.run("intake", "--case", office.case, *flags, *told, at=at).code == 0
    words = ("--result", "screened in", "--respond-within", "5 working days", "--reasons", "x")
    assert office.run("screen", office.case, *words, at=at).code == 0
    done = ask(office, "first", "--period", "2026", "--format", "json", at=at)
    assert done.code == 4
    assert "calendars/working/2027.yaml" in {f["path"] for f in done.findings}
    (found,) = done.data["metrics"]
    assert len(found["not_judged"]) == 1
    assert ask(office, "visits-made", "--period", "2026", at=at).code == 0


def test_what_was_recorded_before_it_happened_is_a_warning_by_its_file(in_care: Office) -> None:
    contact = in_care.records("contact")[-1]
    text = contact.read_text()
    line = next(part for part in text.splitlines() if part.startswith("recorded_at: "))
    contact.write_text(text.replace(line, "recorded_at: 2026-01-02T09:00:00-06:00"))
    done = ask(in_care, "recording", "--format", "json")
    assert done.code == 0
    assert [(f["code"], f["severity"]) for f in done.findings] == [("RECORDED-BEFORE", "warning")]
    (found,) = done.data["metrics"]
    assert [item["record"] for item in found["not_judged"]] == [contact.stem]


def test_as_of_another_day_and_as_was_known_then(in_care: Office) -> None:
    early = metric(in_care, "visits-made", "--today", "2026-04-15")
    assert early["denominator"]["number"] == 1
    known = metric(in_care, "visits-made", "--as-known", "2026-03-01", "--today", "2026-04-15")
    assert (known["numerator"]["number"], known["denominator"]["number"]) == (0, 1)


def test_a_priority_is_text_and_nothing_else(office: Office) -> None:
    at = "2026-03-02T12:00:00-06:00"
    flags = ("--at", "2026-03-02 11:00", "--reporter", "neighbour", "--child", "Sam")
    told = ("--narrative", "Shouting at night.", "--no-immediate-danger")
    assert office.run("intake", "--case", office.case, *flags, *told, at=at).code == 0
    words = ("--result", "screened in", "--respond-within", "24 hours", "--reasons", "x")
    done = office.run("screen", office.case, *words, "--priority", "=1+[a](b)", at=at)
    assert done.code == 0, done.err
    shown = {how: ask(office, "first", "--format", how).out for how in ("text", "csv", "md")}
    assert "\n=1+[a](b) " in shown["text"]
    assert ',"\'=1+[a](b)",' in shown["csv"]
    assert "[a](b)" not in shown["md"] and "(b)" in shown["md"]


def test_the_supervisors_screen_is_one_screen(in_care: Office) -> None:
    done = in_care.run("report", by=SUPERVISOR, at=NOW)
    assert len(done.out.splitlines()) == 3 + len(COUNTERS)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--period", "26"), 2, "is not a year"),
        (("--period", "2026", "--from", "2026-01-01"), 2, "exclude each other"),
        (("--from", "2026-01-01"), 2, "--from needs --until"),
        (("--until", "2026-01-01"), 2, "--until needs --from"),
        (("--from", "2026-02-30", "--until", "2026-03-01"), 2, "not a date that exists"),
        (("--from", "2026-03-02", "--until", "2026-03-01"), 2, "lies before"),
        (("visits",), 3, "several metrics start"),
        (("nonsense",), 3, "there is no metric"),
    ],
)
def test_what_cannot_be_asked(
    words: tuple[str, ...], code: int, said: str, untouched: Office
) -> None:
    done = ask(untouched, *words, "--format", "json")
    assert (done.code, done.data["error"]["exit_code"]) == (code, code)
    assert said in done.err and "hint: " in done.err
    assert json.loads(done.out)["error"]["hint"]


def test_lateness_by_worker_kind_and_month_and_what_was_saved_late(office: Office) -> None:
    for at, happened, by in (
        ("2026-03-02T12:00:00-06:00", "2026-03-02T10:00:00-06:00", None),
        ("2026-03-05T12:00:00-06:00", "2026-03-02T12:00:00-06:00", None),
        ("2026-03-03T10:00:00-06:00", "2026-03-02T09:00:00-06:00", SUPERVISOR),
    ):
        more = {"by": by} if by else {}
        done = office.run(
            *("contact", office.case, "--at", happened, "--mode", "voice", "--place", "office"),
            *("--purpose", "planning", "--with", "Jo", "--narrative", f"We spoke at {at}."),
            at=at,
            **more,
        )
        assert done.code == 0, done.err
    # Written on a machine that was away: the version is older than the one in which it came.
    path = office.records("contact")[-1]
    text = path.read_text()
    office.git("rm", "--quiet", "--cached", str(path))
    office.git("commit", "--quiet", "--amend", "--no-edit", "--allow-empty")
    assert "recorded_at:" in text
    office.git("switch", "--quiet", "--create", "away")
    office.git("add", str(path))
    office.git("commit", "--quiet", "--message", "Contact", "--date", "2026-03-09T12:00:00-06:00")
    office.git("switch", "--quiet", "main")
    office.git("merge", "--quiet", "--no-ff", "--no-edit", "away")
    words = ("lateness", "--from", "2026-03-01", "--until", "2026-03-31")
    told = ask(office, *words, "--format", "json").data
    assert find_breaches("lateness", told) == []
    workers = {row["worker"]: row for row in told["lateness"]}
    mine, hers = workers["w-sample"], workers["r-sample"]
    assert (mine["kind"], mine["month"], mine["records"]) == ("contact", "2026-03", 2)
    assert (mine["median_hours"], mine["p90_hours"], mine["longest_hours"]) == (37.0, 72.0, 72.0)
    assert (mine["within_a_day"], mine["saved_later"]) == (0.5, 0)
    assert (hers["longest_hours"], hers["within_a_day"], hers["saved_later"]) == (25.0, 0.0, 1)
    assert hers["saved_hours"] > 24
    assert told["total"]["records"] == 3
    text = ask(office, *words).out
    assert text.startswith("3 records of 1 case, of what happened from 2026-03-01 to 2026-03-31\n")
    assert "all" in text.splitlines()[-1]
    assert not any(name in text for name in NAMES)
    for how in ("tsv", "csv", "md"):
        assert "longest_hours" in ask(office, *words, "--format", how).out
    assert ask(office, "lateness", "--cases").code == 2
