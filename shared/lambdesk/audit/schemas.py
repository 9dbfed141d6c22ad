"""Wire forms of the audit trail."""

from typing import Any

from lambdesk.kit.schema import Moment, Output


class AuditActor(Output):
    """`id` is null for the system and for customers who are not known."""

    kind: str
    id: str | None


class AuditEntry(Output):
    """One fact: docs/events.md says what `data` holds for each `type`. `thing` is an aggregate such as `ticket:12`.

    `viewer` is the member who looked as the actor, if it was not the actor who looked.
    """

    id: str
    at: Moment
    type: str
    actor: AuditActor
    viewer: str | None
    thing: str
    version: int
    door: str | None
    data: dict[str, Any]
    correlation_id: str


class AuditPage(Output):
    """Newest first. `partial`: the look ended before the page was full; `next_cursor` goes on with it."""

    items: list[AuditEntry]
    next_cursor: str | None
    partial: bool
