"""Sealed values: age ciphertext in a text field, readable only with a private key.

A sealed value is `v1:` and the standard base64 of an age file with one X25519 recipient. No error
of this module repeats what was sealed, or a key.
"""

from __future__ import annotations

import binascii
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from casekit.errors import CasekitError, Unreadable
from casekit.records.document import Keys

PREFIX = "v1:"
# The plaintext is padded to whole blocks, so that its length says little about it.
BLOCK = 256
MAX_PLAIN = 32_768
MAX_SEALED = 65_536
_MAX_HEADER = 4_096
_NONCE_AND_TAG = 32
_SECRET = re.compile(r"AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}")
_SSH_BEGIN = "-----BEGIN OPENSSH PRIVATE KEY-----"
# Lines of 64 signs and a shorter one that ends the body.
_STANZA = rb"-> [!-~]+(?: [!-~]+)*\n(?:[A-Za-z0-9+/]{64}\n)*[A-Za-z0-9+/]{0,63}\n"
_HEADER = re.compile(
    rb"age-encryption\.org/v1\n(?P<stanzas>(?:" + _STANZA + rb")+)--- [A-Za-z0-9+/]{43}\n"
)
_STANZA_NAME = re.compile(rb"^-> ([!-~]+)", re.MULTILINE)
_RECIPIENT = re.compile(rb"^-> X25519 [A-Za-z0-9+/]{43}\n[A-Za-z0-9+/]{43}\n", re.M)


class BadSeal(Unreadable):
    """A sealed value is damaged, or is none."""

    code = "SEAL-BAD"


class SealedToOthers(CasekitError):
    """A sealed value opens with none of the keys at hand."""

    exit_code = 8
    code = "SEAL-CLOSED"


class UnusableKey(Unreadable):
    """What should be a key is none, or none that casekit can use."""

    code = "KEY-UNUSABLE"


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A public key, to which anybody can seal, and the private one, which opens."""

    public: str
    private: str = field(repr=False)


def make_key_pair() -> KeyPair:
    """Draw a new X25519 pair from the system's chance."""
    age = load_age()
    identity = age.x25519.Identity.generate()
    return KeyPair(str(identity.to_public()), str(identity))


