"""A bundle of one case for another office: on what ground, what stays behind, and its record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casekit.casework.bundle_content import choose_files, count_sealed, list_content
from casekit.casework.desk import Desk
from casekit.casework.drafting import Drafts
from casekit.casework.key_keeping import unlock_case
from casekit.casework.request import Request
from casekit.casework.unsealing import unseal
from casekit.errors import GateRefused, NotFound, UsageFault
from casekit.history.signing import SigningKey, sign
from casekit.model.agreed import consents_to, withheld_from
from casekit.model.changes import ChangeSet
from casekit.model.records import Case, Record
from casekit.model.transfers import accepted_transfers, open_offers
from casekit.records.canonical import canonical_json
from casekit.records.document import Document
from casekit.workspace.case_bundle import FORMAT, NAMESPACE, Bundle
from casekit.workspace.loading import LoadedCase
from casekit.workspace.workspace import Workspace

# On what ground a case is handed over that needs no consent, as `sharing` says it.
GROUNDS = ("law", "court order")
# Why a record stays behind.
WITHHELD, BY_SENDER = "withheld by consent", "left out by the sender"


class NoOffer(GateRefused):
    """Nobody has offered the case to anybody, or the offer does not cover the whole case."""

    code = "GATE-BUNDLE-OFFER"


class NoConsent(GateRefused):
    """Nobody consented that the receiver gets the file."""

    code = "GATE-BUNDLE-CONSENT"

    def __init__(self, case: Case, receiver: str) -> None:
        super().__init__(
            f"nobody consented that {receiver} gets the file of {case.number}, and no law or court "
            "requires it",
            hint=f'write the consent down: casekit consent {case.number} --to "{receiver}", with '
            "who consents to what; a transfer that law or a court requires is offered --mandated",
        )


class Withheld(GateRefused):
    """A consent keeps something from the receiver, and nothing is left out."""

    code = "GATE-BUNDLE-WITHHELD"

    def __init__(self, receiver: str, kept: Sequence[tuple[Record, str]]) -> None:
        what = "; ".join(f"{words} (consent {consent.id})" for consent, words in kept)
        super().__init__(
            f"a consent keeps from {receiver}: {what}",
            hint="name each record in which that stands: --without RECORD; where it stands in "
            'none, say how you know: --nothing-to-withhold "..."',
        )


@dataclass(frozen=True)
class Wanted:
    """What the sender asks for; `copy_for` names a partner that gets a copy, `why` says for what.

    `without` are ids of records, or paths within the case's folder. `unseal_because` lets what is
    sealed be read by the receiver, for that reason.
    """

    offer: str | None = None
    copy_for: str | None = None
    why: str | None = None
    ground: str | None = None
    provision: str | None = None
    without: tuple[str, ...] = ()
    nothing_to_withhold: str | None = None
    unseal_because: str | None = None


@dataclass(frozen=True, eq=False)
class Prepared:
    """A bundle that is ready to be encrypted, and the version that records that it went out.

    `notes` is what the worker is told besides, `sharing` the id of the record.
    """

    bundle: Bundle
    changes: ChangeSet
    sharing: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Ground:
    """Who gets the case, and why that may be."""

    to: str
    offer: Record | None
    consents: tuple[Record, ...]
    mandated: bool


def prepare_bundle(
    workspace: Workspace,
    loaded: LoadedCase,
    wanted: Wanted,
    desk: Desk,
    environment: Mapping[str, str],
    key: SigningKey | None,
    keys_used: int,
) -> Prepared:
    """Put a bundle of a case together, as a saved version of the workspace holds it.

    `workspace` and `loaded` are of that version; `keys_used` counts the receiver's public keys.
    Raises NoOffer, NoConsent, Withheld, UsageFault, NotFound, NotFit, what opening sealed values
    raises, and BadInput where the record of it would be wrong.
    """
    assert workspace.version is not None
    case = loaded.case
    ground = _find_ground(case, wanted, desk)
    kept = withheld_from(case, ground.to, desk.today)
    if kept and not (ground.mandated or wanted.without or wanted.nothing_to_withhold):
        raise Withheld(ground.to, kept)
    why = WITHHELD if kept else BY_SENDER
    files, left_out = choose_files(workspace, case, wanted.without, ground.offer, why)
    keys: tuple[str, ...] = ()
    public: list[str] = []
    unsealed: ChangeSet | None = None
    if wanted.unseal_because is not None:
        done, _ = unseal(workspace, loaded, None, wanted.unseal_because, desk, environment)
        unsealed = done.changes
        pairs = unlock_case(workspace, case, desk, environment)[2]
        keys, public = tuple(p.private for p in pairs), [p.public for p in pairs]
    manifest = {
        "format": FORMAT,
        "case": case.number,
        "purpose": "copy" if wanted.copy_for else "transfer",
        "from": workspace.agency.name,
        "to": ground.to,
        "offer": ground.offer.id if ground.offer else None,
        "mandated": ground.mandated,
        "consents": [consent.id for consent in ground.consents],
        "made_at": desk.stamp,
        "made_by": desk.worker.id,
        "version": workspace.version,
        "version_at": workspace.repo.saved_at(workspace.version).isoformat(timespec="seconds"),
        **list_content(case, files),
        "left_out": [{"path": path, "why": left_out[path]} for path in sorted(left_out)],
        "sealed": {"values": count_sealed(case, files), "keys": public},
        "signed_by": key.public if key else None,
    }
    signature = sign(canonical_json(manifest), NAMESPACE, key) if key else None
    bundle = Bundle(manifest, files, signature, keys)
    changes, sharing = _record(workspace, loaded, wanted, ground, bundle, desk, keys_used)
    if unsealed is not None:
        changes = changes._replace(new=(*unsealed.new, *changes.new))
    return Prepared(bundle, changes, sharing, tuple(_list_notes(ground, kept, case, wanted)))


def _find_ground(case: Case, wanted: Wanted, desk: Desk) -> _Ground:
    if wanted.copy_for is not None:
        if wanted.offer is not None or wanted.ground is not None:
            raise UsageFault("a copy for a partner rests on a consent, not on an offer or a law")
        if not wanted.why:
            raise UsageFault(
                "casekit bundle was not told what the copy is for", hint='say it: --why "..."'
            )
        consents = tuple(consents_to(case, wanted.copy_for, desk.today))
        if not consents:
            raise NoConsent(case, wanted.copy_for)
        return _Ground(wanted.copy_for, None, consents, mandated=False)
    offer = _find_offer(case, wanted.offer)
    to = str(offer.data["to"])
    _refuse_part(case, offer)
    mandated = bool(offer.data["mandated"])
    consents = tuple(consents_to(case, to, desk.today))
    if not mandated and not consents:
        raise NoConsent(case, to)
    if mandated and wanted.ground not in GROUNDS:
        raise UsageFault(
            "casekit bundle was not told what requires the transfer; that is recorded",
            hint=f'say --ground "{GROUNDS[0]}" or "{GROUNDS[1]}", and where it stands: --provision',
        )
    if not mandated and wanted.ground is not None:
        raise UsageFault(
            f"the offer {offer.id} is not mandated: it rests on a consent",
            hint="leave --ground out; or void the offer and make one that is --mandated",
        )
    return _Ground(to, offer, consents, mandated)


def _find_offer(case: Case, said: str | None) -> Record:
    offers = [o for o in open_offers(case) if said is None or o.id.endswith(said.lower())]
    if len(offers) == 1:
        return offers[0]
    if not offers:
        raise NoOffer(
            f"the saved version of {case.number} has no open offer"
            + (f" that ends in `{said}`" if said else " to anybody"),
            hint=f"offer it first: casekit transfer {case.number} --step offer; a copy that leaves "
            'the case with you: --copy-for "..."',
        )
    raise NotFound(
        f"{case.number} is offered to several: "
        + ", ".join(f"{o.data['to']} ({o.id})" for o in offers),
        hint="say which: --offer ID",
    )


def _refuse_part(case: Case, offer: Record) -> None:
    """A bundle holds the whole case, so the offer has to be about all of its children."""
    children = frozenset(child.id for child in case.children)
    receiver = offer.data["to"].casefold()
    taken = [o for o, _ in accepted_transfers(case) if o.data["to"].casefold() == receiver]
    left = children.difference(*((o.children or children) for o in (offer, *taken)))
    if left:
        names = ", ".join(sorted(map(case.call, left)))
        raise NoOffer(
            f"the offer {offer.id} is not about {names}, and a bundle holds the whole case",
            hint="offer the case for all children, or tell the receiver what it needs by other "
            f"means: casekit share {case.number}",
        )


def _record(
    workspace: Workspace,
    loaded: LoadedCase,
    wanted: Wanted,
    ground: _Ground,
    bundle: Bundle,
    desk: Desk,
    keys_used: int,
) -> tuple[ChangeSet, str]:
    """Draft the record of who received what on what ground; it cannot be in the bundle itself."""
    case, manifest = loaded.case, bundle.manifest
    seals = manifest["sealed"]
    keys = "1 public key" if keys_used == 1 else f"{keys_used} public keys"
    if seals["values"]:
        keys += "; the receiver can read" if seals["keys"] else "; the receiver cannot read"
        keys += " what is sealed"
    left = len(manifest["left_out"])
    data: dict[str, Any] = {
        "occurred_at": desk.stamp,
        "what": f"The case file as of version {manifest['version'][:7]}: {len(bundle.files)} "
        f"files, {left} left out, encrypted to {keys}.",
        "with": [ground.to],
        "about": [person.id for person in case.people],
        "why": wanted.why or f"To decide on the transfer that {_id_of(ground.offer)} offers.",
        "ground": wanted.ground if ground.mandated else "consent",
        "bundle": bundle.number,
    }
    if not ground.mandated:
        data["consent"] = ground.consents[-1].id
    if wanted.provision:
        data["provision"] = wanted.provision
    if wanted.nothing_to_withhold:
        data["note"] = f"Nothing was withheld: {wanted.nothing_to_withhold}"
    drafts = Drafts(loaded, desk, workspace.agency, workspace.schemas)
    drafts.add("sharing", Request(data, Document("casekit bundle", "", data)))
    done = drafts.finish(f"Bundle of {case.number}")
    return done.changes, done.records[0]


def _id_of(offer: Record | None) -> str:
    return offer.id if offer else ""


def _list_notes(
    ground: _Ground, kept: Sequence[tuple[Record, str]], case: Case, wanted: Wanted
) -> Sequence[str]:
    notes = [
        f"{case.call(c.data['person'])} consented on {c.occurred.day} to: {c.data['scope']}"
        for c in ground.consents
    ]
    if not ground.mandated:
        notes.append("whether that covers the whole file is yours to judge, not casekit's")
    if kept and ground.mandated and not wanted.without:
        words = "; ".join(what for _, what in kept)
        notes.append(f"a consent withholds: {words}. The transfer is mandated, so it travels")
    if kept and wanted.without:
        notes.append(
            "casekit left out the records that you named; whether others tell the same, it "
            "cannot know"
        )
    if case.unproven:
        notes.append(
            f"counts for nothing here: {', '.join(sorted(case.unproven))}. The receiver, who gets "
            f"no statements, cannot tell: have each approved anew, or void it (casekit check "
            f"{case.number})"
        )
    return notes
