"""What led out of the home, what leads back, and what is for good."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from casekit.practice.conditions.view import SAFETY, Gate, View, last_of, make_gate
from casekit.practice.form_answers import answers_of


def threats_judged_again(view: View) -> Gate:
    """Each threat and contributing factor of before the removal is judged again by name, in care.

    Delaware, Out-of-Home Case Management: what led to the removal decides about the return.
    """
    name = "threats of the removal judged again"
    care = [s for s in view.timeline.spans if s.state == "in care" and s.subject == view.child.id]
    if not care:
        return Gate(name, True, None, f"{view.called} was not removed")
    removed = care[-1].start
    before = [
        _Factor(one["id"], one[thing])
        for record in view.case.facts("assessment")
        if record.occurred.earliest <= removed.latest
        for key, thing in (("threats", "threat"), ("causes", "cause"))
        for one in record.data.get(key, ())
        if _led_to_removal(one, view.child.id)
    ]
    judged = [
        r
        for r in view.facts("assessment")
        if r.data["instrument"] in SAFETY
        and r.data.get("threats_judged")
        and r.occurred.latest >= removed.earliest
    ]
    last = last_of(judged)
    if last is None:
        what = (
            f"the {len(before)} threats and factors"
            if len(before) > 1
            else "what led to the removal"
        )
        return Gate(name, False, None, f"nobody has judged {what} again since the removal")
    # Of two judgements of one threat the newer counts.
    said = {
        one["threat"].casefold(): one["still"]
        for record in judged
        for one in record.data["threats_judged"]
    }
    left = [one.id for one in before if not _is_named(one, said)]
    if left:
        return Gate(name, False, last.id, f"not judged again: {', '.join(left)}")
    still = [threat for threat, how in said.items() if how == "present"]
    if still:
        return Gate(name, False, last.id, f"still present: {', '.join(still)}")
    return Gate(name, True, last.id, f"judged again on {last.occurred.day}")


class _Factor(NamedTuple):
    """A threat, or what contributed to the harm: its id and its words."""

    id: str
    words: str


def _led_to_removal(one: Mapping[str, Any], child: str) -> bool:
    """Whether a threat of the child, or a factor that contributes to the risk to it."""
    is_factor = one.get("kind", "contributing factor") == "contributing factor"
    children = one.get("children", ())
    return is_factor and (not children or child in children)


def _is_named(factor: _Factor, said: Collection[str]) -> bool:
    """A threat is named by its id or by its words, whole or their beginning."""
    own, words = factor.id.casefold(), factor.words.casefold()
    return any(
        one == own or one.startswith((f"{own} ", f"{own}:", words)) or words.startswith(one)
        for one in said
    )


def out_of_care(view: View) -> Gate:
    """The child is not in care."""
    care = view.holds("in care")
    if care is None:
        return Gate("out of care", True, None, f"{view.called} is not in care")
    return Gate(
        "out of care",
        False,
        care.record,
        f"{view.called} has been in care since {care.start.day}",
    )


# Legal statuses by which a court has decided that the child does not go home.
PERMANENT_CUSTODY = frozenset({"permanent guardianship", "parental rights terminated"})


def permanent_custody_considered(view: View) -> Gate:
    """A review has found that the home cannot be made safe, or a court has decided so."""
    found = [
        r
        for r in view.facts("review", "order")
        if r.data.get("result") == "consider permanent custody"
        or r.data.get("legal_status") in PERMANENT_CUSTODY
    ]
    last = last_of(found)
    says = f"considered in the {last.kind} of {last.occurred.day}" if last else ""
    missing = "no review has ended in: consider permanent custody"
    return make_gate("permanent custody considered", last, says, missing)


def prepared_to_leave(view: View) -> Gate:
    """Nothing on the young person's newest checklist is begun or missing (Manitoba 1.1.0, 7)."""
    name = "prepared to leave care"
    found = [
        r
        for r in view.facts("assessment")
        if r.data["instrument"] == "transition survey" and "answers" in r.data
    ]
    last = last_of(found)
    if last is None:
        return Gate(name, False, None, f"nobody asked {view.called} what is ready for leaving care")
    # The worker's own answers about this child: what others say, or of a sibling, stands beside.
    own = answers_of(last).get(view.child.id, {})
    left = [item for item, a in own.items() if a.get("value") in ("begun", "missing")]
    says = f"the checklist of {last.occurred.day}: "
    says += ", ".join(left) + " not in hand" if left else "nothing is missing"
    return Gate(name, not left, last.id, says)


def permanent_home_final(view: View) -> Gate:
    """The child lives in a home for good, and that is legally final.

    Adopted or under guardianship of the people the child lives with: an agency's own permanent
    order gives a child no home yet (flow chart, Child needs permanent home).
    """
    found = [
        r for r in view.facts("placement-end") if r.data["reason"] in ("adopted", "guardianship")
    ]
    settled = last_of(found)
    last = settled or last_of(
        [r for r in view.facts("hearing") if r.data["hearing"] == "adoption finalization"]
    )
    says = f"final since {last.occurred.day}" if last else ""
    missing = f"no adoption or guardianship of {view.called} is final"
    return make_gate("permanent home final", last, says, missing)
