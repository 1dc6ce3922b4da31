"""`casekit plan CASE --draft`: the beginning of a plan, to fill in together; nothing is saved.

Where a plan is in force the draft begins with what of it goes on, and asks only for what is new.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casekit.casework.naming import find_record
from casekit.cli.draft_lines import comment, name_people, quote, render_items
from casekit.cli.output import Shown, clean, say, talk, write_json
from casekit.cli.recorder import Reply
from casekit.cli.session import load_whole, open_session
from casekit.errors import NotFound
from casekit.model.assessed import KINDS
from casekit.model.plans import plans_in_force
from casekit.model.records import Case, Person, Record
from casekit.practice.plan_blanks import BLANK
from casekit.practice.plan_draft import Finding, Proposal, find_findings, propose
from casekit.practice.plan_renewal import Item, Renewal, renew


@dataclass(frozen=True, slots=True)
class _Draft:
    """What a draft is made of; `renewal` is None where no plan is in force."""

    case: Case
    kind: str
    children: Sequence[Person]
    findings: Mapping[str, Finding]
    proposals: Sequence[Proposal]
    renewal: Renewal | None
    today: str


def show_draft(
    case: str | None, kind: str | None, supersedes: str | None, how: Reply, directory: Path | None
) -> int:
    """Print the draft of a plan for the children of a case.

    `supersedes` says which plan it is to replace, where several of a kind are in force. Raises
    NotFound when that stays open, and when there is neither a plan nor anything to answer.
    """
    session = open_session(directory)
    loaded = load_whole(session, str(case)).case
    plan = _find_plan(loaded, kind, supersedes)
    renewal = renew(loaded, plan, session.today) if plan else None
    concerned = plan.children if plan else frozenset(child.id for child in loaded.children)
    findings = find_findings(loaded, concerned)
    to_answer = [
        one
        for one in findings
        if renewal is None or not (renewal.answers(one) or renewal.has_reached(one))
    ]
    draft = _Draft(
        case=loaded,
        kind=plan.data["kind"] if plan else kind or "family",
        children=[person for person in loaded.people if person.id in concerned],
        findings={one.id: one for one in findings},
        proposals=propose(loaded, concerned, to_answer, session.book.banks),
        renewal=renewal,
        today=session.today.isoformat(),
    )
    if not draft.proposals and renewal is None:
        raise NotFound(
            f"no assessment of case {loaded.number} found a need, a cause or a threat",
            hint=f"assess first: casekit assess {loaded.number}",
        )
    if how is Reply.JSON:
        write_json(_as_data(draft))
        return 0
    for line in _as_yaml(draft):
        say(Shown(clean(line)))
    talk(f"A draft: fill in every {BLANK} with the family, take out what does not fit, and save it")
    talk(clean(f"with: casekit plan {loaded.number} --from FILE"))
    return 0


def _find_plan(case: Case, kind: str | None, said: str | None) -> Record | None:
    """The plan in force that the new one replaces; safety plans have a draft of their own."""
    plans = [p for p in plans_in_force(case) if p.data["kind"] != "safety"]
    if said is not None:
        name, fault = find_record(said, "plan", case)
        if fault is not None:
            raise NotFound(fault[1], hint=fault[2])
        plans = [p for p in plans if p.id == name]
        if not plans:
            raise NotFound(
                f"no plan in force is called `{said}`",
                hint=f"see what is: casekit show {case.number}",
            )
    else:
        plans = [p for p in plans if p.data["kind"] == (kind or "family")]
    if len(plans) > 1:
        raise NotFound(
            f"{len(plans)} plans are in force",
            hint="say which one the new plan replaces with --supersedes: "
            + ", ".join(p.id for p in plans),
        )
    return plans[0] if plans else None


def _as_data(draft: _Draft) -> dict[str, Any]:
    renewal = draft.renewal
    return {
        "case": draft.case.number,
        "supersedes": renewal.plan.id if renewal else None,
        "goals": [_nest(goal) for goal in renewal.goals] if renewal else [],
        "left": [
            {"id": one.id, "says": one.says, "status": one.status, "day": one.day.isoformat()}
            for one in (renewal.left if renewal else ())
        ],
        "proposals": [_proposal_as_data(one) for one in draft.proposals],
    }


def _proposal_as_data(proposal: Proposal) -> dict[str, Any]:
    return {
        "domain": proposal.domain,
        "findings": [
            {
                "kind": one.kind,
                "id": one.id,
                "says": one.says,
                "why": one.why,
                "children": sorted(one.children),
                "record": one.record,
            }
            for one in proposal.findings
        ],
        "strengths": list(proposal.strengths),
        "goals": [
            {
                "goal": goal.goal,
                "when": goal.when,
                "bank": goal.bank,
                "objectives": [{"start": o.start, "ask": o.ask} for o in goal.objectives],
            }
            for goal in proposal.goals
        ],
    }


def _as_yaml(draft: _Draft) -> Iterator[str]:
    number, renewal = draft.case.number, draft.renewal
    if renewal is None:
        yield f"# The beginning of a plan for case {number}. Nothing of it is saved."
    else:
        begun = renewal.plan.occurred.day
        yield f"# A new plan for case {number}, from that of {begun}. Nothing of it is saved."
    yield f"# Fill in every {BLANK} together; take out what does not fit. A blank cannot be saved."
    if renewal is not None:
        yield from _say_left(draft, renewal)
    yield f"kind: {draft.kind}"
    if renewal is None:
        yield f'for: ["{BLANK}"]  # whose plan it is: name them'
    else:
        yield f"for: [{_names(draft.case, renewal.plan.data['for'])}]"
    yield f"children: [{_names(draft.case, [child.id for child in draft.children])}]"
    yield f"occurred_on: {draft.today}"
    yield f"from: {draft.today}"
    if renewal is not None:
        yield f"supersedes: {renewal.plan.id}"
        if "review_by" in renewal.plan.data:
            yield f'review_by: "{BLANK}"  # a day'
    yield from _say_goals(draft)
    yield from _say_people(draft)


def _say_goals(draft: _Draft) -> Iterator[str]:
    renewal = draft.renewal
    if renewal is not None and not renewal.goals and not draft.proposals:
        yield "# Nothing is open. A plan that is done is ended, without a new one: casekit plan"
        yield f'# {draft.case.number} --step end --reason "goals achieved"'
        yield "goals: []"
        return
    yield "goals:"
    if renewal is not None:
        yield from _say_kept(draft, renewal)
    yield from _say_proposals(draft, renewal.next_goal() if renewal else 1)


def _names(case: Case, ids: Sequence[str]) -> str:
    return ", ".join(quote(name) for name in name_people(case, list(ids)))


def _say_left(draft: _Draft, renewal: Renewal) -> Iterator[str]:
    if renewal.left:
        yield "# What is done stays behind:"
    for one in renewal.left:
        yield f"#   {one.id}, {one.status} on {one.day}: {comment(one.says)}"
    done = [one for one in draft.findings.values() if renewal.has_reached(one)]
    if done:
        yield "# What it answered has no goal here. Where it is there again, assess, or add a goal:"
    for found in done:
        yield f"#   {found.kind} {found.id}, {comment(found.says)}"


def _say_kept(draft: _Draft, renewal: Renewal) -> Iterator[str]:
    goals = [name_people(draft.case, _nest(goal)) for goal in renewal.goals]
    comments: dict[str, list[str]] = {}
    for goal in renewal.goals:
        comments[goal.data["id"]] = [*_say_answered(draft, goal), *_say_standing(goal)]
        for objective in goal.parts:
            comments[objective.data["id"]] = list(_say_standing(objective))
            for activity in objective.parts:
                comments[activity.data["id"]] = list(_say_standing(activity))
    if goals:
        yield from render_items(goals, comments, indent=2)


def _nest(item: Item) -> dict[str, Any]:
    """An item as a plan has it, with a blank for a day that is past."""
    data = dict(item.data)
    if "objective" in data:
        if item.past is not None:
            data["target_date"] = BLANK
        data["activities"] = [_nest(one) for one in item.parts]
    elif "goal" in data:
        data["objectives"] = [_nest(one) for one in item.parts]
    return data


def _say_answered(draft: _Draft, goal: Item) -> Iterator[str]:
    for key, thing in KINDS.items():
        for name in goal.data.get(key, ()):
            found = draft.findings.get(name)
            if found is None:
                yield f"{thing} {name} stands no more: no assessment in force has it"
            else:
                yield f"Answers {thing} {name} of {found.record}: {found.says}"


def _say_standing(item: Item) -> Iterator[str]:
    if item.standing is not None:
        status, measured, record = item.standing
        data = record.data
        said = measured or data.get("reason") or data.get("barriers") or ""
        yield f"{status} on {record.occurred.day}" + (f": {said}" if said else "")
    if item.past is not None:
        yield f"its day was {item.past}"


def _say_proposals(draft: _Draft, number: int) -> Iterator[str]:
    for proposal in draft.proposals:
        yield from _say_findings(draft.case, proposal)
        for place, goal in enumerate(proposal.goals):
            if place:
                yield f"  # Or, {comment(goal.when).lower()}"
            yield from _say_goal(proposal, goal.goal, number)
            for step, beginning in enumerate(goal.objectives, start=1):
                yield from _say_objective(beginning.start, beginning.ask, f"G{number}.O{step}")
            number += 1


def _say_findings(case: Case, proposal: Proposal) -> Iterator[str]:
    yield f"  # {proposal.domain}"
    for one in proposal.findings:
        names = [p.called for p in case.people if p.id in one.children]
        whom = f" ({', '.join(names)})" if names else ""
        why = f" Why: {comment(one.why)}" if one.why else ""
        yield f"  # Answers {one.kind} {one.id} of {one.record}{whom}: {comment(one.says)}{why}"
    for strength in proposal.strengths:
        yield f"  # A strength that may carry it: {comment(strength)}"


def _say_goal(proposal: Proposal, text: str, number: int) -> Iterator[str]:
    yield f"  - id: G{number}"
    yield f"    goal: {quote(text)}"
    yield f'    why: "{BLANK}"  # in the family\'s words'
    for key, thing in KINDS.items():
        ids = [one.id for one in proposal.findings if one.kind == thing]
        if ids:
            yield f"    {key}: [{', '.join(ids)}]"
    if proposal.strengths:
        yield f"    strengths: [{quote(proposal.strengths[0])}]"
    yield "    objectives:"


def _say_objective(start: str, ask: str, name: str) -> Iterator[str]:
    yield f"      # Ask: {comment(ask)}"
    yield f"      - id: {name}"
    yield f"        objective: {quote(start)}"
    yield f'        measure: "{BLANK}"  # what is counted or seen, and by whom'
    yield f'        baseline: "{BLANK}"  # how it is now, in the same measure'
    yield f'        target_date: "{BLANK}"  # a day'
    yield "        activities:"
    yield f"          - id: {name}.A1"
    yield f'            what: "{BLANK}"'
    yield f'            who: ["{BLANK}"]  # somebody of the agency does something too'
    yield f'            where: "{BLANK}"'
    yield f'            how: "{BLANK}"'
    yield f'            when: "{BLANK}"'


def _say_people(draft: _Draft) -> Iterator[str]:
    if draft.kind == "child":
        yield from _say_permanency(draft)
    yield "participation:  # who took part, and how"
    yield f'  - {{person: "{BLANK}", how: "{BLANK}"}}'
    yield "child_views:  # in each child's own words"
    for child in draft.children:
        yield f'  - {{child: {quote(child.called)}, words: "{BLANK}", how: "{BLANK}"}}'
    yield f'family_words: "{BLANK}"'
    yield "agreement:"
    yield f'  - {{person: "{BLANK}", answer: "{BLANK}"}}'


def _say_permanency(draft: _Draft) -> Iterator[str]:
    yield "permanency:  # where each child is to grow up: a first and a second choice"
    kept = draft.renewal.plan.data.get("permanency", ()) if draft.renewal else ()
    chosen = {one["child"]: one for one in kept}
    for child in draft.children:
        one = chosen.get(child.id, {"primary": BLANK, "alternative": BLANK})
        words = ", ".join(f"{key}: {quote(one[key])}" for key in ("primary", "alternative"))
        yield f"  - {{child: {quote(child.called)}, {words}}}"
