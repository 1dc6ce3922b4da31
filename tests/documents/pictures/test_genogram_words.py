"""What no line tells stands in words, and what a line tells is not said twice."""

from __future__ import annotations

from casekit.documents.pictures.genogram_words import tell_kinship, untold
from casekit.documents.pictures.lettering import measure, quote, shorten, wrap
from casekit.documents.pictures.strokes import draw_line, number
from tests.documents.pictures.families import Family, hard_family


def three_generations() -> Family:
    family = Family()
    for name, gender in (("Gran", "female"), ("Mum", "female"), ("Dad", "male"), ("Kid", "")):
        family.add(name, gender)
    family.add("Uncle", "male")
    family.tie("Gran", "mother", "Mum")
    family.tie("Gran", "mother", "Uncle")
    family.children("Mum", "Dad", "Kid")
    return family


def test_what_the_lines_say_is_not_said_again() -> None:
    family = three_generations()
    family.tie("Gran", "grandparent", "Kid")
    family.tie("Uncle", "aunt or uncle", "Kid")
    family.tie("Uncle", "sibling", "Mum")
    assert list(untold(family.kinship(), ())) == []


def test_what_no_line_says_is_said() -> None:
    family = three_generations()
    family.add("Bo")
    family.tie("Bo", "godparent", "Kid")
    family.tie("Bo", "guardian", "Kid", until="2020-01-01")
    family.tie("Dad", "sibling", "Bo")
    assert list(untold(family.kinship(), ())) == [
        ("Dad", "sibling of Bo"),
        ("Bo", "godparent of Kid"),
        ("Bo", "was guardian of Kid until 1 January 2020"),
    ]


def test_a_step_parent_is_told_where_no_couple_tells_it() -> None:
    family = three_generations()
    family.add("New")
    family.tie("New", "step-parent", "Kid")
    assert list(untold(family.kinship(), ())) == [("New", "step-parent of Kid")]
    family.tie("New", "partner", "Mum")
    assert list(untold(family.kinship(), ())) == []


def test_contradictions_are_told_in_words() -> None:
    family = three_generations()
    family.tie("Kid", "mother", "Gran")
    words = list(tell_kinship(family.kinship()))
    assert "On file, and not drawn, because it contradicts the rest:" in words
    assert "  Kid: mother of Gran." in words or "  Mum: mother of Kid." in words


def test_everybody_is_told() -> None:
    kinship = hard_family()
    words = "\n".join(tell_kinship(kinship))
    for person in kinship.people:
        assert person.called in words
    assert "Others, without a tie that is drawn:\n  A. Lodger" in words
    assert list(tell_kinship(Family().kinship())) == ["Nobody is on file."]


def test_words_fit_their_room() -> None:
    assert wrap("a b c", 100, 10, 2) == ["a b c"]
    lines = wrap("one two three four five six seven", 40, 10, 2)
    assert len(lines) == 2 and lines[1].endswith("\u2026")
    assert all(measure(line, 10) <= 40 for line in lines)
    assert measure("\u5b57", 10) > measure("x", 10) > measure("\u0301", 10) == 0
    assert shorten("x" * 50, 30, 10).endswith("\u2026")
    assert shorten("\u05e9" * 50, 30, 10).startswith("\u2026"), "where it ends for the eye"
    assert quote("<&\x00\"'\ufffe>") == "&lt;&amp;&quot;&#x27;&gt;"


def test_lines_of_no_length_are_not_drawn() -> None:
    assert list(draw_line(((1, 1), (1, 1)), "close")) == []
    assert (number(-0.04), number(1.0), number(2.25)) == ("0", "1", "2.2")
    for style in ("solid", "close", "conflict", "cut off", "adoptive", "dotted", "strong"):
        assert all("nan" not in part for part in draw_line(((0, 0), (9, 0), (9, 9)), style))
