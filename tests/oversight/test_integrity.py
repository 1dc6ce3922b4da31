"""`casekit verify --integrity`: each kind of damage is told by its code and place."""

from __future__ import annotations

import re
import shlex
import shutil
import zlib
from pathlib import Path
from typing import Any

import pytest

from tests.cli.contract import find_breaches
from tests.cli.office import Answer, Office, snapshot
from tests.oversight.conftest import AT, Save, loose


def verify(office: Office, *words: str) -> Answer:
    done = office.run("verify", "--integrity", *words, "--format", "json")
    assert find_breaches("verify" if done.code in (0, 1, 4) else "error", done.data) == []
    return done


def told(done: Answer) -> set[tuple[str, str]]:
    return {(f["code"], f["path"]) for f in done.findings}


def codes(done: Answer) -> set[str]:
    return {f["code"] for f in done.findings}


def place(office: Office, path: Path) -> str:
    return path.relative_to(office.root).as_posix()


def find(done: Answer, code: str) -> dict[str, Any]:
    (found,) = [f for f in done.findings if f["code"] == code]
    return found


def test_a_sound_history_is_clean_and_nothing_is_written(office: Office) -> None:
    before = snapshot(office.root)
    done = verify(office)
    assert (done.code, done.findings) == (0, [])
    assert done.data["version"] == office.git("rev-parse", "HEAD")
    assert done.data["versions"] == int(office.git("rev-list", "--count", "HEAD"))
    assert done.data["files"] == len(office.git("ls-tree", "-r", "HEAD").splitlines())
    assert (done.data["cases"], done.data["branches"], done.data["shallow"]) == (1, 1, False)
    assert snapshot(office.root) == before


def test_it_reads_history_and_not_the_folder(office: Office) -> None:
    shutil.rmtree(office.root / "cases")
    (office.root / "agency.yaml").write_text("broken: [")
    assert verify(office).code == 0


def test_only_one_thing_is_verified_at_a_time(office: Office) -> None:
    done = office.run("verify", "--integrity", "--late")
    assert done.code == 2
    assert "casekit verify --integrity" in done.err
    assert office.run("verify", "--integrity", "no-such-version").code == 3


def test_text_and_rows(office: Office) -> None:
    done = office.run("verify", "--integrity")
    assert (done.code, done.out) == (0, "")
    assert "1 case," in done.err and "nothing is wrong" in done.err
    (office.root / "notes.txt").write_text("x")
    office.git("add", "notes.txt")
    office.git("commit", "-qm", "x")
    assert "notes.txt: warning[STRAY-FILE]" in office.run("verify", "--integrity").out
    row = office.run("verify", "--integrity", "--format", "tsv").out.splitlines()[1].split("\t")
    assert row[0] == "notes.txt" and row[4] == "STRAY-FILE"


def test_a_damaged_and_a_missing_file_are_told_with_their_places(office: Office) -> None:
    contact, plan = office.records("contact")[0], office.records("plan")[0]
    report = office.records("report")[0]
    oids = [office.git("rev-parse", f"HEAD:{place(office, p)}") for p in (contact, plan, report)]
    loose(office, oids[0]).write_bytes(b"garbage")
    loose(office, oids[1]).unlink()
    other = zlib.compress(b"blob 3\0abc")
    loose(office, oids[2]).write_bytes(other)
    done = verify(office)
    assert done.code == 4
    assert ("HISTORY-MISSING", place(office, plan)) in told(done)
    for path in (contact, plan):
        assert ("HISTORY-UNREADABLE", place(office, path)) in told(done)
    corrupt = {f["path"]: f["message"] for f in done.findings if f["code"] == "HISTORY-CORRUPT"}
    assert set(corrupt) == {place(office, contact), place(office, report)}
    assert f"{oids[2][:7]} does not hold what its name says" in corrupt[place(office, report)]


