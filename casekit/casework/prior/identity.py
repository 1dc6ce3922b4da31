"""From the words that a worker types to a whole decision: two people on file are one, or not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from casekit.casework.desk import Desk
from casekit.casework.drafting import NothingToNameBy
from casekit.casework.naming import Fault, find_person
from casekit.casework.request import Request
from casekit.model.findings import Finding
from casekit.model.identity import Verdict
from casekit.model.ids import RECORD_ID
from casekit.model.records import Case, Person
from casekit.workspace.workspace import Workspace

# What a request says -> the decision that it is.
VERDICTS: Mapping[str, Verdict] = {
    "same_person": "same person",
    "different_person": "different person",
}


def name_same_people(
    request: Request, command: str, workspace: Workspace, case: Case | None, desk: Desk
) -> Request:
    """Put whole decisions in place of the short words for them: `same_person: [2024-Y3/Sam]`.

    They may stand with a person of the request, and in a request about one person. Raises
    UnknownCase, and NothingToNameBy for words that name nobody, or more than one.
    """
    naming = _Naming(request, workspace, case, desk, [])
    data: dict[str, Any] = dict(request.data)
    if command == "person":
        data = naming.settle(data, ())
    people = data.get("people")
    if isinstance(people, list):
        data["people"] = [
            naming.settle(item, ("people", n)) if isinstance(item, Mapping) else item
            for n, item in enumerate(people)
        ]
    if naming.findings:
        raise NothingToNameBy(naming.findings)
    return Request(data, request.document, request.prefix)


class _Naming(NamedTuple):
    request: Request
    workspace: Workspace
    case: Case | None
    desk: Desk
    findings: list[Finding]

    def settle(self, item: Mapping[str, Any], keys: tuple[str | int, ...]) -> dict[str, Any]:
        """A person of a request with whole decisions; `why` goes into them."""
        if not VERDICTS.keys() & item.keys():
            return dict(item)
        beside = {"why", *VERDICTS}
        settled = {key: value for key, value in item.items() if key not in beside}
        decisions: list[Any] = list(item.get("identity", ()))
        for key, verdict in VERDICTS.items():
            given = item.get(key, [])
            for n, said in enumerate(given if isinstance(given, list) else [given]):
                case, person = self._find(str(said), item, (*keys, key, n))
                if case:
                    decisions.append(self._decide(case, person, verdict, item.get("why")))
                else:
                    settled.setdefault("same_person", []).append(person)
        return settled | ({"identity": decisions} if decisions else {})

    def _decide(self, case: str, person: str, verdict: Verdict, why: Any) -> dict[str, Any]:
        made = {
            "case": case,
            "person": person,
            "decision": verdict,
            "decided_by": self.desk.worker.id,
            "decided_at": self.desk.stamp,
        }
        return made | ({"why": why} if why is not None else {})

    def _find(
        self, said: str, item: Mapping[str, Any], keys: tuple[str | int, ...]
    ) -> tuple[str, str]:
        """The case and the person's id that some words mean; no case where it is only an id."""
        typed, slash, who = said.partition("/")
        if not slash and self.case is not None:
            here, fault = find_person(said, self.case.people)
            if fault is None:
                return self.case.number, here
        if not slash and RECORD_ID.match(said) and keys[-2] == "same_person":
            return "", said  # an id from elsewhere, which nothing here can look up
        number = self.workspace.find_case(typed)
        people = self.workspace.load(number).case.people
        person, fault = find_person(who, people) if slash else self._find_alike(item, people)
        if fault is not None:
            code, message, hint = fault
            self.findings.append(self.request.fault(keys, code, f"{message} ({number})", hint))
        return number, person

    def _find_alike(
        self, item: Mapping[str, Any], people: tuple[Person, ...]
    ) -> tuple[str, Fault | None]:
        """Where only a case was named: the one person there who bears the name."""
        name = str(item.get("name") or item.get("change") or "")
        if self.case is not None and "change" in item:
            here, _ = find_person(str(item["change"]), self.case.people)
            known = self.case.person(here)
            name = known.name if known is not None else name
        return find_person(name, people)
