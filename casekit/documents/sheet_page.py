"""From a sheet to the page that templates print: with head, foot, and lines to sign on."""

from __future__ import annotations

from datetime import date
from typing import Any

from casekit.documents.content_hash import stamp_page
from casekit.documents.reader import Reader
from casekit.documents.request import Sheet
from casekit.documents.words import LABELS, READERS


def assemble(
    sheet: Sheet, reader: Reader, *, agency_name: str, version: str, printed_on: date
) -> dict[str, Any]:
    """The page of a document: only strings, lists and dicts, and every key always there."""
    case = reader.case
    tongue, say = reader.tongue, reader.tongue.say
    facts = [
        (say("Case"), case.number),
        *sheet.facts,
        (say("Worker"), _find_worker(reader)),
        (say("Language"), tongue.note),
    ]
    page = {
        "language": tongue.code,
        "labels": {key: say(label) for key, label in LABELS.items()},
        "agency": agency_name,
        "title": sheet.title,
        "subtitle": sheet.subtitle,
        "banner": say("Confidential. Copy for {reader}.", reader=say(READERS[reader.audience])),
        "facts": [{"label": label, "value": value} for label, value in facts if value],
        "sections": [
            {"icon": "", **one, "blocks": [dict(block) for block in one["blocks"]]}
            for one in sheet.sections
        ],
        "signatures": [{"name": "", "role": part, "signed": ""} for part in sheet.signers],
        "case": case.number,
        "version": version,
    }
    return stamp_page(reader.settle(page), case.number, version, printed_on, tongue)


def _find_worker(reader: Reader) -> str:
    """The worker the reader can turn to."""
    found = {}
    for seen in reader.facts("assignment"):
        if seen.text("worker"):
            found[seen.text("role")] = seen.text("worker")
    worker = found.get("case manager") or found.get("intake worker") or ""
    return reader.name(worker) if worker else ""
