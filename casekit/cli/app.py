"""Runs one command: builds only its own parser, and turns every fault into words and a code."""

from __future__ import annotations

import importlib
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from typing import Any

import typer

from casekit.cli.output import talk, tell_error
from casekit.errors import CasekitError, UsageFault

# typer carries its own click from 0.26 on: reach its errors through typer alone.
_ClickException: Any = typer.BadParameter.__mro__[2]
_UsageError: Any = typer.BadParameter.__mro__[1]


def run_command(name: str, module: str, argv: Sequence[str]) -> int:
    """Run a command of a module of casekit.cli and give the exit code."""
    as_json = _wants_json(argv)
    try:
        app = typer.Typer(
            add_completion=False,
            rich_markup_mode=None,
            pretty_exceptions_enable=False,
            context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
        )
        loaded = importlib.import_module(f"casekit.cli.{module}")
        app.command(name=name)(loaded.command(name))
        result = app(list(argv), prog_name=f"casekit {name}", standalone_mode=False)
        sys.stdout.flush()
        return int(result or 0)
    except CasekitError as fault:
        tell_error(fault, as_json)
        return fault.exit_code
    except _UsageError as fault:
        return _tell_usage(name, fault, as_json)
    except _ClickException as fault:
        tell_error(UsageFault(fault.format_message()), as_json)
        return 2
    except (KeyboardInterrupt, typer.Abort):
        talk("interrupted; nothing half-done was left behind")
        return 130
    except BrokenPipeError:
        # The reader went away (`| head`): what it did not want to read is no fault.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except typer.Exit as end:
        return int(end.exit_code)
    except Exception:
        return _tell_bug(name, as_json)


def _wants_json(argv: Sequence[str]) -> bool:
    words = list(argv)
    return "--format=json" in words or any(
        word == "--format" and after == "json"
        for word, after in zip(words, words[1:], strict=False)
    )


def _tell_usage(name: str, fault: Any, as_json: bool) -> int:
    message = fault.format_message()
    tell_error(UsageFault(message, hint=f"see: casekit {name} --help"), as_json)
    return 2


def _tell_bug(name: str, as_json: bool) -> int:
    """A fault of casekit itself: where it is goes to a file, without any value of a record.

    A traceback's own last line may quote record text, so only places and the kind of fault are
    kept.
    """
    kind, _, trace = sys.exc_info()
    descriptor, path = tempfile.mkstemp(prefix="casekit-bug-", suffix=".log")
    with os.fdopen(descriptor, "w", encoding="utf-8") as log:
        log.write(f"casekit {name}: {kind.__name__ if kind else 'unknown'}\n")
        log.writelines(
            f"{frame.filename}:{frame.lineno} in {frame.name}\n"
            for frame in traceback.extract_tb(trace)
        )
    fault = CasekitError(
        "this is a fault of casekit, not of yours; nothing was saved",
        hint=f"send {path} to whoever keeps casekit for you; it holds no case text",
    )
    tell_error(fault, as_json)
    return fault.exit_code
