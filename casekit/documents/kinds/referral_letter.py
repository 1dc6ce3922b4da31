"""A letter to a service: for whom, and why; what a consent covers, and nothing else."""

from __future__ import annotations

from casekit.documents.reader import Reader
from casekit.documents.request import Request, Sheet
from casekit.documents.sheet import pairs, section, sections, text
from casekit.documents.words import mark
from casekit.errors import NotFound
from casekit.model.agreed import consents_to, withheld_from
from casekit.model.records import Record

AUDIENCES = ("provider", "team", "supervisor")
TITLE = mark("Referral")


def build(reader: Reader, request: Request) -> Sheet:
    """The newest referral unless another is named; raises NotFound.

    What consents keep from the provider is a notice for whoever sends the letter, and not on it.
    """
    say = reader.tongue.say
    record = _choose(reader, request)
    seen = reader.see(record)
    provider = str(record.data.get("provider", ""))
    shown = seen.text("provider")
    consents = consents_to(reader.case, provider, reader.today) if provider else []
    kept = withheld_from(reader.case, provider, reader.today) if provider else []
    notices = [
        f"a consent of {consent.occurred.day} keeps from {provider}: {what}"
        for consent, what in kept
    ]
    if provider and not consents:
        notices.append(f"no consent in force names {provider}: ask before the letter leaves")
    return Sheet(
        title=say(TITLE),
        subtitle=say("to {provider}", provider=shown) if shown else "",
        facts=[
            (say("Service asked for"), seen.text("service")),
            (say("For"), reader.name_all(seen.data.get("for", ()))),
            (say("Day"), seen.day),
        ],
        sections=sections(
            section(say("Why we write"), text(seen.text("why"))),
            section(
                say("What we ask of you"),
                text(
                    say(
                        "Please tell us whether you can take this on, from when, and whom to call. "
                        "Tell us too when it begins, when it ends, and what came of it."
                    )
                ),
            ),
            section(
                say("With whose consent"),
                *(
                    pairs(
                        (say("Who agreed"), reader.name(str(consent.data["person"]))),
                        (say("On"), reader.see(consent).day),
                    )
                    for consent in consents
                ),
            ),
        ),
        notices=notices,
        signers=(say("Worker"),),
    )


def _choose(reader: Reader, request: Request) -> Record:
    found = [
        r
        for r in reader.case.facts("referral")
        if request.record is None or r.id.endswith(request.record)
    ]
    if not found:
        raise NotFound(
            f"case {reader.case.number} has no such referral",
            hint=f"record it first: casekit service {reader.case.number}",
        )
    return found[-1]
