"""Reading a YAML record by the strict profile: one pass over the parser's events.

The parser is PyYAML's binding of libyaml, for its events only: of the two C parsers with events it
imports and runs fastest, and nothing of PyYAML's own reading of values is used. What goes to it has
passed two gates, that of the characters and that of depth, instructions and unfinished merges.
"""

from __future__ import annotations

import re
from typing import Any

from yaml import YAMLError
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from casekit.errors import MissingTool
from casekit.model.findings import Finding
from casekit.records.characters import decode_text
from casekit.records.disagreements import (
    Fault,
    find_comment_behind,
    find_comment_inside,
    find_escaped_line_end,
    find_line_too_far_left,
    find_second_end,
    find_text_block_faults,
)
from casekit.records.document import Document, Keys, Node
from casekit.records.gate import find_refusal
from casekit.records.key_names import KEY_HINT, is_plainly_visible, show_key
from casekit.records.limits import MAX_DEPTH, MAX_FINDINGS, MAX_KEY_LENGTH, MAX_NODES
from casekit.records.scalars import Ambiguity, read_plain, shorten
from casekit.records.syntax import explain_syntax

try:
    from yaml._yaml import CParser
except ImportError as fault:
    # The parser in Python is far slower and reads some files otherwise: no second choice.
    raise MissingTool(
        "PyYAML is installed without its C parser",
        hint="python -m pip install --force-reinstall --only-binary :all: PyYAML",
    ) from fault

_COLON_ON_LINE = re.compile(" *:")


def read_document(content: bytes, path: str) -> Document:
    """Read one record file; whatever is wrong with it is in the document's findings."""
    text, findings = decode_text(content, path)
    if findings:
        return Document(path, text, None, findings)
    refusal = find_refusal(text, path)
    if refusal is not None:
        return Document(path, text, None, (refusal,))
    return read_past_gate(text, path)


def read_past_gate(text: str, path: str) -> Document:
    """Read a text that the gates have let through."""
    reader = _Reader(text, path)
    reader.read()
    found = tuple(sorted(reader.findings, key=lambda f: (f.line, f.column)))
    return Document(path, text, None if found else reader.root, found, reader.outline)


class _Enough(Exception):
    """What follows in the file cannot be told apart any more, or is too much."""


class _Frame:
    """A list or mapping that is being read."""

    __slots__ = ("container", "is_mapping", "key", "key_event", "keys", "node")

    def __init__(self, container: Any, is_mapping: bool, keys: Keys, node: Node) -> None:
        self.container = container
        self.is_mapping = is_mapping
        self.keys = keys
        self.node = node
        # In a mapping, the key whose value comes next; in a list, always None.
        self.key: str | None = None
        self.key_event: Any = None


