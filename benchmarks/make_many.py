"""Makes a workspace with many cases: one sample case again and again, under numbers of its own.

    python benchmarks/make_many.py FOLDER 1000             FOLDER/files is the workspace
    python benchmarks/make_many.py FOLDER 10000 --files    and has its working files too
    python benchmarks/make_many.py FOLDER 1000 --versions 12

Every case is valid and has ids of its own; a hundred, whatever their number, are at high risk and
have duties that are overdue. Cases lie in folders of about a hundred (`cases/<year>/<first two
symbols>/<case>/`). The versions go through `git fast-import`, which knows no hooks and no signing:
right for what is invented, and for nothing else.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from make_case import make_case, make_environment

from casekit.model.ids import ALPHABET, BASE, check_symbol

_ID = re.compile(rb"[0-9]{4}-[0-9]{2}-[0-9]{2}-([0-9b-z]{6})(?![0-9a-z])")
# So far apart do the ids of neighbouring cases lie; prime to 30**6, so that none comes twice.
_STRIDE = 104_729_173
_IDS_PER_CASE = 64
# So many cases are at high risk, whatever the number of all.
OVERDUE = 100
_SPACE = BASE**6
# After everything that the sample case says was written down.
_FIRST_VERSION = datetime.fromisoformat("2026-03-01T08:00:00-06:00")


@dataclass(frozen=True)
class Template:
    """A sample case: per file its name in the case and its bytes, cut at every id and number.

    A part that is a number is the place of an id in the case, -1 that of the case's number.
    """

    files: Sequence[tuple[Sequence[bytes | int], Sequence[bytes | int]]]
    year: int


def cut_case(folder: Path) -> Template:
    """Cut the files of a case folder into what stays and what every case has for itself."""
    number = folder.name.encode()
    places: dict[bytes, int] = {}
    marks = re.compile(rb"(" + _ID.pattern.replace(b"(", b"(?:", 1) + rb"|" + number + rb")")

    def cut(text: bytes) -> list[bytes | int]:
        parts: list[bytes | int] = []
        for part in marks.split(text):
            if part == number:
                parts.append(-1)
            elif _ID.fullmatch(part):
                # The day stays, the six symbols are the case's own.
                parts += [part[:11], places.setdefault(part, len(places))]
            elif part:
                parts.append(part)
        return parts

    files = []
    for path in sorted(folder.rglob("*.yaml")):
        inner = path.relative_to(folder).as_posix().encode()
        # One folder deeper than the sample, so the schemas are one folder further up.
        content = path.read_bytes().replace(b"$schema=", b"$schema=../", 1)
        files.append((cut(inner), cut(content)))
    if len(places) > _IDS_PER_CASE:
        raise RuntimeError(f"the sample case has {len(places)} ids, more than {_IDS_PER_CASE}")
    return Template(files, int(number[:4]))


def iter_case(
    template: Template, index: int, *, is_overdue: bool = False
) -> Iterator[tuple[bytes, bytes]]:
    """The files of the case of this index: path from the top of the workspace, and content."""
    symbols = _make_symbols(index)
    number = f"{template.year}-{symbols}{check_symbol(template.year, symbols)}".encode()
    folder = b"cases/%d/%s/%s/" % (template.year, number[5:7], number)
    ids = [_make_symbols(index * _IDS_PER_CASE + n).lower().encode() for n in range(_IDS_PER_CASE)]
    own = [*ids, number]  # -1 is the last
    for name, content in template.files:
        made = _join(content, own)
        if is_overdue:
            made = made.replace(b"risk: none", b"risk: high")
        yield folder + _join(name, own), made


def _join(parts: Sequence[bytes | int], own: Sequence[bytes]) -> bytes:
    return b"".join(own[part] if isinstance(part, int) else part for part in parts)


def _make_symbols(number: int) -> str:
    rest = (number + 1) * _STRIDE % _SPACE
    symbols = ""
    for _ in range(6):
        rest, digit = divmod(rest, BASE)
        symbols += ALPHABET[digit]
    return symbols


def make_many(
    folder: Path, count: int, casekit: Sequence[str], *, versions: int = 1, files: bool = False
) -> Path:
    """Build a workspace of so many cases below a folder, and give its path.

    The cases come in so many versions, a minute apart; without `files` the working folder holds
    agency.yaml and whatever else is no case.
    """
    with tempfile.TemporaryDirectory() as scratch:
        sample, case = make_case(Path(scratch), casekit)
        template = cut_case(sample / "cases" / case[:4] / case)
        root = folder / "files"
        git = ["git", "-C", str(root)]
        environment = make_environment(folder)

        def run(*words: str) -> None:
            subprocess.run([*git, *words], env=environment, check=True, capture_output=True)

        # The first version of the sample is a workspace without a case.
        subprocess.run(
            ["git", "clone", "--quiet", "--no-local", str(sample), str(root)],
            env=environment,
            check=True,
        )
        first = subprocess.run(
            [*git, "rev-list", "--max-parents=0", "HEAD"],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        run("config", "feature.manyFiles", "true")
        run("config", "core.autocrlf", "false")
        run("remote", "remove", "origin")
        run("reset", "--quiet", "--hard", first)
        run("reflog", "expire", "--expire=now", "--all")
        run("gc", "--quiet", "--prune=now")
        words = ["fast-import", "--quiet", "--depth=5", "--force"]
        importing = subprocess.Popen([*git, *words], env=environment, stdin=subprocess.PIPE)
        assert importing.stdin is not None
        with importing.stdin as stream:
            for part in _iter_import(template, count, versions, first):
                stream.write(part)
        if importing.wait():
            raise RuntimeError("git fast-import failed")
    if not files:
        # The index then says that the cases are not to be in the folder.
        run("sparse-checkout", "set", "--no-cone", "/*", "!/cases/")
    run("reset", "--quiet", "--hard")
    return root


def _iter_import(template: Template, count: int, versions: int, first: str) -> Iterator[bytes]:
    each = -(-count // versions)
    for version in range(versions):
        moment = _FIRST_VERSION + timedelta(minutes=version)
        who = f"W. Sample <w@agency.example> {int(moment.timestamp())} -0600"
        yield f"commit refs/heads/main\ncommitter {who}\ndata 5\nCases\n".encode()
        if version == 0:
            yield f"from {first}\n".encode()
        for index in range(version * each, min((version + 1) * each, count)):
            is_overdue = index % max(count // OVERDUE, 1) == 0
            for path, content in iter_case(template, index, is_overdue=is_overdue):
                yield b"M 100644 inline %s\ndata %d\n%s\n" % (path, len(content), content)


def main() -> None:
    """Make it and say where."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("count", type=int)
    parser.add_argument("--versions", type=int, default=1)
    parser.add_argument("--files", action="store_true", help="with the working files")
    given = parser.parse_args()
    place = given.folder.resolve()
    place.mkdir(parents=True, exist_ok=True)
    casekit = [sys.executable, "-m", "casekit"]
    root = make_many(place, given.count, casekit, versions=given.versions, files=given.files)
    sys.stdout.write(f"{root}\n")


if __name__ == "__main__":
    main()
