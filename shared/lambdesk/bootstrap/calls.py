"""The part of the composition root that says who is called when a promise breaks."""

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lambdesk.adapters.dynamodb.table import Table
    from lambdesk.deadlines.calling import Calls as EscalationCalls
    from lambdesk.deadlines.chains import Chains
    from lambdesk.deadlines.webhooks import Webhooks
    from lambdesk.escalation.rotas.ports import RotaStore
    from lambdesk.escalation.rotas.service import Rotas
    from lambdesk.identity.ports import IdentityStore
    from lambdesk.kit.settings import Settings
    from lambdesk.kit.signing import Keyring
    from lambdesk.notifications.ports import NotificationStore
    from lambdesk.sla.ports import PolicyStore, Workflows
    from lambdesk.sla.queries import Policies
    from lambdesk.tickets.ports import TicketStore
    from lambdesk.tickets.service import Tickets
    from lambdesk.tickets.settings.ports import TicketSettingsStore


class Calls:
    """What of the product is about who is on call. The rest of the product is there, too: see `bootstrap`."""

    if TYPE_CHECKING:
        settings: Settings

        @cached_property
        def table(self) -> Table: ...
        @cached_property
        def keyring(self) -> Keyring: ...
        @cached_property
        def policies(self) -> Policies: ...
        @cached_property
        def ticket_store(self) -> TicketStore: ...
        @cached_property
        def identity_store(self) -> IdentityStore: ...
        @cached_property
        def notification_store(self) -> NotificationStore: ...
        @cached_property
        def ticket_settings_store(self) -> TicketSettingsStore: ...
        @cached_property
        def policy_store(self) -> PolicyStore: ...
        @cached_property
        def tickets(self) -> Tickets: ...
        @cached_property
        def workflows(self) -> Workflows: ...

    @cached_property
    def rota_store(self) -> "RotaStore":
        from lambdesk.adapters.dynamodb.calling import DynamoRotaStore

        return DynamoRotaStore(self.table)

    @cached_property
    def escalation_calls(self) -> "EscalationCalls":
        """Who is called when a level is due."""
        from lambdesk.deadlines.calling import Calls as EscalationCalls
        from lambdesk.notifications.service import wishes

        stores = self.identity_store, self.rota_store, self.ticket_settings_store
        return EscalationCalls(self.tickets, *stores, wishes(self.notification_store))

    @cached_property
    def chains(self) -> "Chains":
        """Escalations as the ticket shows them."""
        from lambdesk.deadlines.chains import Chains

        return Chains(self.ticket_store, self.workflows)

    @cached_property
    def webhooks(self) -> "Webhooks":
        """Addresses that are called when a level is."""
        from lambdesk.adapters.outside import Outside
        from lambdesk.adapters.webhooks import posting
        from lambdesk.deadlines.webhooks import Webhooks

        post = posting(Outside(local=self.settings.stage == "local"))
        return Webhooks(self.tickets, self.ticket_store, self.policies, self.identity_store, lambda: self.keyring, post)

    @cached_property
    def rotas(self) -> "Rotas":
        """On-call rotas as a tenant's managers set them up."""
        from lambdesk.escalation.rotas.service import Rotas

        return Rotas(self.rota_store, self.identity_store, self._calling_rota)

    def _calling_rota(self, tenant: str, rota_id: str) -> "Sequence[str]":
        from lambdesk.sla.decide import calling_rota

        policies = self.policy_store.newest(tenant)
        return calling_rota(policies, rota_id) if policies else ()
