"""200 plans of three pages as PDF: casekit, WeasyPrint and Chromium on the same content.

    python benchmarks/documents.py --tools VENV              VENV has weasyprint in it
    python benchmarks/documents.py --tools VENV --plans 50   fewer
    python benchmarks/documents.py --tools VENV --write      and keeps the page

casekit reads and checks each case, prints it as PDF/UA-1 and PDF/A-2a, reads the PDF again and
searches it for what its reader may not see. The others print finished HTML of the same page, made
before the clock starts, as plain PDF. Every figure is of the same run. At 200 plans allow 15
minutes.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from documents_page import AUDIENCE, build_pages, make_long_plans, write_html
from due import Bench, Memory
from pypdf import PdfReader
from run import describe_machine

CASEKIT = str(Path(sys.executable).with_name("casekit"))
# A batch at most so much of WeasyPrint's time for it, and one plan so many times `python -c pass`.
BATCH, COLD = 0.12, 15
# Chromium starts anew for each file: so many suffice to know what one takes.
CHROMIUM_FILES = 20
WEASYPRINT = """
import pathlib, sys
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
fonts = FontConfiguration()
for name in sys.argv[2:]:
    path = pathlib.Path(name)
    HTML(path).write_pdf(pathlib.Path(sys.argv[1], path.stem + ".pdf"), font_config=fonts)
