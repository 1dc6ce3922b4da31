"""A page as Markdown: every value is escaped by the environment, never by the template."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from casekit.documents.faults import TemplateFault
from casekit.documents.text import make_visible
from casekit.resources import templates_dir

TEMPLATE = "plan.md.j2"

# What begins markup anywhere in a line, for CommonMark, its tables, mathematics and attributes.
ANYWHERE = re.compile(r"([\\`*_\[\]{}#|~$^@])")
# What begins a block or an underline at the start of a line: lists, rules, definitions.
LINE_START = re.compile(r"^([-+=:])|^([0-9]+)([.)])(?=\s|$)")
# What turns into a link by itself.
SELF_LINKING = re.compile(r"(?i)(?<=www)(\.)|(:)(?=//)")
HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def escape_markdown(text: str) -> str:
    """Write text so that a Markdown reader shows exactly it: no markup, no HTML, no link, one line.

    Line ends become `<br>`, which holds in tables, lists and quotes alike.
    """
    lines = make_visible(text).strip().split("\n")
    return "<br>".join(_escape_line(line.strip()) for line in lines)


def _escape_line(line: str) -> str:
    line = ANYWHERE.sub(r"\\\1", line)
    line = SELF_LINKING.sub(lambda found: f"\\{found[0]}", line)
    line = LINE_START.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", line)
    return re.sub("[&<>]", lambda found: HTML[found[0]], line)


def render_markdown(page: Mapping[str, Any], *, template_dir: Path | None = None) -> str:
    """Write a page as Markdown with the template `plan.md.j2`, ours or the agency's.

    Raises TemplateFault when the template is broken or asks for what the page does not have.
    """
    import jinja2
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    folder = template_dir or templates_dir()
    environment = ImmutableSandboxedEnvironment(
        loader=jinja2.FileSystemLoader(folder),
        undefined=jinja2.StrictUndefined,
        # Escaping sits here, so no template author can forget it; HTML escaping on top would
        # offer a way round it (what is marked safe is not escaped again).
        autoescape=False,
        finalize=_print_value,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    try:
        return environment.get_template(TEMPLATE).render(page=page)
    except jinja2.TemplateSyntaxError as fault:
        raise TemplateFault(
            f"the template does not read: {fault.message}",
            path=str(folder / TEMPLATE),
            line=fault.lineno,
        ) from fault
    except (jinja2.TemplateError, TypeError) as fault:
        raise TemplateFault(
            f"the template asks for what the page does not have: {fault}",
            path=str(folder / TEMPLATE),
        ) from fault


def _print_value(value: Any) -> str:
    """Escape what a template prints; only text and whole numbers can be printed."""
    from jinja2 import Undefined

    if isinstance(value, Undefined | str) or type(value) is int:
        return escape_markdown(str(value))
    raise TypeError(f"only text can be printed, not {type(value).__name__}")