def test_one_broken_file_hides_no_other(office: Office, save: Save) -> None:
    contact, plan = office.records("contact")[0], office.records("plan")[0]
    contact.write_text(contact.read_text().replace("mode: in person", 'mode: "in person'))
    plan.write_text(plan.read_text().replace("kind: ", "kindd: "))
    (office.root / "link").symlink_to("agency.yaml")
    save()
    done = verify(office)
    assert done.code == 4
    assert ("NAME-REFUSED", "link") in told(done)
    assert {"SCHEMA-UNKNOWN-KEY", "SCHEMA-MISSING"} <= codes(done)
    broken = [f for f in done.findings if f["code"].startswith("YAML-")]
    assert [(f["path"], bool(f["line"])) for f in broken] == [(place(office, contact), True)]
    older = verify(office, "HEAD~1")
    assert older.data["version"] == office.git("rev-parse", "HEAD~1")
    assert not [code for code in codes(older) if code.startswith(("YAML-", "SCHEMA-"))]


def test_a_broken_agency_still_lets_the_cases_be_read(office: Office, save: Save) -> None:
    (office.root / "agency.yaml").write_text("schema: agency/1\n")
    plan = office.records("plan")[0]
    plan.write_text(plan.read_text().replace("kind: ", "kindd: "))
    calendar = next((office.root / "calendars").rglob("*.yaml"))
    save()
    office.git("checkout", "HEAD~1", "--", "agency.yaml")
    done = verify(office)
    assert done.code == 4
    assert ("UNREADABLE", "agency.yaml") in told(done)
    assert ("SCHEMA-UNKNOWN-KEY", place(office, plan)) in told(done)
    save()
    calendar.write_text(calendar.read_text().replace("year: ", "yearr: "))
    (office.root / "directory").mkdir()
    (office.root / "directory" / "x.yaml").write_text("schema: provider/1\n")
    save()
    paths = {f["path"] for f in verify(office).findings}
    assert {place(office, calendar), "directory/x.yaml"} <= paths


def test_a_reference_that_leads_nowhere(office: Office) -> None:
    (office.root / ".git/refs/heads/lost").write_text("1" * 40 + "\n")
    done = verify(office)
    assert done.code == 4
    assert (
        "refs/heads/lost leads to no readable version" in find(done, "HISTORY-REFERENCE")["message"]
    )


def test_a_newest_version_that_cannot_be_read(office: Office) -> None:
    loose(office, office.git("rev-parse", "HEAD")).write_bytes(b"")
    done = verify(office)
    assert (done.code, done.data["version"]) == (4, None)
    assert "HISTORY-UNREADABLE" in codes(done)


def test_a_missing_folder_and_a_missing_earlier_version(office: Office) -> None:
    loose(office, office.git("rev-parse", "HEAD:cases")).unlink()
    done = verify(office)
    assert done.code == 4
    assert "HISTORY-UNREADABLE" in codes(done)
    loose(office, office.git("rev-parse", "HEAD~2")).unlink()
    assert verify(office).code == 4


def test_a_deletion_that_was_saved_is_found_and_the_hint_undoes_it(
    office: Office, save: Save
) -> None:
    contact = office.records("contact")[0]
    before = contact.read_bytes()
    contact.unlink()
    removed = save()
    save()
    done = verify(office)
    assert done.code == 1
    finding = find(done, "RECORD-DELETED-IN-HISTORY")
    assert finding["path"] == place(office, contact)
    assert removed[:7] in finding["message"]
    command = re.match(r"bring it back: git (.*), then save", finding["hint"])
    assert command
    office.git(*shlex.split(command[1]))
    assert contact.read_bytes() == before
    save()
    assert verify(office).code == 0


def test_moving_a_case_or_renaming_a_record_is_no_deletion(office: Office, save: Save) -> None:
    folder = office.root / "cases" / "2026" / office.case
    (folder / "attachments").mkdir()
    (folder / "attachments" / "letter.txt").write_text("a letter")
    save()
    (folder / "attachments" / "letter.txt").rename(folder / "attachments" / "first letter.txt")
    shard = folder.parent / office.case[5:7]
    shard.mkdir()
    folder.rename(shard / office.case)
    save()
    assert verify(office).code == 0
    letter = shard / office.case / "attachments" / "first letter.txt"
    letter.unlink()
    save()
    assert told(verify(office)) == {("RECORD-DELETED-IN-HISTORY", place(office, letter))}


def test_a_whole_case_that_is_gone_is_one_finding(office: Office, save: Save) -> None:
    shutil.rmtree(office.root / "cases")
    save()
    finding = find(verify(office), "RECORD-DELETED-IN-HISTORY")
    assert finding["path"] == f"cases/2026/{office.case}"
    assert f"case {office.case}, which is gone" in finding["message"]


