"""The front door: help, version and which command is meant, before anything slow is imported.

`--version` and `--help` must answer at once, so this file imports nothing that they do not need.
"""

from __future__ import annotations

import os
import sys

from casekit import __version__

# Command -> the module of casekit.cli that has it, and what it does, in the order of the help.
GROUPS: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        "Set up",
        (
            ("init", "setup", "make a new workspace for an agency"),
            ("demo", "demo", "build the sample agency and show it"),
            ("doctor", "doctor", "look whether this machine and workspace are in order"),
            ("calendar", "calendars", "working and court days: propose, decide, sign off"),
        ),
    ),
    (
        "A worker's day",
        (
            ("intake", "recording", "a report, or a request for help, becomes a case"),
            ("screen", "recording", "decide on a report; screened in opens the case"),
            ("determine", "recording", "findings per allegation; decide on risk or track"),
            ("assign", "recording", "give the case to a worker"),
            ("consult", "recording", "a talk with a supervisor and what was agreed"),
            ("contact", "recording", "a visit or call, made or attempted"),
            ("appointment", "recording", "a visit or call that is planned, or called off"),
            ("meeting", "recording", "a meeting: who was there, minutes, what was decided"),
            ("assess", "recording", "safety, risk, needs and strengths"),
            ("progress", "recording", "what became of a goal, objective or activity"),
            ("person", "recording", "add somebody to the case, or change what is known"),
            ("household", "recording", "add a home and who lives there"),
            ("debrief", "recording", "a talk with workers after something hard"),
        ),
    ),
    (
        "Plan and services",
        (
            ("plan", "recording", "agree a family plan or a child's plan, or end it"),
            ("goal", "recording", "add a goal to a plan"),
            ("objective", "recording", "add an objective to a goal"),
            ("activity", "recording", "add an activity to an objective"),
            ("safety-plan", "recording", "agree a safety plan, or end it"),
            ("service", "recording", "refer to a service, and what came of it"),
            ("team", "recording", "who else works with the family, and for what"),
            ("share", "recording", "what was told to whom outside, why, on what ground"),
            ("release", "recording", "let a withheld value stand in a reader's documents"),
            ("translate", "recording", "a text in the words of an interpreter or translator"),
            ("hand-over", "recording", "who read a document through, and who got it"),
            ("advocate", "recording", "rights, complaints, who speaks for somebody"),
            ("placement", "recording", "a home is considered, a child placed, or moved"),
            ("family-time", "recording", "when a child in care is with the family; each time"),
            ("health", "recording", "a line of a child's health passport"),
            ("education", "recording", "a line of a child's education passport"),
            ("court", "recording", "apprehension, application, hearing, order"),
            ("notice", "recording", "a notice sent, or received"),
            ("consent", "recording", "a consent given, or withdrawn"),
        ),
    ),
    (
        "Turning points",
        (
            ("review", "recording", "judge a plan's objectives and decide how to go on"),
            ("approve", "recording", "a supervisor stands for what somebody else wrote"),
            ("return", "recording", "a supervisor gives it back, with what to change"),
            ("extend", "recording", "more time for a duty, decided or asked for"),
            ("excuse", "recording", "set a duty aside, or ask for it"),
            ("transfer", "recording", "offer a case to another agency; accepted, refused"),
            ("adoption", "adoption", "an adopted child gets a restricted case of its own"),
            ("bundle", "bundle", "a case as a file that only the receiver can open"),
            ("receive", "receive", "prove such a file, look into it, take the case in"),
            ("close", "recording", "end the work, when every gate is met"),
            ("reopen", "recording", "take the work up again"),
        ),
    ),
    (
        "Read",
        (
            ("next", "due", "what to do next, for you or on one case"),
            ("due", "due", "what is due, for one case or all"),
            ("explain", "explain", "why something is due, with rule and source"),
            ("show", "show", "a case on one screen"),
            ("process", "process", "where each child stands, and every way on"),
            ("prior", "prior", "every earlier report, opening and risk of this family"),
            ("passport", "passport", "a child's health and education: now, next, before"),
            ("chronology", "chronology", "everything that happened, in order"),
            ("timeline", "timeline", "the case over time, as a picture"),
            ("picture", "picture", "the family as a genogram, or with what is around it"),
            ("search", "search", "find cases, people and words"),
            ("instruments", "instruments", "the forms of assessments, and their answers"),
            ("services", "services", "which services fit, and where a place is free"),
            ("log", "log", "the saved versions: who wrote down what, when"),
            ("diff", "diff", "what changed between two versions, in words"),
            ("blame", "blame", "who set a value, when, and what was approved with it"),
            ("render", "render", "a document, of one case or of all, to read or print"),
        ),
    ),
    (
        "The agency",
        (
            ("caseload", "caseload", "every open case by risk, and what each worker carries"),
            ("report", "report", "figures over all cases: visits, timeliness, outcomes"),
        ),
    ),
    (
        "What only some may read",
        (
            ("seal", "seal", "seal who reported, on a report that is there"),
            ("unseal", "unseal", "read it, with a reason that is recorded first"),
            ("keys", "keys", "who can read it; make, add, remove, rotate keys"),
        ),
    ),
    (
        "Keep right",
        (
            ("standards", "standards", "the rules: packs, editions, a lint, what changed"),
            ("check", "check", "are the records right? every fault with its line"),
            ("fmt", "fmt", "write records in their canonical form"),
            ("templates", "templates", "try out the agency's own document templates"),
            ("resolve", "resolve", "two wrote at once: decide field by field, and save"),
            ("undo", "undo", "take one version back, with a new one that says so"),
            ("expunge", "expunge", "destroy a case file, seal it, or open it again"),
            ("trust", "trust", "whose signature counts: people, keys, roots, a pin"),
            ("verify", "verify", "is the history whole and right? store, records, versions"),
            ("backup", "backup", "save the whole history in one file, and try it out"),
        ),
    ),
)
COMMANDS = {name: module for _, group in GROUPS for name, module, _ in group}
EXITS = (
    "Exit codes: 0 ok, 1 findings or overdue, 2 usage, 3 not found or ambiguous,\n"
    "4 unreadable or not enough data to judge, 5 conflicting edit, 6 git,\n"
    "7 missing tool, 8 refused by a gate, 70 bug, 130 interrupted."
)


