"""What nobody on the way may read, what stays sealed, and whose a bundle is."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from casekit.cli.session import open_schemas
from casekit.history.signing import read_signing_key, sign
from casekit.records.canonical import canonical_json
from casekit.records.sealing import make_key_pair
from casekit.workspace.case_bundle import (
    NAMESPACE,
    open_bundle,
    seal_bundle,
)
from tests.cli.bundles.offices import (
    AT,
    LAW,
    SECRETS,
    Receiver,
    make,
    refused,
    refused_by_sender,
)
from tests.cli.contract import find_breaches
from tests.cli.office import SUPERVISOR, Office
from tests.history.test_signing import make_key


def test_nothing_of_it_is_readable_on_the_way(
    mandated: Office, receiver_template: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every byte that casekit itself writes is looked at, also of files that go again."""
    written: list[bytes] = []
    wrap = os.fdopen

    def spy(handle: int, *words: Any, **options: Any) -> Any:
        stream = wrap(handle, *words, **options)
        if "w" in str(words[:1]):
            send = stream.write

            class Spy:
                def __getattr__(self, name: str) -> Any:
                    return getattr(stream, name)

                def __enter__(self) -> Spy:
                    return self

                def __exit__(self, *_: object) -> None:
                    stream.close()

                def write(self, data: bytes) -> int:
                    written.append(bytes(data))
                    return int(send(data))

            return Spy()
        return stream

    monkeypatch.setattr(os, "fdopen", spy)
    assert make(mandated, receiver_template.key, tmp_path / "x", *LAW).code == 0
    monkeypatch.undo()
    assert (tmp_path / "x").read_bytes() in written
    # The record of the sharing is written into the workspace; nothing of the case is but there.
    others = [data for data in written if not data.startswith(b"# yaml-language-server")]
    assert not [word for word in SECRETS for data in others if word in data]
    assert {p.name for p in tmp_path.iterdir()} == {"sender", "x"}


def test_sealed_values_stay_closed_and_new_ones_are_the_receivers_own(
    mandated: Office, receiver: Receiver, tmp_path: Path
) -> None:
    assert make(mandated, receiver.key, tmp_path / "x", *LAW).code == 0
    taken = receiver.run("receive", str(tmp_path / "x"))
    assert "1 sealed value, which only the sender can open" in taken.out
    closed = receiver.run("unseal", mandated.case, "--reason", "to call back")
    assert closed.code == 8 and "Quillfeather" not in closed.out + closed.err
    # Nothing that this office seals is for the sender to read.
    report = {
        "occurred_at": "2026-02-11 09:40",
        "reporter": "neighbour",
        "children": ["Sam"],
        "immediate_danger": {"present": False},
        "narrative": "Shouting.",
        "case": mandated.case,
        "reporter_identity": {"name": "Omar Thistlewood"},
    }
    done = receiver.run("intake", "--from", "-", "--format", "json", stdin=json.dumps(report))
    assert done.code == 0, done.err
    (record,) = done.data["records"][:1]
    opened = receiver.run("unseal", mandated.case, "--record", record, "--reason", "x")
    assert opened.code == 0 and "Omar Thistlewood" in opened.out
    rotated = receiver.run("keys", "rotate", mandated.case)
    assert rotated.code == 0, rotated.err
    opened = receiver.run("unseal", mandated.case, "--record", record, "--reason", "x")
    assert "Omar Thistlewood" in opened.out
    assert "KEY-DIFFERS" not in receiver.run("doctor").out


def test_who_reported_travels_with_a_reason_of_one_who_may_read_it(
    mandated: Office, receiver: Receiver, tmp_path: Path
) -> None:
    reason = ("--with-sealed", "they will see the school")
    assert refused_by_sender(mandated, receiver.key, *LAW, *reason).code in (3, 8)
    made = make(mandated, receiver.key, tmp_path / "x", *LAW, *reason, by=SUPERVISOR)
    assert made.code == 0, made.err
    assert "they will see the school" in mandated.records("unsealing")[-1].read_text()
    taken = receiver.run("receive", str(tmp_path / "x"))
    assert taken.code == 0 and f"casekit keys rotate {mandated.case}" in taken.out
    opened = receiver.run("unseal", mandated.case, "--reason", "to see the school")
    assert opened.code == 0 and "Nadia Quillfeather" in opened.out
    assert receiver.run("keys", "rotate", mandated.case).code == 0
    assert "Quillfeather" in receiver.run("unseal", mandated.case, "--reason", "x").out


