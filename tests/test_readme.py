"""README is true: its first two blocks are complete commands, its session runs as printed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# An id that differs from run to run stands as seven dots, text that is left out as three.
SAME = {".......": "[0-9A-Za-z]{7}", "...": ".*"}


def read_blocks(kind: str) -> list[str]:
    return [text for name, text in BLOCK.findall(README.read_text("utf-8")) if name == kind]


def as_pattern(line: str) -> re.Pattern[str]:
    """A printed line, its placeholders open; spaces between columns may be more or fewer."""
    parts = re.split(r"(\.{7}|\.{3}| {2,})", line.strip())
    joined = "".join(
        SAME[part] if part in SAME else r"\s+" if part.isspace() and part else re.escape(part)
        for part in parts
    )
    return re.compile(joined + r"\Z")


def answer_fits(printed: list[str], answer: list[str]) -> bool:
    """Whether an answer reads as printed; a line of dots stands for any number of lines."""
    if not printed:
        return not answer
    if printed[0].strip() == "...":
        rest = printed[1:]
        return any(answer_fits(rest, answer[n:]) for n in range(len(answer) + 1))
    if not answer or not as_pattern(printed[0]).match(answer[0].strip()):
        return False
    return answer_fits(printed[1:], answer[1:])


def read_session() -> list[tuple[str, list[str]]]:
    """The commands of the session with what README prints below each."""
    steps: list[tuple[str, list[str]]] = []
    for block in read_blocks("console"):
        for line in block.splitlines():
            if line.startswith("$ "):
                steps.append((line[2:], []))
            else:
                steps[-1][1].append(line)
    return steps


def test_the_first_two_blocks_are_whole_commands() -> None:
    first, second = read_blocks("sh")[:2]
    for block in (first, second):
        assert block.startswith("python3 -m venv ")
        assert len(block.strip().splitlines()) == 1
    assert first.strip().endswith("casekit demo")
    assert second.strip().endswith("pytest -q")


def test_ci_runs_the_second_block_of_the_readme() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert "README.md" in script


def test_the_session_runs_as_printed(tmp_path: Path) -> None:
    (tmp_path / "report.yaml").write_text(read_blocks("yaml")[0], "utf-8")
    env = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "CASEKIT_"))}
    env |= {
        "GIT_AUTHOR_NAME": "W. Sample",
        "GIT_AUTHOR_EMAIL": "w.sample@agency.example",
        "GIT_COMMITTER_NAME": "W. Sample",
        "GIT_COMMITTER_EMAIL": "w.sample@agency.example",
        "CASEKIT_CLOCK": "2026-01-13T17:00:00-06:00",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}",
    }
    folder = tmp_path
    for command, printed in read_session():
        if command.startswith("cd "):
            folder = folder / command[3:]
            continue
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=folder,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        answer = done.stdout.splitlines()
        assert answer_fits(printed, answer), (command, printed, answer, done.stderr)


@pytest.mark.parametrize(
    ("printed", "answer", "fits"),
    [
        (["Saved, version ......."], ["Saved, version 1a2b3c4"], True),
        (["Saved, version ......."], ["Saved, version 1a2b3c"], False),
        (["a", "...", "c"], ["a", "x", "y", "c"], True),
        (["a", "c"], ["a", "x", "c"], False),
        ([], ["x"], False),
    ],
)
def test_the_comparison_can_fail(printed: list[str], answer: list[str], fits: bool) -> None:
    assert answer_fits(printed, answer) is fits