def help_text() -> str:
    """The page that `casekit --help` prints, at most 80 columns wide."""
    lines = [
        "casekit: a child protection agency's case files as plain YAML in git.",
        "",
        "Usage: casekit [-C DIR] COMMAND [CASE] [OPTIONS]",
        "       casekit COMMAND --help       what a command does, with an example",
        "       casekit                      what to do next",
    ]
    for title, group in GROUPS:
        lines += ["", f"{title}:"]
        lines += [f"  {name:<12} {does}" for name, _, does in group]
    lines += ["", "A case number may be shortened as long as only one case fits.", EXITS]
    return "\n".join(lines) + "\n"


def answer(argv: list[str]) -> int:
    """Answer a command line and give the exit code."""
    _ready_streams()
    try:
        code = _answer(argv)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        from casekit.cli.output import INTERRUPTED, talk

        talk(INTERRUPTED)
        return 130
    except BrokenPipeError:
        # The reader went away (`| head`): what it did not want to read is no fault.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as fault:
        from casekit.cli.output import AnswerCut, talk

        if not isinstance(fault, (OSError, AnswerCut)):
            raise
        # A full disk behind `> FILE`: half a report must not look like a whole one.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        why = fault.strerror if isinstance(fault, OSError) else fault
        talk(f"casekit: error[OUTPUT] the answer could not be written: {why}")
        talk("  hint: the answer is not complete; write it to a place with room")
        return 4


def _ready_streams() -> None:
    """Write UTF-8 into files and pipes, whatever the locale; what a terminal lacks, escaped.

    A stream that the caller closed swallows what is written to it.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif hasattr(stream, "reconfigure"):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def _answer(argv: list[str]) -> int:
    directory: list[str] = []
    while len(argv) >= 2 and argv[0] == "-C":
        directory, argv = argv[:2], argv[2:]
    if argv and argv[0] in ("--version", "-V"):
        sys.stdout.write(f"casekit {__version__}\n")
        return 0
    if argv and argv[0] in ("--help", "-h", "help"):
        if len(argv) == 1:
            sys.stdout.write(help_text())
            return 0
        argv = [*argv[1:], "--help"]
    if not argv:
        argv = ["next"]
    name = argv[0]
    if name not in COMMANDS:
        return _unknown(name, argv)
    words = [*argv[1:], *directory]
    if COMMANDS[name] == "recording":
        from casekit.cli.plain_call import read_plain_call, run_plain_call

        given = read_plain_call(name, words)
        if given is not None:
            return run_plain_call(name, given)
    if COMMANDS[name] == "due":
        from casekit.cli.plain_due import read_plain_due

        plain = read_plain_due(name, words)
        if plain is not None:
            return plain()
    if name == "render":
        from casekit.cli.plain_render import read_plain_render

        plain = read_plain_render(words)
        if plain is not None:
            return plain()
    from casekit.cli.app import run_command

    return run_command(name, COMMANDS[name], words)


def _unknown(name: str, argv: list[str]) -> int:
    import difflib

    from casekit.cli.output import tell_error, wants_json
    from casekit.errors import UsageFault

    # Suggested, never executed: the wrong command on a case file can do harm.
    close = difflib.get_close_matches(name, COMMANDS, n=3, cutoff=0.5)
    meant = f"did you mean {' or '.join(close)}?" if close else "see: casekit --help"
    tell_error(UsageFault(f"casekit has no command `{name}`", hint=meant), wants_json(argv))
    return 2
