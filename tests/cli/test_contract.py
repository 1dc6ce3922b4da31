"""What scripts may count on: the keys, types and words of every JSON answer."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.cli.contract import FOLDER, NAMES, find_breaches, read_schema
from tests.cli.office import Office
from tests.cli.walk import WALK, ask

DAY = "2026-02-11"
NOW = "2026-02-11T09:00:00-06:00"
# As the issue of the contract for scripts writes them: none may ever go.
OBLIGATION_KEYS = {
    *("id", "case", "rule", "subject", "status", "enforced", "due", "due_on", "opens"),
    *("met_at", "met_by", "last", "days_overdue", "source", "verification"),
}
FINDING_KEYS = {"code", "severity", "path", "line", "column", "message", "hint"}
READERS: dict[str, tuple[str, ...]] = {
    "due": ("due", "--today", DAY),
    "next": ("next", "--today", DAY),
    "explain": ("explain", "CASE", "--today", DAY),
    "show": ("show", "CASE", "--today", DAY),
    "prior": ("prior", "CASE", "--today", DAY),
    "chronology": ("chronology", "CASE", "--today", DAY),
    "search": ("search", "sam"),
    "log": ("log", "CASE"),
    "diff": ("diff", "HEAD~1..HEAD"),
    "blame": ("blame", "CASE", "plan", "G1.O1.target_date"),
    "check": ("check",),
    "fmt": ("fmt", "--check"),
    "doctor": ("doctor",),
    "verify": ("verify", "--integrity"),
    "packs": ("standards", "list", "--all"),
    "pack": ("standards", "show", "ca-mb-cfs"),
    "lint": ("standards", "lint"),
    "change": ("standards", "diff", "ca-mb-cfs", "decided", "--all-cases", "--today", DAY),
    "calendar": ("calendar",),
    "lateness": ("report", "lateness", "--today", DAY, "--period", "2026"),
    "report": ("report", "--today", DAY, "--period", "2026"),
}


def read(office: Office, name: str) -> Any:
    words = [office.case if word == "CASE" else word for word in READERS[name]]
    done = office.run(*words, "--format", "json", at=NOW)
    assert done.code in (0, 1), done.err
    return done.data


def iter_objects(schema: Any) -> Any:
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for value in schema.values():
            yield from iter_objects(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from iter_objects(value)


@pytest.mark.parametrize("name", [*NAMES, "common"])
def test_schemas_are_well_formed_and_closed(name: str) -> None:
    schema = read_schema(name)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"].endswith("2020-12/schema")
    assert schema["$id"].endswith(f"/output/{name}.schema.json")
    for found in iter_objects(schema):
        assert "additionalProperties" in found
        assert set(found.get("required", ())) <= set(found.get("properties", ()))


def test_the_schemas_name_every_key_of_the_contract() -> None:
    shared = read_schema("common")["$defs"]
    assert set(shared["obligation"]["required"]) >= OBLIGATION_KEYS
    assert set(shared["finding"]["required"]) == FINDING_KEYS
    assert set(read_schema("recorded")["required"]) >= {"case", "version", "next"}
    assert set(read_schema("due")["required"]) >= {*("schema_version", "as_of", "obligations")}
    assert set(read_schema("check")["required"]) >= {"findings"}


@pytest.mark.parametrize("name", READERS)
def test_readers_keep_to_their_schema(name: str, untouched: Office) -> None:
    answer = read(untouched, name)
    assert find_breaches(name, answer) == []
    assert next(iter(answer)) == "schema_version"


@pytest.mark.parametrize("name", READERS)
def test_the_schemas_can_refuse(name: str, untouched: Office) -> None:
    answer = read(untouched, name)
    for key in answer:
        broken = copy.deepcopy(answer)
        del broken[key]
        assert find_breaches(name, broken), f"{name} without {key} passes"
    assert find_breaches(name, {**answer, "surprise": 1})


def test_the_rows_are_there_to_be_judged(untouched: Office) -> None:
    obligations = read(untouched, "due")["obligations"]
    assert {o["status"] for o in obligations} >= {"met", "upcoming"}
    assert all(o["case"] == untouched.case for o in obligations)
    assert read(untouched, "explain")["explanations"]
    assert read(untouched, "search")["hits"]
    assert {e["kind"] for e in read(untouched, "chronology")["entries"]} >= {"report", "plan"}
    shown = read(untouched, "show")
    assert [c["called"] for c in shown["children"]] == ["Sam"]
    assert [p["approved"] for p in shown["plans"]] == [True, True]


def test_explain_says_why_a_rule_does_not_apply(untouched: Office) -> None:
    done = untouched.run("explain", untouched.case, "mb-hearing", "--format", "json", at=NOW)
    assert find_breaches("explain", done.data) == []
    assert [(e["applies"], e["obligation"]) for e in done.data["explanations"]] == [(False, None)]


def test_recording_answers_case_version_next(office: Office) -> None:
    step = next(s for s in WALK if s.name == "progress")
    done = ask(step, office, "yaml", "--format", "json")
    assert find_breaches("recorded", done.data) == []
    assert done.data["case"] == office.case
    assert done.data["version"] == office.git("rev-parse", "HEAD")
    assert {o["case"] for o in done.data["next"]} == {office.case}


def test_intake_answers_case_version_next(empty: Office) -> None:
    done = ask(WALK[0], empty, "yaml", "--format", "json")
    assert find_breaches("recorded", done.data) == []
    assert done.data["version"] == empty.git("rev-parse", "HEAD")
    assert (empty.root / "cases" / "2026" / done.data["case"] / "case.yaml").is_file()


def test_a_dry_run_answers_in_the_same_shape(untouched: Office) -> None:
    step = next(s for s in WALK if s.name == "progress")
    done = ask(step, untouched, "yaml", "--format", "json", "-n")
    assert find_breaches("recorded", done.data) == []
    assert done.data["version"] is None


def test_init_answers_what_it_made(empty: Office, tmp_path: Path) -> None:
    done = empty.run(
        *("init", str(tmp_path / "new"), "--name", "Other", "--timezone", "Europe/London"),
        *("--standards", "ca-mb-cfs", "--format", "json"),
    )
    assert (done.code, find_breaches("init", done.data)) == (0, [])
    assert "agency.yaml" in done.data["files"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("due", "--nonsense"), 2),
        (("duue",), 2),
        (("due", "--today", "2026-02-30"), 2),
        (("show", "2026-ZZZZZZZ"), 3),
        (("contact", "CASE"), 2),
        (("contact", "CASE", "--from", "no-such-file"), 4),
        (("close", "CASE", "--reason", "other", "--summary", "x"), 8),
        (("contact", "CASE", "--at"), 2),
        (("explain", "CASE", "no-such-rule"), 3),
    ],
)
def test_failures_are_json_too(words: tuple[str, ...], code: int, untouched: Office) -> None:
    given = [untouched.case if word == "CASE" else word for word in words]
    # The option may stand anywhere, also before the word that cannot be understood.
    done = untouched.run(given[0], "--format=json", *given[1:], at=NOW)
    assert done.code == code
    assert find_breaches("error", done.data) == []
    assert done.data["error"]["exit_code"] == code
    assert done.err, "people are told as well"


def test_due_exits_1_only_when_something_is_overdue(untouched: Office) -> None:
    assert untouched.run("due", "--today", "2026-01-12T12:00").code == 0
    late = untouched.run("due", "--today", "2026-09-01", "--format", "json")
    assert late.code == 1
    assert any(o["status"] == "overdue" and o["enforced"] for o in late.data["obligations"])


def test_output_schemas_are_not_taken_for_records() -> None:
    from casekit.cli.session import open_schemas

    assert not {"due", "check", "error", "recorded"} & set(open_schemas().kinds())
    assert (FOLDER / "common.schema.json").is_file()


def test_each_schema_is_written_the_same_way() -> None:
    for path in FOLDER.glob("*.json"):
        text = path.read_text("utf-8")
        assert text == json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n", path.name
