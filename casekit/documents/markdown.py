"""A page as Markdown: values are escaped by the language of templates, never by a template."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from casekit.documents.directions import show, show_in_order
from casekit.resources import templates_dir

if TYPE_CHECKING:
    from casekit.documents.agency_template import AgencyTemplates

TEMPLATE = "plan.md.j2"

# What begins markup anywhere in a line, for CommonMark, its tables, mathematics and attributes.
ANYWHERE = re.compile(r"([\\`*_\[\]{}#|~$^@])")
# What begins a block or an underline at the start of a line: lists, rules, definitions.
LINE_START = re.compile(r"^([-+=:.)])|^([0-9]+)([.)])(?=\s|$)")
# What turns into a link by itself.
SELF_LINKING = re.compile(r"(?i)(?<=www)(\.)|(:)(?=//)")
HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def escape_markdown(text: str) -> str:
    """Write text so that a Markdown reader shows exactly it: no markup, no HTML, no link, one line.

    Line ends become `<br>`, which holds in tables, lists and quotes alike.
    """
    lines = show_in_order(text).strip().split("\n")
    return "<br>".join(_escape_line(line.strip()) for line in lines)


def _escape_line(line: str) -> str:
    line = ANYWHERE.sub(r"\\\1", line)
    line = SELF_LINKING.sub(lambda found: f"\\{found[0]}", line)
    line = LINE_START.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", line)
    return re.sub("[&<>]", lambda found: HTML[found[0]], line)


def render_markdown(
    page: Mapping[str, Any], *, template: str = TEMPLATE, agency: AgencyTemplates | None = None
) -> str:
    """Write a page as Markdown with one of our templates, or with the agency's own of that name.

    Raises TemplateFault when the agency's is broken, asks for what the page does not have, or does
    not come to an end.
    """
    if agency is not None:
        from casekit.documents.agency_template import run_template

        text = run_template(agency, template, page)
    else:
        from casekit.documents.template_language import render_template

        ours = (templates_dir() / template).read_text("utf-8")
        text = render_template({template: ours}, template, page)
    # The words of a template itself may steer a terminal as well as those of a record.
    return show(text.expandtabs(4))
