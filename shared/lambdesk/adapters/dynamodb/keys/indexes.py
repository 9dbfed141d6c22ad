"""The lists tickets stand in."""

from dataclasses import dataclass
from datetime import datetime

from lambdesk.adapters.dynamodb.keys.key import Item, digits, moment_digits, partition
from lambdesk.adapters.dynamodb.keys.tickets import ticket_key
from lambdesk.adapters.placing import URGENCY, owner_of, queue_of
from lambdesk.kit import clock
from lambdesk.kit.text import digest
from lambdesk.tickets.model import Ticket

NO_DUE = "9999"
SHARDS = 4


@dataclass(frozen=True)
class Index:
    """A secondary index; `pk` and `sk` are the names of its key attributes."""

    name: str
    pk: str
    sk: str


QUEUES = Index("gsi1", "g1pk", "g1sk")
OWNERS = Index("gsi2", "g2pk", "g2sk")
REQUESTERS = Index("gsi3", "g3pk", "g3sk")
DUE = Index("gsi4", "g4pk", "g4sk")
PRESSING = Index("gsi5", "g5pk", "g5sk")


def is_ticket(item: Item) -> bool:
    """Whether this is a ticket's own item: only those stand in queues."""
    return item["sk"]["S"] == "A" and QUEUES.pk in item


def queue_partition(tenant: str, queue: str) -> str:
    return partition(tenant, "Q", queue)


def queue_place(updated_at: str, number: int) -> str:
    """Where a ticket stands in its queue; `updated_at` as `kit.clock` writes it."""
    return f"{updated_at}#{digits(number)}"


def owner_partition(tenant: str, owner: str) -> str:
    return partition(tenant, "O", owner)


def requester_partition(tenant: str, customer_id: str) -> str:
    return partition(tenant, "P", customer_id)


def pressing_partition(tenant: str) -> str:
    """Tickets at risk and late ones, by when they are due: which of both they are is told by the present moment."""
    return partition(tenant, "R")


def due_partition(shard: int) -> str:
    """Tickets of all tenants by when something is due, in as many partitions as spread the writes of a large stack."""
    return f"DUE#{shard}"


def feeds_partition(shard: int) -> str:
    """Feeds of calendars of all tenants by when they are read next, in the same index as due tickets."""
    return f"FEED#{shard}"


def feed_attributes(tenant: str, calendar_id: str, due_at: datetime) -> Item:
    """What puts a feed into the list of those that are due."""
    shard = feeds_partition(int(digest(tenant, calendar_id), 16) % SHARDS)
    place = f"{moment_digits(due_at)}#{tenant}#{calendar_id}"
    return {DUE.pk: {"S": shard}, DUE.sk: {"S": place}}


def feed_entry(entry: str) -> tuple[str, str]:
    """Tenant and calendar of a sort key of FEED."""
    _, tenant, calendar_id = entry.split("#")
    return tenant, calendar_id


def due_entry(entry: str) -> tuple[str, int]:
    """Tenant and ticket number of a sort key of DUE."""
    _, tenant, number = entry.split("#")
    return tenant, int(number)


def index_attributes(tenant: str, ticket: Ticket) -> Item:
    """What puts a ticket into its lists."""
    number = digits(ticket.number)
    keys = {
        QUEUES: (
            queue_partition(tenant, queue_of(ticket)),
            queue_place(clock.to_text(ticket.updated_at), ticket.number),
        ),
        REQUESTERS: (requester_partition(tenant, ticket.requester_id), number),
    }
    owner = owner_of(ticket)
    if owner is not None:
        keys[OWNERS] = (owner_partition(tenant, owner), f"{URGENCY[ticket.priority]}{_due(ticket)}#{number}")
    if ticket.sweep_at is not None:
        shard = due_partition(ticket.number % SHARDS)
        keys[DUE] = (shard, f"{moment_digits(ticket.sweep_at)}#{tenant}#{number}")
    if ticket.pressing is not None:
        keys[PRESSING] = (pressing_partition(tenant), f"{moment_digits(ticket.pressing.due_at)}#{number}")
    attributes: Item = {}
    for index, (pk, sk) in keys.items():
        attributes[index.pk], attributes[index.sk] = {"S": pk}, {"S": sk}
    return attributes


def _due(ticket: Ticket) -> str:
    # It stays when the target is met: moving the entry then would cost every first answer one unit more.
    clock = ticket.urgent
    return moment_digits(clock.due_at) if clock else NO_DUE


def index_position(index: Index, tenant: str, partition: str, after: str) -> Item:
    """The place in an index of tickets behind the entry whose sort key is `after`."""
    number = int(after.rpartition("#")[2])
    return {**ticket_key(tenant, number).item(), index.pk: {"S": partition}, index.sk: {"S": after}}
