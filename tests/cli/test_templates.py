"""`casekit templates`: the agency's own templates, tried out on the samples for every reader."""

from __future__ import annotations

from pathlib import Path

import pytest

from casekit.cli.front import COMMANDS
from casekit.documents.catalogue import NAMES, readers_of
from casekit.documents.template_check import find_documents, find_page
from casekit.records.schemas import SchemaSet
from casekit.resources import schemas_dir, templates_dir
from tests.cli.office import NOON, Answer, Office, snapshot
from tests.cli.test_word import put as put_word


def put(office: Office, **texts: str) -> None:
    (office.root / "templates").mkdir(exist_ok=True)
    for name, text in texts.items():
        place = office.root / "templates" / f"{name.replace('_', '-')}.md.j2"
        place.write_text(text)


def look(office: Office) -> Answer:
    return office.run("templates", at=NOON)


@pytest.fixture(scope="module")
def schemas() -> SchemaSet:
    return SchemaSet(schemas_dir())


def test_none(untouched: Office) -> None:
    done = look(untouched)
    assert (done.code, done.out) == (0, "")
    assert done.err == "the agency has no templates of its own in templates/\n"
    assert "templates" in COMMANDS


def test_our_own_templates_fit_every_reader(office: Office) -> None:
    """What an agency begins with: a copy of ours."""
    put(office, **{n: (templates_dir() / f"{n}.md.j2").read_text() for n in ("plan", "sheet")})
    before = snapshot(office.root)
    done = look(office)
    assert done.code == 0, done.out
    assert "templates/plan.md.j2: plan, safety-plan\n" in done.out
    assert "templates/sheet.md.j2: case-plan, child-plan, court-report" in done.out
    assert f"plan: {', '.join(readers_of('plan'))}" in done.out
    assert "error" not in done.out
    assert snapshot(office.root) == before


def test_what_no_page_has_is_told_once_with_its_line(office: Office) -> None:
    put(office, safety_plan="ok\n{{ page.titel }}\n")
    done = look(office)
    assert done.code == 4
    assert done.out.count("error[TEMPLATE]") == 1
    assert "templates/safety-plan.md.j2:2:0: error[TEMPLATE] " in done.out
    assert "'titel'" in done.out
    assert f"\n  for {', '.join(readers_of('safety-plan'))}\n" in done.out


def test_what_is_empty_for_a_reader(office: Office) -> None:
    text = "{% for g in page.goals %}{{ g.why }}{{ g.goal }}{% endfor %}{{ page.ended }}"
    put(office, plan=text)
    done = look(office)
    assert done.code == 0, done.out
    assert "  plan, provider: empty there: goals\n" in done.out
    assert "  safety-plan, every reader: empty in the sample: goals\n" in done.out
    assert "  plan, carer: empty there: ended, why\n" in done.out
    assert "  plan, team: empty there: ended\n" in done.out


def test_parts_and_names_of_no_document(office: Office) -> None:
    put(office, closing_sumary="x")
    (office.root / "templates" / "part.j2").write_text("x")
    done = look(office)
    assert done.code == 0
    assert "templates/closing-sumary.md.j2: no document is called so; " in done.out
    assert "closing-summary" in done.out
    assert "templates/part.j2: a part for the others\n" in done.out


def test_a_word_template(office: Office) -> None:
    put_word(office, "{{ page.title }}", "{{ page.subtitle }}", name="court-report.docx")
    put_word(office, "{{ page.x }}", name="review-report.docx")
    put_word(office, "x", name="letterhead.docx")
    done = look(office)
    assert done.code == 4
    assert "templates/court-report.docx: court-report\n  fits court, team, supervisor\n" in done.out
    assert "(in the paragraph: {{ page.x }})" in done.out
    assert "templates/letterhead.docx: no document is called so" in done.out


def test_a_link_is_told(office: Office, tmp_path: Path) -> None:
    (office.root / "templates").mkdir()
    (office.root / "templates" / "plan.md.j2").symlink_to(tmp_path / "x")
    done = look(office)
    assert done.code == 4 and "no plain file" in done.out
    assert "for plan: every reader" in done.out


def test_which_documents_a_file_is_for() -> None:
    assert find_documents("plan.md.j2", ["plan.md.j2"]) == ("plan", "safety-plan")
    both = ["plan.md.j2", "safety-plan.md.j2", "sheet.md.j2", "court-report.md.j2"]
    assert find_documents("plan.md.j2", both) == ("plan",)
    assert "court-report" not in find_documents("sheet.md.j2", both)
    assert find_documents("plan.docx", ["plan.docx"]) == ("plan",)


@pytest.mark.parametrize("name", NAMES)
def test_there_is_a_sample_of_every_document(name: str, schemas: SchemaSet) -> None:
    assert all(find_page(name, audience, schemas) for audience in readers_of(name))
