"""The part of the composition root that says who may come in, and how often."""

from functools import cached_property
from typing import TYPE_CHECKING

from lambdesk.bootstrap.tenants import Homes

if TYPE_CHECKING:
    from lambdesk.adapters.aws.clients import Clients
    from lambdesk.api_keys.ports import ApiKeyStore
    from lambdesk.api_keys.service import ApiKeys
    from lambdesk.channels.ports import RawMail
    from lambdesk.identity.federation.ports import Issuers
    from lambdesk.identity.federation.service import Federation, Providers
    from lambdesk.inbound.ports import Handover, SourceStore
    from lambdesk.inbound.service import Inbound
    from lambdesk.kit.settings import Settings
    from lambdesk.kit.signing import Keyring
    from lambdesk.limits.ports import BucketStore
    from lambdesk.limits.service import Limiter


class Doors(Homes):
    """What of the product stands at its doors. The rest of the product is there, too: see `bootstrap`."""

    if TYPE_CHECKING:
        settings: Settings

        @cached_property
        def clients(self) -> Clients: ...

        @cached_property
        def raw_mail(self) -> RawMail: ...

        @cached_property
        def keyring(self) -> Keyring: ...

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
    def source_store(self) -> "SourceStore":
        from lambdesk.adapters.dynamodb.inbound import DynamoSourceStore

        return DynamoSourceStore(self.table)

    @cached_property
    def handover(self) -> "Handover":
        """The way to where mail is taken in."""
        from lambdesk.adapters.aws.handover import LambdaHandover

        return LambdaHandover(self.clients.functions, self.settings.mail_in_arn)

    @cached_property
    def inbound(self) -> "Inbound":
        """Mail of other providers."""
        from lambdesk.inbound.service import Inbound

        return Inbound(self.source_store, self.raw_mail, self.handover, self.keyring)

    @cached_property
    def bucket_store(self) -> "BucketStore":
        from lambdesk.adapters.dynamodb.limits import DynamoBucketStore

        return DynamoBucketStore(self.table)

    @cached_property
    def limiter(self) -> "Limiter":
        """Who may ask how often."""
        from lambdesk.limits.service import Limiter

        return Limiter(self.bucket_store)

    @property
    def redirect_url(self) -> str:
        """The page of ours to which sign-in providers send people back."""
        return self.settings.origin.rstrip("/") + "/sign-in"

    @cached_property
    def issuers(self) -> "Issuers":
        """Sign-in providers as they are reached."""
        from lambdesk.adapters.oidc import OidcIssuers
        from lambdesk.adapters.outside import Outside

        return OidcIssuers(Outside(local=self._local), local=self._local)

    @property
    def _local(self) -> bool:
        """Whether this is a developer's machine, where a provider may be a program beside ours."""
        return self.settings.stage == "local"

    @cached_property
    def providers(self) -> "Providers":
        """Where staff signs in besides with passwords, as administrators set it up."""
        from lambdesk.identity.federation.service import Providers

        return Providers(self.identity_store, self.keyring, local=self._local)

    @cached_property
    def federation(self) -> "Federation":
        """Sign-ins at providers."""
        from lambdesk.identity.federation.service import Federation

        return Federation(self.identity_store, self.user_pool, self.issuers, self.keyring, self.redirect_url)
