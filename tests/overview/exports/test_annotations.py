"""Findings for forges: each form holds every finding once, and no word of a case."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from casekit.model.findings import Finding
from casekit.overview.exports.annotations import WRITERS

FINDINGS = (
    Finding(code="CHILD-NOT-SEEN-ALONE", message="Sam Sample was not", path="cases/a.yaml", line=4),
    Finding(code="CHILD-NOT-SEEN-ALONE", message="Tess Sample was not", path="cases/a.yaml"),
    Finding(
        code="NO-SUCH-CODE",
        message="Sam",
        path='a\n::error::"<b>,%:\x1b.yaml',
        line=2,
        column=3,
        severity="warning",
        hint="ask Sam",
    ),
)


@pytest.mark.parametrize("name", WRITERS)
def test_no_word_of_a_case_is_in_it(name: str) -> None:
    written = WRITERS[name](FINDINGS)
    assert "Sam" not in written
    assert written.count("CHILD-NOT-SEEN-ALONE") >= 2
    assert "\x1b" not in written


def test_a_line_for_a_runner_cannot_be_broken_out_of() -> None:
    lines = WRITERS["github"](FINDINGS).splitlines()
    assert len(lines) == len(FINDINGS)
    assert lines[0].startswith(
        "::error file=cases/a.yaml,line=4,col=1,title=CHILD-NOT-SEEN-ALONE::"
    )
    assert lines[2].startswith("::warning file=a\\n%3A%3Aerror%3A%3A")
    assert WRITERS["github"](()) == ""


def test_a_report_on_quality_has_a_fingerprint_for_each() -> None:
    rows = json.loads(WRITERS["gitlab"](FINDINGS))
    assert [row["severity"] for row in rows] == ["critical", "critical", "minor"]
    assert len({row["fingerprint"] for row in rows}) == len(FINDINGS)
    assert rows[1]["location"] == {"path": "cases/a.yaml", "lines": {"begin": 1}}


def test_a_test_report_fails_once_per_finding_and_passes_without() -> None:
    suite = ElementTree.fromstring(WRITERS["junit"](FINDINGS))
    assert len(suite.findall(".//failure")) == len(FINDINGS) == int(suite.attrib["failures"])
    empty = ElementTree.fromstring(WRITERS["junit"](()))
    assert (len(empty.findall(".//testcase")), empty.attrib["failures"]) == (1, "0")


def test_sarif_names_each_rule_once_and_keeps_its_fingerprints() -> None:
    run = json.loads(WRITERS["sarif"](FINDINGS))["runs"][0]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [
        "CHILD-NOT-SEEN-ALONE",
        "NO-SUCH-CODE",
    ]
    moved = json.loads(WRITERS["sarif"]([f._replace(line=99) for f in FINDINGS]))["runs"][0]
    prints = [[r["partialFingerprints"] for r in one["results"]] for one in (run, moved)]
    assert prints[0] == prints[1]
    assert "region" not in run["results"][1]["locations"][0]["physicalLocation"]
