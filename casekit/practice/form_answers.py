"""What a record answers to a form: what about whom, and whether that is whole and right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from casekit.model.findings import Finding
from casekit.model.records import Case, Record
from casekit.practice.instrument_data import Instrument, Item
from casekit.practice.scope import Scope
from casekit.practice.scoring import asked_items, score
from casekit.records.schemas import suggest

# Where the form is answered once for everybody.
EVERYBODY = ""


def answers_of(record: Record) -> dict[str, dict[str, Mapping[str, Any]]]:
    """The worker's own answers of a record by the person they are about, then by item."""
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for answer in record.data.get("answers", ()):
        if "informant" not in answer:
            found.setdefault(answer.get("about", EVERYBODY), {})[answer["item"]] = answer
    return found


def subjects_of(record: Record, instrument: Instrument) -> list[str]:
    """About whom a form must be answered, as far as the record says it."""
    if instrument.per == "child":
        return sorted(record.children)
    if instrument.per == "caregiver":
        named = {a["about"] for a in record.data.get("answers", ()) if "about" in a}
        return sorted(named) or [EVERYBODY]
    return [EVERYBODY]


def find_previous(case: Case, record: Record | None, form: str) -> Record | None:
    """The newest assessment by the same form before a record, or of all."""
    found = [r for r in case.facts("assessment") if r.data.get("form", {}).get("id") == form]
    if record is not None:
        moment = (record.occurred.earliest, record.recorded_at)
        found = [r for r in found if (r.occurred.earliest, r.recorded_at) < moment]
    return found[-1] if found else None


def check_form(
    scope: Scope, record: Record, instruments: Mapping[str, Instrument]
) -> Iterator[Finding]:
    """An assessment by a form is whole, has a reason for every answer, and follows from it."""
    if record.kind != "assessment":
        return
    if "form" not in record.data:
        if "answers" in record.data:
            yield scope.finding(
                record,
                ("answers",),
                "ASSESSMENT-WITHOUT-FORM",
                "answers belong to a form, and none is named",
                "add `form:` with its id; casekit instruments lists them",
            )
        return
    name = record.data["form"]["id"]
    instrument = instruments.get(name)
    if instrument is None:
        yield scope.finding(
            record,
            ("form", "id"),
            "ASSESSMENT-FORM-UNKNOWN",
            f"there is no form `{name}`",
            suggest(name, tuple(instruments), "forms"),
        )
        return
    if instrument.version != record.data["form"]["version"]:
        return  # what an earlier edition asked is judged by nobody now
    if instrument.kind != record.data["instrument"]:
        yield scope.finding(
            record,
            ("instrument",),
            "ASSESSMENT-FORM-DIFFERS",
            f"the form {name} is for: {instrument.kind}",
            f"write `instrument: {instrument.kind}`, or choose another form",
        )
    if instrument.per == "threat":
        yield from _check_threats(scope, record)
        return
    yield from _check_answers(scope, record, instrument)
    yield from _check_complete(scope, record, instrument)


def _check_answers(scope: Scope, record: Record, instrument: Instrument) -> Iterator[Finding]:
    """Each answer is one of the form's, about somebody it asks about, with its reason."""
    seen: set[tuple[str, str, str]] = set()
    for number, answer in enumerate(record.data.get("answers", ())):
        keys = ("answers", number)
        item = instrument.item(answer["item"])
        if item is None:
            known = [i.id for i in instrument.items]
            yield scope.finding(
                record,
                (*keys, "item"),
                "ASSESSMENT-ITEM-UNKNOWN",
                f"the form {instrument.id} asks nothing called `{answer['item']}`",
                suggest(answer["item"], known, "items"),
            )
            continue
        mark = (item.id, answer.get("about", EVERYBODY), answer.get("informant", EVERYBODY))
        if mark in seen:
            yield scope.finding(
                record,
                (*keys, "item"),
                "ASSESSMENT-ANSWERED-TWICE",
                f"`{item.id}` is answered twice about the same person",
                "keep one; what somebody else says has `informant:`",
            )
        seen.add(mark)
        if (instrument.per == "family") == ("about" in answer):
            each = "once for the family" if instrument.per == "family" else f"per {instrument.per}"
            yield scope.finding(
                record,
                (*keys, "about") if "about" in answer else keys,
                "ASSESSMENT-ABOUT",
                f"the form {instrument.id} is answered {each}",
                "leave `about` out" if "about" in answer else "add `about:` with the person",
            )
        elif "about" in answer and not _is_asked_about(scope, record, instrument, answer["about"]):
            called = scope.loaded.case.call(answer["about"])
            yield scope.finding(
                record,
                (*keys, "about"),
                "ASSESSMENT-ABOUT",
                f"the form {instrument.id} is answered per {instrument.per}, and {called} is none "
                "of this assessment",
                "name the person meant, or leave the answer out",
            )
        if item.takes_text:
            continue
        values = [option.value for option in item.choices]
        if answer["value"] not in values:
            yield scope.finding(
                record,
                (*keys, "value"),
                "ASSESSMENT-VALUE-UNKNOWN",
                f"`{answer['value']}` is no answer to `{item.id}`",
                suggest(answer["value"], values, "answers"),
            )
        if "reason" not in answer:
            yield scope.finding(
                record,
                keys,
                "ASSESSMENT-ANSWER-WITHOUT-REASON",
                f"`{item.id}` is answered with {answer['value']} and no reason",
                "add `reason:` with what you saw or heard that shows it",
            )


