"""The words of a document: labels, names for enumerations, days and lists of names in English.

Templates take every label from here through the page, so one place holds the language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

LANGUAGE = "en"

TITLES: Mapping[str, str] = {
    "safety": "Safety plan",
    "family": "Family plan",
    "child": "Child in care plan",
    "transition": "Leaving care plan",
    "aftercare": "Aftercare plan",
}

READERS: Mapping[str, str] = {
    "team": "the team",
    "supervisor": "the supervisor",
    "family": "the family",
    "child": "the child",
    "carer": "the carer",
    "court": "the court",
    "provider": "the service provider",
}

STATUSES: Mapping[str, str] = {
    "not started": "Not started",
    "in progress": "Under way",
    "achieved": "Achieved",
    "not achieved": "Not achieved",
    "dropped": "Dropped",
    "done": "Done",
    "not done": "Not done",
    "replaced": "Replaced",
}

ANSWERS: Mapping[str, str] = {
    "agrees": "agrees with this plan",
    "disagrees": "does not agree with this plan",
    "not asked": "was not asked",
}

PERMANENCY: Mapping[str, str] = {
    "reunification": "Back home with the family (reunification)",
    "adoption": "Adoption",
    "guardianship": "With a guardian (guardianship)",
    "fit and willing relative": "With a relative",
    "another planned permanent living arrangement": "Another permanent home that is planned",
    "independent living": "A life of their own (independent living)",
}

LABELS: Mapping[str, str] = {
    "status": "Status",
    "threats": "What is not safe, and who does what",
    "for_children": "For",
    "who": "Who",
    "does": "Does what",
    "when": "When",
    "watched": "How we know it happens",
    "voices": "In their own words",
    "family_words": "The family says",
    "permanency": "Where each child will live for good",
    "child": "Child",
    "primary": "What we are working for",
    "alternative": "If that cannot be",
    "goals": "What we want to change",
    "goal": "Goal",
    "why": "Why this matters",
    "measure": "How we will know",
    "baseline": "Where things started",
    "target_date": "By when",
    "now": "Where things are now",
    "activities": "Who does what",
    "what": "What",
    "where": "Where",
    "how": "How",
    "participation": "How the plan was made",
    "agreement": "Who agrees",
    "agency_answer": "The agency answers",
    "copies": "Who has a copy",
    "signatures": "Signatures",
    "date": "Date",
    "page": "Page",
    "of": "of",
}

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def write_day(day: date) -> str:
    """Write a day as a reader says it: `12 January 2026`; the machine's locale plays no part."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def write_date(text: str) -> str:
    """Write an ISO date in words; text that is no date stays as it is."""
    try:
        return write_day(date.fromisoformat(text))
    except ValueError:
        return text


def write_period(since: str, until: str) -> str:
    """Write a period whose ends may be open; empty when nothing is known of it."""
    parts = []
    if since:
        parts.append(f"from {write_date(since)}")
    if until:
        parts.append(f"until {write_date(until)}")
    return _capitalize(" ".join(parts))


def write_list(names: Sequence[str]) -> str:
    """Write names as a sentence has them: `Jo, Sam and Ada`."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def write_choice(choice: str, words: Mapping[str, str]) -> str:
    """Name a choice from a fixed list; one that an agency added stands as it is."""
    return words.get(choice) or _capitalize(choice)


def _capitalize(text: str) -> str:
    return text[:1].upper() + text[1:]
