"""Text is text everywhere it leaves: no record, name, file or word typed steers, hides or runs."""

from __future__ import annotations

import io
import json
import os
import pty
import re
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from casekit.model.records import FOLDERS
from casekit.model.visible import make_visible
from casekit.records.profile import read_document
from casekit.records.schemas import SchemaSet
from casekit.records.writing import dump_document
from casekit.resources import schemas_dir
from tests.cli.hostile import ALL, HOSTILE, find_steering
from tests.cli.office import NOON, Office

EXAMPLES = Path(__file__).resolve().parents[1] / "schemas" / "examples"
NOW = "2026-09-01T10:00:00-05:00"
READERS = (
    ("due",),
    ("due", "--all"),
    ("next",),
    ("show", "CASE"),
    ("prior", "CASE"),
    ("chronology", "CASE"),
    ("explain", "CASE"),
    ("search", "smile"),
    ("search", "esrever"),
    ("log",),
    ("diff", "HEAD~3", "--names"),
    ("check",),
    ("fmt", "--check"),
    ("doctor",),
    ("calendar",),
    ("calendar", "show"),
    ("report", "--period", "2026", "--cases"),
)
FORMATS = ("text", "json", "tsv", "csv", "md")


def plant(node: Any, poison: deque[str], fits: Callable[[], bool]) -> None:
    """Put hostile text in the place of every text of a record that may be free text."""
    for key in list(node) if isinstance(node, dict) else range(len(node)):
        was = node[key]
        if isinstance(was, dict | list):
            plant(was, poison, fits)
        elif isinstance(was, str):
            # What does not fit here comes next: all of them are in, in whatever order files lie.
            node[key] = poison[0]
            if fits():
                poison.rotate(-1)
            else:
                node[key] = was


def poison_files(paths: Iterable[Path]) -> int:
    """Plant into files of records; gives how many of them had a place for it."""
    schemas = SchemaSet(schemas_dir())
    poison, planted = deque(HOSTILE), 0
    for path in paths:
        data: Any = read_document(path.read_bytes(), path.name).data
        kind = "agency" if path.name == "agency.yaml" else data["schema"].removesuffix("/1")
        before = json.dumps(data)
        plant(data, poison, partial(schemas.is_valid, kind, data))
        planted += json.dumps(data) != before
        path.write_bytes(dump_document(data))
    return planted


