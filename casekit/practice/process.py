"""Where each child stands in the process, and every way on with what it still needs.

Nothing of it is stored: it follows from the records. A child stands in the first stage that still
lacks something; a review that led back, a change of track or a reopening begins a new round, in
which what is asked for must be done anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from casekit.model.building import case_until
from casekit.model.childhood import YOUNG_ADULT
from casekit.model.family import eldest_first
from casekit.model.findings import Finding
from casekit.model.records import Case, Person, Record
from casekit.model.timeline import Span, Timeline
from casekit.model.when import FIRST_INSTANT, LAST_TICK, look_at
from casekit.practice.conditions.registry import CONDITIONS
from casekit.practice.conditions.view import Gate, View, is_held
from casekit.practice.process_data import Process, Stage, Turn

NOT_TAKEN_IN = frozenset({"screened out", "referred to community services", "information only"})


@dataclass(frozen=True, slots=True)
class WayOn:
    """One way on: what it is called, when it is right, where it leads, and what it needs.

    `kind` is review, decision or end; `command` records it.
    """

    kind: str
    name: str
    when: str
    leads_to: str
    gates: tuple[Gate, ...]
    command: str

    @property
    def is_ready(self) -> bool:
        """Whether nothing is missing."""
        return all(gate.met for gate in self.gates)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a child stands: the state of its case, track and stage, and the ways on.

    `state` is open, waiting (no decision on the report), not taken in, closed, or expected (not
    born yet). `waits_for` is what a review decided and no record has carried out.
    """

    child: Person
    state: str
    track: str | None
    stage: Stage | None
    since: date | None
    record: str | None
    done: tuple[Gate, ...]
    needs: tuple[Gate, ...]
    ways: tuple[WayOn, ...]
    waits_for: str | None = None


@dataclass(frozen=True, slots=True)
class _Round:
    """Since when, from which stage on, and because of which record a child's round runs."""

    since: datetime
    stage: str | None
    record: str | None
    waits_for: str | None = None


def find_standings_of(
    case: Case, timeline: Timeline, process: Process, now: datetime
) -> tuple[Standing, ...]:
    """Where each child of a case stands at an aware instant, the expected ones too."""
    case = case_until(case, look_at(now, timeline.zone))
    return tuple(
        _stand(case, timeline, process, person, now)
        for person in eldest_first(case.people)
        if person.role == "child"
    )


def _stand(
    case: Case, timeline: Timeline, process: Process, child: Person, now: datetime
) -> Standing:
    def plain(state: str, record: Record | None = None) -> Standing:
        since = record.occurred.day if record else None
        mark = record.id if record else None
        return Standing(child, state, None, None, since, mark, (), (), ())

    if child.birth.get("certainty") == "expected":
        return plain("expected")
    view = View(case, timeline, child, now, FIRST_INSTANT, None)
    if view.holds("episode open") is None:
        closings = view.facts("closing")
        reports = [r for r in case.facts("report") if child.id in r.children]
        newest = reports[-1] if reports else None
        answers = [r for r in case.facts("screening") if newest and r.data["report"] == newest.id]
        if closings and (newest is None or newest.occurred.latest <= closings[-1].occurred.latest):
            return plain("closed", closings[-1])
        if answers and answers[-1].data["result"] in NOT_TAKEN_IN:
            return plain("not taken in", answers[-1])
        if closings and answers:
            return plain("closed", closings[-1])
        return _in_stages(View(case, timeline, child, now, FIRST_INSTANT, None), process, None)
    return _in_stages(view, process, _find_round(view, process))


