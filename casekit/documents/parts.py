"""Parts that several documents share: where a child lives, what a court ordered, how a plan stands.

Each part asks the reader for what may be seen and gives a block, or nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from casekit.documents.directions import put_together, set_apart
from casekit.documents.reader import Reader, Seen
from casekit.documents.sheet import Block, items, table
from casekit.documents.tongue import Tongue
from casekit.model.agreed import care_team, consents_in_force, referrals_with_status
from casekit.model.assessed import KINDS, standing_findings
from casekit.model.records import Case, Person, Record
from casekit.model.states import list_agreement_ends
from casekit.model.ties import PARENT, Tie, iter_ties


def within(record: Record, since: date | None, until: date | None) -> bool:
    """Whether something happened in a window of days; an open end is no end."""
    day = record.occurred.day
    return (since is None or day >= since) and (until is None or day <= until)


def say_people(reader: Reader, children: Sequence[Person]) -> Block | None:
    """The children with what the reader may know of them."""
    say = reader.tongue.say
    rows = []
    for child in children:
        seen = reader.person(child)
        if seen is None:
            continue
        birth = seen.data.get("birth", {})
        rows.append(
            (
                reader.name(child.id),
                seen.text("name"),
                reader.tongue.date(str(birth.get("date", ""))),
                put_together(seen.data.get("languages", ())),
                seen.text("community") or seen.text("nation"),
            )
        )
    return table(
        (say("Called"), say("Name"), say("Born"), say("Languages"), say("Community")), rows
    )


def say_family(reader: Reader, children: Sequence[Person]) -> Block | None:
    """Who belongs to the children, and as what."""
    say = reader.tongue.say
    ids = {child.id for child in children}
    seen = {p.id: found for p in reader.case.people if (found := reader.person(p)) is not None}
    known = [Person(who, one.data) for who, one in seen.items()]
    today = reader.today.isoformat()
    ties = [
        tie
        for tie in iter_ties(known)
        if tie.to in ids and tie.person not in ids and tie.data.get("until", today) >= today
    ]
    rows = []
    for who, one in seen.items():
        said = put_together(_say_ties(reader, [t for t in ties if t.person == who]), "; ")
        rows.append((reader.name(who), one.text("name"), said) if said else ("", "", ""))
    return table((say("Called"), say("Name"), say("Who that is")), rows)


def _say_ties(reader: Reader, ties: Sequence[Tie]) -> Iterator[str]:
    """What somebody is to the children, to those together to whom it is the same."""
    tongue = reader.tongue
    # Both may have said it, and only one of them that this is the main carer.
    caring: dict[tuple[str, str], bool] = {}
    for tie in ties:
        said_so = bool(tie.data.get("main_carer"))
        caring[tie.is_, tie.to] = caring.get((tie.is_, tie.to), False) or said_so
    together: dict[tuple[str, bool], list[str]] = {}
    for (what, child), is_carer in caring.items():
        together.setdefault((what, is_carer), []).append(child)
    for (what, is_carer), children in together.items():
        said = {
            # Said from the child's side, by somebody of whom nobody says whether woman or man.
            "tie": tongue.say("parent") if what == PARENT else tongue.word(what, "relationship"),
            "name": reader.name_all(children),
        }
        if is_carer:
            yield tongue.say("{tie} of {name}, main carer", **said)
        else:
            yield tongue.say("{tie} of {name}", **said)


def _say_both(tongue: Tongue, choice: str, words: str) -> str:
    """A choice and what was said of it, or the one of them that there is."""
    return tongue.label(choice, words) if choice and words else choice or words


def say_homes(
    reader: Reader, child: Person, since: date | None = None, until: date | None = None
) -> Block | None:
    """Where a child has lived since it came into care, oldest first; of a window with how it began.

    Who cares for the child and where that is stand there as far as the reader may know them.
    """
    say = reader.tongue.say
    ends = {
        (end.data["placement"], child.id): end
        for end in reader.case.facts("placement-end")
        if child.id in end.children
    }
    rows = []
    for seen in reader.facts("placement", about=[child.id]):
        end = ends.get((seen.record.id, child.id))
        if since is not None and end is not None and end.occurred.day < since:
            continue
        if until is not None and seen.record.occurred.day > until:
            continue
        left = reader.see(end) if end is not None else None
        rows.append(
            (
                seen.day,
                seen.choice("setting"),
                reader.name_all(seen.data.get("carers", ())),
                seen.text("reasons"),
                left.day if left else "",
                (left.text("why") or left.choice("reason", "end of a placement")) if left else "",
            )
        )
    return table(
        (
            say("Since"),
            say("Home"),
            say("With"),
            say("Why there"),
            say("Until"),
            say("Why ended"),
        ),
        rows,
    )


def say_orders(reader: Reader, children: Collection[str], until: date) -> Block | None:
    """The orders and agreements that hold, each with its days."""
    say = reader.tongue.say
    over = {r.data["order"] for r in reader.case.facts("order-end") if r.occurred.day <= until}
    rows = []
    for seen in reader.facts("order", "agreement", about=children):
        data = seen.record.data
        if seen.record.id in over or seen.record.occurred.day > until:
            continue
        if seen.record.kind == "agreement" and not _is_agreed(reader.case, seen.record, until):
            continue
        if "until" in data and date.fromisoformat(data["until"]) < until:
            continue
        rows.append(
            (
                reader.name_all(seen.data.get("children", ())),
                seen.choice("legal_status"),
                seen.text("court"),
                reader.tongue.period(seen.text("from"), seen.text("until")),
            )
        )
    return table((say("Children"), say("Legal status"), say("Court"), say("Holds")), rows)


def _is_agreed(case: Case, record: Record, until: date) -> bool:
    """Whether an agreement was signed and has not ended for each of its children by a day."""
    if record.data["step"] != "signed":
        return False
    return any(
        not any(end.occurred.day <= until for end in list_agreement_ends(case, record, child))
        for child in record.children
    )


def say_order_duties(reader: Reader, children: Collection[str]) -> Block | None:
    """What orders ask for, of whom, by when, and what became of it."""
    say = reader.tongue.say
    rows = []
    over = {r.data["order"] for r in reader.case.facts("order-end")}
    for seen in reader.facts("order", about=children):
        done: dict[str, Seen] = {}
        for status in reader.facts("order-status"):
            if status.record.data["order"] == seen.record.id:
                done[status.record.data["duty"]] = status
        for duty in seen.data.get("duties", ()):
            status_of = done.get(str(duty.get("id")))
            if status_of is None and seen.record.id in over:
                continue  # an order that is over asks for nothing any more
            became = say("Nothing noted yet")
            if status_of is not None:
                became = _say_both(
                    reader.tongue, status_of.choice("implementation"), status_of.text("how")
                )
                became = became or say("Nothing noted yet")
                if status_of.day:
                    became = f"{set_apart(became)} ({status_of.day})"
            rows.append(
                (
                    str(duty.get("duty", "")),
                    reader.name(str(duty.get("who", ""))),
                    reader.tongue.date(str(duty.get("due_on", ""))),
                    became,
                )
            )
    return table(
        (say("What the order asks"), say("Of whom"), say("By when"), say("What became of it")), rows
    )


def say_findings(reader: Reader, key: str, children: Collection[str]) -> Block | None:
    """Needs, causes, threats or strengths that stand, in the words of the assessment."""
    said = []
    thing = KINDS.get(key, "strength")
    for found in standing_findings(reader.case, key, children):
        seen = reader.see(found.record).data.get(key, ())
        # By its words: what is withheld of one finding must not shift another into its place.
        mine = [one for one in seen if one.get(thing) == found.data.get(thing)]
        if mine and mine[0].get(thing):
            told, why = str(mine[0][thing]), str(mine[0].get("why", ""))
            said.append(f"{set_apart(told)} ({set_apart(why)})" if why else told)
    return items(dict.fromkeys(said))


def say_assessments(
    reader: Reader, children: Collection[str], since: date | None, until: date | None
) -> Block | None:
    """What was judged in a window: safety, risk, strengths and needs."""
    say = reader.tongue.say
    rows = [
        (
            seen.day,
            seen.choice("instrument"),
            seen.choice("conclusion") or seen.choice("risk"),
            seen.text("summary"),
        )
        for seen in reader.facts(
            "assessment", about=children, where=lambda r: within(r, since, until)
        )
    ]
    return table((say("Day"), say("What was assessed"), say("Result"), say("In short")), rows)


def say_services(reader: Reader, children: Collection[str]) -> Block | None:
    """The services that were asked for, for whom, and how each stands."""
    say = reader.tongue.say
    rows = []
    for referral, status in referrals_with_status(reader.case):
        seen, last = reader.see(referral), reader.see(status)
        concerned = frozenset(referral.data["for"])
        if children and concerned <= {c.id for c in reader.case.children} - set(children):
            continue
        why = last.text("why") if status is not referral else ""
        rows.append(
            (
                seen.text("service"),
                seen.text("provider"),
                reader.name_all(seen.data.get("for", ())),
                _say_both(reader.tongue, last.choice("status", "service"), why),
                last.day,
            )
        )
    return table((say("Service"), say("By"), say("For"), say("How it stands"), say("Since")), rows)


def say_contacts(
    reader: Reader, children: Sequence[Person], since: date | None, until: date | None
) -> Block | None:
    """How often each child was seen in a window, and when last."""
    say = reader.tongue.say
    rows = []
    for child in children:
        if "died_on" in child.data:
            continue  # nobody is to read how often a child was seen who has died
        days = [
            seen
            for seen in reader.facts("contact", where=lambda r: within(r, since, until))
            if child.id in seen.data.get("seen", ())
        ]
        alone = sum(child.id in seen.data.get("seen_alone", ()) for seen in days)
        rows.append(
            (
                reader.name(child.id),
                str(len(days)),
                str(alone),
                days[-1].day if days else say("not seen"),
            )
        )
    # Whoever may not know of contacts learns nothing from a row of noughts.
    if not any(True for _ in reader.facts("contact")):
        return None
    return table((say("Child"), say("Visits"), say("Of these alone"), say("Last seen")), rows)


def say_family_time(reader: Reader, children: Collection[str]) -> Block | None:
    """What is agreed on when children in care are with their family, and how often it was held."""
    say = reader.tongue.say
    over = {r.data["family_time"] for r in reader.case.facts("family-time-end")}
    rows = []
    for seen in reader.facts("family-time", about=children):
        if seen.record.id in over:
            continue
        held = [
            r
            for r in reader.case.facts("family-time-held")
            if r.data["family_time"] == seen.record.id
        ]
        came = sum(bool(r.data["held"]) for r in held)
        rows.append(
            (
                reader.name_all(seen.data.get("children", ())),
                reader.name_all(seen.data.get("with", ())),
                reader.tongue.every(seen.text("every")),
                seen.text("where"),
                seen.choice("supervision"),
                say("{n} of {all}", n=str(came), all=str(len(held))) if held else "",
            )
        )
    return table(
        (
            say("Children"),
            say("With"),
            say("How often"),
            say("Where"),
            say("Supervision"),
            say("Held so far"),
        ),
        rows,
    )


def say_team(reader: Reader) -> Block | None:
    """Who works with the family besides the agency's own workers."""
    say = reader.tongue.say
    rows = []
    for record in care_team(reader.case):
        seen = reader.see(record)
        rows.append(
            (
                reader.name(seen.text("person")) if seen.text("person") else seen.text("name"),
                seen.text("part"),
                reader.name_all(seen.data.get("for", ())),
            )
        )
    return table((say("Who"), say("Part"), say("For")), rows)


def say_consents(reader: Reader) -> Block | None:
    """The consents that hold: whose, for what, to whom and until when."""
    say = reader.tongue.say
    rows = []
    for record in consents_in_force(reader.case, reader.today):
        seen = reader.see(record)
        rows.append(
            (
                reader.name(seen.text("person")),
                seen.text("scope"),
                put_together(seen.data.get("to", ())),
                seen.date("until"),
            )
        )
    return table((say("Who agreed"), say("To what"), say("For whom"), say("Until")), rows)
