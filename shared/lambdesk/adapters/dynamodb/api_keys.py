"""API keys on the table."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from lambdesk.adapters.dynamodb import table as keys
from lambdesk.adapters.dynamodb.access import API_KEY, API_KEY_USE
from lambdesk.adapters.dynamodb.commit import Store
from lambdesk.adapters.dynamodb.connection import Path, Refused
from lambdesk.adapters.dynamodb.shapes import milliseconds
from lambdesk.api_keys.model import PREFIX, ApiKey, Known


class DynamoApiKeyStore(Store):
    """The ApiKeyStore on DynamoDB."""

    def key(self, tenant: str, key_id: str) -> ApiKey | None:
        place = _place(tenant, key_id)
        item = self._table.connection.item(place) if place else None
        return API_KEY.unpack(item, id=key_id) if item else None

    def keys(self, tenant: str) -> Sequence[Known]:
        found, uses = {}, {}
        for item in self._table.connection.pages(keys.api_keys_partition(tenant)):
            bare, used, _ = keys.key_of(item).sk.partition("#")
            name = f"{PREFIX}_{bare}"
            if used:
                uses[name] = API_KEY_USE.unpack(item, id=name).at
            else:
                found[name] = API_KEY.unpack(item, id=name)
        return [Known(each, uses.get(name)) for name, each in sorted(found.items())]

    def used(self, tenant: str, key_id: str, at: datetime, unless_after: datetime) -> None:
        noted = Path("w")
        unless = noted.does_not_exist() | (noted <= milliseconds(unless_after))
        place = keys.api_key_key(tenant, key_id, use=True)
        with suppress(Refused):  # another environment has noted it
            self._table.connection.advance(place, [noted.set({"N": str(milliseconds(at))})], unless, "w")


def _place(tenant: str, key_id: str) -> keys.Key | None:
    """Where a key is; nowhere for what is no id of one."""
    try:
        return keys.api_key_key(tenant, key_id)
    except ValueError:
        return None
