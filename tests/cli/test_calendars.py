"""`casekit calendar`: proposed, decided, signed off; and nothing counts before."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import pytest

from casekit.cli.session import open_schemas
from casekit.records.profile import read_document
from tests.cli.contract import find_breaches
from tests.cli.office import SUPERVISOR, Answer, Office, snapshot

NOW = "2026-11-20T09:00:00-06:00"
OPEN = ("2027-08-02", "2027-11-11", "2027-12-28")
PLACED = ("--child", "Sam", "--setting", "foster", "--reasons", "no carer at home")


def run(office: Office, *words: str, **options: Any) -> Answer:
    return office.run("calendar", *words, **{"at": NOW, **options})


def file_of(office: Office, year: int = 2027, folder: str = "working") -> Path:
    return office.root / "calendars" / folder / f"{year}.yaml"


def propose(office: Office, *words: str) -> Path:
    done = run(office, "propose", "2027", "--write", *words)
    assert done.code == 0, done.err
    return file_of(office)


def edit(office: Office, path: Path, old: str, new: str) -> None:
    """A change by hand, saved with git."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    office.git("add", "-A")
    office.git("commit", "-qm", "by hand")


@pytest.fixture
def proposed(empty: Office) -> Office:
    propose(empty)
    return empty


@pytest.fixture
def decided(proposed: Office) -> Office:
    assert run(proposed, "decide", "2027", *OPEN, "out").code == 0
    return proposed


@pytest.fixture
def signed(decided: Office) -> Office:
    assert run(decided, "sign", "2027", by=SUPERVISOR).code == 0
    return decided


def days_of(office: Office, folder: str = "working", year: int = 2027) -> dict[str, Any]:
    """Whether each named day is worked."""
    done = run(office, "show", str(year), "--calendar", folder, "--format", "json")
    assert find_breaches("calendar", done.data) == []
    return {day["date"]: day["worked"] for day in done.data["calendars"][0]["days"]}


def states(office: Office, **options: Any) -> dict[tuple[str, int], str]:
    done = run(office, "--format", "json", **options)
    assert find_breaches("calendar", done.data) == []
    return {(c["calendar"], c["year"]): c["state"] for c in done.data["calendars"]}


# Proposing


def test_a_proposal_is_only_printed(untouched: Office) -> None:
    done = run(untouched, "propose", "2027")
    assert (done.code, done.out) == (0, run(untouched, "propose", "2027", "--format", "yaml").out)
    document = read_document(done.out.encode(), "proposal")
    assert document.findings == ()
    assert open_schemas().is_valid("calendar", document.data)
    assert "--write" in done.err
    told = run(untouched, "propose", "2027", "--format", "json")
    assert find_breaches("calendar", told.data) == []
    assert told.data["version"] is None
    assert told.data["calendars"][0]["to_decide"] == len(OPEN)
    rows = run(untouched, "propose", "2027", "--format", "tsv").out.splitlines()
    assert "working\t2027-08-02\tMonday\tTerry Fox Day\t\toptional holiday" in rows


def test_writing_it_saves_one_version_with_the_printed_text(empty: Office) -> None:
    printed = run(empty, "propose", "2027", "--calendar", "court").out
    before = empty.git("rev-list", "--count", "HEAD")
    done = run(empty, "propose", "2027", "--calendar", "court", "--write")
    assert done.code == 0, done.err
    assert file_of(empty, folder="court").read_text() == printed
    assert int(empty.git("rev-list", "--count", "HEAD")) == int(before) + 1
    assert empty.git("show", "--format=%s", "--name-only").split("\n\n") == [
        "Proposed calendar court 2027",
        "calendars/court/2027.yaml",
    ]
    assert empty.git("status", "--porcelain") == ""
    assert "the court's own days were not checked" in printed
    # A proposal is no fault of the records.
    assert empty.run("check", at=NOW).code == 0
    assert [line.split()[0] for line in done.out.splitlines()[2:5]] == list(OPEN)


