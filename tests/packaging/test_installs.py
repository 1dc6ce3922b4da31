"""casekit from a wheel, from an sdist and from a checkout: each has all that ships beside the code.

Each is installed alone into a fresh environment; the libraries are those of the environment that
runs the tests, made visible by a path file.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

from casekit import __version__

pytestmark = pytest.mark.packaging

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ("templates", "schemas", "sample-cases")
LOOK = """
import json, sys
from pathlib import Path
import casekit
from casekit import resources
from casekit.documents.tongue import Tongue
from casekit.overview.metrics.definitions import load_definitions
from casekit.standards.packs import list_packs
package = Path(casekit.__file__).parent
folders = {name: resources.find_resource_dir(name) for name in sys.argv[1:]}
print(json.dumps({
    "package": str(package),
    "version": casekit.__version__,
    "french": Tongue.of("fr").say("Case"),
    "typed": (package / "py.typed").is_file(),
    "packs": list(list_packs()),
    "metrics": [definition.id for definition in load_definitions()],
    "files": {
        name: sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
        for name, folder in folders.items()
    },
}))
"""


def run(*words: str | Path, cwd: Path) -> str:
    """What a program prints; a failure shows everything that it said."""
    done = subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        capture_output=True,
        text=True,
        env={key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sdist, and the wheel that is built from it rather than from the checkout."""
    dist = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--outdir", dist, ROOT, cwd=dist)
    (sdist,), (wheel,) = dist.glob("*.tar.gz"), dist.glob("*.whl")
    return {"wheel": wheel, "sdist": sdist}


@pytest.fixture(scope="session", params=["wheel", "sdist", "editable"])
def environment(
    request: pytest.FixtureRequest,
    built: dict[str, Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """The folder of the programs of an environment that casekit was installed into."""
    place = tmp_path_factory.mktemp(request.param)
    run(sys.executable, "-m", "venv", "--without-pip", place / "venv", cwd=place)
    programs = place / "venv" / "bin"
    what: list[str | Path] = (
        ["--editable", ROOT] if request.param == "editable" else [built[request.param]]
    )
    pip: list[str | Path] = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        programs / "python",
        "install",
        "--quiet",
    ]
    run(*pip, "--no-deps", *what, cwd=place)
    libraries = run(
        programs / "python",
        "-c",
        "import sysconfig; print(sysconfig.get_path('purelib'))",
        cwd=place,
    ).strip()
    # Named last, so that what was installed here comes first.
    Path(libraries, "zz-libraries.pth").write_text(
        f"{sysconfig.get_path('purelib')}\n{sysconfig.get_path('platlib')}\n"
    )
    return programs


def list_checkout(folder: str) -> list[str]:
    """The files of a folder of this checkout that belong to the project."""
    listed = run("git", "ls-files", "-z", "--cached", "--", folder, cwd=ROOT).split("\0")[:-1]
    return sorted(path for path in listed if (ROOT / path).is_file())


def test_it_finds_everything_that_ships(environment: Path, tmp_path: Path) -> None:
    seen = json.loads(run(environment / "python", "-I", "-c", LOOK, *SHIPPED, cwd=tmp_path))
    assert seen["version"] == __version__
    assert seen["typed"]
    assert seen["french"] == "Dossier"
    assert "ca-mb-cfs" in seen["packs"]
    assert "visits-made" in seen["metrics"]
    inside = Path(seen["package"]).is_relative_to(environment.parent)
    assert inside != ("editable" in str(environment))
    for name in SHIPPED:
        expected = {path.removeprefix(f"{name}/") for path in list_checkout(name)}
        assert expected, name
        assert expected <= set(seen["files"][name])


def test_the_script_and_the_module_answer(environment: Path, tmp_path: Path) -> None:
    said = f"casekit {__version__}\n"
    assert run(environment / "casekit", "--version", cwd=tmp_path) == said
    assert run(environment / "python", "-m", "casekit", "--version", cwd=tmp_path) == said
    assert "Usage: casekit" in run(environment / "casekit", "--help", cwd=tmp_path)


def test_it_founds_a_workspace_and_judges_it(environment: Path, tmp_path: Path) -> None:
    (tmp_path / ".gitconfig").write_text("[user]\nname = W. Sample\nemail = w@agency.example\n")
    home = f"HOME={tmp_path}"
    run(
        *("env", home, environment / "casekit", "init", "files", "--name", "Willow Agency"),
        *("--timezone", "America/Winnipeg", "--standards", "ca-mb-cfs", "--fictional"),
        cwd=tmp_path,
    )
    files = tmp_path / "files"
    assert (files / ".casekit" / "schemas" / "contact.schema.json").is_file()
    answer = run("env", home, environment / "casekit", "check", "--format", "json", cwd=files)
    assert json.loads(answer)["findings"] == []


def test_the_sdist_has_every_file_that_a_test_run_needs(built: dict[str, Path]) -> None:
    with tarfile.open(built["sdist"]) as sdist:
        inside = {name.partition("/")[2] for name in sdist.getnames()}
    for folder in ("casekit", *SHIPPED, "tests", "docs", "benchmarks", ".ci"):
        assert set(list_checkout(folder)) <= inside, folder
    assert {"pyproject.toml", "README.md", "LICENSE", "CONTRIBUTING.md"} <= inside


def test_the_wheel_has_the_package_the_licence_and_nothing_else(built: dict[str, Path]) -> None:
    with zipfile.ZipFile(built["wheel"]) as wheel:
        names = wheel.namelist()
        info = f"casekit-{__version__}.dist-info"
        metadata = wheel.read(f"{info}/METADATA").decode()
    assert {name.partition("/")[0] for name in names} == {"casekit", info}
    assert f"{info}/licenses/LICENSE" in names
    assert "casekit/py.typed" in names
    assert "casekit/locales/es/LC_MESSAGES/documents.po" in names
    assert not [name for name in names if "__pycache__" in name or "/tests/" in name]
    assert "License-Expression: Apache-2.0" in metadata
    assert "Requires-Python: >=3.11" in metadata
