"""The only place that starts git: settings that run nothing, an environment that leads nowhere."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from casekit.errors import GitFault, MissingTool
from casekit.history.names import show_text

# A repository is data from somebody else. These settings win over every configuration file.
SAFE_SETTINGS = (
    f"core.hooksPath={os.devnull}",  # no hooks, also not those of saving and of the index
    "core.fsmonitor=false",  # may name a program
    f"core.attributesFile={os.devnull}",  # attributes choose filters; nothing here needs one
    "core.pager=cat",
    "core.askPass=",
    "credential.helper=",
    "protocol.allow=never",  # a partial clone fetches what it lacks while it is read
    "core.commitGraph=false",  # a cache that could tell other dates and parents
    "core.untrackedCache=keep",  # "false" would throw away the user's
    "gc.auto=0",
    "maintenance.auto=false",
    "submodule.recurse=false",
    "commit.gpgSign=false",  # who signs says so; git would start the user's gpg unasked
    "tag.gpgSign=false",
    "log.showSignature=false",
    "advice.graftFileDeprecated=false",
    "core.fsync=all",  # plain git syncs nothing: what was acknowledged must survive a power cut
    "core.fsyncMethod=fsync",
    "user.useConfigOnly=true",  # never a guessed author
)

_FLAGS = ("--no-pager", "--no-replace-objects", "--literal-pathspecs")

# All that git gets of the caller's environment. What is not named stays out: what leads to another
# repository (GIT_DIR, GIT_INDEX_FILE, GIT_OBJECT_DIRECTORY, GIT_NAMESPACE), starts programs
# (GIT_SSH_COMMAND, GIT_EXTERNAL_DIFF, GIT_ASKPASS, GIT_EXEC_PATH, PAGER, EDITOR), writes files
# (GIT_TRACE) or sets keys (GIT_CONFIG_COUNT). The user's GIT_*_DATE stays out too: when a version
# was saved is told by the caller or by the clock.
_PASSED = (
    "PATH",  # where git is, and what git itself starts
    *("HOME", "XDG_CONFIG_HOME"),  # where the user's own git configuration is
    *("GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"),  # or is said to be
    *("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"),
    "TMPDIR",
    "TZ",  # the offset of a version's moment
    # Windows starts no program without these, and finds the user's folder by them.
    *("SYSTEMROOT", "PATHEXT", "COMSPEC", "TEMP", "TMP"),
    *("USERPROFILE", "HOMEDRIVE", "HOMEPATH", "APPDATA", "PROGRAMDATA"),
)

_FIXED = {
    "LC_ALL": "C",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_GRAFT_FILE": os.devnull,  # grafts would show other parents
}

# What a pipe of most systems holds: thousands of small answers are then read in few calls.
_BUFFER_BYTES = 64 * 1024


class ForeignOwner(GitFault):
    """git does not trust a folder that belongs to another user of the computer."""

    def __init__(self, root: Path) -> None:
        shown = show_text(str(root))
        super().__init__(
            f"the folder {shown} belongs to another user of this computer",
            hint=f'if you trust it: git config --global --add safe.directory "{shown}"',
        )


class Refused(GitFault):
    """git ended with a complaint; `status` is its exit status."""

    def __init__(self, message: str, status: int, hint: str | None) -> None:
        super().__init__(message, hint=hint)
        self.status = status


class CouldNotStart(GitFault):
    """The system did not start git, or lost hold of it as it did."""


class DamagedHistory(GitFault):
    """The store of versions lacks something or cannot be read."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"the history is damaged: {what}",
            hint="see what is wrong: git fsck; restore a backup",
        )


