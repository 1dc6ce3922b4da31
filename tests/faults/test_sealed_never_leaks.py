"""Across 5,000 generated cases no sealed value and no token of it stands anywhere.

Not in a file, in an object of the history (loose or packed), in a key file, a home folder or a
temporary file, in an answer or an error, or in a rendered plan. Whoever may read gets exactly what
was sealed; whoever may not gets nothing.
"""

from __future__ import annotations

import os
import random
import shutil
import string
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

import casekit.casework.sealing
import casekit.history.runner
from casekit.casework.intake import open_intake
from casekit.casework.request import Request
from casekit.casework.sealing import Sealer, take_out
from casekit.cli.session import open_session
from casekit.model.changes import ChangeSet
from casekit.records.requests import read_request
from casekit.records.sealing import open_sealed
from casekit.records.writing import dump_document
from casekit.workspace.keys import KeyFolder, NotAReader
from casekit.workspace.own_key import read_own_key
from tests.cli.office import NOON, SUPERVISOR, WORKER, Answer, Office
from tests.cli.walk import WALK, found_office, take
from tests.faults.secrets import Identity, Search, draw_identities, read_files, read_objects

CASES = 5_000
BATCH = 1_250
# Through the whole command line; the others through the same functions, many to a version.
BY_COMMAND = 40
BROKEN = 160
SEED = "who reported"


@dataclass(eq=False)
class World:
    """The office in which it all happened, and everything that was printed."""

    office: Office
    supervisor: Office
    temporary: Path
    identities: list[Identity]
    printed: list[tuple[str, bytes]] = field(default_factory=list)
    # The case of each identity, in the order of the identities.
    cases: list[str] = field(default_factory=list)
    unsealed: list[tuple[Identity, Any]] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)

    def run(self, *words: str, office: Office | None = None, **options: Any) -> Answer:
        """Run a command and keep all that it prints."""
        done = (office or self.office).run(*words, **options)
        what = " ".join(words[:3])
        self.printed += [(f"answer of {what}", done.out.encode())]
        self.printed += [(f"errors of {what}", done.err.encode())]
        return done


def make_request(identity: Identity, chance: random.Random) -> dict[str, Any]:
    """An intake that says who reported."""
    child = "".join(chance.choices(string.ascii_lowercase, k=6)).capitalize()
    return {
        "occurred_at": "2026-01-12T09:40:00-06:00",
        "reporter": chance.choice(["mandated professional", "neighbour", "family", "other"]),
        "reporter_identity": dict(identity.plain),
        "people": [{"name": f"{child} Sample", "called": child, "role": "child"}],
        "children": [child],
        "immediate_danger": {"present": False},
        "narrative": f"{child} was tired. " + "A bruise on the arm. " * chance.randint(1, 3),
    }


pytestmark = pytest.mark.trial


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    top = tmp_path_factory.mktemp("sealed")
    for name in ("home", "home-of-supervisor", "temporary"):
        (top / name).mkdir()
    office = found_office(top / "files", top / "home")
    supervisor = Office(office.root, top / "home-of-supervisor")
    identities = draw_identities(CASES, SEED)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(top / "temporary"))
        # Nothing is cut short but the waiting for the disk, which other tests are about.
        patch.setattr(os, "fsync", lambda _handle: None)
        settings = [s for s in casekit.history.runner.SAFE_SETTINGS if "fsync" not in s]
        patch.setattr(casekit.history.runner, "SAFE_SETTINGS", (*settings, "core.fsync=none"))
        made = World(office, supervisor, top / "temporary", identities)
        assert made.run("keys", "make", office=supervisor, by=SUPERVISOR).code == 0
        assert made.run("keys", "make").code == 0
        _record_by_command(made)
        _send_what_is_broken(made)
        _unseal_some(made)
        _read_some(made)
        _render_a_plan(made)
        _record_by_function(made)
        _read_everything(made)
        yield made


def _record_by_command(world: World) -> None:
    chance = random.Random("by command")
    for identity in world.identities[:BY_COMMAND]:
        text = dump_document(make_request(identity, chance))
        shown = world.run("intake", "--from", "-", "--dry-run", stdin=text)
        assert shown.code == 0 and "sealed: v1:" in shown.out
        done = world.run("intake", "--from", "-", "--format", "json", stdin=text)
        assert done.code == 0, done.err
        world.cases.append(done.data["case"])


