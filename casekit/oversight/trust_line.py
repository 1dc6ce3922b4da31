"""Which trust was in force at each version of the line: it goes forward only."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from casekit.errors import CasekitError
from casekit.history.folders import ManyObjects
from casekit.model.findings import Finding
from casekit.oversight.branch_line import BranchLine
from casekit.oversight.listing import cannot_read
from casekit.trust.chain import TrustChain, read_chain
from casekit.trust.pins import Pin, Seen
from casekit.trust.places import TRUST_FOLDER
from casekit.trust.trust_file import TrustFile


@dataclass(frozen=True, eq=False)
class TrustLine:
    """The versions of the trust file that ever held, each with the place where it came in."""

    places: tuple[int, ...]
    versions: tuple[TrustFile, ...]
    findings: tuple[Finding, ...]

    @cached_property
    def first_digest(self) -> str | None:
        """What statements of this workspace name it by."""
        return self.versions[0].digest if self.versions else None

    @property
    def newest(self) -> TrustFile | None:
        """The version in force now."""
        return self.versions[-1] if self.versions else None

    def at(self, place: int) -> TrustFile | None:
        """The version in force at a place of the line."""
        found = bisect_right(self.places, place)
        return self.versions[found - 1] if found else None

    def ever_owned(self, public: str) -> str | None:
        """Who had this key at any time."""
        owners = (version.owner_of(public) for version in reversed(self.versions))
        return next((owner.id for owner in owners if owner is not None), None)


def read_trust_line(line: BranchLine, objects: ManyObjects) -> TrustLine:
    """Follow the trust folder along the line; what goes back, or is swapped, is told."""
    now: dict[str, str] = {}
    places: list[int] = []
    versions: list[TrustFile] = []
    findings: list[Finding] = []
    chain: TrustChain = read_chain({})
    for place, changes in line.trust.items():
        for path, after in changes.items():
            now.pop(path, None)
            if after is not None and path not in line.refused:
                now[path] = after
        contents = {}
        for path, data in _read(now, objects).items():
            if isinstance(data, CasekitError):
                findings.append(cannot_read(data, path))
            else:
                contents[path] = data
        chain = read_chain(contents)
        if list(chain.versions[: len(versions)]) != versions:
            findings.append(_find_rolled_back(line, place, chain, versions))
            continue
        for version in chain.versions[len(versions) :]:
            versions.append(version)
            places.append(place)
    # What was wrong for a while and is right now has never been in force.
    return TrustLine(tuple(places), tuple(versions), (*findings, *chain.findings))


def judge_against_seen(trust: TrustLine, pin: Pin, seen: Seen) -> list[Finding]:
    """Hold the trust against the pin, and against what this clone has seen before."""
    first, findings = trust.first_digest, []
    if pin.digest is not None and pin.digest != first:
        findings.append(
            _find(
                "TRUST-PIN-DIFFERS",
                f"the first trust file is {first or 'not there'}, and {pin.told_by} says "
                f"{pin.digest}: somebody has put other roots in place of the agency's",
                "rely on no approval here; compare the digest by telephone: casekit trust pin",
            )
        )
    elif pin.digest is None and seen.first is not None and seen.first != first:
        findings.append(
            _find(
                "TRUST-PIN-DIFFERS",
                f"the first trust file is {first or 'not there'}; when this clone was verified "
                f"before, it was {seen.first}",
                "rely on no approval here; compare the digest by telephone: casekit trust pin",
            )
        )
    elif pin.digest is None and first is not None:
        findings.append(
            Finding(
                code="TRUST-NOT-PINNED",
                message="nothing outside of this repository says which trust file is the agency's; "
                "the first one that this clone has met is taken for it",
                path=TRUST_FOLDER,
                severity="warning",
                hint=f"compare {first} by telephone, then: casekit trust pin {first}",
            )
        )
    if seen.number and (
        len(trust.versions) < seen.number or trust.versions[seen.number - 1].digest != seen.newest
    ):
        findings.append(
            _find(
                "TRUST-ROLLED-BACK",
                f"this clone has seen version {seen.number} of the trust file, which is not in the "
                "history any more",
                "fetch from somebody whose history has it; find out who took it away",
            )
        )
    return findings


def _read(now: dict[str, str], objects: ManyObjects) -> dict[str, bytes | CasekitError]:
    return dict(zip(now, objects.read_each([*now.values()], "blob"), strict=True))


def _find_rolled_back(
    line: BranchLine, place: int, chain: TrustChain, versions: list[TrustFile]
) -> Finding:
    kept = len(chain.versions)
    what = (
        f"goes back to version {kept} of the trust file"
        if list(chain.versions) == versions[:kept]
        else "puts another trust file in place of one that was in force"
    )
    return _find(
        "TRUST-ROLLED-BACK",
        f"version {line.steps[place].name} {what}; version {len(versions)} stays in force",
        "bring it back from the version before: git restore --source="
        f"{line.steps[place].id[:12]}~1 -- trust, then save that with git",
    )


def _find(code: str, message: str, hint: str) -> Finding:
    return Finding(code=code, message=message, path=TRUST_FOLDER, hint=hint)
