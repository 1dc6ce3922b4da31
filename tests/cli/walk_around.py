"""The walk around the plan: who works together, what was shared, what a child's passports hold."""

from __future__ import annotations

from collections.abc import Sequence

from tests.cli.office import SUPERVISOR
from tests.cli.step import Step

AROUND: Sequence[Step] = (
    Step(
        "planned",
        "2026-02-03T09:00",
        "appointment",
        {
            "planned_for": "2026-02-12 15:00",
            "by": "w-sample",
            "with": ["Jo", "Sam"],
            "place": "residence",
            "purposes": ["home visit"],
        },
        (
            *(
                "--planned-for",
                "2026-02-12 15:00",
                "--by",
                "w-sample",
                "--with",
                "Jo",
                "--with",
                "Sam",
            ),
            *("--place", "residence", "--purpose", "home visit"),
        ),
    ),
    Step(
        "called off",
        "2026-02-03T09:10",
        "appointment",
        {"step": "call-off", "reason": "Jo has a shift."},
        ("--step", "call-off", "--reason", "Jo has a shift."),
    ),
    Step(
        "met",
        "2026-02-03T16:00",
        "meeting",
        {
            "occurred_at": "2026-02-03 14:00",
            "meeting": "case conference",
            "about": "Whether Sam can stay at his school.",
            "with": ["Jo"],
            "workers": ["w-sample"],
            "others": ["class teacher"],
            "minutes": "Sam likes his class.",
            "decided": [{"what": "breakfast club", "who": "class teacher", "by": "2026-02-16"}],
            "next_on": "2026-03-09",
        },
        (
            *("--at", "2026-02-03 14:00", "--meeting", "case conference"),
            *("--about", "Whether Sam can stay at his school.", "--with", "Jo"),
            *("--worker", "w-sample", "--other", "class teacher"),
            *("--minutes", "Sam likes his class."),
            *("--decided", "what=breakfast club; who=class teacher; by=2026-02-16"),
            *("--next-on", "2026-03-09"),
        ),
    ),
    Step(
        "joined the team",
        "2026-02-03T16:10",
        "team",
        {"name": "A. Example, Oak School", "part": "class teacher", "for": ["Sam"]},
        ("--name", "A. Example, Oak School", "--part", "class teacher", "--for", "Sam"),
    ),
    Step(
        "left the team",
        "2026-02-03T16:20",
        "team",
        {"step": "leave", "reason": "A year abroad."},
        ("--step", "leave", "--reason", "A year abroad."),
    ),
    Step(
        "told",
        "2026-02-03T16:30",
        "share",
        {
            "what": "the safety plan",
            "with": ["Oak School"],
            "about": ["Sam"],
            "why": "Who may fetch him.",
            "ground": "protection of a child",
        },
        (
            *("--what", "the safety plan", "--with", "Oak School", "--about", "Sam"),
            *("--why", "Who may fetch him.", "--ground", "protection of a child"),
        ),
    ),
    Step(
        "complained",
        "2026-02-03T16:40",
        "advocate",
        {
            "kind": "complaint",
            "for": ["Jo"],
            "raised_by": "Jo",
            "to": "the director",
            "what": "Nobody told her that the visit was moved.",
        },
        (
            *("--kind", "complaint", "--for", "Jo", "--raised-by", "Jo", "--to", "the director"),
            *("--what", "Nobody told her that the visit was moved."),
        ),
    ),
    Step(
        "answered",
        "2026-02-03T16:50",
        "advocate",
        {
            "step": "answer",
            "occurred_on": "2026-02-03",
            "by": "the director",
            "answer": "Visits are confirmed the evening before.",
            "settled": True,
        },
        (
            *("--step", "answer", "--on", "2026-02-03", "--by", "the director"),
            *("--answer", "Visits are confirmed the evening before.", "--settled"),
        ),
    ),
    Step(
        "health",
        "2026-02-03T17:00",
        "health",
        {
            "occurred_on": "2026-02-02",
            "children": ["Sam"],
            "kind": "immunisation",
            "what": "measles, second dose",
            "by": "Dr Example",
            "next_on": "2027-02-02",
        },
        (
            *("--on", "2026-02-02", "--child", "Sam", "--kind", "immunisation"),
            *("--what", "measles, second dose", "--by", "Dr Example", "--next-on", "2027-02-02"),
        ),
    ),
    Step(
        "school",
        "2026-02-03T17:10",
        "education",
        {
            "occurred_on": "2026-02-02",
            "children": ["Sam"],
            "kind": "class or grade",
            "what": "grade 2, reads well",
            "by": "class teacher",
        },
        (
            *("--on", "2026-02-02", "--child", "Sam", "--kind", "class or grade"),
            *("--what", "grade 2, reads well", "--by", "class teacher"),
        ),
    ),
    Step(
        "transfer offered",
        "2026-02-03T17:20",
        "transfer",
        {
            "occurred_on": "2026-02-03",
            "to": "Assiniboine Family Services",
            "mandated": False,
            "reasons": "They may move.",
        },
        (
            *("--on", "2026-02-03", "--to", "Assiniboine Family Services", "--no-mandated"),
            *("--reasons", "They may move."),
        ),
    ),
    Step(
        "transfer refused",
        "2026-02-03T17:30",
        "transfer",
        {
            "step": "refuse",
            "occurred_on": "2026-02-03",
            "by": "the intake desk",
            "reasons": "They stay.",
        },
        (
            *("--step", "refuse", "--on", "2026-02-03", "--by", "the intake desk"),
            *("--reasons", "They stay."),
        ),
    ),
    Step(
        "transfer offered again",
        "2026-02-03T17:40",
        "transfer",
        {
            "occurred_on": "2026-02-03",
            "to": "Interlake Family Services",
            "mandated": True,
            "reasons": "The court says so.",
        },
        (
            *("--on", "2026-02-03", "--to", "Interlake Family Services", "--mandated"),
            *("--reasons", "The court says so."),
        ),
    ),
    Step(
        "transfer accepted",
        "2026-02-03T17:50",
        "transfer",
        {
            "step": "accept",
            "occurred_on": "2026-02-03",
            "by": "the intake desk",
            "reasons": "From April.",
        },
        (
            *("--step", "accept", "--on", "2026-02-03", "--by", "the intake desk"),
            *("--reasons", "From April."),
        ),
    ),
)

