"""Events as they are kept: those of one change in one item, their common envelope said once."""

import json
from typing import Any

from lambdesk.adapters.dynamodb import table as keys
from lambdesk.adapters.dynamodb.shapes import actor, actor_text, dumps, from_milliseconds, milliseconds
from lambdesk.adapters.dynamodb.table import Item
from lambdesk.kit.events import Event

_PAST = "past"


def _said(event: Event) -> dict[str, Any]:
    """An event in short words. `i` id, `g` aggregate, `v` version, `w` when, `a` who, `c` cause, `co` and `ca` ids.

    `p` are people's words, only where there are any.
    """
    words = {"p": event.words} if event.words else {}
    return {
        **words,
        "i": event.id,
        "t": event.type,
        "s": event.schema,
        "g": event.aggregate,
        "v": event.version,
        "w": milliseconds(event.at),
        "a": actor_text(event.actor),
        "c": event.cause,
        "co": event.correlation_id,
        "ca": event.causation_id,
        "d": event.data,
    }


def events_item(tenant: str, parent: str, events: tuple[Event, ...], *, past: bool = False) -> Item:
    """All events of one change in one item. The first one's envelope is said once; the others say what differs.

    What is `past` has a mark: nobody is told of it.
    """
    first = _said(events[0])
    head = {name: first[name] for name in ("v", "w", "a", "c", "co", "ca")}
    told = {**head, "i": first["i"], "g": parent, "s": 1}
    facts = [{k: v for k, v in _said(event).items() if k not in told or told[k] != v} for event in events]
    item = {
        **keys.event_key(tenant, parent, events[0].id).item(),
        "v": {"N": str(head["v"])},
        "w": {"N": str(head["w"])},
        "a": {"S": head["a"]},
        "e": {"S": dumps(facts)},
    }
    if head["c"]:
        item["c"] = {"S": dumps(head["c"])}
    for name in ("co", "ca"):
        if head[name] is not None:
            item[name] = {"S": head[name]}
    if past:
        item[_PAST] = {"BOOL": True}
    return item


def is_past(item: Item) -> bool:
    """Whether an item, or its image in the stream, tells what happened before we knew of it."""
    return _PAST in item


def events(item: Item) -> tuple[Event, ...]:
    """The events of an `E#` item, also of its image in the stream."""
    told = {
        "i": "evt_" + item["sk"]["S"].removeprefix(keys.EVENT),
        "g": keys.parent_of(item),
        "s": 1,
        "v": int(item["v"]["N"]),
        "w": int(item["w"]["N"]),
        "a": item["a"]["S"],
        "c": json.loads(item["c"]["S"]) if "c" in item else {},
        "co": item["co"]["S"],
        "ca": item["ca"]["S"] if "ca" in item else None,
    }
    tenant = keys.tenant_of(item)
    return tuple(_event(tenant, {**told, **fact}) for fact in json.loads(item["e"]["S"]))


def _event(tenant: str, said: dict[str, Any]) -> Event:
    return Event(
        id=said["i"],
        type=said["t"],
        tenant=tenant,
        aggregate=said["g"],
        version=said["v"],
        at=from_milliseconds(said["w"]),
        actor=actor(said["a"]),
        cause=said["c"],
        correlation_id=said["co"],
        causation_id=said["ca"],
        data=said["d"],
        schema=said["s"],
        words=said.get("p", {}),
    )
