"""The canonical layout of a file that a person wrote, with its comments kept."""

from __future__ import annotations

import io
import re
from typing import Any

from casekit.errors import CasekitError, Unreadable
from casekit.records.document import Document
from casekit.records.edit import is_same_data
from casekit.records.layout import Layout
from casekit.records.profile import read_document

_MODELINE = re.compile(r"# *yaml-language-server:")
# ruamel.yaml needs a number; no line of a file within the bounds is as long.
_NEVER_WRAP = 10_000_000


class FormatFault(CasekitError):
    """The layout of this file cannot be made canonical without losing something of it."""

    exit_code = 4
    code = "FORMAT-FAULT"


def format_document(content: bytes, modeline: str | None = None) -> bytes:
    """Lay a file out canonically: the same data and comments, LF, two spaces, the modeline first.

    `modeline` is the first line without its `# `; None leaves the file's own. Formatting twice
    changes nothing more. Raises Unreadable with the findings, FormatFault.
    """
    document = read_document(content, "")
    if document.findings:
        raise Unreadable("the file must be readable before it can be laid out", document.findings)
    text = document.text.replace("\r\n", "\n")
    if modeline:
        first, _, others = text.partition("\n")
        text = f"# {modeline}\n" + (others if _MODELINE.match(first) else text)
    formatted = _round_trip(text)
    before = read_document(text.encode("utf-8"), "")
    after = read_document(formatted.encode("utf-8"), "")
    if after.findings or not is_same_data(after.data, document.data):
        raise FormatFault("laying the file out would have changed its data; nothing was changed")
    if find_comments(after) != find_comments(before) or _round_trip(formatted) != formatted:
        raise FormatFault(
            "laying the file out would have lost or moved a comment; nothing was changed",
            hint="put each comment on a line of its own above a key, outside of brackets",
        )
    return formatted.encode("utf-8")


def find_comments(document: Document) -> list[str]:
    """The comments of a document in their order, from # to the end of the line."""
    layout = Layout(document)
    spans: list[tuple[int, int]] = []
    for keys, (key, start, _) in document.outline.items():
        if key is not None:
            spans.append((key.start_mark.index, key.end_mark.index))
        if getattr(start, "flow_style", None) is None:
            header_end = layout.header_end(keys)
            first = layout.start(keys) if header_end is None else layout.line_end(header_end)
            spans.append((first, layout.end(keys)))
    comments: list[str] = []
    at = 0
    for first, after in [*sorted(spans), (len(layout.text), len(layout.text))]:
        between = layout.text[at:first]
        comments.extend(
            line[line.index("#") :].rstrip() for line in between.splitlines() if "#" in line
        )
        at = max(at, after)
    return comments


def _round_trip(text: str) -> str:
    yaml = _make_yaml()
    stream = io.StringIO()
    yaml.dump(yaml.load(text), stream)
    return stream.getvalue().rstrip("\n") + "\n"


def _make_yaml() -> Any:
    # ruamel.yaml takes 50 ms to import, and only this command needs it.
    from ruamel.yaml import YAML
    from ruamel.yaml.resolver import VersionedResolver

    class DatesAreText(VersionedResolver):
        @property
        def versioned_resolver(self) -> dict[Any, list[tuple[Any, Any]]]:
            return {
                first: [rule for rule in rules if not str(rule[0]).endswith(":timestamp")]
                for first, rules in super().versioned_resolver.items()
            }

    yaml = YAML()
    yaml.Resolver = DatesAreText
    yaml.preserve_quotes = True
    yaml.width = _NEVER_WRAP
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml
