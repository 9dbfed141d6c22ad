"""One open ticket gets what is promised now; or is told what it would get."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from lambdesk.customers.organisations.model import Belonging
from lambdesk.customers.ports import CustomerStore
from lambdesk.kit.changes import ChangeSet
from lambdesk.kit.context import Context
from lambdesk.kit.errors import NotFound, StaleVersion, Unavailable
from lambdesk.kit.events import Event
from lambdesk.sla.model import SlaPolicies
from lambdesk.sla.queries import Policies
from lambdesk.tickets import queries
from lambdesk.tickets.commands import RepinPolicy
from lambdesk.tickets.decide import repinning
from lambdesk.tickets.filtering.promises import belonging, promised
from lambdesk.tickets.model import Loaded
from lambdesk.tickets.ports import TicketStore
from lambdesk.tickets.settings.queries import Rules

_TRIES = 6
_NOTHING = ChangeSet(())
Known = Callable[[str], Belonging | None]


@dataclass(frozen=True)
class Plan:
    """What other promises do to a ticket: whether it is meant at all, its change, and whether its timeline was read."""

    concerned: bool
    changes: ChangeSet = _NOTHING
    read: bool = False


@dataclass(frozen=True)
class Repins:
    """Changes of what single tickets are promised."""

    store: TicketStore
    customers: CustomerStore
    policies: Policies
    rules: Rules

    def organisations(self, tenant: str) -> Known:
        """Organisations of a tenant as they are now, each read once: for the tickets of one page."""
        return cache(lambda named: self.customers.organisation(tenant, named))

    def plan(self, ctx: Context, loaded: Loaded, command: RepinPolicy, policies: SlaPolicies, known: Known) -> Plan:
        """What these policies would do to a ticket as it was read, with nothing written."""
        loaded = queries.informed(self.policies, ctx.tenant, loaded)
        loaded = belonging(loaded, policies, known, wanted=repinning.tiered(loaded, command))
        rules = self.rules.of(ctx.tenant, ctx.now)
        today = repinning.as_of_today(loaded, command)
        terms = repinning.onward(loaded, promised(policies, today, rules, ctx.now))
        if not repinning.concerned(loaded, command, terms):
            return Plan(concerned=False)
        history: Sequence[Event] = ()
        if not repinning.stands(loaded, terms) and repinning.needs_history(loaded.ticket, terms):
            history = self.store.history(ctx.tenant, loaded.ticket.number)
        changes = repinning.repin(loaded, command, terms, history, ctx, rules)
        return Plan(concerned=True, changes=changes, read=bool(history))

    def repin(self, ctx: Context, seen: Loaded, command: RepinPolicy, policies: SlaPolicies, known: Known) -> Plan:
        """Promise a ticket what holds now; `seen` is how it was read, and read again when it has moved on."""
        loaded: Loaded | None = seen
        for _try in range(_TRIES):
            if loaded is None:
                raise NotFound
            plan = self.plan(ctx, loaded, command, policies, known)
            try:
                if plan.changes.writes:
                    self.store.commit(ctx.tenant, plan.changes)
            except StaleVersion:
                loaded, _ = self.store.load(ctx.tenant, seen.ticket.number)
                continue
            return plan
        raise Unavailable("This ticket changes too quickly; try again.")
