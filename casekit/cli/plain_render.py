"""The plain calls of `casekit render`, as a person types them for one family's paper.

Read here, they go without the parser of the command line, a sixth of the time of a document.
Anything that is not exactly of this form, and every mistake, is left to the parser.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from casekit.cli.faults import answer_for
from casekit.cli.plain_words import read_words
from casekit.cli.render_ask import RenderAsk, answer_render
from casekit.cli.rendering import Paper

_ONE = {
    "--format": "how",
    "-o": "output",
    "--output": "output",
    "--audience": "audience",
    "--to": "to",
    "--of": "record",
    "--plan": "record",
    "--since": "since",
    "--until": "until",
    "--language": "language",
    "--as-known": "as_known",
    "-C": "directory",
}
_SEVERAL = {"--child": "children", "--font-dir": "font_dirs"}
_FLAGS = {"--all": "every", "--explain": "explain", "--builtin-template": "builtin_template"}


def read_plain_render(words: Sequence[str]) -> Callable[[], int] | None:
    """What answers a plain call of `render`; None for any other."""
    given = read_words(words, _ONE, _SEVERAL, _FLAGS)
    if given is None or "places" not in given:
        return None
    if given.get("how", "md") not in list(Paper):
        return None
    given["what"] = given.pop("places")
    given["how"] = Paper(given.get("how", "md"))
    given["font_dirs"] = [Path(folder) for folder in given.get("font_dirs", ())]
    given["directory"] = Path(given["directory"]) if "directory" in given else None
    ask = RenderAsk(**given)
    return lambda: answer_for("render", False, lambda: answer_render(ask))
