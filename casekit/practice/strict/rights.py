"""Rights: who was asked, who speaks for somebody, what was shared, what was answered."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.model.agreed import consents_to, referrals_with_status
from casekit.model.findings import Finding
from casekit.model.plans import plans_in_force
from casekit.model.records import Record
from casekit.model.transfers import open_offers
from casekit.practice.scope import Scope, at_item
from casekit.practice.waiting import is_past

# By then a provider knows about somebody.
_TOLD = frozenset({"sent", "accepted", "waiting", "started", "completed", "ended early"})


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
    case = scope.loaded.case
    children = {person.id for person in case.people if person.role == "child"}
    for plan in plans_in_force(case):
        if plan.data["kind"] == "safety" or not plan.data.get("goals"):
            continue
        answers = plan.data.get("agreement", ())
        asked = {one["person"] for one in answers if one["answer"] != "not asked"}
        for who in plan.data["for"]:
            if who not in asked | children:
                yield scope.finding(
                    plan,
                    at_item(plan, "for", who),
                    "PLAN-NOT-ASKED",
                    f"nothing says whether {case.call(who)} agrees with the plan",
                    "ask, and write the answer under `agreement:`",
                )


def _find_unanswered(scope: Scope) -> Iterator[Finding]:
    case = scope.loaded.case
    answered = {r.data["advocacy"] for r in case.facts("advocacy-answer")}
    code = "COMPLAINT-UNANSWERED"
    for record in case.facts("advocacy"):
        asks = record.data["kind"] not in ("representation", "rights explained")
        if asks and record.id not in answered and is_past(scope, code, record.occurred.day):
            yield scope.finding(
                record,
                ("what",),
                code,
                f"{record.data['raised_by']} has waited for an answer since {record.occurred.day}",
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
                    at_item(record, "children", child.id),
                    "NOT-REPRESENTED",
                    f"nothing says who speaks for {child.called} before the court",
                    f"casekit advocate {case.number} --kind representation --for {child.called}",
                )


def _find_unconsented(scope: Scope) -> Iterator[Finding]:
    """A provider was told about somebody who did not consent to it, and on no other ground."""
    case = scope.loaded.case
    agreed = {
        r.data["referral"] for r in case.facts("referral-status") if r.data["status"] == "consented"
    }
    for referral, last in referrals_with_status(case):
        provider = referral.data["provider"].casefold()
        told_of = {
            who
            for r in case.facts("sharing")
            if provider in map(str.casefold, r.data["with"])
            for who in r.data["about"]
        }
        told_of |= {r.data["person"] for r in consents_to(case, provider, scope.today)}
        is_told = last.data["status"] in _TOLD and referral.id not in agreed
        if is_told and not told_of >= {*referral.data["for"]}:
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
    for offer in open_offers(case):
        receiver = offer.data["to"]
        if is_past(scope, "TRANSFER-UNANSWERED", offer.occurred.day):
            yield scope.finding(
                offer,
                ("to",),
                "TRANSFER-UNANSWERED",
                f"{receiver} has not answered since {offer.occurred.day}; until it accepts, this "
                "agency answers for the children",
                f"ask, and write down the answer: casekit transfer {case.number} --step accept",
            )
        if not offer.data["mandated"] and not consents_to(case, receiver, scope.today):
            yield scope.finding(
                offer,
                ("mandated",),
                "TRANSFER-WITHOUT-CONSENT",
                f"no law or court requires this transfer, and nobody consented to tell {receiver}",
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
                yield scope.finding(
                    contact,
                    ("purposes",),
                    "INTERVIEWED-TWICE",
                    f"{case.call(child)} was interviewed about this report on "
                    f"{first.occurred.day} already",
                    "use what was said then; if there was a reason, write it under `note:`",
                )


def _find_no_manager(scope: Scope) -> Iterator[Finding]:
    """An open case has one person to turn to (component 3, coordination)."""
    case = scope.loaded.case
    if not scope.is_open:
        return
    if not any(r.data["role"] == "case manager" for r in case.facts("assignment")):
        opened = list(case.facts("opening", "reopening"))[-1]
        yield scope.finding(
            opened,
            ("schema",),
            "NO-CASE-MANAGER",
            "the case is open, and nobody is its case manager",
            f"casekit assign {case.number} --worker ...",
        )
