"""Many cases from git's objects: the same as one by one, and no broken one hides another."""

from __future__ import annotations

import os
import pickle
import random
import shutil
import subprocess
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from casekit.errors import GitFault, MissingTool, NotFound, Unreadable
from casekit.history import folders, limits
from casekit.history.folders import ManyObjects
from casekit.history.repository import Repository
from casekit.history.runner import Git, Refused
from casekit.model.findings import Finding
from casekit.model.ids import make_case_number
from casekit.records.quick import QuickDocument
from casekit.records.schemas import SchemaSet
from casekit.workspace import version_cases
from casekit.workspace.case_places import CasePlace, VersionCases, list_version_cases
from casekit.workspace.loading import LoadedCase, load_case
from casekit.workspace.out_of_sight import find_closed
from casekit.workspace.parallel import CaseAnswer, map_cases
from casekit.workspace.processes import ProcessLost, open_pool
from casekit.workspace.version_cases import load_version_cases
from casekit.workspace.workspace import Workspace
from tests.history.hostile import write_object, write_tree, write_version

from .conftest import ENVIRONMENT

SAMPLE = Path(__file__).parents[2] / "sample-cases" / "willow-river"
FILE, LINK, FOLDER, OTHER_REPOSITORY = "100644", "120000", "40000", "160000"
NUMBER = "2026-K7Q4MZ3"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample agency with a history."""
    root = tmp_path_factory.mktemp("sample") / "agency"
    shutil.copytree(SAMPLE, root)
    git = make_git(root)
    git("init", "--quiet", "--template=", "--initial-branch=main")
    git("add", "--all")
    git("commit", "--quiet", "--message", "Sample")
    git("gc", "--quiet")
    return root


@pytest.fixture
def agency(sample: Path, tmp_path: Path) -> Path:
    """A copy of the sample agency to change."""
    return shutil.copytree(sample, tmp_path / "agency")


def make_git(root: Path) -> Callable[..., str]:
    def git(*words: str) -> str:
        return subprocess.run(
            ["git", "-C", str(root), *words],
            env=ENVIRONMENT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    return git


def commit(root: Path) -> None:
    git = make_git(root)
    git("add", "--all")
    git("commit", "--quiet", "--message", "Change")


def open_version(root: Path, schemas: SchemaSet) -> Workspace:
    return Workspace.open(root, schemas, environment=ENVIRONMENT, as_known="HEAD")


def list_all(workspace: Workspace) -> VersionCases:
    return list_version_cases(workspace.repo, workspace.version)


def load_all(workspace: Workspace) -> dict[str, LoadedCase]:
    listed = list_all(workspace)
    assert {finding.code for finding in listed.findings} <= {"CASE-NUMBER-TWICE"}
    assert listed.findings == find_closed(workspace)
    loaded = list(load_version_cases(workspace, listed.places))
    return {each.case.number: each for each in loaded}


def compare(workspace: Workspace) -> dict[str, LoadedCase]:
    """Load all cases in every way, compare them to the last place, and give them."""
    found = load_all(workspace)
    assert list(found) == list(workspace.case_folders)
    for number, case in found.items():
        strict = load_strictly(workspace, number)
        assert_same(case, strict)
        assert_same(workspace.load(number), strict)
    return found


def load_strictly(workspace: Workspace, number: str) -> LoadedCase:
    """A case of which every file is read by the strict profile."""
    folder = workspace.folder_of(number)
    contents = workspace.source.read(workspace.source.list_paths(folder))
    return load_case(number, folder, contents, workspace.schemas, workspace.agency.zone)


def assert_same(found: LoadedCase, wanted: LoadedCase) -> None:
    assert found.case == wanted.case
    assert found.findings == wanted.findings
    assert found.places.keys() == wanted.places.keys()
    for record in wanted.case.records:
        assert found.shown_path(record) == wanted.shown_path(record)
        for keys in [(), *((key,) for key in record.data), ("nothing",)]:
            assert found.locate(record, keys) == wanted.locate(record, keys)
            place, other = found.places[record.path], wanted.places[record.path]
            assert place.locate_key(keys) == other.locate_key(keys)


def pick_case(root: Path) -> Path:
    return next(iter(sorted(root.glob("cases/2026/*/case.yaml")))).parent


def test_the_sample_cases_are_the_same_and_read_quickly(agency: Path, schemas: SchemaSet) -> None:
    found = compare(open_version(agency, schemas))
    assert found
    assert {f for case in found.values() for f in case.findings} == set()
    kinds = {type(place) for case in found.values() for place in case.places.values()}
    assert kinds == {QuickDocument}


def _write(case: Path, name: str, content: str) -> None:
    place = case / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content.encode("utf-8", "surrogateescape"))


def _change(case: Path, old: str, new: str, name: str = "people/*.yaml") -> None:
    place = next(iter(sorted(case.glob(name))))
    content = place.read_bytes()
    changed = content.replace(old.encode(), new.encode(), 1)
    assert changed != content
    place.write_bytes(changed)


def _copy(case: Path, to: str) -> None:
    person = next(iter(sorted(case.glob("people/*.yaml"))))
    _write(case, to, person.read_text("utf-8"))


def _rename(case: Path, to: str) -> None:
    case.rename(case.parent / to)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "a key twice": lambda case: _change(case, "\nrole:", "\nrole: child\nrole:"),
    "no YAML": lambda case: _write(case, "contacts/2026-01-12-k7q4mz.yaml", "a: [b"),
    "an empty file": lambda case: _write(case, "contacts/2026-01-12-k7q4mz.yaml", ""),
    "an unfinished merge": lambda case: _change(case, "\nrole:", "\n<<<<<<< x\nrole:"),
    "a key that is unknown": lambda case: _change(case, "\nrole:", "\nrolle: x\nrole:"),
    "a kind that is unknown": lambda case: _change(case, "person/1", "persona/1"),
    "no kind": lambda case: _change(case, "schema:", "skema:"),
    "another folder": lambda case: _copy(case, "contacts/2026-01-12-k7q4mz.yaml"),
    "a record at the top": lambda case: _copy(case, "2026-01-12-k7q4mz.yaml"),
    "a record among the attachments": lambda case: _copy(case, "attachments/a.yaml"),
    "a stray file": lambda case: _write(case, "people/notes.txt", "x"),
    "an attachment": lambda case: _write(case, "attachments/a/b.pdf", "x"),
    "no case.yaml": lambda case: (case / "case.yaml").unlink(),
    "another number": lambda case: _rename(case, NUMBER),
    "a broken case.yaml": lambda case: _change(case, "access:", "acces:", "case.yaml"),
    "a broken tombstone": lambda case: _write(case, "tombstone.yaml", "schema: tombstone/1\n"),
    "line ends of Windows": lambda case: _change(case, "\nrole:", "\r\nrole:"),
    "a comment": lambda case: _change(case, "\nrole:", "\n# why\nrole:"),
    "a day that is none": lambda case: _change(case, "recorded_at: 2", "recorded_at: 1"),
    "a case in a case": lambda case: _copy(case, f"cases/{NUMBER}/people/a.yaml"),
    "a file in place of a folder": lambda case: _write(case, "contact", "x"),
    "two cases of one number": lambda case: shutil.copytree(
        case, case.parent / "K7" / case.name, dirs_exist_ok=True
    ),
    "a case further down": lambda case: shutil.move(case, case.parent / "a" / "b" / case.name),
    "files that are no case": lambda case: _write(case.parent, "x/y.yaml", "x"),
}


@pytest.fixture(scope="module")
def damaged(
    sample: Path, tmp_path_factory: pytest.TempPathFactory, schemas: SchemaSet
) -> tuple[Workspace, dict[str, LoadedCase], dict[str, str]]:
    """A workspace with a case for each damage, all of them loaded, and the number of each."""
    root = tmp_path_factory.mktemp("damaged") / "agency"
    shutil.copytree(sample, root)
    origin = pick_case(root)
    numbers = {}
    for index, (name, damage) in enumerate(DAMAGE.items()):
        draws = iter([index // 30, index % 30, 7, 7, 7, 7])
        number = make_case_number(2026, lambda _below, draws=draws: next(draws))  # type: ignore[misc]
        case = shutil.copytree(origin, origin.parent / number)
        _change(case, f"number: {origin.name}", f"number: {number}", "case.yaml")
        damage(case)
        numbers[name] = number
    commit(root)
    workspace = open_version(root, schemas)
    return workspace, load_all(workspace), numbers | {"another number": NUMBER}


def test_every_damaged_case_is_found(
    damaged: tuple[Workspace, dict[str, LoadedCase], dict[str, str]],
) -> None:
    workspace, found, numbers = damaged
    assert list(found) == list(workspace.case_folders)
    assert set(found) == {*numbers.values(), *(p.name for p in SAMPLE.glob("cases/*/*"))}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_case_is_the_same(
    damaged: tuple[Workspace, dict[str, LoadedCase], dict[str, str]], damage: str
) -> None:
    workspace, found, numbers = damaged
    number = numbers[damage]
    strict = load_strictly(workspace, number)
    assert_same(found[number], strict)
    assert_same(workspace.load(number), strict)


def test_an_older_version_and_one_without_a_case(root: Path, schemas: SchemaSet) -> None:
    workspace = open_version(root, schemas)
    assert list_all(workspace) == VersionCases(())
    assert list_version_cases(workspace.repo, None) == VersionCases(())
    with pytest.raises(GitFault):
        list_version_cases(workspace.repo, "f" * 40)


# From here on, versions that git itself would not make.


def build(root: Path, *in_case: tuple[str, bytes, str]) -> str:
    """A version of the sample in which one more case holds these entries besides its case.yaml."""
    content = (pick_case(root) / "case.yaml").read_text("utf-8")
    number = pick_case(root).name
    blob = write_object(root, "blob", content.replace(number, NUMBER).encode())
    case = write_tree(root, *sorted([(FILE, b"case.yaml", blob), *in_case], key=lambda e: e[1]))
    return build_cases(root, (FOLDER, NUMBER.encode(), case))


def build_cases(root: Path, *in_year: tuple[str, bytes, str]) -> str:
    """A version of the sample in which these entries lie in a year besides the other cases."""
    git = make_git(root)
    year = pick_case(root).parent.name
    entries = []
    for line in git("ls-tree", f"HEAD:cases/{year}").splitlines():
        head, name = line.split("\t")
        entries.append((head.split()[0].lstrip("0"), name.encode(), head.split()[2]))
    cases = write_tree(
        root, (FOLDER, year.encode(), write_tree(root, *_in_order(entries, in_year)))
    )
    top = []
    for line in git("ls-tree", "HEAD").splitlines():
        head, name = line.split("\t")
        oid = cases if name == "cases" else head.split()[2]
        top.append((head.split()[0].lstrip("0"), name.encode(), oid))
    version = write_version(root, *top)
    git("update-ref", "refs/heads/main", version)
    return version


def _in_order(
    entries: list[tuple[str, bytes, str]], more: tuple[tuple[str, bytes, str], ...]
) -> list[tuple[str, bytes, str]]:
    return sorted([*entries, *more], key=lambda e: e[1] + (b"/" if e[0] == FOLDER else b""))


def load_built(root: Path, schemas: SchemaSet) -> tuple[dict[str, LoadedCase], list[Finding]]:
    """Load all cases of the newest version, the agency being that of the folder."""
    workspace = Workspace.open(root, schemas, environment=ENVIRONMENT)
    listed = list_all(workspace)
    loaded = load_version_cases(workspace, listed.places)
    return {case.case.number: case for case in loaded}, list(listed.findings)


def expect_fault(root: Path, schemas: SchemaSet, path: str, said: str) -> None:
    """That one case has one finding, and every other is as it was."""
    before = {place.name for place in root.glob("cases/2026/*")}
    found, above = load_built(root, schemas)
    assert above == []
    (finding,) = found.pop(NUMBER).findings
    assert (finding.code, finding.path, finding.severity) == ("UNREADABLE", path, "error")
    assert said in finding.message
    assert finding.hint
    assert set(found) == before
    assert not any(case.findings for case in found.values())


FOLDER_OF_CASE = f"cases/2026/{NUMBER}"
ODD: dict[str, tuple[str, bytes, str, str]] = {
    "a link": (LINK, b"people", "people", "a symbolic link"),
    "a link to a file": (LINK, b"a.yaml", "a.yaml", "a symbolic link"),
    "another repository": (OTHER_REPOSITORY, b"people", "people", "a link to another repository"),
    "an unknown kind": ("100664", b"a.yaml", "a.yaml", "unknown kind"),
    "the way out": (FILE, b"..", "..", "leads to another folder"),
    "git's own folder": (FOLDER, b".git", ".git", "git's own folder"),
    "no UTF-8": (FILE, b"a\xff.yaml", "a\\xff.yaml", "not UTF-8"),
}


@pytest.mark.parametrize("why", ODD)
def test_an_odd_name_is_a_finding_of_its_case(agency: Path, schemas: SchemaSet, why: str) -> None:
    mode, name, shown, said = ODD[why]
    blob = write_object(agency, "blob", b"x: y\n")
    oid = write_tree(agency, (FILE, b"x.yaml", blob)) if mode == FOLDER else blob
    build(agency, (mode, name, oid))
    path = shown if why == "no UTF-8" else f"{FOLDER_OF_CASE}/{shown}"
    expect_fault(agency, schemas, path, said)


@pytest.mark.parametrize(("other", "said"), [("x.txt", "stands twice"), ("X.txt", "letter case")])
def test_two_names_of_one_file_are_a_finding(
    agency: Path, schemas: SchemaSet, other: str, said: str
) -> None:
    blob = write_object(agency, "blob", b"x")
    build(agency, (FOLDER, b"attachments", write_files(agency, blob, other, "x.txt")))
    found, _ = load_built(agency, schemas)
    assert [f.message for f in found[NUMBER].findings if said in f.message]


def write_files(root: Path, blob: str, *names: str) -> str:
    return write_tree(root, *[(FILE, name.encode(), blob) for name in names])


def write_damaged(root: Path, number: int) -> str:
    """A file that git begins to give and then stops at."""
    content = random.Random(number).randbytes(200_000)
    oid = write_object(root, "blob", content)
    loose = root / ".git" / "objects" / oid[:2] / oid[2:]
    loose.write_bytes(loose.read_bytes()[:100_000])
    return oid


@pytest.mark.parametrize("what", ["a file", "a folder", "the case"])
def test_what_is_missing_from_the_history_is_a_finding(
    agency: Path, schemas: SchemaSet, what: str
) -> None:
    nothing = "1" * 40
    if what == "the case":
        build_cases(agency, (FOLDER, NUMBER.encode(), nothing))
        expect_fault(agency, schemas, FOLDER_OF_CASE, "is missing")
    else:
        name = "a.yaml" if what == "a file" else "people"
        build(agency, (FILE if what == "a file" else FOLDER, name.encode(), nothing))
        expect_fault(agency, schemas, f"{FOLDER_OF_CASE}/{name}", "is missing")


def test_a_file_for_a_folder_is_a_finding(agency: Path, schemas: SchemaSet) -> None:
    build(agency, (FOLDER, b"people", write_object(agency, "blob", b"x")))
    expect_fault(agency, schemas, f"{FOLDER_OF_CASE}/people", "is not a tree")


def test_a_folder_of_garbage_is_a_finding(agency: Path, schemas: SchemaSet) -> None:
    # git itself looks into no folder that it only hands on.
    build(agency, (FOLDER, b"people", write_object(agency, "tree", b"100644 x\0short")))
    expect_fault(agency, schemas, f"{FOLDER_OF_CASE}/people", "cannot be read")


def test_a_damaged_file_is_a_finding_although_git_stops_at_it(
    agency: Path, schemas: SchemaSet
) -> None:
    build(agency, (FILE, b"a.yaml", write_damaged(agency, 1)))
    expect_fault(agency, schemas, f"{FOLDER_OF_CASE}/a.yaml", "ends too early")


def test_a_file_that_swells_is_a_finding(
    agency: Path, schemas: SchemaSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_BLOB_BYTES", 200_000)
    build(agency, (FILE, b"a.yaml", write_object(agency, "blob", bytes(200_001))))
    expect_fault(agency, schemas, f"{FOLDER_OF_CASE}/a.yaml", "200,001 bytes")


def test_a_case_of_too_many_bytes_is_told_and_read_as_far_as_it_goes(
    agency: Path, schemas: SchemaSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = max(
        sum(p.stat().st_size for p in case.rglob("*.yaml")) for case in agency.glob("cases/*/*")
    )
    monkeypatch.setattr(limits, "MAX_BLOBS_BYTES", size + 100)
    big = write_object(agency, "blob", b"x" * (size + 100))
    build(agency, (FILE, b"z.yaml", big))
    expect_fault(agency, schemas, f"{FOLDER_OF_CASE}/z.yaml", "bytes together")


def test_a_case_of_endless_folders_is_a_finding(agency: Path, schemas: SchemaSet) -> None:
    inner = write_tree(agency, (FILE, b"a.txt", write_object(agency, "blob", b"x")))
    for _ in range(9):
        names = [(FOLDER, b"%d" % number, inner) for number in range(10)]
        inner = write_tree(agency, *names)
    build(agency, (FOLDER, b"people", inner))
    expect_fault(agency, schemas, FOLDER_OF_CASE, "made to exhaust")


def test_folders_above_the_cases_that_never_end_are_refused(
    agency: Path, schemas: SchemaSet
) -> None:
    inner = write_tree(agency, (FILE, b"a.txt", write_object(agency, "blob", b"x")))
    for _ in range(12):
        inner = write_tree(agency, *[(FOLDER, b"%d" % n, inner) for n in range(10)])
    build_cases(agency, (FOLDER, b"deep", inner))
    with pytest.raises(Unreadable, match="made to exhaust"):
        load_built(agency, schemas)


def test_folders_above_the_cases_that_lie_too_deep_are_refused(
    agency: Path, schemas: SchemaSet
) -> None:
    inner = write_tree(agency, (FILE, b"a.txt", write_object(agency, "blob", b"x")))
    for _ in range(limits.MAX_DEPTH + 1):
        inner = write_tree(agency, (FOLDER, b"d", inner))
    build_cases(agency, (FOLDER, b"deep", inner))
    with pytest.raises(Unreadable, match="deep"):
        load_built(agency, schemas)


@pytest.mark.parametrize("mode", [LINK, OTHER_REPOSITORY, FOLDER])
def test_what_is_not_looked_into_above_the_cases_is_told(
    agency: Path, schemas: SchemaSet, mode: str
) -> None:
    build_cases(agency, (mode, b"elsewhere", "1" * 40))
    found, (finding,) = load_built(agency, schemas)
    assert (finding.code, finding.path) == ("UNREADABLE", "cases/2026/elsewhere")
    assert "was not looked at" in finding.message
    assert set(found) == {place.name for place in agency.glob("cases/2026/*")}


def test_a_link_in_the_place_of_all_cases_is_refused(agency: Path, schemas: SchemaSet) -> None:
    git = make_git(agency)
    git("rm", "-r", "--quiet", "--cached", "cases")
    git(
        "update-index", "--add", "--cacheinfo", f"{LINK},{write_object(agency, 'blob', b'x')},cases"
    )
    git("commit", "--quiet", "--message", "Link")
    with pytest.raises(Unreadable, match="a symbolic link"):
        load_built(agency, schemas)


def test_a_file_in_the_place_of_all_cases_is_refused(agency: Path, schemas: SchemaSet) -> None:
    git = make_git(agency)
    git("rm", "-r", "--quiet", "--cached", "cases")
    git(
        "update-index", "--add", "--cacheinfo", f"{FILE},{write_object(agency, 'blob', b'x')},cases"
    )
    git("commit", "--quiet", "--message", "File")
    with pytest.raises(Unreadable, match="a file"):
        load_built(agency, schemas)


def test_reading_ends_where_too_much_is_damaged(
    agency: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "_MAX_RESTARTS", 3)
    broken = [write_damaged(agency, number) for number in range(5)]
    repo = Repository.open(agency, ENVIRONMENT)
    with ManyObjects(repo) as objects, pytest.raises(GitFault, match="too much"):
        list(objects.read_each(broken, "blob"))
    with ManyObjects(repo) as objects:
        assert len(list(objects.read_each(broken[:2], "blob"))) == 2


# The same work in any number of processes.


def count_records(loaded: LoadedCase) -> tuple[str, int, int]:
    """What the tests ask of each case; a worker finds it by its name."""
    return loaded.case.number, len(loaded.case.records), len(loaded.findings)


def refuse_one(number: str, loaded: LoadedCase) -> str:
    if loaded.case.number == number:
        raise NotFound("no such thing", hint="none")
    return loaded.case.number


def end_process(_loaded: LoadedCase) -> str:
    os._exit(1)


@pytest.fixture(scope="module")
def pool() -> Executor:
    with open_pool(2) as made:
        yield made


def ask(
    workspace: Workspace, places: tuple[CasePlace, ...], executor: Executor | None
) -> list[CaseAnswer[tuple[str, int, int]]]:
    return list(map_cases(workspace, places, count_records, executor))


def test_any_number_of_processes_gives_the_same(
    agency: Path, schemas: SchemaSet, pool: Executor, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(pick_case(agency), "contacts/2026-01-12-k7q4mz.yaml", "a: [b")
    commit(agency)
    monkeypatch.setattr("casekit.workspace.parallel._CASES_OF_TASK", 2)
    workspace = open_version(agency, schemas)
    places = list_all(workspace).places * 20
    alone = ask(workspace, places, None)
    assert [each.place for each in alone] == list(places)
    assert sum(each.answer[2] for each in alone if each.answer) == 20
    assert ask(workspace, places, pool) == alone
    with ThreadPoolExecutor(3) as threads:
        assert ask(workspace, places, threads) == alone


def test_what_cannot_be_done_for_one_case_hides_no_other(
    agency: Path, schemas: SchemaSet, pool: Executor
) -> None:
    workspace = open_version(agency, schemas)
    places = list_all(workspace).places
    work = partial(refuse_one, places[0].number)
    for executor in (None, pool):
        first, *others = map_cases(workspace, places, work, executor)
        assert first.answer is None
        fault = Finding("NOT-FOUND", "no such thing", places[0].folder, hint="none")
        assert first.faults == (fault,)
        assert [each.answer for each in others] == [place.number for place in places[1:]]


def test_a_fault_that_ends_the_reading_comes_through_as_it_is(
    agency: Path, schemas: SchemaSet, pool: Executor
) -> None:
    workspace = open_version(agency, schemas)
    places = list_all(workspace).places
    nowhere = Git(agency, {"PATH": str(agency / "nothing")})
    workspace = replace(workspace, repo=replace(workspace.repo, git=nowhere))
    told = []
    for executor in (None, pool):
        with pytest.raises(MissingTool) as refused:
            list(map_cases(workspace, places, count_records, executor))
        told.append((refused.value.message, refused.value.hint, refused.value.code))
    assert told[0] == told[1]


def test_a_process_that_ends_is_told(agency: Path, schemas: SchemaSet) -> None:
    workspace = open_version(agency, schemas)
    places = list_all(workspace).places
    with open_pool(1) as mortal, pytest.raises(ProcessLost) as lost:
        list(map_cases(workspace, places, end_process, mortal))
    assert (lost.value.code, lost.value.exit_code) == ("PROCESS-LOST", 4)
    assert lost.value.hint


def test_nothing_is_listed_twice_as_large_cases_are_refused(
    agency: Path, schemas: SchemaSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(version_cases, "MAX_ENTRIES_OF_CASE", 1)
    workspace = open_version(agency, schemas)
    for case in load_version_cases(workspace, list_all(workspace).places):
        (finding,) = case.findings
        assert finding.path == case.case.path
        assert case.case.records == ()


def test_an_error_crosses_processes_whatever_it_is_made_from() -> None:
    fault = Refused("git could not", 128, "a hint")
    again = pickle.loads(pickle.dumps(fault))
    assert type(again) is Refused
    assert (again.message, again.hint, again.status) == ("git could not", "a hint", 128)
    assert str(again) == str(fault)
