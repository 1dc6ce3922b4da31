"""Statements have one spelling: read back they are the same, and every change is another one."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.records.canonical import canonical_json
from casekit.trust.approval import ApprovalStatement, list_set, read_approval
from casekit.trust.statements import MAX_STATEMENT_BYTES, BadStatement
from casekit.trust.trust_file import (
    Delegation,
    TrustedKey,
    TrustedPerson,
    TrustFile,
    read_public_key,
    read_trust_file,
    signature_name,
)

NOW = datetime(2026, 2, 2, 15, tzinfo=UTC)
HEAD = len(b"ssh-ed25519").to_bytes(4) + b"ssh-ed25519" + (32).to_bytes(4)


def key(number: int) -> str:
    return "ssh-ed25519 " + base64.b64encode(HEAD + bytes([number]) * 32).decode()


SAID = ApprovalStatement(
    *("0" * 64, "2026-K7Q4MZ3", "approved", "plan", "2026-02-02-zzzzzz", "1" * 64),
    approves=("2026-01-30-k7q4mz",),
    records={"2026-01-30-k7q4mz": "2" * 64},
    approver="d-sample",
    prepared_by=("w-sample",),
    base="3" * 40,
    at=NOW,
    acknowledged=("plan-agreed",),
    stands_for="r-sample",
)
FILE = TrustFile(
    2,
    "4" * 64,
    {"r-sample": TrustedPerson("r-sample", ("supervisor",), (TrustedKey(key(1), NOW),))},
    (key(1), key(2)),
    2,
    (Delegation("r-sample", "d-sample", NOW, NOW + timedelta(days=3)),),
)


def test_what_was_written_is_read_back() -> None:
    assert read_approval(SAID.content) == SAID
    assert read_trust_file(FILE.content) == FILE


@given(st.integers(0, len(SAID.content) - 1), st.integers(0, 255))
def test_whatever_byte_is_changed_it_says_something_else(place: int, byte: int) -> None:
    content = bytearray(SAID.content)
    content[place] = byte
    try:
        read = read_approval(bytes(content))
    except BadStatement:
        return
    assert (read == SAID) == (bytes(content) == SAID.content)


def spoil(whole: ApprovalStatement | TrustFile, /, **changes: Any) -> bytes:
    data = json.loads(whole.content) | changes
    return canonical_json({k: v for k, v in data.items() if v is not None})


@pytest.mark.parametrize(
    "changes",
    [
        {"statement": "casekit-trust/1"},
        {"decision": "perhaps"},
        {"approves": []},
        {"approves": ["2026-01-30-unlist"]},
        {"approves": ["2026-01-30-k7q4mz"] * 2},
        {"records": ["2026-01-30-k7q4mz"]},
        {"at": "2026-02-02T15:00:00"},
        {"at": "2026-02-02 15:00:00+00:00"},
        {"at": 5},
        {"base": ""},
        {"extra": "word"},
        {"approver": None},
    ],
)
def test_what_is_no_statement_of_an_approval(changes: dict[str, Any]) -> None:
    with pytest.raises(BadStatement):
        read_approval(spoil(SAID, **changes))


PERSON = json.loads(FILE.content)["people"]["r-sample"]


@pytest.mark.parametrize(
    "changes",
    [
        {"number": 1},
        {"number": 0},
        {"number": True},
        {"before": None},
        {"threshold": 3},
        {"threshold": 0},
        {"roots": ["ssh-rsa AAAA"]},
        {"roots": [key(1), key(1)]},
        {"roots": [f"{key(1)} comment", key(2)]},
        {"people": {"r-sample": PERSON, "q-sample": PERSON}},
        {"people": {"R Sample": PERSON}},
        {"people": {"r-sample": {**PERSON, "more": 1}}},
        {"people": []},
        {"delegations": [{"for": "a", "to": "b", "since": NOW.isoformat(), "until": "2026-01-01"}]},
    ],
)
def test_what_is_no_trust_file(changes: dict[str, Any]) -> None:
    with pytest.raises(BadStatement):
        read_trust_file(spoil(FILE, **changes))


def test_what_is_no_json_or_too_much_of_it() -> None:
    for content in (b"", b"[]", b"\xff", b"[" * 10_000, b" " * (MAX_STATEMENT_BYTES + 1)):
        with pytest.raises(BadStatement):
            read_approval(content)
    with pytest.raises(BadStatement):
        read_public_key("ssh-ed25519 " + base64.b64encode(HEAD + b"short").decode())


def test_only_who_may_approve_hands_it_on() -> None:
    assert FILE.delegations_to("d-sample")
    worker = replace(FILE.people["r-sample"], roles=("worker",))
    assert not replace(FILE, people={"r-sample": worker}).delegations_to("d-sample")
    assert signature_name(2, key(1)) != signature_name(2, key(2))


def test_a_closing_stands_on_more_than_its_review() -> None:
    kinds = [("a", "review"), ("b", "assessment"), ("c", "contact"), ("d", "progress")]
    assert list_set("closing", ["a"], kinds) == ("a", "b")
    assert list_set("plan", ["a"], kinds) == ("a",)
