"""A secret that is in no record of the case as it stands is looked for all the same."""

from __future__ import annotations

from pathlib import Path

from tests.cli.office import SUPERVISOR, Office
from tests.cli.test_adoption import AT as ADOPTED
from tests.cli.test_adoption import Two, finalize
from tests.cli.test_render_withheld import AT, HOME, render, sheltered, write_into_plan

__all__ = ["sheltered"]


def change_home(office: Office, *changes: tuple[str, str]) -> None:
    (path,) = [p for p in office.records("household") if HOME in p.read_text()]
    text = path.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text)
    office.git("commit", "-qam", "By hand")


def test_what_an_address_was_before_is_as_secret(sheltered: Office, tmp_path: Path) -> None:
    write_into_plan(sheltered, "Marie waits at 14 LANTERN RD.")
    moved = (
        (HOME, "8 Mill Lane, Fern Lake"),
        ("address_protected: true", "address_protected: false"),
    )
    change_home(sheltered, *moved)
    done = render(sheltered)
    assert done.code == 8, done.err
    assert "an earlier address in `address` of this household stands in the text" in done.err
    assert "lantern" not in done.err.casefold() and "casekit release" not in done.err
    every = ("render", "--all", "plan", "--audience", "family", "-o", str(tmp_path / "out"))
    assert sheltered.run(*every, at=AT).code == 8, "the history of all cases is read once"
    assert render(sheltered, audience="team").code == 0, "who works on the case may read it"
    (path,) = [p for p in sheltered.records("household") if "8 Mill Lane" in p.read_text()]
    path.unlink()
    sheltered.git("commit", "-qam", "By hand")
    assert render(sheltered).code == 8, "what was taken out of the folder was said all the same"


def test_a_value_that_stands_as_it_was_is_told_once(sheltered: Office) -> None:
    change_home(sheltered, ("204 555 0188", "204 555 0199"))
    write_into_plan(sheltered, "Call 204 555 0188 or 14 Lantern Road.")
    done = render(sheltered)
    assert done.code == 8
    assert done.err.count("the address in `address`") == 1 and "earlier address" not in done.err
    assert done.err.count("an earlier phone in `phone`") == 1


def test_what_was_released_while_it_stood_stays_so_and_nothing_else_does(
    sheltered: Office,
) -> None:
    (home,) = [p.stem for p in sheltered.records("household") if HOME in p.read_text()]
    words = ("--record", home, "--field", "phone", "--audience", "family", "--reason", "x")
    assert sheltered.run("release", sheltered.case, *words, at=AT, by=SUPERVISOR).code == 0
    change_home(sheltered, ("204 555 0188", "204 555 0199"))
    write_into_plan(sheltered, "Call 204 555 0188.")
    assert render(sheltered).code == 0
    assert render(sheltered, audience="court").code == 8, "it was let through for the family"
    (path,) = [p for p in sheltered.records("plan") if "204 555 0188" in p.read_text()]
    path.write_text(path.read_text().replace("204 555 0188", "204 555 0199"))
    sheltered.git("commit", "-qam", "By hand")
    assert render(sheltered).code == 8, "another value of the same field was not"


def test_a_protected_service_is_named_and_not_found(sheltered: Office) -> None:
    folder = sheltered.root / "directory"
    folder.mkdir(exist_ok=True)
    file = folder / "fern-house.yaml"
    text = "schema: provider/1\nid: fern-house\nname: Fern House\nservices:\n  - service: shelter\n"
    text += "address: 77 Alder Street, Fern Lake\nphone: 204 555 0177\n"
    file.write_text(text)
    write_into_plan(sheltered, "Marie may go to Fern House, 77 Alder St, any night.")
    assert render(sheltered).code == 0, "a family has to find its way to a service"
    file.write_text(text + "address_protected: true\n")
    done = render(sheltered)
    assert done.code == 8, done.err
    assert "directory/fern-house.yaml" in done.err and "the address in `address`" in done.err
    assert "77" not in done.err and "name the service only" in done.err


def test_the_number_behind_an_adoption_is_looked_for_by_who_can_open_the_link(
    office: Office, tmp_path: Path
) -> None:
    two = finalize(Two(office, tmp_path))
    number = two.adopt("--format", "json").data["adopted"]["case"]
    write_into_plan(office, f"Sam has the number {number} now.")
    words = ("render", office.case, "plan", "--audience", "family")
    done = two.here.run(*words, by=SUPERVISOR, at=ADOPTED)
    assert done.code == 8 and "`link.case` of this adoption-link" in done.err, done.err
    assert number not in done.err
