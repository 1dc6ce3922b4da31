"""Made-up identities of which every word is rare, and a search that finds any of them anywhere."""

from __future__ import annotations

import random
import re
import string
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

# Every word begins with the first, every number with the second: without them, there is no leak.
WORD_MARK, NUMBER_MARK = "zqxvj", "91735"
_TAIL = 7
# So much of a word counts as the word: messages cut long texts short.
_ENOUGH = 10
_NOT_TOKEN = bytes(b for b in range(256) if chr(b) not in string.ascii_lowercase + string.digits)
_MARKS = re.compile(f"(?:{WORD_MARK}|{NUMBER_MARK})".encode())


@dataclass(frozen=True)
class Identity:
    """Who reported, in the fields of the form."""

    plain: dict[str, str]

    @property
    def tokens(self) -> set[bytes]:
        """Every word and number of it of at least four signs, folded."""
        texts = self.plain.values()
        words = {w for text in texts for w in re.findall(r"[a-z]{4,}", text.lower())}
        number = fold(self.plain["phone"].encode())
        return {*(word.encode() for word in words), number}


def draw_identities(count: int, seed: str) -> list[Identity]:
    """So many different identities."""
    chance = random.Random(seed)
    return [_draw(chance) for _ in range(count)]


def _draw(chance: random.Random) -> Identity:
    def word() -> str:
        return WORD_MARK + "".join(chance.choices(string.ascii_lowercase, k=_TAIL))

    def name() -> str:
        return word().capitalize()

    digits = NUMBER_MARK + "".join(chance.choices(string.digits, k=_TAIL))
    plain = {
        "name": f"{name()} {name()}",
        "phone": f"{digits[:3]} {digits[3:6]}-{digits[6:]}",
        "email": f"{word()}.{word()}@{word()}.{word()}",
    }
    if chance.random() < 0.7:
        plain["address"] = f"{chance.randint(1, 99)} {name()} {name()}"
    if chance.random() < 0.7:
        plain["relationship"] = f"{word()} {word()}"
    if chance.random() < 0.7:
        # Long enough to be cut, and to need more than one block.
        plain["note"] = " ".join(word() for _ in range(chance.choice((1, 4, 40))))
    return Identity(plain)


def fold(data: bytes) -> bytes:
    """Letters and digits only, in small letters: line breaks and capitals hide nothing."""
    return data.lower().translate(None, _NOT_TOKEN)


class Search:
    """Looks for every token of many identities at once."""

    def __init__(self, identities: Iterable[Identity]) -> None:
        tokens = {token for identity in identities for token in identity.tokens}
        marks = (WORD_MARK.encode(), NUMBER_MARK.encode())
        unmarked = [token for token in tokens if not token.startswith(marks)]
        assert unmarked == [], "such a token could not be found"
        self._words = {t[:_ENOUGH] for t in tokens if t.startswith(marks[0])}
        self._numbers = {t for t in tokens if t.startswith(marks[1])}
        self._length = len(NUMBER_MARK) + _TAIL

    def find(self, data: bytes) -> list[bytes]:
        """The tokens that stand in some bytes."""
        folded = fold(data)
        found = []
        for match in _MARKS.finditer(folded):
            start = match.start()
            if folded[start : start + _ENOUGH] in self._words:
                found.append(folded[start : start + _ENOUGH])
            if folded[start : start + self._length] in self._numbers:
                found.append(folded[start : start + self._length])
        return found


def read_files(*tops: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below some folders, and the names of all."""
    for top in tops:
        for path in top.rglob("*"):
            yield f"name {path}", str(path.relative_to(top)).encode()
            if path.is_file():
                yield str(path), path.read_bytes()


def read_objects(root: Path) -> Iterator[tuple[str, bytes]]:
    """Every object of a repository, loose or packed, reachable or not, as git unpacks it."""
    done = subprocess.run(
        ["git", "cat-file", "--batch-all-objects", "--batch", "--unordered"],
        cwd=root,
        capture_output=True,
        check=True,
    )
    data, at = done.stdout, 0
    while at < len(data):
        end = data.index(b"\n", at)
        name, kind, size = data[at:end].split()
        at = end + 1
        yield f"{kind.decode()} {name.decode()}", data[at : at + int(size)]
        at += int(size) + 1
