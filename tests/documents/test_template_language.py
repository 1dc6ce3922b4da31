"""What an agency's own template may say, and that it reaches nothing but the page."""

from __future__ import annotations

import pytest
from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext

from casekit.documents.agency_template import AgencyTemplates
from casekit.documents.markdown import TEMPLATE, render_markdown
from casekit.documents.template_language import TemplateFailed, TemplateLanguage, render_template
from casekit.resources import templates_dir

from .agency import END, PAGE, TEN
from .conftest import BuildPage


def write(template: str, **others: str) -> str:
    """What a template makes of a page, in this process; others stand beside it as `NAME.j2`."""
    beside = {f"{name}.j2": text for name, text in others.items()}
    return render_template({TEMPLATE: template, **beside}, TEMPLATE, PAGE)


def refuse(template: str, **others: str) -> TemplateFailed:
    """The one fault that a template ends in."""
    with pytest.raises(TemplateFailed) as refused:
        write(template, **others)
    assert len(refused.value.message) < 400
    return refused.value


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


def test_behind_one_wall_stands_another() -> None:
    """What no template gets hold of is refused all the same."""
    language = TemplateLanguage({})
    assert language.globals == {}
    context = language.from_string("").new_context()
    for callable_ in (range, print, "x".format, PAGE.get, LoopContext.cycle):
        with pytest.raises(SecurityError):
            language.call(context, callable_, 1)
    for thing in ("x", [], PAGE.get, language, 1, context):
        for name in ("__class__", "format", "environment", "append", "real"):
            with pytest.raises(SecurityError):
                language.getattr(thing, name)
            with pytest.raises(SecurityError):
                language.getitem(thing, name)


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
    assert (lambda f: (f.template, f.line))(refuse("a\nb\n{{ page.nothing }}")) == (
        TEMPLATE,
        3,
    )
    inside = refuse("{% include 'part.j2' %}", part="\n\n{{ page.goals }}")
    assert (inside.template, inside.line) == ("part.j2", 3)
    refused = refuse("{% include 'part.j2' %}", part="\n{{ 'a' * 3 }}")
    assert (refused.template, refused.line) == ("part.j2", 2)
    unread = refuse("{% include 'part.j2' %}", part="\n\n\n{% if %}")
    assert (unread.template, unread.line) == ("part.j2", 4)