def test_without_a_reader_a_case_with_sealed_values_is_not_taken_in(
    receiver: Receiver, sent: bytes
) -> None:
    agency = receiver.office.root / "agency.yaml"
    lines = agency.read_text().split("\n")
    agency.write_text("\n".join(x for x in lines if "seal_to" not in x and "- age1" not in x))
    receiver.office.git("commit", "--quiet", "-a", "-m", "By hand")
    done = refused(receiver, sent)
    assert done.code == 8 and "NO-READERS" in done.err


# ------------------------------------------------------------ signatures and numbers


def test_a_signature_says_whose_it_is(mandated: Office, receiver: Receiver, tmp_path: Path) -> None:
    home = tmp_path / "signer"
    (home / ".ssh").mkdir(parents=True)
    key = read_signing_key(make_key(home / ".ssh" / "id_ed25519"), lambda: None)
    signer = replace(mandated, home=home)
    assert "not signed" in make(mandated, receiver.key, tmp_path / "plain", *LAW).err
    assert make(signer, receiver.key, tmp_path / "signed", *LAW).code == 0
    shown = receiver.run("receive", str(tmp_path / "signed"), "-n", "--format", "json").data
    assert shown["manifest"]["signed_by"] == key.public
    wanted = ("--signed-by", shown["fingerprint"])
    assert receiver.run("receive", str(tmp_path / "signed"), "-n", *wanted).code == 0
    done = refused(receiver, (tmp_path / "plain").read_bytes(), *wanted)
    assert done.code == 8 and "BUNDLE-OTHER" in done.err
    other = ("--number", "0" * 16)
    assert refused(receiver, (tmp_path / "signed").read_bytes(), *other).code == 8
    assert refused(receiver, (tmp_path / "signed").read_bytes(), "--number", "0f").code == 2

    bundle = open_bundle((tmp_path / "signed").read_bytes(), [receiver.private], open_schemas())
    for changed in (
        replace(bundle, manifest={**bundle.manifest, "from": "Another Agency"}),
        replace(bundle, signature=sign(canonical_json(bundle.manifest), "casekit-other", key)),
        replace(bundle, signature=None),
        replace(bundle, manifest={**bundle.manifest, "signed_by": None}),
    ):
        assert "BUNDLE-DAMAGED" in refused(receiver, seal_bundle(changed, [receiver.key])).err
    stranger = read_signing_key(make_key(tmp_path / "stranger"), lambda: None)
    resigned = sign(canonical_json(bundle.manifest), NAMESPACE, stranger)
    forged = replace(bundle, signature=resigned)
    assert "another key" in refused(receiver, seal_bundle(forged, [receiver.key])).err


# ------------------------------------------------------------ damaged and hostile


def test_every_changed_byte_is_noticed(receiver: Receiver, sent: bytes) -> None:
    places = [*range(0, 400, 23), *range(400, len(sent), len(sent) // 40), len(sent) - 1]
    for place in places:
        changed = bytearray(sent)
        changed[place] ^= 1
        assert refused(receiver, bytes(changed)).code in (4, 8), place


def test_a_part_of_it_is_not_it(receiver: Receiver, sent: bytes) -> None:
    for content in (b"", sent[:10], sent[:200], sent[:-1], sent[: len(sent) // 2], sent + b"x"):
        assert refused(receiver, content).code == 4
    assert refused(receiver, b"PK\x03\x04" + sent).code == 4
    missing = receiver.run("receive", str(receiver.office.root.parent / "nothing"))
    assert missing.code == 4
    assert receiver.run("receive", str(receiver.office.root)).code == 4


def test_without_a_key_it_is_told_what_can_be_told(receiver: Receiver, sent: bytes) -> None:
    file = receiver.office.root.parent / "x.age"
    file.write_bytes(sent)
    words = ("verify", "--bundle", str(file))
    told = receiver.run(*words, "--format", "json", cwd=file.parent)
    assert told.code == 0 and find_breaches("verify-bundle", told.data) == []
    assert told.data["file_checksum"] == hashlib.sha256(sent).hexdigest()
    assert told.data["keys"] == ["X25519"]
    # Honest: without a key a changed byte is not seen.
    file.write_bytes(sent[:-1] + bytes([sent[-1] ^ 1]))
    assert "only who has a key can prove that" in receiver.run(*words).out
    file.write_bytes(b"no bundle")
    assert receiver.run(*words).code == 4
    assert receiver.run(*words, "--integrity").code == 2


def test_nobody_else_can_open_it(
    mandated: Office, receiver: Receiver, sent: bytes, tmp_path: Path
) -> None:
    file = tmp_path / "x.age"
    assert make(mandated, make_key_pair().public, file, *LAW).code == 0
    done = refused(receiver, file.read_bytes())
    assert done.code == 8 and "BUNDLE-CLOSED" in done.err and "ask the sender" in done.err
    # Nor can the sender.
    assert mandated.run("receive", str(file), "-n", by=SUPERVISOR, at=AT).code == 8
