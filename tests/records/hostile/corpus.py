"""Files that somebody might send to crash, stall or deceive the reader; none is ever read.

The large ones are built here from a few bytes; each has the codes that it is refused with.
"""

from __future__ import annotations

import codecs

# As much as a file may hold.
FULL = 1_048_576
GOOD = b"schema: contact/1\nmade: completed\n"


def fill(start: bytes, part: bytes, end: bytes = b"") -> bytes:
    """A file of almost all the bytes that are read, of one part again and again."""
    return start + part * ((FULL - len(start) - len(end)) // len(part)) + end


def numbered(template: str, count: int) -> bytes:
    return "".join(template.format(n=number) for number in range(count)).encode()


def laughs(levels: int) -> bytes:
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    for level in range(1, levels):
        names = ", ".join([f"*a{level - 1}"] * 9)
        lines.append(f"a{level}: &a{level} [{names}]")
    return "\n".join(lines).encode() + b"\n"


BOMBS: dict[str, tuple[bytes, str]] = {
    "billion laughs": (laughs(9), "YAML-ALIAS YAML-ANCHOR"),
    "billion laughs in one line": (
        b"{a: &a [x,x], b: &b [*a,*a], c: &c [*b,*b], d: [*c,*c]}\n", "YAML-ALIAS YAML-ANCHOR",
    ),
    "quadratic aliases": (
        b"a: &a " + b"x" * 500_000 + b"\nb: [" + b"*a, " * 100_000 + b"]\n",
        "YAML-ALIAS YAML-ANCHOR",
    ),
    "a list that holds itself": (b"a: &a [*a]\n", "YAML-ALIAS YAML-ANCHOR"),
    "laughs by merge": (
        b"a: &a {x: 1}\nb: &b {<<: *a}\nc: {<<: [*a, *b]}\n",
        "YAML-ALIAS YAML-ANCHOR YAML-MERGE-KEY",
    ),
    "anchors only": (fill(b"a: [", b"&a b,"), "YAML-ANCHOR"),
    "one long anchor": (fill(b"a: &", b"a", b" 1\n"), "YAML-ANCHOR"),
    "one long alias": (fill(b"a: *", b"a", b"\n"), "YAML-ALIAS"),
    "anchors by number": (numbered("k{n}: &k{n} x\n", 50_000), "YAML-ANCHOR"),
}  # fmt: skip

DEPTH: dict[str, tuple[bytes, str]] = {
    "100,000 opening brackets": (b"a: " + b"[" * 100_000, "YAML-TOO-DEEP"),
    "100,000 opening braces": (b"a: " + b"{" * 100_000, "YAML-TOO-DEEP"),
    "brackets from the first byte": (fill(b"", b"["), "YAML-TOO-DEEP"),
    "braces from the first byte": (fill(b"", b"{"), "YAML-TOO-DEEP"),
    "brackets that close": (b"a: " + b"[" * 100_000 + b"]" * 100_000 + b"\n", "YAML-TOO-DEEP"),
    "braces with keys": (fill(b"a: ", b"{b: "), "YAML-TOO-DEEP"),
    "braces with quoted keys": (fill(b"a: ", b'{"b":'), "YAML-TOO-DEEP"),
    "brackets over lines": (fill(b"a:\n ", b"[\n "), "YAML-TOO-DEEP"),
    "brackets behind comments": (fill(b"a: ", b"[ # ]\n  "), "YAML-TOO-DEEP"),
    "brackets behind quotes": (fill(b"a: ", b"[']',"), "YAML-TOO-DEEP"),
    "brackets and braces": (fill(b"a: ", b"[{b: "), "YAML-TOO-DEEP"),
    "pairs in brackets": (fill(b"a: ", b"[b: "), "YAML-TOO-DEEP"),
    "complex keys in braces": (fill(b"a: ", b"{? "), "YAML-TOO-DEEP"),
    "dashes in a line": (fill(b"a:\n  ", b"- "), "YAML-TOO-DEEP"),
    "dashes from the first byte": (fill(b"", b"- "), "YAML-TOO-DEEP"),
    "question marks in a line": (fill(b"", b"? "), "YAML-TOO-DEEP"),
    "question marks and dashes": (fill(b"", b"? - "), "YAML-TOO-DEEP"),
    "colons in a line": (fill(b"? a\n", b": "), "YAML-TOO-DEEP"),
    "mappings by lines": (
        b"".join(b" " * depth + b"a:\n" for depth in range(1_400)), "YAML-TOO-DEEP",
    ),
    "lists by lines": (
        b"a:\n" + b"".join(b" " * depth + b"-\n" for depth in range(1, 1_400)), "YAML-TOO-DEEP",
    ),
    "lists in the column of their keys": (
        b"".join(b" " * (2 * d) + b"a:\n" + b" " * (2 * d) + b"- b: c\n" for d in range(700)),
        "YAML-TOO-DEEP",
    ),
    "one level too many": (b"a: " + b"[" * 32 + b"x" + b"]" * 32 + b"\n", "YAML-TOO-DEEP"),
    "depth behind a long text": (
        b"a: |\n" + b"  [[[[\n" * 100_000 + b"b: " + b"[" * 100_000, "YAML-TOO-DEEP",
    ),
    "depth behind an unclosed bracket in text": (
        b"a: it's [ {\nb: '[' # [\nc: " + b"[" * 100_000, "YAML-TOO-DEEP",
    ),
    "depth behind a tag": (b"a: !t x\nb: " + b"[" * 100_000, "YAML-TOO-DEEP"),
    "depth in a second document": (b"a: 1\n---\nb: " + b"[" * 100_000, "YAML-TOO-DEEP"),
}  # fmt: skip

AMOUNT: dict[str, tuple[bytes, str]] = {
    "a byte too many": (fill(b"a: ", b"x", b"\n") + b"# ", "YAML-TOO-LARGE"),
    "a hundred times too large": (b"x" * 100 * FULL, "YAML-TOO-LARGE"),
    "keys": (numbered("k{n}: 1\n", 90_000), "YAML-TOO-MANY-VALUES"),
    "keys in braces": (
        b"a: {" + numbered('"k{n}": 1, ', 70_000) + b"}\n", "YAML-TOO-MANY-VALUES",
    ),
    "keys without values": (numbered("k{n}:\n", 90_000), "YAML-EMPTY-VALUE"),
    "keys that hash alike": (
        b"a: {" + b", ".join(b'"%d": 1' % (n * (2**61 - 1)) for n in range(30_000)) + b"}\n",
        "YAML-TOO-MANY-VALUES",
    ),
    "items": (fill(b"a:\n", b"- x\n"), "YAML-TOO-MANY-VALUES"),
    "items in brackets": (fill(b"a: [", b"x,", b"]\n"), "YAML-TOO-MANY-VALUES"),
    "empty lists": (fill(b"a: [", b"[],", b"]\n"), "YAML-TOO-MANY-VALUES"),
    "lists of an empty list": (fill(b"a: [", b"[[]],", b"]\n"), "YAML-TOO-MANY-VALUES"),
    "lists of a quote": (fill(b"a: [", b"['b'],", b"]\n"), "YAML-TOO-MANY-VALUES"),
    "text blocks": (fill(b"a:\n", b"- |\n  x\n"), "YAML-TOO-MANY-VALUES"),
    "text blocks and no end of line": (fill(b"a:\n", b"- |\n  x\n", b" "), "YAML-TOO-MANY-VALUES"),
    "empty text blocks": (fill(b"a:\n", b"- |\n"), "YAML-EMPTY-VALUE"),
    "text blocks below spaces": (fill(b"a:\n", b"- |\n\n \n  x\n"), "YAML-INDENTATION"),
    "lines in deep brackets": (
        fill(b"a: " + b"[" * 31, b"b\n ", b"]" * 31 + b"\na: 1\n"), "YAML-DUPLICATE-KEY",
    ),
    "comments in deep brackets": (
        fill(b"a: " + b"[" * 31, b" # b\n", b" ]" * 31 + b"\na: 1\n"), "YAML-DUPLICATE-KEY",
    ),
    "comments behind commas": (fill(b"a: [", b"b,#c\n ", b"]\n"), "YAML-TOO-MANY-VALUES"),
    "quotes at the margin": (fill(b"a: [", b"'b\nc', ", b"d]\n"), "YAML-INDENTATION"),
    "marks that a merge leaves": (fill(b"a: |\n", b"  =======\n", b"=======\n"),
                                  "YAML-CONFLICT-MARKERS"),
    "the same key": (fill(b"", b"a: 1\n"), "YAML-DUPLICATE-KEY"),
    "ambiguous words": (fill(b"a: [", b"no,", b"]\n"), "YAML-AMBIGUOUS-BOOLEAN"),
    "commas": (fill(b"a: [", b",", b"]\n"), "YAML-SYNTAX"),
    "colons": (fill(b"a", b": "), "YAML-UNQUOTED-COLON"),
    "colons in brackets": (fill(b"a: [", b": "), "YAML-SYNTAX"),
    "closing brackets": (fill(b"a: 1\n", b"]"), "YAML-INDENTATION"),
    "a huge key": (fill(b"", b"k", b": 1\n"), "YAML-NOT-A-RECORD"),
    "a huge key inside": (fill(b"a: 1\n", b"k", b": 1\n"), "YAML-MISSING-COLON"),
    "a key of 1,000": (b"k" * 1_000 + b": 1\n", "YAML-KEY-TOO-LONG"),
    "a number of a million digits": (fill(b"a: ", b"9", b"\n"), "YAML-AMBIGUOUS-NUMBER"),
    "a million decimals": (fill(b"a: 0.", b"0", b"\n"), "YAML-AMBIGUOUS-NUMBER"),
    "a million underscores": (fill(b"a: 1", b"_", b"\n"), "YAML-AMBIGUOUS-NUMBER"),
    "a huge exponent": (fill(b"a: 1e", b"9", b"\n"), "YAML-AMBIGUOUS-NUMBER"),
    "a tag of a million signs": (fill(b"a: !", b"t", b" 1\n"), "YAML-TAG"),
    "a tag of escapes": (fill(b"a: !<", b"%41", b"> 1\n"), "YAML-TAG"),
    "a million spaces": (fill(b"", b" "), "YAML-EMPTY-FILE"),
    "a million empty lines": (fill(b"", b"\n"), "YAML-EMPTY-FILE"),
    "lines of a space": (fill(b"", b" \n"), "YAML-EMPTY-FILE"),
    "a million hashes": (fill(b"", b"#"), "YAML-EMPTY-FILE"),
    "comments": (fill(b"", b"# x\n"), "YAML-EMPTY-FILE"),
    "a million double quotes": (fill(b"", b'"'), "YAML-NOT-A-RECORD"),
    "a million apostrophes": (fill(b"a: ", b"''", b"'\n"), "YAML-UNCLOSED-QUOTE"),
    "a million backslashes": (fill(b"", b"\\"), "YAML-NOT-A-RECORD"),
    "backslashes in quotes": (fill(b'a: "', b"\\\\", b"\n"), "YAML-UNCLOSED-QUOTE"),
    "a quote that never ends": (fill(b'a: "', b"x"), "YAML-UNCLOSED-QUOTE"),
    "lines in a quote that never ends": (fill(b'a: "', b"x\n  "), "YAML-UNCLOSED-QUOTE"),
    "dashes": (fill(b"", b"-"), "YAML-NOT-A-RECORD"),
    "dashes in lines": (fill(b"", b"-\n"), "YAML-NOT-A-RECORD"),
    "words in lines": (fill(b"", b"a\n"), "YAML-NOT-A-RECORD"),
    "words in lines behind brackets": (
        fill(b"a: [" + b"[]," * 20 + b"b]\nc: ", b"d\n ", b"\na: 1\n"), "YAML-DUPLICATE-KEY",
    ),
    "tiny documents": (fill(b"", b"---\na: 1\n"), "YAML-DOCUMENTS"),
    "document marks": (fill(b"a: 1\n", b"---\n"), "YAML-DOCUMENTS"),
    "end marks": (fill(b"a: 1\n", b"...\n"), "YAML-DOCUMENTS"),
    "tag lines": (numbered("%TAG !a{n}! x\n", 50_000), "YAML-DIRECTIVE"),
    "tag lines behind comments": (
        b"# x\n\n" + numbered("%TAG !a{n}! x\n", 50_000), "YAML-DIRECTIVE",
    ),
    "tag lines of a second document": (
        b"a: 1\n...\n" + numbered("%TAG !a{n}! x\n", 50_000), "YAML-DIRECTIVE",
    ),
    "conflict marks": (
        fill(GOOD, b"<<<<<<< a\n", b"=======\n>>>>>>> b\n"), "YAML-CONFLICT-MARKERS",
    ),
    "conflict marks without an end": (fill(GOOD, b"<<<<<<< a\n"), "YAML-CONFLICT-MARKERS"),
    "faults behind empty lines": (fill(b"a:", b"\n", b" \t" * 60), "YAML-TAB"),
}  # fmt: skip

MEANING: dict[str, tuple[bytes, str]] = {
    "a Python object": (b"a: !!python/object/apply:os.system ['true']\n", "YAML-TAG"),
    "a Python name": (b"a: !!python/name:os.system\n", "YAML-EMPTY-VALUE YAML-TAG"),
    "a Python module": (b"!!python/module:os\n", "YAML-NOT-A-RECORD"),
    "a Ruby object": (b"a: !ruby/object:Gem::Installer\n  i: x\n", "YAML-TAG"),
    "a Java object": (b"a: !!javax.script.ScriptEngineManager []\n", "YAML-TAG"),
    "a binary": (b"a: !!binary aGVsbG8=\n", "YAML-TAG"),
    "a set": (b"a: !!set {b, c}\n", "YAML-EMPTY-VALUE YAML-TAG"),
    "a text by tag": (b"a: !!str no\n", "YAML-AMBIGUOUS-BOOLEAN YAML-TAG"),
    "a number by tag": (b'a: !!int "3"\n', "YAML-TAG"),
    "a tag without a name": (b"a: ! no\n", "YAML-AMBIGUOUS-BOOLEAN YAML-TAG"),
    "a tag on a key": (b"!!str a: 1\n", "YAML-TAG"),
    "a tag on the record": (b"--- !!map\na: 1\n", "YAML-TAG"),
    "a version line": (b"%YAML 1.1\n---\na: 1\n", "YAML-DIRECTIVE"),
    "a version line of the future": (b"%YAML 9.9\n---\na: 1\n", "YAML-DIRECTIVE"),
    "a tag handle": (b"%TAG ! tag:yaml.org,2002:python/\n---\na: 1\n", "YAML-DIRECTIVE"),
    "a key twice": (b"made: completed\nmade: attempted\n", "YAML-DUPLICATE-KEY"),
    "a key twice, once in quotes": (b'made: completed\n"made": attempted\n', "YAML-DUPLICATE-KEY"),
    "a key twice, once escaped": (b'made: a\n"m\\u0061de": b\n', "YAML-DUPLICATE-KEY"),
    "a key twice in a list": (b"a:\n  - b: 1\n    b: 2\n", "YAML-DUPLICATE-KEY"),
    "a key twice in braces": (b"a: {b: 1, c: 2, b: 3}\n", "YAML-DUPLICATE-KEY"),
    "a key twice far down": (b"a: {b: {c: {d: [{e: 1, e: 2}]}}}\n", "YAML-DUPLICATE-KEY"),
    "a merge": (b"<<: {made: completed}\n", "YAML-MERGE-KEY"),
    "a merge in quotes over an alias": (
        b'a: &a {b: 1}\n"<<": *a\n', "YAML-ALIAS YAML-ANCHOR",
    ),
    "an alias as a key": (b"a: &a b\n*a : c\n", "YAML-ALIAS YAML-ANCHOR"),
    "an anchor on a key": (b"&a a: 1\n", "YAML-ANCHOR"),
    "a list as a key": (b"[a, b]: c\n", "YAML-COMPLEX-KEY"),
    "a mapping as a key": (b"a: 1\n{b: c}: d\n", "YAML-COMPLEX-KEY"),
    "a key by question mark": (b"? a\n: b\n", "YAML-COMPLEX-KEY"),
    "a number as a key": (b"1: a\n", "YAML-KEY-NOT-TEXT"),
    "a truth as a key": (b"on: a\n", "YAML-KEY-NOT-TEXT"),
    "a null as a key": (b"~: a\n", "YAML-KEY-NOT-TEXT"),
    "two documents": (b"a: 1\n---\nb: 2\n", "YAML-DOCUMENTS"),
    "an empty document first": (b"---\n---\na: 1\n", "YAML-NOT-A-RECORD"),
    "a document behind the end": (b"a: 1\n...\nb: 2\n", "YAML-DOCUMENTS"),
    "octal": (b"a: 0123\n", "YAML-AMBIGUOUS-NUMBER"),
    "octal of YAML 1.2": (b"a: 0o17\n", "YAML-AMBIGUOUS-NUMBER"),
    "hexadecimal": (b"a: 0xBAD\n", "YAML-AMBIGUOUS-NUMBER"),
    "binary digits": (b"a: 0b1010\n", "YAML-AMBIGUOUS-NUMBER"),
    "underscores": (b"a: 1_000\n", "YAML-AMBIGUOUS-NUMBER"),
    "sixty": (b"a: 190:20:30\n", "YAML-AMBIGUOUS-NUMBER"),
    "sixty with decimals": (b"a: 1:20:30.15_\n", "YAML-AMBIGUOUS-NUMBER"),
    "infinite": (b"a: [.inf, -.Inf, +.INF]\n", "YAML-AMBIGUOUS-NUMBER"),
    "not a number": (b"a: .NaN\n", "YAML-AMBIGUOUS-NUMBER"),
    "too large for a float": (b"a: 1e400\n", "YAML-AMBIGUOUS-NUMBER"),
    "more digits than a float has": (b"a: 9007199254740993\n", "YAML-AMBIGUOUS-NUMBER"),
    "a plus": (b"a: +1\n", "YAML-AMBIGUOUS-NUMBER"),
    "a point alone": (b"a: [1., .5]\n", "YAML-AMBIGUOUS-NUMBER"),
    "yes": (b"a: Yes\n", "YAML-AMBIGUOUS-BOOLEAN"),
    "null": (b"a: NULL\n", "YAML-NULL"),
    "equals": (b"a: =\n", "YAML-AMBIGUOUS-SIGN"),
    "a pair in a list": (b"a: [b: c]\n", "YAML-FLOW-PAIR"),
    "a comment that some see": (b"a: 'b'#c\n", "YAML-AFTER-VALUE"),
    "a text block that some see": (b"a:\n|\n  b\n", "YAML-INDENTATION"),
    "a text block without an end of line": (b"a: |\n  b", "YAML-UNENDED-TEXT"),
    "a quote that goes on at the margin": (b'a: "b\nc: d"\n', "YAML-INDENTATION"),
    "a list that goes on at the margin": (b"a: [b,\nc]\n", "YAML-INDENTATION"),
    "a conflict": (
        b"a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> x\n", "YAML-CONFLICT-MARKERS",
    ),
    "a conflict inside quotes": (
        b'{"a": "b\n<<<<<<< HEAD\nc\n=======\nd\n>>>>>>> x\n"}\n', "YAML-CONFLICT-MARKERS",
    ),
    "a conflict with its base": (
        b"a: |\n  b\n<<<<<<< HEAD\n  c\n||||||| 1f2e\n  d\n=======\n  e\n>>>>>>> x\n",
        "YAML-CONFLICT-MARKERS",
    ),
}  # fmt: skip

LETTERS: dict[str, tuple[bytes, str]] = {
    "UTF-16": (GOOD.decode().encode("utf-16"), "YAML-NOT-UTF8"),
    "UTF-16 without a mark": (GOOD.decode().encode("utf-16-le"), "YAML-CONTROL-CHARACTER"),
    "UTF-16 the other way": (codecs.BOM_UTF16_BE + GOOD.decode().encode("utf-16-be"),
                             "YAML-NOT-UTF8"),
    "UTF-32": (GOOD.decode().encode("utf-32"), "YAML-NOT-UTF8"),
    "UTF-32 without a mark": (GOOD.decode().encode("utf-32-be"), "YAML-CONTROL-CHARACTER"),
    "UTF-8 with a mark": (codecs.BOM_UTF8 + GOOD, "YAML-BOM"),
    "a mark in the middle": (GOOD + codecs.BOM_UTF8, "YAML-CONTROL-CHARACTER"),
    "Latin-1": ("a: Zoë\n".encode("latin-1"), "YAML-NOT-UTF8"),
    "EBCDIC": (GOOD.decode().encode("cp500"), "YAML-NOT-UTF8"),
    "an overlong slash": (b"a: \xc0\xaf\n", "YAML-NOT-UTF8"),
    "an overlong NUL": (b"a: \xc0\x80\n", "YAML-NOT-UTF8"),
    "an overlong letter of three": (b"a: \xe0\x81\x81\n", "YAML-NOT-UTF8"),
    "half of a pair": (b"a: \xed\xa0\x80\n", "YAML-NOT-UTF8"),
    "a pair in UTF-8": (b"a: \xed\xa0\xbd\xed\xb8\x80\n", "YAML-NOT-UTF8"),
    "half of a pair, escaped": (b'a: "\\ud83d"\n', "YAML-ESCAPE"),
    "a pair, escaped": (b'a: "\\ud83d\\ude00"\n', "YAML-ESCAPE"),
    "beyond Unicode": (b"a: \xf4\x90\x80\x80\n", "YAML-NOT-UTF8"),
    "beyond Unicode, escaped": (b'a: "\\U00110000"\n', "YAML-ESCAPE"),
    "a letter cut off": ("a: é".encode()[:-1], "YAML-NOT-UTF8"),
    "a face cut off": (fill(b"a: ", b"x", b"\xf0\x9f\x98"), "YAML-NOT-UTF8"),
    "Latin-1 at the end of a million": (fill(b"a: ", b"x\n  ", b"\xe9\n"), "YAML-NOT-UTF8"),
    "NUL": (b"a: b\x00c\n", "YAML-CONTROL-CHARACTER"),
    "a million NUL": (b"\x00" * FULL, "YAML-CONTROL-CHARACTER"),
    "what follows NUL": (GOOD + b"\x00made: attempted\n", "YAML-CONTROL-CHARACTER"),
    "the end of a file in DOS": (GOOD + b"\x1a", "YAML-CONTROL-CHARACTER"),
    "a colour": (b"a: \x1b[31mred\n", "YAML-CONTROL-CHARACTER"),
    "a title of the terminal": (b"a: \x1b]0;x\x07\n", "YAML-CONTROL-CHARACTER"),
    "a control of C1": (b"a: \xc2\x9b31m\n", "YAML-CONTROL-CHARACTER"),
    "backspaces": (b"a: no\x08\x08yes\n", "YAML-CONTROL-CHARACTER"),
    "DEL": (b"a: b\x7f\n", "YAML-CONTROL-CHARACTER"),
    "a non-character": (b"a: \xef\xbf\xbf\n", "YAML-CONTROL-CHARACTER"),
    "text right to left": ("a: \u202eb\n".encode(), "YAML-BIDI-CHARACTER"),
    "text isolated": ("a: \u2066b\u2069\n".encode(), "YAML-BIDI-CHARACTER"),
    "a mark right to left": ("a: 12\u200f/3\n".encode(), "YAML-BIDI-CHARACTER"),
    "a million marks of direction": (fill(b"a: ", "\u202e".encode()), "YAML-BIDI-CHARACTER"),
    "a carriage return": (b"a: b\rmade: attempted\n", "YAML-LINE-END"),
    "a million carriage returns": (fill(b"", b"\r"), "YAML-LINE-END"),
    "line ends of old Macs": (GOOD.replace(b"\n", b"\r"), "YAML-LINE-END"),
    "line ends of every kind": (b"a: 1\r\nb: 2\nc: 3\rd: 4\n", "YAML-LINE-END"),
    "two carriage returns": (b"a: 1\r\r\n", "YAML-LINE-END"),
    "next line": ("a: b\u0085made: c\n".encode(), "YAML-LINE-SEPARATOR"),
    "a line separator": ("a: b\u2028made: c\n".encode(), "YAML-LINE-SEPARATOR"),
    "a paragraph separator": ("# x\u2029a: b\n".encode(), "YAML-LINE-SEPARATOR"),
    "a vertical tab": (b"a: b\x0bmade: c\n", "YAML-CONTROL-CHARACTER"),
    "a form feed": (b"a: b\x0cmade: c\n", "YAML-CONTROL-CHARACTER"),
    "a tab before a key": (b"a:\n\tb: c\n", "YAML-TAB"),
    "a tab behind a colon": (b"a:\tb\n", "YAML-TAB"),
    "a million tabs": (fill(b"", b"\t"), "YAML-TAB"),
    "a space without a break before the colon": ("made\u00a0: a\n".encode(), "YAML-KEY-INVISIBLE"),
    "a space without a break behind the colon": ("made:\u00a0a\n".encode(), "YAML-NOT-A-RECORD"),
    "a space without a break as indentation": (
        "a:\n\u00a0b: c\n".encode(), "YAML-EMPTY-VALUE YAML-KEY-INVISIBLE",
    ),
    "a key with nothing in it": ("ma\u200bde: a\n".encode(), "YAML-KEY-INVISIBLE"),
    "a key with a joiner": (b'"made\\u200d": a\n', "YAML-KEY-INVISIBLE"),
    "a key with a soft hyphen": ("ma\u00adde: a\n".encode(), "YAML-KEY-INVISIBLE"),
    "a key with a space at its end": (b'made: a\n"made ": b\n', "YAML-KEY-INVISIBLE"),
    "a key with a line end": (b'"made\\n": b\n', "YAML-KEY-INVISIBLE"),
    "a key in parts": ("cafe\u0301: a\n".encode(), "YAML-KEY-INVISIBLE"),
    "a key with a selector": ("a\ufe0f: 1\n".encode(), "YAML-KEY-INVISIBLE"),
    "a key of tags": ("a\U000e0061: 1\n".encode(), "YAML-KEY-INVISIBLE"),
    "every byte": (bytes(range(256)) * 100, "YAML-NOT-UTF8"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "YAML-NOT-UTF8"),
    "a zip": (b"PK\x03\x04\x14\x00\x06\x00", "YAML-CONTROL-CHARACTER"),
    "a stored object of git": (b"blob 12\x00a: b\n", "YAML-CONTROL-CHARACTER"),
}  # fmt: skip

BROKEN: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "YAML-EMPTY-FILE"),
    "a line end": (b"\n", "YAML-EMPTY-FILE"),
    "comments only": (b"# a\n  # b\n", "YAML-EMPTY-FILE"),
    "a document mark only": (b"---\n", "YAML-NOT-A-RECORD"),
    "an end mark only": (b"...\n", "YAML-SYNTAX"),
    "a word": (b"made\n", "YAML-NOT-A-RECORD"),
    "a list": (b"- made\n", "YAML-NOT-A-RECORD"),
    "an open quote": (b'a: "b\nc: d\n', "YAML-UNCLOSED-QUOTE"),
    "an open apostrophe": (b"a: 'b\nc: d\n", "YAML-UNCLOSED-QUOTE"),
    "an open bracket": (b"a: [b\nc: d\n", "YAML-UNCLOSED-BRACKET"),
    "an open brace": (b"a: {b: c\n", "YAML-UNCLOSED-BRACKET"),
    "an open brace alone": (b"{", "YAML-SYNTAX"),
    "brackets that do not match": (b"a: [b}\n", "YAML-UNCLOSED-BRACKET"),
    "a backslash at the end": (b'a: "b\\', "YAML-ESCAPE"),
    "half of an escape": (b'a: "\\u12"\n', "YAML-ESCAPE"),
    "a key cut off": (b"schema: contact/1\nmad", "YAML-MISSING-COLON"),
    "a value cut off": (b"schema: contact/1\nmade:", "YAML-EMPTY-VALUE"),
    "a dash cut off": (b"a:\n  - b\n  -", "YAML-EMPTY-VALUE"),
    "a text block cut off": (b"a: |", "YAML-UNENDED-TEXT"),
    "an anchor cut off": (b"a: &", "YAML-ANCHOR"),
    "a tag cut off": (b"a: !<", "YAML-TAG"),
    "a percent sign": (b"%", "YAML-DIRECTIVE"),
    "reserved signs": (b"a: @b\nc: `d`\n", "YAML-RESERVED-CHARACTER"),
}  # fmt: skip

