"""New versions of the trust file: who may approve, with which keys, and who decides on that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from casekit.errors import GateRefused, NotFound, UsageFault
from casekit.history.signing import SigningKey, sign
from casekit.model.changes import ChangeSet, NewFile
from casekit.model.findings import Finding
from casekit.trust.chain import read_chain
from casekit.trust.places import statement_name
from casekit.trust.saved import read_saved_files
from casekit.trust.statements import OF_TRUST, BadStatement
from casekit.trust.trust_file import (
    Delegation,
    TrustedKey,
    TrustedPerson,
    TrustFile,
    read_public_key,
    read_trust_file,
    signature_name,
)
from casekit.workspace.workspace import Workspace


class NoTrust(NotFound):
    """The workspace has no trust file yet."""

    code = "TRUST-MISSING"

    def __init__(self) -> None:
        super().__init__(
            "this workspace has no trust file: its approvals are not signed",
            hint="make the first one: casekit trust init",
        )


class NoRoot(GateRefused):
    """Only roots sign a version of the trust file."""

    code = "TRUST-NOT-A-ROOT"

    def __init__(self) -> None:
        super().__init__(
            "your key is none of the roots, so you cannot change who is trusted; nothing was saved",
            hint="whoever holds a root makes the change; see who: casekit trust",
        )


@dataclass(frozen=True)
class TrustState:
    """The trust as it is saved: the version in force, and one that waits for signatures."""

    newest: TrustFile | None
    waiting: TrustFile | None
    signed_by: tuple[str, ...]
    findings: tuple[Finding, ...]
    first_digest: str | None


def read_trust_state(workspace: Workspace) -> TrustState:
    """Read the trust of the newest version of the history."""
    contents = read_saved_files(workspace.repo, workspace.version)
    chain = read_chain(contents)
    waiting = chain.waiting
    roots = {*(waiting.roots if waiting else ()), *(chain.newest.roots if chain.newest else ())}
    there = waiting or chain.newest
    signed = tuple(r for r in sorted(roots) if there and _has_signed(r, there, contents))
    return TrustState(chain.newest, waiting, signed, chain.findings, chain.first_digest)


def _has_signed(root: str, version: TrustFile, contents: Mapping[str, bytes]) -> bool:
    return signature_name(version.number, root) in contents


def begin_trust(
    state: TrustState,
    people: Sequence[TrustedPerson],
    roots: Sequence[str],
    threshold: int,
    key: SigningKey,
) -> ChangeSet:
    """Draft the first version; raises UsageFault where there is one already."""
    if state.newest is not None or state.waiting is not None or state.findings:
        raise UsageFault(
            "this workspace has a trust file already",
            hint="change it: casekit trust add, remove, rotate; see: casekit trust",
        )
    first = TrustFile(1, None, {p.id: p for p in people}, tuple(dict.fromkeys(roots)), threshold)
    return _draft(first, [key], first.roots)


def change_trust(state: TrustState, *keys: SigningKey, **changes: object) -> ChangeSet:
    """Draft the next version with what is changed; raises NoTrust, NoRoot, UsageFault.

    Each of the keys that is a root signs it: a new root signs beside the one that it replaces.
    """
    newest = require_trust(state)
    if state.waiting is not None:
        raise UsageFault(
            f"version {state.waiting.number} of the trust file waits for signatures; one change "
            "comes after the other",
            hint="a further root signs it: casekit trust sign",
        )
    following = replace(newest, number=newest.number + 1, before=newest.digest, **changes)  # type: ignore[arg-type]
    return _draft(following, keys, (*newest.roots, *following.roots))


def sign_waiting(state: TrustState, key: SigningKey) -> ChangeSet:
    """Add a root's signature to the version that waits for it; raises NotFound, NoRoot."""
    if state.waiting is None:
        raise NotFound(
            "no version of the trust file waits for a signature", hint="see: casekit trust"
        )
    before = state.newest.roots if state.newest else ()
    return _draft(state.waiting, [key], (*before, *state.waiting.roots))


def require_trust(state: TrustState) -> TrustFile:
    """The version in force; raises NoTrust."""
    if state.newest is None:
        raise NoTrust()
    return state.newest


