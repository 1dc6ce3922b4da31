"""How the answer to what is due is written: for people, and as data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from casekit.cli.output import (
    Format,
    clean,
    count,
    finding_as_data,
    finding_as_text,
    say,
    talk,
    write_json_rows,
    write_rows,
    write_table,
)
from casekit.overview.answers import AnswerRow, AskedWorkspace, DueAnswer
from casekit.overview.row_words import FAR_DAYS, say_row, say_standing

COLUMNS = (
    "case",
    "status",
    "due",
    "days_overdue",
    "rule",
    "title",
    "part",
    "per",
    "subject",
    "last",
    "met_at",
    "enforced",
    "source",
    "verification",
    "id",
    "extended_from",
    "extended_by",
    "excused_by",
    "waiting",
    "worker",
    "unit",
    "office",
)
# So many rows are shown as what to do next.
_NEXT = 10


def write_due_text(answer: DueAnswer, *, everything: bool) -> None:
    """The list for people: without far-off duties, unless everything is wanted."""
    listed = list(answer.rows)
    shown = [told for told in listed if everything or not told.is_far]
    several_cases, several = answer.cases != 1, len(answer.workspaces) > 1
    rows = []
    for told in shown:
        values = told.row.values
        what = values["title"] + (f", {values['part']}" if values["part"] else "")
        cells = [
            say_standing(values, answer.zone),
            what + told.row.waiting,
            told.row.who,
            "" if values["enforced"] else "advice",
        ]
        cells = [values["case"], *cells] if several_cases else cells
        rows.append([told.workspace, *cells] if several else cells)
    heads = ["When", "What", "For", ""]
    heads = ["Case", *heads] if several_cases else heads
    if rows:
        write_table(rows, ["Workspace", *heads] if several else heads)
    else:
        say(_say_nothing(answer))
    if later := len(listed) - len(shown):
        talk(f"{later} due later than in {FAR_DAYS} days: --all lists them")
    if left_out := dict(answer.settled):
        excused = left_out.pop("excused", 0)
        settled = sum(left_out.values())
        counts = [f"{settled} met or lapsed"] if settled else []
        counts += [f"{excused} excused"] if excused else []
        talk(f"{', '.join(counts)}: --all lists them")


def _say_nothing(answer: DueAnswer) -> str:
    return "Nothing is due in what could be read." if answer.is_partial else "Nothing is due."


def write_due_data(answer: DueAnswer, how: Format, *, several: bool) -> None:
    """The list as data; of several workspaces each row says from which it is."""
    rows = (
        {"workspace": told.workspace, **told.values} if several else told.values
        for told in answer.rows
    )
    if how is not Format.JSON:
        write_rows(rows, ("workspace", *COLUMNS) if several else COLUMNS, how)
        return
    head: dict[str, Any] = {"as_of": answer.local_as_of}
    if several:
        head["workspaces"] = [_workspace_as_data(each) for each in answer.workspaces]
    else:
        head["version"] = answer.workspaces[0].version
    findings = [finding_as_data(f) for each in answer.workspaces for f in each.findings]
    write_json_rows(head, "obligations", rows, {"findings": findings})


def _workspace_as_data(each: AskedWorkspace) -> dict[str, Any]:
    return {
        "name": each.name,
        "root": each.root,
        "version": each.version,
        "cases": each.cases,
        "exit_code": each.exit_code,
        "findings": [finding_as_data(f) for f in each.findings],
    }


def say_one_line(answer: DueAnswer) -> None:
    """Counts in one line: nothing but what is overdue is worth a look every morning."""
    tally = {"overdue": 0, "due soon": 0, "open": 0, "missed": 0}
    for told in answer.rows:
        values = told.row.values
        if values["enforced"] and values["status"] in tally:
            tally[values["status"]] += 1
    said = ", ".join(f"{number:,} {status}" for status, number in tally.items())
    faults = sum(f.severity == "error" for each in answer.workspaces for f in each.findings)
    where = count(answer.cases, "case")
    if len(answer.workspaces) > 1:
        where += f" in {count(len(answer.workspaces), 'workspace')}"
    unread = f"; {count(faults, 'fault')}: not all could be read or judged" if faults else ""
    say(f"{answer.local_as_of[:16]}: {said}; {where}{unread}")


def say_next(answer: DueAnswer, live: Sequence[AnswerRow]) -> None:
    """The most pressing duties, one a line."""
    for told in live[:_NEXT]:
        row = told.row
        number = "" if answer.cases == 1 else f"{row.values['case']}  "
        say(number + clean(say_row(row.values, row.who, row.waiting, answer.zone)))
    if not live and (answer.cases or answer.is_partial):
        say(_say_nothing(answer))
    if not answer.cases and not answer.is_partial:
        say("There is no case yet. Begin with: casekit intake")
    elif len(live) > _NEXT:
        say(f"... and {len(live) - _NEXT} more: casekit due")


def write_next_data(answer: DueAnswer, live: Sequence[AnswerRow], how: Format) -> None:
    """The same as data."""
    rows = [told.values for told in live[:_NEXT]]
    if how is not Format.JSON:
        write_rows(rows, COLUMNS, how)
        return
    head = {"as_of": answer.local_as_of, "version": answer.workspaces[0].version}
    findings = [finding_as_data(f) for each in answer.workspaces for f in each.findings]
    write_json_rows(head, "next", rows, {"findings": findings})


def tell_findings(answer: DueAnswer) -> None:
    """Every notice and fault, beside the answer; of several workspaces with where it was met."""
    several = len(answer.workspaces) > 1
    for each in answer.workspaces:
        for notice in each.notices:
            talk(clean(f"{each.root}: {notice}" if several else notice))
        for finding in each.findings:
            where = f"{each.root}: " if several and finding.path != each.root else ""
            talk(finding_as_text(finding._replace(path=f"{where}{finding.path}")))
