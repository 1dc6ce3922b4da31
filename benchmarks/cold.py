"""The price of reading every case of a workspace when nothing is known of it yet.

    python benchmarks/cold.py                        1,000 and 10,000 cases
    python benchmarks/cold.py --cases 1000           only so many
    python benchmarks/cold.py --folder DIR           keep the workspaces there, and use them again
    python benchmarks/cold.py --write                and keep the page in benchmarks/results/

The measure is `git cat-file --batch` for the same files, which only unpacks them. Side by side with
it, in whole processes: reading (records checked against their schemas), reading and checking (what
`casekit check` asks of a case), reading and judging (every duty of every case). For what is done
elsewhere, a few cases are read by ruamel.yaml's round trip and judged by jsonschema.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from run import describe_machine

if TYPE_CHECKING:
    from casekit.practice.rulebook import Rulebook
    from casekit.workspace.loading import LoadedCase

MAKER = Path(__file__).with_name("make_many.py")
NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)
KINDS = ("read", "check", "judge")
CASES_BY_HAND = 12


class Taken(NamedTuple):
    """Seconds by the clock, and of processors in all processes together."""

    wall: float
    cpu: float


def count(loaded: LoadedCase) -> int:
    """Only read: how many records and findings there are."""
    return len(loaded.case.records) + len(loaded.findings)


def check(agency: Any, schemas: Path, loaded: LoadedCase) -> int:
    """What `casekit check` finds in a case."""
    from casekit.practice.checks import check_case
    from casekit.practice.scope import Scope

    return len(check_case(Scope(loaded, agency, _open_schemas(schemas), NOW)))


def judge(book: Rulebook, loaded: LoadedCase) -> int:
    """How many duties a case has."""
    return len(book.judge(book.timeline(loaded.case, NOW), NOW).obligations)


@lru_cache(maxsize=1)
def _open_schemas(folder: Path) -> Any:
    from casekit.records.schemas import SchemaSet

    return SchemaSet(folder)


def go_through(root: Path, kind: str, processes: int) -> int:
    """Do one kind of work for all cases of a workspace; the sum of the answers."""
    from casekit.practice.rulebook import open_rulebook
    from casekit.records.schemas import SchemaSet
    from casekit.resources import schemas_dir
    from casekit.workspace.case_places import list_version_cases
    from casekit.workspace.parallel import map_cases
    from casekit.workspace.processes import open_pool
    from casekit.workspace.workspace import Workspace

    workspace = Workspace.open(root, SchemaSet(schemas_dir()))
    places = list_version_cases(workspace.repo, workspace.version).places
    work: Any = {
        "read": count,
        "check": partial(check, workspace.agency, workspace.schemas.folder),
        "judge": partial(judge, open_rulebook(workspace)) if kind == "judge" else None,
    }[kind]
    if processes == 1:
        answers = list(map_cases(workspace, places, work))
    else:
        with open_pool(processes) as pool:
            answers = list(map_cases(workspace, places, work, pool))
    faults = [fault for each in answers for fault in each.faults]
    if faults or len(answers) != len(places):
        raise RuntimeError(f"not every case was read: {faults[:1]}")
    return sum(each.answer or 0 for each in answers)


def read_by_hand(texts: Sequence[str]) -> None:
    """Read records as is done elsewhere: ruamel.yaml's round trip, then jsonschema."""
    import json

    import jsonschema
    from referencing import Registry, Resource
    from ruamel.yaml import YAML

    from casekit.resources import schemas_dir

    schemas = [json.loads(path.read_bytes()) for path in schemas_dir().glob("*.schema.json")]
    by_id = {schema["$id"]: schema for schema in schemas}
    registry: Any = Registry().with_resources(
        [(name, Resource.from_contents(schema)) for name, schema in by_id.items()]
    )
    validators: dict[str, Any] = {}
    for text in texts:
        data = YAML().load(text)
        kind = str(data["schema"]).partition("/")[0]
        if kind not in validators:
            schema = next(s for name, s in by_id.items() if name.endswith(f"/{kind}.schema.json"))
            validators[kind] = jsonschema.Draft202012Validator(schema, registry=registry)
        # Its faults are no faults of the record (days are no text to ruamel.yaml): only the time
        # that it takes to find them counts.
        list(validators[kind].iter_errors(data))


def _git(root: Path, *words: str) -> str:
    return subprocess.run(
        ["git", "-C", str(root), *words], check=True, capture_output=True, text=True
    ).stdout


def list_blobs(root: Path) -> list[str]:
    """The ids of all files of all cases, in the order of their paths."""
    return [line.split()[2] for line in _git(root, "ls-tree", "-r", "HEAD", "cases").splitlines()]


