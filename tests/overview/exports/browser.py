"""A browser without a window: it shows a page, and tells what a script in a copy of it found."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pytest

BROWSER = "CASEKIT_CHROMIUM"
AXE = "CASEKIT_AXE"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="[^"]*">')


def find_browser() -> str:
    """The browser of the environment or of the PATH; skips, with the reason, without one."""
    named = os.environ.get(BROWSER)
    found = named or next(filter(None, map(shutil.which, _NAMES)), None)
    if not found:
        pytest.skip(
            "NOT CHECKED: the due page in a browser. There is no Chromium on the PATH, and "
            f"{BROWSER} names none"
        )
    return found


def find_axe() -> str:
    """The text of axe-core, the judge of accessibility; skips, with the reason, without it."""
    named = os.environ.get(AXE)
    if not named:
        pytest.skip(f"NOT CHECKED: accessibility. {AXE} does not name axe-core's axe.min.js")
    return Path(named).read_text("utf-8")


class Browser:
    """A Chromium that reaches nothing but the page, with a folder of its own."""

    def __init__(self, program: str, folder: Path) -> None:
        self.program = program
        self.folder = folder

    def show(self, page: str, *flags: str, width: int = 1200, dark: bool = False) -> Any:
        """Load a page from a file; gives the finished process."""
        path = self.folder / "page.html"
        path.write_text(page, encoding="utf-8")
        look = ("--force-dark-mode",) if dark else ()
        return subprocess.run(
            [
                *(self.program, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
                *("--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run"),
                *("--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr", "--v=0"),
                f"--user-data-dir={self.folder / 'profile'}",
                f"--window-size={width},1000",
                *look,
                *flags,
                path.as_uri(),
            ],
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )

    def complaints(self, page: str) -> list[str]:
        """What the browser said of the page itself: what it refused, what does not work."""
        done = self.show(page, "--dump-dom")
        return [line for line in done.stderr.splitlines() if "CONSOLE" in line]

    def ask(
        self, page: str, script: str, *flags: str, width: int = 1200, dark: bool = False
    ) -> Any:
        """Run a script, the body of an async function, in a copy of the page that allows it.

        The copy stands in a frame: a window cannot be as narrow as a phone.
        """
        allowed, count = _POLICY.subn("", page)
        assert count == 1
        told = (
            f"<script>(async () => {{ {script} }})().then("
            "told => parent.postMessage(JSON.stringify(told), '*'));</script>"
        )
        inner = self.folder / "inner.html"
        inner.write_text(allowed.replace("</body>", told + "</body>"), encoding="utf-8")
        outer = (
            '<!DOCTYPE html><meta charset="utf-8"><meta name="color-scheme" content="light dark">'
            "<script>onmessage = told => { const out = document.createElement('pre');"
            "out.id = 'told'; out.textContent = told.data; document.body.append(out); };</script>"
            f'<iframe src="inner.html" title="page" width="{width}" height="900"'
            ' style="border: 0"></iframe>'
        )
        flags = ("--dump-dom", "--virtual-time-budget=20000", *flags)
        done = self.show(outer, *flags, width=max(width + 50, 600), dark=dark)
        found = re.search(r'<pre id="told">(.*?)</pre>', done.stdout, re.DOTALL)
        assert found, done.stderr
        return json.loads(unescape(found[1]))

    def print_pdf(self, page: str) -> Path:
        """Print a page."""
        target = self.folder / "page.pdf"
        self.show(page, f"--print-to-pdf={target}", "--no-pdf-header-footer")
        return target
