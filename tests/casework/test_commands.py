"""Every kind of record that a worker makes has a command, and every flag a name of its own."""

from __future__ import annotations

import pytest

from casekit.casework.commands import PEOPLE, PLAN_ITEMS, STEPS
from casekit.casework.known import ACTORS, CHILDREN_OF_RECORD, KNOWN_RECORDS, known_keys
from casekit.cli.front import COMMANDS
from casekit.cli.recording_flags import flags_for
from casekit.cli.session import open_schemas
from casekit.model.records import FOLDERS

SCHEMAS = open_schemas()
RECORDING = [name for name, module in COMMANDS.items() if module == "recording"]
# Made beside another record, or by a command that does more than record: unseal, adoption.
WITHOUT_COMMAND = {"adoption-link", "opening", "unsealing"}


def test_every_kind_has_its_command() -> None:
    made = {step.kind for steps in STEPS.values() for step in steps.values()}
    assert made | {"report", *PEOPLE} | WITHOUT_COMMAND == set(FOLDERS)


def test_every_recording_command_knows_its_steps() -> None:
    assert {"intake", *STEPS, *PLAN_ITEMS, *PEOPLE} == set(RECORDING)


def test_defaults_and_fixed_values_are_fields_of_their_kind() -> None:
    for steps in STEPS.values():
        for step in steps.values():
            fields = SCHEMAS.get(step.kind)["properties"]
            assert {*step.defaults, *step.fixed} <= set(fields)


def test_what_is_filled_in_is_a_field_of_its_kind() -> None:
    for kind in {*ACTORS, *KNOWN_RECORDS, *CHILDREN_OF_RECORD}:
        assert known_keys(kind) <= set(SCHEMAS.get(kind)["properties"])


@pytest.mark.parametrize("name", RECORDING)
def test_no_two_flags_of_a_command_share_a_name(name: str) -> None:
    flags = flags_for(name, SCHEMAS)
    names = [flag.name for flag in flags]
    taken = {"from", "format", "dry-run", "step", "help"}
    assert len(set(names)) == len(names)
    assert not taken & set(names)
    assert len({flag.parameter for flag in flags}) == len(flags)


@pytest.mark.parametrize("name", sorted(STEPS))
def test_every_field_that_a_worker_must_give_has_a_flag(name: str) -> None:
    keys = {flag.keys[0] for flag in flags_for(name, SCHEMAS)}
    for step in STEPS[name].values():
        schema = SCHEMAS.get(step.kind)
        filled = {key for key, part in schema["properties"].items() if part.get("readOnly")}
        needed = set(schema["required"]) - set(step.fixed) - filled
        assert needed - {"schema", "id", "recorded_at", "recorded_by"} <= keys
