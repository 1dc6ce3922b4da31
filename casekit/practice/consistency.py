"""What contradicts itself: an end before its beginning, a goal for a need that nobody found.

Dates and words that do not fit each other make duties disappear without a sound, so each is a
fault.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from casekit.model.assessed import KINDS
from casekit.model.childhood import YOUNG_ADULT
from casekit.model.findings import Finding
from casekit.model.identity import list_undecided
from casekit.model.plans import find_approvals
from casekit.model.protection import contradicts_safe
from casekit.model.records import Record
from casekit.model.schedules import list_days
from casekit.model.when import add_years
from casekit.practice.scope import Scope
from casekit.records.document import Keys

# Nowhere in the packs is a young adult younger; most places say eighteen.
_YOUNG_ADULT_FROM = 16
# The record that a record of this kind answers or ends, by the field that names it.
COMES_AFTER: Mapping[str, str] = {
    "screening": "report",
    "determination": "report",
    "placement-end": "placement",
    "order-end": "order",
    "order-status": "order",
    "notice-receipt": "notice",
    "consent-withdrawal": "consent",
    "referral-status": "referral",
    "plan-end": "plan",
    "transfer-answer": "transfer",
    "appointment-end": "appointment",
    "advocacy-answer": "advocacy",
    "team-member-end": "member",
    "family-time-held": "family_time",
    "family-time-end": "family_time",
    "progress": "plan",
}


def check_sequence(scope: Scope, record: Record) -> Iterator[Finding]:
    """What answers or ends another record did not happen before it."""
    field = COMES_AFTER.get(record.kind)
    named = [record.data[field]] if field and field in record.data else []
    named += record.data.get("approves", record.data.get("returns", ()))
    for other_id in named:
        other = scope.loaded.case.find(str(other_id))
        if other is not None and record.occurred.latest < other.occurred.earliest:
            key = "occurred_at" if "occurred_at" in record.data else "occurred_on"
            yield scope.finding(
                record,
                (key,),
                "BEFORE-ITS-CAUSE",
                f"{record.data[key]} lies before the {other.kind} that it belongs to "
                f"({other.data.get('occurred_at') or other.data.get('occurred_on')})",
                "correct whichever of the two dates is wrong",
            )


def check_spans(scope: Scope, record: Record) -> Iterator[Finding]:
    """Nothing is over before it begins."""
    if record.kind in ("order", "plan") and "until" in record.data:
        yield from _not_before(scope, record, ("until",), record.data["from"], "its first day")
    if record.kind == "hearing" and "next_hearing_on" in record.data:
        held = record.occurred.day.isoformat()
        yield from _not_before(scope, record, ("next_hearing_on",), held, "the hearing itself")
    if record.kind in ("health", "education"):
        day = record.occurred.day.isoformat()
        if "next_on" in record.data:
            yield from _not_before(scope, record, ("next_on",), day, "the entry itself")
    if record.kind == "person":
        for number, membership in enumerate(record.data.get("memberships", ())):
            if "until" in membership:
                keys: Keys = ("memberships", number, "until")
                yield from _not_before(scope, record, keys, membership["from"], "its first day")


def check_conclusion(scope: Scope, record: Record) -> Iterator[Finding]:
    """Nobody is judged safe beside a threat that the same judgement finds."""
    if record.kind != "assessment" or record.data.get("conclusion") != "safe":
        return
    for child in sorted(record.children):
        if contradicts_safe(record, child):
            yield scope.finding(
                record,
                ("conclusion",),
                "SAFE-BESIDE-THREAT",
                f"{scope.loaded.case.call(child)} is said to be safe, and the same judgement tells "
                "of a threat that is there",
                "conclude `safe with a plan` or `unsafe`, or take out the threat that is no threat",
            )


def check_agreement(scope: Scope, record: Record) -> Iterator[Finding]:
    """An agreement ends that was signed, and a young adult's own is made by a young adult."""
    if record.kind != "agreement":
        return
    case, status = scope.loaded.case, record.data["legal_status"]
    for child in sorted(record.children):
        signed = [
            r
            for r in case.facts("agreement")
            if r.data["step"] == "signed"
            and r.data["legal_status"] == status
            and child in r.children
            and r.occurred.earliest <= record.occurred.latest
        ]
        if record.data["step"] == "ended" and not signed:
            yield scope.finding(
                record,
                ("step",),
                "AGREEMENT-NEVER-SIGNED",
                f"no {status} was signed for {case.call(child)} that could end",
                "what a court ordered is ended with: casekit court "
                f"{case.number} --step order-ended",
            )
        if status == YOUNG_ADULT and record.data["step"] == "signed":
            yield from _too_young(scope, record, child)


