"""Organisations: looking at them, making, changing and deleting them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from lambdesk.customers.organisations import decide, events
from lambdesk.customers.organisations.domains import leading_to, list_name
from lambdesk.customers.organisations.model import PREFIX, Organisation, OrganisationCount, nearest
from lambdesk.customers.organisations.ports import OrganisationPage, OrganisationStore
from lambdesk.kit.changes import ChangeSet, Write, with_facts
from lambdesk.kit.context import Context
from lambdesk.kit.errors import AlreadyExists, FieldError, Invalid, NotFound, StaleVersion, Unavailable
from lambdesk.kit.events import Payload

_TRIES = 6


class Organisations:
    """What a tenant's managers do with organisations; every change is one transaction.

    `is_calendar` says whether a tenant has a calendar.
    """

    def __init__(self, store: OrganisationStore, is_calendar: Callable[[str, str], bool]) -> None:
        self._store = store
        self._is_calendar = is_calendar

    def page(self, tenant: str, wanted: str, after: str | None, limit: int) -> OrganisationPage:
        """By name, those whose name begins so. For a domain or an address it is the one that it leads to."""
        if after is None and "." in wanted:
            found = nearest(self._store.led_to(tenant, leading_to(wanted)))
            led = self._store.one(tenant, found.id) if found else None
            if led is not None:
                return OrganisationPage((led,))
        return self._store.page(tenant, list_name(wanted), after, limit)

    def one(self, tenant: str, organisation_id: str) -> Organisation:
        """One of them; raises NotFound."""
        found = self._store.one(tenant, organisation_id)
        if found is None:
            raise NotFound
        return found

    def create(self, ctx: Context, wanted: Organisation) -> Organisation:
        """Keep a new one; its id is given here. Raises Invalid, Conflict, or AlreadyExists when somebody was first."""
        made = decide.tidy(replace(wanted, id=ctx.derive_id(PREFIX, ctx.now)))
        self._check_calendar(ctx, made.calendar_id)
        taken = self._store.taken(ctx.tenant, list_name(made.name), made.domains)

        def decision() -> ChangeSet:
            writes = decide.create(made, self._store.count(ctx.tenant), taken)
            return _told(ctx, made, writes, events.created(made))

        self._counted(ctx, decision)
        return made

    def change(
        self, ctx: Context, organisation_id: str, expected_version: int, fields: Mapping[str, Any]
    ) -> Organisation:
        """Make the next version with what `fields` names; raises NotFound, StaleVersion or Invalid."""
        found = self._expected(ctx.tenant, organisation_id, expected_version)
        after = decide.change(found, fields)
        if after is found:
            return found
        self._check_calendar(ctx, fields.get("calendar_id"))
        after = replace(after, updated_at=ctx.now)
        taken = self._store.taken(ctx.tenant, list_name(after.name), after.domains)
        writes = decide.changed(found, after, taken)
        self._store.commit(ctx.tenant, _told(ctx, after, writes, events.changed(found, after)))
        return after

    def delete(self, ctx: Context, organisation_id: str, expected_version: int) -> None:
        """Take it away; raises NotFound or StaleVersion. Tickets keep its id and tier."""

        def decision() -> ChangeSet:
            found = self._expected(ctx.tenant, organisation_id, expected_version)
            writes = decide.delete(found, self._store.count(ctx.tenant))
            return _told(ctx, found, writes, events.OrganisationDeleted(found.id))

        self._counted(ctx, decision)

    def _counted(self, ctx: Context, decision: Callable[[], ChangeSet]) -> None:
        """Commits what changes their number, again as long as others change it too."""
        for _ in range(_TRIES):
            changes = decision()
            try:
                return self._store.commit(ctx.tenant, changes)
            except StaleVersion:
                continue
            except AlreadyExists as first:
                if not isinstance(first.key, OrganisationCount):
                    raise
        raise Unavailable("Organisations change too quickly; try again.")

    def _check_calendar(self, ctx: Context, calendar_id: str | None) -> None:
        if calendar_id is not None and not self._is_calendar(ctx.tenant, calendar_id):
            raise Invalid(fields=[FieldError("body.calendar_id", "is no calendar", "unknown_value")])

    def _expected(self, tenant: str, organisation_id: str, version: int) -> Organisation:
        found = self.one(tenant, organisation_id)
        if found.version != version:
            raise StaleVersion(found.version)
        return found


def _told(ctx: Context, organisation: Organisation, writes: list[Write], fact: Payload) -> ChangeSet:
    return with_facts(ctx, f"organisation:{organisation.id}", organisation.version, writes, fact)
