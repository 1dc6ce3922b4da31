"""Imports go down the floors of the house only, and each library has one owner.

Every import counts: within functions, and those that only a type checker sees.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "casekit"

FLOORS = {
    "cli": 8,
    "casework": 7,
    "oversight": 7,
    "overview": 7,
    "documents": 6,
    "practice": 5,
    "difference": 5,
    "standards": 4,
    "workspace": 4,
    "trust": 3,
    "records": 2,
    "history": 2,
    "model": 1,
    # Single files at the top of the package; `casekit` itself only knows its version.
    "errors": 0,
    "resources": 0,
    "installation": 0,
    "": 0,
}
GROUND = {"errors", "resources", "installation", ""}
# The door that the script opens: it stands outside of the house.
DOOR = "__main__"

OWNERS = {
    "typer": "cli",
    "rich": "cli",
    "ruamel": "records",
    "yaml": "records",
    "jsonschema": "records",
    "jsonschema_rs": "records",
    "referencing": "records",
    "pyrage": "records",
    "git": "history",
    "cryptography": "history",
    "holidays": "standards",
    "rapidfuzz": "casework",
    "jinja2": "documents",
    "typst": "documents",
    "pypdf": "documents",
    "babel": "documents",
    "docxtpl": "documents",
    # Both come with docxtpl; the second with jinja2 as well.
    "lxml": "documents",
    "markupsafe": "documents",
    "xlsxwriter": "overview",
    "icalendar": "overview",
    "pyarrow": "overview",
    # Only where the processes are that many workspaces are asked in.
    "distributed": "cli",
}
# Slow to load: imported where they are used, never when a module is.
HEAVY = {
    *("rich", "ruamel", "jsonschema", "jsonschema_rs", "referencing", "pyrage"),
    *("git", "cryptography", "holidays", "jinja2", "typst", "xlsxwriter", "icalendar", "pyarrow"),
    "rapidfuzz",
    # Of every language but English: nobody who works in English waits for it.
    "babel",
    *("rapidfuzz", "docxtpl", "lxml", "markupsafe"),
}
# Modules that exist for a heavy library's sake, and so are themselves imported late.
LATE = {
    "casekit.records.explaining",
    "casekit.documents.template_language",
    "casekit.documents.word_language",
}

# What a case is needs no file, no clock and no chance.
MODEL_LIBRARIES = {
    "__future__",
    "abc",
    "bisect",
    "calendar",
    "collections",
    "dataclasses",
    "datetime",
    "enum",
    "functools",
    "itertools",
    "operator",
    "re",
    "types",
    "typing",
    # The table of characters: fixed data, asked by model/visible.py what is an accent.
    "unicodedata",
}
MODEL_CALLS = {"open", "input", "print", "exec", "eval", "__import__"}
MODEL_METHODS = {"now", "today", "utcnow", "read_text", "read_bytes", "write_text", "write_bytes"}


@dataclass(frozen=True)
class Import:
    """One imported module: where it is written, and when Python would run it."""

    module: str
    line: int
    at_load: bool
    for_types: bool


def find_imports(source: str, module: str) -> Iterator[Import]:
    """Every import of a source text; relative ones are resolved against the module's name."""
    yield from _walk(ast.parse(source), module, at_load=True, for_types=False)


