"""casekit explain: what a reader needs to check a duty by hand, in every format."""

from __future__ import annotations

import re

import pytest

from tests.cli.contract import find_breaches
from tests.cli.office import Office

DAY = "2026-02-11"
NOW = "2026-02-11T09:00:00-06:00"

OWN = """\
schema: standards-pack/1
id: own
name: Rules of a test
jurisdiction: Nowhere
level: agency
edition: "{edition}"
effective_from: {since}
counting: {{29 February: 1 March, month ends: clipped}}
rules:
  - id: own-calls
    title: Call three times
    kind: contact
    per: case
    from: case opened
    within: {within}
    at least: 3
    met by: {{event: contact, where: {{made: completed}}}}
    reading: Each call counts once.
    source: {{instrument: Handbook, section: "1"}}
    verification: agency
  - id: own-hearing
    title: Wait for the notice
    kind: documentation
    per: case
    from: case opened
    gate: the hearing
    opens: 10 days after notice received
    met by: {{event: hearing held}}
    reading: What is held before the notice has lain ten days opens nothing.
    source: {{instrument: Handbook, section: "2"}}
    verification: agency
"""


@pytest.fixture
def with_own(office: Office) -> Office:
    folder = office.root / "standards"
    folder.mkdir()
    (folder / "1.yaml").write_text(OWN.format(edition="1", since="2020-01-01", within="90 days"))
    (folder / "2.yaml").write_text(OWN.format(edition="2", since="2026-02-01", within="60 days"))
    office.git("add", "-A")
    office.git("commit", "-qm", "rules")
    return office


def facts(text: str) -> dict[str, str]:
    """The lines of the first explanation, unwrapped."""
    first = text.partition("\n\n")[0]
    joined = re.sub(r"\n {15}", " ", first)
    return dict(re.findall(r"^  ([A-Z][a-z ]+): +(.*)$", joined, re.MULTILINE))


def test_a_duty_is_told_with_all_that_it_was_counted_from(untouched: Office) -> None:
    done = untouched.run("explain", untouched.case, "mb-114-s2-low-child", "--today", DAY)
    told = facts(done.out)
    assert told["While"] == "risk is low and track is at home"
    assert told["Rule"] == ("mb-114-s2-low-child: at least every month, counted from the last time")
    assert re.fullmatch(r"cases/2026/.*/decisions/2026-01-28-.{6}\.yaml:\d+", told["Begun by"])
    assert told["Due"] == "Sat 28 Feb 2026, to its end"
    assert told["Edition"] == "2022-06-30 of ca-mb-cfs (state)"
    path, _, line = told["Begun by"].rpartition(":")
    assert "occurred_" in (untouched.root / path).read_text().splitlines()[int(line) - 1]


def test_how_many_of_several_were_made_and_which_edition_judges(with_own: Office) -> None:
    done = with_own.run("explain", with_own.case, "own-calls", "--today", DAY)
    told = facts(done.out)
    assert re.fullmatch(r"\d of 3 made", told["Done"])
    assert told["Edition"] == "1 of own (agency), in force to Sat 31 Jan 2026"
    assert "own-calls: within 90 days of: case opened: 3" in told["Rule"]
    data = with_own.run("explain", with_own.case, "own-calls", "--today", DAY, "--format", "json")
    assert find_breaches("explain", data.data) == []
    (one,) = data.data["explanations"]
    assert (one["needed"], one["edition"], one["in_force"]["to"]) == (3, "1", "2026-01-31")


def test_what_must_be_waited_for_is_said(with_own: Office) -> None:
    done = with_own.run("explain", with_own.case, "own-hearing", "--today", DAY)
    assert facts(done.out)["Opens"] == (
        "that moment is not known yet, and until it is nothing counts"
    )


@pytest.mark.parametrize("how", ["text", "md", "json", "csv", "tsv"])
def test_why_not_in_every_format(how: str, untouched: Office) -> None:
    done = untouched.run(
        *("explain", untouched.case, "mb-114-s2-high-child", "--today", DAY, "--format", how)
    )
    flat = re.sub(r"\s+", " ", done.out)
    assert (done.code, "the risk of Sam is low, not high" in flat) == (0, True)
    if how == "json":
        assert find_breaches("explain", done.data) == []


@pytest.mark.parametrize("how", ["text", "md", "json"])
def test_there_is_nothing_of_the_kind_on_file(how: str, empty: Office) -> None:
    from tests.cli.walk import WALK, ask

    made = ask(WALK[0], empty, "yaml", "--format", "json")
    done = empty.run("explain", made.data["case"], "mb-113-safetyplan-approval", "--format", how)
    flat = re.sub(r"\s+", " ", done.out)
    assert (done.code, "not yet, because there is no plan record on file" in flat) == (0, True)
    if how == "json":
        assert find_breaches("explain", done.data) == []
        assert done.data["explanations"][0]["subject"] is None


def test_no_answer_is_only_not_now(untouched: Office) -> None:
    """Of every rule and subject there is a reason, whatever it is."""
    from casekit.standards.packs import load_pack

    for rule in load_pack("ca-mb-cfs").rules:
        done = untouched.run("explain", untouched.case, rule.id, "--today", DAY, "--format", "json")
        for one in done.data["explanations"]:
            if one["obligation"] is None:
                assert re.match(r"not (now|yet), because \S+ \S+", one["why_not"]), one


def test_a_rule_that_there_is_not_is_told_with_the_nearest(untouched: Office) -> None:
    done = untouched.run("explain", untouched.case, "mb-114-s2-lowchild", "--format", "json")
    assert (done.code, done.data["error"]["hint"]) == (3, "did you mean mb-114-s2-low-child?")


def test_a_limit_that_stands_over_is_told_as_such(office: Office) -> None:
    words = ("determine", office.case, "--step", "risk", "--child", "Sam", "--risk", "medium")
    done = office.run(*words, "--reasons", "Jo drinks again.", at="2026-02-20T09:00:00-06:00")
    assert done.code == 0, done.err
    told = facts(
        office.run("explain", office.case, "mb-114-s2-med-child", "--today", "2026-02-21").out
    )
    assert told["Due"] == "Sat 28 Feb 2026, to its end"
    assert told["Stands over"].endswith("(Fri 6 Mar 2026)")
