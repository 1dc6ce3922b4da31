"""Families made by hand, as the case records would tell them."""

from __future__ import annotations

from datetime import date
from typing import Any

from casekit.model.kinship import Kinship, build_kinship
from casekit.model.records import Case, Person
from tests.model.hand_made import CaseMaker

DAY = date(2026, 11, 20)


class Family:
    """People, their ties and their homes."""

    def __init__(self) -> None:
        self.people: dict[str, dict[str, Any]] = {}
        self.homes: dict[str, str] = {}

    def add(self, name: str, gender: str = "", born: str = "", **more: Any) -> None:
        """Somebody of the family; a child of the case with `role="child"`."""
        data: dict[str, Any] = {"name": name, "role": "family", "relationships": [], **more}
        if gender:
            data["gender"] = gender
        if born:
            data["birth"] = {"date": born, "certainty": "known"}
        self.people[name] = data

    def tie(self, person: str, is_: str, to: str, **more: Any) -> None:
        """`person` is the `is_` of `to`."""
        self.people[person]["relationships"].append({"to": to, "is": is_, **more})

    def children(self, mother: str, father: str, *names: str) -> None:
        """Children of two."""
        for name in names:
            for parent, is_ in ((mother, "mother"), (father, "father")):
                if parent:
                    self.tie(parent, is_, name)

    def home(self, kind: str, *names: str) -> None:
        """A household in which these live."""
        home = f"home-{len(self.homes) + 1}"
        self.homes[home] = kind
        for name in names:
            stays = self.people[name].setdefault("memberships", [])
            stays.append({"household": home, "from": "2020-01-01"})

    def kinship(self) -> Kinship:
        """The family as a genogram has it."""
        people = [Person(name, data) for name, data in self.people.items()]
        return build_kinship("2026-A1B2C3D", people, self.homes, DAY)


def hard_family() -> Kinship:
    """Three generations, twelve children, four couples and more, two households, foster carers."""
    family = Family()
    for name, gender, born in (
        ("Agatha", "female", "1950-01-01"), ("Bertram", "male", "1948-02-02"),
        ("Carla", "female", "1955-03-03"), ("Dietrich", "male", "1951-04-04"),
    ):  # fmt: skip
        family.add(name, gender, born)
    family.people["Bertram"]["died_on"] = "2015-05-05"
    for name, gender, born in (
        ("Edgar", "male", "1972-01-01"), ("Flora", "female", "1975-02-02"),
        ("Gustav", "male", "1978-03-03"), ("Hedwig", "female", "1976-04-04"),
        ("Isidor", "male", "1980-05-05"), ("Johanna", "female", "1982-06-06"),
        ("Konrad", "male", "1970-07-07"), ("Lotte Extraordinarily-Longname", "female", ""),
    ):  # fmt: skip
        family.add(name, gender, born)
    kids = ("Max", "Nina", "Otto", "Paula", "Quirin", "Rosa", "Sven", "Tilda", "Ulf", "Vroni")
    for number, name in enumerate(kids):
        gender = "male" if number % 2 == 0 else "female"
        role = "child" if number in (2, 3, 4, 5) else "family"
        family.add(name, gender, f"{2000 + 2 * number}-01-15", role=role)
    family.add("Wim", "", "2021-01-01", role="child")
    family.add("Xaver", "male", "2023-01-01", role="child")
    family.add("Yola", "female", "1965-01-01", role="carer")
    family.add("Zacharias", "male", "1964-01-01", role="carer")
    family.add("A. Lodger", role="other")
    family.children("Agatha", "Bertram", "Edgar", "Flora", "Gustav")
    family.children("Carla", "Dietrich", "Hedwig", "Isidor", "Johanna")
    family.tie("Agatha", "spouse", "Bertram")
    family.tie("Carla", "former spouse", "Dietrich")
    family.tie("Gustav", "spouse", "Hedwig", quality="conflict")
    family.children("Hedwig", "Gustav", "Otto", "Paula", "Quirin", "Rosa")
    family.tie("Flora", "separated spouse", "Konrad")
    family.children("Flora", "Konrad", "Max", "Nina", "Ulf")
    family.tie("Isidor", "partner", "Lotte Extraordinarily-Longname")
    family.children("Lotte Extraordinarily-Longname", "Isidor", "Sven", "Tilda")
    family.children("Hedwig", "Konrad", "Wim")
    family.children("Johanna", "", "Vroni", "Xaver")
    family.tie("Yola", "spouse", "Zacharias")
    for carer in ("Yola", "Zacharias"):
        family.tie(carer, "foster carer", "Quirin")
        family.tie(carer, "adoptive parent", "Xaver")
    family.tie("Carla", "kinship carer", "Wim", quality="close")
    family.tie("Edgar", "aunt or uncle", "Otto", quality="cut off")
    family.tie("Otto", "sibling", "Paula", quality="close")
    family.home("family home", "Gustav", "Hedwig", "Otto", "Paula", "Rosa")
    family.home("foster home", "Yola", "Zacharias", "Quirin", "Xaver")
    return family.kinship()


