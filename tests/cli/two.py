"""Two clones of one office, and git as its workers use it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from tests.cli.office import SUPERVISOR, WORKER, Answer, Office

LATER = "2026-02-11T09:00:00-06:00"


class Two:
    """The clones of a worker (`here`) and of a supervisor (`there`)."""

    def __init__(self, office: Office, folder: Path) -> None:
        self.here = office
        self.there = office.copy(folder)
        self.case = office.case

    def record_here(self, *words: str, at: str = LATER) -> Answer:
        """Record something in the worker's clone."""
        return self._record(self.here, WORKER, words, at)

    def record_there(self, *words: str, at: str = LATER) -> Answer:
        """Record something in the supervisor's clone."""
        return self._record(self.there, SUPERVISOR, words, at)

    def _record(self, office: Office, by: Any, words: tuple[str, ...], at: str) -> Answer:
        command, *rest = words
        done = office.run(command, office.case, *rest, by=by, at=at)
        assert done.code == 0, done.err
        return done

    def bring(self, how: str = "merge") -> int:
        """Bring the work from there into here, and give git's exit code."""
        self.here.git("fetch", "--quiet", str(self.there.root), "main")
        words = ("--no-edit",) if how == "merge" else ()
        return self.here.try_git(how, *words, "FETCH_HEAD").code

    def merge_cleanly(self) -> list[dict[str, Any]]:
        """Merge what git finds no fault with, and give what check finds in it."""
        assert self.bring() == 0
        return self.check()

    def check(self, at: str = "2026-12-01T09:00:00-06:00") -> list[dict[str, Any]]:
        """What check finds here."""
        return self.here.run("check", "--format", "json", at=at).findings


def edit(office: Office, path: Path | str, old: str, new: str) -> str:
    """Change a file by hand, as a pattern says, and save it with git; give its path."""
    file = office.root / path
    text = file.read_text()
    changed = re.sub(old, new, text, count=1, flags=re.MULTILINE)
    assert changed != text
    file.write_text(changed)
    office.git("add", "--all")
    office.git("commit", "--quiet", "--message", "By hand")
    return file.relative_to(office.root).as_posix()
