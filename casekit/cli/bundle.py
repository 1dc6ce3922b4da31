"""`casekit bundle`: one case as an encrypted file for the office that is to take it over."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from casekit.casework.bundling import Prepared, Wanted, prepare_bundle
from casekit.cli.options import Directory, OneCase
from casekit.cli.output import clean, count, say, talk, write_json
from casekit.cli.passphrase import ask_passphrase
from casekit.cli.recorder import Reply
from casekit.cli.recording import Answer, DryRun
from casekit.cli.session import Session, load_whole, open_session, open_to_save
from casekit.errors import CasekitError, ConflictingEdit, NotFound, Unreadable, UsageFault
from casekit.history.files import cannot_write, open_plain, prepare_file
from casekit.history.signing import (
    NoSigningKey,
    SigningKey,
    find_signing_key,
    fingerprint,
    read_signing_key,
)
from casekit.records.age_file import MAX_RECIPIENTS
from casekit.records.canonical import sha256_of
from casekit.records.sealing import UnusableKey, is_recipient
from casekit.workspace.case_bundle import seal_bundle
from casekit.workspace.workspace import Workspace

_MAX_KEY_FILE = 65_536
# Beyond so many files git would take long to look for what is not saved.
_MOST_FILES_COMPARED = 50_000


class NotKept(CasekitError):
    """The version says that a bundle was made, and the file could not get its name."""

    code = "BUNDLE-NOT-KEPT"
    exit_code = 5

    def __init__(self, target: Path, version: str, sharing: str, fault: OSError) -> None:
        super().__init__(
            f"version {version[:7]} records the bundle, but {target} could not be put in place: "
            f"{fault.strerror}; there is no file",
            hint=f"run the command again with another FILE; then take the record {sharing} back "
            "with `voided:`",
        )


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return bundle


def bundle(
    case: OneCase,
    to: Annotated[
        list[str] | None,
        typer.Option("--to", metavar="KEY|FILE", help="The receiver's public key, or keys."),
    ] = None,
    file: Annotated[
        Path | None, typer.Option("-o", metavar="FILE", help="The bundle; a new file.")
    ] = None,
    offer: Annotated[
        str | None, typer.Option("--offer", metavar="RECORD", help="Which offer, of several.")
    ] = None,
    ground: Annotated[
        str | None,
        typer.Option("--ground", help='What requires it, where mandated: "law", "court order".'),
    ] = None,
    provision: Annotated[
        str | None, typer.Option("--provision", metavar="TEXT", help="Where that stands.")
    ] = None,
    copy_for: Annotated[
        str | None,
        typer.Option("--copy-for", metavar="NAME", help="No transfer: a copy for this partner."),
    ] = None,
    why: Annotated[
        str | None, typer.Option("--why", metavar="TEXT", help="What the receiver needs it for.")
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", metavar="RECORD", help="Leave this out; may be repeated."),
    ] = None,
    nothing_to_withhold: Annotated[
        str | None,
        typer.Option(
            "--nothing-to-withhold", metavar="TEXT", help="How you know that no record has it."
        ),
    ] = None,
    with_sealed: Annotated[
        str | None,
        typer.Option("--with-sealed", metavar="REASON", help="The receiver may read who reported."),
    ] = None,
    how: Answer = Reply.TEXT,
    dry_run: DryRun = False,
    directory: Directory = None,
) -> int:
    """Put one case into a file that only the receiver can open, and record that.

    It holds the newest saved version of the case. It needs an open offer (casekit transfer), and
    a consent of the family unless the offer is mandated. You answer for the children until the
    receiver accepts.

    \b
    Example: casekit bundle 2026-K7 --to age1... -o /media/stick/case.age
    """
    recipients = read_recipients(to or [])
    target = None if file is None else file.absolute()
    if target is None and not dry_run:
        raise UsageFault("casekit bundle was not told where to write", hint="name a file: -o FILE")
    session = open_session(directory)
    if target is not None:
        _check_target(session.workspace, target)
    # Asked before the workspace is held: nobody else waits for a passphrase.
    key, unsigned = _find_key(session)
    wanted = Wanted(
        offer=offer,
        copy_for=_strip(copy_for, "--copy-for"),
        why=_strip(why, "--why"),
        ground=ground,
        provision=_strip(provision, "--provision"),
        without=tuple(without or ()),
        nothing_to_withhold=_strip(nothing_to_withhold, "--nothing-to-withhold"),
        unseal_because=_strip(with_sealed, "--with-sealed"),
    )
    if dry_run:
        ready, unsaved = _prepare(session, case, wanted, key, len(recipients))
        encrypted = seal_bundle(ready.bundle, recipients)
        return _tell(ready, encrypted, None, None, unsaved, recipients, unsigned, how)
    assert target is not None
    with open_to_save(directory) as session:
        ready, unsaved = _prepare(session, case, wanted, key, len(recipients))
        encrypted = seal_bundle(ready.bundle, recipients)
        version = _keep(session, ready, encrypted, target)
    return _tell(ready, encrypted, target, version, unsaved, recipients, unsigned, how)


def read_recipients(given: Sequence[str]) -> list[str]:
    """The public keys that were given, or that stand in files, one a line.

    Raises UsageFault without any, UnusableKey, Unreadable.
    """
    keys: list[str] = []
    for text in given:
        if text.startswith(("age1", "ssh-")):
            keys.append(text.strip())
            continue
        try:
            with open_plain(Path(text), follow=True) as stream:
                content = stream.read(_MAX_KEY_FILE).decode("utf-8", "replace")
        except OSError as fault:
            raise Unreadable(
                f"{text} is no public key, and no file that can be read: {fault.strerror}",
                hint="give the key itself, `age1...`, or a file with one key a line",
            ) from fault
        lines = (line.strip() for line in content.splitlines())
        keys += [line for line in lines if line and not line.startswith("#")]
    if not keys:
        raise UsageFault(
            "casekit bundle was not told for whose key to encrypt",
            hint="the receiver runs casekit keys make, and sends you the public key that it puts "
            "under `seal_to:`; compare it by telephone, then: --to age1...",
        )
    for key in keys:
        if "AGE-SECRET-KEY" in key.upper():
            raise UnusableKey(
                "this is a private key; nothing was written",
                hint="whoever may have seen it can read what it opens: the receiver makes a new "
                "one, and sends the public half only",
            )
        if not is_recipient(key):
            raise UnusableKey(
                "a public key of the receiver is mistyped, or is none",
                hint="ask the receiver for `age1...`, as it stands under `seal_to:` in agency.yaml",
            )
    unique = list(dict.fromkeys(keys))
    if len(unique) > MAX_RECIPIENTS:
        raise UsageFault(f"a bundle is encrypted to at most {MAX_RECIPIENTS} keys")
    return unique


def _strip(text: str | None, flag: str) -> str | None:
    if text is not None and not text.strip():
        raise UsageFault(f"{flag} was given without a word")
    return text.strip() if text is not None else None


def _check_target(workspace: Workspace, target: Path) -> None:
    if not target.parent.is_dir():
        raise UsageFault(f"there is no folder {target.parent}", hint="make it, or name another")
    place = Path(os.path.realpath(target.parent)) / target.name
    repo = workspace.repo
    for folder in (repo.root, repo.git_dir, repo.common_dir):
        if place.is_relative_to(os.path.realpath(folder)):
            raise UsageFault(
                f"{target} lies inside the workspace, and could be saved with it",
                hint="name a file outside of it",
            )
    if os.path.lexists(target):
        raise ConflictingEdit(f"{target} is there already", hint="name another file")


def _find_key(session: Session) -> tuple[SigningKey | None, str]:
    """The worker's signing key; None, and why, where there is none."""
    try:
        place = find_signing_key(session.workspace.repo.git, os.environ)
        return read_signing_key(place, ask_passphrase), ""
    except NoSigningKey as fault:
        return None, fault.message.removeprefix("this has to be signed, and ")


