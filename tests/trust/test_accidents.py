"""What happens to approvals and trust without anybody's guile: lost files, strays, slips."""

from __future__ import annotations

from tests.trust.bench import APPROVED, LATER, Bench


def test_a_statement_without_its_record_is_told(bench: Bench) -> None:
    path = bench.root / bench.forge("r")
    bench.save("r")
    (path.parent.parent / "decisions" / f"{path.stem}.yaml").unlink()
    bench.save("r")
    bench.land("merge")
    assert "APPROVAL-RECORD-MISSING" in bench.told()
    assert bench.verify().code == 1


def test_a_base_that_came_in_later_is_told(bench: Bench) -> None:
    bench.git("switch", "-q", "main")
    (bench.root / "README.md").write_text("Later.\n")
    base = bench.save("m", APPROVED)
    bench.git("reset", "-q", "--hard", "HEAD~1", by="m")
    bench.git("switch", "-q", "work")
    bench.forge("r", base=base)
    bench.save("r")
    bench.git("switch", "-q", "main")
    bench.git("merge", "-q", "--no-ff", "--no-edit", "work", by="m", at=LATER)
    bench.git("merge", "-q", "--no-ff", "--no-edit", base, by="m", at=LATER)
    assert bench.told() == {"APPROVAL-BASE-LATER"}


def test_strays_and_bad_signatures_among_the_trust_files_are_told(bench: Bench) -> None:
    bench.git("switch", "-q", "main")
    (bench.root / "trust" / "notes.txt").write_text("Ask q-sample\n")
    (bench.root / "trust" / "0007.AAAAAAAAAAAA.sig").write_text("no signature\n")
    bench.save("m")
    assert {"TRUST-STRAY-FILE", "TRUST-SIGNATURE-BAD"} <= bench.told()
    # What roots have signed stays in force.
    assert bench.verify().data["trust"]["number"] == 7


def test_what_was_signed_before_there_was_trust_counts_for_nobody(bench: Bench) -> None:
    bench.forge("r")
    bench.save("r")
    first = bench.git("rev-list", "--max-parents=0", "HEAD")
    kept = bench.git("rev-parse", "HEAD")
    # The same files on a branch that never had a trust file.
    bench.git("switch", "-q", "-C", "main", first)
    bench.git("checkout", "-q", kept, "--", "cases", "agency.yaml")
    bench.save("m")
    bench.git("checkout", "-q", kept, "--", "trust")
    bench.save("m", LATER)
    assert "APPROVAL-BEFORE-TRUST" in bench.told()
