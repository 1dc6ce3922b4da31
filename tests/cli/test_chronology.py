"""The chronology: asked for days, people, workers, kinds, words, and what was written down late."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.cli.office import Office

AT = "2026-02-10T10:00:00-06:00"


def kinds(office: Office, *words: str) -> list[str]:
    done = office.run("chronology", office.case, *words, "--format", "json", at=AT)
    assert done.code == 0, done.err
    return [entry["kind"] for entry in done.data["entries"]]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("--kind", "contact"), {"contact"}),
        (("--kind", "contact", "--kind", "risk"), {"contact", "risk"}),
        (("--since", "2026-01-30"), {"plan", "approval"}),
        (("--until", "2026-01-12", "--kind", "assignment"), {"assignment"}),
        (("--by", "r-sample"), {"approval"}),
        (("--about", "NIGHT care"), {"risk"}),
        (("--who", "Jo"), {"contact", "plan"}),
    ],
)
def test_what_is_asked_for_is_told(
    untouched: Office, words: Sequence[str], wanted: set[str]
) -> None:
    found = set(kinds(untouched, *words))
    assert found and found <= set(kinds(untouched))
    assert wanted <= found
    if words[0] in ("--kind", "--by"):
        assert found == wanted


def test_what_was_written_down_late(office: Office) -> None:
    words = ("--on", "2026-02-01", "--mode", "voice", "--place", "other", "--purpose", "other")
    made = office.run("contact", office.case, *words, "--with", "Jo", "--narrative", "x", at=AT)
    assert made.code == 0, made.err
    assert kinds(office, "--late", "9") == ["contact"]
    assert kinds(office, "--late", "10") == []


def test_accents_and_case_do_not_matter(office: Office) -> None:
    words = ("--on", "2026-02-01", "--mode", "voice", "--place", "other", "--purpose", "other")
    more = ("--with", "Jo", "--narrative", "Ren\u00e9e a t\u00e9l\u00e9phon\u00e9.")
    assert office.run("contact", office.case, *words, *more, at=AT).code == 0
    assert kinds(office, "--about", "RENEE telephone") == ["contact"]
    hits = office.run("search", "renee", at=AT)
    assert hits.code == 0 and office.case in hits.out


def test_nothing_that_fits_is_no_fault(untouched: Office) -> None:
    done = untouched.run("chronology", untouched.case, "--about", "nowhere to be found", at=AT)
    assert (done.code, done.out) == (0, "Nothing is on file that fits.\n")


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--kind", "contakt"), 2, "did you mean contact?"),
        (("--who", "Nobody"), 3, "Nobody"),
        (("--by", "w-sampel"), 3, "did you mean w-sample?"),
        (("--since", "2026-02-30"), 2, "is not a date that exists"),
    ],
)
def test_a_slip_is_told(untouched: Office, words: Sequence[str], code: int, says: str) -> None:
    done = untouched.run("chronology", untouched.case, *words, at=AT)
    assert done.code == code and says in done.err
