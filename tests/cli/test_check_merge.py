"""`casekit check --merge`: what a merge that is a version brought, and none of its sides had."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.contract import find_breaches
from tests.cli.office import SUPERVISOR, Answer, Office
from tests.cli.two import LATER, Two, edit

NOW = "2026-12-01T09:00:00-06:00"


@pytest.fixture
def two(office: Office, tmp_path: Path) -> Two:
    return Two(office, tmp_path / "there")


def find_plan(office: Office) -> str:
    (path,) = (p for p in office.records("plan") if "\nkind: family\n" in p.read_text())
    return path.relative_to(office.root).as_posix()


def ask(two: Two, *words: str) -> Answer:
    return two.here.run("check", "--merge", *words, "--format", "json", at=NOW)


def codes(answer: Answer) -> list[str]:
    assert find_breaches("check", answer.data) == []
    return [finding["code"] for finding in answer.findings]


def test_without_a_merge_there_is_nothing_to_look_at(two: Two) -> None:
    assert ask(two).code == 3
    assert ask(two, "HEAD").code == 2
    assert two.here.run("check", "--merge", "--changed", "HEAD~1").code == 2


def test_what_each_side_did_to_its_own_records_is_not_told(two: Two) -> None:
    two.record_here("person", "--change", "Jo", "--phone", "555-0100")
    two.record_there("progress", "--on", "2026-02-10", "--of", "G1.O1", "--status", "in progress")
    # What is wrong on one side already is not what the merge brought.
    edit(two.here, find_plan(two.here), r"^kind: family$", "kind: familly")
    assert two.bring() == 0
    done = ask(two)
    assert (done.code, codes(done), done.data["cases"]) == (0, [], 1)
    assert done.data["version"] == two.here.git("rev-parse", "HEAD")


def test_a_key_that_stands_twice_after_a_clean_merge(two: Two) -> None:
    path = find_plan(two.here)
    edit(two.here, path, r"^(kind: family\n)", "note: Ring first.\n\\1")
    edit(two.there, path, r"\Z", "note: Ring the school.\n")
    assert two.bring() == 0
    done = ask(two)
    assert done.code == 4
    assert any(code.startswith("YAML-") for code in codes(done))
    # Saved later, it is found by the name of the merge, and as the newest one.
    merge = two.here.git("rev-parse", "--short", "HEAD")
    two.here.git("commit", "--quiet", "--allow-empty", "--message", "Later")
    assert codes(ask(two)) == codes(ask(two, merge)) == codes(done)


def test_an_approval_that_the_other_side_overtook(two: Two) -> None:
    path = find_plan(two.there)
    two.record_there("approve", "--scope", "other", "--approve", Path(path).stem)
    edit(two.here, path, r"^(\s+target_date: ).*$", r"\g<1>2026-05-01")
    assert two.bring() == 0
    done = ask(two)
    assert (done.code, codes(done)) == (1, ["APPROVAL-OVERTAKEN"])
    (found,) = done.findings
    assert found["path"] in {
        p.relative_to(two.here.root).as_posix() for p in two.here.records("approval")
    }


def test_a_plan_that_both_changed_and_an_id_that_both_gave(two: Two) -> None:
    path = find_plan(two.here)
    edit(two.here, path, r"^(kind: family\n)", "note: Ring first.\n\\1")
    edit(two.there, path, r"^(\s+why: ).*$", r"\g<1>Because of the nights.")
    assert two.bring() == 0
    done = ask(two)
    assert codes(done) == ["PLAN-EDITED-TWICE"]
    assert "casekit blame" in done.findings[0]["hint"]


def test_two_plans_in_force_for_one_person_one_from_each_side(two: Two) -> None:
    path = find_plan(two.here)
    for office, name in ((two.here, "2026-02-01-b2b2b2"), (two.there, "2026-02-02-c3c3c3")):
        text = (office.root / path).read_text()
        new = re.sub(r"^id: .*$", f"id: {name}", text, flags=re.MULTILINE)
        (office.root / path).with_name(f"{name}.yaml").write_text(new)
        office.git("add", "--all")
        office.git("commit", "--quiet", "--message", "Plan")
    assert two.bring() == 0
    found = [f for f in ask(two).findings if f["code"] == "PLANS-FROM-BOTH"]
    assert [Path(f["path"]).stem for f in found] == ["2026-02-01-b2b2b2"] or [
        Path(f["path"]).stem for f in found
    ] == ["2026-02-02-c3c3c3"]


def test_records_that_contradict_only_together(two: Two) -> None:
    """Two workers place the same child, each in good faith."""
    placed = (
        "--on",
        "2026-02-10",
        "--child",
        "Sam",
        "--setting",
        "foster",
        "--reasons",
        "nobody at home",
    )
    two.record_here("placement", *placed)
    two.record_there("placement", *placed)
    assert two.bring() == 0
    done = ask(two)
    assert (done.code, len(done.findings)) == (1, 1)
    assert done.findings[0]["code"] in two.here.run("check", at=NOW).out


def test_a_record_that_the_merge_left_out(two: Two) -> None:
    two.record_here("person", "--change", "Jo", "--phone", "555-0100")
    two.record_there("progress", "--on", "2026-02-10", "--of", "G1.O1", "--status", "in progress")
    two.here.git("fetch", "--quiet", str(two.there.root), "main")
    two.here.git("merge", "--no-commit", "--no-ff", "FETCH_HEAD")
    (lost,) = two.here.git("diff", "--cached", "--name-only", "--diff-filter=A").split()
    two.here.git("rm", "--quiet", "--cached", lost)
    two.here.git("commit", "--quiet", "--message", "Merge")
    done = ask(two)
    assert [(f["code"], f["path"]) for f in done.findings] == [("RECORD-DELETED", lost)]


def test_it_is_asked_as_any_version(two: Two) -> None:
    assert two.here.run("check", "--merge", by=SUPERVISOR, at=LATER).code == 3


@pytest.mark.parametrize("words", [("git", "--ours"), ("git", "--theirs"), ("casekit", "ours")])
def test_an_edit_that_went_with_the_side_that_was_not_taken(
    two: Two, words: tuple[str, str]
) -> None:
    """Both write one value; each writes another one beside it, which nobody else touched."""
    path = find_plan(two.here)
    edit(two.here, path, r"^(\s+target_date: ).*$", r"\g<1>2026-05-01")
    edit(two.here, path, r"^(kind: family\n)", "note: Ring first.\n\\1")
    edit(two.there, path, r"^(\s+target_date: ).*$", r"\g<1>2026-07-01")
    edit(two.there, path, r"^(\s+why: ).*$", r"\g<1>Because of the nights.")
    assert two.bring() == 1
    who, side = words
    if who == "git":
        two.here.git("checkout", side, "--", path)
        two.here.git("commit", "--quiet", "--all", "--no-edit")
    else:
        assert two.here.run("resolve", "--take", side, "--save", at=LATER).code == 0
    told = [f["message"] for f in ask(two).findings if f["code"] == "EDIT-LEFT-OUT"]
    lost = {"--ours": "goals.G1.why", "--theirs": "note"}.get(side)
    assert [message.partition(":")[0] for message in told] == ([lost] if lost else [])
