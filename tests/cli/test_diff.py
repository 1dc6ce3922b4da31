"""`casekit diff`: two versions, two branches, or a version and the files, in words."""

from __future__ import annotations

import sys

import pytest

from tests.cli.contract import find_breaches
from tests.cli.office import NOON, Office

SAM = "Sam"


def lines(office: Office, *words: str) -> list[str]:
    done = office.run("diff", *words)
    assert done.code == 0, done.err
    return done.out.splitlines()


def test_what_is_not_saved_is_told_without_words(office: Office) -> None:
    assert lines(office) == ["Nothing is unsaved."]
    (plan,) = [p for p in office.records("plan") if "kind: family" in p.read_text()]
    text = plan.read_text()
    plan.write_text(text.replace("target_date: ", "target_date: 2029-01-31 # was ", 1))
    head, line = lines(office)
    assert head == f"Case {office.case}: 1 change, 1 to look at"
    assert line.startswith("! family plan of ")
    assert "objective G1.O1: target date changed from " in line
    assert lines(office, "HEAD..") == ["Nothing changed."]
    # Another order of the keys, a comment, another form of the same text: nothing.
    plan.write_text("# read again\n" + text.replace("schema: plan/1\n", "") + "schema: plan/1\n")
    assert lines(office) == ["Nothing is unsaved."]


def test_versions_branches_and_days_are_the_same_to_it(office: Office) -> None:
    first = office.git("rev-list", "--max-parents=0", "HEAD")
    by_version = lines(office, f"{first}..HEAD")
    assert by_version[0].startswith(f"Case {office.case}: ")
    office.git("branch", "older", first)
    assert lines(office, "older..HEAD") == by_version == lines(office, "older...HEAD")
    assert lines(office, f"older..{NOON[:10]}")
    assert lines(office, "HEAD..older")[1].startswith("! this case is gone")
    assert lines(office, "HEAD...older") == ["Nothing changed."]


def test_names_and_texts_only_where_they_are_asked_for(office: Office) -> None:
    first = office.git("rev-list", "--max-parents=0", "HEAD")
    plain = office.run("diff", f"{first}..HEAD").out
    named = office.run("diff", f"{first}..HEAD", "--names").out
    assert (SAM in plain, SAM in named) == (False, True)
    data = office.run("diff", f"{first}..HEAD", "--format", "json")
    assert find_breaches("diff", data.data) == []
    assert SAM not in data.out


def test_a_file_that_cannot_be_read_is_told_and_not_taken_for_gone(office: Office) -> None:
    contact = office.records("contact")[0]
    contact.write_text("schema: contact/1\nid: [\n")
    done = office.run("diff")
    assert done.code == 4
    assert done.out == "Nothing is unsaved.\n"
    assert "error[YAML-" in done.err
    contact.unlink()
    done = office.run("diff", "--case", office.case[:7])
    assert done.code == 0
    assert "! gone: contact of " in done.out


def test_the_agencys_files_and_attachments_are_told(office: Office) -> None:
    agency = office.root / "agency.yaml"
    agency.write_text(agency.read_text().replace("timezone: America/Winnipeg", "timezone: UTC"))
    folder = next(office.root.glob("cases/*/*")) / "attachments"
    folder.mkdir()
    (folder / "Letter of Sam.pdf").write_bytes(b"%PDF")
    told = lines(office)
    assert told[0].startswith("The agency's own files: ")
    assert any("timezone" in line for line in told)
    assert any("a file in attachments: added" in line for line in told)
    assert SAM not in "\n".join(told)
    assert any("Letter of Sam.pdf: added" in line for line in lines(office, "--names"))


@pytest.mark.parametrize("words", ["..HEAD", "A....B", "HEAD~1....", ""])
def test_what_names_no_versions_is_a_usage_fault(words: str, office: Office) -> None:
    assert office.run("diff", words).code == (2 if words else 0)
    assert office.run("diff", "nowhere..HEAD").code == 3
    office.git("update-ref", "refs/remotes/origin/nowhere", "HEAD")
    assert "did you mean origin/nowhere?" in office.run("diff", "nowhere..HEAD").err


def test_git_itself_shows_a_record_in_words(office: Office) -> None:
    office.git(
        "config", "--global", "diff.casekit.command", f"{sys.executable} -m casekit diff --driver"
    )
    (office.root / ".gitattributes").write_text("* -text\n/cases/**/*.yaml diff=casekit\n")
    (plan,) = [p for p in office.records("plan") if "kind: family" in p.read_text()]
    contact = office.records("contact")[0]
    plan.write_text(plan.read_text().replace("target_date: ", "target_date: 2029-01-31 # was ", 1))
    contact.write_text(f"# read again\n{contact.read_text()}")
    told = office.git("diff", "--ext-diff", "--", "cases")
    assert "objective G1.O1: target date changed from " in told
    assert "only its form changed" in told
    contact.write_text("schema: [\n")
    assert "git diff --no-ext-diff" in office.git("diff", "--ext-diff", "--", "cases")
    # casekit's own questions to git start no program.
    assert lines(office, "HEAD..") == ["Nothing changed."]
    assert office.run("diff", "--driver", "a").code == 2
    assert office.run("diff", "HEAD", "HEAD~1").code == 2
