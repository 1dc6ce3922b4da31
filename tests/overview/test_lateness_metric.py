"""How late what happened was written down, by kind, by hand."""

from __future__ import annotations

import pytest

from casekit.overview.metrics.lateness import hours_late
from tests.model.hand_made import CaseMaker
from tests.overview.counting import count, figure, numbers, whys

YEAR, LATER = "2026", "2026-12-30"


@pytest.mark.parametrize(
    ("happened", "written", "hours"),
    [
        ("2026-01-12 10:00", "2026-01-12 10:00", 0.0),
        ("2026-01-12 10:00", "2026-01-13 12:30", 26.5),
        ("2026-01-12 10:00", "2026-01-12 09:59", None),
        # Known by its day: from the end of that day, and never before it began.
        ("2026-01-12", "2026-01-12 08:00", 0.0),
        ("2026-01-12", "2026-01-13 06:00", 6.0),
        ("2026-01-12", "2026-01-11 23:59", None),
        # The clocks go forward in the night to 8 March 2026.
        ("2026-03-07 20:00", "2026-03-08 20:00", 23.0),
    ],
)
def test_the_hours(happened: str, written: str, hours: float | None) -> None:
    maker = CaseMaker()
    maker.add("contact", happened, recorded=written)
    late = hours_late(maker.records[0])
    assert (late is None) if hours is None else late == pytest.approx(hours, abs=0.001)


def story() -> CaseMaker:
    """Contacts 1, 25, 72 and 73 hours late, a hearing 4 days, and one written down before."""
    maker = CaseMaker()
    maker.child("sam", "2018-06-02")
    for happened, written in (
        ("2026-02-02 10:00", "2026-02-02 11:00"),
        ("2026-02-03 10:00", "2026-02-04 11:00"),
        ("2026-02-04 10:00", "2026-02-07 10:00"),
        ("2026-02-05 10:00", "2026-02-08 11:00"),
    ):
        maker.contact(happened, seen=["sam"], recorded=written)
    maker.add("hearing", "2026-02-10 10:00", recorded="2026-02-14 10:00", children=["sam"])
    maker.add("hearing", "2026-02-12 10:00", recorded="2026-02-12 09:00", children=["sam"])
    return maker


def test_by_kind_of_record() -> None:
    found = figure("recording-lateness", YEAR, story(), now=LATER)
    contacts, hearings = found.groups
    assert (contacts.name, contacts.numerator, contacts.denominator) == ("contact", 1, 4)
    assert (contacts.median_hours, contacts.p90_hours) == (48.5, 73.0)
    assert dict(contacts.marks) == {
        "within 24 hours": 1,
        "recorded late": 2,
        "over 3 days": 1,
        "recorded before it happened": 0,
    }
    assert (hearings.name, hearings.numerator, hearings.denominator) == ("hearing", 1, 1)
    assert (found.numerator, found.denominator, found.rate) == (2, 5, 40.0)


def test_what_was_written_down_before_it_happened_is_a_fault() -> None:
    found = count("recording-lateness", YEAR, story(), now=LATER)
    assert whys(found) == ["hearing: written down before it happened"]
    assert [(f.code, f.severity, f.path) for f in found.findings] == [
        ("RECORDED-BEFORE", "warning", f"hearing/{found.not_judged[0].record}.yaml")
    ]


def test_who_somebody_is_and_what_was_voided_and_other_times_are_no_part() -> None:
    maker = story()
    maker.contact("2025-12-31 23:00", recorded="2026-03-01 10:00")
    maker.contact("2026-12-31 10:00", recorded="2026-12-31 10:00")
    maker.contact("2026-03-01 10:00", recorded="2026-05-01 10:00", voided={"reason": "twice"})
    assert numbers(count("recording-lateness", YEAR, maker, now=LATER)) == (2, 5)
    nobody = CaseMaker()
    nobody.child("sam", "2018-06-02")
    assert figure("recording-lateness", "2000", nobody, now=LATER).rate is None
