"""Instruments as data: questions with help, choices and scoring, ours and the agency's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from casekit.errors import NotFound, Unreadable
from casekit.model.findings import Finding
from casekit.practice.rulebook import INSTRUMENTS, find_own_files
from casekit.records.document import Document
from casekit.records.profile import read_document
from casekit.records.schemas import open_shared, suggest
from casekit.records.validation import find_faults
from casekit.resources import schemas_dir
from casekit.workspace.workspace import Workspace

SHIPPED = Path(__file__).resolve().parent / "instruments"
KIND = "instrument"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose: its value in the record, its label, and what it means."""

    value: str
    label: str
    means: str


@dataclass(frozen=True, slots=True)
class Item:
    """One question: its help, its choices (none where it asks for a text), and when it is asked.

    `only_if` names another item and the values of it under which this one is asked.
    """

    id: str
    section: str
    domain: str | None
    question: str
    help: str
    choices: tuple[Option, ...]
    only_if: tuple[str, frozenset[str]] | None

    @property
    def takes_text(self) -> bool:
        """Whether it asks for a text and not for a choice."""
        return not self.choices


@dataclass(frozen=True, slots=True)
class Instrument:
    """A form. `per` says for whom it is answered: child, caregiver, threat or family."""

    id: str
    version: str
    title: str
    kind: str
    per: str
    about: str
    source: Mapping[str, str]
    verification: str
    items: tuple[Item, ...]
    scoring: Mapping[str, Any]
    is_empty_form: bool
    path: str

    def item(self, name: str) -> Item | None:
        """The question of that name."""
        return next((item for item in self.items if item.id == name), None)


@lru_cache(maxsize=4)
def read_instruments(own: tuple[tuple[str, bytes], ...] = ()) -> Mapping[str, Instrument]:
    """The instruments by id, those of an agency before ours; raises Unreadable with every fault."""
    shipped = [(str(path), path.read_bytes()) for path in sorted(SHIPPED.glob("*.yaml"))]
    found: dict[str, Instrument] = {}
    faults: list[Finding] = []
    for path, content in (*shipped, *own):
        instrument, findings = _read(path, content)
        faults += findings
        if instrument is not None:
            found[instrument.id] = instrument
    if faults:
        raise Unreadable(
            "the instruments cannot be used until they are mended", faults, path=faults[0].path
        )
    return dict(sorted(found.items()))


def find_instrument(name: str, instruments: Mapping[str, Instrument]) -> Instrument:
    """The instrument of that id; raises NotFound with the nearest."""
    if name in instruments:
        return instruments[name]
    raise NotFound(
        f"there is no instrument `{name}`", hint=suggest(name, tuple(instruments), "instruments")
    )


def check_instruments(workspace: Workspace) -> list[Finding]:
    """The faults of the agency's own instruments."""
    own = find_own_files(workspace, INSTRUMENTS)
    return [finding for path, content in own for finding in _read(path, content)[1]]


def _read(path: str, content: bytes) -> tuple[Instrument | None, list[Finding]]:
    document = read_document(content, path)
    findings = list(document.findings)
    if not findings:
        schemas = open_shared(schemas_dir())
        findings += find_faults(
            document.data, KIND, schemas, document.locate, path, document.locate_key
        )
    if not findings:
        findings += _find_senseless(document)
    if findings or document.data is None:
        return None, findings
    data: Any = document.data
    common = _read_choices(data.get("choices", ()))
    return (
        Instrument(
            id=data["id"],
            version=data["version"],
            title=data["title"],
            kind=data["kind"],
            per=data["per"],
            about=data["about"],
            source=data["source"],
            verification=data["verification"],
            items=tuple(_read_item(item, common) for item in data["items"]),
            scoring=data["scoring"],
            is_empty_form=data.get("is_empty_form", False),
            path=path,
        ),
        [],
    )


def _read_choices(data: Sequence[Mapping[str, str]]) -> tuple[Option, ...]:
    return tuple(Option(one["value"], one["label"], one["means"]) for one in data)


def _read_item(data: Mapping[str, Any], common: tuple[Option, ...]) -> Item:
    own = _read_choices(data["choices"]) if "choices" in data else common
    only_if = data.get("only_if")
    return Item(
        id=data["id"],
        section=data.get("section", ""),
        domain=data.get("domain"),
        question=data["question"],
        help=data["help"],
        choices=() if data.get("takes") == "text" else own,
        only_if=(only_if["item"], frozenset(only_if["values"])) if only_if else None,
    )


def _find_senseless(document: Document) -> list[Finding]:
    """Values that no item offers, items twice, and questions that hang on one that is not there."""
    data: Any = document.data
    return list(_senseless(document, data))


def _senseless(document: Document, data: Any) -> Iterator[Finding]:
    def tell(keys: tuple[str | int, ...], code: str, message: str, hint: str) -> Finding:
        place = document.locate(keys)
        return Finding(
            code=code,
            message=message,
            path=document.path,
            line=place.line,
            column=place.column,
            hint=hint,
        )

    ids = [item["id"] for item in data["items"]]
    common = {one["value"] for one in data.get("choices", ())}
    offered: dict[str, set[str]] = {}
    for number, item in enumerate(data["items"]):
        own = {one["value"] for one in item.get("choices", ())} or common
        offered[item["id"]] = own if item.get("takes") != "text" else set()
        if ids.index(item["id"]) != number:
            yield tell(
                ("items", number, "id"),
                "INSTRUMENT-ITEM-TWICE",
                f"`{item['id']}` is an item already",
                "give each item a name of its own",
            )
        if item.get("takes") != "text" and not own:
            yield tell(
                ("items", number),
                "INSTRUMENT-NO-CHOICES",
                f"nothing can be answered to `{item['id']}`",
                "give `choices:` for it or for all items, or `takes: text`",
            )
    for number, item in enumerate(data["items"]):
        other = item.get("only_if")
        if other and other["item"] not in ids[:number]:
            yield tell(
                ("items", number, "only_if"),
                "INSTRUMENT-ITEM-UNKNOWN",
                f"`{other['item']}` is no item before this one",
                "a question can hang only on one that was asked before it",
            )
    if not data["items"] and not data.get("is_empty_form"):
        yield tell(
            ("items",),
            "INSTRUMENT-EMPTY",
            "the form asks nothing",
            "give it items, or say `is_empty_form: true`",
        )
    scoring = data["scoring"]
    known = set().union(*offered.values()) if offered else common
    said = scoring.get("value", scoring.get("order", ()))
    for value in [said] if isinstance(said, str) else said:
        if value not in known and known:
            yield tell(
                ("scoring",),
                "INSTRUMENT-VALUE-UNKNOWN",
                f"`{value}` is none of the choices, so the scoring never meets it",
                suggest(value, sorted(known), "choices"),
            )
    if scoring["rule"] == "first of" and len(scoring["gives"]) != len(ids):
        yield tell(
            ("scoring", "gives"),
            "INSTRUMENT-SCORING",
            f"{len(ids)} items and {len(scoring['gives'])} outcomes do not go together",
            "give one outcome for each item, in their order",
        )
    if scoring["rule"] == "sum" and not all(v.isdecimal() for v in known):
        yield tell(
            ("scoring",),
            "INSTRUMENT-SCORING",
            "only whole numbers can be added up",
            "let the values of the choices be numbers in quotes",
        )
