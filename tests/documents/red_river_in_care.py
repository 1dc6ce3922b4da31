"""Red River a little further: children in care, a court that heard of it, services that began."""

from __future__ import annotations

from casekit.model.records import Case, Record

from . import red_river
from .red_river import ADA, DAN, FAMILY_PLAN, JO, MARIE, SAM, make_record

ORDER = "2026-03-05-0rd3r1"
COURT = "Family Court (fictional)"
BOTH = [SAM, ADA]


def make_case_in_care() -> Case:
    """The case with everything that a court report and a child's page tell of."""
    people = [one for one in red_river.people() if one.id not in (JO, MARIE)]
    return red_river.make_case(
        *people,
        _related(JO, "Jo", "family", "mother", main_carer=True),
        _related(MARIE, "Marie", "carer", "grandparent"),
        red_river.safety_plan(),
        red_river.family_plan(),
        *red_river.followed_up(),
        red_river.approval(FAMILY_PLAN, "2026-02-02T10:00:00-06:00"),
        *in_care(),
    )


def _related(person: str, called: str, role: str, tie: str, *, main_carer: bool = False) -> Record:
    more = {"main_carer": True} if main_carer else {}
    return red_river.make_person(
        person,
        f"{called} Red-River",
        called,
        role,
        relationships=[{"to": child, "is": tie, **more} for child in BOTH],
    )


def in_care() -> tuple[Record, ...]:
    """What happened from the day on which the children moved to Marie."""
    return (
        make_record(
            "placement", "2026-03-04-p14c3d", "2026-03-04", children=BOTH, setting="kinship",
            carers=[MARIE], reasons="Marie has a room for both of them.",
        ),
        make_record(
            "hearing", "2026-03-05-h34r1n", "2026-03-05", children=BOTH, court=COURT,
            hearing="disposition", outcome="Three months.", next_hearing_on="2026-06-04",
        ),
        make_record(
            "order", ORDER, "2026-03-05", children=BOTH, court=COURT,
            legal_status="temporary guardianship or custody", from_="2026-03-05",
            until="2026-12-05", duties=[
                {"id": "night", "duty": "Find night care.", "who": "w-sample",
                 "due_on": "2026-04-01"},
                {"id": "meet", "duty": "Family time twice a week.", "who": "The agency"},
            ],
        ),
        make_record(
            "order-status", "2026-03-20-0rdst1", "2026-03-20", order=ORDER, duty="night",
            implementation="partly", how="A sitter comes on Sundays.",
        ),
        make_record(
            "contact", "2026-03-10-c0nt4c", "2026-03-10T15:00:00-05:00", by="w-sample",
            made="completed", mode="in person", place="placement", purposes=["placement visit"],
            with_=[MARIE], seen=BOTH, seen_alone=[SAM], narrative="Both have settled in.",
        ),
        make_record(
            "assessment", "2026-03-12-4ss3ss", "2026-03-12", instrument="safety", children=BOTH,
            conclusion="safe with a plan", summary="Safe with Marie.",
            strengths=[{"domain": "social support", "strength": "Marie comes when asked."}],
        ),
        make_record(
            "referral", "2026-03-14-r3f3rr", "2026-03-14", service="Night sitter",
            provider="Friendship centre (fictional)", for_=[JO], why="Nights.", status="sent",
        ),
        make_record(
            "referral-status", "2026-03-21-r3fst1", "2026-03-21", referral="2026-03-14-r3f3rr",
            status="waiting", why="Nobody is free before April.",
        ),
        make_record(
            "family-time", "2026-03-06-f4mt1m", "2026-03-06", children=BOTH, with_=[JO],
            every="1 week", where="Friendship centre", supervision="supported",
            reasons="They miss her.", from_="2026-03-08",
        ),
        make_record(
            "family-time-held", "2026-03-08-h31d01", "2026-03-08", family_time="2026-03-06-f4mt1m",
            children=BOTH, held=True, came=[JO],
        ),
        make_record(
            "health", "2026-03-09-h34rth", "2026-03-09", children=[SAM], kind="allergy",
            what="Nuts", by="Dr Example",
        ),
        make_record(
            "education", "2026-03-09-5ch001", "2026-03-09", children=[SAM],
            kind="school or day care", what="Alder School (fictional)",
        ),
        make_record(
            "team-member", "2026-03-11-t34m01", "2026-03-11", name="M. Example",
            part="class teacher", for_=[SAM],
        ),
        make_record(
            "review", "2026-04-21-r3v13w", "2026-04-21", children=BOTH, plans=[FAMILY_PLAN],
            kind="in care", result="continue", reasons="Nights are not settled yet.",
            feedback=[{"person": DAN, "words": "I want to see Ada."}],
        ),
    )  # fmt: skip