def _find_round(view: View, process: Process) -> _Round:
    """What began last: the episode, a change of the track, or a review that led somewhere."""
    episode = view.holds("episode open")
    assert episode is not None
    began = episode.start.earliest
    found = _Round(began, None, episode.record)
    agreed = _agreement(view)
    if agreed is not None:
        # What was asked of the child's case is not asked of the young adult's.
        began = max(began, agreed.start.earliest)
        found = _Round(began, None, agreed.record)
    for span in view.timeline.spans:
        changed = span.state == "track" and span.subject == view.child.id
        if changed and began < span.start.earliest <= view.now:
            found = max(
                found, _Round(span.start.earliest, "assessment", span.record), key=lambda r: r.since
            )
    for review in view.facts("review"):
        since = review.occurred.latest + LAST_TICK
        if review.occurred.earliest < began or since <= found.since:
            continue
        # Of one day, its hour unknown: the change of track carries out what the review decided.
        day = found.since.astimezone(view.timeline.zone).date()
        if found.stage is not None and not review.occurred.is_exact and day == review.occurred.day:
            continue
        track = process.track(_track_at(view, review.occurred.earliest))
        way = track.way(review.data["result"]) if track else None
        leads_to = way.leads_to if way else "assessment"
        if process.track(leads_to) is not None:
            # The track itself changes with a removal, a return or a decision; until then it waits.
            found = _Round(since, "implementation", review.id, review.data["result"])
        else:
            found = _Round(since, leads_to, review.id)
    return found


def _track_at(view: View, moment: datetime) -> str | None:
    for span in reversed(view.timeline.spans):
        if span.state == "track" and span.subject == view.child.id and is_held(span, moment):
            return str(span.value)
    return None


def _in_stages(view: View, process: Process, round_: _Round | None) -> Standing:
    track = view.holds("track")
    name = str(track.value) if track else None
    if round_ is not None:
        view = View(view.case, view.timeline, view.child, view.now, round_.since, name)
    service = _find_service(view)
    begun = round_ is None or round_.stage is None
    stage: Stage | None = None
    done: list[Gate] = []
    needs: list[Gate] = []
    for one in process.stages:
        begun = begun or (round_ is not None and one.id == round_.stage)
        if not begun or service in one.unless:
            continue
        gates = judge(one.conditions(name), view)
        done.extend(gate for gate in gates if gate.met)
        needs = [gate for gate in gates if not gate.met]
        if needs:
            stage = one
            break
    state = "waiting" if round_ is None else "open"
    return Standing(
        child=view.child,
        state=state,
        track=name,
        stage=stage,
        since=_day_of(round_, view),
        record=round_.record if round_ else None,
        done=tuple(done),
        needs=tuple(needs),
        ways=tuple(_ways(view, process, name)) if round_ else (),
        waits_for=round_.waits_for if round_ else None,
    )


def _day_of(round_: _Round | None, view: View) -> date | None:
    """The day of the record that began a round: of one without an hour the round begins after."""
    record = view.case.find(round_.record or "") if round_ else None
    if record is not None and record.kind != "person":
        return record.occurred.day
    return round_.since.astimezone(view.timeline.zone).date() if round_ else None


def _agreement(view: View) -> Span | None:
    """The agreement with a young adult that holds, once the child has come of age."""
    status = view.holds("legal status")
    grown = view.holds("track") is None
    return status if status is not None and status.value == YOUNG_ADULT and grown else None


def _find_service(view: View) -> str:
    if _agreement(view) is not None:
        return "young adult"
    openings = view.facts("opening")
    if openings:
        return str(openings[-1].data.get("service", "protection"))
    report = view.report
    voluntary = report is not None and report.data["kind"] == "voluntary request"
    return "voluntary" if voluntary else "protection"


def judge(names: Sequence[str], view: View) -> list[Gate]:
    """The conditions of these names for the child of a view."""
    return [CONDITIONS[name].judge(view)._replace(name=name) for name in names]


def _ways(view: View, process: Process, name: str | None) -> Iterator[WayOn]:
    track = process.track(name)
    number = view.case.number
    for way in track.ways if track else ():
        command = f'casekit review {number} --result "{way.result}"'
        gates = tuple(judge(way.requires, view))
        yield WayOn("review", way.result, way.when, way.leads_to, gates, command)
    for turn in process.turns:
        if turn.start == name:
            command = f'casekit determine {number} --step track --track "{turn.to}"'
            gates = tuple(judge(turn.requires, view))
            when = f"The track is decided to be {turn.to}."
            yield WayOn("decision", turn.to, when, turn.to, gates, command)
    for end in process.ends:
        command = f"casekit {end.command.replace('CASE', number)}"
        yield WayOn("end", end.id, end.when, "closing", (), command)


