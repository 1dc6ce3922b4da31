"""A version that somebody else made: names, kinds and size are judged before it is read."""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Callable
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.errors import CasekitError, GitFault, Unreadable
from casekit.history import limits
from casekit.history.commit import commit_files
from casekit.history.listing import EndlessTree
from casekit.history.names import OddName, check_path, fold_name
from casekit.history.objects import list_files, read_blobs
from casekit.history.repository import Repository
from tests.history.hostile import (
    GitCommand,
    catch_refusal,
    write_object,
    write_tree,
    write_version,
    write_version_of,
)

FILE, FOLDER = "100644", "40000"

HOSTILE_NAMES = {
    "climbs": b"..", "stays": b".", "empty": b"", "climbs within": b"a/../../b",
    "absolute": b"/etc", "a slash": b"a/b", "a backslash": b"a\\b", "climbs on Windows": b"..\\x",
    "a drive": b"C:", "on a drive": b"c:x", "a hidden part": b"a.yaml:x",
    "a hidden part of Windows": b"a.yaml::$DATA",
    ".git": b".git", ".GIT": b".GIT", ".GiT": b".GiT", ".git and a space": b".git ",
    ".git and dots": b".git...", ".git and both": b".git . .", ".git, hidden part": b".git::$DATA",
    ".git, hidden folder": b".git:$I30:$Index_Allocation",
    ".git, ignored letters": ".g\u200cit".encode(), ".git, mark ahead": "\ufeff.git".encode(),
    ".git, ignored at the end": ".git\u206f".encode(),
    "short name": b"git~1", "short name in capitals": b"GIT~1", "short name, more": b"git~9",
    "short name, many": b"git~12", "short name, counted": b"GI7EB8~1", "short name, dot": b"git~1.",
    "a device": b"NUL", "a device in small": b"con", "a device with an ending": b"aux.yaml",
    "a port": b"COM1", "a port with endings": b"lpt9.tar.gz", "a small digit": "com¹".encode(),
    "a device and a space": b"nul .txt", "the keyboard": b"CONIN$",
    "a dot at the end": b"a.", "a space at the end": b"a ", "only a space": b" ",
    "a line break": b"a\nb", "an escape": b"a\x1b[2Jb", "a bell": b"\x07", "delete": b"a\x7f",
    "C1": "a\u009bb".encode(), "turned around": "a\u202eb".encode(), "isolated": "\u2066a".encode(),
    "a line separator": "a\u2028b".encode(),
    "not UTF-8": b"\xff\xfe", "a long dot": b"\xc0\xae\xc0\xae", "a surrogate": b"\xed\xa0\x80",
    "cut short": b"\xe2\x82", "too long": b"a" * 256, "too long in bytes": ("ü" * 128).encode(),
}  # fmt: skip

ORDINARY_NAMES = [
    "case.yaml", ".casekit", ".gitignore", ".gitattributes", ".github", "a b", " x", "-x", "--all",
    "Büro", "ÿ", "ᐃᓄᒃᑎᑐᑦ", "日本", "a'b", '"', "*", "$HOME", "a~1", "git", "gitx~1", "git~x",
    "console.txt", "com10", "com", "auxiliary", "nullify", "a.b.c", "..a", "...a", "a" * 255, "[x]",
    "é", "e\u0301", "2026-K7", "x.git",
]  # fmt: skip


def _raises(repo: Repository, version: str, kind: type[CasekitError]) -> CasekitError:
    return catch_refusal(lambda: list_files(repo, version), kind)


@pytest.mark.parametrize("mode", [FILE, FOLDER])
@pytest.mark.parametrize("why", HOSTILE_NAMES)
def test_an_odd_name_is_refused_before_anything_is_read(
    repo: Repository, root: Path, why: str, mode: str
) -> None:
    blob = write_object(root, "blob", b"../outside")
    oid = blob if mode == FILE else write_tree(root, (FILE, b"x", blob))
    version = write_version(root, (mode, HOSTILE_NAMES[why], oid))
    if why == "empty":
        _raises(repo, version, GitFault)  # git itself stops at it
        return
    fault = _raises(repo, version, OddName)
    assert (fault.exit_code, fault.code) == (4, "UNREADABLE")


@pytest.mark.parametrize("why", [why for why in HOSTILE_NAMES if why not in {"empty", "a slash"}])
def test_nothing_is_saved_beside_or_under_an_odd_name(
    repo: Repository, root: Path, by_hand: GitCommand, why: str
) -> None:
    name = HOSTILE_NAMES[why].decode(errors="surrogateescape")
    for path in (name, f"a/{name}", f"{name}/a"):
        with pytest.raises(OddName):
            commit_files(repo, {path: b"1"}, message="m", when=None, expected_head=None)
    assert [each.name for each in root.iterdir()] == [".git"]


