"""The definitions of the metrics: their form, their labels, and that each is counted and told."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from casekit.errors import Unreadable, UsageFault
from casekit.model.when import on_day
from casekit.overview.metrics import definitions
from casekit.overview.metrics.catalogue import COUNTERS
from casekit.overview.metrics.definitions import (
    DEFINITIONS_FILE,
    UNITS,
    Definition,
    load_definitions,
)
from casekit.overview.metrics.figures import Count, Part, make_figure
from casekit.overview.metrics.lateness import LATE_HOURS, VERY_LATE_HOURS
from casekit.overview.metrics.periods import (
    fiscal_year,
    from_to,
    last_year_followed,
    read_period,
    year_in_progress,
)
from casekit.overview.reporting import say_rate
from casekit.resources import schemas_dir
from tests.overview.counting import DEFINITIONS, read
from tests.overview.metrics_page import PAGE, make_page
from tests.schemas.lint import lint_schema
from tests.schemas.support import (
    build_python_validator,
    build_rust_validator,
    load_yaml,
    read_schemas,
)

SCHEMA = json.loads((schemas_dir() / "metric-definitions.schema.json").read_text("utf-8"))
OTHERS = read_schemas()
PYTHON = build_python_validator(SCHEMA, OTHERS)
DATA: Any = load_yaml(DEFINITIONS_FILE.read_text("utf-8"))


def test_every_metric_is_defined_and_counted() -> None:
    assert list(COUNTERS) == [d.id for d in load_definitions()]


def test_the_definitions_keep_to_their_schema() -> None:
    assert [e.message for e in PYTHON.iter_errors(DATA)] == []
    assert build_rust_validator(SCHEMA, OTHERS).is_valid(DATA)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda m: m.pop("verification"),
        lambda m: m.update(verification="sure"),
        lambda m: m.update(unit="per mille"),
        lambda m: m.update(surprise=1),
        lambda m: m["comparisons"][0].pop("verification"),
        # What the project decided itself is nothing to be held against.
        lambda m: m["comparisons"][0].update(verification="own"),
        lambda m: m["readings"].clear(),
    ],
)
def test_the_schema_can_refuse(spoil: Any) -> None:
    broken = copy.deepcopy(DATA)
    spoil(broken["metrics"][0])
    assert list(PYTHON.iter_errors(broken))


def test_the_schema_keeps_the_rules_of_the_others() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert lint_schema("metric-definitions", SCHEMA, OTHERS["common"]) == []
    content = (schemas_dir() / "metric-definitions.schema.json").read_bytes()
    assert content.isascii() and content.endswith(b"}\n") and b"\r" not in content
    units = SCHEMA["properties"]["metrics"]["items"]["properties"]["unit"]["enum"]
    assert units == list(UNITS)


def labels(metric: Definition) -> list[tuple[float, str]]:
    return [(c.value, c.verification[0].upper()) for c in metric.comparisons]


def test_the_values_and_their_labels() -> None:
    assert {name: labels(d) for name, d in DEFINITIONS.items()} == {
        "visits-made": [(95, "P"), (90, "P")],
        "visits-in-residence": [(50, "P")],
        "first-response": [],
        "recording-lateness": [],
        "recurrence": [(9.1, "U"), (9.5, "U"), (9.7, "U")],
        "permanency-entries": [(40.5, "S"), (42.7, "U"), (35.2, "U")],
        "permanency-12-to-23": [(43.6, "U"), (45.9, "U"), (43.8, "U")],
        "permanency-24-and-more": [(30.3, "U"), (31.8, "U"), (37.3, "U")],
        "re-entry": [(8.3, "U"), (8.1, "U"), (5.6, "U")],
        "placement-stability": [(4.12, "U"), (4.44, "U"), (4.48, "U")],
        "maltreatment-in-care": [(8.5, "U"), (9.67, "U"), (9.07, "U")],
    }


def test_the_numbers_in_the_words_are_those_of_the_code() -> None:
    lateness = DEFINITIONS["recording-lateness"]
    assert f"({VERY_LATE_HOURS} hours)" in lateness.definition
    assert f"more than {LATE_HOURS} hours" in lateness.readings[0].text


def test_the_page_is_written_from_the_definitions() -> None:
    assert PAGE.read_text("utf-8") == make_page()


def test_damaged_definitions_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    broken = tmp_path / "definitions.yaml"
    broken.write_text('metrics: "\n')
    monkeypatch.setattr(definitions, "DEFINITIONS_FILE", broken)
    with pytest.raises(Unreadable, match="definitions of the metrics") as told:
        load_definitions()
    assert told.value.findings


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("FFY2026", "2025-10-01", "2026-09-30"),
        ("2024-02-29 2025-02-28", "2024-02-29", "2025-02-28"),
    ],
)
def test_periods(text: str, first: str, last: str) -> None:
    period = read(text)
    assert (str(period.first), str(period.last)) == (first, last)
    assert period.is_twelve_months
    assert period.is_fiscal_year is text.startswith("FFY")


@pytest.mark.parametrize(
    "text", ["26", "FY2026", "2026-01", "FFY26", "\uff12026", "2026\n", "3026"]
)
def test_what_is_no_year(text: str) -> None:
    with pytest.raises(UsageFault, match="is not a year"):
        read_period(text)


def test_an_end_before_its_beginning() -> None:
    period = read("2026-03-01 2026-03-01")
    assert (period.first, period.is_twelve_months) == (period.last, False)
    with pytest.raises(UsageFault, match="lies before"):
        from_to(period.last, fiscal_year(2025).first)


@pytest.mark.parametrize(
    ("today", "running", "last"), [("2026-09-30", 2026, 2025), ("2026-10-01", 2027, 2026)]
)
def test_which_year_without_a_period(today: str, running: int, last: int) -> None:
    day = read(f"{today} {today}").first
    assert year_in_progress(day) == fiscal_year(running)
    assert [last_year_followed(day, n) for n in (0, 1, 2)] == [
        fiscal_year(last - n) for n in (0, 1, 2)
    ]


@pytest.mark.parametrize(
    ("metric", "counted", "reached"),
    [
        ("visits-made", 9_500, True),
        ("visits-made", 9_499, False),
        # An indicator for which less is better, were its value confirmed.
        ("recurrence", 910, True),
        ("recurrence", 911, False),
    ],
)
def test_a_value_is_reached_exactly(metric: str, counted: int, reached: bool) -> None:
    definition = DEFINITIONS[metric]
    value = definition.comparisons[0]._replace(verification="secondary")
    period, now = read("FFY2026"), datetime(2026, 12, 1, tzinfo=UTC)
    found = make_figure(
        definition._replace(comparisons=(value,)),
        period,
        Count((Part("2026-K7Q4MZ3", None, None, counted, 10_000),)),
        on_day(period.last, UTC),
        now,
        whole=True,
    )
    assert [c.reached for c in found.compared] == [reached]


def test_a_rate_in_words() -> None:
    assert say_rate(None, "percent") == "no cases"
    assert [say_rate(r, "percent") for r in (95, 94.96, 87.5, 0.0)] == [
        *("95 %", "94.96 %", "87.5 %", "0 %")
    ]
    assert [say_rate(r, "per 1,000 days") for r in (4.5, 4.12, 100.0)] == ["4.5", "4.12", "100"]
