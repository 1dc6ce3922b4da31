"""Where questions are asked: a terminal with line editing, or lines that come through a pipe."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from casekit.cli.output import clean, prompt, talk

# A screen is at least so wide; what is said line by line stays within.
WIDTH = 80


class NoMoreAnswers(Exception):
    """The answers ended before the form did."""


class Console:
    """Asks one line at a time; what is said goes beside the answer, to standard error."""

    def __init__(self, environment: Mapping[str, str], private: Path) -> None:
        self._environment = environment
        self._private = private
        self._edits_lines = _is_terminal(sys.stdin) and _is_terminal(sys.stdout)
        if self._edits_lines:
            # Arrow keys, and lines longer than the 4,096 bytes that a bare terminal passes on.
            # What was answered in one form is not offered in the next.
            with suppress(ImportError):
                import readline

                readline.set_auto_history(False)

    @property
    def is_terminal(self) -> bool:
        """Whether a person sits at it."""
        return _is_terminal(sys.stdin)

    def ask(self, question: str) -> str:
        """One line, without its end.

        Raises NoMoreAnswers at the end of the input, KeyboardInterrupt for ^C.
        """
        if self._edits_lines:
            try:
                return input(clean(question))
            except EOFError as end:
                talk("")
                raise NoMoreAnswers from end
        prompt(question)
        if sys.stdin is None or sys.stdin.closed:
            raise NoMoreAnswers
        line = sys.stdin.readline()
        if not line:
            talk("")
            raise NoMoreAnswers
        if not self.is_terminal:
            # The dialogue reads the same in a file as it looked on a screen, and is a transcript.
            talk(clean(line.rstrip("\r\n")))
        return line.rstrip("\r\n")

    def say(self, text: str = "") -> None:
        """One line beside the answer."""
        talk(clean(text))

    def edit(self, text: str) -> str | None:
        """The text after the person's own editor; None, and a word why, when there is none."""
        command = shlex.split(
            self._environment.get("VISUAL") or self._environment.get("EDITOR") or ""
        )
        if not command:
            self.say("No editor is set: the variable EDITOR names one, such as nano.")
            return None
        # Below git's own folder: what an editor leaves lying about is cleared with the drafts.
        handle, name = tempfile.mkstemp(suffix=".txt", prefix="text-", dir=self._private)
        path = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            # The person's own choice of a program, from their own environment.
            done = subprocess.run([*command, name], check=False)  # noqa: S603
            if done.returncode != 0:
                self.say(f"{command[0]} ended with a fault; the text is as it was.")
                return None
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as fault:
            self.say(f"{command[0]} could not be used: {fault}")
            return None
        finally:
            with suppress(OSError):
                path.unlink()


def _is_terminal(stream: object) -> bool:
    is_one = getattr(stream, "isatty", None)
    try:
        return bool(is_one and is_one())
    except ValueError:
        return False
