"""Notices out of events, and what people do with them: load, decide, commit."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from lambdesk.deadlines.calling import AskWishes, Wishes
from lambdesk.escalation.quiet import QuietHours
from lambdesk.identity.model import User, caller_of
from lambdesk.identity.ports import IdentityStore
from lambdesk.identity.queries import role_of
from lambdesk.kit.changes import ChangeSet
from lambdesk.kit.context import Context
from lambdesk.kit.errors import AlreadyExists, FieldError, Invalid, StaleVersion, Unavailable
from lambdesk.kit.events import Event, following
from lambdesk.notifications import decide
from lambdesk.notifications.decide import Audience
from lambdesk.notifications.model import Inbox, Kind, Notification
from lambdesk.notifications.ports import NotificationStore
from lambdesk.tickets.decide.seeing import may_see
from lambdesk.tickets.model import Ticket
from lambdesk.tickets.ports import TicketStore

_TRIES = 8
_CALLS = frozenset({Kind.BREACH, Kind.ESCALATION})


@dataclass(frozen=True)
class Notices:
    """Tells people of events, each person once of each, in any order of the events."""

    store: NotificationStore
    tickets: TicketStore
    identity: IdentityStore

    def handle(self, event: Event, now: datetime, seed: str) -> tuple[str, ...]:
        """The users who got a notification by this call. Raises Unavailable when it should be tried again."""
        if not decide.may_concern(event):
            return ()
        loaded, _ = self.tickets.load(event.tenant, event.number)
        if loaded is None:
            return ()
        ctx = following(event, "notices", now, seed)
        kinds: dict[str, Kind] = {}
        for wanted in decide.audiences(event, loaded):
            for each in self._people(event.tenant, wanted, loaded.ticket):
                kinds.setdefault(each, wanted.kind)
        return tuple(each for each, kind in kinds.items() if self._tell(ctx, each, event, kind, loaded.ticket))

    def _people(self, tenant: str, wanted: Audience, ticket: Ticket) -> tuple[str, ...]:
        named: list[User | None] = [self.identity.user(tenant, each) for each in wanted.users]
        seeing = self._seeing(tenant, [each for each in named if each], ticket)
        found = decide.people(Audience(wanted.kind, wanted.users), seeing)
        if found or not wanted.team:
            return found
        return decide.people(wanted, self._seeing(tenant, self.identity.users(tenant), ticket))

    def _seeing(self, tenant: str, users: Sequence[User], ticket: Ticket) -> list[User]:
        """Those who may see the ticket: nobody is told of what they could not open."""
        roles = {each: role_of(self.identity, tenant, each) for each in {user.role for user in users}}
        return [each for each in users if may_see(caller_of(each, roles[each.role]), ticket)]

    def _tell(self, ctx: Context, user_id: str, event: Event, kind: Kind, ticket: Ticket) -> bool:
        claim = decide.claim(event, kind, user_id, ctx.now)
        for _ in range(_TRIES):
            inbox, told = self.store.inbox(ctx.tenant, user_id, claim)
            inbox = _counted(self.store, ctx, inbox)
            changes = decide.notify(inbox, event, kind, ticket, ctx)
            if told or not changes.writes:
                return False
            try:
                self.store.commit(ctx.tenant, changes)
            except (AlreadyExists, StaleVersion):
                continue  # Another event came between, or this one's twin: the next look tells.
            return True
        raise Unavailable("This inbox changes too quickly; try again.")


def wishes(store: NotificationStore) -> AskWishes:
    """What people want to hear of escalations. Whoever switched calls off is not called."""

    def asked(tenant: str, user_ids: Collection[str]) -> dict[str, Wishes]:
        inboxes = (store.inbox(tenant, each)[0] for each in user_ids)
        return {each.user_id: Wishes(not _CALLS.isdisjoint(each.muted), each.quiet) for each in inboxes}

    return asked


@dataclass(frozen=True)
class Inboxes:
    """What a person does with their own notifications; `ctx.actor` is that person."""

    store: NotificationStore

    def of(self, ctx: Context) -> Inbox:
        """The caller's inbox."""
        return _counted(self.store, ctx, self.store.inbox(ctx.tenant, ctx.actor.id or "")[0])

    def page(self, ctx: Context, limit: int, before: str | None) -> tuple[Inbox, Sequence[Notification], bool]:
        """The inbox, a page of it with the newest first, and whether more follows. What has run out is not shown."""
        inbox = self.of(ctx)
        newest = self.store.newest(ctx.tenant, inbox.user_id, limit + 1, before)
        found = [each for each in newest if each.expires_at > ctx.now]
        return inbox, found[:limit], len(found) > limit

    def read(self, ctx: Context, ids: Sequence[str]) -> Inbox:
        """Mark as read; ids that are not the caller's are left alone."""

        def decided(inbox: Inbox) -> ChangeSet:
            return decide.read(inbox, self.store.some(ctx.tenant, inbox.user_id, ids), ctx.now)

        return self._change(ctx, decided)

    def read_up_to(self, ctx: Context, last_id: str) -> Inbox:
        """Mark everything up to a notification as read. Raises Invalid when it is not one of the caller's."""

        def decided(inbox: Inbox) -> ChangeSet:
            found = self.store.some(ctx.tenant, inbox.user_id, [last_id])
            if not found:
                raise Invalid(fields=[FieldError("body.up_to", "is no notification of yours", "unknown")])
            later = self.store.later(ctx.tenant, inbox.user_id, last_id)
            return decide.read_up_to(inbox, found[0], later, ctx.now)

        return self._change(ctx, decided)

    def prefer(self, ctx: Context, muted: Sequence[Kind]) -> Inbox:
        """Hear of all kinds but these from now on."""
        return self._change(ctx, lambda inbox: decide.prefer(inbox, muted))

    def keep_quiet(self, ctx: Context, quiet: QuietHours | None) -> Inbox:
        """Not to be called at these hours from now on; None: at any. Raises Invalid."""
        return self._change(ctx, lambda inbox: decide.keep_quiet(inbox, quiet))

    def _change(self, ctx: Context, decision: Callable[[Inbox], ChangeSet]) -> Inbox:
        for _ in range(_TRIES):
            inbox = self.of(ctx)
            changes = decision(inbox)
            if not changes.writes:
                return inbox
            try:
                self.store.commit(ctx.tenant, changes)
            except (AlreadyExists, StaleVersion):
                continue  # A notification came between: decide again with it.
            return self.of(ctx)
        raise Unavailable("This inbox changes too quickly; try again.")


def _counted(store: NotificationStore, ctx: Context, inbox: Inbox) -> Inbox:
    """The inbox without what ran out unread. A second read, but only for whoever has left something unread so long."""
    if not inbox.may_count_forgotten(ctx.now):
        return inbox
    return decide.count(inbox, store.later(ctx.tenant, inbox.user_id, inbox.read_up_to or None), ctx.now)
