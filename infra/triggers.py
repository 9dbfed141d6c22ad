"""What can call a Lambda: plain data, which `topology` gives each Lambda and the stacks build."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Http:
    """The HTTP API calls it: everything without a route of its own, behind the authorizer, and the open routes."""

    open_routes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class RequestAuthorizer:
    """The HTTP API asks it who is calling; the answer is kept for `ttl_seconds` per `Authorization` header."""

    ttl_seconds: int


@dataclass(frozen=True, kw_only=True)
class ReceivedMail:
    """The receipt rule invokes it asynchronously; after `retries` the invocation goes to the dead-letter queue."""

    retries: int


@dataclass(frozen=True, kw_only=True)
class Socket:
    """The WebSocket API calls it when a socket opens, says something or closes."""


@dataclass(frozen=True, kw_only=True)
class Written:
    """Items of the table that were written: the sort key or a text attribute of theirs begins with `prefix`."""

    prefix: str
    attribute: str = "sk"
    operations: tuple[str, ...] = ("INSERT",)


@dataclass(frozen=True, kw_only=True)
class TableStream:
    """The table's stream, only what `items` names.

    What still fails after `retries`, or is older than `max_age_hours`, goes to the dead-letter queue.
    """

    items: tuple[Written, ...]
    batch: int
    retries: int
    max_age_hours: int


@dataclass(frozen=True, kw_only=True)
class BusQueue:
    """A queue that a rule on the bus fills with events of these types whose `data` has one of the values for each name.

    `data` of no names takes all events of the types.
    """

    queue: str
    consumes: tuple[str, ...]
    batch: int
    receives: int
    data: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, kw_only=True)
class OrderedQueue:
    """A FIFO queue that `relay` fills, grouped by tenant: a rule on the bus cannot set the group of each event."""

    queue: str
    batch: int
    receives: int


@dataclass(frozen=True, kw_only=True)
class Work:
    """Several queues of one Lambda, which tells them apart by name or by what comes; and steps of escalation chains."""

    queues: tuple[BusQueue, ...]
    ordered: tuple[OrderedQueue, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Moments:
    """The Scheduler invokes it: for a ticket when something is due, and every `sweep_minutes` for what was missed.

    After `retries` an invocation goes to the dead-letter queue.
    """

    sweep_minutes: int
    retries: int


@dataclass(frozen=True, kw_only=True)
class Rounds:
    """The Scheduler invokes it every `minutes`. What one round leaves undone the next one does."""

    minutes: int


Trigger = Http | RequestAuthorizer | Socket | ReceivedMail | TableStream | BusQueue | Work | Moments | Rounds
