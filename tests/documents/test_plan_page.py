"""What the page of a plan holds for each reader."""

from __future__ import annotations

import re
from typing import Any

import pytest

from casekit.documents.names import ID_IN_TEXT
from casekit.documents.projection import AUDIENCES
from casekit.errors import NotFound
from casekit.model.records import Case
from casekit.records.schemas import SchemaSet

from . import red_river
from .conftest import BuildPage


def _objective(page: dict[str, Any], number: str) -> dict[str, Any]:
    return next(o for g in page["goals"] for o in g["objectives"] if o["number"] == number)


def test_people_and_workers_read_as_they_are_called(build_page: BuildPage) -> None:
    page = build_page()
    assert page["title"] == "Family plan"
    assert page["subtitle"] == "for Jo, Sam and Ada"
    activities = _objective(page, "1.2")["activities"]
    assert activities[0]["who"] == "Jo and W. Sample"
    assert activities[0]["due"] == "by 13 February 2026"


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("plan_id", [red_river.FAMILY_PLAN, red_river.SAFETY_PLAN])
def test_no_id_of_a_person_is_in_a_page(
    build_page: BuildPage, red_river_case: Case, audience: str, plan_id: str
) -> None:
    text = str(build_page(plan_id, audience=audience))
    assert not [person.id for person in red_river_case.people if person.id in text]
    assert not ID_IN_TEXT.search(text)


def test_an_id_in_free_text_and_one_without_a_file_read_as_people(build_page: BuildPage) -> None:
    plan = red_river.family_plan(
        family_words=f"Ask {red_river.MARIE}.", for_=["2026-01-12-zzzzzz", red_river.JO]
    )
    page = build_page(case=red_river.make_case(*red_river.people(), plan))
    assert page["family_words"] == "Ask Marie."
    assert page["subtitle"] == "for somebody who is not named here and Jo"


def test_what_is_withheld_from_everybody_but_the_team_is_nowhere(build_page: BuildPage) -> None:
    for audience in AUDIENCES:
        assert "WITHHELD" not in str(build_page(audience=audience))


def test_each_reader_gets_what_the_schema_names_for_them(build_page: BuildPage) -> None:
    team, family, child = (build_page(audience=name) for name in ("team", "family", "child"))
    provider = build_page(audience="provider")
    assert team["child_views"][0]["words"].startswith("When Kookum")
    assert family["child_views"][0]["words"].startswith("When Kookum")
    assert provider["child_views"] == []
    assert family["family_words"] and not child["family_words"]
    assert child["child_views"][0]["how"] == ""
    assert _objective(child, "1.1")["baseline"] == ""
    assert provider["goals"] == []
    assert "Copy for the family" in family["banner"]


def test_progress_is_the_newest_of_this_plan(build_page: BuildPage) -> None:
    page = build_page()
    assert _objective(page, "1.1")["now"] == {
        "status": "Under way",
        "on": "20 February 2026",
        "lines": [
            "9 of 10 nights in the last two weeks (20 February 2026)",
            "What got in the way: The sitter was ill for one night; Jo stayed at home.",
        ],
    }
    assert _objective(page, "2.1")["now"]["status"] == "Achieved"
    assert _objective(page, "3.1")["now"]["status"] == "Nothing noted yet"
    assert _objective(page, "2.1")["activities"][0]["now"]["on"] == "3 February 2026"
    assert "OF ANOTHER PLAN" not in str(page)


def test_a_measurement_stays_until_the_next_one(build_page: BuildPage) -> None:
    later = red_river.make_record(
        "progress", "2026-03-02-pr0g09", "2026-03-02",
        plan=red_river.FAMILY_PLAN, of="G1.O1", status="achieved",
    )  # fmt: skip
    case = red_river.make_case(
        *red_river.people(), red_river.family_plan(), *red_river.followed_up(), later
    )
    now = _objective(build_page(case=case), "1.1")["now"]
    assert (now["status"], now["on"]) == ("Achieved", "2 March 2026")
    assert now["lines"] == ["9 of 10 nights in the last two weeks (20 February 2026)"]


def test_a_voided_note_does_not_count(build_page: BuildPage) -> None:
    voided = red_river.make_record(
        "progress", "2026-03-02-pr0g09", "2026-03-02", plan=red_river.FAMILY_PLAN, of="G1.O1",
        status="achieved", voided={"by": "w-sample", "at": "2026-03-03T09:00:00-06:00"},
    )  # fmt: skip
    case = red_river.make_case(red_river.family_plan(), voided)
    assert _objective(build_page(case=case), "1.1")["now"]["status"] == "Nothing noted yet"


