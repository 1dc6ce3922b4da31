"""docs/agency-practice.md: its examples are right, and it names every rule of scoring."""

from __future__ import annotations

import re
from pathlib import Path

from casekit.practice.banks_data import read_banks
from casekit.practice.instrument_data import read_instruments
from casekit.practice.scoring import score
from casekit.records.schemas import SchemaSet
from casekit.resources import schemas_dir

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "agency-practice.md").read_text("utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_the_instrument_is_one() -> None:
    (text,) = [block for block in BLOCKS if "instrument/1" in block]
    form = read_instruments((("instruments/night-care.yaml", text.encode()),))["night-care"]
    assert score(form, {"alone": "2", "reach": "1"}).result == "medium"


def test_the_bank_is_one() -> None:
    (text,) = [block for block in BLOCKS if "bank/1" in block]
    goals = read_banks((("banks/language.yaml", text.encode()),))["culture and identity"]
    assert goals[0].goal == "The children hear their grandmother's language every week."


def test_every_rule_of_scoring_is_told() -> None:
    kinds = SchemaSet(schemas_dir()).get("instrument")["properties"]["scoring"]["oneOf"]
    known: set[str] = set()
    for kind in kinds:
        rule = kind["properties"]["rule"]
        known |= {rule["const"]} if "const" in rule else set(rule["enum"])
    table = PAGE.partition("| rule | comes to |")[2].partition("\n\n")[0]
    assert set(re.findall(r"`([a-z ]+)`(?=[,| ])", table.replace("`gives`", ""))) >= known
