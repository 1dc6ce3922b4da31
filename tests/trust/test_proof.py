"""Readers, gates and checks count an approval only where its signature holds, as files show it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from casekit.records.sealing import make_key_pair
from casekit.trust.statements import OF_TRUST
from casekit.workspace.parallel import map_all
from tests.cli.bundles.offices import LAW, OFFER
from tests.cli.two import edit
from tests.trust.bench import APPROVED, LATER, Bench
from tests.trust.test_deciding import approve_closing

DAY = ("--today", "2026-02-20", "--format", "json")


def is_approved(bench: Bench, *words: str) -> bool:
    """Whether the family's plan is approved, as `show` says, and `check` says nothing against."""
    shown = bench.run("show", bench.office.case, *DAY, *words, at=LATER)
    assert shown.code == 0, shown.err
    (plan,) = [p for p in shown.data["plans"] if p["id"] == bench.plan.stem]
    return bool(plan["approved"])


def told(bench: Bench, *words: str) -> set[str]:
    """The codes of `check` that speak of approvals, each with the way out."""
    found = bench.run("check", *words, "--format", "json", at=LATER).findings
    found = [f for f in found if f["code"].startswith("APPROVAL-")]
    assert all(
        "casekit approve" in f["hint"] and "counts for nothing" in f["message"] for f in found
    )
    return {f["code"] for f in found}


def edit_plan(bench: Bench) -> None:
    plan = bench.plan
    plan.write_text(plan.read_text().replace("kind: family\n", "kind: family\nnote: And more.\n"))


def drop(bench: Bench, *endings: str) -> None:
    path = bench.root / bench.forge("r")
    for ending in endings:
        (path.parent / f"{path.name}{ending}").unlink()


def leave(bench: Bench) -> None:
    """The supervisor has left since."""
    bench.trust("remove", "r-sample", at=LATER)


