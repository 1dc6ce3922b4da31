"""A translation stands beside its original, for whoever may read that, while it says the same."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from casekit.documents.catalogue import NAMES, OF_ONE_CHILD, PLANS, make_sheet, readers_of
from casekit.documents.left_out import list_left_out
from casekit.documents.markdown import render_markdown
from casekit.documents.pdf import render_pdf
from casekit.documents.plan_page import build_plan_page
from casekit.documents.projection import AUDIENCES, iter_disclosed, project
from casekit.documents.reader import Reader
from casekit.documents.request import Request
from casekit.documents.tongue import Tongue
from casekit.documents.translated import list_older, put_beside
from casekit.documents.web_page import render_web_document
from casekit.documents.withheld import list_withheld
from casekit.errors import NotFound, UsageFault
from casekit.model.records import Case, Record
from casekit.records.document import name_path
from casekit.records.originals import iter_free_texts

from .canaries import TODAY, Planted, plant, sample_cases, schemas
from .red_river_in_care import make_case_in_care

FRENCH = Tongue.of("fr", "en")


def translate(record: Record, field: str, words: str, text: str, **more: Any) -> Record:
    data: Mapping[str, Any] = {
        "record": record.id,
        "field": field,
        "value": words,
        "language": "French",
        "text": text,
        "translated_by": "N. Sample",
        **more,
    }
    return record._replace(kind="translation", id=f"{record.id}-{field}", data=data)


def with_plan_translated(**more: Any) -> tuple[Case, Record, dict[str, str]]:
    """The richest plan, and each of its texts in other words: `<field>`, so that one is known."""
    case, plan = max(
        ((c, p) for c in sample_cases() for p in c.facts("plan") if p.data.get("family_words")),
        key=lambda one: len(str(one[1].data)),
    )
    texts = {name_path(k): v for k, v in iter_free_texts(plan.data, "plan", schemas())}
    made = tuple(translate(plan, f, v, f"mot-{f} *x*", **more) for f, v in texts.items())
    return replace(case, records=(*case.records, *made)), plan, texts


def build(case: Case, plan: Record, audience: str, tongue: Tongue = FRENCH) -> dict[str, Any]:
    return build_plan_page(
        case,
        plan.id,
        audience=audience,
        schemas=schemas(),
        agency_name="Agency",
        workers={},
        version="1",
        printed_on=TODAY,
        tongue=tongue,
    )


@pytest.mark.parametrize("audience", AUDIENCES)
def test_it_stands_beside_its_original_and_nowhere_else(audience: str) -> None:
    case, plan, texts = with_plan_translated()
    page = build(case, plan, audience)
    shown = str(page)
    places = {
        "child_views[1].words": [one["translation"] for one in page["child_views"]],
        "family_words": [page["family_words_translation"]],
        "goals[1].goal": [one["translation"] for one in page["goals"]],
        "goals[1].objectives[1].objective": [
            one["translation"] for goal in page["goals"] for one in goal["objectives"]
        ],
        "goals[1].why": [one["why_translation"] for one in page["goals"]],
        **{
            f"goals[1].objectives[1].{key}": [
                one[f"{key}_translation"] for goal in page["goals"] for one in goal["objectives"]
            ]
            for key in ("measure", "baseline")
        },
    }
    for field, beside in places.items():
        may = project(plan.data, "plan", audience=audience, schemas=schemas())
        assert (texts[field] in str(may)) == (f"mot-{field}" in str(beside)), field
    for field, value in texts.items():
        assert f"'mot-{field} " not in shown or value in shown
    assert "mot-" not in str(build(case, plan, audience, Tongue()))


def test_every_paper_says_whose_it_is_and_in_which_language() -> None:
    case, plan, _ = with_plan_translated()
    page = build(case, plan, "family")
    told = render_markdown(page, template="plan.md.j2")
    assert r"mot-family\_words \*x\* (Traduction de N. Sample)" in told
    web = render_web_document(page, template="plan.html.j2")
    assert '<p lang="fr" dir="auto">mot-family_words *x*</p>' in web
    assert '<bdi lang="fr">mot-goals[1].objectives[1].activities[1].what *x*</bdi>' in web
    assert "<br>mot-goals\\[1\\].why \\*x\\* (Traduction de N. Sample)" in told
    assert '</dt><dd dir="auto">' in web and '<bdi lang="fr">mot-goals[1].why *x*</bdi>' in web
    now = datetime(2026, 11, 20, tzinfo=UTC)
    assert render_pdf(page, printed_at=now).startswith(b"%PDF")
    reader = Reader.of(case, "family", schemas(), {}, TODAY, FRENCH)
    assert reader.translate(plan, plan.data["family_words"])["lang"] == "fr"
    assert reader.translate(plan, "other words") == {"text": "", "by": "", "lang": ""}


# Of a plan, what sheets tell.
TOLD = re.compile(r"(goal|why|objective|measure|baseline|does|words)$")


def with_every_plan_translated(case: Case, **more: Any) -> Case:
    made = [
        translate(plan, name_path(keys), words, f"mot-{plan.id}-{name_path(keys)}.", **more)
        for plan in case.facts("plan")
        for keys, words in iter_free_texts(plan.data, "plan", schemas())
        if TOLD.search(name_path(keys))
    ]
    return replace(case, records=(*case.records, *made))


def make_sheets(case: Case) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every sheet of a case for each of its readers, those about one child of each child."""
    for name in (one for one in NAMES if one not in PLANS):
        for audience in readers_of(name):
            whom = (child.id for child in case.children) if name in OF_ONE_CHILD else ("",)
            for who in whom:
                reader = Reader.of(case, audience, schemas(), {}, TODAY, FRENCH)
                with suppress(NotFound, UsageFault):
                    made = make_sheet(
                        name,
                        reader,
                        Request((who,) if who else ()),
                        agency_name="Agency",
                        version="1",
                        printed_on=TODAY,
                    )
                    yield name, audience, made.page


