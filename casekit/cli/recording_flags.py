"""Which flags each recording command has, in which section of its help, and which are needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from casekit.casework.commands import PEOPLE, PLAN_ITEMS, STEPS, Step
from casekit.casework.known import DECIDED_NOW, KNOWN_NOW, known_keys
from casekit.cli.flags import NOT_ASKED, Flag, make_flags
from casekit.records.schemas import SchemaSet

RECORD = "What to record"
SHARED = "For several steps"
NEW_PEOPLE = "Who is new to the case"


def flags_for(name: str, schemas: SchemaSet) -> list[Flag]:
    """All flags of a recording command, each field once."""
    if name in PLAN_ITEMS:
        return [replace(flag, section=RECORD) for flag in _plan_item_flags(name)]
    steps = _steps(name)
    by_step = {
        label: [f for f in make_flags([step.kind], schemas) if f.keys[0] not in step.fixed]
        for label, step in steps.items()
    }
    flags: dict[tuple[str, ...], Flag] = {}
    for label, own in by_step.items():
        for flag in own:
            shared = sum(any(f.keys == flag.keys for f in other) for other in by_step.values()) > 1
            section = RECORD if len(steps) == 1 else SHARED if shared else f"With --step {label}"
            flags.setdefault(flag.keys, replace(flag, section=section))
    ordered = sorted(flags.values(), key=lambda f: f.section != SHARED)
    return [*ordered, *_beside(name), *([] if name in PEOPLE else _new_people())]


def say_needed(name: str, schemas: SchemaSet) -> list[tuple[str, str]]:
    """For each step of a command, by its name, the flags without which it is refused."""
    if name in PLAN_ITEMS:
        optional = ("plan", "needs", "due_on")
        needed = [f for f in _plan_item_flags(name) if f.keys[0] not in optional]
        return [("", ", ".join(f"--{f.name}" for f in needed))]
    flags = flags_for(name, schemas)
    return [
        (label, ", ".join(_needed(step, flags, schemas)) or "nothing more")
        for label, step in _steps(name).items()
    ]


def _needed(step: Step, flags: list[Flag], schemas: SchemaSet) -> Iterator[str]:
    given = {*NOT_ASKED, *step.defaults, *step.fixed, *known_keys(step.kind)}
    if step.kind not in DECIDED_NOW | KNOWN_NOW:
        yield "--at or --on"
    for key in schemas.get(step.kind)["required"]:
        if (step.kind, key) == ("extension", "until"):
            yield "--until or --by"
        elif key not in given and not schemas.get(step.kind)["properties"][key].get("readOnly"):
            yield next(f"--{f.name}" for f in flags if f.keys[0] == key)


def _steps(name: str) -> Mapping[str, Step]:
    if name in PEOPLE:
        return {name: Step(name, name.capitalize())}
    return STEPS[name]


def _beside(name: str) -> list[Flag]:
    """Flags that ask for something beside the fields of the record."""
    found: Mapping[str, list[Flag]] = {
        "intake": [
            _text("case", "The open case that a further report belongs to; without it a new one."),
            _text("access", "Who may read the case: normal or restricted."),
        ],
        "screen": [
            _text("assign_to", "The case manager from now on.", metavar="WORKER"),
            Flag(("open",), "open", "yes or no", False, "Open the case; it is when screened in."),
        ],
        "extend": [
            _text("by", "By how much longer than now, such as 15 days.", metavar="LENGTH"),
        ],
        "household": [
            Flag(("members",), "member", "text", True, "Who lives there.", "PERSON"),
            Flag(("main_carers",), "main-carer", "text", True, "Who cares there.", "PERSON"),
            _text("since", "Since which day they live there.", metavar="DATE"),
        ],
        "person": [
            _text("change", "Change this person instead of adding one.", metavar="PERSON"),
            Flag(
                ("different_person",),
                "different-person",
                "text",
                True,
                "Who looks like this person and is somebody else.",
                "CASE/NAME",
            ),
            _text("why", "Why somebody is, or is not, the same person."),
        ],
    }
    return [replace(flag, section=RECORD) for flag in found.get(name, [])]


def _new_people() -> list[Flag]:
    person = (
        "Somebody new, as field=value; field=value. Fields: name, role, called, birth.date, "
        "birth.certainty, ..."
    )
    home = "A home, as field=value; field=value. Fields: kind, address, members, ..."
    return [
        Flag(("people",), "new-person", "item", True, person, "FIELDS", NEW_PEOPLE),
        Flag(("households",), "new-household", "item", True, home, "FIELDS", NEW_PEOPLE),
    ]


def _text(key: str, about: str, flag: str | None = None, metavar: str = "TEXT") -> Flag:
    return Flag((key,), flag or key.replace("_", "-"), "text", False, about, metavar)


def _plan_item_flags(name: str) -> list[Flag]:
    plan = _text("plan", "Which plan, when several are in force.", metavar="RECORD")
    if name == "goal":
        return [
            _text("goal", "What is to become of it, in broad words."),
            _text("why", "Why: the need or cause that the assessment found."),
            Flag(("needs",), "need", "text", True, "The needs of the assessment: N1, N2."),
            plan,
        ]
    if name == "objective":
        return [
            _text("goal_id", "The goal it belongs to: G1.", "goal"),
            _text("objective", "What will be so: concrete and observable."),
            _text("measure", "How everybody will know."),
            _text("baseline", "How it is now."),
            _text("target_date", "By which day.", metavar="DATE"),
            plan,
        ]
    return [
        _text("objective_id", "The objective it belongs to: G1.O1.", "objective"),
        _text("what", "What is to be done."),
        Flag(("who",), "who", "text", True, "Who does it."),
        _text("where", "Where."),
        _text("how", "How."),
        _text("when", "When, or how often."),
        _text("due_on", "By which day at the latest.", metavar="DATE"),
        plan,
    ]
