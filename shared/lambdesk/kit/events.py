"""The one form of a fact: history for the reader, audit record and outbox entry at once.

A payload is a frozen dataclass decorated with `@event_type("noun.past_verb")`; its fields are JSON values. Payloads
carry ids and states, never message bodies, names or addresses. What people wrote before and after, as a subject, is in
fields made by `words`: it stays on the timeline, where staff read it, and never gets onto the bus.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import Enum
from typing import Any, ClassVar, Protocol, TypeVar

from lambdesk.kit import clock
from lambdesk.kit.context import SYSTEM, Actor, ActorKind, Context

REGISTRY: dict[str, type] = {}


class Payload(Protocol):
    """What `event_type` adds to a dataclass."""

    EVENT_TYPE: ClassVar[str]


P = TypeVar("P", bound=type)
_WORDS = "words"


def words(name: str) -> Any:
    """A payload's field for what people wrote, absent unless given; the timeline tells it as `name`."""
    return field(default=None, metadata={_WORDS: name})


def event_type(name: str) -> Callable[[P], P]:
    """Name a payload class; a name is given once."""

    def register(cls: P) -> P:
        if name in REGISTRY:
            message = f"event type {name} is registered twice"
            raise ValueError(message)
        cls.EVENT_TYPE = name  # type: ignore[attr-defined]
        REGISTRY[name] = cls
        return cls

    return register


@dataclass(frozen=True)
class Event:
    """The envelope. `aggregate` is `ticket:12` or `message:msg_…`; `version` is that aggregate's after the change.

    `words` are the payload's fields of people's words, by the names under which the timeline tells them.
    """

    id: str
    type: str
    tenant: str
    aggregate: str
    version: int
    at: datetime
    actor: Actor
    cause: dict[str, str]
    correlation_id: str
    causation_id: str | None
    data: dict[str, Any]
    schema: int = 1
    words: dict[str, Any] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """That of its ticket; raises ValueError where the aggregate is none."""
        return int(self.aggregate.partition(":")[2])


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _told(payload: Payload) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the payload says, and what people's words in it say."""
    data: dict[str, Any] = {}
    said: dict[str, Any] = {}
    for each in fields(payload):  # type: ignore[arg-type]
        value = getattr(payload, each.name)
        if value is None:
            continue
        if _WORDS in each.metadata:
            said[each.metadata[_WORDS]] = value
        else:
            data[each.name] = _plain(value)
    return data, said


def record(ctx: Context, payload: Payload, *, aggregate: str, version: int, at: datetime, ordinal: int) -> Event:
    """Wrap a payload as the fact number `ordinal` of this change."""
    data, said = _told(payload)
    return Event(
        id=ctx.derive_id("evt", at, ordinal),
        type=payload.EVENT_TYPE,
        tenant=ctx.tenant,
        aggregate=aggregate,
        version=version,
        at=at,
        actor=ctx.actor,
        cause=ctx.cause,
        correlation_id=ctx.correlation_id,
        causation_id=ctx.causation_id,
        data=data,
        words=said,
    )


def following(event: Event, door: str, now: datetime, seed: str) -> Context:
    """The context of a change that the system makes because of this event."""
    correlation = event.correlation_id or event.id
    return Context(event.tenant, SYSTEM, now, seed, {"door": door}, correlation, causation_id=event.id)


def to_wire(event: Event) -> dict[str, Any]:
    """The envelope as JSON values, without people's words: the form on the bus and for all who listen there."""
    return {
        "id": event.id,
        "type": event.type,
        "schema": event.schema,
        "tenant": event.tenant,
        "aggregate": event.aggregate,
        "version": event.version,
        "at": clock.to_text(event.at),
        "actor": {"kind": event.actor.kind.value, "id": event.actor.id},
        "cause": event.cause,
        "correlation_id": event.correlation_id,
        "causation_id": event.causation_id,
        "data": event.data,
    }


def from_wire(wire: dict[str, Any]) -> Event:
    """The inverse of `to_wire`; raises KeyError or ValueError for anything else."""
    return Event(
        id=wire["id"],
        type=wire["type"],
        schema=int(wire["schema"]),
        tenant=wire["tenant"],
        aggregate=wire["aggregate"],
        version=int(wire["version"]),
        at=clock.from_text(wire["at"]),
        actor=Actor(ActorKind(wire["actor"]["kind"]), wire["actor"]["id"]),
        cause=dict(wire["cause"]),
        correlation_id=wire["correlation_id"],
        causation_id=wire["causation_id"],
        data=dict(wire["data"]),
    )
