"""A YAML editor completes, explains and judges the records of a new workspace, without set-up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .language_server import Editor, find_place

ROOT = Path(__file__).resolve().parents[2]
PROPERTIES = json.loads((ROOT / "schemas" / "contact.schema.json").read_text())["properties"]


def test_every_file_that_casekit_wrote_is_in_order(editor: Editor, workspace: Path) -> None:
    paths = sorted(p for p in workspace.rglob("*.yaml") if ".git" not in p.parts)
    assert len({path.parent for path in paths}) > 6
    found = {path.relative_to(workspace): editor.show(path, path.read_text()) for path in paths}
    assert {path: faults for path, faults in found.items() if faults} == {}


@pytest.mark.parametrize("field", ["mode", "place", "made"])
def test_the_words_of_a_list_are_completed(editor: Editor, contact: Path, field: str) -> None:
    written = contact.read_text()
    editor.show(contact, written)
    place = find_place(written, f"\n{field}: ")
    assert editor.complete(contact, place) == PROPERTIES[field]["enum"]


def test_a_field_that_is_still_missing_is_offered(editor: Editor, contact: Path) -> None:
    written = contact.read_text()
    editor.show(contact, written)
    offered = editor.complete(contact, (written.count("\n"), 0))
    assert {"seen_alone", "minutes", "note"} <= set(offered)
    assert not {"mode", "narrative", "schema"} & set(offered)


@pytest.mark.parametrize("field", ["mode", "occurred_at", "by", "purposes", "seen", "narrative"])
def test_a_field_is_explained_in_its_own_words(editor: Editor, contact: Path, field: str) -> None:
    written = contact.read_text()
    editor.show(contact, written)
    line, character = find_place(written, f"\n{field}:")
    said = editor.explain(contact, (line, character - 2))
    assert PROPERTIES[field]["title"] in said
    assert PROPERTIES[field]["description"] in said


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("mode: in person", "mode: by pigeon", "Value is not accepted"),
        ("made: completed", "made: 7", "Incorrect type"),
        ("mode: in person", "mood: in person", "mood is not allowed"),
        ("narrative: Sam is well.", "note: later", '"narrative"'),
        ("occurred_at: 2026-01-12T15:00:00-06:00", "occurred_at: yesterday", "does not match"),
    ],
)
def test_what_is_wrong_is_reported_at_its_line(
    editor: Editor, contact: Path, right: str, wrong: str, said: str
) -> None:
    written = contact.read_text()
    assert editor.show(contact, written) == []
    text = written.replace(right, wrong)
    faults = editor.show(contact, text)
    assert any(said in fault["message"] for fault in faults), faults
    if "narrative" not in said:  # what is missing has no line
        line, _ = find_place(text, wrong)
        assert {fault["range"]["start"]["line"] for fault in faults} >= {line}


@pytest.mark.parametrize(
    ("pattern", "right", "wrong"),
    [
        ("cases/*/*/contacts/*.yaml", "mode: in person", "mode: by pigeon"),
        ("cases/*/*/people/*.yaml", "role: child", "role: hero"),
        ("cases/*/*/reports/*.yaml", "kind: concern", "kind: rumour"),
        ("cases/*/*/households/*.yaml", "kind: family home", "kind: castle"),
        ("cases/*/*/case.yaml", "access: normal", "access: everybody"),
        ("calendars/working/*.yaml", "saturday", "caturday"),
        ("agency.yaml", "timezone: America/Winnipeg", "timezone: 7"),
    ],
)
def test_a_file_that_lost_its_first_line_is_known_by_its_folder(
    editor: Editor, workspace: Path, pattern: str, right: str, wrong: str
) -> None:
    path = next(p for p in sorted(workspace.glob(pattern)) if right in p.read_text())
    modeline, _, text = path.read_text().partition("\n")
    assert "$schema=" in modeline
    assert editor.show(path, text) == []
    assert editor.show(path, text.replace(right, wrong, 1)) != []
