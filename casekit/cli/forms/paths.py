"""Where answers lie: their paths, and the words that mark what is about the form itself."""

from __future__ import annotations

from typing import Any

Path = tuple[str | int, ...]
Answers = dict[Path, Any]
# Questions about the form itself have these as the last part of their path.
MORE = "another?"
MENU = "anything else?"
PEOPLE = "people"
NEW = "+"  # in front of the name of somebody who is new to the case
SOMEBODY = "somebody new"
CHANGE = "change"  # whose file is to be changed
# Answers to the items of an instrument: (ITEMS, person or "", item, value or reason).
ITEMS = "answers to the form"
CAREGIVERS = "caregivers"
