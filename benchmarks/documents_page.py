"""A plan of three pages for many cases, and its page as HTML for programs that print HTML."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

import make_case
from make_many import make_many

from casekit.documents.plan_page import build_plan_page
from casekit.documents.words import LABELS
from casekit.model.plans import plans_in_force
from casekit.records.schemas import open_shared
from casekit.resources import schemas_dir
from casekit.workspace.workspace import Workspace

GOALS = 3
OBJECTIVES = 2
AUDIENCE = "team"
STYLE = """
@page { size: A4; margin: 22mm 20mm 24mm; @top-center { content: "%s"; font-size: 8pt }
  @bottom-center { content: "%s, page " counter(page) " of " counter(pages); font-size: 8pt } }
body { font-family: "Liberation Sans", "DejaVu Sans", sans-serif; font-size: 10pt }
table { width: 100%%; border-collapse: collapse; margin: 2mm 0 } h2, h3, h4 { break-after: avoid }
td, th { border: 0.5pt solid #888; padding: 1mm; text-align: left; vertical-align: top }
tr { break-inside: avoid } .sign td { height: 12mm }
"""


def make_long_plans(folder: Path, cases: int) -> Path:
    """A workspace of so many cases, each with one plan of three pages."""
    (short,) = make_case.PLAN["goals"]
    make_case.PLAN["goals"] = [_lengthen(short, number) for number in range(1, GOALS + 1)]
    return make_many(folder, cases, [sys.executable, "-m", "casekit"], files=True)


def _lengthen(goal: Mapping[str, Any], number: int) -> dict[str, Any]:
    first = goal["objectives"][0]
    doing = first["activities"][0]
    objectives = [
        {
            **first,
            "id": f"G{number}.O{place}",
            "objective": f"An adult is at home on each night of week {place}, and can be reached.",
            "activities": [
                {
                    **doing,
                    "id": f"G{number}.O{place}.A{which}",
                    "what": what,
                    "how": "With the worker at first, later alone; what comes in between is told",
                }
                for which, what in enumerate(
                    ("Agrees who comes on which night", "Writes the list and hangs it up"), start=1
                )
            ],
        }
        for place in range(1, OBJECTIVES + 1)
    ]
    words = {
        "goal": f"Sam and Ada are cared for day and night, in part {number} of the year.",
        "why": "Jo works at night and has nobody. The school has seen Sam asleep at his desk three "
        "times in a month, and Ada was alone with him on four nights of the week.",
    }
    return {**goal, **words, "id": f"G{number}", "objectives": objectives}


def build_pages(root: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The page of each case's plan, by the case's number: what casekit's own templates get."""
    schemas = open_shared(schemas_dir())
    workspace = Workspace.open(root, schemas)
    agency = workspace.agency
    for number in sorted(workspace.case_folders):
        case = workspace.load(number).case
        plan = plans_in_force(case)[-1:] or [*case.facts("plan")][-1:]
        yield (
            number,
            build_plan_page(
                case,
                plan[0].id,
                audience=AUDIENCE,
                schemas=schemas,
                agency_name=agency.name,
                workers={worker.id: worker.name for worker in agency.staff},
                version=str(workspace.version)[:7],
                printed_on=plan[0].occurred.day,
            ),
        )


def write_html(page: Mapping[str, Any]) -> str:
    """The same words in the same order as HTML, with a header, a footer and tables."""
    head = f"<title>{escape(page['title'])}</title>"
    style = STYLE % (page["banner"], page["footer"])
    body = "".join(_write(page))
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8">{head}<style>{style}</style>{body}'
    )


def _write(page: Mapping[str, Any]) -> Iterator[str]:
    yield f"<p>{escape(page['agency'])}</p><p><b>{escape(page['banner'])}</b></p>"
    yield f"<h1>{escape(page['title'])}</h1><p>{escape(page['subtitle'])}</p>"
    yield _table([(fact["label"], fact["value"]) for fact in page["facts"]])
    yield "".join(f"<p>{escape(line)}</p>" for line in page["approvals"])
    for view in page["child_views"]:
        words = " ".join(filter(None, (view["child"], view["words"], view["how"])))
        yield f"<blockquote>{escape(words)}</blockquote>"
    for goal in page["goals"]:
        yield f"<h2>{escape(goal['number'])}. {escape(goal['goal'])}</h2>"
        yield f"<p>{escape(goal['why'])}</p>"
        for one in goal["objectives"]:
            yield f"<h3>{escape(one['number'])} {escape(one['objective'])}</h3>"
            known = ("measure", "baseline", "target_date")
            yield _table([(LABELS.get(key, key), one[key]) for key in known if one[key]])
            yield f"<p>{escape(one['now']['status'])}</p>"
            keys = ("what", "who", "where", "how", "when")
            rows = [[activity[key] for key in keys] for activity in one["activities"]]
            yield _table([[LABELS.get(key, key) for key in keys], *rows])
    for answer in page["agreement"]:
        yield f"<p>{escape(answer['person'])} {escape(answer['answer'])}</p>"
    signs = [(one["name"], one["role"], one["signed"]) for one in page["signatures"]]
    yield _table(signs).replace("<table>", '<table class="sign">')
    yield f"<p>{escape(page['printed'])}</p>"


def _table(rows: Any) -> str:
    cells = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows)
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"
