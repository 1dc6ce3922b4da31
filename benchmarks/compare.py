"""What a user would pick instead, side by side in one run, over one agency.

    python benchmarks/compare.py --tools VENV              10,000 cases
    python benchmarks/compare.py --tools VENV --cases 500  only so many
    python benchmarks/compare.py --tools VENV --write      and keeps the page in benchmarks/results/

`VENV` is an environment with doorstop, check-jsonschema, pandas and PyYAML; `task` (taskwarrior)
and `hledger` are taken from the path. A tool that is not here is named as such.

- taskwarrior: one task per live obligation, with its due date where it has one. hledger: one
  transaction per live obligation, of the day it is due or, without one, of the day it began. Both
  are told the dates that casekit worked out; neither could work them out.
- doorstop: one item per obligation, of the first 500, because it looks at each with git.
- check-jsonschema: 1,000 contacts by the schema of contacts; it takes one schema a call.
- pandas: a script over the same files, for one rule (`by_hand.py`).

Whole processes, every command once a round in a changing order, medians over the rounds; the script
and the long checks once.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from make_case import make_environment
from run import describe_machine

MAKER = Path(__file__).with_name("make_many.py")
SCHEMAS = Path(__file__).parents[1] / "schemas"
NOW = "2026-03-15T12:00:00-05:00"
TODAY = NOW[:10]
LIVE = ("overdue", "due soon", "upcoming", "open")
TOOLS = ("task", "hledger", "doorstop", "check-jsonschema", "pandas")
ITEMS = 500
CONTACTS = 1_000


@dataclass(frozen=True)
class Contender:
    """A command: what it answers, how many lines it must print at least, and how often it runs."""

    name: str
    does: str
    words: Sequence[str]
    folder: Path
    least: int = 1
    once: bool = False
    more: Mapping[str, str] | None = None
    # Of how many files or items the figure is, where it is not of all.
    sample: str = ""


def prepare(top: Path, cases: int, tools: Path) -> list[Contender]:
    """Make the agency, give every tool its records, and list the commands."""
    root = top / "files"
    casekit = str(Path(sys.executable).with_name("casekit"))
    if not root.exists():
        subprocess.run([sys.executable, str(MAKER), str(top), str(cases), "--files"], check=True)
    due = [casekit, "due"]
    every = [*due, "--format", "ndjson"]
    for status in LIVE:
        every += ["--status", status]
    env = environment(top)
    printed = subprocess.run(every, cwd=root, env=env, capture_output=True, text=True, check=False)
    told = (json.loads(line) for line in printed.stdout.splitlines())
    rows = [row for row in told if row.get("status") in LIVE]
    overdue = sum(row["status"] == "overdue" for row in rows)
    sys.stdout.write(f"{len(rows)} live obligations, {overdue} overdue\n")
    few = [*due, "--status", "overdue", "--format", "tsv"]
    return [
        Contender("casekit due, overdue only", "which duties are overdue", few, root, overdue),
        Contender("casekit due, all live", "every live duty as data", every, root, len(rows)),
        *_taskwarrior(top, rows),
        *_hledger(top, rows),
        *_doorstop(top, rows, tools),
        Contender(
            "casekit check",
            "every file by its schema and sense",
            [casekit, "check"],
            root,
            least=0,
            once=True,
        ),
        *_check_jsonschema(top, root, tools),
        *_pandas(root, tools),
    ]


def environment(top: Path) -> dict[str, str]:
    """The environment that all commands run in."""
    return {**make_environment(top), "CASEKIT_CLOCK": NOW}


def _dated(rows: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
    return [row for row in rows if row["due_on"]]


def _taskwarrior(top: Path, rows: Sequence[Mapping[str, str]]) -> list[Contender]:
    task = shutil.which("task")
    if task is None:
        return []
    folder = top / "task"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "rc").write_text(f"data.location={folder}\nconfirmation=off\nverbose=nothing\n")
    more = {"TASKRC": str(folder / "rc"), "TASKDATA": str(folder)}
    tasks = [
        {
            "description": f"{row['title']} {row['subject']}",
            "project": row["case"],
            "entry": "20260101T000000Z",
            "status": "pending",
            **({"due": row["due_on"].replace("-", "") + "T235900Z"} if row["due_on"] else {}),
        }
        for row in rows
    ]
    (folder / "tasks.json").write_text("\n".join(map(json.dumps, tasks)))
    env = {**environment(top), **more}
    words = [task, "import", str(folder / "tasks.json")]
    subprocess.run(words, env=env, check=True, capture_output=True)
    late = sum(row["due_on"] < TODAY for row in _dated(rows))
    return [
        Contender(
            "task +OVERDUE",
            "which tasks are past their date",
            [task, f"due.before:{TODAY}", "export"],
            folder,
            late,
            more=more,
        ),
        Contender(
            "task, all pending",
            "every pending task as data",
            [task, "+PENDING", "export"],
            folder,
            len(rows),
            more=more,
        ),
    ]


def _hledger(top: Path, rows: Sequence[Mapping[str, str]]) -> list[Contender]:
    hledger = shutil.which("hledger")
    if hledger is None:
        return []
    journal = top / "obligations.journal"
    days = ((row["due_on"] or row["since"][:10], row) for row in rows)
    dated = sorted(days, key=lambda pair: pair[0])
    journal.write_text(
        "".join(
            f"{day} ! {row['case']} | {row['title'].replace(';', ',')}\n"
            f"    ({'due' if row['due_on'] else 'open'}:{row['rule']})  1\n\n"
            for day, row in dated
        )
    )
    late = sum(bool(row["due_on"]) and day < TODAY for day, row in dated)
    words = [hledger, "-f", str(journal), "register"]
    return [
        Contender(
            "hledger register -e today",
            "which entries are past their date",
            [*words, "^due:", "-e", TODAY],
            top,
            late,
        ),
        Contender("hledger register", "every entry", words, top, len(dated)),
    ]


def _doorstop(top: Path, rows: Sequence[Mapping[str, str]], tools: Path) -> list[Contender]:
    doorstop = tools / "bin" / "doorstop"
    if not doorstop.exists():
        return []
    folder = top / "doorstop"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "due").mkdir(parents=True)
    settings = "settings:\n  digits: 6\n  itemformat: yaml\n  prefix: DUE\n  sep: ''\n"
    (folder / "due" / ".doorstop.yml").write_text(settings)
    for number, row in enumerate(rows[:ITEMS], start=1):
        (folder / "due" / f"DUE{number:06}.yml").write_text(
            "active: true\nderived: false\nheader: ''\n"
            f"level: 1.{number}\nlinks: []\nnormative: true\nref: ''\nreviewed: null\n"
            f"due: '{row['due_on']}'\ntext: |\n  {row['title']}, {row['case']}\n"
        )
    env = environment(top)
    subprocess.run(["git", "init", "-q", str(folder)], env=env, check=True)
    subprocess.run(["git", "add", "-A"], cwd=folder, env=env, check=True)
    return [
        Contender(
            "doorstop",
            "items whole and linked",
            [str(doorstop), "--no-reformat"],
            folder,
            least=0,
            sample=f"{min(ITEMS, len(rows))} items",
            once=True,
        )
    ]


def _check_jsonschema(top: Path, root: Path, tools: Path) -> list[Contender]:
    tool = tools / "bin" / "check-jsonschema"
    if not tool.exists():
        return []
    folder = top / "schemas"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for path in SCHEMAS.glob("*.json"):
        # By their `$id` it would look for them on the web.
        lines = [line for line in path.read_text().splitlines() if '"$id":' not in line]
        (folder / path.name).write_text("\n".join(lines))
    files = sorted(root.glob("cases/**/contacts/*.yaml"))[:CONTACTS]
    schema = str(folder / "contact.schema.json")
    return [
        Contender(
            "check-jsonschema",
            "contacts by their schema",
            [str(tool), "--schemafile", schema, *map(str, files)],
            top,
            sample=f"{len(files):,} files",
            once=True,
        )
    ]


def _pandas(root: Path, tools: Path) -> list[Contender]:
    python = tools / "bin" / "python"
    if not python.exists():
        return []
    words = [str(python), str(Path(__file__).with_name("by_hand.py")), str(root), TODAY]
    return [Contender("a pandas script", "who was not seen for 30 days", words, root, once=True)]


def time_once(one: Contender, top: Path) -> float:
    """Milliseconds of a command; raises RuntimeError when it did not do its job."""
    env = {**environment(top), **(one.more or {})}
    # The tools of the comparison are not in the small path of the agency's commands.
    env["PATH"] = os.environ["PATH"]
    with tempfile.TemporaryFile() as out:
        start = time.perf_counter()
        done = subprocess.run(
            one.words, cwd=one.folder, env=env, stdout=out, stderr=subprocess.PIPE, check=False
        )
        took = (time.perf_counter() - start) * 1000
        out.seek(0)
        lines = out.read().count(b"\n")
    if done.returncode not in (0, 1) or (lines < one.least):
        told = done.stderr.decode(errors="replace")[-400:]
        raise RuntimeError(f"{one.name}: exit {done.returncode}, {lines} lines: {told}")
    return took


def measure(some: Sequence[Contender], top: Path, rounds: int) -> dict[str, float]:
    """The median of each, in milliseconds."""
    times: dict[str, list[float]] = {one.name: [] for one in some}
    order = random.Random(29)
    for number in range(rounds + 1):
        for one in order.sample(some, len(some)):
            if not one.once:
                took = time_once(one, top)
                if number:  # the first round warms up
                    times[one.name].append(took)
    for one in some:
        if one.once:
            times[one.name].append(time_once(one, top))
    return {name: statistics.median(taken) for name, taken in times.items()}


def main() -> None:
    """Prepare, measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--tools", type=Path, default=Path("none"))
    parser.add_argument("--keep", type=Path, help="make the agency there and leave it")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        top = (given.keep or Path(scratch)).absolute()
        top.mkdir(exist_ok=True)
        some = prepare(top, given.cases, given.tools.absolute())
        took = measure(some, top, given.rounds)
    base = took[some[0].name]
    names = " ".join(took)
    missing = [tool for tool in TOOLS if tool not in names]
    today = datetime.now(UTC).date()
    lines = [
        f"# What a user would pick instead, {given.cases:,} cases, {today}",
        "",
        *describe_machine(),
        "",
        "| command | answers | of | ms | x casekit due |",
        "|---|---|---|---:|---:|",
        *(
            f"| {one.name} | {one.does} | {one.sample or 'all'} | {took[one.name]:,.0f} "
            f"| {took[one.name] / base:,.1f} |"
            for one in some
        ),
        "",
        *([f"Not here: {', '.join(missing)}.", ""] if missing else []),
    ]
    page = "\n".join(lines)
    sys.stdout.write(page)
    if given.write:
        Path(__file__).with_name("results").joinpath(f"{today}-compare.md").write_text(page)


if __name__ == "__main__":
    main()
