"""Every contact of a case in order: who met whom, where and what for, and what was noted."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.documents.directions import put_together
from casekit.documents.parts import say_contacts, within
from casekit.documents.reader import Reader, Seen
from casekit.documents.request import Request, Sheet
from casekit.documents.sheet import Block, heading, pairs, section, sections, text
from casekit.documents.tongue import capitalize
from casekit.documents.words import mark

AUDIENCES = ("team", "supervisor", "court")
TITLE = mark("Contacts")


def build(reader: Reader, request: Request) -> Sheet:
    """The contacts of a window of days, made and attempted, oldest first."""
    say = reader.tongue.say
    children = request.choose_children(reader.case)
    names = reader.name_all([child.id for child in children])
    wanted = frozenset(request.children)
    met = [
        seen
        for seen in reader.facts("contact", where=lambda r: within(r, request.since, request.until))
        if not wanted
        or wanted & {*seen.record.data.get("seen", ()), *seen.record.data.get("with", ())}
    ]
    return Sheet(
        title=say(TITLE),
        subtitle=say("with {names}", names=names) if names else "",
        facts=[
            (say("From"), reader.tongue.day(request.since) if request.since else ""),
            (say("Until"), reader.tongue.day(request.until) if request.until else ""),
            (say("Contacts"), str(len(met))),
        ],
        sections=sections(
            section(
                say("In numbers"), say_contacts(reader, children, request.since, request.until)
            ),
            section(say("One by one"), *(block for seen in met for block in _tell(reader, seen))),
        ),
    )


def _tell(reader: Reader, seen: Seen) -> Iterator[Block | None]:
    say = reader.tongue.say
    hour = seen.text("occurred_at")[11:16]
    word = reader.tongue.word
    mode = (word(seen.text("mode"), "mode"), word(seen.text("place"), "place"))
    when = say("{day} {hour}", day=seen.day, hour=hour) if hour else seen.day
    yield heading(say("{when}, attempted", when=when) if seen.text("made") == "attempted" else when)
    interpreter = seen.data.get("interpreter", {})
    yield pairs(
        (say("By"), reader.name(seen.text("by"))),
        (say("How"), capitalize(", ".join(part for part in mode if part))),
        (say("For"), ", ".join(word(one, "purpose") for one in seen.data.get("purposes", ()))),
        (say("With"), reader.name_all(seen.data.get("with", ()))),
        (say("Others"), put_together(seen.data.get("others", ()))),
        (say("Children seen"), reader.name_all(seen.data.get("seen", ()))),
        (say("Of these alone"), reader.name_all(seen.data.get("seen_alone", ()))),
        (say("Interpreter"), str(interpreter.get("language", "")) if interpreter else ""),
        (say("Why nobody was reached"), seen.text("reason")),
    )
    yield text(seen.text("narrative"))
