"""Settings of tickets in memory."""

from dataclasses import asdict

from lambdesk.adapters.memory.state import Store
from lambdesk.tickets.settings.model import (
    Category,
    FieldDefinition,
    Status,
    Tag,
    Team,
    TicketRules,
    TicketSettings,
)


class MemoryTicketSettingsStore(Store):
    """The TicketSettingsStore in dicts."""

    def rules(self, tenant: str) -> TicketRules:
        with self._state.lock:
            settings = self._state.get(tenant, TicketSettings) or TicketSettings()
            return TicketRules(
                statuses={each.id: each for each in self._state.all(tenant, Status)},
                fields={each.id: each for each in self._state.all(tenant, FieldDefinition)},
                categories={each.id: each for each in self._state.all(tenant, Category)},
                teams={each.id: each for each in self._state.all(tenant, Team)},
                **asdict(settings),
            )

    def tags(self, tenant: str, prefix: str, limit: int) -> tuple[str, ...]:
        names = (each.name for each in self._state.all(tenant, Tag))
        # As the table sorts: by the bytes of the text.
        return tuple(sorted((name for name in names if name.startswith(prefix)), key=str.encode)[:limit])
