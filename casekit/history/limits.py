"""How much of a repository is read before it counts as made to exhaust the reader.

An agency of 50,000 cases has about two million files and folders; every limit leaves that room.
"""

from __future__ import annotations

MIB = 1024 * 1024

# Files and folders of one version, and the bytes of their listing.
MAX_ENTRIES = 4_000_000
MAX_LISTING_BYTES = 512 * MIB
# Folders within folders: a case needs six.
MAX_DEPTH = 64
MAX_PATH_BYTES = 4096
MAX_NAME_BYTES = 255  # no usual file system keeps a longer one

# A folder that is stored once and stands in many places is listed many times: ten folders of ten
# bytes each can name ten billion files. So what is listed again is held against what is stored.
FREE_REPEATS = 4_000
MAX_REPEATS_PER_ENTRY = 8

# One file of a version, and all that are read at once.
MAX_BLOB_BYTES = 32 * MIB
MAX_BLOBS_BYTES = 512 * MIB

# Files of the git folder that are read before git is let near it.
MAX_CONFIG_BYTES = 1 * MIB
MAX_POINTER_BYTES = 8 * 1024  # HEAD, gitdir, commondir: one line each
MAX_REVISION_CHARACTERS = 500
