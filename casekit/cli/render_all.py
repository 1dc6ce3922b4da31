"""`casekit render --all`: a document of each open case into a folder, spread over the cores."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import suppress
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple

from casekit.cli.output import count, finding_as_text, talk
from casekit.cli.progress import show_progress
from casekit.cli.rendering import Paper, Wish, find_word_template, load_for_paper, write_document
from casekit.cli.session import Session, open_schemas
from casekit.documents.catalogue import OF_ONE_CHILD, readers_of
from casekit.documents.faults import NotForReader
from casekit.errors import CasekitError, GitFault, NotFound, Unreadable, UsageFault
from casekit.history.names import TEMP_PREFIX
from casekit.model.agreed import referrals_under_way
from casekit.model.building import build_timeline
from casekit.model.faults import explain_fault
from casekit.model.findings import Finding
from casekit.workspace.loading import LoadedCase
from casekit.workspace.out_of_sight import list_readable
from casekit.workspace.processes import may_spread, open_pool
from casekit.workspace.workspace import Workspace

# From so many cases on, starting processes pays: each takes as long as some ten documents.
_MANY = 24
_LONG = 24
# So many cases are handed over at once: few, so that all cores are done at about the same time.
_CASES_AT_ONCE = 4
# Loaded once, before the processes part.
_LOADED = "typst"
# The most serious first: a bug, a secret that was nearly let out, what cannot be read, and so on.
_WORST = (70, 8, 4, 7, 6, 5, 2, 3, 1, 0)


class Errand(NamedTuple):
    """What a process must know to write documents: plain data, so that it can be sent to one.

    `versions` are what is written of and, behind it, whose secrets count besides; None stands for
    the files as they are.
    """

    root: Path
    versions: tuple[str | None, ...]
    now: datetime
    clock_is_set: bool
    environment: tuple[tuple[str, str], ...]
    wish: Wish


class CaseDone(NamedTuple):
    """What came of one case: its documents by the name of their file, and what is to be told."""

    number: str
    documents: tuple[tuple[str, bytes], ...] = ()
    notices: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    codes: tuple[int, ...] = ()
    has_nothing: bool = False
    # The files that read harder than they should, each with its level.
    hard: tuple[str, ...] = ()


def render_all(session: Session, again: Sequence[Session], wish: Wish, output: str | None) -> int:
    """Write a document of each open case into a folder; the exit code is the most serious one.

    A case that has nothing to tell of is left out and counted. What has a fault is told, and hides
    no other. Raises UsageFault, NotForReader, and GitFault where the folder cannot be written to.
    """
    if output in (None, "-"):
        raise UsageFault("--all writes many files", hint="name a folder for them with -o DIR")
    allowed = readers_of(wish.name)
    if wish.audience not in allowed:
        raise NotForReader(wish.name, wish.audience, allowed)
    if wish.paper is Paper.DOCX:
        find_word_template(session, wish)  # without one, no case could have a document
    wish = wish._replace(is_one_of_many=True)
    folder = Path(str(output))
    _make_folder(folder)
    numbers, withheld = list_readable(session.workspace)
    answers = _spread(session, again, wish, sorted(numbers))
    done = []
    for one in show_progress(answers, len(numbers), "Writing documents", _LONG):
        for name, content in one.documents:
            _put(folder, name, content)
        # The content is on the disk: of thousands of cases only what is told is kept.
        done.append(one._replace(documents=tuple((name, b"") for name, _ in one.documents)))
    return _tell(done, withheld, wish, folder)


def _spread(
    session: Session, again: Sequence[Session], wish: Wish, numbers: Sequence[str]
) -> Iterator[CaseDone]:
    """What comes of each case, in their order, by as many processes as pay."""
    if not may_spread(len(numbers), _MANY):
        yield from map(partial(_write_case, session, again, wish), numbers)
        return
    versions = [None] if not again else [session.workspace.version, *(None for _ in again)]
    errand = Errand(
        session.workspace.root,
        tuple(versions),
        session.now,
        session.clock_is_set,
        tuple(os.environ.items()),
        wish,
    )
    try:
        with open_pool(os.cpu_count() or 1, __name__, _LOADED) as pool:
            yield from pool.map(partial(_write_apart, errand), numbers, chunksize=_CASES_AT_ONCE)
    except BrokenExecutor as fault:
        raise Unreadable(
            "a process that wrote documents ended before it was done; what is there is whole",
            hint="free some memory, then run the command again",
        ) from fault


def _write_apart(errand: Errand, number: str) -> CaseDone:
    session, *again = _open(errand)
    return _write_case(session, again, errand.wish, number)


@lru_cache(maxsize=1)
def _open(errand: Errand) -> tuple[Session, ...]:
    """The same workspace once more, in a process that ends with the errand."""
    # The server that makes the processes may have begun with another environment.
    os.environ.clear()
    os.environ.update(errand.environment)
    return tuple(
        Session(
            Workspace.open(errand.root, open_schemas(), environment=os.environ, as_known=version),
            errand.now,
            errand.clock_is_set,
        )
        for version in errand.versions
    )


def _write_case(session: Session, again: Sequence[Session], wish: Wish, number: str) -> CaseDone:
    folder = session.workspace.folder_of(number)
    try:
        loaded = load_for_paper(session, number)
    except CasekitError as fault:
        return CaseDone(
            number, findings=tuple(explain_fault(fault, folder)), codes=(fault.exit_code,)
        )
    if not _is_open(session, loaded):
        return CaseDone(number)
    documents: list[tuple[str, bytes]] = []
    notices: list[str] = []
    findings = [*loaded.findings]
    codes: list[int] = []
    hard: list[str] = []
    for name, about in _list_papers(loaded, wish):
        try:
            written = write_document(session, loaded, about, name, again)
        except NotFound:
            continue
        except CasekitError as fault:
            # Findings, not the exception: they are handed from process to process.
            findings += explain_fault(fault, folder)
            codes.append(fault.exit_code)
        else:
            documents.append((name, written.content))
            notices += written.notices
            if isinstance(written.level, str):
                notices.append(written.level)
            elif written.level is not None and written.level.is_hard:
                hard.append(f"{name} (LIX {written.level.level})")
    if not documents and not codes:
        return CaseDone(number, has_nothing=True)
    told = (tuple(documents), tuple(notices), tuple(findings), tuple(codes))
    return CaseDone(number, *told, hard=tuple(hard))


def _is_open(session: Session, loaded: LoadedCase) -> bool:
    """Whether the case was opened and is not closed; what never was more than a call was not."""
    agency = session.workspace.agency
    timeline = build_timeline(loaded.case, agency.zone, agency.staff, session.now)
    was_opened = any(span.state == "episode open" for span in timeline.spans)
    return was_opened and not timeline.is_closed(session.now)


def _list_papers(loaded: LoadedCase, wish: Wish) -> Iterable[tuple[str, Wish]]:
    """Each document of a case with the name of its file, which names nobody."""
    head, ending = f"{loaded.case.number}-{wish.name}", wish.paper.value
    if wish.name == "referral-letter":
        # Numbered as they were written down: what ends, or is told late, changes no other name.
        under_way = {referral.id for referral, _ in referrals_under_way(loaded.case)}
        return [
            (f"{head}-{place}.{ending}", wish.of(referral.id))
            for place, referral in enumerate(
                sorted(loaded.case.facts("referral"), key=lambda one: (one.recorded_at, one.id)),
                start=1,
            )
            if referral.id in under_way
        ]
    if wish.name not in OF_ONE_CHILD:
        return [(f"{head}.{ending}", wish)]
    # Numbered also where there is one child: a sibling that comes later changes no name.
    return [
        (f"{head}-{place}.{ending}", wish.about(child.id))
        for place, child in enumerate(loaded.case.children, start=1)
    ]


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise GitFault(
            f"{folder} cannot be a folder for documents: {fault.strerror}",
            hint="name another with -o DIR",
        ) from fault


def _put(folder: Path, name: str, content: bytes) -> None:
    """Write a file whole or not at all, in the place of an older one."""
    # Of the process: another run into the same folder has a name of its own.
    made = folder / f"{TEMP_PREFIX}{os.getpid()}-{name}"
    try:
        made.write_bytes(content)
        made.replace(folder / name)
    except OSError as fault:
        with suppress(OSError):
            made.unlink()
        raise GitFault(
            f"{folder / name} cannot be written: {fault.strerror}", hint="name another with -o DIR"
        ) from fault


def _tell(done: Sequence[CaseDone], withheld: Sequence[Finding], wish: Wish, folder: Path) -> int:
    written = {name for one in done for name, _ in one.documents}
    failed = [one for one in done if one.codes]
    for finding in dict.fromkeys([*withheld, *(f for one in done for f in one.findings)]):
        talk(finding_as_text(finding))
    for notice, times in Counter(n for one in done for n in one.notices).items():
        talk(f"{count(times, 'document')}: {notice}")
    # What an earlier run wrote for a case that now has a fault says what may not be said any more;
    # and a letter to a service that is over is none to send.
    stale = [
        path.name
        for one in done
        if one.codes or one.has_nothing or one.documents
        for path in sorted(folder.glob(f"{one.number}-{wish.name}*.{wish.paper.value}"))
        if path.name not in written
    ]
    talk(f"wrote {count(len(written), 'document')} into {folder}")
    if hard := [name for one in done for name in one.hard]:
        talk(f"harder to read than they should be for {wish.audience}: {', '.join(hard)}")
    if nothing := sum(one.has_nothing for one in done):
        talk(f"left out: {count(nothing, 'case')} with nothing to tell of in a {wish.name}")
    if failed:
        talk(f"with a fault, not written: {', '.join(one.number for one in failed)}")
    if stale:
        talk(f"of an earlier run, no longer right: {', '.join(stale)}")
    codes = {code for one in failed for code in one.codes}
    codes |= {4} if any(f.severity == "error" for f in withheld) else set()
    return next((code for code in _WORST if code in codes), 70 if codes else 0)
