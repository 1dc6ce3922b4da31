"""The plain call of a script is the same command as the one that the parser reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from casekit.cli import front, plain_call
from casekit.cli.plain_call import read_plain_call
from tests.cli.office import Office, snapshot

VISIT = {
    "id": "2026-02-11-k7q4mz",
    "occurred_at": "2026-02-11 09:00",
    "mode": "in person",
    "place": "residence",
    "purposes": ["home visit"],
    "with": ["Jo"],
    "seen": ["Sam"],
    "narrative": "Sam was well.",
}
NOW = "2026-02-11T12:00:00-06:00"


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("2026 --from f", {"case": "2026", "from_file": "f"}),
        ("--from - 2026 -n", {"case": "2026", "from_file": "-", "dry_run": True}),
        ("2026 --from=f --format=json", {"how": "json"}),
        ("2026 --from f -C d", {"directory": Path("d")}),
        ("2026 --from f --step risk", {"step": "risk"}),
    ],
)
def test_what_is_plain(words: str, wanted: dict[str, Any]) -> None:
    found = read_plain_call("determine", words.split())
    assert found is not None
    assert {key: found[key] for key in wanted} == wanted


@pytest.mark.parametrize(
    "words",
    [
        *("2026", "--from f", "2026 2027 --from f", "2026 --from", "2026 --from f --from g"),
        *("2026 --from f --format csv", "2026 --from f --made attempted", "2026 --from f --help"),
        *("2026 --from f -x", "2026 --from= ", "2026 --from f -- y", "2026 --from f -C=d"),
        *("2026 --from f --step risk --step track", "2026 --from f --form x", "-h"),
    ],
)
def test_what_is_left_to_the_parser(words: str) -> None:
    assert read_plain_call("determine", words.split()) is None


def test_a_step_that_the_command_does_not_have_is_left_to_the_parser() -> None:
    assert read_plain_call("contact", ["2026", "--from", "f", "--step", "x"]) is None
    assert read_plain_call("intake", ["2026", "--from", "f"]) is None
    assert read_plain_call("intake", ["--from", "f"]) is not None


def open_another(office: Office) -> str:
    report = {
        "occurred_at": "2026-02-11 08:00",
        "reporter": "anonymous",
        "people": [{"name": "Kit Sample", "role": "child"}],
        "children": ["Kit"],
        "immediate_danger": {"present": False},
        "narrative": "Alone at night.",
    }
    words = ("intake", "--from", "-", "--format", "json")
    return str(office.run(*words, stdin=json.dumps(report), at=NOW).data["case"])


REQUESTS: dict[str, Any] = {
    "right": VISIT,
    "missing": {"narrative": "x"},
    "unknown person": {**VISIT, "seen": ["Nobody"]},
    "unknown key": {**VISIT, "colour": "red"},
    "no mapping": [1, 2],
    "future": {**VISIT, "occurred_at": "2027-01-01 09:00"},
}


@pytest.mark.parametrize("how", ["text", "json"])
@pytest.mark.parametrize("name", REQUESTS)
def test_both_ways_answer_alike(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, how: str
) -> None:
    twin = office.copy(tmp_path / "twin")
    request = json.dumps(REQUESTS[name])
    words = ("contact", office.case, "--from", "-", "--format", how)
    plain = office.run(*words, stdin=request, at=NOW)
    monkeypatch.setattr(plain_call, "read_plain_call", lambda *_: None)
    parsed = twin.run(*words, stdin=request, at=NOW)
    assert (plain.code, plain.out, plain.err) == (parsed.code, parsed.out, parsed.err)
    assert plain.code == (0 if name == "right" else plain.code) and front.COMMANDS
    assert office.git("rev-parse", "HEAD^{tree}") == twin.git("rev-parse", "HEAD^{tree}")


def test_the_same_request_again_changes_nothing(office: Office) -> None:
    request = json.dumps(VISIT)
    words = ("contact", office.case, "--from", "-")
    assert office.run(*words, stdin=request, at=NOW).out.startswith("Saved, version ")
    before = snapshot(office.root)
    again = office.run(*words, stdin=request, at="2026-02-11T13:00:00-06:00")
    assert (again.code, again.out[:14]) == (0, "Saved already,")
    other = office.run(*words, stdin=json.dumps({**VISIT, "place": "school"}), at=NOW)
    assert other.code == 5 and "RECORD-DIFFERS" in other.err and "differs in: place" in other.err
    assert snapshot(office.root) == before


def test_saved_already_is_said_of_all_that_was_asked(office: Office) -> None:
    (report,) = office.records("report")
    id_ = report.stem
    before = snapshot(office.root)
    for command, request in (
        ("assign", {"id": id_, "worker": "w-sample"}),
        ("contact", {**VISIT, "id": id_}),
        ("intake", {"id": id_, "colour": "red"}),
        ("intake", {"id": id_, "people": [{"name": "New Sample", "role": "child"}]}),
        ("intake", {"id": id_, "access": "restricted"}),
    ):
        words = [command] if command == "intake" else [command, office.case]
        told = office.run(*words, "--from", "-", stdin=json.dumps(request), at=NOW)
        assert told.code == 5, (command, told)
        assert "RECORD-DIFFERS" in told.err
    assert snapshot(office.root) == before


@pytest.mark.parametrize("command", ["person", "household"])
def test_people_and_homes_are_not_saved_for_two_cases(office: Office, command: str) -> None:
    requests = {
        "person": {"id": "2026-02-11-k7q4mz", "name": "Bo Sample", "role": "family"},
        "household": {"id": "2026-02-11-k7q4mz", "kind": "facility", "address": "Example Street 9"},
    }
    request = json.dumps(requests[command])
    assert office.run(command, office.case, "--from", "-", stdin=request, at=NOW).code == 0
    other = open_another(office)
    told = office.run(command, other, "--from", "-", stdin=request, at=NOW)
    assert told.code == 5 and "RECORD-ELSEWHERE" in told.err


def test_the_same_request_for_another_case_is_told(office: Office) -> None:
    request = json.dumps(VISIT)
    assert office.run("contact", office.case, "--from", "-", stdin=request, at=NOW).code == 0
    other = open_another(office)
    before = snapshot(office.root)
    refused = office.run("contact", other, "--from", "-", stdin=request, at=NOW)
    assert refused.code == 5
    assert "RECORD-ELSEWHERE" in refused.err and office.case in refused.err
    assert snapshot(office.root) == before


def test_an_intake_sent_twice_is_one_case(empty: Office) -> None:
    report = {
        "id": "2026-01-12-k7q4mz",
        "occurred_at": "2026-01-12 09:40",
        "reporter": "anonymous",
        "people": [{"name": "Kit Sample", "role": "child"}],
        "children": ["Kit"],
        "immediate_danger": {"present": False},
        "narrative": "Alone at night.",
    }
    words = ("intake", "--from", "-", "--format", "json")
    first = empty.run(*words, stdin=json.dumps(report))
    second = empty.run(*words, stdin=json.dumps(report))
    assert (first.code, second.code) == (0, 0)
    assert first.data["case"] == second.data["case"]
    assert first.data["version"] == second.data["version"] == empty.git("rev-parse", "HEAD")
    assert len(list(empty.root.glob("cases/2026/*"))) == 1
