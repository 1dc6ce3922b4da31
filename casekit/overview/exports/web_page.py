"""A due list as one page for a browser: how much, on whom, and each duty by how it stands.

For people, as text is: what was met and what lies more than a quarter ahead is left out, and the
page says how many. It names no client.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, BinaryIO

from casekit.documents.web_page import render_web_page
from casekit.model.days import say_when
from casekit.model.when import at_instant, read_when
from casekit.overview.exports.caseload import SERIES, WHOLE, Load, count_loads, draw_bars
from casekit.overview.exports.sheet import DueSheet, Row, say_place
from casekit.overview.row_words import FAR_DAYS

TEMPLATE = "due"
MAX_FAULTS = 200
# In pixels: a line of text, its bar, and room.
BAR_STEP = 56

# The groups of the page in their order, with what each word means.
GROUPS = {
    "overdue": "The limit has passed and it is not done.",
    "time needed": "Done on a day whose hour nobody wrote down, where the hour matters.",
    "due soon": "The limit is near.",
    "upcoming": f"The limit lies ahead, within {FAR_DAYS} days.",
    "open": "It has no date, and something is blocked until it is done.",
    "paused": "Not counted for now.",
    "missed": "Its ground ended after the limit had passed; it stays so.",
}


def write_web_page(sheet: DueSheet, stream: BinaryIO) -> None:
    """Write the page as UTF-8; the same list gives the same bytes."""
    stream.write(render_web_page(TEMPLATE, build_page(sheet)).encode("utf-8"))


def build_page(sheet: DueSheet) -> dict[str, Any]:
    """What the template gets: text, whole numbers and lists of them."""
    today = sheet.as_of.astimezone(sheet.zone).date()
    shown: list[Row] = []
    later = settled = 0
    for row in sheet.rows:
        if row["status"] not in GROUPS:
            settled += 1
        elif row["status"] == "upcoming" and _is_far(row, today):
            later += 1
        else:
            shown.append(row)
    origins = _choose_origins(shown, len(sheet.workspaces))
    groups = [_build_group(status, shown, sheet, origins) for status in GROUPS]
    faults = sorted(sheet.findings, key=lambda each: each[1].severity != "error")
    return {
        "as_of": say_when(at_instant(sheet.as_of, sheet.zone), sheet.zone),
        "as_of_code": sheet.local_as_of,
        "zone": str(sheet.zone),
        "workspaces": [
            {"name": w.name, "version": (w.version or "")[:12] or "not saved"}
            for w in sheet.workspaces
        ],
        "errors": sheet.errors,
        "faults": [
            {
                "severity": fault.severity,
                "code": fault.code,
                "place": say_place(fault),
                "workspace": each.name,
            }
            for each, fault in faults[:MAX_FAULTS]
        ],
        "more_faults": max(0, len(faults) - MAX_FAULTS),
        "cases": len({row["case"] for row in shown}),
        "groups": [group for group in groups if group["rows"]],
        "counts": _count(shown),
        "caseload": _draw_caseload(count_loads(shown)),
        "later": later,
        "far_days": FAR_DAYS,
        "settled": settled,
    }


def _is_far(row: Row, today: date) -> bool:
    return row["due_on"] is not None and (
        (date.fromisoformat(row["due_on"]) - today).days > FAR_DAYS
    )


def _choose_origins(rows: Sequence[Row], workspaces: int) -> list[tuple[str, str]]:
    """Which columns say where a row comes from: only those that tell something."""
    chosen = [("worker", "Worker")]
    for key, heading in (("unit", "Unit"), ("office", "Office")):
        if any(row.get(key) for row in rows):
            chosen.append((key, heading))
    return [*chosen, ("workspace", "Workspace")] if workspaces > 1 else chosen


def _build_group(
    status: str, rows: Iterable[Row], sheet: DueSheet, origins: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    found = [row for row in rows if row["status"] == status]
    return {
        "status": status,
        "id": status.replace(" ", "-"),
        "means": GROUPS[status],
        "origins": [heading for _, heading in origins],
        "rows": [_build_row(row, sheet, origins) for row in found],
    }


def _build_row(
    row: Row, sheet: DueSheet, origins: Sequence[tuple[str, str]]
) -> dict[str, str | list[dict[str, str]]]:
    per, subject = row["per"], row["subject"]
    return {
        "case": row["case"],
        "due": _say_due(row, sheet),
        "late": _say_late(row),
        "what": row["title"] + (f", {row['part']}" if row.get("part") else ""),
        "advice": "" if row["enforced"] else "advice",
        "per": "the case" if per == "case" else per,
        "subject": "" if per == "case" else subject,
        "origins": [{"heading": h, "value": row.get(key) or "-"} for key, h in origins],
        "rule": row["rule"],
        "source": row["source"],
    }


def _say_due(row: Row, sheet: DueSheet) -> str:
    if row["due"] is None:
        return "no date"
    return say_when(read_when(row["due"], sheet.zone), sheet.zone)


def _say_late(row: Row) -> str:
    if row["status"] != "overdue":
        return ""
    days = row["days_overdue"]
    return "since today" if days == 0 else f"{days:,} day{'' if days == 1 else 's'} overdue"


def _count(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """How many of each status; advice apart, because it never counts as overdue."""
    enforced = Counter(row["status"] for row in rows if row["enforced"])
    advice = Counter(row["status"] for row in rows if not row["enforced"])
    return [
        {
            "status": status,
            "id": status.replace(" ", "-"),
            "enforced": enforced[status],
            "advice": advice[status],
        }
        for status in GROUPS
        if status in SERIES or enforced[status] or advice[status]
    ]


def _draw_caseload(loads: Sequence[Load]) -> dict[str, Any]:
    widest = max((load.total for load in loads), default=1)
    return {
        "series": list(SERIES),
        "workers": [
            {
                "worker": load.worker,
                "label": _clip(load.worker),
                "counts": [load.counts[status] for status in SERIES],
                "total": load.total,
                "said": _say_load(load),
                "bars": [
                    {
                        "status": bar.status.replace(" ", "-"),
                        "start": _percent(bar.start),
                        "width": _percent(bar.width),
                    }
                    for bar in draw_bars(load, widest)
                ],
                "top": number * BAR_STEP,
            }
            for number, load in enumerate(loads)
        ],
        "height": len(loads) * BAR_STEP,
        "totals": [sum(load.counts[status] for load in loads) for status in SERIES],
        "total": sum(load.total for load in loads),
    }


def _percent(part: int) -> str:
    return f"{part * 100 / WHOLE:.2f}%"


def _clip(text: str, most: int = 24) -> str:
    """A label that fits beside its number on a narrow screen; the table has the whole name."""
    return text if len(text) <= most else text[: most - 1] + "…"


def _say_load(load: Load) -> str:
    return ", ".join(f"{load.counts[status]} {status}" for status in SERIES)
