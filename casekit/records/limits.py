"""The bounds of a record file, in one place; they hold for reading and for writing."""

from __future__ import annotations

# A long narrative is about 20 KiB; a scanned page does not belong in a record.
MAX_BYTES = 1_048_576

# The deepest record (a plan: goals, objectives, activities, who) goes 9 down.
MAX_DEPTH = 32

# What the gate lets through to the parser, as it counts; laxer than MAX_DEPTH, so that a person's
# mistake is told by the reader, which knows the place better.
MAX_DEPTH_BEFORE_PARSING = 2 * MAX_DEPTH

# Keys, values, lists and mappings together. A plan with forty activities has about 1,000, a pack of
# a hundred rules 4,000; what is beyond must be refused within 50 ms.
MAX_NODES = 6_000

# libyaml finds the colon of a key only within 1,024 characters; with every character escaped as
# `\uXXXX` a key of 128 stays below that.
MAX_KEY_LENGTH = 128

# Numbers of up to 15 digits survive the way through a binary float unchanged.
MAX_DIGITS = 15

# A person mends a file a few faults at a time, and a hostile file must not buy time with faults.
MAX_FINDINGS = 50
