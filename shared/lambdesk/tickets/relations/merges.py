"""Tickets that go on in another one, and back: load all that are concerned, decide, commit together."""

from collections.abc import Sequence
from dataclasses import dataclass

from lambdesk.conversations.model import Message
from lambdesk.kit.changes import ChangeSet, Put
from lambdesk.kit.context import Context
from lambdesk.kit.errors import FieldError, Invalid
from lambdesk.tickets import queries
from lambdesk.tickets.decide import merging
from lambdesk.tickets.model import Loaded
from lambdesk.tickets.relations.service import Relations
from lambdesk.tickets.settings.queries import Rules

# A transaction holds 100 items, three of them for each ticket.
_ITEMS, _OF_A_TICKET = 96, 3


@dataclass(frozen=True)
class Merges:
    """Each commits one transaction about all tickets concerned, or raises."""

    relations: Relations
    rules: Rules

    def merge(self, ctx: Context, number: int, into: int, expected_version: int) -> Loaded:
        """Close a ticket into another one; that one, as it then stands."""

        def decided() -> tuple[Loaded, ChangeSet]:
            source = self.relations.load(ctx.tenant, number)
            target, _ = self.relations.store.load(ctx.tenant, into)
            if target is None:
                raise Invalid(fields=[FieldError("body.into", "is no ticket", "unknown_ticket")])
            unsent = self._unsent(ctx.tenant, source, into)
            target = queries.informed(self.relations.policies, ctx.tenant, target)
            return target, merging.merge_ticket(source, target, expected_version, ctx, unsent)

        return self.relations.commit(ctx, decided)

    def _unsent(self, tenant: str, source: Loaded, into: int) -> merging.Unsent:
        store, number = self.relations.store, source.ticket.number
        found = (store.message(tenant, number, each.message_id) for each in source.ticket.scheduled)
        waiting, drafts = tuple(filter(None, found)), store.drafts(tenant, number)
        there = store.drafts(tenant, into) if waiting or drafts else ()
        return merging.Unsent(waiting, drafts[: merging.DRAFTS_CARRIED], there)

    def unmerge(self, ctx: Context, number: int, expected_version: int) -> Loaded:
        """Let a merged ticket stand for itself again; it, as it then stands."""

        def decided() -> tuple[Loaded, ChangeSet]:
            source = self.relations.load(ctx.tenant, number)
            above = self._above(ctx.tenant, source)
            own = self.relations.store.messages(ctx.tenant, number)
            there = [each for one in above for each in self.relations.store.messages(ctx.tenant, one.ticket.number)]
            given = merging.to_give_back(source, own, there)
            rules = self.rules.of(ctx.tenant, ctx.now)
            since = merging.unanswered(given, there)
            changes = merging.unmerge_ticket(source, above, own, given, expected_version, ctx, rules, since)
            room = max(0, _ITEMS - _OF_A_TICKET * (1 + len(above)))
            rest = self._given_ahead(ctx, given, room)
            return source, changes.also(*map(Put, rest))

        return self.relations.commit(ctx, decided)

    def _above(self, tenant: str, source: Loaded) -> list[Loaded]:
        """The tickets it goes on in, up to the final one."""
        found: list[Loaded] = []
        above, seen = source.ticket.merged_into, {source.ticket.number}
        while above is not None and above not in seen:
            seen.add(above)
            found.append(self.relations.load(tenant, above))
            above = found[-1].ticket.merged_into
        return found

    def _given_ahead(self, ctx: Context, given: Sequence[Message], room: int) -> Sequence[Message]:
        """Copies beyond what one transaction holds are made before it: until then they are shown on the target once,
        under the ids that they have there.
        """
        ahead = given[: max(0, len(given) - room)]
        for start in range(0, len(ahead), _ITEMS):
            self.relations.store.commit(ctx.tenant, ChangeSet(tuple(map(Put, ahead[start : start + _ITEMS]))))
        return given[len(ahead) :]