def _prepare(
    session: Session, typed: str, wanted: Wanted, key: SigningKey | None, keys_used: int
) -> tuple[Prepared, list[str] | None]:
    """The bundle of the saved version, and the files of the case that differ from it."""
    repo = session.workspace.repo
    saved = Workspace.read(repo, session.workspace.schemas, saved=True)
    if saved.version is None:
        raise NotFound("nothing has been saved in this workspace yet")
    session = Session(saved, session.now, session.clock_is_set)
    loaded = load_whole(session, typed)
    ready = prepare_bundle(saved, loaded, wanted, session.desk, os.environ, key, keys_used)
    return ready, repo.list_unsaved([loaded.case.path], _MOST_FILES_COMPARED)


def _keep(session: Session, ready: Prepared, encrypted: bytes, target: Path) -> str:
    """Write the file, record it, and only then give the file its name."""
    try:
        with prepare_file(target, encrypted) as put_in_place:
            version = session.workspace.save(ready.changes, session.version_moment)
            try:
                put_in_place()
            except OSError as fault:
                raise NotKept(target, version, ready.sharing, fault) from fault
    except FileExistsError as fault:
        raise ConflictingEdit(f"{target} is there already", hint="name another file") from fault
    except OSError as fault:
        raise cannot_write(str(target), fault) from fault
    return version


