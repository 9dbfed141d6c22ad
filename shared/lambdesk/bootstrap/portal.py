"""The part of the composition root that people outside meet: the form, links in mails, the portal."""

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lambdesk.adapters.dynamodb.table import Table
    from lambdesk.channels.acknowledgements import Acknowledgements
    from lambdesk.channels.confirmations import Confirmations
    from lambdesk.channels.portal.ports import PortalStore
    from lambdesk.channels.portal.service import Portal
    from lambdesk.channels.webform import WebForm
    from lambdesk.customers.ports import CustomerStore
    from lambdesk.identity.ports import IdentityStore
    from lambdesk.kit.signing import Keyring
    from lambdesk.tickets.ports import TicketStore
    from lambdesk.tickets.service import Tickets


class Portals:
    """What of the product is for customers. The rest of the product is there, too: see `bootstrap`."""

    if TYPE_CHECKING:

        @cached_property
        def table(self) -> Table: ...

        @cached_property
        def tickets(self) -> Tickets: ...

        @cached_property
        def ticket_store(self) -> TicketStore: ...

        @cached_property
        def customer_store(self) -> CustomerStore: ...

        @cached_property
        def identity_store(self) -> IdentityStore: ...

        @cached_property
        def keyring(self) -> Keyring: ...

    @cached_property
    def web_form(self) -> "WebForm":
        """The form that is open to everybody."""
        from lambdesk.channels.webform import WebForm

        return WebForm(self.tickets, self.customer_store, self.keyring)

    @cached_property
    def confirmations(self) -> "Confirmations":
        """Links by which requesters say that it is done."""
        from lambdesk.channels.confirmations import Confirmations

        return Confirmations(self.tickets, self.ticket_store, self.identity_store.tenant, self.keyring)

    @cached_property
    def acknowledgements(self) -> "Acknowledgements":
        """Links by which those who were called say that they take care of it."""
        from lambdesk.channels.acknowledgements import Acknowledgements

        stores = self.ticket_store, self.identity_store
        return Acknowledgements(self.tickets, *stores, self.identity_store.tenant, self.keyring)

    @cached_property
    def portal_store(self) -> "PortalStore":
        from lambdesk.adapters.dynamodb.portal import DynamoPortalStore

        return DynamoPortalStore(self.table)

    @cached_property
    def portal(self) -> "Portal":
        """Customers who sign in by a link."""
        from lambdesk.channels.portal.service import Portal

        return Portal(self.portal_store, self.customer_store, self.keyring)
