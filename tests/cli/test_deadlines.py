"""`casekit extend` and `casekit excuse`: asked for or decided in time, and always visible.

No pack that ships has a rule that may be extended, so these tests put one beside the others.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from casekit.standards import packs
from tests.cli.contract import find_breaches
from tests.cli.office import SUPERVISOR, WORKER, Answer, Office, snapshot
from tests.cli.walk import WALK, ask
from tests.history.test_signing import make_key

HERE = Path(__file__).parent
REQUESTS = HERE / "refused-deadlines"
OTHER = ("Q. Sample", "q.sample@agency.example")
IN_TIME = "2026-02-09T09:00:00-06:00"
TOO_LATE = "2026-02-12T09:00:00-06:00"


@pytest.fixture(scope="module", autouse=True)
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The shipped packs, and one more."""
    folder = tmp_path_factory.mktemp("packs")
    for pack in [*packs.packs_dir().glob("*.yaml"), HERE / "packs" / "toy-deadlines.yaml"]:
        shutil.copy(pack, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packs, "packs_dir", lambda: folder)
        yield


@pytest.fixture(scope="module")
def ready(shelf: None, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A case of 12 January with one child and a worker; its plan is due on 11 February."""
    top = tmp_path_factory.mktemp("office")
    (top / "home").mkdir()
    office = Office(top / "files", top / "home")
    made = office.run(
        *("init", str(office.root), "--name", "Willow Agency", "--timezone", "America/Winnipeg"),
        *("--standards", "toy-deadlines", "--fictional"),
        *("--worker", "W. Sample <w.sample@agency.example>"),
        by=SUPERVISOR,
        at="2026-01-05T09:00:00-06:00",
        cwd=office.home,
    )
    assert made.code == 0, made.err
    add_supervisor(office)
    for step in WALK[:5]:
        done = ask(step, office, "yaml", "--format", "json")
        assert done.code == 0, done.err
        office = replace(office, case=done.data["case"])
    return office


def add_supervisor(office: Office) -> None:
    """Let a second supervisor work here."""
    path = office.root / "agency.yaml"
    text = path.read_text()
    people = "people:\n"
    entry = (
        "  - id: q-sample\n    name: Q. Sample\n    email: q.sample@agency.example\n"
        "    roles: [supervisor]\n"
    )
    path.write_text(text.replace(people, people + entry))
    office.git("-c", "user.name=R. Sample", "commit", "-qam", "Q. Sample comes")


@pytest.fixture
def desk(ready: Office, tmp_path: Path) -> Office:
    return ready.copy(tmp_path / "files")


def extend(office: Office, *words: str, by: Any = WORKER, at: str = IN_TIME) -> Answer:
    given = words or ("--by", "5 days", "--reason", "snow")
    return office.run("extend", office.case, "toy-plan", *given, by=by, at=at)


def due(office: Office, rule: str, today: str) -> dict[str, Any]:
    done = office.run("due", office.case, "--today", today, "--format", "json")
    assert find_breaches("due", done.data) == []
    (row,) = [o for o in done.data["obligations"] if o["rule"] == rule]
    found: dict[str, Any] = row
    return found


def newest(office: Office, kind: str) -> Path:
    return office.records(kind)[-1]


def check(office: Office, at: str) -> list[dict[str, Any]]:
    done = office.run("check", "--format", "json", at=at)
    assert find_breaches("check", done.data) == []
    return done.findings


# ------------------------------------------------------------------ the two ways to an extension


def test_a_worker_asks_and_a_supervisor_approves(desk: Office) -> None:
    asked = extend(desk)
    assert asked.code == 0, asked.err
    assert "Extension asked for in " in asked.out
    assert "no effect until a supervisor approves it before 2026-02-11 ends" in asked.err
    record = newest(desk, "extension")
    assert "approved_by" not in record.read_text()
    row = due(desk, "toy-plan", "2026-02-10")
    assert (row["due"], row["waiting"], row["extended_by"]) == ("2026-02-11", [record.stem], [])
    told = desk.run("due", desk.case, "--today", "2026-02-10")
    assert "Agree the plan (extension to Mon 16 Feb 2026 asked for, not approved)" in told.out, (
        told.out
    )

    approved = desk.run("approve", desk.case, "extension", by=SUPERVISOR, at=IN_TIME)
    assert approved.code == 0, approved.err
    row = due(desk, "toy-plan", "2026-02-12")
    assert (row["due"], row["extended_from"], row["status"]) == (
        "2026-02-16",
        "2026-02-11",
        "upcoming",
    )
    assert (row["extended_by"], row["waiting"]) == ([record.stem], [])
    told = desk.run("due", desk.case, "--today", "2026-02-12")
    assert "Due Mon 16 Feb 2026, extended from Wed 11 Feb 2026" in told.out
    assert check(desk, at="2026-02-12T09:00:00-06:00") == []


def test_a_supervisor_decides_at_once(desk: Office) -> None:
    done = extend(desk, "--until", "2026-02-20", "--reason", "snow", "--format", "json", by=OTHER)
    assert done.code == 0, done.err
    assert find_breaches("recorded", done.data) == []
    (gate,) = done.data["gates"]
    assert (gate["gate"], gate["met"], gate["record"]) == (
        "approved",
        True,
        done.data["records"][0],
    )
    assert "approved_by: q-sample" in newest(desk, "extension").read_text()
    assert due(desk, "toy-plan", "2026-02-12")["due"] == "2026-02-20"


def test_a_request_says_that_it_waits(desk: Office) -> None:
    done = extend(desk, "--by", "5 days", "--reason", "x", "--format", "json")
    (gate,) = done.data["gates"]
    assert (gate["gate"], gate["met"], gate["record"]) == ("approved", False, None)
    assert "casekit approve" in gate["says"]


def test_a_supervisor_who_is_responsible_asks_as_well(desk: Office) -> None:
    took = desk.run(
        *("assign", desk.case, "--worker", "r-sample", "--role", "case manager"),
        by=SUPERVISOR,
        at="2026-02-02T09:00:00-06:00",
    )
    assert took.code == 0, took.err
    assert extend(desk, by=SUPERVISOR).code == 0
    assert "approved_by" not in newest(desk, "extension").read_text()
    refused = desk.run("approve", desk.case, "extension", by=SUPERVISOR, at=IN_TIME)
    assert refused.code == 8
    assert "error[GATE-APPROVER-IS-AUTHOR]" in refused.err
    alone = extend(
        desk, "--by", "5 days", "--reason", "x", "--approved-by", "r-sample", by=SUPERVISOR
    )
    assert (alone.code, alone.err.count("error[GATE-APPROVER-IS-RESPONSIBLE]")) == (8, 1)
    assert "another supervisor approves it" in alone.err
    assert desk.run("approve", desk.case, "extension", by=OTHER, at=IN_TIME).code == 0
    assert due(desk, "toy-plan", "2026-02-12")["due"] == "2026-02-16"


def test_what_was_decided_at_once_does_not_wait_for_an_approval(desk: Office) -> None:
    assert extend(desk).code == 0
    asked = newest(desk, "extension").stem
    later = "2026-02-09T10:00:00-06:00"
    assert extend(desk, "--by", "2 days", "--reason", "ice", by=OTHER, at=later).code == 0
    done = desk.run("approve", desk.case, "extension", by=SUPERVISOR, at=later)
    assert done.code == 0, done.err
    assert f"- {asked}\n" in newest(desk, "approval").read_text()


def test_an_approval_that_comes_too_late_is_refused(desk: Office) -> None:
    assert extend(desk).code == 0
    before = snapshot(desk.root)
    done = desk.run(
        *("approve", desk.case, "extension", "--on", "2026-02-10", "--format", "json"),
        by=SUPERVISOR,
        at=TOO_LATE,
    )
    assert (done.code, [f["code"] for f in done.findings]) == (8, ["GATE-EXTENSION-TOO-LATE"])
    assert "write down why" in done.findings[0]["hint"]
    assert snapshot(desk.root) == before
    assert due(desk, "toy-plan", "2026-02-12")["status"] == "overdue"


@pytest.mark.parametrize(
    ("ask", "code"),
    [
        (("extend", "toy-plan", "--by", "5 days"), "GATE-EXTENSION-NOT-APPROVED"),
        (("excuse", "toy-notice"), "GATE-EXCEPTION-NOT-APPROVED"),
    ],
)
def test_an_approval_of_tomorrow_is_none_after_the_limit(
    ask: tuple[str, ...], code: str, desk: Office
) -> None:
    command, duty, *more = ask
    kind = {"extend": "extension", "excuse": "exception"}[command]
    made = desk.run(
        command, desk.case, duty, *more, "--reason", "x", at="2026-01-30T09:00:00-06:00"
    )
    assert made.code == 0, made.err
    done = desk.run(
        *("approve", desk.case, kind, "--on", "2026-02-20", "--format", "json"),
        by=SUPERVISOR,
        at=TOO_LATE,
    )
    assert (done.code, [f["code"] for f in done.findings]) == (8, [code])


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("obligation: toy-plan/", "obligation: toy-planet/"), "names no duty of this case"),
        (
            (
                "reason: snow\n",
                "reason: snow\nvoided:\n  by: w-sample\n  at: 2026-02-09T09:00:00-06:00\n"
                "  reason: not needed\n",
            ),
            "was taken back",
        ),
    ],
)
def test_what_could_do_nothing_is_not_approved(
    change: tuple[str, str], why: str, desk: Office
) -> None:
    assert extend(desk).code == 0
    path = newest(desk, "extension")
    path.write_text(path.read_text().replace(*change))
    done = desk.run(
        *("approve", desk.case, "extension", "--approve", path.stem), by=SUPERVISOR, at=IN_TIME
    )
    assert done.code == 8, done.err
    assert "error[GATE-DUTY-UNKNOWN]" in done.err
    assert why in done.err


def test_a_settled_duty_is_neither_extended_nor_approved(desk: Office) -> None:
    assert extend(desk).code == 0
    row = due(desk, "toy-plan", "2026-02-10")
    plan = next(s for s in WALK if s.command == "plan")
    made = desk.run("plan", desk.case, *plan.flags, at="2026-02-10T10:00:00-06:00")
    assert made.code == 0, made.err
    again = desk.run(
        *("extend", desk.case, row["id"], "--by", "2 days", "--reason", "x"),
        at="2026-02-10T11:00:00-06:00",
    )
    assert (again.code, "error[GATE-DUTY-SETTLED]" in again.err) == (8, True)
    assert "it is met" in again.err
    # Nobody has to answer for a wish that events overtook.
    assert check(desk, at=TOO_LATE) == []


# ------------------------------------------------------------------ excusing


def test_an_excused_duty_is_never_silently_gone(desk: Office) -> None:
    done = desk.run(
        *("excuse", desk.case, "toy-notice", "--reason", "Nobody knows where he is."),
        *("--ground", "whereabouts unknown"),
        by=OTHER,
        at="2026-01-30T09:00:00-06:00",
    )
    assert done.code == 0, done.err
    assert "Exception in " in done.out
    row = due(desk, "toy-notice", "2026-02-10")
    assert (row["status"], row["excused_by"]) == ("excused", newest(desk, "exception").stem)
    told = desk.run("due", desk.case, "--today", "2026-02-10")
    assert "Tell the father" not in told.out
    assert "1 excused: --all lists them" in told.err
    assert "Excused (Sun 1 Feb 2026)" in desk.run("due", "--all", "--today", "2026-02-10").out
    why = desk.run("explain", desk.case, "toy-notice", "--today", "2026-02-10")
    assert "Excused:     approved by q-sample Fri 30 Jan 2026 09:00. Ground:" in why.out
    assert "Why: Nobody knows" in " ".join(why.out.split())


def test_a_closed_case_still_tells_what_was_excused(desk: Office) -> None:
    done = desk.run(
        *("excuse", desk.case, "toy-notice", "--reason", "x"),
        by=OTHER,
        at="2026-01-30T09:00:00-06:00",
    )
    assert done.code == 0, done.err
    (child,) = [p.stem for p in desk.records("person") if "role: child" in p.read_text()]
    closing = newest(desk, "exception").parent / "2026-02-10-m3k7pd.yaml"
    closing.write_text(
        "schema: closing/1\nid: 2026-02-10-m3k7pd\noccurred_at: 2026-02-10T09:00:00-06:00\n"
        "recorded_at: 2026-02-10T09:00:00-06:00\nrecorded_by: r-sample\n"
        f"children:\n  - {child}\nreason: moved\nsummary: They moved.\n"
    )
    assert due(desk, "toy-notice", "2026-02-11")["status"] == "excused"
    told = desk.run("due", desk.case, "--today", "2026-02-11")
    assert "1 excused: --all lists them" in told.err


def test_an_exception_asked_for_waits_for_a_supervisor(desk: Office) -> None:
    asked = desk.run(
        *("excuse", desk.case, "toy-notice", "--reason", "x"), at="2026-01-30T09:00:00-06:00"
    )
    assert asked.code == 0, asked.err
    assert "Exception asked for in " in asked.out
    shown = desk.run("show", desk.case, at="2026-01-30T10:00:00-06:00").out
    assert "Tell the father (exception asked for, not approved)" in shown
    done = desk.run(
        "approve", desk.case, "exception", by=SUPERVISOR, at="2026-01-31T09:00:00-06:00"
    )
    assert done.code == 0, done.err
    assert due(desk, "toy-notice", "2026-02-10")["status"] == "excused"


# ------------------------------------------------------------------ refusals


@dataclass(frozen=True)
class Refusal:
    """A request, and what is told of it."""

    file: str
    exit: int
    code: str
    message: str
    hint: str
    by: tuple[str, str] = WORKER


REFUSALS = (
    Refusal(
        *("extend-not-allowed", 8, "GATE-EXTENSION-NOT-ALLOWED"),
        *("Review: the rule toy-strict allows no extension", "casekit explain"),
    ),
    Refusal(
        *("extend-a-gate", 8, "GATE-EXTENSION-NOT-ALLOWED"),
        *("Consult has no limit that could be extended", "casekit explain"),
    ),
    Refusal(
        *("extend-too-long", 8, "GATE-EXTENSION-TOO-LONG"),
        *("the rule allows at most 15 days: until 2026-02-26", "give an earlier day"),
    ),
    Refusal(
        *("extend-not-later", 8, "GATE-EXTENSION-NOT-LATER"),
        *("2026-02-11 is not later than the limit, 2026-02-11", "give a later day"),
    ),
    Refusal(
        *("extend-too-late", 8, "GATE-EXTENSION-TOO-LATE"),
        *("asked for after the limit, 2026-01-13, had run out", "it stays late"),
    ),
    Refusal(
        *("extend-no-supervisor", 8, "GATE-APPROVER-ROLE"),
        *("w-sample is no supervisor", "a supervisor approves"),
    ),
    Refusal(
        *("extend-for-another", 8, "GATE-APPROVER-IS-OTHER"),
        *("w-sample records this approval in the name of r-sample", "approves personally"),
    ),
    Refusal(
        *("extend-unknown", 3, "OBLIGATION-UNKNOWN"),
        *("is called `toy-plann`", "casekit explain"),
    ),
    Refusal(
        *("extend-ambiguous", 3, "OBLIGATION-AMBIGUOUS"),
        *("6 duties of case", "write the whole id: `toy-"),
    ),
    Refusal(
        *("extend-twice-told", 2, "UNTIL-OR-BY"),
        *("both say how long", "leave one of them out"),
    ),
    Refusal(
        *("extend-no-length", 2, "LENGTH-OF-TIME"),
        *("`a while` is not a length of time", "15 days"),
    ),
    Refusal(
        *("excuse-not-allowed", 8, "GATE-EXCEPTION-NOT-ALLOWED"),
        *("Agree the plan: the rule toy-plan allows no exception", "casekit explain"),
    ),
    Refusal(
        *("excuse-too-late", 8, "GATE-EXCEPTION-TOO-LATE"),
        *("asked for after the limit, 2026-01-13, had run out", "it stays late"),
    ),
    Refusal(
        *("excuse-too-late", 8, "GATE-EXCEPTION-TOO-LATE"),
        *("it was approved after the limit, 2026-01-13, had run out", "it stays late"),
        by=OTHER,
    ),
)


def test_every_request_has_its_test() -> None:
    assert {r.file for r in REFUSALS} == {p.stem for p in REQUESTS.iterdir()}


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda r: r.file)
def test_what_is_refused_is_told_and_nothing_is_written(refusal: Refusal, ready: Office) -> None:
    before = snapshot(ready.root)
    path = REQUESTS / f"{refusal.file}.yaml"
    done = ready.run(
        *(refusal.file.partition("-")[0], ready.case, "--from", str(path), "--format", "json"),
        by=refusal.by,
        at=IN_TIME,
    )
    assert done.code == refusal.exit, done.err
    assert find_breaches("error", done.data) == []
    found = next(f for f in done.findings if f["code"] == refusal.code)
    assert refusal.message in found["message"]
    assert refusal.hint in found["hint"]
    assert done.data["error"]["message"].endswith("nothing was saved")
    assert snapshot(ready.root) == before


def test_the_duties_that_fit_are_listed_with_their_ids(ready: Office) -> None:
    done = ready.run("extend", ready.case, "toy-", "--by", "2 days", "--reason", "x", at=IN_TIME)
    assert done.code == 3
    assert f"`{due(ready, 'toy-plan', '2026-02-09')['id']}` (upcoming, 2026-02-11)" in done.err
    assert "error[OBLIGATION-AMBIGUOUS] --obligation: 6 duties" in done.err


def test_without_a_duty_or_a_length_what_is_missing_is_named(ready: Office) -> None:
    done = ready.run("extend", ready.case, "--reason", "x", at=IN_TIME)
    assert done.code == 2
    assert "--obligation is missing" in done.err
    assert "--until is missing" in done.err


def test_a_whole_id_may_be_written_with_room_around_its_bars(desk: Office) -> None:
    """As the standards write it: rule / subject / trigger / ordinal."""
    row = due(desk, "toy-plan", "2026-02-09")
    done = desk.run(
        *("extend", desk.case, row["id"].replace("/", " / "), "--by", "1 day", "--reason", "x"),
        at=IN_TIME,
    )
    assert done.code == 0, done.err
    assert f"obligation: {row['id']}\n" in newest(desk, "extension").read_text()


# ------------------------------------------------------------------ three ways, and once


def test_flags_and_files_record_the_same(ready: Office, tmp_path: Path) -> None:
    told = {"obligation": "toy-plan", "until": "2026-02-16 16:00", "reason": "snow"}
    texts = []
    for number, how in enumerate(("flags", "json", "yaml")):
        office = ready.copy(tmp_path / str(number))
        if how == "flags":
            done = extend(office, "--until", "2026-02-16 16:00", "--reason", "snow")
        else:
            text = (
                json.dumps(told)
                if how == "json"
                else "".join(f"{key}: {value}\n" for key, value in told.items())
            )
            done = office.run("extend", office.case, "--from", "-", stdin=text, at=IN_TIME)
        assert done.code == 0, done.err
        path = newest(office, "extension")
        texts.append(path.read_text().replace(path.stem, "ID"))
    assert len(set(texts)) == 1
    assert "until: 2026-02-16T16:00:00-06:00" in texts[0]


@pytest.mark.parametrize("command", ["extend", "excuse"])
def test_a_dry_run_writes_nothing(command: str, ready: Office) -> None:
    before = snapshot(ready.root)
    rule = {"extend": ["toy-plan", "--by", "5 days"], "excuse": ["toy-notice"]}[command]
    done = ready.run(
        *(command, ready.case, *rule, "--reason", "x", "-n"), at="2026-01-30T09:00:00-06:00"
    )
    assert (done.code, "reason: x" in done.out) == (0, True)
    assert snapshot(ready.root) == before


def test_the_same_request_again_is_saved_once(desk: Office) -> None:
    request = {"id": "2026-02-09-k7q4mz", "obligation": "toy-plan", "reason": "x"}

    def send(length: str) -> Answer:
        text = json.dumps({**request, "by": length})
        return desk.run("extend", desk.case, "--from", "-", stdin=text, by=OTHER, at=IN_TIME)

    assert send("5 days").code == 0
    again = send("5 days")
    assert (again.code, "Saved already" in again.out) == (0, True), again.err
    other = send("6 days")
    assert (other.code, "differs in: until" in other.err) == (5, True)


# ------------------------------------------------------------------ visible


def test_explain_tells_of_each_who_when_why_and_from_which_limit(desk: Office) -> None:
    assert extend(desk, "--by", "2 days", "--reason", "snow").code == 0
    asked = newest(desk, "extension").stem
    assert desk.run("approve", desk.case, "extension", by=SUPERVISOR, at=IN_TIME).code == 0
    assert extend(desk, "--by", "3 days", "--reason", "more snow", at=TOO_LATE).code == 0
    done = desk.run("explain", desk.case, "toy-plan", "--today", "2026-02-15")
    told = " ".join(done.out.split())
    assert (
        "Extended: from Wed 11 Feb 2026 to Fri 13 Feb 2026; asked for by w-sample Mon 9 Feb 2026 "
        "09:00, approved by r-sample Mon 9 Feb 2026 09:00. Why: snow" in told
    ), told
    assert (
        "Extended: no: from Fri 13 Feb 2026 to Mon 16 Feb 2026; asked for by w-sample "
        "Thu 12 Feb 2026 09:00, nobody approved it before the limit, 2026-02-13, ran out. "
        "Why: more snow" in told
    ), told
    assert f"Id: toy-plan/{desk.case}/" in told
    data = desk.run(
        *("explain", desk.case, "toy-plan", "--today", "2026-02-15", "--format", "json")
    ).data
    assert find_breaches("explain", data) == []
    first, second = data["explanations"][0]["extensions"]
    assert (first["record"], first["standing"], first["limit"]) == (
        asked,
        "in effect",
        "2026-02-11",
    )
    assert (second["standing"], second["fault"]) == ("without effect", "not approved")
    assert first["at"].endswith(f"/{asked}.yaml:4")
    assert data["explanations"][0]["exceptions"] == []


def test_the_chronology_tells_a_wish_from_a_decision(desk: Office) -> None:
    assert extend(desk).code == 0
    assert extend(desk, "--by", "2 days", "--reason", "ice", by=OTHER).code == 0
    told = desk.run("chronology", desk.case, "--format", "json", at=TOO_LATE).data["entries"]
    says = [e["says"] for e in told if e["kind"] == "extension"]
    assert [s.startswith("asked for; ") for s in sorted(says)] == [True, False]
    assert any(s.endswith("; ice; q-sample") for s in says)


# ------------------------------------------------------------------ found on file


@pytest.mark.parametrize(
    ("change", "severity", "why"),
    [
        (("obligation: toy-plan", "obligation: toy-planet"), "error", "no rule in force"),
        (("/1\nuntil", "/7\nuntil"), "error", "has the id"),
        (("until: 2026-02-16", "until: 2026-03-16"), "error", "at most 15 days"),
        (("until: 2026-02-16", "until: 2026-02-10"), "error", "not later"),
        (("approved_by: q-sample\n", ""), "warning", "nobody approved it"),
        (("approved_by: q-sample", "approved_by: w-sample"), "error", "in the name of"),
        (("recorded_at: 2026-02-09", "recorded_at: 2026-02-12"), "warning", "written down"),
    ],
)
def test_what_has_no_effect_is_found_on_file(
    change: tuple[str, str], severity: str, why: str, desk: Office
) -> None:
    assert extend(desk, by=OTHER).code == 0
    assert check(desk, at="2026-02-12T10:00:00-06:00") == []
    path = newest(desk, "extension")
    text = path.read_text()
    assert change[0] in text
    path.write_text(text.replace(*change))
    (found,) = check(desk, at="2026-02-12T10:00:00-06:00")
    assert (found["code"], found["severity"]) == ("EXTENSION-WITHOUT-EFFECT", severity)
    assert why in found["message"]
    assert "voided:" in found["hint"]
    assert found["path"].endswith(path.name)
    assert found["line"] > 1


def test_an_exception_that_the_rule_does_not_allow_is_found_on_file(desk: Office) -> None:
    done = desk.run(
        *("excuse", desk.case, "toy-notice", "--reason", "x"),
        by=OTHER,
        at="2026-01-30T09:00:00-06:00",
    )
    assert done.code == 0, done.err
    path = newest(desk, "exception")
    plan = due(desk, "toy-plan", "2026-01-30")["id"]
    notice = due(desk, "toy-notice", "2026-01-30")["id"]
    path.write_text(path.read_text().replace(notice, plan))
    (found,) = check(desk, at=IN_TIME)
    assert (found["code"], found["severity"]) == ("EXCEPTION-WITHOUT-EFFECT", "error")
    assert "allows no exception" in found["message"]


def test_an_old_file_by_a_supervisor_counts_as_before(desk: Office) -> None:
    """Files that name who approved are what supervisors wrote by hand so far."""
    row = due(desk, "toy-plan", "2026-02-09")
    folder = desk.root / "cases" / "2026" / desk.case / "decisions"
    (folder / "2026-02-09-m3k7pd.yaml").write_text(
        "schema: extension/1\nid: 2026-02-09-m3k7pd\noccurred_on: 2026-02-09\n"
        "recorded_at: 2026-02-09T09:00:00-06:00\nrecorded_by: r-sample\n"
        f"obligation: {row['id']}\nuntil: 2026-02-20\nreason: snow\napproved_by: r-sample\n"
    )
    desk.git("add", "-A")
    desk.git("commit", "-qm", "By hand")
    assert due(desk, "toy-plan", "2026-02-12")["due"] == "2026-02-20"
    assert check(desk, at=TOO_LATE) == []


def test_where_approvals_are_signed_no_limit_moves_by_a_name(desk: Office) -> None:
    place = desk.home / ".ssh" / "id_ed25519"
    place.parent.mkdir()
    make_key(place)
    for words in (("init",), ("add", "r-sample", "--role", "supervisor")):
        made = desk.run("trust", *words, by=SUPERVISOR, at="2026-01-20T09:00:00-06:00")
        assert made.code == 0, made.err
    words = ("--by", "5 days", "--reason", "snow", "--approved-by", "r-sample")
    told = extend(desk, *words, by=SUPERVISOR)
    assert told.code == 8 and "GATE-DECISION-NOT-SIGNED" in told.err
    # A worker writes into a file what the command refuses.
    asked = extend(desk)
    assert asked.code == 0 and "casekit approve" in asked.err, asked.err
    (path,) = desk.records("extension")
    path.write_text(path.read_text() + "approved_by: r-sample\n")
    desk.git("-c", "user.name=W. Sample", "commit", "-qam", "By hand")
    assert due(desk, "toy-plan", "2026-02-10")["due"] == "2026-02-11"
    found = desk.run("check", desk.case, "--format", "json", at=IN_TIME).findings
    assert "APPROVAL-NOT-SIGNED" in {f["code"] for f in found}
    done = desk.run(
        *("approve", desk.case, "extension", "--acknowledge", "EXTENSION-WITHOUT-EFFECT"),
        by=SUPERVISOR,
        at=IN_TIME,
    )
    assert done.code == 0, done.err
    assert due(desk, "toy-plan", "2026-02-10")["due"] == "2026-02-16"
    assert desk.run("check", desk.case, at=IN_TIME).code == 0
