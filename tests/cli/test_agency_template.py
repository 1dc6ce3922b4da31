"""An agency's own template in `casekit render`: used, passed over, and refused with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.office import NOON, Office, snapshot

NOW = "2026-02-11T09:00:00-06:00"
OWN = """# {{ page.title }} of {{ page.agency }}
{% for goal in page.goals %}
* {{ goal.goal }}
{% endfor %}
"""


def put(office: Office, text: str, name: str = "plan.md.j2") -> None:
    (office.root / "templates").mkdir(exist_ok=True)
    (office.root / "templates" / name).write_text(text)


def test_it_is_used_and_said(office: Office, tmp_path: Path) -> None:
    before = office.run("render", office.case, "plan", at=NOW)
    assert "own template" not in before.err
    put(office, OWN)
    done = office.run("render", office.case, "plan", at=NOW)
    own, level = done.err.splitlines()
    assert (done.code, own) == (0, "with the agency's own template")
    assert level.startswith("reads at LIX ") and "the hardest sentence" in level
    assert done.out.startswith("# Family plan of Willow Agency\n* ")
    ours = office.run("render", office.case, "plan", "--builtin-template", at=NOW)
    assert (ours.code, ours.err) == (0, f"{level}\n")
    assert ours.out.replace("not saved", "") == before.out.replace("not saved", "")
    written = tmp_path / "plan.md"
    saved = office.run("render", office.case, "plan", "-o", str(written), at=NOW)
    assert saved.code == 0
    assert written.read_text() == done.out
    assert "own template" in saved.err


def test_the_template_of_then_is_used_as_of_then(office: Office) -> None:
    put(office, "then {{ page.title }}\n")
    office.git("add", "-A")
    office.git("commit", "-q", "-m", "Our template")
    put(office, "now {{ page.title }}\n")
    then = office.run("render", office.case, "plan", "--as-known", "HEAD", at=NOW)
    assert (then.code, then.out) == (0, "then Family plan\n")
    assert office.run("render", office.case, "plan", at=NOW).out == "now Family plan\n"
    earlier = office.run("render", office.case, "plan", "--as-known", "HEAD~1", at=NOW)
    assert earlier.code == 0 and "own template" not in earlier.err


def test_it_gets_no_more_than_its_reader_may_see(office: Office) -> None:
    put(office, "{{ page ~ '' }}")
    told = {
        audience: office.run("render", office.case, "plan", "--audience", audience, at=NOW).out
        for audience in ("team", "provider")
    }
    ours = office.run(
        *("render", office.case, "plan", "--audience", "team", "--builtin-template"), at=NOW
    )
    assert "An adult is at home every night." in told["team"]
    assert "An adult is at home every night." in ours.out
    assert "An adult is at home every night." not in told["provider"]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a\n{{ page.nothing }}", 2, "nothing"),
        ("a\nb\n{{ ''.__class__ }}", 3, "__class__"),
        ("{{ 'a' * 10**9 }}", 1, "may not use *"),
        ("{% include '../agency.yaml' %}", 1, "not beside it"),
    ],
)
def test_a_bad_one_is_refused_with_its_line(
    text: str, line: int, said: str, office: Office, tmp_path: Path
) -> None:
    put(office, text)
    before = snapshot(office.root)
    target = tmp_path / "plan.md"
    done = office.run("render", office.case, "plan", "-o", str(target), at=NOW)
    assert (done.code, done.out) == (4, "")
    assert done.err.startswith(f"templates/plan.md.j2:{line}:0: error[TEMPLATE] ")
    assert said in done.err
    assert "hint: mend the template, or use the one of casekit: --builtin-template" in done.err
    assert not target.exists()
    assert snapshot(office.root) == before
    assert office.run("render", office.case, "plan", "--builtin-template", at=NOW).code == 0


def test_a_link_is_refused(office: Office, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    put(office, "{% include 'part.j2' %}")
    (office.root / "templates" / "part.j2").symlink_to(tmp_path / "secret")
    done = office.run("render", office.case, "plan", at=NOW)
    assert done.code == 4
    assert "templates/part.j2" in done.err
    assert "secret" not in done.out


def test_a_template_of_the_agency_does_not_change_the_pdf(office: Office, tmp_path: Path) -> None:
    put(office, "{{ page.nothing }}")
    target = tmp_path / "plan.pdf"
    done = office.run(
        *("render", office.case, "plan", "--format", "pdf", "-o", str(target)), at=NOON
    )
    assert done.code == 0 and done.err.startswith(f"wrote {target}\n")
    assert target.read_bytes().startswith(b"%PDF")


def test_a_template_for_a_browser(office: Office, tmp_path: Path) -> None:
    """It writes what stands between our head and the end of the page, and may not reach out."""
    target = tmp_path / "plan.html"
    words = ("render", office.case, "plan", "--format", "html", "-o", str(target))
    put(
        office, "<main><h1>{{ page.title }} & {{ page.facts[0].value }}</h1></main>", "plan.html.j2"
    )
    done = office.run(*words, at=NOW)
    assert done.code == 0 and "with the agency's own template" in done.err
    page = target.read_text()
    assert f"<main><h1>Family plan & {office.case}</h1></main>" in page
    assert "default-src &#39;none&#39;; style-src &#39;sha256-" in page
    assert office.run("render", office.case, "plan", at=NOW).out.startswith("# Family plan")
    target.unlink()
    put(office, '<main><img src="http://x.example/logo.png"></main>', "plan.html.j2")
    done = office.run(*words, at=NOW)
    assert done.code == 4 and not target.exists()
    assert "templates/plan.html.j2" in done.err and "`<img>`" in done.err
    tried = office.run("templates", at=NOON)
    assert tried.code == 4 and "`<img>`" in tried.out
    assert "templates/plan.html.j2: plan, safety-plan\n" in tried.out
    folder = tmp_path / "all"
    every = ("render", "--all", "court-report", "--format", "html", "-o", str(folder))
    assert office.run(*every, "--language", "fr", at=NOW).code == 0
    (made,) = folder.iterdir()
    assert made.name == f"{office.case}-court-report.html" and 'lang="fr"' in made.read_text()
