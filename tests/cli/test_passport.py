"""`casekit passport`: what holds, what comes next, and what was, out of single entries."""

from __future__ import annotations

from tests.cli.office import Office

AT = "2026-02-20T10:00:00-06:00"


def add(office: Office, command: str, on: str, kind: str, what: str, *more: str) -> None:
    words = ("--on", on, "--child", "Sam", "--kind", kind, "--what", what)
    done = office.run(command, office.case, *words, *more, at=AT)
    assert done.code == 0, done.err


def lines(office: Office, *more: str) -> list[tuple[str, str, str, str]]:
    done = office.run("passport", office.case, *more, "--format", "json", at=AT)
    assert done.code == 0, done.err
    entries = done.data["entries"]
    return [(one["passport"], one["standing"], one["day"], one["what"]) for one in entries]


def test_what_holds_what_comes_and_what_was(office: Office) -> None:
    assert lines(office) == []
    add(office, "health", "2026-01-20", "allergy", "nuts")
    add(office, "health", "2026-01-20", "medicine", "drops", "--until", "2026-02-01")
    add(office, "health", "2026-02-02", "immunisation", "measles", "--next-on", "2026-08-02")
    add(office, "education", "2026-01-10", "class or grade", "grade 1")
    add(office, "education", "2026-02-10", "class or grade", "grade 2")
    assert lines(office) == [
        ("health", "holds", "2026-01-20", "nuts"),
        ("health", "next", "2026-08-02", "measles"),
        ("health", "was", "2026-02-02", "measles"),
        ("health", "was", "2026-01-20", "drops"),
        ("education", "holds", "2026-02-10", "grade 2"),
        ("education", "was", "2026-01-10", "grade 1"),
    ]
    assert [one[3] for one in lines(office, "--today", "2026-01-25")] == [
        "nuts",
        "drops",
        "grade 1",
    ]
    out = office.run("passport", office.case, "--child", "sam", at=AT).out
    assert "Health, now\n    2026-01-20  allergy: nuts" in out
    for how in ("tsv", "csv", "md"):
        assert "nuts" in office.run("passport", office.case, "--format", how, at=AT).out


def test_a_child_who_is_not_there(office: Office) -> None:
    done = office.run("passport", office.case, "--child", "Kim", at=AT)
    assert done.code == 3 and "known here: Sam" in done.err


def test_nothing_is_told_as_nothing(office: Office) -> None:
    out = office.run("passport", office.case, at=AT).out
    assert "Nothing is written down yet" in out
