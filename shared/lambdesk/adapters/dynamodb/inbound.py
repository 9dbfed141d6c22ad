"""Sources of inbound mail on the table."""

from collections.abc import Sequence

from lambdesk.adapters.dynamodb import codec
from lambdesk.adapters.dynamodb import table as keys
from lambdesk.adapters.dynamodb.access import INBOUND_SOURCE
from lambdesk.adapters.dynamodb.commit import Store
from lambdesk.inbound.model import PREFIX, InboundSource
from lambdesk.kit.changes import Claim


class DynamoSourceStore(Store):
    """The SourceStore on DynamoDB."""

    def source(self, tenant: str, source_id: str) -> InboundSource | None:
        try:
            place = keys.inbound_source_key(tenant, source_id)
        except ValueError:
            return None
        item = self._table.connection.item(place)
        return INBOUND_SOURCE.unpack(item, id=source_id) if item else None

    def sources(self, tenant: str) -> Sequence[InboundSource]:
        items = self._table.connection.pages(keys.inbound_partition(tenant))
        return [INBOUND_SOURCE.unpack(item, id=f"{PREFIX}_{keys.key_of(item).sk}") for item in items]

    def claimed(self, tenant: str, claim: Claim) -> dict[str, str] | None:
        item = self._table.connection.item(keys.claim_key(tenant, claim.scope, claim.key))
        return codec.claim_data(item, self._table.now())
