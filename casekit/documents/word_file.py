"""A finished Word document as the tripwire reads it, and what must not be in one at all.

Read with nothing but the standard library: whatever wrote the file, this is another judge of it.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree

from casekit.documents.faults import TemplateFault

MAX_BYTES = 64 * 1024 * 1024
# The parts that a reader sees.
_SHOWN = re.compile(r"word/(document|header|footer|footnotes|endnotes|comments)\w*\.xml")
_XML = (".xml", ".rels")
# What stands between two words without being a letter.
_BETWEEN = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-"}
# Words that are no text of an element: what a picture shows, who made a comment.
_SAID = frozenset({"descr", "title", "author", "initials", "alias", "tooltip", "Target"})
_OF_AGENCY = frozenset({"Manager", "Company", "HyperlinkBase", "lpstr"})
# Fields that fetch something, or start it, when the document is opened.
_FETCHING = re.compile(
    r"\s*(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|LINK|DATABASE|RD|MACROBUTTON)\b",
    re.IGNORECASE,
)


def read_word_parts(content: bytes, name: str, template: str) -> dict[str, str]:
    """The text of a docx with its headers, footers and notes, its properties, and its own name.

    Raises TemplateFault for what is no docx, and where opening it would fetch or start something.
    """
    text: list[str] = []
    said: list[str] = []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            members = file.infolist()
            if sum(one.file_size for one in members) > MAX_BYTES:
                raise TemplateFault(f"it makes more than {MAX_BYTES:,} bytes", path=template)
            said.append(file.comment.decode("utf-8", errors="replace"))
            for one in members:
                said.append(one.filename)
                if one.filename.lower().endswith("vbaproject.bin"):
                    raise _refuse("a macro", template)
                if not one.filename.endswith(_XML):
                    continue
                root = _parse(file.read(one))
                _refuse_fetching(root, template)
                if one.filename == "docProps/app.xml":
                    # The rest is about the program: `Normal.dotm` is nobody's name.
                    said += [e.text or "" for e in root.iter() if _local(e.tag) in _OF_AGENCY]
                elif _SHOWN.fullmatch(one.filename):
                    text.append("".join(_read(root)))
                else:
                    said += _read(root)
                said += [
                    value
                    for element in root.iter()
                    for key, value in element.attrib.items()
                    if _local(key) in _SAID
                ]
    except (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, NotImplementedError) as fault:
        raise TemplateFault("it makes no Word document that can be read", path=template) from fault
    lines = (line.strip() for each in said for line in each.splitlines())
    return {
        "text": "\n".join(text),
        "metadata": "\n".join(line for line in lines if line),
        "file name": name,
    }


def _parse(xml: bytes) -> ElementTree.Element:
    # No document of Word has one, and entities could make much out of little.
    if b"<!DOCTYPE" in xml:
        raise ElementTree.ParseError("a document type")
    return ElementTree.fromstring(xml)  # noqa: S314 - without a document type, within MAX_BYTES


def _read(root: ElementTree.Element) -> Iterator[str]:
    """All text in order, a paragraph on its line; also what stands where Word shows none."""
    waiting: list[ElementTree.Element | str] = [root]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
            continue
        name = _local(one.tag)
        yield _BETWEEN.get(name, "")
        waiting += [one.tail or "", "\n" if name == "p" else ""]
        waiting += reversed(one)
        waiting.append(one.text or "")


def _refuse_fetching(root: ElementTree.Element, template: str) -> None:
    for element in root.iter():
        name = _local(element.tag)
        if name == "Relationship" and element.get("TargetMode") == "External":
            kind = str(element.get("Type", "")).rpartition("/")[2]
            if kind != "hyperlink":
                raise _refuse(f"something from elsewhere ({kind})", template)
        if name == "p":
            # Word may cut the words of a field into pieces.
            pieces = (e.text or "" for e in element.iter() if _local(e.tag) == "instrText")
            if _FETCHING.match("".join(pieces)):
                raise _refuse("a field that fetches or starts something", template)
        simple = [value for key, value in element.attrib.items() if _local(key) == "instr"]
        if any(map(_FETCHING.match, simple)):
            raise _refuse("a field that fetches or starts something", template)


def _refuse(what: str, template: str) -> TemplateFault:
    return TemplateFault(
        f"the document would have {what} in it",
        path=template,
        hint="take it out of the template: a document must say the same to everybody, anywhere",
    )


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]
