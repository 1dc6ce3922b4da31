"""What git finds wrong with the store of versions, in plain words.

`git fsck` reads every object, works out its id again and follows every reference. Its sentences are
fixed (LC_ALL=C); one that is not known here is passed on as git says it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import IO

from casekit.history.names import show_text
from casekit.history.repository import Repository
from casekit.history.runner import Git
from casekit.model.findings import Finding, Severity

# Whoever mends a store does it by restoring; a thousand faults say no more than a hundred.
MAX_FAULTS = 200
_LONGEST_LINE = 8192

_RESTORE = (
    "keep this folder as it is; take what is missing from another clone with git fetch, or "
    "restore a backup: casekit backup --drill FILE"
)
_ID = r"(?P<id>[0-9a-f]{40}|[0-9a-f]{64})"
_KIND = r"(?P<kind>blob|tree|commit|tag)"
_PLACE = r"(?: \((?P<place>.*)\))?"
_KINDS = {"blob": "a file", "tree": "a folder", "commit": "a version", "tag": "a tag"}

# Gives the path of an object by its full id.
Locate = Callable[[str], str | None]
_Describe = Callable[[re.Match[str]], tuple[str, str, str | None]]


def check_store(git: Git, locate: Locate | None = None) -> list[Finding]:
    """Let git check every object and reference, and tell what is wrong; raise GitFault.

    `locate` gives the path of an object by its full id, where one is known.
    """
    words = ["fsck", "--full", "--strict", "--no-dangling", "--no-progress", "--name-objects"]
    with git.converse(words, with_complaints=True) as process:
        assert process.stdout is not None
        findings = list(_read_faults(process.stdout, locate))
        if len(findings) > MAX_FAULTS:
            return findings
        status = process.wait()
    if status and not any(f.severity == "error" for f in findings):
        # Never a clean answer where git was not content.
        message = f"git's own check of the history ended with status {status} and gave no reason"
        findings.append(_finding("HISTORY-DAMAGED", message, "history", _RESTORE))
    return findings


def is_shallow(repo: Repository) -> bool:
    """Whether this clone was made without the beginning of the history."""
    file = repo.common_dir / "shallow"
    return file.is_file() and file.stat().st_size > 0


def describe_line(line: str, locate: Locate | None = None) -> Finding | None:
    """Put one line of git's answer into plain words; None where it only adds to another."""
    if line.startswith(_DETAILS):
        return None
    for pattern, describe in _LINES:
        match = pattern.fullmatch(line)
        if match:
            code, message, hint = describe(match)
            named = match.groupdict()
            place = named.get("place") or ""
            if not place and locate is not None:
                place = locate(_read_id(match)) or "" if "id" in named else ""
            severity: Severity = "warning" if line.startswith("warning") else "error"
            return _finding(code, message, _name_place(place), hint, severity)
    if line.startswith("warning"):
        return _finding("HISTORY-FORM", f"git says: {show_text(line)}", "history", None, "warning")
    return _finding("HISTORY-DAMAGED", f"git says: {show_text(line)}", "history", _RESTORE)


def _read_faults(stream: IO[bytes], locate: Locate | None) -> Iterator[Finding]:
    seen: set[Finding] = set()
    while raw := stream.readline(_LONGEST_LINE):
        line = raw.decode(errors="backslashreplace").strip()
        finding = describe_line(line, locate) if line else None
        if finding is None or finding in seen:
            continue
        if len(seen) == MAX_FAULTS:
            message = f"more than {MAX_FAULTS} faults were found; the rest is not told"
            yield _finding("HISTORY-DAMAGED", message, "history", _RESTORE)
            return
        seen.add(finding)
        yield finding


def _describe_missing(match: re.Match[str]) -> tuple[str, str, str | None]:
    what = _KINDS[match["kind"]]
    return "HISTORY-MISSING", f"{what} of the history is missing: {match['id'][:7]}", _RESTORE


def _describe_broken_link(match: re.Match[str]) -> tuple[str, str, str | None]:
    what = _KINDS[match["kind"]]
    message = f"{what} of the history leads to something that is missing: {match['id'][:7]}"
    return "HISTORY-MISSING", message, _RESTORE