def test_proposing_again_changes_nothing(decided: Office) -> None:
    before = snapshot(decided.root)
    assert "Nothing changed" in run(decided, "propose", "2027", "--write").out
    assert snapshot(decided.root) == before


def test_proposing_again_keeps_what_people_did(decided: Office) -> None:
    """Decisions, notes, added days and days taken out stay; nothing comes back as not worked."""
    path = file_of(decided)
    edit(decided, path, "  - date: 2027-02-15\n    name: Louis Riel Day\n", "")
    edit(decided, path, "non_working:\n", "non_working:  # as the council decided\n")
    day = "  - date: 2027-06-21\n    name: Our own day\n"
    edit(decided, path, "  - date: 2027-07-01\n", f"{day}  - date: 2027-07-01\n")
    text = path.read_text()
    done = run(decided, "propose", "2027", "--write")
    assert done.code == 0, done.err
    days = days_of(decided)
    assert (days["2027-02-15"], days["2027-06-21"], days["2027-08-02"]) == (None, False, True)
    added = [line for line in path.read_text().splitlines() if line not in text.splitlines()]
    assert len(added) == 4 and "2027-02-15" in added[0]
    assert path.read_text().startswith(text.partition("source:")[0])


def test_another_place_is_not_mixed_into_it(proposed: Office) -> None:
    done = run(proposed, "propose", "2027", "--place", "US-WA", "--write", "--format", "json")
    assert (done.code, done.data["error"]["code"]) == (5, "CONFLICT")
    assert "CA-MB" in done.err


def test_weekend_and_place_are_those_of_the_year_before(empty: Office) -> None:
    edit(empty, file_of(empty, 2026), "weekend:\n  - saturday\n  - sunday\n", "weekend: [friday]\n")
    edit(empty, file_of(empty, 2026), "source:", "place: GB-ENG\nsource:")
    data = read_document(propose(empty).read_bytes(), "x").data
    assert data is not None
    assert (data["place"], data["weekend"]) == ("GB-ENG", ["friday"])
    # Nobody is asked whether a day of the weekend is worked.
    assert "optional" not in data


@pytest.mark.parametrize("place", ["Manitoba", "XX", "CA-ZZ", ""])
def test_a_place_that_nobody_knows(place: str, untouched: Office) -> None:
    done = run(untouched, "propose", "2027", "--place", place, "--format", "json")
    assert (done.code, done.data["error"]["code"]) == (2, "CALENDAR-NO-PLACE")
    assert "--place CA-MB" in done.err


def test_small_letters_will_do(untouched: Office) -> None:
    done = run(untouched, "propose", "2027", "--place", "us-wa")
    assert "place: US-WA\n" in done.out


def test_packs_that_do_not_say_where(empty: Office) -> None:
    edit(empty, empty.root / "agency.yaml", "pack: ca-mb-cfs", "pack: us-ma-retention")
    done = run(empty, "propose", "2027")
    assert (done.code, "CALENDAR-NO-PLACE" in done.err) == (2, True)
    assert run(empty, "propose", "2027", "--place", "US-MA").code == 0


def test_init_says_when_no_days_are_known(empty: Office, tmp_path: Path) -> None:
    words = ("init", str(tmp_path / "new"), "--name", "Other", "--timezone", "America/New_York")
    made = empty.run(*words, "--standards", "us-ma-retention")
    assert made.code == 0, made.err
    assert "casekit calendar --help" in made.out
    assert not (tmp_path / "new" / "calendars").exists()


# Deciding