"""
# The same work by several processes at once, each with its share of the files.
SPREAD = """
import subprocess, sys
number, python, program, out, *files = sys.argv[1:]
shares = [files[place::int(number)] for place in range(int(number))]
running = [subprocess.Popen([python, "-c", program, out, *share]) for share in shares]
sys.exit(max(one.wait() for one in running))
"""


@dataclass
class Rivals:
    """The workspace, the same plans as HTML, and where each program writes to."""

    bench: Bench
    html: list[Path]
    out: Path
    tools: Path
    chromium: str | None
    times: dict[str, float] = field(default_factory=dict)

    def fresh(self) -> Path:
        """An empty folder for what is printed."""
        shutil.rmtree(self.out, ignore_errors=True)
        self.out.mkdir()
        return self.out

    def casekit(self) -> list[str]:
        """All plans by the command under test."""
        words = [CASEKIT, "render", "--all", "plan", "--audience", AUDIENCE]
        return [*words, "--format", "pdf", "-o", str(self.fresh())]

    def weasyprint(self, processes: int = 1) -> list[str]:
        """All plans by WeasyPrint, which reads each file of HTML."""
        python = str(self.tools / "bin" / "python")
        files = [str(path) for path in self.html]
        out = str(self.fresh())
        return [sys.executable, "-c", SPREAD, str(processes), python, WEASYPRINT, out, *files]

    def browser(self, source: Path, name: str, out: Path | None = None) -> list[str]:
        """One file by Chromium without a window."""
        made = (out or self.out) / f"{name}.pdf"
        return [
            *(str(self.chromium), "--headless", "--no-sandbox", "--disable-gpu"),
            *("--no-pdf-header-footer", f"--print-to-pdf={made}", source.as_uri()),
        ]


@dataclass(frozen=True)
class Batch:
    """What a program took for so many plans, in seconds, and its most memory in MB."""

    name: str
    plans: int
    took: float
    memory: float

    @property
    def each(self) -> float:
        """Milliseconds for one plan."""
        return self.took / self.plans * 1000


def time_batches(rivals: Rivals, rounds: int) -> Iterator[Batch]:
    """Run each batch in every round, and each once more to look at its memory."""
    plans, cores = len(rivals.html), os.cpu_count() or 1
    whole = rivals.html[0].with_name("all.html")
    whole.write_text(_join(rivals.html), encoding="utf-8")
    batches: list[tuple[str, int, Callable[[], list[str]]]] = [
        (f"casekit render --all, {cores} cores", plans, rivals.casekit),
        ("WeasyPrint, one process", plans, rivals.weasyprint),
        (f"WeasyPrint, {cores} processes", plans, lambda: rivals.weasyprint(cores)),
    ]
    if rivals.chromium:
        name = "Chromium, all plans as one file"
        batches.append((name, plans, lambda: rivals.browser(whole, "all", rivals.fresh())))
    took: dict[str, list[float]] = {name: [] for name, _, _ in batches}
    for _ in range(rounds):
        for name, _, make in batches:
            took[name].append(rivals.bench.time(make()) / 1000)
            _require(rivals.out, 1 if "one file" in name else plans)
    for name, number, make in batches:
        yield Batch(name, number, min(took[name]), Memory(make(), rivals.bench).most)
    if rivals.chromium:
        few = rivals.html[:CHROMIUM_FILES]
        rivals.fresh()
        times = [rivals.bench.time(rivals.browser(one, one.stem)) for one in few]
        most = Memory(rivals.browser(few[0], "x"), rivals.bench).most
        yield Batch("Chromium, a process for each plan", len(few), sum(times) / 1000, most)


def _join(files: Sequence[Path]) -> str:
    first = files[0].read_text("utf-8")
    bodies = (path.read_text("utf-8").partition("</style>")[2] for path in files)
    return (
        first.partition("</style>")[0] + "</style>" + '<hr style="break-after:page">'.join(bodies)
    )


def _require(out: Path, number: int) -> None:
    found = list(out.glob("*.pdf"))
    if len(found) != number:
        raise RuntimeError(f"{len(found)} of {number} files were printed")


def time_cold(rivals: Rivals, rounds: int) -> dict[str, tuple[float, float, float]]:
    """One plan from a process that has just started: milliseconds, and its ratio to Python's start:
    the median over the rounds, and that of the quickest of each.
    """
    number = rivals.html[0].stem
    plan = [CASEKIT, "render", number, "plan", "--audience", AUDIENCE]
    one = rivals.html[0]
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "casekit render, Markdown": [*plan, "-o", str(rivals.out / "one.md")],
        "casekit render, PDF": [*plan, "--format", "pdf", "-o", str(rivals.out / "one.pdf")],
        "WeasyPrint": [
            *(str(rivals.tools / "bin" / "python"), "-c", WEASYPRINT),
            *(str(rivals.out), str(one)),
        ],
    }
    if rivals.chromium:
        commands["Chromium"] = rivals.browser(one, "one-c")
    took: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(rounds + 1):
        names = list(commands)
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            one_took = rivals.bench.time(commands[name])
            if turn:  # the first warms up
                took[name].append(one_took)
    base = took["python -c pass"]
    return {
        name: (
            statistics.median(times),
            statistics.median(t / b for t, b in zip(times, base, strict=True)),
            min(times) / min(base),
        )
        for name, times in took.items()
    }


def count_pages(rivals: Rivals) -> str:
    """How long the plans are, by each program."""
    rivals.bench.time(rivals.weasyprint())
    theirs = len(PdfReader(rivals.out / f"{rivals.html[0].stem}.pdf").pages)
    rivals.bench.time(rivals.casekit())
    ours = {len(PdfReader(path).pages) for path in sorted(rivals.out.glob("*.pdf"))[:20]}
    return f"pages of a plan: casekit {', '.join(map(str, sorted(ours)))}, WeasyPrint {theirs}"


def describe_rivals(rivals: Rivals) -> str:
    """Their versions."""
    python = str(rivals.tools / "bin" / "python")
    asked = [[python, "-c", "import weasyprint; print('WeasyPrint', weasyprint.__version__)"]]
    if rivals.chromium:
        asked.append([rivals.chromium, "--version"])
    found = [
        subprocess.run(words, capture_output=True, text=True).stdout.strip() for words in asked
    ]
    return ", ".join(" ".join(said.split()[:2]) for said in found)


def make_report(rivals: Rivals, rounds: int) -> Iterator[str]:
    """The lines of the page of results."""
    yield f"# {len(rivals.html)} plans as PDF, {datetime.now(UTC).date()}"
    yield ""
    yield from describe_machine()
    yield f"- {describe_rivals(rivals)}"
    yield f"- {count_pages(rivals)}; load average at the start {os.getloadavg()[0]:.1f}"
    yield ""
    yield f"Each batch is one command; its time is the quickest of {rounds} rounds: other work on"
    yield "the machine can only add. Memory is that of all of its processes, shared pages once."
    yield ""
    yield "| batch | plans | s | ms per plan | of WeasyPrint, one process | most memory, MB |"
    yield "| --- | --- | --- | --- | --- | --- |"
    batches = list(time_batches(rivals, rounds))
    base, spread = batches[1].each, batches[2].each
    for one in batches:
        yield (
            f"| {one.name} | {one.plans} | {one.took:.1f} | {one.each:.0f} | "
            f"{one.each / base:.3f} | {one.memory:.0f} |"
        )
    ours = batches[0].each
    yield ""
    for name, other in (("one process", base), ("as many processes as cores", spread)):
        yield _judge(f"a plan of the batch, to WeasyPrint in {name}", ours / other, BATCH)
    yield ""
    yield "| one plan, cold | ms | of `python -c pass` | the quickest of each |"
    yield "| --- | --- | --- | --- |"
    cold = time_cold(rivals, 5 * rounds)
    for name, (took, ratio, quickest) in cold.items():
        yield f"| {name} | {took:.0f} | {ratio:.1f} | {quickest:.1f} |"
    yield ""
    yield _judge("a PDF, cold, to `python -c pass`", cold["casekit render, PDF"][1], COLD)
    yield f"- load average at the end {os.getloadavg()[0]:.1f}"


def _judge(what: str, ratio: float, wanted: float) -> str:
    verdict = "met" if ratio <= wanted else "NOT met"
    return f"- {what}: {ratio:.3g}; wanted at most {wanted}: **{verdict}**"


def main() -> None:
    """Make the plans, measure, and print the page."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--tools", type=Path, required=True, help="an environment with weasyprint")
    parser.add_argument("--plans", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        top = Path(scratch)
        root = make_long_plans(top, given.plans)
        html = top / "html"
        html.mkdir()
        for number, page in build_pages(root):
            (html / f"{number}.html").write_text(write_html(page), encoding="utf-8")
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        files = sorted(html.glob("*.html"))
        bench = Bench(root, top, given.rounds)
        rivals = Rivals(bench, files, top / "out", given.tools.resolve(), chromium)
        started = time.monotonic()
        lines = []
        for line in make_report(rivals, given.rounds):
            lines.append(line)
            print(line, flush=True)
        print(f"took {time.monotonic() - started:.0f} s", file=sys.stderr)
    if given.write:
        name = f"{datetime.now(UTC).date()}-documents.md"
        Path(__file__).with_name("results").joinpath(name).write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    main()
