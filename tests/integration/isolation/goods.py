"""What a tenant has besides what its own routes make at once: a session, a notification, a file; and second things."""

import base64
import hashlib

from lambdesk.audit.model import Entry
from lambdesk.identity.decide import open_session
from lambdesk.identity.model import Begun
from lambdesk.kit import clock, ids
from lambdesk.kit.changes import ChangeSet, Put
from lambdesk.kit.context import SYSTEM, Context
from lambdesk.notifications.model import Kind, Notification
from tests.integration.http_api.test_every_route import SPAN
from tests.support.desk import Desk, MemoryLambdesk

PICTURE = b"\x89PNG\r\n\x1a\n" + b"\0" * 8


def unasked(product: MemoryLambdesk, tenant: str, user: str) -> dict[str, str]:
    """A session of this user and two things they were told."""
    ctx = Context(tenant, SYSTEM, clock.now(), ids.new_seed())
    session, changes = open_session(
        ctx, user, ctx.derive_id("ses", ctx.now), "refresh", "handle", "Firefox", Begun.PASSWORD
    )
    told = [
        Notification(ctx.derive_id("ntf", ctx.now, index), user, Kind.ASSIGNED, 1, "Lamp", ctx.now, ctx.actor, 1)
        for index in range(2)
    ]
    product.identity_store.commit(tenant, changes)
    product.notification_store.commit(tenant, ChangeSet(tuple(map(Put, told))))
    _follow(product, tenant)
    return {"sessions": session.id, "notifications": told[0].id}


def _follow(product: MemoryLambdesk, tenant: str) -> None:
    """What follows events has written them down: there is a trail to read."""
    for (whose, aggregate), events in product.state.timelines.items():
        for each in events if whose == tenant else ():
            product.trail_store.append(Entry(aggregate, (each,)))
        if whose == tenant and aggregate.startswith("ticket:"):
            product.figures.reckon(tenant, int(aggregate.removeprefix("ticket:")))


def cursors(admin: Desk) -> dict[str, str]:
    """Where each list goes on."""
    lists = {
        "cursor": ("/v1/tickets", ""),
        "audit-cursor": ("/v1/audit", ""),
        "notifications-cursor": ("/v1/notifications", ""),
        "organisations-cursor": ("/v1/organisations", ""),
        "verdicts-cursor": ("/v1/reports/sla/verdicts", f"&from={SPAN['from']}&to={SPAN['to']}"),
    }
    # One more than there is, so that the list goes on.
    assert admin.send("POST", "/v1/organisations", {"name": "Zeta"}).status == 201
    found = {noun: admin.get(path, f"limit=1{more}").json["next_cursor"] for noun, (path, more) in lists.items()}
    assert all(found.values()), found
    return found


def uploaded(product: MemoryLambdesk, admin: Desk) -> str:
    """The signed name of a picture that has arrived."""
    digest = base64.b64encode(hashlib.sha256(PICTURE).digest()).decode()
    file = {"name": "a.png", "media_type": "image/png", "size": len(PICTURE), "sha256": digest}
    place = admin.send("POST", "/v1/uploads", file).json
    product.content.put(place["url"].partition("example/")[2].partition("?")[0], PICTURE, "image/png")
    return str(place["upload_id"])


def seconds(admin: Desk, agent: str, tickets: int) -> dict[str, str]:
    """Second things of some kinds, and a ticket's last but one."""
    status = {"state": "open", "agent_label": "Waiting for stock", "customer_label": "Open"}
    made = {
        "categories": admin.send("POST", "/v1/categories", {"label": "Repairs"}),
        "roles": admin.send("POST", "/v1/roles", {"name": "Day shift", "permissions": []}),
        "statuses": admin.send("POST", "/v1/statuses", status),
    }
    linked = admin.send("PUT", f"/v1/tickets/{tickets}/links/{tickets - 1}", {"kind": "parent_of"}, {"If-Match": '"1"'})
    assert linked.status == 200, linked.text
    return {noun: str(answer.json["id"]) for noun, answer in made.items()} | {
        "tickets": str(tickets - 1),
        "users": agent,
    }
