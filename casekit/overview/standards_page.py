"""A pack of standards as a page that reads like the manual it cites, made from its data alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from casekit.documents.markdown import escape_markdown
from casekit.model.days import say_day
from casekit.overview.catalogue import count_verified
from casekit.standards.comparing import say_rule
from casekit.standards.composing import InForce, put_in_force
from casekit.standards.describing import describe_clock, describe_conditions
from casekit.standards.packs import (
    ALWAYS_IN_FORCE,
    Pack,
    list_calendar_proposals,
    list_packs,
    load_editions,
)
from casekit.standards.rules import Rule

# How a verification is said where somebody reads it for the first time.
VERIFIED = {
    "primary": "compared with the text itself",
    "secondary": "from a source that tells of the text",
    "decision": "written into a decision of the agency",
    "agency": "the agency's own",
    "unverified": "remembered, not compared with the text",
    "not found": "looked for and not found",
}
# What a pack may list: the title, its key, and the columns with their fields.
_TABLES = (
    ("Levels of risk", "risk_levels", (("Risk", "risk"), ("What it means", "means"))),
    ("Priorities", "priorities", (("Priority", "priority"), ("Respond within", "respond_within"))),
    (
        "A child is seen face to face",
        "face_to_face",
        (("Occasion", "activity"), ("Source", "source")),
    ),
)
MADE_LINE = (
    "<!-- Made by `casekit standards pages` from the packs: edit the packs, not this page. -->"
)


def make_pages() -> dict[str, str]:
    """The pages of all packs that ship, and the list of them, by the names of their files."""
    packs = [
        (name, put_in_force(load_editions(name), ())) for name in (*list_packs(), ALWAYS_IN_FORCE)
    ]
    return {
        "README.md": _write_list([used for _, editions in packs for used in editions]),
        **{f"{name}.md": write_page(editions) for name, editions in packs},
    }


def _write_list(editions: Sequence[InForce]) -> str:
    lines = [
        MADE_LINE,
        "",
        "# Standards that ship with casekit",
        "",
        "One page for each pack, its editions one after another. How to write rules of your own: "
        "[writing-standards.md](../writing-standards.md).",
        "",
        *_table(
            ("Pack", "Edition", "Level", "Jurisdiction", "In force", "Rules", "Verified"),
            (
                (
                    f"[{used.pack.id}]({used.pack.id}.md)",
                    _md(used.pack.edition),
                    _md(used.pack.level),
                    _md(used.pack.jurisdiction),
                    _md(say_in_force(used)),
                    str(len(used.pack.rules)),
                    _md(say_verified(used.pack)),
                )
                for used in editions
            ),
        ),
    ]
    return "\n".join(lines) + "\n"


def write_page(editions: Sequence[InForce]) -> str:
    """The page of a pack: its editions one after another, the newest first."""
    newest = editions[-1].pack
    lines = [MADE_LINE, "", f"# {_md(newest.name)}", ""]
    if len(editions) > 1:
        lines += [
            "Each duty is judged by the edition in force on the day that began it. Editions: "
            + ", ".join(f"{_md(u.pack.edition)} ({_md(say_in_force(u))})" for u in editions)
            + ".",
            "",
        ]
    for used in reversed(editions):
        lines += [f"## Edition {_md(used.pack.edition)}", ""]
        lines += _write_edition(used)
    return "\n".join(lines).rstrip() + "\n"


def write_rule(rule: Rule) -> list[str]:
    """A rule as a section of the page."""
    facts = [(name, text) for name, text in say_rule(rule).items() if name != "title"]
    facts = [
        (name, f"{text}: {VERIFIED[text]}" if name == "verification" else text)
        for name, text in facts
    ]
    return [
        f"#### {_md(rule.title)}",
        "",
        *_table(
            (f"`{rule.id}`", ""),
            ((_md(name.capitalize()), _md(text)) for name, text in facts),
        ),
        "",
    ]


def say_in_force(used: InForce) -> str:
    """Since when and until when an edition is in force, in words."""
    until = used.force.until or used.pack.effective_to
    words = f"from {say_day(used.pack.effective_from)}"
    if until:
        words += f" to {say_day(until)}"
    if used.force.places:
        words += f", in {' and '.join(used.force.places)}"
    return words


def say_verified(pack: Pack) -> str:
    """How many rules are verified how, in words."""
    return ", ".join(f"{number} {word}" for word, number in count_verified(pack).items())


def _write_edition(used: InForce) -> Iterator[str]:
    pack = used.pack
    note = pack.data.get("note")
    if note:
        yield from (_md(str(note)), "")
    yield from _table(
        ("", ""),
        (
            ("Pack", f"`{pack.id}`"),
            ("Level", _md(pack.level)),
            ("Jurisdiction", _md(pack.jurisdiction)),
            ("In force", _md(say_in_force(used))),
            ("Rules", f"{len(pack.rules)}: {_md(say_verified(pack))}"),
            ("Counting", _md(_say_counting(pack))),
        ),
    )
    yield ""
    yield from _write_tables(pack)
    yield from ("### Rules at a glance", "")
    yield from _table(
        ("Rule", "For whom", "While", "Limit", "Standing", "Source"),
        (
            (
                f"{_md(rule.title)} (`{rule.id}`)",
                f"each {_md(rule.per)}",
                _md(describe_conditions(rule.conditions)),
                _md(describe_clock(rule)),
                "enforced" if rule.enforced else "advice",
                f"{_md(str(rule.source))}, {_md(rule.verification)}",
            )
            for rule in pack.rules
        ),
    )
    yield ""
    for theme, rules in _by_theme(pack.rules).items():
        yield from (f"### {_md(theme.capitalize())}", "")
        for rule in rules:
            yield from write_rule(rule)
    if pack.provisions:
        yield from ("### What the text fixes besides", "")
        yield from _table(
            ("Provision", "What it says", "Why no clock", "Source"),
            (
                (
                    f"{_md(p.title)} (`{p.id}`)",
                    _md(p.says),
                    _md(p.why_no_clock),
                    f"{_md(str(p.source))}, {_md(p.verification)}",
                )
                for p in pack.provisions
            ),
        )
        yield ""


def _write_tables(pack: Pack) -> Iterator[str]:
    """What the pack lists beside its rules: levels of risk, priorities, when to see a child."""
    for title, key, columns in _TABLES:
        if rows := pack.data.get(key):
            yield from (f"### {title}", "")
            yield from _table(
                [head for head, _ in columns],
                ([_md(str(row[field])) for _, field in columns] for row in rows),
            )
            yield ""


def _say_counting(pack: Pack) -> str:
    counting: Mapping[str, str] = pack.data.get("counting", {})
    words = [f"{name} becomes {value}" for name, value in counting.items() if name != "month ends"]
    if "month ends" in counting:
        words.append(f"month ends are {counting['month ends']}")
    text = repr(pack.data["rules"]) + repr(pack.data.get("define", ""))
    calendars = [
        name
        for name, units in (
            ("working", ("working day",)),
            ("court", ("court day",)),
        )
        if any(unit in text for unit in units)
    ]
    if calendars:
        words.append(f"it counts by the agency's calendar of {' and '.join(calendars)} days")
    years = sorted({str(c["year"]) for c in list_calendar_proposals(pack.id)})
    if years:
        words.append(f"calendars to sign off ship for {', '.join(years)}")
    return "; ".join(words)


def _by_theme(rules: Iterable[Rule]) -> Mapping[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        found.setdefault(rule.kind, []).append(rule)
    return found


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(heads) + " |"
    yield "|" + " --- |" * len(heads)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def _md(text: str) -> str:
    return escape_markdown(text)