# Once Sam is in care.
IN_CARE: Sequence[Step] = (
    Step(
        "talked it over",
        "2026-02-19T21:00",
        "debrief",
        {
            "occurred_on": "2026-02-19",
            "workers": ["w-sample"],
            "with": "r-sample",
            "next": "No visits alone this week.",
        },
        (
            *("--on", "2026-02-19", "--worker", "w-sample"),
            *("--with", "r-sample", "--next", "No visits alone this week."),
        ),
    ),
    Step(
        "released",
        "2026-02-19T21:05",
        "release",
        {
            "occurred_on": "2026-02-19",
            "record": "Sam",
            "field": "birth.date",
            "audience": "carer",
            "reason": "The school asks for it.",
        },
        (
            *("--on", "2026-02-19", "--record", "Sam", "--field", "birth.date"),
            *("--audience", "carer", "--reason", "The school asks for it."),
        ),
        by=SUPERVISOR,
    ),
    Step(
        "translated",
        "2026-02-19T21:06",
        "translate",
        {
            "occurred_on": "2026-02-19",
            "record": "family",
            "field": "goals[1].goal",
            "language": "French",
            "text": "Il n'est pas seul la nuit.",
            "translated_by": "w-sample",
        },
        (
            *("--on", "2026-02-19", "--record", "family", "--field", "goals[1].goal"),
            *("--language", "French", "--text", "Il n'est pas seul la nuit."),
            *("--translated-by", "w-sample"),
        ),
    ),
    Step(
        "handed over",
        "2026-02-19T21:07",
        "hand-over",
        {
            "occurred_on": "2026-02-19",
            "document": "plan",
            "audience": "family",
            "content": "0a1b2c3d4e5f",
            "given_to": "Jo",
        },
        (
            *("--on", "2026-02-19", "--document", "plan", "--audience", "family"),
            *("--content", "0a1b2c3d4e5f", "--given-to", "Jo"),
        ),
    ),
    Step(
        "home considered",
        "2026-02-19T21:10",
        "placement",
        {
            "step": "consider",
            "occurred_on": "2026-02-19",
            "children": ["Sam"],
            "home": "Marie, his grandmother",
            "setting": "kinship",
            "weighed": [{"need": "his school", "meets": "met", "how": "two streets away"}],
            "decision": "kept in mind",
            "reasons": "She is away until March.",
        },
        (
            *("--step", "consider", "--on", "2026-02-19", "--child", "Sam"),
            *("--home", "Marie, his grandmother", "--setting", "kinship"),
            *("--weighed", "need=his school; meets=met; how=two streets away"),
            *("--decision", "kept in mind", "--reasons", "She is away until March."),
        ),
    ),
    Step(
        "family time",
        "2026-02-20T09:00",
        "family-time",
        {
            "occurred_on": "2026-02-20",
            "children": ["Sam"],
            "with": ["Jo"],
            "every": "7 days",
            "where": "at Marie's",
            "supervision": "supported",
            "reasons": "He asks for her each evening.",
            "from": "2026-02-20",
        },
        (
            *("--on", "2026-02-20", "--child", "Sam", "--with", "Jo", "--every", "7 days"),
            *("--where", "at Marie's", "--supervision", "supported"),
            *("--reasons", "He asks for her each evening.", "--since", "2026-02-20"),
        ),
    ),
    Step(
        "family time held",
        "2026-02-23T09:00",
        "family-time",
        {
            "step": "held",
            "occurred_on": "2026-02-22",
            "children": ["Sam"],
            "came": ["Jo"],
            "went": "They cooked.",
        },
        (
            *("--step", "held", "--on", "2026-02-22", "--child", "Sam", "--came", "Jo"),
            *("--went", "They cooked."),
        ),
    ),
    Step(
        "family time ended",
        "2026-02-24T09:00",
        "family-time",
        {"step": "end", "occurred_on": "2026-02-24", "reason": "Twice a week from now on."},
        ("--step", "end", "--on", "2026-02-24", "--reason", "Twice a week from now on."),
    ),
)
