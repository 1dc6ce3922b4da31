"""Whether the rules of packs make sense: rules that never fire, are never met, or contradict.

Nothing here judges a case: a rule is held against the words that records can say, against itself,
and against the other rules that are in force.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from casekit.model.findings import Finding, sort_findings
from casekit.records.document import Document
from casekit.standards.composing import narrow, put_in_force
from casekit.standards.lint_clashes import (
    InForceAt,
    check_against_each_other,
    check_defines,
    check_editions,
    check_ids,
    check_times,
)
from casekit.standards.lint_files import PackFile, RuleAt, read_day, read_rules
from casekit.standards.lint_sense import check_origin, check_sense
from casekit.standards.lint_words import check_rule_words, check_words
from casekit.standards.packs import Pack
from casekit.standards.vocabulary import Vocabulary

# What the lint tells, and what is wrong there; docs/writing-standards.md has the same list.
CODES: Mapping[str, str] = {
    "PACK-RULE": "a rule that cannot be read",
    "RULE-EVENT-UNKNOWN": "an event that no record gives",
    "RULE-STATE-UNKNOWN": "a state that no record gives",
    "RULE-STATE-FALSE": "a condition that something is not so; records only say what is so",
    "RULE-ATTRIBUTE-UNKNOWN": "an attribute that no such record has",
    "RULE-VALUE-UNKNOWN": "a value that the attribute or state never has",
    "RULE-RANGE-EMPTY": "a range of ages or numbers with nothing in it",
    "RULE-NOBODY-THERE": "`with` somebody whom such a record does not name",
    "RULE-NEVER-SEEN": "a contact with the child by telephone, or one that was only attempted",
    "RULE-CONDITIONS-EXCLUDE": "conditions that never hold together",
    "RULE-FORCE-EMPTY": "days in force that do not exist, or lie outside of the edition",
    "RULE-PER-NEVER": "`per` something that the moment, event or condition never concerns",
    "RULE-PART-CONTRADICTS": "a part that asks for what `met by` leaves out",
    "RULE-OPENS-AFTER-DUE": "a duty that opens after it is due",
    "RULE-NOT-BEFORE-TOO-LONG": "`not before` that reaches back beyond the beginning",
    "RULE-MODIFIER-IDLE": "a modifier that has no effect on the clock",
    "RULE-EXTEND-NOTHING": "an extension of what has no limit",
    "RULE-TOTAL-TOO-LONG": "a total that is longer than its window",
    "RULE-ENDS-AT-ONCE": "a duty that begins when the case is closed, and ends with it",
    "RULE-PICKED-ONCE": "the first or last of several moments, once for the whole case",
    "RULE-MET-BY-ITSELF": "a duty that only its own beginning would meet",
    "RULE-ID-TWICE": "an id that two rules of one edition have",
    "RULES-CONTRADICT": "two rules that ask for the same with different limits",
    "RULES-REPEAT": "two rules that ask for the very same",
    "RULE-REPLACES-UNKNOWN": "`replaces` a rule that there is not",
    "RULE-REPLACES-NOT-ALLOWED": "`replaces` a rule that it may not replace",
    "RULE-REPLACES-WEAKER": "`replaces` a rule by a longer limit",
    "RULE-NO-SOURCE": "a source that names no instrument or no section",
    "RULE-NO-READING": "a rule that does not say how it is read",
    "RULE-UNVERIFIED-ENFORCED": "a rule that nobody verified and that is enforced",
    "RULE-LIMIT-NOT-FOUND": "a limit that says of itself that it was not found",
    "RULE-OUTSIDE-SERIES": "a rolling rule beside a series that asks for the same",
    "PACK-EDITION-TWICE": "two editions of one name",
    "PACK-EDITIONS-OVERLAP": "editions that are in force at the same time",
    "PACK-EDITIONS-GAP": "a time in which no edition is in force",
    "PACK-FORCE-EMPTY": "an edition that ends before it begins",
    "PACK-DEFINE-SHADOWS": "a name under `define:` that an event bears already",
    "PACK-DEFINE-UNUSED": "a name under `define:` that no rule uses",
}


def lint_packs(
    documents: Sequence[Document],
    words: Vocabulary,
    places: Mapping[str, tuple[str, ...]],
    list_known: Callable[[], Collection[str]],
) -> tuple[Finding, ...]:
    """Look through the files of packs, all editions of each; sorted findings.

    `places` tells where a pack is in force, by its id; `list_known` gives the ids of rules that
    are in no file given and may be replaced all the same. A file that is no YAML or does not fit
    the schema has its own findings already, which are told too.
    """
    findings: list[Finding] = []
    files: list[PackFile] = []
    for document in documents:
        if isinstance(document.data, Mapping):
            files.append(PackFile(document, document.data))
        else:
            findings.extend(document.findings)
    rules: dict[str, list[RuleAt]] = {}
    for file in files:
        own, faults = read_rules(file)
        rules[file.document.path] = own
        findings.extend(_lint_file(file, own, words))
        findings.extend(_join(file, [*faults, *findings]))
        findings.extend(faults)
    by_pack: dict[str, list[PackFile]] = {}
    for file in files:
        by_pack.setdefault(file.id, []).append(file)
    weighed: list[InForceAt] = []
    for pack, editions in by_pack.items():
        findings.extend(check_editions(editions))
        weighed.extend(_weigh(editions, rules, places.get(pack, ())))
    findings.extend(check_times(weighed))
    findings.extend(check_against_each_other(weighed, list_known))
    return sort_findings(dict.fromkeys(findings))


def _join(file: PackFile, told: Sequence[Finding]) -> list[Finding]:
    """The faults of form of a file, without those on a line of which the lint says more.

    Of what is unverified and enforced a schema may name either line.
    """
    lines = {f.line for f in told if f.path == file.document.path}
    rules = file.data.get("rules")
    for number, _ in enumerate(rules if isinstance(rules, list) else ()):
        enforce, verification = (
            file.document.locate(("rules", number, key)).line for key in ("enforce", "verification")
        )
        if any(f.code == "RULE-UNVERIFIED-ENFORCED" and f.line == enforce for f in told):
            lines.add(verification)
    return [f for f in file.document.findings if f.line not in lines]


def _lint_file(file: PackFile, rules: Sequence[RuleAt], words: Vocabulary) -> list[Finding]:
    found: list[Finding] = []
    data = file.data.get("rules")
    for number, rule in enumerate(data if isinstance(data, list) else ()):
        if isinstance(rule, Mapping):
            found.extend(check_origin(file, number, rule))
    if file.document.findings:
        return found  # of what does not fit the schema, only that it does not is told
    found += [*check_words(file, words), *check_defines(file, words.events), *check_ids(rules)]
    for at in rules:
        found += [*check_rule_words(at, words), *check_sense(at, words)]
    return found


def _weigh(
    editions: Sequence[PackFile],
    rules: Mapping[str, Sequence[RuleAt]],
    places: tuple[str, ...],
) -> list[InForceAt]:
    """When and where each rule of a pack is in force, as an agency uses its editions."""
    dated = sorted(
        (f for f in editions if f.day("effective_from")),
        key=lambda f: (str(f.day("effective_from")), f.document.path),
    )
    packs = [_as_pack(file) for file in dated]
    found = []
    for file, used in zip(dated, put_in_force(packs, places) if packs else (), strict=True):
        for at in rules[file.document.path]:
            found.append(InForceAt(at, narrow(used.force, at.rule.force)))
    return found


def _as_pack(file: PackFile) -> Pack:
    """Of a pack only what its time in force depends on: the rest may be at fault."""
    since = file.day("effective_from")
    assert since is not None
    return Pack(
        id=file.id,
        name="",
        jurisdiction="",
        level=file.level,
        edition=file.edition,
        effective_from=since,
        effective_to=read_day(file.data.get("effective_to")),
        rules=(),
        priorities={},
        asks_agency=(),
        provisions=(),
        data=file.data,
    )
