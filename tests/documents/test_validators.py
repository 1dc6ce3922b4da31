"""Judges that share no code with us, or with each other, pass every document of the samples.

PDF/UA-1 is for whoever reads with a screen reader, PDF/A-2a for whoever opens the file in thirty
years. What only a person can judge stands in docs/documents.md.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from casekit.documents.catalogue import NAMES, PLANS, readers_of
from casekit.documents.pdf import render_pdf
from casekit.documents.picture_block import make_picture
from casekit.documents.plan_page import build_plan_page
from casekit.documents.projection import AUDIENCES
from casekit.documents.tongue import Tongue
from casekit.records.schemas import SchemaSet
from casekit.workspace.workspace import Workspace

from . import red_river
from .canaries import make_pages, sample_cases
from .conftest import PRINTED_AT, BuildPage
from .red_river_in_care import make_case_in_care
from .test_pictures import PICTURES, draw, template

# Once in a run of everything is enough: no library's age makes a difference.
pytestmark = pytest.mark.trial

SAMPLES = Path(__file__).parents[2] / "sample-cases"
AGENCIES = ("birch-lake", "willow-river")
PROFILES = ("ua1", "2a")
DEJAVU = Path("/usr/share/fonts/truetype/dejavu")

# An address that somebody typed stays text: a document of ours has no links.
MEANT = frozenset({"LNK-010"})

Found = Mapping[str, object]


def judge(folder: Path) -> Found:
    """What the judges have against the documents of a folder, by document; empty is good."""
    # Without the judges the tests fail, as they should: they come with the extra `test`.
    import page

    documents = sorted(folder.glob("*.pdf"))
    assert documents
    found: dict[str, object] = {}
    for document in documents:
        for profile in PROFILES:
            report = page.validate_pdf(document, profile=profile)
            failures = [f"{f.rule_id}: {f.message}" for f in report.failures]
            if failures or not report.is_compliant:
                found[f"{document.name} {profile}"] = failures
    command = [sys.executable, "-c", "from outloud.cli import main; main()", "--json", "-"]
    ran = subprocess.run([*command, *map(str, documents)], capture_output=True, text=True)
    results = json.loads(ran.stdout[ran.stdout.index("{") :])["results"]
    assert len(results) == len(documents)
    for result in results:
        faults = [
            f"{f['rule']}: {f['message']}" for f in result["findings"] if f["rule"] not in MEANT
        ]
        if result["counts"]["error"] or result["error"] or faults:
            found[f"{Path(result['path']).name} outloud"] = faults or result["error"]
    assert ran.returncode == 0 or found, ran.stderr
    return found


def open_sample(name: str, folder: Path, schemas: SchemaSet) -> Workspace:
    """A sample agency as a workspace: its files as they are shipped, saved once."""
    shutil.copytree(SAMPLES / name, folder)
    who = ("-c", "user.name=W. Sample", "-c", "user.email=w.sample@agency.example")
    for words in (["init", "-q"], ["add", "-A"], [*who, "commit", "-q", "-m", "As shipped"]):
        subprocess.run(["git", *words], cwd=folder, check=True)
    return Workspace.open(folder, schemas)


def iter_pages(workspace: Workspace) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every plan and safety plan of an agency, as each kind of reader gets it."""
    for number in workspace.case_folders:
        case = workspace.load(number).case
        for plan in case.facts("plan"):
            for audience in AUDIENCES:
                page = build_plan_page(
                    case,
                    plan.id,
                    audience=audience,
                    schemas=workspace.schemas,
                    agency_name=workspace.agency.name,
                    workers={w.id: w.name for w in workspace.agency.staff},
                    version="4f2c9d1",
                    printed_on=date(2026, 11, 23),
                )
                yield f"{number}-{plan.id}-{audience}", page


