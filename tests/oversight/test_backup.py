"""`casekit backup`: whole or not at all, and a drill that no damage gets past."""

from __future__ import annotations

import errno
import io
import os
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest

from casekit.errors import CasekitError
from casekit.history.bundle import CHECK_PREFIX, copy_bundle, read_bundle_head
from casekit.history.repository import Repository
from casekit.model.findings import judge_findings
from casekit.oversight.drill import run_drill
from tests.cli.contract import find_breaches
from tests.cli.office import WORKER, Answer, Office, snapshot
from tests.cli.walk import found_office
from tests.oversight.conftest import Save


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """Where backups go."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def back_up(office: Office, *words: str, **options: Any) -> Answer:
    done = office.run("backup", *words, "--format", "json", **options)
    schema = "backup" if done.code in (0, 1) else None
    if schema:
        assert find_breaches(schema, done.data) == []
    return done


@pytest.fixture
def bundle(office: Office, outside: Path) -> Path:
    """A backup of a workspace with two branches and a tag."""
    office.git("branch", "side", "HEAD~1")
    office.git("tag", "-a", "-m", "reviewed", "audit", "HEAD~2")
    assert back_up(office, str(outside / "all.bundle")).code == 0
    return outside / "all.bundle"


def drill(data: bytes, office: Office) -> int:
    """The exit code with which these bytes are drilled outside of any workspace."""
    try:
        environment = office.environment(WORKER, None, None)
        return judge_findings(run_drill(io.BytesIO(data), environment, None).findings)
    except CasekitError as fault:
        return fault.exit_code


def test_a_backup_holds_everything_and_git_can_read_it(
    office: Office, bundle: Path, tmp_path: Path
) -> None:
    before = snapshot(office.root)
    done = back_up(office, "--drill", str(bundle))
    assert (done.code, done.findings) == (0, [])
    names = {r["name"]: r["version"] for r in done.data["references"]}
    assert set(names) == {"HEAD", "refs/heads/main", "refs/heads/side", "refs/tags/audit"}
    assert names["refs/heads/side"] == office.git("rev-parse", "side")
    assert names["refs/tags/audit"] == office.git("rev-parse", "audit^{commit}")
    assert done.data["newest"]["version"] == office.git("rev-parse", "HEAD")
    assert (done.data["behind"], done.data["cases"], done.data["written"]) == (0, 1, False)
    # The older versions hold a file as it was before.
    assert done.data["records"] > len(list((office.root / "cases").rglob("*.yaml")))
    assert done.data["versions"] == int(office.git("rev-list", "--count", "HEAD"))
    office.git("clone", "--quiet", str(bundle), str(tmp_path / "restored"))
    restored = Office(tmp_path / "restored", office.home, office.case)
    assert restored.git("rev-parse", "HEAD^{tree}") == office.git("rev-parse", "HEAD^{tree}")
    assert snapshot(office.root) == before
    assert os.stat(bundle).st_mode & 0o077 == 0, "only this user may read it"


def test_nothing_is_left_in_the_folder_for_temporary_files(
    office: Office, bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))
    (tmp_path / "scratch").mkdir()
    assert back_up(office, "--drill", str(bundle)).code == 0
    bundle.write_bytes(bundle.read_bytes()[:-1])
    assert back_up(office, "--drill", str(bundle)).code == 4
    assert list((tmp_path / "scratch").iterdir()) == []


def test_every_flipped_bit_of_the_head_is_found(office: Office, bundle: Path) -> None:
    whole = bundle.read_bytes()
    head = read_bundle_head(io.BytesIO(whole))
    assert head.is_proven
    for offset in range(head.pack_start):
        for bit in range(8):
            spoiled = bytearray(whole[: head.pack_start])
            spoiled[offset] ^= 1 << bit
            try:
                found = read_bundle_head(io.BytesIO(bytes(spoiled)))
            except CasekitError as fault:
                assert fault.exit_code == 4
            else:
                assert not found.is_proven, (offset, bit)
    # What is not proven is told with 4.
    renamed = whole.replace(b"refs/heads/side", b"refs/heads/sidd", 1)
    assert drill(renamed, office) == 4


def test_every_flipped_byte_is_found_and_gits_own_check_misses_it(
    office: Office, bundle: Path, tmp_path: Path
) -> None:
    whole = bundle.read_bytes()
    start = read_bundle_head(io.BytesIO(whole)).pack_start
    chance = random.Random(29)
    offsets = [0, start - 1, start, start + 11, len(whole) - 21, len(whole) - 20, len(whole) - 1]
    offsets += [chance.randrange(len(whole)) for _ in range(60)]
    missed_by_git = []
    for offset in offsets:
        spoiled = bytearray(whole)
        spoiled[offset] ^= 1 << chance.randrange(8)
        assert drill(bytes(spoiled), office) == 4, offset
        if offset >= start:
            (tmp_path / "spoiled").write_bytes(spoiled)
            done = subprocess.run(
                ["git", "bundle", "verify", "-q", str(tmp_path / "spoiled")],
                cwd=office.root,
                env=office.environment(WORKER, None, None),
                capture_output=True,
            )
            missed_by_git.append(done.returncode == 0)
    # `git bundle verify` asks whether the versions that a bundle builds on are there. It reads
    # the head and never the pack, so it is content with every one of these.
    assert all(missed_by_git)
    assert drill(whole, office) == 0


def test_a_backup_cut_or_lengthened_anywhere_is_found(office: Office, bundle: Path) -> None:
    whole = bundle.read_bytes()
    start = read_bundle_head(io.BytesIO(whole)).pack_start
    chance = random.Random(7)
    lengths = [0, 1, start - 1, start, start + 12, start + 20, len(whole) - 20, len(whole) - 1]
    for length in [*lengths, *(chance.randrange(len(whole)) for _ in range(30))]:
        assert drill(whole[:length], office) == 4, length
    for more in (b"\0", b"x", whole):
        assert drill(whole + more, office) == 4
    assert drill(b"", office) == 4


def test_a_part_of_the_history_and_a_bundle_by_git_alone(
    office: Office, outside: Path, save: Save
) -> None:
    office.git("bundle", "create", "-q", str(outside / "part"), "HEAD~2..main")
    done = back_up(office, "--drill", str(outside / "part"))
    assert done.code == 4
    assert "needs versions it lacks" in done.err
    office.git("bundle", "create", "-q", str(outside / "plain"), "--all")
    done = office.run("backup", "--drill", str(outside / "plain"))
    assert done.code == 4
    assert "BACKUP-UNPROVEN" in done.out
    done = back_up(office, "--drill", str(outside / "nowhere"))
    assert (done.code, find_breaches("error", done.data)) == (4, [])
    os.mkfifo(outside / "pipe")
    assert back_up(office, "--drill", str(outside / "pipe")).code == 4
    (outside / "text").write_text("not a bundle\n" * 1000)
    assert back_up(office, "--drill", str(outside / "text")).code == 4


def test_a_version_whose_object_is_not_in_the_pack_is_found(office: Office, bundle: Path) -> None:
    whole = bundle.read_bytes()
    head = read_bundle_head(io.BytesIO(whole))
    lines = whole[: head.pack_start].split(b"\n")[:-3]
    spoiled = [line.replace(line[:40], b"1" * 40) if b"side" in line else line for line in lines]
    from casekit.history.bundle import _add_check

    made = _add_check(b"\n".join(spoiled) + b"\n\n") + whole[head.pack_start :]
    assert read_bundle_head(io.BytesIO(made)).is_proven
    assert drill(made, office) == 4


def test_a_file_that_is_there_stays_unless_it_may_be_replaced(office: Office, bundle: Path) -> None:
    before = bundle.read_bytes()
    done = back_up(office, str(bundle))
    assert done.code == 5
    assert "--replace" in done.err
    assert bundle.read_bytes() == before
    office.git("commit", "-q", "--allow-empty", "-m", "x")
    assert back_up(office, str(bundle), "--replace").code == 0
    assert bundle.read_bytes() != before
    assert [p.name for p in bundle.parent.iterdir()] == [bundle.name]


@pytest.mark.parametrize("name", ["x.bundle", ".git/x.bundle", "cases/x.bundle"])
def test_not_into_the_workspace(office: Office, outside: Path, name: str) -> None:
    before = snapshot(office.root)
    assert back_up(office, name).code == 2
    (outside / "way in").symlink_to(office.root / Path(name).parent)
    assert back_up(office, str(outside / "way in" / "x.bundle")).code == 2
    done = back_up(office, str(outside / "x.bundle"), "--keys", name)
    assert done.code == 2
    assert snapshot(office.root) == before
    assert not (outside / "x.bundle").exists()


def test_odd_names_of_files(office: Office, outside: Path) -> None:
    done = office.run("backup", "-C", str(office.root), "--", "--output=x", cwd=outside)
    assert done.code == 0, done.err
    assert [p.name for p in outside.iterdir()] == ["--output=x"]
    for name in ("-", ""):
        assert office.run("backup", "--", name).code == 2
    assert back_up(office, str(outside / "no folder" / "x")).code == 2
    assert back_up(office, str(outside)).code == 2
    done = back_up(office, str(outside / "ä\x1b[31m'$(x)"))
    assert (done.code, len(list(outside.iterdir()))) == (0, 2)


@pytest.mark.parametrize("call", ["fsync", "replace", "open"])
def test_a_full_disk_is_told_and_leaves_nothing(
    call: str, office: Office, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = getattr(os, call)

    def full(*words: Any, **more: Any) -> Any:
        if call == "open" and ".casekit-" not in str(words[0]):
            return real(*words, **more)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, call, full)
    done = back_up(office, str(outside / "x.bundle"), "--keys", str(outside / "k.tar"))
    monkeypatch.undo()
    assert (done.code, done.data["error"]["code"]) == (6, "GIT")
    assert "the disk is full" in done.err
    assert list(outside.iterdir()) == []


def test_a_file_that_may_not_grow_further_leaves_nothing(office: Office, outside: Path) -> None:
    import resource

    done = office.run_apart(
        "backup",
        str(outside / "x.bundle"),
        # Or Python would leave half of its own files behind.
        env={"PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)),
    )
    assert done.code == 6
    assert "x.bundle cannot be written" in done.err
    assert list(outside.iterdir()) == []


def test_a_damaged_history_gives_no_backup(office: Office, outside: Path) -> None:
    oid = office.git("rev-parse", "HEAD:agency.yaml")
    (office.root / ".git" / "objects" / oid[:2] / oid[2:]).unlink()
    done = back_up(office, str(outside / "x.bundle"))
    assert done.code == 6
    assert "casekit verify --integrity" in done.err
    assert list(outside.iterdir()) == []


def test_a_shallow_clone_and_an_empty_history_are_refused(
    office: Office, outside: Path, tmp_path: Path
) -> None:
    office.git("clone", "--quiet", "--depth=1", f"file://{office.root}", str(tmp_path / "shallow"))
    shallow = Office(tmp_path / "shallow", office.home)
    done = back_up(shallow, str(outside / "x.bundle"))
    assert done.code == 6
    assert "--unshallow" in done.err
    assert list(outside.iterdir()) == []


def test_a_name_that_leads_nowhere_is_told(office: Office, outside: Path) -> None:
    (office.root / ".git/refs/heads/garbage").write_text("garbage\n")
    (office.root / ".git/refs/heads/lost").write_text("1" * 40 + "\n")
    done = office.run("backup", str(outside / "x.bundle"))
    assert done.code == 4
    assert "refs/heads/garbage leads to no readable version" in done.out
    assert "refs/heads/lost leads to no readable version" in done.out
    assert (outside / "x.bundle").exists()


def test_how_far_a_backup_is_behind(office: Office, bundle: Path, save: Save) -> None:
    save()
    save()
    done = office.run("backup", "--drill", str(bundle))
    assert done.code == 0
    assert "2 versions behind this workspace" in done.err
    office.git("branch", "young")
    done = back_up(office, "--drill", str(bundle))
    assert done.data["behind"] == 2
    assert {f["code"] for f in done.findings} == {"DRILL-NOT-IN-BACKUP"}


def test_a_backup_that_is_ahead_or_went_another_way(
    office: Office, bundle: Path, outside: Path, save: Save, tmp_path: Path
) -> None:
    office.git("clone", "--quiet", str(office.root), str(tmp_path / "other"))
    other = Office(tmp_path / "other", office.home, office.case)
    save()
    ahead = outside / "ahead.bundle"
    assert back_up(office, str(ahead)).code == 0
    done = back_up(other, "--drill", str(ahead))
    found = {f["code"]: f["message"] for f in done.findings}
    assert (done.code, done.data["behind"]) == (0, None)
    assert "1 versions of branch main" in found["DRILL-BACKUP-AHEAD"]
    other.git("commit", "-q", "--allow-empty", "-m", "theirs")
    done = back_up(other, "--drill", str(ahead))
    assert (done.code, "DRILL-DIVERGED" in {f["code"] for f in done.findings}) == (1, True)
    office.git("reset", "-q", "--hard", "HEAD~3")
    done = back_up(office, "--drill", str(bundle))
    assert (done.code, [f["code"] for f in done.findings]) == (1, ["DRILL-BRANCH-MOVED"])


def test_a_backup_of_another_workspace(
    office: Office, empty_template: Office, bundle: Path, tmp_path: Path
) -> None:
    other = found_office(tmp_path / "other", office.home)
    other.git("commit", "-q", "--allow-empty", "--amend", "-m", "Another")
    done = back_up(other, "--drill", str(bundle))
    assert (done.code, [f["code"] for f in done.findings]) == (1, ["DRILL-OTHER-WORKSPACE"])
    # The same workspace, as it was when it was founded.
    done = back_up(empty_template, "--drill", str(bundle))
    assert (done.code, {f["code"] for f in done.findings}) == (0, {"DRILL-BACKUP-AHEAD"})


def test_a_drill_needs_no_workspace(office: Office, bundle: Path, outside: Path) -> None:
    done = back_up(office, "--drill", "all.bundle", cwd=outside)
    assert (done.code, done.data["behind"], done.findings) == (0, None, [])
    assert back_up(office, "new.bundle", cwd=outside).code == 3
    assert back_up(office, "--drill", "--replace", "all.bundle").code == 2
    rows = office.run("backup", "--drill", str(bundle), "--format", "csv")
    assert rows.out.startswith('"name","version","when"\n')


def test_a_record_that_is_no_text_is_told(office: Office, outside: Path, save: Save) -> None:
    office.records("contact")[0].write_bytes(b"a: \xff\n")
    save()
    done = office.run("backup", str(outside / "x.bundle"))
    assert done.code == 4
    assert "YAML-NOT-UTF8" in done.out
    assert (outside / "x.bundle").exists(), "it holds what was saved, as it was saved"


def test_a_history_that_counts_with_sha256(tmp_path: Path) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{who}_NAME": "W. Sample" for who in ("AUTHOR", "COMMITTER")},
        **{f"GIT_{who}_EMAIL": "w@agency.example" for who in ("AUTHOR", "COMMITTER")},
    }
    root = tmp_path / "files"
    subprocess.run(
        ["git", "init", "-q", "--object-format=sha256", str(root)], env=environment, check=True
    )
    (root / "agency.yaml").write_text("a: b\n")
    for words in (["add", "."], ["commit", "-qm", "x"]):
        subprocess.run(["git", *words], cwd=root, env=environment, check=True)
    made = io.BytesIO()
    assert copy_bundle(Repository.open(root, environment), made) == []
    done = run_drill(io.BytesIO(made.getvalue()), environment, Repository.open(root, environment))
    assert (judge_findings(done.findings), done.behind, done.versions) == (0, 0, 1)
    assert CHECK_PREFIX.encode() in made.getvalue()
