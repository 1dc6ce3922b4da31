"""Every document of every sample case, for whom it is made, as somebody has read it.

UPDATE_GOLDEN=1 writes them anew; read what has changed before you save it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from casekit.documents.catalogue import NAMES, readers_of
from casekit.documents.markdown import render_markdown
from casekit.model.records import Case

from .canaries import make_pages, sample_cases

GOLDEN = Path(__file__).parent / "golden" / "samples"
CASES = {case.number: case for case in sample_cases()}
_ID = re.compile(r"\b\d{4}-\d{2}-\d{2}-[0-9a-z]{6}\b")
_HASH = re.compile(r"content [0-9a-f]{12}")


def write_all(case: Case) -> Iterator[str]:
    """The documents of a case one behind the other, without what another copy would change."""
    told = set()
    for name, audience, page in make_pages(case):
        if audience != readers_of(name)[0]:
            continue
        template = "plan.md.j2" if name in ("plan", "safety-plan") else "sheet.md.j2"
        text = render_markdown(page, template=template).replace(case.number, "CASE")
        text = _HASH.sub("content <hash>", _ID.sub("<id>", text))
        if text in told:
            continue  # about the one child there is, or about all
        told.add(text)
        yield f"<!-- {name} for {audience} -->\n\n{text.rstrip()}\n"


@pytest.mark.parametrize("number", sorted(CASES))
def test_a_case_reads_as_agreed(number: str) -> None:
    told = "\n".join(write_all(CASES[number]))
    path = GOLDEN / f"{number}.md"
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(told, "utf-8")
    assert told == path.read_text("utf-8")


def test_there_is_no_golden_document_without_a_case() -> None:
    assert {path.stem for path in GOLDEN.glob("*.md")} == set(CASES)


def test_every_document_is_among_them() -> None:
    told = "".join(path.read_text("utf-8") for path in GOLDEN.glob("*.md"))
    assert [name for name in NAMES if f"<!-- {name} for " not in told] == []
