"""Where an answer goes that is more than text: the forms of `casekit due`, and `-o FILE`."""

from __future__ import annotations

import io
import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from casekit.cli.output import AnswerCut, talk
from casekit.errors import Unreadable, UsageFault

if TYPE_CHECKING:
    from casekit.overview.exports.sheet import DueSheet


class DueFormat(StrEnum):
    """How `casekit due` answers: as every reader does, or in a form that only it has."""

    TEXT = "text"
    JSON = "json"
    TSV = "tsv"
    CSV = "csv"
    MD = "md"
    NDJSON = "ndjson"
    XLSX = "xlsx"
    ICS = "ics"
    HTML = "html"
    PARQUET = "parquet"


EXPORTS = frozenset(
    {DueFormat.NDJSON, DueFormat.XLSX, DueFormat.ICS, DueFormat.HTML, DueFormat.PARQUET}
)
BINARY = frozenset({DueFormat.XLSX, DueFormat.PARQUET})


class CannotWrite(Unreadable):
    """The file that the answer was to go to cannot be written; what was there is still there."""

    code = "OUTPUT"

    def __init__(self, path: Path, fault: OSError) -> None:
        super().__init__(
            f"{path} cannot be written: {fault.strerror or fault}",
            hint="name another file with -o, where there is room",
        )


@dataclass(frozen=True, eq=False)
class Outlet:
    """Where the answer goes, and who writes it where it is no text; file None is stdout."""

    file: Path | None
    export: Callable[[DueSheet, BinaryIO], None] | None

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The stream of the answer; what is said inside the block goes there too.

        A file gets its name only when all of it is written. Raises CannotWrite, or AnswerCut for
        standard output.
        """
        if self.file is not None:
            with open_beside(self.file) as stream, _say_into(stream):
                yield stream
            talk(f"wrote {self.file}")
            return
        try:
            sys.stdout.flush()
            yield sys.stdout.buffer
            sys.stdout.flush()
        except BrokenPipeError:
            raise
        except OSError as fault:
            raise AnswerCut(fault.strerror) from fault


def choose_outlet(how: DueFormat, output: str | None) -> Outlet:
    """Decide where an answer goes before it is worked out.

    Raises UsageFault for bytes to a terminal and for a file that is called like another form, and
    LibraryMissing where the form needs a library that is not there.
    """
    to_stdout = output in (None, "-")
    if how in BINARY and to_stdout and sys.stdout.isatty():
        raise UsageFault(
            f"--format {how.value} is not for a terminal", hint=f"name a file: -o due.{how.value}"
        )
    if output is not None and not to_stdout:
        if is_of_a_workspace(Path(output)):
            raise UsageFault(
                f"-o {output} would write over a file of the case records",
                hint=f"name another file: -o due.{how.value}",
            )
        called = Path(output).suffix.removeprefix(".").casefold()
        if called != how.value and called in list(DueFormat):
            ending = "txt" if how is DueFormat.TEXT else how.value
            raise UsageFault(
                f"{output} is called like {called}, and --format is {how.value}",
                hint=f"add --format {called}, or end the name in .{ending}",
            )
    export = None
    if how in EXPORTS:
        # Only where one is asked for.
        from casekit.overview.exports.writers import find_writer

        export = find_writer(how.value)
    return Outlet(None if to_stdout else Path(str(output)), export)


def is_of_a_workspace(file: Path) -> bool:
    """No answer is YAML, and nobody but git writes into its folder."""
    return file.suffix.casefold() in (".yaml", ".yml") or ".git" in file.absolute().parts


@contextmanager
def _say_into(stream: BinaryIO) -> Iterator[None]:
    text = io.TextIOWrapper(stream, encoding="utf-8", errors="backslashreplace", newline="")
    with redirect_stdout(text):
        yield
    text.flush()
    text.detach()


@contextmanager
def open_beside(target: Path) -> Iterator[BinaryIO]:
    """A stream into a file beside the target, which takes its place at the end of the block.

    Read and written by this user only where nothing was there before: it tells of cases.
    """
    try:
        mode = 0o600
        if target.exists():
            if not target.is_file():
                # A device or a pipe: there is nothing to keep, and nothing may take its place.
                with target.open("wb") as stream:
                    yield stream
                return
            mode = stat.S_IMODE(target.stat().st_mode)
        real = Path(os.path.realpath(target))
        beside = real.with_name(f".casekit-{os.urandom(8).hex()}.tmp")
        try:
            handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
            with os.fdopen(handle, "wb") as stream:
                yield stream
            os.replace(beside, real)
        finally:
            beside.unlink(missing_ok=True)
    except BrokenPipeError:
        raise
    except OSError as fault:
        raise CannotWrite(target, fault) from fault
