"""A page for a browser, in one file: no script, nothing fetched, every value escaped."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from casekit.documents.directions import drop_hints, show
from casekit.documents.picture_block import KIND, embed_picture, settle_pictures
from casekit.documents.web_language import PICTURE, escape_html
from casekit.model.visible import make_visible
from casekit.resources import templates_dir

if TYPE_CHECKING:
    from casekit.documents.agency_template import AgencyTemplates

# The frame of every document; a template of a document writes what stands in its body.
_FRAME = "document"


def render_web_page(name: str, page: Mapping[str, Any], body: str = "") -> str:
    """Write a page with our templates `NAME.html.j2` and `NAME.css`.

    The template gets `page`, `style`, `policy`, and a `body` that is HTML already: the browser is
    told to take this style and to load, run or send nothing else, whatever a value holds.
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
    return template.render(page=page, style=style, policy=policy, body=body)


def _show(value: Any) -> Any:
    """Text with what steers or hides written out; the escaping for HTML comes after it."""
    # Text that is marked as HTML already, the style, is a kind of str of its own.
    return make_visible(value) if type(value) is str else value


def render_web_document(
    page: Mapping[str, Any], *, template: str, agency: AgencyTemplates | None = None
) -> str:
    """Write the page of a document with one of our templates, or with the agency's own.

    The template writes the body only, in the small language of documents. Raises TemplateFault, and
    PictureFault for a picture that is not whole in itself.
    """
    marked, pictures = mark_pictures(page)
    if agency is not None:
        from casekit.documents.agency_template import run_template
        from casekit.documents.template_child import WEB

        body = run_template(agency, template, marked, WEB)
    else:
        from casekit.documents.template_language import render_template

        ours = (templates_dir() / template).read_text("utf-8")
        body = render_template({template: ours}, template, marked, escape=escape_html)
    return frame_body(body, page, pictures)


def mark_pictures(page: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The page with a mark for each drawing, and the drawings as they stand in HTML."""
    pictures: list[str] = []

    def mark(node: Any) -> Any:
        if isinstance(node, list):
            return [mark(item) for item in node]
        if not isinstance(node, Mapping):
            return node
        told = {key: mark(value) for key, value in node.items()}
        is_picture = node.get("kind") == KIND
        key = "svg" if is_picture else "icon"
        if node.get(key):
            told[key] = f"\x00picture {len(pictures)}\x00"
            # An icon says no more than the heading beside it.
            alt = str(node["alt"]) if is_picture else ""
            pictures.append(embed_picture(str(node[key]), len(pictures), alt))
        return told

    return mark(settle_pictures(page)), pictures


def frame_body(body: str, page: Mapping[str, Any], pictures: list[str]) -> str:
    """The whole page around what a template wrote, its drawings in their places."""
    drawn = PICTURE.sub(lambda found: pictures[int(found[1])], body)
    title = " ".join(part for part in (page["title"], page["subtitle"]) if part)
    # The words of a template itself may steer a screen as well as those of a record.
    return render_web_page(
        _FRAME,
        {"title": drop_hints(title), "language": page["language"]},
        show(drawn.expandtabs(4)),
    )
