"""Random records, and random ways in which a person may have laid them out."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from casekit.records.key_names import is_plainly_visible

WORDS = [
    "yes", "no", "null", "~", "true", "0123", "1_000", "12:30", "2026-11-21", "2026-02-30", "-", "",
    "1e3", ".inf", "=", "<<", "- a", "a: b", "a #b", "#a", "a:", " a", "a ", "[a]", "{a}", "*a",
    "&a", "!a", "%a", "@a", "`a", "'a", '"a', "a, b", "a?b", "?a", "? a", "|", ">", "---", "...",
    "a\nb", "a\n\nb\n", "\na\nb", "a\nb\n\n\n", " a\nb", "a \nb", "a\n b\n", "\n", "\n\n", "a\n",
    "a\tb", "a\r\nb", "a\x00b", "a\x85b", "a\u2028b", "a\u202eb", "\ufeffa", "a\xa0", "é", "😀",
    "a\n# b\n", "a\n---\nb", "a\n...\n", "Jo Sample", "2026-11-21-k7q4mz", "1.5", "07", "+5", "-5",
]  # fmt: skip

texts = st.one_of(
    st.sampled_from(WORDS),
    st.text(st.sampled_from("ab :#-\n'\"[]{},&*!|>%@`?.0\\"), max_size=12),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
)
keys = st.one_of(
    st.sampled_from([word for word in WORDS if word]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
).filter(is_plainly_visible)
numbers = st.one_of(
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.integers(-(10**9), 10**9).map(lambda n: n / 1000),
)
values: st.SearchStrategy[Any] = st.recursive(
    st.one_of(texts, st.booleans(), numbers),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=12,
)
records = st.dictionaries(keys, values, max_size=5)

_plain = st.from_regex(r"[p-t]{1,4}( [p-t]{1,6}){0,2}", fullmatch=True)
_scalars = st.one_of(
    _plain,
    _plain.map(lambda word: f"'{word}'"),
    _plain.map(lambda word: f'"{word}: #"'),
    _plain.map(lambda word: f"{word} " + "and a very long line " * 8 + "ends"),
    st.integers(0, 99).map(str),
    st.just("[]"),
    st.just("{}"),
    st.just("[a, 'b' ]"),
    st.just("{a: [b,c], d: e }"),
)
_names = st.from_regex(r"[a-h]{1,3}", fullmatch=True)
_comments = st.sampled_from(["", "", "", " # why", "  #why: not"])


@st.composite
def laid_out(draw: st.DrawFn) -> bytes:
    """A readable file with comments, blank lines, odd indentation and either line end."""
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    lines = draw(_mapping_lines(0, 3))
    if draw(st.booleans()):
        lines = ["# yaml-language-server: $schema=x", "---", *lines]
    text = newline.join(lines)
    last = lines[-1]
    is_text_block = any("|" in line or ">" in line for line in lines)
    if is_text_block or not last or draw(st.booleans()):
        text += newline
    return text.encode()


@st.composite
def _mapping_lines(draw: st.DrawFn, indent: int, depth: int) -> list[str]:
    lines: list[str] = []
    names = draw(st.lists(_names, min_size=1, max_size=4, unique=True))
    for name in names:
        lines += draw(_between(indent))
        lines += draw(_entry_lines(f"{' ' * indent}{name}:", indent, depth))
    return lines


@st.composite
def _between(draw: st.DrawFn, indent: int) -> list[str]:
    return draw(st.sampled_from([[], [], [], [""], [" " * indent + "# above"], ["", "# left"]]))


@st.composite
def _entry_lines(draw: st.DrawFn, start: str, indent: int, depth: int) -> list[str]:
    kind = draw(st.sampled_from(["scalar", "scalar", "text", "mapping", "list", "below"]))
    comment = draw(_comments)
    if kind == "text":
        header = draw(st.sampled_from(["|", "|-", "|+", ">", ">-"]))
        pad = " " * (indent + draw(st.integers(1, 4)))
        body = draw(st.lists(st.sampled_from(["one two", "three", "  four", ""]), max_size=3))
        return [f"{start} {header}{comment}", f"{pad}zero", *(pad + b if b else "" for b in body)]
    if kind == "below":
        return [f"{start}{comment}", f"{' ' * (indent + 3)}{draw(_scalars)}{draw(_comments)}"]
    if kind == "scalar" or depth == 0:
        return [f"{start} {draw(_scalars)}{comment}"]
    deeper = indent + draw(st.integers(1, 4))
    if kind == "mapping":
        return [f"{start}{comment}", *draw(_mapping_lines(deeper, depth - 1))]
    column = draw(st.sampled_from([indent, deeper])) if not start.endswith("-") else deeper
    return [f"{start}{comment}", *draw(_list_lines(column, depth - 1))]


@st.composite
def _list_lines(draw: st.DrawFn, indent: int, depth: int) -> list[str]:
    lines: list[str] = []
    for _ in range(draw(st.integers(1, 3))):
        lines += draw(_between(indent))
        gap = draw(st.integers(1, 3))
        dash = f"{' ' * indent}-"
        if depth > 0 and draw(st.booleans()):
            inner = draw(_mapping_lines(indent + 1 + gap, depth - 1))
            # The first key stands behind the dash; comments above it do not fit there.
            while not inner[0].strip() or inner[0].strip().startswith("#"):
                inner = inner[1:]
            lines += [f"{dash}{' ' * gap}{inner[0].lstrip()}", *inner[1:]]
        else:
            lines += draw(_entry_lines(dash, indent, depth))
    return lines


# Pieces that YAML is made of, in any order: mostly refused, sometimes read.
scraps = st.lists(
    st.sampled_from(
        ["a", "b: ", "a:", ": ", "- ", "\n", "\n  ", "\n    ", "[", "]", "{", "}", ", ", "'", '"',
         "#", " # c", "|", "|-\n", ">", "|2", "? ", "&a ", "*a", "!t ", "---\n", "...\n", "%Y 1\n",
         "no", "1", "1.5", "0x1", "<<", "~", "\\n", "\\", "\r\n", "\t", "é", "\n- ", "c: 1\n"]
    ),
    max_size=14,
).map("".join)  # fmt: skip
