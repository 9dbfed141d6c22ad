"""The part of the composition root that says who is called when a promise breaks."""

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lambdesk.adapters.dynamodb.table import Table
    from lambdesk.escalation.rotas.ports import RotaStore
    from lambdesk.escalation.rotas.service import Rotas
    from lambdesk.identity.ports import IdentityStore


class Calls:
    """What of the product is about who is on call. The rest of the product is there, too: see `bootstrap`."""

    if TYPE_CHECKING:

        @cached_property
        def table(self) -> Table: ...
        @cached_property
        def identity_store(self) -> IdentityStore: ...

    @cached_property
    def rota_store(self) -> "RotaStore":
        from lambdesk.adapters.dynamodb.calling import DynamoRotaStore

        return DynamoRotaStore(self.table)

    @cached_property
    def rotas(self) -> "Rotas":
        """On-call rotas as a tenant's managers set them up."""
        from lambdesk.escalation.rotas.service import Rotas

        return Rotas(self.rota_store, self.identity_store)
