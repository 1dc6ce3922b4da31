"""What was given is wrong: the right words, place, way out and exit code, and no byte written.

Each file of bad-input/ is one mistake; the table says what a caseworker is told of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.office import NOON, SUPERVISOR, Answer, Office, snapshot

FILES = Path(__file__).parent / "bad-input"
NOW = "2026-02-11T09:00:00-06:00"


@dataclass(frozen=True)
class Mistake:
    """A file, the command it is given to, and the first finding about it."""

    file: str
    exit: int
    code: str
    place: tuple[int | None, int | None]
    message: str
    hint: str
    command: str = "contact"
    at: str = NOW


MISTAKES = (
    Mistake("broken-yaml.yaml", 4, "YAML-INDENTATION", (3, 7), "indented deeper", "same column"),
    Mistake("broken.json", 4, "JSON-SYNTAX", (4, 2), "a , is missing", "missing quote or bracket"),
    Mistake("empty.yaml", 4, "YAML-EMPTY-FILE", (None, None), "is empty", "key: value"),
    Mistake("not-utf8.yaml", 4, "YAML-NOT-UTF8", (2, 16), "0xe9", "UTF-8"),
    Mistake("ambiguous-word.yaml", 4, "YAML-AMBIGUOUS-BOOLEAN", (5, 21), "no is", "false"),
    Mistake("wrong-type.yaml", 2, "SCHEMA-TYPE", (4, 11), "purposes: needs a list", "own"),
    Mistake("people-not-a-list.yaml", 2, "SCHEMA-TYPE", (5, 9), "`people` is a list", "name"),
    Mistake(
        "unknown-key.yaml", 2, "SCHEMA-UNKNOWN-KEY", (5, 1), "narative", "did you mean narrative?"
    ),
    Mistake(
        "unknown-choice.yaml", 2, "SCHEMA-CHOICE", (2, 7), "in persn", "did you mean in person?"
    ),
    Mistake(
        "unknown-person.yaml", 3, "PERSON-UNKNOWN", (6, 8), "called `Sma`", "did you mean Sam?"
    ),
    Mistake(
        *("ambiguous-person.yaml", 3, "PERSON-AMBIGUOUS", (9, 8)),
        *("2 people of the case are called `Sam`", "Sam Sample or Sam Example"),
    ),
    Mistake("unknown-worker.yaml", 3, "WORKER-UNKNOWN", (1, 9), "k-sample", "w-sample", "assign"),
    Mistake(
        *("unknown-record.yaml", 3, "RECORD-UNKNOWN", (3, 9)),
        *("no notice `2026-02-09-zzzzzz`", "--format tsv"),
        command="notice",
    ),
    Mistake(
        *("unknown-plan-item.yaml", 2, "PLAN-ITEM-UNKNOWN", (2, 5), "no `G1.O7`", "G1.O1.A1"),
        command="progress",
    ),
    Mistake(
        *("unknown-step.yaml", 2, "STEP-UNKNOWN", (1, 7), "`hering`", "did you mean hearing?"),
        command="court",
    ),
    Mistake(
        *("future.yaml", 2, "OCCURRED-IN-FUTURE", (1, 14)),
        *("2026-02-12T16:00:00-06:00 lies in the future", "record what has happened"),
    ),
    Mistake(
        *("no-such-date.yaml", 2, "SCHEMA-DATE", (1, 14)),
        *("2026-02-30 is not a date that exists", "2026-11-21"),
    ),
    Mistake(
        *("no-such-time.yaml", 2, "SCHEMA-DATE", (1, 14)),
        *("2026-02-30 is not a date that exists", "2026-11-21"),
    ),
    Mistake(
        *("skipped-hour.yaml", 2, "TIME-NOT-ONE", (1, 14), "was skipped"),
        "2026-03-08T03:30:00-05:00",
        at="2026-03-09T09:00:00-05:00",
    ),
    Mistake("missing-keys.yaml", 2, "SCHEMA-MISSING", (1, 1), "key narrative", "What you saw"),
    Mistake(
        *(
            "reporter-name.yaml",
            2,
            "REPORTER-IDENTITY",
            (3, 1),
            "for everybody to read",
            "only the kind",
        ),
        command="intake",
    ),
    Mistake(
        *("reporter-identity.yaml", 2, "REPORTER-IDENTITY", (3, 1)),
        *("not taken from a file", "--ask-reporter"),
        command="intake",
    ),
    Mistake(
        *("reporter-as-person.yaml", 2, "REPORTER-IDENTITY", (2, 1)),
        *("for everybody to read", "only the kind"),
        command="intake",
    ),
    Mistake(
        "attempt-saw-child.yaml", 2, "ATTEMPT-SAW-CHILD", (6, 7), "saw nobody", "made: completed"
    ),
    Mistake(
        "adult-seen.yaml", 2, "CHILD-IS-ADULT", (5, 8), "is not a child of this case", "`with`"
    ),
)


def give(mistake: Mistake, office: Office, *more: str) -> Answer:
    case = [] if mistake.command == "intake" else [office.case]
    path = str(FILES / mistake.file)
    return office.run(mistake.command, *case, "--from", path, *more, at=mistake.at)


def test_every_file_has_its_test() -> None:
    assert {m.file for m in MISTAKES} == {path.name for path in FILES.iterdir()}


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda m: m.file)
def test_a_bad_file_is_told_by_line_and_nothing_is_written(
    mistake: Mistake, untouched: Office
) -> None:
    done = give(mistake, untouched, "--format", "json")
    assert done.code == mistake.exit
    found = next(f for f in done.findings if f["code"] == mistake.code)
    assert (found["line"], found["column"]) == mistake.place
    assert found["path"].endswith(mistake.file)
    assert mistake.message in found["message"]
    assert mistake.hint in (found["hint"] or "")
    assert done.data["error"]["message"].endswith("nothing was saved")
    assert (done.data["error"]["code"] == "BAD-INPUT") == (mistake.exit == 2)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda m: m.file)
def test_people_read_the_same_in_plain_text(mistake: Mistake, untouched: Office) -> None:
    done = give(mistake, untouched)
    line, column = mistake.place
    place = f"{mistake.file}:{line}:{column}" if line else mistake.file
    assert f"{place}: error[{mistake.code}] " in done.err
    assert "  hint: " in done.err
    assert done.out == ""
    assert "Traceback" not in done.err


def test_all_faults_are_told_in_the_order_of_the_file(untouched: Office) -> None:
    done = give(next(m for m in MISTAKES if m.file == "missing-keys.yaml"), untouched)
    for word in ("narrative", "place", "purposes", "when it happened is missing"):
        assert word in done.err
    wrong = give(
        next(m for m in MISTAKES if m.file == "wrong-type.yaml"), untouched, "--format", "json"
    )
    places = [(f["line"], f["column"]) for f in wrong.findings]
    assert places == sorted(places)
    assert len(places) == 2


# --- by flags: the flag is named, not a line


@pytest.mark.parametrize(
    ("person", "code"),
    [
        (
            "name: Ada Sample, role: child, birth: {date: 2020-13-40, certainty: known}",
            "SCHEMA-DATE",
        ),
        ("name: Ada Sample, role: chid", "SCHEMA-CHOICE"),
        ("called: Ada, role: child", "SCHEMA-MISSING"),
        ("name: Ada Sample, called: 8, role: child", "SCHEMA-TYPE"),
    ],
)
def test_who_is_at_fault_is_not_unknown_besides(untouched: Office, person: str, code: str) -> None:
    """A mention of somebody new is right, whatever is wrong with what is said of them."""
    text = (FILES / "unknown-person.yaml").read_text().replace("[Sma]", "[Sam, Ada]")
    text += f"people: [{{{person}}}]\n"
    text += "households: [{kind: family home, address: 1 Sample Road, members: [Ada]}]\n"
    words = ("contact", untouched.case, "--from", "-", "--format", "json")
    before = snapshot(untouched.root)
    done = untouched.run(*words, stdin=text, at=NOW)
    assert [f["code"] for f in done.findings] == [code], done.err
    assert done.code == 2 and snapshot(untouched.root) == before
    other = untouched.run(*words, stdin=text.replace("[Sam, Ada]", "[Sam, Ade]"), at=NOW)
    assert sorted(f["code"] for f in other.findings) == sorted(["PERSON-UNKNOWN", code])


def test_missing_values_are_named_as_flags(untouched: Office) -> None:
    done = untouched.run("contact", untouched.case, "--made", "completed", at=NOW)
    assert done.code == 2
    for flag in ("--at or --on", "--mode", "--narrative", "--place", "--purpose"):
        assert (
            f"casekit contact: error[SCHEMA-{'OCCURRED' if ' or ' in flag else 'MISSING'}] {flag}"
            in done.err
        )
    assert "the key " not in done.err


def test_no_flags_at_all_names_what_is_missing(untouched: Office) -> None:
    done = untouched.run("contact", untouched.case, at=NOW)
    assert done.code == 2
    assert "--narrative is missing" in done.err
    assert "--by" not in done.err, "what the tool knows is not asked for"


@pytest.mark.parametrize(
    ("flags", "code", "said", "exit_code"),
    [
        (("--mode", "in persn"), "SCHEMA-CHOICE", "--mode: in persn is not a choice", 2),
        (("--seen", "Sma"), "PERSON-UNKNOWN", "--seen: nobody in the case is called `Sma`", 3),
        (("--at", "2026-02-30T10:00"), "SCHEMA-DATE", "--at: 2026-02-30 is not a date", 2),
        (("--at", "2026-02-12T10:00"), "OCCURRED-IN-FUTURE", "--at: ", 2),
        (("--at", "last Tuesday"), "SCHEMA-DATE", "--at: ", 2),
        (("--purpose", "nonsense"), "SCHEMA-CHOICE", "--purpose: nonsense", 2),
        (("--minutes", "forty"), "USAGE", "minutes", 2),
        (("--new-person", "Kim"), "USAGE", "--new-person: `Kim` is not written", 2),
        (
            ("--new-person", "name=Kim; role=child; colled=Kimmy"),
            "SCHEMA-UNKNOWN-KEY",
            "--new-person: ",
            2,
        ),
    ],
)
def test_a_bad_flag_is_told_by_its_name(
    flags: tuple[str, ...], code: str, said: str, exit_code: int, untouched: Office
) -> None:
    right = {
        "--at": "2026-02-10T16:00",
        "--mode": "in person",
        "--place": "residence",
        "--purpose": "home visit",
        "--narrative": "x",
    }
    right.pop(flags[0], None)
    words = [word for pair in right.items() for word in pair]
    done = untouched.run("contact", untouched.case, *words, *flags, at=NOW)
    assert done.code == exit_code
    assert f"error[{code}]" in done.err
    assert said in done.err
    assert ":1:1:" not in done.err
    assert done.err.count("error[") <= 2, "one mistake, one fault"


def test_a_bad_flag_beside_a_good_file_is_told_by_its_name(office: Office) -> None:
    good = office.root / "visit.yaml"
    text = (FILES / "unknown-person.yaml").read_text().replace("Sma", "Sam")
    good.write_text(text)
    before = snapshot(office.root)
    done = office.run("contact", office.case, "--from", "visit.yaml", "--place", "moon", at=NOW)
    assert done.code == 2
    assert "casekit contact: error[SCHEMA-CHOICE] --place: moon" in done.err
    assert snapshot(office.root) == before


# --- case numbers


def test_a_mistyped_case_number_is_caught_by_its_check_symbol(untouched: Office) -> None:
    wrong = untouched.case[:-1] + ("0" if untouched.case[-1] != "0" else "1")
    done = untouched.run("show", wrong)
    assert done.code == 3
    assert f"`{wrong}` is mistyped" in done.err
    assert f"did you mean {untouched.case}?" in done.err


def test_an_ambiguous_start_of_a_case_number_names_the_cases(office: Office) -> None:
    from tests.cli.walk import WALK, ask

    other = ask(WALK[0], office, "yaml", "--format", "json").data["case"]
    before = snapshot(office.root)
    done = office.run("contact", "2026-", "--made", "attempted")
    assert done.code == 3
    assert office.case in done.err
    assert other in done.err
    assert "tell it apart" in done.err
    assert snapshot(office.root) == before


@pytest.mark.parametrize("typed", ["2026-AEILOUA", "2026-U", "", "../etc", "2025"])
def test_a_case_that_is_not_there(typed: str, untouched: Office) -> None:
    done = untouched.run("show", typed)
    assert (done.code, done.out) == (3, "")
    assert "error[CASE-UNKNOWN]" in done.err


# --- dates on the command line


@pytest.mark.parametrize("word", ["2026-02-30", "2026-13-01", "tomorrow", "2026-W07-1", "20260211"])
def test_a_day_that_does_not_exist_is_no_today(word: str, untouched: Office) -> None:
    done = untouched.run("due", "--today", word)
    assert done.code == 2
    assert f"--today: `{word}` is not a date that exists" in done.err
    assert "hint: write 2026-11-21" in done.err


def test_a_day_that_does_not_exist_is_no_as_known(untouched: Office) -> None:
    done = untouched.run("due", "--as-known", "2026-02-30")
    assert done.code == 2
    assert "--as-known: `2026-02-30` is not a date that exists" in done.err


def test_history_that_begins_later(untouched: Office) -> None:
    done = untouched.run("due", "--as-known", "2019-01-01")
    assert done.code == 3
    assert "begins after 2019-01-01" in done.err


# --- who, where


def test_without_an_identity_nothing_is_recorded(untouched: Office) -> None:
    done = untouched.run("approve", untouched.case, "plan", by=None, at=NOW)
    assert done.code == 6
    assert "git config --global user.name" in done.err


def test_an_identity_that_the_agency_does_not_know(untouched: Office) -> None:
    stranger = ("X. Stranger", "x@elsewhere.example")
    done = untouched.run("approve", untouched.case, "plan", by=stranger, at=NOW)
    assert done.code == 3
    assert "x@elsewhere.example" in done.err
    assert "agency.yaml" in done.err


@pytest.mark.parametrize("words", [("due",), ("check",), ("contact", "2026"), ("log",), ("next",)])
def test_not_a_workspace(words: tuple[str, ...], untouched: Office, tmp_path: Path) -> None:
    done = untouched.run(*words, cwd=tmp_path)
    assert done.code == 3
    assert "error[NOT-A-WORKSPACE]" in done.err
    assert "casekit init DIR" in done.err


def test_a_broken_agency_file_is_told_by_line(office: Office) -> None:
    agency = office.root / "agency.yaml"
    agency.write_text(agency.read_text().replace("timezone: ", "timezon: "))
    before = snapshot(office.root)
    done = office.run("due", "--working")
    assert done.code == 4
    assert "agency.yaml:" in done.err
    assert "timezon" in done.err
    assert snapshot(office.root) == before


def test_a_file_in_the_way_of_a_folder(office: Office) -> None:
    """What a read-only folder is to an ordinary user, a file in its place is to everybody."""
    in_the_way = office.root / "cases" / office.case[:4] / office.case / "reviews"
    in_the_way.write_text("not a folder")
    head, before = office.git("rev-parse", "HEAD"), snapshot(office.root / "cases")
    done = office.run(
        *("review", office.case, "--on", "2026-02-10", "--child", "Sam"),
        *("--result", "return to assessment", "--reasons", "x"),
        *("--objective", "of=G1.O1; status=in progress; measured=so so"),
        at=NOW,
    )
    assert done.code in (5, 6)
    assert "reviews" in done.err
    assert (office.git("rev-parse", "HEAD"), snapshot(office.root / "cases")) == (head, before)


def test_a_file_that_is_not_there(untouched: Office) -> None:
    done = untouched.run("contact", untouched.case, "--from", "visit.yaml")
    assert done.code == 4
    assert "visit.yaml" in done.err


def test_a_folder_for_a_file(untouched: Office) -> None:
    done = untouched.run("contact", untouched.case, "--from", ".")
    assert done.code == 4


# --- commands and options


@pytest.mark.parametrize(
    ("typed", "meant"), [("contct", "contact"), ("dew", "due"), ("clsoe", "close")]
)
def test_an_unknown_command_is_suggested_and_never_run(
    typed: str, meant: str, untouched: Office
) -> None:
    done = untouched.run(typed, untouched.case, "--reason", "other", "--summary", "x", at=NOW)
    assert done.code == 2
    assert f"no command `{typed}`" in done.err
    assert meant in done.err


def test_an_unknown_option_is_suggested(untouched: Office) -> None:
    done = untouched.run("contact", untouched.case, "--narative", "x")
    assert done.code == 2
    assert "casekit contact has no --narative" in done.err
    assert "did you mean --narrative?" in done.err


def test_an_unknown_format_names_those_there_are(untouched: Office) -> None:
    done = untouched.run("due", "--format", "xml")
    assert done.code == 2
    for word in ("text", "json", "tsv", "csv", "md"):
        assert word in done.err


def test_recording_answers_as_text_or_json_only(untouched: Office) -> None:
    assert untouched.run("approve", untouched.case, "plan", "--format", "csv").code == 2


def test_a_command_without_its_case(untouched: Office) -> None:
    done = untouched.run("contact")
    assert done.code == 2
    assert "was not told CASE" in done.err


def test_an_approval_of_nothing_known(untouched: Office) -> None:
    done = untouched.run("approve", untouched.case, "nonsense", by=SUPERVISOR, at=NOW)
    assert done.code == 2
    assert "nonsense is not a choice" in done.err
    assert "safety plan" in done.err


def test_a_clock_in_a_workspace_of_real_cases_is_not_used(office: Office) -> None:
    agency = office.root / "agency.yaml"
    agency.write_text(agency.read_text().replace("fictional: true\n", ""))
    done = office.run("due", "--working", at=NOON)
    assert "CASEKIT_CLOCK is not used" in done.err
