"""The language of pictures: `--language`, or what the agency usually writes in."""

from __future__ import annotations

from typing import Annotated

import typer

from casekit.documents.tongue import LANGUAGES

Language = Annotated[
    str | None,
    typer.Option(
        "--language",
        metavar="LANG",
        help=f"{', '.join(LANGUAGES)}; without it, what the agency usually writes in.",
    ),
]
