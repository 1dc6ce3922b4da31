"""What a form asks for: the fields of a record as its schema has them, as plain values.

The schema is the one place that says which fields there are, what each asks and what helps to
answer it. `x-ask` beside an optional field says that it is asked as a matter of course, always or
when other fields have certain values; the rest is offered at the end, by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from casekit.casework.commands import PEOPLE, PLACES, PLAN_ITEMS, Step
from casekit.casework.known import ACTORS, DECIDED_NOW, KNOWN_NOW, known_keys
from casekit.cli.flags import NOT_ASKED, follow_refs
from casekit.records.schemas import SchemaSet

WHEN = "when"
# Stands for `occurred_at` or `occurred_on`, whichever the answer to it makes.
OCCURRED = "occurred"
# What may be longer than this is told in as many lines as it needs.
LONGEST_LINE = 300
# The form of an id that the tool counts itself, by the definition its field refers to.
COUNTED_IDS = {
    "threatId": "T",
    "needId": "N",
    "causeId": "C",
    "goalId": "G",
    "objectiveId": "O",
    "activityId": "A",
}
# Ids of what assessments found.
_FINDING_IDS = {"needId": "need", "causeId": "cause", "threatId": "threat"}
_SCALARS = {"boolean": "yes or no", "integer": "number"}
_FORMATS = {"date": "day", "date-time": "moment"}
_DEFINED = {"text": "text", "duration": "duration", "dateOrDateTime": "moment"}


@dataclass(frozen=True)
class Field:
    """One field: its key, its question, the help behind `?`, and what answers it.

    `takes` is choice, yes or no, number, day, moment, when, duration, line, text, reference,
    object or list. `asked` says whether it is asked as a matter of course, `only_if` under which
    answers to other fields of the same record. `default` is what an empty answer means. `counted`
    is the letter of an id that is not asked because the tool counts it.
    """

    key: str
    title: str
    help: str
    takes: str
    required: bool = False
    asked: bool = False
    only_if: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
    refers: str = ""
    many: bool = False
    default: str = ""
    item: str = ""
    counted: str = ""
    fields: tuple[Field, ...] = ()
    longest: int = 0
    ahead: bool = False


def fields_of_step(name: str, step: Step, schemas: SchemaSet) -> tuple[Field, ...]:
    """The fields that a step of a recording command asks for, in the order of its schema."""
    schema = schemas.get(step.kind)
    known = known_keys(step.kind)
    found: list[Field] = []
    for one in _fields(schema, step.kind, schemas):
        if one.key in step.fixed:
            continue
        if one.key in ACTORS.values() and one.key == ACTORS.get(step.kind):
            one = replace(one, required=False, asked=False)
        elif one.key in known:
            # Asked where the case has no one answer; whoever asks knows the case.
            one = replace(one, required=False, asked=one.refers not in ("", "person"))
        if one.key in step.defaults:
            given = step.defaults[one.key]
            said = ("no", "yes")[given] if isinstance(given, bool) else str(given)
            one = replace(one, default=said, required=True)
        found.append(one)
        found[-1] = _as_it_is_asked(step.kind, found[-1])
    if step.kind in DECIDED_NOW | KNOWN_NOW and found and found[0].takes == WHEN:
        found[0] = replace(
            found[0], default="now", required=False, asked=step.kind not in KNOWN_NOW
        )
    if name == "intake":
        place = next(n for n, one in enumerate(found) if one.key == "children") + 1
        found[place:place] = [_FAMILY, replace(_homes(schemas), asked=True, default="yes")]
    if name == "person":
        # Who decided that it is whom, and when, is filled in; the decision itself is said below.
        own = [one for one in found if one.key != "identity"]
        found = [_CHANGE, *(_for_somebody_new(one) for one in own)]
    elif step.kind not in PEOPLE and name:
        found.append(_homes(schemas))
    if name == "assess":
        found = [_FORM if one.key == "form" else one for one in found if one.key != "answers"]
    return (*found, *_beside(name))


_FORM = Field(
    "form",
    "Do you answer a form for it?",
    "Its questions are asked one by one, and each answer needs a reason. Without a form you write "
    "what you found in your own words.",
    "reference",
    asked=True,
    refers="instrument",
)


def _homes(schemas: SchemaSet) -> Field:
    """Homes that come into the case with a record, and who lives there."""
    parts = list(_fields(schemas.get("household"), "household", schemas))
    parts = [
        replace(one, default="family home")
        if one.key == "kind"
        else _as_it_is_asked("household", one)
        for one in parts
        if one.takes != WHEN and one.key != "note"
    ]
    about = "The address and who lives there, as far as it is known."
    return Field(
        "households",
        "Homes that are new to the case",
        about,
        "list",
        item="Home",
        fields=(*parts, *_beside("household")),
    )


_FAMILY = Field(
    "family",
    "Who else belongs to the family, or is named in the report?",
    "Parents, carers, others who live there, and whoever is said to have done it. Write + and the "
    "full name.",
    "reference",
    asked=True,
    refers="person",
    many=True,
)
_CHANGE = Field(
    "change",
    "Whose file is to be changed?",
    "Press Enter to add somebody new.",
    "reference",
    asked=True,
    refers="person",
)


def _for_somebody_new(one: Field) -> Field:
    """A field of a person: needed of somebody new, and offered when a file is changed."""
    if not (one.required or one.asked):
        return one
    return replace(one, only_if={**one.only_if, "change": (None,)})


# Lists without which such a record says little: Enter begins them.
_LIKELY = frozenset(
    {
        ("report", "allegations"),
        ("assessment", "informants"),
        ("assessment", "threats"),
        ("assessment", "threats_judged"),
        ("assessment", "needs"),
        ("assessment", "strengths"),
        ("plan", "threats"),
        ("plan", "goals"),
        ("plan", "permanency"),
        ("plan", "participation"),
        ("plan", "child_views"),
        ("plan", "agreement"),
        ("review", "feedback"),
    }
)


def _as_it_is_asked(kind: str, one: Field) -> Field:
    """What the schema cannot say of a field: who chooses it, and when it need not be asked."""
    if (kind, one.key) in _LIKELY:
        return replace(one, default="yes")
    match kind, one.key:
        case (("extension" | "exception"), "obligation"):
            return replace(one, takes="reference", refers="duty")
        case "extension", "until":
            return replace(one, required=False, asked=True, only_if={"by": (None,)}, ahead=True)
        case "review", "objectives":
            # An objective's id says its plan while only one plan in force has it.
            parts = tuple(
                replace(part, required=False) if part.key == "plan" else part for part in one.fields
            )
            return replace(one, fields=parts, default="yes")
        case ("approval", "approves") | ("sent-back", "returns"):
            return replace(one, asked=True, only_if={"scope": ("other",)})
        case (("household" | "provider"), "address"):
            return replace(one, takes="line", longest=LONGEST_LINE)
        case "person", "role":
            return replace(one, required=True)
        case "person", "birth":
            parts = tuple(
                replace(part, default="known") if part.key == "certainty" else part
                for part in one.fields
            )
            return replace(one, fields=parts)
    return one


def fields_of_plan_item(name: str, schemas: SchemaSet) -> tuple[Field, ...]:
    """The fields of a goal, an objective or an activity that joins a plan."""
    where = {"goal": ("goals",), "objective": ("goals", "objectives")}.get(
        name, ("goals", "objectives", "activities")
    )
    found = tuple(_fields(schemas.get("plan"), "plan", schemas))
    for key in where:
        found = next(one for one in found if one.key == key).fields
    own = [one for one in found if not one.counted and one.takes != "list"]
    parent = PLACES[name][0]
    first: list[Field] = []
    if parent is not None:
        kind = parent.removesuffix("_id")
        about = f"The {kind} it belongs to."
        first = [Field(parent, f"To which {kind}?", about, "reference", True, True, refers=kind)]
    plan = Field("plan", "Which plan?", "Where several are in force.", "reference", refers="plan")
    return (*first, *own, plan)


def steps_of(name: str) -> Mapping[str, Step]:
    """The steps of a recording command; a plan item has none."""
    from casekit.casework.commands import STEPS

    if name in PEOPLE:
        return {name: Step(name, name.capitalize())}
    return {} if name in PLAN_ITEMS else STEPS[name]


def _fields(schema: Mapping[str, Any], file: str, schemas: SchemaSet) -> Iterator[Field]:
    moment = schema.get("properties", {}).get("occurred_at")
    if moment is not None:
        yield Field(
            OCCURRED,
            "When was it?",
            f"{moment['description'].partition(', with the offset')[0]}. The time as well, if you "
            "know it: limits that are counted in hours need it.",
            WHEN,
            required=True,
            asked=True,
        )
    required = schema.get("required", ())
    for key, raw in schema.get("properties", {}).items():
        if key in NOT_ASKED - {"id"} or key in ("occurred_at", "occurred_on"):
            continue
        defined = str(raw.get("$ref", "")).rpartition("/")[2]
        if key == "id":
            if defined in COUNTED_IDS or defined == "slug":
                letter = COUNTED_IDS.get(defined, "a")
                yield Field(key, "", "", "counted", counted=letter)
            continue
        node, inner = follow_refs(raw, file, schemas)
        if "x-sealed" in node:
            continue  # asked apart, last of all, and never kept in a draft
        if node.get("readOnly"):
            continue  # what casekit found out is not for anybody to say
        ask = node.get("x-ask")
        one = Field(
            key,
            str(node.get("title", key)),
            str(node.get("description", "")),
            "",
            required=key in required,
            asked=ask is not None,
            only_if={k: tuple(v) for k, v in ask.items()} if isinstance(ask, Mapping) else {},
        )
        yield _with_answer(one, node, inner, defined, schemas)


def _with_answer(
    one: Field, node: Mapping[str, Any], file: str, defined: str, schemas: SchemaSet
) -> Field:
    kind = node.get("type")
    if kind == "object":
        return replace(one, takes="object", fields=tuple(_fields(node, file, schemas)))
    if kind == "array":
        raw = node["items"]
        items, inner = follow_refs(raw, file, schemas)
        if items.get("type") == "object":
            inside = tuple(_fields(items, inner, schemas))
            title = str(items.get("title", one.title))
            return replace(one, takes="list", fields=inside, item=title)
        name = str(raw.get("$ref", "")).rpartition("/")[2]
        return replace(_with_answer(one, items, inner, name, schemas), many=True)
    refers = str(node.get("x-refers-to", ""))
    if not refers and defined in (*_FINDING_IDS, "objectiveId", "planItemId"):
        refers = _FINDING_IDS.get(defined, "plan item")
        refers = "objective" if defined == "objectiveId" else refers
    if not refers and one.key == "place" and defined == "slug":
        refers = "agency place"
    if not refers and one.key == "duty" and defined == "slug":
        refers = "order duty"
    if refers and refers != "case":
        return replace(one, takes="reference", refers=refers)
    if "enum" in node:
        return replace(one, takes="choice", choices=tuple(node["enum"]))
    takes = _SCALARS.get(str(kind)) or _DEFINED.get(defined)
    takes = takes or _FORMATS.get(str(node.get("format", "")), "line")
    longest = int(node.get("maxLength", 0))
    if takes == "line" and longest > LONGEST_LINE:
        takes = "text"
    ahead = one.key.endswith(("until", "target_date", "due_on", "review_by", "hearing_on"))
    return replace(one, takes=takes, longest=longest, ahead=ahead)


def _beside(name: str) -> tuple[Field, ...]:
    """What a command asks for beside the fields of its record."""
    if name == "screen":
        return (
            Field("assign_to", "Who is the case manager?", "Who has the case from now on.",
                  "reference", asked=True, only_if={"result": ("screened in",)}, refers="worker"),
        )  # fmt: skip
    if name == "household":
        who = Field("", "", "", "reference", asked=True, refers="person", many=True)
        return (
            replace(who, key="members", title="Who lives there?",
                    help="Everybody who lives in this home."),
            replace(who, key="main_carers", title="Who cares for the children there?",
                    help="The main carers."),
            Field("since", "Since which day do they live there?", "Empty means today.", "day",
                  asked=True),
        )  # fmt: skip
    if name == "person":
        return (
            Field("different_person", "Who is somebody else, though it looks the same?",
                  "As case/person, such as 2024-Y3/Sam.", "line", many=True),
            Field("why", "Why is it the same person, or another?", "What you know that shows it.",
                  "text"),
        )  # fmt: skip
    if name == "extend":
        return (
            Field("by", "By how much longer?", "A length such as 15 days. Or leave it out and give "
                  "the new limit.", "duration", asked=True),
        )  # fmt: skip
    if name == "intake":
        return (
            Field("access", "Who may read the case?", "restricted where only few may know of it.",
                  "choice", choices=("normal", "restricted")),
        )  # fmt: skip
    return ()
