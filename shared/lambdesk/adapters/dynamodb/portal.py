"""Remembered devices on the table."""

from collections.abc import Sequence

from lambdesk.adapters.dynamodb import codec
from lambdesk.adapters.dynamodb import table as keys
from lambdesk.adapters.dynamodb.commit import Store
from lambdesk.channels.portal.model import CustomerSession


class DynamoPortalStore(Store):
    """The PortalStore on DynamoDB."""

    def device(self, tenant: str, customer_id: str, session_id: str) -> CustomerSession | None:
        item = self._table.connection.item(keys.device_key(tenant, customer_id, session_id))
        return codec.CUSTOMER_SESSION.unpack(item) if item else None

    def devices(self, tenant: str, customer_id: str) -> Sequence[CustomerSession]:
        items = self._table.connection.pages(keys.devices_partition(tenant, customer_id))
        return [codec.CUSTOMER_SESSION.unpack(item) for item in items]
