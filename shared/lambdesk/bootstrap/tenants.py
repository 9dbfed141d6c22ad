"""The part of the composition root that is about tenants and their members."""

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lambdesk.adapters.aws.clients import Clients
    from lambdesk.adapters.dynamodb.table import Table
    from lambdesk.channels.ports import RawMail
    from lambdesk.channels.receive import Mailroom
    from lambdesk.identity.ports import IdentityStore, UserPool
    from lambdesk.identity.queries import Directory
    from lambdesk.kit.settings import Settings
    from lambdesk.sla.ports import Timers
    from lambdesk.tenants.service import Tenants
    from lambdesk.tenants.whole import Wholes


class Homes:
    """What of the product is about tenants as a whole. The rest of the product is there, too: see `bootstrap`."""

    if TYPE_CHECKING:
        settings: Settings

        @cached_property
        def clients(self) -> Clients: ...

        @cached_property
        def table(self) -> Table: ...

        @cached_property
        def raw_mail(self) -> RawMail: ...

        @cached_property
        def mailroom(self) -> Mailroom: ...

        @cached_property
        def user_pool(self) -> UserPool: ...

        @cached_property
        def timers(self) -> Timers: ...

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

    @cached_property
    def wholes(self) -> "Wholes":
        """Tenants taken along or away."""
        from lambdesk.adapters.aws.whole import S3Whole
        from lambdesk.adapters.dynamodb.whole import DynamoWholeTable
        from lambdesk.tenants.whole import Wholes

        return Wholes(
            table=DynamoWholeTable(self.table),
            content=S3Whole(self.clients.s3, self.settings.content_bucket),
            raw=S3Whole(self.clients.s3, self.settings.raw_bucket),
            identity=self.identity_store,
            shared=self._shared,
            end_account=self.user_pool.remove,
            disarm=self.timers.disarm,
        )

    def _shared(self, tenant: str, raw_id: str) -> bool:
        from lambdesk.channels.receipts import read_receipt
        from lambdesk.kit import clock

        told = self.raw_mail.receipt(raw_id)
        return told is not None and set(self.mailroom.tenants_of(read_receipt(told, clock.now()))) != {tenant}
