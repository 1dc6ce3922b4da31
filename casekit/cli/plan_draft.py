"""`casekit plan CASE --draft`: the beginning of a plan, to fill in together; nothing is saved."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from casekit.cli.output import Shown, clean, say, talk, write_json
from casekit.cli.recorder import Reply
from casekit.cli.session import load_whole, open_session
from casekit.errors import NotFound
from casekit.model.assessed import KINDS
from casekit.model.records import Case, Person
from casekit.practice.plan_blanks import BLANK
from casekit.practice.plan_draft import Proposal, propose


def show_draft(case: str | None, kind: str | None, how: Reply, directory: Path | None) -> int:
    """Print the draft of a plan for the children of a case.

    Raises NotFound when no assessment found anything to answer.
    """
    session = open_session(directory)
    loaded = load_whole(session, str(case))
    children = tuple(loaded.case.children)
    found = propose(loaded.case, frozenset(c.id for c in children), session.book.banks)
    if not found:
        raise NotFound(
            f"no assessment of case {loaded.case.number} found a need, a cause or a threat",
            hint=f"assess first: casekit assess {loaded.case.number}",
        )
    if how is Reply.JSON:
        write_json({"case": loaded.case.number, "proposals": [_as_data(one) for one in found]})
        return 0
    today = session.today.isoformat()
    for line in _as_yaml(loaded.case, children, found, kind or "family", today):
        say(Shown(clean(line)))
    talk(f"A draft: fill in every {BLANK} with the family, take out what does not fit, and save it")
    talk(clean(f"with: casekit plan {loaded.case.number} --from FILE"))
    return 0


def _as_data(proposal: Proposal) -> dict[str, Any]:
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


def quote(text: str) -> str:
    """A text as YAML and JSON both read it."""
    return json.dumps(text, ensure_ascii=False)


def _comment(text: str) -> str:
    return " ".join(text.split())


def _as_yaml(
    case: Case, children: Sequence[Person], found: Sequence[Proposal], kind: str, today: str
) -> Iterator[str]:
    called = ", ".join(quote(child.called) for child in children)
    yield f"# The beginning of a plan for case {case.number}. Nothing of it is saved."
    yield f"# Fill in every {BLANK} together; take out what does not fit. A blank cannot be saved."
    yield f"kind: {kind}"
    yield f'for: ["{BLANK}"]  # whose plan it is: name them'
    yield f"children: [{called}]"
    yield f"occurred_on: {today}"
    yield f"from: {today}"
    yield "goals:"
    number = 0
    for proposal in found:
        yield from _say_findings(case, proposal)
        for place, goal in enumerate(proposal.goals):
            if place:
                yield f"  # Or, {_comment(goal.when).lower()}"
            number += 1
            yield from _say_goal(proposal, goal.goal, number)
            for step, beginning in enumerate(goal.objectives, start=1):
                yield from _say_objective(beginning.start, beginning.ask, f"G{number}.O{step}")
    yield from _say_people(children, kind)


def _say_findings(case: Case, proposal: Proposal) -> Iterator[str]:
    yield f"  # {proposal.domain}"
    for one in proposal.findings:
        names = [p.called for p in case.people if p.id in one.children]
        whom = f" ({', '.join(names)})" if names else ""
        why = f" Why: {_comment(one.why)}" if one.why else ""
        yield f"  # Answers {one.kind} {one.id} of {one.record}{whom}: {_comment(one.says)}{why}"
    for strength in proposal.strengths:
        yield f"  # A strength that may carry it: {_comment(strength)}"


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
    yield f"      # Ask: {_comment(ask)}"
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


def _say_people(children: Sequence[Person], kind: str) -> Iterator[str]:
    if kind == "child":
        yield "permanency:  # where each child is to grow up: a first and a second choice"
        for child in children:
            name = quote(child.called)
            yield f'  - {{child: {name}, primary: "{BLANK}", alternative: "{BLANK}"}}'
    yield "participation:  # who took part, and how"
    yield f'  - {{person: "{BLANK}", how: "{BLANK}"}}'
    yield "child_views:  # in each child's own words"
    for child in children:
        yield f'  - {{child: {quote(child.called)}, words: "{BLANK}", how: "{BLANK}"}}'
    yield f'family_words: "{BLANK}"'
    yield "agreement:"
    yield f'  - {{person: "{BLANK}", answer: "{BLANK}"}}'
