"""A stream that ends in a carriage return is written in another way and says the same."""

from __future__ import annotations

import io
import random
import re
import string

import pypdf
import pytest
import typst

from casekit.documents.pdf import STANDARDS
from casekit.documents.pdf_streams import settle_stream_ends

LETTERS = string.ascii_letters + " "
SHORT = b"\r\nendstream"


@pytest.fixture(scope="module")
def short() -> list[bytes]:
    """Documents as Typst writes them that have such a stream: a few of a hundred, by chance."""
    letters = random.Random("letters")
    fonts = typst.Fonts(include_system_fonts=False)
    texts = ("".join(letters.choices(LETTERS, k=40)) for _ in range(300))
    written = (
        typst.compile(
            f'#set document(title: "{n}")\n= {n}\n{text}'.encode(),
            font_paths=fonts,
            format="pdf",
            pdf_standards=STANDARDS,
            timestamp=n,
        )
        for n, text in enumerate(texts)
    )
    found = [pdf for pdf in written if SHORT in pdf]
    assert found
    return found


def spell(thing: object) -> str:
    """An object as text, without the reader that its references belong to."""
    return re.sub(r"(IndirectObject\([0-9]+, [0-9]+), [0-9]+", r"\1", repr(thing))


def test_every_object_is_the_same(short: list[bytes]) -> None:
    for pdf in short:
        settled = settle_stream_ends(pdf)
        assert SHORT not in settled and settle_stream_ends(settled) == settled
        before, after = (pypdf.PdfReader(io.BytesIO(one), strict=True) for one in (pdf, settled))
        assert spell(before.trailer) == spell(after.trailer)
        for number in range(1, int(str(before.trailer["/Size"]))):
            old, new = (one.get_object(number) for one in (before, after))
            if isinstance(old, pypdf.generic.StreamObject):
                assert isinstance(new, pypdf.generic.StreamObject)
                assert old.get_data() == new.get_data()
            else:
                assert spell(old) == spell(new)


def test_the_table_says_where_each_object_begins(short: list[bytes]) -> None:
    for pdf in short:
        settled = settle_stream_ends(pdf)
        at = int(settled.rsplit(b"startxref\n", 1)[1].split()[0])
        assert settled[at : at + 5] == b"xref\n"
        rows = re.findall(rb"([0-9]{10}) [0-9]{5} ([nf])\r\n", settled[at:])
        for number, (start, used) in enumerate(rows):
            if used == b"n":
                assert settled[int(start) :].startswith(b"%d 0 obj\n" % number)


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7\nx\r\nendstream\n", b"a\nxref\n0 1\r\nendstream"])
def test_a_file_that_is_built_otherwise_stays_as_it_is(pdf: bytes) -> None:
    assert settle_stream_ends(pdf) == pdf
