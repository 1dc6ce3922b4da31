"""A case on its way to another office: proved byte by byte, or refused with nothing done."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from casekit.cli.session import open_schemas
from casekit.history.signing import read_signing_key, sign
from casekit.records.canonical import canonical_json
from casekit.records.sealing import make_key_pair
from casekit.workspace.case_bundle import (
    NAMESPACE,
    Bundle,
    open_bundle,
    pack_bundle,
    seal_bundle,
)
from tests.cli.contract import find_breaches
from tests.cli.office import SUPERVISOR, Answer, Office, snapshot
from tests.history.test_signing import make_key

AT = "2026-02-10T10:00:00-06:00"
LATER = "2026-02-12T10:00:00-06:00"
HERS = ("C. Sample", "c.sample@assiniboine.example")
TO = "Assiniboine Family Services"
PLAIN = {"name": "Nadia Quillfeather", "phone": "204 555 0147"}
OFFER = ("--on", "2026-02-09", "--to", TO, "--reasons", "They move.")
LAW = ("--ground", "law", "--provision", "section 8 of the Act")
CONSENT = ("--on", "2026-02-10", "--person", "Jo", "--scope", "the whole file")
# Words that stand in the records and must stand nowhere else.
SECRETS = (b"Sam Sample", b"slept at his desk", b"2018-06-02", b"Marie", b"narrative")


@dataclass(frozen=True)
class Receiver:
    """The other office, whose supervisor has a key."""

    office: Office
    key: str
    private: str

    def run(self, *words: str, **options: Any) -> Answer:
        return self.office.run(*words, by=HERS, **{"at": LATER, **options})

    def copy(self, to: Path) -> Receiver:
        return replace(self, office=self.office.copy(to))


@pytest.fixture(scope="module")
def sender_template(template: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The case up to its approved plan, with who reported sealed in it."""
    top = tmp_path_factory.mktemp("sender")
    office = template.copy(top / "files")
    (top / "home").mkdir()
    office = replace(office, home=top / "home")
    assert office.run("keys", "make", by=SUPERVISOR, at=AT).code == 0
    done = office.run("seal", office.case, stdin=json.dumps(PLAIN), at=AT)
    assert done.code == 0, done.err
    return office


