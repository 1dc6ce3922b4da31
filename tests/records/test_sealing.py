"""Sealing and opening: what comes back, what is refused, and that no error repeats a value."""

from __future__ import annotations

import base64
import subprocess
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from casekit.errors import CasekitError
from casekit.records.annotations import find_sealed_fields
from casekit.records.schemas import SchemaSet
from casekit.records.sealing import (
    BLOCK,
    MAX_PLAIN,
    BadSeal,
    KeyPair,
    SealedToOthers,
    UnusableKey,
    belongs_together,
    is_recipient,
    is_sealed,
    is_well_formed,
    iter_seals,
    make_key_pair,
    open_sealed,
    public_half,
    read_private_keys,
    seal,
    unwrap_key,
    wrap_key,
)
from casekit.resources import schemas_dir

PAIR, OTHER = make_key_pair(), make_key_pair()
PLAIN = {"name": "Nadia Example", "phone": "204 555 0147"}
SEALED = seal(PLAIN, PAIR.public)
TEXTS = st.dictionaries(st.text(max_size=20), st.text(max_size=300), max_size=6)


@pytest.fixture(scope="module")
def ssh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two OpenSSH keys, the second with a passphrase."""
    folder = tmp_path_factory.mktemp("ssh")
    for name, phrase in (("plain", ""), ("locked", "a passphrase")):
        words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", phrase, "-C", "", "-f", name]
        subprocess.run(words, cwd=folder, check=True)
    return folder


@given(TEXTS)
def test_what_was_sealed_comes_back(plain: dict[str, str]) -> None:
    sealed = seal(plain, PAIR.public)
    assert is_well_formed(sealed)
    assert open_sealed(sealed, [OTHER.private, PAIR.private]) == plain


@given(TEXTS)
def test_nobody_else_opens_it(plain: dict[str, str]) -> None:
    with pytest.raises(SealedToOthers) as closed:
        open_sealed(seal(plain, PAIR.public), [OTHER.private])
    assert (closed.value.code, closed.value.exit_code) == ("SEAL-CLOSED", 8)
    with pytest.raises(SealedToOthers):
        open_sealed(seal(plain, PAIR.public), [])


def measure(sealed: str) -> int:
    """The length of what is encrypted, behind the header that age makes of random length."""
    content = base64.b64decode(sealed.removeprefix("v1:"))
    mac = content.index(b"\n--- ")
    return len(content) - content.index(b"\n", mac + 1) - 1


@given(st.text(max_size=200), st.text(max_size=200))
def test_the_length_says_little(one: str, other: str) -> None:
    lengths = [measure(seal({"name": text}, PAIR.public)) for text in (one, other)]
    assert all((length - 32) % BLOCK == 0 for length in lengths)
    if len((one + other).encode()) < 100:
        assert lengths[0] == lengths[1]


def test_the_same_sealed_twice_looks_different() -> None:
    assert seal(PLAIN, PAIR.public) != seal(PLAIN, PAIR.public)


def test_too_much_is_refused() -> None:
    with pytest.raises(BadSeal, match="more than"):
        seal({"note": "x" * MAX_PLAIN}, PAIR.public)


@given(st.integers(0, 10_000), st.sampled_from(["", *"aZ0+/=: \n"]))
def test_a_changed_seal_never_opens(number: int, sign: str) -> None:
    """Every sign counts; where the noise of age was changed, the check of the header finds it."""
    at = number % len(SEALED)
    changed = SEALED[:at] + sign + SEALED[at + 1 :]
    assume(changed != SEALED)
    with pytest.raises((BadSeal, SealedToOthers)) as caught:
        open_sealed(changed, [PAIR.private])
    assert "Nadia" not in str(caught.value) and "555" not in str(caught.value)


@given(st.one_of(st.text(), st.binary().map(lambda b: "v1:" + base64.b64encode(b).decode())))
def test_any_other_text_is_no_seal(text: str) -> None:
    assert not is_well_formed(text)
    with pytest.raises(BadSeal):
        open_sealed(text, [PAIR.private])


def test_what_is_wrapped_for_a_reader_is_no_seal(ssh: Path) -> None:
    """A sealed value is for the case's one key: what somebody sealed to others is told."""
    from pyrage import encrypt, x25519

    two = [x25519.Recipient.from_str(pair.public) for pair in (PAIR, OTHER)]
    content = encrypt(b"{}".ljust(BLOCK), two)
    assert not is_well_formed("v1:" + base64.b64encode(content).decode())
    assert not is_well_formed(wrap_key(PAIR.private, (ssh / "plain.pub").read_text().strip()))
    # Unpadded, so that its length would tell.
    assert not is_well_formed("v1:" + base64.b64encode(encrypt(b"{}", two[:1])).decode())


