"""Two editions of standards against each other: what changed, rule by rule, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from casekit.standards.describing import (
    describe_clock,
    describe_conditions,
    describe_force,
    describe_pattern,
)
from casekit.standards.packs import Pack, Provision
from casekit.standards.rules import Rule

Kind = Literal["added", "removed", "changed"]


class Aspect(NamedTuple):
    """Something of a rule or a pack that is said otherwise; empty where it is not said at all."""

    name: str
    before: str
    after: str


class Changed(NamedTuple):
    """A rule, a provision or the pack itself, and in what it differs."""

    what: Literal["pack", "rule", "provision"]
    id: str
    title: str
    kind: Kind
    aspects: tuple[Aspect, ...]


def compare_packs(before: Pack, after: Pack) -> tuple[Changed, ...]:
    """What changed from one pack to another, in the order of the newer one, what is gone last."""
    found: list[Changed] = []
    head = _differ(_say_pack(before), _say_pack(after))
    if head:
        found.append(Changed("pack", after.id, after.name, "changed", head))
    found.extend(_compare("rule", *({r.id: say_rule(r) for r in p.rules} for p in (before, after))))
    found.extend(
        _compare(
            "provision",
            *({x.id: _say_provision(x) for x in p.provisions} for p in (before, after)),
        )
    )
    return tuple(found)


def _compare(
    what: Literal["rule", "provision"],
    before: Mapping[str, dict[str, str]],
    after: Mapping[str, dict[str, str]],
) -> Iterator[Changed]:
    for name, said in after.items():
        if name not in before:
            yield Changed(what, name, said["title"], "added", _differ({}, said))
        elif aspects := _differ(before[name], said):
            yield Changed(what, name, said["title"], "changed", aspects)
    for name, said in before.items():
        if name not in after:
            yield Changed(what, name, said["title"], "removed", _differ(said, {}))


def _differ(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Aspect, ...]:
    return tuple(
        Aspect(name, before.get(name, ""), after.get(name, ""))
        for name in dict.fromkeys([*after, *before])
        if before.get(name, "") != after.get(name, "")
    )


def say_rule(rule: Rule) -> dict[str, str]:
    """All that a rule says, in words, by what it is called in a manual; only what there is."""
    said = {
        "title": rule.title,
        "theme": rule.kind,
        "for whom": f"each {rule.per}",
        "while": describe_conditions(rule.conditions),
        "limit": describe_clock(rule),
        "met by": "; or ".join(describe_pattern(p) for p in rule.met_by),
        **{
            f"of which {part.name}".strip(): f"{part.at_least}"
            + "".join(f", {key}: {value}" for key, value in part.where.items())
            for part in rule.parts
            if part.where
        },
        "not before": f"{rule.not_before} before the limit" if rule.not_before else "",
        "early": "what is done earlier counts" if rule.early_counts else "",
        "extension": f"by at most {rule.extend_at_most}" if rule.extend_at_most else "",
        "exception": "may be decided" if rule.may_be_excused else "",
        "after closing": "goes on" if rule.after_closing else "",
        "series": rule.series if rule.series != rule.id else "",
        "instead of": ", ".join(rule.replaces),
        "in force": describe_force(rule.force),
        "reading": rule.reading,
        "source": str(rule.source),
        "where it stands": rule.source.where,
        "verification": rule.verification,
        "standing": "enforced" if rule.enforced else "advice",
    }
    return {name: text for name, text in said.items() if text}


def _say_provision(provision: Provision) -> dict[str, str]:
    return {
        "title": provision.title,
        "says": provision.says,
        "why no clock": provision.why_no_clock,
        "source": str(provision.source),
        "verification": provision.verification,
    }


def _say_pack(pack: Pack) -> dict[str, str]:
    return {
        "pack": pack.id,
        "name": pack.name,
        "edition": pack.edition,
        "level": pack.level,
        "in force from": pack.effective_from.isoformat(),
        "in force to": pack.effective_to.isoformat() if pack.effective_to else "",
        **{f"priority {name}": length for name, length in pack.priorities.items()},
    }
