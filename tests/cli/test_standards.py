"""casekit standards: the packs, what they say, whether they make sense, and what a change does."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from casekit.overview.standards_page import make_pages
from casekit.records.profile import read_document
from tests.cli.contract import find_breaches
from tests.cli.office import SUPERVISOR, Office

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "writing-standards.md"
LINT = Path(__file__).parents[1] / "standards" / "lint"
NOW = "2026-02-11T09:00:00-06:00"


def own_rules() -> str:
    """The whole file that docs/writing-standards.md shows."""
    (text,) = re.findall(r"^```yaml\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return str(text)


def add_rules(office: Office, text: str, name: str = "own.yaml") -> Path:
    path = office.root / "standards" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    office.git("add", "-A")
    office.git("commit", "-qm", "rules")
    return path


# ------------------------------------------------------------------ list and show


def test_what_is_in_force_here_and_what_else_ships(untouched: Office) -> None:
    here = untouched.run("standards", "--format", "json")
    assert [p["pack"] for p in here.data["packs"]] == ["ca-mb-cfs", "decided"]
    every = untouched.run("standards", "list", "--all", "--format", "json")
    used = {p["pack"]: p["in_force_here"] for p in every.data["packs"]}
    assert used["ca-mb-cfs"] and not used["us-ma-retention"]
    manitoba = here.data["packs"][0]
    assert sum(manitoba["verified"].values()) == manitoba["rules"]
    assert (manitoba["effective_from"], manitoba["effective_to"]) == ("2022-06-30", None)


def test_a_pack_bound_to_places_is_listed_with_them(office: Office) -> None:
    bind_to_places(office, ["north"])
    listed = office.run("standards", "list", "--format", "json").data["packs"]
    assert [(p["pack"], p["places"]) for p in listed] == [("ca-mb-cfs", ["north"]), ("decided", [])]
    assert "in north" in office.run("standards").out


@pytest.mark.parametrize("how", ["text", "json", "tsv", "csv", "md"])
def test_every_format_outside_of_a_workspace(how: str, empty: Office) -> None:
    for words in (("list", "--all"), ("show", "us-ma-retention"), ("show", "decided", "decided-f")):
        done = empty.run("standards", *words, "--format", how, cwd=empty.home, by=None, at=None)
        assert (done.code, bool(done.out)) == (0, True), done.err
    assert "decided-first-response" in done.out


def test_a_rule_is_shown_as_the_manual_would_say_it(untouched: Office) -> None:
    shown = untouched.run("standards", "show", "ca-mb-cfs", "mb-114-s3-initial").out
    assert "Limit:         within 5 working days of: placed" in shown
    assert "1.1.4 Standard 3" in shown
    every = untouched.run("standards", "show", "ca-mb-cfs@2022-06-30", "mb-114", "--format", "json")
    assert len(every.data["rules"]) == 13
    page = untouched.run("standards", "show", "us-ma-retention", "--format", "md").out
    assert page == (DOCS / "standards" / "us-ma-retention.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "code", "hint"),
    [
        (("shov",), 2, "did you mean show?"),
        (("what",), 2, "the words are: list, show"),
        (("show",), 2, "see: casekit standards --help"),
        (("diff", "ca-mb-cfs"), 2, "see: casekit standards --help"),
        (("diff", "ca-mb-cfs", "decided", "2026-K7"), 2, "--cases 2026-K7"),
        (("show", "--today", "2026-01-01", "decided"), 2, "see:"),
        (("lint", "--all-cases"), 2, "see:"),
        (("lint", "--all"), 2, "see:"),
        (("show", "ca-mb-cs"), 3, "did you mean ca-mb-cfs?"),
        (("show", "ca-mb-cfs@1999"), 3, "editions: 2022-06-30"),
        (("show", "ca-mb-cfs", "mb-114-s2-higher"), 3, "did you mean mb-114-s2-high"),
        (("lint", "nothing"), 3, "packs that ship"),
        (("lint", "nothing.yaml"), 3, "name a pack's file or its id"),
        (("diff", "decided", "decided", "--cases", ","), 2, "--all-cases"),
        (("diff", "decided", "decided", "--cases", "2026-ZZZZZZZ"), 3, ""),
    ],
)
def test_what_is_not_there_is_told_with_the_way_out(
    words: tuple[str, ...], code: int, hint: str, untouched: Office
) -> None:
    done = untouched.run("standards", *words, "--format", "json")
    assert (done.code, find_breaches("error", done.data)) == (code, [])
    assert hint in str(done.data["error"]["hint"])


def test_a_named_folder_must_be_a_workspace(empty: Office) -> None:
    done = empty.run("standards", "-C", str(empty.home), cwd=empty.home)
    assert done.code == 3


def test_an_edition_may_be_shortened_while_one_fits(untouched: Office) -> None:
    for word in ("us-ma-dcf@2023", "us-ma-dcf@2009", "us-ma-dcf"):
        shown = untouched.run("standards", "show", word, "--format", "json").data
        assert len(shown["packs"]) == (1 if "@" in word else 3)
    several = untouched.run("standards", "show", "us-ma-dcf@20")
    assert (several.code, "several editions `20`" in several.err) == (3, True)
    gone = untouched.run(
        "standards", "diff", "us-ma-dcf@2009", "us-ma-dcf@2023", "--format", "json"
    )
    assert {c["change"] for c in gone.data["changed"]} == {"added", "removed", "changed"}


# ------------------------------------------------------------------ lint


def test_lint_says_path_line_and_column_and_ends_with_1(untouched: Office) -> None:
    path = LINT / "rule-value-unknown.yaml"
    done = untouched.run("standards", "lint", str(path))
    assert done.code == 1
    assert done.out.startswith(f"{path}:17:38: error[RULE-VALUE-UNKNOWN] visit: `mode` is never")
    assert "hint: it can be: in person" in done.out


def test_warnings_alone_leave_it_0(untouched: Office) -> None:
    done = untouched.run("standards", "lint", str(LINT / "pack-define-unused.yaml"))
    assert (done.code, "warning[PACK-DEFINE-UNUSED]" in done.out) == (0, True)


def test_packs_that_ship_are_clean_also_by_name(untouched: Office) -> None:
    for words in ((), ("ca-mb-cfs",), ("decided", "us-ma-retention")):
        done = untouched.run("standards", "lint", *words, "--format", "json")
        assert (done.code, done.findings) == (0, [])


def test_a_relative_name_is_meant_from_where_one_stands(empty: Office) -> None:
    (empty.home / "pack.yaml").write_text((LINT / "rule-no-source.yaml").read_text("utf-8"))
    done = empty.run("standards", "lint", "pack.yaml", "--format", "json", cwd=empty.home)
    assert [(f["path"], f["code"]) for f in done.findings] == [("pack.yaml", "RULE-NO-SOURCE")]


def test_a_file_that_is_no_yaml_ends_with_4(empty: Office) -> None:
    (empty.home / "pack.yaml").write_text("rules: [\n")
    done = empty.run("standards", "lint", "pack.yaml", "--format", "json", cwd=empty.home)
    assert done.code == 4 and done.findings


def test_an_own_rule_is_held_against_the_packs_in_force(office: Office) -> None:
    text = own_rules().replace("    replaces: [mb-114-s3-ongoing]\n", "")
    add_rules(office, text)
    done = office.run("standards", "lint", "--format", "json")
    assert [(f["path"], f["code"]) for f in done.findings] == [
        ("standards/own.yaml", "RULES-CONTRADICT")
    ]
    assert "mb-114-s3-ongoing of ca-mb-cfs" in done.findings[0]["message"]


# ------------------------------------------------------------------ check


def test_check_tells_a_bad_own_rule(office: Office) -> None:
    add_rules(office, own_rules().replace("event: placed", "event: place"))
    done = office.run("check", "--format", "json", at=NOW)
    assert [(f["path"], f["line"], f["code"]) for f in done.findings] == [
        ("standards/own.yaml", 10, "RULE-EVENT-UNKNOWN")
    ]
    assert done.code == 1


def test_check_tells_a_rule_that_cannot_be_read_once(office: Office) -> None:
    text = own_rules().replace(
        "within: 1 working day", "within: 1 working day\n    due: birthday 3"
    )
    add_rules(office, text)
    done = office.run("check", "--format", "json", at=NOW)
    codes = [f["code"] for f in done.findings if f["path"] == "standards/own.yaml"]
    assert len(codes) == len({(f["code"], f["line"]) for f in done.findings}) >= 1


def bind_to_places(office: Office, places: list[str], known: str = "north") -> None:
    path = office.root / "agency.yaml"
    text = path.read_text("utf-8")
    bound = "".join(f"\n      - {place}" for place in places)
    text = text.replace("- pack: ca-mb-cfs", f"- pack: ca-mb-cfs\n    places:{bound}")
    path.write_text(f"{text}places:\n  - id: {known}\n    name: The north\n", "utf-8")


def test_check_tells_places_that_nobody_knows(office: Office) -> None:
    bind_to_places(office, ["north", "nroth"])
    done = office.run("check", "--format", "json", at=NOW)
    codes = {f["code"]: f for f in done.findings}
    assert set(codes) == {"AGENCY-PLACE-UNKNOWN", "CASE-WITHOUT-PLACE"}
    unknown = codes["AGENCY-PLACE-UNKNOWN"]
    line = (office.root / "agency.yaml").read_text().splitlines()[unknown["line"] - 1]
    assert (line.strip(), unknown["hint"]) == ("- nroth", "the places in agency.yaml are: north")
    assert codes["CASE-WITHOUT-PLACE"]["severity"] == "warning"
    assert "bind it: ca-mb-cfs" in codes["CASE-WITHOUT-PLACE"]["message"]


def test_a_case_with_a_place_is_right_and_with_another_one_is_told(office: Office) -> None:
    bind_to_places(office, ["north"])
    words = ("assign", office.case, "--worker", "w-sample", "--role", "case manager")
    refused = office.run(*words, "--place", "south", "--format", "json", by=SUPERVISOR, at=NOW)
    assert [f["code"] for f in refused.findings] == ["PLACE-UNKNOWN"]
    placed = office.run(*words, "--place", "north", by=SUPERVISOR, at=NOW)
    assert placed.code == 0, placed.err
    assert office.run("check", at=NOW).out == ""
    path = next(p for p in office.records("assignment") if "place: north" in p.read_text())
    path.write_text(path.read_text().replace("place: north", "place: south"))
    done = office.run("check", "--format", "json", at=NOW)
    assert [(f["code"], f["hint"]) for f in done.findings] == [
        ("PLACE-UNKNOWN", "the places in agency.yaml are: north")
    ]


def test_packs_that_bind_everywhere_need_no_place(office: Office) -> None:
    assert office.run("check", at=NOW).out == ""


# ------------------------------------------------------------------ diff


@pytest.fixture
def stricter(empty: Office) -> str:
    """The agency's pack with a visit every week instead of every month, and one rule less."""
    from casekit.standards.packs import packs_dir

    text = (packs_dir() / "ca-mb-cfs.yaml").read_text("utf-8")
    text = text.replace('edition: "2022-06-30"\neffective', 'edition: "2027"\neffective')
    before, mark, after = text.partition("  - id: mb-114-s2-low-child")
    text = before + mark + after.replace("every: 1 month", "every: 1 week", 1)
    gone = re.compile(r"  - id: mb-115-review\n.*?(?=  - id: )", re.DOTALL)
    assert len(gone.findall(text)) == 1
    path = empty.home / "stricter.yaml"
    path.write_text(gone.sub("", text), "utf-8")
    return str(path)


