"""What is kept of a pack between two starts is the pack, or nothing."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from casekit.standards import packs
from casekit.standards.packs import load_pack


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "packs"
    folder.mkdir()
    for path in packs.packs_dir().glob("*.yaml"):
        shutil.copy(path, folder)
    monkeypatch.setattr(packs, "packs_dir", lambda: folder)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return folder


def kept(folder: Path) -> list[Path]:
    return sorted(folder.glob("__pycache__/*"))


def test_a_second_start_reads_the_same(shipped: Path) -> None:
    first = load_pack("ca-mb-cfs")
    (path,) = kept(shipped)
    assert load_pack("ca-mb-cfs") == first
    path.write_text('{"half')
    assert load_pack("ca-mb-cfs") == first
    assert path.read_text().endswith("}")


def test_another_content_is_another_pack(shipped: Path) -> None:
    load_pack("decided")
    source = shipped / "decided.yaml"
    source.write_text(source.read_text().replace("every agency", "some agencies"))
    assert load_pack("decided").jurisdiction == "some agencies"
    assert len(kept(shipped)) == 2


def test_a_folder_that_cannot_be_written_is_no_fault(
    shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (shipped / "__pycache__").write_text("a file")
    assert load_pack("decided").rules
    (shipped / "__pycache__").unlink()
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert load_pack("decided").rules
    assert kept(shipped) == []
