"""A paper leads back to its version, and to whether that was approved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.contract import find_breaches
from tests.cli.two import edit
from tests.trust.bench import LATER, Bench


def print_plan(bench: Bench, to: Path, *words: str) -> str:
    done = bench.run(
        "render", bench.office.case, "plan", "--format", "pdf", "-o", str(to), *words, at=LATER
    )
    assert done.code == 0, done.err
    return str(to)


def look_up(bench: Bench, name: str) -> Any:
    done = bench.run("verify", "--document", name, "--format", "json", at=LATER)
    assert find_breaches("verify-document", done.data) == []
    return done


def test_a_paper_is_what_was_approved_or_is_not(bench: Bench, tmp_path: Path) -> None:
    early = print_plan(bench, tmp_path / "early.pdf")
    bench.approve()
    right = print_plan(bench, tmp_path / "right.pdf", "--language", "fr")
    (family,) = [p for p in look_up(bench, right).data["plans"] if p["kind"] == "family"]
    assert (family["approved_by"], family["holds_now"]) == ("r-sample", True)
    # The same plan, printed before anybody approved it.
    (family,) = [p for p in look_up(bench, early).data["plans"] if p["kind"] == "family"]
    assert family["approved_by"] == "r-sample"
    edit(bench.office, bench.plan, "kind: family", "kind: family\nnote: And more.")
    late = print_plan(bench, tmp_path / "late.pdf")
    done = look_up(bench, late)
    (family,) = [p for p in done.data["plans"] if p["kind"] == "family"]
    assert (family["approved_by"], done.code) == (None, 1)
    assert family["differs_from"] is not None
    told = bench.run("verify", "--document", right, at=LATER)
    assert "approved with" in told.out and "that approval holds no more" in told.out
    assert "PRINTED-NOT-APPROVED" in bench.run("verify", "--document", late, at=LATER).out


def test_a_paper_from_elsewhere(bench: Bench, tmp_path: Path) -> None:
    name = print_plan(bench, tmp_path / "plan.pdf")
    bench.git("checkout", "-q", "--orphan", "new")
    bench.save(message="All of it")
    done = look_up(bench, name)
    assert "PRINTED-VERSION-LOST" in {f["code"] for f in done.findings}
    assert done.data["version"] is None


@pytest.mark.parametrize(
    ("content", "code"), [(b"no PDF at all", 4), (b"%PDF-1.7\n%%EOF", 4), (None, 4)]
)
def test_what_is_no_paper_of_ours(
    bench: Bench, tmp_path: Path, content: bytes | None, code: int
) -> None:
    place = tmp_path / "other.pdf"
    if content is not None:
        place.write_bytes(content)
    done = bench.run("verify", "--document", str(place))
    assert done.code == code and "hint:" in done.err
