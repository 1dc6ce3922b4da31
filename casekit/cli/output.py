"""Words out: data to standard output, talk to standard error, never markup from a record.

Text from records, file names and the command line may hold anything. Everything leaves through this
file, and here what could steer a terminal, hide, or run in a spreadsheet is made visible text.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from enum import StrEnum
from typing import Any

from casekit.errors import CasekitError
from casekit.model.findings import Finding
from casekit.model.visible import make_visible, replace_hidden

SCHEMA_VERSION = 1
INTERRUPTED = "interrupted; nothing half-done was left behind"
# Where a spreadsheet would begin a formula: at the start of a cell, and behind a semicolon, which
# parts cells in many countries. East Asian scripts have wide and small forms of the same signs.
_FORMULA = re.compile(
    r"(?:^|(?<=;))(?=[\s\"]*[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b])"
)

# What a line of tab-separated cells must not have to be written as it is: what is not plain, and
# what could be a formula at the start of a cell. One class of signs is looked for fastest.
_SUSPICIOUS = re.compile(r"[^\t !#-*,-:<>?A-~]")
_CELL_BEGINS = ("\t-", "\t ")


# Made once: a list may have many thousand rows.
_as_json = json.JSONEncoder(ensure_ascii=False, default=str).encode


class Format(StrEnum):
    """How a reader answers."""

    TEXT = "text"
    JSON = "json"
    TSV = "tsv"
    CSV = "csv"
    MD = "md"


class Shown(str):
    """Text in which nothing steers or hides any more, and each line break is one of ours.

    What is made of it by `+` or a format is plain text again, and is cleaned again.
    """

    __slots__ = ()


def clean(text: object, *, keep_lines: bool = False) -> Shown:
    """Text from anywhere, safe for a terminal: see casekit.model.visible."""
    return Shown(make_visible(str(text), keep_lines=keep_lines))


class AnswerCut(Exception):
    """The answer could not be written whole, as on a full disk behind `> FILE`."""


def say(text: str = "") -> None:
    """A line of the answer, to standard output; several lines only where it is Shown.

    Raises AnswerCut, and BrokenPipeError where the reader went away.
    """
    try:
        sys.stdout.write((text if isinstance(text, Shown) else clean(text)) + "\n")
    except BrokenPipeError:
        raise
    except OSError as fault:
        raise AnswerCut(fault.strerror) from fault


def prompt(question: str) -> None:
    """A question beside the answer; what is typed goes on behind it on the same line."""
    sys.stderr.write(clean(question))
    sys.stderr.flush()


def talk(text: str) -> None:
    """A line beside the answer, to standard error; several lines only where it is Shown."""
    # With nowhere left to say it, the exit code still tells.
    with suppress(OSError):
        sys.stderr.write((text if isinstance(text, Shown) else clean(text)) + "\n")


def write_json(answer: Mapping[str, Any]) -> None:
    """The answer as JSON, with the version of its shape first."""
    whole = {"schema_version": SCHEMA_VERSION, **answer}
    text = json.dumps(whole, ensure_ascii=False, indent=2, default=str)
    # Whoever parses it gets the very text of the record; whoever looks at it is not steered by it.
    say(Shown("\n".join(map(_clean_json, text.split("\n")))))


def write_json_rows(
    head: Mapping[str, Any], name: str, rows: Iterable[Mapping[str, Any]], tail: Mapping[str, Any]
) -> None:
    """The same with a list that may be long: each of its rows on a line, written as it comes."""
    opening = json.dumps({"schema_version": SCHEMA_VERSION, **head}, ensure_ascii=False, indent=2)
    lead = f'{opening[:-2]},\n  "{name}": ['
    say(Shown("\n".join(map(_clean_json, lead.split("\n")))))
    waiting: str | None = None
    for row in rows:
        if waiting is not None:
            say(Shown(f"    {waiting},"))
        waiting = _clean_json(_as_json(row))
    if waiting is not None:
        say(Shown(f"    {waiting}"))
    closing = json.dumps(tail, ensure_ascii=False, indent=2, default=str)
    say(Shown("\n".join(map(_clean_json, f"  ],{closing[1:]}".split("\n")))))


def _clean_json(line: str) -> str:
    if line.isascii() and "\x7f" not in line:
        return line
    return replace_hidden(line, _escape_for_json)


def _escape_for_json(character: str) -> str:
    return "\\u007f" if character == "\x7f" else json.dumps(character)[1:-1]


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


def finding_as_text(finding: Finding) -> Shown:
    """A finding as people read it: `path:line:col: error[CODE] message`, then the way out."""
    place: str = clean(finding.path)
    if finding.line:
        place += f":{finding.line}:{finding.column}"
    text = f"{place}: {finding.severity}[{finding.code}] {clean(finding.message)}"
    return Shown(text + (f"\n  hint: {clean(finding.hint)}" if finding.hint else ""))


def write_findings(
    head: Mapping[str, Any], findings: Sequence[Finding], how: Format, summary: str
) -> None:
    """The answer of a command that looks for faults; its summary is for people only."""
    rows = [finding_as_data(f) for f in findings]
    if how is Format.JSON:
        write_json({**head, "findings": rows})
    elif how is not Format.TEXT:
        columns = ("path", "line", "column", "severity", "code", "message", "hint")
        write_rows(rows, columns, how)
    else:
        for finding in findings:
            say(finding_as_text(finding))
        talk(summary)


def tell_findings(findings: Iterable[Finding]) -> int:
    """Tell what was met on the way, beside the answer: 4 when not all could be read, else 0."""
    met = list(findings)
    for finding in met:
        talk(finding_as_text(finding))
    return 4 if any(finding.severity == "error" for finding in met) else 0


def count(number: int, thing: str) -> str:
    """So many of a thing, in words: 1 case, 2,000 cases."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


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


