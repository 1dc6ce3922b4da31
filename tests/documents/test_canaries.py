"""No document holds what its reader may not have, whatever stands in the case."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from casekit.documents.catalogue import NAMES, PLANS, make_sheet, readers_of
from casekit.documents.faults import NotForReader
from casekit.documents.projection import AUDIENCES
from casekit.documents.reader import Reader
from casekit.documents.request import Request

from .canaries import (
    OUTSIDE,
    TODAY,
    WORD,
    find_leaks,
    make_pages,
    plant,
    readers,
    sample_cases,
    schemas,
)

# Once in a run of everything is enough: no library's age makes a difference.
pytestmark = pytest.mark.trial

CASES = range(len(sample_cases()))
OF_THE_CASE = ("child", "family", "professional")


@pytest.mark.parametrize("number", CASES)
def test_no_field_reaches_a_reader_who_may_not_have_it(number: int) -> None:
    for turn in range(2):
        planted = plant(sample_cases()[number], random.Random(number * 1000 + turn))
        pages, leaks = find_leaks(planted)
        assert pages and leaks == set()


def test_what_a_consent_keeps_by_its_class_reaches_no_page() -> None:
    """Of whoever is of neither the family nor an office, and of health and education: nothing."""
    withheld = schemas().get("consent")["properties"]["withheld"]["items"]["properties"]
    classes = frozenset(withheld["class"]["enum"])
    told = {True: 0, False: 0}
    with_others = [c for c in sample_cases() if any(p.role not in OF_THE_CASE for p in c.people)]
    for number, case in enumerate(with_others[:4]):
        planted = plant(case, random.Random(number))
        kept = set()
        for record in planted.case.records:
            if record.kind == "person" and record.data["role"] not in OF_THE_CASE:
                kept |= set(WORD.findall(str(record.data)))
            if record.kind in ("health", "education"):
                kept |= set(WORD.findall(str(record.data["what"])))
            if record.kind == "meeting":
                kept |= set(WORD.findall(str(record.data.get("others"))))
        for is_kept in told:
            without = classes if is_kept else frozenset[str]()
            for _, audience, page in make_pages(planted.case, without=without):
                if audience in OUTSIDE:
                    told[is_kept] += len(kept & set(WORD.findall(str(page))))
    assert told[False] > 10 and not told[True]


def test_every_document_is_made_of_some_sample_case() -> None:
    made = {(name, audience) for case in sample_cases() for name, audience, _ in make_pages(case)}
    wanted = {(name, audience) for name in NAMES for audience in readers_of(name)}
    assert wanted <= made


def test_the_test_finds_a_leak() -> None:
    """A document that asks the case and not its reader is found out."""
    case = next(c for c in sample_cases() if any(True for _ in c.facts("closing")))
    planted = plant(case, random.Random(1))
    assert "family" not in readers("closing", ("lessons",))
    closing = next(iter(planted.case.facts("closing")))
    plan = next(iter(planted.case.facts("plan")), None)
    assert plan is not None
    told = plan._replace(data={**plan.data, "family_words": closing.data["lessons"]})
    records = tuple(told if r is plan else r for r in planted.case.records)
    _, leaks = find_leaks(planted._replace(case=replace(planted.case, records=records)))
    assert {leak.kind for leak in leaks} == {"closing"}


@pytest.mark.parametrize("name", [name for name in NAMES if name not in PLANS])
def test_a_document_is_made_for_its_readers_only(name: str) -> None:
    case = sample_cases()[0]
    for audience in set(AUDIENCES) - set(readers_of(name)):
        reader = Reader.of(case, audience, schemas(), {}, TODAY)
        with pytest.raises(NotForReader):
            make_sheet(name, reader, Request(), agency_name="x", version="1", printed_on=TODAY)
