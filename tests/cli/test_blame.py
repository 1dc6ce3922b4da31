"""`casekit blame`: every value of a field, who set it, and what was approved while it stood."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.contract import find_breaches
from tests.cli.office import WORKER, Office
from tests.cli.test_resolve import OBJECTIVE, collide, find_plan
from tests.cli.two import LATER, Two, edit


@pytest.fixture
def two(office: Office, tmp_path: Path) -> Two:
    return Two(office, tmp_path / "there")


def blame(office: Office, *words: str) -> list[dict[str, Any]]:
    done = office.run("blame", office.case, *words, "--format", "json", at=LATER)
    assert done.code == 0, done.err
    assert find_breaches("blame", done.data) == []
    return list(done.data["values"])


def test_who_set_it_when_and_which_approval_saw_it(office: Office) -> None:
    path = find_plan(office)
    (approved,) = (p.stem for p in office.records("approval") if Path(path).stem in p.read_text())
    edit(office, path, OBJECTIVE, r"\g<1>2026-05-01")
    first, second = blame(office, "plan", "G1.O1.target_date")
    assert (first["approvals"], second["approvals"]) == ([approved], [])
    assert (second["value"], second["author"], second["worker"]) == (
        *("2026-05-01", WORKER[0], "w-sample"),
    )
    assert second["version"] == office.git("rev-parse", "HEAD")
    # One field, by whatever name fits one record: its end, its kind, its id, and alone.
    for words in (
        (Path(path).stem, "goals.G1.objectives.G1.O1.target_date"),
        ("family", "G1.O1.target_date"),
        (path[-11:-5], "G1.O1.target_date"),
        ("G1.O1.target_date",),
    ):
        assert blame(office, *words) == [first, second]
    (office.root / path).write_text(
        (office.root / path).read_text().replace("2026-05-01", "2026-06-01")
    )
    *_, unsaved = blame(office, "plan", "G1.O1.target_date")
    assert (unsaved["value"], unsaved["version"], unsaved["author"]) == ("2026-06-01", None, None)
    told = office.run("blame", office.case, "plan", "G1.O1.target_date", at=LATER).out
    assert f"    approved so: {approved}\n" in told
    assert "not saved yet" in told
    for how in ("tsv", "csv", "md"):
        words = ("blame", office.case, "plan", "G1.O1.target_date", "--format", how)
        assert "2026-05-01" in office.run(*words, at=LATER).out


def test_both_sides_of_a_merge_and_what_was_kept(two: Two) -> None:
    collide(two)
    assert two.here.run("resolve", "--take", "ours", "--save", at=LATER).code == 0
    values = blame(two.here, "plan", "G1.O1.target_date")
    assert {v["value"] for v in values[1:3]} == {"2026-05-01", "2026-07-01"}
    assert (values[-1]["value"], values[-1]["merged"], len(values)) == ("2026-05-01", True, 4)
    # What collided with nothing was set once, on its side.
    assert [v["merged"] for v in blame(two.here, "plan", "G1.why")] == [False, False]


def test_a_case_that_moved_and_a_value_that_is_gone(office: Office) -> None:
    done = office.run("person", office.case, "--change", "Jo", "--phone", "555-0100", at=LATER)
    assert done.code == 0, done.err
    (path,) = (p for p in office.records("person") if "555-0100" in p.read_text())
    folder = office.root / "cases" / office.case[:4] / office.case
    moved = folder.parent / office.case[5:7] / office.case
    moved.parent.mkdir()
    office.git("mv", str(folder), str(moved))
    office.git("commit", "--quiet", "--message", "Moved")
    edit(office, moved / path.relative_to(folder), r"^phone: .*\n", "")
    told = [(v["value"], v["standing"]) for v in blame(office, "Jo", "phone")]
    assert told[-2:] == [("555-0100", "value"), (None, "none")]


def test_what_fits_nothing_or_several_is_told(office: Office) -> None:
    for words in (("nobody", "called"), ("plan", "colour"), ("contact", "x"), ("narrative",)):
        done = office.run("blame", office.case, *words, at=LATER)
        assert done.code == 3, words
        assert "hint:" in done.err
    assert office.run("blame", office.case, "a", "b", "c", at=LATER).code == 2
    assert blame(office, "case", "access")[0]["value"] == "normal"


def test_a_sealed_value_stays_sealed(office: Office) -> None:
    (report,) = office.records("report")
    sealed = "v1:YWdlLWVuY3J5cHRpb24ub3JnL3YxCg=="
    edit(office, report, r"\Z", f"reporter_identity:\n  sealed: {sealed}\n")
    words = ("blame", office.case, report.stem, "reporter_identity")
    for how in ("text", "json", "tsv", "csv", "md"):
        done = office.run(*words, "--format", how, at=LATER)
        assert "sealed" in done.out
        assert "YWdlLW" not in done.out
    assert office.run(*words[:3], "reporter_identity.sealed", at=LATER).code == 3
