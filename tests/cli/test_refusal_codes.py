"""Every code with which a recording command refuses is explained, with the way out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from casekit.cli.front import COMMANDS
from casekit.practice.codes import RECORDING, REFUSAL, Code, read_codes
from casekit.practice.deadlines import KINDS, gate_code
from casekit.practice.gates import MET_BY, closing_code
from casekit.standards.grants import GrantFault
from tests.cli.contract import find_breaches
from tests.cli.office import Office

SOURCE = Path(__file__).parents[2] / "casekit"
CODES = read_codes()
REFUSALS = [code for code in CODES.values() if code.level == REFUSAL]
RECORDINGS = [code for code in CODES.values() if code.level == RECORDING]
# A limit is moved by an extension only; whatever is wrong with another limit is not about these.
NEVER = {"GATE-EXCEPTION-NOT-LATER", "GATE-EXCEPTION-TOO-LONG"}


def list_gates() -> set[str]:
    """The codes of gates in the source, and those that a name is put together from."""
    texts = [path.read_text("utf-8") for path in SOURCE.rglob("*.py")]
    found = {c for text in texts for c in re.findall(r'"(GATE(?:-[A-Z0-9]+)*)"', text)}
    found |= {closing_code(gate) for gate in MET_BY}
    faults = GrantFault.__args__  # type: ignore[attr-defined]
    return (found | {gate_code(kind, fault) for kind in KINDS for fault in faults}) - NEVER


def test_every_gate_is_explained() -> None:
    explained = {code.code for code in REFUSALS}
    assert list_gates() - explained == set()
    # Exit 8 has few other codes; each of them is in the source as it stands.
    others = explained - list_gates()
    texts = [path.read_text("utf-8") for path in SOURCE.rglob("*.py")]
    assert [c for c in others if not any(f'"{c}"' in text for text in texts)] == []


def test_no_gate_is_put_together_elsewhere() -> None:
    """Where a name is made of parts, this test has to know the parts."""
    made = {p.name for p in SOURCE.rglob("*.py") if re.search(r"GATE-\{", p.read_text("utf-8"))}
    assert made == {"gates.py", "deadlines.py"}


@pytest.mark.parametrize("code", [*REFUSALS, *RECORDINGS], ids=lambda code: code.code)
def test_a_refusal_has_a_way_out_and_a_test(code: Code) -> None:
    assert code.way is not None and code.tried_in
    assert code.example is None


def test_a_way_out_names_commands_and_flags_that_exist(empty: Office) -> None:
    """A flag belongs to the command that was named last before it."""
    helps: dict[str, str] = {}
    for code in (*REFUSALS, *RECORDINGS):
        for part in re.split(r"\bcasekit (?=[a-z])", str(code.way))[1:]:
            command = re.match(r"[a-z]+(?:-[a-z]+)*", part)
            assert command is not None and command[0] in COMMANDS, (code.code, part)
            name = command[0]
            if name not in helps:
                helps[name] = empty.run(name, "--help").out
            for flag in re.findall(r"(?<![\w-])--[a-z]+(?:-[a-z]+)*", part):
                assert re.search(rf"{flag}\b", helps[name]), (code.code, name, flag)
            for step in re.findall(r"--step ([a-z]+(?:-[a-z]+)*)", part):
                assert f" {step}" in helps[name].partition("--step STEP")[2], (code.code, step)


def test_a_refusal_is_explained_in_any_case_of_letters(empty: Office) -> None:
    for word in ("gate-plan-signed", "Gate-Plan-Signed", "GATE-PLAN-SIGNED"):
        done = empty.run("check", "--explain", word)
        assert done.code == 0, done.err
        lines = done.out.splitlines()
        assert lines[0] == "GATE-PLAN-SIGNED (refuses; exit 8)"
        assert [line.strip().partition(" ")[0] for line in lines[2:]] == ["Why:", "Way"]
        assert "casekit plan CASE --draft" in lines[3]


def test_all_of_them_are_listed(empty: Office) -> None:
    every = empty.run("check", "--explain", "all").out
    assert {code.code for code in REFUSALS} <= set(every.splitlines())


def test_near_ones_are_suggested(empty: Office) -> None:
    for word, near in (
        ("GATE-PLAN-SIGND", "GATE-PLAN-SIGNED"),
        ("plan-signed", "GATE-PLAN-SIGNED"),
        ("GATE-DANGER", "GATE-DANGER-NOW or GATE-DANGER-LIMIT"),
    ):
        done = empty.run("check", "--explain", word)
        assert done.code == 3 and f"did you mean {near}" in done.err, done.err
    nothing = empty.run("check", "--explain", "zzz")
    assert nothing.code == 3 and "casekit check --explain all" in nothing.err


def test_check_tells_no_refusal(empty: Office) -> None:
    for word in ("GATE-PLAN-SIGNED", "gate-plan-signed"):
        done = empty.run("check", "--only", word)
        assert done.code == 2 and "GATE-PLAN-SIGNED is told where something is recorded" in done.err
        assert "casekit check --explain GATE-PLAN-SIGNED" in done.err
    assert empty.run("check", "--only", "GATE-PLAN-SIGNDE").code == 3


def test_a_refusal_has_no_example(empty: Office, tmp_path: Path) -> None:
    target = tmp_path / "example"
    done = empty.run("check", "--explain", "GATE-PLAN-SIGNED", "--example", str(target))
    assert done.code == 2 and "where something is recorded" in done.err
    assert not target.exists()


def test_the_way_out_is_in_every_form_of_the_answer(empty: Office) -> None:
    words = ("check", "--explain", "GATE-PLAN-SIGNED", "--format")
    answer = empty.run(*words, "json").data
    assert find_breaches("codes", answer) == []
    (row,) = answer["codes"]
    assert (row["level"], row["way"]) == (REFUSAL, CODES["GATE-PLAN-SIGNED"].way)
    assert (
        empty.run("check", "--explain", "RISK-STALE", "--format", "json").data["codes"][0]["way"]
        is None
    )
    tsv = empty.run(*words, "tsv").out.splitlines()
    cells = dict(zip(tsv[0].split("\t"), tsv[1].split("\t"), strict=True))
    assert cells["way"] == row["way"]
    assert "| way |" in empty.run(*words, "md").out.splitlines()[0]