def _record_by_function(world: World) -> None:
    """As the command does it, many cases to a version."""
    chance = random.Random("by function")
    environment = world.office.environment(WORKER, NOON, None)
    for start in range(BY_COMMAND, CASES, BATCH):
        session = open_session(world.office.root, environment=environment)
        workspace = session.workspace
        folder = KeyFolder.of(workspace.repo, workspace.schemas)
        drafted = []
        for identity in world.identities[start : min(start + BATCH, CASES)]:
            document = read_request(dump_document(make_request(identity, chance)), "standard input")
            assert isinstance(document.data, dict)
            request, what = take_out(
                Request(document.data, document), ["report"], workspace.schemas, by_pipe=True
            )
            assert what is not None
            done = open_intake(request, workspace, session.desk, Sealer(what, folder))
            assert done.key_write is not None
            done.key_write.keep()
            drafted.append(done)
            world.cases.append(done.changes.case)
        new = tuple(record for done in drafted for record in done.changes.new)
        workspace.save(ChangeSet("", "Intakes", new), session.version_moment)
        if start == BY_COMMAND:
            # From here on there are packed objects as well as loose ones.
            subprocess.run(["git", "gc", "--quiet"], cwd=world.office.root, check=True)


def _send_what_is_broken(world: World) -> None:
    """Texts that say who reported and have a fault somewhere, in every way that is refused."""
    chance = random.Random("broken")
    for number in range(BROKEN):
        identity = chance.choice(world.identities)
        data = make_request(identity, chance)
        text = _break(data, identity, chance, number)
        words = ["intake", "--from", "-", "--dry-run"]
        words += ["--format", "json"] if chance.random() < 0.5 else []
        world.codes.append(world.run(*words, stdin=text).code)
    identity = world.identities[0]
    text = dump_document(make_request(identity, chance))
    # A fault of casekit itself, whose message holds the plaintext.
    with pytest.MonkeyPatch.context() as patch:

        def fail(plain: Mapping[str, str], _key: str) -> str:
            raise RuntimeError(str(plain))

        patch.setattr(casekit.casework.sealing, "seal", fail)
        crashed = world.run("intake", "--from", "-", stdin=text)
        assert crashed.code == 70
        assert list(world.temporary.glob("casekit-bug-*.log"))
    # A file is refused; it is this test's own, and taken away before the search.
    with tempfile.TemporaryDirectory(dir=world.temporary) as folder:
        path = Path(folder) / "report.yaml"
        path.write_bytes(text)
        assert world.run("intake", "--from", str(path)).code == 2
        path.write_bytes(text.replace(b"immediate_danger", b"immediate_danger: ["))
        assert world.run("intake", "--from", str(path), "--format", "json").code == 4
    case = world.cases[0]
    plain = dump_document(identity.plain)
    for broken in (plain + b"colour: [", plain.replace(b"name:", b"nome:"), plain * 2, plain[:-3]):
        world.run("seal", case, stdin=broken)
    other = dump_document(world.identities[1].plain)
    assert world.run("seal", case, stdin=other).code == 8  # there is one, and it is not readable
    assert world.run("unseal", case, "--reason", "to call back").code == 8
    named = world.run(
        *("unseal", case, "--reason", f"to call {identity.plain['name']}"),
        office=world.supervisor,
        by=SUPERVISOR,
    )
    assert named.code == 2


