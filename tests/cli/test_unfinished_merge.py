"""A merge that git left unfinished: what collides with both values, what does not, and the way out.

Nothing is recorded in the middle of it, and no reader calls git's marks a fault of form.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from casekit.history.repository import Repository
from casekit.records.edit import append_item
from casekit.workspace.merging import find_merge_findings
from tests.cli.office import WORKER, Office, snapshot
from tests.cli.two import LATER, Two, edit


@pytest.fixture
def two(office: Office, tmp_path: Path) -> Two:
    return Two(office, tmp_path / "there")


def find_jo(office: Office) -> str:
    (path,) = (p for p in office.records("person") if "\ncalled: Jo\n" in p.read_text())
    return path.relative_to(office.root).as_posix()


def call_jo(two: Two) -> str:
    """Both sides call her something else; git stops."""
    two.record_here("person", "--change", "Jo", "--called", "Joey")
    two.record_there("person", "--change", "Jo", "--called", "Josie")
    path = find_jo_path(two)
    assert two.bring() == 1
    return path


def find_jo_path(two: Two) -> str:
    (path,) = (p for p in two.here.records("person") if "\nname: Jo Sample\n" in p.read_text())
    return path.relative_to(two.here.root).as_posix()


def test_the_same_field_edited_twice_is_told_with_both_values(two: Two) -> None:
    path = call_jo(two)
    (found,) = two.check()
    assert (found["code"], found["path"]) == ("MERGE-COLLISION", path)
    assert found["message"] == (
        "called was changed on both sides: `Joey` here, `Josie` on the other side; before: `Jo`"
    )
    working = (two.here.root / path).read_text().splitlines()
    assert working[found["line"] - 1] == "called: Joey"
    for way in (f"git add {path}", "git commit", "--ours", "--theirs"):
        assert way in found["hint"]


@pytest.mark.parametrize(
    "words", [("check", "CASE"), ("due", "--working"), ("show", "CASE"), ("next", "--working")]
)
def test_readers_say_what_is_undecided_and_write_nothing(two: Two, words: tuple[str, ...]) -> None:
    call_jo(two)
    before = snapshot(two.here.root)
    done = two.here.run(*(two.case if w == "CASE" else w for w in words), at=LATER)
    assert done.code == 4
    assert "error[MERGE-COLLISION] called was changed" in done.out + done.err
    assert "YAML-" not in done.out + done.err
    assert snapshot(two.here.root) == before


@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_nothing_is_recorded_in_the_middle_of_a_merge(two: Two, more: tuple[str, ...]) -> None:
    call_jo(two)
    before = snapshot(two.here.root)
    done = two.here.run(
        *("progress", two.case, "--on", "2026-02-10", "--of", "G1.O1"),
        *("--status", "in progress", *more),
        at=LATER,
    )
    assert done.code == 5
    assert "error[MERGE-UNFINISHED]" in done.err
    assert "git merge --abort" in done.err
    assert snapshot(two.here.root) == before


def test_a_case_that_the_merge_left_alone_is_not_recorded_on_either(two: Two) -> None:
    call_jo(two)
    done = two.here.run(
        *("intake", "--reporter", "child", "--child", "Kim", "--new-person"),
        *("name=Kim; role=child", "--narrative", "x", "--no-immediate-danger"),
        at=LATER,
    )
    assert done.code == 5


def test_once_it_is_decided_everything_goes_on(two: Two) -> None:
    path = call_jo(two)
    two.here.git("checkout", "--theirs", "--", path)
    (mended,) = two.check()
    assert mended["code"] == "MERGE-COLLISION"
    assert mended["hint"].startswith("if the file now says what is right: git add ")
    two.here.git("add", path)
    (waiting,) = two.check()
    assert waiting["code"] == "MERGE-UNFINISHED"
    assert "git commit" in waiting["hint"]
    two.here.git("commit", "--no-edit", "--quiet")
    assert two.check() == []
    two.record_here("person", "--change", "Josie", "--phone", "555-0100")


def test_fields_of_two_neighbouring_lines_do_not_collide(two: Two) -> None:
    """git compares lines; a record is compared by its fields."""
    two.record_here("person", "--change", "Jo", "--called", "Joey")
    path = edit(two.there, find_jo(two.there), r"^role: family$", "role: carer")
    assert two.bring() == 1
    (found,) = two.check()
    assert (found["code"], found["path"]) == ("MERGE-UNFINISHED", path)
    assert (
        "do not contradict each other: here: called `Joey`; on the other side: role `carer`"
        in (found["message"])
    )
    assert "keep both" in found["hint"]


def test_what_only_one_side_changed_is_told_beside_a_collision(two: Two) -> None:
    two.record_here("person", "--change", "Jo", "--called", "Joey", "--phone", "555-0101")
    two.record_there("person", "--change", "Jo", "--called", "Josie")
    assert two.bring() == 1
    told = {f["code"]: f["message"] for f in two.check()}
    assert set(told) == {"MERGE-COLLISION", "MERGE-UNFINISHED"}
    assert told["MERGE-UNFINISHED"] == "besides, only one side changed: here: phone `555-0101`"


def test_a_value_taken_out_on_one_side_and_changed_on_the_other(two: Two) -> None:
    edit(two.here, find_jo(two.here), r"^called: Jo\n", "")
    two.record_there("person", "--change", "Jo", "--called", "Josie")
    assert two.bring() == 1
    (found,) = two.check()
    assert (
        "called was changed on both sides: nothing here, `Josie` on the other side"
        in (found["message"])
    )


def test_long_texts_are_shown_where_they_differ_and_never_whole(two: Two) -> None:
    path = two.here.records("contact")[0].relative_to(two.here.root)
    long = "word " * 200
    for office, end in ((two.here, "here it ends"), (two.there, "there it stops")):
        edit(office, path, r"^narrative: .*$", f"narrative: {long}{end}")
    assert two.bring() == 1
    (found,) = two.check()
    assert "here it ends" in found["message"]
    assert "there it stops" in found["message"]
    assert len(found["message"]) < 400


def test_no_sealed_value_is_shown(two: Two) -> None:
    """Of a sealed value it is said that it was sealed anew, and nothing of it."""
    path = two.here.records("report")[0].relative_to(two.here.root)
    for office, token in ((two.here, "AAAATOKEN"), (two.there, "BBBBTOKEN")):
        edit(office, path, r"\Z", f"reporter_name:\n  sealed: v1:{token}\n")
    assert two.bring() == 1
    for words in (
        ("check",),
        ("check", "--format", "json"),
        ("due", "--working"),
        ("show", two.case),
    ):
        done = two.here.run(*words, at=LATER)
        assert "TOKEN" not in done.out + done.err
    (found,) = two.check()
    assert found["message"].startswith(
        "reporter_name was changed on both sides: sealed value here, sealed value on the other"
    )


@pytest.fixture
def planning(two: Two) -> Two:
    """Both add a goal to a plan that nobody has approved."""
    for office, record in ((two.here, two.record_here), (two.there, None)):
        if record:
            record(
                *("plan", "--on", "2026-02-11", "--kind", "child", "--for", "Sam"),
                *("--child", "Sam", "--since", "2026-02-11"),
            )
        else:
            office.git("pull", "--quiet", str(two.here.root), "main")
    return two


def test_two_goals_under_one_id_are_two_goals(planning: Two) -> None:
    for record, text in ((planning.record_here, "Sam sleeps"), (planning.record_there, "Jo rests")):
        record("goal", "--plan", "child", "--goal", text, "--why", "x", "--need", "N1")
    assert planning.bring() == 1
    (found,) = planning.check()
    assert found["code"] == "MERGE-SAME-ID"
    assert re.match(r"goals\[1\]: both sides added an item called `G1`", found["message"])
    assert "Sam sleeps" in found["message"].partition(" here, ")[0]
    assert "Jo rests" in found["message"].partition(" here, ")[2]
    assert "next free id" in found["hint"]


@pytest.mark.parametrize("deleted_here", [True, False])
def test_a_deleted_record_that_the_other_side_changed(two: Two, deleted_here: bool) -> None:
    deleting, changing = (two.here, two.there) if deleted_here else (two.there, two.here)
    path = edit(changing, changing.records("contact")[0], r"^narrative: .*$", "narrative: new")
    deleting.git("rm", "--quiet", path)
    deleting.git("commit", "--quiet", "--message", "Gone")
    assert two.bring() == 1
    (found,) = [f for f in two.check() if f["code"].startswith("MERGE-")]
    assert (found["code"], found["path"]) == ("MERGE-DELETED", path)
    assert "narrative `new`" in found["message"]
    assert ("--theirs" if deleted_here else "--ours") in found["hint"]
    assert two.here.run("due", "--working", at=LATER).code == 4


def test_a_deleted_record_is_kept_as_the_hint_says(two: Two) -> None:
    path = edit(two.there, two.there.records("contact")[0], r"^narrative: .*$", "narrative: new")
    two.here.git("rm", "--quiet", path)
    two.here.git("commit", "--quiet", "--message", "Gone")
    assert two.bring() == 1
    two.here.git("checkout", "--theirs", "--", path)
    two.here.git("add", path)
    two.here.git("commit", "--no-edit", "--quiet")
    assert two.check() == []
    assert "narrative: new" in (two.here.root / path).read_text()


def add_worker(office: Office, worker: str, name: str) -> None:
    file = office.root / "agency.yaml"
    item = {"id": worker, "name": name, "email": f"{name[0]}@agency.example", "roles": ["worker"]}
    file.write_bytes(append_item(file.read_bytes(), ("people",), item))
    office.git("commit", "--quiet", "--all", "--message", "A new colleague")


def test_two_new_colleagues_in_agency_yaml_can_both_stay(two: Two) -> None:
    """The file that every command needs: all of them say why, none calls it broken."""
    add_worker(two.here, "k-sample", "K. Sample")
    add_worker(two.there, "l-sample", "L. Sample")
    assert two.bring() == 1
    for words in (("check",), ("due", "--working"), ("show", two.case), ("close", two.case)):
        done = two.here.run(*words, "--format", "json", at=LATER)
        assert done.code == 5
        assert done.data["error"]["code"] == "MERGE-UNFINISHED"
        (found,) = done.findings
        assert (found["code"], found["path"]) == ("MERGE-UNFINISHED", "agency.yaml")
        assert "K. Sample" in found["message"]
        assert "L. Sample" in found["message"]
        assert "do not contradict" in found["message"]


def test_two_new_colleagues_under_one_id(two: Two) -> None:
    add_worker(two.here, "k-sample", "K. Sample")
    add_worker(two.there, "k-sample", "Kim Sample")
    assert two.bring() == 1
    done = two.here.run("check", "--format", "json", at=LATER)
    assert done.code == 5
    assert [f["code"] for f in done.findings] == ["MERGE-SAME-ID"]


def test_one_case_number_drawn_in_both_clones(two: Two) -> None:
    """Improbable, and two families in one folder: the merge stops at case.yaml."""
    case = f"cases/2026/{two.case}/case.yaml"
    for office, who in ((two.here, "w-sample"), (two.there, "r-sample")):
        new = office.root / "cases" / "2026" / "2026-222222X" / "case.yaml"
        new.parent.mkdir()
        text = (office.root / case).read_text().replace(two.case, "2026-222222X")
        new.write_text(re.sub(r"recorded_by: .*", f"recorded_by: {who}", text))
        office.git("add", "--all")
        office.git("commit", "--quiet", "--message", "A case")
    assert two.bring() == 1
    (found,) = [f for f in two.check() if f["code"].startswith("MERGE-")]
    assert found["path"].endswith("2026-222222X/case.yaml")
    assert "recorded_by was changed on both sides: `w-sample` here, `r-sample`" in found["message"]
    assert "before" not in found["message"]


def test_a_side_that_cannot_be_read_is_said_to_be_so(two: Two) -> None:
    two.record_here("person", "--change", "Jo", "--called", "Joey")
    path = edit(two.there, find_jo(two.there), r"^called: Jo$", 'called: "Jo')
    assert two.bring() == 1
    (found,) = two.check()
    assert (found["code"], found["path"]) == ("MERGE-UNFINISHED", path)
    assert "what it says on the other side cannot be read: line " in found["message"]


def test_an_attachment_changed_on_both_sides(two: Two) -> None:
    for office, word in ((two.here, "a"), (two.there, "b")):
        folder = office.root / "cases" / "2026" / office.case / "attachments"
        folder.mkdir()
        (folder / "a letter; rm x.bin").write_bytes(b"\0" + word.encode())
        office.git("add", "--all")
        office.git("commit", "--quiet", "--message", "A letter")
    assert two.bring() == 1
    (found,) = two.check()
    assert found["code"] == "MERGE-UNFINISHED"
    assert found["message"] == "both sides changed this file"
    assert f"git add '{found['path']}'" in found["hint"], "typed as it stands, it must do no harm"


def test_a_link_in_the_place_of_a_record_hides_nothing_else(two: Two) -> None:
    jo = find_jo_path(two)
    two.record_here("person", "--change", "Jo", "--called", "Joey")
    two.record_there("person", "--change", "Jo", "--called", "Josie")
    contact = edit(two.here, two.here.records("contact")[0], r"^narrative: .*$", "narrative: x")
    (two.there.root / contact).unlink()
    (two.there.root / contact).symlink_to("/etc/hostname")
    two.there.git("commit", "--quiet", "--all", "--message", "A link")
    assert two.bring() == 1
    repo = Repository.open(two.here.root, two.here.environment(WORKER, None, None))
    merge = find_merge_findings(repo)
    assert [f.code for f in merge[jo]] == ["MERGE-COLLISION"]
    assert [f.code for f in merge[contact]] == ["MERGE-UNFINISHED"]


def test_a_rebase_turns_the_sides_round_and_the_words_do_not(two: Two) -> None:
    two.record_here("person", "--change", "Jo", "--called", "Joey")
    two.record_there("person", "--change", "Jo", "--called", "Josie")
    assert two.bring("rebase") == 1
    (found,) = two.check()
    assert "`Joey` here, `Josie` on the other side" in found["message"]
    assert "git rebase --continue" in found["hint"]
    assert re.search(r"git checkout --theirs -- \S+ \(what is here\)", found["hint"])
    done = two.here.run("consult", two.case, at=LATER)
    assert done.code == 5
    assert "git rebase --abort" in done.err


def test_a_stash_that_does_not_fit_is_compared_as_well(two: Two) -> None:
    """git leaves no mark of its own for this; the lines in the file lead to it."""
    path = find_jo_path(two)
    file = two.here.root / path
    file.write_text(file.read_text().replace("called: Jo\n", "called: Joey\n"))
    two.here.git("stash")
    two.record_here("person", "--change", "Jo", "--called", "Josie")
    assert two.here.try_git("stash", "pop").code == 1
    (found,) = two.check()
    assert found["code"] == "MERGE-COLLISION"
    assert "Joey" in found["message"]
    assert "Josie" in found["message"]
    assert two.here.run("due", "--working", at=LATER).code == 4


def test_a_version_of_the_history_knows_no_merge(two: Two) -> None:
    call_jo(two)
    done = two.here.run("check", "--as-known", "HEAD", "--format", "json", at=LATER)
    assert (done.code, done.findings) == (0, [])
