"""What a bundle holds and on what ground it goes out; taken in, answered, closed."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from casekit.cli.session import open_schemas
from casekit.records.sealing import make_key_pair
from casekit.workspace.case_bundle import (
    open_bundle,
)
from tests.cli.bundles.offices import (
    AT,
    CONSENT,
    LATER,
    LAW,
    OFFER,
    TO,
    Receiver,
    case_files,
    do,
    make,
    refused,
    refused_by_sender,
)
from tests.cli.contract import find_breaches
from tests.cli.office import SUPERVISOR, Office, snapshot


def test_a_case_is_sent_proved_accepted_and_closed(
    mandated: Office, receiver: Receiver, tmp_path: Path
) -> None:
    number, file = mandated.case, tmp_path / "case.age"
    before = case_files(mandated, number)
    made = make(mandated, receiver.key, file, *LAW, "--format", "json")
    assert made.code == 0, made.err
    assert find_breaches("bundle", made.data) == []
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert made.data["file_checksum"] == hashlib.sha256(file.read_bytes()).hexdigest()
    # It is on record who got what, in the very version of the answer.
    (sharing,) = mandated.records("sharing")[-1:]
    text = sharing.read_text()
    assert made.data["bundle"] in text and TO in text and "section 8" in text
    assert mandated.git("rev-parse", "HEAD") == made.data["version"]

    shown = receiver.run("receive", str(file), "-n", "--format", "json")
    assert shown.code == 0, shown.err
    assert find_breaches("receive", shown.data) == []
    assert shown.data["version"] is None and not (receiver.office.root / "cases").exists()
    assert [child["called"] for child in shown.data["open_children"]] == ["Sam"]
    assert shown.data["unknown_workers"] == ["r-sample", "w-sample"]

    taken = receiver.run("receive", str(file), "--number", made.data["bundle"][:20])
    assert taken.code == 0, taken.err
    assert "Until you accept, Willow Agency answers for: Sam" in taken.out
    assert case_files(receiver.office, number) == before
    changed = receiver.office.git("show", "--format=", "--name-only", "HEAD").split("\n")
    assert len(changed) == len(before) and receiver.office.git("status", "--porcelain") == ""
    assert "Sam" not in receiver.office.git("log", "-1", "--format=%B")

    # The sender records the line that the receiver was told, and may close only then.
    close = ("close", number, "--reason", "transferred", "--summary", "x", "-n")
    assert "GATE-TRANSFER-ACCEPTED" in mandated.run(*close, by=SUPERVISOR, at=LATER).err
    words = ["--on", "2026-02-12", "--by", "the intake desk", "--reasons", "We can."]
    answer = ["transfer", number, "--step", "accept", "--bundle", made.data["bundle"], *words]
    assert " ".join(answer[:5]) in taken.out
    assert f"recorded in {sharing.stem}" in do(mandated, *answer, at=LATER).err
    assert "GATE-TRANSFER-ACCEPTED" not in mandated.run(*close, by=SUPERVISOR, at=LATER).err
    assert receiver.run(*answer).code == 0


def test_the_same_bundle_twice_changes_nothing(receiver: Receiver, sent: bytes) -> None:
    file = receiver.office.root.parent / "x.age"
    file.write_bytes(sent)
    assert receiver.run("receive", str(file)).code == 0
    before = snapshot(receiver.office.root)
    again = receiver.run("receive", str(file))
    assert again.code == 0 and "taken in before" in again.err
    assert snapshot(receiver.office.root) == before


def test_a_case_that_is_there_is_never_changed(receiver: Receiver, sent: bytes) -> None:
    file = receiver.office.root.parent / "x.age"
    file.write_bytes(sent)
    number = receiver.run("receive", str(file), "--format", "json").data["case"]
    place = next((receiver.office.root / "cases").rglob("contacts/*.yaml"))
    place.write_text(place.read_text() + "note: read by us\n")
    # An edit that is not saved is no other case, and is not touched.
    assert receiver.run("receive", str(file)).code == 0
    receiver.office.git("commit", "--quiet", "-a", "-m", "By hand")
    done = refused(receiver, sent)
    assert done.code == 5 and "CASE-HERE" in done.err and number in done.err


def test_an_answer_names_a_bundle_that_was_made(
    mandated: Office, receiver: Receiver, tmp_path: Path
) -> None:
    words = ("--on", "2026-02-12", "--by", "the intake desk", "--reasons", "x")
    answer = ("transfer", mandated.case, "--step", "accept", *words, "--bundle")
    make(mandated, receiver.key, tmp_path / "x", *LAW)
    wrong = mandated.run(*answer, "0" * 64, at=LATER)
    assert wrong.code == 2 and "BUNDLE-UNKNOWN" in wrong.err
    assert mandated.run(*answer, "0" * 63, at=LATER).code == 2


def test_only_who_makes_a_bundle_records_its_number(sender: Office) -> None:
    """Else an answer could be to a bundle that never was."""
    told = {"what": "x", "with": [TO], "about": ["Sam"], "why": "x", "ground": "law"}
    request = json.dumps({**told, "occurred_on": "2026-02-10", "bundle": "0" * 64})
    done = sender.run("share", sender.case, "--from", "-", stdin=request, at=AT)
    assert done.code == 2 and "FILLED-IN" in done.err


# ------------------------------------------------------------ on what ground


def test_without_an_offer_there_is_no_bundle(sender: Office, receiver_template: Receiver) -> None:
    done = refused_by_sender(sender, receiver_template.key, *LAW)
    assert done.code == 8 and "GATE-BUNDLE-OFFER" in done.err and "--step offer" in done.err
    do(sender, "transfer", sender.case, *OFFER, "--mandated")
    answer = ("--on", "2026-02-10", "--by", "the desk", "--reasons", "x")
    do(sender, "transfer", sender.case, "--step", "refuse", *answer)
    assert refused_by_sender(sender, receiver_template.key, *LAW).code == 8


def test_an_offer_that_is_not_saved_does_not_count(
    sender: Office, receiver_template: Receiver
) -> None:
    do(sender, "transfer", sender.case, *OFFER, "--mandated")
    sender.git("reset", "--quiet", "--soft", "HEAD~1")
    assert "GATE-BUNDLE-OFFER" in refused_by_sender(sender, receiver_template.key, *LAW).err


def test_a_transfer_that_nobody_orders_needs_consent(
    sender: Office, receiver: Receiver, tmp_path: Path
) -> None:
    do(sender, "transfer", sender.case, *OFFER, "--no-mandated")
    done = refused_by_sender(sender, receiver.key)
    assert done.code == 8 and "GATE-BUNDLE-CONSENT" in done.err
    do(sender, "consent", sender.case, *CONSENT, "--to", "Somebody Else")
    assert refused_by_sender(sender, receiver.key).code == 8
    do(sender, "consent", sender.case, *CONSENT, "--to", TO.upper(), "--until", "2026-02-11")
    assert refused_by_sender(sender, receiver.key, *LAW).code == 2
    made = make(sender, receiver.key, tmp_path / "x", "--format", "json")
    assert made.code == 0, made.err
    assert len(made.data["manifest"]["consents"]) == 1
    assert "ground: consent" in sender.records("sharing")[-1].read_text()
    late = make(sender, receiver.key, tmp_path / "y", at=LATER)
    assert late.code == 8 and "GATE-BUNDLE-CONSENT" in late.err


def test_a_mandated_one_says_what_requires_it(
    mandated: Office, receiver_template: Receiver
) -> None:
    done = refused_by_sender(mandated, receiver_template.key)
    assert done.code == 2 and "--ground" in done.err


def test_a_copy_for_a_partner_needs_consent_and_asks_for_no_answer(
    sender: Office, receiver: Receiver, tmp_path: Path
) -> None:
    copy = ("--copy-for", TO, "--why", "They run the group.")
    assert "GATE-BUNDLE-CONSENT" in refused_by_sender(sender, receiver.key, *copy).err
    do(sender, "consent", sender.case, *CONSENT, "--to", TO)
    assert refused_by_sender(sender, receiver.key, *copy[:2]).code == 2
    assert make(sender, receiver.key, tmp_path / "x", *copy).code == 0
    taken = receiver.run("receive", str(tmp_path / "x"))
    assert taken.code == 0, taken.err
    assert "Copy of case" in taken.out and "casekit transfer" not in taken.out
    assert "Willow Agency answers for: Sam" in taken.out


def test_what_a_consent_withholds_stays_behind(
    sender: Office, receiver: Receiver, tmp_path: Path
) -> None:
    do(sender, "transfer", sender.case, *OFFER, "--no-mandated")
    kept = ("--withheld", "what=the mother's health; from=everybody")
    do(sender, "consent", sender.case, *CONSENT, "--to", TO, *kept)
    done = refused_by_sender(sender, receiver.key)
    assert done.code == 8 and "GATE-BUNDLE-WITHHELD" in done.err and "mother's health" in done.err
    contact = sender.records("contact")[0]
    for wrong, code in (("zzzzzz", 3), ("case.yaml", 2), (sender.records("person")[0].stem, 2)):
        assert refused_by_sender(sender, receiver.key, "--without", wrong).code == code
    made = make(sender, receiver.key, tmp_path / "x", "--without", contact.stem[-6:])
    assert made.code == 0, made.err
    assert receiver.run("receive", str(tmp_path / "x")).code == 0
    files = case_files(receiver.office, sender.case)
    assert f"contacts/{contact.name}" not in files and len(files) > 10
    shown = receiver.run("receive", str(tmp_path / "x"), "-n", "--format", "json").data
    assert shown["manifest"]["left_out"] == [
        {"path": f"contacts/{contact.name}", "why": "withheld by consent"}
    ]
    sure = ("--nothing-to-withhold", "it is in no record")
    assert make(sender, receiver.key, tmp_path / "y", *sure).code == 0
    assert any("it is in no record" in p.read_text() for p in sender.records("sharing"))


def test_what_is_kept_from_another_one_is_no_matter(
    sender: Office, receiver_template: Receiver, tmp_path: Path
) -> None:
    do(sender, "transfer", sender.case, *OFFER, "--no-mandated")
    both = ("--to", TO, "--to", "the job coach", "--withheld", "what=x; from=the job coach")
    do(sender, "consent", sender.case, *CONSENT, *both)
    assert make(sender, receiver_template.key, tmp_path / "x").code == 0
    # Another consent that keeps something from this very receiver counts all the same.
    do(
        sender,
        "consent",
        sender.case,
        *CONSENT,
        "--to",
        "school",
        "--withheld",
        f"what=y; from={TO}",
    )
    assert "GATE-BUNDLE-WITHHELD" in refused_by_sender(sender, receiver_template.key).err


def test_an_offer_for_some_children_does_not_cover_the_case(
    sender: Office, receiver_template: Receiver
) -> None:
    new = ("person", sender.case, "--name", "Lou Sample", "--role", "child")
    do(sender, *new, "--birth-date", "2020-01-02", "--birth-certainty", "known")
    do(sender, "transfer", sender.case, *OFFER, "--mandated", "--child", "Sam")
    done = refused_by_sender(sender, receiver_template.key, *LAW)
    assert done.code == 8 and "is not about Lou" in done.err


# ------------------------------------------------------------ what is in it


def test_only_what_is_saved_travels(mandated: Office, receiver: Receiver, tmp_path: Path) -> None:
    contact = mandated.records("contact")[0]
    saved = contact.read_bytes()
    contact.write_bytes(saved + b"note: not saved\n")
    made = make(mandated, receiver.key, tmp_path / "x", *LAW)
    assert made.code == 0 and f"not saved: cases/2026/{mandated.case}/contacts/" in made.err
    bundle = open_bundle((tmp_path / "x").read_bytes(), [receiver.private], open_schemas())
    assert bundle.files[f"contacts/{contact.name}"] == saved


def test_a_name_that_cannot_travel_is_told(mandated: Office, receiver: Receiver) -> None:
    path = mandated.records("contact")[0].parent.parent / "attachments" / ("a" * 180)
    path.parent.mkdir(exist_ok=True)
    path.write_text("x")
    mandated.git("add", "-A")
    mandated.git("-c", "user.name=R. Sample", "commit", "-qm", "A file with a long name")
    done = refused_by_sender(mandated, receiver.key, *LAW)
    assert done.code == 4 and "error[BUNDLE-UNFIT]" in done.err
    assert f"--without attachments/{path.name}" in done.err


# ------------------------------------------------------------ the words of the call


def test_keys_are_public_ones(
    mandated: Office, receiver_template: Receiver, tmp_path: Path
) -> None:
    keys = tmp_path / "keys.txt"
    keys.write_text(f"# the desk\n{receiver_template.key}\n{make_key_pair().public}\n")
    made = make(mandated, str(keys), tmp_path / "x", *LAW, "--format", "json")
    assert made.code == 0 and len(made.data["recipients"]) == 2
    private = receiver_template.private
    keys.write_text(private)
    done = refused_by_sender(mandated, str(keys), *LAW)
    assert done.code == 4 and private not in done.out + done.err
    mistyped = refused_by_sender(mandated, "age1mistyped", *LAW)
    assert mistyped.code == 4 and "error[KEY-UNUSABLE]" in mistyped.err
    assert refused_by_sender(mandated, str(tmp_path / "nothing"), *LAW).code == 4


def test_a_bundle_is_a_new_file_outside_the_workspace(
    mandated: Office, receiver_template: Receiver, tmp_path: Path
) -> None:
    there = tmp_path / "there"
    there.write_text("mine")
    before = snapshot(mandated.root)
    assert make(mandated, receiver_template.key, there, *LAW).code == 5
    assert make(mandated, receiver_template.key, mandated.root / "x", *LAW).code == 2
    assert make(mandated, receiver_template.key, tmp_path / "no" / "x", *LAW).code == 2
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    assert make(mandated, receiver_template.key, tmp_path / "link", *LAW).code == 5
    assert there.read_text() == "mine" and snapshot(mandated.root) == before
    shown = mandated.run("bundle", mandated.case, "--to", receiver_template.key, *LAW, "-n", at=AT)
    assert shown.code == 0 and snapshot(mandated.root) == before
    assert mandated.run("bundle", mandated.case, "--to", receiver_template.key, at=AT).code == 2
    assert mandated.run("bundle", mandated.case, "-o", str(tmp_path / "x"), at=AT).code == 2


def test_a_folder_that_cannot_be_written_leaves_nothing(
    mandated: Office, receiver_template: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = snapshot(mandated.root)
    monkeypatch.setattr(os, "fsync", full)
    done = make(mandated, receiver_template.key, tmp_path / "x", *LAW)
    monkeypatch.undo()
    assert done.code == 6 and "the disk is full" in done.err
    assert snapshot(mandated.root) == before
    assert {p.name for p in tmp_path.iterdir()} == {"sender"}


def test_a_file_that_gets_no_name_is_told(
    mandated: Office, receiver_template: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record is there and the file is not: better than the other way round, and said."""
    link = os.link

    def fail(source: Any, target: Any, **options: Any) -> None:
        if str(target) == str(tmp_path / "x"):
            raise OSError(5, "Input/output error")
        link(source, target, **options)

    monkeypatch.setattr(os, "link", fail)
    done = make(mandated, receiver_template.key, tmp_path / "x", *LAW)
    monkeypatch.undo()
    sharing = mandated.records("sharing")[-1].stem
    assert done.code == 5 and "BUNDLE-NOT-KEPT" in done.err and sharing in done.err
    assert {p.name for p in tmp_path.iterdir()} == {"sender"}
