"""What a carer must know about a child who comes to live with them, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.documents.directions import put_together
from casekit.documents.parts import say_family_time, say_orders
from casekit.documents.passport_part import say_passports
from casekit.documents.plan_part import list_plans, say_all_goals
from casekit.documents.reader import Reader
from casekit.documents.request import Request, Sheet
from casekit.documents.sheet import Block, pairs, quote, section, sections
from casekit.documents.words import mark
from casekit.errors import NotFound, UsageFault
from casekit.model.records import Person

AUDIENCES = ("carer", "team", "supervisor")
TITLE = mark("About the child who lives with you")


def build(reader: Reader, request: Request) -> Sheet:
    """About one child in care; raises UsageFault where several are, and NotFound where none is."""
    say = reader.tongue.say
    child = _choose(reader, request)
    seen = reader.person(child)
    assert seen is not None, child.id
    placed = reader.newest("placement", about=[child.id])
    interpreter = seen.data.get("interpreter", {})
    brothers = [c.id for c in reader.case.children if c.id != child.id]
    return Sheet(
        title=say(TITLE),
        subtitle=reader.name(child.id),
        facts=[
            (say("Full name"), seen.text("name")),
            (say("Here since"), placed.day if placed else ""),
            (say("Expected until"), placed.date("expected_until") if placed else ""),
            (say("Kind of home"), placed.choice("setting") if placed else ""),
        ],
        sections=sections(
            section(
                say("Who this is"),
                pairs(
                    (say("Speaks"), put_together(seen.data.get("languages", ()))),
                    (say("Interpreter"), str(interpreter.get("language", ""))),
                    (say("Culture"), seen.text("culture")),
                    (say("Faith"), seen.text("faith")),
                    (say("Community"), seen.text("community")),
                    (say("Brothers and sisters"), reader.name_all(brothers)),
                ),
            ),
            section(say("Legal status"), say_orders(reader, [child.id], reader.today)),
            section(say("Health and education"), *say_passports(reader, child, whole=True)),
            section(say("Time with the family"), say_family_time(reader, [child.id])),
            section(say("What the child says"), *_views(reader, child)),
            section(
                say("What we work on together"),
                *say_all_goals(
                    reader, list_plans(reader.case, [child.id], ("child", "transition"))
                ),
            ),
        ),
        signers=(say("Carer"), say("Worker")),
    )


def _choose(reader: Reader, request: Request) -> Person:
    children = request.choose_children(reader.case)
    placed = {c for r in reader.case.facts("placement") for c in r.children}
    children = [child for child in children if child.id in placed]
    if not children:
        raise NotFound(
            f"no child of case {reader.case.number} was placed with carers",
            hint=f"record the placement first: casekit placement {reader.case.number}",
        )
    if len(children) > 1:
        raise UsageFault(
            f"{len(children)} children were placed; a carer gets a page about one",
            hint="say which: " + ", ".join(f"--child {child.called}" for child in children),
        )
    return children[0]


def _views(reader: Reader, child: Person) -> Iterator[Block | None]:
    for plan in list_plans(reader.case, [child.id]):
        views = reader.see(plan).data.get("child_views", ())
        for words in [str(v.get("words", "")) for v in views if v.get("child") == child.id]:
            yield quote(words, translation=reader.translate(plan, words))