def _too_young(scope: Scope, record: Record, child: str) -> Iterator[Finding]:
    person = scope.loaded.case.person(child)
    born = person.birth.get("date") if person is not None else None
    begins = date.fromisoformat(record.data.get("from", record.occurred.day.isoformat()))
    if born is not None and begins < add_years(date.fromisoformat(born), _YOUNG_ADULT_FROM):
        yield scope.finding(
            record,
            ("from",) if "from" in record.data else ("legal_status",),
            "AGREEMENT-TOO-YOUNG",
            f"{scope.loaded.case.call(child)} is not {_YOUNG_ADULT_FROM} on {begins}",
            "a child in care at its parents' wish is under a `voluntary agreement`",
        )


def check_planned_day(scope: Scope, record: Record) -> Iterator[Finding]:
    """The one day that is called off is a day on which the contact was planned."""
    if record.kind != "appointment-end" or "only_on" not in record.data:
        return
    plan = scope.loaded.case.find(record.data["appointment"])
    if plan is None or plan.kind != "appointment":
        return
    day = date.fromisoformat(record.data["only_on"])
    around = list_days(plan, day + timedelta(days=366))
    if day in around:
        return
    near = sorted(sorted(around, key=lambda planned: abs(planned - day))[:2])
    yield scope.finding(
        record,
        ("only_on",),
        "DAY-NOT-PLANNED",
        f"nothing was planned for {day}",
        "name one of the planned days: " + ", ".join(map(str, near)) if near else "take it out",
    )


def check_plan_dates(scope: Scope, record: Record) -> Iterator[Finding]:
    """What a plan sets for later lies after the day from which the plan holds."""
    if record.kind != "plan":
        return
    since = record.data["from"]
    for g, goal in enumerate(record.data.get("goals", ())):
        for o, objective in enumerate(goal.get("objectives", ())):
            keys: Keys = ("goals", g, "objectives", o)
            yield from _not_before(
                scope, record, (*keys, "target_date"), since, "the plan's first day"
            )
            for a, activity in enumerate(objective.get("activities", ())):
                if "due_on" in activity:
                    place = (*keys, "activities", a, "due_on")
                    yield from _not_before(scope, record, place, since, "the plan's first day")


def check_signed(scope: Scope, record: Record) -> Iterator[Finding]:
    """Nobody signs a plan on a day that has not come, or before there was a plan."""
    if record.kind != "plan":
        return
    for number, one in enumerate(record.data.get("agreement", ())):
        if "signed_on" not in one:
            continue
        day = date.fromisoformat(one["signed_on"])
        is_ahead = day > scope.today
        if is_ahead or day < record.occurred.day:
            yield scope.finding(
                record,
                ("agreement", number, "signed_on"),
                "SIGNED-WHEN",
                f"{one['signed_on']} lies {'in the future' if is_ahead else 'before the plan'}",
                "correct the day of the signature, or the day on which the plan was made",
            )


def check_born(scope: Scope, record: Record) -> Iterator[Finding]:
    """A child was born before anybody saw it."""
    if record.kind != "contact":
        return
    for number, child in enumerate(record.data.get("seen", ())):
        person = scope.loaded.case.person(child)
        born = person.birth.get("date") if person else None
        if born and date.fromisoformat(born) > record.occurred.day:
            yield scope.finding(
                record,
                ("seen", number),
                "SEEN-BEFORE-BIRTH",
                f"the child was born on {born}, after this contact",
                "correct the contact's date or the birth date",
            )


def check_needs(scope: Scope, record: Record) -> Iterator[Finding]:
    """A goal points at needs, causes and threats that an assessment found."""
    if record.kind != "plan":
        return
    for key, thing in KINDS.items():
        known = {
            one["id"]
            for assessment in scope.loaded.case.facts("assessment")
            for one in assessment.data.get(key, ())
        }
        for g, goal in enumerate(record.data.get("goals", ())):
            for n, one in enumerate(goal.get(key, ())):
                if one not in known:
                    yield scope.finding(
                        record,
                        ("goals", g, key, n),
                        f"{thing.upper()}-UNKNOWN",
                        f"no assessment of the case found a {thing} `{one}`",
                        f"found so far: {', '.join(sorted(known)) or 'none'}",
                    )


