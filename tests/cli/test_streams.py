"""Standard output is data, standard error is talk; pipes, terminals, crashes and interrupts."""

from __future__ import annotations

import io
import json
import os
import pty
import signal
import subprocess
import time
from pathlib import Path

import pytest

from casekit.cli.front import COMMANDS
from tests.cli.office import Office, snapshot
from tests.cli.walk import WALK, ask

NOW = "2026-02-11T09:00:00-06:00"
RECORDING = [name for name, module in COMMANDS.items() if module == "recording"]
READERS = (
    ("due",),
    ("next",),
    ("show", "CASE"),
    ("prior", "CASE"),
    ("chronology", "CASE"),
    ("explain", "CASE"),
    ("search", "sam"),
    ("log",),
    ("diff", "HEAD~3", "--names"),
    ("check",),
    ("calendar",),
    ("calendar", "show"),
    ("report",),
)
# Everything that a terminal, a markup reader or a direction mark could make of a text.
WICKED = "[mother] :wave: {{ x }} *b* \u202eesrever \x07 \x1b[31mred \x9b [/office] = 1"
SHOWN = r"[mother] :wave: {{ x }} *b* \u202eesrever \x07 \x1b[31mred \x9b [/office] = 1"


def words_of(office: Office, words: tuple[str, ...]) -> list[str]:
    return [office.case if word == "CASE" else word for word in words]


@pytest.mark.parametrize("words", READERS, ids=lambda w: w[0])
def test_readers_never_write(words: tuple[str, ...], untouched: Office) -> None:
    done = untouched.run(*words_of(untouched, words), at=NOW)
    assert done.code in (0, 1)
    assert done.out or words == ("check",)


@pytest.mark.parametrize("words", READERS, ids=lambda w: w[0])
@pytest.mark.parametrize("how", ["text", "json", "tsv", "csv", "md"])
def test_no_escape_byte_in_a_pipe(words: tuple[str, ...], how: str, untouched: Office) -> None:
    done = untouched.run(*words_of(untouched, words), "--format", how, at=NOW)
    assert done.code in (0, 1), done.err
    assert "\x1b" not in done.out + done.err


@pytest.mark.parametrize("how", ["text", "tsv", "csv"])
def test_record_text_is_shown_as_it_is_with_control_characters_visible(
    how: str, office: Office
) -> None:
    step = next(s for s in WALK if s.name == "seen")
    text = json.dumps({**step.data, "narrative": WICKED})
    assert office.run("contact", office.case, "--from", "-", stdin=text, at=NOW).code == 0
    done = office.run("chronology", office.case, "--kind", "contact", "--format", how, at=NOW)
    assert SHOWN in done.out
    kept = office.run("chronology", office.case, "--kind", "contact", "--format", "json", at=NOW)
    assert WICKED in [e["says"].rpartition("; ")[2] for e in kept.data["entries"]]


def test_markup_in_a_record_stays_text(office: Office) -> None:
    text = "note from [mother] and [/office], :smile:, {{ name }}, =1+1, `x`"
    done = office.run(
        *("consult", office.case, "--on", "2026-02-10", "--with", "r-sample"),
        *("--about", text, "--advice", "x", "-n"),
        at=NOW,
    )
    assert text in done.out
    assert (
        office.run(
            *("consult", office.case, "--on", "2026-02-10", "--with", "r-sample"),
            *("--about", text, "--advice", "x"),
            at=NOW,
        ).code
        == 0
    )
    told = office.run("chronology", office.case, "--kind", "consultation", at=NOW)
    assert text in told.out


def test_an_error_shows_what_was_typed_without_its_control_characters(untouched: Office) -> None:
    for words in (("show", "\x1b[31mred"), ("\x1b[31mdue",), ("due", "--\x1b[31m")):
        done = untouched.run(*words)
        assert done.code in (2, 3)
        assert "\x1b" not in done.out + done.err


def test_a_spreadsheet_runs_no_record_text(office: Office) -> None:
    done = office.run(
        *("consult", office.case, "--on", "2026-02-10", "--with", "r-sample"),
        *("--about", "=1+1", "--advice", "x"),
        at=NOW,
    )
    assert done.code == 0
    told = office.run("chronology", office.case, "--format", "csv", at=NOW)
    assert "'=1+1" in told.out
    assert ",=1+1" not in told.out


