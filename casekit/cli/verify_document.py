"""`casekit verify --document`: which version a paper shows, and whether that was approved."""

from __future__ import annotations

import os
from pathlib import Path

from casekit.cli.output import (
    Format,
    clean,
    count,
    finding_as_data,
    say,
    write_findings,
    write_json,
)
from casekit.cli.session import open_schemas
from casekit.documents.printed import Stamp, read_stamp
from casekit.errors import NotFound, Unreadable
from casekit.history.repository import Repository
from casekit.model.findings import Finding, judge_findings
from casekit.oversight.approvals import verify_approvals
from casekit.oversight.printed_plans import PrintedPlan, compare_printed, judge_printed
from casekit.trust.pins import find_pin, read_seen
from casekit.workspace.workspace import Workspace

_MAX_BYTES = 100 << 20


def answer_document(repo: Repository, name: str, given_pin: str | None, how: Format) -> int:
    """Find the printed version, judge its plans, and give the exit code."""
    stamp = read_stamp(_read(name), name)
    head = repo.head()
    if head is None:
        raise NotFound("nothing has been saved in this workspace yet, so there is no history")
    now = Workspace.read(repo, open_schemas(), saved=True)
    number = now.find_case(stamp.case, whatever_state=True)
    report = verify_approvals(
        repo, head, find_pin(repo, os.environ, given_pin), read_seen(repo), number
    )
    findings = list(report.findings)
    version = _find_version(repo, head, stamp)
    plans: list[PrintedPlan] = []
    is_signed = report.trust.newest is not None
    if version is None:
        findings.append(_find_lost(stamp, name))
    else:
        then = Workspace.read(repo, open_schemas(), as_known=version)
        plans = compare_printed(then.load(number), report.approvals)
        findings += judge_printed(plans, version) if is_signed else []
    if how is Format.JSON:
        write_json(
            {
                "file": name,
                "case": number,
                "printed_version": stamp.version,
                "version": version,
                "content": stamp.content,
                "signed": is_signed,
                "plans": [
                    {
                        "plan": one.plan,
                        "kind": one.kind,
                        "path": one.path,
                        "approved_by": one.approved_by,
                        "approval": one.approval,
                        "holds_now": one.holds_now,
                        "differs_from": one.differs_from,
                    }
                    for one in plans
                ],
                "findings": [finding_as_data(f) for f in findings],
            }
        )
        return judge_findings(findings)
    if how is Format.TEXT:
        say(clean(f"{name}: case {number}, record version {stamp.version}"))
        for one in plans:
            say(clean(f"  {one.kind} plan {one.plan}: {_say_plan(one)}"))
        if not is_signed:
            say("  approvals are not signed here, so nothing shows what was approved")
    summary = count(len(findings), "finding") if findings else "nothing is wrong"
    write_findings({}, findings, how, f"{name} looked up in version {head[:7]}: {summary}")
    return judge_findings(findings)


def _say_plan(one: PrintedPlan) -> str:
    if one.approval is None:
        return "not what was approved" if one.differs_from else "approved by nobody's signature"
    now = "" if one.holds_now else "; it was changed since, and that approval holds no more"
    return f"what {one.approved_by} approved with {one.approval}{now}"


def _find_version(repo: Repository, head: str, stamp: Stamp) -> str | None:
    try:
        version = repo.resolve(stamp.version)
    except NotFound:
        return None
    return version if version == head or repo.contains(head, version) else None


def _find_lost(stamp: Stamp, name: str) -> Finding:
    return Finding(
        code="PRINTED-VERSION-LOST",
        message=f"version {stamp.version}, which it was printed from, is not in the history here",
        path=name,
        hint="it was printed in another clone, or from what was never brought to this branch: "
        "fetch, and look again",
    )


def _read(name: str) -> bytes:
    try:
        with Path(name).open("rb") as file:
            content = file.read(_MAX_BYTES + 1)
    except OSError as fault:
        raise Unreadable(
            f"{name} cannot be read: {fault.strerror}",
            hint="name the PDF that was printed",
            path=name,
        ) from fault
    if len(content) > _MAX_BYTES:
        raise Unreadable(f"{name} is larger than any document", hint="name the PDF", path=name)
    return content
