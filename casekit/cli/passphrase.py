"""The passphrase of a signing key, where it has one."""

from __future__ import annotations

import sys
from getpass import getpass


def ask_passphrase() -> str | None:
    """Ask on the terminal; None without one."""
    if sys.stdin is None or sys.stdin.closed or not sys.stdin.isatty():
        return None
    return getpass("Passphrase of your signing key: ")
