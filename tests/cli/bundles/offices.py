"""The two offices between which a case travels, and what is done with them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.cli.office import Answer, Office, snapshot

AT = "2026-02-10T10:00:00-06:00"
LATER = "2026-02-12T10:00:00-06:00"
HERS = ("C. Sample", "c.sample@assiniboine.example")
TO = "Assiniboine Family Services"
PLAIN = {"name": "Nadia Quillfeather", "phone": "204 555 0147"}
OFFER = ("--on", "2026-02-09", "--to", TO, "--reasons", "They move.")
LAW = ("--ground", "law", "--provision", "section 8 of the Act")
CONSENT = ("--on", "2026-02-10", "--person", "Jo", "--scope", "the whole file")
# Words that stand in the records and must stand nowhere else.
SECRETS = (b"Sam Sample", b"slept at his desk", b"2018-06-02", b"Marie", b"narrative")


@dataclass(frozen=True)
class Receiver:
    """The other office, whose supervisor has a key."""

    office: Office
    key: str
    private: str

    def run(self, *words: str, **options: Any) -> Answer:
        return self.office.run(*words, by=HERS, **{"at": LATER, **options})

    def copy(self, to: Path) -> Receiver:
        return replace(self, office=self.office.copy(to))


def do(office: Office, *words: str, **options: Any) -> Answer:
    done = office.run(*words, **{"at": AT, **options})
    assert done.code == 0, done.err
    return done


def make(office: Office, to: str, file: Path, *more: str, **options: Any) -> Answer:
    words = ("bundle", office.case, "--to", to, "-o", str(file), *more)
    return office.run(*words, **{"at": AT, **options})


def refused_by_sender(office: Office, to: str, *more: str) -> Answer:
    """What is said when no bundle is made; neither a file nor a version may be there."""
    before, file = snapshot(office.root), office.root.parent / "refused.age"
    done = make(office, to, file, *more)
    assert done.code != 0 and not file.exists() and snapshot(office.root) == before
    assert not list(file.parent.glob(".casekit-*"))
    return done


def refused(receiver: Receiver, content: bytes, *more: str) -> Answer:
    """What is said when a bundle is not taken in: nothing may have been written."""
    file = receiver.office.root.parent / "arrived.age"
    file.write_bytes(content)
    before = snapshot(receiver.office.root)
    done = receiver.run("receive", str(file), *more)
    assert done.code not in (0, 70), done.out
    assert "Traceback" not in done.err and snapshot(receiver.office.root) == before
    return done


def case_files(office: Office, number: str) -> dict[str, bytes]:
    top = office.root / "cases" / number[:4] / number
    return {p.relative_to(top).as_posix(): p.read_bytes() for p in top.rglob("*.yaml")}


# ------------------------------------------------------------ the way through