def swap(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def date_back(bench: Bench) -> None:
    """From before there was a trust file, as its record says, and of a plan that was not there."""
    drop(bench, "", ".sig")
    swap(
        bench.root / bench.folder / "decisions/2026-02-02-zzzzzz.yaml", "2026-02-02T", "2026-01-03T"
    )


def date_all_back(bench: Bench) -> None:
    """The plan as well; that neither is so, `verify` tells."""
    date_back(bench)
    swap(bench.plan, "recorded_at: 2026-01-30T", "recorded_at: 2026-01-02T")


def come_from_elsewhere(bench: Bench) -> None:
    """As if another office had opened the case, and somebody there had approved the plan."""
    drop(bench, "", ".sig")
    swap(bench.root / bench.folder / "decisions/2026-02-02-zzzzzz.yaml", "r-sample", "x-sample")
    swap(bench.office.records("report")[0], "recorded_by: w-sample", "recorded_by: x-sample")


def record_it(bench: Bench) -> None:
    """Who approves the plan has written it."""
    swap(bench.plan, "recorded_by: w-sample", "recorded_by: r-sample")
    bench.forge("r")


def approve_late(bench: Bench) -> None:
    """Of a plan that came when the delegate's time was over, dated back into it."""
    swap(bench.plan, "recorded_at: 2026-01-30T", "recorded_at: 2026-02-11T")
    bench.forge("d", "d-sample", stands_for="r-sample")


def spoil_trust(bench: Bench) -> None:
    """Where no version of the trust file holds, no approval does."""
    drop(bench, "", ".sig")
    (bench.root / "trust/0001.json").write_text("[" * 10_000)


def reform(bench: Bench) -> None:
    """Comments, line ends and progress change nothing of what was approved."""
    plan = bench.plan
    plan.write_bytes(("# By hand.\n" + plan.read_text()).replace("\n", "\r\n").encode())


FORGED: dict[str, tuple[Callable[[Bench], Any], str]] = {
    "nobody signed": (lambda b: drop(b, "", ".sig"), "APPROVAL-NOT-SIGNED"),
    "signature gone": (lambda b: drop(b, ".sig"), "APPROVAL-SIGNATURE-MISSING"),
    "statement gone": (lambda b: drop(b, ""), "APPROVAL-NOT-SIGNED"),
    "worker's key": (lambda b: b.forge("w"), "APPROVAL-KEY-NOT-TRUSTED"),
    "no role": (lambda b: b.forge("w", "w-sample"), "APPROVAL-NO-AUTHORITY"),
    "no delegation": (lambda b: b.forge("d", "d-sample"), "APPROVAL-NO-AUTHORITY"),
    "other purpose": (lambda b: b.forge("r", namespace=OF_TRUST), "APPROVAL-SIGNATURE-BAD"),
    "line end": (lambda b: b.forge("r", spoil=lambda c: c + b"\n"), "APPROVAL-NOT-CANONICAL"),
    "other case": (lambda b: b.forge("r", case="2026-K7Q4MZ3"), "APPROVAL-REPLAYED"),
    "other scope": (lambda b: b.forge("r", scope="closing"), "APPROVAL-REPLAYED"),
    "other record": (lambda b: b.forge("r", record="2026-02-02-yyyyyy"), "APPROVAL-REPLAYED"),
    "other words": (lambda b: b.forge("r", own="0" * 64), "APPROVAL-VOID"),
    "dated back": (date_back, "APPROVAL-NOT-SIGNED"),
    "elsewhere": (come_from_elsewhere, "APPROVAL-NOT-SIGNED"),
    "delegation over": (approve_late, "APPROVAL-DELEGATION-OVER"),
    "own work": (record_it, "APPROVAL-SELF"),
    "trust spoiled": (spoil_trust, "APPROVAL-NOT-SIGNED"),
}


@pytest.mark.parametrize("name", FORGED)
def test_what_is_not_proven_counts_for_nothing(name: str, bench: Bench) -> None:
    forge, code = FORGED[name]
    forge(bench)
    assert not is_approved(bench)
    assert code in told(bench)
    bench.save("r")
    listed = bench.run("chronology", bench.office.case, "--kind", "approval", at=LATER).out
    assert f"COUNTS FOR NOTHING: {code}" in listed
    shown = bench.run("show", bench.office.case, at=LATER).out
    assert f"NOT APPROVED, its approval counts for nothing: {code}" in shown


@pytest.mark.parametrize("after", [leave, reform], ids=lambda f: f.__name__)
def test_what_came_later_takes_nothing_from_it(
    after: Callable[[Bench], None], bench: Bench
) -> None:
    bench.approve()
    assert is_approved(bench) and told(bench) == set()
    after(bench)
    assert is_approved(bench) and told(bench) == set()


def test_a_delegate_has_approved(bench: Bench) -> None:
    bench.approve("d")
    assert is_approved(bench) and told(bench) == set()


def test_what_files_cannot_show_verify_tells(bench: Bench) -> None:
    date_all_back(bench)
    assert is_approved(bench)
    bench.save("r")
    bench.land("merge")
    assert bench.told() >= {"APPROVAL-NOT-SIGNED"}


def test_an_edit_opens_the_question_again_and_a_new_approval_answers_it(bench: Bench) -> None:
    bench.approve()
    signed, before = bench.git("rev-parse", "HEAD"), bench.plan.read_text()
    edit_plan(bench)
    assert told(bench) == {"APPROVAL-VOID"} and not is_approved(bench)
    bench.save()
    assert is_approved(bench, "--as-known", signed)
    waiting = bench.run("next", bench.office.case, *DAY, at=LATER).out
    assert "plan approved" in waiting
    # One that somebody made up hides nothing from whoever approves it anew.
    bench.forge("w")
    bench.save()
    for shown in (
        ("show", bench.office.case),
        ("blame", bench.office.case, bench.plan.stem, "note"),
    ):
        out = bench.run(*shown, at=LATER).out
        assert "approval: plan" not in out and "approved so" not in out
    # Who approves it anew is not asked about the old one: it is what the new one answers.
    done = bench.approve(at=LATER)
    assert 'note added: "And more."' in done.err
    assert is_approved(bench) and told(bench) == set()
    # Who puts the older words back does not bring back their approval.
    bench.plan.write_text(before)
    assert not is_approved(bench) and "APPROVAL-VOID" in told(bench)
    newer = sorted((bench.root / bench.folder / "decisions").glob("*.yaml"))[-1]
    back = "voided: {by: r-sample, at: 2026-02-21T09:00:00-06:00, reason: mistaken}\n"
    newer.write_text(newer.read_text() + back)
    assert not is_approved(bench) and "APPROVAL-VOID" in told(bench)


def test_who_has_left_brings_nothing_more(bench: Bench) -> None:
    """Files do not tell when an approval came; the branch that it comes to knows who has left."""
    bench.approve()
    bench.git("switch", "-q", "main")
    leave(bench)
    bench.git("switch", "-q", "work")
    bench.git("merge", "-q", "--no-edit", "main")
    assert told(bench) == set()
    assert told(bench, "--changed", "main...") == {"APPROVAL-KEY-NOT-TRUSTED"}
    # A branch that says of a plan who approved it says as well that they have written it.
    bench.git("reset", "-q", "--hard", "HEAD~2")
    record_it(bench)
    bench.save("r")
    page = bench.run("diff", "--pr", "main~..work", at=LATER).out
    assert "COUNTS FOR NOTHING: APPROVAL-SELF" in page


def test_of_two_files_with_one_id_only_one_was_approved(bench: Bench) -> None:
    bench.approve()
    twin = bench.plan.with_name("2026-01-31-zzzzzz.yaml")
    twin.write_text(bench.plan.read_text() + "note: And more.\n")
    assert told(bench, "--only", "APPROVAL-VOID") == {"APPROVAL-VOID"}
    shown = bench.run("show", bench.office.case, *DAY, at=LATER).data["plans"]
    assert [p["approved"] for p in shown if p["id"] == bench.plan.stem] == [False, False]


def test_nobody_closes_against_the_approval(bench: Bench) -> None:
    """Not even who writes into the file that a supervisor did."""
    child = next(p for p in bench.office.records("person") if "role: child" in p.read_text())
    gates = ("approved", "reviewed", "child seen", "safety plan ended", "objective settled")
    lines = (
        *("schema: closing/1", "id: 2026-02-03-zzzzzz", "occurred_at: 2026-02-03T10:00:00-06:00"),
        *("recorded_at: 2026-02-03T10:00:00-06:00", "recorded_by: r-sample"),
        *(f"children: [{child.stem}]", "reason: goals achieved", "summary: Done."),
        *("unmet_gates:", *(f"  - {{gate: {name}, reason: hurry}}" for name in gates), ""),
    )
    closing = bench.root / bench.folder / "decisions/2026-02-03-zzzzzz.yaml"
    closing.write_text("\n".join(lines))
    call = ("check", "--only", "CLOSED-AGAINST-GATE", "--format", "json")
    by_supervisor = [f["message"] for f in bench.run(*call, at=LATER).findings]
    assert any("no supervisor has approved the closing" in says for says in by_supervisor)
    # Nor does somebody else decide against the others.
    swap(closing, "recorded_by: r-sample", "recorded_by: w-sample")
    assert len(bench.run(*call, at=LATER).findings) > len(by_supervisor)


def test_an_approval_that_was_taken_back_does_not_come_back_in_silence(bench: Bench) -> None:
    bench.approve()
    record = sorted((bench.root / bench.folder / "decisions").glob("*.yaml"))[-1]
    given = record.read_text()
    back = "voided: {by: r-sample, at: 2026-02-03T09:00:00-06:00, reason: mistaken}\n"
    record.write_text(given + back)
    bench.save("r")
    assert not is_approved(bench) and told(bench) == set()
    record.write_text(given)
    bench.save()
    listed = bench.run("check", "--changed", "HEAD~", "--format", "json", at=LATER).findings
    assert [f["code"] for f in listed] == ["APPROVAL-GIVEN-AGAIN"]
    # Without the two versions beside each other, only the history shows it.
    bench.git("switch", "-q", "main")
    bench.git("merge", "-q", "--ff-only", "work")
    assert bench.told() == {"APPROVAL-GIVEN-AGAIN"} and told(bench) == set()


def test_more_time_is_not_older_than_what_it_is_for(bench: Bench) -> None:
    """Dated back behind the trust file, for a duty that a plan of later has brought."""
    lines = (
        *("schema: extension/1", "id: 2026-01-03-zzzzzz", "occurred_at: 2026-01-03T10:00:00-06:00"),
        *("recorded_at: 2026-01-03T10:00:00-06:00", "recorded_by: r-sample"),
        f"obligation: mb-115-review/{bench.office.case}/{bench.plan.stem}/1",
        *("until: 2026-09-01", "reason: snow", "approved_by: r-sample", ""),
    )
    record = bench.root / bench.folder / "decisions/2026-01-03-zzzzzz.yaml"
    record.write_text("\n".join(lines))
    assert told(bench) == {"APPROVAL-NOT-SIGNED"}


def test_check_tells_of_a_trust_file_that_is_not_what_it_was(bench: Bench) -> None:
    """Gone, another one, or none: against the newest version, what was seen, and a branch."""

    def found(*words: str) -> set[str]:
        listed = bench.run("check", *words, "--format", "json", at=LATER).findings
        return {f["code"] for f in listed if f["path"].startswith("trust")}

    trust = bench.root / "trust"
    (trust / "notes.txt").write_text("Ask q-sample\n")
    assert found() == {"TRUST-STRAY-FILE"}
    (trust / "notes.txt").unlink()
    bench.git("switch", "-q", "main")
    bench.trust("remove", "d-sample")
    assert found() == bench.told() == set()
    # A branch that is older than the newest trust file takes nothing away.
    bench.git("switch", "-q", "work")
    assert found() == found("--changed", "main...") == set()
    trust.rename(bench.root / "kept")
    trust.symlink_to("kept")
    assert found() == {"UNREADABLE", "TRUST-ROLLED-BACK"}
    trust.unlink()
    assert found() == {"TRUST-ROLLED-BACK"}
    (bench.root / "kept").rename(bench.root.with_name("kept"))
    bench.save()
    # Neither here nor in the version before: nobody has seen this branch.
    assert found() == set()
    assert found("--changed", "main...") == {"TRUST-ROLLED-BACK"}
    bench.land("merge")
    assert found() == found("--merge") == {"TRUST-BROKEN", "TRUST-ROLLED-BACK"}
    for path in trust.iterdir():
        path.unlink()
    bench.save()
    assert found() == {"TRUST-ROLLED-BACK"}
    made = bench.run("trust", "init", by="m", home="m")
    assert made.code == 0, made.err
    assert found() == {"TRUST-PIN-DIFFERS"}


def test_a_limit_is_not_met_by_a_name_that_somebody_typed(bench: Bench) -> None:
    """The list of what is due remembers, and must not remember this."""
    plan = next(p for p in bench.office.records("plan") if "kind: safety" in p.read_text())
    limit = "mb-113-safetyplan-approval"

    def state() -> str:
        listed = bench.run("due", *DAY, at=LATER)
        assert listed.code in (0, 1), listed.err
        rows = [row for row in listed.data["obligations"] if row["rule"] == limit]
        return " ".join(sorted({row["status"] for row in rows}))

    before = state()
    record = bench.root / bench.folder / "decisions/2026-01-20-zzzzzz.yaml"
    lines = (
        *("schema: approval/1", "id: 2026-01-20-zzzzzz", "occurred_at: 2026-01-14T10:00:00-06:00"),
        *("recorded_at: 2026-01-14T10:00:00-06:00", "recorded_by: r-sample"),
        *("scope: safety plan", f"approves: [{plan.stem}]", "approved_by: r-sample", ""),
    )
    record.write_text("\n".join(lines))
    bench.save()
    assert state() == before
    # Where there is no trust file, a name is all that there is.
    for path in (bench.root / "trust").iterdir():
        path.unlink()
    bench.save()
    assert state() != before


def _list_unproven(loaded: Any) -> tuple[str, ...]:
    return tuple(f"{one} {doubt.code}" for one, doubt in loaded.case.unproven.items())


def test_every_way_of_reading_says_the_same(bench: Bench) -> None:
    from casekit.records.schemas import open_shared
    from casekit.resources import schemas_dir
    from casekit.workspace.workspace import Workspace

    bench.forge("w")
    bench.save()
    schemas = open_shared(schemas_dir())
    for saved in (False, True):
        space = Workspace.open(bench.root, schemas, saved=saved)
        one = _list_unproven(space.load(bench.office.case))
        assert one == ("2026-02-02-zzzzzz APPROVAL-KEY-NOT-TRUSTED",)
        assert [a.answer for a in map_all(space, _list_unproven)] == [one]


def test_a_branch_is_judged_by_the_trust_and_the_people_of_where_it_goes(bench: Bench) -> None:
    """A branch that makes its own supervisor is not believed."""
    agency = bench.root / "agency.yaml"
    agency.write_text(agency.read_text().replace("roles: [worker]", "roles: [supervisor]"))
    for path in (bench.root / "trust").iterdir():
        path.unlink()
    bench.save()
    made = bench.run("trust", "init", by="m", home="m")
    assert made.code == 0, made.err
    words = ("--role", "supervisor", "--key", bench.public("w"))
    bench.trust("add", "w-sample", *words, home="m", at=APPROVED)
    bench.forge("w", "w-sample")
    bench.save()
    own = bench.run("check", "--changed", "main..work", "--format", "json", at=LATER).findings
    assert not [f for f in own if f["code"] == "APPROVAL-KEY-NOT-TRUSTED"]
    assert told(bench, "--changed", "main...work") == {"APPROVAL-REPLAYED"}
    assert told(bench, "--changed", "main...") == {"APPROVAL-REPLAYED"}
    page = bench.run("diff", "--pr", "main..work", at=LATER).out
    assert "SIGNED FOR SOMETHING ELSE" in page


def test_what_is_changed_after_a_closing_asks_for_a_new_approval_and_for_nothing_else(
    bench: Bench,
) -> None:
    approve_closing(bench)
    case, later = bench.office.case, "2026-02-21T12:00:00-06:00"
    words = (
        "--reason",
        "goals achieved",
        "--summary",
        "Over.",
        "--lessons",
        "L",
        "--aftercare",
        "A",
    )
    for gate in ("safety assessed", "safety plan ended"):
        words += ("--unmet-gate", f"gate={gate}; reason=known")
    done = bench.run("close", case, *words, at=later)
    assert done.code == 0, done.err
    assert bench.run("check", case, at=later).code == 0
    (assessment,) = bench.office.records("assessment")
    edit(bench.office, assessment, "schema: assessment/1", "schema: assessment/1\nnote: A word.")
    found = bench.run("check", case, "--format", "json", at=later).findings
    assert [f["code"] for f in found] == ["APPROVAL-VOID"]
    call = ("approve", case, "closing", "--approve", bench.office.records("review")[-1].stem)
    codes = re.findall(r"--acknowledge (\S+)", bench.run(*call, at=later).err)
    known = [word for code in codes for word in ("--acknowledge", code)]
    done = bench.run(*call, *known, at=later)
    assert done.code == 0, done.err
    assert bench.run("check", case, at=later).code == 0


def test_what_counts_for_nothing_does_not_leave_in_silence(bench: Bench) -> None:
    """A bundle has no statements: who receives it cannot tell it from what was signed."""
    bench.forge("w")
    bench.save()
    offered = bench.run("transfer", bench.office.case, *OFFER, "--mandated", at=LATER)
    assert offered.code == 0, offered.err
    to = make_key_pair().public
    told = bench.run("bundle", bench.office.case, "--to", to, *LAW, "-n", at=LATER)
    assert told.code == 0, told.err
    assert "counts for nothing here: 2026-02-02-zzzzzz" in told.out + told.err