def check_status_words(scope: Scope, record: Record) -> Iterator[Finding]:
    """An objective is achieved, an activity is done: each has its own words."""
    if record.kind != "progress":
        return
    is_activity = record.data["of"].count(".") == 2
    common = {"not started", "in progress"}
    words = common | (
        {"done", "not done", "replaced"} if is_activity else {"achieved", "not achieved", "dropped"}
    )
    if record.data["status"] not in words:
        thing = "an activity" if is_activity else "a goal or an objective"
        yield scope.finding(
            record,
            ("status",),
            "STATUS-WORD",
            f"`{record.data['status']}` is not said of {thing}",
            f"write one of: {', '.join(sorted(words))}",
        )


def check_instrument(scope: Scope, record: Record) -> Iterator[Finding]:
    """An assessment says what its instrument asks: the risk, or whether the child is safe."""
    if record.kind != "assessment":
        return
    wanted = {"risk": "risk", "safety": "conclusion", "return home": "conclusion"}
    field = wanted.get(record.data["instrument"])
    if field and field not in record.data:
        yield scope.finding(
            record,
            ("instrument",),
            "ASSESSMENT-WITHOUT-RESULT",
            f"an assessment of {record.data['instrument']} says no `{field}`, so nothing follows "
            "from it",
            f"add `{field}:` (on the command line --{field})",
        )


def check_named_twice(scope: Scope, record: Record) -> Iterator[Finding]:
    """Nobody is in the case twice: a visit to one would not count for the other."""
    if record.kind != "person":
        return
    name, born = _who(record)
    twins = [
        r
        for r in scope.loaded.case.facts("person")
        if r.id != record.id and _who(r) == (name, born) and r.recorded_at <= record.recorded_at
    ]
    if twins and (twins[0].recorded_at, twins[0].id) != (record.recorded_at, record.id):
        yield scope.finding(
            record,
            ("name",),
            "PERSON-TWICE",
            "somebody of this name and birth date is in the case already",
            f"change that one instead: casekit person {scope.loaded.case.number} --change "
            f"{twins[0].id}",
        )


def find_undecided(scope: Scope) -> Iterator[Finding]:
    """Possible duplicates that a search at intake found, and on which nobody has decided."""
    for each in list_undecided(scope.loaded.case):
        number = scope.loaded.case.number
        other = each.other if each.case == number else f"{each.case}/{each.other}"
        yield scope.finding(
            each.report,
            ("prior_contact", "possible_duplicates", each.place),
            "DUPLICATE-UNDECIDED",
            f"{each.person} may be the same person as {other}, and nobody has decided",
            f"decide: casekit person {number} --change {each.person} --same-person {other} "
            '--why "..." (or --different-person)',
        )._replace(severity="warning")


def _who(person: Record) -> tuple[str, str]:
    name = " ".join(str(person.data["name"]).casefold().split())
    return name, str(person.data.get("birth", {}).get("date", ""))


def _not_before(
    scope: Scope, record: Record, keys: Keys, first: str, what: str
) -> Iterator[Finding]:
    value: object = record.data
    for key in keys:
        value = value[key]  # type: ignore[index]  # keys lead through the record's own data
    if str(value) < first:
        yield scope.finding(
            record,
            keys,
            "END-BEFORE-BEGINNING",
            f"{value} lies before {what}, {first}",
            "correct whichever of the two dates is wrong",
        )


def check_proven(scope: Scope, record: Record) -> Iterator[Finding]:
    """An approval bears a signature that holds, where the agency has a trust file.

    One that was given anew since answers it, and so does one of the record itself.
    """
    case = scope.loaded.case
    doubt = case.unproven.get(record.id)
    if doubt is None:
        return
    approved = record.data.get("approves", [record.id])
    given = (find_approvals(case, one)[-1:] for one in approved)
    if not all(last and last[0].recorded_at >= record.recorded_at for last in given):
        yield scope.finding(record, (), doubt.code, doubt.message, doubt.hint)
