"""The walk from the approved plan through care and court to closing and reopening."""

from __future__ import annotations

from collections.abc import Sequence

from tests.cli.office import SUPERVISOR
from tests.cli.step import Step

TO_END: Sequence[Step] = (
    Step(
        "progress",
        "2026-02-10T09:00",
        "progress",
        {"occurred_on": "2026-02-09", "of": "G1.O1.A1", "status": "in progress"},
        ("--on", "2026-02-09", "--of", "G1.O1.A1", "--status", "in progress"),
    ),
    Step(
        "referred",
        "2026-02-10T09:10",
        "service",
        {"service": "job coach", "provider": "coach", "for": ["Jo"], "why": "day work"},
        (
            *("--service", "job coach", "--provider", "coach", "--for", "Jo"),
            *("--why", "day work"),
        ),
    ),
    Step(
        "service began",
        "2026-02-17T09:00",
        "service",
        {"step": "status", "occurred_on": "2026-02-16", "status": "started"},
        ("--step", "status", "--on", "2026-02-16", "--status", "started"),
    ),
    Step(
        "consent",
        "2026-02-17T09:10",
        "consent",
        {
            "occurred_on": "2026-02-17",
            "person": "Jo",
            "scope": "her work",
            "to": ["coach"],
            "withheld": [{"what": "the report", "from": "coach"}],
        },
        (
            *("--on", "2026-02-17", "--person", "Jo", "--scope", "her work", "--to", "coach"),
            *("--withheld", "what=the report; from=coach"),
        ),
    ),
    Step(
        "consent withdrawn",
        "2026-02-18T09:00",
        "consent",
        {"step": "withdrawn", "occurred_on": "2026-02-18", "reason": "the coach talks"},
        ("--step", "withdrawn", "--on", "2026-02-18", "--reason", "the coach talks"),
    ),
    Step(
        "apprehended",
        "2026-02-19T18:00",
        "court",
        {
            "step": "apprehension",
            "occurred_at": "2026-02-19 16:20",
            "children": ["Sam"],
            "grounds": "The door was forced.",
            "explained_to": ["Jo"],
        },
        (
            *("--step", "apprehension", "--at", "2026-02-19 16:20", "--child", "Sam"),
            *("--grounds", "The door was forced.", "--explained-to", "Jo"),
        ),
    ),
    Step(
        "placed",
        "2026-02-19T19:00",
        "placement",
        {
            "occurred_at": "2026-02-19 18:00",
            "children": ["Sam"],
            "setting": "foster",
            "carers": ["Cora"],
            "reasons": "The door was forced.",
            "siblings_together": {"together": True},
            "people": [{"name": "Cora Example", "called": "Cora", "role": "carer"}],
        },
        (
            *("--at", "2026-02-19 18:00", "--child", "Sam", "--setting", "foster"),
            *("--carer", "Cora", "--reasons", "The door was forced.", "--siblings-together"),
            *("--new-person", "name=Cora Example; called=Cora; role=carer"),
        ),
    ),
    Step(
        "applied",
        "2026-02-20T10:00",
        "court",
        {
            "step": "application",
            "occurred_on": "2026-02-20",
            "children": ["Sam"],
            "court": "Family Division",
            "application": "supervision",
            "hearing_on": "2026-03-05",
            "respondents": ["Jo"],
        },
        (
            *("--step", "application", "--on", "2026-02-20", "--child", "Sam"),
            *("--court", "Family Division", "--application", "supervision"),
            *("--hearing-on", "2026-03-05", "--respondent", "Jo"),
        ),
    ),
    Step(
        "notice",
        "2026-02-20T10:10",
        "notice",
        {
            "about": "application",
            "to_kind": "parent",
            "to": "Jo Sample",
            "person": "Jo",
            "method": "in person",
            "children": ["Sam"],
        },
        (
            *("--about", "application", "--to-kind", "parent", "--to", "Jo Sample"),
            *("--person", "Jo", "--method", "in person", "--child", "Sam"),
        ),
    ),
    Step(
        "notice received",
        "2026-02-21T10:00",
        "notice",
        {"step": "received", "occurred_on": "2026-02-20", "received_by": "Jo"},
        ("--step", "received", "--on", "2026-02-20", "--received-by", "Jo"),
    ),
    Step(
        "heard",
        "2026-03-05T15:00",
        "court",
        {
            "step": "hearing",
            "occurred_on": "2026-03-05",
            "children": ["Sam"],
            "court": "Family Division",
            "hearing": "disposition",
            "outcome": "A supervision order of three months.",
        },
        (
            *("--step", "hearing", "--on", "2026-03-05", "--child", "Sam"),
            *("--court", "Family Division", "--hearing", "disposition"),
            *("--outcome", "A supervision order of three months."),
        ),
    ),
    Step(
        "ordered",
        "2026-03-05T15:10",
        "court",
        {
            "step": "order",
            "occurred_on": "2026-03-05",
            "children": ["Sam"],
            "court": "Family Division",
            "legal_status": "supervision order",
            "from": "2026-03-05",
            "until": "2026-06-05",
            "duties": [{"id": "visits", "duty": "Visits each week.", "who": "agency"}],
        },
        (
            *("--step", "order", "--on", "2026-03-05", "--child", "Sam"),
            *("--court", "Family Division", "--legal-status", "supervision order"),
            *("--since", "2026-03-05", "--until", "2026-06-05"),
            *("--order-duty", "id=visits; duty=Visits each week.; who=agency"),
        ),
    ),
    Step(
        "implemented",
        "2026-03-20T10:00",
        "court",
        {
            "step": "implementation",
            "occurred_on": "2026-03-20",
            "duty": "visits",
            "implementation": "partly",
        },
        (
            *("--step", "implementation", "--on", "2026-03-20", "--duty", "visits"),
            *("--implementation", "partly"),
        ),
    ),
    Step(
        "returned",
        "2026-03-21T10:00",
        "placement",
        {"step": "end", "occurred_at": "2026-03-20 13:00", "reason": "returned"},
        ("--step", "end", "--at", "2026-03-20 13:00", "--reason", "returned"),
    ),
    Step(
        "order ended",
        "2026-06-06T10:00",
        "court",
        {"step": "end-order", "occurred_on": "2026-06-05", "reason": "expired"},
        ("--step", "end-order", "--on", "2026-06-05", "--reason", "expired"),
    ),
    *(
        Step(
            f"agreement {step}",
            f"2026-06-{day}T10:00",
            "court",
            {
                "step": f"agreement-{step}",
                "occurred_on": f"2026-06-{day}",
                "children": ["Sam"],
                "legal_status": "voluntary agreement",
            },
            (
                *("--step", f"agreement-{step}", "--on", f"2026-06-{day}", "--child", "Sam"),
                *("--legal-status", "voluntary agreement"),
            ),
        )
        for step, day in (("offered", 10), ("declined", 11), ("signed", 12), ("ended", 20))
    ),
    Step(
        "safety plan ended",
        "2026-06-21T10:00",
        "safety-plan",
        {"step": "end", "reason": "no longer needed"},
        ("--step", "end", "--reason", "no longer needed"),
    ),
    Step(
        "reviewed",
        "2026-07-01T10:00",
        "review",
        {
            "occurred_on": "2026-07-01",
            "children": ["Sam"],
            "kind": "closing",
            "objectives": [
                {"of": "G1.O1", "status": "achieved", "measured": "every night since March"}
            ],
            "result": "close",
            "reasons": "Night care is settled.",
            "feedback": [{"person": "Sam", "words": "Good."}],
        },
        (
            *("--on", "2026-07-01", "--child", "Sam", "--kind", "closing"),
            *("--objective", "of=G1.O1; status=achieved; measured=every night since March"),
            *("--result", "close", "--reasons", "Night care is settled."),
            *("--feedback", "person=Sam; words=Good."),
        ),
    ),
    Step(
        "plan ended",
        "2026-07-01T11:00",
        "plan",
        {"step": "end", "reason": "goals achieved"},
        ("--step", "end", "--reason", "goals achieved"),
    ),
    Step(
        "closing given back",
        "2026-07-01T15:00",
        "return",
        {"scope": "closing", "comments": "Say who looks on."},
        ("--comments", "Say who looks on."),
        by=SUPERVISOR,
        words=("closing",),
    ),
    Step(
        "closing approved",
        "2026-07-02T09:00",
        "approve",
        {"scope": "closing"},
        (),
        by=SUPERVISOR,
        words=("closing",),
    ),
    Step(
        "closed",
        "2026-07-02T10:00",
        "close",
        {
            "reason": "goals achieved",
            "summary": "Sam is looked after.",
            "aftercare": "The school looks on.",
            "lessons": "Ask the school earlier.",
            "unmet_gates": [
                {"gate": "child seen", "reason": "he waved from the bus"},
                {"gate": "safety assessed", "reason": "seen by the school"},
                {"gate": "nothing overdue", "reason": "this walk is in a hurry"},
            ],
        },
        (
            *("--reason", "goals achieved", "--summary", "Sam is looked after."),
            *("--aftercare", "The school looks on.", "--lessons", "Ask the school earlier."),
            *("--unmet-gate", "gate=child seen; reason=he waved from the bus"),
            *("--unmet-gate", "gate=safety assessed; reason=seen by the school"),
            *("--unmet-gate", "gate=nothing overdue; reason=this walk is in a hurry"),
        ),
        by=SUPERVISOR,
    ),
    Step(
        "reopened",
        "2026-08-01T10:00",
        "reopen",
        {"reasons": "Jo asks for help."},
        ("--reasons", "Jo asks for help."),
    ),
)
