"""The process that ships: everything the flow chart says is there, and every condition is used."""

from __future__ import annotations

from casekit.practice.conditions.registry import CONDITIONS
from casekit.practice.process_data import read_process
from casekit.records.schemas import SchemaSet
from casekit.resources import schemas_dir

PROCESS = read_process(None)
# The case planning flow chart, Reassessment: what a review may end in, and where it leads.
FLOW_CHART = {
    "at home": {
        "close": "closing",
        "return to assessment": "assessment",
        "consider placement": "out of home",
    },
    "out of home": {
        "supervise at home": "at home",
        "close": "closing",
        "return to assessment": "assessment",
        "consider permanent custody": "permanency",
    },
    "permanency": {
        "close": "closing",
        "return to assessment": "assessment",
        "continue": "implementation",
    },
}


def test_each_track_has_the_ways_of_the_flow_chart_and_no_other() -> None:
    found = {t.id: {way.result: way.leads_to for way in t.ways} for t in PROCESS.tracks}
    assert found == FLOW_CHART


def test_every_result_of_a_review_is_open_on_some_track() -> None:
    results = SchemaSet(schemas_dir()).get("review")["properties"]["result"]["enum"]
    assert {way.result for track in PROCESS.tracks for way in track.ways} == set(results)


def test_from_every_track_the_same_four_ends_are_open() -> None:
    ends = [end.id for end in PROCESS.ends]
    assert ends == ["transfer", "court dismissal", "death", "coming of age"]


def test_every_condition_is_asked_for_somewhere() -> None:
    used = {name for stage in PROCESS.stages for name in stage.requires}
    used |= {name for stage in PROCESS.stages for names in stage.also.values() for name in names}
    used |= {name for track in PROCESS.tracks for way in track.ways for name in way.requires}
    used |= {name for turn in PROCESS.turns for name in turn.requires}
    # A gate of closing, beside the process.
    assert used | {"safety assessed"} == CONDITIONS.keys()
