"""`casekit render --format docx`: by the agency's own Word template, searched like any document."""

from __future__ import annotations

import importlib.util
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from casekit.documents.word_file import read_word_parts
from tests.cli.office import Answer, Office, snapshot
from tests.cli.test_render_withheld import HOME, sheltered, write_into_plan

docx = pytest.importorskip("docx")
__all__ = ["sheltered"]  # a fixture

AT = "2026-02-11T10:00:00-06:00"
GOALS = ("{{ page.title }}", "{%p for goal in page.goals %}", "{{ goal.why }}", "{%p endfor %}")


def put(
    office: Office,
    *paragraphs: str,
    name: str = "plan.docx",
    change: Callable[[Any], None] = lambda _: None,
) -> None:
    made = docx.Document()
    for text in paragraphs:
        made.add_paragraph(text)
    change(made)
    out = io.BytesIO()
    made.save(out)
    (office.root / "templates").mkdir(exist_ok=True)
    (office.root / "templates" / name).write_bytes(out.getvalue())


def render(office: Office, target: Path, *words: str, audience: str = "family") -> Answer:
    asked = ("plan", "--audience", audience, "--format", "docx", "-o", str(target), *words)
    return office.run("render", office.case, *asked, at=AT)


def test_a_plan_by_the_agencys_own_template(office: Office, tmp_path: Path) -> None:
    put(office, *GOALS)
    target = tmp_path / "plan.docx"
    done = render(office, target)
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith(f"with the agency's own template\nwrote {target}\n")
    text = read_word_parts(target.read_bytes(), target.name, "x")["text"]
    assert text.startswith("Family plan\nNo night care.\n")


def test_without_a_template_it_says_where_to_put_one(office: Office, tmp_path: Path) -> None:
    before = snapshot(office.root)
    done = render(office, tmp_path / "plan.docx")
    assert done.code == 3 and "error[NO-TEMPLATE]" in done.err
    assert "put one at templates/plan.docx in the workspace" in done.err
    put(office, "x", name="court-report.docx")
    assert render(office, tmp_path / "plan.docx").code == 3, "one document, one template"
    every = ("render", "--all", "plan", "--format", "docx", "-o", str(tmp_path / "out"))
    done = office.run(*every, at=AT)
    assert done.code == 3 and "error[NO-TEMPLATE]" in done.err
    assert not (tmp_path / "out").exists()
    (office.root / "templates" / "court-report.docx").unlink()
    (office.root / "templates").rmdir()
    assert snapshot(office.root) == before


def test_without_the_library(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(office, "x")
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "docxtpl" else find(name)
    )
    done = render(office, tmp_path / "plan.docx")
    assert done.code == 7 and "error[MISSING-LIBRARY]" in done.err
    assert "pip install 'casekit[office]'" in done.err


def in_header(made: Any) -> None:
    made.sections[0].header.paragraphs[0].text = "{{ page.goals[0].why }}"


def in_property(made: Any) -> None:
    made.core_properties.subject = "{{ page.goals[0].why }}"


def in_own_words(made: Any) -> None:
    made.core_properties.comments = "for 14 Lantern Road"


@pytest.mark.parametrize("change", [in_header, in_property, in_own_words, None])
def test_a_protected_address_leaves_in_no_part(
    sheltered: Office, tmp_path: Path, change: Callable[[Any], None] | None
) -> None:
    target = tmp_path / "plan.docx"
    put(sheltered, *(GOALS if change is None else ["x"]), change=change or (lambda _: None))
    is_clean = change is not in_own_words
    assert render(sheltered, target).code == (0 if is_clean else 8)
    target.unlink(missing_ok=True)
    write_into_plan(sheltered, "Marie waits at 14 LANTERN RD.")
    done = render(sheltered, target)
    assert (done.code, target.exists()) == (8, False), done.err
    assert "the address in `address` of this household" in done.err
    assert "lantern" not in done.err.casefold() and HOME not in done.err


def test_the_name_of_the_file_is_searched(sheltered: Office, tmp_path: Path) -> None:
    put(sheltered, "x")
    done = render(sheltered, tmp_path / "plan-2045550188.docx")
    assert done.code == 8 and "stands in the file name" in done.err


def test_a_bad_one_is_refused_with_its_paragraph(office: Office, tmp_path: Path) -> None:
    put(office, "The worker is {{ page.wroker }}.")
    done = render(office, tmp_path / "plan.docx")
    assert done.code == 4 and not (tmp_path / "plan.docx").exists()
    assert done.err.startswith("templates/plan.docx: error[TEMPLATE] ")
    assert "(in the paragraph: The worker is {{ page.wroker }}.)" in done.err


def test_a_link_is_refused_and_what_is_too_big(office: Office, tmp_path: Path) -> None:
    (office.root / "templates").mkdir()
    place = office.root / "templates" / "plan.docx"
    place.symlink_to(tmp_path / "elsewhere")
    assert "no plain file" in render(office, tmp_path / "plan.docx").err
    place.unlink()
    place.write_bytes(b"x" * (4 * 1024 * 1024 + 1))
    assert "at most 4,194,304 bytes" in render(office, tmp_path / "plan.docx").err


def test_the_template_of_then_and_of_every_case(office: Office, tmp_path: Path) -> None:
    put(office, "then {{ page.title }}")
    office.git("add", "-A")
    office.git("commit", "-qm", "Our template")
    put(office, "now {{ page.title }}")
    words = ("--all", "plan", "--format", "docx", "-o", str(tmp_path / "out"))
    for more, said in ((("--as-known", "HEAD"), "then Family plan"), ((), "now Family plan")):
        done = office.run("render", *words, *more, at=AT)
        assert done.code == 0, done.err
        (made,) = (tmp_path / "out").iterdir()
        assert made.name == f"{office.case}-plan.docx"
        assert said in read_word_parts(made.read_bytes(), "x", "x")["text"]


def test_a_word_document_needs_a_file(untouched: Office) -> None:
    done = untouched.run("render", untouched.case, "plan", "--format", "docx", at=AT)
    assert done.code == 2 and "name one with -o FILE.docx" in done.err
