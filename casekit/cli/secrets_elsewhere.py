"""What a document for readers outside is searched for besides the case as it stands."""

from __future__ import annotations

from casekit.cli.session import Session
from casekit.documents.projection import INSIDE
from casekit.documents.withheld import Withheld, known_homes, list_released
from casekit.model.records import Case


def list_elsewhere(
    session: Session,
    case: Case,
    audience: str,
    document: str,
    *,
    person: str | None = None,
    among_all: bool = False,
    without: frozenset[str] = frozenset(),
) -> tuple[Withheld, ...]:
    """Everything of it; nothing for who works on the case.

    `person` gets the copy alone. `among_all` says that many cases are asked for one after the
    other. `without` are classes of information that a consent keeps from this receiver. Raises
    GitFault.
    """
    if audience in INSIDE:
        return ()
    from casekit.documents.withheld_elsewhere import list_former_values, list_protected_services
    from casekit.overview.services import read_providers
    from casekit.workspace.former_records import read_former

    workspace = session.workspace
    former = list_former_values(
        case,
        read_former(workspace, case.number, among_all=among_all),
        audience=audience,
        schemas=workspace.schemas,
        known_homes=known_homes(case, audience, person),
        released=list_released(case, audience, workspace.agency.staff, document),
        without=without,
    )
    return (*former, *list_protected_services(read_providers(workspace)))
