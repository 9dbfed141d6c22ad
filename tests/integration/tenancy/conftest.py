"""A local cloud that checks roles, and the product with the credentials that the Lambda behind the HTTP API has."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest

from infra.local.client import LocalCloud
from lambdesk.bootstrap.root import Lambdesk
from lambdesk.identity.model import Tenant, User
from lambdesk.kit import clock
from lambdesk.kit.changes import Claim
from lambdesk.kit.signing import Keyring
from lambdesk.realtime.model import CONNECTION_LIFETIME, Connection
from lambdesk.tenancy import Scoped
from tests.support.cloud import eventually
from tests.support.desk import Desk, MemoryUserPool, settle


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    with LocalCloud(roles=True) as running:
        yield running


def client_of(environment: dict[str, str], service: str) -> Any:
    """A client of somebody who may do everything."""
    session: Any = boto3.session.Session("test", "test", region_name="us-east-1")
    return session.client(service, endpoint_url=environment["AWS_ENDPOINT_URL"])


def role_of(cloud: LocalCloud, function: str) -> str:
    """The address of the role of one Lambda."""
    pages = client_of(cloud.environment(), "lambda").get_paginator("list_functions").paginate()
    handler = f"functions.{function}.handler.handler"
    return next(str(each["Role"]) for page in pages for each in page["Functions"] if each["Handler"] == handler)


def session_of(cloud: LocalCloud, function: str) -> dict[str, str]:
    """Credentials of the role of one Lambda, as variables of an environment."""
    environment = cloud.environment()
    sts = client_of(environment, "sts")
    taken = sts.assume_role(RoleArn=role_of(cloud, function), RoleSessionName="test")["Credentials"]
    return {
        **environment,
        "AWS_ACCESS_KEY_ID": taken["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": taken["SecretAccessKey"],
        "AWS_SESSION_TOKEN": taken["SessionToken"],
    }


def socket_of(home: Tenant) -> Connection:
    """A socket of this tenant that watches its first ticket."""
    until = clock.now().replace(microsecond=0) + CONNECTION_LIFETIME
    return Connection(f"c-{home.slug}", home.id, "usr_somebody", until, frozenset({"ticket:1"}))


@contextmanager
def behind(cloud: LocalCloud, function: str) -> Iterator[Scoped]:
    """The product of one Lambda, with its role's credentials."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in session_of(cloud, function).items():
            patch.setenv(name, value)
        product = Scoped()
        # Signed once for all: clients are made now, while the environment is the Lambda's.
        assert product.table
        assert product.clients.s3
        assert product.tenant_sessions
        # Its own policy names the secret by its address, which the emulator gives as a name.
        product.__dict__ |= {"keyring": Keyring("a", {"a": b"k" * 64}), "user_pool": MemoryUserPool()}
        yield product


@pytest.fixture(scope="module")
def door(cloud: LocalCloud) -> Iterator[Scoped]:
    """The product of `http_api`."""
    with behind(cloud, "http_api") as product:
        yield product


@pytest.fixture(scope="module")
def homes(cloud: LocalCloud) -> Iterator[tuple[tuple[Tenant, User], tuple[Tenant, User]]]:
    """Two tenants with an agent and a ticket each, made by an operator who may do everything."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in cloud.environment().items():
            patch.setenv(name, value)
        product = Lambdesk()
        for bucket in (product.settings.content_bucket, product.settings.raw_bucket):
            # It refuses everybody who does not come by TLS, and here nobody does.
            product.clients.s3.delete_bucket_policy(Bucket=bucket)
        product.__dict__ |= {"user_pool": MemoryUserPool(), "keyring": Keyring("a", {"a": b"k" * 64})}
        first, second = settle(product, "alder"), settle(product, "birch")
        for tenant, user in (first, second):
            Desk(product, tenant.id, user.id).open_ticket()
            socket = socket_of(tenant)
            product.realtime_store.connect(socket, Claim("socket", socket.id, {}, socket.expires_at), 100)
        for tenant, _ in (first, second):
            # What follows events has written all that it will.
            eventually(lambda home=tenant.id: product.figure_store.of_ticket(home, 1), "the figures of a ticket")
        product.content.put(f"files/{second[0].id}/upl_1", b"theirs", "text/plain")
        yield first, second
