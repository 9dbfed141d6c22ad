"""Sockets and what they are told, with the credentials that the two Lambdas behind them have."""

import json
from collections.abc import Iterator, Mapping

import pytest

from infra.local.client import LocalCloud
from lambdesk.adapters.dynamodb import table as keys
from lambdesk.identity.model import Tenant, User
from lambdesk.kit import clock, ids
from lambdesk.kit.context import Actor, ActorKind, Context
from lambdesk.kit.errors import LambdeskError, Unauthenticated
from lambdesk.realtime import passes
from lambdesk.realtime.model import DraftWritten
from lambdesk.tenancy import Scoped
from tests.integration.tenancy.conftest import behind

pytestmark = pytest.mark.local_cloud
Homes = tuple[tuple[Tenant, User], tuple[Tenant, User]]


class Wire:
    """What sockets are told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []

    def post(self, texts: Mapping[str, str]) -> list[str]:
        self.told += [(connection, frame["type"]) for connection, text in texts.items() for frame in json.loads(text)]
        return []

    def end(self, connection_id: str) -> None:
        self.told.append((connection_id, "end"))


@pytest.fixture(scope="module")
def wire() -> Wire:
    return Wire()


@pytest.fixture(scope="module")
def websocket(cloud: LocalCloud, homes: Homes, wire: Wire) -> Iterator[Scoped]:
    with behind(cloud, "websocket") as product:
        product.__dict__["sockets"] = wire
        yield product


@pytest.fixture(scope="module")
def opened(websocket: Scoped, homes: Homes) -> tuple[str, str]:
    """A socket of each tenant, by its id."""
    for home, user in homes:
        websocket.switchboard.open(f"s-{home.slug}", ticket_of(websocket, home, user), clock.now())
    return f"s-{homes[0][0].slug}", f"s-{homes[1][0].slug}"


def ticket_of(product: Scoped, home: Tenant, user: User) -> str:
    ctx = Context(home.id, Actor(ActorKind.USER, user.id), clock.now(), ids.new_seed())
    return passes.issue(product.keyring, ctx)[0]


def said(product: Scoped, socket: str, **message: object) -> str:
    return product.switchboard.hear(socket, json.dumps(message), clock.now())


def test_people_open_sockets_watch_and_leave(
    websocket: Scoped, homes: Homes, wire: Wire, opened: tuple[str, str]
) -> None:
    mine, _ = opened
    for socket in opened:
        assert said(websocket, socket, action="subscribe", topics=["ticket:1", "queue:none"]) == "subscribe"
    wire.told.clear()
    assert said(websocket, mine, action="presence", number=1, state="typing", rows=[1]) == "presence"
    assert {connection for connection, _ in wire.told} <= {mine, "c-alder"}
    assert (mine, "presence") in wire.told
    with pytest.raises(Unauthenticated):
        websocket.switchboard.open("s-mixed", ticket_of(websocket, homes[0][0], homes[1][1]), clock.now())
    websocket.switchboard.open("s-left", ticket_of(websocket, *homes[0]), clock.now())
    assert websocket.switchboard.close("s-left", clock.now())
    assert websocket.lines.tenant_of("s-left") is None


def test_a_request_of_one_tenant_reaches_no_socket_of_another(
    websocket: Scoped, homes: Homes, opened: tuple[str, str]
) -> None:
    """As if the note of whose a socket is were wrong."""
    (mine, _), (theirs, _) = homes
    live, now = websocket.for_tenant(mine.id).live, clock.now()
    assert live.hear(mine.id, opened[0], json.dumps({"action": "ping"}), now) == "ping"
    with pytest.raises(LambdeskError):
        live.hear(theirs.id, opened[1], json.dumps({"action": "ping"}), now)
    with pytest.raises(LambdeskError):
        live.close(theirs.id, opened[1], now)
    # With its own tenant's name a foreign socket is one that is not there.
    assert live.close(mine.id, opened[1], now) is None


def test_the_lambda_itself_reads_whose_a_socket_is_and_nothing_else(
    websocket: Scoped, homes: Homes, opened: tuple[str, str]
) -> None:
    home, user = homes[0]
    assert websocket.lines.tenant_of(opened[0]) == home.id
    with pytest.raises(LambdeskError):
        websocket.own("realtime_store").connection(home.id, opened[0])
    with pytest.raises(LambdeskError):
        websocket.own("identity_store").user(home.id, user.id)
    for key in (keys.slug_key(home.slug), keys.ticket_key(home.id, 1)):
        with pytest.raises(LambdeskError):
            websocket.table.connection.item(key)
    with pytest.raises(LambdeskError):
        websocket.for_tenant(home.id).table.connection.item(keys.line_key(opened[0]))


def test_a_batch_is_told_tenant_by_tenant(
    cloud: LocalCloud, homes: Homes, wire: Wire, websocket: Scoped, opened: tuple[str, str]
) -> None:
    for socket in opened:
        said(websocket, socket, action="subscribe", topics=["ticket:1"])
    (mine, user), (theirs, _) = homes
    with behind(cloud, "push") as product:
        product.__dict__["sockets"] = wire
        wire.told.clear()
        product.pusher.push([DraftWritten(mine.id, 1), DraftWritten(theirs.id, 1)])
        assert set(wire.told) == {(socket, "refetch") for socket in opened}
        telling = product.for_tenant(mine.id).telling
        assert list(telling.posts(mine.id, [DraftWritten(mine.id, 1)])) == [opened[0]]
        with pytest.raises(LambdeskError):
            telling.posts(theirs.id, [DraftWritten(theirs.id, 1)])
        for attempt in (
            lambda: product.own("realtime_store").watchers(mine.id, "ticket:1"),
            lambda: product.own("identity_store").user(mine.id, user.id),
            lambda: product.lines.tenant_of(opened[0]),
        ):
            with pytest.raises(LambdeskError):
                attempt()
