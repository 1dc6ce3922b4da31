"""Sealing from the command line: who reported goes in, and comes out for readers only."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from casekit.casework.reporter_guard import find_named, mentions_reporter
from tests.cli.contract import find_breaches
from tests.cli.office import NOON, SUPERVISOR, WORKER, Answer, Office, snapshot

PLAIN = {"name": "Nadia Quillfeather", "phone": "204 555 0147", "email": "n.quill@school.example"}
WORDS = ("Nadia", "Quillfeather", "0147", "n.quill")
LATER = "2026-01-13T09:00:00-06:00"


def request(**changes: Any) -> str:
    data = {
        "occurred_at": "2026-01-12 09:40",
        "reporter": "mandated professional",
        "reporter_identity": PLAIN,
        "people": [{"name": "Sam Sample", "called": "Sam", "role": "child"}],
        "children": ["Sam"],
        "immediate_danger": {"present": False},
        "narrative": "A bruise on the arm.",
        **changes,
    }
    return json.dumps({key: value for key, value in data.items() if value is not None})


class Desk:
    """A workspace, the worker's home folder and the supervisor's."""

    def __init__(self, office: Office, tmp_path: Path) -> None:
        (tmp_path / "worker").mkdir()
        (tmp_path / "supervisor").mkdir()
        self.root = office.root
        self.worker = Office(office.root, tmp_path / "worker")
        self.supervisor = Office(office.root, tmp_path / "supervisor")
        self.keys = office.root / ".git" / "casekit" / "keys"

    def work(self, *words: str, **options: Any) -> Answer:
        return self.worker.run(*words, by=WORKER, **options)

    def lead(self, *words: str, **options: Any) -> Answer:
        return self.supervisor.run(*words, by=SUPERVISOR, **options)

    def intake(self, **changes: Any) -> str:
        done = self.work("intake", "--from", "-", "--format", "json", stdin=request(**changes))
        assert done.code == 0, done.err
        number: str = done.data["case"]
        return number

    def read(self, number: str) -> Any:
        """What the supervisor reads."""
        done = self.lead("unseal", number, "--reason", "to call back", "--format", "json")
        assert done.code == 0, done.err
        return [entry["value"] for entry in done.data["unsealed"]]

    def report(self, number: str) -> Path:
        (path,) = (self.root / "cases" / "2026" / number / "reports").iterdir()
        return path

    def assign(self, number: str, leads: bool = True) -> Answer:
        words = ("screen", number, "--result", "screened in", "--reasons", "x")
        more = ("--response", "investigation", "--respond-within", "48 hours")
        who = self.lead if leads else self.work
        return who(*words, *more, "--assign-to", "w-sample")


@pytest.fixture
def desk(empty: Office, tmp_path: Path) -> Desk:
    """An office in which the supervisor has a key."""
    made = Desk(empty, tmp_path)
    assert made.lead("keys", "make").code == 0
    return made


def quiet(*answers: Answer) -> bool:
    """Whether none of the answers has a word of the identity."""
    return not any(word in a.out + a.err for a in answers for word in WORDS)


# ------------------------------------------------------------ in


def test_a_worker_seals_and_the_supervisor_reads(desk: Desk) -> None:
    number = desk.intake()
    assert "sealed: v1:" in desk.report(number).read_text()
    assert desk.work("check").code == 0
    assert desk.work("fmt", "--check").code == 0
    assert desk.read(number) == [PLAIN]
    refused = desk.work("unseal", number, "--reason", "x")
    assert refused.code == 3 and "error[OWN-KEY-MISSING]" in refused.err
    assert "casekit keys make" in refused.err
    desk.work("keys", "make")
    refused = desk.work("unseal", number, "--reason", "x")
    assert (refused.code, refused.out) == (8, "") and "error[NOT-A-READER]" in refused.err
    assert f"keys add {number} w-sample" in refused.err


def test_without_a_reader_nothing_is_sealed_and_nothing_lost(empty: Office, tmp_path: Path) -> None:
    desk = Desk(empty, tmp_path)
    before = snapshot(desk.root)
    refused = desk.work("intake", "--from", "-", stdin=request())
    assert refused.code == 8 and "r-sample runs once: casekit keys make" in refused.err
    assert quiet(refused) and snapshot(desk.root) == before
    number = desk.intake(reporter_identity=None)
    assert desk.lead("keys", "make").code == 0
    assert desk.work("seal", number, stdin=json.dumps(PLAIN)).code == 0
    assert desk.read(number) == [PLAIN]


def test_a_file_is_refused_with_the_way_out(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    before = snapshot(desk.root)
    for text in (
        request(),
        request() + "}",
        request(reporter_identity=None, reporter_name="Nadia"),
    ):
        path.write_text(text)
        refused = desk.work("intake", "--from", str(path), "--format", "json")
        assert refused.code in (2, 4) and quiet(refused)
    path.write_text(request())
    refused = desk.work("intake", "--from", str(path))
    assert "--from -" in refused.err and "--ask-reporter" in refused.err
    # A file that is called like the pipe is still a file.
    (tmp_path / "standard input").write_text(request())
    assert desk.work("intake", "--from", "standard input", cwd=tmp_path).code == 3
    named = desk.work("intake", "--from", str(tmp_path / "standard input"))
    assert named.code == 2 and "not taken from a file" in named.err
    assert snapshot(desk.root) == before


def test_there_is_no_flag_for_it(desk: Desk) -> None:
    shown = desk.work("intake", "--help").out
    assert "--ask-reporter" in shown and "identity" not in shown
    assert desk.work("intake", "--reporter-identity-name", "x").code == 2


def test_a_dry_run_shows_the_sealed_text_only_and_writes_nothing(desk: Desk) -> None:
    before = snapshot(desk.root)
    for more in ((), ("--format", "json")):
        shown = desk.work("intake", "--from", "-", "-n", *more, stdin=request())
        assert shown.code == 0 and "v1:" in shown.out and quiet(shown)
    assert snapshot(desk.root) == before


def test_a_second_report_is_sealed_to_the_same_key(desk: Desk) -> None:
    number = desk.intake()
    (key_file,) = desk.keys.iterdir()
    before = key_file.read_bytes()
    other = {"name": "Omar Thistlewood"}
    text = request(case=number, people=None, reporter_identity=other)
    done = desk.work("intake", "--from", "-", stdin=text, at=LATER)
    assert done.code == 0, done.err
    assert key_file.read_bytes() == before
    assert desk.lead("unseal", number, "--reason", "x", at=LATER).out.count("name:") == 2
    assert desk.read(number) == [PLAIN, other]


def test_a_second_report_may_be_the_first_that_is_sealed(desk: Desk) -> None:
    number = desk.intake(reporter_identity=None)
    text = request(case=number, people=None)
    assert desk.work("intake", "--from", "-", stdin=text, at=LATER).code == 0
    assert "sealing_key: age1" in (desk.root / "cases/2026" / number / "case.yaml").read_text()
    assert desk.work("check").code == 0


@pytest.mark.parametrize("reporter", ["child", "self"])
def test_a_childs_own_report_is_not_sealed(desk: Desk, reporter: str) -> None:
    refused = desk.work("intake", "--from", "-", stdin=request(reporter=reporter))
    assert refused.code == 2 and "error[REPORTER-KIND]" in refused.err
    assert "`people:`" in refused.err and quiet(refused)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"narrative": "Nadia Quillfeather saw it."}, "narrative"),
        ({"narrative": "NADIA-QUILLFEATHER saw it."}, "narrative"),
        ({"narrative": "Ms Quillfeather saw it."}, "narrative"),
        ({"narrative": "Call (204) 555-0147."}, "narrative"),
        ({"narrative": "Write to N.Quill@School.example"}, "narrative"),
        ({"wishes": "ask Nadia"}, "wishes"),
        ({"households": [{"kind": "family home", "address": "c/o Nadia Quillfeather"}]}, "house"),
        ({"allegations": [{"child": "Sam", "allegation": "neglect", "description": "Nadia!"}]},
         "allegations[1].description"),
    ],
)  # fmt: skip
def test_another_text_that_names_the_person_is_refused(
    desk: Desk, changes: dict[str, Any], field: str
) -> None:
    refused = desk.work("intake", "--from", "-", stdin=request(**changes))
    assert refused.code == 2 and f"{field}" in refused.err and "names the person" in refused.err
    assert "error[REPORTER-NAMED]" in refused.err and quiet(refused)
    assert not desk.keys.exists()


def test_a_reporter_of_the_family_may_be_named_as_family(desk: Desk) -> None:
    people = [
        {"name": "Sam Sample", "called": "Sam", "role": "child"},
        {"name": PLAIN["name"], "called": "Nadia", "role": "family", "phones": None},
    ]
    del people[1]["phones"]
    number = desk.intake(people=people, narrative="Nadia lives next door to Sam.")
    assert desk.read(number) == [PLAIN]


def test_names_that_only_look_alike_are_let_pass() -> None:
    plain = {"name": "Grace Young", "phone": "204 555 0147"}
    assert list(find_named(plain, {"narrative": "young children, and no grace"}, [])) == []
    assert list(find_named(plain, {"narrative": "Grace said"}, [])) == [("narrative",)]
    assert list(find_named(plain, {"narrative": "Grace said"}, ["Grace Sample"])) == []
    assert list(find_named(plain, {"narrative": "on 2026-01-12 at 09:40"}, [])) == []
    abroad = {"phone": "+1 204 555 0147"}
    assert list(find_named(abroad, {"narrative": "call 204-555-0147"}, [])) == [("narrative",)]
    assert list(find_named({"note": "x"}, {"narrative": "x"}, [])) == []


@pytest.mark.parametrize(
    "text",
    [
        request() + "}",
        request(occurred_at="Quillfeather"),
        request(children=["Quillfeather"]),
        request(how="Nadia"),
        request(Quillfeather="Nadia"),
        request(case="Nadia"),
        request(reporter_identity="Nadia Quillfeather"),
        request(reporter_identity={**PLAIN, "nickname": "Nadia"}),
        request(reporter_identity={**PLAIN, "phone": 2045550147}),
        request(reporter={"name": "Nadia"}),
        request(reporter_identity=None, reporter_name="Nadia"),
        "reporter_identity\n  name: Nadia\n",
        "reporter:\n  name: Nadia: Quillfeather\n",
        "reporter name: Nadia: Quillfeather\n",
        'reporter_identity: {name: "Nadia\n',
    ],
)
def test_no_fault_repeats_a_word(desk: Desk, text: str) -> None:
    for more in ((), ("--format", "json")):
        refused = desk.work("intake", "--from", "-", *more, stdin=text)
        assert refused.code in (2, 3, 4)
        assert quiet(refused)
        assert "standard input" in refused.err or "nothing was saved" in refused.err


def test_other_requests_are_still_told_in_full(desk: Desk) -> None:
    text = request(reporter_identity=None, children=["Samm"], narrative="He reported by phone.")
    refused = desk.work("intake", "--from", "-", stdin=text)
    assert "`Samm`" in refused.err and "did you mean Sam" in refused.err
    assert not mentions_reporter("reporter_profession: school\nnarrative: the reporter: a teacher")


# ------------------------------------------------------------ at a prompt


def on_terminal(desk: Desk, words: Sequence[str], answers: str) -> tuple[int, str]:
    """Run a command on a terminal of its own and type the answers."""
    master, slave = pty.openpty()
    try:
        with subprocess.Popen(
            [sys.executable, "-m", "casekit", *words],
            cwd=desk.root,
            env=desk.worker.environment(WORKER, NOON, {"TERM": "dumb"}),
            stdin=slave,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as process:
            os.write(master, answers.encode())
            shown, _ = process.communicate(timeout=60)
        return process.returncode, shown.decode()
    finally:
        os.close(slave)
        os.close(master)


FLAGS = (
    *("--at", "2026-01-12T09:40", "--reporter", "neighbour", "--child", "Sam"),
    *("--new-person", "name=Sam Sample; called=Sam; role=child"),
    *("--no-immediate-danger", "--narrative", "A bruise."),
)


def test_the_reporter_is_asked_for_on_a_terminal(desk: Desk) -> None:
    answers = "Nadia Quillfeather\n204 555 0147\n\n\n\n\n"
    code, shown = on_terminal(
        desk, ["intake", *FLAGS, "--ask-reporter", "--format", "json"], answers
    )
    assert code == 0, shown
    assert "Telephone:" in shown and "Quillfeather" not in shown
    number = json.loads(shown[shown.index("{") :])["case"]
    assert desk.read(number) == [{"name": PLAIN["name"], "phone": PLAIN["phone"]}]


def test_nobody_answers_twice(desk: Desk) -> None:
    before = snapshot(desk.root)
    wrong = [word.replace("neighbour", "neighbor") for word in FLAGS]
    code, shown = on_terminal(desk, ["intake", *wrong, "--ask-reporter"], "Nadia\n\n\n\n\n\n")
    assert code == 2 and "did you mean neighbour?" in shown
    assert "Telephone:" not in shown
    assert snapshot(desk.root) == before


def test_nobody_is_asked_what_nobody_could_read(empty: Office, tmp_path: Path) -> None:
    desk = Desk(empty, tmp_path)
    code, shown = on_terminal(desk, ["intake", *FLAGS, "--ask-reporter"], "Nadia\n\n\n\n\n\n")
    assert code == 8 and "casekit keys make" in shown
    assert "Telephone:" not in shown


def test_seal_asks_on_a_terminal(desk: Desk) -> None:
    number = desk.intake(reporter_identity=None)
    code, shown = on_terminal(desk, ["seal", number], "Nadia Quillfeather\n\n\n\n\n\n")
    assert code == 0, shown
    assert desk.read(number) == [{"name": PLAIN["name"]}]


def test_nobody_is_asked_without_a_terminal(desk: Desk) -> None:
    refused = desk.work("intake", *FLAGS, "--ask-reporter")
    assert refused.code == 2 and "error[NOT-ASKED]" in refused.err and "--from -" in refused.err
    refused = desk.work("intake", "--from", "-", "--ask-reporter", stdin=request())
    assert refused.code == 2 and quiet(refused)
    assert desk.work("seal", desk.intake(reporter_identity=None)).code == 2


# ------------------------------------------------------------ later


def test_the_same_again_changes_nothing(desk: Desk) -> None:
    number = desk.intake()
    before = snapshot(desk.root)
    again = desk.lead("seal", number, stdin=json.dumps(PLAIN))
    assert (again.code, quiet(again)) == (0, True)
    assert "Nothing changed" in again.out
    assert snapshot(desk.root) == before


def test_what_one_cannot_read_is_replaced_only_when_one_says_so(desk: Desk) -> None:
    number = desk.intake()
    before = desk.report(number).read_bytes()
    other = {"name": "Omar Thistlewood"}
    refused = desk.work("seal", number, stdin=json.dumps(PLAIN))
    assert refused.code == 8 and "error[GATE-SEALED-ALREADY]" in refused.err
    assert "--replace" in refused.err
    assert desk.report(number).read_bytes() == before
    done = desk.work("seal", number, "--replace", stdin="name: Omar Thistlewood\n")
    assert done.code == 0, done.err
    assert desk.read(number) == [other]
    changed = desk.report(number).read_text().splitlines()
    lines = zip(before.decode().splitlines(), changed, strict=True)
    (differs,) = [new for old, new in lines if old != new]
    assert differs.startswith("  sealed: v1:")


def test_seal_answers_as_a_recording_command(desk: Desk) -> None:
    number = desk.intake(reporter_identity=None)
    before = snapshot(desk.root)
    shown = desk.work("seal", number, "-n", "--format", "json", stdin=json.dumps(PLAIN))
    assert find_breaches("recorded", shown.data) == [] and shown.data["version"] is None
    assert snapshot(desk.root) == before and quiet(shown)
    done = desk.work("seal", number, "--format", "json", stdin=json.dumps(PLAIN))
    assert find_breaches("recorded", done.data) == []
    assert done.data["version"] == desk.worker.git("rev-parse", "HEAD")


def test_seal_tells_where_an_older_text_names_the_person(desk: Desk) -> None:
    number = desk.intake(reporter_identity=None, narrative="Nadia Quillfeather saw it.")
    done = desk.work("seal", number, stdin=json.dumps(PLAIN))
    assert done.code == 0 and "narrative names the person too" in done.err and quiet(done)


@pytest.mark.parametrize(
    "text", ["", "name: [Nadia", "nome: Nadia", "Nadia", "name: Nadia\nname: Nadia", "name: ''"]
)
def test_what_seal_cannot_read_is_not_repeated(desk: Desk, text: str) -> None:
    number = desk.intake(reporter_identity=None)
    refused = desk.work("seal", number, stdin=text)
    assert refused.code in (2, 4) and quiet(refused)


def test_several_reports_are_told_apart(desk: Desk) -> None:
    number = desk.intake(reporter_identity=None)
    desk.work("intake", "--from", "-", stdin=request(case=number, people=None), at=LATER)
    refused = desk.work("seal", number, stdin=json.dumps(PLAIN))
    assert refused.code == 3 and "--record" in refused.err
    reports = (desk.root / "cases/2026" / number / "reports").iterdir()
    first = next(p for p in reports if "sealed" not in p.read_text())
    assert desk.work("seal", number, "--record", first.stem, stdin="name: Omar Thistle").code == 0
    words = ("unseal", number, "--reason", "x", "--format", "json")
    one = desk.lead(*words, "--record", first.stem[-6:], at=LATER)
    assert [entry["record"] for entry in one.data["unsealed"]] == [first.stem]


# ------------------------------------------------------------ out


def test_a_reading_is_recorded_before_it_is_shown(desk: Desk) -> None:
    number = desk.intake()
    head = desk.worker.git("rev-parse", "HEAD")
    done = desk.lead("unseal", number, "--reason", "to call back", "--format", "json")
    assert find_breaches("unseal", done.data) == []
    assert done.data["version"] == desk.worker.git("rev-parse", "HEAD") != head
    told = desk.work("chronology", number)
    assert "unsealing" in told.out and "r-sample; to call back" in told.out and quiet(told)
    record = desk.root / "cases/2026" / number / "decisions" / f"{done.data['record']}.yaml"
    assert "by: r-sample" in record.read_text()


def test_what_cannot_be_recorded_is_not_shown(desk: Desk) -> None:
    number = desk.intake()
    (desk.root / ".git" / "refs" / "heads" / "main.lock").touch()
    refused = desk.lead("unseal", number, "--reason", "to call back")
    assert refused.code == 6 and quiet(refused)


@pytest.mark.parametrize("reason", [(), ("--reason", " "), ("--reason", "to ask Quillfeather")])
def test_a_reason_is_needed_and_names_nobody(desk: Desk, reason: tuple[str, ...]) -> None:
    number = desk.intake()
    head = desk.worker.git("rev-parse", "HEAD")
    refused = desk.lead("unseal", number, *reason)
    assert refused.code == 2 and quiet(refused)
    assert desk.worker.git("rev-parse", "HEAD") == head


def test_what_is_shown_cannot_steer_the_terminal(desk: Desk) -> None:
    note = "call\nafter six\x1b[2J\u202e"
    number = desk.intake(reporter_identity={"name": "A\x1b]0;x\x07", "note": note})
    shown = desk.lead("unseal", number, "--reason", "x").out
    assert "\x1b" not in shown and "\u202e" not in shown and "\\x1b[2J" in shown


def test_a_private_key_that_others_can_read_is_not_used(desk: Desk) -> None:
    number = desk.intake()
    path = desk.supervisor.home / ".config" / "casekit" / "identity.txt"
    path.chmod(0o644)
    refused = desk.lead("unseal", number, "--reason", "x")
    assert refused.code == 8 and "chmod 600" in refused.err and quiet(refused)
    assert "OWN-KEY-OPEN" in desk.lead("keys").err


def test_a_key_alone_does_not_make_a_reader_of_somebody_else(desk: Desk) -> None:
    """The record of the reading names who git says it was: the key must be theirs."""
    number = desk.intake()
    refused = desk.supervisor.run("unseal", number, "--reason", "x", by=WORKER)
    assert refused.code == 8 and quiet(refused)


def test_what_is_sealed_is_shown_nowhere_else(desk: Desk) -> None:
    number = desk.intake()
    for words in (("show",), ("chronology",), ("chronology", "--format", "json"), ("due",)):
        shown = desk.work(words[0], number, *words[1:])
        assert "v1:" not in shown.out
    assert desk.work("search", "YWdlLWVuY3J5cHRpb24").code == 3


# ------------------------------------------------------------ keys


def test_a_new_case_manager_is_let_in_by_a_reader(desk: Desk) -> None:
    number = desk.intake()
    desk.work("keys", "make")
    done = desk.assign(number)
    assert done.code == 0 and "w-sample can read what is sealed" in done.err
    assert desk.work("unseal", number, "--reason", "x").code == 0


def test_who_cannot_let_in_says_who_can(desk: Desk) -> None:
    number = desk.intake()
    done = desk.assign(number)
    assert done.code == 0 and "w-sample runs once" not in done.out
    assert "no public key" in done.err and f"keys add {number} w-sample" in done.err
    desk.work("keys", "make")
    other = desk.intake()
    done = desk.assign(other, leads=False)
    assert done.code == 0 and f"supervisor, runs: casekit keys add {other} w-sample" in done.err
    assert desk.lead("keys", "add", other, "W. Sample").code == 0
    assert desk.work("unseal", other, "--reason", "x").code == 0


def test_who_has_no_key_cannot_be_let_in(desk: Desk) -> None:
    refused = desk.lead("keys", "add", desk.intake(), "w-sample")
    assert refused.code == 3 and "error[NO-PUBLIC-KEY]" in refused.err
    assert "casekit keys make" in refused.err


def test_an_assignment_never_fails_because_of_keys(desk: Desk) -> None:
    number = desk.intake()
    (key_file,) = desk.keys.iterdir()
    key_file.write_text("{")
    done = desk.assign(number)
    assert done.code == 0 and "were not looked at" in done.err


def test_a_reader_is_removed(desk: Desk) -> None:
    number = desk.intake()
    desk.work("keys", "make")
    desk.assign(number)
    before = desk.report(number).read_text()
    (key_file,) = desk.keys.iterdir()
    old = json.loads(key_file.read_text())["key"]
    refused = desk.work("keys", "remove", number, "nobody")
    assert refused.code == 3
    done = desk.lead("keys", "remove", number, "w-sample")
    assert done.code == 0 and "may have kept" in done.err and quiet(done)
    assert desk.work("unseal", number, "--reason", "x").code == 8
    assert desk.read(number) == [PLAIN]
    assert desk.report(number).read_text() != before
    after = json.loads(key_file.read_text())
    assert [p["key"] for p in after["previous"]] == [old] and after["key"] != old
    assert "w-sample" not in key_file.read_text()
    assert desk.lead("check").code == 0
    # The older versions of the history stay readable for those who stayed.
    assert [r["worker"] for r in after["previous"][0]["readers"]] == ["r-sample"]


def test_the_last_reader_cannot_be_removed(desk: Desk) -> None:
    number = desk.intake()
    refused = desk.lead("keys", "remove", number, "r-sample")
    assert refused.code == 8 and "keys add" in refused.err and "error[LAST-READER]" in refused.err


def test_the_key_of_another_is_nobody_elses(desk: Desk) -> None:
    before = snapshot(desk.root)
    refused = desk.supervisor.run("keys", "make", by=WORKER)
    assert refused.code == 8 and "error[GATE-KEY-OF-ANOTHER]" in refused.err
    assert "casekit.identity" in refused.err
    assert snapshot(desk.root) == before


def test_keys_are_rotated(desk: Desk) -> None:
    number = desk.intake()
    for _ in range(2):
        done = desk.lead("keys", "rotate", number, "--format", "json")
        assert done.code == 0 and find_breaches("keys", done.data) == []
    assert done.data["cases"][0]["previous"] == 2
    assert desk.read(number) == [PLAIN]
    assert desk.work("keys", "rotate", number).code == 3  # no key of one's own


def test_a_rotation_that_was_not_saved_is_told_and_mended(desk: Desk) -> None:
    number = desk.intake()
    report = desk.report(number)
    saved = report.read_bytes()
    report.write_bytes(saved + b"# by hand\n")
    assert desk.lead("keys", "rotate", number).code == 5
    report.write_bytes(saved)
    assert "KEY-BEHIND" in desk.lead("keys", number).err
    assert desk.read(number) == [PLAIN]
    assert desk.lead("keys", "rotate", number).code == 0
    assert "KEY-BEHIND" not in desk.lead("keys", number).err
    assert desk.read(number) == [PLAIN]


def test_a_key_without_its_version_is_taken_up(desk: Desk) -> None:
    """Saving was interrupted after the key file was written: the next time it is used."""
    number = desk.intake(reporter_identity=None)
    refs = desk.root / ".git" / "refs" / "heads"
    (refs / "main.lock").touch()
    assert desk.work("seal", number, stdin=json.dumps(PLAIN)).code == 6
    (refs / "main.lock").unlink()
    (key_file,) = desk.keys.iterdir()
    before = key_file.read_bytes()
    assert desk.work("seal", number, stdin=json.dumps(PLAIN)).code == 0
    assert key_file.read_bytes() == before
    assert desk.read(number) == [PLAIN]


def test_a_swapped_key_is_not_sealed_to(desk: Desk) -> None:
    number = desk.intake()
    case = desk.root / "cases/2026" / number / "case.yaml"
    other = "age17ts42k8y6vsp5mzz9kxlag4ptrlvzaw44w227zq8lheapf3d0yjsv3yvuy"
    lines = case.read_text().splitlines()
    lines[-1] = f"sealing_key: {other}"
    case.write_text("\n".join(lines) + "\n")
    desk.worker.git("commit", "-qam", "x")
    refused = desk.work("seal", number, "--replace", stdin=json.dumps(PLAIN))
    assert refused.code == 4 and "KEY-FILE" in refused.err and quiet(refused)
    assert "KEY-DIFFERS" in desk.lead("keys").err


def test_two_computers_share_a_folder_of_keys(desk: Desk, tmp_path: Path) -> None:
    share = tmp_path / "share"
    share.mkdir()
    for home in (desk.worker.home, desk.supervisor.home):
        (home / ".gitconfig").write_text(f"[casekit]\n\tkeys = {share}\n")
    number = desk.intake()
    assert [p.name for p in share.iterdir()] == [f"{number}.json"] and not desk.keys.exists()
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(desk.root), str(clone)], check=True)
    there = Office(clone, desk.supervisor.home)
    done = there.run("unseal", number, "--reason", "x", by=SUPERVISOR)
    assert done.code == 0 and PLAIN["name"] in done.out
    (desk.supervisor.home / ".gitconfig").unlink()
    refused = there.run("unseal", number, "--reason", "x", by=SUPERVISOR)
    assert refused.code == 3 and "casekit.keys" in refused.err


def test_make_never_overwrites_and_says_what_is(desk: Desk) -> None:
    path = desk.supervisor.home / ".config" / "casekit" / "identity.txt"
    before = (path.read_bytes(), snapshot(desk.root))
    again = desk.lead("keys", "make", "--format", "json")
    assert find_breaches("keys", again.data) == []
    assert (path.read_bytes(), snapshot(desk.root)) == before
    secret = next(line for line in path.read_text().splitlines() if line.startswith("AGE-"))
    assert secret not in again.out + again.err + (desk.root / "agency.yaml").read_text()
    assert "seal_to:" in (desk.root / "agency.yaml").read_text()


def test_one_key_is_one_person(desk: Desk) -> None:
    before = snapshot(desk.root)
    (desk.worker.home / ".config" / "casekit").mkdir(parents=True)
    there = desk.worker.home / ".config" / "casekit" / "identity.txt"
    there.write_bytes((desk.supervisor.home / ".config" / "casekit" / "identity.txt").read_bytes())
    there.chmod(0o600)
    refused = desk.work("keys", "make")
    assert refused.code == 8 and "r-sample's in agency.yaml" in refused.err
    assert snapshot(desk.root) == before


def test_the_agency_says_who_reads(desk: Desk) -> None:
    agency = desk.root / "agency.yaml"
    agency.write_text(agency.read_text() + "sealing:\n  readers: [assigned worker]\n")
    desk.worker.git("commit", "-qam", "Only the worker")
    refused = desk.work("intake", "--from", "-", stdin=request())
    assert refused.code == 8  # nobody is assigned yet
    desk.work("keys", "make")
    number = desk.intake(reporter_identity=None)
    assert desk.assign(number).code == 0
    assert desk.work("seal", number, stdin=json.dumps(PLAIN)).code == 0
    assert desk.lead("unseal", number, "--reason", "x").code == 8
    assert desk.work("unseal", number, "--reason", "x").code == 0


@pytest.mark.parametrize("words", [("keys",), ("keys", "show"), ("keys", "CASE")])
def test_keys_shows_and_changes_nothing(desk: Desk, words: tuple[str, ...]) -> None:
    number = desk.intake()
    before = snapshot(desk.root)
    given = [number if word == "CASE" else word for word in words]
    shown = desk.work(*given, "--format", "json")
    assert find_breaches("keys", shown.data) == [] and shown.code == 0
    assert shown.data["cases"][0]["readers"] == ["r-sample"]
    assert "AGE-SECRET" not in shown.out
    assert number in desk.work(*given).out
    assert snapshot(desk.root) == before


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("keys", "add"), 2),
        (("keys", "add", "CASE"), 2),
        (("keys", "make", "CASE"), 2),
        (("keys", "rotate"), 2),
        (("keys", "rotat", "CASE"), 2),
        (("keys", "add", "CASE", "nobody"), 3),
        (("keys", "add", "CASE", "w-sample"), 3),
    ],
)
def test_what_keys_does_not_understand(desk: Desk, words: tuple[str, ...], code: int) -> None:
    number = desk.intake()
    refused = desk.lead(*[number if word == "CASE" else word for word in words])
    assert refused.code == code, refused.err
    assert "hint:" in refused.err


def test_a_case_without_seals_says_so(desk: Desk) -> None:
    number = desk.intake(reporter_identity=None)
    for words in (
        ("unseal", number, "--reason", "x"),
        ("keys", number),
        ("keys", "rotate", number),
    ):
        refused = desk.lead(*words)
        assert refused.code == 3 and "NOTHING-SEALED" in refused.err


def test_commands_that_do_not_seal_do_not_load_what_seals(office: Office) -> None:
    contact = ("contact", office.case, "--at", "2026-01-20T16:00", "--mode", "in person")
    more = ("--place", "residence", "--purpose", "home visit", "--seen", "Sam", "--narrative", "x")
    for words in (("due",), ("search", "sam"), ("check",), (*contact, *more, "-n")):
        program = (
            "import sys\nfrom casekit.cli.front import answer\n"
            f"code = answer({list(words)!r})\n"
            "sys.exit(code or ('pyrage' in sys.modules) * 99)"
        )
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=office.root,
            env=office.environment(WORKER, "2026-02-11T09:00:00-06:00", None),
            capture_output=True,
        )
        assert done.returncode in (0, 1), done.stderr


def test_a_reporter_whose_words_are_ours_can_be_read(desk: Desk) -> None:
    who = {"name": "Port", "phone": "ext 2026"}
    number = desk.intake(reporter_identity=who)
    assert desk.read(number) == [who]
    refused = desk.lead("unseal", number, "--reason", "to call Port back")
    assert refused.code == 2 and "Port" not in refused.err


def test_a_reader_is_removed_by_name_too(desk: Desk) -> None:
    number = desk.intake()
    desk.work("keys", "make")
    assert desk.lead("keys", "add", number, "W. Sample").code == 0
    removed = desk.lead("keys", "remove", number, "W. Sample")
    assert removed.code == 0, removed.err
    assert desk.work("unseal", number, "--reason", "x").code == 8


def test_a_backup_of_keys_tells_which_are_not_here(desk: Desk, tmp_path: Path) -> None:
    desk.intake()
    clone = tmp_path / "clone"
    desk.worker.git("clone", "-q", str(desk.root), str(clone))
    there = Office(clone, desk.supervisor.home)
    files = (str(tmp_path / "b.bundle"), "--keys", str(tmp_path / "k.tar"))
    made = there.run("backup", *files, by=SUPERVISOR)
    assert made.code == 1 and "DRILL-KEY-MISSING" in made.out + made.err


def test_a_folder_of_keys_behind_a_link_is_not_copied(desk: Desk, tmp_path: Path) -> None:
    desk.intake()
    keys = desk.root / ".git" / "casekit" / "keys"
    keys.rename(tmp_path / "keys")
    keys.symlink_to(tmp_path / "keys")
    target = tmp_path / "k.tar"
    made = desk.lead("backup", str(tmp_path / "b.bundle"), "--keys", str(target))
    assert made.code == 4 and "is a link" in made.err
    assert not target.exists()
