"""What a recording command does: read the request, draft, save whole, and say what is due next.

Nothing here knows the command line's parser: scripts that give a file come here without it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from casekit.casework.commands import PLACES, PLAN_ITEMS
from casekit.casework.drafting import Recorded
from casekit.casework.recording import record
from casekit.casework.request import Request
from casekit.cli.flag_faults import FlagPlaces, tell_by_flag
from casekit.cli.flags import Flag, collect
from casekit.cli.output import clean, finding_as_text, say, talk, write_json
from casekit.cli.past import past_as_data, say_past
from casekit.cli.reporter import (
    UNKNOWN_YET,
    ask_reporter,
    hand_on_key,
    keep_reporter_out,
    keep_text_out,
    require_terminal,
    take_reporter,
)
from casekit.cli.session import Session, load_whole, open_session, open_to_save
from casekit.errors import CasekitError, Unreadable, UsageFault
from casekit.history.repository import SavedMeanwhile
from casekit.overview.danger import find_danger
from casekit.overview.due import judge_case, next_steps, obligation_row, tell_unjudged
from casekit.overview.words import say_obligation
from casekit.records.document import Document
from casekit.records.requests import read_request
from casekit.standards.obligations import Obligation

if TYPE_CHECKING:
    from casekit.casework.sealing import Sealer
    from casekit.cli.deciding import Decider
    from casekit.cli.forms.asking import Answered
    from casekit.workspace.loading import LoadedCase

_IDENTITY = frozenset({"same_person", "different_person"})
# How often a request is judged anew when somebody saved with git meanwhile.
TRIES = 3


class Reply(StrEnum):
    """How a recording command answers."""

    TEXT = "text"
    JSON = "json"


# Given by an argument or an option of the command itself, and yet part of the request.
_SPECIAL = (
    Flag(("step",), "step", "text", False, "Which step."),
    Flag(("scope",), "scope", "text", False, "What is approved."),
    Flag(("obligation",), "obligation", "text", False, "Which duty."),
)
# Decisions on what somebody else wrote, which are signed where there is a trust file.
DECISIONS = frozenset({"approve", "return"})


def record_request(name: str, flags: Sequence[Flag], given: Mapping[str, Any]) -> int:
    """Do what a recording command was given, and give the exit code.

    `flags` are those the command knows, `given` their values and those of its own options:
    from_file, how, dry_run, directory, and where it has them case, scope, obligation, step,
    ask_reporter, acknowledge.
    """
    used = [f for f in flags if given.get(f.parameter) not in (None, [])]
    used += [f for f in _SPECIAL if given.get(f.keys[0])]
    # Whatever waits for a person or a pipe comes before the workspace is held.
    given = {**given, "by_form": _wants_form(given, used)}
    request = _read(name, flags, used, given)
    if not given["by_form"]:
        return _judge_and_save(name, request, given, used, flags)
    request, given, answered = _ask(name, request, given, used, flags)
    # Whatever stops it from here on, what was answered stays for the next time.
    with answered.draft:
        return _judge_and_save(name, request, given, used, flags, answered.draft.remove)


def _judge_and_save(
    name: str,
    request: Request,
    given: Mapping[str, Any],
    used: Sequence[Flag],
    flags: Sequence[Flag],
    when_saved: Callable[[], None] | None = None,
) -> int:
    """Judge the request on the case as it is now, save it, and tell what is due next."""
    how: Reply = given["how"]
    asked: dict[str, str] | None = None
    decider: Decider | None = None

    def draft(session: Session) -> Recorded:
        done = _draft_or_tell(name, request, session, {**given, "asked": asked}, used, flags)
        return done if decider is None else decider.state(done, session)

    if name in DECISIONS:
        from casekit.cli.deciding import open_decider

        session = open_session(given["directory"])
        tried = _draft_or_tell(name, request, session, given, used, flags)
        # What is decided on is shown, and agreed to, before the workspace is held.
        decider = open_decider(tried, session, given)

    if given.get("ask_reporter"):
        if not given["by_form"]:
            require_terminal()
        # Nobody answers twice: all else must be right, and somebody able to read, before we ask.
        rehearsed = {**given, "ask_reporter": False, "asked": UNKNOWN_YET}
        session = open_session(given["directory"])
        _draft_or_tell(name, request, session, rehearsed, used, flags)
        asked = ask_reporter(name, session.workspace.schemas, by_form=given["by_form"])
    if given["dry_run"]:
        session = open_session(given["directory"])
        session.workspace.refuse_unfinished_merge()
        return _show_dry_run(session, draft(session), how)
    tries = 0
    while True:
        tries += 1
        try:
            with open_to_save(given["directory"]) as session:
                done = draft(session)
                # All that can fail comes before the save: after it there is only good news.
                steps, danger = _find_next(session, done)
                if done.key_write is not None:
                    done.key_write.keep()
                version = session.workspace.save(done.changes, session.version_moment)
                if when_saved is not None:
                    when_saved()
                hand_on_key(name, done, session)
            for line in danger:
                talk(clean(f"DANGER: {line}"))
            return _answer(session, done, steps, version, how)
        except SavedMeanwhile:
            # Only git by hand can come in between: the request is judged anew on what it saved.
            if tries == TRIES:
                raise


def _wants_form(given: Mapping[str, Any], used: Sequence[Flag]) -> bool:
    """Whether to ask line by line: where that is wanted, or on a terminal where nothing is said."""
    if given.get("guided"):
        return True
    is_terminal = sys.stdin is not None and not sys.stdin.closed and sys.stdin.isatty()
    only_step = all(flag.keys == ("step",) for flag in used)
    return is_terminal and given["from_file"] is None and only_step


def _ask(
    name: str,
    request: Request,
    given: Mapping[str, Any],
    used: Sequence[Flag],
    flags: Sequence[Flag],
) -> tuple[Request, Mapping[str, Any], Answered]:
    """The request as it is answered line by line, on the case that it is about."""
    from casekit.cli.forms.asking import ask_request

    session = open_session(given["directory"])

    def rehearse(tried: Request, case: str | None) -> Recorded:
        told = {**given, "case": case, "ask_reporter": False}
        return _draft_or_tell(name, tried, session, told, used, flags)

    answered = ask_request(name, given, request, session, rehearse)
    asks = given.get("ask_reporter") or answered.knows_reporter
    return answered.request, {**given, "case": answered.case, "ask_reporter": asks}, answered


def _draft_or_tell(
    name: str,
    request: Request,
    session: Session,
    given: Mapping[str, Any],
    used: Sequence[Flag],
    flags: Sequence[Flag],
) -> Recorded:
    """Draft what was asked for; faults of what flags gave are told by the flag."""
    try:
        open_part, sealer = take_reporter(name, request, session, given)
        done = _draft(name, open_part, session, given, sealer)
    except CasekitError as fault:
        keep_reporter_out(fault, name, request, given)
        if hasattr(fault, "findings"):
            fault.findings = tell_by_flag(fault.findings, name, used, flags)
        raise
    if given["from_file"] is None and not used and not given["by_form"]:
        raise UsageFault(
            f"casekit {name} was not told what to record",
            hint=f"give a file with --from, or flags: casekit {name} --help",
        )
    return done


def _draft(
    name: str,
    request: Request,
    session: Session,
    given: Mapping[str, Any],
    sealer: Sealer | None = None,
) -> Recorded:
    workspace = session.workspace
    said = given.get("case") or request.data.get("case")
    if name == "intake" and said is None and "id" in request.data:
        said = workspace.find_record("reports", str(request.data["id"]))
    if name == "intake" and said is None:
        from casekit.casework.intake import open_intake
        from casekit.casework.prior.surfacing import surface_prior

        request = _settle_identity(name, request, session, None)
        done = open_intake(request, workspace, session.desk, sealer)
        return surface_prior(done, workspace, session.desk)
    if said is None:
        raise UsageFault(
            f"casekit {name} was not told CASE",
            hint=f"the case number, or its start; see: casekit {name} --help",
        )
    loaded = load_whole(session, str(said))
    request = _settle_identity(name, request, session, loaded)
    if "id" in request.data:
        from casekit.casework.repeating import refuse_id_of_another_case

        refuse_id_of_another_case(name, request, loaded, workspace)
    if name == "screen":
        from casekit.casework.linking import link_call

        request = link_call(request, loaded, workspace)
    # A further report names its case in the request itself; other commands as an argument.
    request = request.without("case") if name == "intake" else request
    desk = session.desk
    if name in DECISIONS:
        from casekit.cli.deciding import find_desk

        desk = find_desk(session)
    done = record(name, request, loaded, desk, session.book, workspace.schemas, sealer)
    if name == "intake":
        from casekit.casework.prior.surfacing import surface_prior

        return surface_prior(done, workspace, session.desk, before=loaded)
    if name == "person" or "people" in request.data:
        from casekit.casework.prior.surfacing import tell_twice

        return tell_twice(done)
    return done


def _settle_identity(
    name: str, request: Request, session: Session, loaded: LoadedCase | None
) -> Request:
    """Whole decisions on who is the same person, where a request speaks of it."""
    people = request.data.get("people")
    items = [request.data, *(people if isinstance(people, list) else ())]
    spoken = [i for i in items if isinstance(i, Mapping) and _IDENTITY & i.keys()]
    if not spoken:
        return request
    from casekit.casework.prior.identity import name_same_people

    case = loaded.case if loaded is not None else None
    return name_same_people(request, name, session.workspace, case, session.desk)


def _read(
    name: str, flags: Sequence[Flag], used: Sequence[Flag], given: Mapping[str, Any]
) -> Request:
    """The request of a file with what flags add to it."""
    by_flags = collect(flags, given)
    if given.get("step"):
        by_flags["step"] = given["step"]
    if given.get("obligation"):
        by_flags["obligation"] = given["obligation"]
    if given.get("scope"):
        by_flags["scope"] = given["scope"].replace("-", " ")
    document = Document(f"casekit {name}", "", {})
    data: dict[str, Any] = {}
    if given["from_file"] is not None:
        document = _read_file(given["from_file"])
        if document.findings or not isinstance(document.data, dict):
            raise keep_text_out(Unreadable("nothing was saved", document.findings), document)
        data = document.data
    data = {**data, **by_flags}
    if name in PLAN_ITEMS and not given["by_form"]:
        data = _friendly_plan_item(name, data)
    return Request(data, FlagPlaces(document, used))


def _friendly_plan_item(name: str, data: dict[str, Any]) -> dict[str, Any]:
    """In a file, the item may say `of: G1` for the goal or objective that it joins."""
    key = PLACES[name][0]
    if key and "of" in data:
        data = {**data, key: data["of"]}
        del data["of"]
    if key and key not in data:
        where = "of a goal: G1" if name == "objective" else "of an objective: G1.O1"
        raise UsageFault(
            f"casekit {name} was not told where it belongs",
            hint=f"write `of:` or --{key.removesuffix('_id')} with the id {where}",
        )
    return data


def _read_file(name: str) -> Document:
    if name == "-":
        if sys.stdin is None or sys.stdin.closed:
            raise UsageFault("standard input is closed", hint="give a file: --from FILE")
        return read_request(sys.stdin.buffer.read(), "standard input")
    try:
        return read_request(Path(name).read_bytes(), name)
    except OSError as fault:
        raise Unreadable(f"{name} cannot be read: {fault.strerror}", path=name) from fault


def _show_dry_run(session: Session, done: Recorded, how: Reply) -> int:
    files = session.workspace.plan_writes(done.changes)
    texts = {path: content.decode("utf-8") for path, content in files.items()}
    if how is Reply.JSON:
        write_json(
            {
                "case": done.changes.case,
                "version": None,
                "next": [],
                "records": list(done.records),
                "items": list(done.items),
                "gates": _gates(done),
                "files": texts,
                **past_as_data(done, session.now),
            }
        )
        return 0
    for path, text in texts.items():
        say(f"--- {path}")
        say(clean(text.rstrip("\n"), keep_lines=True))
    say_past(done, session.now)
    talk("dry run: nothing was written")
    return 0


def _gates(done: Recorded) -> list[dict[str, Any]]:
    """The gates that were judged on the way, each with the record that meets it."""
    return [{"gate": g.name, "met": g.met, "record": g.record, "says": g.says} for g in done.gates]


def _find_next(session: Session, done: Recorded) -> tuple[Sequence[Obligation], Sequence[str]]:
    """What is due next on the case as it is about to become, and which danger is new in it."""
    judged = judge_case(done.loaded, session.book, session.now)
    for finding in tell_unjudged(judged.judgement.unjudged):
        talk(finding_as_text(finding))
    case = done.loaded.case
    told = find_danger(case, judged.timeline, session.now)
    if told:
        made = frozenset(done.records)
        before = replace(case, records=tuple(r for r in case.records if r.id not in made))
        timeline = session.book.timeline(before, session.now)
        known = find_danger(before, timeline, session.now)
        told = [line for line in told if line not in known]
    return next_steps(judged, session.today), told


def _answer(
    session: Session, done: Recorded, steps: Sequence[Obligation], version: str, how: Reply
) -> int:
    """Say what was saved and what is due next."""
    number, zone = done.changes.case, session.workspace.agency.zone
    short = session.workspace.repo.short(version)
    if how is Reply.JSON:
        write_json(
            {
                "case": number,
                "version": version,
                "next": [obligation_row(o, zone) for o in steps],
                "records": list(done.records),
                "items": list(done.items),
                "gates": _gates(done),
                **past_as_data(done, session.now),
            }
        )
        return 0
    if done.changes.is_empty:
        say(f"Saved already, nothing was changed; the current version is {short}.")
    else:
        say(f"Saved, version {short}: {done.changes.summary}.")
    say_past(done, session.now)
    for note in done.notes:
        talk(clean(note))
    for step in steps[:3]:
        say("  " + clean(say_obligation(step, done.loaded.case, zone, session.now)))
    if not steps:
        say("  Nothing is due on this case.")
    return 0
