"""What a worker types and what comes back, in stories that break a naive model.

Set UPDATE_GOLDEN=1 to write the transcripts anew, then read them as a worker would.
"""

from __future__ import annotations

import os
import random
import re
import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.office import Office
from tests.cli.stories import Line
from tests.cli.stories_breakers import BREAKERS, NATION
from tests.cli.stories_first_calls import FIRST_CALLS
from tests.cli.stories_tracks import TRACKS
from tests.cli.walk import WALK, found_office, take

TRANSCRIPTS = Path(__file__).parent / "transcripts"
_IDS = re.compile(
    r"\b\d{4}-\d{2}-\d{2}-[0-9a-z]{6}\b|\bversion [0-9a-f]{7}\b|^[0-9a-f]{7}(?=  )", re.MULTILINE
)

DIRECTORY = """schema: provider/1
id: willow-house
name: Willow House
contact: R. Example
phone: 204 555 0100
services:
  - service: Night care
    domains: [caregiving]
    capacity: 1
    languages: [English, Cree]
  - service: Homework club
    domains: [education]
    capacity: 12
"""
OTHER = """schema: provider/1
id: cedar-club
name: Cedar Club
services:
  - service: Evening care
    domains: [caregiving]
    capacity: 3
    languages: [English]
"""


DRAW = "casekit.cli.session.draw_below"


@pytest.fixture(scope="module")
def planned_template(empty_template: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A case up to its approved plan, the same in every run."""
    office = empty_template.copy(tmp_path_factory.mktemp("planned") / "files")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DRAW, random.Random("planned").randrange)
        for step in WALK:
            office = take(step, office, "yaml")
            if step.name == "plan approved":
                return office.pack()
    raise AssertionError("the walk has no approved plan")


@pytest.mark.parametrize("story", FIRST_CALLS)
def test_a_story_reads_as_agreed(
    story: str, empty: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    (empty.root / "directory").mkdir()
    (empty.root / "directory" / "willow-house.yaml").write_text(DIRECTORY)
    (empty.root / "directory" / "cedar-club.yaml").write_text(OTHER)
    tell(story, FIRST_CALLS[story], empty, {}, monkeypatch)


@pytest.mark.parametrize("story", BREAKERS)
def test_what_breaks_a_naive_model(
    story: str, empty: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(story, BREAKERS[story], empty, {}, monkeypatch)


@pytest.mark.parametrize("story", NATION)
def test_a_nation_is_told(story: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "home").mkdir()
    office = found_office(tmp_path / "files", tmp_path / "home", "us-federal", "us-icwa")
    tell(story, NATION[story], office, {}, monkeypatch)


@pytest.mark.parametrize("story", TRACKS)
def test_a_track_is_carried_to_its_end(
    story: str, planned_template: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = planned_template.copy(tmp_path / "files")
    tell(story, TRACKS[story], office, {"$A": office.case}, monkeypatch)


def tell(
    story: str,
    lines: Sequence[Line],
    office: Office,
    cases: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Type the lines of a story, and compare what came back with what was agreed on."""
    # Of one moment the id decides on the order; so each story draws the same ids.
    monkeypatch.setattr(DRAW, random.Random(story).randrange)
    said: list[str] = []
    for line in lines:
        if line.text.startswith("#"):
            _damage(office, cases["$A"])
            said += [line.text, ""]
            continue
        words = [_name_cases(word, cases, office) for word in shlex.split(line.text)]
        zone = "-06:00" if line.at < "2026-03-08" or line.at > "2026-11-01" else "-05:00"
        done = office.run(*words, by=line.by, at=f"{line.at}:00{zone}", stdin=line.stdin)
        assert done.code in (0, 1, 4, 8), f"{line.text}\n{done.err}"
        if words[0] == "intake" and "--case" not in words:
            number = done.out.partition("Intake of ")[2][:12]
            cases[f"${'AB'[len(cases)]}"] = number
        said += [f"$ casekit {line.text}", *([f"exit {done.code}"] if done.code else [])]
        said += [done.out.rstrip("\n"), *([done.err.rstrip("\n")] if done.err else []), ""]
    text = "\n".join(said) + "\n"
    for name, number in cases.items():
        text = text.replace(number, name)
    text = text.replace(str(office.home), "~")
    text = re.sub(r"\b2026-[0-9A-Z]{7}\b", "<another case>", text)
    text = _IDS.sub(lambda m: "version <v>" if m[0].startswith("version") else "<id>", text)
    golden = TRANSCRIPTS / f"{story}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(text, encoding="utf-8", newline="\n")
    assert text == golden.read_text(encoding="utf-8")


def _damage(office: Office, case: str) -> None:
    """Cut off a report in the middle of a quoted text, and save that."""
    (path,) = replace(office, case=case).records("report")
    path.write_text(path.read_text() + 'note: "cut\n')
    office.git("commit", "--quiet", "--all", "--message", "damaged")


def _name_cases(word: str, cases: dict[str, str], office: Office) -> str:
    """Put in the numbers of cases, and for `@closing` the id of the newest closing."""
    for name, number in cases.items():
        word = word.replace(name, number)
    if word.startswith("@"):
        return replace(office, case=cases["$A"]).records(word[1:])[-1].stem
    return word
