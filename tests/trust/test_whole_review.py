"""A whole review between two clones and a bare remote, verified in a third clone."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from casekit.history.signing import sign
from casekit.trust.statements import OF_APPROVAL
from tests.trust.bench import APPROVED, LANDED, LANDINGS, LATER, Bench, Landing

SEEN = "2026-02-01T10:00:00-06:00"
COMMENTS = "Say who calls Marie."


def clone(bench: Bench, remote: Path, to: Path) -> Bench:
    subprocess.run(["git", "clone", "-q", remote, to], check=True)
    return Bench(replace(bench.office, root=to), bench.homes)


@pytest.mark.parametrize("how", LANDINGS)
def test_a_branch_is_returned_mended_approved_merged_and_verified(
    bench: Bench, tmp_path: Path, how: Landing
) -> None:
    bench.git("switch", "-q", "main")
    remote = tmp_path / "remote.git"
    subprocess.run(["git", "clone", "-q", "--bare", bench.root, remote], check=True)
    worker = clone(bench, remote, tmp_path / "worker")
    supervisor = clone(bench, remote, tmp_path / "supervisor")
    case = bench.office.case

    # The worker goes on with the branch: a visit, and another objective.
    worker.git("switch", "-q", "work")
    done = worker.run(
        *("contact", case, "--at", "2026-01-31T16:00:00-06:00", "--purpose", "home visit"),
        *("--with", "Jo", "--mode", "in person", "--place", "residence", "--narrative", "All well"),
        by="w",
        at=SEEN,
    )
    assert done.code == 0, done.err
    done = worker.run(
        *("objective", case, "--goal", "G1", "--objective", "Marie calls every evening"),
        *("--measure", "A call on 6 of 7 evenings", "--baseline", "no call yet"),
        *("--target-date", "2026-04-30"),
        by="w",
        at=SEEN,
    )
    assert done.code == 0, done.err
    worker.git("push", "-q", "origin", "work")

    # The supervisor reads one page and gives the plan back.
    supervisor.git("fetch", "-q", by="r")
    supervisor.git("switch", "-q", "work", by="r")
    page = supervisor.run("diff", "--pr", "main..work")
    assert page.code == 0, page.err
    assert "**Approvals needed**" in page.out
    assert "recorded: contact of 2026-01-31" in page.out
    assert "Jo" not in page.out and "Marie" not in page.out
    back = supervisor.run("return", case, "plan", "--comments", COMMENTS, at=APPROVED)
    assert back.code == 0, back.err
    supervisor.git("push", "-q", "origin", "work", by="r")

    # The worker is told, and mends it.
    worker.git("pull", "-q", "--ff-only", "origin", "work")
    waits = worker.run("next", case, by="w", at=APPROVED)
    assert COMMENTS in waits.out + waits.err
    plan = worker.plan
    plan.write_text(plan.read_text().replace("Marie calls", "Marie calls Jo"))
    worker.save(at=APPROVED, message="Mended")
    told = worker.run("diff", "HEAD~1..HEAD", "--names", by="w").out
    assert "objective G1.O2: objective reworded" in told
    worker.git("push", "-q", "origin", "work")

    # Approved, and landed on the agency's branch by one of the three kinds.
    supervisor.git("pull", "-q", "--ff-only", "origin", "work", by="r")
    approved = supervisor.approve()
    assert "Marie calls Jo every evening" in approved.err
    supervisor.land(how, at=LANDED)
    supervisor.git("push", "-q", "origin", "main", by="r")

    # Anybody can say so, from a clone that was never there.
    third = clone(bench, remote, tmp_path / "third")
    judged = third.verify(at=LATER)
    assert third.told() == set(), judged.out
    row, returned = sorted(judged.data["approvals"], key=lambda one: one["decision"])
    assert (row["decision"], returned["decision"]) == ("approved", "returned")
    assert row["holds"]
    assert (row["approver"], row["prepared_by"]) == ("r-sample", ["w-sample"])
    changed = third.run("diff", f"{third.git('rev-parse', 'main~1')}..HEAD", at=LATER)
    assert changed.code == 0
    assert third.run("check", at=LATER).code == 0


def present(bench: Bench) -> str:
    page = bench.run("diff", "--pr", "main..work", at=LATER).out
    (line,) = [line for line in page.splitlines() if line.startswith("- scope: plan; family")]
    return line.rpartition("; ")[2]


def test_the_page_of_a_branch_says_whether_its_approvals_are_signed(bench: Bench) -> None:
    bench.approve()
    assert present(bench) == "signed"
    sides = [bench.statement(), bench.statement().with_suffix(".json.sig")]
    kept = [side.read_bytes() for side in sides]
    text = bench.plan.read_text()
    bench.plan.write_text(text.replace("kind: family\n", "kind: family\nnote: And more.\n"))
    bench.save()
    assert present(bench).startswith("GIVEN TO OTHER WORDS: ")
    bench.plan.write_text(text)
    sides[0].write_bytes(kept[0].replace(b"w-sample", b"m-sample"))
    bench.save()
    assert present(bench) == "ITS SIGNATURE DOES NOT HOLD"
    sides[0].unlink()
    bench.save()
    assert present(bench) == "NOT SIGNED"
    sides[0].write_bytes(kept[0])
    sides[1].write_text(sign(kept[0], OF_APPROVAL, bench.key("w")))
    bench.save()
    assert present(bench) == "SIGNED WITH A KEY THAT IS NOT TRUSTED FOR IT"
