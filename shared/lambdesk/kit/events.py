"""The one form of a fact: history for the reader, audit record and outbox entry at once.

A payload is a frozen dataclass decorated with `@event_type("noun.past_verb")`; its fields are JSON values. Payloads
carry ids and states, never message bodies, names or addresses.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import Enum
from typing import Any, ClassVar, Protocol, TypeVar

from lambdesk.kit import clock
from lambdesk.kit.context import Actor, ActorKind, Context

REGISTRY: dict[str, type] = {}


class Payload(Protocol):
    """What `event_type` adds to a dataclass."""

    EVENT_TYPE: ClassVar[str]


P = TypeVar("P", bound=type)


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
    """The envelope. `aggregate` is `ticket:12` or `message:msg_…`; `version` is that aggregate's after the change."""

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


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def record(ctx: Context, payload: Payload, *, aggregate: str, version: int, at: datetime, ordinal: int) -> Event:
    """Wrap a payload as the fact number `ordinal` of this change."""
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
        data={name: _plain(value) for name, value in asdict(payload).items() if value is not None},  # type: ignore[call-overload]
    )


def to_wire(event: Event) -> dict[str, Any]:
    """The envelope as JSON values: the form on bus, socket, webhook and export."""
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
