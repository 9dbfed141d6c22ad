"""What the ordinary work costs in round trips and capacity units, exactly. The figures are the budget's."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from lambdesk.conversations.model import MessageKind
from lambdesk.conversations.service import Drafts
from lambdesk.identity.model import User
from lambdesk.kit import ids
from lambdesk.kit.changes import ChangeSet, Claim, Insert
from lambdesk.kit.context import Actor, ActorKind, Context
from lambdesk.notifications.service import Notices
from lambdesk.realtime.model import Connection, Doing, Presence, queue_topic, ticket_topic, user_topic
from lambdesk.sla.model import DEFAULT_POLICIES, SlaPolicies
from lambdesk.sla.queries import Policies
from lambdesk.tickets.commands import (
    AcknowledgeEscalation,
    ApplyDue,
    AssignTicket,
    PostMessage,
    RecallMessage,
    UpdateTicket,
)
from lambdesk.tickets.decide import lifecycle
from lambdesk.tickets.draft import clocks_of
from lambdesk.tickets.filtering import simulation
from lambdesk.tickets.model import Loaded, Priority, State, TicketDetails
from lambdesk.tickets.service import Key, Posted, RequestedTicket, Tickets
from lambdesk.tickets.settings.model import DEFAULT_RULES, TicketRules
from lambdesk.tickets.settings.queries import Rules
from tests.contracts.stores import examples
from tests.contracts.stores.conftest import Builder, World
from tests.support.capacity import Spent
from tests.support.clocks import clock_of, pinned

SUBJECT = "The invoice for October does not match our order"
LONG_SUBJECT = f"{SUBJECT}, please correct it soon. Thanks".ljust(80, "!")
EMAIL, NAME = "jonathan.featherstone@customer.example", "Jonathan Featherstone"
MAILBOX = "support@northwind.example"
AGENT = ids.derived_id("usr", datetime.fromisoformat("2026-01-01T00:00:00+00:00"), "agent", 0)


TARGETS = DEFAULT_POLICIES.default.first_response
# More than most promise: three clocks at a time.
ALL = SlaPolicies(replace(DEFAULT_POLICIES.default, version=1, next_response=TARGETS, resolution=TARGETS))


class Remembered(Policies):
    """As in a Lambda that has been asked within the last minute: the steps below take a minute each."""

    promised = DEFAULT_POLICIES

    def newest(self, tenant: str, now: datetime) -> SlaPolicies:
        return self.promised

    def version(self, tenant: str, version: int) -> SlaPolicies:
        return self.promised


class Known(Rules):
    """As Remembered, for settings of tickets."""

    def of(self, tenant: str, now: datetime) -> TicketRules:
        return DEFAULT_RULES


class Desk:
    """Work on tickets as the doors do it, each step a minute after the last one, counted."""

    def __init__(self, world: World) -> None:
        assert world.counter is not None
        self.world = world
        self.count = world.counter.count
        rules = Known(world.settings)
        self.policies = Remembered(world.policies, world.calendars)
        self.service = Tickets(world.tickets, world.customers, self.policies, rules)
        self._keys = 0

    def context(self) -> Context:
        self.world.clock.pass_by(minutes=1)
        now = self.world.clock()
        request = "JKJaXhbBIAMEZJQ="
        return Context(self.world.tenant, Actor(ActorKind.USER, AGENT), now, ids.new_seed(), {"door": "http"}, request)

    def by(self, name: str) -> Context:
        """The same for a colleague."""
        return replace(self.context(), actor=Actor(ActorKind.USER, f"usr_{name}"))

    def key(self) -> Key:
        self._keys += 1
        return Key("usr_01HQ0000000000000000000003 POST /v1/tickets", f"key-{self._keys}", "f" * 40)

    def open(self, body: str = "b" * 1500, email: str = EMAIL, subject: str = LONG_SUBJECT) -> Posted:
        request = RequestedTicket(subject, body, email, NAME, mailbox=MAILBOX)
        return self.service.open(self.context(), request, self.key())

    def reply(self, posted: Posted, body: str = "b" * 1500, state: State | None = None) -> Posted:
        last = posted.ticket.last_message_id
        command = PostMessage(MessageKind.REPLY, body, "Maya Lindqvist", last_seen_message_id=last, state_after=state)
        return self.service.post(self.context(), posted.ticket.number, command, self.key())


@pytest.fixture
def desk(on_table: World) -> Desk:
    return Desk(on_table)


def within(spent: Spent, *, trips: int, read: float | None = None, written: float | None = None) -> None:
    assert spent.round_trips == trips, spent
    if read is not None:
        assert spent.read <= read, spent
    if written is not None:
        assert spent.written <= written, spent


def test_creating_a_ticket(desk: Desk) -> None:
    with desk.count() as first:
        desk.open()
    within(first, trips=4, written=17 + 4)
    with desk.count() as known:
        desk.open()
    within(known, trips=3, written=17)
    assert first.written - known.written == 4


def test_a_reply(desk: Desk) -> None:
    posted = desk.open()
    with desk.count() as first:
        posted = desk.reply(posted)
    within(first, trips=2, written=14)
    with desk.count() as resolving:
        posted = desk.reply(posted, state=State.RESOLVED)
    within(resolving, trips=2, written=14)


def test_three_clocks_cost_no_more_than_one(desk: Desk) -> None:
    desk.policies.promised = ALL
    desk.open()
    with desk.count() as opening:
        posted = desk.open()
    within(opening, trips=3, written=17)
    assert [each.metric for each in clocks_of(posted.ticket)] == ["first_response", "resolution"]
    for state in (None, State.PENDING, State.OPEN, State.RESOLVED, State.REOPENED):
        with desk.count() as spent:
            posted = desk.reply(posted, state=state)
        within(spent, trips=2, written=14)
    for number, step in enumerate((State.PENDING, State.OPEN, State.RESOLVED, State.REOPENED), posted.ticket.version):
        with desk.count() as spent:
            desk.service.update(desk.context(), posted.ticket.number, UpdateTicket(number, state=step))
        within(spent, trips=2, written=9)


WORDS = (
    "Dear Jonathan, thank you for your patience while we looked into the October invoice. We compared every line with "
    "order 4711 and found that the discount of twelve percent was applied to the first delivery only. A corrected "
    "invoice is on its way to you; please disregard the earlier one and let us know if anything else looks odd. "
)


def rich(length: int) -> tuple[str, str]:
    """Text of about so many bytes and the HTML that a composer makes of it. No two sentences are alike."""
    lines = [
        f"{index * 7919 % 1000} {WORDS[index * 37 % 150 :][: 60 + index % 40]}" for index in range(length // 80 + 1)
    ]
    html = "".join(f"<p>{line} <strong>{index}</strong></p>" for index, line in enumerate(lines))
    return "\n".join(lines)[:length], html


def test_a_rich_reply_costs_no_more_than_a_plain_one(desk: Desk) -> None:
    posted = desk.open()
    body, html = rich(1500)
    for more in ({}, {"undo_seconds": 10}):
        last = posted.ticket.last_message_id
        command = PostMessage(MessageKind.REPLY, body, "Maya Lindqvist", last_seen_message_id=last, html=html, **more)
        with desk.count() as spent:
            posted = desk.service.post(desk.context(), posted.ticket.number, command, desk.key())
        within(spent, trips=2, written=14)


def test_opening_a_ticket_with_twenty_rich_messages(desk: Desk) -> None:
    posted = desk.open("b" * 1024)
    for _ in range(19):
        body, html = rich(1024)
        last = posted.ticket.last_message_id
        command = PostMessage(MessageKind.REPLY, body, "Maya Lindqvist", last_seen_message_id=last, html=html)
        posted = desk.service.post(desk.context(), posted.ticket.number, command, desk.key())
    with desk.count() as spent:
        desk.world.tickets.open(desk.world.tenant, posted.ticket.number)
    within(spent, trips=1, read=4)


def test_taking_a_reply_back_and_keeping_a_draft(desk: Desk) -> None:
    posted = desk.open()
    body, html = rich(1500)
    last = posted.ticket.last_message_id
    command = PostMessage(
        MessageKind.REPLY, body, "Maya Lindqvist", last_seen_message_id=last, html=html, undo_seconds=10
    )
    posted = desk.service.post(desk.context(), posted.ticket.number, command, desk.key())
    with desk.count() as spent:
        taken = desk.service.recall(desk.context(), posted.ticket.number, RecallMessage(posted.message.id))
    within(spent, trips=5, written=20)
    drafts = Drafts(desk.world.tickets)
    with desk.count() as spent:
        drafts.save(desk.context(), taken.draft, taken.draft, taken.draft.version)
    within(spent, trips=1, written=4)


def test_changes_of_state_priority_and_owner(desk: Desk) -> None:
    number = desk.open().ticket.number
    steps = [
        UpdateTicket(1, state=State.OPEN),
        UpdateTicket(2, state=State.PENDING),
        UpdateTicket(3, state=State.OPEN),
        UpdateTicket(4, state=State.RESOLVED),
        UpdateTicket(5, state=State.REOPENED),
        UpdateTicket(6, priority=Priority.URGENT, state=State.ON_HOLD),
        UpdateTicket(7, state=State.SPAM),
    ]
    for step in steps:
        with desk.count() as spent:
            desk.service.update(desk.context(), number, step)
        # What has stood still is reckoned anew from its history.
        within(spent, trips=2 + (step.priority is not None), written=9)
    other = desk.open().ticket.number
    with desk.count() as spent:
        desk.service.assign(desk.context(), other, AssignTicket(1, AGENT))
    within(spent, trips=2, written=9)


def test_a_tag_is_paid_for_once_and_a_status_like_a_state(desk: Desk) -> None:
    first, second = desk.open().ticket.number, desk.open().ticket.number
    with desk.count() as new:
        desk.service.update(desk.context(), first, UpdateTicket(1, tags=("refund",)))
    with desk.count() as known:
        desk.service.update(desk.context(), second, UpdateTicket(1, tags=("refund",)))
    assert new.written - known.written == 2, (new, known)
    within(known, trips=2, written=9)


def test_what_time_does(desk: Desk) -> None:
    number = desk.open().ticket.number
    for hours, kind in ((7, "warned"), (2, "breached")):
        desk.world.clock.pass_by(hours=hours)
        with desk.count() as spent:
            ticket = desk.service.apply_due(desk.context(), number, ApplyDue())
        assert clock_of(ticket).state == kind
        # One of them for its place among those at risk and late.
        within(spent, trips=2, written=10)
    with desk.count() as spent:
        desk.service.acknowledge(desk.context(), number, AcknowledgeEscalation(ticket.version))
    within(spent, trips=2, written=9)


def test_another_priority_moves_the_entries_of_three_indexes(desk: Desk) -> None:
    number = desk.open().ticket.number
    with desk.count() as spent:
        desk.service.update(desk.context(), number, UpdateTicket(1, priority=Priority.URGENT))
    within(spent, trips=2, written=10)


def test_opening_a_socket_watching_and_leaving(desk: Desk) -> None:
    store, until = desk.world.realtime, desk.world.clock() + timedelta(hours=2)
    connection = Connection("JKJaXhbBIAMEZJQ=", desk.world.tenant, AGENT, until)
    with desk.count() as opened:
        store.connect(connection, Claim("socket", "pas_1", {}, until), 5_000)
    within(opened, trips=2, read=0, written=7)
    with desk.count() as watching:
        store.subscribe(connection, [user_topic(AGENT), queue_topic(None), ticket_topic(12)])
    within(watching, trips=1, read=0, written=8)
    with desk.count() as left:
        store.disconnect(desk.world.tenant, connection.id)
    within(left, trips=3, read=1, written=14)


def test_showing_where_one_is(desk: Desk) -> None:
    store, until = desk.world.realtime, desk.world.clock() + timedelta(seconds=30)
    with desk.count() as shown:
        store.appear(desk.world.tenant, 12, Presence(AGENT, Doing.VIEWING, until))
    within(shown, trips=1, read=0, written=1)
    with desk.count() as seen:
        assert store.present(desk.world.tenant, 12)
    within(seen, trips=1, read=1)


def test_telling_a_list_and_an_open_ticket(desk: Desk) -> None:
    posted, store = desk.open(), desk.world.realtime
    with desk.count() as list_:
        store.watchers(desk.world.tenant, queue_topic(None))
    within(list_, trips=1, read=1)
    with desk.count() as ticket:
        store.current(desk.world.tenant, posted.ticket.number, [posted.message.id])
    within(ticket, trips=1, read=6)


def test_writing_a_notification(desk: Desk) -> None:
    people = User(AGENT, "maya@northwind.example", "Maya Lindqvist", "agent", desk.world.clock())
    desk.world.identity.commit(desk.world.tenant, ChangeSet((Insert(people),)))
    notices = Notices(desk.world.notifications, desk.world.tickets, desk.world.identity)
    for _ in ("the first", "a further one"):
        ticket = desk.open().ticket
        given = lifecycle.assign_ticket(
            Loaded(ticket, TicketDetails(ticket.number)), AssignTicket(1, AGENT), desk.by("jon")
        )
        desk.world.tickets.commit(desk.world.tenant, given)
        (assigned,) = [each for each in given.events if each.type == "ticket.assigned"]
        with desk.count() as told:
            assert notices.handle(assigned, desk.world.clock(), ids.new_seed()) == (AGENT,)
        within(told, trips=4, read=7, written=6)


def test_opening_a_ticket_with_twenty_messages(desk: Desk) -> None:
    posted = desk.open("b" * 1024)
    for _ in range(19):
        posted = desk.reply(posted, "b" * 1024)
    with desk.count() as spent:
        conversation = desk.world.tickets.open(desk.world.tenant, posted.ticket.number)
    assert conversation is not None
    assert len(conversation.messages) == 20
    within(spent, trips=1, read=4)


def test_a_list_of_fifty(desk: Desk) -> None:
    clocks = (
        examples.clock(),
        examples.clock(answered_at=examples.at(3)),
        examples.clock(paused=True, since=examples.at(3)),
    )
    tickets = [
        examples.ticket(
            number,
            subject=SUBJECT,
            requester_name=NAME,
            assignee_id=AGENT,
            mailbox=MAILBOX,
            sla=pinned(clocks[number % 3]),
        )
        for number in range(1000, 1060)
    ]
    desk.world.tickets.commit(desk.world.tenant, ChangeSet(tuple(map(Insert, tickets))))
    for read, name in ((desk.world.tickets.queue, "open"), (desk.world.tickets.owned, AGENT)):
        with desk.count() as spent:
            page = read(desk.world.tenant, name, 50, None)
        assert len(page.rows) == 50
        within(spent, trips=1, read=3)


def test_trying_a_policy_on_the_newest_tickets(desk: Desk) -> None:
    for _ in range(4):
        desk.open()
    with desk.count() as spent:
        found = list(simulation.recent(desk.world.tickets, desk.world.tenant, lambda _: True))
    assert len(found) == 4
    # Three pages of rows, and two items of each ticket that is looked at, read together.
    within(spent, trips=4, read=10)


def test_an_ordinary_tickets_item_fits_a_kilobyte(desk: Desk) -> None:
    posted = desk.open()
    desk.service.assign(desk.context(), posted.ticket.number, AssignTicket(1, AGENT))
    with desk.count() as spent:
        desk.reply(desk.reply(posted))
    hot = [part for call in spent.calls for part in call.parts if part.split(":")[0].endswith(" A") and "#TK#" in part]
    assert hot
    assert all(int(part.split(": ")[1].split()[0]) <= 1024 for part in hot), spent


@pytest.mark.local_cloud
def test_the_counter_agrees_with_the_local_clouds_own_count_of_transactions(build: Builder) -> None:
    desk, told = Desk(build("local_cloud")), []

    def listen(parsed: dict[str, Any], **_: object) -> None:
        told.append(sum(each["CapacityUnits"] for each in parsed["ConsumedCapacity"]))

    assert desk.world.table is not None
    events = desk.world.table.client.meta.events  # pynamodb asks for the units of every call
    events.register("after-call.dynamodb.TransactWriteItems", listen)
    try:
        with desk.count() as spent:
            posted = desk.reply(desk.open())
            desk.service.update(desk.context(), posted.ticket.number, UpdateTicket(2, state=State.RESOLVED))
    finally:
        events.unregister("after-call.dynamodb.TransactWriteItems", listen)
    assert told
    assert told == [call.written for call in spent.calls if call.operation == "TransactWriteItems"]