def take_time(words: Sequence[str], questions: Path | None = None) -> Taken:
    """Run a process to its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    with open(questions or os.devnull, "rb") as asked:
        done = subprocess.run(words, stdin=asked, stdout=subprocess.DEVNULL)
    wall = time.perf_counter() - started
    if done.returncode:
        raise RuntimeError(f"{words[:3]} failed")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Taken(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def measure(root: Path, rounds: int, processes: Sequence[int]) -> Iterator[tuple[str, Taken]]:
    """What each way takes, once a round."""
    blobs = list_blobs(root)
    with tempfile.TemporaryDirectory() as folder:
        questions = Path(folder) / "ids"
        questions.write_text("".join(f"{oid}\n" for oid in blobs), encoding="ascii")
        git = ["git", "-C", str(root), "cat-file", "--batch"]
        for _ in range(rounds):
            yield "git cat-file --batch", take_time(git, questions)
            for kind in KINDS:
                for number in processes:
                    words = [sys.executable, __file__, "--run", kind, str(root), str(number)]
                    name = f"{kind}, {number} process{'es' if number > 1 else ''}"
                    yield name, take_time(words)


def measure_by_hand(root: Path) -> Taken:
    """What one case takes when it is read as is done elsewhere, the files being at hand."""
    year = _git(root, "ls-tree", "-d", "--name-only", "HEAD", "cases/").split()[0]
    some = _git(root, "ls-tree", "-r", "HEAD", year).splitlines()[: CASES_BY_HAND * 29]
    cases = {path.rpartition("/")[0].split("/")[3] for _, path in (s.split("\t") for s in some)}
    texts = [_git(root, "cat-file", "blob", line.split()[2]) for line in some]
    read_by_hand(texts[:29])
    started, cpu = time.perf_counter(), time.process_time()
    read_by_hand(texts)
    return Taken(
        (time.perf_counter() - started) / len(cases), (time.process_time() - cpu) / len(cases)
    )


def write_lines(size: int, taken: dict[str, list[Taken]], by_hand: Taken) -> Iterator[str]:
    """One line for each way, beside git."""
    git = taken["git cat-file --batch"]
    for name, times in taken.items():
        wall = statistics.median(each.wall for each in times)
        cpu = statistics.median(each.cpu for each in times)
        ratio = statistics.median(a.wall / b.wall for a, b in zip(times, git, strict=True))
        of_cpu = statistics.median(a.cpu / b.cpu for a, b in zip(times, git, strict=True))
        yield (
            f"| {size:,} | {name} | {wall:.2f} | {wall / size * 1000:.3f} | {ratio:.1f} "
            f"| {cpu / size * 1000:.3f} | {of_cpu:.1f} | {by_hand.cpu / cpu * size:.0f} |"
        )
    each = by_hand.wall * 1000
    yield (
        f"| {size:,} | ruamel.yaml and jsonschema (of {CASES_BY_HAND} cases) | | {each:.1f} | "
        f"| {by_hand.cpu * 1000:.1f} | | 1 |"
    )


def main() -> None:
    """Measure, print, and with --write keep."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--cases", type=int, nargs="*", default=[1000, 10_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--processes", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--run", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.run:
        kind, root, processes = given.run
        go_through(Path(root), kind, int(processes))
        return
    lines = [
        "| cases | what | s | ms a case | x git | processor ms a case | x git's "
        "| times faster than ruamel.yaml and jsonschema, by processor |",
        "|---:|---|---:|---:|---:|---:|---:|---:|",
    ]
    with tempfile.TemporaryDirectory() as scratch:
        for size in given.cases:
            top = (given.folder or Path(scratch)) / str(size)
            if not top.exists():
                top.mkdir(parents=True)
                subprocess.run([sys.executable, str(MAKER), str(top), str(size)], check=True)
            root = top / "files"
            taken: dict[str, list[Taken]] = {}
            for name, times in measure(root, given.rounds, given.processes):
                taken.setdefault(name, []).append(times)
                sys.stderr.write(f"{size} {name}: {times.wall:.2f} s, {times.cpu:.2f} s cpu\n")
            lines += write_lines(size, taken, measure_by_hand(root))
    today = date.today().isoformat()  # noqa: DTZ011 the day where the machine stands
    page = [
        f"# {today}: reading every case",
        "",
        *describe_machine(),
        f"- 29 files a case; {given.rounds} rounds; load average at the end "
        f"{os.getloadavg()[0]:.1f}",
        "",
        *lines,
        "",
    ]
    sys.stdout.write("\n".join(page))
    if given.write:
        kept = Path(__file__).parent / "results" / f"{today}-cold.md"
        kept.write_text("\n".join(page), encoding="utf-8")


if __name__ == "__main__":
    main()
