"""Everything that the stores in memory keep, behind one lock."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from threading import RLock
from typing import Any, TypeVar

from lambdesk.adapters import placing
from lambdesk.api_keys.model import ApiKey, ApiKeyUse
from lambdesk.canned.model import CannedResponse, CannedUses
from lambdesk.channels.model import LedgerEntry, QuarantineEntry, SentLetter, ThreadKey
from lambdesk.channels.portal.model import CustomerSession
from lambdesk.conversations.model import Message, SavedDraft
from lambdesk.customers.model import Customer, CustomerAddress
from lambdesk.customers.organisations.model import (
    Organisation,
    OrganisationCount,
    OrganisationDomain,
    OrganisationName,
)
from lambdesk.escalation.rotas.model import Rota
from lambdesk.identity.federation.model import Provider, ProviderAccount
from lambdesk.identity.model import (
    AllowedOrigin,
    Headcount,
    Leaving,
    Mailbox,
    RecoveryCodes,
    Role,
    Session,
    SignUp,
    Slug,
    StaffAddress,
    Tenant,
    Tries,
    User,
    UserSession,
)
from lambdesk.inbound.model import InboundSource
from lambdesk.kit import clock
from lambdesk.kit.changes import ChangeSet, Check, Claim, Insert, Remove, Replace, Write
from lambdesk.kit.errors import AlreadyExists, StaleVersion
from lambdesk.kit.events import Event
from lambdesk.notifications.model import Inbox, Notification
from lambdesk.sla.calendars.feeds.model import CalendarFeed
from lambdesk.sla.calendars.model import BusinessCalendar, CalendarVersion
from lambdesk.sla.model import SlaPolicies
from lambdesk.tenants.exporting.model import TenantExport
from lambdesk.tickets.model import Ticket, TicketDetails
from lambdesk.tickets.recomputing.model import Recomputation
from lambdesk.tickets.settings.model import Category, FieldDefinition, Status, Tag, Team, TicketSettings

T = TypeVar("T")

_NAMES: dict[type, Callable[[Any], tuple[Any, ...]]] = {
    Ticket: lambda e: (e.number,),
    TicketDetails: lambda e: (e.number,),
    Message: lambda e: (e.number, e.id),
    SavedDraft: lambda e: (e.number, e.owner),
    Customer: lambda e: (e.id,),
    CustomerAddress: lambda e: (e.address,),
    Organisation: lambda e: (e.id,),
    OrganisationName: lambda e: (e.name,),
    OrganisationDomain: lambda e: (e.domain,),
    OrganisationCount: lambda e: (),
    Tenant: lambda e: (),
    Slug: lambda e: (e.slug,),
    Mailbox: lambda e: (e.address,),
    AllowedOrigin: lambda e: (e.origin, e.tenant),
    User: lambda e: (e.id,),
    Role: lambda e: (e.id,),
    TenantExport: lambda e: (),
    Recomputation: lambda e: (),
    Provider: lambda e: (),
    ProviderAccount: lambda e: (e.subject,),
    StaffAddress: lambda e: (e.address, e.tenant),
    Session: lambda e: (e.id,),
    CustomerSession: lambda e: (e.customer_id, e.id),
    UserSession: lambda e: (e.user_id, e.session_id),
    Tries: lambda e: (e.user_id,),
    RecoveryCodes: lambda e: (e.user_id,),
    SignUp: lambda e: (),
    Headcount: lambda e: (),
    Leaving: lambda e: (e.delete_at, e.tenant),
    SlaPolicies: lambda e: (e.version,),
    BusinessCalendar: lambda e: (e.id,),
    CalendarVersion: lambda e: (e.id, e.version),
    CalendarFeed: lambda e: (e.calendar_id,),
    Rota: lambda e: (e.id,),
    Status: lambda e: (e.id,),
    FieldDefinition: lambda e: (e.id,),
    Category: lambda e: (e.id,),
    Team: lambda e: (e.id,),
    TicketSettings: lambda e: (),
    Tag: lambda e: (e.name,),
    ApiKey: lambda e: (e.id,),
    ApiKeyUse: lambda e: (e.id,),
    InboundSource: lambda e: (e.id,),
    CannedResponse: lambda e: (e.id,),
    CannedUses: lambda e: (e.id,),
    ThreadKey: lambda e: (e.key,),
    LedgerEntry: lambda e: (e.day, e.raw_id),
    QuarantineEntry: lambda e: (e.id,),
    SentLetter: lambda e: (e.event_id,),
    Inbox: lambda e: (e.user_id,),
    Notification: lambda e: (e.user_id, e.id),
    Claim: lambda e: (e.scope, e.key),
}


@dataclass
class State:
    """Entities by tenant, type and their own names. Several stores on one state see the same world."""

    now: Callable[[], datetime] = clock.now
    lock: RLock = field(default_factory=RLock)
    kept: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    timelines: dict[tuple[str, str], list[Event]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    horizons: dict[tuple[str, str], int] = field(default_factory=dict)

    def get(self, tenant: str, cls: type[T], *name: Any) -> T | None:
        """The entity with this name, or None."""
        with self.lock:
            found: T | None = self.kept.get((tenant, cls, *name))
            return found

    def all(self, tenant: str, cls: type[T]) -> list[T]:
        """The tenant's entities of one type."""
        with self.lock:
            return list(self._each(tenant, cls))

    def _each(self, tenant: str, cls: type[T]) -> Iterator[T]:
        return (entity for name, entity in self.kept.items() if name[:2] == (tenant, cls))

    def claimed(self, tenant: str, claim: Claim) -> dict[str, str] | None:
        """What the taker of a claim left, unless it has run out."""
        taken = self.get(tenant, Claim, claim.scope, claim.key)
        if taken is None or (taken.expires_at is not None and taken.expires_at <= self.now()):
            return None
        return dict(taken.data)

    def next_number(self, tenant: str) -> int:
        """One more than the last one."""
        with self.lock:
            self.numbers[tenant] = self.numbers.get(tenant, 0) + 1
            return self.numbers[tenant]

    def commit(self, tenant: str, changes: ChangeSet) -> None:
        """All or nothing, as Committer says."""
        placing.check(tenant, changes)
        with self.lock:
            self._check(tenant, changes.all_writes)
            self._check_facts(tenant, changes)
            for write in changes.all_writes:
                if isinstance(write, Check):
                    continue
                if isinstance(write, Remove):
                    self.kept.pop(_name(tenant, write.entity), None)
                    continue
                entity = write if isinstance(write, Claim) else write.entity
                self.kept[_name(tenant, entity)] = entity
            for part in changes.parts:
                if part.events:
                    self.timelines.setdefault((tenant, part.parent), []).extend(part.events)

    def _check_facts(self, tenant: str, changes: ChangeSet) -> None:
        for part in changes.parts:
            told = self.timelines.get((tenant, part.parent), ())
            if part.events and any(each.id == part.events[0].id for each in told):
                raise AlreadyExists(part.events[0])

    def _check(self, tenant: str, writes: tuple[Write, ...]) -> None:
        for write in writes:
            if isinstance(write, Insert) and _name(tenant, write.entity) in self.kept:
                raise AlreadyExists(write.entity)
            if isinstance(write, Claim) and self.claimed(tenant, write) is not None:
                raise AlreadyExists(write)
        for write in writes:
            if isinstance(write, Replace | Check | Remove) and write.expected_version is not None:
                stands = self.kept.get(_name(tenant, write.entity))
                if stands is None or stands.version != write.expected_version:
                    raise StaleVersion(stands.version if stands else 0)


def _name(tenant: str, entity: object) -> tuple[Any, ...]:
    return (tenant, type(entity), *_NAMES[type(entity)](entity))


class Store:
    """What every store in memory can do."""

    def __init__(self, state: State) -> None:
        self._state = state

    def commit(self, tenant: str, changes: ChangeSet) -> None:
        """Raises StaleVersion or AlreadyExists; then nothing was written."""
        self._state.commit(tenant, changes)
