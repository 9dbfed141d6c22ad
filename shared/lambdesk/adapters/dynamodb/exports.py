"""The cold parts of many tickets, on the table."""

from collections.abc import Sequence

from lambdesk.adapters.dynamodb import codec
from lambdesk.adapters.dynamodb import table as keys
from lambdesk.adapters.dynamodb.commit import Store
from lambdesk.tickets.model import TicketDetails


class DynamoDetailsStore(Store):
    """The DetailsStore on DynamoDB."""

    def details(self, tenant: str, numbers: Sequence[int]) -> dict[int, TicketDetails]:
        items = self._table.connection.items([keys.details_key(tenant, each) for each in numbers])
        found = map(codec.details, items.values())
        return {each.number: each for each in found}