def refuse_review(
    review: Record, case: Case, timeline: Timeline, process: Process, now: datetime, path: str
) -> list[Finding]:
    """Why a review may not end as it says, for each child; `case` is without the review."""
    findings: list[Finding] = []
    result = review.data["result"]
    end = review.data.get("end")
    if end is not None:
        return _refuse_end(str(end), result, process, path)
    for view, here in _views_of(review, case, timeline, now):
        track = process.track(here)
        if track is None:
            continue  # closed for this child, or never opened: other gates speak of that
        way = track.way(result)
        if way is None:
            ways = "; ".join(f"{one.result} ({_small(one.when)})" for one in track.ways)
            findings.append(
                Finding(
                    code="GATE-WAY-NOT-OPEN",
                    message=f"{view.called} is on the track `{track.id}`, where no review ends "
                    f"in: {result}",
                    path=path,
                    hint=f"open from there: {ways}",
                )
            )
            continue
        for gate in judge([name for name in way.requires if name in way.gate], view):
            if not gate.met:
                findings.append(
                    Finding(
                        code="GATE-WAY-NEEDS",
                        message=f"{view.called} - {result} needs: {gate.name}; {gate.says}",
                        path=path,
                        hint=f"see what it needs: casekit process {case.number}; if it ends "
                        f"from outside, say so: --end {_say_ends(process)}",
                    )
                )
    return findings


def _refuse_end(end: str, result: str, process: Process, path: str) -> list[Finding]:
    """What ends a case from outside is open from every track, and is an end."""
    if result != "close":
        message = f"a review that names a {end} ends in: close, not in: {result}"
    elif end not in {one.id for one in process.ends}:
        message = f"the agency's process has no end: {end}"
    else:
        return []
    hint = f"the ends from every track: {_say_ends(process)}"
    return [Finding(code="GATE-WAY-NOT-OPEN", message=message, path=path, hint=hint)]


def _say_ends(process: Process) -> str:
    return ", ".join(f'"{one.id}"' for one in process.ends)


def refuse_turn(
    decision: Record, case: Case, timeline: Timeline, process: Process, now: datetime, path: str
) -> list[Finding]:
    """Why a decision on the track leads nowhere; `case` is without the decision."""
    findings: list[Finding] = []
    to = decision.data["track"]
    for view, here in _views_of(decision, case, timeline, now):
        if here is None or here == to or _is_open(here, to, process.turns):
            continue
        open_to = [turn.to for turn in process.turns if turn.start == here]
        by_record = "a removal or a placement, and a return, change it by themselves"
        findings.append(
            Finding(
                code="GATE-WAY-NOT-OPEN",
                message=f"{view.called} is on the track `{here}`, from which no decision leads "
                f"to: {to}",
                path=path,
                hint=f"decisions from there lead to: {', '.join(open_to)}; {by_record}"
                if open_to
                else by_record,
            )
        )
    return findings


def list_unmet(
    decision: Record, case: Case, timeline: Timeline, process: Process, now: datetime
) -> list[str]:
    """What the process asks for before a review or a turn of the track, and what is not there.

    It refuses nobody, and `case` is without the decision; a review that is ended from outside asks
    for nothing.
    """
    found: list[str] = []
    if "end" in decision.data:
        return found
    for view, here in _views_of(decision, case, timeline, now):
        if decision.kind == "review":
            track = process.track(here)
            way = track.way(decision.data["result"]) if track else None
            needed = way.requires if way else ()
        else:
            to = decision.data["track"]
            turns = [t for t in process.turns if (t.start, t.to) == (here, to)]
            needed = turns[0].requires if turns else ()
        found += [f"{view.called} - {g.name}: {g.says}" for g in judge(needed, view) if not g.met]
    return list(dict.fromkeys(found))


def _views_of(
    decision: Record, case: Case, timeline: Timeline, now: datetime
) -> Iterator[tuple[View, str | None]]:
    """Each child that a decision is about, with the track on which it is."""
    for child in case.children:
        if child.id in decision.children:
            view = View(case, timeline, child, now, FIRST_INSTANT, None)
            span = view.holds("track")
            yield view, str(span.value) if span else None


def _is_open(here: str, to: str, turns: Sequence[Turn]) -> bool:
    return any(turn.start == here and turn.to == to for turn in turns)


def _small(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:].rstrip(".")
