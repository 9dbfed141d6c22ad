"""Settings of tickets on the table."""

from lambdesk.adapters.dynamodb import rules as codec
from lambdesk.adapters.dynamodb import table as keys
from lambdesk.adapters.dynamodb.commit import Store
from lambdesk.tickets.settings.model import TicketRules


class DynamoTicketSettingsStore(Store):
    """The TicketSettingsStore on DynamoDB."""

    def rules(self, tenant: str) -> TicketRules:
        return codec.rules(self._table.connection.pages(keys.settings_partition(tenant), keys.RULES))

    def tags(self, tenant: str, prefix: str, limit: int) -> tuple[str, ...]:
        partition = keys.tag_partition(tenant)
        items, _ = self._table.connection.page(partition, prefix=prefix, limit=limit, consistent=False)
        return tuple(keys.key_of(item).sk for item in items)
