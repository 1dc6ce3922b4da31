"""`casekit resolve`: a real conflict of git, decided field by field by each way there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from casekit.cli.forms.console import Console
from tests.cli.contract import find_breaches
from tests.cli.office import Answer, Office, snapshot
from tests.cli.two import LATER, Two, edit
from tests.schemas.support import EXAMPLES

OBJECTIVE = r"^(\s+target_date: ).*$"


@pytest.fixture
def two(office: Office, tmp_path: Path) -> Two:
    return Two(office, tmp_path / "there")


def find_plan(office: Office) -> str:
    for path in office.records("plan"):
        if "\nkind: family\n" in path.read_text():
            return path.relative_to(office.root).as_posix()
    raise AssertionError("no family plan")


def collide(two: Two, how: str = "merge") -> str:
    """Both set another target date, and each writes something more that collides with nothing."""
    path = find_plan(two.here)
    edit(two.here, path, OBJECTIVE, r"\g<1>2026-05-01")
    edit(two.here, path, r"\Z", "note: Ring the school first.\n")
    edit(two.there, path, OBJECTIVE, r"\g<1>2026-07-01")
    edit(two.there, path, r"^(\s+why: ).*$", r"\g<1>Because of the nights.")
    assert two.bring(how) == 1
    return path


def resolve(two: Two, *words: str, stdin: str = "") -> Answer:
    return two.here.run("resolve", *words, at=LATER, stdin=stdin)


def test_which_one_is_chosen_and_the_rest_is_joined(two: Two) -> None:
    path = collide(two)
    before = snapshot(two.here.root)
    asked = resolve(two)
    assert asked.code == 2
    assert "G1.O1.target_date" in asked.err
    for said in ("Family plan of ", "G1.O1, By when?", "2026-05-01", "2026-07-01", "[W. Sample, "):
        assert said in asked.err
    assert "--choose FIELD=ours" in asked.err
    shown = resolve(two, "-n", "--format", "json")
    assert (shown.code, find_breaches("resolve", shown.data)) == (5, [])
    assert snapshot(two.here.root) == before
    done = resolve(two, "--choose", "G1.O1.target_date=theirs")
    assert done.code == 0, done.err
    assert "Go on with: git commit (or: casekit resolve --save)" in done.out
    text = (two.here.root / path).read_text()
    assert "target_date: 2026-07-01" in text
    assert "why: Because of the nights." in text
    assert text.endswith("note: Ring the school first.\n")
    assert "<<<<" not in text
    assert two.here.git("diff", "--name-only", "--diff-filter=U") == ""
    two.here.git("commit", "--no-edit", "--quiet")
    message = two.here.git("log", "-1", "--format=%B")
    assert f"{two.case} plan " in message
    assert "G1.O1.target_date: there" in message
    assert "2026-07-01" not in message
    assert not [f for f in two.check() if f["code"].startswith(("MERGE-", "YAML-"))]


def test_save_makes_the_version_with_both_parents(two: Two) -> None:
    collide(two)
    tips = two.here.git("rev-parse", "HEAD"), two.there.git("rev-parse", "HEAD")
    done = resolve(two, "--take", "ours", "--save", "--format", "json")
    assert (done.code, find_breaches("resolve", done.data)) == (0, []), done.err
    assert done.data["version"] == two.here.git("rev-parse", "HEAD")
    assert tuple(two.here.git("log", "-1", "--format=%P").split()) == tips
    assert two.here.git("status", "--porcelain") == ""
    assert "G1.O1.target_date: here" in two.here.git("log", "-1", "--format=%B")
    assert "Nothing waits" in resolve(two).out


def test_in_a_rebase_ours_is_what_was_written_here(two: Two) -> None:
    path = collide(two, "rebase")
    done = resolve(two, "--take", "ours")
    assert done.code == 0, done.err
    assert "git rebase --continue" in done.out
    assert "target_date: 2026-05-01" in (two.here.root / path).read_text()
    two.here.git("-c", "core.editor=true", "rebase", "--continue")
    assert "G1.O1.target_date: here" in two.here.git("log", "--format=%B", "-2")
    assert "why: Because of the nights." in (two.here.root / path).read_text()


def test_stash_and_cherry_pick(two: Two) -> None:
    path = find_plan(two.here)
    edit(two.here, path, OBJECTIVE, r"\g<1>2026-05-01")
    file = two.there.root / path
    edit(two.there, path, OBJECTIVE, r"\g<1>2026-07-01")
    assert two.bring("cherry-pick") == 1
    assert resolve(two, "--take", "theirs").code == 0
    two.here.git("-c", "core.editor=true", "cherry-pick", "--continue")
    assert "target_date: 2026-07-01" in (two.here.root / path).read_text()
    # The same in a stash: written, put away, and meanwhile somebody saved another date.
    file = two.here.root / path
    file.write_text(
        re.sub(OBJECTIVE, r"\g<1>2026-08-01", file.read_text(), count=1, flags=re.MULTILINE)
    )
    two.here.git("stash")
    edit(two.here, path, OBJECTIVE, r"\g<1>2026-09-01")
    assert two.here.try_git("stash", "pop").code == 1
    done = resolve(two, "--set", "G1.O1.target_date=2026-10-01")
    assert done.code == 0, done.err
    assert "target_date: 2026-10-01" in file.read_text()


def test_both_texts_are_kept_with_their_authors(two: Two) -> None:
    path = find_plan(two.here)
    edit(two.here, path, r"^(\s+objective: ).*$", r"\g<1>Somebody is there at night.")
    edit(two.there, path, r"^(\s+objective: ).*$", r"\g<1>An adult sleeps at home.")
    assert two.bring() == 1
    assert resolve(two, "--choose", "G1.O1.objective=both", "--save").code == 0
    text = (two.here.root / path).read_text()
    for said in ("Sample, ", ":) Somebody is there at night.", ":) An adult sleeps at home."):
        assert said in text


def test_a_value_of_ones_own_is_judged_and_dates_have_no_both(two: Two) -> None:
    path = collide(two)
    before = (two.here.root / path).read_bytes()
    assert resolve(two, "--set", "G1.O1.target_date=soon").code == 2
    assert resolve(two, "--choose", "G1.O1.target_date=both").code == 2
    assert resolve(two, "--choose", "G9=ours").code == 2
    assert resolve(two, "--choose", "G1.O1.target_date").code == 2
    assert (two.here.root / path).read_bytes() == before


def test_two_objectives_under_one_id_stay_two(two: Two) -> None:
    path = find_plan(two.here)
    for office, says in ((two.here, "Homework is done."), (two.there, "Sam goes to school.")):
        text = (office.root / path).read_text()
        item = re.search(r"(?ms)^( +)- id: G1\.O1\n.*?(?=^ {0,6}\S|\Z)", text)
        assert item is not None
        new = item[0].replace("G1.O1", "G1.O7")
        new = re.sub(r"(objective: ).*", rf"\g<1>{says}", new, count=1)
        (office.root / path).write_text(text.replace(item[0], item[0] + new))
        office.git("commit", "--quiet", "--all", "--message", "By hand")
    assert two.bring() == 1
    assert resolve(two, "--choose", "G1.O7=both", "--save").code == 0
    text = (two.here.root / path).read_text()
    for said in ("id: G1.O7\n", "id: G1.O8\n", "Homework is done.", "Sam goes to school."):
        assert said in text
    assert [f["code"] for f in two.check() if f["code"].startswith("SCHEMA")] == []


def test_a_record_that_one_side_deleted_stays(two: Two) -> None:
    path = find_plan(two.here)
    edit(two.here, path, OBJECTIVE, r"\g<1>2026-05-01")
    two.there.git("rm", "--quiet", path)
    two.there.git("commit", "--quiet", "--message", "By hand")
    assert two.bring() == 1
    done = resolve(two, "--save")
    assert done.code == 0, done.err
    assert "target_date: 2026-05-01" in (two.here.root / path).read_text()


def test_what_people_must_mend_is_left_and_told(two: Two) -> None:
    path = collide(two)
    file = two.here.root / path
    git_left = file.read_text()
    file.write_text(git_left + "only_for: [supervisor]\n")
    done = resolve(two, "--take", "ours")
    assert done.code == 5
    assert "written into this file by hand" in done.err
    assert f"git checkout --merge -- {path}" in done.err
    assert file.read_text().endswith("only_for: [supervisor]\n")
    two.here.git("checkout", "--merge", "--", path)
    assert resolve(two, "--take", "ours", "--save").code == 0


def test_a_side_that_cannot_be_read_is_left(two: Two) -> None:
    path = collide(two)
    two.here.git("merge", "--abort")
    edit(two.there, path, r"^kind: family$", "kind: {family")
    assert two.bring() == 1
    done = resolve(two, "--take", "theirs")
    assert done.code == 5
    assert "cannot be read" in done.err
    assert resolve(two, "--save", "--take", "ours").code == 5


def test_a_person_is_asked_may_go_back_and_is_judged_at_once(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = find_plan(two.here)
    edit(two.here, path, r"^(\s+objective: ).*$", r"\g<1>Somebody is there at night.")
    edit(two.there, path, r"^(\s+objective: ).*$", r"\g<1>An adult sleeps at home.")
    collide(two)
    monkeypatch.setattr(Console, "is_terminal", property(lambda _: True))
    before = snapshot(two.here.root)
    for cut in ("", "2\n", "1\no\n", "9\n"):
        stopped = resolve(two, stdin=cut)
        assert (stopped.code, snapshot(two.here.root) == before) == (2, True)
    done = resolve(two, "--save", stdin="2\nb\n3\no\nsoon\no\n2026-10-01\n")
    assert done.code == 0, done.err
    assert "not a day written as" in done.err
    lines = [line for line in done.err.splitlines() if "Which is to stand?" not in line]
    assert max(map(len, lines)) <= 80
    text = (two.here.root / path).read_text()
    assert "target_date: 2026-10-01" in text
    assert ":) An adult sleeps at home." in text
    message = two.here.git("log", "-1", "--format=%B")
    assert "G1.O1.objective: both; G1.O1.target_date: another value" in message


def test_nothing_of_a_destroyed_case_comes_back(two: Two) -> None:
    path = find_plan(two.here)
    folder = f"cases/{two.case[:4]}/{two.case}"
    edit(two.here, path, OBJECTIVE, r"\g<1>2026-05-01")
    example = next((EXAMPLES / "tombstone").glob("valid-destroyed*.yaml")).read_text()
    two.there.git("rm", "--quiet", "-r", folder)
    (two.there.root / folder).mkdir(parents=True, exist_ok=True)
    (two.there.root / folder / "tombstone.yaml").write_text(example)
    two.there.git("add", folder)
    two.there.git("commit", "--quiet", "--message", "Destroyed")
    assert two.bring() == 1
    done = resolve(two, "--take", "ours", "--save")
    assert done.code == 5
    assert f"case {two.case} was destroyed" in done.err
    assert f"git rm -- {path}" in done.err


def test_what_was_decided_case_by_case_stands_in_one_message(two: Two) -> None:
    two.record_here("person", "--change", "Jo", "--called", "Joey")
    two.record_there("person", "--change", "Jo", "--called", "Josie")
    assert two.bring() == 1
    assert resolve(two, two.case, "--choose", "called=theirs").code == 0
    saved = resolve(two, "--save")
    assert saved.code == 0, saved.err
    message = two.here.git("log", "-1", "--format=%B")
    assert message.startswith("Merge of the work of two\n")
    assert "called: there" in message
    assert not {"Joey", "Josie", "Nothing collided"} & set(message.split())


@pytest.mark.parametrize("how", ["merge", "rebase", "cherry-pick"])
def test_each_value_stands_with_who_wrote_it(two: Two, how: str) -> None:
    two.record_here("person", "--change", "Jo", "--called", "Joey")
    two.record_there("person", "--change", "Jo", "--called", "Josie")
    assert two.bring(how) == 1
    said = resolve(two).err
    assert "Person " in said
    here, there = (
        said.index("  Here:  [W. Sample, 2026-02-11 09:00]\n    Joey\n"),
        said.index("  There:  [R. Sample, 2026-02-11 09:00]\n    Josie\n"),
    )
    assert here < there
