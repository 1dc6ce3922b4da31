"""The approval matrix: what counts, and what does not, on real repositories with real keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from casekit.history.signing import sign
from casekit.trust.statements import OF_TRUST
from tests.cli.two import edit
from tests.history.test_signing import needs_keygen
from tests.trust.bench import APPROVED, LANDED, LANDINGS, LATER, Bench, Landing

every_landing = pytest.mark.parametrize("how", LANDINGS)
HOLDS: set[str] = set()


@every_landing
def test_an_honest_approval_holds(bench: Bench, how: Landing) -> None:
    bench.approve()
    bench.land(how)
    assert bench.told() == HOLDS
    (row,) = bench.verify(bench.office.case).data["approvals"]
    assert (row["approver"], row["prepared_by"], row["trust"]) == ("r-sample", ["w-sample"], 7)
    assert row["holds"] and row["entered"] == bench.git("rev-parse", "main")


def test_whoever_squashes_hides_who_wrote_it(bench: Bench) -> None:
    bench.approve()
    bench.land("squash", by="r")
    found = [f for f in bench.verify().findings if f["code"] == "APPROVAL-AUTHORS-UNSEEN"]
    assert [f["severity"] for f in found] == ["warning"]
    assert bench.verify().code == 0


def test_a_second_device_signs_as_well(bench: Bench) -> None:
    bench.approve(home="r2")
    bench.land("merge")
    assert bench.told() == HOLDS


@every_landing
def test_who_left_later_has_approved(bench: Bench, how: Landing) -> None:
    bench.approve()
    bench.land(how)
    bench.trust("remove", "r-sample", at=LATER)
    assert bench.told() == HOLDS


@every_landing
def test_who_was_removed_dates_nothing_back(bench: Bench, how: Landing) -> None:
    bench.git("switch", "-q", "main")
    bench.trust("remove", "r-sample", at=LANDED)
    bench.git("switch", "-q", "work")
    bench.approve()
    bench.land(how, at=LATER)
    assert bench.told() == {"APPROVAL-KEY-NOT-TRUSTED"}


@every_landing
def test_a_delegate_approves_in_time(bench: Bench, how: Landing) -> None:
    bench.approve("d")
    bench.land(how)
    assert bench.told() == HOLDS
    (row,) = bench.verify().data["approvals"]
    assert (row["approver"], row["for"]) == ("d-sample", "r-sample")


@every_landing
def test_a_delegate_too_late_is_refused(bench: Bench, how: Landing) -> None:
    refused = bench.run("approve", bench.office.case, "plan", by="d", at=LATER)
    assert refused.code == 8 and "GATE-APPROVER-ROLE" in refused.err
    # Dated back, it came in too late all the same.
    bench.approve("d")
    bench.land(how, at=LATER)
    assert bench.told() == {"APPROVAL-DELEGATION-OVER"}
    assert bench.verify().code == 1


def test_an_approval_that_nobody_signed(bench: Bench) -> None:
    path = bench.forge("r")
    (bench.root / path).unlink()
    (bench.root / f"{path}.sig").unlink()
    bench.save("r")
    bench.land("merge")
    assert bench.told() == {"APPROVAL-NOT-SIGNED"}


@every_landing
def test_a_worker_signs_as_the_supervisor(bench: Bench, how: Landing) -> None:
    refused = bench.run("approve", bench.office.case, "plan", home="w")
    assert refused.code == 8 and "GATE-NOT-ACKNOWLEDGED" in refused.err
    bench.forge("w")
    bench.save()
    bench.land(how)
    assert bench.told() == {"APPROVAL-KEY-NOT-TRUSTED"}


def test_a_worker_signs_in_the_own_name(bench: Bench) -> None:
    bench.forge("w", "w-sample", prepared_by=())
    bench.save()
    bench.land("merge")
    assert bench.told() == {"APPROVAL-NO-AUTHORITY", "APPROVAL-SELF"}


@every_landing
def test_who_recorded_it_does_not_approve_it(bench: Bench, how: Landing) -> None:
    edit(bench.office, bench.plan, "recorded_by: w-sample", "recorded_by: r-sample")
    bench.forge("r")
    bench.save()
    bench.land(how)
    assert bench.told() == {"APPROVAL-SELF"}


@pytest.mark.parametrize("how", ["merge", "rebase"])
def test_who_versioned_it_does_not_approve_it(bench: Bench, how: Landing) -> None:
    plan = bench.plan
    plan.write_text(plan.read_text().replace("kind: family\n", "kind: family\nnote: And more.\n"))
    bench.save("r")
    refused = bench.run(
        "approve",
        bench.office.case,
        "plan",
        *("--acknowledge", "plan-agreed"),
        *("--acknowledge", "family-agrees-or-court-orders"),
    )
    assert refused.code == 8 and "GATE-APPROVER-IS-AUTHOR" in refused.err
    bench.forge("r")
    bench.save()
    bench.land(how)
    assert bench.told() == {"APPROVAL-SELF"}


@needs_keygen
def test_a_signed_version_names_its_author_by_the_key(bench: Bench) -> None:
    """Who tells git another name and signs all the same is found by the key."""
    plan = bench.plan
    plan.write_text(plan.read_text().replace("kind: family\n", "kind: family\nnote: And more.\n"))
    signing = ("-c", "gpg.format=ssh", "-c", f"user.signingkey={bench.public('r')}")
    bench.git("add", "--all")
    bench.git(*signing, "commit", "-q", "-S", "-m", "By hand", by="w")
    bench.forge("r")
    bench.save()
    bench.land("merge")
    assert bench.told() == {"APPROVAL-SELF"}


@every_landing
def test_what_is_edited_after_is_not_approved(bench: Bench, how: Landing) -> None:
    bench.approve()
    plan = bench.plan
    plan.write_text(plan.read_text().replace("kind: family\n", "kind: family\nnote: And more.\n"))
    bench.save()
    bench.land(how)
    assert bench.told() == {"APPROVAL-VOID"}
    assert bench.verify().code == 1
    # It is approved anew, of what it says now; the first one stays void.
    done = bench.approve(at=LATER)
    # The squash has no version in which the plan said what was approved.
    says = "not what was approved" if how == "squash" else 'note added: "And more."'
    assert says in done.err and bench.plan.stem in done.err
    assert [row["holds"] for row in bench.verify().data["approvals"]] == [False, True]


def test_formatting_line_ends_and_progress_void_nothing(bench: Bench) -> None:
    bench.approve()
    plan = bench.plan
    text = "# Agreed at the kitchen table.\n" + plan.read_text().replace(
        "kind: family", 'kind: "family"'
    )
    plan.write_bytes(text.replace("\n", "\r\n").encode())
    bench.save()
    words = ("--on", "2026-02-05", "--of", "G1.O1", "--status", "in progress")
    done = bench.run("progress", bench.office.case, *words, by="w", at="2026-02-05T09:00:00-06:00")
    assert done.code == 0, done.err
    bench.land("merge", at=LATER)
    assert bench.told() == HOLDS


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"case": "2026-AAAAAAA"}, {"APPROVAL-REPLAYED"}),
        ({"scope": "closing"}, {"APPROVAL-REPLAYED"}),
        ({"workspace": "0" * 64}, {"APPROVAL-REPLAYED"}),
        ({"record": "2026-02-02-yyyyyy"}, {"APPROVAL-REPLAYED"}),
        ({"base": "0" * 40}, {"APPROVAL-BASE-LOST"}),
        ({"own": "0" * 64}, {"APPROVAL-VOID"}),
        ({"namespace": OF_TRUST}, {"APPROVAL-SIGNATURE-BAD"}),
        (
            {"spoil": lambda c: c.replace(b'"case":', b'"case":"2026-AAAAAAA","case":')},
            {"APPROVAL-NOT-CANONICAL"},
        ),
        ({"spoil": lambda c: c + b"\n"}, {"APPROVAL-NOT-CANONICAL"}),
        ({"spoil": lambda c: c.replace(b'{"ack', b'{"a":"b","ack')}, {"APPROVAL-NOT-CANONICAL"}),
        ({"at": "2026-01-02T09:00:00-06:00"}, {"APPROVAL-DATED-BACK"}),
        ({"at": "2026-02-03T09:00:00-06:00"}, {"APPROVAL-AFTER-VERSION"}),
    ],
    ids=[
        "case",
        "scope",
        "workspace",
        "record",
        "base",
        "own",
        "namespace",
        "duplicate key",
        "line end",
        "more than is known",
        "dated back",
        "dated ahead",
    ],
)
def test_a_statement_of_something_else(
    bench: Bench, changes: dict[str, Any], codes: set[str]
) -> None:
    bench.forge("r", **changes)
    bench.save("r")
    bench.land("merge")
    assert bench.told() - {"RECORDED-AFTER-VERSION"} >= codes
    assert len(bench.told()) <= 2


def test_a_statement_copied_into_another_case(bench: Bench) -> None:
    bench.approve()
    other = bench.folder.replace(bench.office.case, "2026-K7Q4MZ3")
    for path in (*(bench.root / bench.folder).rglob("*.*"),):
        target = bench.root / other / path.relative_to(bench.root / bench.folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    bench.save()
    bench.land("squash")
    told = [f for f in bench.verify().findings if f["code"] == "APPROVAL-REPLAYED"]
    assert told and all(other in f["path"] for f in told)


@pytest.mark.parametrize(("who", "code"), [("x", "warning"), ("r", "error")])
def test_a_case_from_elsewhere_has_unsigned_approvals(bench: Bench, who: str, code: str) -> None:
    """Of people whom this agency does not know; its own ones sign."""
    bench.land("merge")
    path = bench.root / bench.forge("r", f"{who}-sample")
    for place in (path, path.with_name(f"{path.name}.sig")):
        place.unlink()
    folder = bench.root / bench.folder
    other = folder.with_name("2026-K7Q4MZ3")
    folder.rename(other)
    case = other / "case.yaml"
    case.write_text(case.read_text().replace(bench.office.case, other.name))
    bench.save(at=LATER)
    found = [f for f in bench.verify(other.name).findings if "UNSIGNED" in f["code"]]
    found += [f for f in bench.verify(other.name).findings if "NOT-SIGNED" in f["code"]]
    assert [f["severity"] for f in found] == [code]


def test_a_statement_that_is_a_link(bench: Bench) -> None:
    bench.approve()
    place = bench.statement()
    place.rename(bench.root / "elsewhere.json")
    place.symlink_to("../../../../elsewhere.json")
    bench.save()
    bench.land("merge")
    assert bench.told() == {"NAME-REFUSED", "APPROVAL-SIGNATURE-MISSING"}


def test_too_few_roots_have_signed(bench: Bench) -> None:
    bench.git("switch", "-q", "main")
    bench.trust("add", "--root", bench.public("q"), "--threshold", "2")
    waits = bench.run("trust", by="m")
    assert waits.code == 1 and "TRUST-TOO-FEW-SIGNATURES" in waits.out
    assert bench.told() == {"TRUST-TOO-FEW-SIGNATURES"}
    assert bench.verify().data["trust"]["number"] == 7
    bench.trust("sign", home="q", at=LANDED)
    assert bench.told() == HOLDS
    assert bench.verify().data["trust"]["number"] == 8
    # From now on one root alone changes nothing.
    bench.trust("remove", "d-sample", at=LATER)
    assert bench.told() == {"TRUST-TOO-FEW-SIGNATURES"}


def test_somebody_who_is_no_root_changes_nothing(bench: Bench) -> None:
    bench.git("switch", "-q", "main")
    words = ("trust", "remove", "r-sample")
    refused = bench.run(*words, by="m", home="w")
    assert refused.code == 8 and "TRUST-NOT-A-ROOT" in refused.err
    path = bench.root / "trust" / "0008.json"
    seventh = (bench.root / "trust" / "0007.json").read_bytes()
    path.write_bytes(seventh.replace(b'"number":7', b'"number":8'))
    signed = sign(path.read_bytes(), OF_TRUST, bench.key("w"))
    (bench.root / "trust" / "0008.abc.sig").write_text(signed)
    bench.save()
    assert bench.told() == {"TRUST-BROKEN"}


@every_landing
def test_a_swapped_root(bench: Bench, how: Landing, tmp_path: Path) -> None:
    bench.approve()
    pin = bench.run("trust", "pin", "--format", "json").data["first_digest"]
    for path in (bench.root / "trust").iterdir():
        path.unlink()
    bench.save()
    words = ("trust", "init", "--format", "json")
    made = bench.run(*words, by="m", home="w")
    assert made.code == 0, made.err
    bench.land(how)
    assert "TRUST-ROLLED-BACK" in bench.told()
    assert bench.verify().data["trust"]["first_digest"] == pin
    # Where the line of versions was begun anew, only the pin still knows.
    bench.git("checkout", "-q", "--orphan", "new")
    bench.save(message="All of it")
    bench.git("branch", "-q", "-M", "new", "main")
    assert "TRUST-PIN-DIFFERS" in bench.told("--pin", pin)
    assert bench.run("verify", "--pin", "nonsense").code == 2


@every_landing
def test_trust_is_not_rolled_back(bench: Bench, how: Landing) -> None:
    bench.approve()
    for path in (bench.root / "trust").glob("0007.*"):
        path.unlink()
    bench.save()
    bench.land(how)
    assert bench.told() == {"TRUST-ROLLED-BACK"}
    assert bench.verify().data["trust"]["number"] == 7


def test_a_history_written_anew(bench: Bench) -> None:
    bench.approve()
    bench.land("merge")
    bench.git("checkout", "-q", "--orphan", "new")
    bench.save(message="All of it")
    bench.git("branch", "-q", "-M", "new", "main")
    assert bench.told() >= {"APPROVAL-BASE-LOST"}


def test_a_tail_that_was_dropped_is_missed_where_it_was_seen(bench: Bench, tmp_path: Path) -> None:
    bench.approve()
    bench.land("merge")
    assert bench.told() == HOLDS
    bench.git("reset", "-q", "--hard", "HEAD~1")
    for _ in range(2):  # and it stays missed
        assert bench.told() == {"HISTORY-LOST"}
    assert bench.verify("--take-as-seen").code == 4
    assert bench.told() == HOLDS


def test_a_removed_statement_is_missed(bench: Bench) -> None:
    bench.approve()
    bench.land("merge")
    bench.statement().unlink()
    bench.save()
    assert bench.told() == {"APPROVAL-REMOVED", "APPROVAL-SIGNATURE-MISSING"}


def test_a_voided_approval_is_told_as_such(bench: Bench) -> None:
    path = bench.root / bench.forge("r")
    bench.save("r")
    record = path.parent.parent / "decisions" / "2026-02-02-zzzzzz.yaml"
    record.write_text(
        record.read_text() + f"voided:\n  by: r-sample\n  at: {APPROVED}\n  reason: Too early.\n"
    )
    bench.save("r")
    bench.land("merge")
    assert bench.told() == HOLDS
    (row,) = bench.verify().data["approvals"]
    assert not row["holds"]


def test_when_each_record_came_to_be_known(bench: Bench) -> None:
    words = ("--on", "2026-01-31", "--of", "G1.O1", "--status", "in progress")
    bench.run("progress", bench.office.case, *words, by="w", at=LATER)
    bench.land("merge", at=LATER)
    done = bench.verify(bench.office.case)
    (late,) = [e for e in done.data["entries"] if e["kind"] == "progress"]
    assert (late["occurred"], late["saved_hours_late"] // 24) == ("2026-01-31", 19)
    assert late["not_before"] < late["not_after"]
    told = bench.run("verify", bench.office.case, at=LATER)
    assert f"progress {late['record']}: 2026-01-31; recorded 2026-02-20 12:00" in told.out
    assert bench.verify().data["entries"] == []
    assert len(bench.verify("--late").data["entries"]) == len(done.data["entries"])
