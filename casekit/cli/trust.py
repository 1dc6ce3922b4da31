"""`casekit trust`: whose signature counts, and who decides on that."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from casekit.casework.trust_keeping import (
    TrustState,
    add_key,
    begin_trust,
    change_trust,
    delegate,
    read_key_text,
    read_trust_state,
    remove_person,
    replace_key,
    require_trust,
    sign_waiting,
    trust_own_key,
)
from casekit.cli.options import Directory
from casekit.cli.output import clean, finding_as_data, finding_as_text, say, write_json, write_table
from casekit.cli.passphrase import ask_passphrase
from casekit.cli.recorder import Reply
from casekit.cli.recording import Answer
from casekit.cli.session import Session, open_session, open_to_save, read_moment, unknown_act
from casekit.errors import NotFound, Unreadable, UsageFault
from casekit.history.signing import (
    SigningKey,
    find_signing_key,
    fingerprint,
    read_signing_key,
)
from casekit.model.changes import ChangeSet
from casekit.trust.pins import find_pin, keep_pin
from casekit.trust.trust_file import TrustFile

# By action: how many words it needs, and how many it takes at most.
_ACTS = {
    "show": (0, 0),
    "init": (0, 0),
    "add": (0, 1),
    "remove": (0, 1),
    "rotate": (0, 0),
    "delegate": (2, 2),
    "sign": (0, 0),
    "pin": (0, 1),
}
_MAX_KEY_FILE = 4096


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return trust


def trust(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ACTION] [WORKER]",
            help="show (meant when none is said), init, add, remove, rotate, delegate, sign, pin.",
        ),
    ] = None,
    key: Annotated[
        str | None, typer.Option("--key", metavar="FILE.pub", help="The public key that is meant.")
    ] = None,
    role: Annotated[
        list[str] | None,
        typer.Option("--role", metavar="ROLE", help="supervisor approves; repeatable."),
    ] = None,
    root: Annotated[
        list[str] | None,
        typer.Option("--root", metavar="FILE.pub", help="A root's public key; repeatable."),
    ] = None,
    threshold: Annotated[
        int | None,
        typer.Option("--threshold", metavar="N", help="How many roots have to sign."),
    ] = None,
    start: Annotated[
        str | None, typer.Option("--from", metavar="DATE[TIME]", help="Delegation: from then on.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE[TIME]", help="Delegation: its end.")
    ] = None,
    how: Answer = Reply.TEXT,
    directory: Directory = None,
) -> int:
    """Whose signature counts: people, keys, roots; each change is signed by roots.

    \b
      trust                      who is trusted, and the first digest
      trust init                 the first version; your own key is its root
      trust add WORKER           a person, or one more key: --key FILE.pub
      trust add --root FILE.pub  one more root; --threshold N
      trust remove WORKER        a person, or with --key one key of theirs
      trust remove --root FILE.pub
      trust rotate --key NEW.pub your key makes room for a new one
      trust delegate OF TO       TO approves in OF's place: --until DAY
      trust sign                 one more root signs what waits for it
      trust pin [DIGEST]         keep the first digest outside the repository

    \b
    Example: casekit trust add q-sample --role supervisor --key q.pub
    """
    act, rest = _read_words(words or [])
    if act == "show":
        return _show(open_session(directory), how)
    if act == "pin":
        return _pin(open_session(directory), rest, how)
    # Read before the workspace is held: nobody else waits for a passphrase or a slow disk.
    session = open_session(directory)
    own = read_signing_key(find_signing_key(session.workspace.repo.git, os.environ), ask_passphrase)
    given = _read_public(key) if key else None
    roots = [_read_public(one) for one in root or ()]
    second = _read_private_beside(key) if act == "rotate" and key else None
    with open_to_save(directory) as session:
        state = read_trust_state(session.workspace)
        now, zone = session.now.replace(microsecond=0), session.workspace.agency.zone
        match act:
            case "init":
                mine = trust_own_key(session.desk.worker.id, own, now)
                everybody = (own.public, *roots)
                changes = begin_trust(state, [mine], everybody, threshold or 1, own)
            case "add" | "remove":
                changes = _change(act, state, rest, given, role or [], roots, threshold, own, now)
            case "rotate":
                if given is None:
                    raise _untold("rotate", "the new key: --key FILE.pub")
                replaced = replace_key(require_trust(state), own.public, given, now)
                both = [own, *([second] if second and second.public == given else [])]
                changes = change_trust(state, *both, **replaced)
            case "delegate":
                if until is None:
                    raise _untold("delegate", "its end: --until DAY")
                begins = now
                if start is not None:
                    begins = read_moment(start, zone, "--from")
                    if len(start) == 10:  # from the day's beginning on
                        begins += timedelta(seconds=1) - timedelta(days=1)
                ends = read_moment(until, zone, "--until").replace(microsecond=0)
                of, to = rest
                begins = begins.replace(microsecond=0)
                made = delegate(require_trust(state), of, to, begins, ends)
                there = require_trust(state).delegations
                changes = change_trust(state, own, delegations=(*there, made))
            case _:
                changes = sign_waiting(state, own)
        version = session.workspace.save(changes, session.version_moment)
    if how is Reply.JSON:
        return _show(open_session(directory), how)
    return _tell(open_session(directory), changes, version)


def _change(
    act: str,
    state: TrustState,
    rest: Sequence[str],
    given: str | None,
    role: Sequence[str],
    roots: Sequence[str],
    threshold: int | None,
    own: SigningKey,
    now: datetime,
) -> ChangeSet:
    trusted = require_trust(state)
    changes: dict[str, object] = {}
    if rest and act == "add":
        changes["people"] = add_key(trusted, rest[0], role, given, now)
    elif rest:
        changes["people"] = remove_person(trusted, rest[0], given)
        changes["delegations"] = tuple(
            d for d in trusted.delegations if given is not None or rest[0] not in (d.of, d.to)
        )
    if roots and act == "add":
        changes["roots"] = tuple(dict.fromkeys((*trusted.roots, *roots)))
    elif roots:
        if unknown := [one for one in roots if one not in trusted.roots]:
            raise NotFound(
                f"{fingerprint(unknown[0])} is none of the roots", hint="see: casekit trust"
            )
        changes["roots"] = tuple(r for r in trusted.roots if r not in roots)
    if threshold is not None:
        changes["threshold"] = threshold
    if not changes:
        raise _untold(act, "whom: a worker's id, or --root FILE.pub")
    return change_trust(state, own, **changes)


def _read_words(words: list[str]) -> tuple[str, list[str]]:
    act, rest = (words[0], words[1:]) if words else ("show", [])
    if act not in _ACTS:
        raise unknown_act("trust", act, _ACTS)
    least, most = _ACTS[act]
    if not least <= len(rest) <= most:
        raise UsageFault(
            f"casekit trust {act} was given {len(rest)} words besides",
            hint="see: casekit trust --help",
        )
    return act, rest


def _untold(act: str, what: str) -> UsageFault:
    return UsageFault(f"casekit trust {act} was not told {what}", hint="see: casekit trust --help")


def _read_public(name: str) -> str:
    try:
        with Path(name).open("rb") as file:
            text = file.read(_MAX_KEY_FILE).decode("utf-8", "replace")
    except OSError as fault:
        raise Unreadable(
            f"{name} cannot be read: {fault.strerror}",
            hint="name the file of the public key, which ends in .pub",
            path=name,
        ) from fault
    return read_key_text(text)


def _read_private_beside(name: str) -> SigningKey | None:
    """The private half of a new key, where it lies here: a new root signs its own beginning."""
    place = Path(name).with_suffix("")
    return read_signing_key(place, ask_passphrase) if place.is_file() else None


def _as_data(state: TrustState, pin: str | None) -> dict[str, Any]:
    newest = state.newest
    return {
        "number": newest.number if newest else 0,
        "digest": newest.digest if newest else None,
        "first_digest": state.first_digest,
        "pinned": None if pin is None else pin == state.first_digest,
        "waiting": state.waiting.number if state.waiting else None,
        "threshold": newest.threshold if newest else None,
        "roots": [fingerprint(root) for root in (newest.roots if newest else ())],
        "people": [
            {
                "worker": person.id,
                "roles": list(person.roles),
                "keys": [
                    {"key": fingerprint(k.public), "since": k.since.isoformat()}
                    for k in person.keys
                ],
            }
            for person in (newest.people.values() if newest else ())
        ],
        "delegations": [
            {
                "for": d.of,
                "to": d.to,
                "since": d.since.isoformat(),
                "until": d.until.isoformat(),
            }
            for d in (newest.delegations if newest else ())
        ],
        "findings": [finding_as_data(f) for f in state.findings],
    }


def _show(session: Session, how: Reply) -> int:
    state = read_trust_state(session.workspace)
    pin = find_pin(session.workspace.repo, os.environ).digest
    if how is Reply.JSON:
        write_json(_as_data(state, pin))
        return int(bool(state.findings))
    newest = state.newest
    if newest is None:
        say("No trust file: approvals here are not signed. Make one: casekit trust init")
    else:
        _show_people(newest, session)
        assert state.first_digest is not None
        say(f"First digest: {state.first_digest}")
        if pin is None:
            say("  not pinned here; compare it by telephone, then: casekit trust pin DIGEST")
        elif pin != state.first_digest:
            say(f"  NOT the one that is pinned: {pin}")
    for finding in state.findings:
        say(finding_as_text(finding))
    return int(bool(state.findings))


def _show_people(trusted: TrustFile, session: Session) -> None:
    zone = session.workspace.agency.zone
    say(f"Trust file, version {trusted.number}")
    rows = [
        [person.id, ", ".join(person.roles), fingerprint(key.public)]
        for person in trusted.people.values()
        for key in person.keys
    ]
    write_table(rows, ("worker", "roles", "key"))
    for given in trusted.delegations:
        ends = given.until.astimezone(zone)
        say(clean(f"{given.to} may approve in place of {given.of} until {ends:%Y-%m-%d %H:%M}"))
    say(f"Roots, of which {trusted.threshold} must sign each change:")
    for root in trusted.roots:
        owner = trusted.owner_of(root)
        say(clean(f"  {fingerprint(root)}" + (f"  {owner.id}" if owner else "")))


def _pin(session: Session, rest: Sequence[str], how: Reply) -> int:
    repo = session.workspace.repo
    if rest:
        keep_pin(repo, os.environ, rest[0])
    state = read_trust_state(session.workspace)
    pin = find_pin(repo, os.environ)
    differs = pin.digest is not None and pin.digest != state.first_digest
    if how is Reply.JSON:
        write_json(
            {
                "first_digest": state.first_digest,
                "pin": pin.digest,
                "told_by": pin.told_by,
                "matches": None if pin.digest is None else not differs,
            }
        )
        return int(differs)
    require_trust(state)
    say(f"First digest of this workspace: {state.first_digest}")
    if pin.digest is None:
        say(
            "Pinned: nothing. Compare it with somebody by telephone, then: casekit trust pin DIGEST"
        )
    elif differs:
        say(f"Pinned: {pin.digest}, which is ANOTHER one. Somebody has replaced the trust file,")
        say("or the pin is of another workspace: find out before you rely on any approval here.")
    else:
        say(clean(f"Pinned: the same, by {pin.told_by}."))
    return int(differs)


def _tell(session: Session, changes: ChangeSet, version: str) -> int:
    state = read_trust_state(session.workspace)
    say(f"Saved, version {session.workspace.repo.short(version)}: {changes.summary}.")
    if state.waiting is not None:
        say("  It is not in force yet: further roots sign it with casekit trust sign")
    elif state.newest is not None and state.newest.number == 1:
        say(f"  First digest: {state.first_digest}")
        say("  Write it down outside of this repository, and on each computer: casekit trust pin")
    return 0
