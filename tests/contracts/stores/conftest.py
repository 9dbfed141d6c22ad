"""The worlds in which every store must behave alike: memory, moto, and the local cloud's DynamoDB."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from moto import mock_aws

from lambdesk.adapters.dynamodb.api_keys import DynamoApiKeyStore
from lambdesk.adapters.dynamodb.belonging import DynamoOrganisationStore
from lambdesk.adapters.dynamodb.calling import DynamoRotaStore
from lambdesk.adapters.dynamodb.canned import DynamoCannedStore
from lambdesk.adapters.dynamodb.customers import DynamoCustomerStore
from lambdesk.adapters.dynamodb.figures import DynamoFigureStore
from lambdesk.adapters.dynamodb.identity import DynamoIdentityStore
from lambdesk.adapters.dynamodb.inbound import DynamoSourceStore
from lambdesk.adapters.dynamodb.mail import DynamoMailStore
from lambdesk.adapters.dynamodb.notifications import DynamoNotificationStore
from lambdesk.adapters.dynamodb.opening import DynamoCalendarStore
from lambdesk.adapters.dynamodb.own import DynamoExportStore
from lambdesk.adapters.dynamodb.realtime import DynamoLines, DynamoRealtimeStore
from lambdesk.adapters.dynamodb.recomputations import DynamoRecomputationStore
from lambdesk.adapters.dynamodb.sla import DynamoDueFeeds, DynamoDueTickets, DynamoPolicyStore
from lambdesk.adapters.dynamodb.table import Table
from lambdesk.adapters.dynamodb.ticket_settings import DynamoTicketSettingsStore
from lambdesk.adapters.dynamodb.tickets import DynamoTicketStore
from lambdesk.adapters.dynamodb.trail import DynamoTrailStore
from lambdesk.adapters.memory.api_keys import MemoryApiKeyStore
from lambdesk.adapters.memory.calendars import MemoryCalendarStore, MemoryDueFeeds
from lambdesk.adapters.memory.canned import MemoryCannedStore
from lambdesk.adapters.memory.customers import MemoryCustomerStore
from lambdesk.adapters.memory.figures import MemoryFigureStore
from lambdesk.adapters.memory.identity import MemoryIdentityStore
from lambdesk.adapters.memory.inbound import MemorySourceStore
from lambdesk.adapters.memory.mail import MemoryMailStore
from lambdesk.adapters.memory.notifications import MemoryNotificationStore
from lambdesk.adapters.memory.organisations import MemoryOrganisationStore
from lambdesk.adapters.memory.realtime import MemoryLines, MemoryRealtimeStore
from lambdesk.adapters.memory.recomputations import MemoryRecomputationStore
from lambdesk.adapters.memory.rotas import MemoryRotaStore
from lambdesk.adapters.memory.sla import MemoryDueTickets, MemoryPolicyStore
from lambdesk.adapters.memory.state import State
from lambdesk.adapters.memory.tenant_exports import MemoryExportStore
from lambdesk.adapters.memory.ticket_settings import MemoryTicketSettingsStore
from lambdesk.adapters.memory.tickets import MemoryTicketStore
from lambdesk.adapters.memory.trail import MemoryTrailStore
from lambdesk.api_keys.ports import ApiKeyStore
from lambdesk.audit.ports import TrailStore
from lambdesk.canned.ports import CannedStore
from lambdesk.channels.ports import MailStore
from lambdesk.customers.organisations.ports import OrganisationStore
from lambdesk.customers.ports import CustomerStore
from lambdesk.escalation.rotas.ports import RotaStore
from lambdesk.identity.ports import IdentityStore
from lambdesk.inbound.ports import SourceStore
from lambdesk.kit import ids
from lambdesk.notifications.ports import NotificationStore
from lambdesk.realtime.ports import Lines, RealtimeStore
from lambdesk.reports.ports import FigureStore
from lambdesk.sla.calendars.feeds.ports import DueFeeds
from lambdesk.sla.calendars.ports import CalendarStore
from lambdesk.sla.ports import DueTickets, PolicyStore
from lambdesk.tenants.exporting.ports import ExportStore
from lambdesk.tickets.ports import TicketStore
from lambdesk.tickets.recomputing.ports import RecomputationStore
from lambdesk.tickets.settings.ports import TicketSettingsStore
from tests.support.capacity import CapacityCounter
from tests.support.dynamodb import connect, ministack
from tests.support.table import create_table

TABLE = "lambdesk-contracts"
LOCAL_CLOUD = pytest.param("local_cloud", marks=pytest.mark.local_cloud)


@dataclass
class Clock:
    """A clock that a test moves. It starts in the present, since some local clouds drop what has run out."""

    moment: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))

    def __call__(self) -> datetime:
        return self.moment

    def pass_by(self, **duration: float) -> None:
        self.moment += timedelta(**duration)


@dataclass(frozen=True)
class World:
    """All stores over one state, a tenant nobody used before, and a clock."""

    kind: str
    tickets: TicketStore
    customers: CustomerStore
    identity: IdentityStore
    mail: MailStore
    policies: PolicyStore
    settings: TicketSettingsStore
    due: DueTickets
    notifications: NotificationStore
    realtime: RealtimeStore
    lines: Lines
    canned: CannedStore
    trail: TrailStore
    api_keys: ApiKeyStore
    sources: SourceStore
    calendars: CalendarStore
    rotas: RotaStore
    exports: ExportStore
    recomputations: RecomputationStore
    figures: FigureStore
    due_feeds: DueFeeds
    organisations: OrganisationStore
    clock: Clock
    tenant: str
    table: Table | None = None
    counter: CapacityCounter | None = None


def _memory() -> World:
    clock = Clock()
    state = State(now=clock)
    stores = MemoryTicketStore(state), MemoryCustomerStore(state), MemoryIdentityStore(state), MemoryMailStore(state)
    sla = MemoryPolicyStore(state), MemoryTicketSettingsStore(state), MemoryDueTickets(state)
    own = (
        MemoryNotificationStore(state),
        MemoryRealtimeStore(state),
        MemoryLines(),
        MemoryCannedStore(state),
        MemoryTrailStore(state),
    )
    doors = MemoryApiKeyStore(state), MemorySourceStore(state), MemoryCalendarStore(state), MemoryRotaStore(state)
    jobs = MemoryExportStore(state), MemoryRecomputationStore(state), MemoryFigureStore(state), MemoryDueFeeds(state)
    return World("memory", *stores, *sla, *own, *doors, *jobs, MemoryOrganisationStore(state), clock, new_tenant())


def _on_table(kind: str, client: Any, counter: CapacityCounter) -> World:
    clock = Clock()
    table = Table(TABLE, client, now=clock)
    stores = DynamoTicketStore(table), DynamoCustomerStore(table), DynamoIdentityStore(table), DynamoMailStore(table)
    sla = DynamoPolicyStore(table), DynamoTicketSettingsStore(table), DynamoDueTickets(table)
    own = (
        DynamoNotificationStore(table),
        DynamoRealtimeStore(table),
        DynamoLines(table),
        DynamoCannedStore(table),
        DynamoTrailStore(table),
    )
    doors = DynamoApiKeyStore(table), DynamoSourceStore(table), DynamoCalendarStore(table), DynamoRotaStore(table)
    jobs = DynamoExportStore(table), DynamoRecomputationStore(table), DynamoFigureStore(table), DynamoDueFeeds(table)
    people = DynamoOrganisationStore(table)
    return World(kind, *stores, *sla, *own, *doors, *jobs, people, clock, new_tenant(), table, counter)


def new_tenant() -> str:
    return ids.derived_id("tnt", datetime.now(UTC), ids.new_seed(), 0)


@pytest.fixture(scope="session")
def local_cloud() -> Iterator[tuple[Any, CapacityCounter]]:
    with ministack() as endpoint:
        client, shadow = connect(endpoint), connect(endpoint)
        create_table(client, TABLE)
        yield client, CapacityCounter(client, shadow, TABLE)


Builder = Callable[[str], World]


@pytest.fixture
def build(request: pytest.FixtureRequest) -> Iterator[Builder]:
    """Makes a world of a kind; what it needs is started on first use and ended with the test or the session."""
    moto = mock_aws()
    started: list[str] = []

    def make(kind: str) -> World:
        if kind == "memory":
            return _memory()
        if kind == "local_cloud":
            return _on_table(kind, *request.getfixturevalue("local_cloud"))
        moto.start()
        started.append(kind)
        client, shadow = connect(), connect()
        create_table(client, TABLE)
        return _on_table(kind, client, CapacityCounter(client, shadow, TABLE))

    yield make
    for _ in started:
        moto.stop()


@pytest.fixture(params=["memory", "moto", LOCAL_CLOUD])
def world(request: pytest.FixtureRequest, build: Builder) -> World:
    """Every store."""
    return build(request.param)


@pytest.fixture(params=["memory", LOCAL_CLOUD])
def honest(request: pytest.FixtureRequest, build: Builder) -> World:
    """The judges of what happens at once; moto's transactions are none."""
    return build(request.param)


@pytest.fixture(params=["moto", LOCAL_CLOUD])
def on_table(request: pytest.FixtureRequest, build: Builder) -> World:
    """The stores on DynamoDB only."""
    return build(request.param)