def write_rows(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], how: Format) -> None:
    """Rows as TSV, CSV or a Markdown table; every cell is text and nothing else."""
    if how is Format.TSV:
        say(Shown("\t".join(columns)))
        for row in rows:
            say(_tsv_line([*map(row.get, columns)]))
    elif how is Format.CSV:
        import csv
        import io

        for cells in _csv_rows(rows, columns):
            buffer = io.StringIO()
            # Text is always in quotes, so that a number is told from text that looks like one.
            csv.writer(buffer, lineterminator="", quoting=csv.QUOTE_NONNUMERIC).writerow(cells)
            say(Shown(buffer.getvalue()))
    else:
        # Only where Markdown is asked for.
        from casekit.documents.markdown import escape_markdown

        say("| " + " | ".join(columns) + " |")
        say("|" + " --- |" * len(columns))
        for row in rows:
            say("| " + " | ".join(escape_markdown(_cell(row.get(c))) for c in columns) + " |")


def _csv_rows(
    rows: Iterable[Mapping[str, Any]], columns: Sequence[str]
) -> Iterator[Sequence[object]]:
    yield columns
    for row in rows:
        yield [_for_spreadsheet(row.get(c)) for c in columns]


def write_table(rows: Sequence[Sequence[str]], heads: Sequence[str]) -> None:
    """Rows for people: aligned text, or a table as wide as the screen on a terminal."""
    cells: list[list[str]] = [[clean(cell) for cell in row] for row in rows]
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


def wrap_labelled(label: str, text: str, width: int) -> list[str]:
    """A text behind its label, which takes so many columns, on lines of eighty at most."""
    return wrap_behind(f"  {label + ':':<{width}} ", clean(text), 80)


def wrap_behind(head: str, text: str, width: int = 88) -> list[str]:
    """A text behind a head, the lines below it as deep; words stay whole."""
    import textwrap

    return textwrap.wrap(
        text,
        width=width,
        initial_indent=head,
        subsequent_indent=" " * len(head),
        break_long_words=False,
        break_on_hyphens=False,
    )


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


def _for_spreadsheet(value: Any) -> str | int | float:
    """A number as it is; text that would be run as a formula behind an apostrophe."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return _FORMULA.sub("'", clean(_cell(value)))


def _tsv_line(values: Sequence[Any]) -> Shown:
    cells = [
        value if type(value) is str else "" if value is None else _cell(value) for value in values
    ]
    line = "\t".join(cells)
    # Most lines have nothing to be made harmless, and one look at the whole tells.
    if (
        line.count("\t") == len(cells) - 1
        and not _SUSPICIOUS.search(line)
        and not any(begin in line for begin in _CELL_BEGINS)
        and not line.startswith(("-", " "))
    ):
        return Shown(line)
    return Shown("\t".join(map(_for_tsv, values)))


def _for_tsv(value: Any) -> str:
    """The same, and an apostrophe before a quote: some would look for its end in later rows."""
    cell = str(_for_spreadsheet(value))
    return f"'{cell}" if cell.startswith('"') else cell
