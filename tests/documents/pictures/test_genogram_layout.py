"""Whatever family it is: nobody stands on anybody, children are below, all is on the page."""

from __future__ import annotations

from itertools import combinations
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casekit.documents.pictures.genogram_layout import Genogram, lay_out
from casekit.documents.pictures.genogram_places import settle
from casekit.documents.pictures.genogram_svg import draw_genogram
from casekit.documents.tongue import LANGUAGES, Tongue
from casekit.model.kinship import Kinship
from tests.documents.pictures.families import Family, hard_family

TIES = (
    *("mother", "father", "child", "adoptive parent", "step-parent", "sibling", "half-sibling"),
    *("grandparent", "aunt or uncle", "cousin", "spouse", "partner", "separated spouse"),
    *("former spouse", "former partner", "foster carer", "kinship carer", "guardian", "other"),
)


@st.composite
def any_family(draw: st.DrawFn) -> Kinship:
    """People with ties at random: circles, contradictions and all."""
    family = Family()
    count = draw(st.integers(1, 14))
    names = [f"p{number}" for number in range(count)]
    for name in names:
        family.add(
            name,
            draw(st.sampled_from(("", "male", "female", "agender"))),
            draw(st.sampled_from(("", "1950-01-01", "1980-01-01", "2015-01-01", "2030-01-01"))),
            role=draw(st.sampled_from(("child", "family", "carer", "community", "other"))),
            called=draw(st.sampled_from((name, f"{name} with a name that is really very long"))),
        )
    for _ in range(draw(st.integers(0, 2 * count))):
        more: dict[str, Any] = {}
        if draw(st.booleans()):
            more["quality"] = draw(st.sampled_from(("close", "conflict", "cut off")))
        if draw(st.integers(0, 4)) == 0:
            more["until"] = "2020-01-01"
        person, is_, to = (draw(st.sampled_from(some)) for some in (names, TIES, names))
        family.tie(person, is_, to, **more)
    for _ in range(draw(st.integers(0, 3))):
        family.home("family home", *draw(st.lists(st.sampled_from(names), max_size=5)))
    return family.kinship()


@st.composite
def sound_family(draw: st.DrawFn) -> Kinship:
    """Three generations of couples with children, some of whom are with each other."""
    family = Family()
    couples: list[tuple[str, str]] = []
    above: list[str] = []
    for generation in range(3):
        people = []
        for number in range(draw(st.integers(2, 4))):
            name = f"g{generation}n{number}"
            born = f"{1940 + 28 * generation + number}-01-01"
            family.add(name, "male" if number % 2 else "female", born)
            people.append(name)
            if couples and draw(st.integers(0, 3)):
                family.children(*draw(st.sampled_from(couples)), name)
            elif above and draw(st.booleans()):
                family.children(draw(st.sampled_from(above)), "", name)
        couples = []
        pairs = st.sampled_from(list(combinations(people, 2)))
        for one, other in draw(st.lists(pairs, max_size=4)):
            family.tie(one, draw(st.sampled_from(("spouse", "former partner"))), other)
            couples.append((one, other))
        above = people
    return family.kinship()


def check(picture: Genogram) -> None:
    """What holds of every genogram."""
    spots = picture.spots
    assert set(spots) == {p.id for p in picture.kinship.people}
    for one, other in combinations(spots.values(), 2):
        a, b = one.bounds, other.bounds
        apart = a[2] < b[0] or b[2] < a[0] or a[3] < b[1] or b[3] < a[1]
        assert apart, f"{one.person.called} and {other.person.called}"
    for descent in picture.kinship.descents:
        for parent in descent.parents:
            assert spots[parent].bounds[3] < spots[descent.child].bounds[1]
    for couple in picture.kinship.couples:
        assert spots[couple.pair[0]].y == spots[couple.pair[1]].y
    for spot in spots.values():
        left, top, right, bottom = spot.bounds
        assert left >= 0 and top >= 0 and right <= picture.width and bottom <= picture.height
    points = [p for stroke in picture.strokes for p in stroke.points]
    points += [p for outline in picture.outlines for p in outline.points]
    assert all(0 <= x <= picture.width and 0 <= y <= picture.height for x, y in points)


@given(any_family(), st.sampled_from(LANGUAGES))
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_people_say_nobody_stands_on_anybody(kinship: Kinship, language: str) -> None:
    tongue = Tongue.of(language)
    check(lay_out(kinship, tongue))
    svg = draw_genogram(kinship, tongue)
    ElementTree.fromstring(svg)
    assert svg == draw_genogram(kinship, tongue)


@given(sound_family())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_three_generations_of_couples(kinship: Kinship) -> None:
    check(lay_out(kinship))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hard_family_of_three_generations_and_twelve_children(language: str) -> None:
    picture = lay_out(hard_family(), Tongue.of(language))
    check(picture)
    spots = picture.spots
    assert len({spot.y for spot in spots.values()}) == 4, "three generations, and who is apart"
    assert spots["A. Lodger"].y == max(spot.y for spot in spots.values())
    for children in ("Otto Paula Quirin Rosa", "Max Nina Ulf", "Sven Tilda"):
        xs = [spots[child].x for child in children.split()]
        assert xs == sorted(xs), "the oldest on the left"
    for outline in picture.outlines:
        strangers = [spot for one, spot in spots.items() if one not in outline.members]
        assert not any(is_inside((spot.x, spot.y), outline.points) for spot in strangers)
        own = [spots[one] for one in outline.members]
        assert all(is_inside((spot.x, spot.y), outline.points) for spot in own)


def is_inside(point: tuple[float, float], corners: tuple[tuple[float, float], ...]) -> bool:
    """Whether a point lies within a closed line."""
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in zip(corners, (*corners[1:], corners[0]), strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
    return inside


def test_a_large_family_is_laid_out_in_time() -> None:
    family = Family()
    for number in range(60):
        family.add(f"p{number}", "female" if number % 2 else "male", f"{1900 + number}-01-01")
    for number in range(0, 40, 2):
        family.tie(f"p{number}", "spouse", f"p{number + 1}")
        family.children(f"p{number + 1}", f"p{number}", f"p{number + 20}")
    check(lay_out(family.kinship()))


@pytest.mark.parametrize("shape", ["chain", "ring"])
def test_ancestors_without_end_are_an_end(shape: str) -> None:
    family = Family()
    for number in range(40):
        family.add(f"p{number}", "female")
    for number in range(39):
        family.tie(f"p{number}", "mother", f"p{number + 1}")
    if shape == "ring":
        family.tie("p39", "mother", "p0")
    kinship = family.kinship()
    check(lay_out(kinship))
    assert [tie.fits for tie in kinship.said].count(False) == (shape == "ring")


@given(st.lists(st.tuples(st.floats(-100, 100), st.floats(0.1, 3), st.floats(0, 50)), max_size=12))
def test_settling_keeps_order_and_room(items: list[tuple[float, float, float]]) -> None:
    rooms = [room for _, _, room in items[1:]]
    found = settle([(x, weight) for x, weight, _ in items], rooms)
    assert len(found) == len(items)
    assert all(b - a >= room - 1e-6 for a, b, room in zip(found, found[1:], rooms, strict=False))
