"""The trust file of a workspace, opened to judge the approvals of its cases."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from casekit.trust.chain import read_chain
from casekit.trust.places import TRUST_FOLDER
from casekit.trust.proof import Proof
from casekit.workspace.agency import Agency
from casekit.workspace.sources import Source, read_each


def open_proof(source: Source, agency: Agency, coming: Set[str]) -> Proof:
    """What approvals are judged by, where something is called as the trust folder.

    Where no version in it holds, no approval does. A link, or a file, in place of the folder is
    told, and is not the same as nothing.
    """
    is_folder = source.has_folder(TRUST_FOLDER)
    paths = source.list_paths(TRUST_FOLDER) if is_folder else [TRUST_FOLDER]
    contents, unreadable = read_each(source, paths)
    chain = read_chain(contents)
    workers = frozenset(worker.id for worker in agency.staff)
    known = replace(chain, findings=(*unreadable, *chain.findings))
    return Proof(known, workers, frozenset(coming))
