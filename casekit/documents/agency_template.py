"""An agency's own template: found in its workspace, and run in a process of its own.

A template is a program, and a workspace is data from somebody else. So it is read as text, given
plain data, and run where it can open nothing, start nothing and not go on for long.
"""

from __future__ import annotations

import base64
import json
import os
import selectors
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casekit.documents.faults import TemplateFault
from casekit.documents.template_child import CPU_SECONDS, WORD
from casekit.workspace.sources import Source, WorkingFiles

FOLDER = "templates"
ENDING = ".j2"
MAX_FILES = 64
MAX_BYTES = 256 * 1024
# With a letterhead in it; as base64 it fits into an answer with room to spare.
MAX_WORD_BYTES = 4 * 1024 * 1024
MAX_ANSWER_BYTES = 8 * 1024 * 1024
WALL_SECONDS = 10.0
HINT = "mend the template, or use the one of casekit: --builtin-template"
WORD_HINT = "mend the template; casekit has none of its own for Word"
_START = (
    "import sys; sys.path.append(sys.argv[1]); "
    "from casekit.documents.template_child import main; main()"
)


@dataclass(frozen=True)
class AgencyTemplates:
    """The templates of a workspace by the name of their file; they see each other only."""

    sources: Mapping[str, str]


def find_agency_templates(source: Source, name: str) -> AgencyTemplates | None:
    """Read a workspace's templates if one of them has this name; None when none has.

    Only files of the folder `templates/` itself count. Raises TemplateFault for a link, for what is
    no text or too much, and on a system that cannot limit what a template does.
    """
    if isinstance(source, WorkingFiles):
        if not os.path.lexists(source.root / FOLDER / name):
            return None
        _refuse_without_limits(name)
        contents = _read_folder(source.root / FOLDER)
    else:
        paths = [p for p in source.list_paths(FOLDER) if p.endswith(ENDING) and p.count("/") == 1]
        if f"{FOLDER}/{name}" not in paths:
            return None
        _refuse_without_limits(name)
        contents = {Path(path).name: data for path, data in source.read(paths).items()}
    if len(contents) > MAX_FILES:
        raise TemplateFault(f"there are more than {MAX_FILES} templates", path=FOLDER, hint=HINT)
    return AgencyTemplates({key: _decode(key, data) for key, data in sorted(contents.items())})


def list_agency_templates(source: Source) -> tuple[str, ...]:
    """The names of all files in a workspace's `templates/` that look like templates."""
    paths = (path for path in source.list_paths(FOLDER) if path.count("/") == 1)
    names = sorted(path.removeprefix(f"{FOLDER}/") for path in paths)
    return tuple(name for name in names if name.endswith((ENDING, ".docx")))


def find_agency_file(source: Source, name: str, most: int) -> bytes | None:
    """Read one file of a workspace's `templates/`, of so many bytes at most; None without it.

    Raises TemplateFault as find_agency_templates does.
    """
    if isinstance(source, WorkingFiles):
        if not os.path.lexists(source.root / FOLDER / name):
            return None
        with _open_folder(source.root / FOLDER) as top:
            data = _read_file(name, top, most)
    elif source.has(path := f"{FOLDER}/{name}"):
        data = source.read([path])[path]
    else:
        return None
    _refuse_without_limits(name)
    _refuse_too_long(name, data, most)
    return data


def _refuse_without_limits(name: str) -> None:
    try:
        import resource  # noqa: F401 - is it there?
    except ImportError:
        raise TemplateFault(
            "an agency's template is not run on this system: what it does cannot be limited here",
            path=f"{FOLDER}/{name}",
            hint="use the template of casekit: --builtin-template",
        ) from None


def _read_folder(folder: Path) -> dict[str, bytes]:
    """The templates in a folder, none of them through a link: it could lead to any file."""
    with _open_folder(folder) as top:
        names = sorted(name for name in os.listdir(top) if name.endswith(ENDING))
        return {name: _read_file(name, top, MAX_BYTES) for name in names[: MAX_FILES + 1]}


@contextmanager
def _open_folder(folder: Path) -> Iterator[int]:
    try:
        top = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        raise TemplateFault("this is no plain folder", path=FOLDER, hint=HINT) from None
    try:
        yield top
    finally:
        os.close(top)


def _read_file(name: str, top: int, most: int) -> bytes:
    # Without O_NONBLOCK a named pipe would be waited for.
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
    try:
        with os.fdopen(os.open(name, flags, dir_fd=top), "rb") as file:
            if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return file.read(most + 1)
    except OSError:
        pass
    raise TemplateFault("this is no plain file", path=f"{FOLDER}/{name}", hint=HINT)


def _refuse_too_long(name: str, data: bytes, most: int) -> None:
    if len(data) > most:
        raise TemplateFault(
            f"a template has at most {most:,} bytes", path=f"{FOLDER}/{name}", hint=_hint_for(name)
        )


def _decode(name: str, data: bytes) -> str:
    path = f"{FOLDER}/{name}"
    _refuse_too_long(name, data, MAX_BYTES)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise TemplateFault(
            "the template is not UTF-8 text", path=path, hint="save it again with that encoding"
        ) from None


