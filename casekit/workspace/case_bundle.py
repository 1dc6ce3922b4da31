"""A bundle: one case on its way to another office, as one encrypted file.

Inside is a tar of plain entries: `manifest.json`, its signature where it was signed, the sealing
keys where they came along, then each file that the manifest lists, in its order, below `case/`. No
tar is parsed here: the manifest tells what every entry must be, and each head is written anew and
compared. So nothing can be in a bundle that its manifest does not name, no link, no second file of
the same name, no byte between or behind the entries.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from casekit.errors import Unreadable
from casekit.history.names import OddName, check_path, fold_name, show_text
from casekit.history.signing import BadSignature, check_signature
from casekit.model.ids import RECORD_ID, has_right_check_symbol
from casekit.model.records import FOLDERS
from casekit.records.age_file import MAGIC, DamagedFile, decrypt_file, encrypt_file
from casekit.records.canonical import canonical_json, read_canonical_json, sha256_of
from casekit.records.schemas import SchemaSet
from casekit.records.sealing import SealedToOthers, UnusableKey, public_half
from casekit.workspace.loading import CASE_FILE, TOMBSTONE_FILE

FORMAT = "casekit-bundle/1"
# The purpose of a signature over a manifest: one made for another cannot be shown for it.
NAMESPACE = "casekit-bundle"
# All files of a case together; what is larger travels apart, by other means.
MAX_BYTES = 64 * 1024 * 1024
MAX_MANIFEST_BYTES = 8 * 1024 * 1024
MAX_FILES = 20_000
_MAX_SIGNATURE_BYTES = 16_384
# age adds its head and 16 bytes to every 64 KiB; the heads of the entries are in it as well.
MAX_ENCRYPTED_BYTES = 2 * MAX_BYTES

_MANIFEST, _SIGNATURE, _KEYS = "manifest.json", "manifest.json.sig", "sealing-keys.txt"
_TOP = "case/"
_BLOCK = 512
_END = bytes(2 * _BLOCK)
# What the head of an entry has room for: a name, and folders before it.
_MAX_NAME, _MAX_PREFIX = 100, 155
_SIZE = re.compile(rb"([0-7]{11})\0")
_OTHER_FORM = re.compile(r"casekit-bundle/([0-9]{1,9})")
_KEY_LINE = len("AGE-SECRET-KEY-1") + 58 + 1


class DamagedBundle(Unreadable):
    """A bundle is not one, or does not hold what its manifest says."""

    code = "BUNDLE-DAMAGED"

    def __init__(self, why: str) -> None:
        super().__init__(
            f"the bundle is refused: {why}; nothing was written",
            hint="ask the sender to make it once more, and to send it by another way",
        )


class NewerBundle(Unreadable):
    """A bundle was made by a casekit that knows more."""

    code = "BUNDLE-NEWER"

    def __init__(self, form: str) -> None:
        super().__init__(
            f"the bundle has the form {form}, and this casekit reads {FORMAT}; nothing was written",
            hint="install a newer casekit, then run the command again",
        )


@dataclass(frozen=True, eq=False)
class Bundle:
    """What is in a bundle: files by their path within the case's folder, and private keys."""

    manifest: Mapping[str, Any]
    files: Mapping[str, bytes] = field(repr=False)
    signature: str | None = None
    keys: tuple[str, ...] = field(default=(), repr=False)

    @cached_property
    def number(self) -> str:
        """The number of the bundle: the SHA-256 of its manifest, which holds all other sums."""
        return sha256_of(canonical_json(self.manifest))


def seal_bundle(bundle: Bundle, recipients: Sequence[str]) -> bytes:
    """Give the encrypted file of a bundle; raises UnusableKey, ValueError for what does not fit."""
    return encrypt_file(pack_bundle(bundle), recipients)


def open_bundle(content: bytes, private_keys: Sequence[str], schemas: SchemaSet) -> Bundle:
    """Decrypt a bundle and prove every byte of it against its manifest, in memory only.

    Raises SealedToOthers, DamagedBundle, NewerBundle, UnusableKey.
    """
    try:
        return unpack_bundle(decrypt_file(content, private_keys), schemas)
    except DamagedFile as fault:
        raise DamagedBundle(fault.message) from None
    except SealedToOthers as fault:
        if content.startswith(MAGIC):
            fault.code = "BUNDLE-CLOSED"
        raise


