"""What a tongue says: sentences, counts, days, periods and names."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from casekit.documents.faults import UnknownLanguage
from casekit.documents.tongue import ENGLISH, LANGUAGES, Tongue, find_language

FRENCH, SPANISH = Tongue.of("fr"), Tongue.of("es")


def test_a_sentence_is_filled_in_after_it_was_translated() -> None:
    said = {"where": "in hospital", "day": "1"}
    assert ENGLISH.say("I live {where} since {day}.", **said) == "I live in hospital since 1."
    assert FRENCH.say("{n} of {all}", n="1", all="3") == "1 sur 3"


def test_what_a_record_says_is_no_pattern() -> None:
    for tongue in (ENGLISH, FRENCH, SPANISH):
        assert "{day} %s" in tongue.say("for {names}", names="{day} %s")


def test_a_sentence_without_a_translation_stays_english() -> None:
    assert FRENCH.say("No catalogue has this.") == "No catalogue has this."


@pytest.mark.parametrize(
    ("tongue", "once", "twice"),
    [
        (ENGLISH, "every week", "every 2 weeks"),
        (FRENCH, "chaque semaine", "toutes les 2 semaines"),
        (SPANISH, "cada semana", "cada 2 semanas"),
    ],
)
def test_how_often(tongue: Tongue, once: str, twice: str) -> None:
    assert (tongue.every("1 week"), tongue.every("2 weeks"), tongue.every("")) == (once, twice, "")
    counted = tongue.say_count("every week", "every {n} weeks", 2)
    assert counted == twice
    # No pattern of ours: it stands as it is on file.
    assert "3 moons" in tongue.every("3 moons")


@pytest.mark.parametrize(
    ("tongue", "first", "later"),
    [
        (ENGLISH, "1 August 2026", "12 January 2026"),
        (FRENCH, "1er août 2026", "12 janvier 2026"),
        (SPANISH, "1 de agosto de 2026", "12 de enero de 2026"),
    ],
)
def test_days(tongue: Tongue, first: str, later: str) -> None:
    assert tongue.day(date(2026, 8, 1)) == first
    assert tongue.date("2026-01-12") == later
    assert tongue.date("in spring") == "in spring"


@pytest.mark.parametrize(
    ("tongue", "both", "since", "until"),
    [
        (ENGLISH, "From 2 May 2026 until 3 May 2026", "From 2 May 2026", "Until 3 May 2026"),
        (FRENCH, "Du 2 mai 2026 au 3 mai 2026", "À partir du 2 mai 2026", "Jusqu’au 3 mai 2026"),
        (
            SPANISH,
            "Del 2 de mayo de 2026 al 3 de mayo de 2026",
            "A partir del 2 de mayo de 2026",
            "Hasta el 3 de mayo de 2026",
        ),
    ],
)
def test_periods(tongue: Tongue, both: str, since: str, until: str) -> None:
    assert tongue.period("2026-05-02", "2026-05-03") == both
    assert (tongue.period("2026-05-02", ""), tongue.period("", "2026-05-03")) == (since, until)
    assert tongue.period("", "") == ""


@pytest.mark.parametrize(
    ("names", "english", "french", "spanish"),
    [
        ([], "", "", ""),
        (["Jo"], "Jo", "Jo", "Jo"),
        (["Jo", "Sam"], "Jo and Sam", "Jo et Sam", "Jo y Sam"),
        (["Jo", "Sam", "Ada"], "Jo, Sam and Ada", "Jo, Sam et Ada", "Jo, Sam y Ada"),
        (["Jo", "Ivo"], "Jo and Ivo", "Jo et Ivo", "Jo e Ivo"),
        (["Jo", "Hiedra"], "Jo and Hiedra", "Jo et Hiedra", "Jo y Hiedra"),
    ],
)
def test_names(names: list[str], english: str, french: str, spanish: str) -> None:
    said = [tongue.listing(names) for tongue in (ENGLISH, FRENCH, SPANISH)]
    assert said == [english, french, spanish]


def test_a_choice_is_capitalised_and_a_word_is_not() -> None:
    assert [t.choice("in progress", "status") for t in (ENGLISH, FRENCH, SPANISH)] == [
        "Under way",
        "En cours",
        "En curso",
    ]
    assert FRENCH.word("in person", "mode") == "en personne"
    # The same word is another thing elsewhere.
    assert FRENCH.choice("review", "hearing") != FRENCH.choice("review", "purpose")
    assert [t.choice("moon house", "setting") for t in (ENGLISH, FRENCH)] == ["Moon house"] * 2
    assert FRENCH.choice("", "setting") == ""


def test_french_elides_before_a_vowel() -> None:
    said = [FRENCH.say("{tie} of {name}", tie="mère", name=name) for name in ("Sam", "Ada", "Élo")]
    assert said == ["mère de Sam", "mère d’Ada", "mère d’Élo"]


def test_a_label_has_the_space_of_its_language() -> None:
    said = [tongue.label("Jo", "x") for tongue in (ENGLISH, FRENCH, SPANISH)]
    assert said == ["Jo: x", "Jo\N{NO-BREAK SPACE}: x", "Jo: x"]


def test_an_unknown_language_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownLanguage, match="'cr'") as fault:
        Tongue.of("cr")
    assert fault.value.exit_code == 2
    assert ", ".join(LANGUAGES) in (fault.value.hint or "")


@pytest.mark.parametrize(
    ("called", "code"),
    [
        *(("English", "en"), ("en-CA", "en"), ("Français", "fr"), ("french", "fr"), ("fr", "fr")),
        *(("Español", "es"), ("Cree", "other"), ("", "other"), ("frisian", "other")),
    ],
)
def test_how_an_agency_may_call_a_language(called: str, code: str) -> None:
    assert find_language(called) == code


def test_whoever_works_in_english_loads_no_library_for_it() -> None:
    program = (
        "import sys\n"
        "from datetime import date\n"
        "from casekit.documents.tongue import ENGLISH\n"
        "ENGLISH.say('Case'), ENGLISH.day(date(2026, 1, 2)), ENGLISH.listing(['a', 'b'])\n"
        "ENGLISH.choice('foster', 'setting'), ENGLISH.every('1 week'), ENGLISH.note\n"
        "print(sorted({'babel', 'gettext'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
