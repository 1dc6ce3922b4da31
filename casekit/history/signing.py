"""Signatures in the form of OpenSSH (`ssh-keygen -Y`), made and judged without starting a program.

Only Ed25519 keys: one kind, no parameters to get wrong. A signature names its namespace, so that
one made for a purpose cannot be shown for another.
"""

from __future__ import annotations

import base64
import hashlib
import re
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from casekit.errors import GitFault, NotFound
from casekit.history.runner import Git

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
        Ed25519PublicKey,
    )

KEY_KIND = b"ssh-ed25519"
_MAGIC = b"SSHSIG"
_HASH = b"sha512"
_ARMOR = re.compile(
    r"\s*-----BEGIN SSH SIGNATURE-----\s+([A-Za-z0-9+/=\s]{1,8192})-----END SSH SIGNATURE-----\s*"
)
_LINE = 70
# What Ed25519 makes of any message.
_SIGNED_BYTES = 64
# OpenSSH's private keys are a few hundred bytes.
_LONGEST_KEY_FILE = 65_536


class NoSigningKey(NotFound):
    """Nobody can sign here: there is no key, or not one of the kind that is used."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"this has to be signed, and {why}",
            hint="make a key: ssh-keygen -t ed25519; another place than ~/.ssh/id_ed25519 is "
            "named by: git config --global user.signingkey PATH",
        )


class BadSignature(GitFault):
    """A signature that does not hold: for other words, for another purpose, or damaged."""

    code = "BAD-SIGNATURE"


@dataclass(frozen=True, eq=False)
class SigningKey:
    """A private key, ready to sign, and the public half as OpenSSH writes it."""

    public: str
    private: Ed25519PrivateKey = field(repr=False)


def find_signing_key(git: Git, environment: Mapping[str, str]) -> Path:
    """Give the file of this user's signing key, by their own git settings or where ssh keeps it.

    The repository's own settings do not count. Raises NoSigningKey.
    """
    told = git.read_config("--global", "--type=path", "--get", "user.signingkey")
    home = Path(environment.get("HOME", ""))
    place = Path(told[0]) if told else home / ".ssh" / "id_ed25519"
    if place.suffix == ".pub":
        place = place.with_suffix("")
    if not place.is_file():
        raise NoSigningKey(f"there is no key in {place}")
    return place


def read_signing_key(place: Path, ask_passphrase: Callable[[], str | None]) -> SigningKey:
    """Read a private key; `ask_passphrase` is asked where it is protected. Raises NoSigningKey."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        PublicFormat,
        load_ssh_private_key,
    )

    try:
        with place.open("rb") as file:
            written = file.read(_LONGEST_KEY_FILE)
        try:
            key = load_ssh_private_key(written, None)
        except (TypeError, ValueError) as fault:
            if "encrypted" not in str(fault) and "assword" not in str(fault):
                raise
            passphrase = ask_passphrase()
            if passphrase is None:
                raise NoSigningKey(
                    f"the key {place} asks for its passphrase, which needs a terminal"
                ) from fault
            key = load_ssh_private_key(written, passphrase.encode("utf-8"))
    except OSError as fault:
        raise NoSigningKey(f"{place} cannot be read: {fault.strerror}") from fault
    except (TypeError, ValueError, UnsupportedAlgorithm) as fault:
        raise NoSigningKey(f"{place} is no key that opens with what was given") from fault
    if not isinstance(key, Ed25519PrivateKey):
        raise NoSigningKey(f"{place} is not an Ed25519 key")
    public = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    return SigningKey(public.decode("ascii"), key)


def sign(message: bytes, namespace: str, key: SigningKey) -> str:
    """Sign a message for a purpose; the signature bears the public key."""
    made = key.private.sign(_to_be_signed(message, namespace))
    body = b"".join(
        (
            _MAGIC,
            struct.pack(">I", 1),
            _string(base64.b64decode(key.public.split(" ")[1])),
            _string(namespace.encode("ascii")),
            _string(b""),
            _string(_HASH),
            _string(_string(KEY_KIND) + _string(made)),
        )
    )
    text = base64.b64encode(body).decode("ascii")
    lines = [text[at : at + _LINE] for at in range(0, len(text), _LINE)]
    return "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""])