def test_what_changed_is_said_in_words_also_outside_of_a_workspace(
    stricter: str, empty: Office
) -> None:
    done = empty.run("standards", "diff", "ca-mb-cfs", stricter, "--format", "json", cwd=empty.home)
    assert (done.code, find_breaches("change", done.data)) == (0, [])
    changed = {c["id"]: c for c in done.data["changed"]}
    assert {name: c["change"] for name, c in changed.items()} == {
        "ca-mb-cfs": "changed",
        "mb-114-s2-low-child": "changed",
        "mb-115-review": "removed",
    }
    assert changed["mb-114-s2-low-child"]["aspects"] == [
        {
            "aspect": "limit",
            "before": "at least every month, counted from the last time",
            "after": "at least every week, counted from the last time",
        }
    ]
    assert (done.data["cases"], done.data["as_of"]) == (None, None)
    back = empty.run("standards", "diff", stricter, "ca-mb-cfs", cwd=empty.home).out
    assert "Added: mb-115-review, Review the plan" in back
    same = empty.run("standards", "diff", "decided", "decided", cwd=empty.home).out
    assert "Nothing changed in what the rules say." in same


def test_what_becomes_of_each_case(stricter: str, untouched: Office) -> None:
    words = ("standards", "diff", "ca-mb-cfs", stricter, "--today", "2026-02-11")
    done = untouched.run(*words, "--all-cases", "--format", "json")
    assert (done.code, find_breaches("change", done.data), done.data["cases"]) == (0, [], 1)
    told = [
        (c["rule"], c["change"], c["due_before"], c["due_after"]) for c in done.data["consequences"]
    ]
    assert told == [
        ("mb-114-s2-low-child", "becomes overdue", "2026-02-28", "2026-02-04"),
        ("mb-115-review", "vanishes", None, None),
    ]
    back = ("standards", "diff", stricter, "ca-mb-cfs", "--today", "2026-02-11")
    twice = (f"{untouched.case},{untouched.case}", untouched.case)
    both = ("--cases", untouched.case, "no-such-case")
    assert untouched.run(*back, *both).code == 3  # the second is looked at too
    assert untouched.run(*back, *both[:2], "--all-cases").code == 2
    undone = untouched.run(*back, "--cases", *twice, "--format", "json")
    assert undone.data["cases"] == 1
    assert [(c["rule"], c["change"]) for c in undone.data["consequences"]] == [
        ("mb-115-review", "appears"),
        ("mb-114-s2-low-child", "relieved"),
    ]


