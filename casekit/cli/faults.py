"""How a command ends: every fault becomes words and a code, whoever read the command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from casekit.cli.output import INTERRUPTED, AnswerCut, talk, tell_error
from casekit.errors import CasekitError, MissingTool, Unreadable


class ComputerRefused(Unreadable):
    """The disk, or another part of the computer, did not do what every command needs."""

    code = "COMPUTER"

    def __init__(self, fault: OSError) -> None:
        where = f" {fault.filename}" if isinstance(fault.filename, str) else ""
        super().__init__(
            f"this computer could not read or write{where}: {fault.strerror or fault}",
            hint="see whether the disk is full or broken; what was saved, casekit log tells",
        )


class PartMissing(MissingTool):
    """A part of casekit, or a library that it stands on, cannot be loaded."""

    def __init__(self, fault: ImportError) -> None:
        super().__init__(
            f"a part of casekit cannot be loaded: {fault.name or fault.msg}",
            hint="see whether the disk is broken; else install casekit again: "
            "python -m pip install --force-reinstall casekit",
        )


def answer_for(name: str, as_json: bool, command: Callable[[], int]) -> int:
    """Run a command and give its exit code; an answer cut short is the front door's matter."""
    try:
        return command()
    except CasekitError as fault:
        tell_error(fault, as_json)
        return fault.exit_code
    except KeyboardInterrupt:
        talk(INTERRUPTED)
        return 130
    except (BrokenPipeError, AnswerCut):
        raise
    except OSError as fault:
        broken = ComputerRefused(fault)
        tell_error(broken, as_json)
        return broken.exit_code
    except ImportError as fault:
        missing = PartMissing(fault)
        tell_error(missing, as_json)
        return missing.exit_code
    except Exception:
        return _tell_bug(name, as_json)


def _tell_bug(name: str, as_json: bool) -> int:
    """A fault of casekit itself: where it is goes to a file, without any value of a record.

    A traceback's own last line may quote record text, so only places and the kind of fault are
    kept.
    """
    import tempfile  # only a bug waits for these
    import traceback

    kind, _, trace = sys.exc_info()
    descriptor, path = tempfile.mkstemp(prefix="casekit-bug-", suffix=".log")
    with os.fdopen(descriptor, "w", encoding="utf-8") as log:
        log.write(f"casekit {name}: {kind.__name__ if kind else 'unknown'}\n")
        log.writelines(
            f"{frame.filename}:{frame.lineno} in {frame.name}\n"
            for frame in traceback.extract_tb(trace)
        )
    fault = CasekitError(
        "this is a fault of casekit, not of yours",
        hint=f"send {path} to whoever keeps casekit for you; it holds no case text. "
        "What was saved before it, casekit log tells",
    )
    tell_error(fault, as_json)
    return fault.exit_code
