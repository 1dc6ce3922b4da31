"""Fields within a flag: told as they are typed, and one text fills a list."""

from __future__ import annotations

import pytest

from tests.cli.office import Answer, Office

AT = "2026-02-10T10:00:00-06:00"


def plan(office: Office, threat: str) -> Answer:
    words = ("--on", "2026-02-10", "--for", "Jo", "--child", "Sam", "--since", "2026-02-10")
    return office.run("safety-plan", office.case, *words, "--threat", threat, "-n", at=AT)


ACTION = "actions.1.id=nights; actions.1.who=Marie; actions.1.does=x; actions.1.when=x"


def test_one_name_fills_a_list(office: Office) -> None:
    done = plan(office, f"id=T1; threat=x; children=Sam; {ACTION}; actions.1.watched=x")
    assert done.code == 0, done.err
    several = plan(office, f"id=T1; threat=x; children=[Sam]; {ACTION}; actions.1.watched=x")
    assert several.code == 0, several.err


@pytest.mark.parametrize(
    ("threat", "said"),
    [
        (
            "id=T1; threat=x; children=Sam; actions=Marie",
            "write actions.1.id=...; actions.1.who=..",
        ),
        ("id=T1; threat=x; children=Sam", "--threat: `actions.1.id=` is missing"),
        (f"id=T1; threat=x; children=Sam; {ACTION}", "`actions.1.watched=` is missing"),
        (
            f"id=T1; threat=x; children=Sam; {ACTION}; actions.1.watch=x",
            "there is no field `actions.1.watch`",
        ),
        ("threat=x; children=Sam; actions=Marie", "--threat: `id=` is missing"),
    ],
)
def test_a_fault_names_the_field_as_it_is_typed(office: Office, threat: str, said: str) -> None:
    done = plan(office, threat)
    assert done.code == 2 and said in done.err, done.err


def test_the_help_shows_the_fields_as_they_are_typed(office: Office) -> None:
    words = " ".join(office.run("safety-plan", "--help").out.split())
    assert "children, actions.1.id, actions.1.who, actions.1.does" in words


def test_a_hint_speaks_of_flags_to_who_typed_flags(office: Office) -> None:
    words = ("--on", "2026-02-10", "--mode", "voice", "--place", "other", "--purpose", "other")
    done = office.run(
        "contact", office.case, *words, "--made", "attempted", "--narrative", "x", at=AT
    )
    assert done.code == 2 and "hint: add --reason" in done.err
