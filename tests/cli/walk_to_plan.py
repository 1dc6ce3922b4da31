"""The walk from the first call to the approved plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.cli.office import SUPERVISOR
from tests.cli.step import Step

PEOPLE: Sequence[Mapping[str, Any]] = (
    {
        "name": "Sam Sample",
        "called": "Sam",
        "role": "child",
        "birth": {"date": "2018-06-02", "certainty": "known"},
    },
    {"name": "Jo Sample", "called": "Jo", "role": "family"},
)
TO_PLAN: Sequence[Step] = (
    Step(
        "intake",
        "2026-01-12T10:00",
        "intake",
        {
            "occurred_at": "2026-01-12T09:40:00-06:00",
            "reporter": "mandated professional",
            "reporter_profession": "school",
            "people": PEOPLE,
            "children": ["Sam"],
            "allegations": [
                {"child": "Sam", "allegation": "neglect", "description": "alone at night"}
            ],
            "immediate_danger": {"present": False},
            "narrative": "Sam slept at his desk.",
        },
        (
            *("--at", "2026-01-12T09:40", "--reporter", "mandated professional"),
            *("--reporter-profession", "school", "--child", "Sam"),
            "--new-person",
            "name=Sam Sample; called=Sam; role=child; birth.date=2018-06-02; birth.certainty=known",
            *("--new-person", "name=Jo Sample; called=Jo; role=family"),
            "--allegation",
            "child=Sam; allegation=neglect; description=alone at night",
            *("--no-immediate-danger", "--narrative", "Sam slept at his desk."),
        ),
    ),
    Step(
        "person",
        "2026-01-12T10:20",
        "person",
        {
            "name": "Marie Sample",
            "called": "Marie",
            "role": "family",
            "relationships": [{"to": "Sam", "is": "grandparent"}],
        },
        (
            *("--name", "Marie Sample", "--called", "Marie", "--role", "family"),
            *("--relationship", "to=Sam; is=grandparent"),
        ),
    ),
    Step(
        "person changed",
        "2026-01-12T10:25",
        "person",
        {"change": "Jo", "relationships": [{"to": "Sam", "is": "mother", "main_carer": True}]},
        ("--change", "Jo", "--relationship", "to=Sam; is=mother; main_carer=true"),
    ),
    Step(
        "household",
        "2026-01-12T10:30",
        "household",
        {
            "kind": "family home",
            "address": "1 Example Street",
            "members": ["Jo", "Sam"],
            "since": "2026-01-12",
        },
        (
            *("--kind", "family home", "--address", "1 Example Street"),
            *("--member", "Jo", "--member", "Sam", "--since", "2026-01-12"),
        ),
    ),
    Step(
        "screened in",
        "2026-01-12T11:15",
        "screen",
        {
            "occurred_at": "2026-01-12 11:10",
            "result": "screened in",
            "response": "investigation",
            "priority": "48 hours",
            "reasons": "A child of seven alone at night.",
            "assign_to": "w-sample",
        },
        (
            *("--at", "2026-01-12 11:10", "--result", "screened in"),
            *("--response", "investigation", "--priority", "48 hours"),
            *("--reasons", "A child of seven alone at night.", "--assign-to", "w-sample"),
        ),
    ),
    Step(
        "assigned",
        "2026-01-12T11:20",
        "assign",
        {"worker": "R. Sample", "role": "supervisor"},
        ("--worker", "R. Sample", "--role", "supervisor"),
    ),
    Step(
        "attempted",
        "2026-01-13T10:30",
        "contact",
        {
            "occurred_at": "2026-01-13 10:15",
            "made": "attempted",
            "reason": "nobody home",
            "mode": "in person",
            "place": "residence",
            "purposes": ["safety"],
            "narrative": "Nobody came to the door.",
        },
        (
            *("--at", "2026-01-13 10:15", "--made", "attempted", "--reason", "nobody home"),
            *("--mode", "in person", "--place", "residence", "--purpose", "safety"),
            *("--narrative", "Nobody came to the door."),
        ),
    ),
    Step(
        "seen",
        "2026-01-13T16:00",
        "contact",
        {
            "occurred_at": "2026-01-13 14:00",
            "mode": "in person",
            "place": "residence",
            "purposes": ["safety", "assessment"],
            "with": ["Jo"],
            "seen": ["Sam"],
            "seen_alone": ["Sam"],
            "minutes": 50,
            "interpreter": {"used": False},
            "narrative": "Jo works nights; nobody watches Sam.",
        },
        (
            *("--at", "2026-01-13 14:00", "--mode", "in person", "--place", "residence"),
            *("--purpose", "safety", "--purpose", "assessment", "--with", "Jo"),
            *("--seen", "Sam", "--seen-alone", "Sam", "--minutes", "50"),
            *("--no-interpreter-used", "--narrative", "Jo works nights; nobody watches Sam."),
        ),
    ),
    Step(
        "assessed",
        "2026-01-13T16:10",
        "assess",
        {
            "occurred_at": "2026-01-13 14:00",
            "instrument": "safety",
            "children": ["Sam"],
            "needs": [
                {"id": "N1", "domain": "caregiving", "need": "night care", "why": "night work"}
            ],
            "conclusion": "safe with a plan",
            "summary": "Safe while Marie sleeps there.",
        },
        (
            *("--at", "2026-01-13 14:00", "--instrument", "safety", "--child", "Sam"),
            *("--need", "id=N1; domain=caregiving; need=night care; why=night work"),
            *("--conclusion", "safe with a plan", "--summary", "Safe while Marie sleeps there."),
        ),
    ),
    Step(
        "safety plan",
        "2026-01-13T16:20",
        "safety-plan",
        {
            "occurred_at": "2026-01-13 15:30",
            "for": ["Sam"],
            "children": ["Sam"],
            "from": "2026-01-13",
            "threats": [
                {
                    "id": "T1",
                    "threat": "Nobody is there at night",
                    "children": ["Sam"],
                    "actions": [
                        {
                            "id": "stay",
                            "who": "Marie",
                            "does": "Stays overnight",
                            "when": "Every night",
                            "watched": "The worker calls",
                        }
                    ],
                }
            ],
        },
        (
            *("--at", "2026-01-13 15:30", "--for", "Sam", "--child", "Sam"),
            *("--since", "2026-01-13", "--threat"),
            "id=T1; threat=Nobody is there at night; children=[Sam]; actions.1.id=stay; "
            "actions.1.who=Marie; actions.1.does=Stays overnight; actions.1.when=Every night; "
            "actions.1.watched=The worker calls",
        ),
    ),
    Step(
        "safety plan approved",
        "2026-01-13T17:30",
        "approve",
        {"scope": "safety plan"},
        (),
        by=SUPERVISOR,
        words=("safety-plan",),
    ),
    Step(
        "consulted",
        "2026-01-20T10:00",
        "consult",
        {
            "occurred_on": "2026-01-19",
            "with": ["r-sample"],
            "about": "whether Sam can stay",
            "advice": "Yes, while Marie is there.",
            "agreed": ["see Sam every week"],
        },
        (
            *("--on", "2026-01-19", "--with", "r-sample", "--about", "whether Sam can stay"),
            *("--advice", "Yes, while Marie is there.", "--agreed", "see Sam every week"),
        ),
    ),
    Step(
        "determined",
        "2026-01-28T10:00",
        "determine",
        {
            "occurred_on": "2026-01-28",
            "findings": [
                {"child": "Sam", "allegation": "neglect", "finding": "supported", "reasons": "so"}
            ],
            "can_remain_safely": [{"child": "Sam", "safely": True, "reasons": "Marie stays"}],
            "would_benefit": {"benefit": True, "reasons": "Jo asks for help"},
            "consulted": ["r-sample"],
        },
        (
            *("--on", "2026-01-28"),
            *("--finding", "child=Sam; allegation=neglect; finding=supported; reasons=so"),
            *("--can-remain-safely", "child=Sam; safely=true; reasons=Marie stays"),
            *("--would-benefit", "--would-benefit-reasons", "Jo asks for help"),
            *("--consulted", "r-sample"),
        ),
    ),
    Step(
        "risk",
        "2026-01-28T10:10",
        "determine",
        {"step": "risk", "children": ["Sam"], "risk": "low", "reasons": "night care is settled"},
        (
            *("--step", "risk", "--child", "Sam", "--risk", "low"),
            *("--reasons", "night care is settled"),
        ),
    ),
    Step(
        "track",
        "2026-01-28T10:20",
        "determine",
        {"step": "track", "children": ["Sam"], "track": "at home", "reasons": "he can stay"},
        (
            *("--step", "track", "--child", "Sam", "--track", "at home"),
            *("--reasons", "he can stay"),
        ),
    ),
    Step(
        "plan",
        "2026-01-30T10:00",
        "plan",
        {
            "occurred_on": "2026-01-30",
            "for": ["Sam", "Jo"],
            "children": ["Sam"],
            "from": "2026-01-30",
            "until": "2026-07-30",
            "child_views": [{"child": "Sam", "words": "Kokum stays", "how": "a drawing"}],
        },
        (
            *("--on", "2026-01-30", "--for", "Sam", "--for", "Jo", "--child", "Sam"),
            *("--since", "2026-01-30", "--until", "2026-07-30"),
            *("--child-view", "child=Sam; words=Kokum stays; how=a drawing"),
        ),
    ),
    Step(
        "goal",
        "2026-01-30T10:10",
        "goal",
        {"goal": "Sam is looked after every night.", "why": "No night care.", "needs": ["N1"]},
        (
            *("--goal", "Sam is looked after every night.", "--why", "No night care."),
            *("--need", "N1"),
        ),
    ),
    Step(
        "objective",
        "2026-01-30T10:20",
        "objective",
        {
            "of": "G1",
            "objective": "An adult is at home every night.",
            "measure": "Marie's calendar.",
            "baseline": "None of five nights.",
            "target_date": "2026-04-30",
        },
        (
            *("--goal", "G1", "--objective", "An adult is at home every night."),
            *("--measure", "Marie's calendar.", "--baseline", "None of five nights."),
            *("--target-date", "2026-04-30"),
        ),
    ),
    Step(
        "activity",
        "2026-01-30T10:30",
        "activity",
        {
            "of": "G1.O1",
            "what": "Look for work in day shifts.",
            "who": ["Jo"],
            "where": "at the family centre",
            "how": "with the job coach",
            "when": "Tuesdays",
            "due_on": "2026-03-31",
        },
        (
            *("--objective", "G1.O1", "--what", "Look for work in day shifts.", "--who", "Jo"),
            *("--where", "at the family centre", "--how", "with the job coach"),
            *("--when", "Tuesdays", "--due-on", "2026-03-31"),
        ),
    ),
    Step(
        "plan approved",
        "2026-02-02T09:00",
        "approve",
        {"scope": "plan"},
        (),
        by=SUPERVISOR,
        words=("plan",),
    ),
)
