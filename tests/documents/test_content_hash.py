"""The hash on a page tells whether two copies say the same, whenever they were printed."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

import pytest

from casekit.documents.content_hash import hash_content
from casekit.documents.markdown import render_markdown

from . import red_river
from .conftest import BuildPage


def test_it_stands_in_both_forms_of_the_document(build_page: BuildPage) -> None:
    page = build_page()
    assert len(page["content"]) == 12
    foot = f"Case {red_river.NUMBER}, record version 4f2c9d1, content {page['content']}"
    assert render_markdown(page).endswith(f"{foot}. Printed on 23 November 2026.\n")
    assert page["stamps"][1] == f"Content {page['content']}"


def test_anybody_can_work_it_out_from_the_page(build_page: BuildPage) -> None:
    page = build_page()
    print_only = ("version", "content", "stamps", "footer", "printed")
    said = {key: page[key] for key in sorted(page) if key not in print_only}
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(text.encode()).hexdigest()[:12] == page["content"] == hash_content(page)


def test_the_day_of_print_and_other_files_versions_do_not_change_it(build_page: BuildPage) -> None:
    assert build_page()["content"] == build_page(version="another")["content"]
    page = build_page() | {"printed": f"Printed on {date(2027, 1, 1)}"}
    assert hash_content(page) == page["content"]


@pytest.mark.parametrize(
    "change",
    [
        {"review_by": "2026-05-01"},
        {"family_words": "Other words."},
        {"copies": []},
    ],
)
def test_one_changed_word_changes_it(build_page: BuildPage, change: dict[str, Any]) -> None:
    case = red_river.make_case(*red_river.people(), red_river.family_plan())
    other = red_river.make_case(*red_river.people(), red_river.family_plan(**change))
    assert build_page(case=case)["content"] != build_page(case=other)["content"]


def test_each_reader_has_a_hash_of_their_own_copy(build_page: BuildPage) -> None:
    hashes = {build_page(audience=reader)["content"] for reader in ("team", "family", "child")}
    assert len(hashes) == 3
