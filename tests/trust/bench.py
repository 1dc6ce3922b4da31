"""A fictional agency whose approvals are signed, and ways to land, to forge and to tamper."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from casekit.history.signing import SigningKey, read_signing_key, sign
from casekit.records.profile import read_document
from casekit.records.writing import dump_document
from casekit.trust.approval import ApprovalStatement, hash_record
from casekit.trust.places import file_names
from casekit.trust.statements import OF_APPROVAL
from tests.cli.contract import find_breaches
from tests.cli.office import Answer, Office
from tests.cli.walk import WALK, found_office, take
from tests.history.test_signing import make_key

Landing = Literal["merge", "squash", "rebase"]
LANDINGS: tuple[Landing, ...] = ("merge", "squash", "rebase")
PEOPLE = {name: (f"{name.upper()}. Sample", f"{name}.sample@agency.example") for name in "rqdwm"}
# When the work is approved, and when it is landed on the agency's branch.
APPROVED = "2026-02-02T09:00:00-06:00"
LANDED = "2026-02-02T12:00:00-06:00"
LATER = "2026-02-20T12:00:00-06:00"
KNOWN = ("--acknowledge", "plan-agreed", "--acknowledge", "family-agrees-or-court-orders")
# What these workspaces are told in any case: nobody has pinned them, and an office opens at noon.
USUAL = {"TRUST-NOT-PINNED", "CLOCK-WENT-BACK"}


@dataclass(frozen=True)
class Bench:
    """One clone, and the homes of everybody with a key; `root` holds the root key."""

    office: Office
    homes: Path

    @property
    def root(self) -> Path:
        return self.office.root

    @property
    def folder(self) -> str:
        return f"cases/2026/{self.office.case}"

    @property
    def plan(self) -> Path:
        """The file of the plan that is approved."""
        return next(p for p in self.office.records("plan") if "kind: family" in p.read_text())

    def copy(self, to: Path) -> Bench:
        return Bench(self.office.copy(to), self.homes)

    def key(self, name: str) -> SigningKey:
        return read_signing_key(self.homes / name / ".ssh" / "id_ed25519", lambda: None)

    def public(self, name: str) -> str:
        return str(self.homes / name / ".ssh" / "id_ed25519.pub")

    def run(self, *words: str, by: str = "r", home: str | None = None, **options: Any) -> Answer:
        """Run a command as somebody; `home` has the key, the own one without it."""
        office = replace(self.office, home=self.homes / (home or by))
        return office.run(*words, by=PEOPLE[by], **{"at": APPROVED} | options)

    def approve(self, by: str = "r", *, scope: str = "plan", **options: Any) -> Answer:
        done = self.run("approve", self.office.case, scope, *KNOWN, by=by, **options)
        assert done.code == 0, done.err
        return done

    def trust(self, *words: str, home: str = "root", at: str = APPROVED) -> None:
        done = self.run("trust", *words, by="m", home=home, at=at)
        assert done.code == 0, done.err

    def git(self, *words: str, by: str = "w", at: str = APPROVED) -> str:
        dates = {"GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at}
        env = self.office.environment(PEOPLE[by], None, dates)
        done = subprocess.run(
            ["git", *words], cwd=self.root, env=env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def save(self, by: str = "w", at: str = APPROVED, message: str = "By hand") -> str:
        """Save everything in the folder with git; give the version."""
        self.git("add", "--all", by=by, at=at)
        self.git("commit", "-q", "-m", message, by=by, at=at)
        return self.git("rev-parse", "HEAD")

    def branch(self) -> None:
        """Go on beside the agency's branch."""
        self.git("switch", "-q", "-c", "work")

    def land(self, how: Landing, at: str = LANDED, by: str = "m") -> None:
        """Bring the work to the agency's branch, which has moved meanwhile."""
        self.git("switch", "-q", "main")
        (self.root / "README.md").write_text(f"Read me, says the office at {at}.\n")
        self.save("m", APPROVED, "Something else")
        if how == "merge":
            self.git("merge", "-q", "--no-ff", "--no-edit", "work", by=by, at=at)
        elif how == "squash":
            self.git("merge", "-q", "--squash", "work", by=by, at=at)
            self.git("commit", "-q", "-m", "Squashed", by=by, at=at)
        else:
            self.git("rebase", "-q", "main", "work", by=by, at=at)
            self.git("switch", "-q", "main")
            self.git("merge", "-q", "--ff-only", "work")
        self.git("branch", "-q", "-D", "work")

    def verify(self, *words: str, at: str = LATER) -> Answer:
        done = self.run("verify", *words, "--format", "json", at=at)
        assert find_breaches("verify-approvals", done.data) == [], done.out
        return done

    def told(self, *words: str) -> set[str]:
        """The codes of verify, what is told in any case left out."""
        return {f["code"] for f in self.verify(*words).findings} - USUAL

    def statement(self) -> Path:
        """The file of the newest statement."""
        return sorted((self.root / self.folder / "approvals").glob("*.json"))[-1]

    def forge(
        self,
        key: str,
        approver: str = "r-sample",
        *,
        namespace: str = OF_APPROVAL,
        spoil: Any = lambda content: content,
        **changes: Any,
    ) -> str:
        """Write an approval of the plan without asking casekit; give its path, not saved yet."""
        plan = read_document(self.plan.read_bytes(), "plan").data
        assert isinstance(plan, dict)
        at = str(changes.pop("at", APPROVED))
        data: dict[str, Any] = {
            "schema": "approval/1",
            "id": "2026-02-02-zzzzzz",
            "occurred_at": at,
            "recorded_at": at,
            "recorded_by": approver,
            "scope": "plan",
            "approves": [plan["id"]],
            "approved_by": approver,
        }
        first = self.run("trust", "pin", "--format", "json").data["first_digest"]
        said = ApprovalStatement(
            workspace=first,
            case=self.office.case,
            decision="approved",
            scope="plan",
            record=data["id"],
            own=hash_record(data),
            approves=(plan["id"],),
            records={plan["id"]: hash_record(plan)},
            approver=approver,
            prepared_by=("w-sample",),
            base=self.git("rev-parse", "main"),
            at=datetime.fromisoformat(at),
            acknowledged=(),
        )
        content = spoil(replace(said, **changes).content)
        path, beside = file_names(self.folder, data["id"])
        self.write(f"{self.folder}/decisions/{data['id']}.yaml", dump_document(data))
        self.write(path, content)
        self.write(beside, sign(content, namespace, self.key(key)).encode())
        return path

    def write(self, path: str, content: bytes) -> None:
        (self.root / path).parent.mkdir(exist_ok=True)
        (self.root / path).write_bytes(content)


