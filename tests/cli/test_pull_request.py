"""`casekit diff --pr`: one page on what a branch brings, for a forge and without names."""

from __future__ import annotations

from pathlib import Path

import pytest

from casekit.overview.branch_page import MAX_CHARACTERS
from tests.cli.office import Office

NOW = "2026-02-20T09:00:00-06:00"
MOVED = "target_date: 2029-01-31 # was "


@pytest.fixture
def branch(office: Office) -> Office:
    """A branch that moves a target date of the approved plan and adds a contact."""
    office.git("checkout", "-q", "-b", "work")
    (plan,) = [p for p in office.records("plan") if "kind: family" in p.read_text()]
    plan.write_text(plan.read_text().replace("target_date: ", MOVED, 1))
    office.git("commit", "-qam", "Later")
    done = office.run(
        *("contact", office.case, "--on", "2026-02-19", "--purpose", "home visit"),
        *("--with", "Sam", "--seen", "Sam", "--mode", "in person", "--place", "residence"),
        *("--narrative", "Sam showed a drawing."),
        at=NOW,
    )
    assert done.code == 0, done.err
    return office


def page(office: Office, *words: str) -> str:
    done = office.run("diff", "--pr", "main..work", *words, at=NOW)
    assert done.code == 0, done.err
    return done.out


def test_the_page_tells_what_a_supervisor_decides_on(branch: Office) -> None:
    told = page(branch)
    assert "## To look at" in told
    assert "**Approvals that no longer hold: what they were given to was changed**" in told
    assert "as approved by r-sample" in told
    assert "<summary>What changed (2)</summary>" in told
    assert "| G1.O1 | 2029-01-31 | not started |" in told
    assert "recorded: contact of 2026-02-19" in told
    assert not [name for name in ("Sam", "Jo ", "drawing") if name in told]
    assert page(branch) == told


def test_a_branch_cannot_allow_itself_to_show_names(branch: Office) -> None:
    refused = branch.run("diff", "--pr", "main..work", "--names", at=NOW)
    assert (refused.code, "forge_names: true" in refused.err) == (2, True)
    allow(branch)
    told = page(branch)
    assert "The agency's own files" in told
    assert "Sam" not in told
    # On the branch that the work goes to it counts.
    branch.git("branch", "-f", "main", "work")
    branch.git("checkout", "-q", "-b", "more")
    contact = branch.records("contact")[-1]
    contact.write_text(contact.read_text().replace("a drawing", "two drawings"))
    branch.git("commit", "-qam", "More")
    told = branch.run("diff", "--pr", "main..more", at=NOW).out
    assert "two drawings" in told


def allow(office: Office) -> None:
    agency = office.root / "agency.yaml"
    agency.write_text(agency.read_text() + "forge_names: true\n")
    office.git("commit", "-qam", "Names")


def test_new_findings_are_told_and_old_ones_are_not(branch: Office) -> None:
    contact = branch.records("contact")[-1]
    text = contact.read_text()
    contact.write_text(text.replace("occurred_on: 2026-02-19", "occurred_on: 2031-02-19"))
    branch.git("commit", "-qam", "A slip")
    told = page(branch)
    assert "**New findings**" in told
    assert "1** new finding" in told
    branch.git("branch", "-f", "main", "work")
    contact.write_text(contact.read_text().replace("a drawing", "two drawings"))
    branch.git("commit", "-qam", "Other words")
    assert "New findings" not in page(branch)


def test_what_cannot_be_read_is_told_and_the_run_is_no_clean_one(branch: Office) -> None:
    branch.records("contact")[-1].write_text("schema: contact/1\nid: [\n")
    branch.git("commit", "-qam", "Broken")
    done = branch.run("diff", "--pr", "main..work", at=NOW)
    assert done.code == 4
    assert "Cannot be read, so nothing is said of it" in done.out


def test_the_page_fits_a_comment(branch: Office) -> None:
    contact = branch.records("contact")[-1]
    text = contact.read_text()
    for number in range(700):
        name = f"2026-02-19-{number:06d}"
        Path(contact.parent / f"{name}.yaml").write_text(text.replace(contact.stem, name))
    branch.git("add", "-A")
    branch.git("commit", "-qm", "Many")
    told = page(branch)
    assert len(told) <= MAX_CHARACTERS
    assert "more: `casekit diff " in told


@pytest.mark.parametrize("words", [("work",), ("main..work", "--case", "2026"), ()])
def test_the_page_is_on_a_whole_branch(words: tuple[str, ...], branch: Office) -> None:
    assert branch.run("diff", "--pr", *words).code == 2


def test_check_tells_a_forge_without_names(branch: Office) -> None:
    contact = branch.records("contact")[-1]
    contact.write_text(contact.read_text().replace("on: 2026-02-19", "on: 2031-02-19"))
    branch.git("commit", "-qam", "A slip")
    for how in ("github", "gitlab", "junit", "sarif"):
        done = branch.run("check", "--changed", "main..work", "--format", how, at=NOW)
        assert done.code == 1
        assert contact.stem in done.out
        assert "Sam" not in done.out
