"""Where an agency's own templates are found, and what is not read as one."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from casekit.documents import agency_template
from casekit.documents.agency_template import AgencyTemplates, find_agency_templates
from casekit.documents.faults import TemplateFault
from casekit.documents.markdown import TEMPLATE
from casekit.workspace.sources import WorkingFiles


def find(root: Path) -> AgencyTemplates | None:
    return find_agency_templates(WorkingFiles(root), TEMPLATE)


def folder_of(root: Path) -> Path:
    (root / "templates").mkdir()
    return root / "templates"


def test_only_the_folder_itself_is_read(tmp_path: Path) -> None:
    assert find(tmp_path) is None
    folder = folder_of(tmp_path)
    (folder / "part.j2").write_text("part")
    assert find(tmp_path) is None
    (folder / TEMPLATE).write_text("plan")
    (folder / "notes.txt").write_text("notes")
    (folder / "below").mkdir()
    (folder / "below" / "x.j2").write_text("below")
    found = find(tmp_path)
    assert found is not None
    assert found.sources == {"part.j2": "part", TEMPLATE: "plan"}


def link_file(root: Path) -> None:
    (root / "secret.txt").write_text("secret")
    (folder_of(root) / TEMPLATE).symlink_to(root / "secret.txt")


def link_part(root: Path) -> None:
    (root / "secret.txt").write_text("secret")
    (folder_of(root) / TEMPLATE).write_text("{% include 'part.j2' %}")
    (root / "templates" / "part.j2").symlink_to("../secret.txt")


def link_folder(root: Path) -> None:
    (root / "elsewhere").mkdir()
    (root / "elsewhere" / TEMPLATE).write_text("x")
    (root / "templates").symlink_to("elsewhere")


def link_to_nothing(root: Path) -> None:
    (folder_of(root) / TEMPLATE).symlink_to("nothing")


def make_pipe(root: Path) -> None:
    os.mkfifo(folder_of(root) / TEMPLATE)


def make_folder(root: Path) -> None:
    (folder_of(root) / TEMPLATE).mkdir()


def make_too_long(root: Path) -> None:
    (folder_of(root) / TEMPLATE).write_text("x" * (agency_template.MAX_BYTES + 1))


def make_bytes(root: Path) -> None:
    (folder_of(root) / TEMPLATE).write_bytes(b"caf\xe9")


def make_too_many(root: Path) -> None:
    (folder_of(root) / TEMPLATE).write_text("x")
    for number in range(agency_template.MAX_FILES):
        (root / "templates" / f"{number}.j2").write_text("x")


@pytest.mark.parametrize(
    "make",
    [
        *(link_file, link_part, link_folder, link_to_nothing, make_pipe, make_folder),
        *(make_too_long, make_bytes, make_too_many),
    ],
)
def test_what_is_no_plain_text_is_refused(make: Callable[[Path], None], tmp_path: Path) -> None:
    make(tmp_path)
    with pytest.raises(TemplateFault) as refused:
        find(tmp_path)
    assert (refused.value.path or "").startswith("templates")
    assert refused.value.hint


def test_where_nothing_can_be_limited_none_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, which has no such limits."""
    monkeypatch.setitem(sys.modules, "resource", None)
    assert find(tmp_path) is None
    (folder_of(tmp_path) / TEMPLATE).write_text("x")
    with pytest.raises(TemplateFault, match="cannot be limited") as refused:
        find(tmp_path)
    assert "--builtin-template" in (refused.value.hint or "")
