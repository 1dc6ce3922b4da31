"""The clocks of the rule language against results computed by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from ruamel.yaml import YAML

from casekit.model.timeline import Event, Span, Timeline, merge_touching, order_events
from casekit.model.when import When, on_day, read_when, write_when
from casekit.standards.calendars import Calendar, Year
from casekit.standards.clocks import Clock
from casekit.standards.obligations import find_obligations
from casekit.standards.reading import read_rule

VECTORS = Path(__file__).parents[1] / "scenarios" / "clock-vectors.yaml"


def load_vectors() -> list[dict[str, Any]]:
    vectors: list[dict[str, Any]] = YAML(typ="safe").load(VECTORS.read_text("utf-8"))
    return vectors


def build_clock(vector: dict[str, Any]) -> Clock:
    closed = {date.fromisoformat(day): "holiday" for day in vector.get("holidays", [])}
    years = {year: Year(non_working=closed) for year in range(2024, 2032)}
    zone = ZoneInfo(vector["zone"])
    return Clock(zone, {name: Calendar(name, years) for name in ("working", "court")})


def build_timeline(vector: dict[str, Any], clock: Clock, now: datetime) -> Timeline:
    def when(text: str) -> When:
        return read_when(text, clock.zone)

    events, spans, births = [], [], {}
    for name, facts in vector["facts"].items():
        if name == "born":
            births["case"] = when(facts)
            continue
        for fact in facts:
            if isinstance(fact, list):
                start, end = when(fact[0]), when(fact[1]) if fact[1] else None
                spans.append(Span(name, True, start, end))
            elif when(fact).earliest <= now:
                events.append(Event(name, when(fact)))
    return Timeline("case", clock.zone, order_events(events), merge_touching(spans), births)


def latest_fact(vector: dict[str, Any], clock: Clock) -> datetime:
    """Without a `today`, the vector is judged when all its facts are known."""
    texts = []
    for facts in vector["facts"].values():
        for fact in facts if isinstance(facts, list) else [facts]:
            texts.extend(t for t in fact if t) if isinstance(fact, list) else texts.append(fact)
    return max(read_when(text, clock.zone).latest for text in texts)


@pytest.mark.parametrize("vector", load_vectors(), ids=lambda v: v["name"])
def test_clock_vectors(vector: dict[str, Any]) -> None:
    clock = build_clock(vector)
    today = vector.get("today")
    now = read_when(today, clock.zone).latest if today else latest_fact(vector, clock)
    rule = read_rule({"id": "vector", **vector["rule"]}, vector.get("define", {}))
    judgement = find_obligations(
        build_timeline(vector, clock, now),
        [rule],
        clock,
        now,
        horizon=now.date() + timedelta(days=365),
    )
    assert not judgement.unjudged
    found = judgement.obligations

    def written(when: When | None) -> str | None:
        return write_when(when, clock.zone) if when else None

    expected = vector["due"] if isinstance(vector["due"], list) else [vector["due"]]
    assert [written(o.due) for o in found[: len(expected)]] == expected
    if "opens" in vector:
        assert written(found[0].opens) == vector["opens"]
    if "met" in vector:
        assert [written(o.met_at) for o in found[: len(expected)]] == vector["met"]
    if "status" in vector:
        assert found[0].status == vector["status"]


def test_every_vector_is_judged_without_a_leftover_key() -> None:
    known = {"name", "zone", "holidays", "rule", "facts", "define", "today"}
    known |= {"due", "opens", "met", "status"}
    assert all(set(vector) <= known for vector in load_vectors())
    assert on_day(date(2026, 3, 8), ZoneInfo("America/Winnipeg")).latest.hour == 4
