"""Pages of Red River, as one reader or another gets them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from casekit.documents.plan_page import build_plan_page
from casekit.model.records import Case
from casekit.records.schemas import SchemaSet
from casekit.resources import schemas_dir

from . import red_river

BuildPage = Callable[..., dict[str, Any]]
PRINTED_AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def schemas() -> SchemaSet:
    return SchemaSet(schemas_dir())


@pytest.fixture(scope="session")
def red_river_case() -> Case:
    return red_river.make_case(
        *red_river.people(),
        red_river.safety_plan(),
        red_river.family_plan(),
        *red_river.followed_up(),
        red_river.approval(red_river.FAMILY_PLAN, "2026-02-02T10:00:00-06:00"),
    )


@pytest.fixture(scope="session")
def build_page(schemas: SchemaSet, red_river_case: Case) -> BuildPage:
    def build(
        plan_id: str = red_river.FAMILY_PLAN,
        *,
        case: Case = red_river_case,
        audience: str = "team",
        version: str = "4f2c9d1",
    ) -> dict[str, Any]:
        return build_plan_page(
            case,
            plan_id,
            audience=audience,
            schemas=schemas,
            agency_name="Red River Families (fictional)",
            workers=red_river.WORKERS,
            version=version,
            printed_on=date(2026, 11, 23),
        )

    return build
