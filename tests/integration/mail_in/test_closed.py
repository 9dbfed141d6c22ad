"""Mail to closed tickets: a follow-up that has what was noted, or the same ticket again within the tenant's window."""

from dataclasses import replace

import pytest

from lambdesk.channels.model import Outcome
from lambdesk.kit.changes import ChangeSet, Insert
from lambdesk.tickets.model import State
from lambdesk.tickets.settings.model import TicketSettings
from tests.support.post import Post, mail
from tests.unit.tickets import house

AGAIN = {"body": "Again.", "in_reply_to": "<first@customer.example>"}


@pytest.fixture
def post() -> Post:
    return Post()


def closed(post: Post, reopen_days: int) -> int:
    """A closed ticket with a category that was replaced since and values that would not be taken any more."""
    settings = TicketSettings(reopen_days=reopen_days, version=2)
    nouns = (*house.FIELDS, *house.CATEGORIES, *house.TEAMS, settings)
    post.tickets.commit(post.northwind.id, ChangeSet(tuple(map(Insert, nouns))))
    number = post.deliver(mail(message_id="<first@customer.example>")).number
    assert number is not None
    found = post.conversation(number)
    ticket = replace(
        found.ticket,
        state=State.CLOSED,
        closed_at=found.ticket.updated_at,
        category_id="cat_3",
        tags=("vip",),
        team_id="team_1",
    )
    details = replace(found.details, fields={"fld_4": "no option any more", "fld_8": "out of use"})
    for entity in (ticket, details):
        post.state.kept[post.northwind.id, type(entity), number] = entity
    post.rules.forget(post.northwind.id)
    return number


def test_a_follow_up_has_what_was_noted_and_none_of_the_messages(post: Post) -> None:
    number = closed(post, reopen_days=0)
    entry = post.deliver(mail(**AGAIN))
    found = post.conversation(entry.number)
    assert (entry.outcome, found.details.follow_up_of) == (Outcome.NEW, number)
    ticket = found.ticket
    assert (ticket.category_id, ticket.tags, ticket.team_id) == ("cat_2", ("vip",), "team_1")
    assert (dict(found.details.fields), len(found.messages)) == ({"fld_4": "no option any more"}, 1)


def test_within_the_window_it_opens_again(post: Post) -> None:
    number = closed(post, reopen_days=5)
    entry = post.deliver(mail(**AGAIN))
    assert (entry.outcome, entry.number) == (Outcome.APPENDED, number)
    assert post.ticket(number).state is State.REOPENED


def test_a_stranger_opens_nothing_again(post: Post) -> None:
    number = closed(post, reopen_days=5)
    entry = post.deliver(mail(**AGAIN), dmarc="FAIL")
    assert (entry.outcome, post.ticket(number).state) == (Outcome.NEW, State.CLOSED)


@pytest.mark.parametrize("reopen_days", [0, 5])
def test_a_robot_opens_nothing_at_all(post: Post, reopen_days: int) -> None:
    number = closed(post, reopen_days)
    entry = post.deliver(mail(**AGAIN, auto_submitted="auto-replied"))
    assert (entry.outcome, entry.cause) == (Outcome.QUARANTINED, "closed_ticket")
    assert post.ticket(number).state is State.CLOSED