@pytest.mark.parametrize("name", RECORDING)
def test_without_a_terminal_nothing_is_asked(name: str, untouched: Office) -> None:
    words = [name] if name == "intake" else [name, untouched.case]
    started = time.monotonic()
    done = untouched.run(*words, at=NOW)
    assert done.code in (2, 3, 8), done.err
    assert done.out == "", "a prompt would stand here"
    assert "error[" in done.err
    assert time.monotonic() - started < 20


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_flags_after_the_subcommand_and_help_everywhere(name: str, tmp_path: Path) -> None:
    nowhere = Office(tmp_path, tmp_path)
    for word in ("-h", "--help"):
        done = nowhere.run(name, word)
        assert (done.code, done.err) == (0, "")
        assert "Usage: casekit" in done.out
        assert "Example: casekit " + name in done.out
        long = [line for line in done.out.split("\n") if len(line) > 80]
        assert not long
        assert "\x1b" not in done.out


def test_the_overview_of_commands_fits_and_lists_them_all(tmp_path: Path) -> None:
    done = Office(tmp_path, tmp_path).run("--help")
    assert done.code == 0
    assert all(len(line) <= 80 for line in done.out.split("\n"))
    for name in COMMANDS:
        assert f"\n  {name} " in done.out


def test_the_workspace_is_named_before_or_after_the_command(
    untouched: Office, tmp_path: Path
) -> None:
    here = untouched.run("due", "--format", "json", at=NOW).out
    root = str(untouched.root)
    assert untouched.run("-C", root, "due", "--format", "json", at=NOW, cwd=tmp_path).out == here
    assert untouched.run("due", "--format", "json", "-C", root, at=NOW, cwd=tmp_path).out == here
    below = untouched.root / "cases"
    assert untouched.run("due", "--format", "json", at=NOW, cwd=below).out == here


def test_case_numbers_may_be_shortened(untouched: Office) -> None:
    whole = untouched.run("show", untouched.case, at=NOW).out
    for short in (untouched.case[:7], untouched.case[5:8], untouched.case.lower()):
        assert untouched.run("show", short, at=NOW).out == whole


def test_the_same_answer_in_every_zone_of_the_machine(untouched: Office) -> None:
    answers = {
        zone: [
            untouched.run_apart(
                *words_of(untouched, words), "--format", "json", at=NOW, env=env
            ).out
            for words in (("due",), ("chronology", "CASE"), ("log",))
            for env in ({"TZ": zone},)
        ]
        for zone in ("UTC", "Pacific/Kiritimati", "America/St_Johns")
    }
    assert answers["UTC"] == answers["Pacific/Kiritimati"] == answers["America/St_Johns"]
    assert answers["UTC"][0]


def test_a_second_fmt_changes_nothing(office: Office) -> None:
    contact = office.records("contact")[0]
    contact.write_text(contact.read_text().replace("mode: in person", "mode:    in person"))
    first = office.run("fmt", at=NOW)
    assert contact.relative_to(office.root).as_posix() in first.out
    before = snapshot(office.root)
    second = office.run("fmt", at=NOW)
    assert (second.code, second.out) == (0, "")
    assert snapshot(office.root) == before


def test_json_on_standard_output_parses_alone(untouched: Office) -> None:
    done = untouched.run_apart("due", untouched.case, "--format", "json", at=NOW)
    assert json.loads(done.out)["schema_version"] == 1


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_an_answer_cut_short_is_told(untouched: Office, unbuffered: str) -> None:
    words, env = ("show", untouched.case), {"PYTHONUNBUFFERED": unbuffered}
    with open("/dev/full", "wb") as full:
        told = untouched.run_apart(*words, env=env, stdout=full)
        assert told.code == 4
        assert told.err.startswith("casekit: error[OUTPUT] the answer could not be written")
        # With nowhere at all to say it, the exit code does.
        assert untouched.run_apart(*words, env=env, stdout=full, stderr=full).code == 4


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")
def test_a_table_cut_short_is_told_in_every_format(untouched: Office) -> None:
    for how in ("tsv", "csv", "md", "json"):
        with open("/dev/full", "wb") as full:
            words = ("due", "--all", "--until", "2040-01-01", "--format", how)
            told = untouched.run_apart(*words, stdout=full)
        assert (told.code, "error[OUTPUT]" in told.err) == (4, True), how


# --- the process