class Git:
    """git in one folder; the environment is the caller's, of which little is passed on."""

    def __init__(self, root: Path, environment: Mapping[str, str] | None = None) -> None:
        self.root = root
        given = os.environ if environment is None else environment
        self.environment = {name: given[name] for name in _PASSED if name in given} | _FIXED
        # "." or an empty place on PATH is the case folder, which may hold a program called git.
        places = self.environment.get("PATH", os.defpath).split(os.pathsep)
        self.environment["PATH"] = os.pathsep.join(filter(os.path.isabs, places))
        # A broken .git must not make git climb to a repository further up.
        self.environment["GIT_CEILING_DIRECTORIES"] = str(root.resolve().parent)

    def run(
        self,
        args: Sequence[str],
        *,
        input: bytes = b"",
        env_extra: Mapping[str, str] | None = None,
        doing: str = "read the history",
        keeping: Sequence[int] = (),
    ) -> bytes:
        """Run one git command and give what it prints.

        `keeping` are open files that it inherits: what they lock stays locked until it ends.

        Raises Refused, ForeignOwner, MissingTool.
        """
        process = self._start(args, env_extra, subprocess.PIPE, keeping)
        try:
            printed, complaint = process.communicate(input)
        except BaseException:
            # Nothing may go on behind our back: what it did until now, the repository tells.
            process.kill()
            process.wait()
            raise
        if process.returncode:
            raise self._explain(complaint, process.returncode, doing)
        return printed

    def read_config(
        self,
        *words: str,
        env_extra: Mapping[str, str] | None = None,
        doing: str = "read the git configuration",
    ) -> list[str]:
        """What `git config` tells for these words, item by item; none where nothing is set.

        Raises GitFault when git cannot read its settings.
        """
        try:
            printed = self.run(["config", "-z", *words], env_extra=env_extra, doing=doing)
        except Refused as fault:
            if fault.status == 1:  # nothing is set
                return []
            raise
        return printed.decode(errors="surrogateescape").split("\0")[:-1]

    @contextmanager
    def converse(
        self, args: Sequence[str], *, with_complaints: bool = False
    ) -> Iterator[subprocess.Popen[bytes]]:
        """Keep one git command open to ask and to read; it ends with the block, read out or not.

        `with_complaints` puts what git complains of among what it prints. Raises GitFault,
        MissingTool.
        """
        complaints = subprocess.STDOUT if with_complaints else subprocess.DEVNULL
        process = self._start(args, None, complaints)
        try:
            yield process
        finally:
            # Only readers are kept open: killing one loses nothing.
            process.kill()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with suppress(BrokenPipeError):
                        stream.close()
            process.wait()

    def find_program(self) -> str:
        """Give the place of the program git; raise MissingTool."""
        # Looked up here, because Windows would look into the case folder first.
        program = shutil.which("git", path=self.environment["PATH"])
        if program is None or not os.path.isabs(program):
            raise MissingTool(
                "the program git was not found", hint="install git: https://git-scm.com/downloads"
            )
        return program

    def _start(
        self,
        args: Sequence[str],
        env_extra: Mapping[str, str] | None,
        stderr: int,
        keeping: Sequence[int] = (),
    ) -> subprocess.Popen[bytes]:
        program = self.find_program()
        settings = [word for setting in SAFE_SETTINGS for word in ("-c", setting)]
        try:
            return subprocess.Popen(
                [program, *_FLAGS, *settings, *args],
                cwd=self.root,
                env={**self.environment, **(env_extra or {})},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                bufsize=_BUFFER_BYTES,
                pass_fds=keeping,
            )
        except OSError as fault:
            raise CouldNotStart(
                f"git could not be started in {show_text(str(self.root))}: {fault.strerror}",
                hint="see that the folder exists and that you may open it",
            ) from fault

    def _explain(self, complaint: bytes, status: int, doing: str) -> GitFault:
        text = complaint.decode(errors="backslashreplace")
        if "dubious ownership" in text:
            return ForeignOwner(self.root)
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        reasons = [line for line in lines if line.startswith(("fatal:", "error:"))]
        said = show_text((reasons or lines or ["it gave no reason"])[0])
        return Refused(f"git could not {doing}: {said}", status, _advise(text))


def _advise(text: str) -> str | None:
    if "No space left" in text or "Disk quota exceeded" in text:
        return "free some space on this disk, then run the command again"
    if any(
        reason in text
        for reason in ("Read-only file system", "Permission denied", "insufficient permission")
    ):
        return "make the folder writable for you, then run the command again"
    if ".lock" in text:
        return "another git command is at work in this folder: wait for it, then run it again"
    return None
