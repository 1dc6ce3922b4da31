"""Cases in which every text is a word that stands nowhere else: what leaks is named by its word.

Made from the sample agencies by chance: records are left out, and each free text, name, address and
date of birth becomes a canary. A page may hold a canary only if the schema discloses its field to
the page's reader. That is asked of the schemas here, by code that no document uses.

    python -m tests.documents.canaries 5000    prints how many pages were looked at, and every leak
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from casekit.documents.catalogue import NAMES, PLANS, make_sheet, readers_of
from casekit.documents.plan_page import build_plan_page
from casekit.documents.projection import AUDIENCES
from casekit.documents.reader import Reader
from casekit.documents.request import Request
from casekit.documents.tongue import ENGLISH, Tongue
from casekit.documents.web_page import render_web_document
from casekit.documents.web_parts import read_web_parts
from casekit.errors import NotFound, UsageFault
from casekit.model.records import Case, Record
from casekit.records.annotations import find_nodes
from casekit.records.document import name_path
from casekit.records.originals import iter_free_texts
from casekit.records.schemas import SchemaSet, open_shared
from casekit.resources import schemas_dir
from casekit.workspace.loading import load_case

SAMPLES = Path(__file__).parents[2] / "sample-cases"
AGENCIES = ("willow-river", "birch-lake")
OUTSIDE = ("family", "child", "carer", "court", "provider")
TODAY = date(2026, 11, 20)
WORD = re.compile(r"zq[0-9a-z]{7}zq")
# Texts of these forms are ids, moments and choices: a document reads them, and says others.
# One page of so many is written for a browser as well.
_WRITTEN = 10
_SHAPED = ("pattern", "enum", "const", "format")
_NEVER = frozenset({"schema", "id", "recorded_at", "recorded_by", "occurred_at", "occurred_on"})


class Planted(NamedTuple):
    """A case full of canaries, and where each of them sits: kind of record and keys."""

    case: Case
    where: Mapping[str, Spot]


class Spot(NamedTuple):
    """Where a canary sits: in which kind of record, under which keys, and who may read it."""

    kind: str
    keys: tuple[Any, ...]
    readers: frozenset[str]


class Leak(NamedTuple):
    """A field that stands on a page although its reader may not have it."""

    document: str
    audience: str
    kind: str
    keys: tuple[Any, ...]


@cache
def sample_cases() -> tuple[Case, ...]:
    """Every case of both sample agencies."""
    found = []
    for agency in AGENCIES:
        root = SAMPLES / agency
        for path in sorted(root.glob("cases/*/*")):
            folder = path.relative_to(root).as_posix()
            files = {
                file.relative_to(root).as_posix(): file.read_bytes()
                for file in path.rglob("*.yaml")
            }
            loaded = load_case(path.name, folder, files, schemas(), ZoneInfo("America/Winnipeg"))
            assert not loaded.findings, loaded.findings
            found.append(loaded.case)
    return tuple(found)


@cache
def is_free(kind: str, keys: tuple[str, ...]) -> bool:
    """Whether a field holds words: nothing in the schema says what they may be."""
    nodes = find_nodes(kind, tuple(0 if key == "*" else key for key in keys), schemas())
    strings = [node for node, _ in nodes if node.get("type") == "string"]
    return bool(strings) and not any(form in node for node, _ in nodes for form in _SHAPED)


@cache
def readers(kind: str, keys: tuple[str, ...]) -> frozenset[str]:
    """Who may read a field: the narrowest list beside it or above it, nobody where none is."""
    lists = []
    for length in range(len(keys), 0, -1):
        above = tuple(0 if key == "*" else key for key in keys[:length])
        for node, _ in find_nodes(kind, above, schemas()):
            if isinstance(node.get("x-disclosure"), list):
                lists.append(frozenset(node["x-disclosure"]))
        if lists:
            return frozenset.intersection(*lists)
        if keys[length - 1] != "*":
            break
    return frozenset()


@cache
def schemas() -> SchemaSet:
    return open_shared(schemas_dir())


def plant(case: Case, chance: random.Random) -> Planted:
    """The case with some records left out and a canary in every text."""
    where: dict[str, Spot] = {}
    kept = [r for r in case.records if r.kind == "person" or chance.random() > 0.1]

    def change(record: Record, value: Any, shape: tuple[str, ...]) -> Any:
        if isinstance(value, Mapping):
            return {k: change(record, v, (*shape, k)) for k, v in value.items()}
        if isinstance(value, (list, tuple)):
            return [change(record, v, (*shape, "*")) for v in value]
        if not isinstance(value, str) or shape[0] in _NEVER or not is_free(record.kind, shape):
            return value
        word = "zq" + "".join(chance.choices("0123456789abcdefghijkmnopqrstuvwxy", k=7)) + "zq"
        allowed = readers(record.kind, shape)
        if "only_for" in record.data:
            allowed &= {*record.data["only_for"], "team", "supervisor"}
        where[word] = Spot(record.kind, shape, allowed)
        return word

    def narrow(record: Record) -> Record:
        if chance.random() > 0.2:
            return record
        few = [one for one in OUTSIDE if chance.random() < 0.4] or ["nobody"]
        return record._replace(data={**record.data, "only_for": few})

    def translate(record: Record) -> Iterator[Record]:
        """A translation of some of the planted texts, whose readers are those of the original."""
        for keys, value in iter_free_texts(record.data, record.kind, schemas()):
            if value not in where or chance.random() > 0.3:
                continue
            word = "zq" + "".join(chance.choices("0123456789abcdefghijkmnopqrstuvwxy", k=7)) + "zq"
            spot = where[value]
            data = {
                "record": record.id,
                "field": name_path(keys),
                "value": value,
                "language": "English",
                "text": word,
                "translated_by": "N. Sample",
            }
            own = narrow(record._replace(kind="translation", id=f"{record.id}-{word}", data=data))
            few = own.data.get("only_for", OUTSIDE)
            where[word] = Spot(
                "translation", spot.keys, spot.readers & {*few, "team", "supervisor"}
            )
            yield own

    narrowed = [narrow(record) for record in kept if record.kind != "translation"]
    records = tuple(r._replace(data=change(r, r.data, ())) for r in narrowed)
    translated = [one for r in records for one in translate(r)]
    return Planted(replace(case, records=records + tuple(translated)), where)


def make_pages(
    case: Case, tongue: Tongue = ENGLISH, without: frozenset[str] = frozenset()
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every document of a case for every reader that it can be made for."""
    for audience in AUDIENCES:
        for name in NAMES:
            for page in _make(case, name, audience, tongue, without):
                yield name, audience, page


