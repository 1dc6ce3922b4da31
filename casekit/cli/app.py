"""Runs one command: builds only its own parser, and tells what it cannot make of the words."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any

import typer

from casekit.cli.faults import answer_for
from casekit.cli.help_page import HelpPage
from casekit.cli.output import INTERRUPTED, talk, tell_error, wants_json
from casekit.errors import UsageFault

# typer carries its own click from 0.26 on: reach its errors through typer alone.
_ClickException: Any = typer.BadParameter.__mro__[2]
_UsageError: Any = typer.BadParameter.__mro__[1]


def run_command(name: str, module: str, argv: Sequence[str]) -> int:
    """Run a command of a module of casekit.cli and give the exit code."""
    as_json = wants_json(argv)
    return answer_for(name, as_json, lambda: _run(name, module, argv, as_json))


def _run(name: str, module: str, argv: Sequence[str], as_json: bool) -> int:
    try:
        app = typer.Typer(
            add_completion=False,
            rich_markup_mode=None,
            pretty_exceptions_enable=False,
            context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
        )
        loaded = importlib.import_module(f"casekit.cli.{module}")
        app.command(name=name, cls=HelpPage)(loaded.command(name))
        result = app(list(argv), prog_name=f"casekit {name}", standalone_mode=False)
        code = int(result or 0)
        # typer gives 130 for ^C and says nothing; no command of ours ends in it.
        if code == 130:
            talk(INTERRUPTED)
        return code
    except _UsageError as fault:
        return _tell_usage(name, fault, as_json)
    except _ClickException as fault:
        tell_error(UsageFault(fault.format_message()), as_json)
        return 2
    except typer.Abort:
        talk(INTERRUPTED)
        return 130
    except SystemExit as end:
        # click ends the process itself when the reader went away; the front door knows better.
        if isinstance(end.__context__, BrokenPipeError):
            raise end.__context__ from None
        raise
    except typer.Exit as end:
        return int(end.exit_code)


def _tell_usage(name: str, fault: Any, as_json: bool) -> int:
    """The parser's own words speak of parameters; a worker is told what to type."""
    message, hint = str(fault.format_message()), f"see: casekit {name} --help"
    option = getattr(fault, "option_name", None)
    param = getattr(fault, "param", None)
    if type(fault).__name__ == "NoSuchOption":
        from difflib import get_close_matches

        near = get_close_matches(str(option), fault.possibilities or (), n=1)
        message = f"casekit {name} has no {option}"
        hint = f"did you mean {near[0]}? {hint}" if near else hint
    elif type(fault).__name__ == "MissingParameter" and param is not None:
        what = param.make_metavar(fault.ctx)
        message = f"casekit {name} was not told {what}"
        hint = f"{str(param.help).rstrip('.')}; {hint}" if param.help else hint
    elif name != "due" and "--format" in getattr(param, "opts", ()):
        hint = _name_due(message) or hint
    tell_error(UsageFault(message, hint=hint), as_json)
    return 2


def _name_due(message: str) -> str | None:
    """Where a format was asked for that only `casekit due` has."""
    from casekit.cli.exporting import EXPORTS

    asked = [how.value for how in EXPORTS if message.partition(": ")[2].startswith(f"'{how}'")]
    return f"only the due list has that form: casekit due --format {asked[0]}" if asked else None
