"""Business calendars: looking at them, making, changing and deleting them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from lambdesk.kit.changes import ChangeSet, Insert, Remove, Replace, Write
from lambdesk.kit.context import Context
from lambdesk.kit.errors import Conflict, NotFound, StaleVersion
from lambdesk.kit.events import Payload, record
from lambdesk.sla.calendars import decide, events
from lambdesk.sla.calendars.model import PREFIX, BusinessCalendar, CalendarVersion
from lambdesk.sla.calendars.ports import CalendarStore


class BusinessCalendars:
    """What a tenant's managers do with their calendars; every change is one transaction."""

    def __init__(
        self, store: CalendarStore, users: Callable[[str, str], Sequence[str]], forget: Callable[[str], None]
    ) -> None:
        """`users` names, of a tenant's calendar, the settings that count by it; `forget` is told whose changed."""
        self._store = store
        self._users = users
        self._forget = forget

    def all(self, tenant: str) -> list[BusinessCalendar]:
        """All calendars, by name."""
        return sorted(self._store.all(tenant), key=lambda each: each.name.casefold())

    def one(self, tenant: str, calendar_id: str) -> BusinessCalendar:
        """The newest version of one; raises NotFound."""
        found = self._store.newest(tenant, calendar_id)
        if found is None:
            raise NotFound
        return found

    def version(self, tenant: str, calendar_id: str, version: int) -> BusinessCalendar:
        """What a promise was made by, also after a change or the calendar's end; raises NotFound."""
        found = self._store.version(tenant, calendar_id, version)
        if found is None:
            raise NotFound
        return found

    def create(self, ctx: Context, wanted: BusinessCalendar, locale: str) -> BusinessCalendar:
        """Keep a new one; its id is given here. `locale` names its public holidays. Raises Invalid or Conflict."""
        made = replace(wanted, id=ctx.derive_id(PREFIX, ctx.now))
        made = decide.create(made, self._store.all(ctx.tenant), ctx.now.date(), locale)
        writes = (Insert(made), Insert(CalendarVersion(made)))
        self._commit(ctx, _told(ctx, made, events.created(made), *writes))
        return made

    def change(
        self, ctx: Context, calendar_id: str, expected_version: int, fields: Mapping[str, Any], locale: str
    ) -> BusinessCalendar:
        """Make the next version with what `fields` names; raises NotFound, StaleVersion or Invalid."""
        found = self._expected(ctx.tenant, calendar_id, expected_version)
        changed = decide.change(found, fields, self._store.all(ctx.tenant), ctx.now.date(), locale)
        if changed is found:
            return found
        changed = replace(changed, updated_at=ctx.now)
        writes = (Replace(changed, expected_version), Insert(CalendarVersion(changed)))
        self._commit(ctx, _told(ctx, changed, events.changed(found, changed), *writes))
        return changed

    def delete(self, ctx: Context, calendar_id: str, expected_version: int) -> None:
        """Take it out of use. Its versions stay for what was promised by them. Raises Conflict where it is needed."""
        found = self._expected(ctx.tenant, calendar_id, expected_version)
        users = list(self._users(ctx.tenant, calendar_id))
        if users:
            raise Conflict("Promises count by this calendar; name another one there first.", used_by=users)
        fact = events.CalendarDeleted(found.id)
        feed = self._store.feed(ctx.tenant, calendar_id)
        also = [Remove(feed)] if feed else []
        self._commit(ctx, _told(ctx, found, fact, Remove(found, expected_version), *also))

    def _commit(self, ctx: Context, changes: ChangeSet) -> None:
        self._store.commit(ctx.tenant, changes)
        self._forget(ctx.tenant)

    def _expected(self, tenant: str, calendar_id: str, version: int) -> BusinessCalendar:
        found = self.one(tenant, calendar_id)
        if found.version != version:
            raise StaleVersion(found.version)
        return found


def _told(ctx: Context, calendar: BusinessCalendar, fact: Payload, *writes: Write) -> ChangeSet:
    parent = f"calendar:{calendar.id}"
    told = record(ctx, fact, aggregate=parent, version=calendar.version, at=ctx.now, ordinal=0)
    return ChangeSet(writes, (told,), parent)
