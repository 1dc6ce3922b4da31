"""Adoption: a restricted case of its own elsewhere, and only a sealed link between the two."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from casekit.errors import ConflictingEdit
from casekit.workspace.workspace import Workspace
from tests.cli.contract import find_breaches
from tests.cli.office import SUPERVISOR, Answer, Office, snapshot
from tests.cli.walk import found_office

AT = "2026-06-12T10:00:00-05:00"
NEW = ("--child", "Sam", "--name", "Sem Example", "--called", "Sem")


class Two:
    """The office where the child's case is, and one for restricted cases; a supervisor of both."""

    def __init__(self, here: Office, tmp_path: Path, *, keys: bool = True) -> None:
        (tmp_path / "lead").mkdir()
        self.worker = here
        self.here = replace(here, home=tmp_path / "lead")
        self.there = found_office(tmp_path / "restricted", tmp_path / "lead")
        for office in (self.here, self.there) if keys else ():
            made = office.run("keys", "make", by=SUPERVISOR, at=AT)
            assert made.code == 0, made.err

    def adopt(self, *more: str, into: Path | None = None) -> Answer:
        words = ("adoption", self.here.case, *NEW, "--into", str(into or self.there.root), *more)
        return self.here.run(*words, by=SUPERVISOR, at=AT)

    def unseal(self, office: Office, case: str, **options: Any) -> Answer:
        reason = ("--reason", "to ask about a hereditary illness")
        return office.run("unseal", case, *reason, "--format", "json", at=AT, **options)


GONE = ("--reason", "adopted")


@pytest.fixture
def two(office: Office, tmp_path: Path) -> Two:
    return Two(office, tmp_path)


@pytest.fixture
def final(two: Two) -> Two:
    """The adoption is final."""
    return finalize(two)


def finalize(two: Two) -> Two:
    """Record the hearing, and that the placement ended in it."""
    at = "2026-06-11T09:00:00-05:00"
    home = ("--setting", "adoptive home", "--reasons", "x", "--child", "Sam")
    for placed in (("--on", "2026-03-01", *home), ("--step", "end", "--on", "2026-06-10", *GONE)):
        done = two.worker.run("placement", two.here.case, *placed, at=at)
        assert done.code == 0, done.err
    words = ("--step", "hearing", "--on", "2026-06-10", "--child", "Sam", "--court", "The court")
    words += ("--hearing", "adoption finalization", "--outcome", "Sam is adopted.")
    done = two.worker.run("court", two.here.case, *words, at=at)
    assert done.code == 0, done.err
    return two


def test_without_a_final_adoption_nothing_is_saved(two: Two) -> None:
    before = snapshot(two.here.root), snapshot(two.there.root)
    refused = two.adopt()
    assert refused.code == 8
    assert "error[GATE-ADOPTION-NOT-FINAL] no adoption of Sam is final" in refused.err
    assert (snapshot(two.here.root), snapshot(two.there.root)) == before


def test_one_workspace_for_both_is_refused(final: Two) -> None:
    refused = final.adopt(into=final.here.root)
    assert refused.code == 8 and "GATE-ADOPTION-SAME-WORKSPACE" in refused.err


def test_the_child_gets_a_restricted_case_that_tells_of_nobody_else(final: Two) -> None:
    done = final.adopt("--format", "json")
    assert done.code == 0, done.err
    assert find_breaches("adoption", done.data) == []
    number = done.data["adopted"]["case"]
    files = [p.read_text() for p in sorted((final.there.root / "cases").rglob("*.yaml"))]
    assert any("access: restricted" in text for text in files)
    # What is encrypted may hold any two letters.
    lines = [line for text in files for line in text.split("\n")]
    whole = "\n".join(x for x in lines if not x.strip().startswith(("sealed:", "sealing_key:")))
    assert "Sem Example" in whole
    for name in ("Jo", "Marie", "Sam ", "Sample\n", final.here.case):
        assert name not in whole
    assert final.there.run("check", by=SUPERVISOR, at=AT).code == 0
    assert final.here.run("check", by=SUPERVISOR, at=AT).code == 0
    shown = final.there.run("show", number, by=SUPERVISOR, at=AT)
    assert shown.code == 0 and "Sem" in shown.out


def test_no_side_tells_of_the_other_but_to_who_may_read_it(final: Two) -> None:
    number = final.adopt("--format", "json").data["adopted"]["case"]
    for office, other in ((final.here, number), (final.there, final.here.case)):
        assert other not in office.git("log", "-p", "--all", "--format=%B%an%ae")
        found = subprocess.run(["grep", "-r", other, str(office.root)], capture_output=True)
        assert found.returncode == 1, "not in the key files either"
    seen = final.unseal(final.here, final.here.case, by=SUPERVISOR)
    assert seen.code == 0, seen.err
    assert [v["value"]["case"] for v in seen.data["unsealed"]] == [number]
    back = final.unseal(final.there, number, by=SUPERVISOR)
    (value,) = [v["value"] for v in back.data["unsealed"]]
    assert (value["case"], value["agency"]) == (final.here.case, "Willow Agency")
    assert final.worker.run("keys", "make", at=AT).code == 0
    assert final.unseal(final.worker, final.here.case).code == 8, "who is not among the readers"


def test_it_is_done_once(final: Two) -> None:
    assert final.adopt().code == 0
    refused = final.adopt()
    assert refused.code == 8 and "GATE-ADOPTION-LINKED" in refused.err


def test_without_a_reader_nothing_is_saved_on_either_side(office: Office, tmp_path: Path) -> None:
    two = Two(office, tmp_path, keys=False)
    done = finalize(two).adopt()
    assert done.code == 8 and "error[NO-READERS]" in done.err
    assert "a supervisor runs once: casekit keys make" in done.err
    assert not list((two.there.root / "cases").rglob("*.yaml"))


def test_a_link_that_cannot_be_saved_is_told_with_the_way_back(
    final: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = Workspace.save

    def fail(workspace: Workspace, changes: Any, when: Any) -> str:
        if workspace.root == final.here.root:
            raise ConflictingEdit("somebody else saved")
        return save(workspace, changes, when)

    monkeypatch.setattr(Workspace, "save", fail)
    done = final.adopt()
    assert done.code == 5
    assert "is not linked; take that back" in done.err and "revert" in done.err


def test_a_dry_run_writes_nothing(final: Two) -> None:
    before = snapshot(final.here.root), snapshot(final.there.root)
    shown = final.adopt("-n")
    assert shown.code == 0 and "access: restricted" in shown.out
    assert (snapshot(final.here.root), snapshot(final.there.root)) == before


def test_sealing_who_reported_is_not_confused_by_the_link(final: Two) -> None:
    final.adopt()
    done = final.here.run("seal", final.here.case, by=SUPERVISOR, at=AT, stdin="name: Q. Example\n")
    assert done.code == 0, done.err


def test_what_is_missing_is_named(final: Two) -> None:
    done = final.here.run("adoption", final.here.case, "--child", "Sam", by=SUPERVISOR, at=AT)
    assert done.code == 2 and "was not told: --into, --name" in done.err
    unknown = final.here.run(
        *("adoption", final.here.case, "--child", "Nobody", "--into", str(final.there.root)),
        *("--name", "x"),
        by=SUPERVISOR,
        at=AT,
    )
    assert unknown.code == 3
