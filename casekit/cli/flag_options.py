"""Flags as options of the command line's parser."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any

import typer

from casekit.cli.flags import Flag


def make_parameters(flags: Iterable[Flag]) -> Iterator[inspect.Parameter]:
    """The flags as parameters that typer understands."""
    types: Mapping[str, Any] = {"text": str, "item": str, "number": int, "yes or no": bool}
    for flag in flags:
        base = types[flag.takes]
        kind: Any = (list[base] if flag.many else base) | None  # type: ignore[valid-type]
        option = typer.Option(
            f"--{flag.name}/--no-{flag.name}" if flag.takes == "yes or no" else f"--{flag.name}",
            help=flag.help + (" May be repeated." if flag.many else ""),
            metavar=None if flag.takes == "yes or no" else flag.metavar,
            rich_help_panel=flag.section or None,
        )
        yield inspect.Parameter(
            flag.parameter,
            inspect.Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[kind, option],
        )
