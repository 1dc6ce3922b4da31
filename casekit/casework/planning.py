"""Goals, objectives and activities, added one by one to a plan that nobody has approved yet."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from casekit.casework.commands import PLACES
from casekit.casework.drafting import Drafts
from casekit.casework.request import Request
from casekit.errors import GateRefused, NotFound
from casekit.model.changes import Edit
from casekit.model.findings import Finding
from casekit.model.plans import find_approvals, plans_in_force
from casekit.model.records import Record
from casekit.records.document import Keys


def add_to_plan(drafts: Drafts, what: str, request: Request) -> str:
    """Add a goal, an objective or an activity, and give its id.

    Raises NotFound when no plan in force, or more than one, can be meant, and GateRefused when the
    plan was approved, or signed before today: it is renewed by a new plan, not changed underneath.
    """
    parent_key, letter, items_key = PLACES[what]
    parent_id = request.data.get(parent_key) if parent_key else None
    plan = _find_plan(drafts, request.data.get("plan"), parent_id)
    _refuse_approved(drafts, plan, request)
    _refuse_signed(drafts, plan, request)
    data = deepcopy(dict(plan.data))
    keys, parent = _find_parent(data, parent_id, plan)
    items = parent.setdefault(items_key, [])
    prefix = f"{parent_id}." if parent_id else ""
    numbers = [int(i["id"].rpartition(letter)[2]) for i in items if i["id"].startswith(prefix)]
    item_id = f"{prefix}{letter}{max(numbers, default=0) + 1}"
    taken = {"plan", parent_key}
    item = {"id": item_id} | {k: v for k, v in request.data.items() if k not in taken}
    if what == "goal":
        item.setdefault("objectives", [])
    items.append(item)
    path = (*keys, items_key)
    drafts.replace(
        plan, data, [Edit("plan", plan.path, path, item, append=True)], _ItemPlaces(request, path)
    )
    return item_id


class _ItemPlaces:
    """Faults of the new item point into the request, not into the plan's file."""

    def __init__(self, request: Request, item: Keys) -> None:
        self._request = request
        self._depth = len(item) + 1

    @property
    def path(self) -> str:
        return self._request.path

    def locate(self, keys: Keys) -> Any:
        return self._request.locate(keys[self._depth :])

    def locate_key(self, keys: Keys) -> Any:
        return self._request.locate_key(keys[self._depth :])


def _find_plan(drafts: Drafts, said: Any, parent_id: Any) -> Record:
    plans: Sequence[Record] = [p for p in plans_in_force(drafts.case) if p.data["kind"] != "safety"]
    if isinstance(said, str):
        plans = [p for p in plans if p.data["kind"] == said or p.id.endswith(said)]
    if parent_id is not None:
        with_parent = [p for p in plans if _holds(p, str(parent_id))]
        plans = with_parent or plans
    if len(plans) == 1:
        return plans[0]
    if not plans:
        raise NotFound(
            "there is no plan to add to" + (f" called `{said}`" if said else ""),
            hint=f"begin one first: casekit plan {drafts.case.number}",
        )
    raise NotFound(
        f"{len(plans)} plans are in force",
        hint="say which with --plan: " + ", ".join(p.id for p in plans),
    )


def _holds(plan: Record, item_id: str) -> bool:
    goal = item_id.partition(".")[0]
    return any(g["id"] == goal for g in plan.data.get("goals", ()))


def _find_parent(data: dict[str, Any], parent_id: Any, plan: Record) -> tuple[Keys, dict[str, Any]]:
    if parent_id is None:
        return (), data
    for g, goal in enumerate(data.get("goals", ())):
        if goal["id"] == parent_id:
            return ("goals", g), goal
        for o, objective in enumerate(goal.get("objectives", ())):
            if objective["id"] == parent_id:
                return ("goals", g, "objectives", o), objective
    raise NotFound(
        f"plan {plan.id} has no `{parent_id}`",
        hint="goals are called G1, G2 ...; objectives G1.O1, G1.O2 ...",
    )


def _refuse_approved(drafts: Drafts, plan: Record, request: Request) -> None:
    approvals = find_approvals(drafts.case, plan.id)
    if approvals:
        when = approvals[-1].occurred.day
        raise GateRefused(
            "nothing was saved",
            [
                Finding(
                    code="GATE-PLAN-APPROVED",
                    message=f"plan {plan.id} was approved on {when}; changing it would void that",
                    path=request.path,
                    hint="agree a new plan; this one with all that goes on is its beginning: "
                    f"casekit plan {drafts.case.number} --draft --supersedes {plan.id}",
                )
            ],
        )


def _refuse_signed(drafts: Drafts, plan: Record, request: Request) -> None:
    """What is added would print above a signature that never stood under it.

    On the day on which the plan itself is written down, its parts are still being written down.
    """
    signed = [one for one in plan.data.get("agreement", ()) if "signed_on" in one]
    if not signed or plan.recorded_at.astimezone(drafts.desk.zone).date() >= drafts.desk.today:
        return
    names = ", ".join(drafts.case.call(one["person"]) for one in signed)
    raise GateRefused(
        "nothing was saved",
        [
            Finding(
                code="GATE-PLAN-SIGNED",
                message=f"plan {plan.id} was signed by {names}; what is added now would print as "
                "signed too",
                path=request.path,
                hint="agree a new plan; this one with all that goes on is its beginning: "
                f"casekit plan {drafts.case.number} --draft --supersedes {plan.id}; what stood in "
                f"the plan when it was signed is written into its file: {plan.path}",
            )
        ],
    )