def test_a_decision_counts_and_touches_one_word(proposed: Office) -> None:
    before = file_of(proposed).read_text().splitlines()
    assert run(proposed, "decide", "2027", "2027-08-02", "in").code == 0
    assert run(proposed, "decide", "2027", "2027-11-11", "2027-12-28", "out").code == 0
    after = file_of(proposed).read_text().splitlines()
    changed = [new.strip() for old, new in zip(before, after, strict=True) if old != new]
    assert changed == ["decision: in", "decision: out", "decision: out"]
    days = days_of(proposed)
    assert [days[day] for day in OPEN] == [False, True, True]
    assert "Nothing changed" in run(proposed, "decide", "2027", "2027-08-02", "in").out
    assert run(proposed, "decide", "2027", "2027-08-02", "out").code == 0
    assert days_of(proposed)["2027-08-02"] is True


@pytest.mark.parametrize("day", ["2027-12-25", "2027-03-03"])
def test_a_day_that_is_not_marked_is_not_decided(day: str, proposed: Office) -> None:
    before = snapshot(proposed.root)
    done = run(proposed, "decide", "2027", "2027-08-02", day, "out")
    assert done.code == 3
    assert day in done.err and "2027-11-11" in done.err
    assert snapshot(proposed.root) == before


# Signing


def test_signing_is_refused_while_a_day_is_open_with_its_line(proposed: Office) -> None:
    before = snapshot(proposed.root)
    done = run(proposed, "sign", "2027", "--format", "json", by=SUPERVISOR)
    assert (done.code, done.data["error"]["code"]) == (8, "GATE-CALENDAR-OPEN")
    lines = file_of(proposed).read_text().splitlines()
    assert [f["code"] for f in done.findings] == ["CALENDAR-OPEN-DAY"] * len(OPEN)
    for finding, day in zip(done.findings, OPEN, strict=True):
        assert finding["path"] == "calendars/working/2027.yaml"
        assert lines[finding["line"] - 1][finding["column"] - 1 :] == "open"
        assert day in lines[finding["line"] - 4]
        # What the hint says is the way out.
        words = shlex.split(finding["hint"].partition(" (not worked)")[0])
        assert words[:2] == ["casekit", "calendar"]
    assert snapshot(proposed.root) == before
    for finding in done.findings:
        words = shlex.split(finding["hint"].partition(" (not worked)")[0])
        assert proposed.run(*words[1:], at=NOW).code == 0
    assert run(proposed, "sign", "2027", by=SUPERVISOR).code == 0
    assert days_of(proposed)["2027-08-02"] is False


def test_a_decision_may_be_written_in_the_file(proposed: Office) -> None:
    for _ in OPEN:
        edit(proposed, file_of(proposed), "decision: open", "decision: out")
    assert run(proposed, "sign", "2027", by=SUPERVISOR).code == 0


def test_signing_says_who_and_when_and_adds_nothing_else(decided: Office) -> None:
    before = file_of(decided).read_text()
    done = run(decided, "sign", "2027", "--format", "json", by=SUPERVISOR)
    assert (done.code, find_breaches("calendar", done.data)) == (0, [])
    year = done.data["calendars"][0]
    assert (year["state"], year["signed_by"], year["signed_on"]) == (
        *("signed", "r-sample", "2026-11-20"),
    )
    assert done.data["version"] == decided.git("rev-parse", "HEAD")
    assert file_of(decided).read_text() == before + "signed_by: r-sample\nsigned_on: 2026-11-20\n"
    assert (
        decided.git("log", "-1", "--format=%s %an") == "Signed off calendar working 2027 R. Sample"
    )


def test_a_second_signature_changes_nothing(signed: Office) -> None:
    before = snapshot(signed.root)
    for by in (SUPERVISOR, ("W. Sample", "w.sample@agency.example")):
        done = run(signed, "sign", "2027", by=by)
        assert (done.code, "Nothing changed" in done.out) == (0, True)
    assert snapshot(signed.root) == before


