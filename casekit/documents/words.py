"""The words of a document in English, the language of the source; catalogues hold the others.

What is marked here is said elsewhere, through a Tongue.
"""

from __future__ import annotations

from collections.abc import Mapping


def mark(text: str) -> str:
    """Mark a sentence for the catalogues where it is written down and said later."""
    return text


def mark_count(one: str, many: str) -> tuple[str, str]:
    """The same for a sentence that counts."""
    return one, many


TITLES: Mapping[str, str] = {
    "safety": mark("Safety plan"),
    "family": mark("Family plan"),
    "child": mark("Child in care plan"),
    "transition": mark("Leaving care plan"),
    "aftercare": mark("Aftercare plan"),
}

READERS: Mapping[str, str] = {
    "team": mark("the team"),
    "supervisor": mark("the supervisor"),
    "family": mark("the family"),
    "child": mark("the child"),
    "carer": mark("the carer"),
    "court": mark("the court"),
    "provider": mark("the service provider"),
}

# Where a choice of a list reads otherwise than it is filed, by what the choice is about.
CHOICES: Mapping[str, Mapping[str, str]] = {
    "status": {
        "not started": "Not started",
        "in progress": "Under way",
        "achieved": "Achieved",
        "not achieved": "Not achieved",
        "dropped": "Dropped",
        "done": "Done",
        "not done": "Not done",
        "replaced": "Replaced",
    },
    "answer": {
        "agrees": "agrees with this plan",
        "disagrees": "does not agree with this plan",
        "not asked": "was not asked",
    },
    "permanency in plain words": {
        "reunification": "Back home with the family (reunification)",
        "adoption": "Adoption",
        "guardianship": "With a guardian (guardianship)",
        "fit and willing relative": "With a relative",
        "another planned permanent living arrangement": "Another permanent home that is planned",
        "independent living": "A life of their own (independent living)",
    },
    "document": {
        "plan": "plan",
        "safety-plan": "safety plan",
        "child-plan": "the child's own page",
        "court-report": "report to the court",
        "review-report": "review report",
        "contact-chronology": "list of contacts",
        "placement-information": "placement information",
        "referral-letter": "referral letter",
        "closing-summary": "closing summary",
        "leaving-care-plan": "leaving care plan",
    },
    "household": {"other": "other household"},
    "entry of a passport": {"holds": "Holds", "next": "Comes next", "was": "Was"},
}

# How far apart, by the unit of a duration on file.
EVERY: Mapping[str, tuple[str, str]] = {
    "hour": mark_count("every hour", "every {n} hours"),
    "day": mark_count("every day", "every {n} days"),
    "working day": mark_count("every working day", "every {n} working days"),
    "court day": mark_count("every court day", "every {n} court days"),
    "week": mark_count("every week", "every {n} weeks"),
    "month": mark_count("every month", "every {n} months"),
    "year": mark_count("every year", "every {n} years"),
}

LABELS: Mapping[str, str] = {
    "status": mark("Status"),
    "threats": mark("What is not safe, and who does what"),
    "for_children": mark("For"),
    "who": mark("Who"),
    "does": mark("Does what"),
    "when": mark("When"),
    "watched": mark("How we know it happens"),
    "voices": mark("In their own words"),
    "family_words": mark("The family says"),
    "permanency": mark("Where each child will live for good"),
    "child": mark("Child"),
    "primary": mark("What we are working for"),
    "alternative": mark("If that cannot be"),
    "goals": mark("What we want to change"),
    "goal": mark("Goal"),
    "why": mark("Why this matters"),
    "measure": mark("How we will know"),
    "baseline": mark("Where things started"),
    "target_date": mark("By when"),
    "now": mark("Where things are now"),
    "activities": mark("Who does what"),
    "what": mark("What"),
    "where": mark("Where"),
    "how": mark("How"),
    "participation": mark("How the plan was made"),
    "agreement": mark("Who agrees"),
    "agency_answer": mark("The agency answers"),
    "copies": mark("Who has a copy"),
    "signatures": mark("Signatures"),
    "date": mark("Date"),
    "page": mark("Page"),
    "of": mark("of"),
}

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
