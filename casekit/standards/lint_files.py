"""A pack as the lint looks at it: its data with the place of every word, and its rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from casekit.model.findings import Finding, Severity
from casekit.records.document import Document, Keys
from casekit.standards.moments import Moment, RuleFault
from casekit.standards.reading import read_rule
from casekit.standards.rules import Anchored, DueAt, Gate, Rule, Total, Within


@dataclass(frozen=True, eq=False)
class PackFile:
    """A pack's file that could be read as YAML; its rules may still make no sense."""

    document: Document
    data: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The pack's own id."""
        return str(self.data.get("id", ""))

    @property
    def level(self) -> str:
        """Whose rules these are."""
        return str(self.data.get("level", ""))

    @property
    def edition(self) -> str:
        """The name of the edition."""
        return str(self.data.get("edition", ""))

    @property
    def define(self) -> Mapping[str, Any]:
        """The names for moments."""
        define = self.data.get("define")
        return define if isinstance(define, Mapping) else {}

    def day(self, key: str) -> date | None:
        """One of the two days between which the edition is in force, where it is a day."""
        return read_day(self.data.get(key))

    def finding(
        self,
        code: str,
        keys: Keys,
        message: str,
        hint: str,
        severity: Severity = "error",
    ) -> Finding:
        """A finding at the key of a value, or at its nearest ancestor."""
        place = self.document.locate_key(keys)
        return Finding(code, message, self.document.path, place.line, place.column, severity, hint)


class RuleAt(NamedTuple):
    """A rule, its data as written, and where it stands."""

    rule: Rule
    data: Mapping[str, Any]
    file: PackFile
    number: int

    @property
    def keys(self) -> Keys:
        """The place of the rule in its file."""
        return ("rules", self.number)

    def finding(
        self, code: str, keys: Keys, message: str, hint: str, severity: Severity = "error"
    ) -> Finding:
        """A finding at a value of the rule; the message begins with the rule's id."""
        whole = f"{self.rule.id}: {message}"
        return self.file.finding(code, (*self.keys, *keys), whole, hint, severity)

    def list_moments(self) -> list[tuple[str, Moment]]:
        """The moments of a rule's clock with the keys that they stand under."""
        match self.rule.clock:
            case Within(trigger):
                return [("from", trigger)]
            case Total(trigger):
                return [("from", trigger)]
            case Gate(trigger, _, opens):
                return [("from", trigger)] + ([("opens", opens)] if opens else [])
            case DueAt(due, opens):
                return [("due", due)] + ([("opens", opens)] if opens else [])
            case Anchored(_, anchor):
                return [("counting from", anchor)]
            case _:
                return []


def read_day(text: Any) -> date | None:
    """A day as packs write it; None for anything else."""
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        return None


def read_rules(file: PackFile) -> tuple[list[RuleAt], list[Finding]]:
    """The rules of a pack that make sense, and a finding for each of the others."""
    rules, findings = [], []
    for number, data in enumerate(_list_rules(file.data)):
        try:
            rule = read_rule(data, file.define)
        except (RuleFault, ValueError, KeyError, TypeError, AttributeError) as fault:
            name = data.get("id", f"number {number + 1}")
            place = file.document.locate(("rules", number))
            message = f"rule {name}: {fault}"
            # The same words as of whoever opens the pack to use it, so that it is told once.
            findings.append(Finding("PACK-RULE", message, file.document.path, *place))
            continue
        rule = replace(rule, pack=file.id, level=file.level, edition=file.edition)
        rules.append(RuleAt(rule, data, file, number))
    return rules, findings


def _list_rules(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    rules = data.get("rules")
    return [rule for rule in rules if isinstance(rule, Mapping)] if isinstance(rules, list) else []
