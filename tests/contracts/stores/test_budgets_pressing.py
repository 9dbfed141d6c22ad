"""What it costs that a ticket is at risk or late: a place in one more list. The figures are the budget's."""

import pytest

from lambdesk.conversations.model import MessageKind
from lambdesk.kit.changes import ChangeSet, Insert
from lambdesk.tickets.commands import ApplyDue, AssignTicket, PostMessage, UpdateTicket
from lambdesk.tickets.model import State, Ticket
from tests.contracts.stores import examples
from tests.contracts.stores.conftest import World
from tests.contracts.stores.test_budgets import AGENT, MAILBOX, NAME, SUBJECT, Desk, within
from tests.support.clocks import pinned


@pytest.fixture
def desk(on_table: World) -> Desk:
    return Desk(on_table)


@pytest.mark.parametrize("hours", [(7,), (7, 2)], ids=["at_risk", "late"])
def test_what_presses_costs_one_unit_more_to_change_and_a_reply_no_more_than_any(
    desk: Desk, hours: tuple[int, ...]
) -> None:
    def pressing() -> Ticket:
        number = desk.open().ticket.number
        for each in hours:
            desk.world.clock.pass_by(hours=each)
            ticket = desk.service.apply_due(desk.context(), number, ApplyDue())
        return ticket

    for kind in (MessageKind.REPLY, MessageKind.NOTE):
        ticket = pressing()
        command = PostMessage(kind, "b" * 1500, "Maya Lindqvist", last_seen_message_id=ticket.last_message_id)
        with desk.count() as spent:
            desk.service.post(desk.context(), ticket.number, command, desk.key())
        within(spent, trips=2, written=13)
    for state, units in ((State.PENDING, 8), (State.RESOLVED, 10)):
        ticket = pressing()
        with desk.count() as spent:
            desk.service.update(desk.context(), ticket.number, UpdateTicket(ticket.version, state=state))
        within(spent, trips=2, written=units)
    ticket = pressing()
    with desk.count() as spent:
        desk.service.assign(desk.context(), ticket.number, AssignTicket(ticket.version, AGENT))
    within(spent, trips=2, written=9)


def test_a_list_of_fifty_that_press(desk: Desk) -> None:
    late = examples.clock(warned=1, breached_at=examples.clock().due_at)
    row = {
        "subject": SUBJECT,
        "requester_name": NAME,
        "assignee_id": AGENT,
        "mailbox": MAILBOX,
        "sla": pinned(late),
    }
    tickets = [examples.ticket(number, **row) for number in range(1000, 1060)]
    desk.world.tickets.commit(desk.world.tenant, ChangeSet(tuple(map(Insert, tickets))))
    with desk.count() as spent:
        page = desk.world.tickets.pressing(desk.world.tenant, desk.world.clock(), 50, None, late=True)
    assert len(page.rows) == 50
    within(spent, trips=1, read=3)
