"""Which states there can be, and where their words come from: what states.py derives."""

from __future__ import annotations

from collections.abc import Mapping

from casekit.model.protection import UNSAFE_AT_HOME
from casekit.model.states import NAMED_SETTINGS

# States that are so, or of which nothing is recorded.
TRUE_STATES = (
    "episode open",
    "in care",
    UNSAFE_AT_HOME,
    "placement",
    *NAMED_SETTINGS.values(),
    "placed outside the jurisdiction",
)
# States with a value: the fields (kind.field) whose words it takes, and words of no field.
STATE_FIELDS: Mapping[str, tuple[str, ...]] = {
    "setting": ("placement.setting",),
    "placed under": (),
    "carer": (),
    "risk": ("risk.risk", "assessment.risk"),
    "track": ("track.track",),
    "place": (),
    "legal status": ("order.legal_status", "agreement.legal_status"),
    "Indigenous affiliation": ("person.indigenous",),
    "family": (),
    "case manager": (),
}
STATE_WORDS: Mapping[str, tuple[str, ...]] = {
    "track": ("at home", "out of home", "permanency"),
    "legal status": ("apprehended or emergency custody",),
}
