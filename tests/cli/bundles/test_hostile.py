"""Bundles that are not what they should be: refused, with nothing done."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from casekit.cli.session import open_schemas
from casekit.records.canonical import canonical_json
from casekit.records.sealing import make_key_pair
from casekit.workspace.case_bundle import (
    Bundle,
    open_bundle,
    pack_bundle,
    seal_bundle,
)
from tests.cli.bundles.offices import (
    Receiver,
    refused,
)

Change = Callable[[dict[str, Any], dict[str, bytes]], None]


def entry(path: str, data: bytes, said: str | None = None) -> dict[str, Any]:
    digest = hashlib.sha256(data).hexdigest()
    return {"path": path, "bytes": len(data), "sha256": digest, "content_sha256": said}


def add(path: str, data: bytes = b"x", said: str | None = None) -> Change:
    def change(manifest: dict[str, Any], files: dict[str, bytes]) -> None:
        files[path] = data
        listed = [*manifest["files"], entry(path, data, said)]
        manifest["files"] = sorted(listed, key=lambda each: str(each["path"]))
        manifest["counts"]["bytes"] += len(data)
        manifest["counts"]["records" if said else "attachments"] += 1

    return change


def both(*changes: Change) -> Change:
    def change(manifest: dict[str, Any], files: dict[str, bytes]) -> None:
        for each in changes:
            each(manifest, files)

    return change


def rewrite(kind: str, old: bytes, new: bytes) -> Change:
    """Change the words of a record, with all sums as they have to be."""

    def change(manifest: dict[str, Any], files: dict[str, bytes]) -> None:
        from casekit.records.profile import read_document

        path = next(p for p in sorted(files) if f"schema: {kind}/1".encode() in files[p])
        assert old in files[path]
        manifest["counts"]["bytes"] -= len(files[path])
        files[path] = files[path].replace(old, new, 1)
        manifest["counts"]["bytes"] += len(files[path])
        data = read_document(files[path], path).data
        said = hashlib.sha256(canonical_json(data)).hexdigest()
        listed = [e for e in manifest["files"] if e["path"] != path]
        listed.append(entry(path, files[path], said))
        manifest["files"] = sorted(listed, key=lambda each: str(each["path"]))

    return change


def says(**values: Any) -> Change:
    def change(manifest: dict[str, Any], files: dict[str, bytes]) -> None:
        manifest.update(values)

    return change


def drop(manifest: dict[str, Any], files: dict[str, bytes]) -> None:
    """A file that is there is not listed."""
    gone = manifest["files"].pop()
    manifest["counts"]["bytes"] -= gone["bytes"]
    manifest["counts"]["records"] -= 1


def twice(manifest: dict[str, Any], files: dict[str, bytes]) -> None:
    manifest["files"].append(manifest["files"][-1])
    manifest["counts"]["records"] += 1
    manifest["counts"]["bytes"] += manifest["files"][-1]["bytes"]


def wrong_content_sum(manifest: dict[str, Any], files: dict[str, bytes]) -> None:
    manifest["files"][0]["content_sha256"] = "0" * 64


def wrong_sum(manifest: dict[str, Any], files: dict[str, bytes]) -> None:
    manifest["files"][0]["sha256"] = "0" * 64


def huge(manifest: dict[str, Any], files: dict[str, bytes]) -> None:
    manifest["files"][0]["bytes"] = 67_108_864


TOMBSTONE = b"schema: tombstone/1\nstate: destroyed\n"
HOSTILE: Mapping[str, tuple[Change, str]] = {
    "above": (add("../x"), "no place"),
    "above within": (add("attachments/../../x"), "no place"),
    "absolute": (add("/etc/passwd"), "no place"),
    "a drive": (add("attachments/C:x"), "no place"),
    "backslash": (add("attachments\\..\\x"), "no place"),
    "git's folder": (add(".git/config"), "no place"),
    "git's folder within": (add("attachments/.GIT/config"), "no place"),
    "git's folder in Windows": (add("attachments/git~1/config"), "no place"),
    "hidden": (add("attachments/.gitattributes"), "no place"),
    "another folder": (add("programs/x"), "no place"),
    "agency.yaml": (add("agency.yaml"), "no place"),
    "a folder deeper": (add("contacts/x/2026-01-12-zzzzzz.yaml", said="0" * 64), "no place"),
    "no id": (add("contacts/x.yaml", said="0" * 64), "no place"),
    "a record among attachments": (add("attachments/x.yaml"), "no place"),
    "a new line": (add("attachments/a\nb"), "no place"),
    "bidi": (add("attachments/a\u202eb"), "no place"),
    "a name too long": (add("attachments/" + "a" * 200), "no place"),
    "case folding": (both(add("attachments/a"), add("attachments/A")), "one on some computers"),
    "composition": (both(add("attachments/\u00e9"), add("attachments/e\u0301")), "on some"),
    "a file and a folder": (both(add("attachments/a"), add("attachments/A/b")), "on some"),
    "twice": (twice, "twice"),
    "not listed": (drop, "more than its manifest names"),
    "sum of bytes": (wrong_sum, "checksum"),
    "sum of what it says": (wrong_content_sum, "checksum"),
    "huge": (huge, "count right"),
    "counts": (says(counts={"records": 1, "attachments": 0, "bytes": 1}), "count right"),
    "a mistyped number": (says(case="2026-ZZZZZZZ"), "mistyped"),
    "another number": (says(case="2026-0000006"), ""),
    "a future form": (says(format="casekit-bundle/2"), "error[BUNDLE-NEWER]"),
    "another form": (says(format="other"), "not as casekit writes one"),
    "more keys": (says(more=1), "not as casekit writes one"),
    "no offer": (says(offer="2026-02-09-zzzzzz"), "no such offer"),
    "another receiver": (says(to="Somebody Else"), "no such offer"),
    "a copy with an offer": (says(purpose="copy"), "transfer or a copy"),
    "sealed count": (says(sealed={"values": 7, "keys": []}), "sealed values"),
    "keys that are not there": (
        says(sealed={"values": 1, "keys": [make_key_pair().public]}),
        "not where it should be",
    ),
    "left out and there": (
        says(left_out=[{"path": "case.yaml", "why": "no record"}]),
        "left out",
    ),
    "a destroyed case": (add("tombstone.yaml", TOMBSTONE, "0" * 64), "cannot be read"),
    "no schema": (rewrite("contact", b"schema: contact/1", b"schema: visit/1"), "RECORD-KIND"),
    "an unknown key": (rewrite("assessment", b"\nsummary:", b"\nnummary:"), "nummary"),
    "an anchor": (rewrite("plan", b"\nkind: ", b"\nkind: &a "), "YAML-ANCHOR"),
    "another id": (
        rewrite("contact", b"\nid: 2026-01-13-", b"\nid: 2026-01-14-"),
        "another id",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def opened(sent: bytes, receiver_template: Receiver) -> Bundle:
    return open_bundle(sent, [receiver_template.private], open_schemas())


@pytest.fixture(scope="module")
def guarded(receiver_template: Receiver, tmp_path_factory: pytest.TempPathFactory) -> Receiver:
    """An office that refuses everything, and so never changes."""
    return receiver_template.copy(tmp_path_factory.mktemp("guarded") / "files")


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_not_as_it_should_be_is_refused(
    what: str, opened: Bundle, guarded: Receiver
) -> None:
    change, said = HOSTILE[what]
    manifest = json.loads(canonical_json(opened.manifest))
    files = dict(opened.files)
    change(manifest, files)
    content = seal_bundle(replace_names(opened, manifest, files), [guarded.key])
    done = refused(guarded, content)
    assert done.code == 4 and said in done.err, done.err
    assert not (guarded.office.root / "cases").exists()


def replace_names(bundle: Bundle, manifest: dict[str, Any], files: dict[str, bytes]) -> Bundle:
    """The bundle as somebody makes it who does not care what fits into a head."""
    short = {path if len(path.encode()) < 100 else path[:80]: data for path, data in files.items()}
    return replace(bundle, manifest=manifest, files=short)


def test_what_no_manifest_can_say_is_refused(opened: Bundle, guarded: Receiver) -> None:
    from casekit.records.age_file import encrypt_file

    packed = pack_bundle(opened)
    manifest = canonical_json(opened.manifest)
    link = bytearray(packed)
    link[packed.index(b"case/contacts/") + 156] = ord("2")
    spaced = json.dumps(opened.manifest).encode()
    deep = b"[" * 5000 + b"]" * 5000
    for tar in (
        bytes(link),
        packed + b"x",
        packed[:-512],
        packed + packed,
        b"",
        b"\0" * 1024,
        packed.replace(b"0000600", b"0000777"),
        packed.replace(manifest, b" " * len(manifest)),
        pack_other(opened, spaced),
        pack_other(opened, deep),
        pack_other(opened, manifest[:-1] + b',"case":"x"}'),
        pack_other(opened, b"\xff\xfe"),
        pack_other(opened, b'{"format":1e999}'),
    ):
        done = refused(guarded, encrypt_file(tar, [guarded.key]))
        assert done.code == 4 and "BUNDLE-DAMAGED" in done.err, done.err


def pack_other(bundle: Bundle, manifest: bytes) -> bytes:
    """The bundle with other bytes for a manifest."""
    from casekit.workspace import case_bundle

    parts = {"manifest.json": manifest}
    parts |= {f"case/{path}": bundle.files[path] for path in sorted(bundle.files)}
    heads = [case_bundle._head(n, len(d)) + d + bytes(-len(d) % 512) for n, d in parts.items()]
    return b"".join([*heads, bytes(1024)])


def test_tar_can_read_it_too(opened: Bundle, tmp_path: Path) -> None:
    """Whoever has no casekit opens it with age and tar."""
    (tmp_path / "x.tar").write_bytes(pack_bundle(opened))
    listed = subprocess.run(
        ["tar", "tf", str(tmp_path / "x.tar")], capture_output=True, text=True, check=True
    )
    assert listed.stdout.split() == ["manifest.json", *(f"case/{p}" for p in sorted(opened.files))]
    assert listed.stderr == ""
