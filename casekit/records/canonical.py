"""One spelling of data as bytes, so that a signature or a checksum is over what it says."""

from __future__ import annotations

import hashlib
import json
from typing import Any

_ENCODER = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
)


def canonical_json(data: Any) -> bytes:
    """Data as JSON with sorted keys, no spaces, in UTF-8, without a line end.

    Raises ValueError for text that is no Unicode and numbers that are none, TypeError for what
    JSON does not know.
    """
    return _ENCODER.encode(data).encode("utf-8")


def sha256_of(content: bytes) -> str:
    """The SHA-256 of bytes, in small hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def read_canonical_json(content: bytes) -> Any:
    """Read data that is written as canonical_json writes it; raises ValueError for any other.

    A key twice, another order, a number in another spelling: whatever two readers could take for
    two things is refused, because written again it is not the same.
    """
    try:
        data = json.loads(content)
        is_canonical = canonical_json(data) == content
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    if not is_canonical:
        raise ValueError("it is not in its canonical form")
    return data
