"""Approvals of many cases verified, beside `ssh-keygen -Y verify` once for each.

    python benchmarks/approvals.py                 1,000 cases, 3,000 approvals
    python benchmarks/approvals.py --cases 100     only so many
    python benchmarks/approvals.py --write         and keeps the page in benchmarks/results/

`casekit verify` is timed as a whole process, in a clone that has been verified before. It does more
than judge signatures: it follows the line of versions, the trust file, who made each version, and
holds every record against what was signed. `ssh-keygen` judges the same signatures, one process for
each file, as a script would; it is timed over a sample.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from make_case import make_environment
from run import describe_machine

from casekit.history.objects import list_files, read_blobs
from casekit.history.repository import Repository
from casekit.history.signing import SigningKey, check_signature, read_signing_key, sign
from casekit.records.profile import read_document
from casekit.records.writing import dump_document
from casekit.trust.approval import ApprovalStatement, hash_record
from casekit.trust.places import file_names, statement_name
from casekit.trust.statements import OF_APPROVAL, OF_TRUST
from casekit.trust.trust_file import TrustedKey, TrustedPerson, TrustFile, signature_name

MAKER = Path(__file__).with_name("make_many.py")
# What is approved in each case: the first so many records of these folders.
FOLDERS = ("plans", "decisions", "assessments")
EACH = 3
BEGIN = datetime(2026, 4, 1, 12, tzinfo=UTC)
SAMPLE = 200


def make_key(place: Path) -> SigningKey:
    """A new key, as anybody makes one."""
    words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(place)]
    subprocess.run(words, check=True)
    return read_signing_key(place, lambda: None)


def approve_all(root: Path, key: SigningKey, environment: dict[str, str]) -> int:
    """Put a trust file and the approvals of every case on the branch; a version for each case."""
    repo = Repository.open(root, environment)
    head = repo.head()
    assert head is not None
    trust = TrustFile(
        *(
            1,
            None,
            {
                "r-sample": TrustedPerson(
                    "r-sample", ("supervisor",), (TrustedKey(key.public, BEGIN),)
                )
            },
        ),
        roots=(key.public,),
        threshold=1,
    )
    by_case: dict[str, list[tuple[str, str]]] = {}
    for entry in list_files(repo, head, "cases"):
        folder, inner, _ = entry.path.rsplit("/", 2) if entry.path.count("/") > 2 else ("", "", "")
        if inner in FOLDERS and entry.path.endswith(".yaml"):
            by_case.setdefault(folder, []).append((entry.path, entry.oid))
    chosen = {
        folder: sorted(files, key=lambda f: FOLDERS.index(f[0].rsplit("/", 2)[1]))[:EACH]
        for folder, files in by_case.items()
    }
    blobs = read_blobs(repo, [oid for files in chosen.values() for _, oid in files])
    words = ["git", "-C", str(root), "fast-import", "--quiet", "--force"]
    importing = subprocess.Popen(words, env=environment, stdin=subprocess.PIPE)
    assert importing.stdin is not None
    count = 0
    with importing.stdin as stream:
        content = trust.content
        beside = signature_name(1, key.public)
        files = {statement_name(1): content, beside: sign(content, OF_TRUST, key).encode()}
        for part in commit(BEGIN, files, head):
            stream.write(part)
        for number, (folder, records) in enumerate(chosen.items()):
            at = BEGIN + timedelta(minutes=number + 1)
            files = {}
            for each, (path, oid) in enumerate(records):
                data = read_document(blobs[oid], path).data
                assert isinstance(data, dict)
                files |= approve(trust, folder, data, f"2026-04-01-{each:06d}", at, head, key)
                count += 1
            for part in commit(at, files, None):
                stream.write(part)
    if importing.wait():
        raise RuntimeError("git fast-import failed")
    subprocess.run(["git", "-C", str(root), "reset", "-q", "--hard"], env=environment, check=True)
    return count


def approve(
    trust: TrustFile,
    folder: str,
    data: dict[str, object],
    record: str,
    at: datetime,
    base: str,
    key: SigningKey,
) -> dict[str, bytes]:
    """The files of one approval."""
    one = str(data["id"])
    own = {
        "schema": "approval/1",
        "id": record,
        "occurred_at": at.isoformat(),
        "recorded_at": at.isoformat(),
        "recorded_by": "r-sample",
        "scope": "other",
        "approves": [one],
        "approved_by": "r-sample",
    }
    said = ApprovalStatement(
        workspace=trust.digest,
        case=folder.rsplit("/", 1)[1],
        decision="approved",
        scope="other",
        record=record,
        own=hash_record(own),
        approves=(one,),
        records={one: hash_record(data)},
        approver="r-sample",
        prepared_by=("w-sample",),
        base=base,
        at=at,
        acknowledged=(),
    )
    path, beside = file_names(folder, record)
    return {
        f"{folder}/decisions/{record}.yaml": dump_document(own),
        path: said.content,
        beside: sign(said.content, OF_APPROVAL, key).encode(),
    }


def commit(at: datetime, files: dict[str, bytes], start: str | None) -> Iterator[bytes]:
    """A version as git fast-import reads it."""
    who = f"R. Sample <r.sample@agency.example> {int(at.timestamp())} +0000"
    yield f"commit refs/heads/main\ncommitter {who}\ndata 8\nApproval\n".encode()
    if start is not None:
        yield f"from {start}\n".encode()
    for path, content in files.items():
        yield f"M 100644 inline {path}\ndata {len(content)}\n".encode() + content + b"\n"


def time_verify(root: Path, environment: dict[str, str], rounds: int) -> tuple[float, int]:
    """Seconds of the whole command, the median, and how many approvals hold."""
    casekit = str(Path(sys.executable).with_name("casekit"))
    times = []
    for _ in range(rounds + 1):
        start = time.perf_counter()
        done = subprocess.run(
            [casekit, "verify"],
            cwd=root,
            env=environment,
            capture_output=True,
            check=False,
        )
        times.append(time.perf_counter() - start)
        assert done.returncode == 0, done.stderr.decode()
    holding = sum(line.endswith(b": holds") for line in done.stdout.splitlines())
    return statistics.median(times[1:]), holding


def time_keygen(root: Path, key: SigningKey, top: Path) -> float:
    """Seconds for one signature, the median over a sample."""
    allowed = top / "allowed"
    allowed.write_text(f"r-sample {key.public}\n")
    times = []
    for path in sorted(root.glob("cases/**/approvals/*.json"))[:SAMPLE]:
        words = ["ssh-keygen", "-Y", "verify", "-f", str(allowed), "-I", "r-sample"]
        words += ["-n", OF_APPROVAL, "-s", f"{path}.sig"]
        start = time.perf_counter()
        with path.open("rb") as file:
            subprocess.run(words, stdin=file, check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def time_signatures(root: Path, rounds: int) -> float:
    """Seconds for one signature judged in process, the median."""
    pairs = [
        (Path(f"{path}.sig").read_text("ascii"), path.read_bytes())
        for path in sorted(root.glob("cases/**/approvals/*.json"))
    ]
    times = []
    for _ in range(rounds + 1):
        start = time.perf_counter()
        for signature, content in pairs:
            check_signature(signature, content, OF_APPROVAL)
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:]) / len(pairs)


def main() -> None:
    """Make the workspace, measure, print, and with --write keep."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--cases", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        words = [sys.executable, str(MAKER), str(top / "many"), str(given.cases), "--files"]
        subprocess.run([*words, "--versions", "10"], check=True, capture_output=True)
        root, environment = top / "many" / "files", dict(make_environment(top))
        key = make_key(top / "key")
        count = approve_all(root, key, environment)
        # By turns, so that whatever else the machine does falls on both.
        before = time_keygen(root, key, top)
        whole, holding = time_verify(root, environment, given.rounds)
        alone = time_signatures(root, given.rounds)
        by_keygen = statistics.mean((before, time_keygen(root, key, top)))
    assert holding == count, (holding, count)
    each = whole / count
    today = date.today().isoformat()  # noqa: DTZ011 the day where the machine stands
    page = [
        f"# Approvals verified, {given.cases:,} cases, {today}",
        "",
        *describe_machine(),
        f"- 29 files a case and {EACH} approvals, a version for each case; {given.rounds} rounds",
        f"- load average at the end {os.getloadavg()[0]:.1f}",
        "",
        "| what | approvals | s | ms an approval | times faster |",
        "|---|---:|---:|---:|---:|",
        f"| `ssh-keygen -Y verify`, a process each (a sample of {SAMPLE}) | {count:,} "
        f"| {by_keygen * count:.1f} | {by_keygen * 1000:.2f} | 1.0 |",
        f"| the signatures alone, in one process | {count:,} | {alone * count:.2f} "
        f"| {alone * 1000:.3f} | {by_keygen / alone:.1f} |",
        f"| `casekit verify`, the whole command | {count:,} | {whole:.2f} | {each * 1000:.3f} "
        f"| {by_keygen / each:.1f} |",
        "",
        "The signature is the smaller part: the command also starts, reads the line of versions,",
        "finds the trust in force at each, who made which version, and whether each record still",
        "says what was approved. Of a signature in process, OpenSSL takes nine tenths. The command",
        "uses all processors, `ssh-keygen` one: what else the machine does falls on it twice.",
        "",
    ]
    sys.stdout.write("\n".join(page))
    if given.write:
        kept = Path(__file__).parent / "results" / f"{today}-approvals.md"
        kept.write_text("\n".join(page), encoding="utf-8")


if __name__ == "__main__":
    main()
