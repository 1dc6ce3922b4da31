"""An ecomap says what records say: lines, arrows and words, and nothing lies on anything."""

from __future__ import annotations

from itertools import combinations
from math import hypot

from hypothesis import given, settings
from hypothesis import strategies as st

from casekit.documents.pictures.ecomap_layout import crosses, edge, lay_out_ecomap
from casekit.documents.pictures.ecomap_svg import draw_ecomap
from casekit.documents.pictures.ecomap_words import tell_surroundings
from casekit.documents.pictures.genogram_svg import draw_genogram
from casekit.documents.pictures.genogram_words import tell_kinship
from casekit.documents.projection import project
from casekit.documents.tongue import LANGUAGES, Tongue
from casekit.model.kinship import Relative, build_kinship
from casekit.model.offices import Around
from casekit.model.records import Person
from casekit.model.surroundings import Surroundings, read_surroundings
from casekit.records.schemas import open_shared
from casekit.resources import schemas_dir
from tests.documents.pictures.families import DAY, around_case
from tests.model.hand_made import CaseMaker


def test_each_line_is_what_a_record_says() -> None:
    found = read_surroundings(
        around_case(), DAY, staff={"w-sample": "W. Sample"}, providers={"oak-house": "Oak House"}
    )
    assert [one.called for one in found.inside] == ["Ben", "Cleo", "Ida"]
    assert {one.called: (one.line, one.helps) for one in found.around} == {
        "Greta": ("strong", False),
        "Otto": ("none", False),
        "Ralf": ("strain", False),
        "Lee": ("none", False),
        "Sol": ("", False),
        "Alder School": ("ordinary", False),
        "Dr Example": ("ordinary", False),
        "Choir of Birch Lake": ("ordinary", False),
        "Birch Lake": ("ordinary", False),
        "Homework": ("ordinary", True),
        "Day clinic": ("none", False),
        "Job coaching": ("none", False),
        "Visitor": ("none", False),
        "M. Example": ("ordinary", True),
        "N. Example": ("none", False),
        "Neighbours share the cooking": ("strong", False),
        "W. Sample": ("ordinary", False),
    }
    words = "\n".join(tell_surroundings(found))
    assert "Ralf (father of Ben and Cleo): strained; conflict with Ben." in words
    assert "Day clinic (Oak House; for Ida): nothing now; waiting 3 March 2026." in words
    assert "W. Sample (case manager): ordinary; visit planned, every 2 weeks." in words


def test_without_a_household_the_children_and_who_cares_stand_in() -> None:
    maker = CaseMaker()
    maker.child("Ben", "2013-04-02")
    maker.adult("Ida", relationships=[{"to": "Ben", "is": "mother", "main_carer": True}])
    maker.adult("Ralf", "father", ("Ben",))
    found = read_surroundings(maker.case(), DAY)
    assert [one.called for one in found.inside] == ["Ben", "Ida"] and found.home == ""
    assert "no household is recorded" in next(tell_surroundings(found))


def test_what_two_have_to_do_with_each_other_after_parting_is_not_invented() -> None:
    maker = CaseMaker()
    maker.child("Ben", "2013-04-02")
    maker.adult("Ida", relationships=[{"to": "Ben", "is": "mother", "main_carer": True}])
    maker.adult("Rhea", "former partner", ("Ida",))
    maker.adult("Ralf", "former spouse", ("Ida",))
    maker.add("family-time", "2026-01-01", children=["Ben"], **{"with": ["Ralf"]})
    lines = {one.called: one.line for one in read_surroundings(maker.case(), DAY).around}
    assert lines == {"Rhea": "", "Ralf": "ordinary"}


def test_an_empty_case_is_a_picture_too() -> None:
    found = read_surroundings(CaseMaker().case(), DAY)
    assert list(tell_surroundings(found)) == ["Nobody is on file."]
    assert draw_ecomap(found).startswith("<svg")


def test_pictures_of_projected_people_show_what_their_reader_may_see() -> None:
    case, schemas = around_case(), open_shared(schemas_dir())
    told = {}
    for audience in ("team", "family", "child"):
        people = [
            Person(p.id, project(p.data, "person", audience=audience, schemas=schemas))
            for p in case.people
        ]
        # A reader who may not see what part somebody has in the case sees no picture of them.
        people = [p for p in people if "role" in p.data]
        kinship = build_kinship(case.number, people, {"home": "family home"}, DAY)
        told[audience] = " ".join(tell_kinship(kinship))
        assert draw_genogram(kinship).startswith("<svg")
    assert "Ben and Ralf: conflict" in told["team"] and "2013" in told["team"]
    assert "conflict" not in told["family"] and "Ben: child of Ida and Ralf" in told["family"]
    assert "Ben, child of the case" in told["child"]
    assert "2013" not in told["child"] and "Ralf and" not in told["child"]


@given(
    st.lists(
        st.tuples(
            st.text(max_size=60), st.text(max_size=200),
            st.sampled_from(("strong", "ordinary", "strain", "none", "")), st.booleans(),
        ),
        max_size=30,
    ),
    st.integers(0, 12),
    st.sampled_from(LANGUAGES),
)  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_nothing_lies_on_anything(
    some: list[tuple[str, str, str, bool]], inside: int, language: str
) -> None:
    tongue = Tongue.of(language)
    around = tuple(Around(a, (b,), "services", line, h, ("said",)) for a, b, line, h in some)
    people = tuple(
        Relative(f"p{n}", f"p{n}", "circle", n < 2, None, "", None, None, None)
        for n in range(inside)
    )
    found = Surroundings("2026-A1B2C3D", DAY, "family home", people, {"p1": "kinship"}, around)
    picture = lay_out_ecomap(found, tongue)
    x, y = picture.middle
    for one, other in combinations(picture.cards, 2):
        a, b = one.bounds, other.bounds
        assert a[2] < b[0] or b[2] < a[0] or a[3] < b[1] or b[3] < a[1]
    for card in picture.cards:
        left, top, right, bottom = card.bounds
        assert left >= 0 and top >= 0 and right <= picture.width and bottom <= picture.height
        assert hypot(card.x - x, card.y - y) > picture.radius
        end = edge(picture.middle, card)
        others = [other for other in picture.cards if other is not card]
        assert not any(crosses(end, other.bounds, picture.middle) for other in others)
    for _, px, py in picture.inside:
        assert hypot(px - x, py - y) < picture.radius
    assert draw_ecomap(found, tongue) == draw_ecomap(found, tongue)
