"""A git folder that somebody hands over leads nowhere else and makes nobody wait."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from casekit.errors import GitFault
from casekit.history.commit import commit_files
from casekit.history.location import ForeignGitFolder
from casekit.history.log import read_log
from casekit.history.objects import list_files, read_blobs
from casekit.history.repository import Repository
from tests.history.hostile import GitCommand, Witness, catch_refusal, make_pipe, make_racy
from tests.history.hostile import never_waiting as never_waiting
from tests.history.hostile import witness as witness


class Scene:
    """The folder under test, somebody else's repository beside it, and git by hand."""

    def __init__(self, root: Path, other: Path, by_hand: GitCommand) -> None:
        self.root, self.other, self.by_hand = root, other, by_hand
        self.git_dir = root / ".git"

    def replace(self, name: str, content: bytes | None) -> Path:
        place = self.git_dir / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.is_dir() and not place.is_symlink():
            place.rename(self.root.parent / "was")
        place.unlink(missing_ok=True)
        if content is not None:
            place.write_bytes(content)
        return place

    def link(self, name: str, target: Path) -> None:
        self.replace(name, None).symlink_to(target)

    def give_git_folder(self, content: str) -> None:
        self.git_dir.rename(self.root.parent / "was")
        self.git_dir.write_text(content)


@pytest.fixture
def scene(repo: Repository, root: Path, environment: dict[str, str], by_hand: GitCommand) -> Scene:
    save(repo, "1")
    other = Repository.create(root.parent / "other", environment=environment)
    save(other, "other")
    return Scene(root, other.root, by_hand)


def save(repo: Repository, text: str) -> str:
    return commit_files(
        repo, {"a": text.encode()}, message="m", when=None, expected_head=repo.head()
    )


def _steal_worktree(scene: Scene) -> None:
    scene.by_hand("worktree", "add", "-q", str(scene.other.parent / "tree"), cwd=scene.other)
    scene.give_git_folder(f"gitdir: {scene.other}/.git/worktrees/tree\n")


def _lead_worktree_astray(scene: Scene) -> None:
    # A linked worktree that points back to this folder, and on to somebody else's repository.
    scene.by_hand("worktree", "add", "-q", str(scene.root.parent / "tree"))
    linked = scene.git_dir / "worktrees" / "tree"
    (linked / "commondir").write_text(f"{scene.other}/.git\n")
    (linked / "gitdir").write_text(f"{scene.root}/.git\n")
    scene.git_dir.rename(scene.root.parent / "was")
    scene.git_dir.write_text("gitdir: ../was/worktrees/tree\n")


def _set_worktree(scene: Scene) -> None:
    scene.by_hand("config", "core.worktree", str(scene.other))


