"""Red River, one case from the first call to closing, by the command line alone.

Every line of the story is entered with a `--from` file; every line of the expected answers is read
back from `--format json`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from casekit.casework.stories import Story, read_stories
from casekit.records.writing import dump_document
from casekit.resources import stories_dir

DAY_OF_RISK = "2026-02-10"

STORIES = stories_dir("willow-river")


@dataclass
class Agency:
    """A workspace that is only ever touched through the command line."""

    root: Path
    people: dict[str, dict[str, str]]
    numbers: dict[str, str]
    steps: list[dict[str, Any]]

    def run(self, *words: str, at: str | None = None, by: str = "w-sample") -> tuple[int, Any]:
        """Run a command that answers with JSON, as one of the workers."""
        person = self.people[by]
        env = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "CASEKIT_"))}
        env |= {
            "GIT_AUTHOR_NAME": person["name"],
            "GIT_AUTHOR_EMAIL": person["email"],
            "GIT_COMMITTER_NAME": person["name"],
            "GIT_COMMITTER_EMAIL": person["email"],
        }
        if at is not None:
            env["CASEKIT_CLOCK"] = at
        done = subprocess.run(
            [sys.executable, "-m", "casekit", *words, "--format", "json"],
            cwd=self.root if self.root.is_dir() else self.root.parent,
            env=env,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        try:
            answer = json.loads(done.stdout)
        except ValueError:
            raise AssertionError(f"{words}: {done.stdout!r} {done.stderr.decode()}") from None
        assert done.returncode in (0, 1, 8), f"{words}: {done.stderr.decode()}"
        return done.returncode, answer

    @property
    def case(self) -> str:
        return self.numbers["red-river"]

    def due(self, today: str, *more: str) -> list[dict[str, Any]]:
        _, answer = self.run("due", self.case, "--today", today, *more)
        assert answer["findings"] == []
        rows: list[dict[str, Any]] = answer["obligations"]
        return rows

    def child(self, called: str) -> str:
        _, answer = self.run("show", self.case, "--today", "2026-01-12T12:00")
        return next(c["id"] for c in answer["children"] if c["called"] == called)


def play(story: Story, agency: Agency, files: Path) -> None:
    """Type every step of a story, each from a file of its own."""
    for number, step in enumerate(story.steps):
        text = json.dumps(step.request.data)
        for name, case in agency.numbers.items():
            text = text.replace(f"${name}", case)
        path = files / f"{story.name}-{number:03}.yaml"
        path.write_bytes(dump_document(json.loads(text)))
        case = [agency.numbers[story.name]] if step.run != "intake" else []
        code, answer = agency.run(
            step.run, *case, "--from", str(path), at=step.at.isoformat(), by=step.by
        )
        assert code == 0, answer
        assert set(answer) >= {"case", "version", "next"}
        agency.numbers[story.name] = answer["case"]
        agency.steps.append({"run": step.run, "at": step.at.isoformat(), **answer})


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Agency:
    base = tmp_path_factory.mktemp("red-river")
    sample = YAML(typ="safe").load((STORIES / "agency.yaml").read_text("utf-8"))
    people = {p["id"]: p for p in sample["people"]}
    agency = Agency(base / "files", people, {}, [])
    workers = [
        word
        for p in sample["people"][1:]
        for word in (f"--{p['roles'][0]}", f"{p['name']} <{p['email']}>")
    ]
    code, _ = agency.run(
        "init",
        str(agency.root),
        "--name",
        "Willow River (fictional)",
        "--timezone",
        "America/Winnipeg",
        "--standards",
        "ca-mb-cfs",
        "--fictional",
        *workers,
        at="2024-05-01T09:00:00-05:00",
    )
    assert code == 0
    stories = {s.name: s for s in read_stories(STORIES)}
    files = base / "from"
    files.mkdir()
    for name in ("earlier-report", "red-river"):
        play(stories[name], agency, files)
    return agency


@pytest.fixture
def copy(agency: Agency, tmp_path: Path) -> Iterator[Agency]:
    """A copy of the whole workspace that a test may change."""
    root = tmp_path / "copy"
    shutil.copytree(agency.root, root)
    yield Agency(root, agency.people, agency.numbers, [])


def only(rows: list[dict[str, Any]], **wanted: Any) -> dict[str, Any]:
    found = [r for r in rows if all(r[k] == v for k, v in wanted.items())]
    assert len(found) == 1, (wanted, [r["id"] for r in found])
    return found[0]


def test_red_river(agency: Agency) -> None:
    """The second table of the story, line by line."""
    sam, ada = agency.child("Sam"), agency.child("Ada")
    case = agency.case

    rows = agency.due("2026-01-12T12:00")
    own = only(rows, rule="decided-first-response")
    assert (own["due"], own["status"], own["enforced"]) == (
        "2026-01-14T09:40:00-06:00",
        "upcoming",
        True,
    )
    pack = only(rows, rule="mb-111-response")
    assert (pack["enforced"], pack["verification"]) == (False, "unverified")

    approval = only(agency.due("2026-01-13T16:00"), rule="mb-113-safetyplan-approval")
    assert (approval["status"], approval["due"]) == ("open", None)
    assert approval["since"] == "2026-01-13T15:30:00-06:00"
    approval = only(agency.due("2026-01-13T18:00"), rule="mb-113-safetyplan-approval")
    assert (approval["status"], approval["met_at"]) == ("met", "2026-01-13T17:30:00-06:00")

    rows = agency.due("2026-02-04T09:00")
    family = only(rows, rule="mb-114-s2-high-family", status="upcoming")
    assert (family["due"], family["last"]) == ("2026-02-10", "2026-02-03T16:30:00-06:00")
    for child in (sam, ada):
        seen = only(rows, rule="mb-114-s2-high-child", status="upcoming", subject=child)
        assert (seen["due"], seen["last"]) == ("2026-02-10", "2026-01-27T17:00:00-06:00")
    for part in ("by the case manager", "in the home"):
        quota = only(rows, rule="mb-114-s2-high-cm", part=part, due="2026-02-28")
        assert (quota["status"], quota["met_at"]) == ("met", "2026-02-03T16:30:00-06:00")

    rows = agency.due("2026-02-11T09:00")
    three = [("mb-114-s2-high-family", case)]
    three += [("mb-114-s2-high-child", child) for child in (sam, ada)]
    for rule, subject in three:
        row = only(rows, rule=rule, subject=subject, due="2026-02-10")
        assert (row["status"], row["days_overdue"]) == ("overdue", 1)
    code, _ = agency.run("due", case, "--today", "2026-02-11T09:00")
    assert code == 1

    rows = agency.due("2026-02-12T09:00")
    for rule, subject in three:
        row = only(rows, rule=rule, subject=subject, due="2026-02-10")
        assert (row["status"], row["met_at"]) == ("met late", "2026-02-11T16:20:00-06:00")
        live = ("upcoming", "due soon", "overdue", "open", "time needed")
        assert not [r for r in rows if r["rule"] == rule and r["status"] in live]
    for child in (sam, ada):
        court = only(rows, rule="mb-cfsa-27-court", subject=child)
        assert (court["due"], court["status"]) == ("2026-02-18", "upcoming")
        visit = only(rows, rule="mb-114-s3-initial", subject=child)
        assert (visit["due"], visit["status"]) == ("2026-02-19", "upcoming")
    for part in ("by the case manager", "in the home"):
        assert only(rows, rule="mb-114-s2-high-cm", part=part, due="2026-02-28")["status"] == "met"
    _, told = agency.run("explain", case, "mb-cfsa-27-court", "--today", "2026-02-12T09:00")
    skipped = [(s["day"], s["reason"]) for s in told["explanations"][0]["skipped"]]
    assert ("2026-02-16", "Louis Riel Day") in skipped

    rows = agency.due("2026-02-18T09:00")
    for child in (sam, ada):
        court = only(rows, rule="mb-cfsa-27-court", subject=child)
        assert (court["status"], court["met_at"][:10]) == ("met", "2026-02-13")
        visit = only(rows, rule="mb-114-s3-initial", subject=child)
        assert (visit["status"], visit["met_at"][:10]) == ("met", "2026-02-17")

    rows = agency.due("2026-03-01T09:00")
    for child in (sam, ada):
        visit = only(rows, rule="mb-114-s3-ongoing", subject=child, status="upcoming")
        assert visit["due"] == "2026-03-17"
    rows = agency.due("2026-03-17T09:00")
    for child in (sam, ada):
        visit = only(rows, rule="mb-114-s3-ongoing", subject=child, due="2026-03-17")
        assert (visit["status"], visit["met_at"][:10]) == ("met", "2026-03-16")

    rows = agency.due("2026-07-06T09:00")
    medium = [("mb-114-s2-med-family", case)]
    medium += [("mb-114-s2-med-child", child) for child in (sam, ada)]
    for rule, subject in medium:
        row = only(rows, rule=rule, subject=subject, status="upcoming")
        assert (row["due"], row["last"]) == ("2026-07-14", "2026-06-30T17:00:00-05:00")

    code, answer = agency.run("due", case, "--today", "2026-10-31")
    assert (code, answer["obligations"]) == (0, [])


def test_nothing_that_was_known_is_forgotten(agency: Agency) -> None:
    _, before = agency.run("due", agency.case, "--as-known", DAY_OF_RISK)
    assert not [o for o in before["obligations"] if o["rule"] == "mb-cfsa-27-court"]
    # Judged as of later, but from what was on file by then: still no apprehension.
    late = agency.due("2026-02-12T09:00", "--as-known", DAY_OF_RISK)
    assert not [o for o in late if o["rule"] in ("mb-cfsa-27-court", "mb-114-s3-initial")]

    def calls(*words: str) -> list[dict[str, Any]]:
        _, told = agency.run("chronology", agency.case, *words)
        return [e for e in told["entries"] if e["occurred"] == "2026-02-24"]

    assert calls("--as-known", "2026-03-05") == []
    assert [e["days_late"] for e in calls()] == [13]


def test_a_missed_visit_shows_as_overdue(copy: Agency) -> None:
    """The fortnight of July, in a copy without the visits after 30 June."""
    for path in sorted((copy.root / "cases").rglob("contacts/*.yaml")):
        text = path.read_text("utf-8")
        if 'occurred_at: "2026-0' not in text and any(
            f"occurred_at: 2026-{day}" in text for day in ("07", "08", "09", "10")
        ):
            path.unlink()
    _, told = copy.run("check")
    assert {f["code"] for f in told["findings"]} == {"RECORD-DELETED"}
    subprocess.run(
        ["git", "-c", "user.name=T", "-c", "user.email=t@agency.example", "commit", "-qam", "less"],
        cwd=copy.root,
        check=True,
    )
    rows = [r for r in copy.due("2026-07-15T09:00") if r["due"] == "2026-07-14"]
    assert len(rows) == 3
    assert {(r["status"], r["days_overdue"]) for r in rows} == {("overdue", 1)}


def test_a_duty_missed_as_its_state_ended_is_missed_for_ever(copy: Agency) -> None:
    """In a copy where Jo was not at home on 11 February."""
    changed = 0
    for path in (copy.root / "cases").rglob("contacts/*.yaml"):
        text = path.read_text("utf-8")
        if "occurred_at: 2026-02-11T16:20:00-06:00" in text:
            head, _, rest = text.partition("with:\n")
            lines = rest.splitlines(keepends=True)
            path.write_text(head + "".join(lines[1:]), "utf-8")
            changed += 1
    assert changed == 1
    for today in ("2026-02-12T09:00", "2026-06-01", "2026-10-31", "2027-03-01"):
        row = only(
            copy.due(today, "--working"),
            rule="mb-114-s2-high-family",
            due="2026-02-10",
            subject=copy.case,
        )
        assert row["status"] == "missed"


def test_closing_early_is_refused_and_names_each_gate(copy: Agency, tmp_path: Path) -> None:
    """On 1 September: objectives open, no review, no approval."""
    _reset_to(copy, "2026-09-01")
    request = tmp_path / "close.yaml"
    request.write_text("reason: goals achieved\nsummary: It looks well.\n", "utf-8")
    head = _head(copy)
    code, answer = copy.run(
        "close", copy.case, "--from", str(request), at="2026-09-01T10:00:00-05:00"
    )
    assert code == 8
    codes = {f["code"] for f in answer["findings"]}
    assert {"GATE-OBJECTIVE-SETTLED", "GATE-REVIEWED", "GATE-APPROVED"} <= codes
    assert _head(copy) == head


def test_closing_names_the_record_that_meets_each_gate(copy: Agency, tmp_path: Path) -> None:
    _reset_to(copy, "2026-10-30T09:40:00-05:00")
    request = tmp_path / "close.yaml"
    request.write_text(
        "reason: goals achieved\nsummary: All is done.\naftercare: The friendship centre.\n"
        "lessons: Name two people.\n",
        "utf-8",
    )
    code, answer = copy.run(
        "close", copy.case, "--dry-run", "--from", str(request), at="2026-10-30T10:00:00-05:00"
    )
    assert code == 0
    assert all(g["met"] for g in answer["gates"])
    with_record = {g["gate"] for g in answer["gates"] if g["record"]}
    assert {"child seen", "safety assessed", "objective settled", "reviewed", "approved"} <= (
        with_record
    )


def test_the_whole_case_is_in_order(agency: Agency) -> None:
    code, answer = agency.run("check")
    assert (code, answer["findings"]) == (0, [])


def test_no_version_message_names_a_person(agency: Agency) -> None:
    _, answer = agency.run("log")
    text = " ".join(v["message"] + " ".join(v["files"]) for v in answer["versions"]).casefold()
    for name in ("sam", "ada", "jo", "marie", "dan", "lee"):
        assert f" {name} " not in f" {text} "


def _head(agency: Agency) -> str:
    return subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=agency.root, capture_output=True, text=True, check=True
    ).stdout


def _reset_to(agency: Agency, moment: str) -> None:
    """Take the copy back to what was saved by then."""
    _, answer = agency.run("log")
    version = next(v["version"] for v in answer["versions"] if v["when"] <= moment)
    subprocess.run(
        ["git", "reset", "-q", "--hard", version], cwd=agency.root, check=True, capture_output=True
    )
