"""Which tickets an export has."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lambdesk.exports.ports import DetailsStore
from lambdesk.exports.sheet import Names, sheet
from lambdesk.identity.model import Caller, Tenant, User
from lambdesk.tickets import queries
from lambdesk.tickets.decide.seeing import may_see_row
from lambdesk.tickets.ports import TicketStore
from lambdesk.tickets.settings.queries import Rules

ROWS_LIMIT = 1_000
_PAGE = 250
# Pages of tickets that the caller does not see may lie between those they do; a month of nothing is a page, too.
_PAGES = 100


@dataclass(frozen=True)
class Export:
    """A finished sheet; `complete` is False when there was more than ROWS_LIMIT tickets or _PAGES pages hold."""

    text: str
    complete: bool


class Exports:
    """Lists as files."""

    def __init__(
        self, tickets: TicketStore, details: DetailsStore, rules: Rules, staff: Callable[[str], Sequence[User]]
    ) -> None:
        self._tickets = tickets
        self._details = details
        self._rules = rules
        self._staff = staff

    def queue(self, caller: Caller, tenant: Tenant, queue: str, now: datetime) -> Export:
        """The tickets of a queue that the caller may see, last updated first."""
        rows: list[str] = []
        position: dict[str, Any] | None = None
        for _ in range(_PAGES):
            wanted = min(_PAGE, ROWS_LIMIT - len(rows))
            span = (tenant.created_at, now)
            page = queries.list_queue(self._tickets, tenant.id, queue, wanted, position, span)
            rows += (each for each in page.rows if may_see_row(caller, each))
            position = page.position
            if position is None or len(rows) == ROWS_LIMIT:
                break
        numbers = [json.loads(each)["number"] for each in rows]
        found = self._details.details(tenant.id, numbers)
        people = self._staff(tenant.id)
        rules = self._rules.knowing(tenant.id, now, {each for cold in found.values() for each in cold.fields})
        names = Names(rules, {each.id: each.name for each in people}, tenant.ticket_label)
        return Export(sheet(rows, found, names, tenant.zone), position is None)