HOSTILE_PLACES: dict[str, Callable[[Scene], object]] = {
    ".git is a pipe": lambda s: (s.git_dir.rename(s.root.parent / "was"), make_pipe(s.git_dir)),
    ".git is a link to another repository": lambda s: (
        s.git_dir.rename(s.root.parent / "was"), s.git_dir.symlink_to(s.other / ".git"),
    ),
    ".git names another repository": lambda s: s.give_git_folder(f"gitdir: {s.other}/.git\n"),
    ".git names somebody else's worktree": _steal_worktree,
    ".git names nothing": lambda s: s.give_git_folder("gitdir: ../nowhere\n"),
    ".git names a device": lambda s: s.give_git_folder("gitdir: /dev/stdin\n"),
    ".git is something else": lambda s: s.give_git_folder("\x1b[2Jgitdir: x\n"),
    ".git is huge": lambda s: s.give_git_folder("gitdir: " + "./" * 10_000 + "x"),
    "worktree elsewhere": _set_worktree,
    "commondir in a plain repository": lambda s: s.replace("commondir", str(s.other).encode()),
    "commondir is a pipe": lambda s: make_pipe(s.git_dir / "commondir"),
    "commondir of a worktree leads elsewhere": _lead_worktree_astray,
    "config is a link": lambda s: s.link("config", s.other / ".git" / "config"),
    "config is a link to a device": lambda s: s.link("config", Path("/dev/zero")),
    "config is a pipe": lambda s: make_pipe(s.git_dir / "config"),
    "config is a folder": lambda s: (s.replace("config", None), (s.git_dir / "config").mkdir()),
    "config is missing": lambda s: s.replace("config", None),
    "config is huge": lambda s: s.replace("config", b"# nothing\n" * 200_000),
    "config is broken": lambda s: s.replace("config", b"[core\n"),
    "config is binary": lambda s: s.replace("config", bytes(range(256))),
    "config.worktree is a pipe": lambda s: make_pipe(s.git_dir / "config.worktree"),
    "HEAD is a pipe": lambda s: make_pipe(s.git_dir / "HEAD"),
    "HEAD is a link": lambda s: s.link("HEAD", Path("refs/heads/main")),
    "HEAD is missing": lambda s: s.replace("HEAD", None),
    "HEAD is empty": lambda s: s.replace("HEAD", b""),
    "HEAD is binary": lambda s: s.replace("HEAD", b"\0\xff" * 20),
    "HEAD is huge": lambda s: s.replace("HEAD", b"ref: refs/heads/main" + b" " * 10_000),
    "HEAD climbs": lambda s: s.replace("HEAD", b"ref: ../../other/.git/refs/heads/main\n"),
    "HEAD climbs within": lambda s: s.replace("HEAD", b"ref: refs/heads/../../../x\n"),
    "HEAD is an option": lambda s: s.replace("HEAD", b"ref: refs/heads/-x\n"),
    "HEAD hides what it is": lambda s: s.replace("HEAD", "ref: refs/heads/a\u202eb\n".encode()),
    "HEAD has two lines": lambda s: s.replace("HEAD", b"ref: refs/heads/main\nref: x\n"),
    "HEAD is a search": lambda s: s.replace("HEAD", b"ref: refs/heads/a^{/x}\n"),
    "HEAD is no id": lambda s: s.replace("HEAD", b"deadbeef\n"),
    "the branch is a pipe": lambda s: make_pipe(s.git_dir / "refs" / "heads" / "main"),
    "the branch is a link": lambda s: s.link("refs/heads/main", s.other / ".git/refs/heads/main"),
    "the branches are a link": lambda s: s.link("refs/heads", s.other / ".git/refs/heads"),
    "the references are a link": lambda s: s.link("refs", s.other / ".git/refs"),
    "the objects are a link": lambda s: s.link("objects", s.other / ".git/objects"),
    "the packs are a link": lambda s: s.link("objects/pack", s.other / ".git/objects/pack"),
    "the list of files is a pipe": lambda s: make_pipe(s.git_dir / "index"),
    "the list of files is a link": lambda s: s.link("index", s.other / ".git/index"),
    "packed-refs is a pipe": lambda s: make_pipe(s.git_dir / "packed-refs"),
    "packed-refs is a link": lambda s: s.link("packed-refs", Path("/etc/passwd")),
    "shallow is a pipe": lambda s: make_pipe(s.git_dir / "shallow"),
    "alternates lead elsewhere": lambda s: s.replace(
        "objects/info/alternates", str(s.other / ".git/objects").encode()
    ),
    "alternates on the net": lambda s: s.replace(
        "objects/info/alternates", b"http://forge.example/objects\n"
    ),
    "alternates are a pipe": lambda s: make_pipe(s.git_dir / "objects" / "info" / "alternates"),
    "attributes are a pipe": lambda s: make_pipe(s.git_dir / "info" / "attributes"),
    "the sparse list is a pipe": lambda s: make_pipe(s.git_dir / "info" / "sparse-checkout"),
    "the log of HEAD is a pipe": lambda s: make_pipe(s.git_dir / "logs" / "HEAD"),
    "the logs are a link": lambda s: s.link("logs", s.other),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE_PLACES)
def test_a_git_folder_that_leads_elsewhere_is_refused(
    scene: Scene, environment: dict[str, str], name: str
) -> None:
    HOSTILE_PLACES[name](scene)
    theirs = _snapshot(scene.other)
    fault = catch_refusal(lambda: Repository.open(scene.root, environment), GitFault)
    assert (fault.exit_code, fault.code) == (6, "GIT")
    assert _snapshot(scene.other) == theirs