def pack_bundle(bundle: Bundle) -> bytes:
    """Put a bundle together as a tar; the same bundle gives the same bytes."""
    parts = [(_MANIFEST, canonical_json(bundle.manifest))]
    if bundle.signature is not None:
        parts.append((_SIGNATURE, bundle.signature.encode("ascii")))
    if bundle.keys:
        parts.append((_KEYS, "".join(f"{key}\n" for key in bundle.keys).encode("ascii")))
    parts += [(_TOP + path, bundle.files[path]) for path in sorted(bundle.files)]
    packed = [_head(name, len(data)) + data + _padding(len(data)) for name, data in parts]
    return b"".join([*packed, _END])


def unpack_bundle(packed: bytes, schemas: SchemaSet) -> Bundle:
    """Read a tar as pack_bundle writes it; raises DamagedBundle, NewerBundle."""
    tape = _Tape(packed)
    manifest = _read_manifest(tape.take(_MANIFEST, limit=MAX_MANIFEST_BYTES), schemas)
    signature = None
    if manifest["signed_by"] is not None:
        signature = tape.take(_SIGNATURE, limit=_MAX_SIGNATURE_BYTES).decode("ascii", "replace")
        _check_signature(manifest, signature)
    keys: tuple[str, ...] = ()
    if manifest["sealed"]["keys"]:
        keys = _read_keys(tape, manifest["sealed"]["keys"])
    files = {}
    for entry in manifest["files"]:
        data = tape.take(_TOP + entry["path"], size=entry["bytes"])
        if sha256_of(data) != entry["sha256"]:
            raise DamagedBundle(f"{show_text(entry['path'])} does not have the checksum it should")
        files[entry["path"]] = data
    tape.end()
    return Bundle(manifest, files, signature, keys)


def why_no_place(path: str) -> str | None:
    """Why a file may not lie at a path within a case's folder; None where it may.

    The layout of a case is all that is let through: its two files, records by their id in the
    folder of a kind, and attachments of plain, visible names.
    """
    try:
        top, *rest = check_path(path)
    except OddName as fault:
        return fault.message
    if path in (CASE_FILE, TOMBSTONE_FILE):
        return None
    if top == "attachments":
        if any(part.startswith(".") for part in rest):
            return "it is hidden"
        if not rest or path.endswith(".yaml"):
            return "it is no attachment"
    elif top not in FOLDERS.values():
        return "a case has no such folder"
    elif len(rest) != 1 or not RECORD_ID.match(rest[0].removesuffix(".yaml")):
        return "it is not called by the id of a record"
    elif not rest[0].endswith(".yaml"):
        return "it is no record"
    if _split_name(_TOP + path) is None:
        return f"its name has more than {_MAX_NAME} bytes"
    return None


def _read_manifest(content: bytes, schemas: SchemaSet) -> Mapping[str, Any]:
    try:
        manifest = read_canonical_json(content)
    except ValueError:
        raise DamagedBundle("its manifest cannot be read") from None
    form = manifest.get("format") if isinstance(manifest, dict) else None
    if form != FORMAT and isinstance(form, str) and _OTHER_FORM.fullmatch(form):
        raise NewerBundle(form)
    if not schemas.is_valid("bundle-manifest", manifest):
        raise DamagedBundle("its manifest is not as casekit writes one")
    for why in _find_contradictions(manifest):
        raise DamagedBundle(why)
    return dict(manifest)