def add_key(
    trust: TrustFile, worker_id: str, roles: Sequence[str], public: str | None, now: datetime
) -> Mapping[str, TrustedPerson]:
    """People with one more key, or another role, for somebody; raises UsageFault."""
    known = trust.person(worker_id)
    keys = known.keys if known else ()
    if public is not None:
        owner = trust.owner_of(public)
        if owner is not None:
            raise UsageFault(
                f"this key is trusted already, as one of {owner.id}", hint="see: casekit trust"
            )
        keys = (*keys, TrustedKey(public, now))
    if not keys:
        raise UsageFault(
            f"{worker_id} has no key yet",
            hint="give the public key: --key FILE.pub; a person makes one with: "
            "ssh-keygen -t ed25519",
        )
    held = tuple(sorted({*roles})) if roles else (known.roles if known else ("supervisor",))
    return {**trust.people, worker_id: TrustedPerson(worker_id, held, keys)}


def remove_person(
    trust: TrustFile, worker_id: str, public: str | None
) -> Mapping[str, TrustedPerson]:
    """People without somebody, or without one of their keys; raises NotFound."""
    known = trust.person(worker_id)
    if known is None or (public is not None and not known.has_key(public)):
        what = "this key of " if known else ""
        raise NotFound(f"the trust file does not have {what}{worker_id}", hint="see: casekit trust")
    kept = tuple(k for k in known.keys if public is not None and k.public != public)
    if not kept:
        return {i: p for i, p in trust.people.items() if i != worker_id}
    return {**trust.people, worker_id: replace(known, keys=kept)}


def delegate(trust: TrustFile, of: str, to: str, since: datetime, until: datetime) -> Delegation:
    """Let somebody approve in a supervisor's place until a moment; raises UsageFault."""
    if not trust.may_approve(of):
        raise UsageFault(f"{of} may not approve, so nobody can stand in", hint="see: casekit trust")
    if trust.person(to) is None:
        raise UsageFault(
            f"{to} has no key in the trust file",
            hint=f"first: casekit trust add {to} --role delegate --key FILE.pub",
        )
    if until < since:
        raise UsageFault("a delegation cannot end before it begins")
    return Delegation(of, to, since, until)


def read_key_text(text: str) -> str:
    """A public key as somebody gave it; raises UsageFault."""
    try:
        return read_public_key(text)
    except BadStatement as fault:
        raise UsageFault(fault.message, hint=fault.hint) from None


def trust_own_key(worker_id: str, key: SigningKey, now: datetime) -> TrustedPerson:
    """Whoever makes the first trust file, as a supervisor in it."""
    return TrustedPerson(worker_id, ("supervisor",), (TrustedKey(key.public, now),))


def replace_key(trust: TrustFile, old: str, new: str, now: datetime) -> Mapping[str, object]:
    """What changes where one key takes the place of another, as a root too; raises UsageFault."""
    owner = trust.owner_of(old)
    if owner is None and old not in trust.roots:
        raise UsageFault("the trust file does not have this key", hint="see: casekit trust")
    if trust.owner_of(new) is not None or new in trust.roots:
        raise UsageFault("the new key is trusted already", hint="see: casekit trust")
    changes: dict[str, object] = {"roots": tuple(new if r == old else r for r in trust.roots)}
    if owner is not None:
        kept = tuple(k for k in owner.keys if k.public != old)
        person = replace(owner, keys=(*kept, TrustedKey(new, now)))
        changes["people"] = {**trust.people, owner.id: person}
    return changes


def _draft(version: TrustFile, keys: Sequence[SigningKey], roots: Sequence[str]) -> ChangeSet:
    signers = [key for key in keys if key.public in roots]
    if not signers:
        raise NoRoot()
    content = version.content
    try:
        read_trust_file(content)
    except BadStatement as fault:
        raise UsageFault(
            f"this would be no trust file: {fault.message}; nothing was saved",
            hint="see who is trusted: casekit trust",
        ) from None
    signatures = [
        NewFile(
            signature_name(version.number, key.public),
            sign(content, OF_TRUST, key).encode("ascii"),
        )
        for key in signers
    ]
    return ChangeSet(
        "",
        f"Trust file, version {version.number}",
        files=(NewFile(statement_name(version.number), content), *signatures),
    )