@pytest.fixture(scope="module")
def mandated_template(sender_template: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = sender_template.copy(tmp_path_factory.mktemp("mandated") / "files")
    do(office, "transfer", office.case, *OFFER, "--mandated")
    return office


@pytest.fixture(scope="module")
def receiver_template(tmp_path_factory: pytest.TempPathFactory) -> Receiver:
    top = tmp_path_factory.mktemp("receiver")
    (top / "home").mkdir()
    office = Office(top / "files", top / "home")
    made = office.run(
        *("init", str(office.root), "--name", TO, "--timezone", "America/Winnipeg"),
        *("--standards", "ca-mb-cfs", "--fictional"),
        by=HERS,
        at="2026-01-05T09:00:00-06:00",
        cwd=top,
    )
    assert made.code == 0, made.err
    assert office.run("keys", "make", by=HERS, at=AT).code == 0
    identity = (office.home / ".config/casekit/identity.txt").read_text().split("\n")
    told = office.run("keys", "--format", "json", by=HERS, at=AT).data["people"]
    (key,) = [key for person in told for key in person["keys"]]
    return Receiver(office, key, identity[2])


@pytest.fixture
def sender(sender_template: Office, tmp_path: Path) -> Office:
    return sender_template.copy(tmp_path / "sender")


@pytest.fixture
def mandated(mandated_template: Office, tmp_path: Path) -> Office:
    return mandated_template.copy(tmp_path / "sender")


@pytest.fixture
def receiver(receiver_template: Receiver, tmp_path: Path) -> Receiver:
    return receiver_template.copy(tmp_path / "receiver")


@pytest.fixture(scope="module")
def sent(
    mandated_template: Office,
    receiver_template: Receiver,
    tmp_path_factory: pytest.TempPathFactory,
) -> bytes:
    """A bundle as it comes out of the first office."""
    top = tmp_path_factory.mktemp("sent")
    office = mandated_template.copy(top / "files")
    do(office, "bundle", office.case, "--to", receiver_template.key, "-o", str(top / "x"), *LAW)
    return (top / "x").read_bytes()


def do(office: Office, *words: str, **options: Any) -> Answer:
    done = office.run(*words, **{"at": AT, **options})
    assert done.code == 0, done.err
    return done


def make(office: Office, to: str, file: Path, *more: str, **options: Any) -> Answer:
    words = ("bundle", office.case, "--to", to, "-o", str(file), *more)
    return office.run(*words, **{"at": AT, **options})


def refused_by_sender(office: Office, to: str, *more: str) -> Answer:
    """What is said when no bundle is made; neither a file nor a version may be there."""
    before, file = snapshot(office.root), office.root.parent / "refused.age"
    done = make(office, to, file, *more)
    assert done.code != 0 and not file.exists() and snapshot(office.root) == before
    assert not list(file.parent.glob(".casekit-*"))
    return done


def refused(receiver: Receiver, content: bytes, *more: str) -> Answer:
    """What is said when a bundle is not taken in: nothing may have been written."""
    file = receiver.office.root.parent / "arrived.age"
    file.write_bytes(content)
    before = snapshot(receiver.office.root)
    done = receiver.run("receive", str(file), *more)
    assert done.code not in (0, 70), done.out
    assert "Traceback" not in done.err and snapshot(receiver.office.root) == before
    return done


def case_files(office: Office, number: str) -> dict[str, bytes]:
    top = office.root / "cases" / number[:4] / number
    return {p.relative_to(top).as_posix(): p.read_bytes() for p in top.rglob("*.yaml")}


# ------------------------------------------------------------ the way through


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
    assert receiver.run("check", "--only", "KEY-DIFFERS").code in (0, 1)


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


Change = Callable[[dict[str, Any], dict[str, bytes]], None]


def entry(path: str, data: bytes, said: str | None = None) -> dict[str, Any]:
    digest = hashlib.sha256(data).hexdigest()
    return {"path": path, "bytes": len(data), "sha256": digest, "content_sha256": said}


def add(path: str, data: bytes = b"x", said: str | None = None) -> Change:
    def change(manifest: dict[str, Any], files: dict[str, bytes]) -> None:
        files[path] = data
        listed = [*manifest["files"], entry(path, data, said)]
        manifest["files"] = sorted(listed, key=lambda each: str(each["path"]))
        manifest["counts"]["bytes"] += len(data)
        manifest["counts"]["records" if said else "attachments"] += 1

    return change


def both(*changes: Change) -> Change:
    def change(manifest: dict[str, Any], files: dict[str, bytes]) -> None:
        for each in changes:
            each(manifest, files)

    return change


def rewrite(kind: str, old: bytes, new: bytes) -> Change:
    """Change the words of a record, with all sums as they have to be."""

    def change(manifest: dict[str, Any], files: dict[str, bytes]) -> None:
        from casekit.records.profile import read_document

        path = next(p for p in sorted(files) if f"schema: {kind}/1".encode() in files[p])
        assert old in files[path]
        manifest["counts"]["bytes"] -= len(files[path])
        files[path] = files[path].replace(old, new, 1)
        manifest["counts"]["bytes"] += len(files[path])
        data = read_document(files[path], path).data
        said = hashlib.sha256(canonical_json(data)).hexdigest()
        listed = [e for e in manifest["files"] if e["path"] != path]
        listed.append(entry(path, files[path], said))
        manifest["files"] = sorted(listed, key=lambda each: str(each["path"]))

    return change


def says(**values: Any) -> Change:
    def change(manifest: dict[str, Any], files: dict[str, bytes]) -> None:
        manifest.update(values)

    return change


def drop(manifest: dict[str, Any], files: dict[str, bytes]) -> None:
    """A file that is there is not listed."""
    gone = manifest["files"].pop()
    manifest["counts"]["bytes"] -= gone["bytes"]
    manifest["counts"]["records"] -= 1


def twice(manifest: dict[str, Any], files: dict[str, bytes]) -> None:
    manifest["files"].append(manifest["files"][-1])
    manifest["counts"]["records"] += 1
    manifest["counts"]["bytes"] += manifest["files"][-1]["bytes"]


def wrong_content_sum(manifest: dict[str, Any], files: dict[str, bytes]) -> None:
    manifest["files"][0]["content_sha256"] = "0" * 64


def wrong_sum(manifest: dict[str, Any], files: dict[str, bytes]) -> None:
    manifest["files"][0]["sha256"] = "0" * 64


def huge(manifest: dict[str, Any], files: dict[str, bytes]) -> None:
    manifest["files"][0]["bytes"] = 67_108_864


TOMBSTONE = b"schema: tombstone/1\nstate: destroyed\n"
HOSTILE: Mapping[str, tuple[Change, str]] = {
    "above": (add("../x"), "no place"),
    "above within": (add("attachments/../../x"), "no place"),
    "absolute": (add("/etc/passwd"), "no place"),
    "a drive": (add("attachments/C:x"), "no place"),
    "backslash": (add("attachments\\..\\x"), "no place"),
    "git's folder": (add(".git/config"), "no place"),
    "git's folder within": (add("attachments/.GIT/config"), "no place"),
    "git's folder in Windows": (add("attachments/git~1/config"), "no place"),
    "hidden": (add("attachments/.gitattributes"), "no place"),
    "another folder": (add("programs/x"), "no place"),
    "agency.yaml": (add("agency.yaml"), "no place"),
    "a folder deeper": (add("contacts/x/2026-01-12-zzzzzz.yaml", said="0" * 64), "no place"),
    "no id": (add("contacts/x.yaml", said="0" * 64), "no place"),
    "a record among attachments": (add("attachments/x.yaml"), "no place"),
    "a new line": (add("attachments/a\nb"), "no place"),
    "bidi": (add("attachments/a\u202eb"), "no place"),
    "a name too long": (add("attachments/" + "a" * 200), "no place"),
    "case folding": (both(add("attachments/a"), add("attachments/A")), "one on some computers"),
    "composition": (both(add("attachments/\u00e9"), add("attachments/e\u0301")), "on some"),
    "a file and a folder": (both(add("attachments/a"), add("attachments/A/b")), "on some"),
    "twice": (twice, "twice"),
    "not listed": (drop, "more than its manifest names"),
    "sum of bytes": (wrong_sum, "checksum"),
    "sum of what it says": (wrong_content_sum, "checksum"),
    "huge": (huge, "count right"),
    "counts": (says(counts={"records": 1, "attachments": 0, "bytes": 1}), "count right"),
    "a mistyped number": (says(case="2026-ZZZZZZZ"), "mistyped"),
    "another number": (says(case="2026-0000006"), ""),
    "a future form": (says(format="casekit-bundle/2"), "newer casekit"),
    "another form": (says(format="other"), "not as casekit writes one"),
    "more keys": (says(more=1), "not as casekit writes one"),
    "no offer": (says(offer="2026-02-09-zzzzzz"), "no such offer"),
    "another receiver": (says(to="Somebody Else"), "no such offer"),
    "a copy with an offer": (says(purpose="copy"), "transfer or a copy"),
    "sealed count": (says(sealed={"values": 7, "keys": []}), "sealed values"),
    "keys that are not there": (
        says(sealed={"values": 1, "keys": [make_key_pair().public]}),
        "not where it should be",
    ),
    "left out and there": (
        says(left_out=[{"path": "case.yaml", "why": "no record"}]),
        "left out",
    ),
    "a destroyed case": (add("tombstone.yaml", TOMBSTONE, "0" * 64), "cannot be read"),
    "no schema": (rewrite("contact", b"schema: contact/1", b"schema: visit/1"), "RECORD-KIND"),
    "an unknown key": (rewrite("assessment", b"\nsummary:", b"\nnummary:"), "nummary"),
    "an anchor": (rewrite("plan", b"\nkind: ", b"\nkind: &a "), "YAML-ANCHOR"),
    "another id": (
        rewrite("contact", b"\nid: 2026-01-13-", b"\nid: 2026-01-14-"),
        "another id",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def opened(sent: bytes, receiver_template: Receiver) -> Bundle:
    return open_bundle(sent, [receiver_template.private], open_schemas())


@pytest.fixture(scope="module")
def guarded(receiver_template: Receiver, tmp_path_factory: pytest.TempPathFactory) -> Receiver:
    """An office that refuses everything, and so never changes."""
    return receiver_template.copy(tmp_path_factory.mktemp("guarded") / "files")


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_not_as_it_should_be_is_refused(
    what: str, opened: Bundle, guarded: Receiver
) -> None:
    change, said = HOSTILE[what]
    manifest = json.loads(canonical_json(opened.manifest))
    files = dict(opened.files)
    change(manifest, files)
    content = seal_bundle(replace_names(opened, manifest, files), [guarded.key])
    done = refused(guarded, content)
    assert done.code == 4 and said in done.err, done.err
    assert not (guarded.office.root / "cases").exists()


def replace_names(bundle: Bundle, manifest: dict[str, Any], files: dict[str, bytes]) -> Bundle:
    """The bundle as somebody makes it who does not care what fits into a head."""
    short = {path if len(path.encode()) < 100 else path[:80]: data for path, data in files.items()}
    return replace(bundle, manifest=manifest, files=short)


def test_what_no_manifest_can_say_is_refused(opened: Bundle, guarded: Receiver) -> None:
    from casekit.records.age_file import encrypt_file

    packed = pack_bundle(opened)
    manifest = canonical_json(opened.manifest)
    link = bytearray(packed)
    link[packed.index(b"case/contacts/") + 156] = ord("2")
    spaced = json.dumps(opened.manifest).encode()
    deep = b"[" * 5000 + b"]" * 5000
    for tar in (
        bytes(link),
        packed + b"x",
        packed[:-512],
        packed + packed,
        b"",
        b"\0" * 1024,
        packed.replace(b"0000600", b"0000777"),
        packed.replace(manifest, b" " * len(manifest)),
        pack_other(opened, spaced),
        pack_other(opened, deep),
        pack_other(opened, manifest[:-1] + b',"case":"x"}'),
        pack_other(opened, b"\xff\xfe"),
        pack_other(opened, b'{"format":1e999}'),
    ):
        done = refused(guarded, encrypt_file(tar, [guarded.key]))
        assert done.code == 4 and "BUNDLE-DAMAGED" in done.err, done.err


def pack_other(bundle: Bundle, manifest: bytes) -> bytes:
    """The bundle with other bytes for a manifest."""
    from casekit.workspace import case_bundle

    parts = {"manifest.json": manifest}
    parts |= {f"case/{path}": bundle.files[path] for path in sorted(bundle.files)}
    heads = [case_bundle._head(n, len(d)) + d + bytes(-len(d) % 512) for n, d in parts.items()]
    return b"".join([*heads, bytes(1024)])


def test_tar_can_read_it_too(opened: Bundle, tmp_path: Path) -> None:
    """Whoever has no casekit opens it with age and tar."""
    (tmp_path / "x.tar").write_bytes(pack_bundle(opened))
    listed = subprocess.run(
        ["tar", "tf", str(tmp_path / "x.tar")], capture_output=True, text=True, check=True
    )
    assert listed.stdout.split() == ["manifest.json", *(f"case/{p}" for p in sorted(opened.files))]
    assert listed.stderr == ""


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
    assert refused_by_sender(mandated, "age1mistyped", *LAW).code == 4
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
