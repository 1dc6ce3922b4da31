"""What the codes mean that casekit tells: why each is told, and what brings it or leads out.

The texts are data (`practice/codes/*.yaml`). A code of `casekit check` has an example, a change of
the sample agency, so that whoever asks can have it made in a folder of their own and look at it. A
code that another command tells, such as one that refuses, has the way out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from casekit.errors import NotFound, Unreadable
from casekit.records.profile import read_document
from casekit.records.schemas import open_shared
from casekit.records.validation import find_faults
from casekit.resources import schemas_dir

_FOLDER = Path(__file__).with_name("codes")
# Told by other commands than check: where a step is refused, and of whatever else they were given.
REFUSAL, OTHER = "refusal", "other"
# So alike are two codes of which one is taken for a slip in the other.
_ALIKE = 0.7


@dataclass(frozen=True, slots=True)
class Example:
    """A fault to plant in a case of a sample agency, and where it is told.

    Each of `changes` names a kind of record (`in`), a text that only the meant one has (`with`),
    and what to do: swap, add or new; or a new `file` of the agency, with its `text`. `told` names a
    record, `agency` or a file, and a text of the line.
    """

    agency: str
    case: str
    changes: tuple[Mapping[str, Any], ...]
    told: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Code:
    """A code: the level at which it is told, what it means, and why.

    Where nothing can be planted in the sample agency, `tried_in` names the tests that bring it.
    `way` is the way out, with the command to type first.
    """

    code: str
    level: str
    means: str
    why: str
    example: Example | None
    tried_in: tuple[str, ...] = ()
    way: str | None = None

    @property
    def is_of_check(self) -> bool:
        """Whether it is a finding of `casekit check`; the others other commands tell."""
        return self.level not in (REFUSAL, OTHER)


def find_code(word: str) -> Code:
    """The code of that name, in any case of letters; raises NotFound with the nearest ones."""
    codes = read_codes()
    found = codes.get(word.upper())
    if found is None:
        near = _find_near(word.upper(), codes)
        hint = f"did you mean {near}?" if near else "every one: casekit check --explain all"
        raise NotFound(f"no code `{word}` is explained", hint=hint)
    return found


def _find_near(word: str, codes: Mapping[str, Code]) -> str:
    """Up to three codes that may be meant: those that hold the word as it is, then alike ones."""
    holding = [code for code in codes if f"-{word}-" in f"-{code}-"]
    alike = get_close_matches(word, codes, n=3, cutoff=_ALIKE)
    return " or ".join([*dict.fromkeys((*holding, *alike))][:3])


@lru_cache(maxsize=1)
def read_codes() -> Mapping[str, Code]:
    """Every code that is explained, by its name. Raises Unreadable."""
    schemas = open_shared(schemas_dir())
    found: dict[str, Code] = {}
    for path in sorted(_FOLDER.glob("*.yaml")):
        document = read_document(path.read_bytes(), path.name)
        faults = list(document.findings) or find_faults(
            document.data,
            "finding-codes",
            schemas,
            document.locate,
            document.path,
            document.locate_key,
        )
        if faults or document.data is None:
            raise Unreadable(f"{path.name} cannot be read", faults, path=str(path))
        data: Any = document.data
        for one in data["codes"]:
            example = one.get("example")
            found[one["code"]] = Code(
                one["code"],
                one["level"],
                one["means"],
                one["why"],
                Example(
                    example.get("agency", "willow-river"),
                    example["case"],
                    tuple(example["change"]),
                    example["told"],
                )
                if example
                else None,
                tuple(one.get("tried in", ())),
                one.get("way"),
            )
    return found
