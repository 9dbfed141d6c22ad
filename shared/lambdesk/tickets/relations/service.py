"""Snoozes, watchers, and what tickets are to each other: load, decide, commit."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from lambdesk.kit.changes import ChangeSet, Insert, Put, Replace
from lambdesk.kit.context import Context
from lambdesk.kit.errors import Conflict, NotFound, StaleVersion, Unavailable
from lambdesk.sla.queries import Policies
from lambdesk.tickets import queries
from lambdesk.tickets.commands import LinkTickets, SnoozeTicket
from lambdesk.tickets.decide import linking, snoozing, watching
from lambdesk.tickets.model import Loaded, Ticket, TicketDetails
from lambdesk.tickets.ports import TicketStore

_TRIES = 6
# Deeper families than this are a mistake, and each level costs a read.
GENERATIONS = 20


@dataclass(frozen=True)
class Relations:
    """Commands on several tickets, or without a version: each commits one transaction or raises and leaves nothing.

    A version that the caller named is compared with every look; what changes beside it is looked at again.
    """

    store: TicketStore
    policies: Policies

    def snooze(self, ctx: Context, number: int, command: SnoozeTicket) -> Loaded:
        """Put a ticket out of sight for a while."""
        return self._change(ctx, number, lambda loaded: snoozing.snooze_ticket(loaded, command, ctx))

    def unsnooze(self, ctx: Context, number: int, expected_version: int) -> Loaded:
        """Take it back into sight."""
        return self._change(ctx, number, lambda loaded: snoozing.unsnooze_ticket(loaded, expected_version, ctx))

    def watch(self, ctx: Context, number: int) -> Loaded:
        """The actor hears of the ticket from now on."""
        return self._change(ctx, number, lambda loaded: watching.watch_ticket(loaded, ctx.actor.id or "", ctx))

    def unwatch(self, ctx: Context, number: int) -> Loaded:
        """The actor hears of it no more."""
        return self._change(ctx, number, lambda loaded: watching.unwatch_ticket(loaded, ctx.actor.id or "", ctx))

    def link(self, ctx: Context, number: int, other: int, command: LinkTickets) -> Loaded:
        """Say what another ticket is to this one; the other one says the inverse."""

        def decided() -> tuple[Loaded, ChangeSet]:
            one, two = self.load(ctx.tenant, number), self.load(ctx.tenant, other)
            parent = linking.parent_to_be(one, two, command.kind)
            above = self._ancestors(ctx.tenant, parent) if parent else {}
            return one, linking.link_tickets(one, two, command, ctx, above)

        return self.commit(ctx, decided)

    def unlink(self, ctx: Context, number: int, other: int, expected_version: int) -> Loaded:
        """They are nothing to each other any more."""

        def decided() -> tuple[Loaded, ChangeSet]:
            one, two = self.load(ctx.tenant, number), self.load(ctx.tenant, other)
            return one, linking.unlink_tickets(one, two, expected_version, ctx)

        return self.commit(ctx, decided)

    def load(self, tenant: str, number: int) -> Loaded:
        """The ticket for a decision. Raises NotFound."""
        loaded, _ = self.store.load(tenant, number)
        if loaded is None:
            raise NotFound
        return queries.informed(self.policies, tenant, loaded)

    def commit(self, ctx: Context, decision: Callable[[], tuple[Loaded, ChangeSet]]) -> Loaded:
        """Decide until nobody else's change comes between; the ticket that it was about, as it then stands."""
        for _ in range(_TRIES):
            loaded, changes = decision()
            if not changes.writes:
                return loaded
            try:
                self.store.commit(ctx.tenant, changes)
            except StaleVersion:
                continue
            return _after(loaded, changes)
        raise Unavailable("These tickets change too quickly; try again.")

    def _change(self, ctx: Context, number: int, decision: Callable[[Loaded], ChangeSet]) -> Loaded:
        def decided() -> tuple[Loaded, ChangeSet]:
            loaded = self.load(ctx.tenant, number)
            return loaded, decision(loaded)

        return self.commit(ctx, decided)

    def _ancestors(self, tenant: str, child: Loaded) -> dict[int, Ticket]:
        """Everything above a ticket, by number. Raises Conflict for a family that is too old."""
        found: dict[int, Ticket] = {}
        above = linking.parent_of(child)
        while above is not None and above not in found:
            if len(found) == GENERATIONS:
                raise Conflict(f"A family of tickets has at most {GENERATIONS} generations.")
            loaded = self.load(tenant, above)
            found[above] = loaded.ticket
            above = linking.parent_of(loaded)
        return found


def _after(before: Loaded, changes: ChangeSet) -> Loaded:
    """The ticket after a change of it and of others."""
    number = before.ticket.number
    for write in changes.all_writes:
        if not isinstance(write, Insert | Put | Replace):
            continue
        entity = write.entity
        if isinstance(entity, Ticket) and entity.number == number:
            before = replace(before, ticket=entity)
        elif isinstance(entity, TicketDetails) and entity.number == number:
            before = replace(before, details=entity)
    return before