def _tell(
    ready: Prepared,
    encrypted: bytes,
    target: Path | None,
    version: str | None,
    unsaved: list[str] | None,
    recipients: Sequence[str],
    unsigned: str,
    how: Reply,
) -> int:
    manifest, number = ready.bundle.manifest, ready.bundle.number
    if how is Reply.JSON:
        write_json(_as_data(ready, encrypted, target, version, unsaved, recipients))
        return 0
    for note in ready.notes:
        talk(clean(note))
    for path in unsaved or ():
        talk(clean(f"not in it, because it is not saved: {path}"))
    if unsaved is None:
        talk("there are too many files to look for unsaved edits; what is not saved is not in it")
    for each in manifest["left_out"]:
        say(clean(f"  left out: {each['path']} ({each['why']})"))
    seals = manifest["sealed"]
    if seals["values"]:
        closed = "which the receiver can read" if seals["keys"] else "which stay closed to it"
        say(f"  sealed: {count(seals['values'], 'value')}, {closed}")
    if manifest["signed_by"]:
        say(f"  signed with {fingerprint(manifest['signed_by'])}")
    else:
        talk(clean(f"not signed: {unsigned}"))
        talk("the receiver cannot tell from the file that it is from you; tell it the number")
    for key in recipients:
        say(
            clean(f"  only this key opens it: {key}" if len(recipients) == 1 else f"  opens: {key}")
        )
    say(f"  bundle {number}")
    if version is None:
        talk("dry run: nothing was written")
        return 0
    size = f"{count(len(ready.bundle.files), 'file')}, {len(encrypted):,} bytes"
    say(clean(f"Saved, version {version[:7]}: {target}, {size}."))
    say(clean(f"  Tell {manifest['to']} the number of the bundle by another way than the file."))
    if manifest["purpose"] == "transfer":
        say(clean(f"  Until {manifest['to']} accepts, you answer for the children."))
    return 0


def _as_data(
    ready: Prepared,
    encrypted: bytes,
    target: Path | None,
    version: str | None,
    unsaved: list[str] | None,
    recipients: Sequence[str],
) -> dict[str, Any]:
    manifest = ready.bundle.manifest
    return {
        "case": manifest["case"],
        "version": version,
        "record": ready.sharing if version else None,
        "file": str(target) if version else None,
        "bytes": len(encrypted),
        "file_checksum": sha256_of(encrypted) if version else None,
        "bundle": ready.bundle.number,
        "recipients": list(recipients),
        "manifest": dict(manifest),
        "unsaved": unsaved,
        "notes": list(ready.notes),
    }
