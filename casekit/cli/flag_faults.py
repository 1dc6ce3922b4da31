"""Faults of what was given by flags, told by the flag: a command line has no lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from casekit.cli.flags import Flag
from casekit.model.findings import Finding
from casekit.records.document import Document, Keys, Position

_MISSING = re.compile(r"(?:(?P<above>[a-z_]+): )?the key (?P<key>[a-z_]+) is missing\Z")


@dataclass(frozen=True, eq=False)
class FlagPlaces:
    """The places of a request made of a file, if there is one, and of flags.

    What a flag gave has line 0 and, as its column, the flag's number from 1.
    """

    document: Document
    flags: Sequence[Flag]

    @property
    def path(self) -> str:
        """The name of the file, or of the command."""
        return self.document.path

    def locate(self, keys: Keys) -> Position:
        """Where a value stands."""
        for number, flag in enumerate(self.flags, start=1):
            if keys[: len(flag.keys)] == flag.keys:
                return Position(0, number)
        return self.document.locate(keys) if self.document.outline else Position(0, 0)

    def locate_key(self, keys: Keys) -> Position:
        """Where the key of a value stands."""
        place = self.locate(keys)
        return place if place.line == 0 else self.document.locate_key(keys)


def tell_by_flag(
    findings: Sequence[Finding], command: str, given: Sequence[Flag], known: Sequence[Flag]
) -> tuple[Finding, ...]:
    """Put the names of flags in place of keys; `given` are the flags of the FlagPlaces."""
    # A day that does not exist is also not written as a moment: one fault of the two is enough.
    bad_days = {f.column for f in findings if f.code == "SCHEMA-DATE" and not f.line}
    found = [
        _in_flags(_tell(finding, command, given, known), known)
        for finding in findings
        if finding.code != "SCHEMA-PATTERN" or finding.line or finding.column not in bad_days
    ]
    return tuple(sorted(found, key=lambda f: (f.path, f.line, f.column, f.message)))


def _tell(finding: Finding, command: str, given: Sequence[Flag], known: Sequence[Flag]) -> Finding:
    called = f"casekit {command}"
    if finding.line:
        return finding
    if finding.column:
        flag = given[finding.column - 1]
        if flag.takes == "item":
            return _tell_part(finding, called, flag)
        message = _without_key(finding.message, flag)
        hint = finding.hint
        if _UNKNOWN.search(message):
            message, hint = "nothing here takes it", f"see what does: casekit {command} --help"
        if finding.code in ("SCHEMA-DATE", "SCHEMA-PATTERN") and flag.metavar in ("DATE", "TIME"):
            day, moment = "write year, month and day: 2026-11-21", "2026-11-21T14:30"
            hint = f"{day}, or with the time: {moment}" if flag.metavar == "TIME" else day
        return finding._replace(
            path=called, column=0, message=f"--{flag.name}: {message}", hint=hint
        )
    if finding.path != called:
        return finding
    if finding.code == "SCHEMA-OCCURRED" and finding.message.endswith("is missing"):
        return finding._replace(
            message="--at or --on is missing: when it happened",
            hint="--at 2026-11-21T14:30 where the time is known, otherwise --on 2026-11-21",
        )
    missing = _MISSING.match(finding.message)
    if missing:
        keys = tuple(k for k in (missing["above"], missing["key"]) if k)
        for flag in known:
            if flag.keys[: len(keys)] == keys:
                message, hint = f"--{flag.name} is missing", flag.help
                if flag.metavar == "RECORD":
                    hint += " See the ids with: casekit chronology CASE --format tsv"
                return finding._replace(message=message, hint=hint)
    return finding


_PART = re.compile(r"(?:(?P<path>[a-z_]+(?:\[\d+\])?(?:\.[a-z_]+(?:\[\d+\])?)*): )?(?P<rest>.*)\Z")
_UNKNOWN = re.compile(r"the key (?P<key>\S+) is not known here\Z")
_ABSENT = re.compile(r"the key (?P<key>[a-z_]+) is missing\Z")
_ABOUT = re.compile(r"add the key [a-z_]+ \((?P<about>.*)\)\Z")


def _tell_part(finding: Finding, called: str, flag: Flag) -> Finding:
    """A fault in an item names the field as it is typed: `actions.1.who=`."""
    found = _PART.match(finding.message)
    path, rest = (found["path"] or "", found["rest"]) if found else ("", finding.message)
    within = _as_typed(path, flag)
    hint = finding.hint
    absent = _ABSENT.match(rest)
    named = absent or _UNKNOWN.match(rest)
    if named:
        key = named["key"]
        name = f"{within}.{key}" if within else key
        about = _ABOUT.match(hint or "")
        if absent:
            below = [one for one in flag.fields if _is_within(one, name)]
            message = f"`{(below or [name])[0]}=` is missing"
            hint = about["about"] if about else hint
        else:
            message = f"there is no field `{name}`"
            hint = f"its fields: {', '.join(flag.fields)}" if flag.fields else finding.hint
    else:
        message = f"`{within}`: {rest}" if within else rest
        below = [one for one in flag.fields if within and _is_within(one, within) and one != within]
        if below and finding.code == "SCHEMA-TYPE":
            hint = "write " + "; ".join(f"{one}=..." for one in below)
    return finding._replace(path=called, column=0, message=f"--{flag.name}: {message}", hint=hint)


def _is_within(field: str, name: str) -> bool:
    """Whether a typed field is, or lies below, a name; whatever the numbers of items are."""
    plain = re.sub(r"\.\d+", "", name)
    field = re.sub(r"\.\d+", "", field)
    return field == plain or field.startswith(f"{plain}.")


def _as_typed(path: str, flag: Flag) -> str:
    """`threats[1].actions[2].who` of the flag --threat is typed `actions.2.who`."""
    parts = path.split(".") if path else []
    if re.sub(r"\[\d+\]", "", ".".join(parts[: len(flag.keys)])) == ".".join(flag.keys):
        parts = parts[len(flag.keys) :]
    return re.sub(r"\[(\d+)\]", r".\1", ".".join(parts))


_KEY = re.compile(r"`([a-z_]+)(?::(?: ([^`]*))?)?`")


def _in_flags(finding: Finding, known: Sequence[Flag]) -> Finding:
    """What a hint says to write into a file, said as the flag that writes it."""
    if finding.line or finding.hint is None:
        return finding
    flags = {flag.keys[-1]: flag for flag in reversed(known)}

    def as_flag(match: re.Match[str]) -> str:
        flag = flags.get(match[1])
        if flag is None:
            return match[0]
        return f"--{flag.name} {match[2]}" if match[2] else f"--{flag.name}"

    return finding._replace(hint=_KEY.sub(as_flag, finding.hint))


def _without_key(message: str, flag: Flag) -> str:
    """A fault of a plan's part names it by its place in the plan; the flag says it better."""
    last = re.escape(flag.keys[-1])
    return re.sub(rf"\A(?:[a-z_]+(?:\[\d+\])?\.)*{last}(?:\[\d+\])?(?:\.[a-z_.]+)?: ", "", message)
