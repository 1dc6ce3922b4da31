"""`casekit instruments`: which forms there are, one to read or print, its answers on a case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated, Any

import typer

from casekit.cli.options import AsKnown, Directory, HowToAnswer
from casekit.cli.output import Format, say, wrap_behind, write_json, write_rows, write_table
from casekit.cli.session import Session, open_session
from casekit.model.days import say_day
from casekit.model.records import Case
from casekit.overview.instruments import AnswerRow, Compared, compare_answers
from casekit.practice.instrument_data import Instrument, find_instrument

LIST_COLUMNS = ("id", "version", "title", "kind", "per", "items", "own")
ITEM_COLUMNS = ("item", "section", "domain", "question", "help", "choices")
ANSWER_COLUMNS = (
    *("item", "about", "called", "question", "value", "reason", "before", "before_reason"),
    *("changed", "informants"),
)


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return instruments


def instruments(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="A form; without it all are listed.")
    ] = None,
    case: Annotated[
        str | None,
        typer.Option("--case", metavar="CASE", help="Its answers there, the former ones beside."),
    ] = None,
    as_known: AsKnown = None,
    how: HowToAnswer = Format.TEXT,
    directory: Directory = None,
) -> int:
    """The forms of assessments: which there are, what each asks, and what was answered on a case.

    \b
    Example: casekit instruments risk-levels --case 2026-K7
    """
    session = open_session(directory, as_known=as_known)
    known = session.book.instruments
    if name is None:
        _list(list(known.values()), how)
        return 0
    instrument = find_instrument(name, known)
    if case is None:
        _show_form(instrument, how)
        return 0
    loaded = session.workspace.load(session.workspace.find_case(case))
    compared = compare_answers(loaded.case, instrument)
    _show_answers(instrument, loaded.case, compared, session, how)
    return 4 if any(f.severity == "error" for f in loaded.findings) else 0


def _list(found: list[Instrument], how: Format) -> None:
    rows = [_head(one) for one in found]
    if how is Format.JSON:
        write_json({"instruments": rows})
    elif how in (Format.TSV, Format.CSV):
        write_rows(rows, LIST_COLUMNS, how)
    else:
        cells = [
            [one.id, one.title, f"per {one.per}", f"{len(one.items)} questions", one.version]
            for one in found
        ]
        if how is Format.MD:
            from casekit.documents.markdown import escape_markdown

            for cell in cells:
                say("- " + escape_markdown(": ".join(cell[:2]) + ", " + ", ".join(cell[2:])))
            return
        write_table(cells, ["Name", "Title", "For", "Asks", "Version"])


def _head(one: Instrument) -> dict[str, Any]:
    return {
        "id": one.id,
        "version": one.version,
        "title": one.title,
        "kind": one.kind,
        "per": one.per,
        "items": len(one.items),
        "own": one.path.startswith("instruments/"),
    }


def _show_form(instrument: Instrument, how: Format) -> None:
    rows = [
        {
            "item": item.id,
            "section": item.section,
            "domain": item.domain,
            "question": item.question,
            "help": item.help,
            "choices": [option.value for option in item.choices],
        }
        for item in instrument.items
    ]
    if how is Format.JSON:
        choices = [
            [{"value": o.value, "label": o.label, "means": o.means} for o in item.choices]
            for item in instrument.items
        ]
        full = [{**row, "choices": c} for row, c in zip(rows, choices, strict=True)]
        write_json(
            {
                **_head(instrument),
                "about": instrument.about,
                "source": dict(instrument.source),
                "verification": instrument.verification,
                "scoring": dict(instrument.scoring),
                "questions": full,
            }
        )
    elif how in (Format.TSV, Format.CSV):
        write_rows(rows, ITEM_COLUMNS, how)
    else:
        _say_lines(_form_lines(instrument), how)


def _form_lines(instrument: Instrument) -> Iterator[str]:
    yield f"{instrument.title} ({instrument.id}, version {instrument.version})"
    source = f"{instrument.source['instrument']}, {instrument.source['section']}"
    yield from wrap_behind("", instrument.about)
    yield from wrap_behind("", f"Source: {source}; {instrument.verification}.")
    section = None
    for number, item in enumerate(instrument.items, start=1):
        if item.section and item.section != section:
            section = item.section
            yield ""
            yield section
        yield ""
        yield from wrap_behind(f"{number}. ", f"{item.question} ({item.id})")
        yield from wrap_behind("   ", item.help)
        for option in item.choices:
            yield from wrap_behind("   [ ] ", f"{option.label}: {option.means}")
        yield "   Answer:" if item.takes_text else "   Why:"
    if not instrument.items:
        yield ""
        yield "It has no questions yet: an agency fills in its own."


def _show_answers(
    instrument: Instrument, case: Case, compared: Compared, session: Session, how: Format
) -> None:
    rows = [_answer_data(row) for row in compared.rows]
    if how is Format.JSON:
        write_json(
            {
                **_head(instrument),
                "case": case.number,
                "newest": compared.newest.id if compared.newest else None,
                "previous": compared.previous.id if compared.previous else None,
                "answers": rows,
            }
        )
    elif how in (Format.TSV, Format.CSV):
        flat = [{**row, "informants": "; ".join(row["informants"])} for row in rows]
        write_rows(flat, ANSWER_COLUMNS, how)
    else:
        _say_lines(_answer_lines(instrument, case, compared), how)


def _answer_data(row: AnswerRow) -> dict[str, Any]:
    now, before = row.now or {}, row.before or {}
    return {
        "item": row.item.id,
        "about": row.about or None,
        "called": row.called or None,
        "question": row.item.question,
        "value": now.get("value"),
        "reason": now.get("reason"),
        "before": before.get("value"),
        "before_reason": before.get("reason"),
        "changed": row.has_changed,
        "informants": [f"{a['informant']}: {a['value']}" for a in row.others],
    }


def _answer_lines(instrument: Instrument, case: Case, compared: Compared) -> Iterator[str]:
    yield f"{instrument.title}, case {case.number}"
    if compared.newest is None:
        yield "It was not answered on this case yet."
        yield f"casekit assess {case.number} --form {instrument.id}"
        return
    yield f"Newest: {say_day(compared.newest.occurred.day)} ({compared.newest.id})"
    if compared.previous is not None:
        yield f"Before: {say_day(compared.previous.occurred.day)} ({compared.previous.id})"
    person = None
    for row in compared.rows:
        if row.called != person:
            person = row.called
            yield ""
            yield person or "The family"
        yield from wrap_behind("  ", row.item.question)
        now = _say_answer(row.now)
        mark = "changed: " if row.has_changed else "now: "
        yield from wrap_behind("    ", f"{mark}{now}")
        if row.before is not None:
            yield from wrap_behind("    ", f"before: {_say_answer(row.before)}")
        for other in row.others:
            yield from wrap_behind("    ", f"{other['informant']}: {_say_answer(other)}")


def _say_answer(answer: Any) -> str:
    if answer is None:
        return "not answered"
    reason = f" - {answer['reason']}" if "reason" in answer else ""
    return f"{answer['value']}{reason}"


def _say_lines(lines: Iterator[str], how: Format) -> None:
    if how is Format.TEXT:
        for line in lines:
            say(line)
        return
    from casekit.documents.markdown import escape_markdown

    for line in lines:
        depth = (len(line) - len(line.lstrip())) // 2
        text = escape_markdown(line.strip())
        say(f"{'  ' * (depth - 1)}- {text}" if depth else text)