def _find_contradictions(manifest: Mapping[str, Any]) -> Iterator[str]:
    """Where a manifest of the right form says what cannot be."""
    if not has_right_check_symbol(manifest["case"]):
        yield "its case number is mistyped"
    if (manifest["purpose"] == "copy") != (manifest["offer"] is None):
        yield "it does not say whether it is a transfer or a copy"
    paths = [entry["path"] for entry in manifest["files"]]
    for path in paths:
        why = why_no_place(path)
        if why is not None:
            yield f"a file of it, {show_text(path[:200])}, has no place in a case: {why}"
    for entry in manifest["files"]:
        if (entry["content_sha256"] is None) != entry["path"].startswith("attachments/"):
            yield f"it has no checksum of what {show_text(entry['path'])} says"
    if paths != sorted(set(paths)):
        yield "its files are not in order, or one is there twice"
    folded = {fold_name(path) for path in paths}
    above = {folder for path in folded for folder in _folders_above(path)}
    if len(folded) != len(paths) or folded & above:
        yield "two of its files would be one on some computers"
    if CASE_FILE not in paths:
        yield f"it has no {CASE_FILE}"
    counts = manifest["counts"]
    records = sum(entry["content_sha256"] is not None for entry in manifest["files"])
    size = sum(entry["bytes"] for entry in manifest["files"])
    if (counts["records"], counts["attachments"], counts["bytes"]) != (
        records,
        len(paths) - records,
        size,
    ):
        yield "its manifest does not count right"
    if size > MAX_BYTES:
        yield f"its files have more than {MAX_BYTES:,} bytes together"


def _folders_above(path: str) -> Iterator[str]:
    parts = path.split("/")
    for end in range(1, len(parts)):
        yield "/".join(parts[:end])


def _check_signature(manifest: Mapping[str, Any], signature: str) -> None:
    try:
        public = check_signature(signature, canonical_json(manifest), NAMESPACE)
    except BadSignature as fault:
        raise DamagedBundle(f"its signature does not hold: {fault.message}") from None
    if public != manifest["signed_by"]:
        raise DamagedBundle("it is signed with another key than it says")


def _read_keys(tape: _Tape, public: Sequence[str]) -> tuple[str, ...]:
    lines = tape.take(_KEYS, size=_KEY_LINE * len(public)).decode("ascii", "replace")
    keys = tuple(lines.split("\n")[:-1])
    try:
        fits = [public_half(key) for key in keys] == list(public)
    except UnusableKey:
        fits = False
    if not fits:
        raise DamagedBundle("the sealing keys in it are not those that it names")
    return keys


class _Tape:
    """Takes one entry after the other, each of which must be exactly the one expected."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    def take(self, name: str, *, size: int | None = None, limit: int = MAX_BYTES) -> bytes:
        """The content of the next entry, whose size is known or read from its head."""
        head = self._next(_BLOCK)
        if size is None:
            found = _SIZE.fullmatch(head[124:136])
            size = int(found[1], 8) if found else limit + 1
        if size > limit or head != _head(name, size):
            raise DamagedBundle(f"{show_text(name)} is not where it should be")
        data = self._next(size)
        if self._next(-size % _BLOCK).strip(b"\0"):
            raise DamagedBundle(f"there is something behind {show_text(name)}")
        return data

    def end(self) -> None:
        """Make sure that nothing follows."""
        if self._content[self._at :] != _END:
            raise DamagedBundle("it holds more than its manifest names, or less")

    def _next(self, size: int) -> bytes:
        taken = self._content[self._at : self._at + size]
        if len(taken) != size:
            raise DamagedBundle("it ends too early")
        self._at += size
        return taken


def _padding(size: int) -> bytes:
    return bytes(-size % _BLOCK)


def _split_name(name: str) -> tuple[bytes, bytes] | None:
    """A name as the head of an entry has it: folders before it, and the rest; None for too long."""
    whole = name.encode("utf-8")
    if len(whole) <= _MAX_NAME:
        return b"", whole
    at = whole.find(b"/", len(whole) - _MAX_NAME - 1)
    if not 0 < at <= _MAX_PREFIX or at == len(whole) - 1:
        return None
    return whole[:at], whole[at + 1 :]


def _head(name: str, size: int) -> bytes:
    """The head of a plain entry in the form of POSIX ustar, readable by its owner, of no date."""
    split = _split_name(name)
    if split is None:
        raise ValueError(f"the name is too long: {name}")
    before, last = split

    def number(value: int, digits: int) -> bytes:
        return b"%0*o\0" % (digits, value)

    fields = [
        last.ljust(100, b"\0"),
        number(0o600, 7) + number(0, 7) + number(0, 7),
        number(size, 11) + number(0, 11),
        b" " * 8,
        b"0" + bytes(100),
        b"ustar\x0000" + bytes(64),
        number(0, 7) + number(0, 7),
        before.ljust(155, b"\0") + bytes(12),
    ]
    head = b"".join(fields)
    return head[:148] + b"%06o\0 " % sum(head) + head[156:]
