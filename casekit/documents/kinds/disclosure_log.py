"""What left the agency: shared with whom and why, consents, releases, what was unsealed."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.documents.directions import put_together
from casekit.documents.parts import say_consents
from casekit.documents.reader import Reader
from casekit.documents.request import Request, Sheet
from casekit.documents.sheet import Block, section, sections, table, text
from casekit.documents.words import TITLES, mark

AUDIENCES = ("team", "supervisor")
TITLE = mark("What was shared")


def build(reader: Reader, request: Request) -> Sheet:
    """Everything on file that tells of information which left the circle that it was meant for."""
    say = reader.tongue.say
    return Sheet(
        title=say(TITLE),
        subtitle=say("from case {number}", number=reader.case.number),
        facts=[],
        sections=sections(
            section(say("With whom, and why"), _sharings(reader)),
            section(say("Consents that hold"), say_consents(reader)),
            section(say("What consents keep back"), _kept_back(reader)),
            section(say("Consents that were withdrawn"), _withdrawn(reader)),
            section(say("Let through for one kind of reader"), _releases(reader)),
            section(say("Sealed values that were read"), _unsealings(reader)),
            section(say("Documents that somebody read and handed over"), _handed_over(reader)),
            section(say("Copies of plans that were handed over"), _copies(reader)),
        )
        or sections(
            section(say("With whom, and why"), text(say("Nothing on file was shared."))),
        ),
    )


def _sharings(reader: Reader) -> Block | None:
    say = reader.tongue.say
    return table(
        (say("Day"), say("What"), say("With"), say("About"), say("Why"), say("On what ground")),
        [
            (
                seen.day,
                seen.text("what"),
                put_together(seen.data.get("with", ())),
                reader.name_all(seen.data.get("about", ())),
                seen.text("why"),
                reader.tongue.label(seen.choice("ground"), seen.text("provision"))
                if seen.text("provision")
                else seen.choice("ground"),
            )
            for seen in reader.facts("sharing")
        ],
    )


def _kept_back(reader: Reader) -> Block | None:
    say = reader.tongue.say
    return table(
        (say("Whose consent"), say("What"), say("From whom")),
        [
            (
                reader.name(seen.text("person")),
                str(kept.get("what", "")),
                str(kept.get("from", "")),
            )
            for seen in reader.facts("consent")
            for kept in seen.data.get("withheld", ())
        ],
    )


def _withdrawn(reader: Reader) -> Block | None:
    say = reader.tongue.say
    rows = []
    for seen in reader.facts("consent-withdrawal"):
        consent = reader.case.find(seen.record.data["consent"])
        given = reader.see(consent) if consent is not None else None
        rows.append(
            (
                seen.day,
                reader.name(given.text("person")) if given else "",
                given.text("scope") if given else "",
                seen.text("reason"),
            )
        )
    return table((say("Day"), say("Whose"), say("To what"), say("Why")), rows)


def _releases(reader: Reader) -> Block | None:
    say = reader.tongue.say
    return table(
        (say("Day"), say("Which field"), say("For"), say("Which document"), say("Why")),
        [
            (
                seen.day,
                seen.text("field"),
                reader.tongue.word(seen.text("audience"), "audience"),
                seen.choice("document"),
                seen.text("reason"),
            )
            for seen in reader.facts("release")
        ],
    )


def _unsealings(reader: Reader) -> Block | None:
    say = reader.tongue.say
    return table(
        (say("Day"), say("By"), say("Which field"), say("Why")),
        [
            (
                seen.day,
                reader.name(seen.text("by")),
                ", ".join(str(one.get("field", "")) for one in seen.data.get("read", ())),
                seen.text("reason"),
            )
            for seen in reader.facts("unsealing")
        ],
    )


def _handed_over(reader: Reader) -> Block | None:
    say = reader.tongue.say
    return table(
        (say("Day"), say("Which document"), say("To"), say("Read by"), say("Content")),
        [
            (
                seen.day,
                seen.choice("document"),
                seen.text("given_to"),
                reader.name(seen.text("read_by")),
                seen.text("content"),
            )
            for seen in reader.facts("handover")
        ],
    )


def _copies(reader: Reader) -> Block | None:
    say = reader.tongue.say
    return table(
        (say("Plan"), say("To"), say("Language"), say("Day")),
        list(_list_copies(reader)),
    )


def _list_copies(reader: Reader) -> Iterator[tuple[str, str, str, str]]:
    say = reader.tongue.say
    for seen in reader.facts("plan"):
        for copy in seen.data.get("copies", ()):
            kind = say(TITLES.get(seen.text("kind"), mark("Plan")))
            yield (
                say("{plan} of {day}", plan=kind, day=seen.day) if seen.day else kind,
                reader.name(str(copy.get("to", ""))),
                str(copy.get("language", "")),
                seen._replace(data=copy).date("given_on"),
            )