def _break(data: dict[str, Any], identity: Identity, chance: random.Random, number: int) -> bytes:
    secret = chance.choice(list(identity.plain.values()))
    name = identity.plain["name"]
    wrong: list[Mapping[str, Any]] = [
        {"narrative": f"The caller, {name}, saw a bruise."},
        {"narrative": f"Ms {name.split()[1]} called."},
        {"note": f"call {identity.plain['phone'].replace('-', '')} in the evening"},
        {"note": identity.plain["email"].upper()},
        {"children": [name]},
        {"children": [secret]},
        {"how": secret},
        {"reporter": secret},
        {"reporter": {"name": name}},
        {"reporter_name": name},
        {"occurred_at": secret},
        {"reporter_identity": name},
        {"reporter_identity": [name]},
        {"reporter_identity": {**identity.plain, "colour": secret}},
        {"reporter_identity": {"sealed": "v1:" + secret}},
        {"reporter_identity": {**identity.plain, "phone": 917}},
        {"reporter": "child"},
        {"case": secret},
        {secret: "x"},
        {"step": secret},
        {"households": [{"kind": secret, "address": "1 Example Street"}]},
        {"immediate_danger": secret},
    ]
    if number < len(wrong):
        return dump_document({**data, **wrong[number]})
    text = dump_document(data).decode()
    if number == len(wrong):
        return text.encode("utf-16")
    if number == len(wrong) + 1:
        return text.encode() + b"\xff"
    if number == len(wrong) + 2:
        return ("{" + text).encode()
    # One to three signs lost, doubled or changed, anywhere but in the name of the field.
    for _ in range(chance.randint(1, 3)):
        key = text.index("reporter_identity")
        at = chance.choice([n for n in range(len(text)) if not key - 1 <= n < key + 18])
        middle = chance.choice(["", text[at] * 2, *'\t:"-{[&*!#%@`\n '])
        text = text[:at] + middle + text[at + 1 :]
    return text.encode()


def _read_some(world: World) -> None:
    """One case after the other, while there are so few that this is quick."""
    for number in world.cases[:8]:
        for command in ("show", "chronology", "due", "next", "explain", "check", "log", "keys"):
            world.run(command, number)
            world.run(command, number, "--format", "json")
    world.run("keys", "--format", "json")
    world.run("doctor", "--format", "json")


def _read_everything(world: World) -> None:
    token = world.identities[CASES - 7].plain["name"].split()[0]
    assert world.run("search", token).code == 3
    found = world.run("search", "bruise", "--format", "json")
    assert len(found.data["hits"]) >= CASES
    assert world.run("check", "--format", "json", at="2026-09-01T09:00:00-05:00").code == 0
    world.run("log", "--format", "json")


def _render_a_plan(world: World) -> None:
    """A case that goes from a sealed report to a plan that people read."""
    identity = world.identities[2]
    office = replace(world.office, case="")
    for step in WALK:
        if step.command == "intake":
            step = replace(step, data={**step.data, "reporter_identity": identity.plain})
        office = take(step, office, "yaml")
        if step.name == "plan approved":
            break
    report = office.records("report")[0].read_text()
    assert "sealed: v1:" in report
    for document in ("plan", "safety-plan"):
        for audience in ("family", "team", "court"):
            shown = world.run("render", office.case, document, "--audience", audience)
            assert shown.code == 0, shown.err
        path = world.temporary / f"{document}.pdf"
        done = world.run("render", office.case, document, "--format", "pdf", "-o", str(path))
        assert done.code == 0, done.err
        pages = PdfReader(BytesIO(path.read_bytes()))
        text = "".join(page.extract_text() for page in pages.pages)
        assert "Sam" in text
        world.printed.append((f"text of {path.name}", f"{text}{pages.metadata}".encode()))


def _unseal_some(world: World) -> None:
    for number, identity in zip(world.cases[:12], world.identities[:12], strict=True):
        # What this prints is for the reader's eyes: it alone is not searched.
        done = world.supervisor.run(
            *("unseal", number, "--reason", "to call back", "--format", "json"), by=SUPERVISOR
        )
        assert done.code == 0, done.err
        world.unsealed.append((identity, done.data["unsealed"][0]["value"]))
        world.printed.append(("errors of unseal", done.err.encode()))


@pytest.fixture(scope="module")
def search(world: World) -> Search:
    return Search(world.identities)


def find_leaks(search: Search, places: Iterator[tuple[str, bytes]]) -> tuple[list[str], int]:
    """Where a token stands, and how many places were looked at."""
    leaks, count = [], 0
    for place, data in places:
        count += 1
        if search.find(data):
            leaks.append(place)
    return leaks, count


