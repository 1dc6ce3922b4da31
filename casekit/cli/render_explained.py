"""`casekit render --explain`: what a copy leaves out, by which rule, and who may read it."""

from __future__ import annotations

from casekit.cli.output import count, say
from casekit.cli.rendering import Wish, make_for
from casekit.cli.session import Session
from casekit.documents.left_out import list_left_out
from casekit.documents.making import list_classes_kept
from casekit.workspace.loading import LoadedCase


def explain_left_out(session: Session, loaded: LoadedCase, wish: Wish) -> int:
    """The fields that do not get to the page, of every record that the document asks for.

    The document is made as it would be, and thrown away. Raises what making it raises.
    """
    case = loaded.case
    # Names are read of everybody, whatever a document tells.
    told = {r.id: r for r in (*make_for(session, loaded, wish).asked, *case.facts("person"))}
    found = list(
        list_left_out(
            (r for r in case.records if r.id in told),
            audience=wish.audience,
            schemas=session.workspace.schemas,
            without=list_classes_kept(case, wish.receiver, session.today),
            case=case,
        )
    )
    said: dict[str, list[str]] = {}
    for one in found:
        readers = ", ".join(one.readers) or "nobody"
        rule = "" if one.rule == "by its form" else f" ({one.rule})"
        called = f" ({case.call(one.record.id)})" if one.record.kind == "person" else ""
        head = f"{one.record.kind} {one.record.id}{called}"
        said.setdefault(head, []).append(f"{one.field}: {readers}{rule}")
    say(
        f"The {wish.name} for {wish.audience} asks for {count(len(told), 'record')} and leaves out "
        f"{count(len(found), 'field')} of {len(said)}."
    )
    say("Beside each field stands who may read it: so its form says, unless another rule follows.")
    say("For the team alone: no values, but what is kept from whom says something too.")
    for record, fields in said.items():
        say(f"  {record}")
        for field in fields:
            say(f"    {field}")
    return 0