def _describe_corrupt(match: re.Match[str]) -> tuple[str, str, str | None]:
    return "HISTORY-CORRUPT", f"{match['id'][:7]} cannot be read any more", _RESTORE


def _describe_mismatch(match: re.Match[str]) -> tuple[str, str, str | None]:
    message = f"{_read_id(match)[:7]} does not hold what its name says: it was changed or damaged"
    return "HISTORY-CORRUPT", message, _RESTORE


def _describe_reference(match: re.Match[str]) -> tuple[str, str, str | None]:
    name = show_text(match["ref"])
    hint = (
        "see where it last was: git reflog; a remote branch comes back with git fetch; "
        "remove a name that nobody needs: git update-ref -d NAME"
    )
    return "HISTORY-REFERENCE", f"{name} leads to no readable version", hint


def _describe_reflog(match: re.Match[str]) -> tuple[str, str, str | None]:
    message = f"the diary of {show_text(match['ref'])} names a version that is missing"
    return "HISTORY-REFERENCE", message, "what is saved on the branches is not touched by this"


def _describe_form(match: re.Match[str]) -> tuple[str, str, str | None]:
    what = _KINDS[match["kind"]]
    message = f"{what} of the history is not in order: {match['id'][:7]}, {show_text(match['why'])}"
    return "HISTORY-FORM", message, "whoever keeps this repository must see how it came there"


def _describe_unborn(match: re.Match[str]) -> tuple[str, str, str | None]:
    message = f"the branch {show_text(match['ref'])} has no version yet"
    return "HISTORY-REFERENCE", message, "go to a branch that has: git branch --all"


# What only says again, or more closely, what another line says.
_DETAILS = (
    "to ",  # the second line of a broken link: what is missing is told by itself
    "error: inflate:",
    "error: unable to unpack",
    "error: unable to parse",
    "notice: No default references",
    "root ",
    "dangling ",
    "unreachable ",
    "Checking ",
    "tagged ",
)
_LINES: tuple[tuple[re.Pattern[str], _Describe], ...] = tuple(
    (re.compile(pattern), describe)
    for pattern, describe in (
        (rf"missing {_KIND} {_ID}{_PLACE}", _describe_missing),
        (rf"broken link from +{_KIND} {_ID}{_PLACE}", _describe_broken_link),
        (rf"error: {_ID}{_PLACE}: object corrupt or missing.*", _describe_corrupt),
        (rf"error: {_ID}{_PLACE}: object could not be parsed.*", _describe_corrupt),
        (
            rf"error: {_ID}{_PLACE}: hash-path mismatch, found at: .*(?P<file>[/\\]..[/\\]\w+)",
            _describe_mismatch,
        ),
        (rf"error: (?:hash|sha1|SHA1) mismatch (?:for .*\()?{_ID}.*", _describe_mismatch),
        (rf"error: (?P<ref>[^:]+): invalid sha1 pointer {_ID}", _describe_reference),
        (r"error: (?P<ref>[^:]+): (?:not a commit|badRef.*)", _describe_reference),
        (rf"error: (?P<ref>[^:]+): invalid reflog entry {_ID}", _describe_reflog),
        (r"error: (?P<ref>HEAD): .*", _describe_reference),
        (
            rf"(?:error|warning) in {_KIND} {_ID}{_PLACE}: (?P<why>.*)",
            _describe_form,
        ),
        (r"notice: HEAD points to an unborn branch \((?P<ref>.*)\)", _describe_unborn),
    )
)


def _read_id(match: re.Match[str]) -> str:
    """The id that an object ought to have: that of its file, whatever lies in it."""
    file = match.groupdict().get("file")
    return re.sub(r"[/\\]", "", file) if file else str(match["id"])


def _name_place(place: str) -> str:
    # git says `main~2:cases/x`: the version, a colon, and the path.
    return show_text(place.partition(":")[2] or place) or "history"


def _finding(
    code: str, message: str, path: str, hint: str | None, severity: Severity = "error"
) -> Finding:
    return Finding(
        code=code,
        message=message,
        path=path,
        severity=severity,
        hint=hint,
    )
