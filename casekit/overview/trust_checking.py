"""Whether the trust file is the agency's, as far as files, and what this clone remembers, show it.

Without the history nobody can say who took it away: that is for `casekit verify` to tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from casekit.errors import CasekitError
from casekit.history.repository import Repository
from casekit.model.faults import explain_fault
from casekit.model.findings import Finding
from casekit.records.profile import read_document
from casekit.trust.chain import TrustChain, read_chain
from casekit.trust.pins import find_pin, read_seen
from casekit.trust.places import APPROVALS_FOLDER, TRUST_FOLDER
from casekit.trust.saved import read_saved_chain
from casekit.workspace.sources import VersionFiles, WorkingFiles
from casekit.workspace.workspace import Workspace

_ASK = "rely on no approval here; compare the digest by telephone: casekit trust pin"


def check_trust(workspace: Workspace, environment: Mapping[str, str]) -> list[Finding]:
    """Tell what of the trust folder does not hold, and whether it is the one that is known here.

    What was known before is asked about the files as they are, and about no earlier version.
    """
    chain = _read_chain(workspace)
    found = _list_faults(chain)
    if isinstance(workspace.source, WorkingFiles):
        try:
            found += _compare_known(workspace, chain, environment)
        except CasekitError as fault:
            found += explain_fault(fault, TRUST_FOLDER)
    return found


def compare_trust(workspace: Workspace, earlier: str) -> list[Finding]:
    """Tell where the trust file of an earlier version is gone, or another, and what is wrong."""
    chain = _read_chain(workspace)
    return [*_list_faults(chain), *_find_taken_back(workspace, chain, earlier)]


def find_given_again(workspace: Workspace, earlier: str) -> Iterator[Finding]:
    """Tell of approvals that were taken back in an earlier version and stand again.

    Their signatures hold as ever: that somebody took one back bears none.
    """
    repo, version = workspace.repo, workspace.version
    assert version is not None
    paths = repo.list_other_count("voided", earlier, version, "cases")
    paths = [path for path in paths if "/decisions/" in path]
    sides = [VersionFiles(repo, each).read(paths) for each in (earlier, version)]
    for path in paths:
        before, now = (read_document(side[path], path).data for side in sides)
        if _is_voided(before) and isinstance(now, dict) and not _is_voided(now):
            yield Finding(
                code="APPROVAL-GIVEN-AGAIN",
                message=f"this approval was taken back in version {earlier[:7]}, and stands again",
                path=path,
                hint="put its `voided:` back; a supervisor who means it approves anew, with: "
                "casekit approve",
            )


def list_coming(repo: Repository, earlier: str, later: str) -> set[str]:
    """The ids of the decisions whose statements a later version brings, not those that moved."""
    added, removed = (
        {path.rpartition("/")[2] for path in paths if f"/{APPROVALS_FOLDER}/" in path}
        for paths in (
            repo.list_added(earlier, later, "cases"),
            repo.list_removed(earlier, later, "cases"),
        )
    )
    return {name.removesuffix(".json") for name in added - removed}


def _is_voided(data: Any) -> bool:
    is_approval = isinstance(data, dict) and data.get("schema") == "approval/1"
    return is_approval and "voided" in data


def _read_chain(workspace: Workspace) -> TrustChain:
    return workspace.proof.chain if workspace.proof is not None else read_chain({})


def _list_faults(chain: TrustChain) -> list[Finding]:
    """What is wrong with it; a further version that waits for its roots is no fault."""
    waits = chain.waiting is not None and chain.newest is not None
    return [f for f in chain.findings if not (waits and f.code == "TRUST-TOO-FEW-SIGNATURES")]


def _compare_known(
    workspace: Workspace, chain: TrustChain, environment: Mapping[str, str]
) -> Iterator[Finding]:
    repo, first = workspace.repo, chain.first_digest
    pin, seen = find_pin(repo, environment), read_seen(repo)
    known, told_by = pin.digest, pin.told_by
    if known is None and first is not None:
        # Without one this may be a branch that is older than the trust file.
        known, told_by = seen.first, "what this clone has seen"
    if known is not None and first != known:
        says = f"the first trust file is {first or 'not there'}, and {told_by} says {known}"
        yield _find("TRUST-PIN-DIFFERS", says, _ASK)
        return
    head = seen.heads.get(repo.ref() or "HEAD")
    if workspace.version is None:
        return
    here = [head] if head is not None and repo.contains(workspace.version, head) else []
    for version in (*here, workspace.version):
        if found := [*_find_taken_back(workspace, chain, version)]:
            yield from found
            return


def _find_taken_back(workspace: Workspace, chain: TrustChain, earlier: str) -> Iterator[Finding]:
    before = read_saved_chain(workspace.repo, earlier).versions
    if chain.versions[: len(before)] != before:
        says = (
            f"version {len(before)} of the trust file was in force in version {earlier[:7]}, and "
            "is gone, or another one, here"
        )
        hint = f"bring it back: git checkout {earlier[:7]} -- {TRUST_FOLDER}; who took it away "
        yield _find("TRUST-ROLLED-BACK", says, f"{hint}tells: casekit verify")


def _find(code: str, message: str, hint: str) -> Finding:
    return Finding(code=code, message=message, path=TRUST_FOLDER, hint=hint)
