"""Red River as case objects: a safety plan and a family plan with what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from casekit.model.records import FOLDERS, Case, Record, order_records
from casekit.model.when import read_when

ZONE = ZoneInfo("America/Winnipeg")
NUMBER = "2026-K7Q4MZ3"
WORKERS = {"w-sample": "W. Sample", "r-sample": "R. Sample", "f-sample": "F. Sample"}

JO = "2026-01-12-j0j0j0"
SAM = "2026-01-12-s4m7wx"
ADA = "2026-01-12-d4d4d4"
MARIE = "2026-01-13-m4r13x"
DAN = "2026-01-13-d4n5zz"
SAFETY_PLAN = "2026-01-13-s4f3tp"
FAMILY_PLAN = "2026-01-30-f4m1pp"


def make_record(kind: str, record_id: str, occurred: str, /, **data: Any) -> Record:
    """A record as the loader builds it; `from_` stands for the key `from`."""
    key = "occurred_on" if len(occurred) == 10 else "occurred_at"
    recorded_at = f"{occurred[:10]}T18:00:00-06:00"
    head = {
        "schema": f"{kind}/1",
        "id": record_id,
        key: occurred,
        "recorded_at": recorded_at,
        "recorded_by": "w-sample",
    }
    return Record(
        kind=kind,
        id=record_id,
        path=f"cases/2026/{NUMBER}/{FOLDERS[kind]}/{record_id}.yaml",
        line=1,
        occurred=read_when(occurred, ZONE),
        recorded_at=datetime.fromisoformat(recorded_at),
        recorded_by="w-sample",
        data=head | {name.rstrip("_"): value for name, value in data.items()},
    )


def make_person(person_id: str, name: str, called: str, role: str, /, **data: Any) -> Record:
    return make_record(
        "person", person_id, "2026-01-12", name=name, called=called, role=role, **data
    )


def make_case(*records: Record) -> Case:
    return Case(
        number=NUMBER,
        path=f"cases/2026/{NUMBER}",
        access="normal",
        records=order_records(list(records)),
    )


def people() -> tuple[Record, ...]:
    return (
        make_person(JO, "Jo Red-River", "Jo", "family",
                    before_contact={"warnings": ["WITHHELD-A"]}),
        make_person(SAM, "Sam Red-River", "Sam", "child",
                    birth={"date": "2018-06-02", "certainty": "known"}),
        make_person(ADA, "Ada Red-River", "Ada", "child",
                    birth={"date": "2021-11-20", "certainty": "known"}),
        make_person(MARIE, "Marie Red-River", "Marie", "carer", phone="WITHHELD-B"),
        make_person(DAN, "Dan Other", "Dan", "family", disability="WITHHELD-C"),
        make_record("assignment", "2026-01-12-4ss1gn", "2026-01-12", worker="w-sample",
                    role="case manager", reasons="WITHHELD-D"),
    )  # fmt: skip


def safety_plan(**changes: Any) -> Record:
    data: dict[str, Any] = {
        "kind": "safety",
        "for_": [JO, SAM, ADA],
        "children": [SAM, ADA],
        "from_": "2026-01-13",
        "until": "2026-02-13",
        "threats": [
            {
                "id": "T1",
                "threat": "Sam and Ada are alone at night when Jo works at the laundry.",
                "children": [SAM, ADA],
                "actions": [
                    {
                        "id": "marie-stays",
                        "who": MARIE,
                        "does": "Sleeps at Jo's home, from bedtime until Jo is back.",
                        "when": "Every night that Jo works: Sunday to Thursday, 20:30 to 06:30",
                        "watched": "Marie sends the worker a message each evening when she is"
                        " there; the worker drops by unannounced once a week.",
                    },
                    {
                        "id": "jo-calls",
                        "who": JO,
                        "does": "Does not leave for work before Marie is in the house. If Marie"
                        " cannot come, Jo stays at home and calls the on-call worker.",
                        "when": "Every evening",
                        "watched": "The laundry's roster beside Marie's messages.",
                    },
                ],
            },
            {
                "id": "T2",
                "threat": "Dan comes to the door at night, shouts and bangs, and has hurt Jo"
                " before.",
                "children": [SAM, ADA],
                "actions": [
                    {
                        "id": "door",
                        "who": JO,
                        "does": "Does not let Dan in. Calls the police at 911, then Marie.",
                        "when": "Whenever he comes",
                        "watched": "Jo tells the worker at every visit; the police tell the"
                        " agency of every call to the address.",
                    },
                    {
                        "id": "school",
                        "who": "Sam's school and the neighbour",
                        "does": "Know Dan's photograph and whom to call.",
                        "when": "From 14 January",
                        "watched": "W. Sample asks both on Fridays.",
                    },
                ],
            },
        ],
        "child_views": [
            {
                "child": SAM,
                "words": "I want Kookum here when it is dark. I don't want to be the one who"
                " listens at the door.",
                "how": "Alone, in his room, drawing the house at night",
            }
        ],
        "family_words": "We are not bad people. We need somebody at night.",
        "agreement": [
            {"person": JO, "answer": "agrees", "signed_on": "2026-01-13"},
            {"person": MARIE, "answer": "agrees", "signed_on": "2026-01-13"},
        ],
        "copies": [
            {"to": JO, "language": "English", "given_on": "2026-01-13", "read_in": "Cree"},
            {"to": MARIE, "language": "English", "given_on": "2026-01-13"},
        ],
        "review_by": "2026-01-27",
    }
    return make_record("plan", SAFETY_PLAN, "2026-01-13T15:30:00-06:00", **(data | changes))


def family_plan(**changes: Any) -> Record:
    data: dict[str, Any] = {
        "kind": "family",
        "for_": [JO, SAM, ADA],
        "children": [SAM, ADA],
        "from_": "2026-01-30",
        "until": "2026-07-30",
        "permanency": [
            {"child": SAM, "primary": "reunification", "alternative": "guardianship"},
            {"child": ADA, "primary": "reunification", "alternative": "fit and willing relative"},
        ],
        "goals": [_night_care(), _safe_from_dan(), _belonging()],
        "participation": [
            {"person": JO, "how": "Two talks at her kitchen table with a Cree interpreter, then the"
             " planning meeting of 30 January"},
            {"person": MARIE, "how": "Planning meeting; chose the nights she can stay"},
            {"person": SAM, "how": "A talk at school on a morning, with drawings"},
        ],
        "child_views": [
            {
                "child": SAM,
                "words": "When Kookum sleeps on the couch I can sleep too. I want to go to hockey"
                " on Saturdays and I don't want to change schools.",
                "how": "Alone with W. Sample at school, in the reading corner",
            }
        ],
        "family_words": "I came to the city for work and lost everybody I could ask. I want my"
        " evenings to be about homework and supper, not about who is at the door.",
        "agreement": [
            {"person": JO, "answer": "agrees", "words": "As long as I keep my job.",
             "signed_on": "2026-01-30"},
            {
                "person": MARIE,
                "answer": "disagrees",
                "words": "Five nights are too many for me. I can do three, and every second"
                " Saturday.",
                "agency_answer": "The agency pays a night sitter for the two other nights until"
                " Jo has a day shift (see 1.2).",
            },
            {"person": ADA, "answer": "not asked"},
        ],
        "copies": [
            {"to": JO, "language": "English", "given_on": "2026-02-02", "read_in": "Cree"},
        ],
        "review_by": "2026-04-30",
    }  # fmt: skip
    return make_record("plan", FAMILY_PLAN, "2026-01-30T14:00:00-06:00", **(data | changes))


def _night_care() -> Mapping[str, Any]:
    return {
        "id": "G1",
        "goal": "Sam and Ada are never without an adult they trust at night.",
        "why": "Jo works nights and had nobody to ask. Sam stays awake to listen for Ada and for"
        " the door, and falls asleep at school.",
        "needs": ["N1"],
        "objectives": [
            {
                "id": "G1.O1",
                "objective": "Marie or the night sitter is in the home every night that Jo works.",
                "measure": "Nights with an adult in the home, of all nights that Jo worked, from"
                " the calendar on the fridge",
                "baseline": "0 of 5 nights in the week of 5 January",
                "target_date": "2026-02-27",
                "activities": [
                    {"id": "G1.O1.A1", "what": "Stays overnight", "who": [MARIE],
                     "where": "Jo's home", "how": "Sleeps in the front room; brings Sam to school",
                     "when": "Monday, Wednesday and Thursday nights"},
                    {"id": "G1.O1.A2", "what": "Finds and pays a night sitter who speaks Cree",
                     "who": ["f-sample"], "where": "Friendship centre",
                     "how": "Asks the centre's list, then Jo and Sam meet her before her first"
                     " night", "when": "Sunday and Tuesday nights", "due_on": "2026-02-06"},
                    {"id": "G1.O1.A3", "what": "Writes each night on the calendar",
                     "who": [JO, SAM],
                     "where": "Kitchen", "how": "A sticker for every night with an adult",
                     "when": "Every morning"},
                ],
            },
            {
                "id": "G1.O2",
                "objective": "Jo works a shift that ends before supper.",
                "measure": "Her roster",
                "baseline": "Night shift, 22:00 to 06:00, five nights a week",
                "target_date": "2026-06-30",
                "activities": [
                    {"id": "G1.O2.A1", "what": "Asks the laundry for the day shift",
                     "who": [JO, "w-sample"], "where": "Laundry office",
                     "how": "Jo asks; W. Sample writes a letter if Jo wants one",
                     "when": "First week of February", "due_on": "2026-02-13"},
                ],
            },
        ],
    }  # fmt: skip


def _safe_from_dan() -> Mapping[str, Any]:
    return {
        "id": "G2",
        "goal": "Jo, Sam and Ada are safe from Dan.",
        "why": "Dan was convicted of assaulting Jo. He bangs at the door at night; the children"
        " are frightened of raised voices.",
        "needs": ["N2"],
        "objectives": [
            {
                "id": "G2.O1",
                "objective": "The door can be locked and everybody knows what to do when he comes.",
                "measure": "Lock changed; Jo, Sam and Marie can each say the steps without help",
                "baseline": "Broken lock, no steps agreed",
                "target_date": "2026-02-20",
                "activities": [
                    {"id": "G2.O1.A1", "what": "Has the lock changed", "who": ["f-sample"],
                     "where": "Jo's home", "how": "Housing service pays", "when": "This week",
                     "due_on": "2026-02-04"},
                    {"id": "G2.O1.A2", "what": "Practise the steps", "who": [JO, SAM, MARIE],
                     "where": "Jo's home", "how": "As a game for Sam; Ada watches",
                     "when": "Every second Sunday"},
                ],
            }
        ],
    }  # fmt: skip


def _belonging() -> Mapping[str, Any]:
    return {
        "id": "G3",
        "goal": "Jo has people to ask, and the children have their language and relatives.",
        "why": "Since leaving the reserve Jo has been alone with everything.",
        "needs": ["N3"],
        "objectives": [
            {
                "id": "G3.O1",
                "objective": "The family spends one afternoon a week with people of their nation.",
                "measure": "Afternoons a month",
                "baseline": "None since 2024",
                "target_date": "2026-05-29",
                "activities": [
                    {"id": "G3.O1.A1", "what": "Go to the family circle", "who": [JO, SAM, ADA],
                     "where": "Friendship centre", "how": "Elder meets them at the first visit;"
                     " bus fare from the agency", "when": "Wednesdays, 16:00"},
                ],
            }
        ],
    }  # fmt: skip


def followed_up() -> tuple[Record, ...]:
    """What became of the family plan, told out of order on purpose."""
    return (
        make_record("progress", "2026-02-20-pr0g02", "2026-02-20", plan=FAMILY_PLAN, of="G1.O1",
                    status="in progress", measured="9 of 10 nights in the last two weeks",
                    barriers="The sitter was ill for one night; Jo stayed at home."),
        make_record("progress", "2026-02-06-pr0g01", "2026-02-06", plan=FAMILY_PLAN, of="G1.O1",
                    status="in progress", measured="3 of 5 nights"),
        make_record("progress", "2026-02-04-pr0g03", "2026-02-04", plan=FAMILY_PLAN, of="G2.O1.A1",
                    status="done", done_on="2026-02-03"),
        make_record("progress", "2026-02-13-pr0g04", "2026-02-13", plan=FAMILY_PLAN, of="G1.O2.A1",
                    status="not done", reason="The manager is away until March."),
        make_record("progress", "2026-02-13-pr0g05", "2026-02-13", plan=SAFETY_PLAN, of="G1.O1",
                    status="dropped", measured="OF ANOTHER PLAN"),
        make_record("review", "2026-03-01-r3v13w", "2026-03-01", children=[SAM, ADA],
                    plans=[FAMILY_PLAN], kind="scheduled",
                    objectives=[{"plan": FAMILY_PLAN, "of": "G2.O1", "status": "achieved",
                                 "measured": "Lock changed; all three can say the steps"},
                                {"plan": SAFETY_PLAN, "of": "G2.O1", "status": "dropped",
                                 "measured": "OF ANOTHER PLAN"}],
                    result="continue", reasons="Going well."),
    )  # fmt: skip


def approval(of: str, occurred: str, **data: Any) -> Record:
    return make_record("approval", f"{occurred[:10]}-{of[-6:]}", occurred, scope="plan",
                       approves=[of], approved_by="r-sample", comments="WITHHELD-E",
                       **data)  # fmt: skip


HOSTILE = (
    "# not a heading",
    "$400 and $x_1$",
    "{{x}} {% raw %} ${y}",
    "<b>bold</b> <script>alert(1)</script> &amp;",
    r"C:\new\table \alpha",
    "[mother] [a](http://evil.example/) ![i](x)",
    "*star* _under_ ~~gone~~ `code` a|b|c",
    "- dash\n1. one\n> quote\n\n    code\n=====",
    "#image(\"x.png\") #sys.inputs @ref <label> // not a comment /* nor this */",
    "'quoted' \"twice\" -- --- ... ~",
    "left\u202eright\u0007end",
    "w" * 300,
)  # fmt: skip


def hostile_plan() -> Record:
    """A family plan whose every text is hostile."""
    everything = "\n".join(HOSTILE)
    activity = {"id": "G1.O1.A1", "what": HOSTILE[6], "who": [HOSTILE[5]], "where": HOSTILE[11],
                "how": everything, "when": HOSTILE[1]}  # fmt: skip
    return family_plan(
        goals=[
            {
                "id": "G1",
                "goal": HOSTILE[0],
                "why": everything,
                "objectives": [
                    {
                        "id": "G1.O1",
                        "objective": HOSTILE[3],
                        "measure": HOSTILE[4],
                        "baseline": HOSTILE[7],
                        "target_date": "2026-05-29",
                        "activities": [activity],
                    }
                ],
            }
        ],
        family_words=everything,
        agreement=[{"person": JO, "answer": "agrees", "words": everything}],
    )
