"""A case that is offered, the office that is to get it, and a bundle on its way."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.bundles.offices import (
    AT,
    HERS,
    LAW,
    OFFER,
    PLAIN,
    TO,
    Receiver,
    do,
)
from tests.cli.office import SUPERVISOR, Office


@pytest.fixture(scope="module")
def sender_template(template: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The case up to its approved plan, with who reported sealed in it."""
    top = tmp_path_factory.mktemp("sender")
    office = template.copy(top / "files")
    (top / "home").mkdir()
    office = replace(office, home=top / "home")
    assert office.run("keys", "make", by=SUPERVISOR, at=AT).code == 0
    done = office.run("seal", office.case, stdin=json.dumps(PLAIN), at=AT)
    assert done.code == 0, done.err
    return office


@pytest.fixture(scope="module")
def mandated_template(sender_template: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = sender_template.copy(tmp_path_factory.mktemp("mandated") / "files")
    do(office, "transfer", office.case, *OFFER, "--mandated")
    return office


@pytest.fixture(scope="module")
def receiver_template(tmp_path_factory: pytest.TempPathFactory) -> Receiver:
    top = tmp_path_factory.mktemp("receiver")
    (top / "home").mkdir()
    office = Office(top / "files", top / "home")
    made = office.run(
        *("init", str(office.root), "--name", TO, "--timezone", "America/Winnipeg"),
        *("--standards", "ca-mb-cfs", "--fictional"),
        by=HERS,
        at="2026-01-05T09:00:00-06:00",
        cwd=top,
    )
    assert made.code == 0, made.err
    assert office.run("keys", "make", by=HERS, at=AT).code == 0
    identity = (office.home / ".config/casekit/identity.txt").read_text().split("\n")
    told = office.run("keys", "--format", "json", by=HERS, at=AT).data["people"]
    (key,) = [key for person in told for key in person["keys"]]
    return Receiver(office, key, identity[2])


@pytest.fixture
def sender(sender_template: Office, tmp_path: Path) -> Office:
    return sender_template.copy(tmp_path / "sender")


@pytest.fixture
def mandated(mandated_template: Office, tmp_path: Path) -> Office:
    return mandated_template.copy(tmp_path / "sender")


@pytest.fixture
def receiver(receiver_template: Receiver, tmp_path: Path) -> Receiver:
    return receiver_template.copy(tmp_path / "receiver")


@pytest.fixture(scope="module")
def sent(
    mandated_template: Office,
    receiver_template: Receiver,
    tmp_path_factory: pytest.TempPathFactory,
) -> bytes:
    """A bundle as it comes out of the first office."""
    top = tmp_path_factory.mktemp("sent")
    office = mandated_template.copy(top / "files")
    do(office, "bundle", office.case, "--to", receiver_template.key, "-o", str(top / "x"), *LAW)
    return (top / "x").read_bytes()
