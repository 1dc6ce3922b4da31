"""The report on a branch as one Markdown page, for a comment on a pull request.

The order is stable, details are folded, and it fits a comment: where it would not, lists are cut
and say how to see the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import tzinfo

from casekit.documents.markdown import escape_markdown
from casekit.errors import NotFound
from casekit.model.days import say_when
from casekit.overview.branch_report import BranchReport, CaseReport
from casekit.overview.consequences import Consequence
from casekit.practice.codes import find_code

# A comment holds 65,536 characters on the forge that takes least.
MAX_CHARACTERS = 60_000
# So many lines of a list are shown, the fewer the more there is to say.
_LIMITS = (1000, 100, 30, 10, 3, 0)


def write_page(report: BranchReport, zone: tzinfo) -> str:
    """The page; at most MAX_CHARACTERS long."""
    for limit in _LIMITS:
        page = "\n".join(_write(report, zone, limit)) + "\n"
        if len(page) <= MAX_CHARACTERS:
            return page
    # Even one line for each case is too much: thousands were changed at once.
    head = list(_write_head(report))
    many = f"{len(report.cases):,} cases changed: more than a page holds."
    return "\n".join([*head, "", f"{many} See: `{_command(report)}`"]) + "\n"


def _write(report: BranchReport, zone: tzinfo, limit: int) -> Iterator[str]:
    yield from _write_head(report)
    if report.beside:
        yield "\n## The agency's own files\n"
        yield from _list((change.says for change in report.beside), limit, report)
    looked = [(case.number, change) for case in report.cases for change in case.attention]
    if looked:
        yield "\n## To look at\n"
        yield from _list((f"{number}: {change.says}" for number, change in looked), limit, report)
    for case in report.cases:
        yield from _write_case(report, case, zone, limit)


def _write_head(report: BranchReport) -> Iterator[str]:
    yield f"# What {report.after[:7]} brings to {report.before[:7]}\n"
    cases = report.cases
    changes = [change for case in cases for change in case.changes]
    if not changes and not report.beside:
        yield "Nothing changed in the words of casework: at most forms and order."
        return
    look = sum(change.attention for change in (*changes, *report.beside))
    told = [
        (len(cases), "case", "cases"),
        (len(changes) + len(report.beside), "change", "changes"),
        (look, "to look at", "to look at"),
        (sum(len(c.new_findings) for c in cases), "new finding", "new findings"),
        (sum(len(c.unreadable) for c in cases), "file unreadable", "files unreadable"),
        (sum(len(c.endangered) for c in cases), "duty endangered", "duties endangered"),
        (sum(len(c.created) for c in cases), "duty created", "duties created"),
        (sum(len(c.met) for c in cases), "duty met", "duties met"),
        (sum(len(c.voided) for c in cases), "approval void", "approvals void"),
        (sum(len(c.needed) for c in cases), "approval needed", "approvals needed"),
        (sum(len(c.present) for c in cases), "approval present", "approvals present"),
    ]
    yield ", ".join(f"**{n}** {one if n == 1 else many}" for n, one, many in told if n) + "."


def _write_case(report: BranchReport, case: CaseReport, zone: tzinfo, limit: int) -> Iterator[str]:
    yield f"\n## Case {case.number}"
    for findings, title in (
        (case.unreadable, "Cannot be read, so nothing is said of it"),
        (case.new_findings, "New findings"),
    ):
        if findings:
            yield f"\n**{title}**\n"
            yield from _list(
                (_say_finding(f.code, f.path, f.line) for f in findings), limit, report
            )
    for duties, title in (
        (case.endangered, "Duties endangered by this change"),
        (case.ended, "Duties that fall away"),
        (case.created, "Duties created"),
        (case.met, "Duties met"),
    ):
        if duties:
            yield f"\n**{title}**\n"
            yield from _list((_say_duty(one, zone) for one in duties), limit, report)
    for told, title in (
        (case.voided, "Approvals that no longer hold: what they were given to was changed"),
        (case.needed, "Approvals needed"),
        (case.present, "Approvals present"),
    ):
        if told:
            yield f"\n**{title}**\n"
            yield from _list(told, limit, report)
    if case.changes:
        yield f"\n<details><summary>What changed ({len(case.changes)})</summary>\n"
        lines = [
            line
            for change in case.changes
            for line in (change.says, *(f"{change.record}: {one}" for one in change.details))
        ]
        yield from _list(lines, limit, report)
        yield "\n</details>"
    for plan, items in case.plans.items() if limit else ():
        yield f"\n<details><summary>{escape_markdown(plan)}, as it would become</summary>\n"
        yield "| Part | Until | Standing | Words |\n|---|---|---|---|"
        for item in items[:limit]:
            cells = (item.of, item.until, item.standing, item.words)
            yield f"| {' | '.join(map(escape_markdown, cells))} |"
        yield "\n</details>"


def _list(lines: Iterable[str], limit: int, report: BranchReport) -> Iterator[str]:
    every: Sequence[str] = list(lines)
    yield from (f"- {escape_markdown(line)}" for line in every[:limit])
    if len(every) > limit:
        yield f"- and {len(every) - limit:,} more: `{_command(report)}`"


def _command(report: BranchReport) -> str:
    return f"casekit diff {report.before[:12]}..{report.after[:12]}"


def _say_finding(code: str, path: str, line: int) -> str:
    """A finding by its code: its own words may name a client, and what the code means does not."""
    try:
        means = find_code(code).means
    except NotFound:
        means = "see: casekit check"
    return f"{code}: {means} ({path.rpartition('/')[2]}{f':{line}' if line else ''})"


def _say_duty(one: Consequence, zone: tzinfo) -> str:
    duty = one.duty
    part = f", {duty.part}" if duty.part else ""
    days = ""
    if one.before is not None and one.after is not None and one.before.due != one.after.due:
        days = f" from {say_when(one.before.due, zone)} to {say_when(one.after.due, zone)}"
    elif duty.due is not None:
        days = f", due {say_when(duty.due, zone)}"
    # A duty of an order is called by its record and a word that somebody chose.
    subject = duty.subject.id.partition(":")[0]
    return f"{duty.rule.title}{part}: {one.change}{days} ({subject})"
