"""What left the agency: shared with whom and why, consents, releases, what was unsealed."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.documents.parts import say_choice, say_consents
from casekit.documents.reader import Reader
from casekit.documents.request import Request, Sheet
from casekit.documents.sheet import Block, section, sections, table

AUDIENCES = ("team", "supervisor")
TITLE = "What was shared"


def build(reader: Reader, request: Request) -> Sheet:
    """Everything on file that tells of information which left the circle that it was meant for."""
    return Sheet(
        title=TITLE,
        subtitle=f"from case {reader.case.number}",
        facts=[],
        sections=sections(
            section("With whom, and why", _sharings(reader)),
            section("Consents that hold", say_consents(reader)),
            section("What consents keep back", _kept_back(reader)),
            section("Consents that were withdrawn", _withdrawn(reader)),
            section("Let through for one kind of reader", _releases(reader)),
            section("Sealed values that were read", _unsealings(reader)),
            section("Copies of plans that were handed over", _copies(reader)),
        ),
    )


def _sharings(reader: Reader) -> Block | None:
    return table(
        ("Day", "What", "With", "About", "Why", "On what ground"),
        [
            (
                seen.day,
                seen.text("what"),
                ", ".join(seen.data.get("with", ())),
                reader.name_all(seen.data.get("about", ())),
                seen.text("why"),
                say_choice(seen.text("ground"))
                + (f": {seen.text('provision')}" if seen.text("provision") else ""),
            )
            for seen in reader.facts("sharing")
        ],
    )


def _kept_back(reader: Reader) -> Block | None:
    return table(
        ("Whose consent", "What", "From whom"),
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
    return table(("Day", "Whose", "To what", "Why"), rows)


def _releases(reader: Reader) -> Block | None:
    return table(
        ("Day", "Which field", "For", "Why"),
        [
            (seen.day, seen.text("field"), seen.text("audience"), seen.text("reason"))
            for seen in reader.facts("release")
        ],
    )


def _unsealings(reader: Reader) -> Block | None:
    return table(
        ("Day", "By", "Which field", "Why"),
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


def _copies(reader: Reader) -> Block | None:
    return table(
        ("Plan", "To", "Language", "Day"),
        list(_list_copies(reader)),
    )


def _list_copies(reader: Reader) -> Iterator[tuple[str, str, str, str]]:
    for seen in reader.facts("plan"):
        for copy in seen.data.get("copies", ()):
            yield (
                say_choice(seen.text("kind")) + (f" of {seen.day}" if seen.day else ""),
                reader.name(str(copy.get("to", ""))),
                str(copy.get("language", "")),
                seen._replace(data=copy).date("given_on"),
            )