@pytest.fixture(scope="module")
def poisoned(template: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A case up to its approved plan, whose every free text is hostile, and so is the agency's."""
    office = template.copy(tmp_path_factory.mktemp("poisoned") / "files")
    cases = sorted(office.root.glob("cases/**/*.yaml"))
    assert poison_files([office.root / "agency.yaml", *cases]) > 10
    office.git("add", "-A")
    office.git("commit", "-q", "-m", "\x1b[31m\u202e" + HOSTILE[5])
    return office


@pytest.fixture(scope="module")
def riddled(poisoned: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The same with a record of every kind, most of them about people who are not in the case."""
    office = poisoned.copy(tmp_path_factory.mktemp("riddled") / "files")
    folder = office.root / "cases" / office.case[:4] / office.case
    written = []
    for kind, place in FOLDERS.items():
        for example in sorted((EXAMPLES / kind).glob("valid-*.yaml")):
            data: Any = read_document(example.read_bytes(), example.name).data
            path = folder / place / f"{data.get('id', 'case')}.yaml"
            if "id" in data and not path.exists():
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(example.read_bytes())
                written.append(path)
    assert poison_files(written) > 30
    return office


@pytest.mark.parametrize("how", FORMATS)
@pytest.mark.parametrize("words", READERS, ids="-".join)
def test_no_reader_lets_a_record_steer(words: tuple[str, ...], how: str, riddled: Office) -> None:
    given = [riddled.case if word == "CASE" else word for word in words]
    done = riddled.run(*given, "--format", how, at=NOW)
    assert done.code in (0, 1, 3, 4), done.err
    assert find_steering(done.out, "\n\t" if how == "tsv" else "\n") == set()
    assert find_steering(done.err) == set()
    if how == "json":
        assert done.data["schema_version"] == 1


@pytest.mark.parametrize("words", [w for w in READERS if w[0] != "fmt"], ids="-".join)
def test_no_record_is_markup_in_a_markdown_answer(words: tuple[str, ...], riddled: Office) -> None:
    given = [riddled.case if word == "CASE" else word for word in words]
    done = riddled.run(*given, "--format", "md", at=NOW)
    page = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    tags = set(re.findall("<([a-z0-9]+)", page.render(done.out)))
    ours = {"p", "ul", "li", "br", "h3", "strong", "table", "thead", "tbody", "tr", "th", "td"}
    assert tags <= ours
    assert words[0] == "explain" or "strong" not in tags


def test_what_is_hostile_is_there_to_be_seen(poisoned: Office) -> None:
    told = {
        how: poisoned.run("search", "red", "--format", how, at=NOW).out
        for how in ("text", "tsv", "csv", "md")
    }
    for how, out in told.items():
        assert ("\\\\x1b" if how == "md" else "\\x1b[31m") in out, how
    kept = poisoned.run("search", "esrever", "--format", "json", at=NOW)
    assert "\\u202eesrever" in kept.out
    assert HOSTILE[4] in {hit["text"] for hit in kept.data["hits"]}
    assert make_visible(HOSTILE[4]) in poisoned.run("search", "esrever", at=NOW).out
    assert "error[CODE] faked" not in poisoned.run("search", "faked", at=NOW).out.split("\n")


@pytest.mark.parametrize("document", ["plan", "safety-plan"])
@pytest.mark.parametrize("audience", ["team", "family"])
def test_no_document_lets_a_record_steer(document: str, audience: str, poisoned: Office) -> None:
    done = poisoned.run("render", poisoned.case, document, "--audience", audience, at=NOW)
    # The same words stand in every text, so what is withheld from the family stands on the page.
    assert done.code == (8 if audience == "family" else 0), done.err
    assert find_steering(done.out) == find_steering(done.err) == set()


def test_no_word_that_was_typed_steers(untouched: Office, tmp_path: Path) -> None:
    hostile = ALL
    # As long as a file's name may be.
    folder = tmp_path / ALL.replace("/", "|").encode()[:250].decode(errors="ignore")
    folder.mkdir()
    (folder / "full").write_text("")
    asked = untouched.case
    lines: tuple[tuple[str, ...], ...] = (
        (hostile,),
        ("help", hostile),
        ("show", hostile),
        ("-C", str(folder), "due"),
        ("due", "-C", str(folder / folder.name)),
        ("due", "--" + hostile),
        ("due", "--today", hostile),
        ("due", "--until", hostile),
        ("due", "--as-known", hostile),
        ("due", "--format", hostile),
        ("log", "--limit", hostile),
        ("log", hostile),
        ("explain", asked, hostile),
        ("search", hostile),
        ("chronology", asked, "--kind", hostile),
        ("render", asked, hostile),
        ("render", asked, "plan", "--plan", hostile),
        ("render", asked, "plan", "--audience", hostile),
        ("render", asked, "plan", "-o", str(folder)),
        ("render", asked, "plan", "-o", str(folder / "plan.md")),
        ("contact", asked, "--from", hostile),
        ("contact", asked, "--at", hostile),
        ("contact", asked, "--with", hostile, "--on", "2026-02-01"),
        ("contact", asked, "--mode", hostile),
        ("contact", hostile, "--mode", "x"),
        ("approve", asked, hostile),
        ("court", asked, "--step", hostile),
        ("init", hostile, "--name", hostile, "--timezone", hostile, "--standards", hostile),
        ("init", str(folder), "--name", "x", "--timezone", "UTC", "--standards", "ca-mb-cfs"),
        ("init", "x", "--name=x", "--timezone=UTC", "--standards=ca-mb-cfs", "--worker", hostile),
        ("demo", str(folder)),
    )
    for words in lines:
        done = untouched.run(*words, at=NOON)
        assert done.code != 70, (words, done.err)
        assert find_steering(done.out) == find_steering(done.err) == set(), words
        as_json = untouched.run(words[0], "--format=json", *words[1:], at=NOON)
        assert find_steering(as_json.out) == find_steering(as_json.err) == set(), words


def test_no_request_and_no_name_in_git_steers(untouched: Office) -> None:
    request = json.dumps({key: key for key in HOSTILE} | {"narrative": ALL, "with": [ALL]})
    for more in ((), ("--format", "json"), ("-n",)):
        done = untouched.run("contact", untouched.case, "--from", "-", *more, stdin=request)
        assert done.code in (2, 4)
        assert find_steering(done.out) == find_steering(done.err) == set()
    raw = untouched.run("contact", untouched.case, "--from", "-", stdin=f"narrative: {ALL}\n")
    assert raw.code in (2, 4)
    assert find_steering(raw.out) == find_steering(raw.err) == set()
    name = "".join(c for c in ALL if c not in "\n\0<>")
    done = untouched.run(
        *("consult", untouched.case, "--on", "2026-01-10", "--with", "r-sample", "-n"),
        *("--about", "x", "--advice", "x"),
        by=(name, f"{name}@agency.example"),
    )
    assert done.code == 3
    assert find_steering(done.out) == find_steering(done.err) == set()


def test_what_is_saved_is_shown_without_steering(office: Office) -> None:
    asked = ("consult", office.case, "--on", "2026-02-10", "--with", "r-sample")
    asked += ("--about", ALL, "--advice", "x")
    for more in (("-n",), ("-n", "--format", "json"), ()):
        done = office.run(*asked, *more, at=NOW)
        assert done.code == 0, done.err
        assert find_steering(done.out) == find_steering(done.err) == set()
        if "json" in more:
            (text,) = done.data["files"].values()
            data: Any = read_document(text.encode(), "x").data
            assert data["about"] == ALL


@pytest.mark.parametrize("name", ["\x1b[31m\u202e.yaml", "\x9b\u2028.yaml", "\udcff\udc9b.yaml"])
def test_no_name_of_a_file_steers(name: str, office: Office) -> None:
    folder = office.root / "cases" / office.case[:4] / office.case / "contacts"
    (folder / name).write_text("schema: contact/1\nnarrative: x\n")
    for words in (("check",), ("show", office.case), ("due",), ("fmt", "--check"), ("doctor",)):
        for how in FORMATS:
            done = office.run(*words, "--format", how, at=NOW)
            assert done.code != 70, done.err
            assert find_steering(done.out, "\n\t" if how == "tsv" else "\n") == set(), (words, how)
            assert find_steering(done.err) == set(), (words, how)
    if "\udcff" not in name:
        office.git("add", "-A")
        office.git("commit", "-q", "-m", "x")
        done = office.run("due", "--as-known", "HEAD", at=NOW)
        assert done.code == 4
        assert find_steering(done.out) == find_steering(done.err) == set()


# --- a terminal


def on_terminal(office: Office, *words: str, env: dict[str, str]) -> str:
    """What a command writes to a terminal."""
    primary, secondary = pty.openpty()
    shown = io.BytesIO()
    with office.start(*words, at=NOW, stdout=secondary, stderr=secondary, env=env):
        os.close(secondary)
        while True:
            try:
                block = os.read(primary, 65536)
            except OSError:
                break
            if not block:
                break
            shown.write(block)
    os.close(primary)
    return shown.getvalue().decode("utf-8").replace("\r\n", "\n")


@pytest.mark.parametrize("words", [("due", "--all"), ("search", "smile"), ("show", "CASE")])
@pytest.mark.parametrize(
    ("env", "is_plain"),
    [
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "xterm-256color", "FORCE_COLOR": "1", "COLORTERM": "truecolor"}, False),
        ({"TERM": "dumb"}, True),
        ({"TERM": "dumb", "FORCE_COLOR": "1", "TTY_COMPATIBLE": "1"}, True),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, True),
        ({}, True),
    ],
)
def test_a_terminal_gets_at_most_bold_and_colour(
    words: tuple[str, ...], env: dict[str, str], is_plain: bool, poisoned: Office
) -> None:
    given = [poisoned.case if word == "CASE" else word for word in words]
    shown = on_terminal(
        poisoned, *given, env={"PYTHONIOENCODING": "utf-8", "COLUMNS": "200", **env}
    )
    assert shown.strip()
    without_style = shown if is_plain else re.sub("\x1b\\[[0-9;]*m", "", shown)
    assert find_steering(without_style) == set()
    if words == ("search", "smile"):
        assert "[mother] [/office] [bold red]x[/] :smile: {{ 7 * 7 }}" in without_style
        assert is_plain or shown != without_style, "a rich terminal was meant to be tried"