def run_template(agency: AgencyTemplates, name: str, page: Mapping[str, Any], *kind: str) -> str:
    """Write a page with an agency's template; it has seconds, and gets nothing but the page.

    A template for a browser is of the kind WEB. Raises TemplateFault.
    """
    return _read_answer(_run(_ask(agency, name, page), name, *kind), name)[0]


def try_template(
    agency: AgencyTemplates, name: str, page: Mapping[str, Any], *kind: str
) -> tuple[str, tuple[str, ...]]:
    """The same, and what it asked for of the page and got nothing of."""
    return _read_answer(_run({**_ask(agency, name, page), "watch": True}, name, *kind), name)


def _ask(agency: AgencyTemplates, name: str, page: Mapping[str, Any]) -> dict[str, Any]:
    return {"sources": dict(agency.sources), "name": name, "page": page}


def run_word_template(template: bytes, name: str, page: Mapping[str, Any]) -> bytes:
    """Write a page with an agency's Word template, in the same way; raises TemplateFault."""
    return try_word_template(template, name, page)[0]


def try_word_template(
    template: bytes, name: str, page: Mapping[str, Any]
) -> tuple[bytes, tuple[str, ...]]:
    """The same, and what it asked for of the page and got nothing of."""
    sent = {"template": base64.b64encode(template).decode("ascii"), "page": page, "watch": True}
    text, empty = _read_answer(_run(sent, name, WORD), name)
    try:
        return base64.b64decode(text, validate=True), empty
    except ValueError:
        raise _fault(name, "the template gave no answer") from None


def _run(request: Mapping[str, Any], name: str, *kind: str) -> tuple[bytes, int]:
    given = json.dumps(request).encode("ascii")
    package = str(Path(__file__).resolve().parents[2])
    deadline = time.monotonic() + WALL_SECONDS
    process = subprocess.Popen(  # noqa: S603 - this very Python, with a program of ours
        [sys.executable, "-I", "-W", "ignore", "-c", _START, package, *kind],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=os.sep,
        env={},
        # A group of its own: whatever there is of it is ended together.
        start_new_session=True,
    )
    try:
        said = _exchange(process, given, deadline)
        if len(said) <= MAX_ANSWER_BYTES:
            process.wait(max(0.0, deadline - time.monotonic()))
    except (TimeoutError, subprocess.TimeoutExpired):
        raise _fault(name, f"the template was not done within {WALL_SECONDS:.0f} seconds") from None
    finally:
        # Before it is waited for: until then nobody else can have got its number.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()
        process.wait()
    return said, process.returncode


def _exchange(process: subprocess.Popen[bytes], given: bytes, deadline: float) -> bytes:
    """Feed a process and gather what it says; raises TimeoutError, and stops where it is too much.

    Neither waits for the other, so a process that does not read, or does not stop, is no trap.
    """
    assert process.stdin is not None and process.stdout is not None
    rest, said = memoryview(given), bytearray()
    with selectors.DefaultSelector() as ready:
        os.set_blocking(process.stdin.fileno(), False)
        ready.register(process.stdin, selectors.EVENT_WRITE)
        ready.register(process.stdout, selectors.EVENT_READ)
        while process.stdout in {key.fileobj for key in ready.get_map().values()}:
            found = ready.select(max(0.0, deadline - time.monotonic()))
            if not found:
                raise TimeoutError
            for key, _ in found:
                if key.fileobj is process.stdin:
                    try:
                        rest = rest[os.write(key.fd, rest[:65536]) :]
                    except BrokenPipeError:
                        rest = rest[:0]
                    if not rest:
                        ready.unregister(process.stdin)
                        process.stdin.close()
                else:
                    block = os.read(key.fd, 65536)
                    said += block
                    if not block or len(said) > MAX_ANSWER_BYTES:
                        ready.unregister(process.stdout)
    return bytes(said)


def _read_answer(answered: tuple[bytes, int], name: str) -> tuple[str, tuple[str, ...]]:
    """What came of it; the answer is judged as if the template itself had written it."""
    said, code = answered
    if len(said) > MAX_ANSWER_BYTES:
        raise _fault(name, f"the template writes more than {MAX_ANSWER_BYTES:,} bytes")
    if code == -signal.SIGXCPU:
        raise _fault(name, f"the template was not done within {CPU_SECONDS} seconds of computing")
    try:
        answer = json.loads(said)
    except (ValueError, RecursionError):
        raise _fault(name, f"the template ended without an answer (code {code})") from None
    if isinstance(answer, dict) and isinstance(answer.get("text"), str):
        empty = answer.get("empty")
        return str(answer["text"]), tuple(map(str, empty)) if isinstance(empty, list) else ()
    fault = answer if isinstance(answer, dict) else {}
    line = fault.get("line")
    at = fault.get("template")
    raise _fault(
        at if isinstance(at, str) and at else name,
        str(fault.get("fault", "the template gave no answer")),
        line if isinstance(line, int) else None,
    )


def _fault(name: str, message: str, line: int | None = None) -> TemplateFault:
    return TemplateFault(message, path=f"{FOLDER}/{name}", line=line, hint=_hint_for(name))


def _hint_for(name: str) -> str:
    return WORD_HINT if name.endswith(".docx") else HINT
