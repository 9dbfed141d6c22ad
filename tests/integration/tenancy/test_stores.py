"""With the application's own checks left out, no method of any store reaches another tenant.

A store is made on the credentials of one tenant and asked about the other, as if a route and the way to the right
store had let it through. Each call is made about the own tenant first: a refusal that would come anyway shows nothing.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from infra.local.client import LocalCloud
from lambdesk.bootstrap.root import Lambdesk
from lambdesk.identity.model import Tenant, User
from lambdesk.kit.errors import LambdeskError
from lambdesk.tenancy import STORES, OfTenant, Scoped
from tests.integration.tenancy.stores import OF_ALL, asked, made, methods

pytestmark = pytest.mark.local_cloud
Homes = tuple[tuple[Tenant, User], tuple[Tenant, User]]


@pytest.fixture(scope="module")
def alder(door: Scoped, homes: Homes) -> OfTenant:
    """What a request of the first tenant gets."""
    return door.for_tenant(homes[0][0].id)


@pytest.fixture(scope="module")
def operator(cloud: LocalCloud) -> Iterator[Lambdesk]:
    """The product of somebody who sees the whole table."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in cloud.environment().items():
            patch.setenv(name, value)
        product = Lambdesk()
        assert product.table
        yield product


def kept(operator: Lambdesk, tenant: str) -> list[Any]:
    """Every item of a tenant, as it is."""
    pages = operator.table.client.get_paginator("scan").paginate(TableName=operator.table.name)
    items = (item for page in pages for item in page["Items"])
    return sorted((item for item in items if tenant in item["pk"]["S"]), key=lambda each: str((each["pk"], each["sk"])))


def refused(call: Any) -> bool:
    """Whether the credentials do not suffice; any other trouble is no proof of that."""
    try:
        call()
    except LambdeskError as error:
        return type(error) is LambdeskError
    return False


@pytest.mark.parametrize("store", STORES)
def test_every_store_reads_and_writes_for_its_tenant_alone(
    store: str, alder: OfTenant, operator: Lambdesk, homes: Homes
) -> None:
    mine, theirs = homes
    asking = made(alder, store)
    names = methods(asking)
    assert len(names) > 1
    before = kept(operator, theirs[0].id)
    assert before
    for name in names:
        asked(asking, name, *mine)
        assert refused(lambda name=name: asked(asking, name, *theirs)), name
    assert kept(operator, theirs[0].id) == before


def test_what_is_unique_among_all_is_closed_to_a_tenants_session(alder: OfTenant) -> None:
    asking = made(alder, "identity_store")
    for name, told in OF_ALL.items():
        assert refused(lambda name=name, told=told: getattr(asking, name)(*told)), name
