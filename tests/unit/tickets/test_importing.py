"""What becomes of tickets that another system had: what is refused, what history says, in which parts it is kept."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from lambdesk.conversations.model import MessageKind
from lambdesk.kit import clock
from lambdesk.kit.context import ActorKind
from lambdesk.kit.errors import Invalid
from lambdesk.sla.model import DEFAULT_POLICIES, ClockState, Metric, SlaPolicies, SlaPolicy
from lambdesk.tickets.commands import Noted
from lambdesk.tickets.importing import decide
from lambdesk.tickets.importing.commands import Author, ImportTicket, PastChange, PastMessage, People
from lambdesk.tickets.importing.decide import CHUNK_MESSAGES, Replayed, replay
from lambdesk.tickets.model import Priority, State
from lambdesk.tickets.settings.model import DEFAULT_RULES
from tests.support.clocks import clock_of
from tests.unit.tickets import samples

BEGAN, MAYA = samples.MORNING, Author("Maya@northwind.example", "Maya")
NOW = BEGAN + timedelta(days=30)
PEOPLE = People({samples.ANNA.address: samples.ANNA}, {"maya@northwind.example": samples.MAYA.id or ""})
HOUR = timedelta(hours=1)


def past(**told: object) -> ImportTicket:
    asks = Author(samples.ANNA.address)
    return replace(ImportTicket("zendesk", "4711", "Printer", "It does not print.", asks, BEGAN), **told)  # type: ignore[arg-type]


def imported(command: ImportTicket, now: datetime = NOW, policies: SlaPolicies = DEFAULT_POLICIES) -> Replayed:
    return replay(command, PEOPLE, 7, replace(samples.context(), now=now, seed="now"), policies, DEFAULT_RULES)


def reply(after: timedelta, kind: MessageKind = MessageKind.REPLY, author: Author = MAYA) -> PastMessage:
    return PastMessage(BEGAN + after, kind, "Try again.", author)


def went(after: timedelta, state: State) -> PastChange:
    return PastChange(BEGAN + after, MAYA.email, state=state)


def wrong(command: ImportTicket) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        imported(command)
    return [(each.field, each.code) for each in refused.value.fields]


def test_an_answered_ticket_has_met_its_promise_at_the_moment_of_the_answer() -> None:
    done = imported(past(messages=(reply(HOUR),), changes=(went(HOUR, State.RESOLVED),)))
    ticket = done.loaded.ticket
    assert (clock_of(ticket).state, clock_of(ticket).answered_at) == (ClockState.MET, BEGAN + HOUR)
    assert (ticket.created_at, ticket.resolved_at, ticket.updated_at) == (BEGAN, BEGAN + HOUR, NOW)
    assert (ticket.state, ticket.message_count, ticket.last_message_at) == (State.RESOLVED, 2, BEGAN + HOUR)


def test_a_breach_of_the_past_is_told_when_it_was_and_calls_nobody() -> None:
    done = imported(past())
    (breach,) = (each for each in done.events if each.type == "sla.target_breached")
    due = BEGAN + timedelta(hours=8)
    assert breach.data["due_at"] == clock.to_text(due)
    assert due < breach.at < due + timedelta(seconds=1)
    assert breach.actor.kind is ActorKind.SYSTEM
    assert done.loaded.ticket.escalations == ()
    assert [each for each in done.events if each.type.startswith("escalation.")] == []


def test_the_last_change_alone_is_news() -> None:
    done = imported(past(), now=BEGAN + HOUR)
    assert [each.type for each in done.last.events] == ["ticket.imported", "ticket.timer_moved"]
    said = done.last.events[0]
    assert (said.data["source"], said.data["source_id"], said.data["messages"]) == ("zendesk", "4711", 1)
    assert (said.actor, said.at) == (samples.MAYA, BEGAN + HOUR)
    (only,) = done.chunks()
    assert [each.past for each in only.parts] == [True, False]
    assert only.beside == (done.last,)
    assert {each.cause["door"] for each in done.events} == {"import"}


def test_a_clock_that_goes_on_arms_its_timer_whatever_the_past_had_armed() -> None:
    done = imported(past(), now=BEGAN + HOUR)
    assert done.last.events[-1].data == {"timer": "arm", "next_due_at": clock.to_text(BEGAN + timedelta(hours=6))}
    assert "ticket.timer_moved" not in [each.type for each in imported(past(messages=(reply(HOUR),))).last.events]


def test_quiet_days_begin_with_the_import_and_nothing_closed_by_itself_before() -> None:
    done = imported(past(messages=(reply(HOUR),), changes=(went(HOUR, State.RESOLVED),)))
    assert done.loaded.ticket.closes_at == NOW + timedelta(days=4)
    assert done.last.events[-1].type == "ticket.timer_moved"
    assert imported(past()).loaded.ticket.closes_at is None


def test_the_other_system_says_where_it_stands() -> None:
    closed = (went(HOUR, State.RESOLVED), went(2 * HOUR, State.CLOSED))
    again = past(messages=(reply(3 * HOUR, MessageKind.CUSTOMER, Author()),), changes=closed)
    assert imported(again).loaded.ticket.state is State.REOPENED
    assert imported(past(changes=(*closed, went(4 * HOUR, State.OPEN)))).loaded.ticket.state is State.REOPENED
    ended = imported(past(changes=closed)).loaded.ticket
    assert (ended.state, ended.closed_at) == (State.CLOSED, BEGAN + 2 * HOUR)


def test_a_pause_is_no_time_of_the_solution() -> None:
    policy = SlaPolicy(1, dict.fromkeys(Priority, 3_600), resolution=dict.fromkeys(Priority, 7_200))
    changes = went(HOUR, State.PENDING), went(5 * HOUR, State.OPEN)
    done = imported(past(changes=changes), BEGAN + 5 * HOUR, SlaPolicies(policy))
    assert clock_of(done.loaded.ticket, Metric.RESOLUTION).due_at == BEGAN + 6 * HOUR


def test_of_one_moment_what_was_said_comes_first_and_both_bear_it() -> None:
    done = imported(past(messages=(reply(HOUR),), changes=(went(HOUR, State.PENDING),)))
    told = [(each.type, each.data.get("after")) for each in done.events if each.at == BEGAN + HOUR]
    assert [each for each in told if each[0].startswith(("message.", "ticket.s"))] == [
        ("message.created", None),
        ("ticket.state_changed", "open"),
        ("ticket.state_changed", "pending"),
    ]


def test_who_worked_on_it_is_a_member_or_a_name() -> None:
    stranger = Author("gone@northwind.example", "Gone")
    done = imported(past(messages=(reply(HOUR), reply(2 * HOUR, author=stranger)), assignee=MAYA.email))
    said = [each for each in done.events if each.type == "message.created"]
    assert [each.actor.id for each in said] == [samples.ANNA.customer_id, samples.MAYA.id, None]
    assert done.loaded.ticket.assignee_id == samples.MAYA.id


def test_what_cannot_have_been_is_named() -> None:
    early, late = reply(-HOUR), replace(reply(HOUR), at=NOW + HOUR)
    assert wrong(past(created_at=NOW + HOUR)) == [("body.created_at", "out_of_range")]
    assert wrong(past(created_at=clock.from_text("1969-01-01T00:00:00Z"))) == [("body.created_at", "out_of_range")]
    assert wrong(past(messages=(reply(HOUR), early), changes=(replace(went(HOUR, State.OPEN), at=late.at),))) == [
        ("body.messages.1.at", "out_of_range"),
        ("body.changes.0.at", "out_of_range"),
    ]
    assert wrong(past(messages=(reply(HOUR, author=Author()),))) == [("body.messages.0.author", "missing")]


def test_whom_and_what_nobody_knows_here_is_named() -> None:
    gone = "gone@northwind.example"
    assert wrong(past(assignee=gone)) == [("body.assignee_email", "unknown_user")]
    changes = (went(HOUR, State.OPEN), PastChange(BEGAN + HOUR, assignee=gone))
    assert wrong(past(changes=changes)) == [("body.changes.1.assignee_email", "unknown_user")]
    assert wrong(past(noted=Noted(team_id="team_x"))) == [("body.team_id", "unknown_value")]
    assert wrong(past(noted=Noted(category_id="cat_x"))) == [("body.category_id", "unknown_value")]
    assert wrong(past(fields={"size": 1})) == [("body.fields.size", "unknown_field")]


def test_a_past_that_does_not_fit_together_is_refused() -> None:
    closed = (went(HOUR, State.CLOSED),)
    assert wrong(past(messages=(reply(2 * HOUR),), changes=closed)) == [("body.messages.0.at", "conflicting")]
    assert wrong(past(changes=closed, state=State.OPEN)) == [("body.state", "conflicting")]
    assert imported(past(messages=(reply(HOUR),), state=State.OPEN)).loaded.ticket.state is State.OPEN


def test_fifty_customers_take_part_at_most() -> None:
    crowd = tuple(reply(HOUR, MessageKind.CUSTOMER, Author(f"a{each}@example.org")) for each in range(50))
    with pytest.raises(Invalid):
        decide.check(past(messages=crowd), NOW)
    decide.check(past(messages=crowd[1:]), NOW)


def test_a_long_past_is_kept_in_parts_in_its_order_and_the_ticket_comes_last() -> None:
    count = 3 * CHUNK_MESSAGES + 5
    said = tuple(reply(timedelta(minutes=each + 1), MessageKind.NOTE) for each in range(count))
    done = imported(past(messages=said))
    *ahead, end = done.chunks()
    assert len(ahead) == 3
    assert all(each.past and len(each.all_writes) <= CHUNK_MESSAGES + 2 for each in ahead)
    assert end.beside == (done.last,)
    parts = [*ahead, end]
    assert tuple(event for part in parts for event in part.events) + done.last.events == done.events
    assert sum(len(each.writes) for each in parts) == count + 1
    firsts = [part.events[0].id for part in parts]
    assert firsts == sorted(firsts)


def test_told_again_it_has_the_same_ids() -> None:
    command = past(messages=(reply(HOUR), reply(2 * HOUR)))
    assert imported(command).events == imported(command).events
    ours = {each.id for each in imported(command).events}
    assert ours.isdisjoint(each.id for each in imported(replace(command, source_id="4712")).events)