def test_ordinary_names_pass(repo: Repository, root: Path) -> None:
    blob = write_object(root, "blob", b"")
    names = sorted({name.encode() for name in ORDINARY_NAMES} - {"é".encode()})
    version = write_version(root, *((FILE, name, blob) for name in names))
    assert [entry.path.encode() for entry in list_files(repo, version)] == names
    for name in ORDINARY_NAMES:
        assert check_path(f"cases/{name}") == ("cases", name)


KINDS = {"a link": "120000", "a repository": "160000", "unknown": "7", "a socket": "140000"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("deep", [False, True])
def test_an_entry_that_is_no_file_is_refused(
    repo: Repository, root: Path, kind: str, deep: bool
) -> None:
    entry = (KINDS[kind], b"n", write_object(root, "blob", b"../outside"))
    if deep:
        entry = (FOLDER, b"cases", write_tree(root, entry))
    _raises(repo, write_version(root, entry), OddName)


@pytest.mark.parametrize("path", ["n/x", "n"])
@pytest.mark.parametrize(
    ("mode", "name"),
    [("120000", b"n"), ("160000", b"n"), ("100644", b".git"), ("100644", b".."), ("7", b"n")],
)
def test_nothing_is_saved_through_or_beside_an_odd_entry(
    repo: Repository, root: Path, by_hand: GitCommand, mode: str, name: bytes, path: str
) -> None:
    version = write_version(root, (mode, name, write_object(root, "blob", b"../outside")))
    by_hand("update-ref", "refs/heads/main", version)
    with pytest.raises((OddName, GitFault)):
        commit_files(repo, {path: b"1"}, message="m", when=None, expected_head=version)
    assert repo.head() == version
    assert [each.name for each in root.iterdir()] == [".git"]


Entries = list[tuple[str, bytes, str]]

HOSTILE_FOLDERS: dict[str, Callable[[str, str, str], Entries]] = {
    "a file twice": lambda a, b, t: [(FILE, b"x", a), (FILE, b"x", b)],
    "a folder twice": lambda a, b, t: [(FOLDER, b"x", t), (FOLDER, b"x", t)],
    "file and folder": lambda a, b, t: [(FILE, b"x", a), (FILE, b"x.y", a), (FOLDER, b"x", t)],
    "out of order": lambda a, b, t: [(FILE, b"y", a), (FILE, b"x", b)],
    "a folder out of order": lambda a, b, t: [(FOLDER, b"x", t), (FILE, b"x.y", a)],
    "only case": lambda a, b, t: [(FILE, b"X.yaml", a), (FILE, b"x.yaml", b)],
    "only case, folders": lambda a, b, t: [(FOLDER, b"2026-K7", t), (FOLDER, b"2026-k7", t)],
    "only case, mixed": lambda a, b, t: [(FILE, b"A", a), (FOLDER, b"a", t)],
    "only case, beyond ASCII": lambda a, b, t: [
        (FILE, "BÜRO".encode(), a), (FILE, "büro".encode(), b),
    ],
    "sharp s": lambda a, b, t: [(FILE, b"strasse", a), (FILE, "straße".encode(), b)],
    "only composition": lambda a, b, t: [
        (FILE, "e\u0301".encode(), a), (FILE, "é".encode(), b),
    ],
}  # fmt: skip


@pytest.mark.parametrize("deep", [False, True])
@pytest.mark.parametrize("why", HOSTILE_FOLDERS)
def test_names_that_hide_each_other_are_refused(
    repo: Repository, root: Path, why: str, deep: bool
) -> None:
    blobs = [write_object(root, "blob", text) for text in (b"seen", b"hidden")]
    entries = HOSTILE_FOLDERS[why](*blobs, write_tree(root, (FILE, b"f", blobs[0])))
    if deep:
        entries = [(FOLDER, b"cases", write_tree(root, *entries))]
    _raises(repo, write_version(root, *entries), OddName)


def test_a_folder_that_stands_twice_does_not_merge_with_itself(
    repo: Repository, root: Path
) -> None:
    blob = write_object(root, "blob", b"")
    first, second = (write_tree(root, (FILE, name, blob)) for name in (b"a", b"b"))
    version = write_version(root, (FOLDER, b"x", first), (FOLDER, b"x", second))
    _raises(repo, version, OddName)


def _nest(root: Path, width: int, depth: int, oid: str, mode: str) -> str:
    for _ in range(depth):
        entries = [(mode, b"%03d" % number, oid) for number in range(width)]
        oid, mode = write_tree(root, *entries), FOLDER
    return oid


BOMBS: dict[str, Callable[[Path], str]] = {
    "ten to the tenth files": lambda r: _nest(r, 10, 10, write_object(r, "blob", b""), FILE),
    "two to the sixtieth": lambda r: _nest(r, 2, 60, write_object(r, "blob", b""), FILE),
    "folders and not one file": lambda r: _nest(r, 10, 10, write_tree(r), FOLDER),
    "wide": lambda r: _nest(r, 300, 3, write_object(r, "blob", b""), FILE),
    "deep": lambda r: _nest(r, 1, 500, write_object(r, "blob", b""), FILE),
    "deep without a file": lambda r: _nest(r, 1, 500, write_tree(r), FOLDER),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_tree_that_never_ends_is_cut_off(repo: Repository, root: Path, name: str) -> None:
    version = write_version(root, (FOLDER, b"cases", BOMBS[name](root)))
    fault = _raises(repo, version, EndlessTree)
    assert (fault.exit_code, fault.code) == (4, "UNREADABLE")
    prefixed = catch_refusal(lambda: list_files(repo, version, "cases"), EndlessTree)
    assert prefixed.message == fault.message


def test_many_equal_cases_are_no_bomb(repo: Repository, root: Path) -> None:
    blob = write_object(root, "blob", b"")
    folder = write_tree(root, (FILE, b"a", blob), (FILE, b"b", blob))
    case = write_tree(root, (FOLDER, b"contacts", folder), (FOLDER, b"plans", folder))
    cases = write_tree(root, *((FOLDER, b"2026-%04d" % n, case) for n in range(3000)))
    assert len(list_files(repo, write_version(root, (FOLDER, b"cases", cases)))) == 12_000


@pytest.mark.parametrize(
    ("limit", "value", "refused"),
    [
        ("MAX_ENTRIES", 30, False), ("MAX_ENTRIES", 29, True),
        ("MAX_DEPTH", 3, False), ("MAX_DEPTH", 2, True),
        ("MAX_LISTING_BYTES", 3000, False), ("MAX_LISTING_BYTES", 1000, True),
        ("MAX_PATH_BYTES", 15, False), ("MAX_PATH_BYTES", 14, True),
    ],
)  # fmt: skip
def test_each_limit_holds_at_its_number(
    repo: Repository, root: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int,
    refused: bool,
) -> None:  # fmt: skip
    top = _nest(root, 2, 4, write_object(root, "blob", b""), FILE)
    version = write_version_of(root, top)
    monkeypatch.setattr(limits, limit, value)
    if refused:
        _raises(repo, version, Unreadable)
    else:
        assert len(list_files(repo, version)) == 16


@pytest.mark.parametrize("packed", [False, True])
def test_a_file_that_swells_is_told_by_its_size(
    repo: Repository, root: Path, by_hand: GitCommand, packed: bool
) -> None:
    oid = write_object(root, "blob", bytes(100_000_000))
    if packed:
        by_hand("pack-objects", "-q", ".git/objects/pack/pack", input=f"{oid}\n".encode())
        (root / ".git" / "objects" / oid[:2] / oid[2:]).unlink()
    catch_refusal(lambda: read_blobs(repo, [oid]), Unreadable)


@pytest.mark.parametrize("why", ["missing", "a file", "a version", "garbage"])
def test_a_folder_that_is_none_is_damage(repo: Repository, root: Path, why: str) -> None:
    oid = "1" * 40
    if why == "a file":
        oid = write_object(root, "blob", b"x")
    elif why == "a version":
        oid = write_version(root)
    elif why == "garbage":
        oid = write_object(root, "tree", b"100644 x\0short")
    _raises(repo, write_version(root, (FOLDER, b"x", oid)), GitFault)


# What a path may be: laws.

_PARTS = st.text(
    st.one_of(
        st.sampled_from("./\\:~ gitGIT1CONaux\u200c\u0301\u202e\n"), st.characters(codec="utf-8")
    ),
    max_size=12,
)


@given(st.lists(_PARTS, min_size=1, max_size=4).map("/".join))
def test_a_path_that_passes_means_the_same_on_every_computer(path: str) -> None:
    try:
        parts = check_path(path)
    except OddName:
        return
    assert "/".join(parts) == posixpath.normpath(path) == path
    windows = PureWindowsPath(path)
    assert (windows.drive, windows.root, windows.parts) == ("", "", parts)
    for part in parts:
        assert fold_name(part) not in {".git", "git~1"}
        assert part == part.rstrip(". ")
        assert not any(unicodedata.category(character) == "Cc" for character in part)


@given(_PARTS)
def test_folding_forgets_composition_and_case(name: str) -> None:
    composed, taken_apart = (unicodedata.normalize(form, name) for form in ("NFC", "NFD"))
    assert fold_name(composed) == fold_name(taken_apart)
    assert fold_name(name.swapcase()) == fold_name(name) or not name.isascii()
