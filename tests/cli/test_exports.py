"""`casekit due` in the forms that only it has, and `-o FILE`."""

from __future__ import annotations

import io
import json
import os
import pty
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from casekit.cli.exporting import BINARY, EXPORTS, DueFormat
from casekit.cli.output import Format
from tests.cli.contract import find_breaches
from tests.cli.office import Office

NOW = "2026-02-11T09:00:00-06:00"
FORMS = sorted(form.value for form in EXPORTS)
# What each begins with: a file of that form and no other.
BEGINS = {
    "html": b"<!DOCTYPE html>",
    "ics": b"BEGIN:VCALENDAR\r\n",
    "ndjson": b'{"schema_version": 1, ',
    "parquet": b"PAR1",
    "xlsx": b"PK",
}
# The people of the walk: none may be in what travels.
NAMES = ("Sam", "Jo ", "Marie", "Cora")
LIBRARIES = {"xlsx": "xlsxwriter", "ics": "icalendar", "parquet": "pyarrow"}


@pytest.fixture(autouse=True)
def _libraries(request: pytest.FixtureRequest) -> None:
    form = getattr(request.node, "callspec", None) and request.node.callspec.params.get("form")
    if form in LIBRARIES:
        pytest.importorskip(LIBRARIES[form])


def write(office: Office, form: str, folder: Path, *words: str) -> bytes:
    target = folder / f"due.{form}"
    done = office.run("due", *words, "--format", form, "-o", str(target), at=NOW)
    assert done.code in (0, 1), done.err
    assert done.out == ""
    assert f"wrote {target}" in done.err
    return target.read_bytes()


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_written_and_twice_the_same(
    form: str, untouched: Office, tmp_path: Path
) -> None:
    content = write(untouched, form, tmp_path)
    assert content.startswith(BEGINS[form])
    assert write(untouched, form, tmp_path) == content


@pytest.mark.parametrize("form", FORMS)
def test_no_client_is_named(form: str, untouched: Office, tmp_path: Path) -> None:
    content = write(untouched, form, tmp_path, "--all")
    if form == "xlsx":
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            content = b"".join(parts.read(name) for name in parts.namelist())
    if form == "parquet":
        from pyarrow import parquet

        content = str(parquet.read_table(io.BytesIO(content)).to_pylist()).encode()
    assert untouched.case.encode() in content
    for name in NAMES:
        assert name.encode() not in content


def test_each_line_keeps_to_its_schema(untouched: Office) -> None:
    done = untouched.run("due", "--format", "ndjson", at=NOW)
    rows = [json.loads(line) for line in done.out.splitlines()]
    whole = untouched.run("due", "--format", "json", at=NOW).data
    assert [find_breaches("due-row", row) for row in rows] == [[]] * len(rows)
    keys = whole["obligations"][0]
    assert [{key: row[key] for key in keys} for row in rows] == whole["obligations"]
    assert {row["version"] for row in rows} == {whole["version"]}
    assert {row["as_of"] for row in rows} == {whole["as_of"]}
    assert {row["worker"] for row in rows} == {"w-sample"}


def test_what_could_not_be_read_is_told_and_the_file_is_written(
    office: Office, tmp_path: Path
) -> None:
    office.records("contact")[0].write_text("schema: contact/1\nid: [\n")
    target = tmp_path / "due.html"
    done = office.run("due", "--working", "--format", "html", "-o", str(target), at=NOW)
    assert done.code == 4
    assert "Not everything could be read" in target.read_text("utf-8")
    assert "YAML-" in done.err


@pytest.mark.parametrize("how", [form.value for form in Format])
def test_every_reader_s_form_goes_to_a_file_too(
    how: str, untouched: Office, tmp_path: Path
) -> None:
    shown = untouched.run("due", "--format", how, at=NOW)
    assert shown.out
    suffix = "txt" if how == "text" else how
    target = tmp_path / f"due.{suffix}"
    done = untouched.run("due", "--format", how, "-o", str(target), at=NOW)
    assert (done.code, done.out) == (shown.code, "")
    assert target.read_text("utf-8") == shown.out


@pytest.mark.parametrize("form", sorted(BINARY))
def test_bytes_go_into_a_pipe_and_not_to_a_terminal(
    form: str, untouched: Office, tmp_path: Path
) -> None:
    content = write(untouched, form, tmp_path)
    with untouched.start("due", "--format", form, at=NOW) as process:
        out, _ = process.communicate(timeout=60)
    assert out == content
    with untouched.start("due", "--format", form, "-o", "-", at=NOW) as process:
        assert process.communicate(timeout=60)[0] == content
    master, slave = pty.openpty()
    with untouched.start("due", "--format", form, at=NOW, stdout=slave) as process:
        os.close(slave)
        _, err = process.communicate(timeout=60)
    os.close(master)
    assert process.returncode == 2
    assert b"is not for a terminal" in err
    assert f"-o due.{form}".encode() in err


