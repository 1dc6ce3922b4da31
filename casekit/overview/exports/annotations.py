"""Findings as forges and their tools take them: beside the line, as a test report, as SARIF.

A forge keeps what it is shown. The words of a finding may name a client; so each is told by its
code, what the code means, and its place.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any
from xml.sax.saxutils import quoteattr

from casekit import __version__
from casekit.errors import NotFound
from casekit.model.findings import Finding
from casekit.model.visible import make_visible
from casekit.practice.codes import find_code

_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning"}


def say_meaning(finding: Finding) -> str:
    """What a finding's code means: words of ours, with nothing of a case in them."""
    try:
        return find_code(finding.code).means
    except NotFound:
        return f"see: casekit check --explain {finding.code}"


def write_github(findings: Sequence[Finding]) -> str:
    """Workflow commands, one line each: the runner puts them beside the lines of the files."""
    return "".join(
        f"::{_LEVELS.get(f.severity, 'notice')} "
        f"file={_escape_property(f.path)},line={f.line or 1},col={f.column or 1},"
        f"title={_escape_property(f.code)}::{_escape_message(say_meaning(f))}\n"
        for f in findings
    )


def write_gitlab(findings: Sequence[Finding]) -> str:
    """A report on code quality, as GitLab shows it on a merge request."""
    severities = {"error": "critical", "warning": "minor"}
    prints = _fingerprints(findings)
    return _as_json(
        [
            {
                "description": f"{f.code}: {say_meaning(f)}",
                "check_name": f.code,
                "fingerprint": fingerprint,
                "severity": severities.get(f.severity, "info"),
                "location": {"path": f.path, "lines": {"begin": f.line or 1}},
            }
            for f, fingerprint in zip(findings, prints, strict=True)
        ]
    )


def write_junit(findings: Sequence[Finding]) -> str:
    """A test report: one failed test per finding, and one that passes where there is none."""
    count = len(findings)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites tests="{count or 1}" failures="{count}">',
        f'  <testsuite name="casekit check" tests="{count or 1}" failures="{count}">',
    ]
    for f in findings:
        place = f"{f.path}:{f.line or 1}:{f.column or 1}"
        says = f"{f.severity} {f.code}: {say_meaning(f)}"
        lines += [
            f"    <testcase classname={_attribute(f.code)} name={_attribute(place)} "
            f"file={_attribute(f.path)}>",
            f"      <failure type={_attribute(f.code)} message={_attribute(says)}/>",
            "    </testcase>",
        ]
    if not findings:
        lines.append('    <testcase classname="casekit" name="no finding"/>')
    return "\n".join([*lines, "  </testsuite>", "</testsuites>"]) + "\n"


def write_sarif(findings: Sequence[Finding]) -> str:
    """SARIF 2.1.0, one run; the fingerprints stay when lines move."""
    codes = {f.code: say_meaning(f) for f in findings}
    prints = _fingerprints(findings)
    rules = [{"id": code, "shortDescription": {"text": means}} for code, means in codes.items()]
    results = [
        {
            "ruleId": f.code,
            "level": _LEVELS.get(f.severity, "note"),
            "message": {"text": codes[f.code]},
            "locations": [{"physicalLocation": _place(f)}],
            "partialFingerprints": {"casekit/v1": fingerprint},
        }
        for f, fingerprint in zip(findings, prints, strict=True)
    ]
    driver = {"name": "casekit", "version": __version__, "rules": rules}
    return _as_json(
        {
            "$schema": _SARIF_SCHEMA,
            "version": "2.1.0",
            "runs": [{"tool": {"driver": driver}, "results": results}],
        }
    )


WRITERS: Mapping[str, Callable[[Sequence[Finding]], str]] = {
    "github": write_github,
    "gitlab": write_gitlab,
    "junit": write_junit,
    "sarif": write_sarif,
}


def _place(finding: Finding) -> dict[str, Any]:
    from urllib.parse import quote

    place: dict[str, Any] = {"artifactLocation": {"uri": quote(finding.path)}}
    if finding.line:
        place["region"] = {"startLine": finding.line, "startColumn": finding.column or 1}
    return place


def _fingerprints(findings: Iterable[Finding]) -> list[str]:
    """A name for each finding by code and file; of several alike the next ones are numbered."""
    seen: dict[str, int] = {}
    made = []
    for finding in findings:
        key = f"{finding.code}\n{finding.path}"
        seen[key] = seen.get(key, 0) + 1
        made.append(sha256(f"{key}\n{seen[key]}".encode()).hexdigest()[:40])
    return made


def _escape_message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape_message(make_visible(text)).replace(":", "%3A").replace(",", "%2C")


def _attribute(text: str) -> str:
    # XML knows no control characters, not even written as references.
    return quoteattr(make_visible(text))


def _as_json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=True, indent=2) + "\n"
