"""The part of the composition root that counts how promises were kept."""

from functools import cached_property
from typing import TYPE_CHECKING

from lambdesk.kit import clock

if TYPE_CHECKING:
    from lambdesk.adapters.dynamodb.table import Table
    from lambdesk.identity.queries import Directory
    from lambdesk.reports.ports import FigureStore
    from lambdesk.reports.service import Figures
    from lambdesk.tickets.ports import TicketStore


class Reports:
    """What of the product is about figures. The rest of the product is there, too: see `bootstrap`."""

    if TYPE_CHECKING:

        @cached_property
        def table(self) -> Table: ...
        @cached_property
        def ticket_store(self) -> TicketStore: ...
        @cached_property
        def directory(self) -> Directory: ...

    @cached_property
    def figure_store(self) -> "FigureStore":
        from lambdesk.adapters.dynamodb.figures import DynamoFigureStore

        return DynamoFigureStore(self.table)

    @cached_property
    def figures(self) -> "Figures":
        """What counts the facts of clocks."""
        from lambdesk.reports.service import Figures

        return Figures(self.figure_store, self.ticket_store.history, self._zone)

    def _zone(self, tenant: str) -> str:
        home = self.directory.tenant(tenant, clock.now())
        return home.zone if home else "UTC"
