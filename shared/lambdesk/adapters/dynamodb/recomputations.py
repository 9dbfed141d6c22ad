"""The record of a tenant's recomputation on the table."""

from lambdesk.adapters.dynamodb import table as keys
from lambdesk.adapters.dynamodb.commit import Store
from lambdesk.adapters.dynamodb.recomputed import RECOMPUTATION
from lambdesk.tickets.recomputing.model import Recomputation


class DynamoRecomputationStore(Store):
    """The RecomputationStore on DynamoDB."""

    def recomputation(self, tenant: str) -> Recomputation | None:
        item = self._table.connection.item(keys.recomputation_key(tenant))
        return RECOMPUTATION.unpack(item) if item else None
