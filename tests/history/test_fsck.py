"""git's own sentences, put into plain words; what is not known is passed on, never dropped."""

from __future__ import annotations

import io

import pytest

from casekit.history import fsck
from casekit.history.fsck import describe_line

ID = "0123456" + "a" * 33


@pytest.mark.parametrize(
    ("line", "code", "said", "path"),
    [
        (f"missing blob {ID} (main~2:cases/x.yaml)", "HISTORY-MISSING", "a file", "cases/x.yaml"),
        (f"missing blob {ID} (:cases/x.yaml)", "HISTORY-MISSING", "a file", "cases/x.yaml"),
        (f"missing tree {ID}", "HISTORY-MISSING", "a folder", "history"),
        (f"broken link from  commit {ID}", "HISTORY-MISSING", "a version", "history"),
        (f"error: {ID}: object corrupt or missing: x", "HISTORY-CORRUPT", "0123456", "history"),
        (f"error: {ID}: object could not be parsed: x", "HISTORY-CORRUPT", "0123456", "history"),
        (
            f"error: {ID}: hash-path mismatch, found at: .git/objects/ff/{'b' * 38}",
            "HISTORY-CORRUPT",
            "ffbbbbb does not hold",
            "history",
        ),
        (f"error: sha1 mismatch {ID}", "HISTORY-CORRUPT", "0123456 does not hold", "history"),
        (
            f"error: refs/heads/x: invalid sha1 pointer {ID}",
            "HISTORY-REFERENCE",
            "refs/heads/x",
            "",
        ),
        (f"error: HEAD: invalid reflog entry {ID}", "HISTORY-REFERENCE", "diary of HEAD", ""),
        ("error: refs/tags/t: not a commit", "HISTORY-REFERENCE", "refs/tags/t", ""),
        (f"error in tree {ID}: hasDot: contains '.'", "HISTORY-FORM", "hasDot", "history"),
        (f"warning in tree {ID}: zeroPadded: x", "HISTORY-FORM", "zeroPadded", "history"),
        ("notice: HEAD points to an unborn branch (x)", "HISTORY-REFERENCE", "branch x", ""),
        ("error: packfile p SHA1 checksum mismatch", "HISTORY-DAMAGED", "packfile p", "history"),
        ("fatal: something \x1b[31m new", "HISTORY-DAMAGED", "\\x1b[31m new", "history"),
    ],
)
def test_each_sentence(line: str, code: str, said: str, path: str) -> None:
    finding = describe_line(line)
    assert finding is not None
    assert (finding.code, finding.path) == (code, path or "history")
    assert said in finding.message
    assert (finding.severity == "warning") == line.startswith("warning")


def test_the_path_is_asked_for_where_git_does_not_know_it() -> None:
    finding = describe_line(f"error: {ID}: object corrupt or missing: x", {ID: "a/b"}.get)
    assert finding is not None and finding.path == "a/b"


def test_what_only_adds_to_another_line_is_left_out() -> None:
    assert describe_line("to    blob x") is None
    assert describe_line("error: inflate: data stream error") is None


def test_the_answer_is_bounded() -> None:
    lines = "".join(f"missing blob {number:07x}{0:033x}\n" for number in range(5000))
    found = list(fsck._read_faults(io.BytesIO(lines.encode()), None))
    assert len(found) == fsck.MAX_FAULTS + 1
    assert "the rest is not told" in found[-1].message
