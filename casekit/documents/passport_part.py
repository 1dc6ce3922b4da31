"""A child's health and education as a document tells of them: what holds, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.documents.reader import Reader
from casekit.documents.sheet import Block, heading, table
from casekit.model.passports import read_passports
from casekit.model.records import Person


def say_passports(reader: Reader, child: Person, *, whole: bool = False) -> Iterator[Block | None]:
    """What a reader may know of a child's health and schooling; `whole` tells what was as well."""
    say = reader.tongue.say
    rows = []
    for line in read_passports(reader.case, child, reader.today):
        record = reader.case.find(line.record)
        if record is None or (line.standing == "was" and not whole):
            continue
        seen = reader.see(record)
        if not seen.text("what"):
            continue
        rows.append(
            (
                reader.tongue.choice(line.standing, "entry of a passport"),
                seen.choice("kind", "entry of health or education"),
                seen.text("what"),
                seen.text("by"),
                reader.tongue.day(line.day) if seen.day else "",
            )
        )
    yield heading(reader.name(child.id))
    yield table((say("How it stands"), say("What"), say("In words"), say("By"), say("Day")), rows)
