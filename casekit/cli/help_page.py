"""How the help of a command looks: its sections, at most 80 columns wide."""

from __future__ import annotations

from typing import Any

import typer.core

USAGE = "General"


class HelpPage(typer.core.TyperCommand):
    """A command whose options stand in sections, in the order in which they were made."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """`CASE [OPTIONS]`: what must be given first, without the braces of typer."""
        pieces = [p for param in self.get_params(ctx) for p in param.get_usage_pieces(ctx)]
        return [*(p.strip("{}") for p in pieces), "[OPTIONS]"]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """The arguments, then the options by their section; the section on usage comes last."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record is None:
                continue
            argument = param.param_type_name == "argument"
            panel = getattr(param, "rich_help_panel", None)
            name = "Arguments" if argument else panel or USAGE
            what, about = record
            about = about.removesuffix("[required]").rstrip()
            sections.setdefault(name, []).append((what.replace(" / ", "/"), about))
        usage = sections.pop(USAGE, [])
        for name, rows in [*sections.items(), (USAGE if sections else "Options", usage)]:
            with formatter.section(name):
                formatter.write_dl(rows, col_max=28)
