"""Records on other branches that would collide once the branches are joined."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.cli.office import Office
from tests.oversight.conftest import Save
from tests.oversight.test_integrity import find, place, verify


@pytest.fixture
def side(office: Office) -> Office:
    """On a branch beside main."""
    office.git("checkout", "-qb", "side")
    return office


def back(office: Office) -> None:
    office.git("checkout", "-q", "main")


def copy_record(path: Path, to: Path, **changes: str) -> Path:
    text = path.read_text()
    for key, value in changes.items():
        text = re.sub(rf"\n{key}: .*", f"\n{key}: {value}", text)
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_text(text)
    return to


def test_new_records_on_both_sides_are_fine(side: Office, save: Save) -> None:
    contact = side.records("contact")[0]
    copy_record(contact, contact.with_name("2026-02-12-bbbbbb.yaml"), id="2026-02-12-bbbbbb")
    save()
    back(side)
    copy_record(contact, contact.with_name("2026-02-12-cccccc.yaml"), id="2026-02-12-cccccc")
    save()
    done = verify(side)
    assert (done.code, done.findings, done.data["branches"]) == (0, [], 2)


def test_one_id_at_two_paths(side: Office, save: Save) -> None:
    contact = side.records("contact")[0]
    other = side.root / "cases" / "2026" / "2026-BBBBBB0" / "contacts" / contact.name
    copy_record(contact, other)
    save()
    back(side)
    done = verify(side)
    assert done.code == 1
    assert find(done, "ID-TWICE")["path"] == place(side, other)
    assert "on branch side" in find(done, "ID-TWICE")["message"]
    # A remote branch is a branch.
    side.git("update-ref", "refs/remotes/origin/theirs", "side")
    side.git("branch", "-qD", "side")
    assert "on branch origin/theirs" in find(verify(side), "ID-TWICE")["message"]


def test_a_record_that_was_moved_within_its_case_is_one(side: Office, save: Save) -> None:
    contact = side.records("contact")[0]
    moved = contact.parents[1] / "moved" / contact.name
    moved.parent.mkdir()
    contact.rename(moved)
    save()
    back(side)
    assert verify(side).findings == []
    side.git("checkout", "-q", "side")
    copy_record(moved, contact)
    save()
    back(side)
    assert find(verify(side), "ID-TWICE")["path"] == place(side, moved)


def test_one_path_with_two_records(side: Office, save: Save) -> None:
    contact = side.records("contact")[0]
    new = contact.with_name("2026-02-12-bbbbbb.yaml")
    moments = {"recorded_at": "2026-02-12T11:00:00-06:00"}
    copy_record(contact, new, id="2026-02-12-bbbbbb", **moments)
    save()
    back(side)
    copy_record(contact, new, id="2026-02-12-bbbbbb", recorded_by="r-sample", **moments)
    save()
    done = verify(side)
    assert find(done, "PATH-TWICE")["path"] == place(side, new)
    assert done.code == 1


def test_two_other_branches_collide_with_each_other(side: Office, save: Save) -> None:
    contact = side.records("contact")[0]
    for number, branch in enumerate(("one", "two")):
        side.git("checkout", "-qb", branch, "main")
        folder = side.root / "cases" / "2026" / f"2026-BBBBB{number}0" / "contacts"
        copy_record(contact, folder / "2026-02-12-bbbbbb.yaml", id="2026-02-12-bbbbbb")
        save()
    back(side)
    done = verify(side)
    assert "on branch one" in find(done, "ID-TWICE")["message"]
    assert "on branch two" in find(done, "ID-TWICE")["message"]


def test_an_edit_on_a_branch_is_no_collision(side: Office, save: Save) -> None:
    contact = side.records("contact")[0]
    contact.write_text(contact.read_text() + "note: corrected\n")
    save()
    back(side)
    assert verify(side).findings == []


def test_a_case_that_lies_elsewhere_on_a_branch(side: Office, save: Save) -> None:
    folder = side.root / "cases" / "2026"
    (folder / "shard").mkdir()
    (folder / side.case).rename(folder / "shard" / side.case)
    save()
    back(side)
    assert verify(side).findings == [], "the branch moved it"
    side.git("merge", "--quiet", "side")
    side.git("branch", "behind", "HEAD~1")
    assert verify(side).findings == [], "what was joined already collides with nothing"
    side.git("checkout", "-q", "side")
    shutil.copytree(folder / "shard" / side.case, folder / side.case)
    save()
    back(side)
    done = verify(side)
    assert find(done, "CASE-NUMBER-TWICE")["path"] == f"cases/2026/{side.case}"


def test_odd_names_and_unreadable_records_of_a_branch_are_told(side: Office, save: Save) -> None:
    (side.root / "link").symlink_to("agency.yaml")
    contact = side.records("contact")[0]
    contact.write_text("a: [")
    save()
    back(side)
    done = verify(side)
    assert find(done, "NAME-REFUSED")["path"] == "branch side: link"
    assert find(done, "BRANCH-RECORD-UNREADABLE")["path"] == place(side, contact)
