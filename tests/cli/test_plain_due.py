"""The plain calls of `due` and `next` mean what the parser of the command line makes of them."""

from __future__ import annotations

import pytest

from casekit.cli.plain_due import read_plain_due
from tests.cli.office import Office

NOW = "2026-02-20T09:00:00-06:00"
PLAIN = [
    (),
    ("--line",),
    ("--today", "2026-02-25", "--format", "json"),
    ("--format=tsv", "--status", "open", "--status=overdue", "--rule", "mb"),
    ("--worker", "w-sample", "--horizon", "30", "--all"),
    ("--until=2026-06-01", "--fresh", "--working"),
    ("CASE", "--format", "ndjson", "-o", "-"),
    ("--as-known", "HEAD", "-C", "."),
    ("--status", "late"),
    ("--today", "2026-02-30"),
    ("NOBODY",),
    ("--worker", "nobody"),
]
NOT_PLAIN = [
    ("-h",),
    ("--today",),
    ("--today", "--all"),
    ("--format", "xml"),
    ("--nonsense",),
    ("--horizon", "-1"),
    ("--horizon", "soon"),
    ("--horizon", "99999"),
    ("--horizon", "9" * 5000),
    ("--rule", "a", "--rule", "b"),
    ("--what-if", "closed"),
    ("--", "x"),
]


@pytest.mark.parametrize("words", PLAIN, ids=" ".join)
def test_a_plain_call_is_what_the_parser_makes_of_it(
    words: tuple[str, ...], untouched: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = [untouched.case if word == "CASE" else word for word in words]
    for name in ("due", "next"):
        plain = read_plain_due(name, given)
        assert (plain is not None) or name == "next"
        first = untouched.run(name, *given, at=NOW)
        monkeypatch.setattr("casekit.cli.plain_due.read_plain_due", lambda *_: None)
        parsed = untouched.run(name, *given, at=NOW)
        monkeypatch.undo()
        assert (first.code, first.out, first.err) == (parsed.code, parsed.out, parsed.err)


@pytest.mark.parametrize("words", NOT_PLAIN, ids=lambda words: " ".join(words)[:40])
def test_what_is_not_plain_is_left_to_the_parser(words: tuple[str, ...]) -> None:
    assert read_plain_due("due", words) is None
    assert read_plain_due("next", words) is None
