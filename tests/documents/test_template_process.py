"""The process of a template ends soon, and can do nothing even if Jinja were to let it out."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from casekit.documents import agency_template
from casekit.documents.template_child import MEMORY_BYTES
from casekit.resources import templates_dir

from .agency import END, TEN, refuse, write


def test_more_than_a_pipe_holds_goes_in_and_comes_out() -> None:
    page = {"title": "x" * 900_000}
    assert write("{{ page.title }}", page=page) == page["title"]


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
    said = {"printing": "1,048,576 characters", "doubling": "MiB of memory", "times": "use *"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    fault = refuse(BOMBS[bomb])
    assert said.get(bomb, "template") in fault.message
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 10


def test_the_memory_of_this_process_does_not_grow(tmp_path: Path) -> None:
    program = (
        "import resource, sys\n"
        "from tests.documents.agency import refuse\n"
        "from tests.documents.test_template_process import BOMBS\n"
        "for name in ('doubling', 'printing', 'one long text'): refuse(BOMBS[name])\n"
        # Not ru_maxrss: that also counts what this test run had used before it started the program.
        "own = int(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])\n"
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


def test_it_cannot_compute_for_long() -> None:
    program = (
        "import sys; sys.path.append(sys.argv[1])\n"
        "from casekit.documents import template_child\ntemplate_child.CPU_SECONDS = 1\n"
        "template_child.limit_process()\nwhile True: pass"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", program, str(templates_dir().parent)], check=False
    )
    assert done.returncode == -signal.SIGXCPU


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
        "import json\nopen_files = sorted(os.listdir('/dev/fd'))[:-1]\n"
        "known = dict(os.environ), os.getcwd(), open_files, sys.flags.isolated, "
        "os.getpgid(0) == os.getpid()\nprint(json.dumps({'text': repr(known)}))",
        monkeypatch,
    )
    told = write("x")
    assert "s3cret" not in told and "PYTHONPATH" not in told
    assert told.endswith("'/', ['0', '1', '2'], 1, True)")
