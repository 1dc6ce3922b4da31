"""Whatever a file holds, reading it gives data or faults, and the data is what it says."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from casekit.records.edit import is_same_data
from casekit.records.formatting import find_comments, format_document
from casekit.records.profile import read_document
from casekit.records.requests import read_request
from casekit.records.writing import dump_document

from .strategies import scraps
from .test_writing import read_independently


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60))
def test_bytes_are_read_or_refused(content: bytes) -> None:
    for read in (read_document, read_request):
        document = read(content, "x")
        assert (document.data is None) == bool(document.findings)


@settings(max_examples=300, deadline=None)
@given(scraps, st.sampled_from(["", "\n", "a: ", "a:\n  ", "{"]))
def test_what_is_accepted_an_independent_reader_reads_alike(text: str, start: str) -> None:
    content = (start + text).encode()
    document = read_document(content, "x")
    assert all(finding.hint for finding in document.findings)
    if document.data is None:
        return
    assert is_same_data(document.data, read_independently(content.replace(b"\r\n", b"\n")))
    assert is_same_data(read_document(dump_document(document.data), "").data, document.data)
    formatted = format_document(content)
    assert format_document(formatted) == formatted
    after = find_comments(read_document(formatted, ""))
    assert after == find_comments(document)
