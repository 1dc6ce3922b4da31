"""The agency's figures: cases read and counted, each figure with its definition and its cases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from casekit.errors import NotFound
from casekit.model.findings import Finding, sort_findings
from casekit.model.ids import CASE_NUMBER
from casekit.model.when import at_instant, on_day
from casekit.overview.due import tell_unjudged
from casekit.overview.metrics.basis import Story, make_basis
from casekit.overview.metrics.catalogue import COUNTERS
from casekit.overview.metrics.definitions import Definition, load_definitions
from casekit.overview.metrics.figures import (
    CONFIRMED,
    Compared,
    Figure,
    Group,
    make_figure,
    rate_of,
)
from casekit.overview.metrics.periods import Period, last_year_followed, year_in_progress
from casekit.practice.rulebook import Rulebook
from casekit.workspace.out_of_sight import find_deleted, list_readable
from casekit.workspace.workspace import Workspace


class LeftOut(NamedTuple):
    """A case, or a place where cases may lie, that is in no figure, and why."""

    case: str | None
    path: str
    why: str


@dataclass(frozen=True, eq=False)
class Report:
    """The figures as of an aware instant, how many cases they stand on, and every fault met."""

    as_of: datetime
    version: str | None
    counted: int
    left_out: tuple[LeftOut, ...]
    figures: tuple[Figure, ...]
    findings: tuple[Finding, ...]

    @property
    def exit_code(self) -> int:
        """4 when something could not be read or judged, else 0: a low figure is no fault."""
        return 4 if any(f.severity == "error" for f in self.findings) else 0


def find_metrics(typed: str | None) -> tuple[Definition, ...]:
    """All metrics, or the one whose id is, or alone starts as, what somebody typed.

    Raises NotFound for none or several, and Unreadable when the definitions are damaged.
    """
    known = load_definitions()
    if typed is None:
        return known
    exact = [d for d in known if d.id == typed]
    found = exact or [d for d in known if d.id.startswith(typed)]
    if len(found) != 1:
        what = "several metrics start" if found else "there is no metric that starts"
        names = ", ".join(d.id for d in (found or known))
        raise NotFound(f"{what} as `{typed}`", hint=f"name one of: {names}")
    return tuple(found)


def make_report(
    workspace: Workspace,
    book: Rulebook,
    now: datetime,
    metrics: Sequence[Definition],
    period: Period | None = None,
) -> Report:
    """Count metrics over every case that can be read, as of an aware instant.

    Without a period each metric takes its own. A case with a record that cannot be read, or that is
    gone, is in no figure and is told: half a case would give a wrong one.
    """
    numbers, withheld = list_readable(workspace)
    deleted = find_deleted(workspace)
    left_out = [_left_out(f, "it was not looked at") for f in withheld]
    findings = [*withheld, *deleted]
    stories: list[Story] = []
    folders = {number: f"{workspace.folder_of(number)}/" for number in numbers}
    for number in numbers:
        loaded = workspace.load(number)
        findings.extend(loaded.findings)
        faults = [f for f in loaded.findings if f.severity == "error"]
        gone = [f for f in deleted if f.path.startswith(folders[number])]
        if faults or gone:
            why = "records cannot be read" if faults else "records are gone from the folder"
            left_out.append(LeftOut(number, folders[number].rstrip("/"), why))
        else:
            stories.append(Story(loaded.case, book.timeline(loaded.case, now)))
    known = tuple(folders.values())
    lost = {_case_of(f.path): f for f in deleted if not f.path.startswith(known)}
    left_out += [_left_out(f, "the case is gone from the folder") for f in lost.values()]
    basis = make_basis(stories, book.clock, book.priorities, now)
    figures = []
    for definition in metrics:
        taken = period or default_period(definition, book, now)
        count = COUNTERS[definition.id](basis, taken)
        findings.extend(count.findings)
        if count.unjudged_rules:
            findings.extend([*tell_unjudged(count.unjudged_rules), *book.findings])
        ends = on_day(taken.last, basis.zone)
        figures.append(make_figure(definition, taken, count, ends, now, whole=not left_out))
    unique = {(f.path, f.line, f.column, f.code, f.message): f for f in findings}
    return Report(
        now,
        workspace.version,
        len(stories),
        tuple(sorted(left_out, key=lambda item: (item.case or "", item.path))),
        tuple(figures),
        sort_findings(unique.values()),
    )


def default_period(definition: Definition, book: Rulebook, now: datetime) -> Period:
    """The fiscal year in progress, or for what needs time to be told the last one that had it."""
    today = at_instant(now, book.clock.zone).day
    if definition.follow_up is None:
        return year_in_progress(today)
    return last_year_followed(today, definition.follow_up)


def _left_out(finding: Finding, why: str) -> LeftOut:
    return LeftOut(_case_of(finding.path), finding.path, why)


def _case_of(path: str) -> str | None:
    """The case in whose folder a path lies, None where it lies in none."""
    return next((part for part in path.split("/") if CASE_NUMBER.fullmatch(part)), None)


def figure_data(figure: Figure) -> dict[str, Any]:
    """A figure as the contract for scripts writes it."""
    d = figure.definition
    return {
        "id": d.id,
        "title": d.title,
        "definition": d.definition,
        "readings": [
            {"text": r.text, "source": r.source, "verification": r.verification} for r in d.readings
        ],
        "source": str(d.source) + (f"; {d.source.where}" if d.source.where else ""),
        "verification": d.verification,
        "period": {
            "name": figure.period.name,
            "from": figure.period.first.isoformat(),
            "until": figure.period.last.isoformat(),
            "over": figure.is_over,
        },
        "numerator": {"counts": d.numerator, "number": figure.numerator},
        "denominator": {"counts": d.denominator, "number": figure.denominator, "of": d.thing},
        "rate": figure.rate,
        "unit": d.unit,
        "better": d.better,
        "time_taken": _group_data(d, figure.total) if figure.total else None,
        "groups": [_group_data(d, group) for group in figure.groups],
        "comparisons": [
            {
                "name": c.value.name,
                "value": c.value.value,
                "verification": c.value.verification,
                "source": c.value.source,
                "note": c.value.note,
                "reached": c.reached,
                "not_said_because": c.why_not,
            }
            for c in figure.compared
        ],
        "parts": [part._asdict() for part in figure.parts],
        "not_judged": [item._asdict() for item in figure.not_judged],
    }


def _group_data(definition: Definition, group: Group) -> dict[str, Any]:
    return {
        "name": group.name,
        "numerator": group.numerator,
        "denominator": group.denominator,
        "rate": rate_of(definition, group.numerator, group.denominator),
        "median_hours": group.median_hours,
        "p90_hours": group.p90_hours,
        "hours_known_of": group.timed,
        "standing": [{"name": name, "number": number} for name, number in group.marks],
    }


def figure_rows(figures: Iterable[Figure]) -> list[dict[str, Any]]:
    """Figures as rows, one for each, and one for each of its groups."""
    rows: list[dict[str, Any]] = []
    for figure in figures:
        head = {
            "metric": figure.definition.id,
            "title": figure.definition.title,
            "period": figure.period.name,
            "from": figure.period.first.isoformat(),
            "until": figure.period.last.isoformat(),
            "unit": figure.definition.unit,
        }
        whole = Group("", figure.numerator, figure.denominator, None, None, 0, ())
        for group in (figure.total or whole, *figure.groups):
            is_whole = group.name == ""
            rows.append(
                head
                | {
                    "group": group.name,
                    "numerator": group.numerator,
                    "denominator": group.denominator,
                    "rate": rate_of(figure.definition, group.numerator, group.denominator),
                    "median_hours": group.median_hours,
                    "p90_hours": group.p90_hours,
                    "standing": "; ".join(f"{name}: {number}" for name, number in group.marks),
                    "not_judged": len(figure.not_judged) if is_whole else None,
                    "compared_with": "; ".join(say_compared(figure)) if is_whole else "",
                }
            )
    return rows


def case_rows(figures: Iterable[Figure]) -> list[dict[str, Any]]:
    """What stands behind figures as rows: case, child or record, and what each adds or why not."""
    rows: list[dict[str, Any]] = []
    for figure in figures:
        head: dict[str, Any] = {"metric": figure.definition.id, "period": figure.period.name}
        rows += [head | {"judged": True, **part._asdict()} for part in figure.parts]
        for item in figure.not_judged:
            data = item._asdict()
            rows.append(head | {"judged": False, "says": data.pop("why"), **data})
    return rows


def say_compared(figure: Figure) -> list[str]:
    """Each comparison value in words, with its name: see `judge_compared`."""
    return [f"{c.value.name}: {judge_compared(figure, c)}" for c in figure.compared]


def judge_compared(figure: Figure, compared: Compared) -> str:
    """A comparison value with its label, and whether it is reached where that is said."""
    value, reached, why_not = compared
    rate = say_rate(value.value, figure.definition.unit)
    if value.verification not in CONFIRMED:
        # What nobody could confirm is no target, so it is not written like one.
        return f"{rate} ({value.verification})"
    at = "at least" if figure.definition.better == "higher" else "at most"
    verdict = f"not said, {why_not}" if reached is None else "reached" if reached else "not reached"
    return f"{at} {rate} ({value.verification}): {verdict}"


def say_rate(rate: float | None, unit: str) -> str:
    """A rate with its unit; what has no cases has no rate.

    Two places: 94.96 of a hundred must not look like the 95 that it does not reach.
    """
    if rate is None:
        return "no cases"
    number = f"{rate:.2f}".rstrip("0").rstrip(".")
    return f"{number} %" if unit == "percent" else number