@pytest.mark.parametrize("form", sorted(LIBRARIES))
def test_a_missing_library_is_named_before_anything_is_judged(
    form: str, untouched: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, LIBRARIES[form], None)
    target = tmp_path / f"due.{form}"
    done = untouched.run("due", "--format", form, "-o", str(target), at=NOW)
    assert done.code == 7
    assert "error[MISSING-LIBRARY]" in done.err
    extra = "analytics" if form == "parquet" else "reports"
    assert f"hint: python -m pip install 'casekit[{extra}]'" in done.err
    assert not target.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("show", "CASE"),
        ("explain", "CASE"),
        ("chronology", "CASE"),
        ("next",),
        ("check",),
        ("log",),
    ],
)
@pytest.mark.parametrize("how", FORMS)
def test_other_readers_say_who_has_that_form(
    words: tuple[str, ...], how: str, untouched: Office
) -> None:
    given = [untouched.case if word == "CASE" else word for word in words]
    done = untouched.run(*given, "--format", how, at=NOW)
    assert (done.code, done.out) == (2, "")
    assert f"'{how}' is not one of" in done.err
    assert f"hint: only the due list has that form: casekit due --format {how}" in done.err


def test_a_form_that_nobody_has_is_refused_as_ever(untouched: Office) -> None:
    for name in ("due", "next"):
        done = untouched.run(name, "--format", "docx")
        assert done.code == 2
        assert f"hint: see: casekit {name} --help" in done.err


def test_a_file_called_like_another_form_is_refused(untouched: Office, tmp_path: Path) -> None:
    for words in ((), ("--format", "csv"), ("--format", "html")):
        done = untouched.run("due", *words, "-o", str(tmp_path / "due.xlsx"))
        assert done.code == 2
        assert "hint: add --format xlsx" in done.err
    assert list(tmp_path.iterdir()) == []


def test_a_new_file_is_for_its_owner_and_an_old_one_keeps_its_bits(
    untouched: Office, tmp_path: Path
) -> None:
    target = tmp_path / "due.ndjson"
    write(untouched, "ndjson", tmp_path)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    target.chmod(0o640)
    write(untouched, "ndjson", tmp_path)
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["due.ndjson"]


def test_a_link_stays_one_and_leads_to_the_new_list(untouched: Office, tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    link, real = tmp_path / "due.ndjson", tmp_path / "far" / "list"
    real.write_text("old")
    link.symlink_to(real)
    content = write(untouched, "ndjson", tmp_path)
    assert link.is_symlink()
    assert real.read_bytes() == content


@pytest.mark.parametrize("place", ["nowhere/due.csv", "folder"])
def test_a_place_that_cannot_be_written_is_told(
    place: str, untouched: Office, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    done = untouched.run("due", "--format", "csv", "-o", str(tmp_path / place), at=NOW)
    assert done.code == 4
    assert "error[OUTPUT]" in done.err
    assert "cannot be written" in done.err
    assert "wrote" not in done.err


def test_a_full_disk_leaves_the_old_file(untouched: Office, tmp_path: Path) -> None:
    target = tmp_path / "due.json"
    target.write_text("old")
    program = (
        "import resource, signal, sys\n"
        # Or Python would leave half of its own files behind.
        "sys.dont_write_bytecode = True\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))\n"
        "from casekit.cli.front import answer\n"
        f"sys.exit(answer(['due', '--format', 'json', '-o', {str(target)!r}]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=untouched.root,
        env=untouched.environment(None, NOW, None),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 4, done.stderr
    assert "error[OUTPUT]" in done.stderr
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["due.json"]


def test_a_device_is_written_to_and_stays_one(untouched: Office) -> None:
    done = untouched.run("due", "--format", "ndjson", "-o", "/dev/null", at=NOW)
    assert done.code in (0, 1), done.err
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


@pytest.mark.parametrize("form", FORMS)
def test_a_reader_that_went_away_is_no_fault(form: str, untouched: Office) -> None:
    with untouched.start("due", "--format", form, at=NOW) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        err = process.stderr.read()
        process.wait(timeout=60)
    assert b"Traceback" not in err
    assert b"error[" not in err


def test_the_forms_of_every_reader_are_among_those_of_due() -> None:
    assert {form.value for form in Format} | {form.value for form in EXPORTS} == {
        form.value for form in DueFormat
    }
    assert not {form.value for form in Format} & {form.value for form in EXPORTS}


@pytest.mark.parametrize("target", ["agency.yaml", ".git/config", "cases/x.YML"])
def test_the_records_are_never_written_over(target: str, untouched: Office) -> None:
    place = untouched.root / target
    before = place.read_bytes() if place.exists() else None
    done = untouched.run("due", "-o", str(place))
    assert done.code == 2
    assert "would write over a file of the case records" in done.err
    assert (place.read_bytes() if place.exists() else None) == before
