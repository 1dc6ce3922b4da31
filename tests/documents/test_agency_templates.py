"""An agency's own template: what it may do, and that it can do nothing else and not for long."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from casekit.documents import agency_template
from casekit.documents.agency_template import AgencyTemplates, find_agency_templates, run_template
from casekit.documents.faults import TemplateFault
from casekit.documents.markdown import TEMPLATE, render_markdown
from casekit.documents.template_child import MEMORY_BYTES
from casekit.resources import templates_dir
from casekit.workspace.sources import WorkingFiles

from .conftest import BuildPage

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


# --- what it may do


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("**{{ page.title }}**", "**A \\*plan\\* of &lt;b&gt;Jo&lt;/b&gt;**"),
        ("{{ page['title'] | upper }}", "A \\*PLAN\\* OF &lt;B&gt;JO&lt;/B&gt;"),
        ("{{ page.goals[0].items }}, {{ page.goals[-1].goal }}", "not a method, goal 9"),
        ("{{ page.goals | length - 3 }}", "7"),
        ("{% if page.approved and not page.ended %}yes{% endif %}", "yes"),
        ("{% for g in page.goals if loop is defined %}{% endfor %}x", "x"),
        (
            TEN + "{{ loop.index }}{% if not loop.last %}, {% endif %}" + END,
            "1, 2, 3, 4, 5, 6, 7, 8, 9, 10",
        ),
        ("{% set t = page.title %}{{ 'The ' ~ t }}", "The A \\*plan\\* of &lt;b&gt;Jo&lt;/b&gt;"),
        ("{{ page.nothing | default('none') }}", "none"),
        ("{% with a = 1 %}{{ a + 1 }}{% endwith %}", "2"),
        ("{% raw %}{{ x }}{% endraw %}", "{{ x }}"),
    ],
)
def test_a_template_says_what_a_page_needs(template: str, shown: str) -> None:
    assert write(template) == shown


def test_macros_and_blocks_are_escaped_once_and_never_not() -> None:
    macro = "{% macro row(x) %}| **{{ x }}** |{{ caller() if caller is defined }}{% endmacro %}"
    assert write(macro + "{{ row('a*b') }}") == "| **a\\*b** |"
    assert write(macro + "{% call row('*') %}<{{ '_' }}>{% endcall %}") == "| **\\*** |<\\_>"
    assert write(macro + "{% set kept = row('*') %}{{ kept }}") == "| **\\*** |"
    # What is changed is text again: escaped twice is ugly, not at all would be a way round.
    for changed in ("row('*') | trim", "row('*') ~ ''", "row('*') | lower", "'' + row('*')"):
        assert write(macro + "{{ " + changed + " }}").startswith("\\| \\*\\*\\\\"), changed


def test_templates_of_the_folder_may_use_each_other() -> None:
    assert write("{% include 'part.j2' %}!", part="*{{ page.labels.why }}*") == "*Why*!"
    assert (
        write(
            "{% extends 'base.j2' %}{% block body %}new {{ super() }}{% endblock %}",
            base="[{% block body %}*old* {{ '*' }}{% endblock %}]",
        )
        == "[new *old* \\*]"
    )
    assert (
        write(
            "{% import 'm.j2' as m %}{% from 'm.j2' import f as g %}{{ m.f('_') }}{{ g(1) }}"
            "{{ m.word }}",
            m="{% macro f(x) %}*{{ x }}*{% endmacro %}{% set word = '<' %}",
        )
        == "*\\_**1*&lt;"
    )
    assert write("{% include 'nothing.j2' ignore missing %}x") == "x"


def test_our_own_template_runs_in_either_process_the_same(build_page: BuildPage) -> None:
    page = build_page()
    ours = AgencyTemplates({TEMPLATE: (templates_dir() / TEMPLATE).read_text("utf-8")})
    assert render_markdown(page, agency=ours) == render_markdown(page)


def test_the_words_of_a_template_steer_no_terminal(build_page: BuildPage) -> None:
    agency = AgencyTemplates({TEMPLATE: "a\x1b[31m\u202e\x9b\r\nb\n\tc\n"})
    assert render_markdown(build_page(), agency=agency) == "a\\x1b[31m\\u202e\\x9b\nb\n    c\n"


def test_a_reader_may_go_on_while_much_is_written() -> None:
    """More than a pipe holds, both ways."""
    page = {"title": "x" * 900_000}
    assert write("{{ page.title }}", page=page) == page["title"]


# --- what it may not say

INTO_PYTHON = (
    "{{ ''.__class__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ page.__class__ }}",
    "{{ page['__class__'] }}",
    "{{ page.goals.__class__ }}",
    "{{ page.goals['__class__'] }}",
    "{{ page['__cl' ~ 'ass__'] }}",
    "{{ (1).__class__ }}",
    "{{ ().__class__.__base__ }}",
    "{{ page.title.__init__.__globals__ }}",
    "{{ page | attr('__class__') }}",
    "{{ page.goals | map(attribute='__class__') | join }}",
    "{{ page.goals | map('attr', '__class__') | join }}",
    "{{ page.goals | selectattr('__class__') | join }}",
    "{{ page.goals | groupby('__class__') }}",
    "{{ page.goals | join(attribute='__class__') }}",
    "{{ page.goals | join(attribute='items.__class__') }}",
    "{{ page.goals | sort(attribute='goal.__class__') }}",
    "{{ page.goals | first(1) }}",
    "{{ cycler.__init__.__globals__.os }}",
    "{{ joiner.__init__.__globals__ }}",
    "{{ namespace.__init__.__globals__ }}",
    "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "{{ lipsum(n=1000) }}",
    "{{ dict(a=1) }}",
    "{{ range(10) }}",
    "{{ request }}",
    "{{ config }}",
    "{{ self }}",
    "{{ self.__init__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ self._TemplateReference__context.environment }}",
    "{{ caller }}",
    "{{ super }}",
    "{{ super() }}",
    "{% macro m() %}{% endmacro %}{{ m.__call__ }}",
    "{% macro m() %}{% endmacro %}{{ m._func.__globals__ }}",
    "{% macro m() %}{% endmacro %}{{ m.name }}",
    "{% macro m() %}{{ kwargs.__class__ }}{% endmacro %}{{ m(a=1) }}",
    "{% macro m() %}{{ varargs }}{% endmacro %}{{ m(1) }}",
    "{% macro m() %}{{ caller.__init__ }}{% endmacro %}{% call m() %}{% endcall %}",
    TEN + "{{ loop.__init__ }}" + END,
    TEN + "{{ loop._iterable }}" + END,
    TEN + "{{ loop.cycle('a') }}" + END,
    TEN + "{{ loop.changed(1) }}" + END,
    TEN + "{{ loop(1) }}" + END,
    "{% for a in page.goals recursive %}{{ loop(page.goals) }}{% endfor %}",
    "{% import 'plan.md.j2' as p %}{{ p.__init__ }}",
    "{% import 'part.j2' as p %}{{ p._body_stream }}{{ p.__dict__ }}",
    "{% import 'part.j2' as p %}{{ p['_body_stream'] }}",
    "{% from 'part.j2' import __class__ %}",
    "{{ page.title.format }}",
    "{{ '{0.__class__}'.format(1) }}",
    "{{ '{0.__class__}'.format_map(page) }}",
    "{{ page.title.upper() }}",
    "{{ page.update({'title': 1}) }}",
    "{{ page.pop('title') }}",
    "{{ page.goals.append(1) }}",
    "{{ page.goals.clear() }}",
    "{{ page.items() }}",
    "{{ page.title[0] }}",
    "{{ page.title[1:] }}",
    "{{ page.goals[:1] }}",
    "{{ page['goals']['x'] }}",
    "{{ page() }}",
    "{{ 'x'() }}",
    "{% set page.title = 'x' %}",
    "{% set ns = namespace(a=1) %}",
    "{% do page.update({}) %}",
    "{% set x %}*{% endset %}{{ x }}",
    "{% filter upper %}x{% endfilter %}",
    "{% autoescape false %}{{ page.title }}{% endautoescape %}",
    "{% trans %}x{% endtrans %}",
    "{{ page.title | safe }}",
    "{{ page.title | e }}",
    "{{ page.title | forceescape }}",
    "{{ page.title | replace('*', '') }}",
    "{{ page.title | list }}",
    "{{ page.title | xmlattr }}",
    "{{ page | tojson }}",
    "{{ page | pprint }}",
    "{{ page.goals | random }}",
    "{{ page.title | urlize }}",
    "{{ page is callable }}",
    "{{ page is sameas page }}",
    "{{ page }}",
    "{{ page.goals }}",
    "{{ page.approved }}",
    "{{ page.nothing }}",
    "{{ page.nothing.at.all }}",
    "{{ page.goals[99] }}",
    "{{ nothing }}",
    "{{ none }}",
)


@pytest.mark.parametrize("template", INTO_PYTHON)
def test_nothing_but_the_page_is_in_reach(template: str) -> None:
    fault = refuse(f"first\n{template}", part="x")
    assert fault.line == 2, fault.message


@pytest.mark.parametrize(
    "template",
    [
        "{% include '/etc/passwd' %}",
        "{% include '../agency.yaml' %}",
        "{% include './part.j2' %}",
        "{% include 'templates/part.j2' %}",
        "{% include page.title %}",
        "{% include page.goals %}",
        "{% include ['/etc/passwd', '../x'] %}",
        "{% extends '/etc/passwd' %}",
        "{% import '/proc/self/environ' as e %}",
        "{% from '/etc/hosts' import x %}",
    ],
)
def test_no_file_but_its_neighbours_is_in_reach(template: str) -> None:
    assert refuse(f"first\n{template}", part="x").line == 2


def test_a_fault_is_told_where_it_is() -> None:
    assert (lambda f: (f.path, f.line))(refuse("a\nb\n{{ page.nothing }}")) == (
        "templates/plan.md.j2",
        3,
    )
    inside = refuse("{% include 'part.j2' %}", part="\n\n{{ page.goals }}")
    assert (inside.path, inside.line) == ("templates/part.j2", 3)
    refused = refuse("{% include 'part.j2' %}", part="\n{{ 'a' * 3 }}")
    assert (refused.path, refused.line) == ("templates/part.j2", 2)
    unread = refuse("{% include 'part.j2' %}", part="\n\n\n{% if %}")
    assert (unread.path, unread.line) == ("templates/part.j2", 4)


# --- and not for long

BOMBS = {
    "times": "{{ 'a' * 10**9 }}",
    "power": "{{ 10 ** 10 ** 10 }}",
    "shift": "{{ 1 // 0 }}",
    "width": "{{ '%1000000000d' % 1 }}",
    "format": "{{ '{:1000000000}'.format(1) }}",
    "center": "{{ page.title | center(10**9) }}",
    "indent": "{{ page.title | indent(999999999) }}",
    "range": "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
    "doubling": "{% macro f(s) %}{{ f(s ~ s) }}{% endmacro %}{{ f(page.title) }}",
    "lists": "{% macro f(s) %}{{ f(s + s) }}{% endmacro %}{{ f(page.goals) }}",
    "loops": TEN * 12 + END * 12,
    "printing": TEN * 9 + "{{ page.title }}" + END * 9,
    "one long text": "{% macro m() %}"
    + TEN * 8
    + "0123456789"
    + END * 8
    + "{% endmacro %}{{ m() }}",
    "macro": "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "itself": "{% include 'plan.md.j2' %}",
    "parent": "{% extends 'plan.md.j2' %}",
    "import": "{% import 'plan.md.j2' as p %}",
    "block": "{% block a %}{{ self.a() }}{% endblock %}",
    "brackets": "{{ " + "(" * 50_000 + "1" + ")" * 50_000 + " }}",
    "lists in lists": "{{ " + "[" * 50_000 + "]" * 50_000 + " }}",
    "minus": "{{ " + "-" * 100_000 + "1 }}",
    "not": "{{ " + "not " * 50_000 + "1 }}",
    "plus": "{{ " + "1 + " * 50_000 + "1 }}",
    "filters": "{{ page.title" + " | trim" * 30_000 + " }}",
    "ifs": "{% if 1 %}" * 5_000 + "{% endif %}" * 5_000,
    "fors": TEN * 100 + END * 100,
    "digits": "{{ " + "9" * 200_000 + " }}",
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_ends_in_one_fault(bomb: str) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    refuse(BOMBS[bomb])
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 10


def test_the_memory_of_this_process_does_not_grow(tmp_path: Path) -> None:
    program = (
        "import resource, sys\n"
        "from tests.documents.test_agency_templates import BOMBS, refuse\n"
        "for name in ('doubling', 'printing', 'one long text'): refuse(BOMBS[name])\n"
        "own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss\n"
        "print(own // 1024, child // 1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        check=True,
    )
    own, child = map(int, done.stdout.split())
    assert own < 250
    assert child <= MEMORY_BYTES // 1024**2


# --- even if Jinja let it out

# What is imported from files has to be there before the limits; root stands above some of them.
LIMITED = (
    "import _socket, os, resource, sys; sys.path.append(sys.argv[1])\n"
    "from casekit.documents.template_child import limit_process\n"
    "if os.geteuid() == 0: os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
    "limit_process()\n"
)


@pytest.mark.parametrize(
    ("act", "error"),
    [
        ("open('/etc/passwd')", b"Too many open files"),
        ("os.open(sys.argv[2], os.O_WRONLY | os.O_CREAT)", b"Too many open files"),
        ("os.pipe()", b"Too many open files"),
        ("__import__('_socket').socket()", b"Too many open files"),
        ("bytearray(600 * 1024**2)", b"MemoryError"),
        ("resource.setrlimit(resource.RLIMIT_NOFILE, (99, 99))", b"not allowed"),
        ("resource.setrlimit(resource.RLIMIT_AS, (2**40, 2**40))", b"not allowed"),
        ("os.fork()", b"BlockingIOError"),
        ("__import__('_thread').start_new_thread(print, ())", b"can't start new thread"),
    ],
)
def test_the_process_itself_can_do_nothing(act: str, error: bytes, tmp_path: Path) -> None:
    target = tmp_path / "written"
    program = f"{LIMITED}{act}"
    done = subprocess.run(
        [sys.executable, "-I", "-c", program, str(templates_dir().parent), str(target)],
        capture_output=True,
        check=False,
        env={},
    )
    assert done.returncode == 1
    assert error in done.stderr
    assert not target.exists()


def test_it_can_write_into_no_file(tmp_path: Path) -> None:
    target = tmp_path / "written"
    program = f"{LIMITED}os.write(1, b'x')"
    with target.open("wb") as file:
        done = subprocess.run(
            [sys.executable, "-I", "-c", program, str(templates_dir().parent)],
            stdout=file,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode != 0
    assert target.read_bytes() == b""


def child_that(act: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a program of an attacker in the place of ours, as if Jinja had let it out."""
    program = f"import os, signal, sys, time\n{act}"
    monkeypatch.setattr(agency_template, "_START", program)


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("time.sleep(60)", "within 1 seconds"),
        ("os.close(1); time.sleep(60)", "within 1 seconds"),
        ("sys.stdin.close(); os.close(0); time.sleep(60)", "within 1 seconds"),
        ("while True: os.write(1, b'x' * 65536)", "writes more than"),
        ("print('{}')", "gave no answer"),
        ("print('[1]')", "gave no answer"),
        ("print('{\"text\": 1}')", "gave no answer"),
        ("print('{\"text\":')", "without an answer"),
        ("print('[' * 100000)", "without an answer"),
        ("sys.exit(3)", "without an answer (code 3)"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "without an answer (code -11)"),
        ('print(\'{"fault": "\\\\u001b[31m", "line": "x", "template": 7}\')', "\x1b[31m"),
    ],
)
def test_an_answer_of_another_making_is_one_fault(
    act: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    child_that(act, monkeypatch)
    if "sleep" in act:
        monkeypatch.setattr(agency_template, "WALL_SECONDS", 1.0)
    fault = refuse("x", page={"title": "x" * 500_000})
    assert said in fault.message
    assert fault.line is None


def test_what_it_started_ends_with_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    child_that(
        f"if os.fork() == 0:\n open({str(pid)!r}, 'w').write(str(os.getpid()))\n time.sleep(60)\n"
        "time.sleep(60)",
        monkeypatch,
    )
    monkeypatch.setattr(agency_template, "WALL_SECONDS", 3.0)
    refuse("x")
    grandchild = int(pid.read_text())
    for _ in range(50):
        try:
            stat = Path(f"/proc/{grandchild}/stat").read_text()
        except FileNotFoundError:
            return
        if stat.rpartition(")")[2].split()[0] in "ZX":
            return
        time.sleep(0.1)
    pytest.fail("a process of the template lives on")


def test_it_knows_nothing_of_its_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_OF_THE_OFFICE", "s3cret")
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    child_that(
        "import json\nopen_files = sorted(os.listdir('/proc/self/fd'))[:-1]\n"
        "known = dict(os.environ), os.getcwd(), open_files, sys.flags.isolated, "
        "os.getpgid(0) == os.getpid()\nprint(json.dumps({'text': repr(known)}))",
        monkeypatch,
    )
    told = write("x")
    assert "s3cret" not in told and "PYTHONPATH" not in told
    assert told.endswith("'/', ['0', '1', '2'], 1, True)")


# --- where it is found


def find(root: Path) -> AgencyTemplates | None:
    return find_agency_templates(WorkingFiles(root), TEMPLATE)


def folder_of(root: Path) -> Path:
    (root / "templates").mkdir()
    return root / "templates"


def test_only_the_folder_itself_is_read(tmp_path: Path) -> None:
    assert find(tmp_path) is None
    folder = folder_of(tmp_path)
    (folder / "part.j2").write_text("part")
    assert find(tmp_path) is None
    (folder / TEMPLATE).write_text("plan")
    (folder / "notes.txt").write_text("notes")
    (folder / "below").mkdir()
    (folder / "below" / "x.j2").write_text("below")
    found = find(tmp_path)
    assert found is not None
    assert found.sources == {"part.j2": "part", TEMPLATE: "plan"}


def link_file(root: Path) -> None:
    (root / "secret.txt").write_text("secret")
    (folder_of(root) / TEMPLATE).symlink_to(root / "secret.txt")


def link_part(root: Path) -> None:
    (root / "secret.txt").write_text("secret")
    (folder_of(root) / TEMPLATE).write_text("{% include 'part.j2' %}")
    (root / "templates" / "part.j2").symlink_to("../secret.txt")


def link_folder(root: Path) -> None:
    (root / "elsewhere").mkdir()
    (root / "elsewhere" / TEMPLATE).write_text("x")
    (root / "templates").symlink_to("elsewhere")


def link_to_nothing(root: Path) -> None:
    (folder_of(root) / TEMPLATE).symlink_to("nothing")


def make_pipe(root: Path) -> None:
    os.mkfifo(folder_of(root) / TEMPLATE)


def make_folder(root: Path) -> None:
    (folder_of(root) / TEMPLATE).mkdir()


def make_too_long(root: Path) -> None:
    (folder_of(root) / TEMPLATE).write_text("x" * (agency_template.MAX_BYTES + 1))


def make_bytes(root: Path) -> None:
    (folder_of(root) / TEMPLATE).write_bytes(b"caf\xe9")


def make_too_many(root: Path) -> None:
    (folder_of(root) / TEMPLATE).write_text("x")
    for number in range(agency_template.MAX_FILES):
        (root / "templates" / f"{number}.j2").write_text("x")


@pytest.mark.parametrize(
    "make",
    [
        *(link_file, link_part, link_folder, link_to_nothing, make_pipe, make_folder),
        *(make_too_long, make_bytes, make_too_many),
    ],
)
def test_what_is_no_plain_text_is_refused(make: Any, tmp_path: Path) -> None:
    make(tmp_path)
    with pytest.raises(TemplateFault) as refused:
        find(tmp_path)
    assert (refused.value.path or "").startswith("templates")
    assert refused.value.hint


def test_where_nothing_can_be_limited_none_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, which has no such limits."""
    monkeypatch.setitem(sys.modules, "resource", None)
    assert find(tmp_path) is None
    (folder_of(tmp_path) / TEMPLATE).write_text("x")
    with pytest.raises(TemplateFault, match="cannot be limited") as refused:
        find(tmp_path)
    assert "--builtin-template" in (refused.value.hint or "")
