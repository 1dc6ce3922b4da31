"""The trust files of one version of the history."""

from __future__ import annotations

from casekit.history.objects import list_files, read_blobs
from casekit.history.repository import Repository
from casekit.trust.chain import TrustChain, read_chain
from casekit.trust.places import TRUST_FOLDER


def read_saved_files(repo: Repository, version: str | None) -> dict[str, bytes]:
    """The content of every file in the trust folder of a version; empty where there is none."""
    if version is None:
        return {}
    entries = list_files(repo, version, TRUST_FOLDER)
    blobs = read_blobs(repo, [entry.oid for entry in entries])
    return {entry.path: blobs[entry.oid] for entry in entries}


def read_saved_chain(repo: Repository, version: str | None) -> TrustChain:
    """The trust in a version, what is not saved left out; raises what reading raises."""
    return read_chain(read_saved_files(repo, version))
