"""Timers follow what tickets say of their clocks, tickets what time does. A call may come twice, late or never.

What a lost timer or a dead chain leaves undone stands in the ticket's index entry, where the sweep finds it. So does
what time would have done to a tenant that is closed: nothing happens to it until it is open again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from lambdesk.deadlines.sweeping import READ, UNWATCHED, Swept, Watch, from_the_newest, in_turn
from lambdesk.kit import clock
from lambdesk.kit.context import SYSTEM, Context
from lambdesk.kit.errors import NotFound, Unavailable
from lambdesk.kit.events import Event
from lambdesk.sla.executions import WORKFLOW, breach_name
from lambdesk.sla.model import Escalation
from lambdesk.sla.ports import DueTickets, Timers, Workflows
from lambdesk.tickets.commands import ApplyDue
from lambdesk.tickets.model import Ticket
from lambdesk.tickets.ports import TicketStore
from lambdesk.tickets.service import Tickets

# A timer that lives goes off, and a chain that lives calls a level, before this has passed.
CHAIN_GRACE = timedelta(seconds=60)


@dataclass(frozen=True)
class Followers:
    """What follows facts of clocks and escalations."""

    store: TicketStore
    timers: Timers
    workflows: Workflows

    def follow_timer(self, event: Event) -> str | None:
        """Set the ticket's timer as the fact says; None when a later change has taken over. At most one call."""
        ticket = self._ticket(event)
        told = event.data.get("next_due_at")
        at = ticket.next_due_at
        if (clock.to_text(at) if at else None) != told:
            return None
        number, how = ticket.number, str(event.data["timer"])
        if at is None:
            self.timers.disarm(event.tenant, number)
        elif how == "arm":
            self.timers.arm(event.tenant, number, at)
        else:
            self.timers.move(event.tenant, number, at)
        return how

    def follow_escalation(self, event: Event) -> str | None:
        """Start the chain that calls the next levels, or end it; None when there is nothing to do."""
        breach = breach_name(event.data["metric"], event.data["due_at"])
        if event.type != "escalation.raised":
            self.workflows.stop(event.tenant, event.number, breach)
            return "stop"
        if event.cause.get("door") == WORKFLOW:
            return None
        standing = next((each for each in self._ticket(event).escalations if _breach_of(each) == breach), None)
        if standing is None or standing.next_at is None or standing.level < int(event.data["level"]):
            return None
        self.workflows.start(event.tenant, event.number, breach, standing.level + 1, standing.next_at)
        return "start"

    def _ticket(self, event: Event) -> Ticket:
        loaded, _ = self.store.load(event.tenant, event.number)
        if loaded is None:
            raise NotFound
        return loaded.ticket


@dataclass(frozen=True)
class Deadlines:
    """What timers, chains and the sweep call. `is_open` tells whether a tenant's doors are."""

    tickets: Tickets
    due: DueTickets
    is_open: Callable[[str, datetime], bool]

    def step(self, chain: Mapping[str, Any], now: datetime, seed: str) -> dict[str, Any]:
        """One step of a chain: call the level that is due. The answer is the chain's next input; `going` ends it.

        A chain of a closed tenant ends; the sweep calls its next level when the tenant is open again.
        """
        tenant, number = str(chain["tenant"]), int(chain["number"])
        if not self.is_open(tenant, now):
            return {**chain, "going": False, "at": None}
        ctx = Context(tenant, SYSTEM, now, seed, {"door": WORKFLOW}, f"escalation-{seed}")
        ticket = self.tickets.apply_due(ctx, number, ApplyDue())
        steps = (each.next_at for each in ticket.escalations if _breach_of(each) == chain["breach"])
        at = next(steps, None)
        return {**chain, "going": at is not None, "at": clock.to_text(at) if at else None}

    def go_off(self, tenant: str, number: int, armed_for: str, now: datetime, seed: str) -> Ticket | None:
        """A ticket's timer; None when its tenant is closed. Raises Unavailable when it went off before its time, so
        that it comes again.
        """
        if not self.is_open(tenant, now):
            return None
        ctx = Context(tenant, SYSTEM, now, seed, {"door": "timer"}, f"timer-{seed}")
        ticket = self.tickets.apply_due(ctx, number, ApplyDue(CHAIN_GRACE))
        if ticket.next_due_at is not None and clock.to_text(ticket.next_due_at) == armed_for:
            raise Unavailable("The timer went off before its time.")
        return ticket

    def sweep(
        self,
        now: datetime,
        seed: str,
        grace: timedelta = CHAIN_GRACE,
        only: str | None = None,
        watch: Watch = UNWATCHED,
    ) -> Swept:
        """Do what is undone `grace` after it was due, in every tenant that is open, or in one of them.

        Neither a ticket that resists nor a tenant that cannot be looked at stops the others, whatever it raises.
        """
        waiting: dict[str, list[int]] = {}
        most = READ if only is None else None
        for tenant, number in self.due.due(now - grace, most, newest=from_the_newest(seed)):
            if only in (None, tenant):
                waiting.setdefault(tenant, []).append(number)
        swept = Swept()
        for tenant, numbers in in_turn(waiting, seed):
            if watch.enough():
                return replace(swept, stopped=True)
            try:
                if not self.is_open(tenant, now):
                    continue
            except Exception as error:  # Whatever it is, it must not keep the sweep from the other tenants.
                watch.resisted(tenant, None, error)
                swept += Swept(len(numbers), failed=len(numbers))
                continue
            for number in numbers:
                swept += self._caught_up(tenant, number, now, seed, ApplyDue(grace), watch)
        return swept

    def _caught_up(self, tenant: str, number: int, now: datetime, seed: str, command: ApplyDue, watch: Watch) -> Swept:
        ctx = Context(tenant, SYSTEM, now, f"{seed}/{tenant}/{number}", {"door": "sweep"}, f"sweep-{seed}")
        try:
            ticket = self.tickets.apply_due(ctx, number, command)
        except Exception as error:  # Whatever it is, it must not keep the sweep from the other tickets.
            watch.resisted(tenant, number, error)
            return Swept(1, failed=1)
        return Swept(1, changed=int(ticket.updated_at >= now))


def _breach_of(escalation: Escalation) -> str:
    return breach_name(escalation.metric, clock.to_text(escalation.breach))
