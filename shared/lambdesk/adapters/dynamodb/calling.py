"""On-call rotas on the table."""

from lambdesk.adapters.dynamodb import table as keys
from lambdesk.adapters.dynamodb.commit import Store
from lambdesk.adapters.dynamodb.rotas import ROTA
from lambdesk.escalation.rotas.model import Rota


class DynamoRotaStore(Store):
    """The RotaStore on DynamoDB."""

    def all(self, tenant: str) -> tuple[Rota, ...]:
        found = self._table.connection.pages(keys.rota_partition(tenant))
        return tuple(ROTA.unpack(item) for item in found)

    def one(self, tenant: str, rota_id: str) -> Rota | None:
        try:
            place = keys.rota_key(tenant, rota_id)
        except ValueError:
            return None
        item = self._table.connection.item(place)
        return ROTA.unpack(item) if item else None