def test_the_module_and_the_exit_codes(untouched: Office) -> None:
    assert untouched.run_apart("--version").code == 0
    assert untouched.run_apart("due", "--today", "2026-09-01").code == 1
    assert untouched.run_apart("nonsense").code == 2
    assert untouched.run_apart("show", "2026-U").code == 3
    assert untouched.run_apart("contact", untouched.case, "--from", "nothing").code == 4
    assert untouched.run_apart("reopen", untouched.case, "--reasons", "x", at=NOW).code == 8


def test_closed_standard_input_is_told(untouched: Office) -> None:
    done = untouched.run_apart(
        *("contact", untouched.case, "--from", "-"),
        at=NOW,
        stdin=None,
        preexec_fn=lambda: os.close(0),
    )
    assert done.code == 2
    assert "standard input is closed" in done.err
    assert "--from FILE" in done.err


def test_closed_standard_output_is_no_crash(untouched: Office) -> None:
    done = untouched.run_apart(
        "due", "--today", "2026-01-12T12:00", stdout=None, preexec_fn=lambda: os.close(1)
    )
    assert done.code == 0
    assert "error" not in done.err


def test_a_reader_that_goes_away_is_no_crash(office: Office) -> None:
    for number in range(3):
        made = office.run(
            *("consult", office.case, "--on", "2026-02-10", "--with", "r-sample"),
            *("--about", f"{number}" + " many words" * 8000, "--advice", "x"),
            at=NOW,
        )
        assert made.code == 0, made.err
    with office.start("chronology", office.case, "--format", "json", at=NOW) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"{\n"
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_help_into_a_closed_pipe_is_no_crash(office: Office) -> None:
    read, write = os.pipe()
    os.close(read)
    done = office.run_apart("--help", stdout=write)
    os.close(write)
    assert (done.code, done.err) == (0, "")


def test_output_is_utf_8_whatever_the_locale(office: Office) -> None:
    made = office.run(
        *("consult", office.case, "--on", "2026-02-10", "--with", "r-sample"),
        *("--about", "ᐊᓂᔑᓈᐯ, café", "--advice", "x"),
        at=NOW,
    )
    assert made.code == 0
    done = office.run_apart(
        *("chronology", office.case, "--kind", "consultation"),
        at=NOW,
        env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
    )
    assert "ᐊᓂᔑᓈᐯ, café" in done.out


def test_an_interrupt_ends_in_130_and_leaves_nothing_half_done(office: Office) -> None:
    before = snapshot(office.root)
    # Waits for the file that never comes to an end.
    with office.start("intake", "--from", "-", stdin=subprocess.PIPE) as process:
        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"interrupted" in err
    assert b"Traceback" not in err
    assert snapshot(office.root) == before


def test_a_crash_ends_in_70_with_a_log_that_holds_no_record_text(
    office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def explode(*_: object, **__: object) -> None:
        raise RuntimeError("Sam slept at his desk")

    monkeypatch.setattr("casekit.overview.chronology.summarize", explode)
    (tmp_path / "logs").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "logs"))
    done = office.run("chronology", office.case, "--format", "json", at=NOW)
    assert done.code == 70
    assert done.data["error"]["exit_code"] == 70
    assert "Traceback" not in done.err
    (log,) = (tmp_path / "logs").iterdir()
    assert str(log) in done.err
    assert "explode" in log.read_text()
    assert "Sam" not in log.read_text() + done.err + done.out


def test_nothing_is_said_twice_on_a_terminal(office: Office) -> None:
    """On a terminal there may be colour and boxes; with TERM=dumb or NO_COLOR no escape byte."""
    for env in ({"TERM": "dumb"}, {"TERM": "xterm-256color", "NO_COLOR": "1"}):
        primary, secondary = pty.openpty()
        with office.start("due", at=NOW, stdout=secondary, env=env):
            os.close(secondary)
            shown = io.BytesIO()
            while True:
                try:
                    block = os.read(primary, 65536)
                except OSError:
                    break
                if not block:
                    break
                shown.write(block)
        os.close(primary)
        assert b"When" in shown.getvalue()
        assert b"\x1b" not in shown.getvalue()


def test_a_file_from_standard_input_and_a_plan_to_standard_output(office: Office) -> None:
    step = next(s for s in WALK if s.name == "progress")
    assert ask(step, office, "yaml").code == 0
    done = office.run("render", office.case, "plan", "-o", "-", at=NOW)
    assert done.code == 0
    assert "An adult is at home every night." in done.out