def build_bench(top: Path, names: Sequence[str] = ("r", "r2", "q", "d", "w", "m", "root")) -> Bench:
    """A case whose plan waits for approval on `work`, and a trust file on `main`."""
    for name in names:
        place = top / name / ".ssh" / "id_ed25519"
        place.parent.mkdir(parents=True)
        public = read_signing_key(make_key(place), lambda: None).public
        place.chmod(0o600)  # ssh-keygen reads no other
        place.with_suffix(".pub").write_text(f"{public} {name}\n")
    office = found_office(top / "files", top / "w")
    bench = Bench(office, top)
    agency = office.root / "agency.yaml"
    more = "".join(
        f"  - id: {n}-sample\n    name: {PEOPLE[n][0]}\n    email: {PEOPLE[n][1]}\n"
        f"    roles: [{'supervisor' if n == 'q' else 'worker'}]\n"
        for n in "qdm"
    )
    text = agency.read_text()
    assert "people:\n" in text
    agency.write_text(text.replace("people:\n", f"people:\n{more}", 1))
    bench.save(at="2026-01-05T10:00:00-06:00")
    bench.trust("init", at="2026-01-05T11:00:00-06:00")
    for words in (
        ("add", "r-sample", "--role", "supervisor", "--key", bench.public("r")),
        ("add", "r-sample", "--key", bench.public("r2")),
        ("add", "q-sample", "--role", "supervisor", "--key", bench.public("q")),
        ("add", "d-sample", "--role", "delegate", "--key", bench.public("d")),
        ("add", "w-sample", "--role", "worker", "--key", bench.public("w")),
        ("delegate", "r-sample", "d-sample", "--until", "2026-02-10"),
    ):
        bench.trust(*words, at="2026-01-05T11:00:00-06:00")
    for step in WALK:
        if step.command == "approve":
            if step.name == "plan approved":
                break
            continue
        office = take(step, office, "yaml")
        if step.name == "safety plan":
            bench = Bench(office, top)
            bench.branch()
    return Bench(office, top)
