"""Every realtime store knows who is connected, who watches what, and who is where; and forgets it in time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lambdesk.kit.changes import ChangeSet, Claim, Insert
from lambdesk.kit.errors import AlreadyExists, TooMany
from lambdesk.realtime.model import EVERYONE, Connection, Doing, Presence
from lambdesk.tickets.model import Loaded, TicketDetails
from tests.contracts.stores import examples
from tests.contracts.stores.conftest import World, new_tenant

_MORE = timedelta(minutes=5)


def connect(world: World, name: str = "c1", *, limit: int = 10, tenant: str = "", ticket: str = "") -> Connection:
    """A connection of this test alone, kept."""
    home = tenant or world.tenant
    connection = Connection(f"{world.tenant}-{name}", home, "usr_1", world.clock() + _MORE)
    world.realtime.connect(connection, Claim("socket", ticket or name, {}, world.clock() + _MORE), limit)
    return connection


def test_a_connection_is_known_with_its_topics_until_it_goes(world: World) -> None:
    connection = connect(world)
    assert world.realtime.connection(world.tenant, connection.id) == connection
    assert world.realtime.subscribe(connection, ["ticket:1", "queue:none"])
    assert world.realtime.subscribe(connection, ["ticket:1", "user:usr_1"])
    kept = world.realtime.connection(world.tenant, connection.id)
    assert kept is not None
    assert kept.topics == {"ticket:1", "queue:none", "user:usr_1"}
    world.realtime.unsubscribe(kept, ["ticket:1"])
    assert world.realtime.watchers(world.tenant, "ticket:1") == {}
    assert list(world.realtime.watchers(world.tenant, "queue:none")) == [connection.id]
    gone = world.realtime.disconnect(world.tenant, connection.id)
    assert gone is not None
    assert gone.topics == {"queue:none", "user:usr_1"}
    assert world.realtime.disconnect(world.tenant, connection.id) is None
    for topic in ("queue:none", "user:usr_1", EVERYONE):
        assert world.realtime.watchers(world.tenant, topic) == {}


def test_whose_a_socket_is_is_known_until_it_goes(world: World) -> None:
    name = f"{world.tenant}-line"
    assert world.lines.tenant_of(name) is None
    world.lines.keep(name, world.tenant, world.clock() + _MORE)
    assert world.lines.tenant_of(name) == world.tenant
    world.lines.forget(name)
    world.lines.forget(name)
    assert world.lines.tenant_of(name) is None


def test_a_connection_is_its_tenants_alone(world: World) -> None:
    connection = connect(world)
    assert world.realtime.connection(new_tenant(), connection.id) is None
    assert world.realtime.disconnect(new_tenant(), connection.id) is None
    assert world.realtime.connection(world.tenant, connection.id) == connection


def test_what_a_connection_begins_with_is_watched(world: World) -> None:
    own = Connection(f"{world.tenant}-own", world.tenant, "usr_1", world.clock() + _MORE, frozenset({"user:usr_1"}))
    world.realtime.connect(own, Claim("socket", "own", {}, world.clock() + _MORE), 10)
    assert world.realtime.watchers(world.tenant, "user:usr_1") == {own.id: "usr_1"}
    assert world.realtime.connection(world.tenant, own.id) == own


def test_who_is_gone_watches_nothing_more(world: World) -> None:
    connection = connect(world)
    world.realtime.disconnect(world.tenant, connection.id)
    assert not world.realtime.subscribe(connection, ["queue:none"])
    world.realtime.unsubscribe(connection, ["queue:none"])
    assert world.realtime.connection(world.tenant, connection.id) is None
    assert world.realtime.watchers(world.tenant, "queue:none") == {}


def test_topics_belong_to_a_tenant(world: World) -> None:
    stranger = new_tenant()
    mine, theirs = connect(world, "c1"), connect(world, "c2", tenant=stranger)
    for each in (mine, theirs):
        world.realtime.subscribe(each, ["queue:none"])
    assert list(world.realtime.watchers(world.tenant, "queue:none")) == [mine.id]
    assert list(world.realtime.watchers(stranger, "queue:none")) == [theirs.id]


def test_a_ticket_opens_one_socket(world: World) -> None:
    connect(world, "c1", ticket="t")
    with pytest.raises(AlreadyExists):
        connect(world, "c2", ticket="t")
    assert world.realtime.connection(world.tenant, f"{world.tenant}-c2") is None
    # The refused one is not counted.
    connect(world, "c3", limit=2)


def test_a_tenant_has_so_many_connections_and_no_more(world: World) -> None:
    first = connect(world, "c1", limit=2)
    connect(world, "c2", limit=2)
    with pytest.raises(TooMany):
        connect(world, "c3", limit=2)
    connect(world, "c4", limit=2, tenant=new_tenant())
    world.realtime.disconnect(world.tenant, first.id)
    connect(world, "c5", limit=2)


def test_connections_whose_end_nobody_heard_count_no_longer(world: World) -> None:
    connect(world, "c1", limit=1)
    world.clock.pass_by(minutes=6)
    connect(world, "c2", limit=1)
    assert list(world.realtime.watchers(world.tenant, EVERYONE)) in ([], [f"{world.tenant}-c2"])


def test_people_are_on_a_ticket_for_a_while(world: World) -> None:
    until = world.clock() + timedelta(seconds=30)
    here = [Presence("usr_1", Doing.VIEWING, until), Presence("usr_2", Doing.TYPING, until)]
    for each in here:
        world.realtime.appear(world.tenant, 7, each)
    assert list(world.realtime.present(world.tenant, 7)) == here
    assert list(world.realtime.present(world.tenant, 8)) == []
    world.realtime.appear(world.tenant, 7, replace(here[0], doing=Doing.TYPING))
    world.realtime.vanish(world.tenant, 7, "usr_2")
    assert list(world.realtime.present(world.tenant, 7)) == [replace(here[0], doing=Doing.TYPING)]
    elsewhere = Presence("usr_2", Doing.VIEWING, until)
    world.realtime.appear(world.tenant, 12, elsewhere)
    world.realtime.appear(new_tenant(), 7, elsewhere)
    everybody = {7: [replace(here[0], doing=Doing.TYPING)], 12: [elsewhere]}
    assert {number: list(people) for number, people in world.realtime.everybody(world.tenant).items()} == everybody
    world.clock.pass_by(seconds=31)
    assert list(world.realtime.present(world.tenant, 7)) == []
    assert world.realtime.everybody(world.tenant) == {}


def test_a_ticket_as_it_stands_with_some_of_its_messages(world: World) -> None:
    ticket, said = examples.ticket(5), examples.messages(5)
    world.tickets.commit(world.tenant, ChangeSet((Insert(ticket), *map(Insert, said))))
    wanted = [said[1].id, examples.an_id("msg"), said[0].id]
    current = world.realtime.current(world.tenant, 5, wanted)
    assert current is not None
    assert current.loaded == Loaded(ticket, TicketDetails(5))
    assert current.messages == (said[1], said[0])
    assert world.realtime.current(world.tenant, 6, []) is None
    assert world.realtime.current(new_tenant(), 5, []) is None


def test_rows_of_a_queue_since_a_moment(world: World) -> None:
    for number in (1, 2, 3):
        later = examples.at(number * 10)
        world.tickets.commit(world.tenant, ChangeSet((Insert(examples.ticket(number, updated_at=later)),)))
    found = world.tickets.updated(world.tenant, "open", examples.at(20), 10)
    assert [row.split(",")[0] for row in found] == ['{"number":3', '{"number":2']
    assert len(world.tickets.updated(world.tenant, "open", examples.at(0), 2)) == 2
    assert world.tickets.updated(world.tenant, "open", examples.at(31), 10) == ()
    assert world.tickets.updated(world.tenant, "paused", examples.at(0), 10) == ()
