"""A fictional agency whose workspace is reached only through the command line."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casekit.cli.front import answer

WORKER = ("W. Sample", "w.sample@agency.example")
SUPERVISOR = ("R. Sample", "r.sample@agency.example")
# The moment at which nothing in these tests has happened yet unless they say so.
NOON = "2026-01-12T12:00:00-06:00"


@dataclass(frozen=True)
class Answer:
    """What a command line gave back."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The answer as JSON."""
        return json.loads(self.out)

    @property
    def findings(self) -> list[dict[str, Any]]:
        """The findings of a JSON answer."""
        found: list[dict[str, Any]] = self.data["findings"]
        return found


@dataclass(frozen=True)
class Office:
    """A workspace, and the home folder of whoever works there."""

    root: Path
    home: Path
    case: str = ""

    def environment(
        self, by: tuple[str, str] | None, at: str | None, more: Mapping[str, str] | None
    ) -> dict[str, str]:
        """The whole environment of a command: nothing of the tests' own machine leaks in."""
        env = {"PATH": os.environ["PATH"], "HOME": str(self.home), "GIT_CONFIG_NOSYSTEM": "1"}
        if by is not None:
            for who in ("AUTHOR", "COMMITTER"):
                env |= {f"GIT_{who}_NAME": by[0], f"GIT_{who}_EMAIL": by[1]}
        if at is not None:
            env["CASEKIT_CLOCK"] = at
        return env | dict(more or {})

    def run(
        self,
        *words: str,
        by: tuple[str, str] | None = WORKER,
        at: str | None = NOON,
        stdin: str | bytes = b"",
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> Answer:
        """Run a command line in this process."""
        given = stdin.encode("utf-8") if isinstance(stdin, str) else stdin
        with _in_place(self.environment(by, at, env), cwd or self.root, given) as (out, err):
            code = answer([str(word) for word in words])
            out.flush()
            err.flush()
            shown = out.buffer.getvalue().decode("utf-8")  # type: ignore[attr-defined]
            said = err.buffer.getvalue().decode("utf-8")  # type: ignore[attr-defined]
        return Answer(code, shown, said)

    def start(
        self,
        *words: str,
        by: tuple[str, str] | None = WORKER,
        at: str | None = NOON,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        **options: Any,
    ) -> subprocess.Popen[bytes]:
        """Start a command line as a process of its own; its streams are pipes unless told."""
        return subprocess.Popen(
            [sys.executable, "-m", "casekit", *words],
            cwd=cwd or self.root,
            env=self.environment(by, at, env),
            **{
                "stdin": subprocess.DEVNULL,
                "stdout": subprocess.PIPE,
                "stderr": subprocess.PIPE,
                **options,
            },
        )

    def run_apart(self, *words: str, **options: Any) -> Answer:
        """Run a command line as a process of its own, to its end."""
        with self.start(*words, **options) as process:
            out, err = process.communicate(timeout=60)
        return Answer(process.returncode, (out or b"").decode(), (err or b"").decode())

    def git(self, *words: str) -> str:
        """Run git on the workspace by hand."""
        done = self.try_git(*words)
        assert done.code == 0, done.err
        return done.out.strip()

    def try_git(self, *words: str) -> Answer:
        """Run git on the workspace by hand, whatever comes of it."""
        env = self.environment(WORKER, None, None)
        done = subprocess.run(["git", *words], cwd=self.root, env=env, capture_output=True)
        return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())

    def records(self, kind: str) -> list[Path]:
        """The files of a kind of record in the case, by name."""
        folder = self.root / "cases" / self.case[:4] / self.case
        found = sorted(folder.rglob("*.yaml"))
        return [p for p in found if f"\nschema: {kind}/1\n" in f"\n{p.read_text()}"]

    def pack(self) -> Office:
        """The same workspace with its history in few files, so that copies of it cost less."""
        self.git("gc", "--quiet")
        return self

    def loosen(self) -> Office:
        """The same workspace with every object of its history in a file of its own."""
        folder = self.root / ".git" / "objects" / "pack"
        for pack in list(folder.glob("*.pack")):
            content = pack.read_bytes()
            for path in folder.glob(f"{pack.stem}.*"):
                path.chmod(0o644)
                path.unlink()
            subprocess.run(
                ["git", "unpack-objects", "-q"], cwd=self.root, input=content, check=True
            )
        return self

    def copy(self, to: Path) -> Office:
        """The same workspace, history included, in another folder."""
        shutil.copytree(self.root, to, symlinks=True)
        return Office(to, self.home, self.case)


def snapshot(root: Path) -> dict[str, bytes | str]:
    """Every file below a folder with its bytes, git's own included; but for the index, a cache."""
    found: dict[str, bytes | str] = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if name.startswith(".git/casekit/index"):
            continue
        found[name] = "folder" if path.is_dir() else path.read_bytes()
    return found


@contextmanager
def _in_place(
    env: Mapping[str, str], cwd: Path, given: bytes
) -> Iterator[tuple[io.TextIOWrapper, io.TextIOWrapper]]:
    before = dict(os.environ), Path.cwd(), (sys.stdin, sys.stdout, sys.stderr)
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd)
    sys.stdin = io.TextIOWrapper(io.BytesIO(given), encoding="utf-8")
    sys.stdout, sys.stderr = out, err
    try:
        yield out, err
    finally:
        sys.stdin, sys.stdout, sys.stderr = before[2]
        os.chdir(before[1])
        os.environ.clear()
        os.environ.update(before[0])