def test_what_is_not_texts_inside_is_damaged() -> None:
    from pyrage import encrypt, x25519

    for inner in (b"[]", b'{"name": 5}', b"Nadia Example", b"\xff"):
        content = encrypt(inner.ljust(BLOCK), [x25519.Recipient.from_str(PAIR.public)])
        with pytest.raises(BadSeal) as caught:
            open_sealed("v1:" + base64.b64encode(content).decode(), [PAIR.private])
        assert "Nadia" not in str(caught.value)
        assert caught.value.__cause__ is None


def test_a_key_is_wrapped_for_a_reader(ssh: Path) -> None:
    private = (ssh / "plain").read_text()
    for recipient, key in (
        (OTHER.public, OTHER.private),
        (" ".join((ssh / "plain.pub").read_text().split()[:2]), private),
    ):
        wrapped = wrap_key(PAIR.private, recipient)
        assert unwrap_key(wrapped, [key], PAIR.public) == PAIR.private
        assert belongs_together(key, recipient)
        with pytest.raises(SealedToOthers):
            unwrap_key(wrapped, [make_key_pair().private], PAIR.public)
        with pytest.raises(BadSeal, match="does not belong"):
            unwrap_key(wrapped, [key], OTHER.public)
    assert not belongs_together(private, PAIR.public)


def test_an_identity_file_gives_its_keys(ssh: Path) -> None:
    text = f"# created: 2026\n# public key: {PAIR.public}\n{PAIR.private}\n"
    assert read_private_keys(text) == (PAIR.private,)
    assert public_half(PAIR.private) == PAIR.public
    assert len(read_private_keys((ssh / "plain").read_text())) == 1
    with pytest.raises(UnusableKey, match="passphrase"):
        read_private_keys((ssh / "locked").read_text())


@pytest.mark.parametrize(
    "text",
    ["", "# nothing\n", "AGE-SECRET-KEY-1NOPE", PAIR.public, PAIR.private[:-1] + "B"],
    # Keys are new each time; names of tests are not.
    ids=["empty", "comment", "short", "public", "mistyped"],
)
def test_what_is_no_private_key_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(UnusableKey) as caught:
        read_private_keys(text)
    assert PAIR.private[:30] not in f"{caught.value} {caught.value.hint}"


@pytest.mark.parametrize(
    "text",
    ["", "age1nope", PAIR.private, PAIR.public[:-1] + "b", "ssh-rsa AAAA", "ssh-ed25519 A"],
    ids=["empty", "short", "private", "mistyped", "rsa", "cut"],
)
def test_what_is_no_public_key_is_refused(text: str) -> None:
    assert not is_recipient(text)
    with pytest.raises(UnusableKey):
        seal(PLAIN, text)


def test_seals_are_found_wherever_they_stand() -> None:
    data = {"a": {"sealed": "v1:x"}, "b": [{"c": {"sealed": "v1:y"}}], "d": "v1:z"}
    found = [(("a", "sealed"), "v1:x"), (("b", 0, "c", "sealed"), "v1:y")]
    assert list(iter_seals(data)) == found
    assert is_sealed(data["a"]) and not is_sealed({"sealed": "x", "other": 1})


def test_the_report_says_which_form_its_plaintext_has() -> None:
    schemas = SchemaSet(schemas_dir())
    assert find_sealed_fields("report", schemas) == {"reporter_identity": "reporter-identity"}
    assert find_sealed_fields("contact", schemas) == {}
    fields = schemas.get("reporter-identity")["properties"]
    assert all(field["x-disclosure"] == [] for field in fields.values())


def test_a_key_pair_does_not_print_its_private_half() -> None:
    assert PAIR.private not in repr(PAIR) and PAIR.private not in str(KeyPair("a", PAIR.private))


def test_no_error_of_sealing_has_a_value_in_it() -> None:
    """Whatever is wrong with a seal, what it says is made of fixed words."""
    for text in ("v1:Nadia", "Nadia", "v1:" + base64.b64encode(b"Nadia Example").decode()):
        with pytest.raises(CasekitError) as caught:
            open_sealed(text, [PAIR.private])
        assert "Nadia" not in f"{caught.value} {caught.value.hint}"