@pytest.mark.parametrize("agency", AGENCIES)
def test_every_plan_of_the_samples_for_every_reader(
    agency: str, tmp_path: Path, schemas: SchemaSet
) -> None:
    workspace = open_sample(agency, tmp_path / agency, schemas)
    made = tmp_path / "made"
    made.mkdir()
    kinds = set()
    for name, page in iter_pages(workspace):
        kinds.add(page["title"])
        (made / f"{name}.pdf").write_bytes(render_pdf(page, printed_at=PRINTED_AT))
    assert len(kinds) > 1 and ("Safety plan" in kinds or agency != "willow-river")
    assert judge(made) == {}


def test_long_hostile_and_pictured_documents(build_page: BuildPage, tmp_path: Path) -> None:
    """What the samples do not have: many pages, text that looks like markup, pictures."""
    hostile = build_page(
        case=red_river.make_case(*red_river.people(), red_river.hostile_plan()), version="not saved"
    )
    pages = {
        "safety": build_page(red_river.SAFETY_PLAN),
        "long": build_page() | {"goals": build_page()["goals"] * 4},
        "hostile": hostile,
        "unsaved": build_page(red_river.SAFETY_PLAN, audience="provider", version="not saved"),
    }
    made = tmp_path / "made"
    made.mkdir()
    for name, page in pages.items():
        (made / f"{name}.pdf").write_bytes(render_pdf(page, printed_at=PRINTED_AT))
    folder = template(tmp_path, *PICTURES)
    blocks = [make_picture(draw(), "Jo stands in the middle of the family", name="family")]
    pictured = render_pdf({"blocks": blocks}, printed_at=PRINTED_AT, template_dir=folder)
    (made / "pictured.pdf").write_bytes(pictured)
    assert judge(made) == {}


@pytest.mark.skipif(not (DEJAVU / "DejaVuSans.ttf").exists(), reason="needs fonts-dejavu-core")
def test_letters_of_other_scripts(build_page: BuildPage, tmp_path: Path) -> None:
    page = build_page() | {"family_words": "ᓀᐦᐃᔭᐍᐏᐣ. نريد أن نكون معا."}
    pdf = render_pdf(page, printed_at=PRINTED_AT, font_dirs=[DEJAVU])
    (tmp_path / "scripts.pdf").write_bytes(pdf)
    assert judge(tmp_path) == {}


def test_the_judges_judge(tmp_path: Path) -> None:
    """A document that claims nothing and has no title does not pass any of them."""
    import typst

    plain = typst.compile(b"Only text", format="pdf")
    (tmp_path / "plain.pdf").write_bytes(plain)
    assert set(judge(tmp_path)) == {"plain.pdf ua1", "plain.pdf 2a", "plain.pdf outloud"}


def test_every_other_document_of_the_samples_for_its_usual_reader(tmp_path: Path) -> None:
    """Reports, letters and pages of a child: each once, however often it comes out the same."""
    told = set()
    for case in sample_cases():
        for number, (name, audience, page) in enumerate(make_pages(case)):
            if name in PLANS or audience != readers_of(name)[0]:
                continue
            said = json.dumps(page["sections"])
            if said in told:
                continue
            told.add(said)
            path = tmp_path / f"{case.number}-{name}-{audience}-{number}.pdf"
            path.write_bytes(render_pdf(page, printed_at=PRINTED_AT, template="sheet.typ"))
    assert len(told) > 80
    assert judge(tmp_path) == {}


@pytest.mark.parametrize("code", ["fr", "es"])
def test_every_document_in_another_language(code: str, tmp_path: Path) -> None:
    """Longer words: a banner or the heads of a table that go on over a page read as sentences."""
    met: set[str] = set()
    for case in (make_case_in_care(), *sample_cases()):
        new, made = set(), set()
        for name, audience, page in make_pages(case, Tongue.of(code)):
            path = tmp_path / f"{case.number}-{name}-{audience}.pdf"
            if name in met or path in made or audience not in (readers_of(name)[0], "carer"):
                continue
            new.add(name)
            made.add(path)
            template = "plan.typ" if name in PLANS else "sheet.typ"
            path.write_bytes(render_pdf(page, printed_at=PRINTED_AT, template=template))
        met |= new
        if len(met) == len(NAMES):
            break
    assert met == set(NAMES)
    assert judge(tmp_path) == {}