def _walk(node: ast.AST, module: str, *, at_load: bool, for_types: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            for alias in child.names:
                yield Import(alias.name, child.lineno, at_load, for_types)
        elif isinstance(child, ast.ImportFrom):
            base = child.module or ""
            if child.level:
                above = module.split(".")[: -child.level]
                base = ".".join([*above, base] if base else above)
            for alias in child.names:
                # `from casekit import errors` names a module, `__version__` there does not.
                name = f"{base}.{alias.name}" if _is_module(base, alias.name) else base
                yield Import(name, child.lineno, at_load, for_types)
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            for part in child.body:
                yield from _walk(ast.Module([part], []), module, at_load=False, for_types=True)
            for part in child.orelse:
                yield from _walk(
                    ast.Module([part], []), module, at_load=at_load, for_types=for_types
                )
        else:
            is_function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from _walk(
                child, module, at_load=at_load and not is_function, for_types=for_types
            )


def _is_module(base: str, name: str) -> bool:
    folder = ROOT / base.replace(".", "/")
    return (folder / f"{name}.py").is_file() or (folder / name / "__init__.py").is_file()


def judge_module(source: str, module: str) -> list[str]:
    """What is wrong with the imports of one module of casekit, as `line: what`."""
    own = _package(module)
    found = []
    for each in find_imports(source, module):
        top = each.module.partition(".")[0]
        if top == "casekit":
            fault = _judge_inner(own, each, module)
        elif top in sys.stdlib_module_names:
            fault = _judge_standard(own, top)
        else:
            fault = _judge_library(own, top, each, module)
        if fault:
            found.append(f"{each.line}: {fault}")
    if own == "model":
        found += _judge_purity(source)
    return found


def _package(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def _judge_inner(own: str, each: Import, module: str) -> str | None:
    other = _package(each.module)
    if each.at_load and each.module in LATE and module not in LATE:
        return f"{each.module} is imported within the function that needs it"
    if own == DOOR:
        return None if other == "cli" else f"the door leads to cli, not to {other}"
    if other == own or (own in GROUND and other in GROUND):
        return None
    if own not in FLOORS or other not in FLOORS:
        return f"{own} or {other} has no floor"
    # An error carries findings: it names their type, and needs nothing of them.
    if own == "errors" and other == "model" and each.for_types:
        return None
    if FLOORS[own] > FLOORS[other]:
        return None
    return f"{own} (floor {FLOORS[own]}) imports {other} (floor {FLOORS[other]})"


def _judge_standard(own: str, top: str) -> str | None:
    if own == "model" and top not in MODEL_LIBRARIES:
        return f"model imports {top}"
    if top == "importlib" and own not in ("cli", "resources"):
        return "an import by name hides from this test"
    return None


def _judge_library(own: str, top: str, each: Import, module: str) -> str | None:
    if top not in OWNERS:
        return f"{top} has no owner: say here which package it belongs to"
    if own != OWNERS[top]:
        return f"{top} belongs to {OWNERS[top]}, not to {own}"
    if top in HEAVY and each.at_load and module not in LATE:
        return f"{top} is slow to load: import it within the function that needs it"
    return None


def _judge_purity(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in MODEL_CALLS:
                yield f"{node.lineno}: model calls {node.func.id}()"
        elif isinstance(node, ast.Attribute) and node.attr in MODEL_METHODS:
            yield f"{node.lineno}: model uses .{node.attr}"


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def test_every_import_of_casekit_keeps_to_the_house() -> None:
    found = {
        f"{path.relative_to(ROOT)}:{fault}"
        for module, path in MODULES.items()
        for fault in judge_module(path.read_text(encoding="utf-8"), module)
    }
    assert found == set()


def test_every_package_has_a_floor_and_every_late_module_exists() -> None:
    packages = {_package(module) for module in MODULES} - {DOOR}
    assert packages <= set(FLOORS)
    assert set(MODULES) >= LATE
    assert len(MODULES) > 100


@pytest.mark.parametrize(
    ("module", "source", "said"),
    [
        ("casekit.model.ids", "from casekit.records.schemas import SchemaSet", "imports records"),
        ("casekit.model.ids", "from casekit import records", "imports records"),
        ("casekit.model.ids", "from ..records import schemas", "imports records"),
        ("casekit.model.ids", "from .. import records", "imports records"),
        ("casekit.records.edit", "def f():\n    import casekit.history.trees", "imports history"),
        (
            "casekit.records.edit",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import casekit.cli.due",
            "imports cli",
        ),
        ("casekit.workspace.sources", "from casekit.standards import rules", "imports standards"),
        ("casekit.errors", "from casekit.model.findings import Finding", "imports model"),
        ("casekit.resources", "import casekit.model", "imports model"),
        ("casekit.overview.due", "import casekit.casework.intake", "imports casework"),
        ("casekit.newcomer.due", "import casekit.model", "no floor"),
        ("casekit.__main__", "import casekit.model", "leads to cli"),
        ("casekit.cli.show", "import yaml", "belongs to records"),
        ("casekit.cli.show", "def f():\n    from git import Repo", "belongs to history"),
        ("casekit.cli.show", "import requests", "has no owner"),
        ("casekit.cli.show", "from rich.table import Table", "slow to load"),
        ("casekit.documents.pdf", "try:\n    import typst\nexcept ImportError: ...", "slow"),
        ("casekit.documents.pdf", "class A:\n    import typst", "slow"),
        ("casekit.records.schemas", "import casekit.records.explaining", "within the function"),
        ("casekit.records.schemas", "from casekit.records import explaining", "within"),
        ("casekit.records.schemas", "import importlib", "hides"),
        ("casekit.model.ids", "import os", "model imports os"),
        ("casekit.model.ids", "import random", "model imports random"),
        ("casekit.model.ids", "def f():\n    from pathlib import Path", "model imports pathlib"),
        ("casekit.model.ids", "import yaml", "belongs to records"),
        ("casekit.model.when", "from datetime import datetime\ndatetime.now()", "uses .now"),
        ("casekit.model.when", "from datetime import date\nf = date.today", "uses .today"),
        ("casekit.model.when", "open('a')", "calls open"),
    ],
)
def test_what_would_break_the_house_is_found(module: str, source: str, said: str) -> None:
    found = judge_module(source, module)
    assert len(found) == 1
    assert said in found[0]


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("casekit.cli.show", "from casekit import __version__\nimport casekit.model.ids"),
        ("casekit.cli.output", "import typer\ndef f():\n    from rich.table import Table"),
        (
            "casekit.errors",
            "from typing import TYPE_CHECKING\n"
            "if TYPE_CHECKING:\n    from casekit.model.findings import Finding",
        ),
        ("casekit.resources", "from casekit.errors import MissingTool"),
        ("casekit.records.explaining", "import jsonschema"),
        ("casekit.records.schemas", "def f():\n    from casekit.records import explaining"),
        ("casekit.history.log", "if TYPE_CHECKING:\n    import git"),
    ],
)
def test_what_keeps_to_the_house_is_not(module: str, source: str) -> None:
    assert judge_module(source, module) == []


def _run(program: str, *flags: str) -> set[str]:
    """The modules that are loaded once a program has run in a fresh interpreter."""
    done = subprocess.run(
        [sys.executable, "-I", *flags, "-c", f"{program}\nprint(*sys.modules, file=sys.stderr)"],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.stdout
    return set(done.stderr.split())


@pytest.mark.parametrize("option", ["--version", "--help", "-h", "-V", "help"])
def test_help_and_version_need_nothing_but_the_front_door(option: str) -> None:
    # -S: no installed library is even in reach.
    loaded = _run(
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); sys.argv = ['casekit', {option!r}]\n"
        "from casekit.__main__ import run\n"
        "assert run() == 0",
        "-S",
    )
    assert {name for name in loaded if name.startswith("casekit")} == {
        "casekit",
        "casekit.__main__",
        "casekit.cli",
        "casekit.cli.front",
    }
    assert not {"re", "enum", "dataclasses", "typing", "pathlib"} & loaded


def test_loading_every_module_loads_no_slow_library() -> None:
    ordinary = sorted(set(MODULES) - LATE - {"casekit.__main__"})
    loaded = _run(
        f"import sys, importlib; sys.path.insert(0, {str(ROOT)!r})\n"
        f"for name in {ordinary!r}: importlib.import_module(name)\nprint('done')"
    )
    assert set(ordinary) <= loaded
    assert HEAVY & loaded == set()