def test_a_clock_that_went_back_is_a_warning(office: Office, save: Save) -> None:
    late, early = save("2026-02-14T12:00:00Z"), save("2026-02-13T12:00:00Z")
    done = verify(office)
    assert done.code == 0, "a date in history cannot be mended"
    finding = find(done, "CLOCK-WENT-BACK")
    for said in (late[:7], early[:7], "2026-02-14 12:00:00", "2026-02-13 12:00:00"):
        assert said in finding["message"]


@pytest.mark.parametrize(
    ("recorded", "code"),
    [
        ("2026-02-12T12:04:00-06:00", None),
        ("2026-02-12T12:06:00-06:00", "RECORDED-AFTER-VERSION"),
        ("2027-01-01T00:00:00-06:00", "RECORDED-IN-FUTURE"),
    ],
)
def test_a_record_is_not_written_down_after_its_version(
    office: Office, save: Save, recorded: str, code: str | None
) -> None:
    contact = office.records("contact")[0]
    text = re.sub(r"recorded_at: .*", f"recorded_at: {recorded}", contact.read_text())
    new = contact.with_name("2026-02-12-bbbbbb.yaml")
    new.write_text(re.sub(r"\nid: .*", "\nid: 2026-02-12-bbbbbb", text))
    save()
    save("2026-02-13T12:00:00-06:00")
    done = verify(office)
    assert codes(done) == ({code} if code else set())
    if code:
        assert find(done, code)["path"] == place(office, new)
        assert find(done, code)["line"]


def test_a_shallow_clone_passes_and_says_so(office: Office, tmp_path: Path) -> None:
    office.git("clone", "--quiet", "--depth=2", f"file://{office.root}", str(tmp_path / "shallow"))
    done = verify(Office(tmp_path / "shallow", office.home, office.case))
    assert (done.code, done.data["shallow"], done.data["versions"]) == (0, True, 2)
    assert codes(done) == {"SHALLOW-CLONE"}


def test_the_same_case_number_in_two_folders(office: Office, save: Save) -> None:
    folder = office.root / "cases" / "2026" / office.case
    shutil.copytree(folder, office.root / "cases" / "2027" / office.case)
    save()
    done = verify(office)
    assert find(done, "CASE-NUMBER-TWICE")["path"] == f"cases/2027/{office.case}"
    assert "ID-TWICE" in codes(done)
    assert done.data["cases"] == 2


def test_known_places_are_known(office: Office, save: Save) -> None:
    own = Path(__file__).parents[1] / "standards" / "pack_examples" / "valid-every-key.yaml"
    (office.root / "standards").mkdir()
    shutil.copy(own, office.root / "standards" / "own.yaml")
    for name in ("templates/plan.md.j2", ".github/workflows/x.yml"):
        (office.root / name).parent.mkdir(parents=True, exist_ok=True)
        (office.root / name).write_text("x: y\n")
    for name in ("cases/letter.pdf", "cases/2026/x/letter.pdf", "notes/x.yaml", "x.yaml"):
        (office.root / name).parent.mkdir(parents=True, exist_ok=True)
        (office.root / name).write_text("x: y\n")
    save()
    done = verify(office)
    assert done.code == 0
    assert {f["path"] for f in done.findings} == {
        *("cases/letter.pdf", "cases/2026/x/letter.pdf", "notes/x.yaml", "x.yaml")
    }


def test_the_line_of_first_parents_counts(office: Office, save: Save) -> None:
    office.git("checkout", "-qb", "side")
    contact = office.records("contact")[0]
    contact.unlink()
    save()
    office.git("checkout", "-q", "main")
    assert verify(office).code == 0, "on a branch nothing is lost yet"
    office.git("merge", "--quiet", "--no-ff", "-m", "joined", "side")
    assert find(verify(office), "RECORD-DELETED-IN-HISTORY")["path"] == place(office, contact)
    assert AT


def test_a_seal_that_nothing_can_open_is_told(office: Office, save: Save) -> None:
    report = office.records("report")[0]
    report.write_text(
        report.read_text() + "reporter_identity:\n  sealed: v1:{}\n".format("A" * 400)
    )
    save()
    done = verify(office)
    assert done.code == 4
    assert told(done) == {("SEAL-BAD", place(office, report))}
    assert find(done, "SEAL-BAD")["line"] == report.read_text().count("\n")
