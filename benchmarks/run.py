"""Times whole processes of casekit side by side with `python -c pass` and git.

    python benchmarks/run.py                    prints the table
    python benchmarks/run.py --write            and keeps it as benchmarks/results/DATE.md
    python benchmarks/run.py --rounds 50

In every round each command runs once, in an order that changes, so that whatever else the machine
does befalls all of them alike. A command's ratio is the median, over the rounds, of its time
divided by that of `python -c pass` in the same round.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from make_case import FILES, INTAKE, contact_request, make_case, make_environment

BASE = "python -c pass"
WARM_UP = 2


@dataclass(frozen=True)
class Command:
    """What is timed: one process after the other; a writer gets a fresh copy of the workspace."""

    name: str
    processes: Sequence[Sequence[str]]
    writes: bool = False
    at_most: float | None = None


def list_commands(casekit: str, case: str, inputs: Path) -> list[Command]:
    """All that is timed; `{}` in an argument stands for the workspace."""
    contact, intake, out = inputs / "contact.json", inputs / "intake.json", inputs / "plan"
    here = ["-C", "{}"]

    def one(*words: str, writes: bool = False, at_most: float | None = None) -> Command:
        shown = [w for w in words if w not in here and not w.startswith(str(inputs))]
        name = " ".join(["casekit", *shown]).replace(case, "CASE")
        name = name.replace("--from", "--from FILE").replace("-o", "-o FILE")
        return Command(name, [[casekit, *words]], writes, at_most)

    return [
        Command(BASE, [[sys.executable, "-c", "pass"]]),
        one("--version", at_most=2),
        one("--help", at_most=2),
        one("due", "--help"),
        one("due", case, *here, at_most=20),
        one("next", case, *here),
        one("show", case, *here),
        one("check", *here),
        one("log", *here),
        one("contact", case, *here, "--from", str(contact), writes=True, at_most=20),
        one("intake", *here, "--from", str(intake), writes=True),
        one("render", case, "plan", *here, "--format", "md", "-o", f"{out}.md"),
        one("render", case, "plan", *here, "--format", "pdf", "-o", f"{out}.pdf"),
        Command("git --version", [["git", "--version"]]),
        Command("git status", [["git", "-C", "{}", "status", "--porcelain"]]),
        Command(
            "git add FILE, git commit, by hand",
            [
                ["git", "-C", "{}", "add", "note.txt"],
                ["git", "-C", "{}", "commit", "--quiet", "--message", "A note"],
            ],
            writes=True,
        ),
    ]


def time_once(
    command: Command, workspace: Path, spare: Path, environment: Mapping[str, str]
) -> float:
    """Seconds from start to end of a command's processes."""
    root = workspace
    if command.writes:
        root = spare
        shutil.rmtree(spare, ignore_errors=True)
        shutil.copytree(workspace, spare, symlinks=True)
        (spare / "note.txt").write_text("a note\n")
    # What the copy left to be written must not be paid by whoever syncs next.
    os.sync()
    calls = [[word.replace("{}", str(root)) for word in words] for words in command.processes]
    started = time.perf_counter()
    done = [subprocess.run(words, env=environment, capture_output=True) for words in calls]
    seconds = time.perf_counter() - started
    # 1: something is due or overdue, which is an answer.
    if any(each.returncode not in (0, 1) for each in done):
        raise RuntimeError(f"{command.name} failed: {done[-1].stderr.decode()}")
    return seconds


def measure(rounds: int, folder: Path) -> tuple[list[Command], dict[str, list[float]]]:
    """Time every command in every round."""
    casekit = str(Path(sys.executable).with_name("casekit"))
    workspace, case = make_case(folder, [casekit])
    environment = make_environment(folder)
    (folder / "contact.json").write_text(json.dumps(contact_request("2026-03-19")))
    (folder / "intake.json").write_text(json.dumps(INTAKE))
    commands = list_commands(casekit, case, folder)
    times: dict[str, list[float]] = {command.name: [] for command in commands}
    order = random.Random(29)
    for number in range(WARM_UP + rounds):
        for command in order.sample(commands, len(commands)):
            seconds = time_once(command, workspace, folder / "spare", environment)
            if number >= WARM_UP:
                times[command.name].append(seconds)
    return commands, times


def make_table(commands: Sequence[Command], times: Mapping[str, Sequence[float]]) -> list[str]:
    """The figures as a Markdown table."""
    lines = [
        f"| command | median ms | fastest ms | x `{BASE}` | at most |",
        "|---|---:|---:|---:|---|",
    ]
    for command in commands:
        own = times[command.name]
        ratio = statistics.median(a / b for a, b in zip(own, times[BASE], strict=True))
        target = ""
        if command.at_most is not None:
            target = f"{command.at_most:g}, {'met' if ratio <= command.at_most else 'NOT MET'}"
        writes = " (writes)" if command.writes else ""
        lines.append(
            f"| `{command.name}`{writes} | {statistics.median(own) * 1000:.1f} "
            f"| {min(own) * 1000:.1f} | {ratio:.1f} | {target} |"
        )
    return lines


def describe_machine() -> list[str]:
    """What the figures depend on; nothing that names the machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    libraries = ("typer", "ruamel.yaml", "PyYAML", "jsonschema-rs", "jinja2", "typst")
    git = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True).stdout
    return [
        f"- {platform.system()} {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB",
        f"- Python {platform.python_version()}, {git.strip()}",
        f"- casekit {importlib.metadata.version('casekit')}, "
        + ", ".join(f"{name} {importlib.metadata.version(name)}" for name in libraries),
    ]


def main() -> None:
    """Measure, print, and with --write keep."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        commands, times = measure(given.rounds, Path(folder))
    today = date.today().isoformat()  # noqa: DTZ011 the day where the machine stands
    page = [
        f"# {today}",
        "",
        *describe_machine(),
        f"- one case of {FILES} files; {given.rounds} rounds after {WARM_UP} to warm up; "
        f"load average at the end {os.getloadavg()[0]:.1f}",
        "",
        *make_table(commands, times),
        "",
    ]
    sys.stdout.write("\n".join(page))
    if given.write:
        kept = Path(__file__).parent / "results" / f"{today}.md"
        kept.parent.mkdir(exist_ok=True)
        kept.write_text("\n".join(page), encoding="utf-8")


if __name__ == "__main__":
    main()
