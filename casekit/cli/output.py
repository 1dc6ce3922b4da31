"""Words out: data to standard output, talk to standard error, never markup from a record.

Text from records may hold anything; what could steer a terminal is shown as a visible escape.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from casekit.errors import CasekitError
from casekit.model.findings import Finding

SCHEMA_VERSION = 1
INTERRUPTED = "interrupted; nothing half-done was left behind"
_BIDI = {*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C}
_BREAKS = {0x2028, 0x2029, 0x85}


class Format(StrEnum):
    """How a reader answers."""

    TEXT = "text"
    JSON = "json"
    TSV = "tsv"
    CSV = "csv"
    MD = "md"


def clean(text: object, *, keep_lines: bool = False) -> str:
    """Text from a record, safe for a terminal: control and direction marks become visible."""
    return "".join(
        c
        if (c == "\n" and keep_lines) or not _is_steering(ord(c))
        else c.encode("unicode_escape").decode("ascii")
        for c in str(text)
    )


def _is_steering(code: int) -> bool:
    return code < 0x20 or 0x7F <= code < 0xA0 or code in _BIDI or code in _BREAKS


def say(text: str = "") -> None:
    """A line of the answer, to standard output; its text is already clean."""
    sys.stdout.write(text + "\n")


def talk(text: str) -> None:
    """A line beside the answer, to standard error."""
    sys.stderr.write(text + "\n")


def write_json(answer: Mapping[str, Any]) -> None:
    """The answer as JSON, with the version of its shape first."""
    whole = {"schema_version": SCHEMA_VERSION, **answer}
    say(json.dumps(whole, ensure_ascii=False, indent=2, default=str))


def finding_as_data(finding: Finding) -> dict[str, Any]:
    """A finding as the contract for scripts writes it."""
    return {
        "code": finding.code,
        "severity": finding.severity,
        "path": finding.path,
        "line": finding.line or None,
        "column": finding.column or None,
        "message": finding.message,
        "hint": finding.hint,
    }


def finding_as_text(finding: Finding) -> str:
    """A finding as people read it: `path:line:col: error[CODE] message`, then the way out."""
    place = clean(finding.path)
    if finding.line:
        place += f":{finding.line}:{finding.column}"
    text = f"{place}: {finding.severity}[{finding.code}] {clean(finding.message)}"
    return text + (f"\n  hint: {clean(finding.hint)}" if finding.hint else "")


def wants_json(words: Sequence[str]) -> bool:
    """Whether a command line asks for JSON; also told of one that cannot be parsed."""
    return "--format=json" in words or any(
        word == "--format" and after == "json"
        for word, after in zip(words, words[1:], strict=False)
    )


def tell_error(fault: CasekitError, as_json: bool) -> None:
    """Say what went wrong: to people on standard error, to scripts as JSON on standard output."""
    findings: Sequence[Finding] = getattr(fault, "findings", ())
    for finding in findings:
        talk(finding_as_text(finding))
    if fault.message:
        talk(
            finding_as_text(
                Finding(
                    code=fault.code,
                    message=fault.message,
                    path=fault.path or "casekit",
                    line=fault.line or 0,
                    column=fault.column or 0,
                    hint=fault.hint,
                )
            )
        )
    if as_json:
        write_json(
            {
                "error": {
                    "code": fault.code,
                    "message": fault.message,
                    "hint": fault.hint,
                    "exit_code": fault.exit_code,
                },
                "findings": [finding_as_data(f) for f in findings],
            }
        )


def write_rows(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], how: Format) -> None:
    """Rows as TSV, CSV or a Markdown table; every cell is text and nothing else."""
    if how is Format.TSV:
        say("\t".join(columns))
        for row in rows:
            say("\t".join(clean(_cell(row.get(c))) for c in columns))
    elif how is Format.CSV:
        import csv
        import io

        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow([_for_spreadsheet(clean(_cell(row.get(c)))) for c in columns])
        sys.stdout.write(buffer.getvalue())
    else:
        say("| " + " | ".join(columns) + " |")
        say("|" + " --- |" * len(columns))
        for row in rows:
            say("| " + " | ".join(_for_markdown(_cell(row.get(c))) for c in columns) + " |")


def write_table(rows: Sequence[Sequence[str]], heads: Sequence[str]) -> None:
    """Rows for people: aligned text, or a table as wide as the screen on a terminal."""
    cells = [[clean(cell) for cell in row] for row in rows]
    if _is_rich_terminal():
        from rich import box
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        table = Table(*heads, box=box.SIMPLE_HEAD, pad_edge=False)
        for row in cells:
            table.add_row(*(Text(cell) for cell in row))
        Console(markup=False, emoji=False, highlight=False).print(table)
        return
    widths = [max(len(r[i]) for r in [list(heads), *cells]) for i in range(len(heads))]
    for row in [list(heads), *cells]:
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        say(line.rstrip())


def _is_rich_terminal() -> bool:
    """A terminal that may be sent more than text: bold is an escape as well as colour is."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM", "dumb") == "dumb"
    return sys.stdout.isatty() and not plain


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value)
    return str(value)


def _for_spreadsheet(cell: str) -> str:
    """A leading =, +, - or @ would be run as a formula; an apostrophe makes it text."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@") else cell


def _for_markdown(cell: str) -> str:
    escaped = "".join(f"\\{c}" if c in "\\`*_{}[]<>#|~&$" else c for c in cell)
    return clean(escaped.replace("\n", " "))
