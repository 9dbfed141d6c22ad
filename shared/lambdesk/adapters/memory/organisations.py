"""Organisations in memory."""

from collections.abc import Sequence

from lambdesk.adapters.memory.state import Store
from lambdesk.customers.organisations.model import (
    Organisation,
    OrganisationCount,
    OrganisationDomain,
    OrganisationName,
)
from lambdesk.customers.organisations.ports import OrganisationPage


class MemoryOrganisationStore(Store):
    """The OrganisationStore in dicts."""

    def one(self, tenant: str, organisation_id: str) -> Organisation | None:
        return self._state.get(tenant, Organisation, organisation_id)

    def page(self, tenant: str, beginning: str, after: str | None, limit: int) -> OrganisationPage:
        # As UTF-8 sorts, which is how the table keeps them.
        names = sorted(self._state.all(tenant, OrganisationName), key=lambda each: each.name.encode())
        names = [each for each in names if each.name.startswith(beginning)]
        names = [each for each in names if after is None or each.name.encode() > after.encode()]
        found = (self.one(tenant, each.organisation_id) for each in names[:limit])
        last = names[limit - 1].name if len(names) > limit else None
        return OrganisationPage(tuple(each for each in found if each), last)

    def taken(
        self, tenant: str, name: str, domains: Sequence[str]
    ) -> tuple[OrganisationName | OrganisationDomain, ...]:
        named = self._state.get(tenant, OrganisationName, name)
        ways = self.led_to(tenant, domains)
        return (named, *ways) if named else ways

    def led_to(self, tenant: str, domains: Sequence[str]) -> tuple[OrganisationDomain, ...]:
        found = (self._state.get(tenant, OrganisationDomain, each) for each in domains)
        return tuple(each for each in found if each)

    def counting_by(self, tenant: str, calendar_id: str) -> tuple[str, ...]:
        names = sorted(self._state.all(tenant, OrganisationName), key=lambda each: each.name.encode())
        return tuple(each.organisation_id for each in names if each.calendar_id == calendar_id)

    def count(self, tenant: str) -> OrganisationCount | None:
        return self._state.get(tenant, OrganisationCount)
