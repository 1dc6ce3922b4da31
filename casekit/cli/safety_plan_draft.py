"""`casekit safety-plan CASE --draft`: each threat that stands, and what controls it.

Where a safety plan is in force, its actions go on under the threats that they control.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from casekit.casework.naming import fold
from casekit.cli.draft_lines import comment, name_people, quote, render_items
from casekit.cli.output import Shown, clean, say, talk, write_json
from casekit.cli.recorder import Reply
from casekit.cli.session import load_whole, open_session
from casekit.errors import NotFound
from casekit.model.assessed import Found, standing_findings
from casekit.model.plans import plans_in_force
from casekit.model.records import Case, Record
from casekit.practice.plan_blanks import BLANK


def show_safety_draft(case: str | None, how: Reply, directory: Path | None) -> int:
    """Print the beginning of a safety plan for the threats that stand; nothing is saved.

    Raises NotFound when no assessment found a threat that still stands.
    """
    session = open_session(directory)
    loaded = load_whole(session, str(case)).case
    children = [child.id for child in loaded.children]
    threats = list(standing_findings(loaded, "threats", children))
    if not threats:
        raise NotFound(
            f"no assessment of case {loaded.number} found a threat that still stands",
            hint="judge the safety, and name its threats: "
            f"casekit assess {loaded.number} --instrument safety",
        )
    if how is Reply.JSON:
        write_json({"case": loaded.number, "threats": [dict(one.data) for one in threats]})
        return 0
    plans = [p for p in plans_in_force(loaded) if p.data["kind"] == "safety"]
    replaced = [p for p in plans if p.children & {c for one in threats for c in one.children}]
    if len(replaced) > 1:
        raise NotFound(
            f"{len(replaced)} safety plans are in force",
            hint="end those that do not hold: casekit safety-plan "
            f"{loaded.number} --step end --plan {replaced[0].id}",
        )
    plan = replaced[0] if replaced else None
    for line in _as_yaml(loaded, threats, plan, session.today.isoformat()):
        say(Shown(clean(line)))
    talk(f"A draft: fill in every {BLANK} with the family, and save it with:")
    talk(clean(f"casekit safety-plan {loaded.number} --from FILE"))
    return 0


def _as_yaml(
    case: Case, threats: Sequence[Found], plan: Record | None, today: str
) -> Iterator[str]:
    concerned = {child for one in threats for child in one.children}
    called = [child.called for child in case.children if child.id in concerned]
    if plan is None:
        yield f"# The beginning of a safety plan for case {case.number}. Nothing of it is saved."
    else:
        begun = plan.occurred.day
        yield f"# A new safety plan for case {case.number}, from that of {begun}. Not saved."
    yield f"# Fill in every {BLANK} together. A blank cannot be saved."
    kept: dict[str, Mapping[str, Any]] = (
        {one["id"]: one for one in plan.data["threats"]} if plan else {}
    )
    for name in sorted(kept.keys() - {one.data["id"] for one in threats}):
        yield f"# {name} stands no more: {comment(kept[name]['threat'])}"
    if plan is None:
        yield f'for: ["{BLANK}"]  # whose plan it is: name them'
    else:
        names = ", ".join(quote(name) for name in name_people(case, plan.data["for"]))
        yield f"for: [{names}]"
    yield f"children: [{', '.join(map(quote, called))}]"
    yield f"occurred_on: {today}"
    yield f"from: {today}"
    if plan is not None:
        yield f"supersedes: {plan.id}"
    yield "threats:"
    for one in threats:
        names_of = [child.called for child in case.children if child.id in one.children]
        yield f"  # From the assessment of {one.record.occurred.day}, {one.record.id}"
        yield f"  - id: {one.data['id']}"
        yield f"    threat: {quote(str(one.data['threat']))}"
        yield f"    children: [{', '.join(map(quote, names_of))}]"
        yield "    actions:"
        agreed = kept.get(one.data["id"])
        if agreed is not None and fold(agreed["threat"]) == fold(one.data["threat"]):
            yield "      # As agreed so far: does each of them still work?"
            yield from render_items(name_people(case, agreed["actions"]), {}, indent=6)
            continue
        # The same id in other words may be another threat: what controls that one is only told.
        if agreed is not None:
            for action in agreed["actions"]:
                said = f"{agreed['threat']}: {action['who']}, {action['does']}"
                yield f"      # Agreed so far for {one.data['id']}, {comment(said)}"
        yield f'      - id: "{BLANK}"  # a short name, such as marie-nights'
        yield f'        who: "{BLANK}"  # not whom the threat comes from'
        yield f'        does: "{BLANK}"'
        yield f'        when: "{BLANK}"'
        yield f'        watched: "{BLANK}"  # how you know that it is done'
    yield "participation:  # who took part, and how"
    yield f'  - {{person: "{BLANK}", how: "{BLANK}"}}'
    yield "agreement:  # signed_on where it is signed on paper"
    yield f'  - {{person: "{BLANK}", answer: "{BLANK}", signed_on: {today}}}'
    yield "copies:  # who got one"
    yield f'  - {{to: "{BLANK}", language: "{BLANK}", given_on: {today}}}'
