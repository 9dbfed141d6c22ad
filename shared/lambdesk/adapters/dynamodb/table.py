"""The one table. Nothing else builds or reads a key; the tenant comes first in every one.

| what | pk | sk |
|---|---|---|
| ticket, its details | `T#t#TK#<number>` | `A`, `X` |
| its messages, its events | the same | `M#<ulid>`, `E#<ulid>` |
| events of whatever is no ticket | `T#t#H#<noun>:<id>` | `E#<ulid>` |
| what is being written on it | `T#t#DR#<number>` | `<user>`, `shared` |
| person, address | `T#t#CU#<id>`, `T#t#AD#<hash>` | `A` |
| thread key or fingerprint | `T#t#MID#<hash>` | `A` |
| settings and staff | `T#t#CFG` | `<kind>#<id>` |
| staff address of a tenant, of all | `T#t#UA#<hash>`, `T#_system#UA#<hash>` | `A`, `<tenant>` |
| session, claim | `T#t#SES#<id>`, `T#t#CL#<hash>` | `A` |
| counter of numbers | `T#t#CTR` | `ticket` |
| policies of promised times | `T#t#CFG` | `sla_policy#default#<version>` |
| settings of tickets | `T#t#CFG` | `tickets#`, `tickets#<kind>#<ulid>` |
| tags in use | `T#t#TG` | `<tag>` |
| canned response, its uses | `T#t#CR` | `<ulid>`, `<ulid>#n` |
| mail ledger, quarantine | `T#t#ML#<yyyymmdd>`, `T#t#QU` | `<raw id>`, `<ulid>` |
| socket; how many a tenant has | `T#_system#WS#<connection>`, `T#t#CTR` | `A`, `connections` |
| who watches a topic, who is on a ticket | `T#t#TP#<topic>`, `T#t#PR` | `<connection>`, `<number>#<user>` |
| a user's inbox, its notifications | `T#t#NT#<user>` | `A`, `N#<ulid>` |

gsi1: `T#t#Q#<queue>` / `<updated_at>#<number>`, gsi2: `T#t#O#<owner>` / `<urgency><due>#<number>`, gsi3:
`T#t#P#<customer>` / `<number>`. gsi4: `DUE#<0-3>` / `<when>#<tenant>#<number>`, the one key without a tenant, for the
sweep. Numbers have ten digits, moments thirteen (milliseconds), so that their text sorts as they do.

This module and the codec load no client library: the relay reads keys without one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from lambdesk.adapters.placing import URGENCY, owner_of, queue_of
from lambdesk.conversations.model import SHARED
from lambdesk.kit import clock
from lambdesk.kit.context import SYSTEM_TENANT
from lambdesk.kit.text import digest
from lambdesk.tickets.model import Ticket

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from lambdesk.adapters.dynamodb.connection import SharedConnection

NO_DUE = "9999"
SHARDS = 4
MESSAGE, EVENT, NOTIFICATION = "M#", "E#", "N#"
USER, SLUG, POLICY = "user#", "slug#", "sla_policy#default#"
RULES = "tickets#"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Item = dict[str, dict[str, Any]]


class Key(NamedTuple):
    """Where an item is."""

    pk: str
    sk: str

    @property
    def possible(self) -> bool:
        """Whether the service takes it: outside words stand in keys, and those can be longer than any key."""
        return len(self.pk.encode()) <= 2048 and 1 <= len(self.sk.encode()) <= 1024

    def item(self) -> Item:
        """The key as attributes of an item."""
        return {"pk": {"S": self.pk}, "sk": {"S": self.sk}}


def _partition(tenant: str, *parts: str) -> str:
    if not tenant or "#" in tenant:
        message = "a tenant's id is neither empty nor holds the separator of keys"
        raise ValueError(message)
    return "#".join(("T", tenant, *parts))


def key_of(item: Item) -> Key:
    """Where an item was read from."""
    return Key(item["pk"]["S"], item["sk"]["S"])


def tenant_of(item: Item) -> str:
    """The tenant an item belongs to."""
    return str(item["pk"]["S"]).split("#", 2)[1]


def ulid(prefixed: str, prefix: str) -> str:
    """The bare ULID of `prefix_<ulid>`; a key holds it without what its place says already."""
    head, _, bare = prefixed.partition("_")
    if head != prefix or len(bare) != 26 or not bare.isalnum():
        message = f"an id with the prefix {prefix} is wanted"
        raise ValueError(message)
    return bare


def digits(number: int) -> str:
    """A ticket number as text that sorts as it counts."""
    return f"{number:010}"


def ticket_partition(tenant: str, number: int) -> str:
    """Where all that belongs to a ticket is."""
    return _partition(tenant, "TK", digits(number))


def is_ticket(item: Item) -> bool:
    """Whether this is a ticket's own item: only those stand in queues."""
    return item["sk"]["S"] == "A" and QUEUES.pk in item


