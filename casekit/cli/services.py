"""`casekit services`: which services fit, and where a place is free."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from casekit.cli.options import AsKnown, Directory, HowToAnswer
from casekit.cli.output import (
    Format,
    finding_as_data,
    say,
    talk,
    tell_findings,
    write_json,
    write_rows,
    write_table,
)
from casekit.cli.session import open_session
from casekit.errors import UsageFault
from casekit.overview.services import Offer, find_needs, list_offers
from casekit.records.schemas import suggest

COLUMNS = (
    *("provider", "service", "domains", "languages", "capacity", "taken", "waiting", "free"),
    *("contact", "phone"),
)


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return services


def services(
    case: Annotated[
        str | None,
        typer.Option("--case", metavar="CASE", help="What its newest assessment found needed."),
    ] = None,
    domain: Annotated[
        list[str] | None,
        typer.Option("--domain", metavar="AREA", help="An area of life: housing, education, ..."),
    ] = None,
    language: Annotated[
        list[str] | None,
        typer.Option("--language", metavar="LANGUAGE", help="Offered in it comes first."),
    ] = None,
    as_known: AsKnown = None,
    how: HowToAnswer = Format.TEXT,
    directory: Directory = None,
) -> int:
    """Which services of the directory fit, and where a place is free now.

    \b
    Example: casekit services --case 2026-K7
    """
    session = open_session(directory, as_known=as_known)
    schemas = session.workspace.schemas
    known = schemas.resolve("common.schema.json#/$defs/needDomain", "common")[0]["enum"]
    for wanted in domain or ():
        if wanted not in known:
            raise UsageFault(
                f"--domain: there is no area of life `{wanted}`",
                hint=suggest(wanted, known, "areas of life"),
            )
    domains, languages = frozenset(domain or ()), frozenset(language or ())
    if case is not None:
        loaded = session.workspace.load(session.workspace.find_case(case))
        needed, spoken = find_needs(loaded.case)
        domains, languages = domains or needed, languages or spoken
    offers, findings = list_offers(session.workspace, domains, languages)
    rows = [_as_data(offer) for offer in offers]
    if how is Format.JSON:
        head = {"domains": sorted(domains), "languages": sorted(languages)}
        write_json({**head, "services": rows, "findings": [finding_as_data(f) for f in findings]})
    elif how in (Format.TSV, Format.CSV):
        flat = [
            {**row, "domains": "; ".join(row["domains"]), "languages": "; ".join(row["languages"])}
            for row in rows
        ]
        write_rows(flat, COLUMNS, how)
    else:
        _say(offers, sorted(domains), how)
    return tell_findings(findings)


def _as_data(offer: Offer) -> dict[str, Any]:
    return {
        "provider": offer.provider,
        "service": offer.service,
        "domains": list(offer.domains),
        "languages": list(offer.languages),
        "capacity": offer.capacity,
        "taken": offer.taken,
        "waiting": offer.waiting,
        "free": offer.free,
        "contact": offer.contact or None,
        "phone": offer.phone or None,
    }


def _say(offers: list[Offer], domains: list[str], how: Format) -> None:
    if not offers:
        areas = f" for {', '.join(domains)}" if domains else ""
        talk(f"The directory has no service{areas}; providers lie in directory/.")
        return
    cells = [
        [
            "places unknown" if offer.free is None else f"{offer.free} free",
            f"{offer.waiting} waiting" if offer.waiting else "",
            offer.service,
            offer.provider,
            ", ".join(offer.languages),
            " ".join(part for part in (offer.contact, offer.phone) if part),
        ]
        for offer in offers
    ]
    if how is Format.MD:
        from casekit.documents.markdown import escape_markdown

        for cell in cells:
            say("- " + escape_markdown(", ".join(part for part in cell if part)))
        return
    write_table(cells, ["Places", "", "Service", "Provider", "Languages", "Who answers"])
