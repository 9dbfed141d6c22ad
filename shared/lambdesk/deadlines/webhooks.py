"""Calling the address of a level, by the Standard Webhooks specification: ids and moments, nobody's words.

The queue tries again; each try has the same id and its own moment. What became of it is told once it is final.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from lambdesk.escalation.model import Action, ActionKind
from lambdesk.escalation.webhooks import call_id, secret_of
from lambdesk.identity.ports import IdentityStore
from lambdesk.kit import clock
from lambdesk.kit.errors import AlreadyExists, NotFound, Unavailable
from lambdesk.kit.events import Event, following
from lambdesk.kit.sealing import Unreadable
from lambdesk.kit.signing import Keyring
from lambdesk.kit.webhooks import sign
from lambdesk.sla.queries import Policies
from lambdesk.tickets import queries
from lambdesk.tickets.commands import TellWebhook
from lambdesk.tickets.draft import terms_of
from lambdesk.tickets.model import Loaded
from lambdesk.tickets.ports import TicketStore
from lambdesk.tickets.service import Tickets

# The status of the answer; None: no answer.
Post = Callable[[str, bytes, Mapping[str, str]], int | None]
GONE = 410


@dataclass(frozen=True)
class Webhooks:
    """Follows levels that were called."""

    tickets: Tickets
    store: TicketStore
    policies: Policies
    identity: IdentityStore
    keys: Callable[[], Keyring]
    post: Post

    def follow(self, event: Event, now: datetime, seed: str, *, last: bool) -> str | None:
        """Call the address of the level that was called; None when there is none, or it has taken the call.

        What was not taken is `last` tried now, or raises Unavailable to be tried again.
        """
        if ActionKind.WEBHOOK not in event.data["done"]:
            return None
        number, breach = event.number, clock.from_text(event.data["due_at"])
        named = event.data["metric"], int(event.data["level"])
        told = TellWebhook(call_id(event.tenant, number, named[0], breach, named[1]), *named, breach)
        loaded, taken = self.store.load(event.tenant, number, told.once)
        if loaded is None:
            raise NotFound
        if taken is not None:
            return None
        told = self._tried(event, queries.ready(self.store, self.policies, event.tenant, loaded), told, now)
        final = told.failed in (None, "gone", "not_there")
        if final or last:
            self._tell(event, number, told, now, seed)
        if not final:
            raise Unavailable("The address of a level did not take its call.")
        return told.failed or "answered"

    def _tried(self, event: Event, loaded: Loaded, told: TellWebhook, now: datetime) -> TellWebhook:
        levels = terms_of(loaded).policy.levels
        action = levels[told.level - 1].does(ActionKind.WEBHOOK) if told.level <= len(levels) else None
        if action is None or not action.address:
            return replace(told, failed="not_there")
        try:
            status = self._posted(event, loaded, told, action, now)
        except Unreadable:
            return replace(told, failed="unreadable")
        if status is None:
            return replace(told, failed="unreachable")
        if 200 <= status < 300:
            return replace(told, status=status)
        return replace(told, status=status, failed="gone" if status == GONE else "refused")

    def _posted(self, event: Event, loaded: Loaded, told: TellWebhook, action: Action, now: datetime) -> int | None:
        secret = secret_of(self.keys(), event.tenant, action)
        body = self._body(event, loaded, told)
        signed = sign(told.call_id, now, body, secret)
        headers = {
            "Content-Type": "application/json",
            "webhook-id": signed.id,
            "webhook-timestamp": signed.timestamp,
            "webhook-signature": signed.signature,
        }
        return self.post(action.address or "", body, headers)

    def _body(self, event: Event, loaded: Loaded, told: TellWebhook) -> bytes:
        tenant, ticket = self.identity.tenant(event.tenant), loaded.ticket
        data = {
            "tenant": tenant.slug if tenant else None,
            "number": ticket.number,
            "metric": told.metric,
            "level": told.level,
            "due_at": event.data["due_at"],
            "priority": ticket.priority.value,
            "team_id": ticket.team_id,
            "assignee_id": ticket.assignee_id,
            "called": event.data["called"],
        }
        return json.dumps({"type": event.type, "timestamp": clock.to_text(event.at), "data": data}).encode()

    def _tell(self, event: Event, number: int, told: TellWebhook, now: datetime, seed: str) -> None:
        ctx = following(event, "webhooks", now, seed)
        try:
            self.tickets.tell_webhook(ctx, number, told)
        except AlreadyExists:
            # The same call, handled twice at the same moment.
            return
