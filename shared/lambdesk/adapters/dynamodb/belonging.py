"""Organisations on the table."""

from collections.abc import Sequence

from lambdesk.adapters.dynamodb import table as keys
from lambdesk.adapters.dynamodb.commit import Store
from lambdesk.adapters.dynamodb.organisations import COUNT, DOMAIN, NAME, ORGANISATION
from lambdesk.adapters.dynamodb.table import Table
from lambdesk.customers.organisations.model import (
    Organisation,
    OrganisationCount,
    OrganisationDomain,
    OrganisationName,
)
from lambdesk.customers.organisations.ports import OrganisationPage


def led(
    table: Table, tenant: str, wanted: Sequence[str], *also: keys.Key
) -> tuple[tuple[OrganisationDomain, ...], list[keys.Item | None]]:
    """The entries of those of these domains that are an organisation's, and other items read in the same call."""
    places = [keys.organisation_domain_key(tenant, each) for each in wanted]
    found = table.connection.items([*places, *also])
    return tuple(DOMAIN.unpack(found[each]) for each in places if each in found), [found.get(each) for each in also]


class DynamoOrganisationStore(Store):
    """The OrganisationStore on DynamoDB."""

    def one(self, tenant: str, organisation_id: str) -> Organisation | None:
        try:
            place = keys.organisation_key(tenant, organisation_id)
        except ValueError:
            return None
        item = self._table.connection.item(place)
        return ORGANISATION.unpack(item) if item else None

    def page(self, tenant: str, beginning: str, after: str | None, limit: int) -> OrganisationPage:
        partition = keys.organisation_names_partition(tenant)
        start = keys.organisation_name_key(tenant, after).item() if after else None
        items, _ = self._table.connection.page(
            partition, prefix=beginning, after=start, limit=limit + 1, consistent=False
        )
        names = [NAME.unpack(item) for item in items]
        shown = [keys.organisation_key(tenant, each.organisation_id) for each in names[:limit]]
        found = self._table.connection.items(shown)
        last = names[limit - 1].name if len(names) > limit else None
        return OrganisationPage(tuple(ORGANISATION.unpack(found[each]) for each in shown if each in found), last)

    def taken(
        self, tenant: str, name: str, domains: Sequence[str]
    ) -> tuple[OrganisationName | OrganisationDomain, ...]:
        ways, (named,) = led(self._table, tenant, domains, keys.organisation_name_key(tenant, name))
        return (NAME.unpack(named), *ways) if named else ways

    def led_to(self, tenant: str, domains: Sequence[str]) -> tuple[OrganisationDomain, ...]:
        return led(self._table, tenant, domains)[0]

    def counting_by(self, tenant: str, calendar_id: str) -> tuple[str, ...]:
        items = self._table.connection.pages(keys.organisation_names_partition(tenant))
        return tuple(each.organisation_id for each in map(NAME.unpack, items) if each.calendar_id == calendar_id)

    def count(self, tenant: str) -> OrganisationCount | None:
        item = self._table.connection.item(keys.organisation_count_key(tenant))
        return COUNT.unpack(item) if item else None
