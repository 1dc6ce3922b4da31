"""Opening a workspace, finding and loading its cases, saving into it."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from casekit.errors import ConflictingEdit, NotFound, Unreadable
from casekit.model.changes import ChangeSet, Edit
from casekit.records.schemas import SchemaSet
from casekit.workspace.merging import UnfinishedMerge
from casekit.workspace.out_of_sight import find_closed
from casekit.workspace.workspace import NotAWorkspace, Workspace

from .conftest import ENVIRONMENT, NOW, add_case

ONE = (1, 2, 3, 4, 5, 6)
OTHER = (1, 2, 9, 9, 9, 9)


def reopen(workspace: Workspace, as_known: str | None = None) -> Workspace:
    return Workspace.open(
        workspace.root, workspace.schemas, environment=ENVIRONMENT, as_known=as_known
    )


def test_it_opens_from_a_folder_below(workspace: Workspace) -> None:
    below = workspace.root / "calendars" / "working"
    assert Workspace.open(below, workspace.schemas, environment=ENVIRONMENT).root == workspace.root


def test_any_other_folder_is_refused_with_the_way_out(tmp_path: Path, schemas: SchemaSet) -> None:
    with pytest.raises(NotAWorkspace) as refused:
        Workspace.open(tmp_path, schemas)
    assert refused.value.exit_code == 3
    assert "casekit init" in str(refused.value.hint)


def test_a_broken_agency_file_is_told_by_its_line(workspace: Workspace) -> None:
    path = workspace.root / "agency.yaml"
    path.write_text(path.read_text("utf-8").replace("fictional: true", "fictional: maybe"), "utf-8")
    with pytest.raises(Unreadable) as refused:
        reopen(workspace)
    (fault,) = refused.value.findings
    assert (fault.path, fault.line) == ("agency.yaml", 4)


def test_a_zone_that_is_none_is_refused(workspace: Workspace) -> None:
    path = workspace.root / "agency.yaml"
    path.write_text(path.read_text("utf-8").replace("America/Winnipeg", "Manitoba"), "utf-8")
    with pytest.raises(Unreadable, match="no time zone"):
        reopen(workspace)


def test_a_case_is_found_by_a_unique_start(workspace: Workspace) -> None:
    number = add_case(workspace, *ONE)
    opened = reopen(workspace)
    assert opened.find_case(number) == number
    assert opened.find_case(number[:6]) == number
    assert opened.find_case(number[5:8].lower()) == number


def test_an_ambiguous_start_names_the_cases(workspace: Workspace) -> None:
    numbers = [add_case(workspace, *ONE), add_case(reopen(workspace), *OTHER)]
    with pytest.raises(NotFound) as refused:
        reopen(workspace).find_case("2026-12")
    assert all(number in refused.value.message for number in numbers)


def test_a_mistyped_number_is_caught_by_its_check_symbol(workspace: Workspace) -> None:
    number = add_case(workspace, *ONE)
    slip = number[:-1] + ("0" if number[-1] != "0" else "1")
    with pytest.raises(NotFound) as refused:
        reopen(workspace).find_case(slip)
    assert "mistyped" in refused.value.message
    assert number in refused.value.message


def test_a_link_is_not_followed_out_of_the_workspace_and_hides_nothing(
    workspace: Workspace, tmp_path: Path
) -> None:
    number = add_case(workspace, *ONE)
    outside = tmp_path / "outside.yaml"
    outside.write_text("schema: person/1\n", "utf-8")
    folder = workspace.root / "cases" / "2026" / number
    (folder / "people" / "2026-01-13-bbbbbb.yaml").symlink_to(outside)
    loaded = reopen(workspace).load(number)
    assert [p.called for p in loaded.case.people] == ["Sam"]
    (told,) = [f for f in loaded.findings if f.code == "UNREADABLE"]
    assert told.path.endswith("bbbbbb.yaml") and "a link" in told.message


def test_a_linked_folder_is_told_and_not_followed(workspace: Workspace, tmp_path: Path) -> None:
    number = add_case(workspace, *ONE)
    folder = workspace.root / "cases" / "2026" / number
    (tmp_path / "contacts").mkdir()
    (folder / "contacts").symlink_to(tmp_path / "contacts")
    (told,) = reopen(workspace).load(number).findings
    assert (told.code, told.path) == ("UNREADABLE", f"cases/2026/{number}/contacts")
    (folder / "contacts").unlink()
    folder.rename(tmp_path / number)
    folder.symlink_to(tmp_path / number)
    found = reopen(workspace)
    assert number not in found.case_folders
    (told,) = find_closed(found)
    assert told.path == f"cases/2026/{number}"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_waited_for(workspace: Workspace) -> None:
    number = add_case(workspace, *ONE)
    folder = workspace.root / "cases" / "2026" / number
    os.mkfifo(folder / "people" / "2026-01-13-bbbbbb.yaml")
    (told,) = reopen(workspace).load(number).findings
    assert told.code == "UNREADABLE" and "no plain file" in told.message


def test_folders_that_cannot_be_listed_are_findings(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = add_case(workspace, *ONE)
    scan = os.scandir

    def refuse(place: str | Path) -> Any:
        if str(place).endswith(("people", "cases/2026")):
            raise PermissionError(13, "Permission denied", str(place))
        return scan(place)

    found = reopen(workspace)
    assert number in found.case_folders
    monkeypatch.setattr(os, "scandir", refuse)
    told = [f for f in found.load(number).findings if f.code == "UNREADABLE"]
    assert [f.path for f in told] == [f"cases/2026/{number}/people"]
    assert [f.path for f in find_closed(found)] == ["cases/2026"]


def test_a_bad_file_never_hides_the_next(workspace: Workspace) -> None:
    number = add_case(workspace, *ONE)
    folder = workspace.root / "cases" / "2026" / number
    (folder / "contacts").mkdir()
    (folder / "contacts" / "2026-01-13-bbbbbb.yaml").write_text("schema: [", "utf-8")
    (folder / "contacts" / "2026-01-13-cccccc.yaml").write_text("schema: visit/1\n", "utf-8")
    (folder / "contacts" / "2026-01-13-dddddd.yaml").write_text("schema: risk/1\n", "utf-8")
    (folder / "note.txt").write_text("hello", "utf-8")
    loaded = reopen(workspace).load(number)
    assert [p.called for p in loaded.case.people] == ["Sam"]
    codes = {f.path.rpartition("/")[2]: f.code for f in loaded.findings}
    assert codes["2026-01-13-bbbbbb.yaml"].startswith("YAML-")
    assert codes["2026-01-13-cccccc.yaml"] == "RECORD-KIND"
    assert codes["2026-01-13-dddddd.yaml"] == "RECORD-FOLDER"
    assert codes["note.txt"] == "STRAY-FILE"


def test_as_known_reads_what_history_held(workspace: Workspace) -> None:
    first = add_case(workspace, *ONE)
    second = add_case(reopen(workspace), *OTHER, when=NOW + timedelta(days=3))
    assert list(reopen(workspace, "2026-01-13").case_folders) == [first]
    assert set(reopen(workspace, "2026-01-15").case_folders) == {first, second}
    assert list(reopen(workspace, "HEAD~1").case_folders) == [first]
    with pytest.raises(NotFound):
        reopen(workspace, "2025-01-01")


def test_a_version_holds_what_the_files_held(workspace: Workspace) -> None:
    number = add_case(workspace, *ONE)
    path = workspace.root / "cases" / "2026" / number / "people" / "2026-01-12-k7q4mz.yaml"
    path.write_text(path.read_text("utf-8").replace("Sam\n", "Samuel\n"), "utf-8")
    assert [p.called for p in reopen(workspace).load(number).case.people] == ["Samuel"]
    assert [p.called for p in reopen(workspace, "HEAD").load(number).case.people] == ["Sam"]


def test_an_edit_keeps_every_other_byte(workspace: Workspace) -> None:
    number = add_case(workspace, *ONE)
    path = f"cases/2026/{number}/people/2026-01-12-k7q4mz.yaml"
    before = (workspace.root / path).read_text("utf-8")
    opened = reopen(workspace)
    opened.save(
        ChangeSet(number, "Person changed", edits=(Edit("person", path, ("called",), "Sammy"),)),
        NOW,
    )
    after = (workspace.root / path).read_text("utf-8")
    assert after == before.replace("called: Sam\n", "called: Sammy\n")


def test_somebody_who_saved_in_between_is_not_overwritten(workspace: Workspace) -> None:
    add_case(reopen(workspace), *ONE)
    with pytest.raises(ConflictingEdit):
        add_case(workspace, *OTHER)


def test_every_record_leads_an_editor_to_its_schema(workspace: Workspace) -> None:
    number = add_case(workspace, *ONE)
    for path in (workspace.root / "cases" / "2026" / number).rglob("*.yaml"):
        first = path.read_text("utf-8").splitlines()[0]
        schema = path.parent / first.partition("$schema=")[2]
        assert schema.resolve().is_file(), first


def test_the_folder_is_clean_after_saving(workspace: Workspace) -> None:
    add_case(workspace, *ONE)
    status = subprocess.run(
        ["git", "status", "--porcelain"], cwd=workspace.root, capture_output=True, check=True
    )
    assert status.stdout == b""


def test_a_case_without_fault_asks_git_about_no_merge(workspace: Workspace) -> None:
    """Recording one contact must not pay for a merge that nobody began."""
    number = add_case(workspace, 1, 2, 3, 4, 5, 6)
    again = Workspace.open(workspace.root, workspace.schemas, environment=ENVIRONMENT)
    again.load(number)
    again.refuse_unfinished_merge()
    assert "merge_findings" not in vars(again)
    (workspace.repo.git_dir / "MERGE_HEAD").write_text("0" * 40)
    waiting = Workspace.open(workspace.root, workspace.schemas, environment=ENVIRONMENT)
    waiting.load(number)
    assert waiting.merge_findings == {}
    with pytest.raises(UnfinishedMerge):
        waiting.save(ChangeSet(number, "Nothing"), NOW)


@pytest.mark.parametrize(
    "beside", [("K7", "old"), ("old", "zoo"), ("0K", "zoo"), ("K7", "0K", "zoo")], ids=str
)
def test_of_two_folders_of_one_case_the_same_one_counts_everywhere(
    workspace: Workspace, beside: tuple[str, ...]
) -> None:
    """In the files and in a version, in lists and by its number; and the other one is told."""
    number = add_case(workspace, *ONE)
    first = workspace.root / "cases" / "2026" / number
    for name in beside:
        shutil.copytree(first, first.parent / name / number)
    shutil.rmtree(first)
    run_git(workspace.root, "add", "-A")
    run_git(workspace.root, "commit", "-qm", "Copied")
    chosen = set()
    for found in (reopen(workspace), reopen(workspace, "HEAD")):
        chosen |= {found.case_folders[number], found.folder_of(number)}
        twice = [f for f in find_closed(found) if f.code == "CASE-NUMBER-TWICE"]
        assert {f.path for f in twice} | chosen == {f"cases/2026/{n}/{number}" for n in beside}
    (case,) = chosen
    usual = f"cases/2026/{number[5:7]}/{number}"
    assert case == (usual if number[5:7] in beside else f"cases/2026/{min(beside)}/{number}")


def run_git(root: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(root), *words], check=True, env=ENVIRONMENT)
