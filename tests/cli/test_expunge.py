"""The end of a case file: signed, whole, and honest about what is left of it."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.cli.contract import find_breaches
from tests.cli.office import SUPERVISOR, WORKER, Answer, Office, snapshot
from tests.history.test_signing import make_key

LATER = "2028-03-01T09:00:00-06:00"
WHY = ("--reason", "retention period over", "--authority", "schedule, section 4")
WORDS = ("Quillfeather", "Sam Sample", "slept at his desk")


class Archive:
    """A workspace with one case that never opened, and a supervisor who can sign and read."""

    def __init__(self, office: Office, tmp_path: Path) -> None:
        self.root = office.root
        self.homes = {SUPERVISOR: tmp_path / "supervisor", WORKER: tmp_path / "worker"}
        for home in self.homes.values():
            (home / ".ssh").mkdir(parents=True)
            make_key(home / ".ssh" / "id_ed25519")
        self.run("keys", "make")
        report = {
            "occurred_at": "2026-01-12 09:40",
            "reporter": "mandated professional",
            "reporter_identity": {"name": "Nadia Quillfeather", "phone": "204 555 0147"},
            "people": [{"name": "Sam Sample", "called": "Sam", "role": "child"}],
            "children": ["Sam"],
            "immediate_danger": {"present": False},
            "narrative": "Sam slept at his desk.",
        }
        made = self.run("intake", "--from", "-", "--format", "json", stdin=json.dumps(report))
        assert made.code == 0, made.err
        self.case: str = made.data["case"]
        screened = ("screen", self.case, "--result", "screened out", "--reasons", "No concern.")
        made = self.run(*screened)
        assert made.code == 0, made.err
        self.folder = self.root / "cases" / "2026" / self.case
        self.key = self.root / ".git" / "casekit" / "keys" / f"{self.case}.json"

    def run(self, *words: str, by: tuple[str, str] = SUPERVISOR, **options: Any) -> Answer:
        options = {"at": LATER if words[0] == "expunge" else "2026-01-12T12:00:00-06:00"} | options
        return Office(self.root, self.homes[by]).run(*words, by=by, **options)

    def expunge(self, *words: str, **options: Any) -> Answer:
        return self.run("expunge", self.case, *words, **options)

    def take_screening_back(self) -> None:
        (screening,) = (self.folder / "decisions").iterdir()
        screening.unlink()
        self.git("commit", "-q", "-a", "-m", "Screened by mistake")

    def destroy(self, *more: str) -> Answer:
        return self.expunge(*WHY, "--confirm", self.case, *more)

    def git(self, *words: str) -> str:
        return Office(self.root, self.homes[SUPERVISOR]).git(*words)


@pytest.fixture
def archive(empty: Office, tmp_path: Path) -> Archive:
    return Archive(empty, tmp_path)


def test_a_destroyed_case_is_gone_from_the_folder_and_its_key_with_it(archive: Archive) -> None:
    assert archive.key.exists()
    done = archive.destroy()
    assert done.code == 0, done.err
    assert sorted(p.name for p in archive.folder.rglob("*")) == ["case.yaml", "tombstone.yaml"]
    assert not archive.key.exists()
    assert archive.git("status", "--porcelain", "--ignored") == ""
    for word in WORDS:
        found = [p for p in archive.root.glob("cases/**/*.yaml") if word in p.read_text()]
        assert found == []
    assert archive.run("check", at=LATER).err.startswith("1 case checked")


def test_what_remains_is_told_with_the_way(archive: Archive) -> None:
    archive.git("remote", "add", "forge", "https://forge.example/files.git")
    done = archive.destroy()
    for told in ("The history here: 3 versions", "git filter-repo", "Every other clone", "forge"):
        assert told in done.out
    assert "Backups" in done.out and "printed, mailed" in done.out
    # It is true: the history still has it.
    assert archive.git("log", "--all", "--oneline", "-S", "slept at his desk", "--", "cases")


def test_the_answer_keeps_to_its_schema(archive: Archive) -> None:
    sealed = archive.expunge("--state", "sealed", *WHY, "--format", "json")
    assert find_breaches("expunge", sealed.data) == []
    assert sealed.data["remains"] is None
    gone = archive.destroy("--format", "json")
    assert find_breaches("expunge", gone.data) == []
    assert gone.data["remains"]["key_destroyed"] is True
    assert gone.data["remains"]["versions"] == 4


def test_the_tombstone_is_signed_by_who_decided(archive: Archive) -> None:
    archive.destroy()
    warned = archive.run("check", "--format", "json", at=LATER)
    assert [f["code"] for f in warned.findings] == ["TOMBSTONE-KEY-UNKNOWN"]
    place = archive.folder / "tombstone.yaml"
    place.write_text(place.read_text().replace("schedule, section 4", "schedule, section 5"))
    told = archive.run("check", "--format", "json", at=LATER)
    assert [f["code"] for f in told.findings] == ["TOMBSTONE-SIGNATURE"]


def test_a_key_that_the_agency_knows_is_no_finding(archive: Archive) -> None:
    from casekit.history.signing import read_signing_key

    home = archive.homes[SUPERVISOR]
    public = read_signing_key(home / ".ssh" / "id_ed25519", lambda: None).public
    agency = archive.root / "agency.yaml"
    text = agency.read_text()
    email = "    email: r.sample@agency.example\n"
    agency.write_text(text.replace(email, f'{email}    signing_keys: ["{public} r.sample"]\n'))
    archive.git("commit", "-q", "-a", "-m", "Key of r-sample")
    archive.destroy()
    assert archive.run("check", at=LATER).code == 0


@pytest.mark.parametrize("command", ["show", "chronology", "explain", "contact", "unseal"])
@pytest.mark.parametrize("state", ["sealed", "destroyed"])
def test_nothing_reads_or_writes_a_file_that_was_sealed_or_destroyed(
    archive: Archive, command: str, state: str
) -> None:
    done = archive.expunge("--state", state, *WHY, "--confirm", archive.case)
    assert done.code == 0, done.err
    before = snapshot(archive.root)
    more = ("--reason", "x") if command == "unseal" else ()
    more = ("--narrative", "x") if command == "contact" else more
    refused = archive.run(command, archive.case, *more, at=LATER)
    assert refused.code == 8
    assert f"error[CASE-{state.upper()}]" in refused.err and "hint:" in refused.err
    assert not any(word in refused.out + refused.err for word in WORDS)
    assert snapshot(archive.root) == before


def test_a_search_says_what_it_could_not_look_into(archive: Archive) -> None:
    archive.expunge("--state", "sealed", *WHY)
    done = archive.run("search", "sam", at=LATER)
    assert done.code == 3
    assert "CASE-SEALED" in done.err and "not looked at" in done.err
    due = archive.run("due", "--format", "json", at=LATER)
    assert [f["code"] for f in due.findings] == ["CASE-SEALED"]
    assert due.data["obligations"] == []


def test_a_sealed_file_can_be_opened_again(archive: Archive) -> None:
    archive.expunge("--state", "sealed", *WHY)
    assert archive.expunge("--state", "active", *WHY).code == 0
    assert archive.run("show", archive.case).code == 0
    again = archive.expunge("--state", "active", *WHY)
    assert again.code == 2 and "is active already" in again.err


def test_destroying_needs_the_whole_number(archive: Archive) -> None:
    before = snapshot(archive.root)
    for said in ((), ("--confirm", archive.case[:-1]), ("--confirm", "yes")):
        refused = archive.expunge(*WHY, *said)
        assert refused.code == 2 and f"--confirm {archive.case}" in refused.err
    refused = archive.expunge("--confirm", archive.case)
    assert refused.code == 2 and "--reason, --authority" in refused.err
    assert archive.destroy("--dry-run").out.count("reports/") == 1
    assert snapshot(archive.root) == before


def test_who_may_not_decide_is_refused(archive: Archive) -> None:
    before = snapshot(archive.root)
    refused = archive.run("expunge", archive.case, *WHY, "--confirm", archive.case, by=WORKER)
    assert refused.code == 8 and "GATE-EXPUNGE-ROLE" in refused.err
    assert snapshot(archive.root) == before


def test_without_a_key_nothing_is_decided(archive: Archive) -> None:
    (archive.homes[SUPERVISOR] / ".ssh" / "id_ed25519").unlink()
    refused = archive.destroy()
    assert refused.code == 3 and "ssh-keygen -t ed25519" in refused.err
    assert archive.key.exists() and (archive.folder / "reports").exists()


def test_an_open_case_is_neither_destroyed_nor_sealed(archive: Archive) -> None:
    archive.take_screening_back()
    screened = archive.run(
        *("screen", archive.case, "--result", "screened in", "--reasons", "x"),
        *("--response", "investigation", "--respond-within", "48 hours"),
    )
    assert screened.code == 0, screened.err
    for state in ("destroyed", "sealed"):
        refused = archive.expunge("--state", state, *WHY, "--confirm", archive.case)
        assert refused.code == 8 and "GATE-STILL-OPEN" in refused.err
    assert archive.expunge("--state", "restricted", *WHY).code == 0
    assert archive.run("show", archive.case).code == 0


def test_an_interrupted_run_is_finished_by_the_next(
    archive: Archive,
) -> None:
    kept = archive.key.read_bytes()
    archive.destroy()
    archive.key.write_bytes(kept)  # as if the power had gone before the key was destroyed
    again = archive.expunge("--confirm", archive.case)
    assert again.code == 0, again.err
    assert not archive.key.exists()


def test_records_that_come_back_are_found_and_removed_again(archive: Archive) -> None:
    before = archive.git("rev-parse", "HEAD")
    archive.destroy()
    archive.git("checkout", before, "--", "cases")
    archive.git("commit", "-q", "-m", "an old copy")
    told = archive.run("check", "--format", "json", at=LATER)
    back = [f for f in told.findings if f["code"] == "CASE-DESTROYED"]
    assert len(back) == 3 and "is back" in back[0]["message"]
    assert archive.run("show", archive.case, at=LATER).code == 8
    again = archive.destroy()
    assert again.code == 0, again.err
    assert not (archive.folder / "reports").exists()


def test_edits_that_were_kept_aside_go_too(archive: Archive) -> None:
    aside = archive.root / ".git" / "casekit" / "saved-aside" / "t0"
    own = aside / "cases" / "2026" / archive.case / "reports" / "x.yaml"
    other = aside / "cases" / "2026" / "2026-OTHER" / "x.yaml"
    for place in (own, other):
        place.parent.mkdir(parents=True)
        place.write_text("Sam Sample")
    assert archive.destroy("--format", "json").data["remains"]["removed"]
    assert not own.exists() and other.exists()


def test_nothing_that_was_sealed_opens_with_any_key_that_is_left(archive: Archive) -> None:
    """The ciphertext stays in the history: no identity anywhere here opens it any more."""
    from casekit.records.profile import read_document
    from casekit.records.sealing import SealedToOthers, iter_seals, open_sealed_text

    report = next(archive.folder.glob("reports/*.yaml"))
    path = report.relative_to(archive.root).as_posix()
    before = archive.git("rev-parse", "HEAD")
    archive.destroy()
    data = read_document(archive.git("show", f"{before}:{path}").encode(), path).data
    ((_, text),) = list(iter_seals(data))
    left = []
    for top in (archive.root, *archive.homes.values()):
        for place in top.rglob("*"):
            if place.is_file():
                body = place.read_bytes().decode("utf-8", "replace")
                left += [w for w in body.split() if w.startswith("AGE-SECRET-KEY-")]
    assert left, "the supervisor still has a key of their own"
    with pytest.raises(SealedToOthers):
        open_sealed_text(text, left, path)
    objects = subprocess.run(
        ["git", "cat-file", "--batch-all-objects", "--batch", "--buffer"],
        cwd=archive.root,
        capture_output=True,
        check=True,
    ).stdout
    assert b"AGE-SECRET-KEY" not in objects


def test_what_is_destroyed_is_never_active_again(archive: Archive) -> None:
    archive.destroy()
    for state in ("active", "sealed", "restricted"):
        told = archive.expunge("--state", state, *WHY)
        assert told.code == 8
        assert "GATE-DESTROYED" in told.err
    assert archive.git("status", "--porcelain") == ""


def test_nobody_of_the_case_stands_in_what_outlives_it(archive: Archive) -> None:
    for flag, other in (("--reason", "--authority"), ("--authority", "--reason")):
        told = archive.expunge(flag, "asked for by SAMPLE", other, "x", "--confirm", archive.case)
        assert told.code == 2
        assert flag in told.err
    assert archive.key.exists()


def test_a_report_that_nobody_screened_is_not_put_out_of_sight(
    archive: Archive,
) -> None:
    archive.take_screening_back()
    for state in (("--state", "sealed"), ("--confirm", archive.case)):
        told = archive.expunge(*WHY, *state)
        assert told.code == 8
        assert "GATE-STILL-OPEN" in told.err
        assert "casekit due" in told.err
    assert archive.key.exists()


def test_half_a_case_is_not_judged(archive: Archive) -> None:
    (report,) = (archive.folder / "reports").iterdir()
    report.write_text(report.read_text() + "x: [\n")
    archive.git("commit", "-q", "-a", "-m", "Broken")
    told = archive.destroy()
    assert told.code == 4
    assert "records that cannot be read" in told.err
    assert report.exists() and archive.key.exists()


def test_a_record_that_was_only_deleted_is_no_way_around(archive: Archive) -> None:
    (report,) = (archive.folder / "reports").iterdir()
    report.unlink()
    told = archive.destroy()
    assert told.code == 4
    assert "RECORD-DELETED" in told.err
    archive.git("checkout", "HEAD", "--", "cases")
    assert archive.destroy().code == 0
    left = archive.git("ls-tree", "-r", "--name-only", "HEAD", "--", "cases").splitlines()
    assert [path.rpartition("/")[2] for path in left] == ["case.yaml", "tombstone.yaml"]


def test_a_broken_file_that_came_back_is_removed_again(archive: Archive) -> None:
    archive.destroy()
    (archive.folder / "reports").mkdir()
    (archive.folder / "reports" / "2026-01-12-aaaaaa.yaml").write_text("a: [\n")
    archive.git("add", "cases")
    archive.git("commit", "-q", "-m", "an old copy")
    assert archive.destroy().code == 0
    assert not (archive.folder / "reports").exists()


def test_what_is_signed_is_checked_first(archive: Archive) -> None:
    for reason, authority in (("  ", "x"), ("x", "  "), ("x", "x" * 300)):
        flags = ("--reason", reason, "--authority", authority)
        told = archive.expunge("--state", "sealed", *flags)
        assert told.code == 2, told.err
    assert not (archive.folder / "tombstone.yaml").exists()
    assert archive.run("due", at=LATER).code == 0


def test_a_destruction_that_could_not_be_finished_says_that_it_is_saved(archive: Archive) -> None:
    archive.key.unlink()
    archive.key.mkdir()
    told = archive.destroy()
    assert told.code == 4
    assert "error[DESTROYED-NOT-FINISHED]" in told.err
    assert "is destroyed, and that is saved" in told.err
    archive.key.rmdir()
    assert archive.expunge("--confirm", archive.case).code == 0


def test_a_tombstone_that_is_no_file_opens_nothing(archive: Archive) -> None:
    archive.expunge("--state", "sealed", *WHY)
    (archive.folder / "tombstone.yaml").unlink()
    for make in (lambda p: p.mkdir(), lambda p: p.symlink_to("nowhere")):
        make(archive.folder / "tombstone.yaml")
        told = archive.run("show", archive.case, at=LATER)
        assert (told.code, told.out) == (4, "")
        shutil.rmtree(archive.folder / "tombstone.yaml", ignore_errors=True)


def test_a_sealed_file_is_not_rewritten(archive: Archive) -> None:
    archive.expunge("--state", "sealed", *WHY)
    (report,) = (archive.folder / "reports").iterdir()
    text = report.read_text() + "\n\n"
    report.write_text(text)
    done = archive.run("fmt", at=LATER)
    assert "CASE-SEALED" in done.err
    assert report.read_text() == text
    assert archive.case not in archive.run("keys", at=LATER).out
