"""Rights: who was asked, who speaks for somebody, what was shared, what was answered."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.model.findings import Finding
from casekit.model.plans import plans_in_force
from casekit.model.records import Record
from casekit.model.transfers import open_offers
from casekit.practice.scope import Scope

# A complaint waits no longer than so many days for an answer.
_ANSWER_WITHIN = 30
# A receiver says within so many days whether it takes a case over.
_TAKEN_OVER_WITHIN = 14
_SENT = frozenset({"sent", "accepted", "waiting", "started", "completed"})


def find_rights_left_out(scope: Scope) -> Iterator[Finding]:
    """What a family has a right to and no record shows."""
    yield from _find_unasked(scope)
    yield from _find_unanswered(scope)
    yield from _find_unrepresented(scope)
    yield from _find_unconsented(scope)
    yield from _find_transfers(scope)
    yield from _find_interviews(scope)
    yield from _find_no_manager(scope)


def _find_unasked(scope: Scope) -> Iterator[Finding]:
    """Whom a plan is for was asked whether they agree (flow chart, Goals/Objectives)."""
    for plan in plans_in_force(scope.loaded.case):
        if plan.data["kind"] == "safety" or not plan.data.get("goals"):
            continue
        asked = {
            one["person"] for one in plan.data.get("agreement", ()) if one["answer"] != "not asked"
        }
        grown = [
            who
            for who in plan.data["for"]
            if (person := scope.loaded.case.person(who)) is not None and person.role != "child"
        ]
        for who in grown:
            if who not in asked:
                person = scope.loaded.case.person(who)
                yield scope.finding(
                    plan,
                    ("for",),
                    "PLAN-NOT-ASKED",
                    f"nothing says whether {person.called if person else who} agrees with the plan",
                    "ask, and write the answer under `agreement:`",
                )


def _find_unanswered(scope: Scope) -> Iterator[Finding]:
    case = scope.loaded.case
    answered = {r.data["advocacy"] for r in case.facts("advocacy-answer")}
    today = scope.now.astimezone(scope.agency.zone).date()
    for record in case.facts("advocacy"):
        waits = (today - record.occurred.day).days
        asks = record.data["kind"] not in ("representation", "rights explained")
        if asks and record.id not in answered and waits > _ANSWER_WITHIN:
            yield scope.finding(
                record,
                ("what",),
                "COMPLAINT-UNANSWERED",
                f"{record.data['raised_by']} has waited {waits} days for an answer",
                f"casekit advocate {case.number} --step answer",
            )


def _find_unrepresented(scope: Scope) -> Iterator[Finding]:
    """A child before a court has somebody who speaks for it (component 7, advocacy)."""
    case = scope.loaded.case
    speakers = {
        who
        for r in case.facts("advocacy")
        if r.data["kind"] == "representation"
        for who in r.data["for"]
    }
    for record in case.facts("application"):
        for child in case.children:
            if child.id in record.children and child.id not in speakers:
                yield scope.finding(
                    record,
                    ("children",),
                    "NOT-REPRESENTED",
                    f"nothing says who speaks for {child.called} before the court",
                    f"casekit advocate {case.number} --kind representation --for {child.called}",
                )


def _find_unconsented(scope: Scope) -> Iterator[Finding]:
    """A service was told about somebody who did not consent, and nothing says on what ground."""
    case = scope.loaded.case
    statuses: dict[str, set[str]] = {}
    for record in case.facts("referral-status"):
        statuses.setdefault(record.data["referral"], set()).add(record.data["status"])
    withdrawn = {r.data["consent"] for r in case.facts("consent-withdrawal")}
    consented = {r.data["person"] for r in case.facts("consent") if r.id not in withdrawn}
    grounds = {who for r in case.facts("sharing") for who in r.data["about"]}
    for referral in case.facts("referral"):
        said = {referral.data["status"], *statuses.get(referral.id, ())}
        people = {*referral.data["for"]}
        if said & _SENT and "consented" not in said and not people <= consented | grounds:
            yield scope.finding(
                referral,
                ("for",),
                "SERVICE-WITHOUT-CONSENT",
                f"{referral.data['provider']} was told, and nothing says that those whom it is "
                "for agreed",
                f"casekit consent {case.number}, or say on what other ground: casekit share "
                f"{case.number}",
            )
        if "objective" not in referral.data:
            yield scope.finding(
                referral,
                ("service",),
                "SERVICE-WITHOUT-OBJECTIVE",
                f"nothing says which objective {referral.data['service']} is to help with",
                "name it under `objective:`, so that the service answers what was found",
            )


def _find_transfers(scope: Scope) -> Iterator[Finding]:
    """An offer gets an answer; one that no law or court requires has the family's consent."""
    case = scope.loaded.case
    today = scope.now.astimezone(scope.agency.zone).date()
    withdrawn = {r.data["consent"] for r in case.facts("consent-withdrawal")}
    consented = {
        to.casefold() for r in case.facts("consent") if r.id not in withdrawn for to in r.data["to"]
    }
    for offer in open_offers(case):
        if (today - offer.occurred.day).days > _TAKEN_OVER_WITHIN:
            yield scope.finding(
                offer,
                ("to",),
                "TRANSFER-UNANSWERED",
                f"{offer.data['to']} has not answered since {offer.occurred.day}; until it "
                "accepts, this agency answers for the children",
                f"ask, and write down the answer: casekit transfer {case.number} --step accept",
            )
        if not offer.data["mandated"] and offer.data["to"].casefold() not in consented:
            yield scope.finding(
                offer,
                ("mandated",),
                "TRANSFER-WITHOUT-CONSENT",
                "no law or court requires this transfer, and nobody consented to tell "
                f"{offer.data['to']}",
                f"casekit consent {case.number}, with the receiver under `to:`",
            )


def _find_interviews(scope: Scope) -> Iterator[Finding]:
    """A child tells once what happened; who asks again opens the wound (component 10, trauma)."""
    heard: dict[tuple[str, str], Record] = {}
    case = scope.loaded.case
    reports = list(case.facts("report"))
    for contact in case.facts("contact"):
        if "interview about what happened" not in contact.data["purposes"]:
            continue
        before = [r for r in reports if r.occurred.earliest <= contact.occurred.latest]
        report = before[-1].id if before else ""
        for child in contact.data.get("seen", ()):
            first = heard.setdefault((child, report), contact)
            if first is not contact:
                person = case.person(child)
                yield scope.finding(
                    contact,
                    ("purposes",),
                    "INTERVIEWED-TWICE",
                    f"{person.called if person else child} was interviewed about this report on "
                    f"{first.occurred.day} already",
                    "use what was said then; if there was a reason, write it under `note:`",
                )


def _find_no_manager(scope: Scope) -> Iterator[Finding]:
    """An open case has one person to turn to (component 3, coordination)."""
    case = scope.loaded.case
    turns = list(case.facts("opening", "reopening", "closing"))
    if not turns or turns[-1].kind == "closing":
        return
    if not any(r.data["role"] == "case manager" for r in case.facts("assignment")):
        yield scope.finding(
            turns[-1],
            ("schema",),
            "NO-CASE-MANAGER",
            "the case is open, and nobody is its case manager",
            f"casekit assign {case.number} --worker ...",
        )
