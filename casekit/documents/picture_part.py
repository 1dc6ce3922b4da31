"""Pictures that a document places: the family, what happened over time, how far a plan has come.

The family and the course of a case are drawn for whoever works on it, and for nobody outside. How
far a plan has come is drawn of what the reader may see. All of it is in the language of the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from casekit.documents.pictures.genogram_svg import draw_genogram
from casekit.documents.pictures.genogram_words import tell_kinship
from casekit.documents.pictures.lanes import draw_lanes
from casekit.documents.pictures.progress_svg import STATIONS, Row, draw_progress, tell_progress
from casekit.documents.pictures.timeline_svg import ON_PAPER, draw_svg, tell
from casekit.documents.plan_progress import say_nothing_yet
from casekit.documents.projection import INSIDE
from casekit.documents.reader import Reader
from casekit.documents.sheet import Block, picture
from casekit.documents.tongue import Tongue
from casekit.model.building import build_timeline
from casekit.model.kinship import read_kinship
from casekit.model.plans import Standing, find_standings
from casekit.model.records import Record


def show_family(reader: Reader) -> Block | None:
    """The family as a genogram; None of somebody alone, and for readers outside."""
    if reader.audience not in INSIDE:
        return None
    kinship = read_kinship(reader.case, reader.today)
    if not kinship.descents and not kinship.couples:
        return None
    said = " ".join(line.strip() for line in tell_kinship(kinship, reader.tongue))
    return picture(draw_genogram(kinship, reader.tongue), said)


def show_course(reader: Reader) -> Block | None:
    """What held for each child, and what happened, over time; None for readers outside."""
    if reader.audience not in INSIDE or reader.zone is None:
        return None
    now = datetime.combine(reader.today, time(23, 59, 59), reader.zone)
    timeline = build_timeline(reader.case, reader.zone, (), now)
    lanes = draw_lanes(reader.case, timeline, now)
    if lanes is None or not lanes.lanes:
        return None
    return picture(draw_svg(lanes, reader.tongue, ON_PAPER), " ".join(tell(lanes, reader.tongue)))


def show_progress(reader: Reader, plan: Record) -> Block | None:
    """How far the objectives of a plan have come."""
    tongue = reader.tongue
    progress = reader.progress(plan)
    filed = find_standings(reader.case, plan.id)
    rows = [
        _make_row(f"{number}.{step}", objective, progress, filed, tongue)
        for number, goal in enumerate(reader.see(plan).data.get("goals", ()), start=1)
        for step, objective in enumerate(goal.get("objectives", ()), start=1)
        if objective.get("objective")
    ]
    if not rows:
        return None
    title = tongue.say("How far the plan has come")
    stations = [tongue.choice(one, "status") for one in STATIONS]
    return picture(draw_progress(rows, title, stations), tell_progress(rows), said_beside=True)


def _make_row(
    number: str,
    objective: Mapping[str, Any],
    progress: Mapping[str, Mapping[str, Any]],
    filed: Mapping[str, Standing],
    tongue: Tongue,
) -> Row:
    """An objective with its status, where the reader may know of one."""
    item = str(objective.get("id"))
    said = str(progress.get(item, say_nothing_yet(tongue))["status"])
    known = item in progress and item in filed and said
    status = filed[item].status if known else "not started"
    return Row(number, str(objective["objective"]), status, said)