def _snapshot(folder: Path) -> dict[str, bytes]:
    return {str(each): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def test_alternates_are_brought_home_as_the_hint_says(
    scene: Scene, environment: dict[str, str], by_hand: GitCommand
) -> None:
    borrowed = scene.root.parent / "borrowed"
    by_hand("clone", "-q", "--shared", str(scene.root), str(borrowed))
    fault = catch_refusal(lambda: Repository.open(borrowed, environment), GitFault)
    command = (fault.hint or "").partition("folder: git ")[2].partition(" ;")[0]
    by_hand(*command.split(" "), cwd=borrowed)
    (borrowed / ".git" / "objects" / "info" / "alternates").unlink()
    scene.git_dir.rename(scene.root.parent / "was")
    _use(borrowed, environment)


def test_a_git_folder_that_the_user_put_elsewhere_is_told_about_the_folder(
    scene: Scene, environment: dict[str, str], by_hand: GitCommand
) -> None:
    by_hand("init", "-q", "--separate-git-dir", str(scene.root.parent / "kept"))
    fault = catch_refusal(lambda: Repository.open(scene.root, environment), ForeignGitFolder)
    command = (fault.hint or "").partition("yourself: ")[2].partition(" ;")[0]
    subprocess.run(["sh", "-c", command], cwd=scene.root, env=environment, check=True)
    _use(scene.root, environment)


def test_a_worktree_that_was_moved_is_repaired_as_the_hint_says(
    scene: Scene, environment: dict[str, str], by_hand: GitCommand
) -> None:
    first, second = scene.root.parent / "first", scene.root.parent / "second"
    by_hand("worktree", "add", "-q", str(first))
    first.rename(second)
    fault = catch_refusal(lambda: Repository.open(second, environment), ForeignGitFolder)
    command = (fault.hint or "").partition("run in it: git ")[2].partition(" ;")[0]
    by_hand(*command.split(" "), cwd=second)
    _use(second, environment)


def _use(root: Path, environment: dict[str, str]) -> Repository:
    """Work in a folder as the commands do: save, list, look for what is gone, read the log."""
    repo = Repository.open(root, environment)
    before = repo.head()
    assert before is not None
    version = save(repo, "of use")
    assert repo.head() == version != before
    assert "a" in [entry.path for entry in list_files(repo, version)]
    assert repo.list_deleted(".") == []
    assert [each.id for each in read_log(repo, limit=1)] == [version]
    return Repository.open(root, environment)


# What is ordinary keeps working.


@pytest.mark.parametrize("relative", [False, True])
def test_a_linked_worktree_works(
    scene: Scene, environment: dict[str, str], by_hand: GitCommand, relative: bool
) -> None:
    tree = scene.root.parent / "tree"
    by_hand("worktree", "add", "-q", "-b", "side", str(tree))
    if relative:
        (scene.git_dir / "worktrees" / "tree" / "gitdir").write_text("../../../../tree/.git\n")
        (tree / ".git").write_text(f"gitdir: ../{scene.root.name}/.git/worktrees/tree\n")
    by_hand("config", "core.worktree", str(scene.root))  # git passes over it in a linked worktree
    _use(tree, environment)


def test_a_worktree_of_a_bare_repository_works(
    scene: Scene, environment: dict[str, str], by_hand: GitCommand
) -> None:
    bare, tree = scene.root.parent / "bare.git", scene.root.parent / "tree"
    by_hand("clone", "-q", "--bare", str(scene.root), str(bare))
    by_hand("worktree", "add", "-q", "-b", "side", str(tree), cwd=bare)
    _use(tree, environment)


@pytest.mark.parametrize("packed", [False, True])
def test_a_sparse_and_shallow_clone_works(
    scene: Scene, environment: dict[str, str], by_hand: GitCommand, packed: bool
) -> None:
    repo = Repository.open(scene.root, environment)
    files: dict[str, bytes | None] = {f"cases/{n}/x": b"1" for n in range(5)}
    commit_files(repo, files, message="m", when=None, expected_head=repo.head())
    clone = scene.root.parent / "clone"
    url = f"file://{scene.root}"
    by_hand("clone", "-q", "--depth=1", "--sparse", url, str(clone))
    by_hand("sparse-checkout", "set", "--cone", "--sparse-index", "cases/2", cwd=clone)
    if packed:
        by_hand("pack-refs", "--all", cwd=clone)
    opened = _use(clone, environment)
    assert (clone / ".git" / "shallow").exists()
    assert sorted(each.name for each in (clone / "cases").iterdir()) == ["2"]
    (clone / "cases" / "2" / "x").unlink()
    assert opened.list_deleted("cases") == ["cases/2/x"]
    assert len(list_files(opened, "HEAD", "cases")) == 5


def test_a_submodule_of_another_repository_works(
    scene: Scene, environment: dict[str, str], by_hand: GitCommand
) -> None:
    words = ("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(scene.root), "sub")
    by_hand(*words, cwd=scene.other)
    assert (scene.other / "sub" / ".git").is_file()
    _use(scene.other / "sub", environment)


@pytest.mark.parametrize("kind", ["sha256", "an older version", "empty alternates", "a folder"])
def test_other_ordinary_folders_open(
    scene: Scene, environment: dict[str, str], by_hand: GitCommand, kind: str
) -> None:
    root = scene.root
    if kind == "sha256":
        root = scene.root.parent / "long"
        by_hand("init", "-q", "--object-format=sha256", str(root))
    elif kind == "an older version":
        by_hand("checkout", "-q", "--detach")
    elif kind == "empty alternates":
        scene.replace("objects/info/alternates", b"")
    else:
        by_hand("switch", "-q", "-c", "büro/zwei")
    Repository.open(root, environment).head()


# What has no effect is not refused.


def test_grafts_and_replacements_show_no_other_history(
    scene: Scene, environment: dict[str, str], by_hand: GitCommand
) -> None:
    repo = Repository.open(scene.root, environment)
    first, second = repo.head(), save(repo, "2")
    assert first is not None
    forged = by_hand("commit-tree", f"{first}^{{tree}}", "-m", "forged")
    by_hand("replace", second, forged)
    (scene.git_dir / "info").mkdir(exist_ok=True)
    (scene.git_dir / "info" / "grafts").write_text(f"{second}\n")
    assert by_hand("log", "--format=%s") == "forged"  # git by hand is led astray
    assert [each.id for each in read_log(repo)] == [second, first]
    (entry,) = list_files(repo, second)
    assert read_blobs(repo, [entry.oid]) == {entry.oid: b"2"}
    assert repo.version_at(read_log(repo)[0].when) == second


def test_grafts_that_are_a_pipe_make_nobody_wait(scene: Scene, environment: dict[str, str]) -> None:
    make_pipe(scene.git_dir / "info" / "grafts")
    _use(scene.root, environment)


def test_hooks_do_not_run(
    scene: Scene, environment: dict[str, str], witness: Witness, by_hand: GitCommand
) -> None:
    hooks = scene.git_dir / "hooks"
    hooks.mkdir(exist_ok=True)
    names = ("reference-transaction", "post-index-change", "pre-commit", "commit-msg", "pre-push")
    for name in (*names, "post-commit", "post-checkout", "fsmonitor-watchman", "update"):
        shutil.copy(witness.program, hooks / name)
    _use(scene.root, environment)
    assert not witness.ran()
    by_hand("branch", "by-hand")
    assert witness.ran()


def test_attributes_choose_no_filter(
    scene: Scene, environment: dict[str, str], witness: Witness, by_hand: GitCommand
) -> None:
    by_hand("update-index", "--refresh")
    by_hand("config", "--global", "filter.x.clean", str(witness.program))
    by_hand("config", "--global", "filter.x.process", str(witness.program))
    by_hand("config", "--global", "filter.x.required", "true")
    (scene.git_dir / "info").mkdir(exist_ok=True)
    (scene.git_dir / "info" / "attributes").write_text("* filter=x\n")
    repo = Repository.open(scene.root, environment)
    make_racy(scene.root, "a")
    assert repo.list_deleted(".") == []
    assert not witness.ran()
    _use(scene.root, environment)
    assert not witness.ran()
    subprocess.run(["git", "status"], cwd=scene.root, env=environment, capture_output=True)
    assert witness.ran()


def test_odd_references_and_remotes_of_old_have_no_effect(
    scene: Scene, environment: dict[str, str], by_hand: GitCommand
) -> None:
    head = by_hand("rev-parse", "HEAD")
    (scene.git_dir / "packed-refs").write_text(
        f"# pack-refs with: peeled fully-peeled sorted \n{head} refs/heads/../../x\n"
        f"{head} refs/heads/-x\n{head} refs/heads/a\x1b[2Jb\n"
    )
    for name in ("remotes", "branches"):
        (scene.git_dir / name).mkdir(exist_ok=True)
        (scene.git_dir / name / "origin").write_text("URL: ext::sh -c 'touch x'\n")
    _use(scene.root, environment)
    assert sorted(each.name for each in scene.root.iterdir()) == [".git", "a"]


def test_a_broken_shallow_list_is_told(scene: Scene, environment: dict[str, str]) -> None:
    (scene.git_dir / "shallow").write_text("../../x\n")
    repo = Repository.open(scene.root, environment)
    with pytest.raises(GitFault):
        read_log(repo)


def test_a_list_of_files_that_climbs_leads_nowhere(
    scene: Scene, environment: dict[str, str], by_hand: GitCommand
) -> None:
    blob = by_hand("hash-object", "-w", "--stdin", input=b"x")
    by_hand("update-index", "-z", "--index-info", input=f"100644 {blob}\tbb/bb/x\0".encode())
    index = scene.git_dir / "index"
    raw = index.read_bytes()
    assert raw.count(b"bb/bb/x") == 1
    body = raw[:-20].replace(b"bb/bb/x", b"../../x")
    index.write_bytes(body + hashlib.sha1(body).digest())
    repo = Repository.open(scene.root, environment)
    outside = _snapshot(scene.root.parent / "home")
    try:
        save(repo, "2")
        repo.list_deleted(".")
    except GitFault as fault:
        assert fault.hint or fault.message
    assert not (scene.root.parent.parent / "x").exists()
    assert _snapshot(scene.root.parent / "home") == outside
