"""Every track of the flow chart, carried to each of its ends; wrong turns are refused on the way.

Each story begins with the case of `walk_to_plan`: Sam at home, a plan that a supervisor approved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.cli.stories import Line, lead


def review(day: str, result: str, more: str = "", kind: str = "scheduled") -> Line:
    return Line(
        f'review $A --on {day} --kind {kind} --result "{result}" --reasons "By the plan." '
        f"--child Sam {more}".rstrip(),
        f"{day}T15:00",
    )


def process(day: str, hour: str = "16:00") -> Line:
    return Line(f"process $A --today {day}T{hour}", f"{day}T{hour}")


def seen(day: str, place: str = "residence", purpose: str = "home visit", who: str = "Jo") -> Line:
    return Line(
        f'contact $A --on {day} --mode "in person" --place {place} --purpose "{purpose}" '
        f'--with {who} --seen Sam --seen-alone Sam --narrative "Sam is well."',
        f"{day}T14:00",
    )


def judged(day: str, conclusion: str, instrument: str = "safety", more: str = "") -> Line:
    return Line(
        f'assess $A --on {day} --instrument "{instrument}" --child Sam '
        f'--conclusion "{conclusion}" --summary "Seen and heard." {more}'.rstrip(),
        f"{day}T14:10",
    )


GOAL_MET = (
    "progress $A --on {} --of G1.O1 --status achieved "
    '--measured "An adult in 14 of 14 nights; none at the start."'
)
RISK_LOW = 'determine $A --step risk --on {} --child Sam --risk low --reasons "Nights are covered."'
CLOSE = (
    'close $A --reason "{}" --summary "Nobody was at home at night; now somebody is." '
    '--aftercare "The school looks on." --lessons "Ask the grandmother earlier."'
)
REMOVED = (
    Line(
        "court $A --step apprehension --at 2026-02-19T16:20 --child Sam "
        '--grounds "The door was forced again." --explained-to Jo',
        "2026-02-19T18:00",
    ),
    Line(
        "placement $A --at 2026-02-19T18:00 --child Sam --setting foster --carer Cora "
        '--reasons "Nobody to keep him safe." '
        '--new-person "name=Cora Example; called=Cora; role=carer"',
        "2026-02-19T19:00",
    ),
)
END_OF_SAFETY_PLAN = 'safety-plan $A --step end --on {} --reason "child removed" --explanation x'
ORDER = (
    'court $A --step order --on 2026-03-05 --child Sam --court "Family Division" '
    '--legal-status "temporary guardianship or custody" --since 2026-03-05'
)
ORDER_ENDS = 'court $A --step end-order --on {} --reason "ended by court"'
BACK_HOME = 'placement $A --step end --at {}T13:00 --reason returned --why "Nights are covered."'
PERMANENT = (
    *REMOVED,
    Line(
        'consult $A --with r-sample --about "permanent custody" --advice "Go on." --on 2026-03-20',
        "2026-03-20T10:00",
    ),
    review("2026-03-21", "consider permanent custody"),
    Line(
        "determine $A --step track --on 2026-03-23 --child Sam --track permanency "
        '--reasons "The home cannot be made safe."',
        "2026-03-23T10:00",
    ),
)
ADOPTIVE = (
    'placement $A --at {}T12:00 --child Sam --setting "adoptive home" --carer {} '
    '--reasons "They know him from church." --told "That they want him to stay." '
    '--new-person "name={} Example; called={}; role=carer"'
)

TRACKS: Mapping[str, Sequence[Line]] = {
    "at-home-and-closed": (
        process("2026-02-10"),
        review("2026-02-11", "supervise at home"),
        review("2026-02-11", "continue"),
        review("2026-02-11", "return to assessment"),
        process("2026-02-11"),
        Line(CLOSE.format("goals achieved"), "2026-02-12T10:00"),
        Line(GOAL_MET.format("2026-03-02"), "2026-03-02T14:20"),
        seen("2026-03-02"),
        judged("2026-03-02", "safe"),
        Line(
            'safety-plan $A --step end --on 2026-03-02 --reason "no longer needed" '
            '--explanation "Marie moved in."',
            "2026-03-02T14:30",
        ),
        process("2026-03-02"),
        review("2026-03-03", "close", kind="closing"),
        lead("approve $A closing", "2026-03-03T16:00"),
        lead(CLOSE.format("goals achieved"), "2026-03-03T16:30"),
        lead(
            CLOSE.format("goals achieved")
            + ' --unmet-gate "gate=nothing overdue; reason=The visit of 28 February was put off by '
            'snow, and Sam was seen on 2 March."',
            "2026-03-03T16:35",
        ),
        Line("show $A --today 2026-03-03T17:00", "2026-03-03T17:00"),
        Line("log $A --limit 1", "2026-03-03T17:00"),
        Line("due $A --today 2026-04-01", "2026-04-01T09:00"),
        Line('reopen $A --reasons "Jo asks for help again."', "2026-05-04T10:00"),
        process("2026-05-04"),
        Line("show $A --today 2026-05-04T17:00", "2026-05-04T17:00"),
    ),
    "at-home-then-placed-then-supervised-at-home": (
        judged("2026-02-18", "unsafe"),
        process("2026-02-18"),
        review("2026-02-18", "consider placement"),
        *REMOVED,
        Line(END_OF_SAFETY_PLAN.format("2026-02-19"), "2026-02-19T19:10"),
        process("2026-02-19", "20:00"),
        review("2026-02-25", "consider placement"),
        review("2026-02-25", "supervise at home"),
        review("2026-02-25", "return to assessment"),
        process("2026-02-25"),
        seen("2026-03-10"),
        judged(
            "2026-03-10",
            "safe",
            "return home",
            '--judged "threat=T1; still=gone; reasons=Marie lives there now"',
        ),
        process("2026-03-10"),
        review("2026-03-11", "supervise at home", kind='"before return"'),
        Line(BACK_HOME.format("2026-03-12"), "2026-03-12T15:00"),
        process("2026-03-12"),
    ),
    "placed-then-home-and-closed": (
        *REMOVED,
        Line(END_OF_SAFETY_PLAN.format("2026-02-19"), "2026-02-19T19:10"),
        Line(ORDER, "2026-03-05T15:00"),
        seen("2026-04-10"),
        judged(
            "2026-04-10",
            "safe",
            "return home",
            '--judged "threat=T1; still=gone; reasons=Marie lives there now"',
        ),
        Line(GOAL_MET.format("2026-04-10"), "2026-04-10T14:20"),
        review("2026-04-11", "close", kind="closing"),
        lead("approve $A closing", "2026-04-11T16:00"),
        lead(CLOSE.format("goals achieved"), "2026-04-11T16:30"),
        Line(BACK_HOME.format("2026-04-12"), "2026-04-12T15:00"),
        Line(ORDER_ENDS.format("2026-04-12"), "2026-04-12T15:10"),
        process("2026-04-12"),
        lead(CLOSE.format("goals achieved"), "2026-04-12T17:00"),
        seen("2026-04-13"),
        lead(CLOSE.format("goals achieved"), "2026-04-13T17:00"),
    ),
    "permanency-to-a-second-adoption": (
        *PERMANENT,
        process("2026-03-23"),
        review("2026-03-24", "supervise at home"),
        review("2026-03-24", "close"),
        review("2026-03-24", "continue"),
        Line(ADOPTIVE.format("2026-04-20", "Lee", "Lee", "Lee"), "2026-04-20T15:00"),
        Line(
            'placement $A --step end --at 2026-06-15T12:00 --reason disrupted --why "Lee fell ill '
            'and could not keep him; Sam had been told that it was for good."',
            "2026-06-15T15:00",
        ),
        review("2026-06-16", "return to assessment"),
        process("2026-06-16"),
        Line(ADOPTIVE.format("2026-08-03", "Kit", "Kit", "Kit"), "2026-08-03T15:00"),
        review("2027-01-10", "close"),
        Line(
            'court $A --step hearing --on 2027-02-01 --child Sam --court "Family Division" '
            '--hearing "adoption finalization" --outcome "Kit adopts Sam."',
            "2027-02-01T15:00",
        ),
        Line("placement $A --step end --at 2027-02-01T16:00 --reason adopted", "2027-02-01T16:10"),
        process("2027-02-02"),
        review("2027-02-03", "close", kind="closing"),
        lead("approve $A closing", "2027-02-03T16:00"),
        lead(CLOSE.format("adopted"), "2027-02-03T16:10"),
        seen("2027-02-03", "placement", "adoption probation", "Kit"),
        Line(
            'safety-plan $A --step end --on 2027-02-03 --reason "child removed" '
            '--explanation "He lives with Kit."',
            "2027-02-03T16:20",
        ),
        Line(
            'plan $A --step end --on 2027-02-03 --plan family --reason "child removed" '
            '--explanation "He will not live with Jo again."',
            "2027-02-03T16:30",
        ),
        lead(
            CLOSE.format("adopted")
            + ' --unmet-gate "gate=safety assessed; reason=The last one was about the first home."',
            "2027-02-03T16:40",
        ),
        Line("show $A --today 2027-02-03T17:00", "2027-02-03T17:00"),
    ),
    "handed-over-refused-and-accepted": (
        Line(
            'transfer $A --on 2026-02-10 --to "Assiniboine Family Services" --mandated '
            '--reasons "The family moves to their town."',
            "2026-02-10T10:00",
        ),
        lead(CLOSE.format("transferred"), "2026-02-10T11:00"),
        Line(
            'transfer $A --step refuse --on 2026-02-12 --by "the intake desk" '
            '--reasons "No worker until March."',
            "2026-02-12T10:00",
        ),
        Line("caseload", "2026-02-12T10:10"),
        Line(
            'transfer $A --on 2026-03-01 --to "Assiniboine Family Services" --mandated '
            '--reasons "They have a worker now."',
            "2026-03-01T10:00",
        ),
        Line(
            'transfer $A --step accept --on 2026-03-02 --by "the intake desk" '
            '--reasons "Taken over."',
            "2026-03-02T10:00",
        ),
        review("2026-03-02", "continue", "--end transfer"),
        review("2026-03-02", "close", "--end transfer", "closing"),
        lead("approve $A closing", "2026-03-02T16:00"),
        lead(CLOSE.format("transferred"), "2026-03-02T16:10"),
        lead(
            CLOSE.format("transferred")
            + ' --unmet-gate "gate=safety assessed; reason=They judge it on their first visit." '
            '--unmet-gate "gate=nothing overdue; reason=Handed over as it is, and named to them."',
            "2026-03-02T16:20",
        ),
        Line("show $A --today 2026-03-02T17:00", "2026-03-02T17:00"),
    ),
    "the-court-dismisses": (
        *REMOVED,
        Line(END_OF_SAFETY_PLAN.format("2026-02-19"), "2026-02-19T19:10"),
        Line(
            'court $A --step hearing --on 2026-02-26 --child Sam --court "Family Division" '
            '--hearing "shelter or preliminary" --outcome "The application is dismissed."',
            "2026-02-26T12:00",
        ),
        Line(BACK_HOME.format("2026-02-26"), "2026-02-26T14:00"),
        review("2026-02-26", "close", '--end "court dismissal"', "closing"),
        lead("approve $A closing", "2026-02-26T16:00"),
        lead(CLOSE.format("court ended involvement"), "2026-02-26T16:10"),
        seen("2026-02-27"),
        judged("2026-02-27", "safe"),
        lead(CLOSE.format("court ended involvement"), "2026-02-27T16:10"),
    ),
    "a-child-has-died": (
        Line("person $A --change Sam --died-on 2026-02-14", "2026-02-15T09:00"),
        review("2026-02-16", "close", "--end death", "closing"),
        lead("approve $A closing", "2026-02-16T16:00"),
        lead(CLOSE.format("died"), "2026-02-16T16:10"),
        Line(
            "debrief $A --on 2026-02-17 --worker w-sample --after @closing --with r-sample "
            '--next "No new case this month."',
            "2026-02-17T10:00",
        ),
        Line("show $A --today 2026-02-17T17:00", "2026-02-17T17:00"),
    ),
}
