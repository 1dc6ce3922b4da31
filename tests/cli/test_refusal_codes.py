"""Every code with which a recording command refuses is explained, with the way out."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import casekit
from casekit.cli.front import COMMANDS
from casekit.errors import CasekitError
from casekit.practice.codes import OTHER, REFUSAL, Code, read_codes
from casekit.practice.deadlines import KINDS, gate_code
from casekit.practice.gates import MET_BY, closing_code
from casekit.standards.grants import GrantFault
from tests.cli.contract import find_breaches
from tests.cli.office import Office

SOURCE = Path(__file__).parents[2] / "casekit"
CODES = read_codes()
REFUSALS = [code for code in CODES.values() if code.level == REFUSAL]
OTHERS = [code for code in CODES.values() if code.level == OTHER]
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
    # A file that was destroyed is told by check as well, where records of it have come back.
    others = explained - list_gates() - {"CASE-SEALED"}
    texts = [path.read_text("utf-8") for path in SOURCE.rglob("*.py")]
    assert [c for c in others if not any(f'"{c}"' in text for text in texts)] == []


def list_refusals(kind: type[CasekitError] = CasekitError) -> Iterator[str]:
    """The codes of all errors that end with exit 8, wherever they are raised."""
    for one in kind.__subclasses__():
        if one.exit_code == 8:
            yield one.code
        yield from list_refusals(one)


def test_whatever_ends_with_exit_8_is_explained() -> None:
    for module in pkgutil.walk_packages(casekit.__path__, "casekit."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    assert set(list_refusals()) - {code.code for code in REFUSALS} == set()


# What recording commands are made of, and files that only they read.
RECORDERS = (
    *("casework/**/*.py", "records/requests.py", "cli/bundle.py", "cli/receive.py"),
    *("cli/expunge.py", "cli/reporter.py", "workspace/keys.py", "workspace/own_key.py"),
    *("workspace/case_bundle.py", "workspace/finding_cases.py", "workspace/tombstones.py"),
    *("records/sealing.py", "standards/proposals.py", "history/commit.py"),
)
# What looks like a code there and is none: the head of a private key, and places with holidays.
NO_CODES = re.compile(r"AGE-SECRET-KEY.*|(?:CA|GB|US)-[A-Z]+")
# What any command may tell.
OF_ALL = {"MISSING-TOOL"}


def test_whatever_only_recording_commands_tell_is_explained() -> None:
    texts = [path.read_text("utf-8") for names in RECORDERS for path in SOURCE.glob(names)]
    found = {c for text in texts for c in re.findall(r'"([A-Z]+(?:-[A-Z0-9]+)+)"', text)}
    told = {code for code in found if not NO_CODES.fullmatch(code)} - OF_ALL
    assert told - CODES.keys() == set()
    everywhere = "".join(path.read_text("utf-8") for path in SOURCE.rglob("*.py"))
    assert [code.code for code in OTHERS if f'"{code.code}"' not in everywhere] == []


def test_no_gate_is_put_together_elsewhere() -> None:
    """Where a name is made of parts, this test has to know the parts."""
    made = {p.name for p in SOURCE.rglob("*.py") if "GATE-{" in p.read_text("utf-8")}
    assert made == {"gates.py", "deadlines.py"}


@pytest.mark.parametrize("code", [*REFUSALS, *OTHERS], ids=lambda code: code.code)
def test_a_refusal_has_a_way_out_and_a_test(code: Code) -> None:
    assert code.way is not None and code.tried_in
    assert code.example is None


def test_a_way_out_names_commands_and_flags_that_exist(empty: Office) -> None:
    """A flag belongs to the command that was named last before it."""
    helps: dict[str, str] = {}
    for code in (*REFUSALS, *OTHERS):
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
        assert done.code == 2 and "GATE-PLAN-SIGNED is told by other commands" in done.err
        assert "casekit check --explain GATE-PLAN-SIGNED" in done.err
    assert empty.run("check", "--only", "GATE-PLAN-SIGNDE").code == 3


def test_a_refusal_has_no_example(empty: Office, tmp_path: Path) -> None:
    target = tmp_path / "example"
    done = empty.run("check", "--explain", "GATE-PLAN-SIGNED", "--example", str(target))
    assert done.code == 2 and "no finding of check" in done.err
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
