"""`casekit render --all`: a document of each open case, and what is told of the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from casekit.cli import progress, render_all
from tests.cli.office import Answer, Office
from tests.cli.test_closing import LOOKED, against, close
from tests.cli.test_render_withheld import write_into_plan
from tests.cli.walk import WALK, take

AT = "2026-02-11T10:00:00-06:00"
TEAM = ("--audience", "team")


def open_case(office: Office) -> str:
    """One more case, opened, and with no plan so far."""
    other = take(WALK[0], office, "yaml")
    (screened,) = (step for step in WALK if step.name == "screened in")
    return take(screened, other, "yaml").case


def render(office: Office, document: str, into: Path, *words: str) -> Answer:
    return office.run("render", "--all", document, "-o", str(into), *words, at=AT)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture(params=["here", "apart"])
def where(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """In this process, and spread over others."""
    if request.param == "apart":
        monkeypatch.setattr(render_all, "_MANY", 1)
        monkeypatch.setattr("os.cpu_count", lambda: 2)
    return str(request.param)


def test_a_document_of_each_open_case(office: Office, tmp_path: Path, where: str) -> None:
    other = open_case(office)
    into = tmp_path / "new" / "folder"
    done = render(office, "plan", into, *TEAM, "--format", "pdf")
    assert (done.code, done.out) == (0, "")
    assert done.err.splitlines() == [
        f"wrote 1 document into {into}",
        "left out: 1 case with nothing to tell of in a plan",
    ]
    assert names(into) == [f"{office.case}-plan.pdf"]
    alone = tmp_path / "alone.pdf"
    words = ("render", office.case, "plan", *TEAM, "--format", "pdf", "-o", str(alone))
    assert office.run(*words, at=AT).code == 0
    assert (into / names(into)[0]).read_bytes() == alone.read_bytes()
    both = render(office, "case-plan", into)
    assert both.code == 0, both.err
    assert {f"{office.case}-case-plan.md", f"{other}-case-plan.md"} <= set(names(into))


def test_one_for_each_child_and_no_name_in_a_file_name(office: Office, tmp_path: Path) -> None:
    done = render(office, "child-plan", tmp_path / "out", *TEAM)
    assert done.code == 0, done.err
    found = names(tmp_path / "out")
    assert found and all(name.startswith(f"{office.case}-child-plan-") for name in found)
    assert "Sam" not in "".join(found)


def test_a_letter_for_each_referral_that_is_not_over(office: Office, tmp_path: Path) -> None:
    def offer(service: str, status: str) -> str:
        words = ("--on", "2026-02-10", "--service", service, "--provider", f"{service} (fictional)")
        words += ("--for", "Jo", "--why", f"Why {service}", "--status", status)
        made = office.run("service", office.case, *words, "--format", "json", at=AT)
        assert made.code == 0, made.err
        return Path(str(made.data["records"][0])).stem

    into = tmp_path / "out"
    offer("Homework", "sent")
    second = offer("Parent course", "proposed")
    offer("Swimming", "proposed")
    heads = [f"{office.case}-referral-letter-{number}.md" for number in (1, 2, 3)]
    assert render(office, "referral-letter", into).code == 0
    assert names(into) == heads
    (letter,) = [name for name in heads if "Why Parent course" in (into / name).read_text()]
    over = ("--step", "status", "--referral", second, "--status", "declined", "--why", "full")
    over += ("--on", "2026-02-10")
    ended = office.run("service", office.case, *over, at=AT)
    assert ended.code == 0, ended.err
    again = render(office, "referral-letter", into)
    assert "wrote 2 documents" in again.err, "a letter about what is over is named, and not sent"
    assert f"of an earlier run, no longer right: {letter}" in again.err


def test_a_fault_hides_no_other(office: Office, tmp_path: Path, where: str) -> None:
    """The most serious of them is the exit code, and an older document is named as what it is."""
    other = open_case(office)
    into = tmp_path / "out"
    assert render(office, "case-plan", into, *TEAM).code == 0
    (broken,) = (office.root / "cases" / other[:4] / other).glob("case.yaml")
    whole = broken.read_text()
    broken.write_text(whole + "\nopened: [\n")
    done = render(office, "case-plan", into, *TEAM)
    assert done.code == 4
    assert f"cases/{other[:4]}/{other}" in done.err and "error[" in done.err
    assert f"with a fault, not written: {other}\n" in done.err
    assert f"of an earlier run, no longer right: {other}-case-plan.md\n" in done.err
    assert "wrote 1 document" in done.err
    data = "kind: other\naddress: 14 Lantern Road, Fern Lake\naddress_protected: true\n"
    home = office.run("household", office.case, "--from", "-", stdin=data + "members: [Marie]\n")
    assert home.code == 0, home.err
    write_into_plan(office, "Marie waits at 14 Lantern Road.")
    done = render(office, "plan", tmp_path / "family", "--audience", "family")
    assert done.code == 8, "a secret that was nearly let out is more than what cannot be read"
    assert "error[TRIPWIRE]" in done.err and "goals 1.why" in done.err
    assert "lantern" not in done.err.casefold()
    assert names(tmp_path / "family") == []
    broken.write_text(whole)
    done = render(office, "plan", tmp_path / "family", "--audience", "family")
    assert done.code == 8 and "with nothing to tell of" in done.err


def test_no_font_has_the_letter(office: Office, tmp_path: Path) -> None:
    write_into_plan(office, "No night care \u4e2d.")
    done = render(office, "plan", tmp_path / "out", *TEAM, "--format", "pdf")
    assert done.code == 7 and "error[MISSING-GLYPH]" in done.err
    assert names(tmp_path / "out") == []


def test_a_closed_case_gets_none(closing_template: Office, tmp_path: Path) -> None:
    office = closing_template.copy(tmp_path / "files")
    at = "2026-12-30T10:00:00-05:00"
    words = ("render", "--all", "case-plan", "-o", str(tmp_path / "out"))
    assert "wrote 1 document" in office.run(*words, at=at).err
    done = close(office, *LOOKED, *against("safety assessed", "nothing overdue"))
    assert done.code == 0, done.err
    assert office.run(*words, at=at).err.startswith("wrote 0 documents")


def test_a_call_that_was_never_opened_gets_none(office: Office, tmp_path: Path) -> None:
    take(WALK[0], office, "yaml")
    done = render(office, "case-plan", tmp_path / "out")
    assert done.err == f"wrote 1 document into {tmp_path / 'out'}\n"


def test_as_of_then(office: Office, tmp_path: Path, where: str) -> None:
    open_case(office)
    done = render(office, "case-plan", tmp_path / "out", *TEAM, "--as-known", "HEAD~2")
    assert done.code == 0, done.err
    assert names(tmp_path / "out") == [f"{office.case}-case-plan.md"]


def test_what_many_documents_have_in_common_is_told_once(office: Office, tmp_path: Path) -> None:
    open_case(office)
    (office.root / "templates").mkdir()
    (office.root / "templates" / "case-plan.md.j2").write_text("{{ page.title }}\n")
    done = render(office, "case-plan", tmp_path / "out")
    assert done.err.startswith("2 documents: with the agency's own template\n")
    (office.root / "templates" / "case-plan.md.j2").write_text("{{ page.nothing }}\n")
    done = render(office, "case-plan", tmp_path / "out")
    assert done.code == 4 and done.err.count("error[TEMPLATE]") == 1
    assert "wrote 0 documents" in done.err


def test_a_file_is_put_in_place_whole(office: Office, tmp_path: Path) -> None:
    into = tmp_path / "out"
    into.mkdir()
    (into / f"{office.case}-plan.md").mkdir()
    done = render(office, "plan", into, *TEAM)
    assert done.code == 6 and "cannot be written" in done.err
    assert names(into) == [f"{office.case}-plan.md"]
    (tmp_path / "file").write_text("x")
    assert render(office, "plan", tmp_path / "file").code == 6


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--all", "plan"), "name a folder for them with -o DIR"),
        (("--all", "plan", "-o", "-"), "name a folder for them with -o DIR"),
        (("CASE", "--all", "plan", "-o", "out"), "--all stands in the place of the case"),
        (("--all", "plan", "-o", "out", "--child", "Sam"), "--child is about one case"),
        (("--all", "plan", "-o", "out", "--of", "x"), "--of is about one case"),
        (("--all", "plan", "-o", "out", "--explain"), "--explain is about one case"),
        (("--all", "plam", "-o", "out"), "there is no document `plam`"),
        (("--all", "court-report", "-o", "out", "--audience", "carer"), "is made for: court"),
        (("plan",), "of which case is the plan to be?"),
        (("CASE",), "which document of the case is it to be?"),
        (("plan", "CASE"), "the case comes first"),
        (("CASE", "CASE", "plan"), "a document is of one case"),
    ],
)
def test_a_line_that_does_not_fit_together(
    words: tuple[str, ...], said: str, untouched: Office
) -> None:
    asked = [untouched.case if word == "CASE" else word for word in words]
    done = untouched.run("render", *asked, at=AT)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_a_bar_is_for_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = progress.show_progress([1, 2], 24, "Writing documents", 24)
    assert shown == [1, 2]
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert list(progress.show_progress([1, 2], 24, "Writing documents", 24)) == [1, 2]
    assert progress.show_progress([1, 2], 24, "Writing documents", 24) != [1, 2]
