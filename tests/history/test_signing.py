"""Signatures: ours hold for ssh-keygen, its hold for us, and nothing else does."""

from __future__ import annotations

import base64
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.history.repository import Repository
from casekit.history.signing import (
    BadSignature,
    NoSigningKey,
    SigningKey,
    _read_parts,
    _read_usual_head,
    check_signature,
    find_signing_key,
    fingerprint,
    read_signing_key,
    sign,
)

NAMESPACE = "casekit-test"
KEYGEN = shutil.which("ssh-keygen")
needs_keygen = pytest.mark.skipif(KEYGEN is None, reason="no ssh-keygen on this machine")


def make_key(place: Path, passphrase: str = "") -> Path:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import (
        BestAvailableEncryption,
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    how = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    key = Ed25519PrivateKey.generate()
    place.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, how))
    return place


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> SigningKey:
    return read_signing_key(make_key(tmp_path_factory.mktemp("key") / "id"), lambda: None)


def test_a_signature_names_its_key(key: SigningKey) -> None:
    signature = sign(b"words", NAMESPACE, key)
    assert check_signature(signature, b"words", NAMESPACE) == key.public
    assert "private" not in repr(key)


@pytest.mark.parametrize(
    ("message", "namespace", "said"),
    [(b"other words", NAMESPACE, "does not fit"), (b"words", "casekit-other", "another purpose")],
)
def test_a_signature_holds_for_its_words_and_purpose_only(
    key: SigningKey, message: bytes, namespace: str, said: str
) -> None:
    signature = sign(b"words", NAMESPACE, key)
    with pytest.raises(BadSignature, match=said):
        check_signature(signature, message, namespace)


@given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_no_bit_of_a_signature_can_be_changed(key: SigningKey, place: int, bit: int) -> None:
    lines = sign(b"words", NAMESPACE, key).splitlines()
    body = bytearray(base64.b64decode("".join(lines[1:-1])))
    body[place % len(body)] ^= 1 << bit
    changed = "\n".join([lines[0], base64.b64encode(body).decode(), lines[-1]])
    with pytest.raises(BadSignature):
        check_signature(changed, b"words", NAMESPACE)


@given(place=st.integers(0, 10_000), drop=st.integers(0, 8), more=st.binary(max_size=8))
def test_what_is_remembered_of_a_signature_is_what_stands_in_it(
    key: SigningKey, place: int, drop: int, more: bytes
) -> None:
    lines = sign(b"words", NAMESPACE, key).splitlines()
    whole = base64.b64decode("".join(lines[1:-1]))
    at = place % len(whole)
    body = whole[:at] + more + whole[at + drop :]
    head = _read_usual_head(body[:-64])
    if head is not None:
        assert _read_parts(body) == (head, body[-64:])
    assert _read_usual_head(whole[:-64]) is not None


@given(st.text(max_size=300))
def test_any_other_text_is_no_signature(text: str) -> None:
    framed = f"-----BEGIN SSH SIGNATURE-----\n{text}-----END SSH SIGNATURE-----"
    for each in (text, framed):
        with pytest.raises(BadSignature):
            check_signature(each, b"words", NAMESPACE)


@needs_keygen
def test_ssh_keygen_accepts_ours_and_we_accept_its(tmp_path: Path) -> None:
    assert KEYGEN is not None
    place = make_key(tmp_path / "id")
    key = read_signing_key(place, lambda: None)
    place.chmod(0o600)
    (tmp_path / "allowed").write_text(f"w@agency.example {key.public}\n")
    (tmp_path / "ours.sig").write_text(sign(b"words", NAMESPACE, key))
    verify = ["-Y", "verify", "-f", str(tmp_path / "allowed"), "-I", "w@agency.example"]
    done = subprocess.run(
        [KEYGEN, *verify, "-n", NAMESPACE, "-s", str(tmp_path / "ours.sig")],
        input=b"words",
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr
    assert fingerprint(key.public) in done.stdout.decode()
    theirs = subprocess.run(
        [KEYGEN, "-Y", "sign", "-f", str(place), "-n", NAMESPACE],
        input=b"words",
        capture_output=True,
        check=True,
    )
    assert check_signature(theirs.stdout.decode(), b"words", NAMESPACE) == key.public


def test_a_protected_key_asks_for_its_passphrase(tmp_path: Path) -> None:
    place = make_key(tmp_path / "id", "open sesame")
    assert read_signing_key(place, lambda: "open sesame").public.startswith("ssh-ed25519 ")
    with pytest.raises(NoSigningKey, match="needs a terminal"):
        read_signing_key(place, lambda: None)
    with pytest.raises(NoSigningKey, match="opens with what was given"):
        read_signing_key(place, lambda: "wrong")


@pytest.mark.parametrize("content", [b"", b"x", b"-----BEGIN OPENSSH PRIVATE KEY-----\n"])
def test_what_is_no_key_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "id").write_bytes(content)
    with pytest.raises(NoSigningKey) as caught:
        read_signing_key(tmp_path / "id", lambda: None)
    assert "ssh-keygen -t ed25519" in (caught.value.hint or "")
    with pytest.raises(NoSigningKey, match="cannot be read"):
        read_signing_key(tmp_path / "nowhere", lambda: None)


def test_the_key_is_the_users_own_and_never_the_repositorys(
    repo: Repository, environment: dict[str, str]
) -> None:
    home = Path(environment["HOME"])
    with pytest.raises(NoSigningKey, match="there is no key in"):
        find_signing_key(repo.git, environment)
    (home / ".ssh").mkdir()
    usual = make_key(home / ".ssh" / "id_ed25519")
    assert find_signing_key(repo.git, environment) == usual
    repo.git.run(["config", "--local", "user.signingkey", str(make_key(home / "theirs"))])
    assert find_signing_key(repo.git, environment) == usual
    named = make_key(home / "named")
    with (home / ".gitconfig").open("a") as file:
        file.write(f"[user]\n\tsigningkey = {named}.pub\n")
    assert find_signing_key(repo.git, environment) == named
