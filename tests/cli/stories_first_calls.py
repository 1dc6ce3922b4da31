"""Stories as they are typed: what breaks a naive model, from the first call on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.cli.stories import Line


def report(children: str, people: str, narrative: str, more: str = "") -> str:
    return (
        f"occurred_at: 2026-01-12 09:40\nreporter: mandated professional\nhow: telephone\n"
        f"people:\n{people}children: [{children}]\nimmediate_danger:\n  present: false\n"
        f"narrative: {narrative}\n{more}"
    )


def person(name: str, role: str, more: str = "") -> str:
    return f"  - name: {name}\n    called: {name.split()[0]}\n    role: {role}\n{more}"


def born(day: str, certainty: str = "known") -> str:
    return f"    birth:\n      date: {day}\n      certainty: {certainty}\n"


def tie(to: str, what: str) -> str:
    return f"    relationships:\n      - to: {to}\n        is: {what}\n"


DAY = "2026-01-12T10:00"
SCREEN = (
    'screen {} --result "screened in" --response investigation --respond-within "48 hours" '
    '--reasons "Alone at night." --assign-to w-sample'
)
FAMILY = (
    person("Sam Sample", "child", born("2018-06-02"))
    + person("Ada Sample", "child", born("2021-11-20"))
    + person("Jo Sample", "family", tie("Sam", "mother"))
)
ALLEGED = (
    "allegations:\n"
    "  - {child: Sam, allegation: neglect, description: alone at night}\n"
    "  - {child: Ada, allegation: neglect, description: alone at night}\n"
)
FIRST_CALLS: Mapping[str, Sequence[Line]] = {
    "a-second-report-in-an-open-case": (
        Line("intake --from -", DAY, report("Sam, Ada", FAMILY, "Alone at night.", ALLEGED)),
        Line(SCREEN.format("$A"), "2026-01-12T11:00"),
        Line(
            "intake --case $A --at 2026-01-15T08:30 --reporter neighbour --child Sam "
            '--immediate-danger --immediate-danger-what "He is being hit now." '
            '--narrative "Screams next door."',
            "2026-01-15T08:35",
        ),
        Line(
            'screen $A --result "screened in" --response emergency --respond-within "2 hours" '
            '--reasons "He is being hit now."',
            "2026-01-15T08:40",
        ),
        Line("due $A --today 2026-01-15T09:00", "2026-01-15T09:00"),
    ),
    "siblings-with-different-findings-and-risks": (
        Line("intake --from -", DAY, report("Sam, Ada", FAMILY, "Alone at night.", ALLEGED)),
        Line(SCREEN.format("$A"), "2026-01-12T11:00"),
        Line(
            "contact $A --at 2026-01-13T14:00 --mode 'in person' --place residence "
            "--purpose safety --with Jo --seen Sam --seen Ada --narrative 'Both seen.'",
            "2026-01-13T15:00",
        ),
        Line(
            "determine $A --on 2026-01-20 "
            '--finding "child=Sam; allegation=neglect; finding=supported; reasons=Nobody there" '
            '--finding "child=Ada; allegation=neglect; finding=unsupported; reasons=At her aunt" '
            '--can-remain-safely "child=Sam; safely=false; reasons=Nobody at night" '
            '--can-remain-safely "child=Ada; safely=true; reasons=She sleeps at her aunt" '
            '--would-benefit --would-benefit-reasons "Jo asks for help"',
            "2026-01-20T10:00",
        ),
        Line(
            'determine $A --step risk --child Sam --risk high --reasons "Alone every night"',
            "2026-01-20T10:10",
        ),
        Line(
            'determine $A --step risk --child Ada --risk low --reasons "Her aunt is there"',
            "2026-01-20T10:20",
        ),
        Line("show $A --today 2026-01-20T11:00", "2026-01-20T11:00"),
        Line("process $A --today 2026-01-20T11:00", "2026-01-20T11:00"),
    ),
    "an-unborn-child": (
        Line(
            "intake --from -",
            DAY,
            report(
                "Kim",
                person("Kim Sample", "child", born("2026-04-01", "expected"))
                + person("Jo Sample", "family", tie("Kim", "mother")),
                "Jo has no place to stay and is expecting a child.",
            ),
        ),
        Line(
            'screen $A --result "screened in" --response assessment --respond-within "5 days" '
            '--reasons "Help before the birth." --assign-to w-sample',
            "2026-01-12T11:00",
        ),
        Line("show $A --today 2026-01-20", "2026-01-20T11:00"),
        Line("process $A --today 2026-01-20", "2026-01-20T11:00"),
        Line("due $A --today 2026-01-20", "2026-01-20T11:00"),
    ),
    "half-siblings-in-two-cases": (
        Line(
            "intake --from -",
            DAY,
            report(
                "Sam",
                person("Sam Sample", "child", born("2018-06-02"))
                + person("Dan Sample", "family", born("1990-02-03") + tie("Sam", "father")),
                "Sam is afraid of going home.",
            ),
        ),
        Line(SCREEN.format("$A"), "2026-01-12T11:00"),
        Line(
            'assess $A --on 2026-01-13 --instrument risk --child Sam --risk high --summary "Hit."',
            "2026-01-13T11:00",
        ),
        Line(
            "intake --from -",
            "2026-02-02T09:00",
            report(
                "Lee",
                person("Lee Example", "child", born("2023-03-03"))
                + person("Dan Sample", "family", born("1990-02-03") + tie("Lee", "father")),
                "Shouting at night.",
            ),
        ),
        Line("prior $B", "2026-02-02T09:10"),
        Line(
            'person $B --change Dan --same-person "$A/Dan" --why "The same birth date."',
            "2026-02-02T09:20",
        ),
        Line("show $B --today 2026-02-02T10:00", "2026-02-02T10:00"),
    ),
    "a-voluntary-request-and-a-free-place": (
        Line(
            "intake --from -",
            DAY,
            report(
                "Sam",
                person("Sam Sample", "child", born("2018-06-02"))
                + person("Jo Sample", "family", "    languages: [Cree]\n" + tie("Sam", "mother")),
                "Jo asks for somebody to watch Sam at night.",
                "kind: voluntary request\nwishes: Somebody to watch Sam at night.\n",
            ).replace("mandated professional", "self"),
        ),
        Line(
            'screen $A --result "screened in" --response assessment --respond-within "5 days" '
            '--reasons "Jo asks for help." --assign-to w-sample',
            "2026-01-12T11:00",
        ),
        Line(
            'assess $A --on 2026-01-13 --instrument "family strengths and needs" --child Sam '
            '--need "id=N1; domain=caregiving; need=somebody at night; why=night work" '
            '--strength "domain=caregiving; strength=Jo plans ahead" --summary x',
            "2026-01-13T11:00",
        ),
        Line("services --case $A", "2026-01-13T12:00"),
        Line(
            'service $A --service "Night care" --provider "Willow House" --for Sam '
            '--why "Night work" --on 2026-01-13 --status sent',
            "2026-01-13T12:10",
        ),
        Line("service $A --step status --on 2026-01-14 --status accepted", "2026-01-14T09:00"),
        Line("services --case $A", "2026-01-14T09:10"),
        Line("process $A --today 2026-01-14", "2026-01-14T09:10"),
    ),
}
