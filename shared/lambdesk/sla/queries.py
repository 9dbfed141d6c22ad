"""The read side: which policy holds, asked with every new ticket and therefore remembered for a while."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from lambdesk.kit.errors import NotFound
from lambdesk.sla.calendars.model import BusinessCalendar
from lambdesk.sla.calendars.ports import CalendarStore
from lambdesk.sla.decide import meant, terms
from lambdesk.sla.model import (
    AROUND,
    DEFAULT_POLICIES,
    DEFAULT_TERMS,
    NOTHING_ID,
    Sla,
    SlaPolicies,
    SlaPolicy,
    Terms,
    nothing,
)
from lambdesk.sla.ports import PolicyStore

POLICY_LIFETIME = timedelta(seconds=60)
_KEPT = 2_000


class Policies:
    """Policies by tenant. The newest is remembered for POLICY_LIFETIME, a version by number for good."""

    def __init__(self, store: PolicyStore, calendars: CalendarStore) -> None:
        self._store = store
        self._calendars = calendars
        self._hours: dict[tuple[str, str, int], BusinessCalendar] = {}
        self._newest: dict[str, tuple[datetime, SlaPolicies]] = {}
        self._versions: dict[tuple[str, int], SlaPolicies] = {}

    def newest(self, tenant: str, now: datetime) -> SlaPolicies:
        """Where new tickets get theirs; the built-in policy in a tenant that set none."""
        kept = self._newest.get(tenant)
        if kept and now - kept[0] < POLICY_LIFETIME:
            return kept[1]
        policy = self._store.newest(tenant) or DEFAULT_POLICIES
        if any(each.hours != AROUND for each in policy.ordered):
            policy = replace(policy, calendars={each.id: each for each in self._calendars.all(tenant)})
        if len(self._newest) >= _KEPT:
            self._newest.clear()
        self._newest[tenant] = now, policy
        return policy

    def forget(self, tenant: str) -> None:
        """Somebody changed them."""
        self._newest.pop(tenant, None)

    def terms(self, tenant: str, sla: Sla | None) -> Terms:
        """What a ticket's clocks follow, of the versions that were pinned; raises NotFound."""
        if sla is None:
            return DEFAULT_TERMS
        if sla.policy_id == NOTHING_ID:
            return Terms(nothing(sla.policy_version))
        policy = self.version(tenant, sla.policy_version).called(sla.policy_id)
        if policy is None:
            raise NotFound
        if sla.calendar_id is None:
            return Terms(policy)
        hours = self._calendar(tenant, sla.calendar_id, sla.calendar_version).hours
        return Terms(policy, hours, sla.calendar_id, sla.calendar_version)

    def moved(
        self,
        tenant: str,
        policy: SlaPolicy,
        team_calendar: str | None,
        own_calendar: str | None,
        organisation_calendar: str | None = None,
    ) -> Terms:
        """What a policy promises in another team, by the calendar as it is now."""
        named = team_calendar, own_calendar, organisation_calendar
        calendar_id = meant(policy, *named)
        found = self._calendars.newest(tenant, calendar_id) if calendar_id else None
        return terms(policy, {found.id: found} if found else {}, *named)

    def _calendar(self, tenant: str, calendar_id: str, version: int) -> BusinessCalendar:
        """One version; remembered for good, with the years that were asked of it."""
        place = tenant, calendar_id, version
        if place not in self._hours:
            found = self._calendars.version(*place)
            if found is None:
                raise NotFound
            if len(self._hours) >= _KEPT:
                self._hours.clear()
            self._hours[place] = found
        return self._hours[place]

    def at(self, tenant: str, version: int, calendars: Mapping[str, int]) -> SlaPolicies:
        """A version with these versions of the calendars; raises NotFound."""
        found = {each: self._calendar(tenant, each, number) for each, number in calendars.items()}
        return replace(self.version(tenant, version), calendars=found)

    def version(self, tenant: str, version: int) -> SlaPolicies:
        """The policies that a clock was started by; raises NotFound."""
        if version == DEFAULT_POLICIES.version:
            return DEFAULT_POLICIES
        if (tenant, version) not in self._versions:
            policy = self._store.version(tenant, version)
            if policy is None:
                raise NotFound
            if len(self._versions) >= _KEPT:
                self._versions.clear()
            self._versions[tenant, version] = policy
        return self._versions[tenant, version]