class _Reader:
    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path
        self.findings: list[Finding] = []
        self.outline: dict[Keys, Node] = {}
        self.root: Any = None
        self._documents = 0
        self._stack: list[_Frame] = []

    def read(self) -> None:
        next_event = CParser(self.text).get_event
        event: Any = None
        nodes = 0
        try:
            while True:
                event = next_event()
                kind = type(event)
                if kind is ScalarEvent:
                    nodes += 1
                    self._take_scalar(event)
                elif kind is MappingStartEvent:
                    nodes += 1
                    self._open(event, {}, is_mapping=True)
                elif kind is SequenceStartEvent:
                    nodes += 1
                    self._open(event, [], is_mapping=False)
                elif kind is MappingEndEvent or kind is SequenceEndEvent:
                    self._close(event)
                elif kind is DocumentStartEvent:
                    self._start_document(event)
                elif kind is AliasEvent:
                    nodes += 1
                    self._take_alias(event)
                elif kind is DocumentEndEvent:
                    self._tell(find_second_end(self.text, event))
                elif kind is StreamEndEvent:
                    break
                if nodes > MAX_NODES:
                    self._refuse_size(event)
        except YAMLError as fault:
            # After an alias, what follows it on the line is only the rest of the same mistake.
            if not isinstance(event, AliasEvent):
                leftover = self._find_leftover()
                self.findings.append(leftover or explain_syntax(fault, event, self.path))
            return
        except _Enough:
            return
        if not self._documents:
            self._refuse_at(
                0, 0, "YAML-EMPTY-FILE", "the file is empty", "write `key: value` lines"
            )

    def _find_leftover(self) -> Finding | None:
        from casekit.records.merges import find_leftover_mark

        return find_leftover_mark(self.text, self.path)

    def _start_document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            self._refuse(
                event,
                "YAML-DOCUMENTS",
                "a second document begins here; a file holds one record",
                "move what follows into a file of its own, or delete the line ---",
            )
            raise _Enough

    def _take_alias(self, event: Any) -> None:
        self._refuse(
            event,
            "YAML-ALIAS",
            "a value that begins with * refers to another place in YAML; casekit does not read it",
            'write the value out; put text that begins with * in quotes: "* ..."',
        )
        if not self._stack:
            self._refuse_root(event)
        frame = self._stack[-1]
        if frame.is_mapping and frame.key is None:
            frame.key, frame.key_event = "", event
        else:
            self._store(frame, "", event)

    def _take_scalar(self, event: Any) -> None:
        if not self._stack:
            self._refuse_root(event)
        frame = self._stack[-1]
        if event.anchor or event.tag:
            self._refuse_properties(event)
        value: Any = event.value
        if frame.is_mapping and frame.key is None:
            self._take_key(frame, event, value)
            return
        if not event.style:
            value = read_plain(value)
            if type(value) is Ambiguity:
                # Nothing was written: the place of the key says more than the place after it.
                empty = value.code == "YAML-EMPTY-VALUE" and frame.is_mapping
                self._refuse(frame.key_event if empty else event, *value)
                value = ""
        elif event.style in "|>":
            column = frame.node[1].start_mark.column
            for fault in find_text_block_faults(self.text, event, value, column):
                self._tell(fault)
        else:
            self._tell(find_comment_behind(self.text, event))
            self._check_lines(event, event)
        self._store(frame, value, event)

    def _take_key(self, frame: _Frame, event: Any, name: str) -> None:
        frame.key, frame.key_event = name, event
        if not event.style:
            meaning = read_plain(name)
            if name == "<<":
                self._refuse(
                    event,
                    "YAML-MERGE-KEY",
                    "the key << copies another mapping in YAML; casekit does not read that",
                    "write the keys out",
                )
            elif (
                meaning != name
                or type(meaning) is not str
                # At the start of a line it would begin or end a document.
                or (name[:3] in ("---", "...") and name[3:4] in ("", " "))
            ):
                self._refuse(
                    event,
                    "YAML-KEY-NOT-TEXT",
                    f"the key {shorten(name)} is not text to every program"
                    if name
                    else "a key is missing before the colon",
                    f'write "{shorten(name)}": with the quotes'
                    if name
                    else "write a key before the colon",
                )
        elif event.style in "|>":
            self._refuse_complex_key(event)
        if not is_plainly_visible(name):
            self._refuse(
                event,
                "YAML-KEY-INVISIBLE",
                f"the key {show_key(name)} holds something that nobody can see or tell apart",
                KEY_HINT,
            )
        if len(name) > MAX_KEY_LENGTH:
            self._refuse(
                event,
                "YAML-KEY-TOO-LONG",
                f"the key has {len(name)} characters; at most {MAX_KEY_LENGTH} are read",
                "is a colon inside a text without quotes?",
            )
        if name in frame.container:
            first = self.outline[(*frame.keys, name)][0].start_mark.line + 1
            self._refuse(
                event,
                "YAML-DUPLICATE-KEY",
                f"the key {name} stands twice; the first is on line {first}",
                "keep one of the two; a second value of a kind belongs in a list",
            )

    def _open(self, event: Any, container: Any, *, is_mapping: bool) -> None:
        if event.anchor or event.tag:
            self._refuse_properties(event)
        elif is_mapping and event.flow_style and self.text[event.start_mark.index] != "{":
            self._refuse(
                event,
                "YAML-FLOW-PAIR",
                "a key with a value stands in a list without braces",
                "write [{key: value}], or put text with a colon in quotes",
            )
        if len(self._stack) >= MAX_DEPTH:
            self._refuse(
                event,
                "YAML-TOO-DEEP",
                f"lists and mappings are nested deeper than {MAX_DEPTH}",
                'put text that begins with "- ", "[" or "{" in quotes',
            )
            raise _Enough
        if self._stack:
            parent = self._stack[-1]
            if parent.is_mapping and parent.key is None:
                self._refuse_complex_key(event)
            keys, node = self._store(parent, container, event)
        else:
            if not is_mapping:
                self._refuse_root(event)
            self.root = container
            keys, node = (), [None, event, event]
            self.outline[()] = node
        self._stack.append(_Frame(container, is_mapping, keys, node))

    def _close(self, event: Any) -> None:
        frame = self._stack.pop()
        frame.node[2] = event
        start = frame.node[1]
        if start.flow_style:
            self._tell(find_comment_behind(self.text, event))
            if not (self._stack and self._stack[-1].node[1].flow_style):
                self._check_lines(start, event)
                self._tell(
                    find_comment_inside(self.text, start.start_mark.index, event.end_mark.index)
                )

    def _store(self, frame: _Frame, value: Any, event: Any) -> tuple[Keys, Node]:
        key = frame.key
        keys: Keys
        if key is None:
            keys = (*frame.keys, len(frame.container))
            node = [None, event, event]
            frame.container.append(value)
        else:
            key_event = frame.key_event
            after_key = key_event.end_mark.index
            # A colon that is not behind its key on the line belongs to the form `? key`.
            if self.text[after_key : after_key + 1] != ":" and not (
                _COLON_ON_LINE.match(self.text, after_key) or value == ""
            ):
                self._refuse_complex_key(key_event)
            keys = (*frame.keys, key)
            node = [key_event, event, event]
            frame.container[key] = value
            frame.key = None
        self.outline[keys] = node
        return keys, node

    def _refuse_root(self, event: Any) -> None:
        leftover = self._find_leftover()
        if leftover is not None and leftover.line == event.start_mark.line + 1:
            self.findings.append(leftover)
            raise _Enough
        self._refuse(
            event,
            "YAML-NOT-A-RECORD",
            "the file does not begin with `key: value` lines",
            "a record starts with `schema: ...`",
        )
        raise _Enough

    def _refuse_complex_key(self, event: Any) -> None:
        self._refuse(
            event,
            "YAML-COMPLEX-KEY",
            "a key stands on a line of its own or is not a text",
            "write `key: value` on one line; put text that begins with ? in quotes",
        )
        raise _Enough

    def _refuse_properties(self, event: Any) -> None:
        if event.anchor:
            self._refuse(
                event,
                "YAML-ANCHOR",
                "a value that begins with & gives it a name in YAML; casekit does not read that",
                'delete the name; put text that begins with & in quotes: "& ..."',
            )
        if event.tag:
            self._refuse(
                event,
                "YAML-TAG",
                "a value that begins with ! gives it a type in YAML; casekit does not read that",
                'delete the type; put text that begins with ! in quotes: "! ..."',
            )

    def _check_lines(self, start: Any, end: Any) -> None:
        if start.start_mark.line != end.end_mark.line:
            around = (f.node[1] for f in reversed(self._stack) if not f.node[1].flow_style)
            event = next(around, None)
            column = -1 if event is None else event.start_mark.column
            self._tell(find_line_too_far_left(self.text, start, end, column))
            if start is end and start.style == '"':
                self._tell(find_escaped_line_end(self.text, start))

    def _tell(self, fault: Fault | None) -> None:
        if fault is not None:
            self._refuse_at(*fault)

    def _refuse_size(self, event: Any) -> None:
        self._refuse(
            event,
            "YAML-TOO-MANY-VALUES",
            f"the file has more than {MAX_NODES:,} keys and values",
            "split it into several records",
        )
        raise _Enough

    def _refuse(self, event: Any, code: str, message: str, hint: str) -> None:
        mark = event.start_mark
        self._refuse_at(mark.line + 1, mark.column + 1, code, message, hint)

    def _refuse_at(self, line: int, column: int, code: str, message: str, hint: str) -> None:
        self.findings.append(
            Finding(code=code, path=self.path, line=line, column=column, message=message, hint=hint)
        )
        if len(self.findings) >= MAX_FINDINGS:
            raise _Enough
