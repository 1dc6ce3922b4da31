"""Which kinds of record each recording command makes.

A command with several steps takes `step:` in its request (`--step` on the command line); the first
one listed is meant when nothing is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Step:
    """A kind of record, what the version's message calls it, and values that go without saying.

    `fixed` values make the step what it is: a request may not say otherwise.
    """

    kind: str
    called: str
    defaults: Mapping[str, Any] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)


STEPS: Mapping[str, Mapping[str, Step]] = {
    "intake": {"report": Step("report", "Report", {"kind": "concern"})},
    "screen": {"screening": Step("screening", "Screening")},
    "assign": {"assignment": Step("assignment", "Assignment", {"role": "case manager"})},
    "contact": {"contact": Step("contact", "Contact", {"made": "completed"})},
    "appointment": {
        "make": Step("appointment", "Planned contact"),
        "call-off": Step("appointment-end", "Planned contact called off"),
    },
    "meeting": {"meeting": Step("meeting", "Meeting")},
    "debrief": {"debriefing": Step("debriefing", "Debriefing", {"held": True})},
    "assess": {"assessment": Step("assessment", "Assessment")},
    "determine": {
        "findings": Step("determination", "Determination"),
        "risk": Step("risk", "Risk decision"),
        "track": Step("track", "Track decision"),
    },
    "consult": {"consultation": Step("consultation", "Consultation")},
    "plan": {
        "agree": Step("plan", "Plan", {"kind": "family"}),
        "end": Step("plan-end", "End of a plan"),
    },
    "safety-plan": {
        "agree": Step("plan", "Safety plan", fixed={"kind": "safety"}),
        "end": Step("plan-end", "End of a safety plan", {"plan": "safety"}),
    },
    "progress": {"progress": Step("progress", "Progress")},
    "service": {
        "refer": Step("referral", "Service referral", {"status": "proposed"}),
        "status": Step("referral-status", "Status of a service"),
    },
    "placement": {
        "start": Step("placement", "Placement"),
        "end": Step("placement-end", "End of a placement"),
        "consider": Step("home-considered", "Home considered"),
    },
    "family-time": {
        "agree": Step("family-time", "Family time"),
        "held": Step("family-time-held", "Family time held", {"held": True}),
        "end": Step("family-time-end", "End of family time"),
    },
    "health": {"health": Step("health", "Health entry")},
    "education": {"education": Step("education", "Education entry")},
    "team": {
        "join": Step("team-member", "Member of the care team"),
        "leave": Step("team-member-end", "End of a part in the care team"),
    },
    "court": {
        "apprehension": Step("apprehension", "Apprehension"),
        "application": Step("application", "Court application"),
        "hearing": Step("hearing", "Hearing"),
        "order": Step("order", "Court order"),
        "end-order": Step("order-end", "End of an order"),
        "implementation": Step("order-status", "Implementation of an order"),
        "agreement-offered": Step("agreement", "Agreement offered", fixed={"step": "offered"}),
        "agreement-signed": Step("agreement", "Agreement signed", fixed={"step": "signed"}),
        "agreement-declined": Step("agreement", "Agreement declined", fixed={"step": "declined"}),
        "agreement-ended": Step("agreement", "End of an agreement", fixed={"step": "ended"}),
    },
    "notice": {
        "sent": Step("notice", "Notice"),
        "received": Step("notice-receipt", "Receipt of a notice"),
    },
    "consent": {
        "given": Step("consent", "Consent"),
        "withdrawn": Step("consent-withdrawal", "Withdrawal of a consent"),
    },
    "share": {"sharing": Step("sharing", "Information shared")},
    "release": {"release": Step("release", "Release")},
    "translate": {"translation": Step("translation", "Translation")},
    "hand-over": {"handover": Step("handover", "Document handed over")},
    "advocate": {
        "raise": Step("advocacy", "Advocacy"),
        "answer": Step("advocacy-answer", "Answer to advocacy"),
    },
    "review": {"review": Step("review", "Review", {"kind": "scheduled"})},
    "approve": {"approval": Step("approval", "Approval")},
    "return": {"sent-back": Step("sent-back", "Return for changes")},
    "extend": {"extension": Step("extension", "Extension")},
    "excuse": {"exception": Step("exception", "Exception")},
    "close": {"closing": Step("closing", "Closing")},
    "transfer": {
        "offer": Step("transfer", "Transfer offered"),
        "accept": Step("transfer-answer", "Transfer accepted", fixed={"answer": "accepted"}),
        "refuse": Step("transfer-answer", "Transfer refused", fixed={"answer": "refused"}),
    },
    "reopen": {"reopening": Step("reopening", "Reopening")},
}
# Commands that speak of a duty, which may be named by its rule.
ON_DUTIES = ("extend", "excuse")
# Commands that change a record that is there instead of adding one.
PLAN_ITEMS = ("goal", "objective", "activity")
PEOPLE = ("person", "household")
# What is added -> the key that says where, the letter of its id, and the list it joins.
PLACES: Mapping[str, tuple[str | None, str, str]] = {
    "goal": (None, "G", "goals"),
    "objective": ("goal_id", "O", "objectives"),
    "activity": ("objective_id", "A", "activities"),
}
