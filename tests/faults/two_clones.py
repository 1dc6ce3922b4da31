"""Two clones of one workspace, any interleaving of commands, merged either way.

Beside the clones runs a model: what each command acknowledged, by file and field. After every step
the files of the clone, in the folder and in the newest version, must say what the model says.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import hypothesis.strategies as st
import yaml
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from casekit.records.edit import append_item, set_value
from casekit.records.profile import read_document
from casekit.records.writing import dump_document
from tests.cli.office import SUPERVISOR, WORKER, Answer, Office
from tests.cli.walk import WALK, found_office, take

WORDS = st.sampled_from(["red", "green", "blue"])
# The families of a trial bear the same names; who is who is nothing to collide over.
UNDECIDED = "DUPLICATE-UNDECIDED"
CLONES = st.sampled_from(["a", "b"])
WHO = {"a": WORKER, "b": SUPERVISOR}
START = datetime.fromisoformat("2026-02-10T09:00:00-06:00")
# What the model follows of a record besides its id: the fields that the rules change.
FOLLOWED = {"people": ("called", "phone", "community"), "contacts": ("narrative",)}
# The steps to a plan that nobody has approved.
TO_PLAN = {
    *("intake", "person", "person changed", "screened in", "seen", "assessed"),
    *("plan", "goal", "objective"),
}

Fields = dict[str, str]
Content = dict[str, Fields]


@cache
def make_template() -> tuple[Office, tempfile.TemporaryDirectory[str]]:
    """A workspace with a case up to a plan that nobody has approved."""
    folder = tempfile.TemporaryDirectory(prefix="two-clones-")
    home = Path(folder.name) / "home"
    home.mkdir()
    office = found_office(Path(folder.name) / "files", home)
    for step in WALK:
        if step.name in TO_PLAN:
            office = take(step, office, "yaml")
    # A few packs are copied sooner than hundreds of single objects.
    office.git("repack", "-a", "-d", "--quiet")
    return office, folder


def read_fields(path: str, text: str) -> Fields:
    """What a file says of what the model follows; every value as text."""
    data: Any = yaml.load(text, Loader=yaml.CBaseLoader)
    found = {"id": data.get("id") or data["number"]}
    kind = path.split("/")[3]
    found |= {f: data[f] for f in FOLLOWED.get(kind, ()) if f in data}
    for goal in data.get("goals", ()):
        found[f"{goal['id']}"] = goal["goal"]
        for objective in goal["objectives"]:
            found[objective["id"]] = objective["objective"]
    return found


def find_expected(base: Fields, here: Fields, there: Fields) -> dict[str, tuple[str, str]]:
    """The fields of a file that both sides changed to something else, with both values."""
    found = {}
    for name in sorted(here.keys() | there.keys(), key=len):
        if any(name.startswith(f"{other}.") for other in found):
            continue  # belongs to an item that is two items
        is_item = re.fullmatch(r"G\d+(\.O\d+)?", name) is not None
        if is_item and name not in base:
            if name in here and name in there and here[name] != there[name]:
                found[name] = (here[name], there[name])
        elif len({base.get(name), here.get(name), there.get(name)}) == 3:
            found[name] = (here.get(name, ""), there.get(name, ""))
    return found


def merge_fields(base: Fields, here: Fields, there: Fields) -> Fields:
    """What both sides make of a file when nothing collides."""
    merged = {}
    for name in here.keys() | there.keys():
        value = there.get(name) if here.get(name) == base.get(name) else here.get(name)
        if value is not None:
            merged[name] = value
    return merged


class TwoClones(RuleBasedStateMachine):
    """The clones, the place in between, and what the model knows of each."""

    tally: ClassVar[Counter[str]] = Counter()

    @initialize()
    def clone(self) -> None:
        template, _ = make_template()
        self.folder = Path(tempfile.mkdtemp(prefix="two-clones-"))
        self.clones = {name: template.copy(self.folder / name) for name in "ab"}
        self.forge = self.folder / "forge.git"
        template.git("clone", "--quiet", "--bare", ".", str(self.forge))
        self.now = START
        head = template.git("rev-parse", "HEAD")
        first = {p: read_fields(p, t) for p, t in self.read_records(template).items()}
        self.content: dict[str, Content] = {name: deepcopy(first) for name in "ab"}
        # What every version says that a clone ever was at, as the model has it.
        self.versions: dict[str, Content] = {head: first}
        self.people = [p for p in sorted(first) if "/people/" in p]
        self.contacts = [p for p in sorted(first) if "/contacts/" in p]
        (self.plan,) = [p for p in first if "G1" in first[p]]
        self.cases = [template.case]
        self.tally["examples"] += 1

    # What workers do

    @rule(name=CLONES, kind=st.sampled_from(["contact", "assess", "progress", "consult", "person"]))
    def add_record(self, name: str, kind: str) -> None:
        """Something of its own: no two of these may ever meet in a conflict."""
        who = f"Lee {len(self.versions)}"
        flags = {
            "contact": (
                *("--at", self.earlier(), "--mode", "in person", "--place", "residence"),
                *("--purpose", "safety", "--seen", "Sam", "--narrative", "white"),
            ),
            "assess": (
                *("--at", self.earlier(), "--instrument", "safety", "--child", "Sam"),
                *("--conclusion", "safe", "--summary", "Marie is there."),
            ),
            "progress": ("--on", "2026-02-09", "--of", "G1.O1", "--status", "in progress"),
            "consult": (
                *("--on", "2026-02-09", "--with", "r-sample", "--about", "night care"),
                *("--advice", "go on", "--agreed", "see Sam"),
            ),
            "person": ("--name", who, "--called", who, "--role", "family"),
        }
        done = self.record(name, kind, *flags[kind])
        followed = {"contact": {"narrative": "white"}, "person": {"called": who}}
        paths = self.acknowledge(name, done, **followed.get(kind, {}))
        if kind == "contact":
            self.contacts += paths

    @rule(name=CLONES, same=st.booleans())
    def intake(self, name: str, same: bool) -> None:
        child = f"Kim {len(self.versions)}"
        who = (
            ("--case", self.office(name).case, "--child", "Sam")
            if same
            else ("--child", child, "--new-person", f"name={child}; role=child")
        )
        done = self.record(
            *(name, "intake", "--at", self.earlier(), "--reporter", "neighbour", *who),
            *("--no-immediate-danger", "--narrative", "Alone at night."),
        )
        case = done.data["case"]
        if not same:
            assert case not in self.cases
            self.cases.append(case)
            self.content[name][f"cases/2026/{case}/case.yaml"] = {"id": case}
        self.acknowledge(name, done)

    @rule(
        name=CLONES,
        number=st.integers(0, 1),
        field=st.sampled_from(["called", "phone", "community"]),
        value=WORDS,
    )
    def person_changed(self, name: str, number: int, field: str, value: str) -> None:
        path = self.people[number]
        called = f"{value} {number}"  # two people called the same cannot be named apart
        done = self.record(
            name, "person", "--change", self.content[name][path]["id"], f"--{field}", called
        )
        assert done.code == 0, done.err
        self.content[name][path][field] = called
        self.seal_version(name)

    @rule(name=CLONES, value=WORDS)
    def goal(self, name: str, value: str) -> None:
        done = self.record(name, "goal", "--goal", value, "--why", "No care.", "--need", "N1")
        self.add_item(name, done, value)

    @rule(name=CLONES, number=st.integers(0, 3), value=WORDS)
    def objective(self, name: str, number: int, value: str) -> None:
        goals = sorted(k for k in self.content[name][self.plan] if re.fullmatch(r"G\d+", k))
        done = self.record(
            *(name, "objective", "--goal", goals[number % len(goals)], "--objective", value),
            *("--measure", "m", "--baseline", "b", "--target-date", "2026-06-30"),
        )
        self.add_item(name, done, value)

    @rule(name=CLONES, number=st.integers(0, 1), value=WORDS, quoted=st.booleans())
    def note_by_hand(self, name: str, number: int, value: str, quoted: bool) -> None:
        """Somebody corrects a note in an editor and saves it with git."""
        known = [p for p in self.contacts if p in self.content[name]]
        path = known[number % len(known)]
        file = self.office(name).root / path
        line = f'narrative:   "{value}"' if quoted else f"narrative: {value}"
        file.write_text(re.sub(r"^narrative:.*$", line, file.read_text(), flags=re.MULTILINE))
        self.content[name][path]["narrative"] = value
        self.commit_by_hand(name, "A note")

    @rule(name=CLONES)
    def fmt(self, name: str) -> None:
        done = self.run(name, "fmt")
        assert done.code == 0, done.err
        self.commit_by_hand(name, "In order")

    # How their work comes together

    @rule(into=CLONES, whole_side=st.sampled_from(["here", "there", "both"]))
    def pull_from_the_other(self, into: str, whole_side: str) -> None:
        self.merge(into, self.office("b" if into == "a" else "a").root, whole_side)

    @rule(name=CLONES, whole_side=st.sampled_from(["here", "there", "both"]))
    def go_through_the_forge(self, name: str, whole_side: str) -> None:
        self.merge(name, self.forge, whole_side)
        self.office(name).git("push", "--quiet", str(self.forge), "main")
        self.tally["pushes"] += 1

    def teardown(self) -> None:
        if not hasattr(self, "clones"):
            return
        try:
            self.merge("a", self.office("b").root, "here")
            self.merge("b", self.office("a").root, "here")
            a, b = self.office("a"), self.office("b")
            assert a.git("rev-parse", "HEAD^{tree}") == b.git("rev-parse", "HEAD^{tree}")
            for name in "ab":
                assert "error" not in self.office(name).git("fsck", "--strict", "--no-dangling")
                found = self.run(name, "check", "--format", "json").findings
                assert [f for f in found if f["code"] != UNDECIDED] == []
            for case in self.cases:
                told = [self.run(n, "chronology", case, "--format", "json").data for n in "ab"]
                assert told[0]["entries"]
                assert told[0]["entries"] == told[1]["entries"]
            self.tally["records"] += len(self.content["a"])
        finally:
            shutil.rmtree(self.folder)

    # The model

    def office(self, name: str) -> Office:
        return self.clones[name]

    def run(self, name: str, *words: str) -> Answer:
        self.now += timedelta(minutes=1)
        self.tally["commands"] += 1
        return self.office(name).run(*words, by=WHO[name], at=self.now.isoformat())

    def record(self, name: str, command: str, *words: str) -> Answer:
        case = () if command == "intake" else (self.office(name).case,)
        done = self.run(name, command, *case, *words, "--format", "json")
        assert done.code == 0, done.err
        return done

    def earlier(self) -> str:
        return (self.now - timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M")

    def acknowledge(self, name: str, done: Answer, **fields: str) -> list[str]:
        """Take up what a command said it saved."""
        root = self.office(name).root
        paths = []
        for record_id in done.data["records"]:
            (file,) = root.glob(f"cases/*/*/*/{record_id}.yaml")
            path = file.relative_to(root).as_posix()
            self.content[name][path] = {"id": record_id, **fields}
            paths.append(path)
        self.tally["acknowledged"] += len(paths)
        self.seal_version(name)
        return paths

    def add_item(self, name: str, done: Answer, text: str) -> None:
        (item,) = done.data["items"]
        assert item not in self.content[name][self.plan]
        self.content[name][self.plan][item] = text
        self.seal_version(name)

    def commit_by_hand(self, name: str, message: str) -> None:
        office = self.office(name)
        office.git("add", "--all")
        if office.git("status", "--porcelain"):
            office.git("commit", "--quiet", "--message", message)
        self.seal_version(name)

    def seal_version(self, name: str) -> None:
        """Note what the model says of the clone's version, and see that it is so."""
        self.versions[self.office(name).git("rev-parse", "HEAD")] = deepcopy(self.content[name])
        self.compare(name)

    def compare(self, name: str) -> None:
        office = self.office(name)
        # Folder and version are the same, so what the folder holds is in the history.
        assert office.git("status", "--porcelain") == ""
        said = {p: read_fields(p, t) for p, t in self.read_records(office).items()}
        assert not self.content[name].keys() - said.keys(), "records are lost"
        assert said == self.content[name]

    def read_records(self, office: Office) -> Mapping[str, str]:
        files = office.root.glob("cases/**/*.yaml")
        return {f.relative_to(office.root).as_posix(): f.read_text() for f in files}

    # Merging

    def merge(self, into: str, source: Path, how: str) -> None:
        office = self.office(into)
        office.git("fetch", "--quiet", str(source), "main")
        there = office.git("rev-parse", "FETCH_HEAD")
        here = office.git("rev-parse", "HEAD")
        self.tally["merges"] += 1
        bases = office.git("merge-base", "--all", here, there).split()
        merged = office.try_git("merge", "--no-edit", "FETCH_HEAD")
        sides = [[self.versions[v] for v in bases], self.versions[here], self.versions[there]]
        waiting = office.git("diff", "--name-only", "--diff-filter=U").split()
        assert (merged.code != 0) == bool(waiting), merged
        if waiting:
            self.tally["conflicts"] += len(waiting)
            self.judge_conflict(into, waiting, bases, here, there)
            taken = {path: self.resolve(into, path, sides, how) for path in waiting}
            office.git("commit", "--no-edit", "--quiet")
        else:
            taken = {}
            if len(bases) == 1 and not self.find_twice(office):
                assert not self.find_collisions(*sides), "git merged what collides"
        self.content[into] = self.merge_content(sides, taken, office)
        if self.find_twice(office):
            self.mend_plan(into)
        self.seal_version(into)
        if len(bases) > 1:
            self.tally["criss-cross"] += 1

    def find_collisions(
        self, bases: list[Content], here: Content, there: Content
    ) -> dict[str, dict[str, tuple[str, str]]]:
        (base,) = bases
        found = {
            path: find_expected(base.get(path, {}), here[path], there[path])
            for path in here.keys() & there.keys()
        }
        return {path: fields for path, fields in found.items() if fields}

    def judge_conflict(
        self, name: str, waiting: list[str], bases: list[str], here: str, there: str
    ) -> None:
        """Git stops for good reason only, and check names exactly what collides."""
        office = self.office(name)
        for path in waiting:
            before = {office.git("rev-parse", f"{base}:{path}") for base in bases}
            for side in (here, there):
                assert {office.git("rev-parse", f"{side}:{path}")} != before, "only one side did"
        answer = self.run(name, "check", "--format", "json")
        assert answer.code == 4
        told: dict[str, dict[str, dict[str, Any]]] = {path: {} for path in waiting}
        for finding in answer.findings:
            if finding["code"] == UNDECIDED:
                continue
            if finding["code"] == "PLAN-ID-TWICE":
                assert self.plan not in waiting  # git put it together, and wrongly: see mend_plan
                continue
            assert finding["code"].startswith("MERGE-"), finding
            assert finding["hint"]
            assert finding["line"]
            told[finding["path"]][self.read_name(finding)] = finding
        assert all(told.values())
        if len(bases) == 1:
            self.compare_findings(office, told, [self.versions[v] for v in (*bases, here, there)])
        self.refuse_to_record(name)

    def read_name(self, finding: Mapping[str, Any]) -> str:
        """The field, or the item of the plan, that a finding speaks of."""
        if finding["code"] == "MERGE-UNFINISHED":
            return ""
        item = re.search(r"an item called `([^`]+)`", finding["message"])
        return item[1] if item else finding["message"].partition(" was changed")[0]

    def compare_findings(
        self,
        office: Office,
        told: Mapping[str, Mapping[str, Mapping[str, Any]]],
        sides: list[Content],
    ) -> None:
        base, here, there = sides
        expected = self.find_collisions([base], here, there)
        missed = expected.keys() - told.keys()
        # Items under one id can merge without a stop: then they stand in the plan twice.
        assert not missed or (missed == {self.plan} and self.find_twice(office))
        for path, findings in told.items():
            wanted = expected.get(path, {})
            assert findings.keys() - {""} == wanted.keys(), findings
            self.tally["collisions"] += len(wanted)
            self.tally["no collision"] += not wanted
            for field, (ours, theirs) in wanted.items():
                message = findings[field]["message"]
                mine, _, other = message.partition(" here, ")
                assert (ours or "nothing") in mine, message
                assert (theirs or "nothing") in other, message

    def refuse_to_record(self, name: str) -> None:
        """In the middle of it nothing is recorded, and readers say why."""
        office = self.office(name)
        before = office.git("rev-parse", "HEAD"), office.git("status", "--porcelain")
        case = office.case
        refused = self.run(name, "consult", case, "--on", "2026-02-09", "--format", "json")
        assert refused.code == 5
        assert refused.data["error"]["code"] == "MERGE-UNFINISHED"
        due = self.run(name, "due", "--working", "--format", "json")
        assert due.code == 4
        assert {f["code"][:6] for f in due.findings} == {"MERGE-"}
        assert before == (office.git("rev-parse", "HEAD"), office.git("status", "--porcelain"))

    def resolve(self, name: str, path: str, sides: list[Any], how: str) -> Fields:
        """Decide on one file as a person would, and give what the model then has of it."""
        bases, here, there = sides
        office = self.office(name)
        collides = len(bases) > 1 or path in self.find_collisions(*sides)
        if how == "both" and not collides:
            self.write_both(office, path, bases[0][path], here[path], there[path])
            taken = merge_fields(bases[0][path], here[path], there[path])
        elif how == "there":
            office.git("checkout", "--quiet", "--theirs", "--", path)
            taken = there[path]
        else:
            office.git("checkout", "--quiet", "--ours", "--", path)
            taken = here[path]
        office.git("add", "--", path)
        self.tally[f"decided: {how if not collides or how != 'both' else 'here'}"] += 1
        return dict(taken)

    def write_both(
        self, office: Office, path: str, base: Fields, here: Fields, there: Fields
    ) -> None:
        """Put what only the other side changed into the file as it is here."""
        content = office.git("show", f":2:{path}").encode() + b"\n"
        other: Any = read_document(office.git("show", f":3:{path}").encode(), path).data
        for field in merge_fields(base, here, there):
            if there.get(field) in (here.get(field), base.get(field)):
                continue
            if not re.fullmatch(r"G\d+(\.O\d+)?", field):
                content = set_value(content, (field,), there[field])
                continue
            goals: Any = read_document(content, path).data["goals"]  # type: ignore[index]
            ids = [g["id"] for g in goals]
            goal, _, objective = field.partition(".")
            source = next(g for g in other["goals"] if g["id"] == goal)
            if not objective:
                content = append_item(content, ("goals",), source)
            elif field not in {o["id"] for o in goals[ids.index(goal)]["objectives"]}:
                item = next(o for o in source["objectives"] if o["id"] == field)
                content = append_item(content, ("goals", ids.index(goal), "objectives"), item)
        (office.root / path).write_bytes(content)

    def find_twice(self, office: Office) -> list[str]:
        """The ids that a plan has twice, as git can make it when both sides write the same."""
        goals = self.read_plan(office)["goals"]
        ids = [g["id"] for g in goals] + [o["id"] for g in goals for o in g["objectives"]]
        return sorted({i for i in ids if ids.count(i) > 1})

    def read_plan(self, office: Office) -> Any:
        return read_document((office.root / self.plan).read_bytes(), self.plan).data

    def mend_plan(self, name: str) -> None:
        """Check tells of an item that stands in the plan twice; somebody numbers it anew."""
        office = self.office(name)
        told = self.run(name, "check", "--format", "json").findings
        found = {f["message"] for f in told if f["code"] == "PLAN-ID-TWICE"}
        assert {f"`{i}` stands in the plan twice" for i in self.find_twice(office)} <= found
        plan = self.read_plan(office)
        for number, goal in enumerate(plan["goals"], start=1):
            goal["id"] = f"G{number}"
            for n, objective in enumerate(goal["objectives"], start=1):
                objective["id"] = f"G{number}.O{n}"
                for m, activity in enumerate(objective.get("activities", ()), start=1):
                    activity["id"] = f"G{number}.O{n}.A{m}"
        (office.root / self.plan).write_bytes(dump_document(plan))
        office.git("commit", "--quiet", "--all", "--message", "Numbered anew")
        self.content[name][self.plan] = read_fields(
            self.plan, (office.root / self.plan).read_text()
        )
        self.tally["ids twice"] += 1

    def merge_content(
        self, sides: list[Any], taken: Mapping[str, Fields], office: Office
    ) -> Content:
        bases, here, there = sides
        merged: Content = {}
        for path in here.keys() | there.keys():
            if path in taken:
                merged[path] = dict(taken[path])
            elif path not in here or path not in there:
                merged[path] = dict((here if path in here else there)[path])
            elif len(bases) == 1:
                merged[path] = merge_fields(bases[0].get(path, {}), here[path], there[path])
            else:
                merged[path] = self.merge_crossed(path, sides, office)
        return merged

    def merge_crossed(self, path: str, sides: list[Any], office: Office) -> Fields:
        """With two common versions the file itself says which side git took; it is one of them."""
        _, here, there = sides
        said = read_fields(path, (office.root / path).read_text())
        for field, value in said.items():
            assert value in (here[path].get(field), there[path].get(field))
        for field in here[path].keys() & there[path].keys():
            if here[path][field] == there[path][field]:
                assert said.get(field) == here[path][field]
        return said


def run(examples: int, steps: int = 40, *, seed: int | None = None) -> Counter[str]:
    """Run that many interleavings and count what happened; raise what the model refutes.

    Without a seed every run takes the same examples.
    """

    class Counted(TwoClones):
        tally: ClassVar[Counter[str]] = Counter()

    if seed is not None:
        from hypothesis import seed as seeded

        seeded(seed)(Counted)
    run_state_machine_as_test(
        Counted,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=seed is None,
            # Record ids come from the system's chance, so an example is not shrunk to the byte.
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
    return Counted.tally
