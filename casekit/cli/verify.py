"""`casekit verify`: is the history whole and right?"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casekit.cli.options import Directory, HowToAnswer
from casekit.cli.output import Format, count, say, write_findings, write_json, write_rows
from casekit.errors import UsageFault
from casekit.workspace.workspace import open_repository

if TYPE_CHECKING:
    from casekit.history.repository import Repository
    from casekit.oversight.integrity import IntegrityReport


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return verify


def verify(
    word: Annotated[
        str | None,
        typer.Argument(
            metavar="[CASE]", help="A case; with --integrity, a version or a branch instead."
        ),
    ] = None,
    integrity: Annotated[
        bool,
        typer.Option("--integrity", help="The store, every record, the line of versions."),
    ] = False,
    bundle: Annotated[
        str | None,
        typer.Option("--bundle", metavar="FILE", help="What a bundle tells without its key."),
    ] = None,
    document: Annotated[
        str | None,
        typer.Option("--document", metavar="FILE.pdf", help="Is what was printed approved?"),
    ] = None,
    pin: Annotated[
        str | None,
        typer.Option("--pin", metavar="DIGEST", help="The first trust file, as you know it."),
    ] = None,
    late: Annotated[
        bool, typer.Option("--late", help="Of every case, when each record came to be known.")
    ] = False,
    take_as_seen: Annotated[
        bool,
        typer.Option(
            "--take-as-seen", help="The history was written anew on purpose: count from here."
        ),
    ] = False,
    how: HowToAnswer = Format.TEXT,
    directory: Directory = None,
) -> int:
    """Who approved what, when it was known, what was changed: from history alone, offline.

    Each approval is judged under the trust file that was in force where it came in. With
    --integrity: is the store whole, and every record right? Exit 1 with errors, 4 when something
    cannot be read; warnings alone leave it 0. Of a bundle it tells what can be told without the
    key; with the key everything: casekit receive FILE -n.

    \b
    Example: casekit verify 2026-K7
    """
    asked = [integrity, bundle is not None, document is not None]
    of_approvals = late or take_as_seen or (pin is not None and document is None)
    if sum(asked) > 1 or (of_approvals and any(asked)) or (word and (bundle or document)):
        raise UsageFault(
            "casekit verify was told two things",
            hint="approvals: casekit verify [CASE]; the store, every record and the line of "
            "versions: casekit verify --integrity; a bundle: casekit verify --bundle FILE; "
            "a document: casekit verify --document FILE.pdf",
        )
    if bundle is not None:
        return _verify_bundle(bundle, how)
    repo = open_repository(directory if directory is not None else Path.cwd(), os.environ)
    if document is not None:
        from casekit.cli.verify_document import answer_document

        return answer_document(repo, document, pin, how)
    if not integrity:
        from casekit.cli.verify_approvals import answer_approvals

        return answer_approvals(repo, word, pin, late=late, take_as_seen=take_as_seen, how=how)
    return _verify_integrity(repo, word, how)


def _verify_integrity(repo: Repository, revision: str | None, how: Format) -> int:
    # Who asks about approvals waits for no schemas and no rules.
    from casekit.cli.session import open_schemas
    from casekit.oversight.integrity import verify_integrity

    report = verify_integrity(repo, revision, open_schemas())
    head = {
        "version": report.version,
        "shallow": report.shallow,
        "versions": report.versions,
        "branches": report.branches,
        "cases": report.cases,
        "files": report.files,
    }
    write_findings(head, report.findings, how, _sum_up(report))
    return report.exit_code


def _verify_bundle(file: str, how: Format) -> int:
    """Tell of an encrypted file what its form tells, and what it does not."""
    from casekit.cli.receive import read_bundle_file
    from casekit.records.age_file import DamagedFile, list_recipient_kinds
    from casekit.records.canonical import sha256_of
    from casekit.workspace.case_bundle import DamagedBundle

    content = read_bundle_file(file)
    try:
        kinds = list_recipient_kinds(content)
    except DamagedFile as fault:
        raise DamagedBundle(fault.message) from None
    told = [
        "it has the form of a file that is encrypted with age",
        f"{count(len(kinds), 'key')} should open it",
        f"it is the file that the sender made if the sender tells this: {sha256_of(content)}",
    ]
    not_told = [
        "whether a part of it was changed: only who has a key can prove that",
        "whose keys open it",
        "which case it holds, from whom, for whom, or whether it is a bundle at all",
        "whether it is signed: the signature is inside",
    ]
    if how is Format.JSON:
        write_json(
            {
                "file": file,
                "bytes": len(content),
                "file_checksum": sha256_of(content),
                "keys": kinds,
                "told": told,
                "not_told": not_told,
            }
        )
    elif how is not Format.TEXT:
        rows = [{"told": "yes", "what": line} for line in told]
        rows += [{"told": "no", "what": line} for line in not_told]
        write_rows(rows, ("told", "what"), how)
    else:
        for line in told:
            say(line)
        say("Without a key nobody can tell:")
        for line in not_told:
            say(f"  {line}")
    return 0


def _sum_up(report: IntegrityReport) -> str:
    if report.version is None:
        return "the newest version cannot be read; only the store was looked at"
    counts = ((report.versions, "version"), (report.cases, "case"), (report.files, "file"))
    looked = ", ".join(count(number, thing) for number, thing in counts)
    found = count(len(report.findings), "finding") if report.findings else "nothing is wrong"
    return f"version {report.version[:7]} verified ({looked}): {found}"
