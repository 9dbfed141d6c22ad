"""Events of sockets, of the stream, of queues and of timers: what runs beside requests.

Imported by measured processes: nothing here may import what a Lambda has not.
"""

import json
from datetime import UTC, datetime
from typing import Any

Facts = dict[str, Any]
Event = dict[str, Any]


def context(facts: Facts) -> Any:
    """The agent at work now."""
    from lambdesk.kit import ids
    from lambdesk.kit.context import Actor, ActorKind, Context

    actor = Actor(ActorKind.USER, facts["user"])
    return Context(facts["tenant"], actor, datetime.now(UTC), ids.new_seed(), {"door": "http"}, "bench")


def _of_socket(kind: str, connection: str, **more: Any) -> Event:
    return {"requestContext": {"connectionId": connection, "eventType": kind, "requestId": "bench-request"}, **more}


def _says(facts: Facts, **message: Any) -> Event:
    return _of_socket("MESSAGE", facts["socket"], body=json.dumps(message))


def connect(facts: Facts) -> Event:
    """A socket with a pass of just now: none is good for longer than half a minute."""
    from lambdesk.kit.signing import parse_keyring
    from lambdesk.realtime import passes

    shown, _ = passes.issue(parse_keyring(facts["secret"]), context(facts))
    return _of_socket("CONNECT", facts["new_socket"], queryStringParameters={"ticket": shown})


def subscribe(facts: Facts) -> Event:
    """The topics of somebody's own list, of a team and of an open ticket, as a desk asks for them."""
    topics = [f"user:{facts['user']}", "queue:billing", f"ticket:{facts['open']}"]
    return _says(facts, action="subscribe", topics=topics)


def presence(facts: Facts) -> Event:
    """Still on the ticket: no news to anybody."""
    return _says(facts, action="presence", number=facts["open"], state="viewing")


def ping(facts: Facts) -> Event:
    """Still there."""
    return _says(facts, action="ping")


def disconnect(facts: Facts) -> Event:
    """Gone."""
    return _of_socket("DISCONNECT", facts["old_socket"])


def _records(images: list[dict[str, Any]]) -> Event:
    """Images as the stream hands them over."""
    records = []
    for index, image in enumerate(images):
        keys = {name: image["NewImage"][name] for name in ("pk", "sk")}
        name = "MODIFY" if "OldImage" in image else "INSERT"
        records.append({"eventName": name, "dynamodb": {"Keys": keys, **image, "SequenceNumber": str(index + 1)}})
    return {"Records": records}


def push_row(facts: Facts) -> Event:
    """A reply: ticket, message and timeline item."""
    return _records(facts["replied"])


def push_ticket(facts: Facts) -> Event:
    """A reply whose mail went out: message and timeline item."""
    return _records(facts["sent"])


def timer(facts: Facts) -> Event:
    """What the Scheduler says when a ticket's moment has come."""
    return dict(facts["due"])


def _queued(queue: str, event: dict[str, Any]) -> Event:
    record = {
        "messageId": "bench",
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:us-east-1:000000000000:lambdesk-bench-{queue}",
        "body": json.dumps({"source": "lambdesk", "detail": event}),
        "attributes": {},
    }
    return {"Records": [record]}


def keep(facts: Facts) -> Event:
    """A change on its way into the trail."""
    record = _queued("audit.fifo", {})["Records"][0]
    body = json.dumps({"parent": "ticket:1", "events": [{**facts["message_created"], "id": _fresh(facts)}]})
    return {"Records": [{**record, "body": body, "attributes": {"MessageGroupId": facts["tenant"]}}]}


def _fresh(facts: Facts) -> str:
    """The id of an event that the trail has not kept yet."""
    from lambdesk.kit import clock, ids

    return ids.derived_id("evt", clock.from_text(facts["message_created"]["at"]), ids.new_seed(), 0)


def arm(facts: Facts) -> Event:
    """A ticket's timer is to go off for the first time."""
    return _queued("timers", facts["timer_moved"])


def escalate(facts: Facts) -> Event:
    """A breach that the first level was told of."""
    return _queued("escalations", facts["raised"])


def figure(facts: Facts) -> Event:
    """A verdict of a ticket whose clock was counted when it began."""
    return _queued("figures", facts["met"])


def no_figure(facts: Facts) -> Event:
    """Figures follow no state but spam."""
    return _queued("figures", facts["put_aside"])


def notice(facts: Facts) -> Event:
    """A ticket was given to somebody by somebody else."""
    return _queued("notices", facts["assigned"])


def no_notice(facts: Facts) -> Event:
    """A reply, which nobody is told of."""
    return _queued("notices", facts["message_created"])
