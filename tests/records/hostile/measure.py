"""Reads every hostile file and prints what became of it, one JSON line each; run as a script.

It is a process of its own, so that a crash of the C parser is seen, and whose file it was. The
calls are the same on every machine and are what the tests hold; the milliseconds are for readers.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from corpus import RECORDS, REQUESTS

from casekit.records.profile import read_document
from casekit.records.requests import read_request


def _calls(read: Callable[[bytes, str], Any], content: bytes, name: str) -> int:
    """How many functions, of Python and of C, reading the file calls and leaves."""
    count = 0

    def counted(frame: object, event: str, arg: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(counted)
    try:
        read(content, name)
    finally:
        sys.setprofile(None)
    return count


def main() -> None:
    read_document(b"a: 1\n", "")
    for read, files in ((read_document, RECORDS), (read_request, REQUESTS)):
        for name, (content, _) in files.items():
            print(json.dumps({"name": name}), flush=True)
            seconds = []
            for _ in range(5):
                before = time.process_time()
                document = read(content, name)
                seconds.append(time.process_time() - before)
            found = {
                "name": name,
                "milliseconds": min(seconds) * 1000,
                "calls": _calls(read, content, name),
                "codes": sorted({finding.code for finding in document.findings}),
                "hints": all(finding.hint for finding in document.findings),
                "count": len(document.findings),
                "is_read": document.data is not None,
            }
            print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
