"""Every step of every recording command by its form: the fourth way, and the same record."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from casekit.casework.commands import STEPS
from tests.cli.forms.typist import type_answers
from tests.cli.office import Office
from tests.cli.test_every_command import read_all, without_ids
from tests.cli.walk import WALK, take

TRANSCRIPTS = Path(__file__).parent / "transcripts"
_IDS = re.compile(r"\b\d{4}-\d{2}-\d{2}-[0-9a-z]{6}\b|\b\d{4}-[0-9A-Z]{7}\b")
# Ids that a form counts and a file may choose.
CHOSEN = re.compile(r"^( +- id|duty): (stay|visits)$", re.MULTILINE)


def counted(data: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**data, "duty": "a1"} if "duty" in data else data


def read_counted(office: Office) -> list[str]:
    return without_ids([CHOSEN.sub(r"\1: a1", text) for text in read_all(office)])


def compare_transcript(name: str, said: str) -> None:
    """Set UPDATE_GOLDEN=1 to write them anew, then read the difference as if it were read aloud."""
    golden = TRANSCRIPTS / f"{name.replace(' ', '-')}.txt"
    normalised = _IDS.sub("<id>", said)
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(normalised, encoding="utf-8", newline="\n")
    assert normalised == golden.read_text(encoding="utf-8"), name


def test_forms_and_files_record_the_same(empty_template: Office, tmp_path: Path) -> None:
    by_file = empty_template.copy(tmp_path / "by-file" / "files")
    by_form = empty_template.copy(tmp_path / "by-form" / "files")
    for step in WALK:
        at = f"{step.at}:00-0{6 if step.at < '2026-03-08' else 5}:00"
        now = datetime.fromisoformat(at)
        lines = type_answers(
            step.command, counted(step.data), by_form.root, by_form.case, step.by[1], now
        )
        words = [step.command, *([by_form.case] if by_form.case else []), *step.words]
        steps = STEPS.get(step.command, {})
        if len(steps) > 1:
            words += ["--step", step.data.get("step", next(iter(steps)))]
        saving = ["y", "n"] if step.command == "intake" else ["y"]
        text = "\n".join([*lines, *saving, ""])
        done = by_form.run(*words, "--guided", "--format", "json", by=step.by, at=at, stdin=text)
        assert done.code == 0, f"{step.name}: {done.err}"
        compare_transcript(step.name, done.err)
        by_form = replace(by_form, case=done.data["case"])
        by_file = take(step, by_file, "yaml")
        assert read_counted(by_form) == read_counted(by_file), step.name
    assert not list((by_form.root / ".git" / "casekit" / "drafts").iterdir())
