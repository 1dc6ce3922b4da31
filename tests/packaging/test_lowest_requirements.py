"""The pins by which the tests run on the lowest libraries that pyproject.toml allows."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def load(name: str) -> Callable[..., Any]:
    """A function of the script, which lies in no package."""
    path = ROOT / ".ci" / "lowest_requirements.py"
    spec = importlib.util.spec_from_file_location("lowest_requirements", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    function: Callable[..., Any] = getattr(module, name)
    return function


@pytest.mark.parametrize(
    ("requirement", "pin"),
    [
        ("rich>=13.8", "rich==13.8"),
        ("typer>=0.25,<0.29", "typer==0.25"),
        ("typer < 0.29, >= 0.25", "typer==0.25"),
        ("ruamel.yaml[libyaml]>=0.19.1", "ruamel.yaml[libyaml]==0.19.1"),
        ("a-b_c[x,y] >=1", "a-b_c[x,y]==1"),
    ],
)
def test_a_lower_bound_becomes_a_pin(requirement: str, pin: str) -> None:
    assert load("pin_lowest")(requirement) == pin


@pytest.mark.parametrize(
    "requirement", ["rich", "rich<14", "rich==13", "rich~=13.8", "rich>13", "a>=1,>=2", "a>=1; b"]
)
def test_without_one_lower_bound_there_is_nothing_to_test(requirement: str) -> None:
    with pytest.raises(ValueError, match="names no lower bound"):
        load("pin_lowest")(requirement)


def test_every_dependency_of_casekit_and_of_its_tests_has_one() -> None:
    pins = load("lowest_requirements")(PROJECT, ["test"])
    assert len(pins) == len(PROJECT["dependencies"]) + len(PROJECT["optional-dependencies"]["test"])
    assert all(re.fullmatch(r"[\w.-]+(\[\w+\])?==[0-9.]+", pin) for pin in pins)


def test_typer_stays_below_the_version_that_is_slow_to_load() -> None:
    assert "typer>=0.25,<0.29" in PROJECT["dependencies"]
