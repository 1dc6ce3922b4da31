"""Language, nation and culture: asked of everybody, and in the plan (component 9)."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.model.findings import Finding
from casekit.model.plans import plans_in_force
from casekit.model.records import Record
from casekit.practice.scope import Scope

_ASKED = frozenset({"child", "family"})
_DOMAIN = "culture and identity"


def find_belonging_left_out(scope: Scope) -> Iterator[Finding]:
    """What nobody asked, and plans that a family cannot read or that forget where it belongs."""
    case = scope.loaded.case
    if not scope.is_open:
        return
    for person in case.facts("person"):
        if person.data["role"] not in _ASKED:
            continue
        called = person.data.get("called") or person.data["name"]
        if not person.data.get("languages"):
            yield scope.finding(
                person,
                ("name",),
                "LANGUAGE-NOT-ASKED",
                f"nothing says which languages {called} speaks",
                "ask, and write them under `languages:`, the best one first",
            )
        if person.data["role"] == "child" and "indigenous" not in person.data:
            yield scope.finding(
                person,
                ("name",),
                "NATION-NOT-ASKED",
                f"nothing says whether {called} is Indigenous",
                "ask, and write under `indigenous:` yes, no, reason to know or unknown",
            )
    for plan in plans_in_force(case):
        if plan.data["kind"] in ("family", "child", "transition"):
            yield from _look_at_plan(scope, plan)


def _look_at_plan(scope: Scope, plan: Record) -> Iterator[Finding]:
    case = scope.loaded.case
    handed = " ".join(
        f"{one['language']} {one.get('read_in', '')}" for one in plan.data.get("copies", ())
    ).casefold()
    for who in plan.data["for"]:
        person = case.person(who)
        languages = person.data.get("languages", ()) if person else ()
        if person and languages and handed and languages[0].casefold() not in handed:
            yield scope.finding(
                plan,
                ("copies",),
                "PLAN-LANGUAGE",
                f"{person.called} speaks {languages[0]}, and no copy is in it or was read in it",
                "have it interpreted or translated, and write it under `copies:`",
            )
    if not plan.data.get("goals"):
        return
    answered = {need for goal in plan.data["goals"] for need in goal.get("needs", ())}
    domains = {
        one["domain"]
        for r in case.facts("assessment")
        for one in r.data.get("needs", ())
        if one["id"] in answered
    }
    for child in case.children:
        belongs = child.data.get("indigenous") in ("yes", "reason to know")
        if child.id in plan.children and belongs and _DOMAIN not in domains:
            yield scope.finding(
                plan,
                ("goals",),
                "PLAN-WITHOUT-CULTURE",
                f"{child.called} belongs to a nation, and no goal keeps that tie",
                "assess what the child needs of culture and identity, and give it a goal",
            )
