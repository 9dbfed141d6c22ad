"""The part of the composition root that is about tenants and their members."""

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lambdesk.adapters.dynamodb.table import Table
    from lambdesk.identity.ports import IdentityStore
    from lambdesk.identity.queries import Directory
    from lambdesk.tenants.service import Tenants


class Homes:
    """What of the product is about tenants as a whole. The rest of the product is there, too: see `bootstrap`."""

    if TYPE_CHECKING:

        @cached_property
        def table(self) -> Table: ...

    @cached_property
    def identity_store(self) -> "IdentityStore":
        from lambdesk.adapters.dynamodb.identity import DynamoIdentityStore

        return DynamoIdentityStore(self.table)

    @cached_property
    def directory(self) -> "Directory":
        from lambdesk.identity.queries import Directory

        return Directory(self.identity_store)

    @cached_property
    def tenants(self) -> "Tenants":
        """Tenants' own records."""
        from lambdesk.tenants.service import Tenants

        return Tenants(self.identity_store)