def test_a_sheet_has_it_beside_goals_and_actions_and_only_where_the_original_is() -> None:
    shown: dict[str, set[str]] = {}
    red_river = make_case_in_care()
    leaving = next(
        case
        for case in sample_cases()
        if any(plan.data["kind"] == "transition" for plan in case.facts("plan"))
    )
    older = with_every_plan_translated(red_river, value="What it said before.")
    assert not any("mot-" in str(page) for _, _, page in make_sheets(older))
    for case in (red_river, leaving):
        translated = with_every_plan_translated(case)
        for name, audience, page in make_sheets(translated):
            said = str(page["sections"])
            for one in translated.facts("translation"):
                words, text, field = one.data["value"], one.data["text"], one.data["field"]
                assert text not in said or words in said, (name, audience, field)
                if text in said:
                    shown.setdefault(name, set()).add(re.sub(r"\d+", "1", field))
                    plan = case.find(one.data["record"])
                    assert plan is not None
                    may = project(plan.data, "plan", audience=audience, schemas=schemas())
                    assert words in str(may), (name, audience, field)
    goals = {f"goals[1].{key}" for key in ("goal", "why")}
    goals |= {f"goals[1].objectives[1].{key}" for key in ("objective", "measure", "baseline")}
    for name in ("case-plan", "court-report", "closing-summary", "leaving-care-plan"):
        assert shown[name] >= goals, name
    assert shown["review-report"] >= {one for one in goals if "objectives" in one}
    assert shown["child-plan"] >= {"goals[1].goal", "child_views[1].words"}
    assert shown["placement-information"] >= {"child_views[1].words", *goals}, shown
    assert "threats[1].actions[1].does" in shown["case-plan"] & shown["child-plan"]


def test_below_words_that_run_left_it_runs_its_own_way() -> None:
    words = "\u0646\u062c\u062a\u0645\u0639"
    one = {"text": "Oui.", "by": "Traduction de N. Sample", "lang": "fr"}
    assert put_beside(words, one) == f"{words}\n\u2068Oui. (Traduction de N. Sample)\u2069"
    assert put_beside("Yes.", one) == "Yes.\nOui. (Traduction de N. Sample)"
    assert put_beside("Yes.", {"text": "", "by": "", "lang": ""}) == "Yes."


def test_an_older_one_is_not_shown_and_that_is_told() -> None:
    case, plan, _ = with_plan_translated(value="What it said before.")
    assert "mot-" not in str(build(case, plan, "team"))
    told = list_older(case, [plan], FRENCH, schemas())
    assert any("`family_words`" in one and "changed since" in one for one in told)
    assert not list_older(case, [plan], Tongue(), schemas())
    assert not list_older(case, [], FRENCH, schemas())


