"""Which files of a case travel in a bundle, and what the manifest says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from casekit.errors import NotFound, Unreadable, UsageFault
from casekit.model.records import Case, Record
from casekit.records.canonical import canonical_json, sha256_of
from casekit.records.profile import read_document
from casekit.records.sealing import iter_seals
from casekit.workspace.case_bundle import MAX_BYTES, MAX_FILES, why_no_place
from casekit.workspace.loading import CASE_FILE, TOMBSTONE_FILE
from casekit.workspace.workspace import Workspace

NO_RECORD = "no record"


class NotFit(Unreadable):
    """The files of a case do not fit into a bundle."""

    code = "BUNDLE-UNFIT"


def choose_files(
    workspace: Workspace, case: Case, without: Sequence[str], offer: Record | None, why: str
) -> tuple[dict[str, bytes], dict[str, str]]:
    """The files that travel, by their path within the case, and why each other one does not.

    `without` are ids of records or paths, left out for the reason `why`; the offer itself always
    travels. Raises NotFound, UsageFault, NotFit.
    """
    top = f"{case.path}/"
    paths = {path.removeprefix(top): path for path in workspace.source.list_paths(case.path)}
    left_out = {_find_path(said, case, paths, offer): why for said in without}
    for inner in sorted(paths.keys() - left_out.keys()):
        if inner.endswith(".yaml") or inner.startswith("attachments/"):
            fault = why_no_place(inner)
            if fault is not None:
                raise NotFit(
                    f"{paths[inner]} cannot travel: {fault}",
                    hint="rename the file and save that with git, or leave it out: "
                    f"--without {inner}",
                    path=paths[inner],
                )
        else:
            left_out[inner] = NO_RECORD
    chosen = {inner: path for inner, path in paths.items() if inner not in left_out}
    contents = workspace.source.read(list(chosen.values()))
    files = {inner: contents[path] for inner, path in chosen.items()}
    size = sum(map(len, files.values()))
    if size > MAX_BYTES or len(files) > MAX_FILES:
        raise NotFit(
            f"the case has {len(files):,} files of {size:,} bytes; a bundle holds {MAX_FILES:,} "
            f"files of {MAX_BYTES:,} bytes",
            hint="send the largest attachments by other means: --without attachments/...",
        )
    return files, left_out


def _find_path(said: str, case: Case, paths: Mapping[str, str], offer: Record | None) -> str:
    """The path of what is to be left out: a record by its id, or its end, or a path."""
    found = [
        inner
        for inner in paths
        if inner == said or inner.removesuffix(".yaml").endswith(said.lower())
    ]
    if len(found) != 1:
        raise NotFound(
            f"{'no record' if not found else f'{len(found)} records'} of {case.number} ends in "
            f"`{said}`",
            hint=f"see the ids with: casekit chronology {case.number} --format tsv",
        )
    (inner,) = found
    is_offer = offer is not None and inner.endswith(f"/{offer.id}.yaml")
    if inner in (CASE_FILE, TOMBSTONE_FILE) or inner.startswith("people/") or is_offer:
        raise UsageFault(
            f"{inner} cannot be left out: without it the receiver could not read the others",
            hint="leave out the records that say what is withheld",
        )
    return inner


def list_content(case: Case, files: Mapping[str, bytes]) -> dict[str, Any]:
    """What a manifest says of the files: `files` with size and sums, and `counts`."""

    entries = []
    for inner in sorted(files):
        is_record = inner.endswith(".yaml")
        data = read_document(files[inner], f"{case.path}/{inner}").data if is_record else None
        entries.append(
            {
                "path": inner,
                "bytes": len(files[inner]),
                "sha256": sha256_of(files[inner]),
                "content_sha256": sha256_of(canonical_json(data)) if is_record else None,
            }
        )
    records = sum(inner.endswith(".yaml") for inner in files)
    size = sum(map(len, files.values()))
    counts = {"records": records, "attachments": len(files) - records, "bytes": size}
    return {"files": entries, "counts": counts}


def count_sealed(case: Case, files: Mapping[str, bytes]) -> int:
    """How many sealed values are in those records of a case that are among the files."""
    inside = [r for r in case.records if r.path.removeprefix(f"{case.path}/") in files]
    return sum(1 for record in inside for _ in iter_seals(record.data))
