"""Calling the address of a level, by the Standard Webhooks specification: ids and moments, nobody's words.

The queue tries again; each try has the same id and its own moment. What became of it is told once it is final.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lambdesk.escalation.model import Action, ActionKind
from lambdesk.escalation.webhooks import call_id, secret_of
from lambdesk.identity.ports import IdentityStore
from lambdesk.kit import clock
from lambdesk.kit.changes import ChangeSet, Claim
from lambdesk.kit.errors import AlreadyExists, NotFound, Unavailable
from lambdesk.kit.events import Event, following
from lambdesk.kit.sealing import Unreadable
from lambdesk.kit.signing import Keyring
from lambdesk.kit.text import digest
from lambdesk.kit.webhooks import sign
from lambdesk.sla import escalations
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
# An address that said so is left alone that long, or until the policies are set anew.
GONE_FOR = timedelta(days=60)
_ANSWERED = "answered"
# Trying again would change nothing.
_FINAL = frozenset({_ANSWERED, "gone", "not_there", "not_needed"})
_UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Webhooks:
    """Follows calls: the addresses of all levels whose part was done with one."""

    tickets: Tickets
    store: TicketStore
    policies: Policies
    identity: IdentityStore
    keys: Callable[[], Keyring]
    post: Post

    def follow(self, event: Event, now: datetime, seed: str, *, last: bool) -> str | None:
        """Call the addresses that a call named; None when there are none, or all have taken theirs.

        What was not taken raises Unavailable to be tried again; of the `last` try it is told that it was not.
        """
        answers = [self._call(event, level, now, seed, last=last) for level in event.data["webhooks"]]
        known = [each for each in answers if each is not None]
        # A secret that cannot be opened is ours to mend; an address that is dead was told of, and is whose it is.
        if any(each not in _FINAL and (not last or each == _UNREADABLE) for each in known):
            raise Unavailable("The address of a level did not take its call.")
        return ",".join(known) or None

    def _call(self, event: Event, level: int, now: datetime, seed: str, *, last: bool) -> str | None:
        """What became of calling the address of one level; None when that was told before."""
        number, breach, metric = event.number, clock.from_text(event.data["due_at"]), str(event.data["metric"])
        told = TellWebhook(call_id(event.tenant, event.id, level), metric, level, breach)
        loaded, taken = self.store.load(event.tenant, number, told.once)
        if loaded is None:
            raise NotFound
        if taken is not None:
            return None
        told = self._tried(event, queries.ready(self.store, self.policies, event.tenant, loaded), told, now)
        became = told.failed or _ANSWERED
        if last or became in _FINAL:
            self._tell(event, number, told, now, f"{seed}/{level}")
        return became

    def _tried(self, event: Event, loaded: Loaded, told: TellWebhook, now: datetime) -> TellWebhook:
        standing = escalations.of(loaded.ticket.escalations, told.metric)
        if standing is None or standing.breach != told.breach or standing.acknowledged_at is not None:
            return replace(told, failed="not_needed")
        levels = terms_of(loaded).policy.levels
        action = levels[told.level - 1].does(ActionKind.WEBHOOK) if told.level <= len(levels) else None
        if action is None or not action.address:
            return replace(told, failed="not_there")
        gone = _gone(event.tenant, loaded, action, now)
        if self.store.claimed(event.tenant, gone) is not None:
            return replace(told, failed="gone")
        try:
            status = self._posted(event, loaded, told, action, now)
        except Unreadable:
            return replace(told, failed=_UNREADABLE)
        if status is None:
            return replace(told, failed="unreachable")
        if 200 <= status < 300:
            return replace(told, status=status)
        if status != GONE:
            return replace(told, status=status, failed="refused")
        with suppress(AlreadyExists):
            self.store.commit(event.tenant, ChangeSet((gone,)))
        return replace(told, status=status, failed="gone")

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


def _gone(tenant: str, loaded: Loaded, action: Action, now: datetime) -> Claim:
    """What an address leaves that wants no more calls, for all tickets of one version of the policies."""
    version = loaded.ticket.sla.policy_version if loaded.ticket.sla else 0
    key = digest("gone", tenant, action.address or "", str(version))
    return Claim("webhook_gone", key, {}, now + GONE_FOR)
