"""Canned responses on the table."""

from collections.abc import Iterable, Sequence

from lambdesk.adapters.dynamodb import codec
from lambdesk.adapters.dynamodb import table as keys
from lambdesk.adapters.dynamodb.commit import Store
from lambdesk.adapters.dynamodb.responses import RESPONSE, USES
from lambdesk.adapters.dynamodb.table import Item
from lambdesk.canned.model import PREFIX, Counted
from lambdesk.kit.changes import Claim


class DynamoCannedStore(Store):
    """The CannedStore on DynamoDB."""

    def all(self, tenant: str) -> tuple[Counted, ...]:
        return _counted(self._table.connection.pages(keys.canned_partition(tenant)))

    def one(self, tenant: str, response_id: str) -> Counted | None:
        places = _places(tenant, response_id)
        return next(iter(_counted(self._table.connection.items(places).values())), None) if places else None

    def count(self, tenant: str, response_ids: Sequence[str]) -> None:
        for each in response_ids:
            for place in _places(tenant, each)[1:]:
                self._table.connection.count(place)

    def claimed(self, tenant: str, claim: Claim) -> dict[str, str] | None:
        item = self._table.connection.item(keys.claim_key(tenant, claim.scope, claim.key))
        return codec.claim_data(item, self._table.now())


def _places(tenant: str, response_id: str) -> list[keys.Key]:
    """Where a response and its count are; nowhere for what is no id of one."""
    try:
        return [keys.canned_key(tenant, response_id), keys.canned_key(tenant, response_id, uses=True)]
    except ValueError:
        return []


def _counted(items: Iterable[Item]) -> tuple[Counted, ...]:
    """Responses with their counts, which lie beside them in any order."""
    responses, uses = {}, {}
    for item in items:
        bare, counts, _ = keys.key_of(item).sk.partition("#")
        name = f"{PREFIX}_{bare}"
        if counts:
            uses[name] = USES.unpack(item, id=name).count
        else:
            responses[name] = RESPONSE.unpack(item, id=name)
    return tuple(Counted(each, uses.get(name, 0)) for name, each in sorted(responses.items()))
