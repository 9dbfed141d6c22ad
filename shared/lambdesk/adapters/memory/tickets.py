"""Tickets in memory."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from lambdesk.adapters.memory.drafts import MemoryDraftStore
from lambdesk.adapters.placing import URGENCY, owner_of, queue_of
from lambdesk.conversations.model import Message
from lambdesk.kit.changes import Claim
from lambdesk.kit.events import Event
from lambdesk.tickets.model import Loaded, Ticket, TicketDetails
from lambdesk.tickets.ports import Conversation, RowPage
from lambdesk.tickets.wire import row_text

Order = Callable[[Ticket], tuple[Any, ...]]


# Any moment is smaller; a cursor holds it as JSON, which knows no infinity.
_NEVER = 1e12


class MemoryTicketStore(MemoryDraftStore):
    """The TicketStore in dicts."""

    def load(self, tenant: str, number: int, claim: Claim | None = None) -> tuple[Loaded | None, dict[str, str] | None]:
        with self._state.lock:
            ticket = self._state.get(tenant, Ticket, number)
            details = self._state.get(tenant, TicketDetails, number) or TicketDetails(number)
            taken = self._state.claimed(tenant, claim) if claim else None
        return Loaded(ticket, details) if ticket else None, taken

    def several(self, tenant: str, numbers: Sequence[int]) -> tuple[Loaded, ...]:
        found = (self.load(tenant, number)[0] for number in sorted(set(numbers)))
        return tuple(each for each in found if each is not None)

    def claimed(self, tenant: str, claim: Claim) -> dict[str, str] | None:
        return self._state.claimed(tenant, claim)

    def next_number(self, tenant: str) -> int:
        return self._state.next_number(tenant)

    def open(self, tenant: str, number: int) -> Conversation | None:
        with self._state.lock:
            loaded, _ = self.load(tenant, number)
            if loaded is None:
                return None
            events = self._state.timelines.get((tenant, loaded.ticket.aggregate), [])
            return Conversation(
                ticket=loaded.ticket,
                details=loaded.details,
                messages=self.messages(tenant, number),
                events=tuple(events),
            )

    def messages(self, tenant: str, number: int) -> tuple[Message, ...]:
        found = (message for message in self._state.all(tenant, Message) if message.number == number)
        return tuple(sorted(found, key=lambda message: message.id))

    def history(self, tenant: str, number: int) -> tuple[Event, ...]:
        with self._state.lock:
            return tuple(self._state.timelines.get((tenant, f"ticket:{number}"), ()))

    def rows(self, tenant: str, numbers: Sequence[int]) -> tuple[str, ...]:
        found = (self._state.get(tenant, Ticket, number) for number in sorted(set(numbers)))
        return tuple(row_text(ticket) for ticket in found if ticket)

    def message(self, tenant: str, number: int, message_id: str) -> Message | None:
        return self._state.get(tenant, Message, number, message_id)

    def queue(self, tenant: str, queue: str, limit: int, position: dict[str, Any] | None) -> RowPage:
        tickets = [ticket for ticket in self._state.all(tenant, Ticket) if queue_of(ticket) == queue]
        return _page(tickets, lambda t: (-t.updated_at.timestamp(), -t.number), limit, position)

    def updated(self, tenant: str, queue: str, since: datetime, limit: int) -> tuple[str, ...]:
        tickets = [t for t in self._state.all(tenant, Ticket) if queue_of(t) == queue and t.updated_at >= since]
        return _page(tickets, lambda t: (-t.updated_at.timestamp(), -t.number), limit, None).rows

    def owned(self, tenant: str, owner: str, limit: int, position: dict[str, Any] | None) -> RowPage:
        tickets = [ticket for ticket in self._state.all(tenant, Ticket) if owner_of(ticket) == owner]
        return _page(tickets, lambda t: (URGENCY[t.priority], _due(t), t.number), limit, position)

    def pressing(
        self, tenant: str, now: datetime, limit: int, position: dict[str, Any] | None, *, late: bool
    ) -> RowPage:
        clocks = {ticket.number: ticket.pressing for ticket in self._state.all(tenant, Ticket)}
        due = {number: clock.due_at for number, clock in clocks.items() if clock and (clock.due_at < now) is late}
        tickets = [ticket for ticket in self._state.all(tenant, Ticket) if ticket.number in due]
        return _page(tickets, lambda t: (due[t.number].timestamp(), t.number), limit, position)

    def of_requester(self, tenant: str, customer_id: str, limit: int) -> tuple[int, ...]:
        tickets = self._state.all(tenant, Ticket)
        numbers = sorted((t.number for t in tickets if t.requester_id == customer_id), reverse=True)
        return tuple(numbers[:limit])


def _due(ticket: Ticket) -> float:
    clock = ticket.urgent
    return clock.due_at.timestamp() if clock else _NEVER


def _page(tickets: list[Ticket], order: Order, limit: int, position: dict[str, Any] | None) -> RowPage:
    # The position holds the order's own values, so a page goes on rightly although the last ticket has moved.
    after = tuple(position["after"]) if position else None
    rest = sorted((ticket for ticket in tickets if after is None or order(ticket) > after), key=order)
    page = rest[:limit]
    return RowPage(
        rows=tuple(row_text(ticket) for ticket in page),
        position={"after": list(order(page[-1]))} if len(rest) > limit else None,
    )