def _is_asked_about(scope: Scope, record: Record, instrument: Instrument, who: str) -> bool:
    if instrument.per == "child":
        return who in record.children
    person = scope.loaded.case.person(who)
    return person is None or person.role != "child"


def _check_complete(scope: Scope, record: Record, instrument: Instrument) -> Iterator[Finding]:
    """Every question is answered about everybody, and the record says what the answers say."""
    by_subject = answers_of(record)
    results: list[str] = []
    for subject in subjects_of(record, instrument):
        given = {item: str(a["value"]) for item, a in by_subject.get(subject, {}).items()}
        outcome = score(instrument, given)
        person = scope.loaded.case.person(subject)
        about = f" about {person.called}" if person else ""
        if not outcome.is_complete:
            yield scope.finding(
                record,
                ("answers",) if "answers" in record.data else ("form",),
                "ASSESSMENT-INCOMPLETE",
                f"the form {instrument.id} is not complete{about}: {', '.join(outcome.missing)}",
                f"answer each, with a reason; what has `informant:` is somebody else's answer, and "
                f"yours has none; see them with: casekit instruments {instrument.id}",
            )
        if outcome.result is not None:
            results.append(outcome.result)
        yield from _check_listed(scope, record, instrument, given)
    yield from _check_result(scope, record, instrument, results)


def _check_result(
    scope: Scope, record: Record, instrument: Instrument, results: list[str]
) -> Iterator[Finding]:
    field = instrument.scoring.get("sets")
    if field is None or not results or "differs_because" in record.data:
        return
    stated = record.data.get(field)
    if stated not in results or len(set(results)) > 1:
        several = " and ".join(dict.fromkeys(results))
        hint = f"write `{field}: {results[0]}`, or `differs_because:` with your reason"
        if len(set(results)) > 1:
            hint = "write a record each for children who differ, or `differs_because:` with why"
        yield scope.finding(
            record,
            (field,) if field in record.data else ("form",),
            "ASSESSMENT-SCORE-DIFFERS",
            f"the answers come to {several}, and the record says {stated or 'nothing'}",
            hint,
        )


def _check_listed(
    scope: Scope, record: Record, instrument: Instrument, given: Mapping[str, str]
) -> Iterator[Finding]:
    """What is marked as a need is written down as one, so that a goal can answer it."""
    if instrument.scoring["rule"] != "lists":
        return
    into = instrument.scoring["into"]
    domains = {one["domain"] for one in record.data.get(into, ())}
    for item in asked_items(instrument, given):
        marked = given.get(item.id) in instrument.scoring["value"]
        if marked and item.domain is not None and item.domain not in domains:
            yield _unlisted(scope, record, item, into, given[item.id])


def _unlisted(scope: Scope, record: Record, item: Item, into: str, value: str) -> Finding:
    thing = into.removesuffix("s")
    number = next(
        n
        for n, one in enumerate(record.data["answers"])
        if one["item"] == item.id and str(one["value"]) == value and "informant" not in one
    )
    return scope.finding(
        record,
        ("answers", number),
        "ASSESSMENT-NOT-LISTED",
        f"`{item.id}` is marked as a {thing}, and no {thing} in `{into}` is of: {item.domain}",
        f"add one to `{into}:` and say why, so that a goal can answer it",
    )


def _check_threats(scope: Scope, record: Record) -> Iterator[Finding]:
    """A child is not safe while a threat meets all five criteria; Oregon's rule."""
    threats = record.data.get("threats", ())
    if not threats and record.data.get("conclusion") != "safe":
        yield scope.finding(
            record,
            ("form",),
            "ASSESSMENT-INCOMPLETE",
            "the form asks about each threat, and none is named",
            "name each under `threats:`, or conclude that the child is safe",
        )
    full = [t["id"] for t in threats if all(t["criteria"].values())]
    if full and record.data.get("conclusion") == "safe" and "differs_because" not in record.data:
        yield scope.finding(
            record,
            ("conclusion",),
            "ASSESSMENT-SCORE-DIFFERS",
            f"{', '.join(full)} meets all five criteria, and the conclusion is: safe",
            "write `safe with a plan` or `unsafe`, or `differs_because:` with your reason",
        )
