"""Real git repositories in temporary folders, with a home and an identity of their own."""

from __future__ import annotations

import fcntl
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from casekit.history.repository import Repository

GitCommand = Callable[..., str]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text("[user]\n\tname = W. Sample\n\temail = w@agency.example\n")
    return {"PATH": os.environ["PATH"], "HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "Ours & theirs, Büro ÿ"


@pytest.fixture
def repo(root: Path, environment: dict[str, str]) -> Repository:
    return Repository.create(root, environment=environment)


@pytest.fixture
def by_hand(root: Path, environment: dict[str, str]) -> GitCommand:
    """git as the user runs it, outside of casekit."""

    def run(*args: str, input: bytes | None = None, at: str | None = None, cwd: Path = root) -> str:
        env = dict(environment)
        if at is not None:
            env |= {"GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at}
        done = subprocess.run(
            ["git", *args], cwd=cwd, env=env, input=input, capture_output=True, check=True
        )
        return done.stdout.decode().strip()

    return run


@pytest.fixture
def ordinary_user() -> Callable[[Path], AbstractContextManager[None]]:
    """Be a user whom file modes bind: root gives the folder away and takes another user's id."""

    @contextmanager
    def become(folder: Path) -> Iterator[None]:
        if os.geteuid() != 0:
            yield
            return
        nobody = 65534
        for place in (folder, *folder.rglob("*")):
            os.lchown(place, nobody, nobody)
        # The folders above are shared with whoever else runs tests now: one at a time opens them.
        turn = (Path(tempfile.gettempdir()) / "casekit-tests-ordinary-user").open("w")
        fcntl.flock(turn, fcntl.LOCK_EX)
        opened = [each for each in folder.parents if not each.stat().st_mode & 0o001]
        modes = {each: each.stat().st_mode for each in opened}
        for each in opened:
            each.chmod(modes[each] | 0o011)
        os.seteuid(nobody)
        try:
            yield
        finally:
            os.seteuid(0)
            for each in opened:
                each.chmod(modes[each])
            turn.close()

    return become
