"""A product with two tenants and an agent of each in front of it."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from lambdesk.identity import service
from lambdesk.identity.decide import NewUser
from lambdesk.identity.model import ADMIN, MANAGER, OF_STAFF, Permission, Reach, Role, User
from lambdesk.kit.changes import ChangeSet, Insert
from tests.support.coming_in import SETTINGS, body, member
from tests.support.desk import PASSWORD, Desk, MemoryLambdesk, context, settle
from tests.support.provider import TestProvider


@pytest.fixture
def product() -> MemoryLambdesk:
    return MemoryLambdesk()


@pytest.fixture
def desk(product: MemoryLambdesk) -> Desk:
    tenant, user = settle(product, "northwind")
    return Desk(product, tenant.id, user.id)


@pytest.fixture
def boss(product: MemoryLambdesk, desk: Desk) -> Desk:
    """A manager of the same tenant."""
    tenant = desk.get("/v1/me").json["tenant"]["id"]
    newcomer = NewUser("boss@northwind.example", "Rosa Almeida", MANAGER)
    user = service.create_user(product.identity_store, product.user_pool, context(tenant), newcomer, PASSWORD)
    return Desk(product, tenant, user.id)


@pytest.fixture
def join(product: MemoryLambdesk, desk: Desk) -> Callable[..., Desk]:
    """Somebody of the same tenant who may do everything that staff can, with this reach and these teams."""
    tenant = desk.get("/v1/me").json["tenant"]["id"]

    def new(
        reach: Reach = Reach.ALL, permissions: Iterable[Permission] = OF_STAFF, teams: tuple[str, ...] = ()
    ) -> Desk:
        ctx = context(tenant)
        role = Role(ctx.derive_id("rol", ctx.now), "Helper", frozenset(permissions), reach)
        user = User(ctx.derive_id("usr", ctx.now), f"{role.id}@northwind.example", "Jon Berg", role.id, ctx.now, teams)
        product.identity_store.commit(tenant, ChangeSet((Insert(role), Insert(user))))
        return Desk(product, tenant, user.id)

    return new


@pytest.fixture
def foreign(product: MemoryLambdesk) -> Desk:
    tenant, user = settle(product, "kitefly")
    return Desk(product, tenant.id, user.id)


@pytest.fixture
def written(product: MemoryLambdesk) -> Callable[[], Any]:
    """Everything in the store, counters too: equal before and after means nothing was written."""

    def look() -> Any:
        state = product.state
        return dict(state.kept), {key: tuple(each) for key, each in state.timelines.items()}, dict(state.numbers)

    return look


@pytest.fixture
def provider() -> Iterator[TestProvider]:
    provider = TestProvider()
    yield provider
    provider.stop()


@pytest.fixture
def admin(product: MemoryLambdesk, desk: Desk) -> Desk:
    return member(product, "admin@northwind.example", ADMIN)


@pytest.fixture
def browser(product: MemoryLambdesk, admin: Desk, provider: TestProvider) -> Desk:
    """Nobody known, where a provider is set up."""
    answer = admin.send("PUT", SETTINGS, body(provider))
    assert answer.status == 200, answer.text
    return Desk(product)