def test_a_worker_does_not_sign_and_an_administrator_does(decided: Office) -> None:
    before = snapshot(decided.root)
    done = run(decided, "sign", "2027", "--format", "json")
    assert (done.code, done.data["error"]["code"]) == (8, "GATE-CALENDAR-ROLE")
    assert "supervisor or administrator" in done.err
    assert snapshot(decided.root) == before
    path = decided.root / "agency.yaml"
    mail = "email: w.sample@agency.example\n    roles:\n      - "
    edit(decided, path, f"{mail}worker", f"{mail}administrator")
    assert run(decided, "sign", "2027").code == 0


def test_who_has_left_does_not_sign(decided: Office) -> None:
    path = decided.root / "agency.yaml"
    edit(
        decided,
        path,
        "email: r.sample@agency.example\n",
        "email: r.sample@agency.example\n    until: 2026-10-31\n",
    )
    done = run(decided, "sign", "2027", by=SUPERVISOR)
    assert (done.code, "GATE-CALENDAR-ROLE" in done.err) == (8, True)


def test_a_day_of_another_year_is_not_signed(decided: Office) -> None:
    edit(decided, file_of(decided), "date: 2027-02-15", "date: 2026-02-15")
    done = run(decided, "sign", "2027", "--format", "json", by=SUPERVISOR)
    assert (done.code, [f["code"] for f in done.findings]) == (8, ["CALENDAR-OTHER-YEAR"])
    lines = file_of(decided).read_text().splitlines()
    assert "2026-02-15" in lines[done.findings[0]["line"] - 1]


def test_what_was_signed_is_neither_proposed_nor_decided_again(signed: Office) -> None:
    before = snapshot(signed.root)
    for words in (("propose", "2027", "--write"), ("decide", "2027", "2027-08-02", "in")):
        done = run(signed, *words, "--format", "json")
        assert (done.code, done.data["error"]["code"]) == (5, "CALENDAR-SIGNED")
        assert "r-sample" in done.err
    # To look at a fresh proposal is allowed: it may show what was overlooked.
    shown = run(signed, "propose", "2027")
    assert (shown.code, shown.out.count("decision: open")) == (0, len(OPEN))
    assert snapshot(signed.root) == before


def test_an_edit_that_is_not_saved_is_not_signed_over(decided: Office) -> None:
    path = file_of(decided)
    path.write_text(path.read_text() + "# not sure yet\n")
    done = run(decided, "sign", "2027", by=SUPERVISOR)
    assert (done.code, "git" in done.err) == (5, True)
    assert path.read_text().endswith("# not sure yet\n")


@pytest.mark.parametrize("words", [("sign", "2028"), ("decide", "2028", "2028-08-07", "in")])
def test_a_year_that_nobody_proposed(words: tuple[str, ...], empty: Office) -> None:
    done = run(empty, *words, "--format", "json", by=SUPERVISOR)
    assert (done.code, done.data["error"]["code"]) == (3, "CALENDAR-NO-PROPOSAL")
    assert "casekit calendar propose 2028 --calendar working --write" in done.err


# What counts


def test_a_year_counts_from_the_signature_on(office: Office) -> None:
    """The limit of a placement late in December lies in the next year."""
    late = "2026-12-30T09:00:00-06:00"
    placed = office.run(
        *("placement", office.case, "--at", "2026-12-29T10:00", *PLACED),
        at="2026-12-29T12:00:00-06:00",
    )
    assert placed.code == 0, placed.err

    def missing() -> tuple[int, set[tuple[str, str]]]:
        done = office.run("due", "--format", "json", at=late)
        found = {(f["code"], f["path"]) for f in done.findings if f["code"].startswith("CALENDAR")}
        return done.code, found

    path = "calendars/working/2027.yaml"
    assert missing() == (4, {("CALENDAR-MISSING", path)})
    propose(office)
    assert missing() == (4, {("CALENDAR-UNSIGNED", path)})
    hints = office.run("due", at=late).err
    assert "casekit calendar sign 2027 --calendar working" in hints
    run(office, "decide", "2027", *OPEN, "out")
    assert missing() == (4, {("CALENDAR-UNSIGNED", path)})
    assert run(office, "sign", "2027", by=SUPERVISOR).code == 0
    code, found = missing()
    assert code != 4 and not found
    due = office.run("due", office.case, "--format", "json", at=late)
    first = next(o for o in due.data["obligations"] if o["rule"] == "mb-114-s3-initial")
    # Five working days from Tuesday 29 December: New Year's Day and a weekend do not count.
    assert first["due_on"] == "2027-01-06"


