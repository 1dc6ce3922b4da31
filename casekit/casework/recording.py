"""From a command and its request to a change set: the one way by which anything is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from casekit.casework.commands import ON_DUTIES, PEOPLE, PLAN_ITEMS, STEPS, Step
from casekit.casework.desk import Desk
from casekit.casework.drafting import Drafts, Recorded
from casekit.casework.people import BROUGHT_ALONG, add_people_and_households, change_person
from casekit.casework.request import Request
from casekit.errors import BadInput
from casekit.model.episodes import left_open
from casekit.model.findings import Finding
from casekit.model.records import Record
from casekit.practice.rulebook import Rulebook
from casekit.practice.scope import Scope
from casekit.records.schemas import SchemaSet, suggest
from casekit.workspace.loading import LoadedCase

if TYPE_CHECKING:
    from casekit.casework.sealing import Sealer


def record(
    command: str,
    request: Request,
    loaded: LoadedCase,
    desk: Desk,
    rulebook: Rulebook,
    schemas: SchemaSet,
    sealer: Sealer | None = None,
) -> Recorded:
    """Draft what a command asks for on a case, and judge it.

    Raises BadInput for faults of the request, NotFound where a name fits nobody, GateRefused where
    the casework does not allow the step, and what sealing raises.
    """
    if command in ON_DUTIES:
        from casekit.casework.extending import name_duty

        request = name_duty(request, loaded, desk, rulebook)
    if "id" in request.data:
        from casekit.casework.repeating import find_repeated

        seals = sealer.what.name if sealer is not None else None
        repeated = find_repeated(
            command, request, loaded, desk, rulebook.agency, schemas, seals=seals
        )
        if repeated is not None:
            return repeated
    drafts = Drafts(loaded, desk, rulebook.agency, schemas)
    step = _choose_step(command, request)
    if sealer is not None:
        from casekit.casework.sealing import seal_into

        request = seal_into(drafts, request, sealer)
    add_people_and_households(drafts, request)
    request = request.without("step", *BROUGHT_ALONG)
    number = loaded.case.number
    if command in PLAN_ITEMS:
        from casekit.casework.planning import add_to_plan

        drafts.refuse_faults()
        item = add_to_plan(drafts, command, request)
        _tell_weak_words(drafts)
        return drafts.finish(f"{command.capitalize()} {item} in {number}", (item,))
    if command in PEOPLE:
        return _record_people(command, request, drafts)
    assert step is not None
    _refuse_other(command, step, request)
    request = request.with_defaults(**step.defaults, **step.fixed)
    request = _prepare(step.kind, drafts, request, rulebook)
    extra = {key: request.data[key] for key in BESIDE.get(step.kind, ()) if key in request.data}
    made = drafts.add(step.kind, request.without(*extra))
    if made is not None:
        _judge(made, drafts, rulebook, request)
        if step.kind == "screening":
            from casekit.casework.screening import add_opening_and_assignment

            add_opening_and_assignment(drafts, made, request, extra)
        if step.kind == "plan":
            _tell_weak_words(drafts)
        if step.kind == "assessment":
            from casekit.casework.assessing import tell_replaced

            tell_replaced(drafts, made)
        _tell_again(drafts, made)
        if step.kind in _ONCE:
            _tell_twice(drafts, made)
    asked = command in ON_DUTIES and made is not None and "approved_by" not in made.data
    against = left_open(made) if made is not None else ()
    return drafts.finish(
        f"{step.called}{' asked for' if asked else ''} in {number}"
        + (f", against: {', '.join(against)}" if against else "")
    )


def _choose_step(command: str, request: Request) -> Step | None:
    steps: Mapping[str, Step] = STEPS.get(command, {})
    if not steps:
        return None
    said = request.data.get("step", next(iter(steps)))
    if said in steps:
        return steps[str(said)]
    message = f"casekit {command} has no step `{said}`"
    hint = suggest(str(said), tuple(steps), "steps")
    raise BadInput("nothing was saved", [request.fault(("step",), "STEP-UNKNOWN", message, hint)])


def _refuse_other(command: str, step: Step, request: Request) -> None:
    """Refuse a value that would make the record something else than the step says."""
    findings = [
        request.fault(
            (key,),
            "STEP-DIFFERS",
            f"{key}: casekit {command} records `{value}` here, not `{request.data[key]}`",
            f"leave `{key}` out, or use the command that is meant for it",
        )
        for key, value in step.fixed.items()
        if request.data.get(key, value) != value
    ]
    if findings:
        raise BadInput("nothing was saved", findings)


def _record_people(command: str, request: Request, drafts: Drafts) -> Recorded:
    number = drafts.case.number
    if command == "household":
        whole = Request({"households": [dict(request.data)]}, request.document)
        add_people_and_households(drafts, whole)
        return drafts.finish(f"Household in {number}")
    who = request.data.get("change")
    if who is None:
        drafts.add("person", request)
        return drafts.finish(f"Person in {number}")
    change_person(drafts, str(who), request)
    return drafts.finish(f"Person changed in {number}")


# So many are read; the rest stands in `casekit check`.
_MOST_TOLD = 5


def _tell_weak_words(drafts: Drafts) -> None:
    """Say beside the answer what is weak in a plan that was just written; nothing is refused."""
    from casekit.practice.safety_plan_checks import find_weak

    scope = Scope(drafts.loaded, drafts.agency, drafts.schemas, drafts.desk.now)
    plans = [r for r in drafts.case.facts("plan") if r.id in drafts.drafted]
    found = [finding for plan in plans for finding in find_weak(scope, plan)]
    notes = [f"{f.code} {f.message}. {f.hint or ''}".strip() for f in found[:_MOST_TOLD]]
    if len(found) > _MOST_TOLD:
        left = len(found) - _MOST_TOLD
        notes.append(f"{left} more to look at: casekit check {drafts.case.number} --level strict")
    drafts.notes = (*drafts.notes, *notes)


# What is recorded once; a second one is most often the first one, typed again.
_ONCE = frozenset({"placement", "placement-end", "screening", "order-end"})
_PAPERWORK = frozenset({"id", "recorded_at", "recorded_by"})


def _tell_again(drafts: Drafts, made: Record) -> None:
    """Say beside the answer that the very same is on file already."""

    def said(record: Record) -> dict[str, object]:
        return {key: value for key, value in record.data.items() if key not in _PAPERWORK}

    for record in drafts.case.facts(made.kind):
        if record.id not in drafts.drafted and said(record) == said(made):
            drafts.notes = (
                *drafts.notes,
                f"the very same is on file already, {record.path}: give one of the two `voided:` "
                "with by, at and reason",
            )


def _tell_twice(drafts: Drafts, made: Record) -> None:
    """Say beside the answer that the case has the same already; another worker may be right."""
    from casekit.practice.collisions import find_collisions

    def find(loaded: LoadedCase) -> list[Finding]:
        scope = Scope(loaded, drafts.agency, drafts.schemas, drafts.desk.now)
        return list(find_collisions(scope))

    case = drafts.case
    without = replace(case, records=tuple(r for r in case.records if r is not made))
    known = find(replace(drafts.loaded, case=without))
    found = [one for one in find(drafts.loaded) if one not in known]
    drafts.notes = (*drafts.notes, *(f"{f.code} {f.message}. {f.hint}" for f in found))


# Keys of a request that are no fields of its record but ask for something beside it.
BESIDE: Mapping[str, tuple[str, ...]] = {"screening": ("assign_to", "open")}


def _prepare(kind: str, drafts: Drafts, request: Request, rulebook: Rulebook) -> Request:
    """What a kind of record needs to be told before it is drafted.

    Each turning point is imported by the command that is one: the others start without it.
    """
    match kind:
        case "approval":
            from casekit.casework.approving import name_what_is_approved

            return name_what_is_approved(drafts, request)
        case "sent-back":
            from casekit.casework.approving import name_what_is_approved

            return name_what_is_approved(drafts, request, "returns")
        case "assessment" if "form" in request.data:
            from casekit.casework.assessing import name_form

            return name_form(request, rulebook)
        case "sharing" if "bundle" in request.data:
            from casekit.casework.answering import refuse_bundle_number

            refuse_bundle_number(request)
        case "release":
            from casekit.casework.releasing import name_released

            return name_released(drafts, request)
        case "translation":
            from casekit.casework.translating import name_translated

            return name_translated(drafts, request)
        case "report":
            from casekit.casework.intake import refuse_reporter
            from casekit.casework.prior.filing import refuse_filled_in

            refuse_reporter(request)
            refuse_filled_in(request, drafts.schemas)
    return request


def _judge(made: Record, drafts: Drafts, rulebook: Rulebook, request: Request) -> None:
    """Whether the casework allows this record now; raises GateRefused."""
    match made.kind:
        case "screening":
            from casekit.casework.screening import judge_screening

            judge_screening(drafts, made, request)
        case "approval":
            from casekit.casework.approving import judge_approval

            judge_approval(drafts, made, rulebook, request)
        case "sent-back":
            from casekit.casework.approving import judge_return

            judge_return(drafts, made, request)
        case "extension" | "exception":
            from casekit.casework.extending import judge_request

            judge_request(drafts, made, rulebook, request)
        case "assessment" if "form" in made.data or "answers" in made.data:
            from casekit.casework.assessing import judge_answers

            judge_answers(drafts, made, rulebook)
        case "transfer-answer" if "bundle" in made.data:
            from casekit.casework.answering import judge_bundle_answered

            judge_bundle_answered(drafts, made, request)
        case "review" | "track":
            from casekit.casework.reviewing import judge_way

            judge_way(drafts, made, rulebook, request)
        case "release":
            from casekit.casework.releasing import judge_release

            judge_release(drafts, made, request)
        case "closing":
            from casekit.casework.closing import judge_closing

            judge_closing(drafts, made, rulebook, request)
        case "reopening":
            from casekit.casework.closing import judge_reopening

            judge_reopening(drafts, made, rulebook, request)
