"""The index of a real workspace: the same bytes with and without it, whatever happens to it."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from casekit import installation
from casekit.errors import Unreadable
from casekit.history.folders import Entry
from casekit.model.findings import Finding
from casekit.overview.index import judging, keys
from casekit.overview.index.answering import DueReport, open_report
from casekit.overview.index.asking import Choice
from casekit.overview.index.entries import judge_entry
from casekit.overview.index.keys import make_key
from casekit.overview.index.opening import IndexDamaged, RowsUnreadable
from casekit.overview.index.rows import CaseEntry
from casekit.practice.rulebook import open_rulebook
from casekit.records.schemas import SchemaSet
from casekit.resources import schemas_dir
from casekit.workspace import processes
from casekit.workspace.loading import LoadedCase
from casekit.workspace.workspace import Workspace
from tests.cli.conftest import empty_template, template  # noqa: F401 - fixtures
from tests.cli.office import Office
from tests.cli.walk import WALK, take

NOW = "2026-02-20T09:00:00-06:00"
# Sam and Ada have come of age.
LATER = "2042-04-20T09:00:00-05:00"


@pytest.fixture
def office(template: Office, tmp_path: Path) -> Office:  # noqa: F811
    """Two cases, one of them up to its approved plan."""
    office = template.copy(tmp_path / "files")
    return take(WALK[0], office, "yaml")


def index(office: Office) -> Path:
    return office.root / ".git" / "casekit" / "index"


def ask(office: Office, *words: str, at: str = NOW) -> tuple[int, str]:
    done = office.run("due", "--format", "json", *words, at=at)
    return done.code, done.out


def changed(office: Office) -> int:
    """How often the index was written to."""
    with sqlite3.connect(index(office)) as connection:
        (number,) = connection.execute("SELECT value FROM facts WHERE name = 'changed'").fetchone()
    return int(number)


def agree(office: Office, at: str = NOW) -> None:
    assert ask(office, at=at) == ask(office, "--fresh", at=at)


def test_the_same_bytes_with_and_without_it(office: Office) -> None:
    for how in ("text", "json", "tsv", "csv", "md", "ndjson", "ics", "html"):
        words = ("due", "--format", how)
        first, second = office.run(*words, at=NOW), office.run(*words, at=NOW)
        fresh = office.run(*words, "--fresh", at=NOW)
        assert (first.code, first.out, first.err) == (fresh.code, fresh.out, fresh.err)
        assert (second.code, second.out, second.err) == (fresh.code, fresh.out, fresh.err)
    assert changed(office) == 1
    assert index(office).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "words",
    [
        ("--worker", "w-sample"),
        ("--status", "overdue", "--status", "open"),
        ("--rule", "mb-113"),
        ("--horizon", "3"),
        ("--unit", "North"),
    ],
)
def test_filters_choose_the_same(office: Office, words: tuple[str, ...]) -> None:
    agency = office.root / "agency.yaml"
    named = "  - id: w-sample\n"
    agency.write_text(agency.read_text().replace(named, f"{named}    team: North\n"))
    office.git("commit", "-qam", "A team")
    found = ask(office, *words)
    assert found == ask(office, *words, "--fresh")
    assert '"id"' in found[1]
    assert len(found[1]) < len(ask(office)[1])


def test_what_changes_is_judged_again_and_nothing_else(office: Office) -> None:
    agree(office)
    contact = ("contact", office.case, "--at", "2026-02-20T08:00", "--mode", "in person")
    done = office.run(
        *contact,
        "--place",
        "residence",
        "--with",
        "Jo",
        "--seen",
        "Sam",
        "--narrative",
        "Calm.",
        "--purpose",
        "assessment",
        at=NOW,
    )
    assert done.code == 0, done.err
    agree(office)
    assert changed(office) == 2
    agree(office)
    assert changed(office) == 2


def test_time_alone_changes_it_only_where_something_comes_to_pass(office: Office) -> None:
    agree(office)
    agree(office, at="2026-02-20T10:00:00-06:00")
    assert changed(office) == 1
    agree(office, at=LATER)
    assert changed(office) == 2


def test_another_moment_is_not_kept(office: Office) -> None:
    agree(office)
    before = index(office).read_bytes()
    code, told = ask(office, "--today", "2027-03-01")
    assert (code, told) == ask(office, "--today", "2027-03-01", "--fresh")
    (index(office)).unlink()
    ask(office, "--today", "2027-03-01")
    with sqlite3.connect(index(office)) as connection:
        assert connection.execute("SELECT count(*) FROM cases").fetchone() == (0,)
    assert before


def test_a_case_that_was_taken_out_is_gone_and_one_that_moved_is_there_once(office: Office) -> None:
    agree(office)
    first = min((office.root / "cases" / "2026").iterdir())
    target = first.parent / first.name[5:7] / first.name
    target.parent.mkdir()
    office.git("mv", str(first), str(target))
    office.git("commit", "-qm", "Moved")
    agree(office)
    office.git("rm", "-rq", str(target))
    office.git("commit", "-qm", "Taken out")
    agree(office)
    assert first.name not in ask(office)[1]


def test_the_second_folder_of_a_case_is_the_case_once_the_first_is_gone(office: Office) -> None:
    first = min((office.root / "cases" / "2026").iterdir())
    second = office.root / "cases" / "old" / first.name
    shutil.copytree(first, second)
    office.git("add", "-A")
    office.git("commit", "-qm", "Copied")
    agree(office)
    assert "CASE-NUMBER-TWICE" in ask(office)[1]
    assert ask(office)[0] == ask(office, "--working")[0] == 4
    office.git("rm", "-rq", str(first))
    office.git("commit", "-qm", "Taken out")
    agree(office)
    assert first.name in ask(office)[1]


@pytest.mark.parametrize("name", ["agency.yaml", "calendars", "standards"])
def test_what_lies_beside_the_cases_is_in_its_key(name: str) -> None:
    before = {n: Entry(n, "100644", "a" * 40) for n in ("agency.yaml", "calendars", "standards")}
    after = {**before, name: Entry(name, "100644", "b" * 40)}
    gone = {n: entry for n, entry in before.items() if n != name}
    found = {make_key(e, "America/Winnipeg", "tools") for e in (before, after, gone)}
    assert len(found) == 3


def test_the_zone_and_the_tools_are_in_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {
        make_key({}, "America/Winnipeg", "tools"),
        make_key({}, "America/Toronto", "tools"),
        make_key({}, "America/Winnipeg", "others"),
    }
    monkeypatch.setattr(keys, "_state_of_zone", lambda zone: "new rules")
    found.add(make_key({}, "America/Winnipeg", "tools"))
    assert len(found) == 4


def test_casekit_its_packs_schemas_and_libraries_are_the_tools(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = Path(installation.__file__).parent
    copy = tmp_path / "casekit"
    shutil.copytree(package, copy, ignore=shutil.ignore_patterns("__pycache__"))
    schemas = tmp_path / "schemas"
    shutil.copytree(package.parent / "schemas", schemas)
    monkeypatch.setattr(installation, "__file__", str(copy / "installation.py"))
    monkeypatch.setattr(installation, "schemas_dir", lambda: schemas)

    def key() -> str:
        return installation.key_of_tools.__wrapped__()

    found = [key()]
    for path in (
        copy / "standards" / "packs" / "ca-mb-cfs.yaml",
        copy / "standards" / "rolling.py",
        schemas / "contact.schema.json",
    ):
        path.write_text(path.read_text() + "\n")
        found.append(key())
    os.utime(copy / "model" / "states.py", ns=(1, 1))
    found.append(key())
    monkeypatch.setattr(installation, "_libraries", lambda: {"another-1.0.dist-info"})
    found.append(key())
    monkeypatch.setattr(installation, "__version__", "99")
    found.append(key())
    assert len(set(found)) == len(found)


def test_a_new_agency_file_is_another_index(office: Office) -> None:
    agree(office)
    agency = office.root / "agency.yaml"
    agency.write_text(agency.read_text() + "due_soon_days: 30\n")
    office.git("commit", "-qam", "Sooner")
    agree(office)
    assert '"due soon"' in ask(office)[1]


def test_what_is_kept_of_the_agency_is_believed_only_as_it_is(office: Office) -> None:
    wanted = ask(office)
    kept = index(office).with_name("index-agency")
    assert kept.stat().st_mode & 0o777 == 0o600
    for content in ("", "{", '{"key": "x", "data": {}}', "[1]", kept.read_text()[:-2]):
        kept.write_text(content)
        assert ask(office) == wanted
    (office.root / "agency.yaml").write_text("schema: agency/1\n")
    office.git("commit", "-qam", "Half an agency")
    assert office.run("due", at=NOW).code == 4


def damages() -> Iterator[tuple[str, bytes]]:
    yield "empty", b""
    yield "text", b"not a database at all\n" * 100
    yield "head only", b"SQLite format 3\0"


@pytest.mark.parametrize(("name", "content"), list(damages()), ids=lambda value: str(value)[:12])
def test_an_index_that_is_none_is_made_anew(office: Office, name: str, content: bytes) -> None:
    wanted = ask(office)
    index(office).write_bytes(content)
    assert ask(office) == wanted
    assert changed(office) == 1


def test_damage_inside_never_gives_another_answer(office: Office) -> None:
    """Whatever byte is hit: the same answer, or the index is thrown away and made anew."""
    wanted = ask(office)
    whole = index(office).read_bytes()
    chance = random.Random(4)
    for _ in range(25):
        broken = bytearray(whole)
        start = chance.randrange(0, len(whole) - 600)
        broken[start : start + 512] = chance.randbytes(512)
        index(office).write_bytes(bytes(broken))
        code, told = ask(office)
        if (code, told) != wanted:
            assert code == 4
            assert "INDEX-DAMAGED" in told
            assert ask(office) == wanted


def test_damage_inside_is_told_also_of_one_case(office: Office) -> None:
    wanted = ask(office, office.case)
    ask(office)
    whole = index(office).read_bytes()
    for start in (100, *range(0, len(whole) - 600, len(whole) // 20)):
        broken = bytearray(whole)
        broken[start : start + 512] = b"\xa7" * 512
        index(office).write_bytes(bytes(broken))
        code, told = ask(office, office.case)
        assert (code, told) == wanted or (code == 4 and "INDEX-DAMAGED" in told)


def test_an_index_of_another_form_is_made_anew(office: Office) -> None:
    wanted = ask(office)
    with sqlite3.connect(index(office)) as connection:
        connection.execute("PRAGMA user_version = 77")
    assert ask(office) == wanted


def test_where_nothing_can_be_kept_the_answer_is_the_same_and_says_so(office: Office) -> None:
    wanted = ask(office)
    index(office).unlink()
    index(office).mkdir()
    done = office.run("due", "--format", "json", at=NOW)
    assert (done.code, done.out) == wanted
    assert "without the index" in done.err


def test_what_is_damaged_and_cannot_be_removed_does_not_stop_anybody(office: Office) -> None:
    wanted = ask(office)
    index(office).write_bytes(b"not a database at all")
    index(office).with_name("index-journal").mkdir()
    done = office.run("due", "--format", "json", at=NOW)
    assert (done.code, done.out) == wanted
    assert "without the index" in done.err


def test_a_fault_of_the_disk_throws_no_sound_index_away(office: Office) -> None:
    """Nor does one of whoever reads the rows."""
    ask(office)
    before = index(office).read_bytes()
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    for fault, told in ((full, RowsUnreadable), (ValueError("no JSON"), ValueError)):
        with pytest.raises(told), open_list(office) as report:
            assert list(report.rows())
            raise fault
    assert index(office).read_bytes() == before
    broken = sqlite3.DatabaseError("database disk image is malformed")
    broken.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    with pytest.raises(IndexDamaged), open_list(office):
        raise broken
    assert not index(office).exists()


@contextmanager
def open_list(office: Office, **more: Any) -> Iterator[DueReport]:
    env = office.environment(None, NOW, None)
    saved = not more.pop("working", False)
    workspace = Workspace.open(office.root, SchemaSet(schemas_dir()), environment=env, saved=saved)
    book = open_rulebook(workspace)
    moment = datetime.fromisoformat(NOW)
    with open_report(workspace, lambda: book, moment, Choice(), **more) as report:
        yield report


def test_one_case_at_fault_hides_no_other_in_the_files_as_they_are(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = min((office.root / "cases" / "2026").iterdir()).name

    def refuse(loaded: LoadedCase, *rest: Any) -> CaseEntry:
        if loaded.case.number == first:
            inner = Finding("INNER", "why", "agency.yaml", 3, 4)
            raise Unreadable("half a word", [inner], path="agency.yaml")
        return judge_entry(loaded, *rest)

    monkeypatch.setattr(judging, "judge_entry", refuse)
    with open_list(office, working=True) as report:
        told = {row.values["case"] for row in report.rows()}
        assert told and first not in told
        assert report.exit_code == 4
        assert [(f.code, f.line) for f in report.findings] == [("UNREADABLE", 0), ("INNER", 3)]


@pytest.mark.parametrize(
    "words", [("check",), ("check", "--as-known", "HEAD"), ("due", "--working")]
)
def test_in_several_processes_it_is_the_same(
    office: Office, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    """Records that cannot be read, a fault of sense and the agency's rules among them."""
    contacts = sorted(office.root.glob("cases/**/contacts/*.yaml"))
    os.truncate(contacts[0], 10)
    contacts[-1].write_text(contacts[-1].read_text() + "more: x\n")
    office.git("commit", "-qam", "Damage")
    alone = office.run(*words, "--format", "json", at=NOW)
    assert alone.code == 4
    monkeypatch.setattr(processes, "_MANY", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    assert office.run(*words, "--format", "json", at=NOW) == alone


def test_a_link_among_the_cases_is_told_of_one_case_too_in_every_way(office: Office) -> None:
    (office.root / "cases" / "elsewhere").symlink_to("/")
    office.git("add", "-A")
    office.git("commit", "-qm", "A link")
    wanted = ask(office, office.case, "--fresh")
    assert wanted[0] == 4 and "cases/elsewhere" in wanted[1]
    agree(office)
    assert ask(office, office.case) == wanted
    assert ask(office, office.case, "--working")[0] == 4


@pytest.mark.parametrize("name", ["calendars", "standards", "agency.yaml", "cases"])
def test_a_link_in_place_of_what_all_depends_on_is_refused(office: Office, name: str) -> None:
    """A version without it is another one: its index must not answer."""
    ask(office)
    office.git("rm", "-rq", "--cached", "--ignore-unmatch", name)
    blob = office.git("hash-object", "-w", "agency.yaml")
    office.git("update-index", "--add", "--cacheinfo", f"120000,{blob},{name}")
    office.git("commit", "-qm", "A link")
    for words in ((), ("--fresh",)):
        done = office.run("due", "--format", "json", *words, at=NOW)
        assert done.code in (4, 6), done.out
        assert name in done.out


def test_one_that_is_held_by_another_command_does_not_stop_anybody(office: Office) -> None:
    wanted = ask(office)
    with sqlite3.connect(index(office), isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        assert ask(office) == wanted
        other.execute("ROLLBACK")


def test_many_commands_at_once_give_one_answer(office: Office) -> None:
    wanted = ask(office, "--fresh")
    env = office.environment(None, NOW, None)
    words = [sys.executable, "-m", "casekit", "due", "--format", "json"]
    for _ in range(3):
        for path in index(office).parent.glob("index*"):
            path.unlink()
        running = [
            subprocess.Popen(words, cwd=office.root, env=env, stdout=subprocess.PIPE, text=True)
            for _ in range(6)
        ]
        for process in running:
            told, _ = process.communicate(timeout=120)
            assert (process.returncode, told) == wanted


def test_a_command_that_is_killed_leaves_an_index_that_serves(office: Office) -> None:
    wanted = ask(office, "--fresh")
    env = office.environment(None, NOW, None)
    words = [sys.executable, "-m", "casekit", "due", "--format", "json"]
    chance = random.Random(7)
    for _ in range(10):
        for path in index(office).parent.glob("index*"):
            path.unlink()
        process = subprocess.Popen(words, cwd=office.root, env=env, stdout=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.1, 0.6))
        process.kill()
        process.wait()
        assert ask(office) == wanted
