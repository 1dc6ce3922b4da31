"""Which function counts which metric; the definitions stand in definitions.yaml."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from casekit.overview.metrics.basis import Basis
from casekit.overview.metrics.care_days import count_maltreatment_in_care, count_moves
from casekit.overview.metrics.figures import Count
from casekit.overview.metrics.lateness import count_lateness
from casekit.overview.metrics.periods import Period
from casekit.overview.metrics.permanency import (
    count_permanency_of_12_to_23,
    count_permanency_of_24_and_more,
    count_permanency_of_entries,
    count_re_entry,
)
from casekit.overview.metrics.recurrence import count_recurrence
from casekit.overview.metrics.response import count_first_responses
from casekit.overview.metrics.visits import count_visits_at_home, count_visits_made

COUNTERS: Mapping[str, Callable[[Basis, Period], Count]] = {
    "visits-made": count_visits_made,
    "visits-in-residence": count_visits_at_home,
    "first-response": count_first_responses,
    "recording-lateness": count_lateness,
    "recurrence": count_recurrence,
    "permanency-entries": count_permanency_of_entries,
    "permanency-12-to-23": count_permanency_of_12_to_23,
    "permanency-24-and-more": count_permanency_of_24_and_more,
    "re-entry": count_re_entry,
    "placement-stability": count_moves,
    "maltreatment-in-care": count_maltreatment_in_care,
}