@pytest.mark.parametrize("decision", ["in", "out"])
def test_a_day_that_is_in_is_skipped_and_one_that_is_out_is_not(
    decision: str, proposed: Office
) -> None:
    from casekit.practice.rulebook import open_rulebook
    from casekit.workspace.workspace import Workspace

    run(proposed, "decide", "2027", *OPEN, decision)
    run(proposed, "sign", "2027", by=SUPERVISOR)
    env = proposed.environment(SUPERVISOR, NOW, None)
    book = open_rulebook(Workspace.open(proposed.root, open_schemas(), environment=env))
    closed = {str(day) for day in book.clock.calendars["working"].years[2027].non_working}
    assert (set(OPEN) <= closed) is (decision == "in")


def test_a_signature_by_hand_does_not_hide_an_open_day(proposed: Office) -> None:
    edit(
        proposed,
        file_of(proposed),
        "source:",
        "signed_by: r-sample\nsigned_on: 2026-11-20\nsource:",
    )
    assert states(proposed)["working", 2027] == "proposed"


def test_half_a_signature_is_none(decided: Office) -> None:
    edit(decided, file_of(decided), "source:", "signed_on: 2026-11-20\nsource:")
    assert states(decided)["working", 2027] == "proposed"
    assert run(decided, "sign", "2027", by=SUPERVISOR).code == 0
    assert states(decided)["working", 2027] == "signed"


def test_a_file_that_holds_another_year_counts_for_neither(empty: Office) -> None:
    copied = file_of(empty, 2027)
    copied.write_text(file_of(empty, 2026).read_text().replace("2026-02-16", "2026-02-17"))
    done = empty.run("check", "--format", "json", at=NOW)
    assert (done.code, [f["code"] for f in done.findings]) == (1, ["CALENDAR-OTHER-YEAR"])
    assert copied.read_text().splitlines()[done.findings[0]["line"] - 1] == "year: 2026"
    assert "2026-02-16" in days_of(empty, year=2026)
    told = run(empty, "--format", "json")
    assert (told.code, find_breaches("calendar", told.data)) == (1, [])
    assert states(empty)["working", 2027] == "unreadable"
    assert run(empty, "propose", "2027").code == 4


# Reading


def test_the_list_tells_what_cases_may_need(decided: Office) -> None:
    assert states(decided) == {
        ("court", 2026): "signed",
        ("court", 2027): "missing",
        ("working", 2026): "signed",
        ("working", 2027): "proposed",
    }
    assert states(decided, at="2028-01-01T00:30:00-06:00")["court", 2029] == "missing"
    assert run(decided, "list", "2027").out.splitlines() == [
        "calendar  for      year  state     signed",
        "court     court    2027  missing",
        "working   working  2027  proposed",
    ]
    assert run(decided, "--today", "2031-03-01", "--format", "tsv").out.count("missing") == 4
    assert "2026-01-05 by r-sample" in run(decided).out


def test_one_folder_for_both(empty: Office) -> None:
    edit(empty, empty.root / "agency.yaml", "court: court", "court: working")
    rows = run(empty, "--format", "json").data["calendars"]
    used = {(row["calendar"], row["year"]): row["used_for"] for row in rows}
    # The file of a calendar that nobody uses any more is still there to see.
    assert used == {
        ("court", 2026): [],
        ("working", 2026): ["working", "court"],
        ("working", 2027): ["working", "court"],
    }
    told = empty.run("doctor", "--format", "json", at=NOW).findings
    found = [f for f in told if f["code"] == "DOCTOR-CALENDAR"]
    assert [f["path"] for f in found] == ["calendars/working/2027.yaml"]
    assert "working or court days" in found[0]["message"]


