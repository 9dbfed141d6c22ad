"""The part of the composition root that says who may come in, and how often."""

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lambdesk.adapters.dynamodb.table import Table
    from lambdesk.api_keys.ports import ApiKeyStore
    from lambdesk.api_keys.service import ApiKeys
    from lambdesk.limits.ports import BucketStore
    from lambdesk.limits.service import Limiter


class Doors:
    """What of the product stands at its doors. The rest of the product is there, too: see `bootstrap`."""

    if TYPE_CHECKING:

        @property
        def table(self) -> Table:
            """The one table."""
            ...

    @cached_property
    def api_key_store(self) -> "ApiKeyStore":
        from lambdesk.adapters.dynamodb.api_keys import DynamoApiKeyStore

        return DynamoApiKeyStore(self.table)

    @cached_property
    def api_keys(self) -> "ApiKeys":
        """What programs show instead of a sign-in."""
        from lambdesk.api_keys.service import ApiKeys

        return ApiKeys(self.api_key_store)

    @cached_property
    def bucket_store(self) -> "BucketStore":
        from lambdesk.adapters.dynamodb.limits import DynamoBucketStore

        return DynamoBucketStore(self.table)

    @cached_property
    def limiter(self) -> "Limiter":
        """Who may ask how often."""
        from lambdesk.limits.service import Limiter

        return Limiter(self.bucket_store)
