"""A page for a browser, in one file: no script, nothing fetched, every value escaped."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from casekit.model.visible import make_visible
from casekit.resources import templates_dir


def render_web_page(name: str, page: Mapping[str, Any]) -> str:
    """Write a page with our templates `NAME.html.j2` and `NAME.css`.

    The template gets `page`, `style` and `policy`: the browser is told to take this style and to
    load, run or send nothing else, whatever a value holds.
    """
    import jinja2

    folder = templates_dir()
    style = (folder / f"{name}.css").read_text("utf-8")
    language = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_show,
    )
    digest = b64encode(sha256(style.encode("utf-8")).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    template = language.get_template(f"{name}.html.j2")
    return template.render(page=page, style=style, policy=policy)


def _show(value: Any) -> Any:
    """Text with what steers or hides written out; the escaping for HTML comes after it."""
    # Text that is marked as HTML already, the style, is a kind of str of its own.
    return make_visible(value) if type(value) is str else value