def test_a_year_is_shown_for_people(signed: Office) -> None:
    done = run(signed, "show", "2027")
    assert done.out.startswith(
        "calendars/working 2027, for working days: signed 2026-11-20 by r-sample\n"
    )
    assert "2027-08-02  Monday    yes     Terry Fox Day\n" in done.out
    assert "Besides: every Saturday and Sunday.\n" in done.out
    # Without a year, this one; without a calendar, all in use.
    assert run(signed, "show").out.count(" 2026, for ") == 2
    file = run(signed, "show", "2027", "--format", "yaml").out
    assert file == file_of(signed).read_text()


def test_a_year_that_is_not_there_is_not_shown(untouched: Office) -> None:
    done = run(untouched, "show", "2028", "--format", "json")
    assert (done.code, done.data["error"]["code"]) == (3, "CALENDAR-NO-PROPOSAL")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sing", "2027"), "did you mean sign?"),
        (("sign",), "casekit calendar sign YEAR"),
        (("propose", "27"), "no year"),
        (("propose", "2027", "2028"), "propose YEAR"),
        (("decide", "2027", "2027-08-02"), "YEAR DATE... in|out"),
        (("decide", "2027", "in"), "YEAR DATE... in|out"),
        (("decide", "2027", "2027-08-32", "in"), "not a date that exists"),
        (("decide", "2027", "20270802", "in"), "is no day of 2027"),
        (("decide", "2027", "2026-08-03", "in"), "is no day of 2027"),
        (("sign", "2027", "--write"), "does not take --write"),
        (("show", "2026", "--place", "CA-MB"), "does not take --place"),
        (("sign", "2027", "--today", "2026-01-01"), "does not take --today"),
        (("list", "--format", "yaml"), "one year"),
    ],
)
def test_words_that_do_not_fit(words: tuple[str, ...], said: str, untouched: Office) -> None:
    done = run(untouched, *words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_a_calendar_that_is_not_there(untouched: Office) -> None:
    done = run(untouched, "propose", "2027", "--calendar", "cuort")
    assert done.code == 3
    assert "court, working" in done.err


# The doctor


@pytest.mark.parametrize(
    ("day", "found"),
    [
        ("2026-09-30T23:59:00-05:00", {}),
        ("2026-10-01T00:00:00-05:00", {2027: "warning"}),
        ("2027-01-01T00:00:00-06:00", {2027: "error"}),
        ("2027-10-01T00:00:00-05:00", {2027: "error", 2028: "warning"}),
    ],
)
def test_the_doctor_warns_in_time(day: str, found: dict[int, str], untouched: Office) -> None:
    done = untouched.run("doctor", "--format", "json", at=day)
    told = [f for f in done.findings if f["code"] == "DOCTOR-CALENDAR"]
    wanted = {
        f"calendars/{folder}/{year}.yaml": severity
        for folder in ("working", "court")
        for year, severity in found.items()
    }
    assert {f["path"]: f["severity"] for f in told} == wanted
    assert done.code == int("error" in found.values())
    for finding in told:
        assert "casekit calendar propose" in finding["hint"]


def test_the_doctor_tells_a_proposal_from_nothing(proposed: Office) -> None:
    done = proposed.run("doctor", "--format", "json", at=NOW)
    told = {f["path"]: f for f in done.findings if f["code"] == "DOCTOR-CALENDAR"}
    assert "nobody has signed off" in told["calendars/working/2027.yaml"]["message"]
    assert "casekit calendar sign 2027" in told["calendars/working/2027.yaml"]["hint"]
    assert "casekit calendar propose 2027" in told["calendars/court/2027.yaml"]["hint"]
