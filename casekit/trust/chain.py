"""The chain of trust files: each version holds by the roots of the one before, and by its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from casekit.history.signing import BadSignature, check_signature
from casekit.model.findings import Finding
from casekit.trust.places import TRUST_FOLDER, statement_name
from casekit.trust.statements import OF_TRUST, BadStatement
from casekit.trust.trust_file import TrustFile, read_trust_file

_SIGNATURE = re.compile(rf"{TRUST_FOLDER}/([0-9]{{4}})\.[A-Za-z0-9]{{1,43}}\.sig")
_STATEMENT = re.compile(rf"{TRUST_FOLDER}/([0-9]{{4}})\.json")


@dataclass(frozen=True, slots=True)
class TrustChain:
    """The versions that hold, the oldest first, and why what follows them does not.

    `waiting` is the version behind them that lacks nothing but signatures.
    """

    versions: tuple[TrustFile, ...]
    findings: tuple[Finding, ...]
    waiting: TrustFile | None = None

    @property
    def newest(self) -> TrustFile | None:
        """The version in force."""
        return self.versions[-1] if self.versions else None

    @property
    def first_digest(self) -> str | None:
        """What a pin holds, and what every statement of this workspace names it by."""
        return self.versions[0].digest if self.versions else None


def read_chain(contents: Mapping[str, bytes]) -> TrustChain:
    """Judge the files of the trust folder, by path; what does not hold ends the chain there."""
    versions: list[TrustFile] = []
    findings: list[Finding] = []
    signatures: dict[int, dict[str, bytes]] = {}
    numbers = set()
    for path, content in sorted(contents.items()):
        if match := _SIGNATURE.fullmatch(path):
            signatures.setdefault(int(match[1]), {})[path] = content
        elif match := _STATEMENT.fullmatch(path):
            numbers.add(int(match[1]))
        else:
            findings.append(
                _find(
                    "TRUST-STRAY-FILE",
                    "this is neither a version of the trust file nor a signature of one",
                    path,
                    "move it out of the folder trust",
                )
            )
    waiting: TrustFile | None = None
    for number in sorted(numbers):
        path = statement_name(number)
        try:
            version = _read(number, contents[path], versions)
        except BadStatement as fault:
            findings.append(
                _find(
                    "TRUST-BROKEN",
                    f"this version of the trust file does not hold: {fault.message}",
                    path,
                    "bring back what it was: casekit log tells the versions; a new version is "
                    "made with casekit trust, never by hand",
                )
            )
            break
        if not _is_signed(version, contents[path], versions, signatures, findings):
            waiting = version
            break
        versions.append(version)
    return TrustChain(tuple(versions), tuple(findings), waiting)


def _read(number: int, content: bytes, before: list[TrustFile]) -> TrustFile:
    version = read_trust_file(content)
    if version.number != number:
        raise BadStatement(f"it is called {number} and says that it is {version.number}")
    if version.number != len(before) + 1:
        raise BadStatement(f"version {len(before) + 1} is not there")
    if before and version.before != before[-1].digest:
        raise BadStatement("it follows another version than the one that is there")
    return version


def _is_signed(
    version: TrustFile,
    content: bytes,
    before: list[TrustFile],
    signatures: Mapping[int, Mapping[str, bytes]],
    findings: list[Finding],
) -> bool:
    """Whether enough roots signed it, those of the version before and its own."""
    signers = set()
    for path, signature in signatures.get(version.number, {}).items():
        try:
            signers.add(check_signature(signature.decode("ascii", "replace"), content, OF_TRUST))
        except BadSignature as fault:
            findings.append(
                _find(
                    "TRUST-SIGNATURE-BAD",
                    f"this signature does not hold: {fault.message}",
                    path,
                    "whose it is signs anew: casekit trust sign",
                )
            )
    for roots_of in (*before[-1:], version):
        signed = len(signers.intersection(roots_of.roots))
        if signed < roots_of.threshold:
            findings.append(
                _find(
                    "TRUST-TOO-FEW-SIGNATURES",
                    f"version {version.number} of the trust file is signed by {signed} of the "
                    f"{roots_of.threshold} roots that version {roots_of.number} asks for; it is "
                    "not in force",
                    statement_name(version.number),
                    "further roots sign: casekit trust sign",
                )
            )
            return False
    return True


def _find(code: str, message: str, path: str, hint: str) -> Finding:
    return Finding(code=code, message=message, path=path, hint=hint)
