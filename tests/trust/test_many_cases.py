"""Many cases: the same answer in any number of processes, and no case speaks for another."""

from __future__ import annotations

import os
import pickle
import shutil
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import replace
from typing import Any

import pytest

from casekit.history.repository import Repository
from casekit.oversight.approvals import ApprovalReport, verify_approvals
from casekit.trust.pins import Pin, Seen
from tests.trust.bench import LATER, Bench

OTHERS = ("2026-2222222", "2026-K7Q4MZ3", "2026-ZZZZZZZ")


class Elsewhere(Executor):
    """Does everything at once, with nothing but what could be sent to another process."""

    def __init__(self) -> None:
        self.done = 0

    def submit(self, work: Callable[..., Any], /, *words: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        sent = pickle.loads(pickle.dumps((work, words, named)))
        future.set_result(pickle.loads(pickle.dumps(sent[0](*sent[1], **sent[2]))))
        self.done += 1
        return future


def copy_case(bench: Bench, number: str) -> Bench:
    """The same case once more, under another number."""
    other = Bench(replace(bench.office, case=number), bench.homes)
    shutil.copytree(bench.root / bench.folder, bench.root / other.folder)
    return other


def change(bench: Bench) -> None:
    plan = bench.plan
    plan.write_text(plan.read_text().replace("kind: family\n", "kind: family\nnote: And more.\n"))


@pytest.fixture
def many(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """Four cases: as it should be, copied, changed, and with parts missing."""
    bench.approve()
    changed, cut, unsigned = (copy_case(bench, number) for number in OTHERS)
    change(changed)
    for path in (unsigned.root / unsigned.folder / "approvals").iterdir():
        path.unlink()
    bench.save()
    bench.land("merge")
    cut.statement().unlink()
    bench.save(at=LATER)
    monkeypatch.setattr("casekit.oversight.case_tasks._CASES_OF_TASK", 1)
    monkeypatch.setattr("casekit.oversight.case_tasks._MANY_STATEMENTS", 1)
    return bench


def tell(report: ApprovalReport) -> tuple[Any, ...]:
    return (report.cases, report.approvals, report.entries, report.findings)


def test_any_number_of_processes_gives_the_same(
    many: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = Repository.open(many.root)
    head = repo.head()
    assert head is not None
    asked = (repo, head, Pin(None, "nobody"), Seen({}), None, True)
    alone, elsewhere = verify_approvals(*asked), Elsewhere()
    assert {f.code for f in alone.findings} >= {
        *("APPROVAL-REPLAYED", "APPROVAL-VOID", "APPROVAL-SIGNATURE-MISSING"),
        *("APPROVAL-NOT-SIGNED", "APPROVAL-REMOVED"),
    }
    assert tell(verify_approvals(*asked, elsewhere)) == tell(alone)
    assert elsewhere.done == alone.cases == 4
    # The command byte for byte, with processes of its own.
    monkeypatch.setattr("casekit.cli.verify_approvals._MANY_FILES", 1)
    answers = []
    for processors in (1, 3):
        monkeypatch.setattr(os, "cpu_count", lambda n=processors: n)
        answers.append(
            [many.run("verify", *words, at=LATER) for words in ((), ("--late", "--format", "json"))]
        )
    assert answers[0] == answers[1]
    assert all(answer.code == 1 and answer.out for answer in answers[0])


def test_an_approval_in_one_case_hides_no_author_in_another(bench: Bench) -> None:
    """Two cases with a plan of one id: each has its own line of approvals."""
    other = copy_case(bench, OTHERS[-1])
    change(other)
    bench.save("r")
    bench.forge("q", "q-sample")
    bench.save("q")
    path = other.forge("r")
    bench.save("r")
    bench.land("rebase")
    assert [f["path"] for f in bench.verify().findings if f["code"] == "APPROVAL-SELF"] == [path]


def test_a_file_of_the_same_name_takes_no_place(bench: Bench) -> None:
    """Neither of a plan that was changed, nor of a decision that nobody signed."""
    bench.approve()
    approved = bench.plan.read_bytes()
    change(bench)
    for folder in ("assessments", "reviews"):
        bench.write(f"{bench.folder}/{folder}/{bench.plan.name}", approved)
    unsigned = bench.root / bench.forge("r")
    for path in (unsigned, unsigned.with_name(f"{unsigned.name}.sig")):
        path.unlink()
    bench.write(f"{bench.folder}/reviews/{unsigned.stem}.yaml", b"schema: note/1\n")
    bench.save()
    bench.land("merge")
    assert bench.told() == {"APPROVAL-VOID", "APPROVAL-NOT-SIGNED"}


def test_what_came_in_together_goes_by_name(bench: Bench) -> None:
    bench.approve()
    bench.forge("q", "q-sample")
    bench.save("q")
    bench.land("squash")
    rows = [row["path"] for row in bench.verify().data["approvals"]]
    assert len(rows) == 2 and rows == sorted(rows)
