"""The part of the composition root that says when promises count time."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lambdesk.adapters.dynamodb.table import Table
    from lambdesk.customers.organisations.ports import OrganisationStore
    from lambdesk.customers.ports import CustomerStore
    from lambdesk.identity.ports import IdentityStore
    from lambdesk.identity.queries import Directory
    from lambdesk.kit.signing import Keyring
    from lambdesk.sla.calendars.feeds.ports import DueFeeds, FeedSource
    from lambdesk.sla.calendars.feeds.service import Feeds
    from lambdesk.sla.calendars.ports import CalendarStore
    from lambdesk.sla.calendars.service import BusinessCalendars
    from lambdesk.sla.ports import PolicyStore
    from lambdesk.sla.queries import Policies
    from lambdesk.tickets.importing.service import Importing
    from lambdesk.tickets.ports import TicketStore
    from lambdesk.tickets.recomputing.ports import RecomputationStore
    from lambdesk.tickets.recomputing.service import Recomputing
    from lambdesk.tickets.settings.ports import TicketSettingsStore
    from lambdesk.tickets.settings.queries import Rules


class Promises:
    """What of the product is about calendars and promises. The rest of the product is there, too: see `bootstrap`."""

    if TYPE_CHECKING:

        @property
        def _local(self) -> bool: ...
        @cached_property
        def keyring(self) -> Keyring: ...
        @cached_property
        def directory(self) -> Directory: ...
        @cached_property
        def table(self) -> Table: ...
        @cached_property
        def policy_store(self) -> PolicyStore: ...
        @cached_property
        def ticket_settings_store(self) -> TicketSettingsStore: ...
        @cached_property
        def ticket_store(self) -> TicketStore: ...
        @cached_property
        def ticket_rules(self) -> Rules: ...
        @cached_property
        def policies(self) -> Policies: ...
        @cached_property
        def customer_store(self) -> CustomerStore: ...
        @cached_property
        def organisation_store(self) -> OrganisationStore: ...
        @cached_property
        def identity_store(self) -> IdentityStore: ...

    @cached_property
    def calendar_store(self) -> "CalendarStore":
        from lambdesk.adapters.dynamodb.opening import DynamoCalendarStore

        return DynamoCalendarStore(self.table)

    @cached_property
    def calendars(self) -> "BusinessCalendars":
        """Business calendars as a tenant's managers set them up."""
        from lambdesk.sla.calendars.service import BusinessCalendars

        return BusinessCalendars(self.calendar_store, self._uses, self.policies.forget)

    @cached_property
    def due_feeds(self) -> "DueFeeds":
        from lambdesk.adapters.dynamodb.sla import DynamoDueFeeds

        return DynamoDueFeeds(self.table)

    @cached_property
    def feed_source(self) -> "FeedSource":
        """The way to feeds of holidays."""
        from lambdesk.adapters.feeds import WebFeeds
        from lambdesk.adapters.outside import Outside

        return WebFeeds(Outside(local=self._local))

    @cached_property
    def feeds(self) -> "Feeds":
        """Holidays that calendars take from elsewhere."""
        from lambdesk.sla.calendars.feeds.service import Feeds

        ways = self.calendar_store, self.due_feeds, self.feed_source
        return Feeds(*ways, lambda: self.keyring, self.directory.is_open, self._local)

    @cached_property
    def recomputation_store(self) -> "RecomputationStore":
        from lambdesk.adapters.dynamodb.recomputations import DynamoRecomputationStore

        return DynamoRecomputationStore(self.table)

    @cached_property
    def recomputing(self) -> "Recomputing":
        """What is promised now, for open tickets."""
        from lambdesk.tickets.recomputing.repins import Repins
        from lambdesk.tickets.recomputing.service import Recomputing

        repins = Repins(self.ticket_store, self.customer_store, self.policies, self.ticket_rules)
        stores = self.recomputation_store, self.ticket_store, repins
        return Recomputing(*stores, self.policy_store, self.calendar_store, self.policies, self.directory.is_open)

    @cached_property
    def importing(self) -> "Importing":
        """Tickets of other systems."""
        from lambdesk.tickets.importing.service import Importing

        known = self.policies, self.ticket_rules, self.identity_store
        return Importing(self.ticket_store, self.customer_store, *known)

    def _uses(self, tenant: str, calendar_id: str) -> "Sequence[str]":
        from lambdesk.sla.decide import counting_by

        rules, policies = self.ticket_settings_store.rules(tenant), self.policy_store.newest(tenant)
        own = ["ticket_settings"] if rules.calendar_id == calendar_id else []
        teams = [each.id for each in rules.teams.values() if each.active and each.calendar_id == calendar_id]
        organisations = self.organisation_store.counting_by(tenant, calendar_id)
        return [*(counting_by(policies, calendar_id) if policies else ()), *teams, *organisations, *own]
