"""`casekit undo`: one version taken back by a new one, by fields, all of it or nothing."""

from __future__ import annotations

import re
from pathlib import Path

from tests.cli.contract import find_breaches
from tests.cli.office import Answer, Office, snapshot
from tests.cli.test_resolve import OBJECTIVE, find_plan
from tests.cli.two import LATER, Two, edit


def undo(office: Office, *words: str) -> Answer:
    return office.run("undo", *words, at=LATER)


def head(office: Office) -> str:
    return office.git("rev-parse", "HEAD")


def test_fields_go_back_and_what_came_beside_them_stays(office: Office) -> None:
    path = find_plan(office)
    before = (office.root / path).read_text()
    edit(office, path, OBJECTIVE, r"\g<1>2026-05-01")
    version = head(office)
    # Two lines beside it, and a version of something else.
    edit(office, path, r"^(\s+why: ).*$", r"\g<1>Because of the nights.")
    unchanged = snapshot(office.root)
    shown = undo(office, version, "-n")
    assert (shown.code, snapshot(office.root) == unchanged) == (0, True)
    assert "target_date" in shown.out
    assert "`2026-05-01` -> " in shown.out
    done = undo(office, version, "--format", "json")
    assert (done.code, find_breaches("undo", done.data)) == (0, []), done.err
    assert done.data["undone"] == version
    text = (office.root / path).read_text()
    assert "2026-05-01" not in text
    assert "Because of the nights." in text
    assert len(text.splitlines()) == len(before.splitlines())
    assert office.git("log", "-1", "--format=%s") == (
        f"Version {version[:7]} taken back in {office.case}"
    )
    again = undo(office, version)
    assert (again.code, "Nothing is left of it" in again.out) == (5, False) or again.code == 0
    # What takes back is a version, and is taken back as one.
    assert undo(office, head(office)).code == 0
    assert "2026-05-01" in (office.root / path).read_text()


def test_a_record_that_it_added_is_withdrawn_with_the_reason(office: Office) -> None:
    words = ("--on", "2026-02-10", "--of", "G1.O1", "--status", "in progress")
    assert office.run("progress", office.case, *words, at=LATER).code == 0
    version, path = head(office), office.records("progress")[-1]
    asked = undo(office, version)
    assert (asked.code, head(office)) == (2, version)
    assert "--reason" in asked.err
    done = undo(office, version[:7], "--reason", "Of another family.")
    assert done.code == 0, done.err
    text = path.read_text()
    assert "voided:\n  by: w-sample\n" in text
    assert "reason: Of another family." in text
    assert "Of another family" not in office.git("log", "-1", "--format=%B")
    assert "Nothing is left of it" in undo(office, version, "--reason", "x").out


def test_what_was_changed_again_since_is_told_and_nothing_is_half(office: Office) -> None:
    path = find_plan(office)
    edit(office, path, OBJECTIVE, r"\g<1>2026-05-01")
    edit(office, path, r"^(\s+why: ).*$", r"\g<1>Because of the nights.")
    office.git("reset", "--quiet", "--soft", "HEAD~2")
    office.git("commit", "--quiet", "--message", "Two at once")
    version = head(office)
    edit(office, path, OBJECTIVE, r"\g<1>2026-09-01")
    before = snapshot(office.root)
    done = undo(office, version)
    assert (done.code, "[CHANGED-SINCE]" in done.err) == (5, True)
    assert "changed since: G1.O1.target_date" in done.err
    assert "casekit log" in done.err
    assert snapshot(office.root) == before


def test_what_is_not_taken_back_so(office: Office, tmp_path: Path) -> None:
    (approval,) = {
        office.git("log", "-1", "--format=%H", "--", str(p))
        for p in office.records("approval")[-1:]
    }
    done = undo(office, approval, "--reason", "x")
    assert (done.code, "GATE-NOT-TAKEN-BACK" in done.err) == (8, True)
    first = office.git("rev-list", "--max-parents=0", "HEAD")
    assert undo(office, first).code == 2
    opened = office.git("log", "--reverse", "--format=%H", "--", "cases").splitlines()[0]
    assert "casekit close" in undo(office, opened, "--reason", "x").err
    office.root.joinpath("notes.txt").write_text("x")
    office.git("add", "notes.txt")
    office.git("commit", "--quiet", "--message", "Notes")
    assert undo(office, "HEAD").code == 8
    assert undo(office, "no-such-version").code == 3
    two = Two(office, tmp_path / "there")
    two.record_here("person", "--change", "Jo", "--phone", "555-0100")
    two.record_there("progress", "--on", "2026-02-10", "--of", "G1.O1", "--status", "in progress")
    assert two.bring() == 0
    assert "joins two sides" in undo(office, "HEAD").err


def test_nothing_is_taken_back_that_would_leave_a_fault(office: Office) -> None:
    """Meanwhile a progress note tells of the objective that the version added."""
    path = find_plan(office)
    text = (office.root / path).read_text()
    item = re.search(r"(?ms)^( +)- id: G1\.O1\n.*?(?=^ {0,6}\S|\Z)", text)
    assert item is not None
    new = item[0].replace("G1.O1", "G1.O7")
    (office.root / path).write_text(text.replace(item[0], item[0] + new))
    office.git("commit", "--quiet", "--all", "--message", "By hand")
    version = head(office)
    words = ("--on", "2026-02-10", "--of", "G1.O7", "--status", "in progress")
    done = office.run("progress", office.case, *words, at=LATER)
    assert done.code == 0, done.err
    before = snapshot(office.root)
    undone = undo(office, version)
    assert undone.code == 8
    assert "G1.O7" in undone.err
    assert snapshot(office.root) == before
