"""One question to many workspaces: right rows, the right exit code, and the broken one named."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from casekit.cli.choosing import Filters
from casekit.cli.roots import Question, ask_roots
from casekit.workspace.processes import open_pool
from tests.cli.office import Office

NOW = "2026-02-20T09:00:00-06:00"
QUESTION = Question(NOW, None, None, Filters(), True, False, False)


@pytest.fixture(scope="module")
def many(template: Office, tmp_path_factory: pytest.TempPathFactory) -> tuple[Office, list[str]]:
    """Two hundred workspaces, the hundredth of them broken."""
    top = tmp_path_factory.mktemp("many")
    names = [f"team-{number:03}" for number in range(200)]
    for name in names:
        # The same files under another name: nobody writes to them here.
        subprocess.run(["cp", "-al", str(template.root), str(top / name)], check=True)
    head = top / "team-100" / ".git" / "HEAD"
    head.unlink()
    head.write_text("nonsense\n")
    return Office(top, template.home, template.case), names


def test_two_hundred_workspaces_in_one_call(many: tuple[Office, list[str]]) -> None:
    top, names = many
    roots = [f"{name}/" for name in names]
    done = top.run_apart("due", *roots, "--format", "json", at=NOW)
    alone = top.run_apart("due", "-C", "team-000", "--format", "json", at=NOW)
    assert done.code == 6, done.err[:2000]
    answer = json.loads(done.out)
    assert [each["root"] for each in answer["workspaces"]] == roots
    broken = [each for each in answer["workspaces"] if each["exit_code"] != alone.code]
    assert [each["root"] for each in broken] == ["team-100/"]
    assert broken[0]["version"] is None
    assert broken[0]["findings"]
    assert "team-100" in done.err
    rows = json.loads(alone.out)["obligations"]
    assert len(answer["obligations"]) == 199 * len(rows)
    # Equal rows of the workspaces lie side by side: it is one list.
    ids = [row["id"] for row in answer["obligations"]]
    assert ids == [row["id"] for row in rows for _ in range(199)]


def test_the_answer_is_the_same_here_and_in_processes(
    many: tuple[Office, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    top, names = many
    for name, value in top.environment(None, NOW, None).items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(top.root)
    roots = [*names[:3], names[100]]
    here = ask_roots(roots, QUESTION)
    with open_pool(2) as pool:
        there = ask_roots(roots, QUESTION, pool)
    assert list(here.rows) == list(there.rows)
    assert (here.workspaces, here.settled) == (there.workspaces, there.settled)


def test_a_folder_that_is_no_workspace_is_told_among_the_others(
    untouched: Office, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    done = untouched.run("due", ".", str(tmp_path / "empty"), at=NOW)
    assert done.code == 3
    assert "NOT-A-WORKSPACE" in done.err
    assert "Workspace" in done.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("due", ".", "2026-K7"), "is a workspace and 2026-K7 a case"),
        (("due", ".", "-C", "."), "-C names one workspace"),
        (("due", "--executor", "dask://x"), "--executor is for many workspaces"),
        (("due", ".", "--executor", "slurm://x"), "is not understood"),
        (("due", "--status", "late"), "--status: `late` is none"),
        (("due", "--worker", "nobody"), "agency.yaml has no `nobody`"),
        (("due", "--working", "--as-known", "HEAD"), "do not go together"),
    ],
)
def test_what_makes_no_sense_is_refused(
    words: tuple[str, ...], said: str, untouched: Office
) -> None:
    done = untouched.run(*words, at=NOW)
    assert done.code == 2
    assert said in done.err
    assert "hint: " in done.err


@pytest.mark.parametrize(
    ("flag", "word"),
    [("--worker", "nobody"), ("--unit", "none"), ("--office", "none"), ("--rule", "no.such.rule")],
)
def test_what_no_agency_has_is_refused_and_no_all_clear(
    office: Office, tmp_path: Path, flag: str, word: str
) -> None:
    other = office.copy(tmp_path / "other")
    done = office.run("due", ".", str(other.root), flag, word, at=NOW)
    assert (done.code, done.out) == (2, "")
    assert f"{flag}: " in done.err and word in done.err and "hint: " in done.err


def test_a_worker_that_only_some_agencies_have_is_no_fault_there(
    office: Office, tmp_path: Path
) -> None:
    other = office.copy(tmp_path / "other")
    agency = other.root / "agency.yaml"
    agency.write_text(agency.read_text().replace("id: w-sample", "id: x-sample"))
    other.git("commit", "-qam", "Another worker")
    words = ("due", ".", str(other.root), "--worker", "w-sample", "--format", "json")
    assert office.run(*words, at=NOW).data["obligations"]
    # What cannot be read may have the worker: the fault is told, and the question is not refused.
    agency.write_text("schema: [")
    other.git("commit", "-qam", "Broken")
    done = office.run("due", ".", str(other.root), "--worker", "nobody", at=NOW)
    assert done.code == 4


def test_one_line_for_a_log(untouched: Office) -> None:
    done = untouched.run("due", "--line", at=NOW)
    assert done.out.count("\n") == 1
    assert done.out.startswith("2026-02-20T09:00: ")
    assert "1 case" in done.out


def test_unsaved_edits_are_told_and_counted_on_request(office: Office) -> None:
    contact = office.records("contact")[0]
    os.truncate(contact, 10)
    done = office.run("due", at=NOW)
    assert "not saved, and not counted here; --working counts it" in done.err
    assert office.run("due", "--working", at=NOW).code == 4


def test_many_are_told_of_unsaved_edits_too(office: Office) -> None:
    os.truncate(office.records("contact")[0], 10)
    done = office.run("due", ".", at=NOW)
    assert "not saved, and not counted here; --working counts it" in done.err


def test_a_workspace_named_twice_is_asked_once(untouched: Office) -> None:
    once, twice = (untouched.run("due", *words, at=NOW) for words in ((".",), (".", "./cases")))
    assert once.out
    assert (twice.code, twice.out) == (once.code, once.out)


def test_a_case_whose_folder_lies_here_is_a_case(untouched: Office) -> None:
    (year,) = (untouched.root / "cases").iterdir()
    (folder,) = year.iterdir()
    from_above = untouched.run("due", untouched.case, at=NOW)
    beside = untouched.run("due", folder.name, at=NOW, cwd=year)
    assert (beside.code, beside.out) == (from_above.code, from_above.out)


def test_an_unknown_rule_is_no_all_clear(untouched: Office) -> None:
    done = untouched.run("due", "--rule", "mb-115-reviw", at=NOW)
    assert (done.code, done.out) == (2, "")
    assert "did you mean mb-115-review?" in done.err


def test_what_cannot_be_read_is_no_all_clear(tmp_path: Path, untouched: Office) -> None:
    (tmp_path / "agency.yaml").write_text("format: [")
    done = untouched.run("due", f"{tmp_path}/", at=NOW)
    assert done.code != 0
    assert done.out == "Nothing is due in what could be read.\n"