def readers_in(case: Case, record: Record, keys: tuple[Any, ...], **more: Any) -> tuple[str, ...]:
    told = iter_disclosed(record.data, record.kind, schemas(), case=case, **more)
    return next(readers for one, _, readers in told if one == keys)


def plant_translations(number: int) -> tuple[Planted, list[Record]]:
    planted = plant(sample_cases()[number], random.Random(number))
    return planted, list(planted.case.facts("translation"))


@pytest.mark.parametrize("number", range(0, len(sample_cases()), 6))
def test_its_readers_are_those_of_the_original_and_so_is_what_is_looked_for(number: int) -> None:
    planted, made = plant_translations(number)
    assert made
    for audience in AUDIENCES:
        withheld = {
            (one.record.id, one.field): one.form
            for one in list_withheld(planted.case, audience=audience, schemas=schemas())
        }
        for one in made:
            text, value = one.data["text"], one.data["value"]
            seen = project(
                one.data, one.kind, audience=audience, schemas=schemas(), case=planted.case
            )
            assert ("text" in seen) == (audience in planted.where[text].readers)
            assert ("value" in seen) == (audience in planted.where[value].readers)
            assert (
                project(one.data, one.kind, audience=audience, schemas=schemas())
                .keys()
                .isdisjoint(("text", "value"))
            )
            # Looked for where the original is, and as what it is; its own words never more.
            form = withheld.get((one.data["record"], one.data["field"]))
            assert withheld.get((one.id, "value")) == form
            assert form is None or withheld.get((one.id, "text")) == form


def test_of_what_is_not_there_or_sealed_it_has_no_readers() -> None:
    case, plan, _ = with_plan_translated()
    long = "Words that are long enough to be looked for by themselves."
    lost = [
        translate(plan, "goals[99].goal", long, long),
        translate(plan, "id", long, long),
        translate(plan._replace(id="2026-01-01-aaaaaa"), "family_words", long, long),
        next(iter(case.facts("translation"))),
    ]
    lost[3] = translate(lost[3], "text", long, long)
    sealed = next(
        (c, r, key)
        for c in sample_cases()
        for r in c.records
        for key, value in r.data.items()
        if (isinstance(value, Mapping) and "recipients" in str(value)[:2000]) or key == "reporter"
    )
    for one in lost:
        held = replace(case, records=(*case.records, one))
        for key in ("text", "value"):
            assert readers_in(held, one, (key,)) == ()
        found = {
            (w.record.id, w.field)
            for w in list_withheld(held, audience="family", schemas=schemas())
        }
        assert {(one.id, "text"), (one.id, "value")} <= found
    of, record, key = sealed
    one = translate(record, key, long, long)
    assert readers_in(replace(of, records=(*of.records, one)), one, ("text",)) == ()


def test_what_narrows_the_original_narrows_it_and_its_own_narrowing_counts_too() -> None:
    case, plan, _ = with_plan_translated(only_for=["court"])
    one = next(r for r in case.facts("translation") if r.data["field"] == "family_words")
    assert set(readers_in(case, one, ("text",))) == {"team", "supervisor", "court"}
    assert "family" in readers_in(case, one, ("value",)), "the family reads the original"
    case, plan, _ = with_plan_translated()
    few = plan._replace(data={**plan.data, "only_for": ["carer"]})
    narrowed = replace(case, records=tuple(few if r is plan else r for r in case.records))
    one = next(r for r in case.facts("translation") if r.data["field"] == "family_words")
    assert set(readers_in(narrowed, one, ("text",))) <= {"team", "supervisor", "carer"}
    rules = {
        (row.field, row.rule)
        for row in list_left_out([one], audience="family", schemas=schemas(), case=narrowed)
    }
    assert {("text", "as its original"), ("value", "as its original")} <= rules


def test_a_consent_that_keeps_a_class_keeps_its_translation() -> None:
    case, health = next((c, r) for c in sample_cases() for r in c.facts("health"))
    one = translate(health, "what", health.data["what"], "Ce que c'est")
    held = replace(case, records=(*case.records, one))
    assert "carer" in readers_in(held, one, ("text",))
    for key in ("text", "value"):
        assert set(readers_in(held, one, (key,), without=frozenset({"health"}))) == {
            "team",
            "supervisor",
        }
