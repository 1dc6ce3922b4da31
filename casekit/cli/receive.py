"""`casekit receive`: prove a bundle, look into it, and take the case in."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from casekit.casework.receiving import Arrived, judge_bundle, plan_keys, take_in
from casekit.cli.options import Directory
from casekit.cli.output import clean, count, say, talk, write_json
from casekit.cli.recorder import Reply
from casekit.cli.recording import Answer, DryRun
from casekit.cli.session import open_session, open_to_save
from casekit.errors import GateRefused, Unreadable, UsageFault
from casekit.history.files import open_plain
from casekit.history.signing import fingerprint
from casekit.workspace.case_bundle import MAX_ENCRYPTED_BYTES, Bundle, DamagedBundle, open_bundle
from casekit.workspace.own_key import find_own_key, read_own_key

# Said by telephone: so much of a number that nobody finds another bundle with the same beginning.
_SHORTEST_NUMBER = 16


class OtherBundle(GateRefused):
    """A bundle is not the one, or not from the one, that was asked for."""

    code = "BUNDLE-OTHER"


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return receive


def receive(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The bundle.")],
    number: Annotated[
        str | None,
        typer.Option("--number", metavar="NUMBER", help="Only this bundle, as the sender told it."),
    ] = None,
    signed_by: Annotated[
        str | None,
        typer.Option("--signed-by", metavar="SHA256:...", help="Only with this key's signature."),
    ] = None,
    how: Answer = Reply.TEXT,
    dry_run: DryRun = False,
    directory: Directory = None,
) -> int:
    """Open a bundle with your own key, prove every byte, and take its case in.

    Look first, with -n: that writes nothing. Taking in is no acceptance: the sender answers for
    the children until you accept, with the line that is printed. What you refuse need not be taken
    in at all.

    \b
    Example: casekit receive /media/stick/case.age -n
    """
    content = read_bundle_file(file)
    session = open_session(directory)
    own = read_own_key(find_own_key(session.workspace.repo, os.environ))
    bundle = open_bundle(content, own.private, session.workspace.schemas)
    _refuse_other(bundle, number, signed_by)
    if dry_run:
        arrived = judge_bundle(bundle, session.workspace, session.desk)
        if not arrived.is_here:
            plan_keys(arrived, session.workspace, session.desk)
        return _tell(arrived, None, how)
    with open_to_save(directory) as session:
        workspace = session.workspace
        arrived = judge_bundle(bundle, workspace, session.desk)
        keys = None if arrived.is_here else plan_keys(arrived, workspace, session.desk)
        version = take_in(arrived, keys, workspace, session.version_moment)
    return _tell(arrived, version, how)


def read_bundle_file(file: str) -> bytes:
    """The bytes of a bundle; raises Unreadable, DamagedBundle for one that is too large."""
    try:
        with open_plain(Path(file), follow=True) as stream:
            content = stream.read(MAX_ENCRYPTED_BYTES + 1)
    except OSError as fault:
        raise Unreadable(f"{file} cannot be read: {fault.strerror}", path=file) from fault
    if len(content) > MAX_ENCRYPTED_BYTES:
        raise DamagedBundle(f"it has more than {MAX_ENCRYPTED_BYTES:,} bytes")
    return content


def _refuse_other(bundle: Bundle, number: str | None, signed_by: str | None) -> None:
    if number is not None:
        told = number.strip().lower()
        if len(told) < _SHORTEST_NUMBER:
            raise UsageFault(f"--number needs {_SHORTEST_NUMBER} digits or more of the number")
        if not bundle.number.startswith(told):
            raise OtherBundle(
                f"the bundle has another number, {bundle.number}; nothing was written",
                hint="ask the sender: it is another file, or not from there",
            )
    if signed_by is not None:
        public = bundle.manifest["signed_by"]
        if public is None or signed_by.strip() not in (public, fingerprint(public)):
            how = f"signed with {fingerprint(public)}" if public else "not signed"
            raise OtherBundle(
                f"the bundle is {how}, and not with the key that was named; nothing was written",
                hint="compare the fingerprint with the sender by telephone",
            )


def list_answers(bundle: Bundle) -> dict[str, str]:
    """What the sender types for each answer; nothing for a copy, which asks for none."""
    manifest = bundle.manifest
    if manifest["purpose"] != "transfer":
        return {}
    line = (
        f"casekit transfer {manifest['case']} --step {{}} --bundle {bundle.number} "
        '--on DAY --by "..." --reasons "..."'
    )
    return {"accepted": line.format("accept"), "refused": line.format("refuse")}


def _tell(arrived: Arrived, version: str | None, how: Reply) -> int:
    if how is Reply.JSON:
        write_json(_as_data(arrived, version))
        return 0
    manifest = arrived.bundle.manifest
    what = "Copy of case" if manifest["purpose"] == "copy" else "Transfer of case"
    say(clean(f"{what} {manifest['case']} from {manifest['from']}, for {manifest['to']}"))
    say(clean(f"  {_say_ground(manifest)}"))
    say(
        clean(
            f"  as of version {manifest['version'][:7]} of {manifest['version_at']}, put together "
            f"at {manifest['made_at']} by {manifest['made_by']}"
        )
    )
    kinds = Counter(record.kind for record in arrived.loaded.case.records)
    say("  " + ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items())))
    for each in manifest["left_out"]:
        say(clean(f"  left out: {each['path']} ({each['why']})"))
    _tell_sealed(manifest)
    if manifest["signed_by"]:
        say(f"  signed with {fingerprint(manifest['signed_by'])}; compare it with the sender")
    else:
        talk("not signed: whoever has your public key can have made it, and written any name in it")
    say(f"  bundle {arrived.bundle.number}; ask the sender whether it made this one")
    _tell_people(arrived)
    if arrived.is_here:
        talk("it was taken in before; nothing was changed")
    elif version is None:
        talk("dry run: nothing was written")
    else:
        say(f"Saved, version {version[:7]}: case {manifest['case']} is here.")
    _tell_next(arrived)
    return 0


def _say_ground(manifest: Mapping[str, Any]) -> str:
    consents = ", ".join(manifest["consents"])
    if manifest["purpose"] == "copy":
        return f"with consent {consents}; the sender stays responsible"
    if manifest["mandated"]:
        return f"offer {manifest['offer']}; the sender says that law or a court requires it"
    return f"offer {manifest['offer']}, with consent {consents}"


def _tell_sealed(manifest: Mapping[str, Any]) -> None:
    seals = manifest["sealed"]
    if not seals["values"]:
        return
    values = count(seals["values"], "sealed value")
    if seals["keys"]:
        say(f"  {values}, with the key; once it is here: casekit keys rotate {manifest['case']}")
    else:
        say(f"  {values}, which only the sender can open")


def _tell_people(arrived: Arrived) -> None:
    if arrived.strangers:
        names = ", ".join(arrived.strangers)
        talk(clean(f"workers whom agency.yaml does not have: {names}"))
        talk("  casekit check asks for them: add them there, with `until:` the day of the transfer")
    if arrived.namesakes:
        names = ", ".join(arrived.namesakes)
        talk(clean(f"ids that workers here have too: {names}; in this case they may be others"))
    if arrived.loaded.case.access == "restricted":
        talk("the case is restricted: whoever has a clone of this workspace can read it")


def _tell_next(arrived: Arrived) -> None:
    manifest = arrived.bundle.manifest
    names = ", ".join(child.called for child in arrived.open_children)
    if names:
        until = "" if manifest["purpose"] == "copy" else "Until you accept, "
        say(clean(f"{until}{manifest['from']} answers for: {names}"))
    answers = list_answers(arrived.bundle)
    if answers:
        say("Your answer is recorded here, if you take the case in, and by the sender:")
    for answer, line in answers.items():
        say(clean(f"  {answer}: {line}"))


def _as_data(arrived: Arrived, version: str | None) -> dict[str, Any]:
    bundle = arrived.bundle
    public = bundle.manifest["signed_by"]
    return {
        "case": arrived.loaded.case.number,
        "version": version,
        "already_here": arrived.is_here,
        "bundle": bundle.number,
        "fingerprint": fingerprint(public) if public else None,
        "manifest": dict(bundle.manifest),
        "open_children": [
            {"id": child.id, "called": child.called} for child in arrived.open_children
        ],
        "unknown_workers": list(arrived.strangers),
        "shared_ids": list(arrived.namesakes),
        "answers": list_answers(bundle),
    }
