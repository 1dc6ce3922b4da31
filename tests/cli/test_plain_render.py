"""The plain calls of `render` mean what the parser of the command line makes of them."""

from __future__ import annotations

import pytest

from casekit.cli.plain_render import read_plain_render
from tests.cli.office import Office

NOW = "2026-02-20T09:00:00-06:00"
PLAIN = [
    ("CASE", "plan"),
    ("CASE", "disclosure-log", "--audience", "supervisor", "--format=html", "-o", "-"),
    ("CASE", "plan", "--audience", "family", "--to", "nobody", "--language", "fr"),
    ("CASE", "contact-chronology", "--since", "2026-01-01", "--until=2026-03-01", "-C", "."),
    ("CASE", "plan", "--as-known", "HEAD", "--explain"),
    ("CASE", "plan", "--as-known", "2026-02-30"),
    ("CASE", "child-plan", "--child", "nobody", "--builtin-template"),
    ("CASE", "plan", "--of", "2026-01-01-xxxxxx", "--font-dir", "."),
    ("CASE", "plan", "--format", "pdf"),
    ("--all", "plan", "--to", "somebody"),
    ("--all", "plan"),
    ("CASE", "--all", "plan"),
    ("plan",),
    ("plan", "CASE"),
    ("CASE",),
    ("CASE", "CASE", "plan"),
    ("CASE", "plna"),
]
NOT_PLAIN = [
    (),
    ("--all",),
    ("-h",),
    ("CASE", "plan", "--format", "xml"),
    ("CASE", "plan", "--audience"),
    ("CASE", "plan", "--audience", "--explain"),
    ("CASE", "plan", "-ofile"),
    ("CASE", "plan", "--plan", "a", "--of", "b"),
    ("CASE", "plan", "--nonsense"),
    ("--", "CASE", "plan"),
]


@pytest.mark.parametrize("words", PLAIN, ids=" ".join)
def test_a_plain_call_is_what_the_parser_makes_of_it(
    words: tuple[str, ...], untouched: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = [untouched.case if word == "CASE" else word for word in words]
    assert read_plain_render(given) is not None
    first = untouched.run("render", *given, at=NOW)
    monkeypatch.setattr("casekit.cli.plain_render.read_plain_render", lambda *_: None)
    parsed = untouched.run("render", *given, at=NOW)
    assert (first.code, first.out, first.err) == (parsed.code, parsed.out, parsed.err)


@pytest.mark.parametrize("words", NOT_PLAIN, ids=" ".join)
def test_what_is_not_plain_is_left_to_the_parser(words: tuple[str, ...]) -> None:
    assert read_plain_render(words) is None
