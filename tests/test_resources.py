"""The finder of what ships beside the code: within a wheel, beside a checkout, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from casekit import resources
from casekit.errors import MissingTool

NAMES = ("templates", "schemas", "sample-cases")


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands for the one that casekit is installed in."""
    package = tmp_path / "place" / "casekit"
    package.mkdir(parents=True)
    monkeypatch.setattr(resources, "__file__", str(package / "resources.py"))
    return package


@pytest.mark.parametrize("name", NAMES)
def test_a_checkout_has_them_beside_the_package(name: str) -> None:
    assert resources.find_resource_dir(name) == Path(__file__).resolve().parents[1] / name


@pytest.mark.parametrize("name", NAMES)
def test_within_the_package_comes_before_beside_it(installed: Path, name: str) -> None:
    # Beside an installed package lie other projects' folders, which may have such a name too.
    beside, within = installed.parent / name, installed / "_data" / name
    beside.mkdir()
    assert resources.find_resource_dir(name) == beside
    within.mkdir(parents=True)
    assert resources.find_resource_dir(name) == within


def test_the_catalogues_stand_in_the_package_itself(installed: Path) -> None:
    (installed.parent / "locales").mkdir()
    (installed / "locales").mkdir()
    assert resources.locales_dir() == installed / "locales"


@pytest.mark.parametrize(
    "find", [resources.templates_dir, resources.schemas_dir, resources.sample_cases_dir]
)
def test_a_broken_installation_says_what_to_do(installed: Path, find: object) -> None:
    assert callable(find)
    with pytest.raises(MissingTool, match="has no folder") as fault:
        find()
    assert fault.value.exit_code == 7
    assert "install it again" in (fault.value.hint or "")


def test_a_file_of_that_name_is_no_folder(installed: Path) -> None:
    (installed.parent / "schemas").write_text("")
    with pytest.raises(MissingTool):
        resources.schemas_dir()


def test_the_schema_of_a_kind_is_there() -> None:
    assert (resources.schemas_dir() / "contact.schema.json").is_file()
