"""Out of sight for a while: what puts a ticket there, and what brings it back."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from lambdesk.adapters.placing import owner_of, queue_of
from lambdesk.conversations.model import MailClass, MessageKind
from lambdesk.kit.changes import ChangeSet
from lambdesk.kit.errors import Conflict, Invalid, StaleVersion
from lambdesk.sla.model import DEFAULT_POLICIES
from lambdesk.tickets.commands import ApplyDue, PostMessage, SnoozeTicket, UpdateTicket
from lambdesk.tickets.decide import lifecycle, messages, snoozing
from lambdesk.tickets.model import Loaded, State
from tests.unit.tickets import samples

HOUR = samples.MORNING + timedelta(hours=1)


def snooze(loaded: Loaded, until: datetime | None = HOUR, until_reply: bool = False, seconds: float = 5) -> ChangeSet:
    command = SnoozeTicket(loaded.ticket.version, until, until_reply)
    return snoozing.snooze_ticket(loaded, command, samples.context(seconds))


def asleep(until: datetime | None = HOUR, until_reply: bool = False) -> Loaded:
    loaded = samples.opened()
    return samples.after(loaded, snooze(loaded, until, until_reply))


def woken(changes: ChangeSet) -> list[str]:
    return [event.data["reason"] for event in changes.events if event.type == "ticket.unsnoozed"]


@pytest.mark.parametrize(("until", "until_reply"), [(HOUR, False), (None, True), (HOUR, True)])
def test_a_snoozed_ticket_stands_in_its_own_list_only(until: datetime | None, until_reply: bool) -> None:
    loaded = samples.opened()
    changes = snooze(loaded, until, until_reply)
    ticket = samples.after(loaded, changes).ticket
    assert (ticket.snoozed_until, ticket.snoozed_until_reply, ticket.state) == (until, until_reply, State.NEW)
    assert (queue_of(ticket), owner_of(ticket)) == ("snoozed", None)
    assert ticket.next_due_at == until
    told = changes.events[0]
    assert told.data["until_reply"] is until_reply
    assert ("until" in told.data) == (until is not None)
    assert ("ticket.timer_moved" in samples.facts(changes)) == (until is not None)


@pytest.mark.parametrize(
    ("until", "until_reply"),
    [
        (None, False),
        (samples.MORNING, False),
        (samples.MORNING + timedelta(seconds=5), True),
        (samples.MORNING + timedelta(days=5 * 366 + 1), False),
    ],
)
def test_a_snooze_needs_an_end_that_lies_ahead(until: datetime | None, until_reply: bool) -> None:
    with pytest.raises(Invalid) as refused:
        snooze(samples.opened(), until, until_reply)
    assert [each.field for each in refused.value.fields] == ["body.until"]


def test_another_end_takes_the_place_of_the_first() -> None:
    loaded = asleep()
    later = HOUR + timedelta(hours=1)
    changes = snooze(loaded, later, until_reply=True, seconds=6)
    told = changes.events[0].data
    assert told == {
        "until": "2026-03-02T11:00:00.000Z", "until_reply": True, "before_until": "2026-03-02T10:00:00.000Z",
    }  # fmt: skip
    assert snooze(samples.after(loaded, changes), later, until_reply=True, seconds=7).writes == ()


@pytest.mark.parametrize("state", [State.RESOLVED, State.CLOSED, State.SPAM])
def test_what_is_done_needs_no_snooze(state: State) -> None:
    with pytest.raises(Conflict) as refused:
        snooze(samples.in_state(state))
    assert refused.value.data == {"state": state}


def test_a_snooze_names_the_version_it_saw() -> None:
    loaded = asleep()
    for attempt in (
        lambda: snoozing.snooze_ticket(loaded, SnoozeTicket(1, HOUR), samples.context(6)),
        lambda: snoozing.unsnooze_ticket(loaded, 1, samples.context(6)),
    ):
        with pytest.raises(StaleVersion):
            attempt()


def test_its_end_wakes_it_once_and_moves_it_to_the_top() -> None:
    loaded = asleep()
    assert lifecycle.apply_due(loaded, ApplyDue(), samples.context(3599)).writes == ()
    changes = lifecycle.apply_due(loaded, ApplyDue(), samples.context(3600))
    assert woken(changes) == ["time"]
    awake = samples.after(loaded, changes)
    assert awake.ticket.updated_at == HOUR
    assert (queue_of(awake.ticket), awake.ticket.next_due_at) == ("open", None)
    assert lifecycle.apply_due(awake, ApplyDue(), samples.context(7200)).writes == ()


def test_clocks_run_on_while_it_is_out_of_sight() -> None:
    changes = messages.open_ticket(samples.opening(), samples.context(), DEFAULT_POLICIES)
    loaded = samples.after(None, changes)
    late = samples.after(loaded, snooze(loaded, samples.MORNING + timedelta(days=2)))
    assert late.ticket.sla == loaded.ticket.sla
    told = samples.facts(lifecycle.apply_due(late, ApplyDue(), samples.context(28_801)))
    assert told[:2] == ["sla.target_breached", "escalation.raised"]


@pytest.mark.parametrize("until", [HOUR, None])
def test_a_customers_message_ends_every_snooze(until: datetime | None) -> None:
    loaded = asleep(until, until_reply=until is None)
    changes = samples.receive(loaded, samples.said())
    assert woken(changes) == ["reply"]
    assert not samples.after(loaded, changes).ticket.asleep


def test_a_robots_mail_ends_none() -> None:
    loaded = asleep(until_reply=True)
    robot = samples.said(facts=samples.mail(mail_class=MailClass.AUTO_REPLY))
    assert samples.after(loaded, samples.receive(loaded, robot)).ticket.asleep


@pytest.mark.parametrize("kind", [MessageKind.REPLY, MessageKind.NOTE])
def test_what_we_say_ends_none(kind: MessageKind) -> None:
    loaded = asleep(until_reply=True)
    command = PostMessage(kind, "More on Monday.", "Maya", last_seen_message_id=loaded.ticket.last_message_id)
    after = samples.after(loaded, messages.post_message(loaded, command, samples.context(9)))
    assert (after.ticket.snoozed_until, after.ticket.snoozed_until_reply) == (HOUR, True)


@pytest.mark.parametrize("to", [State.RESOLVED, State.SPAM])
def test_being_done_ends_it(to: State) -> None:
    loaded = asleep()
    changes = lifecycle.update_ticket(loaded, UpdateTicket(2, state=to), samples.context(9))
    assert woken(changes) == ["closed"]
    ticket = samples.after(loaded, changes).ticket
    assert ticket.next_due_at == ticket.closes_at


def test_waiting_for_others_does_not() -> None:
    loaded = asleep()
    changes = lifecycle.update_ticket(loaded, UpdateTicket(2, state=State.PENDING), samples.context(9))
    assert samples.after(loaded, changes).ticket.asleep


def test_an_agent_takes_it_back() -> None:
    loaded = asleep(until_reply=True)
    changes = snoozing.unsnooze_ticket(loaded, 2, samples.context(9))
    assert changes.events[0].data == {
        "reason": "agent", "before_until": "2026-03-02T10:00:00.000Z", "before_until_reply": True,
    }  # fmt: skip
    awake = samples.after(loaded, changes)
    assert snoozing.unsnooze_ticket(awake, 3, samples.context(10)).writes == ()


def test_a_ticket_that_never_slept_has_nothing_to_tell() -> None:
    loaded = replace(samples.in_state(State.PENDING))
    assert woken(samples.receive(loaded, samples.said())) == []
