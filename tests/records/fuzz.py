"""Random changes of real files, to find one that two readers read differently.

    python -m tests.records.fuzz --minutes 5 [--seed 1]
    python -m tests.records.fuzz --quick --minutes 5        the quick reader only, far more files

Starts from the sample records, the examples of the schemas and the files that show a fault. Prints
how many were read, how many refused, and each file on which something that must hold did not.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from yaml import YAMLError
from yaml._yaml import CParser
from yaml.events import CollectionEndEvent, CollectionStartEvent, StreamEndEvent

from casekit.records.characters import decode_text
from casekit.records.document import Document
from casekit.records.edit import is_same_data
from casekit.records.formatting import find_comments, format_document
from casekit.records.gate import find_refusal
from casekit.records.limits import MAX_DEPTH_BEFORE_PARSING
from casekit.records.nesting import find_deep_nesting
from casekit.records.profile import read_document, read_past_gate
from casekit.records.quick import QuickDocument, QuickReader
from casekit.records.requests import read_request
from casekit.records.second_reader import read_independently
from casekit.records.writing import dump_document

ROOT = Path(__file__).parents[2]
SEEDS = ("sample-cases/**/*.yaml", "tests/schemas/examples/**/*.yaml", "tests/records/**/*.yaml")
# What the gate lets through may be nested deeper than it counts, but not by more than this.
DEEPEST = 2 * MAX_DEPTH_BEFORE_PARSING + 8

PIECES = [
    *("a", "b", "key", "no", "0x1", "1", "1.5", "-1", "12:30", "~", "true", "<<", "="),
    *("2026-11-21", ": ", ":", ":\n", "- ", "-\n", "? ", "?", ", ", ",", "[", "]", "{", "}"),
    *("[]", "{}", "[[", "]]", "'", '"', "''", '\\"', "\\", "\\n", "\\u0041", "\\x", "#", " #"),
    *(" # c\n", "# c", "\n# c\n", "|", ">", "|-\n", "|+\n", ">\n  ", "|2\n", "|1-\n"),
    *(" |\n    x\n  y\n", "&a ", "*a", "!t ", "!", "---\n", "--- ", "...\n", "%YAML 1.2\n"),
    *("%", "@", "`", "\n", "\n\n", "\n ", "\n  ", "\n    ", " ", "  ", "        ", "\r\n"),
    *("\t", "\r", "\x85", "\u2028", "\xa0", "\ufeff", "\u202e", "\x00", "\xe9", "e\u0301"),
    *("\U0001f600", "\u200b", "\n- ", "\n  - ", "\na: ", "\n<<<<<<< x\n", "\n=======\n"),
    *("\n>>>>>>> y\n", "x: [", "y: {", "z: '", 'w: "', "- - ", "- a: ", "{a: b}", "[a, b]"),
    "[a: b]",
]


class Difference(Exception):
    """A file for which something that must hold does not."""


def judge(content: bytes) -> str:
    """Read a file in every way there is: "read" or "refused"; raises Difference."""
    document = read_document(content, "x")
    judge_quick(content, READER, document)
    if (document.data is None) != bool(document.findings):
        raise Difference("neither data nor faults, or both")
    if not all(finding.hint and finding.code for finding in document.findings):
        raise Difference("a fault without a way out")
    _judge_gate(content)
    request = read_request(content, "x")
    if (request.data is None) != bool(request.findings):
        raise Difference("a request has neither data nor faults, or both")
    if content[:1] == b"{":
        _judge_json(request.data)
    if document.data is None:
        return "refused"
    data = document.data
    if not is_same_data(data, read_independently(document.text.replace("\r\n", "\n"))):
        raise Difference("the second reader reads it otherwise")
    if not is_same_data(read_document(dump_document(data), "").data, data):
        raise Difference("what is written is read otherwise")
    formatted = format_document(content)
    if format_document(formatted) != formatted:
        raise Difference("formatting twice changes more")
    after = read_document(formatted, "")
    if not is_same_data(after.data, data) or find_comments(after) != find_comments(document):
        raise Difference("formatting changes data or comments")
    return "read"


# It remembers what it met, as in a workspace of many cases: what one file taught it must not
# change how it reads the next.
READER = QuickReader()


def judge_quick(content: bytes, reader: QuickReader, document: Document) -> str:
    """Read a file quickly and compare; raises Difference."""
    found = reader.read(content, "x")
    if not isinstance(found, QuickDocument):
        if found.findings != document.findings:
            raise Difference("read the slow way, the faults differ")
        return "refused" if found.findings else "read"
    if document.findings:
        raise Difference("the quick reader reads what is refused")
    if write_types(found.data) != write_types(document.data):
        raise Difference("the quick reader reads it otherwise")
    for key in [*found.data, "no such key"]:
        if found.locate_key((key,)) != document.locate_key((key,)):
            raise Difference(f"the quick reader finds {key} elsewhere")
    return "quick"


def write_types(data: Any) -> str:
    """Data in one form, in which `1`, `1.0` and `true` differ, and so do two orders of keys."""
    if isinstance(data, dict):
        return "{" + ",".join(f"{key!r}:{write_types(value)}" for key, value in data.items()) + "}"
    if isinstance(data, list):
        return "[" + ",".join(map(write_types, data)) + "]"
    return f"{type(data).__name__} {data!r}"


def _judge_json(data: Any) -> None:
    if data is not None and not is_same_data(read_document(dump_document(data), "").data, data):
        raise Difference("a request that is read cannot be kept")


def _judge_gate(content: bytes) -> None:
    text, refused = decode_text(content, "x")
    if refused:
        return
    if find_deep_nesting(text) is not None and not read_past_gate(text, "x").findings:
        raise Difference("the gate refuses a file that would be read")
    if find_refusal(text, "x") is None and _measure_depth(text) > DEEPEST:
        raise Difference("the gate lets a deep file through")


def _measure_depth(text: str) -> int:
    parser = CParser(text)
    depth = deepest = 0
    try:
        while True:
            event = parser.get_event()
            if isinstance(event, CollectionStartEvent):
                depth += 1
                deepest = max(deepest, depth)
            elif isinstance(event, CollectionEndEvent):
                depth -= 1
            elif isinstance(event, StreamEndEvent):
                return deepest
    except YAMLError:
        return deepest


def collect_seeds() -> list[str]:
    """The files to start from, shortest first."""
    found = {path.read_bytes() for pattern in SEEDS for path in ROOT.glob(pattern)}
    texts = [content.decode("utf-8", errors="replace") for content in found]
    return sorted((text for text in texts if len(text) < 4_000), key=lambda text: (len(text), text))


def mutate(chance: random.Random, seeds: list[str]) -> bytes:
    """One of the files, or a few lines of it, changed in a few places."""
    text = chance.choice(seeds)
    if chance.random() < 0.7:
        lines = text.splitlines(keepends=True)
        first = chance.randrange(len(lines)) if lines else 0
        text = "".join(lines[first : first + chance.randint(1, 6)])
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 5, 9))):
        text = chance.choice(_CHANGES)(chance, text, seeds)
    content = text.encode("utf-8", errors="surrogatepass")
    if chance.random() < 0.03 and content:
        at = chance.randrange(len(content))
        content = content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :]
    return content


def _insert(chance: random.Random, text: str, _: list[str]) -> str:
    at = chance.randint(0, len(text))
    return text[:at] + chance.choice(PIECES) + text[at:]


def _repeat(chance: random.Random, text: str, _: list[str]) -> str:
    at = chance.randint(0, len(text))
    piece = "".join(chance.choices(PIECES, k=chance.randint(1, 3)))
    return text[:at] + piece * chance.choice((2, 3, 20, 40, 70, 300)) + text[at:]


def _replace(chance: random.Random, text: str, _: list[str]) -> str:
    at = chance.randint(0, len(text))
    return text[:at] + chance.choice(PIECES) + text[at + chance.randint(1, 4) :]


def _delete(chance: random.Random, text: str, _: list[str]) -> str:
    at = chance.randint(0, len(text))
    return text[:at] + text[at + chance.randint(1, 8) :]


def _shift(chance: random.Random, text: str, _: list[str]) -> str:
    """Some lines by a level to the left or right: what belongs to what is told by that alone."""
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    by = chance.choice((-4, -2, -2, -1, 1, 2, 2, 4))
    for index in range(at, min(at + chance.randint(1, 4), len(lines))):
        line = lines[index]
        lines[index] = " " * by + line if by > 0 else line.removeprefix(" " * -by)
    return "\n".join(lines)


def _indent(chance: random.Random, text: str, _: list[str]) -> str:
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    for index in range(at, min(at + chance.randint(1, 3), len(lines))):
        pad = " " * chance.randint(0, 6)
        lines[index] = pad + (lines[index] if chance.random() < 0.5 else lines[index].lstrip(" "))
    return "\n".join(lines)


def _swap_lines(chance: random.Random, text: str, _: list[str]) -> str:
    lines = text.split("\n")
    first, second = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]
    return "\n".join(lines)


def _splice(chance: random.Random, text: str, seeds: list[str]) -> str:
    lines = chance.choice(seeds).splitlines(keepends=True)
    first = chance.randrange(len(lines)) if lines else 0
    at = chance.randint(0, len(text))
    return text[:at] + "".join(lines[first : first + chance.randint(1, 4)]) + text[at:]


def _wrap(chance: random.Random, text: str, _: list[str]) -> str:
    before, after = chance.choice(
        [("a: [", "]\n"), ("a: {b: ", "}\n"), ('a: "', '"\n'), ("a: '", "'\n"), ("a: |\n  ", "\n"),
         ("{", "}"), ("---\n", "...\n"), ("- ", ""), ("a:\n  - ", "\n"), ("# ", "\n")]
    )  # fmt: skip
    return before + text + after


def _windows(_chance: random.Random, text: str, _: list[str]) -> str:
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


_CHANGES = (
    *(_insert, _insert, _insert, _replace, _replace, _delete, _delete, _indent, _indent),
    *(_repeat, _swap_lines, _splice, _wrap, _windows, _shift, _shift),
)


def compare_quick(content: bytes) -> str:
    """Only what the quick reader makes of a file; raises Difference."""
    return judge_quick(content, READER, read_document(content, "x"))


def fuzz(
    seed: int, seconds: float, judge: Callable[[bytes], str]
) -> tuple[Counter[str], dict[bytes, str]]:
    """Judge random files for a while: how many of each outcome, and those that differ."""
    chance = random.Random(seed)
    seeds = collect_seeds()
    counts: Counter[str] = Counter()
    different: dict[bytes, str] = {}
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        content = mutate(chance, seeds)
        try:
            counts[judge(content)] += 1
        except Exception as fault:  # noqa: BLE001 (whatever it is, it is looked for)
            counts["different"] += 1
            place = traceback.extract_tb(fault.__traceback__)[-1]
            different[content] = f"{type(fault).__name__} in {place.name}: {str(fault)[:200]}"
    return counts, different


def main() -> int:
    """Fuzz by the words of the call; 1 when a file differs."""
    words = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    words.add_argument("--minutes", type=float, default=5)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--quick", action="store_true", help="the quick reader only")
    given = words.parse_args()
    how = compare_quick if given.quick else judge
    counts, different = fuzz(given.seed, given.minutes * 60, how)
    for content, reason in sorted(different.items(), key=lambda pair: len(pair[0]))[:50]:
        print(f"{reason}\n    {content!r}")
    print(
        f"seed {given.seed}, {given.minutes:g} minutes: {counts['read']:,} read, "
        f"{counts['quick']:,} read quickly, "
        f"{counts['refused']:,} refused, {counts['different']:,} different"
    )
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
