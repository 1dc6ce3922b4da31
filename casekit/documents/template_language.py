"""The language of document templates: what one may say, and what of a page it may reach.

Jinja made small. A template is judged before it runs: a word that is not on the lists here is
refused with its line. While it runs it reaches plain data only, and can call nothing but its own
macros and blocks. Whatever it prints is escaped here, so no template author can forget it or get
round it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from types import TracebackType
from typing import Any

import jinja2
import jinja2.debug  # a fault in a template would import it, where no file can be opened any more
from jinja2 import nodes
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError
from jinja2.runtime import BlockReference, LoopContext, Macro, TemplateReference
from jinja2.sandbox import ImmutableSandboxedEnvironment

from casekit.documents.directions import set_apart
from casekit.documents.markdown import escape_markdown

# No multiplication, power or percent sign: each makes gigabytes out of three characters.
STATEMENTS = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Assign),
    *(nodes.With, nodes.Block, nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport),
    *(nodes.Macro, nodes.CallBlock),
)
EXPRESSIONS = (
    *(nodes.Const, nodes.Name, nodes.Getattr, nodes.Getitem, nodes.List, nodes.Tuple),
    *(nodes.CondExpr, nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.Operand),
    *(
        nodes.Concat,
        nodes.Add,
        nodes.Sub,
        nodes.Neg,
        nodes.Call,
        nodes.Keyword,
        nodes.Filter,
        nodes.Test,
    ),
)
# How an author writes what Jinja has other names for.
REFUSED = {
    "AssignBlock": "{% set %} around text (a macro can do that)",
    "Dict": "{ } for a mapping",
    "Div": "/",
    "FilterBlock": "{% filter %}",
    "FloorDiv": "//",
    "Mod": "%",
    "Mul": "*",
    "NSRef": "{% set %} with a dot",
    "Pow": "**",
    "Scope": "{% autoescape %}",
    "Slice": "[from:to]",
}
FILTERS = frozenset(
    {
        *("apart", "capitalize", "count", "d", "default", "first", "join", "last", "length"),
        "lower",
        *("sort", "title", "trim", "upper"),
    }
)
TESTS = frozenset(
    {
        *("defined", "undefined", "none", "string", "number", "mapping", "sequence", "in"),
        *("eq", "equalto", "ne", "even", "odd", "true", "false"),
    }
)
LOOP = frozenset(
    {"index", "index0", "revindex", "revindex0", "first", "last", "length", "previtem", "nextitem"}
)
# In characters: some three hundred pages.
MAX_TEXT = 1024 * 1024


class TemplateFailed(Exception):
    """A template cannot be used: what is wrong, in which one, on which line."""

    def __init__(self, message: str, template: str, line: int | None) -> None:
        super().__init__(message)
        self.message = message
        self.template = template
        self.line = line


class Rendered(str):
    """What a macro or block of a template made: its values are escaped already.

    What is made of it by `~`, a filter or a slice is plain text again, and is escaped again.
    """

    __slots__ = ()


class TemplateLanguage(ImmutableSandboxedEnvironment):
    """Jinja with what a page needs and nothing else."""

    def __init__(
        self,
        sources: Mapping[str, str],
        seen: dict[str, bool] | None = None,
        escape: Callable[[str], str] = escape_markdown,
    ) -> None:
        # What of the page was asked for, and whether there ever was something.
        self.seen = seen
        super().__init__(
            loader=jinja2.FunctionLoader(lambda name: _load(sources, name)),
            undefined=jinja2.StrictUndefined,
            # Escaping for HTML would offer a way round it: what is marked safe is not escaped.
            autoescape=False,
            finalize=partial(_print_value, escape),
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            cache_size=-1,
        )
        self.globals.clear()
        # What Jinja does not have: a value in a line of a template, running its own way.
        self.filters["apart"] = lambda value: set_apart(str(value))
        self.filters = {name: self.filters[name] for name in FILTERS}
        self.tests = {name: self.tests[name] for name in TESTS}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for node in _walk(tree):
            _refuse_unknown(node, name or "")
        return tree

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A value of the page by its key; of anything else only what LOOP and imports have."""
        if type(obj) is dict:
            if attribute not in obj:
                return self.undefined(obj=obj, name=attribute)
            if self.seen is not None:
                had = self.seen.get(attribute, False)
                self.seen[attribute] = had or obj[attribute] not in ("", [])
            return obj[attribute]
        if isinstance(obj, LoopContext) and attribute in LOOP:
            return getattr(obj, attribute)
        if isinstance(obj, TemplateReference):
            return self._get_block(obj, attribute)
        if isinstance(obj, TemplateModule) and attribute in obj.__dict__:
            return obj.__dict__[attribute]
        if isinstance(obj, jinja2.Undefined):
            return str(obj)  # which raises, and says what is missing
        raise SecurityError(f"`.{attribute}` can only be asked of a part of the page")

    def _get_block(self, obj: TemplateReference, name: str) -> Any:
        try:
            return obj[name]
        except KeyError:
            return self.undefined(f"there is no block {name!r}", name=name)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """A value of the page by its key, or an item of a list by its number."""
        if type(obj) is dict and type(argument) is str:
            return self.getattr(obj, argument)
        if type(obj) in (list, tuple) and type(argument) is int:
            if -len(obj) <= argument < len(obj):
                return obj[argument]
            return self.undefined(obj=obj, name=str(argument))
        raise SecurityError("[ ] can only be asked of a part of the page")

    def call(__self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
        """Run a macro or block of the templates; there is nothing else that could be called."""
        if not isinstance(__obj, Macro | BlockReference):
            raise SecurityError("only a macro can be called, and super()")
        return Rendered(__context.call(__obj, *args, **kwargs))


def render_template(
    sources: Mapping[str, str],
    name: str,
    page: Mapping[str, Any],
    seen: dict[str, bool] | None = None,
    escape: Callable[[str], str] = escape_markdown,
) -> str:
    """Write a page with one of the templates; they see each other and nothing else.

    `escape` is how a value is written: for Markdown, unless the template is for other paper.
    `seen` gets what was asked for, with whether there ever was something. Raises TemplateFailed,
    and what running out of memory or depth raises.
    """
    language = TemplateLanguage(sources, seen, escape)
    parts, size = [], 0
    with telling_faults(sources, name):
        for part in language.get_template(name).generate(page=page):
            size += len(part)
            if size > MAX_TEXT:
                raise TemplateFailed(
                    f"the template writes more than {MAX_TEXT:,} characters", name, None
                )
            parts.append(part)
    return "".join(parts)


@contextmanager
def telling_faults(sources: Collection[str], name: str) -> Iterator[None]:
    """Turn what a template ends in into TemplateFailed, with its line in one of the sources."""
    try:
        yield
    except jinja2.TemplateSyntaxError as fault:
        raise TemplateFailed(
            f"the template does not read: {fault.message}", fault.name or name, fault.lineno
        ) from fault
    except jinja2.TemplateNotFound as fault:
        at, line = _find_place(fault.__traceback__, sources, name)
        raise TemplateFailed(
            f"the template wants `{fault.name}`, which is not beside it", at, line
        ) from fault
    except (jinja2.TemplateError, TypeError, ValueError) as fault:
        at, line = _find_place(fault.__traceback__, sources, name)
        raise TemplateFailed(
            f"the template asks for what the page does not have: {fault}", at, line
        ) from fault
    except RecursionError as fault:
        at, line = _find_place(fault.__traceback__, sources, name)
        raise TemplateFailed(
            "the template goes round in circles, or is nested too deep", at, line
        ) from fault


def _load(sources: Mapping[str, str], name: str) -> tuple[str, str, None] | None:
    return (sources[name], name, None) if name in sources else None


def _walk(tree: nodes.Node) -> Iterator[nodes.Node]:
    """Every node, without recursion: a template may be nested as deep as it likes."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(node.iter_child_nodes())


def _refuse_unknown(node: nodes.Node, template: str) -> None:
    if type(node) not in STATEMENTS + EXPRESSIONS:
        what = type(node).__name__
        line = next((each.lineno for each in _walk(node) if each.lineno), None)
        raise TemplateFailed(f"a template may not use {REFUSED.get(what, what)}", template, line)
    if isinstance(node, nodes.Filter) and node.name not in FILTERS:
        known = ", ".join(sorted(FILTERS))
        message = f"a template has no filter `{node.name}`; it has {known}"
        raise TemplateFailed(message, template, node.lineno)
    if isinstance(node, nodes.Test) and node.name not in TESTS:
        known = ", ".join(sorted(TESTS))
        message = f"a template has no test `{node.name}`; it has {known}"
        raise TemplateFailed(message, template, node.lineno)
    if isinstance(node, nodes.For) and node.recursive:
        raise TemplateFailed("a template may not use a recursive loop", template, node.lineno)


def _find_place(
    trace: TracebackType | None, sources: Collection[str], name: str
) -> tuple[str, int | None]:
    """The innermost line of a template on the way to a fault: Jinja puts it into the trace."""
    place: tuple[str, int | None] = (name, None)
    while trace is not None:
        if trace.tb_frame.f_code.co_filename in sources:
            place = (trace.tb_frame.f_code.co_filename, trace.tb_lineno)
        trace = trace.tb_next
    return place


def _print_value(escape: Callable[[str], str], value: Any) -> str:
    """Escape what a template prints; only text and whole numbers can be printed."""
    if type(value) is Rendered:
        return value
    if isinstance(value, jinja2.Undefined | str) or type(value) is int:
        return escape(str(value))
    raise TypeError(f"only text can be printed, not {type(value).__name__}")
