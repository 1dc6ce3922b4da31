"""The process in which an agency's template runs: it can reach nothing, and not for long.

Started by casekit.documents.agency_template, which gives it templates and a page as JSON on
standard input and reads what came of it, as JSON, from standard output.
"""

from __future__ import annotations

import base64
import codecs
import json
import sys
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 5
# Loaded from files when first used, and no file can be opened by then.
FOR_LATER = (codecs.lookup("unicode_escape"), unicodedata.category)
# What is said behind the folder of the package where the template is one of Word.
WORD = "word"
# And where it is one for a browser.
WEB = "web"


def main() -> None:
    """Read a request, render it within the limits, write the answer."""
    from casekit.documents.template_language import TemplateFailed

    write = _find_writer(sys.argv[2:])
    try:
        limit_process()
    except (OSError, ValueError) as fault:
        _answer({"fault": f"this system does not let a template be limited: {fault}"})
        return
    request = json.load(sys.stdin.buffer)
    answer: dict[str, Any]
    try:
        seen: dict[str, bool] | None = {} if request.get("watch") else None
        answer = {"text": write(request, seen)}
        answer["empty"] = sorted(name for name, had in (seen or {}).items() if not had)
    except TemplateFailed as failed:
        answer = {"fault": failed.message, "template": failed.template, "line": failed.line}
    except MemoryError:
        answer = {"fault": f"the template needs more than {MEMORY_BYTES // 1024**2} MiB of memory"}
    except Exception as fault:  # noqa: BLE001 - somebody else's code may fail in any way
        answer = {"fault": f"the template cannot be run ({type(fault).__name__})"}
    _answer(answer)


def _find_writer(
    kind: Sequence[str],
) -> Callable[[Mapping[str, Any], dict[str, bool] | None], str]:
    """What renders a template of this kind, with everything that it needs loaded."""
    if kind == [WORD]:
        from casekit.documents.word_language import render_word

        return lambda asked, seen: base64.b64encode(
            render_word(base64.b64decode(asked["template"]), asked["page"], seen)
        ).decode("ascii")
    from casekit.documents.markdown import escape_markdown
    from casekit.documents.template_language import render_template
    from casekit.documents.web_language import escape_html

    escape = escape_html if kind == [WEB] else escape_markdown
    return lambda asked, seen: render_template(
        asked["sources"], asked["name"], asked["page"], seen, escape
    )


def limit_process() -> None:
    """Take from this process, for good, what a template has no need of.

    Everything that has to be loaded must be by now: no file can be opened afterwards. Raises
    OSError or ValueError where the system does not do it.
    """
    import resource

    for kind, soft in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 3),
        # No new process, whoever else of this user runs what: the count is the user's, the limit
        # this process's own.
        (resource.RLIMIT_NPROC, 0),
    ):
        _, most = resource.getrlimit(kind)
        # A second more for the kernel's second warning, so that the first can be told from it.
        hard = soft + 1 if kind == resource.RLIMIT_CPU else soft
        if most != resource.RLIM_INFINITY:
            soft, hard = min(soft, most), min(hard, most)
        resource.setrlimit(kind, (soft, hard))


def _answer(answer: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(answer).encode("ascii"))
    sys.stdout.buffer.flush()
