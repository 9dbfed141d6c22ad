"""Escalations as the ticket shows them: told from its timeline, with the executions that carry them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from lambdesk.deadlines.chains import ASKED, Chained, Chains
from lambdesk.deadlines.courses import Course, courses_of
from lambdesk.escalation.decide import Roster
from lambdesk.kit import clock
from lambdesk.kit.context import Actor, ActorKind
from lambdesk.kit.errors import NotFound, Unavailable
from lambdesk.kit.events import Event
from lambdesk.sla.executions import Execution, ExecutionState
from lambdesk.tickets.commands import AcknowledgeEscalation, CallPeople, RaiseEscalation, UpdateTicket
from lambdesk.tickets.model import State
from tests.unit.deadlines.test_service import DUE, Desk
from tests.unit.tickets import samples
from tests.unit.tickets.samples import MORNING, TENANT
from tests.unit.tickets.test_calling import BOSS, ROOT

BREACH = MORNING + timedelta(seconds=DUE)
STAFF = Roster((BOSS, ROOT))


def late() -> Desk:
    """A desk whose ticket is late, and whose first level was due."""
    desk = Desk()
    desk.go_off(DUE + 1, DUE)
    desk.deliver()
    return desk


def call(desk: Desk, level: int, after: float, roster: Roster = STAFF) -> None:
    command = CallPeople("first_response", level, BREACH)
    desk.tickets.call_people(samples.context(DUE + after), 1, command, lambda _: roster)


def seen(desk: Desk) -> tuple[Chained, ...]:
    return Chains(desk.store, desk.calls).of(TENANT, 1, lambda error: pytest.fail(str(error)))


def only(desk: Desk) -> Course:
    (found,) = seen(desk)
    return found.course


def carried(desk: Desk) -> list[tuple[int, str]]:
    return [(each.level, each.state.value) for chain in seen(desk) for each in chain.executions]


def test_a_level_that_is_due_waits_for_its_call_and_its_chain_runs() -> None:
    desk = late()
    course = only(desk)
    assert (course.metric, course.breach, course.level) == ("first_response", BREACH, 1)
    assert [(each.level, each.reached) for each in course.steps] == [(1, None)]
    assert course.next_at == MORNING + timedelta(seconds=DUE + 1 + 1_800)
    assert carried(desk) == [(2, "running")]


def test_a_call_tells_whom_it_reached_and_whom_not_and_moves_the_level_that_follows() -> None:
    desk = late()
    call(desk, 1, 5)
    course = only(desk)
    (step,) = course.steps
    assert (course.level, step.level, step.highest) == (2, 1, 2)
    assert step.reached is not None
    assert (step.reached.users, step.reached.last_resort, step.reached.done) == (("usr_boss",), False, ("notify",))
    assert [(each.level, each.recipient, each.reason) for each in step.reached.skipped] == [(1, "assignee", "nobody")]
    assert course.next_at == MORNING + timedelta(seconds=DUE + 5 + 1_800)
    # Its chain may have been started before the call or after it.
    assert carried(desk) == [(2, "running"), (3, "none")]


def test_levels_that_the_chain_called_have_no_chain_of_their_own_and_those_of_the_sweep_have() -> None:
    desk = late()
    desk.step(DUE + 1_801)
    desk.deliver()
    assert [(each.level, each.chained) for each in only(desk).steps] == [(1, False), (2, True)]
    assert carried(desk) == [(2, "running")]
    desk = late()
    desk.sweep(DUE + 1_900)
    desk.deliver()
    assert carried(desk) == [(2, "running"), (3, "running")]


def test_who_takes_care_is_told_and_the_chain_has_ended() -> None:
    desk = late()
    call(desk, 1, 5)
    ctx = replace(samples.context(DUE + 60), actor=Actor(ActorKind.USER, "usr_boss"))
    desk.tickets.acknowledge(ctx, 1, AcknowledgeEscalation(desk.ticket.version))
    desk.deliver()
    course = only(desk)
    assert (course.acknowledged_by, course.acknowledged_at) == ("usr_boss", MORNING + timedelta(seconds=DUE + 60))
    assert (course.next_at, course.ended_at) == (None, None)
    assert carried(desk) == [(2, "aborted"), (3, "none")]


def test_what_is_over_stays_in_the_list_and_begins_again_as_the_same_without_who_took_care() -> None:
    desk = late()
    desk.tickets.acknowledge(samples.context(DUE + 60), 1, AcknowledgeEscalation(desk.ticket.version))
    desk.tickets.update(samples.context(DUE + 70), 1, UpdateTicket(desk.ticket.version, state=State.RESOLVED))
    assert desk.ticket.escalations == ()
    over = only(desk)
    assert (over.ended_because, over.ended_at) == ("resolved", MORNING + timedelta(seconds=DUE + 70))
    assert over.acknowledged_at is not None
    desk.tickets.update(samples.context(DUE + 80), 1, UpdateTicket(desk.ticket.version, state=State.REOPENED))
    again = only(desk)
    assert (again.ended_because, again.ended_at, again.acknowledged_at) == (None, None, None)
    assert [each.level for each in again.steps] == [1, 1]


def test_people_called_by_hand_are_a_course_of_their_own_and_come_first() -> None:
    desk = late()
    ctx = replace(samples.context(DUE + 90), actor=Actor(ActorKind.USER, "usr_1"))
    desk.tickets.escalate(ctx, 1, RaiseEscalation(2))
    desk.deliver()
    by_hand, broken = (each.course for each in seen(desk))
    assert (by_hand.metric, by_hand.asked_by, by_hand.level) == ("manual", "usr_1", 2)
    assert broken.metric == "first_response"
    assert carried(desk) == [(3, "running"), (2, "running")]


def raised(at: float = 0, level: int = 1, version: int = 2, metric: str = "first_response") -> Event:
    return told("escalation.raised", at, version, metric=metric, level=level)


def told(kind: str, at: float, version: int, **data: object) -> Event:
    event = late().events[-1]
    due = clock.to_text(BREACH)
    moment = BREACH + timedelta(seconds=at)
    data = {"metric": "first_response", "due_at": due, "level": 1, **data}
    return replace(event, type=kind, at=moment, version=version, data=data, cause={"door": "timer"})


CALL = {"called": ["usr_boss"], "skipped": [], "skipped_more": 0, "last_resort": False, "done": ["notify"]}


def test_what_a_level_made_of_the_ticket_stands_with_its_call_and_nothing_else_does() -> None:
    before = told("ticket.assigned", 1, 3, before=None, after="usr_1")
    given = told("ticket.assigned", 9, 4, before="usr_1", after="usr_boss")
    team = told("ticket.team_assigned", 9, 4, after="tem_1")
    risen = told("ticket.priority_changed", 9, 4, before="normal", after="high")
    events = [raised(), before, given, team, risen, told("escalation.called", 9, 4, **CALL)]
    (course,) = courses_of(events, ())
    reached = course.steps[0].reached
    assert reached
    assert (reached.assignee_id, reached.team_id, reached.priority) == ("usr_boss", "tem_1", "high")


def test_a_level_that_the_next_one_overtook_was_never_called() -> None:
    events = [raised(), raised(10, level=2), told("escalation.called", 11, 4, **{**CALL, "level": 2})]
    (course,) = courses_of(events, ())
    assert [(each.level, each.reached is not None) for each in course.steps] == [(1, False), (2, True)]


@pytest.mark.parametrize(
    ("kind", "data", "answer"),
    [
        ("escalation.webhook_answered", {"status": 204}, (204, None)),
        ("escalation.webhook_failed", {"reason": "refused", "status": 500}, (500, "refused")),
        ("escalation.webhook_failed", {"reason": "unreachable"}, (None, "unreachable")),
    ],
)
def test_what_became_of_an_address_stands_with_its_level(
    kind: str, data: dict[str, object], answer: tuple[int | None, str | None]
) -> None:
    second = told("escalation.called", 12, 5, **{**CALL, "level": 2})
    first_call = told("escalation.called", 1, 3, **{**CALL, "done": ["notify", "webhook"]})
    events = [raised(), first_call, raised(10, level=2), second, told(kind, 20, 6, **data)]
    (course,) = courses_of(events, ())
    first, other = (each.reached for each in course.steps)
    assert first
    assert first.webhook
    assert (first.webhook.status, first.webhook.failed) == answer
    assert other
    assert other.webhook is None


def test_of_several_addresses_that_were_called_together_the_one_that_failed_is_told() -> None:
    call = told("escalation.called", 1, 3, **{**CALL, "level": 2, "done": ["webhook"], "webhooks": [1, 2]})
    failed = told("escalation.webhook_failed", 5, 4, level=1, reason="gone", status=410)
    taken = told("escalation.webhook_answered", 6, 5, level=2, status=200)
    for answers in ([failed, taken], [taken, failed]):
        (course,) = courses_of([raised(), call, *answers], ())
        (step,) = course.steps
        assert step.reached
        assert step.reached.webhook
        assert step.reached.webhook.failed == "gone"


def test_an_end_that_an_undone_answer_took_back_is_none() -> None:
    events = [raised(), told("escalation.ended", 5, 3, reason="answered"), told("escalation.restored", 9, 4)]
    (course,) = courses_of(events, ())
    assert (course.ended_at, course.ended_because) == (None, None)


@dataclass
class Silent:
    """A port that does not answer, and counts how often it is asked."""

    asked: int = 0

    def start(self, *_: object) -> bool:
        raise Unavailable

    def stop(self, *_: object) -> None:
        raise Unavailable

    def describe(self, _tenant: str, _number: int, _breach: str, _levels: Iterable[int]) -> tuple[Execution, ...]:
        self.asked += 1
        raise Unavailable


def test_without_step_functions_the_timeline_is_still_told_and_it_is_asked_once() -> None:
    desk = late()
    desk.tickets.escalate(samples.context(DUE + 90), 1, RaiseEscalation(1))
    silent, resisted = Silent(), list[Exception]()
    found = Chains(desk.store, silent).of(TENANT, 1, resisted.append)
    assert [each.course.metric for each in found] == ["manual", "first_response"]
    executions = [each for chain in found for each in chain.executions]
    assert {each.state for each in executions} == {ExecutionState.UNKNOWN}
    assert [each.name for each in executions] == [each.name for chain in seen(desk) for each in chain.executions]
    assert (silent.asked, len(resisted)) == (1, 1)


def test_of_many_escalations_the_last_ones_are_asked_about() -> None:
    desk = late()
    for round_ in range(ASKED + 2):
        ctx = samples.context(DUE + 100 + 10 * round_)
        desk.tickets.escalate(ctx, 1, RaiseEscalation(2))
        desk.deliver()
        ctx = samples.context(DUE + 105 + 10 * round_)
        desk.tickets.acknowledge(ctx, 1, AcknowledgeEscalation(desk.ticket.version, "manual"))
        desk.deliver()
    states = [each.state for chain in seen(desk) for each in chain.executions]
    assert states == [ExecutionState.ABORTED] * ASKED + [ExecutionState.UNKNOWN] * 3


def test_a_ticket_that_is_not_there_has_none() -> None:
    desk = Desk()
    assert seen(desk) == ()
    with pytest.raises(NotFound):
        Chains(desk.store, desk.calls).of(TENANT, 99, lambda error: pytest.fail(str(error)))
