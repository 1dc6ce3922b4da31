"""A template of an agency, run as casekit runs it, on a small page."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import pytest

from casekit.documents.agency_template import AgencyTemplates, run_template
from casekit.documents.faults import TemplateFault
from casekit.documents.markdown import TEMPLATE

PAGE: Mapping[str, Any] = {
    "title": "A *plan* of <b>Jo</b>",
    "goals": [{"goal": f"goal {n}", "items": "not a method", "_x": "key"} for n in range(10)],
    "labels": {"why": "Why"},
    "approved": True,
    "ended": "",
}
TEN = "{% for a in page.goals %}"
END = "{% endfor %}"


def write(template: str, *, page: Mapping[str, Any] = PAGE, **others: str) -> str:
    """What a template makes of a page; others stand beside it as `NAME.j2`."""
    beside = {f"{name}.j2": text for name, text in others.items()}
    return run_template(AgencyTemplates({TEMPLATE: template, **beside}), TEMPLATE, page)


def refuse(template: str, **more: Any) -> TemplateFault:
    """The one fault that a template ends in, within seconds."""
    started = time.monotonic()
    with pytest.raises(TemplateFault) as refused:
        write(template, **more)
    assert time.monotonic() - started < 30
    fault = refused.value
    assert (fault.code, fault.exit_code) == ("TEMPLATE", 4)
    assert (fault.path or "").startswith("templates/")
    assert "--builtin-template" in (fault.hint or "")
    assert len(fault.message) < 400
    return fault