def is_shared_draft(item: Item) -> bool:
    """Whether this is what all people on a ticket write together."""
    return item["sk"]["S"] == SHARED and "#DR#" in item["pk"]["S"]


def number_of(item: Item) -> int:
    """The ticket an item belongs to."""
    return int(item["pk"]["S"].rpartition("#")[2])


def message_of(item: Item) -> str:
    """The message that an `M#` item keeps."""
    return "msg_" + str(item["sk"]["S"]).removeprefix(MESSAGE)


def of_ticket(item: Item) -> bool:
    """Whether an item is kept with a ticket."""
    return str(item["pk"]["S"]).split("#", 3)[2] == "TK"


def parent_of(item: Item) -> str:
    """The aggregate whose timeline an `E#` item belongs to."""
    return f"ticket:{number_of(item)}" if of_ticket(item) else str(item["pk"]["S"]).split("#", 3)[3]


def ticket_key(tenant: str, number: int) -> Key:
    return Key(ticket_partition(tenant, number), "A")


def details_key(tenant: str, number: int) -> Key:
    return Key(ticket_partition(tenant, number), "X")


def message_key(tenant: str, number: int, message_id: str) -> Key:
    return Key(ticket_partition(tenant, number), MESSAGE + ulid(message_id, "msg"))


def event_key(tenant: str, parent: str, event_id: str) -> Key:
    """`parent` is the aggregate `<noun>:<id>`; a ticket, `ticket:<number>`, keeps its events with itself."""
    return Key(timeline_partition(tenant, parent), EVENT + ulid(event_id, "evt"))


def timeline_partition(tenant: str, parent: str) -> str:
    """Where the events of an aggregate are."""
    noun, colon, name = parent.partition(":")
    if not (noun and colon and name):
        message = "the parent of events is <noun>:<id>"
        raise ValueError(message)
    return ticket_partition(tenant, int(name)) if noun == "ticket" else _partition(tenant, "H", parent)


def drafts_partition(tenant: str, number: int) -> str:
    return _partition(tenant, "DR", digits(number))


def draft_key(tenant: str, number: int, owner: str) -> Key:
    return Key(drafts_partition(tenant, number), owner)


def counter_key(tenant: str) -> Key:
    return Key(_partition(tenant, "CTR"), "ticket")


def connections_key(tenant: str) -> Key:
    return Key(_partition(tenant, "CTR"), "connections")


def connection_key(connection_id: str) -> Key:
    """With the system: the gateway names a connection without its tenant."""
    return Key(_partition(SYSTEM_TENANT, "WS", connection_id), "A")


def topic_partition(tenant: str, topic: str) -> str:
    return _partition(tenant, "TP", topic)


def watcher_key(tenant: str, topic: str, connection_id: str) -> Key:
    return Key(topic_partition(tenant, topic), connection_id)


def presence_partition(tenant: str) -> str:
    """Everybody who is on a ticket: one item a person and ticket, written anew every 20 seconds."""
    return _partition(tenant, "PR")


def presence_prefix(number: int) -> str:
    return f"{digits(number)}#"


def presence_key(tenant: str, number: int, user_id: str) -> Key:
    return Key(presence_partition(tenant), presence_prefix(number) + user_id)


def customer_key(tenant: str, customer_id: str) -> Key:
    return Key(_partition(tenant, "CU", customer_id), "A")


def address_key(tenant: str, address: str) -> Key:
    return Key(_partition(tenant, "AD", digest(address)), "A")


def thread_key(tenant: str, key: str) -> Key:
    return Key(_partition(tenant, "MID", key), "A")


def settings_partition(tenant: str) -> str:
    return _partition(tenant, "CFG")


def tenant_key(tenant: str) -> Key:
    return Key(settings_partition(tenant), "tenant#")


def user_key(tenant: str, user_id: str) -> Key:
    return Key(settings_partition(tenant), USER + user_id)


def policy_key(tenant: str, version: int) -> Key:
    return Key(settings_partition(tenant), POLICY + digits(version))


def ticket_settings_key(tenant: str) -> Key:
    return Key(settings_partition(tenant), RULES)


def rule_key(tenant: str, rule_id: str) -> Key:
    """A status, field, category or team; the prefix of its id says which."""
    kind = rule_id.partition("_")[0]
    return Key(settings_partition(tenant), f"{RULES}{kind}#{ulid(rule_id, kind)}")


