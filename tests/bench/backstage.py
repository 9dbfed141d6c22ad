"""What sockets, the stream and the queues are about: connections, images, due tickets, facts of clocks."""

from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3

from infra.topology import Setting
from lambdesk.adapters.dynamodb import table as keys
from lambdesk.adapters.dynamodb import timeline
from lambdesk.kit import clock, ids
from lambdesk.kit.changes import Claim
from lambdesk.kit.context import Actor, ActorKind
from lambdesk.kit.events import Event, to_wire
from lambdesk.realtime.model import CONNECTION_LIFETIME, Connection, Doing, Presence, queue_topic, ticket_topic
from lambdesk.tickets.commands import AssignTicket, UpdateTicket
from lambdesk.tickets.model import State, Ticket
from tests.bench.runtime import VALUES
from tests.bench.scene import TABLE, Scene

Facts = dict[str, Any]
_MOMENT = timedelta(seconds=1)
_MACHINE = """{"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}"""


def furnish_cloud() -> None:
    """The group of timers and the state machine of chains."""
    boto3.client("scheduler").create_schedule_group(Name=VALUES[Setting.SCHEDULE_GROUP])
    name = VALUES[Setting.ESCALATION_ARN].rpartition(":")[2]
    role = VALUES[Setting.SCHEDULE_ROLE_ARN]
    boto3.client("stepfunctions").create_state_machine(name=name, definition=_MACHINE, roleArn=role)


def watch_the_queue(scene: Scene) -> None:
    """One desk shows the list that changes; every other connection looks elsewhere."""
    _connect(scene, queue_topic(None))


def furnish(scene: Scene) -> Facts:
    """Facts by name as `tests.bench.effects` uses them."""
    open_ticket, talked_about = scene.open().ticket.number, scene.open().ticket.number
    sent = _images(scene, scene.reply(scene.open().ticket).ticket.number)
    here = Presence(scene.user, Doing.VIEWING, datetime.now(UTC) + CONNECTION_LIFETIME)
    scene.product.realtime_store.appear(scene.tenant, open_ticket, here)
    return {
        "socket": _connect(scene, ticket_topic(talked_about)),
        "old_socket": _connect(scene, ticket_topic(open_ticket)),
        "new_socket": ids.new_seed(),
        "open": open_ticket,
        "replied": _replied(scene),
        "sent": sent[1:],
        "watcher": _connect(scene, ticket_topic(int(keys.number_of(sent[0]["NewImage"])))),
        "due": _due(scene),
        "timer_moved": _said(scene, scene.open().ticket.number, "ticket.timer_moved"),
        "raised": _raised(scene),
        "met": _met(scene),
        "put_aside": _put_aside(scene),
        "assigned": _assigned(scene),
    }


def _connect(scene: Scene, *topics: str) -> str:
    now, store = datetime.now(UTC), scene.product.realtime_store
    connection = Connection(ids.new_seed(), scene.tenant, scene.user, now + CONNECTION_LIFETIME)
    store.connect(connection, Claim("socket", connection.id, {}, connection.expires_at), 5_000)
    store.subscribe(connection, topics)
    scene.product.lines.keep(connection.id, scene.tenant, connection.expires_at)
    return connection.id


def _items(scene: Scene, number: int) -> dict[str, Any]:
    """All items of a ticket by sort key, in the order of the keys."""
    found = boto3.client("dynamodb").query(
        TableName=TABLE,
        KeyConditionExpression="pk = :p",
        ExpressionAttributeValues={":p": {"S": keys.ticket_partition(scene.tenant, number)}},
    )["Items"]
    return {item["sk"]["S"]: _streamed(item) for item in found}


def _streamed(item: dict[str, Any]) -> dict[str, Any]:
    """An item as the stream hands it over: bytes are text there."""
    folded = {name: {"B": b64encode(value["B"]).decode()} for name, value in item.items() if "B" in value}
    return {**item, **folded}


def _images(scene: Scene, number: int) -> list[dict[str, Any]]:
    """The ticket, its last message and its last timeline item as new images."""
    items = _items(scene, number)
    last = [max(key for key in items if key.startswith(prefix)) for prefix in (keys.MESSAGE, keys.EVENT)]
    return [{"NewImage": items[key]} for key in ("A", *last)]


def _replied(scene: Scene) -> list[dict[str, Any]]:
    ticket = scene.open().ticket
    before = _items(scene, ticket.number)["A"]
    written, *news = _images(scene, scene.reply(ticket).ticket.number)
    return [{**written, "OldImage": before}, *news]


def _said(scene: Scene, number: int, kind: str) -> dict[str, Any]:
    """The newest fact of this kind on a ticket, as the bus carries it."""
    facts: list[Event] = []
    for key, item in _items(scene, number).items():
        if key.startswith(keys.EVENT):
            facts += timeline.events(item)
    return to_wire([each for each in facts if each.type == kind][-1])


def _due(scene: Scene) -> Facts:
    """A ticket that is to be warned of by now, and of which nothing else is due."""
    model = scene.open().ticket
    assert model.next_due_at is not None
    begun = datetime.now(UTC) - (model.next_due_at - model.created_at) - timedelta(minutes=1)
    ticket = scene.open(at=begun).ticket
    assert ticket.next_due_at is not None
    return {"tenant": scene.tenant, "number": ticket.number, "due_at": clock.to_text(ticket.next_due_at)}


def _raised(scene: Scene) -> dict[str, Any]:
    """A breach seen in time: its first level reaches the assignee, the next one follows."""
    ticket = scene.open().ticket
    ticket = scene.product.tickets.assign(
        scene.context(), ticket.number, AssignTicket(ticket.version, scene.user)
    ).ticket
    for _ in ("warned", "breached"):
        ticket = _go_off(scene, ticket)
    return _said(scene, ticket.number, "escalation.raised")


def _met(scene: Scene) -> dict[str, Any]:
    """The first answer to a ticket that was counted when its clock began."""
    ticket = scene.open().ticket
    scene.product.figures.reckon(scene.tenant, ticket.number)
    return _said(scene, scene.reply(ticket).ticket.number, "sla.target_met")


def _put_aside(scene: Scene) -> dict[str, Any]:
    ticket = scene.open().ticket
    scene.product.tickets.update(scene.context(), ticket.number, UpdateTicket(ticket.version, state=State.PENDING))
    return _said(scene, ticket.number, "ticket.state_changed")


def _go_off(scene: Scene, ticket: Ticket) -> Ticket:
    assert ticket.next_due_at is not None
    at, told = ticket.next_due_at, clock.to_text(ticket.next_due_at)
    return scene.product.deadlines.go_off(scene.tenant, ticket.number, told, at + _MOMENT, ids.new_seed())


def _assigned(scene: Scene) -> dict[str, Any]:
    ticket = scene.open().ticket
    colleague = Actor(ActorKind.USER, ids.derived_id("usr", ticket.created_at, "colleague", 0))
    ctx = replace(scene.context(), actor=colleague)
    scene.product.tickets.assign(ctx, ticket.number, AssignTicket(ticket.version, scene.user))
    return _said(scene, ticket.number, "ticket.assigned")
