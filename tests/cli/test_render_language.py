"""`casekit render --language`: the words of a document in the language of whoever reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.office import Office

AT = "2026-02-03T12:00:00-06:00"


def render(office: Office, *words: str) -> str:
    done = office.run("render", office.case, "plan", *words, at=AT)
    assert done.code == 0, done.err
    return done.out


def write_in(office: Office, language: str) -> None:
    """The agency writes in another language from now on."""
    agency = office.root / "agency.yaml"
    text = agency.read_text()
    assert "  - en\n" in text
    agency.write_text(text.replace("  - en\n", f"  - {language}\n"))
    office.git("commit", "-qam", "Another language")


def test_without_a_word_it_is_the_language_of_the_agency(office: Office) -> None:
    english = render(office)
    assert english == render(office, "--language", "en")
    assert "What people said and wrote" not in english
    write_in(office, "Français")
    assert "**Confidentiel. Copie pour la famille.**" in render(office)
    assert "Langue" not in render(office)
    assert "What people said and wrote" in render(office, "--language", "en")


def test_an_agency_of_another_language_gets_english(office: Office) -> None:
    write_in(office, "Cree")
    assert "Copy for the family" in render(office)
    assert "What people said and wrote" in render(office)


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "Copie pour la famille"), ("es", "Copia para la familia")]
)
def test_a_document_in_another_language(
    office: Office, tmp_path: Path, language: str, said: str
) -> None:
    assert said in render(office, "--language", language)
    made = tmp_path / "plan.pdf"
    render(office, "--language", language, "--format", "pdf", "-o", str(made))
    assert made.read_bytes().startswith(b"%PDF")
    court = office.run("render", office.case, "court-report", "--language", language, at=AT)
    assert court.code == 0, court.err


def test_a_language_without_a_catalogue_is_refused(office: Office) -> None:
    done = office.run("render", office.case, "plan", "--language", "cr", at=AT)
    assert done.code == 2
    assert "there are no documents in 'cr'" in done.err
    assert "en, fr, es" in done.err
