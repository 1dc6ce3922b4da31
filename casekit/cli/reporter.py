"""Who reported, on its way from a prompt or a pipe to a sealed value: never into a message.

The hooks of the recording commands; they import what sealing needs only when something is sealed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from casekit.casework.commands import STEPS
from casekit.casework.drafting import Recorded
from casekit.casework.request import Request
from casekit.cli.output import clean, prompt, talk
from casekit.cli.session import Session
from casekit.errors import CasekitError, Unreadable, UsageFault
from casekit.records.annotations import find_sealed_fields
from casekit.records.document import Document
from casekit.records.schemas import SchemaSet

if TYPE_CHECKING:
    from casekit.casework.sealing import Sealer


# Stands for who reported until it is known, so that the rest of a request can be judged.
UNKNOWN_YET = {"note": "?"}


class NotAsked(UsageFault):
    """Who reported cannot be asked for here."""

    code = "NOT-ASKED"


def take_reporter(
    name: str, request: Request, session: Session, given: Mapping[str, Any]
) -> tuple[Request, Sealer | None]:
    """Take what is to be sealed out of a request, or what was `asked` for it.

    Raises BadInput for plaintext that did not come through a pipe, NotAsked for both.
    """
    kinds = [step.kind for step in STEPS.get(name, {}).values()]
    schemas = session.workspace.schemas
    fields = {f: form for kind in kinds for f, form in find_sealed_fields(kind, schemas).items()}
    asked = given.get("asked")
    if asked is None and not fields.keys() & request.data.keys():
        return request, None
    from casekit.casework.sealing import Sealer, ToSeal, take_out
    from casekit.workspace.keys import KeyFolder

    # Their faults speak of this computer: they are told in full, before the text is looked at.
    _ = session.desk, session.book
    folder = KeyFolder.of(session.workspace.repo, schemas)
    request, what = take_out(request, kinds, schemas, by_pipe=given["from_file"] == "-")
    if asked is not None:
        if what is not None:
            raise NotAsked("who reported is in the text and asked for", hint="choose one")
        what = ToSeal(next(iter(fields)), asked) if asked else None
    return request, Sealer(what, folder) if what else None


def ask_reporter(name: str, schemas: SchemaSet, *, by_form: bool = False) -> dict[str, str]:
    """Ask who reported, before anything is held; empty when nobody knows.

    Answers to a form may come through a pipe. Raises as ask_plain.
    """
    kind = next(iter(STEPS[name].values())).kind
    form = next(iter(find_sealed_fields(kind, schemas).values()))
    return ask_plain(form, schemas, by_form=by_form)


def require_terminal() -> None:
    """Raise NotAsked where there is no terminal to ask on."""
    if sys.stdin is None or sys.stdin.closed or not sys.stdin.isatty():
        raise NotAsked(
            "there is no terminal to ask who reported",
            hint="send it through a pipe: --from - with `reporter_identity:` and below it name, "
            "phone, email, address, relationship, note",
        )


def ask_plain(form: str, schemas: SchemaSet, *, by_form: bool = False) -> dict[str, str]:
    """Ask on the terminal for what is to be sealed; raises NotAsked without one, BadInput."""
    if not by_form:
        require_terminal()
    from casekit.casework.sealing import check_plain

    talk("Who reported? It is sealed at once. Leave empty what you do not know.")
    plain = {}
    for key, field in schemas.get(form)["properties"].items():
        prompt(f"  {field['title']}: ")
        line = sys.stdin.readline()
        if not line:
            raise KeyboardInterrupt  # the terminal was closed: nothing half-told is saved
        if line.strip():
            plain[key] = line.strip()
    if not plain:
        return {}
    return check_plain(Request(plain, Document("the answers", "", {})), form, schemas)


def keep_reporter_out(
    fault: CasekitError, name: str, request: Request, given: Mapping[str, Any]
) -> None:
    """Take the words of a request out of an error when the request says who reported."""
    from casekit.casework.intake import REPORTER_KEYS
    from casekit.casework.reporter_guard import hide_values, mentions_reporter

    document = getattr(request.document, "document", None)
    text = document.text if isinstance(document, Document) else ""
    if given.get("ask_reporter") or REPORTER_KEYS & set(request.data) or mentions_reporter(text):
        hide_values(fault, (request.path, f"casekit {name}", "the answers"))


def keep_text_out(fault: Unreadable, document: Document) -> Unreadable:
    """The same for a text that cannot be read at all."""
    from casekit.casework.reporter_guard import hide_values, mentions_reporter

    if mentions_reporter(document.text):
        hide_values(fault, (document.path,))
    return fault


def hand_on_key(name: str, done: Recorded, session: Session) -> None:
    """Let a new case manager read what is sealed, or say who can; never fails the assignment."""
    case = done.loaded.case
    if name not in ("screen", "assign") or case.sealing_key is None:
        return
    from casekit.casework.key_keeping import let_managers_read

    try:
        said = let_managers_read(session.workspace, case, session.desk, os.environ)
    except CasekitError as fault:
        said = [f"the keys of {case.number} were not looked at: {fault.message}"]
    for line in said:
        talk(clean(line))