def test_numbers_follow_the_ids_so_every_copy_has_the_same(build_page: BuildPage) -> None:
    plan = red_river.family_plan(
        goals=[{"id": "G4", "goal": "Fourth", "objectives": [{"id": "G4.O2", "objective": "x"}]}]
    )
    page = build_page(case=red_river.make_case(*red_river.people(), plan))
    assert page["goals"][0]["number"] == "4"
    assert page["goals"][0]["objectives"][0]["number"] == "4.2"


def test_approval_says_who_and_when_or_that_there_is_none(build_page: BuildPage) -> None:
    assert build_page()["approvals"] == ["Approved by R. Sample on 2 February 2026"]
    assert build_page(red_river.SAFETY_PLAN)["approvals"] == ["Not yet approved by a supervisor"]
    # The carer may not know who approved; that it is approved stays true.
    assert build_page(audience="carer")["approvals"] == ["Approved by a supervisor"]


def test_disagreement_without_an_answer_of_the_agency_shows(build_page: BuildPage) -> None:
    plan = red_river.family_plan(agreement=[{"person": red_river.JO, "answer": "disagrees"}])
    page = build_page(case=red_river.make_case(*red_river.people(), plan))
    assert page["agreement"][0]["agency_answer"] == "The agency has not answered this yet."
    answered = build_page()["agreement"][1]
    assert answered["person"] == "Marie"
    assert answered["agency_answer"].startswith("The agency pays")


def test_signatures_are_of_who_was_asked_the_worker_and_the_supervisor(
    build_page: BuildPage,
) -> None:
    lines = [(line["name"], line["role"], line["signed"]) for line in build_page()["signatures"]]
    assert lines == [
        ("Jo", "", "Signed on 30 January 2026"),
        ("Marie", "", ""),
        ("W. Sample", "Worker", ""),
        ("R. Sample", "Supervisor", "Approved on 2 February 2026"),
    ]


def test_whose_plan_it_is_gets_a_line_to_sign_also_when_nobody_asked(
    build_page: BuildPage,
) -> None:
    plan = red_river.family_plan(agreement=[], **{"for": [red_river.JO, red_river.SAM]})
    page = build_page(case=red_river.make_case(*red_river.people(), plan))
    assert [line["name"] for line in page["signatures"]][:2] == ["Jo", "W. Sample"]


def test_an_ended_plan_says_so(build_page: BuildPage) -> None:
    ended = red_river.make_record(
        "plan-end", "2026-02-11-3nd3nd", "2026-02-11", plan=red_river.SAFETY_PLAN, reason="failed"
    )
    case = red_river.make_case(*red_river.people(), red_river.safety_plan(), ended)
    page = build_page(red_river.SAFETY_PLAN, case=case)
    assert page["ended"] == "This plan ended on 11 February 2026: failed"


def test_a_plan_that_is_not_there_or_was_voided_is_not_found(build_page: BuildPage) -> None:
    with pytest.raises(NotFound):
        build_page("2026-01-01-000000")
    voided = red_river.family_plan(voided={"by": "w-sample", "at": "2026-03-03T09:00:00-06:00"})
    with pytest.raises(NotFound, match=re.escape(red_river.FAMILY_PLAN)):
        build_page(case=red_river.make_case(voided))


def test_a_page_is_plain_data_whose_keys_do_not_depend_on_the_reader(
    build_page: BuildPage,
) -> None:
    def assert_plain(node: Any) -> None:
        if type(node) is dict:
            for value in node.values():
                assert_plain(value)
        elif type(node) is list:
            for item in node:
                assert_plain(item)
        else:
            assert type(node) in (str, bool)

    pages = [build_page(audience=audience) for audience in AUDIENCES]
    for page in pages:
        assert_plain(page)
    assert len({tuple(page) for page in pages}) == 1


def test_the_story_keeps_to_the_schemas(red_river_case: Case, schemas: SchemaSet) -> None:
    faults = {
        record.id: schemas.list_short_faults(record.kind, record.data)
        for record in red_river_case.records
        if not schemas.is_valid(record.kind, record.data)
    }
    assert faults == {}
