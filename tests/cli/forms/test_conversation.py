"""Guided questions as people use them: stopped, gone on with, corrected, pasted into, refused."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.cli.office import SUPERVISOR, WORKER, Answer, Office, snapshot

AT = "2026-02-10T21:30:00-06:00"
# A visit: when, completed, how, where, what for, with Jo, Sam seen, alone, no interpreter, nothing
# explained, no objective; then the narrative.
VISIT = ("today 2pm", "", "in person", "residence", "home visit", "Jo", "Sam", "Sam", "n", "", "")


def ask(
    office: Office, command: str, *lines: str, more: Sequence[str] = (), **options: object
) -> Answer:
    """Answer a form through a pipe."""
    words = [command, *([office.case] if command != "intake" else []), *more, "--guided"]
    text = "".join(f"{line}\n" for line in lines)
    return office.run(*words, stdin=text, **{"at": AT, **options})  # type: ignore[arg-type]


def drafts(office: Office) -> list[Path]:
    return sorted((office.root / ".git" / "casekit" / "drafts").glob("*.jsonl"))


def newest(office: Office, kind: str) -> str:
    return max(office.records(kind), key=lambda path: path.stat().st_mtime_ns).read_text()


def test_what_was_interrupted_goes_on_where_it_stopped(office: Office) -> None:
    before = snapshot(office.root / "cases")
    stopped = ask(office, "contact", *VISIT, "Jo is tired.", "")
    assert stopped.code == 2 and "the draft is kept" in stopped.err
    assert snapshot(office.root / "cases") == before
    (draft,) = drafts(office)
    assert draft.stat().st_mode & 0o77 == 0
    done = ask(office, "contact", "y", "She asks for help.", ".", "", "y")
    assert done.code == 0, done.err
    assert "A draft of Tue 10 Feb 2026 21:30 is here, with 11 answers." in done.err
    assert "narrative: |-\n  Jo is tired.\n\n  She asks for help.\n" in newest(office, "contact")
    assert drafts(office) == []


def test_where_nothing_was_answered_no_draft_is_promised(office: Office) -> None:
    ended = ask(office, "contact")
    assert ended.code == 2 and "nothing was saved" in ended.err
    assert "the draft is kept:" not in ended.err and drafts(office) == []


def test_what_is_not_saved_yet_is_told_with_what_is_next(office: Office) -> None:
    quiet = office.run("next", at=AT)
    assert "Not saved yet" not in quiet.err
    ask(office, "contact", *VISIT[:3])
    ask(office, "safety-plan", "today", more=("--step", "end"))
    ask(office, "intake", "today")
    before = snapshot(office.root)
    told = office.run("next", at=AT)
    assert (told.code, told.out) == (quiet.code, quiet.out) and snapshot(office.root) == before
    begun = "Not saved yet: a form begun on 2026-02-10 21:30"
    assert sorted(told.err.splitlines()) == [
        f"{begun}, 1 answer; go on with: casekit intake",
        f"{begun}, 1 answer; go on with: casekit safety-plan {office.case} --step end",
        f"{begun}, 3 answers; go on with: casekit contact {office.case}",
    ]


def test_a_draft_can_be_thrown_away_or_left(office: Office) -> None:
    ask(office, "contact", *VISIT[:3])
    left = ask(office, "contact", "l")
    assert left.code == 2 and len(drafts(office)) == 1
    gone = ask(office, "contact", "n", "today 3pm")
    assert gone.code == 2
    (draft,) = drafts(office)
    assert "15:00" in draft.read_text() and "14:00" not in draft.read_text()


@pytest.mark.parametrize("said", [5, None, {}, [5], "nobody", [["x"]], "\u202e", ["+Kim", 7]])
@pytest.mark.parametrize("path", [["made"], ["with"], ["occurred"], []])
def test_a_draft_that_somebody_changed_is_asked_again(
    office: Office, said: object, path: list[str]
) -> None:
    ask(office, "contact", *VISIT)
    (draft,) = drafts(office)
    with draft.open("a") as file:
        file.write(json.dumps({"at": path, "is": said}) + "\n{\n\n[]\n")
    # Whatever is asked again, and however it is answered, is said back without a fault of ours.
    told = ask(office, "contact", "y", *(["", "1", "today 2pm"] * 12), ".", "", "q")
    assert told.code in (2, 130) and "draft is kept" in told.err, told.err


def test_a_draft_is_its_writers_and_its_forms(office: Office) -> None:
    ask(office, "contact", *VISIT[:3])
    for other in (
        ask(office, "contact", by=SUPERVISOR),
        ask(office, "assess"),
        ask(office, "intake"),
    ):
        assert "A draft of" not in other.err
    assert "A draft of" in ask(office, "contact").err


def test_back_asks_again_and_offers_what_was_said(office: Office) -> None:
    lines = ("today 2pm", "", "voice", "<", "", "other", "1", "Jo", "n", "", "", "We spoke.", ".")
    done = ask(office, "contact", *lines, "", "y")
    assert done.code == 0, done.err
    assert "[before: voice]: \n" in done.err
    assert "mode: voice\n" in newest(office, "contact")


def test_the_first_question_has_none_before_it(office: Office) -> None:
    assert "This is the first question." in ask(office, "contact", "<").err


def test_wrong_days_are_asked_again_and_right_ones_said_back(office: Office) -> None:
    wrong = ("03/04/2026", "2026-02-30", "tomorrow", "3:30", "tuesday")
    said = ask(office, "contact", *wrong, "last tuesday 16:30").err
    for words in (
        "could be Friday 3 April 2026 or Wednesday 4 March 2026",
        "There is no day `2026-02-30`",
        "Wednesday 11 February 2026 (tomorrow) lies in the future",
        "`3:30` could be in the night or in the afternoon",
        "Write last tuesday, next tuesday, or the date",
        "= Tuesday 3 February 2026, 16:30 (7 days ago)",
    ):
        assert words in said


def test_long_pasted_text_of_any_script_stays_as_it_was(office: Office) -> None:
    text = "ᓂᑲᐅᐃ ᐁᑲ, العربية, 漢字, Ünïcödé\n\n" + "word " * 4000 + "\n- not an option\n1\ny"
    done = ask(office, "contact", *VISIT, text.replace("\n", "\r\n"), ".", "", "y")
    assert done.code == 0, done.err
    number = json.loads(office.run("show", office.case, "--format", "json", at=AT).out)
    assert number["case"] == office.case
    kept = newest(office, "contact")
    for line in text.split("\n"):
        assert line.strip() in kept


def test_what_a_record_may_not_hold_is_told_at_once(office: Office) -> None:
    refused = ask(office, "contact", *VISIT, "a\u202eb", ".")
    assert "The invisible character U+202E is in it." in refused.err
    done = ask(office, "contact", "y", "plain", ".", "", "y")
    assert done.code == 0, done.err


def test_an_answer_is_changed_at_the_end(office: Office) -> None:
    done = ask(office, "contact", *VISIT, "Seen.", ".", "", "4", "school", "y")
    assert done.code == 0, done.err
    assert done.err.count("Read it once more:") == 2
    assert "place: school\n" in newest(office, "contact")


def test_a_fault_of_the_whole_leads_back_to_its_question(office: Office) -> None:
    lines = (*VISIT[:6], "-", "Sam", *VISIT[8:], "Not seen after all.", ".", "")
    done = ask(office, "contact", *lines, "", "y")
    assert "Not right yet:\n  Which children were seen alone? A child seen alone must also be" in (
        done.err
    )
    done = ask(office, "contact", "y", "-", "y")
    assert done.code == 0, done.err
    assert "seen" not in newest(office, "contact").replace("Not seen after all", "")


def test_a_gate_says_why_and_the_draft_stays(office: Office) -> None:
    refused = ask(office, "close", "", "goals achieved", "All is well.", ".", "-", "-", "", "q")
    assert refused.code == 8, refused.err
    assert "Not right yet:" in refused.err
    assert len(drafts(office)) == 1


def test_stopping_at_the_end_saves_nothing(office: Office) -> None:
    before = snapshot(office.root / "cases")
    stopped = ask(office, "contact", *VISIT, "Seen.", ".", "", "q")
    assert stopped.code == 130
    assert f"go on with: casekit contact {office.case}" in stopped.err
    assert snapshot(office.root / "cases") == before


def test_nothing_answered_leaves_no_draft(office: Office) -> None:
    ask(office, "contact")
    assert drafts(office) == []


def test_help_says_what_the_schema_says(office: Office) -> None:
    said = " ".join(ask(office, "contact", "today 2pm", "?").err.split())
    assert "completed when you spoke with somebody, attempted when nobody could be reached." in said
    assert "Type its number, or the beginning of its words." in said


def test_flags_settle_questions_beforehand(office: Office) -> None:
    more = ("--mode", "voice", "--place", "other", "--purpose", "planning")
    done = ask(office, "contact", "today 2pm", "", "Jo", "n", "", "", "x", ".", "", "y", more=more)
    assert done.code == 0, done.err
    assert "How?" not in done.err


def test_without_a_terminal_nothing_is_asked(office: Office) -> None:
    refused = office.run("contact", office.case, at=AT)
    assert refused.code == 2 and "When was it?" not in refused.err


def test_names_that_fit_two_are_asked_again(office: Office) -> None:
    said = ask(office, "contact", *VISIT[:5], "Nobody", "+", "+Kim Sample, Jo", "").err
    assert "`Nobody` is none of them." in said and "somebody new: +Nobody" in said
    assert "There is no name behind the +." in said
    assert "= Kim Sample (new), Jo (mother of Sam)" in said


def test_who_reported_is_asked_last_and_never_drafted(office: Office) -> None:
    assert office.run("keys", "make", by=SUPERVISOR, at=AT).code == 0
    child = ("+Kim Sample", "", "", "", "", "")
    lines = ("today 9am", "", "neighbour", "", *child, "", "n", "n", "n", "Crying.", ".", "", "y")
    # The pipe ends while it is asked: everything else is kept.
    cut = ask(office, "intake", *lines, "y", "Nadia Quillfeather")
    (draft,) = drafts(office)
    assert cut.code == 130, cut.err
    assert "Crying." in draft.read_text() and "Quillfeather" not in draft.read_text()
    done = ask(office, "intake", "y", "y", "y", "Nadia Quillfeather", "", "", "", "", "")
    assert done.code == 0, done.err
    assert "Quillfeather" not in done.err + done.out and drafts(office) == []
    number = done.out.partition("Intake of ")[2][:12]
    opened = office.run("unseal", number, "--reason", "to call", by=SUPERVISOR, at=AT)
    assert "Nadia Quillfeather" in opened.out


# ------------------------------------------------------------ on a terminal


@contextmanager
def terminal(office: Office, *words: str) -> Iterator[tuple[int, int]]:
    """A command on a terminal of its own: its process and the terminal's other end."""
    pid, end = pty.fork()
    if pid == 0:  # pragma: no cover
        os.chdir(office.root)
        env = office.environment(
            WORKER, AT, {"TERM": "dumb", "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
        )
        os.execve(os.sys.executable, [os.sys.executable, "-m", "casekit", *words], env)  # type: ignore[attr-defined]
    try:
        yield pid, end
    finally:
        os.close(end)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(pid, 0)


def read_until(end: int, pattern: str, again: bytes = b"") -> str:
    """What the terminal shows until this comes; fails when it does not.

    `again` is typed as often as nothing is shown for a second.
    """
    shown = ""
    give_up = time.monotonic() + 60
    while not re.search(pattern, shown):
        assert time.monotonic() < give_up, shown
        if select.select([end], [], [], 1)[0]:
            shown += os.read(end, 65536).decode("utf-8", "replace")
        elif again:
            os.write(end, again)
    return shown


def test_a_terminal_is_asked_and_survives_a_kill_in_the_middle_of_a_text(office: Office) -> None:
    with terminal(office, "contact", office.case) as (pid, end):
        for line in VISIT:
            read_until(end, r"[:?\])] $")
            os.write(end, f"{line}\r".encode())
        read_until(end, r"  \| $")
        os.write(end, "Jo weeps, and says: ᓂᑲᐅᐃ.\r".encode())
        read_until(end, r"  \| $")
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    (draft,) = drafts(office)
    assert "Jo weeps" in draft.read_text()
    done = ask(office, "contact", "y", "Then she laughs.", ".", "", "y")
    assert done.code == 0, done.err
    assert "Jo weeps, and says: ᓂᑲᐅᐃ.\n  Then she laughs." in newest(office, "contact")


def test_two_windows_have_two_drafts(office: Office) -> None:
    with terminal(office, "contact", office.case) as (_, end):
        read_until(end, "When was it")
        os.write(end, b"today 2pm\r")
        read_until(end, "Choose")
        second = ask(office, "contact", "today 3pm")
        assert "A draft of" not in second.err
        assert len(drafts(office)) == 2


def test_a_terminal_without_a_case_is_asked_which(office: Office) -> None:
    with terminal(office, "contact") as (_, end):
        read_until(end, "Which case")
        os.write(end, b"1999\r")
        read_until(end, "Which case")
        os.write(end, f"{office.case[:6]}\r".encode())
        read_until(end, "When was it")


def test_control_c_keeps_the_draft(office: Office) -> None:
    with terminal(office, "contact", office.case) as (pid, end):
        read_until(end, "When was it")
        os.write(end, b"today 2pm\r")
        read_until(end, "Choose")
        # A terminal's line editor may miss the first one while it puts up its prompt.
        read_until(end, "The draft is kept", again=b"\x03")
        _, status = os.waitpid(pid, 0)
        assert os.waitstatus_to_exitcode(status) == 130
    assert len(drafts(office)) == 1


def test_the_persons_own_editor_writes_the_text(office: Office, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nprintf "From the editor.\\n\\nTwo paragraphs.\\n" > "$1"\n')
    editor.chmod(0o755)
    env = {"EDITOR": str(editor)}
    done = ask(office, "contact", *VISIT, "e", "", "y", env=env)
    assert done.code == 0, done.err
    assert "From the editor.\n\n  Two paragraphs." in newest(office, "contact")
    assert list((office.root / ".git" / "casekit" / "drafts").iterdir()) == []


@pytest.mark.parametrize("editor", ["", "/no/such/editor", "false"])
def test_an_editor_that_fails_loses_nothing(office: Office, editor: str) -> None:
    done = ask(office, "contact", *VISIT, "e", "By hand.", ".", "", "y", env={"EDITOR": editor})
    assert done.code == 0, done.err
    assert "By hand." in newest(office, "contact")


def test_who_came_in_as_a_child_is_not_asked_for_a_part_as_a_relative(office: Office) -> None:
    report = ("today", "", "neighbour", "", "+Kim Sample", "", "", "", "", "")
    mother = ("+Jo Example", "", "family", "", "", "", "", "", "y", "Kim Sample", "mother")
    said = ask(office, "intake", *report, *mother).err
    behind = said[said.index("To whom?") :]
    assert "Kim Sample (new)" in behind and "Part in the case" not in behind
    assert "step-parent" in behind
