"""The part of the composition root that is about tenants and their members."""

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lambdesk.adapters.aws.clients import Clients
    from lambdesk.adapters.aws.whole import S3Whole
    from lambdesk.adapters.dynamodb.table import Table
    from lambdesk.adapters.dynamodb.whole import DynamoWholeTable
    from lambdesk.channels.ports import Content, RawMail
    from lambdesk.identity.ports import IdentityStore, UserPool
    from lambdesk.identity.queries import Directory
    from lambdesk.kit.settings import Settings
    from lambdesk.kit.signing import Keyring
    from lambdesk.sla.ports import Timers
    from lambdesk.tenants.ending import Endings
    from lambdesk.tenants.exporting.ports import ExportStore, OwnTable
    from lambdesk.tenants.exporting.service import Exporting
    from lambdesk.tenants.service import Tenants
    from lambdesk.tenants.sign_up.service import SignUps
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
        def content(self) -> Content: ...

        @cached_property
        def raw_mail(self) -> RawMail: ...

        @cached_property
        def user_pool(self) -> UserPool: ...

        @cached_property
        def keyring(self) -> Keyring: ...

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

        return Tenants(self.identity_store, self.settings.sign_up_domain)

    @cached_property
    def export_store(self) -> "ExportStore":
        from lambdesk.adapters.dynamodb.own import DynamoExportStore

        return DynamoExportStore(self.table)

    @cached_property
    def exporting(self) -> "Exporting":
        """Tenants that take their data along by themselves. Of one tenant's product only."""
        from lambdesk.tenants.exporting.service import Exporting

        return Exporting(self.export_store, lambda: self.own_table, self.content, self.identity_store)

    @cached_property
    def own_table(self) -> "OwnTable":
        from lambdesk.adapters.dynamodb.own import DynamoOwnTable

        return DynamoOwnTable(self.table)

    @cached_property
    def sign_ups(self) -> "SignUps":
        """Tenants that people make by themselves."""
        from lambdesk.tenants.sign_up.service import SignUps

        return SignUps(self.identity_store, self.user_pool, self.keyring, self.settings.sign_up_domain)

    @cached_property
    def wholes(self) -> "Wholes":
        """Tenants taken along."""
        from lambdesk.tenants.whole import Wholes

        return Wholes(self.whole_table, self._whole_content(""))

    @cached_property
    def whole_table(self) -> "DynamoWholeTable":
        from lambdesk.adapters.dynamodb.table import Table
        from lambdesk.adapters.dynamodb.whole import DynamoWholeTable

        name = self.settings.table_name
        return DynamoWholeTable(self.table, lambda tenant: Table(name, self.ending_clients(tenant).dynamodb))

    @cached_property
    def endings(self) -> "Endings":
        """Tenants taken away."""
        from lambdesk.adapters.aws.whole import S3Whole
        from lambdesk.tenants.ending import Endings

        return Endings(
            table=self.whole_table,
            content=self._whole_content,
            raw=S3Whole(self.clients.s3, self.settings.raw_bucket),
            identity=self.identity_store,
            shared=self._shared,
            end_account=self.user_pool.remove,
            disarm=self.timers.disarm,
        )

    def ending_clients(self, tenant: str) -> "Clients":
        """Clients that may delete what is this tenant's: here the operator's."""
        return self.clients

    def _whole_content(self, tenant: str) -> "S3Whole":
        from lambdesk.adapters.aws.whole import S3Whole

        return S3Whole(self.ending_clients(tenant).s3, self.settings.content_bucket)

    def _shared(self, tenant: str, raw_id: str) -> bool:
        from lambdesk.channels.receipts import read_receipt
        from lambdesk.channels.receive import homes_of
        from lambdesk.kit import clock

        told = self.raw_mail.receipt(raw_id)
        return told is not None and bool({*homes_of(self.identity_store, read_receipt(told, clock.now()))} - {tenant})
