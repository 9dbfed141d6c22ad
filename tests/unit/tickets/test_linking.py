"""Links and watchers: how many, and on which version."""

from dataclasses import replace

import pytest

from lambdesk.kit.errors import Conflict, StaleVersion
from lambdesk.tickets.commands import LinkTickets
from lambdesk.tickets.decide import linking, watching
from lambdesk.tickets.model import LINK_LIMIT, WATCHER_LIMIT, Link, LinkKind, Loaded
from tests.unit.tickets import samples


def ticket(number: int, links: int = 0) -> Loaded:
    loaded = samples.opened()
    details = replace(loaded.details, number=number, links=tuple(Link(LinkKind.RELATED, 100 + i) for i in range(links)))
    return Loaded(replace(loaded.ticket, number=number), details)


@pytest.mark.parametrize("full", ["one", "other"])
def test_each_side_has_a_limit(full: str) -> None:
    one, other = (ticket(number, LINK_LIMIT if full == name else 0) for number, name in ((7, "one"), (8, "other")))
    with pytest.raises(Conflict):
        linking.link_tickets(one, other, LinkTickets(1, LinkKind.BLOCKS), samples.context(1))
    nearly = ticket(7, LINK_LIMIT - 1)
    assert linking.link_tickets(nearly, ticket(8), LinkTickets(1, LinkKind.BLOCKS), samples.context(1)).writes


def test_a_link_names_the_version_it_saw() -> None:
    with pytest.raises(StaleVersion):
        linking.link_tickets(ticket(7), ticket(8), LinkTickets(2, LinkKind.BLOCKS), samples.context(1))
    with pytest.raises(StaleVersion):
        linking.unlink_tickets(ticket(7), ticket(8), 2, samples.context(1))


def test_unlinking_what_is_not_linked_writes_nothing() -> None:
    assert linking.unlink_tickets(ticket(7), ticket(8), 1, samples.context(10**6)).writes == ()


def test_watching_twice_is_watching() -> None:
    loaded = samples.opened()
    watched = samples.after(loaded, watching.watch_ticket(loaded, "usr_1", samples.context(1)))
    assert watched.details.watchers == ("usr_1",)
    assert watching.watch_ticket(watched, "usr_1", samples.context(2)).writes == ()
    left = samples.after(watched, watching.unwatch_ticket(watched, "usr_1", samples.context(3)))
    assert left.details.watchers == ()
    assert watching.unwatch_ticket(left, "usr_1", samples.context(4)).writes == ()


def test_watchers_have_a_limit() -> None:
    loaded = samples.opened()
    full = Loaded(loaded.ticket, replace(loaded.details, watchers=tuple(f"usr_{i}" for i in range(WATCHER_LIMIT))))
    with pytest.raises(Conflict):
        watching.watch_ticket(full, "usr_x", samples.context(1))
