"""The one finder of the files that ship beside the code.

`templates/`, `schemas/` and `sample-cases/` stand at the top of the checkout and inside the wheel
under `casekit/_data/`. A wheel has them within the package; an editable install or a checkout has
them beside it. `locales/` stands in the package itself, in every kind of installation.
"""

from __future__ import annotations

from pathlib import Path

from casekit.errors import MissingTool


def find_resource_dir(name: str) -> Path:
    """Give the folder of that name; raise MissingTool when this installation lacks it."""
    package = Path(__file__).resolve().parent
    for candidate in (package / "_data" / name, package / name, package.parent / name):
        if candidate.is_dir():
            return candidate
    raise MissingTool(
        f"this installation of casekit has no folder {name}/",
        hint="install it again: python -m pip install --force-reinstall casekit",
    )


def schemas_dir() -> Path:
    """The folder of the JSON Schemas."""
    return find_resource_dir("schemas")


def templates_dir() -> Path:
    """The folder of the document templates."""
    return find_resource_dir("templates")


def locales_dir() -> Path:
    """The folder of the catalogues, one folder for each language."""
    return find_resource_dir("locales")


def sample_cases_dir() -> Path:
    """The folder of the fictional agencies and their stories."""
    return find_resource_dir("sample-cases")


def stories_dir(agency: str) -> Path:
    """The folder of the stories of one fictional agency."""
    return sample_cases_dir() / "stories" / agency
