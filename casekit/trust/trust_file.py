"""One version of the trust file: people, roles, keys, roots, and who stands in for whom."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casekit.history.signing import KEY_KIND, fingerprint
from casekit.records.canonical import canonical_json, sha256_of
from casekit.trust.places import TRUST_FOLDER
from casekit.trust.statements import BadStatement, Reader, read_statement

KIND = "casekit-trust/1"
# Who holds this role may approve.
APPROVES = "supervisor"
_KEY = re.compile(r"ssh-ed25519 [A-Za-z0-9+/]{68}")
_WORKER = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A public key as OpenSSH writes it, without a comment, and when it was added."""

    public: str
    since: datetime


@dataclass(frozen=True, slots=True)
class TrustedPerson:
    """A worker by the id of agency.yaml: roles, and keys of which each signs for this person."""

    id: str
    roles: tuple[str, ...]
    keys: tuple[TrustedKey, ...]

    def has_key(self, public: str) -> bool:
        """Whether this key signs for this person."""
        return any(key.public == public for key in self.keys)


@dataclass(frozen=True, slots=True)
class Delegation:
    """Who approves in whose place, from a moment to another (both aware, both still within)."""

    of: str
    to: str
    since: datetime
    until: datetime

    def covers(self, moment: datetime) -> bool:
        """Whether it holds at an aware moment."""
        return self.since <= moment <= self.until


@dataclass(frozen=True, slots=True)
class TrustFile:
    """A version of the trust file; `before` is the digest of the one that it follows."""

    number: int
    before: str | None
    people: Mapping[str, TrustedPerson]
    roots: tuple[str, ...]
    threshold: int
    delegations: tuple[Delegation, ...] = ()

    @property
    def content(self) -> bytes:
        """What is signed and lies in the file."""
        return canonical_json(self._as_data())

    @property
    def digest(self) -> str:
        """What the next version, and a pin, name it by."""
        return sha256_of(self.content)

    def person(self, worker_id: str) -> TrustedPerson | None:
        """The person of that id."""
        return self.people.get(worker_id)

    def owner_of(self, public: str) -> TrustedPerson | None:
        """Whose key this is."""
        return next((p for p in self.people.values() if p.has_key(public)), None)

    def may_approve(self, worker_id: str) -> bool:
        """Whether somebody approves by an own role."""
        person = self.person(worker_id)
        return person is not None and APPROVES in person.roles

    def delegations_to(self, worker_id: str) -> Sequence[Delegation]:
        """In whose place somebody may approve, at whatever time; only who may can hand it on."""
        return [d for d in self.delegations if d.to == worker_id and self.may_approve(d.of)]

    def _as_data(self) -> dict[str, Any]:
        return {
            "statement": KIND,
            "number": self.number,
            **({"before": self.before} if self.before is not None else {}),
            "people": {
                person.id: {
                    "roles": list(person.roles),
                    "keys": [
                        {"key": key.public, "since": key.since.isoformat()} for key in person.keys
                    ],
                }
                for person in self.people.values()
            },
            "roots": list(self.roots),
            "threshold": self.threshold,
            "delegations": [
                {
                    "for": d.of,
                    "to": d.to,
                    "since": d.since.isoformat(),
                    "until": d.until.isoformat(),
                }
                for d in self.delegations
            ],
        }


def read_trust_file(content: bytes) -> TrustFile:
    """Read a version of the trust file; raises BadStatement for any doubt about it."""
    reader = read_statement(content, KIND)
    number = reader.number("number")
    before = reader.text("before") if reader.has("before") else None
    if (before is None) != (number == 1):
        raise BadStatement("only the first version of the trust file follows no other one")
    people = {name: _read_person(name, one) for name, one in reader.by_name("people").items()}
    roots = tuple(read_public_key(key) for key in reader.texts("roots"))
    threshold = reader.number("threshold")
    if threshold > len(roots):
        raise BadStatement("more roots have to sign than there are")
    delegations = tuple(_read_delegation(one) for one in reader.readers("delegations"))
    reader.finish()
    owners = [key.public for person in people.values() for key in person.keys]
    if len(set(owners)) != len(owners):
        raise BadStatement("one key stands for two people, or twice")
    read = TrustFile(number, before, people, roots, threshold, delegations)
    # A key with a comment, say, would be read as one without.
    if read.content != content:
        raise BadStatement("the statement is not written as casekit writes it")
    return read


def read_public_key(text: str) -> str:
    """A public key without its comment, in its one spelling; raises BadStatement for any other."""
    key = " ".join(text.split()[:2])
    try:
        if not _KEY.fullmatch(key):
            raise ValueError
        raw = base64.b64decode(key.split(" ")[1], validate=True)
        head = len(KEY_KIND).to_bytes(4) + KEY_KIND + (32).to_bytes(4)
        if len(raw) != len(head) + 32 or not raw.startswith(head):
            raise ValueError
    except (ValueError, binascii.Error):
        raise BadStatement(
            f"`{text[:40]}` is no public key of the kind ssh-ed25519",
            hint="give the line of the file that ends in .pub",
        ) from None
    return key


def signature_name(number: int, public: str) -> str:
    """The file of one root's signature, beside the version that it signs."""
    part = re.sub(r"[^A-Za-z0-9]", "", fingerprint(public).removeprefix("SHA256:"))[:12]
    return f"{TRUST_FOLDER}/{number:04d}.{part}.sig"


def _read_person(name: str, reader: Reader) -> TrustedPerson:
    if not _WORKER.fullmatch(name):
        raise BadStatement(f"`{name}` is no id of a worker")
    roles = reader.texts("roles")
    keys = []
    for each in reader.readers("keys"):
        keys.append(TrustedKey(read_public_key(each.text("key")), each.moment("since")))
        each.finish()
    reader.finish()
    return TrustedPerson(name, roles, tuple(keys))


def _read_delegation(reader: Reader) -> Delegation:
    made = Delegation(
        reader.text("for"), reader.text("to"), reader.moment("since"), reader.moment("until")
    )
    reader.finish()
    if made.until < made.since:
        raise BadStatement("a delegation ends before it begins")
    return made