@pytest.mark.parametrize("how", ["text", "tsv", "csv", "md"])
def test_each_format_tells_the_consequences(how: str, stricter: str, untouched: Office) -> None:
    words = ("standards", "diff", "ca-mb-cfs", stricter, "--today", "2026-02-11", "--all-cases")
    done = untouched.run(*words, "--format", how)
    assert (done.code, "See the child, low risk" in done.out) == (0, True)
    if how == "csv":
        rows = list(csv.DictReader(io.StringIO(done.out)))
        assert [row["change"] for row in rows] == ["becomes overdue", "vanishes"]
    if how in ("text", "md"):
        assert "at least every week" in done.out


def test_nothing_changes_where_nothing_is_other(untouched: Office) -> None:
    done = untouched.run(
        *("standards", "diff", "ca-mb-cfs", "ca-mb-cfs", "--all-cases", "--today", "2026-02-11")
    )
    assert (done.code, "No duty of these cases would change." in done.out) == (0, True)


def test_a_year_that_nobody_signed_off_ends_with_4(stricter: str, office: Office) -> None:
    for path in (office.root / "calendars").rglob("*.yaml"):
        path.unlink()
    office.git("add", "-A")
    office.git("commit", "-qm", "no calendars")
    text = Path(stricter).read_text("utf-8")
    before, mark, after = text.partition("  - id: mb-114-s2-low-child")
    text = before + mark + after.replace("every: 1 week", "every: 3 working days", 1)
    Path(stricter).write_text(text, "utf-8")
    words = ("standards", "diff", "ca-mb-cfs", stricter, "--today", "2026-02-11", "--all-cases")
    done = office.run(*words, "--format", "json")
    assert (done.code, find_breaches("change", done.data)) == (4, [])
    assert {f["code"] for f in done.findings} == {"CALENDAR-MISSING"}


