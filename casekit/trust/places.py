"""Where statements and their signatures lie; quick to import for whoever only lists files."""

from __future__ import annotations

TRUST_FOLDER = "trust"
APPROVALS_FOLDER = "approvals"


def file_names(case_folder: str, record_id: str) -> tuple[str, str]:
    """Where the statement of a decision and its signature lie."""
    path = f"{case_folder}/{APPROVALS_FOLDER}/{record_id}.json"
    return path, f"{path}.sig"


def statement_name(number: int) -> str:
    """The file of one version of the trust file."""
    return f"{TRUST_FOLDER}/{number:04d}.json"
