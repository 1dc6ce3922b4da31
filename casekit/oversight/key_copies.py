"""Copies of the wrapped sealing keys: one tar file that a person can also read with tar alone."""

from __future__ import annotations

import hashlib
import io
import json
import re
import stat
import tarfile
from collections.abc import Iterable, Mapping

from casekit.errors import Unreadable
from casekit.model.findings import Finding, Severity
from casekit.workspace.keys import KeyFolder

SUMS = "SHA256SUMS"
# A key for each reader of a case, each of some hundred bytes.
MAX_KEY_BYTES = 1 << 20
MAX_ALL_BYTES = 1 << 28
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}\.json")


class DamagedKeys(Unreadable):
    """A copy of the keys cannot be read as it was written."""

    code = "BACKUP-KEYS-DAMAGED"

    def __init__(self, why: str) -> None:
        super().__init__(
            f"the copy of the keys is damaged: {why}",
            hint="do not rely on it: keep it, and make another: casekit backup FILE --keys KEYFILE",
        )


def read_key_files(folder: KeyFolder) -> dict[str, bytes]:
    """Read the key files of a folder by name: plain files only; none where there is no folder.

    Raises UnusableKeyFile where the folder is a link, Unreadable for a file that cannot be read, or
    that is no key file by its size or name.
    """
    folder.refuse_links()
    found: dict[str, bytes] = {}
    total = 0
    for path in sorted(folder.path.glob("*.json")):
        try:
            look = path.lstat()
            if not stat.S_ISREG(look.st_mode):
                continue
            total += look.st_size
            if not _NAME.fullmatch(path.name) or max(look.st_size, total >> 8) > MAX_KEY_BYTES:
                raise Unreadable(f"{path} is no key file, by its name or its size", path=str(path))
            found[path.name] = path.read_bytes()
        except OSError as fault:
            raise Unreadable(f"{path} cannot be read: {fault.strerror}", path=str(path)) from fault
    return found


def pack_keys(keys: Mapping[str, bytes]) -> bytes:
    """Put key files into a tar with their checksums; the same keys give the same bytes."""
    ordered = dict(sorted(keys.items()))
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {n}\n" for n, data in ordered.items())
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, data in {SUMS: sums.encode("ascii"), **ordered}.items():
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(data), 0o600
            tar.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


def unpack_keys(packed: bytes) -> dict[str, bytes]:
    """Read such a tar, in memory only; raise DamagedKeys unless every byte is as it was written."""
    found: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(packed), mode="r:") as tar:
            for member in tar:
                content = tar.extractfile(member) if member.isreg() else None
                if content is None or not (member.name == SUMS or _NAME.fullmatch(member.name)):
                    raise DamagedKeys("it holds something that is no key")
                found[member.name] = content.read(MAX_ALL_BYTES)
    except (tarfile.TarError, OSError, ValueError) as fault:
        raise DamagedKeys("it cannot be read as a tar file") from fault
    found.pop(SUMS, None)
    # Packed again it must be the same, byte for byte: that proves names, sums and padding too.
    if pack_keys(found) != packed:
        raise DamagedKeys("its checksums do not fit")
    for name, data in found.items():
        try:
            json.loads(data)
        except ValueError:
            raise DamagedKeys(f"{name} in it is no key file") from None
    return found


def compare_keys(copied: Mapping[str, bytes], present: Mapping[str, bytes]) -> list[Finding]:
    """Tell which keys of this computer a copy lacks, or holds in an older form."""
    findings = []
    for name, data in present.items():
        if name not in copied:
            findings.append(_find_key(name, "error", "DRILL-KEY-MISSING", "is not in the copy"))
        elif copied[name] != data:
            message = "is in the copy as it was before it was last changed"
            findings.append(_find_key(name, "warning", "DRILL-KEY-CHANGED", message))
    return findings


def find_missing_keys(copied: Mapping[str, bytes], cases: Iterable[str]) -> list[Finding]:
    """Tell the cases whose sealed values a restored backup could not open with these keys."""
    return [
        _find_key(f"{number}.json", "error", "DRILL-KEY-MISSING", "is not in the copy")
        for number in sorted(cases)
        if f"{number}.json" not in copied
    ]


def _find_key(name: str, severity: Severity, code: str, what: str) -> Finding:
    return Finding(
        code=code,
        severity=severity,
        message=f"the key file {name} {what}",
        path="keys",
        hint="copy the keys again: casekit backup FILE --keys KEYFILE",
    )
