"""Sealing: plaintext is taken out of a request before anything is drafted, and goes back sealed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from casekit.casework.intake import REPORTER_FIELD
from casekit.casework.reporter_guard import find_named, say_place
from casekit.casework.request import Request
from casekit.errors import BadInput, CasekitError
from casekit.model.findings import Finding
from casekit.model.records import Case
from casekit.model.staff import Worker
from casekit.records.annotations import find_sealed_fields
from casekit.records.schemas import SchemaSet
from casekit.records.sealing import (
    KeyPair,
    UnusableKey,
    is_recipient,
    make_key_pair,
    seal,
)
from casekit.records.validation import find_faults
from casekit.workspace.agency import Agency
from casekit.workspace.keys import CaseKeys, KeyFolder, UnusableKeyFile, lock_key
from casekit.workspace.loading import CASE_FILE
from casekit.workspace.readers import name_readers

if TYPE_CHECKING:
    from casekit.casework.drafting import Drafts

# Whoever reported is somebody whom the worker has to know, and stands in the case under `people`.
_KNOWN_REPORTERS = {
    "child": "a child's own report is not sealed from the child's worker: name the child under "
    "`people:` and `children:`",
    "self": "who asks for help for their own family is no secret: name the person under `people:`",
}


class NoReaders(CasekitError):
    """Nobody could read what would be sealed, so nothing is."""

    exit_code = 8
    code = "NO-READERS"


@dataclass(frozen=True)
class ToSeal:
    """A plaintext on its way into a field: it is kept in memory and printed nowhere."""

    name: str
    plain: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, eq=False)
class Sealer:
    """What is to be sealed, and where the keys of cases lie."""

    what: ToSeal
    folder: KeyFolder


@dataclass(frozen=True, eq=False)
class KeyWrite:
    """Keys to be written before the version that needs them; `before` is what was read."""

    folder: KeyFolder
    keys: CaseKeys
    before: CaseKeys | None = None

    def keep(self) -> None:
        """Write the key file; raises ConflictingEdit, UnusableKeyFile."""
        if self.before is None:
            self.folder.create(self.keys)
        else:
            self.folder.replace(self.keys, self.before)


def take_out(
    request: Request, kinds: Iterable[str], schemas: SchemaSet, *, by_pipe: bool
) -> tuple[Request, ToSeal | None]:
    """Take the plaintext of a sealed field out of a request.

    Raises BadInput when it did not come through a pipe, or does not have its form.
    """
    forms = {f: form for kind in kinds for f, form in find_sealed_fields(kind, schemas).items()}
    given = [name for name in forms if name in request.data]
    if not given:
        return request, None
    name = given[0]
    if not by_pipe:
        raise BadInput("nothing was saved", [refuse_file(request, name)])
    part = request.part(name)
    return request.without(name), ToSeal(name, check_plain(part, forms[name], schemas))


def check_plain(part: Request, form: str, schemas: SchemaSet) -> dict[str, str]:
    """The plaintext of a request that has the form; raises BadInput that repeats none of it."""
    data: Any = part.data
    findings: tuple[Finding, ...]
    if isinstance(data, Mapping) and data:
        findings = find_faults(data, form, schemas, part.locate, part.path, part.locate_key)
        wrong = "this does not fit: a key that is not known, or a value that is no short text"
    else:
        place = part.locate(())
        findings = (Finding(code="", message="", path=part.path, line=place.line),)
        wrong = "who reported has fields of its own"
    if findings:
        fields = ", ".join(schemas.get(form)["properties"])
        raise BadInput(
            "nothing was saved",
            [
                Finding(
                    code="REPORTER-IDENTITY",
                    message=wrong,
                    path=f.path,
                    line=f.line,
                    column=f.column,
                    hint=f'the fields are: {fields}; put a number in quotes: phone: "204 ..."',
                )
                for f in findings
            ],
        )
    return {str(key): str(value) for key, value in data.items()}


def refuse_file(request: Request, name: str) -> Finding:
    """The finding for plaintext in a file, where it would stay behind."""
    return request.fault(
        (name,),
        "REPORTER-IDENTITY",
        "who reported is not taken from a file, where it would stay behind",
        "take it out of the file; casekit asks for it with --ask-reporter, or reads it with "
        f"`{name}:` from a pipe: --from -",
        at_key=True,
    )


def seal_into(drafts: Drafts, request: Request, sealer: Sealer) -> Request:
    """Seal what was taken out of a request, and give the request with the sealed value.

    The drafts learn the key of the case, new or not. Raises BadInput when another text of the
    request names the person, NoReaders, UnusableKey, UnusableKeyFile.
    """
    what = sealer.what
    if what.name == REPORTER_FIELD:
        refuse_known_reporter(request)
    refuse_named(what, request, drafts.case, drafts.agency)
    key, write = find_sealing_key(sealer.folder, drafts.case, drafts.agency, drafts.desk.now)
    drafts.key_write = write
    drafts.learn_sealing_key(key)
    return request.with_defaults(**{what.name: {"sealed": seal(what.plain, key)}})


def refuse_known_reporter(request: Request) -> None:
    """Raise BadInput where the reporter is the child or the family itself."""
    why = _KNOWN_REPORTERS.get(str(request.data.get("reporter")))
    if why is not None:
        told = request.fault(("reporter",), "REPORTER-KIND", "this reporter is not sealed", why)
        raise BadInput("nothing was saved", [told])


def refuse_named(what: ToSeal, request: Request, case: Case, agency: Agency) -> None:
    """Raise BadInput for each other text of a request that names whom the plaintext is about."""
    known = known_names(case, agency, request)
    findings = [
        request.fault(
            keys,
            "REPORTER-NAMED",
            f"{say_place(keys, what.plain)} names the person who reported",
            "write it without; who belongs to the case as well is listed under `people:`",
        )
        for keys in dict.fromkeys(find_named(what.plain, request.data, known))
    ]
    if findings:
        raise BadInput("nothing was saved", findings)


def known_names(case: Case, agency: Agency, request: Request | None = None) -> list[str]:
    """The names that a record may hold: of people of the case, of the request and of workers."""
    brought: Any = request.data.get("people", ()) if request else ()
    people = [p for p in brought if isinstance(p, Mapping)] if isinstance(brought, list) else []
    people += [person.data for person in case.people]
    names = [str(p[key]) for p in people for key in ("name", "called") if key in p]
    return [*names, *(worker.name for worker in agency.staff)]


def find_sealing_key(
    folder: KeyFolder, case: Case, agency: Agency, now: datetime
) -> tuple[str, KeyWrite | None]:
    """The public key to seal to, and the key file to be written first when the case has none."""
    keys = folder.read(case.number)
    if case.sealing_key is None and keys is None:
        pair = make_key_pair()
        return pair.public, KeyWrite(folder, _lock_for_readers(pair, case, agency, now))
    if keys is None:
        assert case.sealing_key is not None
        return case.sealing_key, None  # the private half is on another computer
    if case.sealing_key is not None and not keys.knows(case.sealing_key):
        raise UnusableKeyFile(
            f"the sealing key of {case.number} is not the one in its key file",
            hint="find out who changed which (casekit log), or restore the key file from a backup",
            path=f"{case.path}/{CASE_FILE}",
        )
    # A key without its case.yaml was left by a command that ended in between; a newer one is from
    # a rotation on another computer.
    return keys.current.key, None


def list_recipients(workers: Iterable[Worker]) -> list[tuple[str, str]]:
    """Each worker with each public key; raises UnusableKey for one that is none."""
    found = [(worker.id, key) for worker in workers for key in worker.seal_to]
    for worker_id, key in found:
        if not is_recipient(key):
            raise UnusableKey(
                f"a public key of {worker_id} is mistyped",
                hint=f"correct `seal_to:` of {worker_id}; casekit keys make writes it",
                path="agency.yaml",
            )
    return found


def _lock_for_readers(pair: KeyPair, case: Case, agency: Agency, now: datetime) -> CaseKeys:
    readers = name_readers(agency, case, now)
    recipients = list_recipients(readers)
    if not recipients:
        who = " or ".join(worker.id for worker in readers) or "a supervisor"
        raise NoReaders(
            "nothing was saved: nobody could read what would be sealed",
            hint=f"{who} runs once: casekit keys make; until then record the report without who "
            "reported, keep that where your agency keeps it safe, and add it with: casekit seal",
        )
    return CaseKeys(case.number, lock_key(pair, recipients))
