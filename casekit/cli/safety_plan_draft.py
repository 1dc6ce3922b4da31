"""`casekit safety-plan CASE --draft`: each threat that stands, with room for what controls it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from casekit.cli.output import Shown, clean, say, talk, write_json
from casekit.cli.plan_draft import quote
from casekit.cli.recorder import Reply
from casekit.cli.session import load_whole, open_session
from casekit.errors import NotFound
from casekit.model.assessed import Found, standing_findings
from casekit.model.records import Case
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
    for line in _as_yaml(loaded, threats, session.today.isoformat()):
        say(Shown(clean(line)))
    talk(f"A draft: fill in every {BLANK} with the family, and save it with:")
    talk(clean(f"casekit safety-plan {loaded.number} --from FILE"))
    return 0


def _as_yaml(case: Case, threats: Sequence[Found], today: str) -> Iterator[str]:
    concerned = {child for one in threats for child in one.children}
    called = [child.called for child in case.children if child.id in concerned]
    yield f"# The beginning of a safety plan for case {case.number}. Nothing of it is saved."
    yield f"# Fill in every {BLANK} together. A blank cannot be saved."
    yield f'for: ["{BLANK}"]  # whose plan it is: name them'
    yield f"children: [{', '.join(map(quote, called))}]"
    yield f"occurred_on: {today}"
    yield f"from: {today}"
    yield "threats:"
    for one in threats:
        names = [child.called for child in case.children if child.id in one.children]
        yield f"  # From the assessment of {one.record.occurred.day}, {one.record.id}"
        yield f"  - id: {one.data['id']}"
        yield f"    threat: {quote(str(one.data['threat']))}"
        yield f"    children: [{', '.join(map(quote, names))}]"
        yield "    actions:"
        yield f'      - id: "{BLANK}"  # a short name, such as marie-nights'
        yield f'        who: "{BLANK}"  # not whom the threat comes from'
        yield f'        does: "{BLANK}"'
        yield f'        when: "{BLANK}"'
        yield f'        watched: "{BLANK}"  # how you know that it is done'
    yield "participation:  # who took part, and how"
    yield f'  - {{person: "{BLANK}", how: "{BLANK}"}}'
    yield "agreement:"
    yield f'  - {{person: "{BLANK}", answer: "{BLANK}"}}'