def test_no_file_holds_a_token(world: World, search: Search) -> None:
    tops = (world.office.root, world.office.home, world.supervisor.home, world.temporary)
    leaks, count = find_leaks(search, read_files(*tops))
    assert leaks == []
    assert count > 4 * CASES


def test_no_object_of_the_history_holds_a_token(world: World, search: Search) -> None:
    packs = list((world.office.root / ".git" / "objects" / "pack").glob("*.pack"))
    assert packs
    leaks, count = find_leaks(search, read_objects(world.office.root))
    assert leaks == []
    assert count > 3 * CASES


def test_nothing_that_was_printed_holds_a_token(world: World, search: Search) -> None:
    leaks, count = find_leaks(search, iter(world.printed))
    assert leaks == []
    assert count > 2 * (2 * BY_COMMAND + BROKEN)


def test_what_was_broken_was_refused(world: World) -> None:
    """Most of it: a change of a sign can be harmless."""
    refused = [code for code in world.codes if code]
    assert set(refused) <= {2, 3, 4}
    assert len(refused) > BROKEN // 2


def test_the_supervisor_reads_exactly_what_was_sealed(world: World) -> None:
    assert len(world.unsealed) == 12
    for identity, value in world.unsealed:
        assert value == identity.plain


def test_every_one_of_them_opens_for_a_reader_and_for_nobody_else(world: World) -> None:
    session = open_session(
        world.office.root, environment=world.office.environment(WORKER, NOON, None)
    )
    workspace = session.workspace
    folder = KeyFolder.of(workspace.repo, workspace.schemas)
    reader, other = (
        read_own_key(home / ".config" / "casekit" / "identity.txt").private
        for home in (world.supervisor.home, world.office.home)
    )
    lengths = set()
    for number, identity in zip(world.cases, world.identities, strict=True):
        keys = folder.require(number)
        with pytest.raises(NotAReader):
            keys.unlock("w-sample", other)
        with pytest.raises(NotAReader):
            keys.unlock("r-sample", other)
        pairs = keys.unlock("r-sample", reader)
        # Read from the file as it is: loading 5,000 cases again would only take longer.
        (report,) = (workspace.root / workspace.folder_of(number) / "reports").iterdir()
        document = read_request(report.read_bytes(), report.name)
        data: Any = document.data
        plain = open_sealed(data["reporter_identity"]["sealed"], [pair.private for pair in pairs])
        assert plain == identity.plain
        lengths.add(len(data["reporter_identity"]["sealed"]))
    assert len(world.cases) == len(set(world.cases)) == CASES


@pytest.mark.parametrize("hide", [str.upper, lambda s: "-\n ".join(s), lambda s: s[:11] + "..."])
def test_the_search_finds_a_leak(world: World, search: Search, hide: Any, tmp_path: Path) -> None:
    """In a file, in a loose and a packed object, in what is printed; cut, broken or in capitals."""
    word = world.identities[41].plain["email"].split(".")[0]
    for token in (word, world.identities[42].plain["name"].split()[1]):
        (tmp_path / "leak.txt").write_text("before " + hide(token) + " after")
        run = {"cwd": tmp_path, "check": True, "capture_output": True}
        subprocess.run(["git", "init", "--quiet"], **run)
        subprocess.run(["git", "hash-object", "-w", "leak.txt"], **run)
        assert find_leaks(search, read_objects(tmp_path))[0]
        assert find_leaks(search, read_files(tmp_path))[0]
        named = subprocess.run(["git", "hash-object", "leak.txt"], **run).stdout
        subprocess.run(["git", "pack-objects", ".git/objects/pack/pack"], input=named, **run)
        subprocess.run(["git", "prune-packed"], **run)
        assert find_leaks(search, read_objects(tmp_path))[0]
        assert search.find(f"error: {hide(token)}".encode())
        shutil.rmtree(tmp_path / ".git")


def test_a_number_is_found_however_it_is_written(world: World, search: Search) -> None:
    digits = world.identities[43].plain["phone"]
    assert search.find(digits.replace(" ", "").encode())
    assert search.find(f"({digits[:3]})/{digits[4:]}".encode("utf-16"))
    assert not search.find(b"917 350 0000000")
