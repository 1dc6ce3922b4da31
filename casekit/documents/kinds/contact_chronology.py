"""Every contact of a case in order: who met whom, where and what for, and what was noted."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.documents.parts import say_choice, say_contacts, within
from casekit.documents.reader import Reader, Seen
from casekit.documents.request import Request, Sheet
from casekit.documents.sheet import Block, heading, pairs, section, sections, text
from casekit.documents.words import write_day

AUDIENCES = ("team", "supervisor", "court")
TITLE = "Contacts"


def build(reader: Reader, request: Request) -> Sheet:
    """The contacts of a window of days, made and attempted, oldest first."""
    children = request.choose_children(reader.case)
    wanted = frozenset(request.children)
    met = [
        seen
        for seen in reader.facts("contact", where=lambda r: within(r, request.since, request.until))
        if not wanted
        or wanted & {*seen.record.data.get("seen", ()), *seen.record.data.get("with", ())}
    ]
    return Sheet(
        title=TITLE,
        subtitle=f"with {reader.name_all([c.id for c in children])}" if children else "",
        facts=[
            ("From", write_day(request.since) if request.since else ""),
            ("Until", write_day(request.until) if request.until else ""),
            ("Contacts", str(len(met))),
        ],
        sections=sections(
            section("In numbers", say_contacts(reader, children, request.since, request.until)),
            section("One by one", *(block for seen in met for block in _tell(reader, seen))),
        ),
    )


def _tell(reader: Reader, seen: Seen) -> Iterator[Block | None]:
    hour = seen.text("occurred_at")[11:16]
    mode = ", ".join(part for part in (seen.text("mode"), seen.text("place")) if part)
    made = "" if seen.text("made") != "attempted" else ", attempted"
    yield heading(f"{seen.day}{' ' + hour if hour else ''}{made}")
    interpreter = seen.data.get("interpreter", {})
    yield pairs(
        ("By", reader.name(seen.text("by"))),
        ("How", say_choice(mode)),
        ("For", ", ".join(seen.data.get("purposes", ()))),
        ("With", reader.name_all(seen.data.get("with", ()))),
        ("Others", ", ".join(seen.data.get("others", ()))),
        ("Children seen", reader.name_all(seen.data.get("seen", ()))),
        ("Of these alone", reader.name_all(seen.data.get("seen_alone", ()))),
        ("Interpreter", str(interpreter.get("language", "")) if interpreter else ""),
        ("Why nobody was reached", seen.text("reason")),
    )
    yield text(seen.text("narrative"))