def rule_id_of(item: Item) -> str:
    """The id of a status, field, category or team; nothing for the settings that are no list."""
    return str(item["sk"]["S"]).removeprefix(RULES).replace("#", "_")


def tag_partition(tenant: str) -> str:
    return _partition(tenant, "TG")


def tag_key(tenant: str, name: str) -> Key:
    return Key(tag_partition(tenant), name)


def canned_partition(tenant: str) -> str:
    return _partition(tenant, "CR")


def canned_key(tenant: str, response_id: str, *, uses: bool = False) -> Key:
    return Key(canned_partition(tenant), ulid(response_id, "can") + ("#n" if uses else ""))


def slug_key(slug: str) -> Key:
    return Key(settings_partition(SYSTEM_TENANT), SLUG + slug)


def mailbox_key(address: str) -> Key:
    return Key(settings_partition(SYSTEM_TENANT), "mailbox#" + address)


def staff_key(keeper: str, tenant: str, address: str) -> Key:
    """The tenant keeps its own entry; the system tenant keeps one per tenant, for signing in without naming one."""
    return Key(_partition(keeper, "UA", digest(address)), tenant if keeper == SYSTEM_TENANT else "A")


def session_key(tenant: str, session_id: str) -> Key:
    return Key(_partition(tenant, "SES", session_id), "A")


def claim_key(tenant: str, scope: str, key: str) -> Key:
    return Key(_partition(tenant, "CL", digest(scope, key)), "A")


def ledger_partition(tenant: str, day: str) -> str:
    return _partition(tenant, "ML", day)


def ledger_key(tenant: str, day: str, raw_id: str) -> Key:
    return Key(ledger_partition(tenant, day), raw_id)


def quarantine_partition(tenant: str) -> str:
    return _partition(tenant, "QU")


def quarantine_key(tenant: str, entry_id: str) -> Key:
    return Key(quarantine_partition(tenant), ulid(entry_id, "qua"))


def inbox_key(tenant: str, user_id: str) -> Key:
    return Key(_partition(tenant, "NT", user_id), "A")


def notification_key(tenant: str, user_id: str, notification_id: str) -> Key:
    return Key(inbox_key(tenant, user_id).pk, NOTIFICATION + ulid(notification_id, "ntf"))


def user_of(item: Item) -> str:
    """The user whose inbox an item is in."""
    return str(item["pk"]["S"]).split("#", 3)[3]


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


def queue_partition(tenant: str, queue: str) -> str:
    return _partition(tenant, "Q", queue)


def queue_place(updated_at: str, number: int) -> str:
    """Where a ticket stands in its queue; `updated_at` as `kit.clock` writes it."""
    return f"{updated_at}#{digits(number)}"


def owner_partition(tenant: str, owner: str) -> str:
    return _partition(tenant, "O", owner)


def requester_partition(tenant: str, customer_id: str) -> str:
    return _partition(tenant, "P", customer_id)


def due_partition(shard: int) -> str:
    """Tickets of all tenants by when something is due, in as many partitions as spread the writes of a large stack."""
    return f"DUE#{shard}"


def moment_digits(moment: datetime) -> str:
    """A moment as text that sorts as time passes, in half the length of the form that people read."""
    return f"{(moment - _EPOCH) // timedelta(milliseconds=1):013}"


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
    attributes: Item = {}
    for index, (pk, sk) in keys.items():
        attributes[index.pk], attributes[index.sk] = {"S": pk}, {"S": sk}
    return attributes


def _due(ticket: Ticket) -> str:
    # It stays when the target is met: moving the entry then would cost every first answer one unit more.
    return moment_digits(ticket.sla.due_at) if ticket.sla else NO_DUE


def index_position(index: Index, tenant: str, partition: str, after: str) -> Item:
    """The place in an index of tickets behind the entry whose sort key is `after`."""
    number = int(after.rpartition("#")[2])
    return {**ticket_key(tenant, number).item(), index.pk: {"S": partition}, index.sk: {"S": after}}


class Table:
    """The table by name, reached through one client. `now` decides which claims have run out."""

    def __init__(self, name: str, client: "DynamoDBClient", now: Callable[[], datetime] = clock.now) -> None:
        self.name = name
        self.client = client
        self.now = now

    @cached_property
    def connection(self) -> "SharedConnection":
        """pynamodb on our client: single items, conditions and transactions."""
        from lambdesk.adapters.dynamodb.connection import SharedConnection

        return SharedConnection(self.name, self.client)
