"""What a reader may not see is searched for in the finished document, and stops it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from casekit.documents.catalogue import NAMES, readers_of
from casekit.records.writing import dump_document
from tests.cli.office import SUPERVISOR, Answer, Office
from tests.cli.test_sealing import Desk

AT = "2026-02-10T10:00:00-06:00"
HOME = "14 Lantern Road, Fern Lake"


@pytest.fixture
def sheltered(office: Office) -> Office:
    """Marie lives where nobody may know; the plan is open for changes by hand."""
    data = {"kind": "other", "address": HOME, "address_protected": True, "members": ["Marie"]}
    data |= {"phone": "204 555 0188", "since": "2026-02-01"}
    text = dump_document(data).decode()
    done = office.run("household", office.case, "--from", "-", at=AT, stdin=text)
    assert done.code == 0, done.err
    return office


def write_into_plan(office: Office, words: str) -> None:
    (path,) = [p for p in office.records("plan") if "kind: family" in p.read_text()]
    text = path.read_text()
    assert "why: No night care.\n" in text
    path.write_text(text.replace("why: No night care.\n", f'why: "{words}"\n'))
    office.git("commit", "-qam", "By hand")


def render(office: Office, *words: str, audience: str = "family") -> Answer:
    return office.run("render", office.case, "plan", "--audience", audience, *words, at=AT)


@pytest.mark.parametrize("audience", ["family", "child", "carer", "court", "provider"])
@pytest.mark.parametrize("how", ["md", "pdf", "html"])
def test_a_protected_address_leaves_in_no_form(
    sheltered: Office, tmp_path: Path, audience: str, how: str
) -> None:
    target = tmp_path / f"plan.{how}"
    words = ("--format", how, "-o", str(target))
    assert render(sheltered, *words, audience=audience).code == 0
    target.unlink()
    write_into_plan(sheltered, "Marie waits at 14 LANTERN RD.")
    shows_it = audience in ("family", "court")  # the others do not get the why of a goal
    done = render(sheltered, *words, audience=audience)
    assert (done.code, target.exists()) == ((8, False) if shows_it else (0, True)), done.err
    if shows_it:
        assert "error[TRIPWIRE] the address in `address` of this household stands in the text" in (
            done.err
        )
        assert "goals 1.why" in done.err and "lantern" not in done.err.casefold()


def test_the_team_may_read_it(sheltered: Office) -> None:
    write_into_plan(sheltered, "Marie waits at 14 Lantern Road.")
    assert "14 Lantern Road" in render(sheltered, audience="team").out


@pytest.mark.parametrize("language", ["fr", "es"])
def test_a_page_in_another_language_is_searched_as_well(sheltered: Office, language: str) -> None:
    assert render(sheltered, "--language", language).code == 0
    write_into_plan(sheltered, "Marie waits at 14 LANTERN RD.")
    done = render(sheltered, "--language", language)
    assert done.code == 8 and "goals 1.why" in done.err and done.out == ""


def test_a_telephone_number_and_a_file_name(sheltered: Office, tmp_path: Path) -> None:
    name = tmp_path / "plan-2045550188.md"
    done = render(sheltered, "-o", str(name))
    assert done.code == 8 and "stands in the file name" in done.err and not name.exists()
    write_into_plan(sheltered, "Call (204) 555-0188.")
    done = render(sheltered)
    assert done.code == 8 and "the phone in `phone`" in done.err and done.out == ""


def test_a_withheld_text_is_found_by_its_own_words(office: Office) -> None:
    words = ("--on", "2026-02-09", "--mode", "voice", "--place", "other", "--purpose", "other")
    told = "The aunt says in confidence that Jo drinks when she comes home in the morning."
    made = office.run("contact", office.case, *words, "--with", "Jo", "--narrative", told, at=AT)
    assert made.code == 0, made.err
    write_into_plan(office, f"No night care. {told}")
    done = render(office)
    assert done.code == 8 and "the text in `narrative` of this contact" in done.err


def test_who_reported_is_looked_for_by_those_who_could_open_it(
    empty: Office, tmp_path: Path
) -> None:
    desk = Desk(empty, tmp_path)
    assert desk.lead("keys", "make").code == 0
    number = desk.intake()
    assert desk.assign(number).code == 0
    plan = {
        "occurred_on": "2026-01-12",
        "for": ["Sam"],
        "children": ["Sam"],
        "from": "2026-01-12",
        "family_words": "Mrs Quill-\nfeather of the school told us to come.",
    }
    text = dump_document(plan).decode()
    made = desk.work("plan", number, "--from", "-", stdin=text)
    assert made.code == 0, made.err
    by_worker = desk.work("render", number, "plan")
    assert by_worker.code == 0
    assert "not looked for, because you cannot open them: 1 sealed value" in by_worker.err
    done = desk.lead("render", number, "plan")
    assert done.code == 8, done.err
    assert "the name in `reporter_identity.name` of this report stands in the text" in done.err
    assert "quill" not in done.err.casefold() and done.out == ""
    assert SUPERVISOR[1] not in done.out


def release(office: Office, *words: str, by: tuple[str, str] = SUPERVISOR) -> Answer:
    return office.run(
        "release", office.case, *words, "--reason", "She gave it herself.", at=AT, by=by
    )


def test_a_supervisor_lets_one_value_through(sheltered: Office) -> None:
    write_into_plan(sheltered, "Call (204) 555-0188.")
    refused = render(sheltered)
    (home,) = [p.stem for p in sheltered.records("household") if "0188" in p.read_text()]
    way_out = f"casekit release {sheltered.case} --record {home} --field phone --audience family"
    assert refused.code == 8 and f"{way_out} --document plan --reason" in refused.err
    assert "without --document, in all that they get" in refused.err
    words = ("--record", home, "--field", "phone", "--audience", "family")
    by_worker = release(sheltered, *words, by=("W. Sample", "w.sample@agency.example"))
    assert by_worker.code == 8 and "GATE-RELEASE-ROLE" in by_worker.err
    assert release(sheltered, *words).code == 0
    assert "555\\-0188" in render(sheltered).out or "555-0188" in render(sheltered).out
    assert render(sheltered, audience="court").code == 8, "for these readers only"
    (path,) = sheltered.records("release")
    assert "value: 204 555 0188\n" in path.read_text()
    # Another number in the same field is another secret.
    (house,) = [p for p in sheltered.records("household") if "0188" in p.read_text()]
    house.write_text(house.read_text().replace("0188", "0199"))
    write_again = next(p for p in sheltered.records("plan") if "0188" in p.read_text())
    write_again.write_text(write_again.read_text().replace("0188", "0199"))
    sheltered.git("commit", "-qam", "She has another number")
    assert render(sheltered).code == 8


def test_a_value_is_let_through_in_one_document_only(sheltered: Office) -> None:
    write_into_plan(sheltered, "Call (204) 555-0188.")
    (home,) = [p.stem for p in sheltered.records("household") if "0188" in p.read_text()]
    words = ("--record", home, "--field", "phone", "--audience", "family")
    assert release(sheltered, *words, "--document", "review-report").code == 0
    assert render(sheltered).code == 8
    assert release(sheltered, *words, "--document", "plan").code == 0
    assert render(sheltered).code == 0
    again = release(sheltered, *words, "--document", "plan")
    assert again.code == 2 and "RELEASE-NOT-WITHHELD" in again.err
    # Her number from before is let through there as well, and in no other document.
    (house,) = [p for p in sheltered.records("household") if "0188" in p.read_text()]
    house.write_text(house.read_text().replace("0188", "0199"))
    sheltered.git("commit", "-qam", "She has another number")
    assert render(sheltered).code == 0
    log = sheltered.run("render", sheltered.case, "disclosure-log", at=AT).out
    assert "| phone | family | Plan | She gave it herself. |" in log, log
    assert release(sheltered, *words, "--document", "letter").code == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("--record", "Sam", "--field", "birth.date", "--audience", "family"),
            "error[RELEASE-NOT-WITHHELD]",
        ),
        (("--record", "Nobody", "--field", "phone", "--audience", "family"), "Nobody"),
        (("--record", "Sam", "--field", "birth.date", "--audience", "team"), "is not withheld"),
    ],
)
def test_only_what_is_withheld_is_released(
    office: Office, words: tuple[str, ...], said: str
) -> None:
    refused = release(office, *words)
    assert refused.code in (2, 3) and said in refused.err
    assert office.records("release") == []


def test_the_value_is_never_given(office: Office) -> None:
    data = {
        "record": "Sam",
        "field": "birth.date",
        "audience": "carer",
        "reason": "x",
        "value": "y",
    }
    text = dump_document(data).decode()
    done = office.run("release", office.case, "--from", "-", stdin=text, at=AT, by=SUPERVISOR)
    assert done.code == 2 and "FILLED-IN" in done.err


def test_what_is_left_out_is_told_without_its_values(sheltered: Office) -> None:
    done = render(sheltered, "--explain", audience="carer")
    assert done.code == 0, done.err
    assert "birth.date: team, supervisor, family, court" in done.out and "(Sam)" in done.out
    assert "2018" not in done.out and "goals[1].why: " in done.out
    assert render(sheltered, "--explain", audience="nobody").code == 2


def test_of_every_document_it_is_told_by_which_rule(sheltered: Office) -> None:
    """Also of a record that is narrowed, of what a consent keeps, and of what became of a plan."""
    (plan,) = [p for p in sheltered.records("plan") if "kind: family" in p.read_text()]
    plan.write_text(plan.read_text().rstrip() + "\nonly_for:\n  - family\n")
    sheltered.git("commit", "-qam", "By hand")

    def explain(document: str, audience: str, *more: str) -> Answer:
        words = ("--audience", audience, "--explain", *more)
        return sheltered.run("render", sheltered.case, document, *words, at=AT)

    for name in NAMES:
        for audience in readers_of(name):
            whole = sheltered.run(
                "render", sheltered.case, name, "--audience", audience, "--child", "Sam", at=AT
            )
            told = explain(name, audience, "--child", "Sam")
            assert told.code == (whole.code if whole.code != 8 else 0), told.err
            assert "Lantern" not in told.out
    court = explain("court-report", "court").out
    assert "The court-report for court asks for " in court
    assert "goals[1].goal: team, supervisor, family (the record is only for family)\n" in court
    assert "(the record" not in explain("plan", "family").out
    assert explain("case-plan", "family").code == 2


def test_what_was_protected_since_is_secret_on_an_earlier_page_too(office: Office) -> None:
    write_into_plan(office, "Marie waits at 14 Lantern Road.")
    before = office.git("rev-parse", "HEAD")
    assert render(office).code == 0
    data = {"kind": "other", "address": HOME, "address_protected": True, "members": ["Marie"]}
    text = dump_document({**data, "since": "2026-02-01"}).decode()
    assert office.run("household", office.case, "--from", "-", at=AT, stdin=text).code == 0
    assert render(office, "--as-known", before).code == 8


def test_a_copy_for_one_alone(office: Office, tmp_path: Path) -> None:
    """What the others know makes no difference to a copy for one."""
    home = ("--kind", "other", "--address", HOME, "--member", "Marie", "--since", "2026-02-01")
    assert office.run("household", office.case, *home, at=AT).code == 0
    write_into_plan(office, "Marie waits at 14 LANTERN RD.")
    for whom in ("Jo", "Sam"):
        assert render(office, "--to", whom).code == 8
    target = tmp_path / "plan.md"
    done = render(office, "--to", "Jo", "-o", str(target), "--builtin-template")
    assert done.code == 8 and not target.exists()


def test_the_banner_says_for_whom_and_the_reading_is_asked_for(
    office: Office, tmp_path: Path
) -> None:
    target = tmp_path / "plan.md"
    done = render(office, "--to", "Jo", "-o", str(target))
    assert done.code == 0, done.err
    text = target.read_text()
    assert "**Confidential. Copy for Jo.**" in text
    digits = text.partition(", content ")[2][:12]
    line = f"casekit hand-over {office.case} --document plan --audience family --content {digits}"
    assert line in done.err
    words = ("--document", "plan", "--audience", "family", "--content", digits)
    kept = office.run(
        *("hand-over", office.case, "--on", "2026-02-10", *words, "--given-to", "Jo"), at=AT
    )
    assert kept.code == 0, kept.err
    log = office.run("render", office.case, "disclosure-log", at=AT)
    assert f"| Plan | Jo | W. Sample | {digits} |" in log.out
    assert "hand-over" not in render(office, audience="team").err


def test_a_consent_keeps_a_class_of_information_from_a_receiver(office: Office) -> None:
    placed = ("--on", "2026-02-01", "--child", "Sam", "--setting", "foster", "--reasons", "x")
    assert office.run("placement", office.case, *placed, at=AT).code == 0
    line = ("--on", "2026-02-02", "--child", "Sam", "--kind", "allergy", "--what", "Wasps")
    assert office.run("health", office.case, *line, at=AT).code == 0
    page = ("render", office.case, "placement-information", "--to", "The Sample family")
    assert "Wasps" in office.run(*page, at=AT).out
    said = "what=his health; class=health; from=The Sample family"
    words = ("--on", "2026-02-03", "--person", "Jo", "--scope", "How Sam lives", "--withheld", said)
    done = office.run("consent", office.case, *words, "--to", "The Sample family", at=AT)
    assert done.code == 0, done.err
    kept = office.run(*page, at=AT)
    assert kept.code == 0 and "Wasps" not in kept.out
    assert "keeps from The Sample family: his health" in kept.err
    assert "Wasps" in office.run("render", office.case, "placement-information", at=AT).out


def test_a_plan_leaves_out_whom_a_consent_keeps_from_a_receiver(office: Office) -> None:
    """By the link; in a text the last look finds them, by an earlier name too."""
    (marie,) = [p for p in office.records("person") if "called: Marie" in p.read_text()]
    marie.write_text(re.sub("(?m)^role: .*$", "role: community", marie.read_text()))
    (path,) = [p for p in office.records("plan") if "kind: family" in p.read_text()]
    path.write_text(path.read_text().replace("Marie", marie.stem))
    office.git("commit", "-qam", "By hand")
    page = ("plan", "--audience", "court", "--to", "The school")
    whole = office.run("render", office.case, *page, at=AT)
    assert whole.code == 0 and "Marie" in whole.out, whole.err
    said = "what=Who else was there; class=third party; from=The school"
    words = ("--on", "2026-02-03", "--person", "Jo", "--scope", "How Sam lives")
    agreed = (*words, "--withheld", said, "--to", "The school")
    assert office.run("consent", office.case, *agreed, at=AT).code == 0
    kept = office.run("render", office.case, *page, at=AT)
    assert kept.code == 0 and "Marie" not in kept.out, kept.err
    assert "somebody who is not named here" in kept.out
    assert "keeps from The school: Who else was there" in kept.err
    told = office.run("render", office.case, *page, "--explain", at=AT).out
    assert "name: team, supervisor (a consent keeps third party from this receiver)" in told
    assert "Marie" in office.run("render", office.case, *page[:3], at=AT).out
    write_into_plan(office, "Marie comes at night.")
    assert office.run("render", office.case, *page, at=AT).code == 8
    marie.write_text(marie.read_text().replace("Marie", "Ottilie"))
    office.git("commit", "-qam", "By hand")
    done = office.run("render", office.case, *page, at=AT)
    assert done.code == 8 and "an earlier name" in done.err and "Marie" not in done.out


def test_who_is_kept_from_a_reader_is_named_in_no_text(office: Office) -> None:
    (marie,) = [p for p in office.records("person") if "called: Marie" in p.read_text()]
    marie.write_text(marie.read_text().rstrip() + "\nonly_for:\n  - court\n")
    office.git("commit", "-qam", "By hand")
    done = render(office)
    assert done.code == 8 and "the name in `" in done.err and "Marie" not in done.out