def _make(
    case: Case, name: str, audience: str, tongue: Tongue, without: frozenset[str]
) -> Iterator[dict[str, Any]]:
    common: dict[str, Any] = {"agency_name": "Agency", "version": "1", "printed_on": TODAY}
    if name in PLANS:
        for plan in case.facts("plan"):
            if (plan.data["kind"] == "safety") == (name == "safety-plan"):
                told = {**common, "tongue": tongue, "workers": {}, "schemas": schemas()}
                told["without"] = without
                yield build_plan_page(case, plan.id, audience=audience, **told)
        return
    reader = Reader.of(case, audience, schemas(), {}, TODAY, tongue, without)
    for request in (Request(), *(Request(children=(child.id,)) for child in case.children)):
        try:
            yield make_sheet(name, reader, request, **common).page
        except (NotFound, UsageFault):
            if audience not in readers_of(name):
                return


def find_leaks(planted: Planted) -> tuple[int, set[Leak]]:
    """How many pages were made, and what stands on one that its reader may not have."""
    pages, leaks = 0, set()
    for name, audience, page in make_pages(planted.case):
        pages += 1
        told = " ".join(_texts(page))
        if pages % _WRITTEN == 0:
            told += _write_for_browser(name, page)
        for word in set(WORD.findall(told)):
            spot = planted.where[word]
            if audience not in spot.readers:
                leaks.add(Leak(name, audience, spot.kind, spot.keys))
    return pages, leaks


def _write_for_browser(name: str, page: Mapping[str, Any]) -> str:
    """All that stands in the source of a page: what it shows, its attributes, its head."""
    template = "plan.html.j2" if name in PLANS else "sheet.html.j2"
    written = render_web_document(page, template=template)
    return written + " ".join(read_web_parts(written, "", template).values())


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, Mapping):
        for value in node.values():
            yield from _texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from _texts(value)


def main() -> None:
    """Look at as many cases as are asked for."""
    wanted = int(sys.argv[1])
    cases = sample_cases()
    pages, leaks, words = 0, Counter[Leak](), 0
    for seed in range(wanted):
        planted = plant(cases[seed % len(cases)], random.Random(seed))
        made, found = find_leaks(planted)
        pages, words = pages + made, words + len(planted.where)
        leaks.update(found)
    print(f"{wanted:,} cases, {words:,} canaries, {pages:,} pages, {sum(leaks.values())} leaks")
    for leak, number in leaks.most_common():
        print(number, *leak)


if __name__ == "__main__":
    main()
