"""What counting costs, in units: nothing of it is on the way of a request."""

from datetime import date

from lambdesk.reports.model import Family, Verdict
from lambdesk.reports.service import Figures
from lambdesk.tickets.model import State
from tests.contracts.stores.conftest import World
from tests.contracts.stores.test_budgets import Desk


def test_counting_a_ticket_from_its_beginning_to_its_end(on_table: World) -> None:
    desk, world = Desk(on_table), on_table
    figures = Figures(world.figures, world.tickets.history, lambda _: "UTC")
    posted = desk.open()
    number = posted.ticket.number
    with desk.count() as opened:
        assert figures.reckon(world.tenant, number)
    assert (opened.round_trips, opened.read, opened.written) == (3, 2, 8)
    with desk.count() as again:
        assert not figures.reckon(world.tenant, number)
    assert (again.round_trips, again.read, again.written) == (2, 2, 0)
    desk.reply(posted, state=State.RESOLVED)
    with desk.count() as answered:
        assert figures.reckon(world.tenant, number)
    assert (answered.round_trips, answered.read, answered.written) == (3, 2, 10)
    with desk.count() as read:
        (group,) = [
            group
            for group, cells in world.figures.counts(world.tenant, f"{world.clock():%Y%m}", Family.PEOPLE).items()
            if any(verdict is Verdict.MET and count for (_, _, verdict), count in cells.items())
        ]
    assert group.agent == desk.context().actor.id
    assert (read.round_trips, read.read) == (1, 1)
    first = date(world.clock().year, world.clock().month, 1)
    with desk.count() as listed:
        world.figures.entries(world.tenant, f"{first:%Y%m}", first, date(2100, 1, 1), None, 50)
    assert (listed.round_trips, listed.read) == (1, 1)