# ------------------------------------------------------------------ pages and the example


def test_the_pages_of_the_docs_are_those_of_the_packs() -> None:
    """Written by `casekit standards pages docs/standards`."""
    shown = {p.name: p.read_text("utf-8") for p in (DOCS / "standards").iterdir()}
    assert shown == make_pages()


def test_pages_are_written_once(empty: Office) -> None:
    first = empty.run("standards", "pages", "pages", "--format", "json", cwd=empty.home)
    assert find_breaches("pages", first.data) == []
    assert sorted(first.data["changed"]) == sorted(make_pages())
    page = empty.home / "pages" / "decided.md"
    page.write_text(page.read_text("utf-8") + "edited", "utf-8")
    again = empty.run("standards", "pages", "pages", "--format", "json", cwd=empty.home)
    assert again.data["changed"] == ["decided.md"]
    (empty.home / "README.md").write_text("mine")
    refused = empty.run("standards", "pages", ".", cwd=empty.home)
    assert (refused.code, (empty.home / "README.md").read_text()) == (2, "mine")
    assert "no-such" not in first.out
    (empty.home / "file").write_text("")
    assert empty.run("standards", "pages", "file/under", cwd=empty.home).code == 4


def test_the_example_of_the_page_works(office: Office) -> None:
    text = own_rules()
    assert read_document(text.encode(), "own.yaml").findings == ()
    path = add_rules(office, text)
    lint = office.run("standards", "lint", "standards/own.yaml", "--format", "json")
    assert (lint.code, lint.findings) == (0, [])
    assert office.run("check", at=NOW).out == ""
    listed = office.run("standards", "--format", "json").data["packs"]
    assert [p["pack"] for p in listed] == ["own", "ca-mb-cfs", "decided"]
    told = office.run("explain", office.case, "mb-114-s3-ongoing", "--format", "json", at=NOW)
    (why,) = told.data["explanations"]
    assert why["replaced_by"] == ["own-see-the-child-in-care"]
    assert why["why_not"] == (
        "not now, because own-see-the-child-in-care of own (agency) stands in its place"
    )
    own = office.run("explain", office.case, "own-call-the-carer", at=NOW).out
    assert "not yet, because there is no `placed` on file" in own
    assert office.run("standards", "show", "own", cwd=path.parent).code == 0