# For `--from`, where JSON is read as well.
REQUESTS: dict[str, tuple[bytes, str]] = {
    "JSON: brackets": (fill(b'{"a":', b"["), "JSON-TOO-DEEP"),
    "JSON: braces": (fill(b"", b'{"a":'), "JSON-TOO-DEEP"),
    "JSON: keys": (b"{" + numbered('"k{n}":1,', 80_000) + b'"z":1}', "JSON-TOO-MANY-VALUES"),
    "JSON: items": (fill(b'{"a":[', b"1,", b"1]}"), "JSON-TOO-MANY-VALUES"),
    "JSON: lists": (fill(b'{"a":[', b"[],", b"1]}"), "JSON-TOO-MANY-VALUES"),
    "JSON: nulls": (fill(b'{"a":[', b"null,", b"1]}"), "JSON-NULL"),
    "JSON: a million digits": (fill(b'{"a":', b"9", b"}"), "JSON-NUMBER"),
    "JSON: a million decimals": (fill(b'{"a":0.', b"9", b"}"), "JSON-NUMBER"),
    "JSON: a huge exponent": (fill(b'{"a":1e', b"9", b"}"), "JSON-NUMBER"),
    "JSON: a huge key": (fill(b'{"', b"k", b'":1}'), "JSON-KEY-TOO-LONG"),
    "JSON: an open quote": (fill(b'{"a":"', b"x"), "JSON-SYNTAX"),
    "JSON: backslashes": (fill(b'{"a":"', b"\\\\"), "JSON-SYNTAX"),
    "JSON: empty lines": (fill(b"{", b"\n"), "JSON-SYNTAX"),
    "JSON: spaces": (fill(b"{", b" "), "JSON-SYNTAX"),
    "JSON: tabs": (fill(b"{", b"\t"), "JSON-SYNTAX"),
    "JSON: faults behind empty lines": (
        b'{"k":1,' + b"\n" * 1_000_000 + b'"k":1,' * 60 + b'"k":1}', "JSON-DUPLICATE-KEY",
    ),
    "JSON: a key twice, once escaped": (b'{"a":1,"\\u0061":2}', "JSON-DUPLICATE-KEY"),
    "JSON: half of a pair": (b'{"a":"\\ud83d"}', "JSON-HALF-CHARACTER"),
    "JSON: a key with nothing in it": (b'{"a\\u200b":1}', "JSON-KEY-INVISIBLE"),
    "JSON: direction behind tabs": (
        b'{"a":' + b"\t" * 100 + '"\u202e"}'.encode(), "JSON-BIDI-CHARACTER",
    ),
    "JSON: two values": (b'{"a":1}{"b":2}', "JSON-SYNTAX"),
    "JSON: a comment": (b'{"a":1 // b\n}', "JSON-SYNTAX"),
    "JSON: not a number": (b'{"a":NaN}', "JSON-NUMBER"),
    "JSON: not text": (b'{"a":"\xff"}', "JSON-NOT-UTF8"),
}  # fmt: skip

RECORDS = BOMBS | DEPTH | AMOUNT | MEANING | LETTERS | BROKEN
