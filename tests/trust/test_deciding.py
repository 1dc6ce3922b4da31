"""Around the matrix: what is shown and acknowledged, closings, returns, keys, ssh-keygen."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from casekit.history.signing import fingerprint
from casekit.trust.trust_file import signature_name
from tests.cli.contract import find_breaches
from tests.cli.office import SUPERVISOR, Office, snapshot
from tests.cli.two import edit
from tests.history.test_signing import KEYGEN, needs_keygen
from tests.trust.bench import APPROVED, KNOWN, LATER, Bench

REPORT = """
occurred_at: 2026-02-21 10:00
reporter: neighbour
immediate_danger: {present: false}
children: [Sam]
narrative: Noise at night.
"""


def test_what_speaks_against_it_is_acknowledged_one_by_one(bench: Bench) -> None:
    before = snapshot(bench.root)
    refused = bench.run("approve", bench.office.case, "plan", *KNOWN[:2], "--format", "json")
    assert refused.code == 8
    (left,) = refused.findings
    assert left["code"] == "GATE-NOT-ACKNOWLEDGED"
    assert left["hint"].endswith("--acknowledge family-agrees-or-court-orders")
    assert snapshot(bench.root) == before
    done = bench.approve()
    assert f"recorded: family plan of 2026-01-30 ({bench.plan.stem})" in done.err
    assert "objective G1.O1 until " in done.err
    row = bench.verify().data["approvals"][0]
    assert row["acknowledged"] == ["family-agrees-or-court-orders", "plan-agreed"]


def test_a_dry_run_shows_it_and_writes_nothing(bench: Bench) -> None:
    before = snapshot(bench.root)
    done = bench.run("approve", bench.office.case, "plan", "-n", home="w")
    assert done.code == 0 and "What is decided on: plan, 1 record" in done.err
    assert snapshot(bench.root) == before


def test_an_unsaved_edit_is_not_approved(bench: Bench) -> None:
    plan = bench.plan
    plan.write_text(plan.read_text().replace("kind: family\n", "kind: family\nnote: And more.\n"))
    refused = bench.run("approve", bench.office.case, "plan", *KNOWN)
    assert refused.code == 8 and "GATE-NOT-SAVED" in refused.err


def test_a_key_or_a_role_that_is_missing_is_told(bench: Bench) -> None:
    strange = bench.run("approve", bench.office.case, "plan", *KNOWN, home="w")
    assert strange.code == 8 and "GATE-KEY-NOT-TRUSTED" in strange.err
    bench.git("switch", "-q", "main")
    bench.trust("remove", "r-sample", "--key", bench.public("r2"))
    bench.trust("add", "r-sample", "--role", "worker", "--key", bench.public("r2"))
    bench.git("switch", "-q", "work")
    bench.git("merge", "-q", "--no-edit", "main")
    refused = bench.run("approve", bench.office.case, "plan", *KNOWN)
    assert refused.code == 8 and "GATE-APPROVER-NOT-TRUSTED" in refused.err


def approve_closing(bench: Bench) -> None:
    words = ("--on", "2026-02-20", "--child", "Sam", "--kind", "closing", "--result", "close")
    words += ("--reasons", "Settled.", "--feedback", "person=Sam; words=Good.")
    words += ("--objective", "of=G1.O1; status=achieved; measured=every night")
    done = bench.run("review", bench.office.case, *words, by="w", at=LATER)
    assert done.code == 0, done.err
    call = ("approve", bench.office.case, "closing")
    codes = re.findall(r"--acknowledge (\S+)", bench.run(*call, at=LATER).err)
    assert "safety-plan-ended" in codes
    known = [word for code in codes for word in ("--acknowledge", code)]
    done = bench.run(*call, *known, at=LATER)
    assert done.code == 0, done.err


def test_what_is_added_to_a_closing_after_it_was_approved(bench: Bench) -> None:
    approve_closing(bench)
    words = ("--on", "2026-02-20", "--of", "G1.O1", "--status", "in progress")
    assert bench.run("progress", bench.office.case, *words, by="w", at=LATER).code == 0
    bench.land("merge", at="2026-02-21T09:00:00-06:00")
    assert bench.told() == set()
    done = bench.run(
        *("intake", "--case", bench.office.case, "--from", "-"),
        by="w",
        at="2026-02-21T12:00:00-06:00",
        stdin=REPORT,
    )
    assert done.code == 0, done.err
    assert bench.told() == {"APPROVAL-ADDED-AFTER"}


def test_a_return_is_signed_and_waits_for_the_worker(bench: Bench) -> None:
    said = ("--comments", "Say who calls Marie.")
    done = bench.run("return", bench.office.case, "plan", *said)
    assert done.code == 0, done.err
    (row,) = bench.verify().data["approvals"]
    assert (row["decision"], row["signed"], row["holds"]) == ("returned", True, True)
    assert "Say who calls Marie." in bench.run("next", bench.office.case, by="w").out
    assert "Say who calls Marie." in bench.run("chronology", bench.office.case, by="w").out
    # The worker changes it, which voids nothing, and it is approved then.
    edit(bench.office, bench.plan, "kind: family", "kind: family\nnote: R. calls her.")
    assert bench.told() == set()
    bench.approve(at="2026-02-03T09:00:00-06:00")
    assert "Say who calls Marie." not in bench.run("next", bench.office.case, by="w").out
    assert bench.told() == set()


@pytest.mark.parametrize("by", ["w", "r"])
def test_a_return_needs_no_trust_file_but_a_supervisor(office: Office, by: str) -> None:
    who = SUPERVISOR if by == "r" else ("W. Sample", "w.sample@agency.example")
    (plan,) = [p.stem for p in office.records("plan") if "kind: family" in p.read_text()]
    words = ("plan", "--return", plan, "--comments", "Anew, please.")
    done = office.run("return", office.case, *words, by=who, at=LATER)
    assert done.code == (0 if by == "r" else 8), done.err
    told = office.run("verify", "--format", "json", at=LATER)
    assert find_breaches("verify-approvals", told.data) == []
    codes = {f["code"] for f in told.findings}
    assert "APPROVAL-UNSIGNED" in codes and told.code == 0
    assert not any(row["signed"] for row in told.data["approvals"])


@needs_keygen
def test_plain_ssh_keygen_judges_what_is_on_file(bench: Bench, tmp_path: Path) -> None:
    bench.approve()
    allowed = tmp_path / "allowed"
    allowed.write_text(f"r-sample {bench.key('r').public}\nroot {bench.key('root').public}\n")
    statement = bench.statement()
    trust = bench.root / "trust" / "0001.json"
    root = bench.root / signature_name(1, bench.key("root").public)
    for who, namespace, file, signature in (
        ("r-sample", "casekit-approval@v1", statement, Path(f"{statement}.sig")),
        ("root", "casekit-trust@v1", trust, root),
    ):
        words = ("-Y", "verify", "-f", allowed, "-I", who, "-n", namespace, "-s", signature)
        done = subprocess.run([str(KEYGEN), *words], input=file.read_bytes(), capture_output=True)
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_root_makes_room_for_its_new_key(bench: Bench) -> None:
    bench.git("switch", "-q", "main")
    bench.trust("rotate", "--key", bench.public("m"))
    shown = bench.run("trust", "--format", "json").data
    assert find_breaches("trust", shown) == []
    assert shown["roots"] == [fingerprint(bench.key("m").public)]
    assert bench.told() == set()
    old = bench.run("trust", "remove", "d-sample", by="m", home="root")
    assert old.code == 8


def test_a_pin_is_kept_outside_of_the_repository(bench: Bench) -> None:
    shown = bench.run("trust", "pin", "--format", "json")
    assert find_breaches("trust-pin", shown.data) == []
    digest = shown.data["first_digest"]
    assert bench.run("trust", "pin", digest).code == 0
    assert "TRUST-NOT-PINNED" not in {f["code"] for f in bench.verify().findings}
    wrong = {"CASEKIT_TRUST_PIN": "0" * 64}
    done = bench.run("verify", env=wrong)
    assert done.code == 1 and "TRUST-PIN-DIFFERS" in done.out
    assert bench.run("trust", "pin", env=wrong).code == 1
    assert bench.run("trust", "pin", "abc").code == 2


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("init",), 2),
        (("add",), 2),
        (("add", "q-sample", "--key", "nowhere.pub"), 4),
        (("add", "q-sample", "--key", "agency.yaml"), 4),
        (("remove", "x-sample"), 3),
        (("remove", "--root", "KEY"), 3),
        (("rotate",), 2),
        (("delegate", "d-sample", "r-sample", "--until", "2026-03-01"), 2),
        (("delegate", "r-sample", "d-sample"), 2),
        (("add", "--root", "KEY", "--threshold", "9"), 2),
        (("sign",), 3),
        (("giveaway",), 2),
    ],
)
def test_what_cannot_be_done_to_the_trust_file(
    bench: Bench, words: tuple[str, ...], code: int
) -> None:
    before = snapshot(bench.root)
    given = [bench.public("q") if word == "KEY" else word for word in words]
    done = bench.run("trust", *given, by="m", home="root", at=APPROVED)
    assert done.code in (code, 2), done.err
    assert "hint:" in done.err
    assert snapshot(bench.root) == before


def test_without_a_trust_file_there_is_nothing_to_change(office: Office) -> None:
    before = snapshot(office.root)
    assert "not signed" in office.run("trust", by=SUPERVISOR).out
    done = office.run("trust", "pin", by=SUPERVISOR)
    assert done.code == 3 and "TRUST-MISSING" in done.err
    assert office.run("trust", "sign", by=SUPERVISOR).code == 3
    assert snapshot(office.root) == before
