"""With the application's own checks left out, the credentials of one tenant still refuse everything of another.

A store is handed the foreign id as if some route had let it through. Each call is made on the own tenant first:
a refusal that would come anyway shows nothing.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from lambdesk.adapters.dynamodb import table as keys
from lambdesk.bootstrap.root import Lambdesk
from lambdesk.customers.model import Customer
from lambdesk.identity.model import Tenant, User
from lambdesk.kit import clock
from lambdesk.kit.changes import ChangeSet, Check, Claim, Put, Remove
from lambdesk.kit.errors import LambdeskError
from lambdesk.realtime.model import Doing, Presence
from lambdesk.tenancy import OfTenant, Scoped
from tests.integration.tenancy.conftest import socket_of
from tests.support.desk import Desk

pytestmark = pytest.mark.local_cloud

Homes = tuple[tuple[Tenant, User], tuple[Tenant, User]]
Call = Callable[[Lambdesk, Tenant, User], Any]


def _index(product: Lambdesk, index: keys.Index, partition: str) -> Any:
    return product.table.client.query(
        TableName=product.table.name,
        IndexName=index.name,
        KeyConditionExpression=f"{index.pk} = :p",
        ExpressionAttributeValues={":p": {"S": partition}},
    )["Items"]


READS: dict[str, Call] = {
    "item": lambda product, home, user: product.identity_store.user(home.id, user.id),
    "transaction of items": lambda product, home, _: product.ticket_store.load(home.id, 1)[0],
    "batch of items": lambda product, home, _: product.ticket_store.rows(home.id, [1]),
    "query of a ticket": lambda product, home, _: product.ticket_store.open(home.id, 1),
    "query of settings": lambda product, home, _: product.identity_store.users(home.id),
    "socket": lambda product, home, _: product.realtime_store.connection(home.id, f"c-{home.slug}"),
    "who watches a topic": lambda product, home, _: product.realtime_store.watchers(home.id, "ticket:1"),
    "list by queue": lambda product, home, _: _index(product, keys.QUEUES, keys.queue_partition(home.id, "open")),
    "list by owner": lambda product, home, _: _index(product, keys.OWNERS, keys.owner_partition(home.id, "none")),
    "list by requester": lambda product, home, _: _index(
        product, keys.REQUESTERS, keys.requester_partition(home.id, _requester(product, home))
    ),
}


def _requester(product: Lambdesk, home: Tenant) -> str:
    ticket = _REQUESTERS.get(home.id)
    if ticket is None:
        loaded, _ = product.ticket_store.load(home.id, 1)
        assert loaded
        ticket = _REQUESTERS[home.id] = loaded.ticket.requester_id
    return ticket


# The foreign one's is known: that nobody can guess an id is no protection that counts.
_REQUESTERS: dict[str, str] = {}


def _customer(user: User) -> Customer:
    return Customer("cus_" + user.id.removeprefix("usr_"), "Somebody", ("x@customer.example",), clock.now())


WRITES: dict[str, Call] = {
    "transaction": lambda product, home, user: product.ticket_store.commit(home.id, ChangeSet((Put(_customer(user)),))),
    "transaction with a claim": lambda product, home, user: product.ticket_store.commit(
        home.id, ChangeSet((Put(_customer(user)), Claim("test", clock.now().isoformat(), {})))
    ),
    "look in a transaction": lambda product, home, user: product.ticket_store.commit(
        home.id, ChangeSet((Put(_customer(user)), Check(home, 1)))
    ),
    "deletion in a transaction": lambda product, home, user: product.ticket_store.commit(
        home.id, ChangeSet((Remove(_customer(user)),))
    ),
    "update": lambda product, home, _: product.ticket_store.next_number(home.id),
    "put": lambda product, home, _: product.table.connection.put_now(keys.claim_key(home.id, "test", "put").item()),
    "deletion": lambda product, home, user: product.table.connection.remove_now(keys.customer_key(home.id, user.id)),
    "topic of a socket": lambda product, home, _: product.realtime_store.subscribe(socket_of(home), ["queue:none"]),
    "presence": lambda product, home, user: product.realtime_store.appear(
        home.id, 1, Presence(user.id, Doing.TYPING, clock.now() + timedelta(minutes=1))
    ),
    "end of a socket": lambda product, home, _: product.realtime_store.disconnect(home.id, f"c-{home.slug}"),
    "file": lambda product, home, _: product.content.put(f"files/{home.id}/upl_2", b"x", "text/plain"),
    "file of a mail": lambda product, home, _: product.content.put(f"{home.id}/raw/body", b"x", "text/plain"),
    "upload": lambda product, home, _: product.content.put(f"uploads/{home.id}/upl_2", b"x", "text/plain"),
}


@pytest.fixture(scope="module")
def alder(door: Scoped, homes: Homes) -> OfTenant:
    """What a request of the first tenant gets."""
    for home, _ in homes:
        _requester(door.for_tenant(home.id), home)
    return door.for_tenant(homes[0][0].id)


@pytest.mark.parametrize("name", READS)
def test_nothing_of_another_tenant_can_be_read(name: str, alder: OfTenant, homes: Homes) -> None:
    mine, theirs = homes
    assert READS[name](alder, *mine)
    with pytest.raises((LambdeskError, alder.table.client.exceptions.ClientError)):
        READS[name](alder, *theirs)


@pytest.mark.parametrize("name", WRITES)
def test_nothing_of_another_tenant_can_be_written(name: str, alder: OfTenant, homes: Homes) -> None:
    mine, theirs = homes
    WRITES[name](alder, *mine)
    with pytest.raises(LambdeskError):
        WRITES[name](alder, *theirs)


def test_a_transaction_with_one_item_of_another_tenant_is_refused_whole(alder: OfTenant, homes: Homes) -> None:
    (mine, user), (theirs, _) = homes
    db, customer = alder.table.connection, "cus_" + "0" * 26
    puts = [db.put(keys.customer_key(home.id, customer).item(), None) for home in (mine, theirs)]
    with pytest.raises(LambdeskError):
        db.transact_write_items((), (), puts, ())
    assert db.item(keys.customer_key(mine.id, customer)) is None
    assert user


def test_files_of_another_tenant_can_be_neither_read_nor_copied(alder: OfTenant, homes: Homes) -> None:
    (mine, _), (theirs, _) = homes
    alder.content.put(f"files/{mine.id}/upl_1", b"mine", "text/plain")
    assert alder.content.read(f"files/{mine.id}/upl_1") == b"mine"
    with pytest.raises(LambdeskError):
        alder.content.read(f"files/{theirs.id}/upl_1")
    with pytest.raises(LambdeskError):
        alder.content.copy(f"files/{theirs.id}/upl_1", f"files/{mine.id}/upl_3", "text/plain")


def test_the_whole_table_is_closed(alder: OfTenant) -> None:
    with pytest.raises(alder.table.client.exceptions.ClientError, match="AccessDenied"):
        alder.table.client.scan(TableName=alder.table.name)


def test_what_is_no_tenants_is_closed_to_a_tenants_session(alder: OfTenant, homes: Homes) -> None:
    with pytest.raises(LambdeskError):
        alder.table.connection.item(keys.slug_key(homes[1][0].slug))


def test_the_lambda_itself_reads_what_is_no_tenants_and_nothing_else(door: Scoped, homes: Homes) -> None:
    home, user = homes[0]
    assert door.identity_store.tenant_of_slug(home.slug) == home.id
    with pytest.raises(LambdeskError):
        door.own("identity_store").user(home.id, user.id)
    with pytest.raises(LambdeskError):
        _index_of_all(door)


def _index_of_all(door: Scoped) -> list[Any]:
    return list(door.due_tickets.due(clock.now()))


@pytest.mark.parametrize("tags", [{}, {"tenant": "_system"}, {"tenant": "tnt_1", "more": "x"}], ids=str)
def test_a_session_needs_the_tag_of_a_tenant_and_no_other(door: Scoped, tags: dict[str, str]) -> None:
    with pytest.raises(door.clients.sts.exceptions.ClientError, match="AccessDenied"):
        door.clients.sts.assume_role(
            RoleArn=door.settings.tenant_role_arn,
            RoleSessionName="test",
            Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
        )


def test_the_journey_works_with_these_credentials(door: Scoped, homes: Homes) -> None:
    home, user = homes[0]
    desk = Desk(door, home.id, user.id)
    number = desk.open_ticket("Under these credentials")["ticket"]["number"]
    seen = desk.get(f"/v1/tickets/{number}").json
    reply = {"kind": "reply", "body": "On it.", "last_seen_message_id": seen["ticket"]["last_message_id"]}
    answer = desk.send("POST", f"/v1/tickets/{number}/messages", reply, {"Idempotency-Key": "k1"})
    assert answer.status == 201, answer.text
    assert desk.get("/v1/tickets", "limit=50").json["items"][0]["number"] == number
    stranger = Desk(door, homes[1][0].id, homes[1][1].id)
    assert stranger.get(f"/v1/tickets/{number}").status == 404
