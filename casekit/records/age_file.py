"""Whole files encrypted with age, in memory: what is inside is never written anywhere else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from casekit.errors import Unreadable
from casekit.records.sealing import SealedToOthers, load_age, to_identity, to_recipient

# How every file of age begins; its armoured form is not used, so that a file has one spelling.
MAGIC = b"age-encryption.org/v1\n"
# A bundle goes to a few keys of one office.
MAX_RECIPIENTS = 50
_MAX_HEADER = 65_536
_STANZA = rb"-> [!-~]+(?: [!-~]+)*\n(?:[A-Za-z0-9+/]{64}\n)*[A-Za-z0-9+/]{0,63}\n"
_HEADER = re.compile(
    MAGIC.replace(b".", rb"\.") + rb"((?:" + _STANZA + rb")+)--- [A-Za-z0-9+/]{43}\n"
)
_NAME = re.compile(rb"^-> ([!-~]+)", re.MULTILINE)
_KINDS = frozenset({"X25519", "ssh-ed25519"})
# Behind the header: a nonce of 16 bytes and at least one tag of 16.
_SHORTEST = 32


class DamagedFile(Unreadable):
    """An encrypted file is not as it was written, or is none."""

    code = "AGE-DAMAGED"

    def __init__(self, why: str) -> None:
        super().__init__(
            f"the file cannot be opened: {why}", hint="ask whoever sent it to send it once more"
        )


def encrypt_file(content: bytes, recipients: Sequence[str]) -> bytes:
    """Encrypt bytes so that each of these public keys opens them; raises UnusableKey."""
    return bytes(load_age().encrypt(content, [to_recipient(key) for key in recipients]))


def decrypt_file(content: bytes, private_keys: Sequence[str]) -> bytes:
    """Give what was encrypted; a changed, cut or longer file gives nothing.

    Raises DamagedFile, SealedToOthers when none of the keys opens it, UnusableKey.
    """
    list_recipient_kinds(content)
    age = load_age()
    identities = [to_identity(key) for key in private_keys]
    try:
        return bytes(age.decrypt(content, identities))
    except age.DecryptError as fault:
        if "matching" in str(fault):
            raise SealedToOthers(
                "the file does not open with your key",
                hint="it was encrypted to another key, or was damaged on its way: ask the sender; "
                "yours stands under `seal_to:` in agency.yaml",
            ) from None
        raise DamagedFile("a part of it was changed or is missing") from None


def list_recipient_kinds(content: bytes) -> list[str]:
    """The kind of each key that should open a file; whose keys they are it does not say.

    Only the form is judged, without any key. Raises DamagedFile.
    """
    if not content.startswith(MAGIC):
        raise DamagedFile("it does not begin as a file encrypted with age does")
    header = _HEADER.match(content[:_MAX_HEADER])
    if header is None:
        raise DamagedFile("its head is damaged")
    names = [name.decode("ascii") for name in _NAME.findall(header[1])]
    # age adds a stanza of noise, so that readers do not come to count on there being none.
    kinds = [name for name in names if not name.endswith("-grease")]
    if not kinds or not _KINDS.issuperset(kinds) or len(kinds) > MAX_RECIPIENTS:
        raise DamagedFile("it is encrypted in a way that casekit does not use")
    if len(content) < header.end() + _SHORTEST:
        raise DamagedFile("it ends too early")
    return kinds
