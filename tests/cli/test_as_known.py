"""`--as-known`: every reader can be asked what the history held at an earlier version."""

from __future__ import annotations

import pytest

from casekit.cli.front import COMMANDS, GROUPS
from tests.cli.office import Office

LATER = "2026-02-11T09:00:00-06:00"
# What is there to read with each reader. The name `Zorro` came after the version asked for.
READERS: dict[str, tuple[str, ...]] = {
    "calendar": ("list",),
    "next": ("CASE",),
    "due": ("CASE",),
    "explain": ("CASE",),
    "show": ("CASE",),
    "process": ("CASE",),
    "prior": ("CASE",),
    "passport": ("CASE",),
    "chronology": ("CASE",),
    "timeline": ("CASE",),
    "picture": ("CASE", "genogram"),
    "search": ("Jo",),
    "instruments": (),
    "services": (),
    "log": ("CASE",),
    "blame": ("CASE", "Jo", "called"),
    "render": ("CASE", "plan"),
    "caseload": (),
    "report": (),
    "standards": ("list",),
    "check": (),
    "templates": (),
}
# What reads nothing that the history of the records holds, or all of it.
NOT_ASKED = {
    "init": "makes a workspace",
    "demo": "makes a workspace",
    "doctor": "looks at this machine as it is",
    "adoption": "records",
    "bundle": "records that the case left, as it is now",
    "receive": "takes a case in from a file",
    "seal": "records",
    "unseal": "records; and who may read today is asked today",
    "keys": "the files of keys lie outside the history, so that they can be destroyed",
    "fmt": "writes the files as they are",
    "resolve": "puts together what two are writing now",
    "undo": "records",
    "expunge": "records",
    "diff": "names two versions itself",
    "trust": "who is trusted is judged along the history, by verify",
    "verify": "judges the whole history; one version with --integrity VERSION or check",
    "backup": "saves the whole history",
}


def test_every_command_that_is_no_recording_one_has_it_or_a_reason_why_not() -> None:
    others = {name for name, module in COMMANDS.items() if module != "recording"}
    assert others == {*READERS, *NOT_ASKED}
    assert not READERS.keys() & NOT_ASKED.keys()
    (read,) = (group for title, group in GROUPS if title == "Read")
    assert {name for name, _, _ in read} - {"diff"} <= READERS.keys()


def test_only_those_without_a_reason_offer_it(empty_template: Office) -> None:
    for name in (*READERS, *NOT_ASKED):
        page = empty_template.run(name, "--help").out
        assert ("--as-known" in page) == (name in READERS), name


def test_each_reader_answers_from_the_version_that_was_asked_for(office: Office) -> None:
    before = office.git("rev-parse", "HEAD")
    done = office.run("person", office.case, "--change", "Jo", "--called", "Zorro", at=LATER)
    assert done.code == 0, done.err
    tells = set()
    for name, words in READERS.items():
        given = [office.case if word == "CASE" else word for word in words]
        now = office.run(name, *given, at=LATER)
        then = office.run(name, *given, "--as-known", before, at=LATER)
        assert then.code in (0, 1, 3, 4), f"{name}: {then.err}"
        assert "Zorro" not in then.out + then.err, name
        tells |= {name} if "Zorro" in now.out else set()
    # So that the silence above means something.
    assert {"show", "chronology", "picture", "render"} <= tells


def test_the_log_ends_with_the_version_that_was_asked_for(office: Office) -> None:
    before = office.git("rev-parse", "HEAD~2")
    done = office.run("log", "--as-known", before, "--format", "json", at=LATER)
    listed = [row["version"] for row in done.data["versions"]]
    assert listed == office.git("rev-list", before).split()
    assert office.run("log", "--as-known", "2026-01-01", at=LATER).code == 3


@pytest.mark.parametrize(
    "words", [("calendar", "sign", "2027"), ("standards", "pages", "pages")], ids=" ".join
)
def test_what_would_not_heed_it_refuses_it(office: Office, words: tuple[str, ...]) -> None:
    done = office.run(*words, "--as-known", "HEAD~1", at=LATER)
    assert done.code == 2
    assert "--as-known" in done.err
