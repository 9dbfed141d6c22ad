"""A ticket's log, and what of it the figures count: the same whoever reads it, whenever, however often.

Facts are never edited: one that was voided is passed over, and the verdict is the last one that was not. The order is
that of the log, in which what time did by itself stands before what a person did in the same change. So people are
credited as assigned when a verdict fell, also one that was noticed late.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from typing import Any

from lambdesk.kit import clock as moments
from lambdesk.kit.context import ActorKind
from lambdesk.kit.events import Event
from lambdesk.reports.model import Judged, Verdict
from lambdesk.sla.follow import EARLIER
from lambdesk.sla.model import Metric

_MET, _MISSED, _BREACHED = "sla.target_met", "sla.target_missed", "sla.target_breached"
_CREDITED = {
    "ticket.assigned": "agent_id",
    "ticket.team_assigned": "team_id",
    "ticket.priority_changed": "priority",
}
_SPAM, _REPLY, _RESTATED = "spam", "reply", "restated"


@dataclass(frozen=True)
class _Credit:
    """Whose it was, and how urgent."""

    team_id: str | None = None
    agent_id: str | None = None
    priority: str = ""


@dataclass(frozen=True)
class _Fact:
    """A verdict or a late answer, with the people of its moment."""

    type: str
    due_at: datetime
    credit: _Credit
    answered_at: datetime | None = None
    seconds: int | None = None


@dataclass
class _Line:
    """One clock as far as the log was read. `over`: nobody waits for it any more. `cancelled`: no fact is about it.

    `restated` is whose an answer was that is told anew: it stays theirs.
    """

    metric: Metric
    started_at: datetime
    due_at: datetime
    target_seconds: int
    policy_id: str
    facts: list[_Fact] = field(default_factory=list)
    over: bool = False
    cancelled: bool = False
    restated: _Credit | None = None


@dataclass
class _Book:
    """A ticket as far as its log was read. `answerer` is who of the staff wrote to the customer last.

    `past` is whose it was and who the answerer was, from when on.
    """

    credit: _Credit = _Credit()
    answerer: str | None = None
    past: list[tuple[datetime, _Credit, str | None]] = field(default_factory=list)
    spam: bool = False
    merged: bool = False
    lines: list[_Line] = field(default_factory=list)


def fold(events: Iterable[Event], zone: tzinfo) -> tuple[Judged, ...]:
    """What a ticket adds to the figures, from all its events in their order. Spam adds nothing."""
    book = _Book()
    for event in events:
        if event.type.startswith("sla.") and event.type != "sla.verdict_restated":
            _clock(book, event)
        else:
            _ticket(book, event)
    if book.spam:
        return ()
    return tuple(_judged(each, book, zone) for each in book.lines if each.facts or not (each.over or book.merged))


def _ticket(book: _Book, event: Event) -> None:
    data = event.data
    if event.type in _CREDITED:
        changed: dict[str, Any] = {_CREDITED[event.type]: data.get("after")}
        book.credit = replace(book.credit, **changed)
    match event.type:
        case "ticket.created":
            book.credit = replace(book.credit, priority=data["priority"])
            book.spam = data["state"] == _SPAM
        case "ticket.state_changed":
            book.spam = data["after"] == _SPAM
        case "ticket.merged" | "ticket.unmerged":
            book.merged = event.type == "ticket.merged"
        case "ticket.policy_changed":
            for each in book.lines:
                # A verdict is that of the policy by which it fell.
                each.policy_id = each.policy_id if each.facts else data.get("after") or each.policy_id
        case "message.created":
            if data["kind"] == _REPLY and event.actor.kind is ActorKind.USER:
                book.answerer = event.actor.id
    book.past.append((event.at, book.credit, book.answerer))


def _clock(book: _Book, event: Event) -> None:
    metric, due_at = Metric(event.data["metric"]), moments.from_text(event.data["due_at"])
    mine = [each for each in book.lines if each.metric is metric]
    standing = [each for each in mine if not each.cancelled]
    if event.type == "sla.clock_started":
        _started(book, mine, event, due_at)
    elif event.type == "sla.fact_voided":
        _voided(mine, event.data["fact"], due_at, restated=event.data["reason"] == _RESTATED)
    elif event.type == "sla.clock_cancelled":
        _cancelled(standing, event.data["reason"])
    elif event.data.get("former"):
        for line in [each for each in mine if each.due_at == due_at][-1:]:
            _moved(book, line, event, due_at)
    elif standing:
        _moved(book, standing[-1], event, due_at)


def _started(book: _Book, mine: list[_Line], event: Event, due_at: datetime) -> None:
    """The next clock of its metric; nobody waits for the one before.

    One that was cancelled and is promised again begins when it did before, and is that one.
    """
    data = event.data
    if mine:
        mine[-1].over = True
    began = moments.from_text(data["started_at"]) if data.get("started_at") else event.at
    line = _Line(Metric(data["metric"]), began, due_at, data["target_seconds"], data["policy_id"])
    same = next((each for each in mine if each.started_at == began), None)
    if same is None or not same.facts:
        book.lines = [*(each for each in book.lines if each is not same), line]


def _cancelled(standing: list[_Line], reason: str) -> None:
    """Nobody waits for it; perhaps because somebody waits for the one before again."""
    for line in standing[-1:]:
        line.over = line.cancelled = True
    if reason == EARLIER:
        for line in standing[-2:-1]:
            line.over = False


def _voided(mine: list[_Line], fact: str, due_at: datetime, *, restated: bool) -> None:
    """Take back the newest such fact, of the clock that was due then if there is one."""
    told = [(line, each) for line in mine for each in line.facts if each.type == fact]
    due = [pair for pair in told if pair[1].due_at == due_at]
    for line, each in (due or told)[-1:]:
        line.facts.remove(each)
        line.restated = each.credit if restated and each.answered_at is not None else None


def _moved(book: _Book, line: _Line, event: Event, due_at: datetime) -> None:
    data = event.data
    if event.type in (_MET, _MISSED, _BREACHED):
        answered_at = moments.from_text(data["answered_at"]) if "answered_at" in data else None
        credit = line.restated or _credit(book, line.metric, event, answered_at)
        line.restated = None
        line.facts.append(_Fact(event.type, due_at, credit, answered_at, data.get("seconds")))
    line.due_at = due_at
    line.target_seconds = data.get("target_seconds", line.target_seconds)
    line.policy_id = data.get("policy_id", line.policy_id)


def _credit(book: _Book, metric: Metric, event: Event, answered_at: datetime | None) -> _Credit:
    """Whose a verdict is. An answer that counts afterwards is of its own moment's people, for the promise of now."""
    credit, answerer = book.credit, book.answerer
    if answered_at is not None and answered_at < event.at:
        known = [(then, wrote) for at, then, wrote in book.past if at <= answered_at]
        credit, answerer = known[-1] if known else (credit, answerer)
    if event.type == _MET and credit.agent_id is None and metric is not Metric.RESOLUTION:
        credit = replace(credit, agent_id=answerer)
    return replace(credit, priority=book.credit.priority)


def _judged(line: _Line, book: _Book, zone: tzinfo) -> Judged:
    """A clock that was broken stays so; else it was kept; else nothing came of it yet."""
    ranked = sorted(line.facts, key=lambda each: (_BREACHED, _MISSED, _MET).index(each.type))
    deciding = ranked[0] if ranked else None
    answers = [each for each in line.facts if each.answered_at is not None]
    answer = answers[-1] if answers else None
    credit = deciding.credit if deciding else book.credit
    due_at = deciding.due_at if deciding else line.due_at
    met = deciding is not None and deciding.type == _MET
    return Judged(
        metric=line.metric,
        started_at=line.started_at,
        due_at=due_at,
        day=due_at.astimezone(zone).date(),
        verdict=Verdict.OPEN if deciding is None else Verdict.MET if met else Verdict.BREACHED,
        policy_id=line.policy_id,
        priority=credit.priority,
        target_seconds=line.target_seconds,
        team_id=credit.team_id,
        agent_id=credit.agent_id,
        answered_at=answer.answered_at if answer else None,
        seconds=answer.seconds if answer else None,
    )
