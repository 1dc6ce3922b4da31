"""Before a decision is signed: what is decided on, what speaks against it, and the consent."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from casekit.casework.desk import Desk
from casekit.casework.drafting import Recorded
from casekit.casework.stating import (
    Preview,
    Signer,
    find_trust,
    preview_decision,
    require_acknowledged,
    stand_in,
    state_decision,
)
from casekit.cli.output import clean, count, prompt, talk
from casekit.cli.passphrase import ask_passphrase
from casekit.cli.session import Session
from casekit.errors import ConflictingEdit, UsageFault
from casekit.history.signing import find_signing_key, read_signing_key

_MOST_LINES = 40


class ShownOtherwise(ConflictingEdit):
    """What is decided on has changed since it was shown."""

    def __init__(self) -> None:
        super().__init__(
            "what you decide on has changed since it was shown to you; nothing was saved",
            hint="run the command again and read what is new",
        )


@dataclass(eq=False)
class Decider:
    """Somebody who has seen what they decide on, and the key that they sign with."""

    signer: Signer | None
    shown: Preview
    acknowledged: list[str] = field(default_factory=list)

    def state(self, done: Recorded, session: Session) -> Recorded:
        """Add the statement to what is saved; raises GateRefused, ShownOtherwise."""
        if self.signer is None or not done.changes.new:
            return done
        preview = preview_decision(done, session.workspace, session.book, session.now)
        if preview.records != self.shown.records or preview.points.keys() - self.shown.points:
            raise ShownOtherwise()
        known = require_acknowledged(preview, self.acknowledged) if _approves(done) else ()
        desk = find_desk(session)
        return state_decision(done, session.workspace, desk, self.signer, preview, known)


def find_desk(session: Session) -> Desk:
    """The desk of who decides, and in whose place that may be."""
    chain = find_trust(session.workspace)
    if chain is None or chain.newest is None:
        return session.desk
    return stand_in(session.desk, chain.newest)


def open_decider(done: Recorded, session: Session, given: Mapping[str, Any]) -> Decider | None:
    """Show what is decided on and ask for consent on a terminal; None where nothing is signed.

    Raises what reading a signing key raises, and UsageFault where consent is not given.
    """
    chain = find_trust(session.workspace)
    if chain is None or not done.changes.new:
        return None
    preview = preview_decision(done, session.workspace, session.book, session.now)
    _show(preview)
    decider = Decider(None, preview, list(given.get("acknowledge") or ()))
    if given["dry_run"]:
        return decider
    if _is_terminal() and given["from_file"] is None:
        if _approves(done):
            decider.acknowledged += _ask_each(preview, decider.acknowledged)
        if not given.get("agreed"):
            _ask_consent("Approve" if _approves(done) else "Return", preview)
    git = session.workspace.repo.git
    key = read_signing_key(find_signing_key(git, os.environ), ask_passphrase)
    decider.signer = Signer(key, chain)
    return decider


def _show(preview: Preview) -> None:
    talk(clean(f"What is decided on: {preview.scope}, {count(len(preview.records), 'record')}"))
    lines = list(preview.changed) or ["nothing changed since the last approval"]
    lines += [f"{code}: {says}" for code, said in preview.points.items() for says in said]
    for line in lines[:_MOST_LINES]:
        talk(clean(f"  {line}"))
    if len(lines) > _MOST_LINES:
        talk(f"  and {len(lines) - _MOST_LINES} more")


def _ask_each(preview: Preview, known: Sequence[str]) -> list[str]:
    said = {one.casefold() for one in known}
    return [
        code
        for code in preview.points
        if code.casefold() not in said
        and _says_yes(f"{code}: {preview.points[code][0]}\nDo you know of it, and go on? (yes/no) ")
    ]


def _ask_consent(verb: str, preview: Preview) -> None:
    if not _says_yes(f"{verb} this {preview.scope}, in your name? (yes/no) "):
        raise UsageFault("you did not agree; nothing was saved", hint="run it again when you do")


def _says_yes(question: str) -> bool:
    for line in question.split("\n")[:-1]:
        talk(clean(line))
    prompt(question.rpartition("\n")[2])
    return sys.stdin.readline().strip().casefold() in ("yes", "y")


def _is_terminal() -> bool:
    return sys.stdin is not None and not sys.stdin.closed and sys.stdin.isatty()


def _approves(done: Recorded) -> bool:
    return done.changes.new[0].kind == "approval"
