"""Finding a case by what a person typed: a number, the start of one, or one with a slip in it."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Mapping, Sequence

from casekit.errors import NotFound
from casekit.model.findings import Finding
from casekit.model.ids import ALPHABET, CASE_NUMBER, has_right_check_symbol


class UnknownCase(NotFound):
    """No case, or more than one, answers to what was typed."""

    code = "CASE-UNKNOWN"


# Cases of a year that lie side by side; beyond, they lie in folders by their first two symbols.
CASES_SIDE_BY_SIDE = 100


def usual_folders(number: str) -> tuple[str, str]:
    """Where the folder of a case lies: in its year, or there by its first two symbols."""
    year, _, symbols = number.partition("-")
    return f"cases/{year}/{number}", f"cases/{year}/{symbols[:2]}/{number}"


def choose_folder(number: str, places: Collection[str]) -> str:
    """Which of the folders that bear one case number is the case: the usual one before others."""
    usual = (place for place in usual_folders(number) if place in places)
    return next(usual, None) or min(places)


def find_case_twice(number: str, folder: str, other: str, branch: str | None = None) -> Finding:
    """Say that one case number stands for two folders."""
    where = f" on branch {branch}" if branch else ""
    return Finding(
        code="CASE-NUMBER-TWICE",
        message=f"case {number} lies in {folder}{where} and in {other}",
        path=folder,
        hint="find out which of the two is the case (casekit log); move what belongs to it there",
    )


def find_case_folder(path: str) -> tuple[str, str] | None:
    """The number and the folder of the case that a path under `cases` lies in, if it does.

    A folder that is called by a case number is a case even when its case.yaml is gone: what is
    left in it must not drop out of sight.
    """
    parts = path.split("/")
    if parts[0] != "cases":
        return None
    for depth, part in enumerate(parts[1:-1], start=2):
        if CASE_NUMBER.match(part):
            return part, "/".join(parts[:depth])
    return None


def match_case(typed: str, folders: Mapping[str, str]) -> str:
    """Give the one case number that starts as typed, with or without the year.

    Raises UnknownCase: for a mistyped whole number it says so, because the check symbol tells.
    """
    wanted = typed.strip().upper()
    if wanted in folders:
        return wanted
    matches = sorted(n for n in folders if n.startswith(wanted) or n[5:].startswith(wanted))
    if wanted and len(matches) == 1:
        return matches[0]
    if matches:
        shown = ", ".join(matches[:5]) + (" ..." if len(matches) > 5 else "")
        raise UnknownCase(
            f"`{typed}` is the start of {len(matches)} case numbers: {shown}",
            hint=f"type enough of one to tell it apart, such as {_tell_apart(matches)}",
        )
    raise UnknownCase(
        _explain(typed, wanted, sorted(folders)),
        hint="a case is found by a name in it with: casekit search "
        # Who typed a word meant a name; a number is in no record.
        + (shlex.quote(typed.strip()) if typed.strip().isalpha() else "NAME"),
    )


def _tell_apart(matches: Sequence[str]) -> str:
    """The shortest start, without the year, that only the first of some case numbers has."""
    first, tails = matches[0][5:], [number[5:] for number in matches]
    for length in range(1, len(first)):
        if sum(tail.startswith(first[:length]) for tail in tails) == 1:
            return first[:length]
    return matches[0]


def _explain(typed: str, wanted: str, numbers: Sequence[str]) -> str:
    strange = sorted({c for c in wanted if c not in ALPHABET and c != "-"})
    if CASE_NUMBER.match(wanted) and not has_right_check_symbol(wanted):
        close = [n for n in numbers if sum(a != b for a, b in zip(n, wanted, strict=True)) <= 2]
        meant = f"; did you mean {' or '.join(close[:3])}?" if close else ""
        return f"`{typed}` is mistyped: its last symbol does not fit the others{meant}"
    if strange and len(wanted) >= 7:
        return (
            f"`{typed}` is no case number: {', '.join(strange)} never "
            f"{'occur' if len(strange) > 1 else 'occurs'} in one"
        )
    return f"there is no case `{typed}` in this workspace"