def around_case() -> Case:
    """A household with everything around it that a record can tell of."""
    maker = CaseMaker()
    home = maker.add("household", "2024-01-01", id="home", kind="family home", address="x")
    stay = {"memberships": [{"household": home, "from": "2024-01-01"}]}
    maker.child("Ben", "2013-04-02", gender="male", **stay)
    maker.child("Cleo", "2016-10-20", gender="female", **stay)
    more = {"faith": "Choir of Birch Lake", "community": "Birch Lake"}
    maker.adult("Ida", "mother", ("Ben", "Cleo"), **stay, **more)
    conflict = {"to": "Ben", "is": "father", "quality": "conflict"}
    maker.adult("Ralf", relationships=[conflict, {"to": "Cleo", "is": "father"}])
    close = {"to": "Ida", "is": "mother", "quality": "close"}
    maker.adult("Greta", relationships=[close])
    off = {"to": "Ida", "is": "sibling", "quality": "cut off"}
    maker.adult("Otto", relationships=[off])
    maker.adult("Sol", role="community")
    was = {"to": "Ben", "is": "foster carer", "from": "2020-01-01", "until": "2021-01-01"}
    maker.adult("Lee", role="carer", relationships=[was])
    maker.add("education", "2026-01-05", children=["Ben", "Cleo"], kind="school or day care",
              what="Alder School")  # fmt: skip
    maker.add("health", "2026-02-05", children=["Cleo"], kind="doctor", by="Dr Example", what="x")
    maker.add("health", "2026-02-06", children=["Cleo"], kind="dentist", by="Ida", what="x")
    maker.add(
        "team-member", "2026-02-01", name="M. Example", part="class teacher", **{"for": ["Ben"]}
    )
    gone = maker.add("team-member", "2026-02-01", name="N. Example", part="interpreter")
    maker.add("team-member-end", "2026-03-01", member=gone, reason="moved")
    for service, states in (
        ("Homework", ("accepted", "started")), ("Day clinic", ("sent", "waiting")),
        ("Job coaching", ("started", "ended early")), ("Visitor", ("declined",)),
    ):  # fmt: skip
        referral = maker.add("referral", "2026-03-01", service=service, provider="oak-house",
                             status="proposed", why="x", **{"for": ["Ida"]})  # fmt: skip
        for day, state in enumerate(states, 2):
            maker.add("referral-status", f"2026-03-0{day}", referral=referral, status=state)
    strength = {"domain": "social support", "strength": "Neighbours share the cooking"}
    maker.add("assessment", "2026-03-05", children=["Ben", "Cleo"], strengths=[strength],
              instrument="family strengths and needs")  # fmt: skip
    maker.add("assignment", "2026-01-03", role="case manager", worker="w-sample")
    maker.add("appointment", "2026-03-05", by="w-sample", every="2 weeks",
              planned_for="2026-03-12T10:00:00-06:00")  # fmt: skip
    return maker.case()
