"""Which bundle a record speaks of: one that was made, by who made it."""

from __future__ import annotations

from casekit.casework.drafting import Drafts
from casekit.casework.request import Request
from casekit.errors import BadInput
from casekit.model.records import Record


def refuse_bundle_number(request: Request) -> None:
    """Only who makes a bundle records its number; raises BadInput."""
    message = "casekit fills in `bundle` itself, when it makes one"
    hint = "leave it out; a bundle is made, and recorded, by casekit bundle"
    told = request.fault(("bundle",), "FILLED-IN", message, hint, at_key=True)
    raise BadInput("nothing was saved", [told])


def judge_bundle_answered(drafts: Drafts, answer: Record, request: Request) -> None:
    """Where bundles of the case were made here, the answer is to one of them.

    Raises BadInput. The receiver records the same answer in its own workspace; bundles that it
    did not make are not held against it.
    """
    staff = {worker.id for worker in drafts.agency.staff}
    made = [
        r for r in drafts.case.facts("sharing") if "bundle" in r.data and r.recorded_by in staff
    ]
    number = answer.data["bundle"]
    found = next((r for r in made if r.data["bundle"] == number), None)
    if found is not None:
        drafts.notes = (
            *drafts.notes,
            f"the answer is to the bundle of {found.occurred.day}, recorded in {found.id}",
        )
        return
    if not made:
        return
    told = request.fault(
        ("bundle",),
        "BUNDLE-UNKNOWN",
        f"no bundle of {drafts.case.number} that was made here has this number",
        "ask the receiver which file it opened: it may be an older one, or not from here; without "
        "--bundle the answer is recorded and tied to none",
    )
    raise BadInput("nothing was saved", [told])