def check_signature(signature: str, message: bytes, namespace: str) -> str:
    """Give the public key whose owner signed this very message for this purpose.

    Whether that key is trusted is another question. Raises BadSignature.
    """
    from cryptography.exceptions import InvalidSignature

    match = _ARMOR.fullmatch(signature)
    if match is None:
        raise BadSignature("this is no signature in the form of OpenSSH")
    try:
        body = base64.b64decode("".join(match[1].split()), validate=True)
        # Whoever signs for one purpose writes the same before each signature.
        head, made = _read_usual_head(body[:-_SIGNED_BYTES]), body[-_SIGNED_BYTES:]
        if head is None:
            head, made = _read_parts(body)
    except (ValueError, struct.error) as fault:
        raise BadSignature("the signature is damaged") from fault
    if head.kinds != {KEY_KIND} or head.hashed != _HASH:
        raise BadSignature("the signature is of a kind that casekit does not accept")
    if head.namespace != namespace.encode("ascii"):
        raise BadSignature("the signature was made for another purpose")
    try:
        _load_public(head.point).verify(made, _to_be_signed(message, namespace))
    except (InvalidSignature, ValueError) as fault:
        raise BadSignature("the signature does not fit what it is said to sign") from fault
    return head.public


class _Head(NamedTuple):
    """All of a signature but what was made with the private key; `public` as OpenSSH writes it."""

    public: str
    point: bytes
    kinds: frozenset[bytes]
    namespace: bytes
    hashed: bytes


def _read_parts(body: bytes) -> tuple[_Head, bytes]:
    """A signature's head, and what was made; raises ValueError and struct.error."""
    rest = _Reader(body)
    rest.expect(_MAGIC + struct.pack(">I", 1))
    public = rest.string()
    given = rest.string()
    rest.string()
    hashed = rest.string()
    inner = _Reader(rest.string())
    rest.finish()
    kind, made = inner.string(), inner.string()
    inner.finish()
    key = _Reader(public)
    key_kind, point = key.string(), key.string()
    key.finish()
    name = f"{KEY_KIND.decode()} {base64.b64encode(public).decode('ascii')}"
    return _Head(name, point, frozenset({kind, key_kind}), given, hashed), made


@lru_cache(maxsize=256)
def _read_usual_head(head: bytes) -> _Head | None:
    """What stands before the last bytes, where exactly these are what was made; else None."""
    try:
        read, made = _read_parts(head + bytes(_SIGNED_BYTES))
    except (ValueError, struct.error):
        return None
    # Any other length would mean that the last bytes tell lengths, too.
    return read if len(made) == _SIGNED_BYTES else None


@lru_cache(maxsize=256)
def _load_public(point: bytes) -> Ed25519PublicKey:
    """The key of a point: few people sign many things."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    return Ed25519PublicKey.from_public_bytes(point)


@lru_cache(maxsize=256)
def fingerprint(public: str) -> str:
    """The short form of a public key that people compare, as ssh-keygen prints it."""
    digest = hashlib.sha256(base64.b64decode(public.split(" ")[1])).digest()
    return "SHA256:" + base64.b64encode(digest).decode("ascii").rstrip("=")


def _to_be_signed(message: bytes, namespace: str) -> bytes:
    return _begin_signed(namespace) + _string(hashlib.sha512(message).digest())


@lru_cache(maxsize=16)
def _begin_signed(namespace: str) -> bytes:
    parts = (namespace.encode("ascii"), b"", _HASH)
    return _MAGIC + b"".join(_string(part) for part in parts)


def _string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


class _Reader:
    """Takes length-prefixed strings from bytes; raises ValueError where they end too early."""

    def __init__(self, data: bytes) -> None:
        self._rest = data

    def expect(self, start: bytes) -> None:
        if not self._rest.startswith(start):
            raise ValueError("another beginning")
        self._rest = self._rest[len(start) :]

    def string(self) -> bytes:
        (length,) = struct.unpack_from(">I", self._rest)
        data = self._rest[4 : 4 + length]
        if len(data) != length:
            raise ValueError("too short")
        self._rest = self._rest[4 + length :]
        return data

    def finish(self) -> None:
        if self._rest:
            raise ValueError("something follows")
