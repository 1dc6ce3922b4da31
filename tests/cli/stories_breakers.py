"""What breaks a naive model, after the first call: each story begins with nothing on file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.cli.stories import Line, lead
from tests.cli.stories_first_calls import ALLEGED, DAY, FAMILY, SCREEN, born, person, report, tie

TAKEN_IN = (
    Line("intake --from -", DAY, report("Sam, Ada", FAMILY, "Alone at night.", ALLEGED)),
    Line(SCREEN.format("$A"), "2026-01-12T11:00"),
    Line(
        'contact $A --at 2026-01-13T14:00 --mode "in person" --place residence --purpose safety '
        '--with Jo --seen Sam --seen Ada --narrative "Both seen."',
        "2026-01-13T15:00",
    ),
)
YOUTH = (
    Line(
        "intake --from -",
        DAY,
        report(
            "Kim",
            person("Kim Sample", "child", born("2008-02-20"))
            + person("Jo Sample", "family", tie("Kim", "mother")),
            "Kim sleeps in the station.",
        ),
    ),
    Line(SCREEN.format("$A"), "2026-01-12T11:00"),
    Line(
        'contact $A --at 2026-01-13T14:00 --mode "in person" --place office --purpose safety '
        '--seen Kim --seen-alone Kim --narrative "Kim is cold and hungry."',
        "2026-01-13T15:00",
    ),
)
RESTRICTED = (
    'init ../restricted --name "Willow Agency, restricted" --timezone America/Winnipeg '
    '--standards ca-mb-cfs --fictional --worker "W. Sample <w.sample@agency.example>"'
)

BREAKERS: Mapping[str, Sequence[Line]] = {
    "siblings-on-different-tracks": (
        *TAKEN_IN,
        Line(
            "court $A --step apprehension --at 2026-01-14T10:00 --child Ada "
            '--grounds "Nobody to feed her." --explained-to Jo',
            "2026-01-14T11:00",
        ),
        Line(
            "placement $A --at 2026-01-14T12:00 --child Ada --setting kinship --carer Lee "
            '--reasons "Her aunt has a bed for her." --no-siblings-together '
            '--why-not-together "Sam is safe with his grandmother." '
            '--new-person "name=Lee Example; called=Lee; role=carer"',
            "2026-01-14T13:00",
        ),
        Line(
            'determine $A --step risk --on 2026-01-15 --child Ada --risk high --reasons "Two years '
            'old."',
            "2026-01-15T10:00",
        ),
        Line(
            'determine $A --step risk --on 2026-01-15 --child Sam --risk low --reasons "At Marie."',
            "2026-01-15T10:10",
        ),
        Line("show $A --today 2026-01-15T11:00", "2026-01-15T11:00"),
        Line("process $A --today 2026-01-15T11:00", "2026-01-15T11:00"),
        Line("due $A --today 2026-02-20", "2026-02-20T09:00"),
        Line(
            'review $A --on 2026-01-16 --child Sam --child Ada --kind "initial conference" '
            '--result "supervise at home" --reasons x',
            "2026-01-16T10:00",
        ),
    ),
    "a-child-in-two-households": (
        *TAKEN_IN,
        Line(
            'person $A --name "Dan Sample" --called Dan --role family '
            '--relationship "to=Sam; is=father; main_carer=true"',
            "2026-01-13T16:00",
        ),
        Line(
            'household $A --kind "family home" --address "1 Example Street" --member Jo '
            "--member Sam --member Ada --since 2025-01-01",
            "2026-01-13T16:10",
        ),
        Line(
            'household $A --kind "family home" --address "9 Example Road" --address-protected '
            "--member Dan --member Sam --since 2025-06-01",
            "2026-01-13T16:20",
        ),
        Line(
            'determine $A --step risk --on 2026-01-15 --child Sam --risk high --reasons "Nights."',
            "2026-01-15T10:00",
        ),
        Line(
            'contact $A --at 2026-01-20T17:00 --mode "in person" --place residence '
            '--purpose "home visit" --with Dan --seen Sam --seen-alone Sam '
            '--narrative "At his father\'s."',
            "2026-01-20T18:00",
        ),
        Line("show $A --today 2026-01-20T19:00", "2026-01-20T19:00"),
        Line("explain $A mb-114-s2-high-child --today 2026-01-20T19:00", "2026-01-20T19:00"),
    ),
    "eighteen-in-mid-case": (
        *YOUTH,
        Line(
            'placement $A --at 2026-01-13T16:00 --child Kim --setting "independent living" '
            '--reasons "A room of the own."',
            "2026-01-13T17:00",
        ),
        Line(
            'court $A --step order --on 2026-01-14 --child Kim --court "Family Division" '
            '--legal-status "permanent guardianship" --since 2026-01-14',
            "2026-01-14T10:00",
        ),
        Line("due $A --today 2026-02-19", "2026-02-19T09:00"),
        Line(
            "court $A --step agreement-signed --on 2026-02-18 --child Kim "
            '--legal-status "young adult agreement" --since 2026-02-20 --until 2029-02-20 '
            '--terms "A room, school, and a call each week."',
            "2026-02-18T10:00",
        ),
        Line("show $A --today 2026-02-20T09:00", "2026-02-20T09:00"),
        Line("show $A --today 2026-02-22T09:00", "2026-02-22T09:00"),
        Line("process $A --today 2026-02-22T09:00", "2026-02-22T09:00"),
        Line("due $A --today 2028-12-01 --all", "2026-02-22T09:00"),
    ),
    "a-duty-missed-just-before-it-ends": (
        *TAKEN_IN,
        Line(
            "determine $A --step risk --on 2026-01-15 --child Sam --child Ada --risk high "
            '--reasons "Alone every night."',
            "2026-01-15T10:00",
        ),
        Line("due $A --today 2026-02-02", "2026-02-02T09:00"),
        Line(
            "court $A --step apprehension --at 2026-02-02T09:30 --child Sam --child Ada "
            '--grounds "Found alone in the street." --explained-to Jo',
            "2026-02-02T10:00",
        ),
        Line("due $A --today 2026-02-03 --all", "2026-02-03T09:00"),
    ),
    "what-could-not-be-searched": (
        Line("intake --from -", DAY, report("Sam, Ada", FAMILY, "Alone at night.", ALLEGED)),
        Line("# the report of $A is damaged", DAY),
        Line(
            "intake --from -",
            "2026-02-02T09:00",
            report(
                "Sam",
                person("Sam Sample", "child", born("2018-06-02")),
                "Sam sleeps at his desk again.",
            ),
        ),
        Line("prior $B", "2026-02-02T09:10"),
    ),
    "an-adoption-and-its-sealed-link": (
        *YOUTH,
        lead(RESTRICTED, "2026-01-14T09:00"),
        lead("keys make", "2026-01-14T09:10"),
        lead("keys make -C ../restricted", "2026-01-14T09:20"),
        lead(
            'adoption $A --child Kim --into ../restricted --name "Kim Example"', "2026-01-15T09:00"
        ),
        Line(
            'court $A --step hearing --on 2026-02-02 --child Kim --court "Family Division" '
            '--hearing "adoption finalization" --outcome "Kim is adopted."',
            "2026-02-02T12:00",
        ),
        lead(
            'adoption $A --child Kim --into ../restricted --name "Kim Example"', "2026-02-02T12:10"
        ),
        Line(
            "placement $A --on 2026-01-16 --child Kim "
            '--setting "adoptive home" --reasons "They are to adopt her."',
            "2026-02-02T12:20",
        ),
        Line("placement $A --step end --at 2026-02-02T12:00 --reason adopted", "2026-02-02T12:30"),
        lead(
            'adoption $A --child Kim --into ../restricted --name "Kim Example"', "2026-02-03T09:00"
        ),
        Line("chronology $A --kind adoption-link", "2026-02-03T10:00"),
        lead('unseal $A --reason "to ask about a hereditary illness"', "2026-02-04T10:00"),
        Line("log $A --limit 2", "2026-02-04T11:00"),
    ),
}
NATION: Mapping[str, Sequence[Line]] = {
    "reason-to-know-and-a-notice-that-must-have-arrived": (
        Line(
            "intake --from -",
            DAY,
            report(
                "Sam",
                person(
                    "Sam Sample",
                    "child",
                    born("2018-06-02")
                    + "    indigenous: reason to know\n    nation: Example Nation\n",
                )
                + person("Jo Sample", "family", tie("Sam", "mother")),
                "Alone at night.",
            ),
        ),
        Line(SCREEN.format("$A"), "2026-01-12T11:00"),
        Line(
            'court $A --step apprehension --at 2026-01-13T10:00 --child Sam --grounds "Alone."',
            "2026-01-13T11:00",
        ),
        Line(
            "placement $A --at 2026-01-13T12:00 --child Sam --setting foster "
            '--reasons "No kin yet."',
            "2026-01-13T13:00",
        ),
        Line(
            'court $A --step application --on 2026-01-14 --child Sam --court "Family Division" '
            '--application "temporary guardianship" --hearing-on 2026-01-28 '
            '--grounds "Alone at night."',
            "2026-01-14T10:00",
        ),
        Line("explain $A icwa-notice-wait --today 2026-01-15", "2026-01-15T10:00"),
        Line(
            "notice $A --on 2026-01-15 --about application --record @application "
            '--to-kind parent --to Jo --method "registered mail"',
            "2026-01-15T11:00",
        ),
        Line(
            "notice $A --on 2026-01-15 --about application --record @application "
            '--to-kind "nation or community" --to "Example Nation" --method "registered mail"',
            "2026-01-15T11:10",
        ),
        Line("explain $A icwa-notice-wait --today 2026-01-16", "2026-01-16T10:00"),
        Line(
            "notice $A --step received --on 2026-01-19 --notice @notice "
            '--received-by "The office of the nation" --proof "return receipt"',
            "2026-01-20T10:00",
        ),
        Line(
            'court $A --step hearing --on 2026-01-28 --child Sam --court "Family Division" '
            '--hearing adjudication --outcome "Custody to the agency."',
            "2026-01-28T12:00",
        ),
        Line("explain $A icwa-notice-wait --today 2026-01-28", "2026-01-28T13:00"),
        Line("due $A --today 2026-01-28", "2026-01-28T13:00"),
    ),
}