def seal(plain: Mapping[str, str], recipient: str) -> str:
    """Seal texts to a public key (`age1...`); raises BadSeal when too long, UnusableKey."""
    text = json.dumps(dict(plain), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    content = text.encode("utf-8")
    if len(content) > MAX_PLAIN:
        raise BadSeal(f"what is to be sealed has more than {MAX_PLAIN:,} bytes", hint="shorten it")
    blocks = -(-len(content) // BLOCK)
    return _encrypt(content.ljust(blocks * BLOCK, b" "), recipient)


def open_sealed(text: str, private_keys: Sequence[str]) -> dict[str, str]:
    """Give what was sealed; raises BadSeal, SealedToOthers, UnusableKey."""
    if not is_well_formed(text):
        raise _bad_seal()
    content = _decrypt(text, private_keys)
    try:
        plain = json.loads(content)
    except ValueError:
        # Not `from`: the inner error carries the text.
        raise _bad_seal() from None
    if not isinstance(plain, dict) or not all(isinstance(v, str) for v in plain.values()):
        raise _bad_seal()
    return plain


def open_sealed_text(text: str, private_keys: Sequence[str], path: str) -> dict[str, str]:
    """Open a sealed value of a file, which an error names; raises as open_sealed does."""
    try:
        return open_sealed(text, private_keys)
    except CasekitError as fault:
        fault.path = path
        raise


def wrap_key(private: str, recipient: str) -> str:
    """Encrypt a private key to a reader: `age1...` or `ssh-ed25519 ...`; raises UnusableKey."""
    return _encrypt(private.encode("ascii"), recipient)


def unwrap_key(wrapped: str, private_keys: Sequence[str], public: str) -> str:
    """Give the private key that belongs to a public one.

    Raises SealedToOthers when none of the reader's keys opens it, BadSeal when it holds something
    else, UnusableKey.
    """
    private = _decrypt(wrapped, private_keys).decode("ascii", errors="replace")
    if not _SECRET.fullmatch(private) or public_half(private) != public:
        raise BadSeal(
            "a key of the case does not belong to the case's public key",
            hint="restore the key file from a backup",
        )
    return private


def public_half(private: str) -> str:
    """The public key of an age private key; raises UnusableKey."""
    age = load_age()
    try:
        return str(age.x25519.Identity.from_str(private).to_public())
    except age.IdentityError:
        raise _unusable_private() from None


def belongs_together(private: str, recipient: str) -> bool:
    """Whether a private key opens what is encrypted to a public one; raises UnusableKey."""
    try:
        return _decrypt(_encrypt(b"?", recipient), [private]) == b"?"
    except SealedToOthers:
        return False


def read_private_keys(text: str) -> tuple[str, ...]:
    """The private keys of an age identity file, or of an OpenSSH Ed25519 key without passphrase.

    Raises UnusableKey when there is none.
    """
    if text.lstrip().startswith(_SSH_BEGIN):
        keys: tuple[str, ...] = (text,)
    else:
        lines = [line.strip() for line in text.splitlines()]
        keys = tuple(line for line in lines if line and not line.startswith("#"))
    if not keys:
        raise _unusable_private()
    for key in keys:
        to_identity(key)
    return keys


def is_recipient(text: str) -> bool:
    """Whether a text is a public key that something can be encrypted to."""
    try:
        to_recipient(text)
    except UnusableKey:
        return False
    return True


def is_sealed(value: object) -> bool:
    """Whether a value of a record is a sealed one, well formed or not."""
    return isinstance(value, Mapping) and set(value) == {"sealed"}


def iter_seals(data: Any, keys: Keys = ()) -> Iterator[tuple[Keys, str]]:
    """Every sealed value of a record: the keys of its text, and the text."""
    if is_sealed(data):
        yield (*keys, "sealed"), str(data["sealed"])
    elif isinstance(data, Mapping):
        for key, value in data.items():
            yield from iter_seals(value, (*keys, key))
    elif isinstance(data, list | tuple):
        for index, value in enumerate(data):
            yield from iter_seals(value, (*keys, index))


def is_well_formed(text: str) -> bool:
    """Whether a sealed value has the right form, judged without any key."""
    content = _decode(text)
    if content is None:
        return False
    header = _HEADER.match(content[:_MAX_HEADER])
    if header is None:
        return False
    named = _STANZA_NAME.findall(header["stanzas"])
    # age adds a stanza of noise, so that readers do not come to count on there being one.
    real = [name for name in named if not name.endswith(b"-grease")]
    if real != [b"X25519"] or not _RECIPIENT.search(header["stanzas"]):
        return False
    padded = len(content) - header.end() - _NONCE_AND_TAG
    return padded > 0 and padded % BLOCK == 0


def _encrypt(content: bytes, recipient: str) -> str:
    age = load_age()
    return _encode(age.encrypt(content, [to_recipient(recipient)]))


def _decrypt(text: str, private_keys: Sequence[str]) -> bytes:
    age = load_age()
    content = _decode(text)
    if content is None:
        raise _bad_seal()
    identities = [to_identity(key) for key in private_keys]
    try:
        return bytes(age.decrypt(content, identities)) if identities else _refuse_closed()
    except age.DecryptError as fault:
        if "matching" in str(fault):
            _refuse_closed()
        raise _bad_seal() from None


def _refuse_closed() -> bytes:
    raise SealedToOthers("this is sealed to keys that are not yours")


def _decode(text: str) -> bytes | None:
    if not text.startswith(PREFIX) or len(text) > MAX_SEALED:
        return None
    written = text.removeprefix(PREFIX)
    try:
        content = binascii.a2b_base64(written, strict_mode=True)
    except ValueError:
        return None
    # Bits left over in the last sign would let two texts mean one value.
    return content if _encode(content) == text else None


def _encode(content: bytes) -> str:
    return PREFIX + binascii.b2a_base64(content, newline=False).decode("ascii")


def to_recipient(text: str) -> Any:
    """A public key as age takes it; raises UnusableKey."""
    age = load_age()
    kinds = age.ssh if text.startswith("ssh-ed25519 ") else age.x25519
    try:
        return kinds.Recipient.from_str(text)
    except age.RecipientError:
        raise UnusableKey(
            "this is no public key that can be sealed to",
            hint="write `age1...`, as casekit keys make gives it, or `ssh-ed25519 ...`",
        ) from None


def to_identity(text: str) -> Any:
    """A private key as age takes it; raises UnusableKey."""
    age = load_age()
    try:
        if text.lstrip().startswith(_SSH_BEGIN):
            return age.ssh.Identity.from_buffer(text.encode("utf-8"))
        return age.x25519.Identity.from_str(text)
    except age.IdentityError as fault:
        if "decrypted first" in str(fault):
            raise UnusableKey(
                "the SSH key has a passphrase, and casekit cannot ask for it",
                hint="make a key of its own for sealing: casekit keys make",
            ) from None
        raise _unusable_private() from None


def load_age() -> Any:
    """The library, imported when something is really to be sealed or opened."""
    import pyrage  # type: ignore[import-untyped]

    return pyrage


def _bad_seal() -> BadSeal:
    return BadSeal(
        "this sealed value is damaged",
        hint="bring the record back from its history or from a backup",
    )


def _unusable_private() -> UnusableKey:
    return UnusableKey(
        "there is no private key in the file that casekit can use",
        hint="it holds `AGE-SECRET-KEY-1...`, or an OpenSSH Ed25519 key: casekit keys make",
    )
